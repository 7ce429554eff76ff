"""The replay `localdao_2024`: one motion, two villages (DOMAIN: the rule and the votes are the
press's, the split of the votes and the holdings assumed).

The rule: votes must be more than 10 % of all units, and more of them for than against. By token
400 of 2,900 are enough (291 are needed); by head 160 of 1,700 are not (171 are).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from daoctl.demo.stage import POCKET_MONEY, Stage
from daoctl.demo.voting import carry_out, propose, vote
from daoctl.demo.yamakoshi_replay import sell
from daoctl.governance.counting import Choice
from daoctl.governance.tally import tally
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.village import Village

CHARTERS = ("localdao_by_token", "localdao_by_head")
OPENS = 1711940400  # 2024-04-01 12:00 JST, the first phase
FOUNDED = OPENS - 86_400
PROPOSED = 1714316400  # 2024-04-29 00:00 JST: the vote runs from 04-30 to 06-10

SUPPLY, HOLDERS = 2900, 1700
# The 160 voters: how many tokens each of so many people holds, and how they vote.
VOTERS: tuple[tuple[Choice, int, int], ...] = (
    ("for", 3, 80),
    ("for", 2, 75),
    ("against", 2, 3),
    ("abstain", 2, 2),
)
# The 1,540 who do not vote.
OTHERS = ((2, 960), (1, 580))

DRAFT = """---
title: Let other villages start a LocalDAO of their own
kind: text
---
Shall the digital village help other villages to found a LocalDAO?
"""


def people() -> tuple[dict[str, int], dict[str, Choice]]:
    """Who holds how many tokens, and who votes how; by wallet name."""
    held: dict[str, int] = {}
    votes: dict[str, Choice] = {}
    for choice, tokens, count in VOTERS:
        for _person in range(count):
            name = f"voter {len(votes) + 1}"
            held[name], votes[name] = tokens, choice
    for tokens, count in OTHERS:
        for _person in range(count):
            held[f"villager {len(held) + 1}"] = tokens
    return held, votes


def play(stage: Stage) -> None:
    """Founds both villages, sells the same tokens to the same people, and puts the motion to
    both on the same day."""
    held, votes = people()
    villages = [stage.found(name, opens=OPENS) for name in CHARTERS]
    stage.fund({"card desk": 200 * 10**18, **dict.fromkeys(votes, POCKET_MONEY)})
    for village in villages:
        stage.step(_("{name} is founded.").format(name=village.name))
        sell(stage, village, 1, held)
    stage.until(max(PROPOSED, stage.opens_to_proposals(villages)))
    proposals = [propose(stage, village, DRAFT, "voter 1") for village in villages]
    for village, proposal in zip(villages, proposals, strict=True):
        vote(stage, village, proposal, votes)
    stage.until(max(proposal.deadline for proposal in proposals) + 1)
    for village, proposal in zip(villages, proposals, strict=True):
        conclude(stage, village, proposal.number)


def conclude(stage: Stage, village: Village, number: int) -> None:
    """Counts the vote; what has passed is carried out."""
    from daoctl.governance.tally import rule_words, verdict_words

    found = tally(village, number)
    stage.step(_("{name}: the motion is counted.").format(name=village.name))
    totals = found.count.totals
    stage.detail(
        _("{for_} for, {against} against, {abstain} abstaining.").format(
            for_=totals.for_, against=totals.against, abstain=totals.abstain
        )
    )
    stage.detail(rule_words(found.count))
    stage.detail(verdict_words(found))
    if found.count.passed:
        carry_out(stage, village, number, "voter 1")
        stage.detail(_("It was published in the village's charter."))
