"""The one place where an error becomes words and an exit code.

One sentence, the cause, and a `hint:`, on stderr. What daoctl did not foresee is a fault of ours
and ends with 4; DAOCTL_DEBUG=1 shows where it happened.
"""

from __future__ import annotations

import errno
import os
import re
import sys
import traceback
from typing import TextIO

from daoctl.errors import (
    ConnectionFailed,
    DaoctlError,
    Interrupted,
    Unexpected,
    UsageError,
    UserError,
)
from daoctl.words import N_, _

DEBUG = "DAOCTL_DEBUG"
INTERRUPTED = 130
# What the system says of a file in English, whatever language the reader chose.
_SYSTEM = {
    errno.ENOENT: N_("There is no such file."),
    errno.EACCES: N_("This user of the computer may not do that."),
    errno.EPERM: N_("This user of the computer may not do that."),
    errno.EISDIR: N_("That is a folder, not a file."),
    errno.ENOTDIR: N_("A folder is wanted where there is a file."),
    errno.EEXIST: N_("It is there already."),
    errno.EROFS: N_("Nothing can be written there: the disk may only be read."),
    errno.ENOSPC: N_("The disk is full."),
}
# The parser's complaints that only its text tells apart.
_EXTRA = re.compile(r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", re.DOTALL)
_NO_VERB = re.compile(r"No such command '(.*?)'\.(?: Did you mean '(.*?)'.*)?", re.DOTALL)
_NO_CHOICE = re.compile(r"Value error, .* is not one of (.*)\.", re.DOTALL)


def report(error: BaseException, stream: TextIO | None = None) -> int:
    """Says on `stream` (stderr) what went wrong, and returns the exit code."""
    err = stream or sys.stderr
    if type(error).__name__ == "NoArgsIsHelpError":
        # A noun without a verb is a question, and the help is the answer to it.
        print(getattr(error, "message", ""), file=err)
        return UsageError.exit_code
    ours = explain(error)
    if ours is None:
        return 0
    from daoctl.cli.output import clean, colour_wanted, fitted

    colour = colour_wanted(err)

    def tell(word: str, code: str, text: str) -> None:
        lines = fitted(f"{word} {clean(text)}", err)
        if colour:
            lines[0] = f"\x1b[{code}m{word}\x1b[0m{lines[0].removeprefix(word)}"
        print("\n".join(lines), file=err)

    kind = "31" if ours.exit_code not in (5, INTERRUPTED) else "33"
    # Outside the f-strings, where the extractor of messages does not look.
    error_word, hint_word = _("error:"), _("hint:")
    tell(error_word, kind, ours.message)
    for line in (ours.cause or "").splitlines():
        print("\n".join(fitted(f"  {clean(_of_system(line))}", err, lead="  ")), file=err)
    for number, line in enumerate((ours.hint or "").splitlines()):
        if number == 0:
            tell(hint_word, "36", line)
        else:
            # Behind the first line may stand lines to copy, such as a piece of configuration.
            print(f"  {line}", file=err)
    if debugging():
        traceback.print_exception(error, file=err)
    return ours.exit_code


def _of_system(line: str) -> str:
    """The cause with what the system said of a file in the reader's language."""
    for code, words in _SYSTEM.items():
        if line == os.strerror(code) or line.endswith(f": {os.strerror(code)}"):
            return line.removesuffix(os.strerror(code)) + _(words)
    return line


def debugging() -> bool:
    """Whether the user asked to see where errors happen (DAOCTL_DEBUG=1)."""
    return os.environ.get(DEBUG, "") not in ("", "0")


def explain(error: BaseException) -> DaoctlError | None:
    """The error as one of ours; None when it is no error (an exit with code 0)."""
    if isinstance(error, DaoctlError):
        return error
    if isinstance(error, KeyboardInterrupt):
        return interrupted()
    if isinstance(error, SystemExit):
        return _from_exit(error)
    if isinstance(error, BrokenPipeError):
        return None
    return _from_parser(error) or _from_pydantic(error) or _from_ape(error) or _from_system(error)


def interrupted() -> Interrupted:
    """Stopped from the keyboard."""
    return Interrupted(
        _("Stopped."),
        hint=_("What was sent stays sent; the same command run again goes on from there."),
    )


def _from_exit(error: SystemExit) -> DaoctlError | None:
    if error.code in (None, 0):
        return None
    if isinstance(error.__context__, BrokenPipeError):
        # The parser answers a closed pipe (`| head`) with an exit.
        return None
    # Ape answers Ctrl-C by itself, with an exit.
    return interrupted() if error.code == INTERRUPTED else _unexpected(error)


def _from_parser(error: BaseException) -> DaoctlError | None:
    """Typer's and click's complaints. Typer carries a click of its own, Ape uses the other."""
    names = {kind.__name__ for kind in type(error).__mro__}
    if "Abort" in names:
        return interrupted()
    if "UsageError" in names:
        context = getattr(error, "ctx", None)
        path = context.command_path if context is not None else "daoctl"
        hint = _("`{command} --help` shows what it takes.").format(command=path)
        if verb := _NO_VERB.fullmatch(str(getattr(error, "message", ""))):
            if verb[2]:
                near = f"{path} {verb[2]}".removeprefix("daoctl ")
                hint = _("Did you mean `daoctl {near}`?").format(near=near)
            return UsageError(_("There is no command `{name}`.").format(name=verb[1]), hint=hint)
        return UsageError(_usage_words(error, names), hint=hint)
    if "ClickException" in names:
        return UserError(str(getattr(error, "message", error)))
    return None


def _usage_words(error: BaseException, names: set[str]) -> str:
    name = getattr(error, "option_name", None)
    if "NoSuchOption" in names and name:
        return _("There is no option `{option}`.").format(option=name)
    parameter = getattr(error, "param", None)
    if parameter is not None:
        label = (
            max(parameter.opts, key=len)
            if parameter.param_type_name == "option"
            else (parameter.metavar or parameter.name.upper())
        )
        if "MissingParameter" in names:
            return _("`{argument}` is missing.").format(argument=label)
        return _("`{argument}` cannot be read: {detail}").format(
            argument=label, detail=_unreadable(error)
        )
    format_message = getattr(error, "format_message", None)
    words = str(format_message() if format_message else error)
    if "BadOptionUsage" in names and name:
        form = (
            _("`{option}` takes no value.")
            if "does not take" in words
            else _("`{option}` needs a value after it.")
        )
        return form.format(option=name)
    if extra := _EXTRA.fullmatch(words):
        return _("This is more than the command takes: {words}").format(words=extra[1])
    return words


def _unreadable(error: BaseException) -> str:
    """Why the parser could not read a value. Typer asks pydantic, whose kinds of mistakes we know
    by name; another one is told as it is."""
    errors = getattr(error.__cause__, "errors", None)
    if errors is not None:
        detail = errors()[0]
        forms = {
            "int_parsing": _("it must be a whole number"),
            "greater_than_equal": _("it must be at least {ge}"),
        }
        if detail["type"] in forms:
            return forms[detail["type"]].format(**detail.get("ctx", {}))
    words = str(getattr(error, "message", ""))
    if choices := _NO_CHOICE.fullmatch(words):
        return _("it must be one of: {choices}").format(choices=choices[1])
    return words


def _from_pydantic(error: BaseException) -> DaoctlError | None:
    if type(error).__name__ != "ValidationError" or not hasattr(error, "errors"):
        return None
    lines = [
        f"{'.'.join(map(str, detail['loc']))}: {detail['msg'].removeprefix('Value error, ')}"
        for detail in error.errors()
    ]
    return UserError(_("A file does not have the expected form."), cause="\n".join(lines))


def _from_ape(error: BaseException) -> DaoctlError | None:
    ape = sys.modules.get("ape.exceptions")  # not loaded: the error cannot be Ape's
    if ape is None or not isinstance(error, ape.ApeException):
        return None
    if isinstance(error, ape.ProviderNotConnectedError):
        return ConnectionFailed(
            _("No node answers."), hint=_("Name one with --rpc URL, or --network.")
        )
    return Unexpected(
        _("The chain library stopped with an error."),
        cause=f"{type(error).__name__}: {error}",
        hint=_("Run the command again with {debug}=1 to see where.").format(debug=DEBUG),
    )


def _from_system(error: BaseException) -> DaoctlError:
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return UserError(
            _("There is no room left to write to."),
            cause=f"{error.filename}: {error.strerror}" if error.filename else error.strerror,
            hint=_("Make room on the disk and run the command again."),
        )
    if isinstance(error, OSError) and error.strerror and error.filename is not None:
        return UserError(
            _("The file {file} cannot be used.").format(file=error.filename), cause=error.strerror
        )
    return _unexpected(error)


def _unexpected(error: BaseException) -> Unexpected:
    return Unexpected(
        _("Something happened that daoctl did not expect."),
        cause=f"{type(error).__name__}: {error}",
        hint=_("Run the command again with {debug}=1 to see where.").format(debug=DEBUG),
    )
