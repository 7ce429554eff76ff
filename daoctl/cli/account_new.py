"""`daoctl account new`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.cli.options import Shared
from daoctl.errors import AccountError
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.cli.output import Output


@dataclass(frozen=True)
class NewOptions:
    """What the account is called."""

    shared: Shared
    name: str


def run_new(options: NewOptions) -> None:
    """Makes a keyfile of that name; one that is there already is left as it is. Raises
    AccountError."""
    from daoctl.chain.keyfiles import check_name, find_keyfile, new_keyfile
    from daoctl.cli.session import quiet_stdout, voice

    out = voice(options.shared)
    check_name(options.name)
    with quiet_stdout():
        say_tightened(out)
        found = find_keyfile(options.name)
        created = found is None
        if found is None:
            found = new_keyfile(options.name, _passphrase(out, options.name))
    if created:
        out.say(
            _("The key stands in one place only, locked with your passphrase: {file}").format(
                file=found.path
            )
        )
        out.say(
            _(
                "Copy that file to a second safe place, and keep the passphrase apart from it. "
                "There is no list of words (mnemonic) to restore the account from: without the "
                "file, or without the passphrase, nobody can bring it back."
            ),
            style="yellow",
        )
    else:
        out.say(_("There is an account {name} already; nothing was made.").format(name=found.name))
    out.result(
        {
            "name": found.name,
            "address": found.address,
            "file": str(found.path),
            "created": created,
        },
        f"{found.name} {found.address}",
    )


def say_tightened(out: Output) -> None:
    """Takes what others could read out of their reach, and says so."""
    from daoctl.chain.keyfiles import tighten

    if mended := tighten():
        out.say(
            ngettext(
                "{count} keyfile or folder that others could read is yours alone now.",
                "{count} keyfiles and folders that others could read are yours alone now.",
                len(mended),
            ).format(count=len(mended))
        )


def _passphrase(out: Output, name: str) -> str:
    """The new passphrase: from the environment as Ape has it, else typed twice."""
    from daoctl.chain.keyfiles import passphrase_variable
    from daoctl.cli.session import ask_hidden

    variable = passphrase_variable(name)
    if given := os.environ.get(variable):
        return given
    if not out.interactive:
        raise AccountError(
            _("The new account needs a passphrase."),
            cause=_("Nobody is there to be asked."),
            hint=_("Put it in the environment as {variable}.").format(variable=variable),
        )
    given = ask_hidden(_("A passphrase for the new account {name}: ").format(name=name))
    if ask_hidden(_("The same once more: ")) != given:
        raise AccountError(_("The two passphrases are not the same."))
    return given
