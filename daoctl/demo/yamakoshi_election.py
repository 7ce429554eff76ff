"""The general election of `yamakoshi_replay` (DOMAIN: twelve plans, four adopted, about 350 eligible,
the dates and the money are the press's; the plans, who voted how, and the rule are assumed).

Plans until 2022-02-18, ballots from 26 to 28 February (JST). Every plan asks for 0.75 ETH, four of
them fit into the 3.15 ETH that are 30 % of phase 1. Half of the voters send their ballot
themselves, half sign it and have the office carry it.
"""

from __future__ import annotations

from collections.abc import Sequence
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
from daoctl.demo.stage import POCKET_MONEY, Stage
from daoctl.governance.document import Document
from daoctl.times import DAY
from daoctl.units import Quorum
from daoctl.words import N_, _

if TYPE_CHECKING:
    from daoctl.charter.village import Village
    from daoctl.governance.elections import Election

PHASE_1_OPENS = 1639450800  # 2021-12-14 12:00 JST
OPENS = 1643684400  # 2022-02-01 12:00 JST, when phase 1 is over
WHEN = Timetable(
    nominations_until=1645196399,  # 2022-02-18 23:59:59 JST
    voting_from=1645801200,  # 2022-02-26 00:00 JST: who holds a token then may vote
    voting_to=1646060399,  # 2022-02-28 23:59:59 JST
)
SEATS, CHOICES, QUORUM = 4, 4, Quorum("more_than", 1000)
STEPS = ((25 * 10**16, 30), (25 * 10**16, 60), (25 * 10**16, 90))

PLANS = (
    N_("The village rebuilt in a game"),
    N_("A guesthouse in an empty school"),
    N_("A festival seen from afar"),
    N_("A library of old photographs"),
    N_("Carp ponds that tell their story"),
    N_("A radio of the valley"),
    N_("Rice terraces to adopt"),
    N_("A bus for homecoming visits"),
    N_("Snow as a summer gift"),
    N_("A school of wood and tools"),
    N_("Art made with the villagers"),
    N_("A kitchen for travellers"),
)
# Which candidates so many voters name together.
BALLOTS: tuple[tuple[tuple[int, ...], int], ...] = (
    ((1, 5, 8, 11), 90),
    ((2, 5, 8), 60),
    ((3, 5, 11), 40),
    ((1, 4, 8, 12), 30),
    ((6, 7, 9, 10), 35),
    ((1, 5, 8, 11), 25),
)


def ballots(holders: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Who names whom: 280 of the 350 holders, each a vote. Pure."""
    named = (candidates for candidates, count in BALLOTS for _voter in range(count))
    return dict(zip(holders, named, strict=False))


def begin(stage: Stage, village: Village, holders: Sequence[str]) -> Election:
    """From the opening to the last ballot; `holders` are those of phase 1."""
    from daoctl.villager.sale import read_desk

    # Where the chain's calendar is another one, all intervals stay as they were.
    shift = read_desk(village).phase(1).opens - PHASE_1_OPENS
    stage.until(OPENS + shift)
    when = Timetable(
        WHEN.nominations_until + shift, WHEN.voting_from + shift, WHEN.voting_to + shift
    )
    announcement = Document(_("The village's first general election"), "")
    election = open_election(
        stage, village, announcement, when, seats=SEATS, choices=CHOICES, quorum=QUORUM
    )
    stage.step(
        _("The council opens a general election: {seats} plans, {money} together.").format(
            seats=SEATS, money=stage.money(election.ceiling)
        )
    )
    votes = ballots(holders)
    direct = dict(list(votes.items())[::2])
    signed = {name: named for name, named in votes.items() if name not in direct}
    nominators = holders[: len(PLANS)]
    stage.fund(dict.fromkeys({*direct, *nominators}, POCKET_MONEY))
    nominate(
        stage,
        village,
        election,
        {
            name: plan_of(stage, name, Document(_(title), ""), STEPS)
            for name, title in zip(nominators, PLANS, strict=True)
        },
    )
    stage.step(
        _("{count} plans are nominated, at {money} each.").format(
            count=len(PLANS), money=stage.money(sum(amount for amount, _due in STEPS))
        )
    )
    stage.until(when.voting_from + DAY // 2)
    vote_directly(stage, village, election, direct)
    vote_by_signature(stage, village, election, signed, "office")
    stage.step(
        _(
            "{voters} of {holders} holders vote: {direct} by themselves, {signed} by a signature "
            "that the office brings."
        ).format(voters=len(votes), holders=len(holders), direct=len(direct), signed=len(signed))
    )
    return election


def end(stage: Stage, village: Village, election: Election) -> None:
    """The election is closed and what is elected is funded."""
    from daoctl.governance.elections import read_candidates

    conclude(stage, village, election, "office")
    elected, cost = village.election.read("outcome", election.number)
    stage.step(
        _("{count} plans are elected and funded, with {money} together:").format(
            count=len(elected), money=stage.money(cost)
        )
    )
    votes = {one.number: one.votes for one in read_candidates(village, election.number)}
    for number in elected:
        stage.detail(
            _("{title}: {votes} votes").format(title=_(PLANS[number - 1]), votes=votes[number])
        )
