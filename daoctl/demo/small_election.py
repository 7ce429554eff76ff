"""The small village's general election: what the water wheel left of the activity budget goes to
the plans that most people want."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daoctl.demo.electing import (
    Timetable,
    conclude,
    nominate,
    open_election,
    plan_of,
    vote_by_signature,
    vote_directly,
)
from daoctl.governance.document import Document
from daoctl.governance.election_tally import tally_election
from daoctl.governance.election_words import outcome_words, quorum_words
from daoctl.times import DAY, HOUR
from daoctl.units import Quorum
from daoctl.words import N_, _

if TYPE_CHECKING:
    from daoctl.charter.village import Village
    from daoctl.demo.stage import Stage

# Who nominates which plan; each asks for 0.01 ETH, and two of them fit into what is left.
PLANS = {
    "Midori": N_("Lanterns for the autumn festival"),
    "Sakura": N_("A bench by the spring"),
    "Ben": N_("A weekend for homecoming villagers"),
}
STEPS = ((10**16, 60),)
# Whom each names, by the plans' numbers: two at most.
DIRECT = {"Aoi": (1, 3), "Ben": (3,)}
SIGNED = {"Kenji": (1, 2), "Taro": (1,), "Sakura": (2,)}


def elect(stage: Stage, village: Village) -> None:
    """From the opening to the grants, with a recount between."""
    now = stage.chain.now()
    when = Timetable(now + 4 * DAY, now + 5 * DAY, now + 8 * DAY)
    announcement = Document(_("Small plans for the autumn"), "")
    election = open_election(
        stage, village, announcement, when, seats=2, choices=2, quorum=Quorum("at_least", 1000)
    )
    stage.step(
        _("What is left for activities, {money}, is put to a general election.").format(
            money=stage.money(election.ceiling)
        )
    )
    plans = {
        name: plan_of(stage, name, Document(_(title), ""), STEPS) for name, title in PLANS.items()
    }
    nominate(stage, village, election, plans)
    for name, title in PLANS.items():
        stage.detail(_("{name} nominates a plan: {title}").format(name=name, title=_(title)))
    stage.until(when.voting_from + HOUR)
    vote_directly(stage, village, election, DIRECT)
    vote_by_signature(stage, village, election, SIGNED, "office")
    stage.step(_("Some vote by themselves; others sign a ballot that the office brings, free."))
    stage.detail(
        _("By themselves: {direct}. By a signature: {signed}.").format(
            direct=_(", ").join(DIRECT), signed=_(", ").join(SIGNED)
        )
    )
    done = conclude(stage, village, election, "Taro")
    found = tally_election(village, done.number)
    titles = [_(title) for title in PLANS.values()]
    stage.step(_("The election is closed, counted again, and what is elected is funded."))
    stage.detail(quorum_words(done, found.result))
    for sentence in outcome_words(done, found.result, lambda number: titles[number - 1]):
        stage.detail(sentence)
