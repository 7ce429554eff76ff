"""Asking for a yes where nothing is sent to the chain: something is signed, or forgotten."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from daoctl.errors import UsageError, UserError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.cli.output import Output


def agree(out: Output, yes: bool, otherwise: str) -> None:
    """Asks whether to go ahead, unless --yes was given. `otherwise` says that nothing was done.
    Raises UsageError when nobody is there to answer, UserError when the answer is no yes."""
    from daoctl.cli.acting import is_yes

    if yes:
        return
    if not out.interactive:
        raise UsageError(
            _("Nobody is there to say yes."),
            cause=_("daoctl does not run in a terminal."),
            hint=_("Add --yes to go ahead without asking."),
        )
    print(_("Go ahead? [y/N]") + " ", end="", file=out.stderr, flush=True)
    if not is_yes(sys.stdin.readline()):
        raise UserError(otherwise)
