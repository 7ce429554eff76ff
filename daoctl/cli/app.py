"""`daoctl`: the root of the command line, and its one error boundary."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

import typer

from daoctl.words import choose_language, likely_language, set_language

INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code (0 done, 1 to mend, 2 usage, 3 the chain
    refused, 4 unexpected, 5 "no" or "differs", 130 interrupted)."""
    return run_app(None, sys.argv[1:] if argv is None else argv, "daoctl", last=argv is None)


def run_app(app: typer.Typer | None, argv: Sequence[str], name: str, *, last: bool = False) -> int:
    """The same for another command line than daoctl's own (None), such as a script's, that goes by
    `name`. With `last` the process ends after it."""
    arguments = list(argv)
    try:
        # Before anything else is imported: the help's words are chosen as modules load.
        asked, charter = _asked("--lang", arguments), _charter_languages(arguments)
        set_language(likely_language(asked, charter))
        language = choose_language(asked, charter)
        code = _run(app, arguments, language, name)
        # What cannot be written should be known while it can still be said.
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except BaseException as error:  # noqa: BLE001 - the boundary: all errors end here, in words
        if last:
            # What is under way is being brought to its end: a second Ctrl-C has nothing to stop.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        from daoctl.cli.boundary import report

        return report(error)


def _run(app: typer.Typer | None, arguments: list[str], language: str, name: str) -> int:
    from daoctl.cli.frame import parser_speaks, root_app

    with parser_speaks(language):
        command = typer.main.get_command(root_app() if app is None else app)
        # Not standalone: errors come out to the boundary instead of being printed by Typer.
        code = command.main(args=arguments, prog_name=name, standalone_mode=False)
    if code == INTERRUPTED:
        # Typer makes an exit code of Ctrl-C by itself; the reader is owed a word.
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


def _asked(option: str, arguments: Sequence[str]) -> str | None:
    """The option's value wherever it stands, before any parsing."""
    for number, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith(f"{option}="):
            return argument.partition("=")[2]
        if argument == option and number + 1 < len(arguments):
            return arguments[number + 1]
    return None


def _charter_languages(arguments: Sequence[str]) -> list[str]:
    """The languages of the village that is meant; none where there is no readable charter."""
    import tomllib

    from daoctl.charter.folder import find_village
    from daoctl.errors import UserError

    try:
        place = find_village(_asked("--village", arguments))
        if not place.charter.is_file():
            return []
        village = tomllib.loads(place.charter.read_text("utf-8-sig")).get("village", {})
        return [name for name in village.get("languages", []) if isinstance(name, str)]
    except (UserError, OSError, ValueError, AttributeError, TypeError):
        # A wrong charter or option is for the verb to name, with its line.
        return []
