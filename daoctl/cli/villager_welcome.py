"""`daoctl villager welcome`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.cli.options import Shared
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.cli.output import Output
    from daoctl.villager.welcome import Welcome


@dataclass(frozen=True)
class WelcomeOptions:
    """The residents' table."""

    shared: Shared
    file: Path


def run_welcome(options: WelcomeOptions) -> None:
    """Welcomes the table's residents, each once however often it is run; what the private register
    holds of somebody changes only after a yes. Raises TableError naming every wrong cell,
    ChainRefused when the reserve has too few left."""
    from daoctl.charter.authority import COUNCIL
    from daoctl.cli.batching import act_batch
    from daoctl.cli.register_keeping import keep_only, look
    from daoctl.cli.session import open_village
    from daoctl.villager.welcome import (
        PER_TRANSACTION,
        read_residents,
        read_welcome,
        welcome_call,
    )

    with open_village(options.shared) as session:
        village, out = session.village, session.out
        residents, personal = read_residents(village, options.file)
        found = read_welcome(village, [one.address for one in residents])
        say_personal(out, personal)
        _say_before(out, found)
        keeping = look(session, residents)
        keeping.tell(out)
        done, transactions = 0, []
        if found.fresh:
            outcome = act_batch(
                session,
                f"welcome {village.sale.address}",
                found.fresh,
                lambda part: welcome_call(village, part),
                _words(found),
                role=COUNCIL,
                per_tx=PER_TRANSACTION,
                before_sending=lambda _left: keeping.keep(session),
            )
            if not outcome.sent:
                return
            # What a killed command had sent and the chain took only now counts as well.
            done, transactions = outcome.done + outcome.skipped, list(outcome.transactions)
        else:
            keep_only(session, keeping)
        out.result(
            {"welcomed": done, "before": list(found.before), "transactions": transactions},
            ngettext(
                "{count} resident was welcomed.", "{count} residents were welcomed.", done
            ).format(count=done),
        )


def say_personal(out: Output, columns: Sequence[str]) -> None:
    """Says which columns stay private, so that a wrong heading is seen before anything is sent."""
    if columns:
        out.say(
            _("Kept in the private register, never on the chain: {columns}").format(
                columns=", ".join(columns)
            )
        )


def _words(found: Welcome) -> str:
    count = len(found.fresh)
    return ngettext(
        "Welcome {count} resident with a free token",
        "Welcome {count} residents with a free token each",
        count,
    ).format(count=count)


def _say_before(out: Output, found: Welcome) -> None:
    count = len(found.before)
    if count:
        text = ngettext(
            "{count} was welcomed before and is skipped: {addresses}",
            "{count} were welcomed before and are skipped: {addresses}",
            count,
        )
        shown = ", ".join(found.before[:3]) + (", …" if count > 3 else "")
        out.say(text.format(count=count, addresses=shown))
