"""`daoctl sale pause` and `daoctl sale resume`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daoctl.cli.options import Shared
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.cli.session import Session


def run_pause(shared: Shared) -> None:
    """Stops the sale; a stopped one is said to be."""
    from daoctl.cli.session import open_village
    from daoctl.villager.pausing import plan_pause

    with open_village(shared) as session:
        _carry(
            session,
            plan_pause(session.village),
            _("Stop the sale: nobody can buy until it is resumed, and the phases' dates run on"),
            _("The sale is paused already."),
            _("The sale is paused."),
            paused=True,
        )


def run_resume(shared: Shared) -> None:
    """Lets the sale go on; one that does is said to."""
    from daoctl.cli.session import open_village
    from daoctl.villager.pausing import plan_resume

    with open_village(shared) as session:
        _carry(
            session,
            plan_resume(session.village),
            _("Let the sale go on"),
            _("The sale is not paused."),
            _("The sale goes on."),
            paused=False,
        )


def _carry(
    session: Session, calls: list[Call], words: str, already: str, done: str, *, paused: bool
) -> None:
    """Acts where there is something to do, and says which phases this concerns."""
    from daoctl.charter.authority import COUNCIL
    from daoctl.cli.acting import act
    from daoctl.villager.sale import read_desk

    out = session.out
    desk = read_desk(session.village)
    concerned = [one for one in desk.phases if one.stage(desk.now) == "open"]
    tx = None
    if not calls:
        out.say(already)
    else:
        outcome = act(session, calls, words, role=COUNCIL)
        if not outcome.sent:
            return
        tx = outcome.transactions[0]
    out.result(
        {
            "paused": paused,
            "phases": [one.number for one in concerned],
            "tx": tx,
            "already": tx is None,
        },
        done if tx else [],
    )
    if not tx:
        return
    if not concerned:
        out.say(_("No phase is open now anyway."))
    for one in concerned:
        out.say(_("  phase {number}: {name}").format(number=one.number, name=one.name))
    if paused:
        out.say(_("To let it go on: daoctl sale resume"))
