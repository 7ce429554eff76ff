"""`daoctl villager leave`: burns tokens of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.cli.options import Shared
from daoctl.errors import UsageError
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.cli.session import Session
    from daoctl.villager.leaving import Leaving


@dataclass(frozen=True)
class LeaveOptions:
    """Which tokens, by number, or `everything`; `sender` is who will send it, for --output
    calldata."""

    shared: Shared
    tokens: Sequence[int] = ()
    everything: bool = False
    sender: str | None = None


def run_leave(options: LeaveOptions) -> None:
    """Burns them, after saying what is lost. Raises UsageError where no token is named, and
    ChainRefused for one that belongs to somebody else."""
    from daoctl.cli.acting import act
    from daoctl.cli.proposal_draft import sender_of
    from daoctl.cli.session import open_village
    from daoctl.villager.leaving import plan_leave, read_leaving

    if bool(options.tokens) == options.everything:
        raise UsageError(
            _("Which tokens?"),
            hint=_("Name their numbers, or --all; `daoctl villager show ADDRESS` lists them."),
        )
    with open_village(options.shared) as session:
        village, out = session.village, session.out
        holder = sender_of(session, options.sender)
        numbers = None if options.everything else options.tokens
        leaving = read_leaving(village, holder, numbers)
        if leaving.before:
            out.say(
                ngettext(
                    "Burned before: token {tokens}", "Burned before: tokens {tokens}",
                    len(leaving.before),
                ).format(tokens=", ".join(map(str, leaving.before)))
            )  # fmt: skip
        transactions: list[str] = []
        if not leaving.tokens:
            out.say(_("Nothing is left to burn."))
        else:
            _say_loss(session, leaving)
            words = [
                _("Burn token {token} of {holder} for ever").format(token=token, holder=holder)
                for token in leaving.tokens
            ]
            done = act(session, plan_leave(village, leaving.tokens), words)
            if not done.sent:
                return
            transactions = done.transactions
        left = read_leaving(village, holder, ())
        out.result(
            {
                "holder": holder,
                "burned": list(leaving.tokens),
                "before": list(leaving.before),
                "kept": list(left.kept),
                "units": left.units,
                "transactions": transactions,
            },
            _farewell(left, len(leaving.tokens)) if leaving.tokens else [],
        )


def _say_loss(session: Session, leaving: Leaving) -> None:
    """What is lost, before anybody says yes."""
    out = session.out
    count = len(leaving.tokens)
    out.say(
        ngettext(
            "You are about to give up {count} token. It cannot be brought back, nothing is paid "
            "for it, and nobody gets its number again.",
            "You are about to give up {count} tokens. They cannot be brought back, nothing is "
            "paid for them, and nobody gets their numbers again.",
            count,
        ).format(count=count),
        style="yellow",
    )
    out.say(
        _(
            "  votes: {before} now, {after} afterwards; in votes open now they count as before"
        ).format(before=f"{leaving.units:,}", after=f"{leaving.units_after:,}")
    )
    out.say(_("  what you proposed and how you voted stays on the chain"))
    if leaving.certificate:
        out.say(
            _("  certificate {id} stays yours; the office takes it back if you ask").format(
                id=leaving.certificate
            )
        )


def _farewell(left: Leaving, burned: int) -> list[str]:
    words = ngettext("{count} token was burned.", "{count} tokens were burned.", burned)
    lines = [words.format(count=burned)]
    if left.kept:
        lines.append(
            _("{holder} keeps: {tokens}").format(
                holder=left.holder, tokens=", ".join(map(str, left.kept))
            )
        )
    else:
        lines.append(_("{holder} is no digital villager any more.").format(holder=left.holder))
    return lines
