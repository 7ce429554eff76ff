"""The replay `localdao_2024`: one motion, decided four ways (DOMAIN: the rule and the votes are the
press's, the split of the votes and the holdings assumed).

The rule: votes must be more than 10 % of all units, and more of them for than against. By token
400 of 2,900 are enough (291 are needed); by head 160 of 1,700 are not (171 are). Put again to the
village that votes by token, it fails with exactly 290 votes and passes with 291.
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

# The same motion with a few voters less: so many of those with three tokens and of those with two
# who are for it, and all that are against it or abstain.
NARROW = {290: (80, 20), 291: (77, 25)}


def draft(way: str) -> str:
    """The motion in the reader's language; `way` tells apart the ways it is put."""
    title = _("Let other villages start a LocalDAO of their own ({way})").format(way=way)
    return (
        f'---\ntitle: "{title}"\nkind: text\n---\n'
        + _("Shall the digital village help other villages to found a LocalDAO?")
        + "\n"
    )


def narrow(held: dict[str, int], votes: dict[str, Choice], wanted: int) -> dict[str, Choice]:
    """The votes without some that are for it, so that `wanted` are cast. Pure."""
    left = dict(zip((3, 2), NARROW[wanted], strict=True))
    found: dict[str, Choice] = {}
    for name, choice in votes.items():
        if choice == "for":
            if not left[held[name]]:
                continue
            left[held[name]] -= 1
        found[name] = choice
    return found


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
    both on the same day; to the one that votes by token three times, with fewer and fewer votes."""
    held, votes = people()
    villages = [stage.found(name, opens=OPENS) for name in CHARTERS]
    stage.fund({"card desk": 200 * 10**18, **dict.fromkeys(votes, POCKET_MONEY)})
    for village in villages:
        stage.step(_("{name} is founded.").format(name=village.name))
        sell(stage, village, 1, held)
    by_token, by_head = villages
    ways = [
        (by_token, votes, _("by token")),
        (by_head, votes, _("by head")),
        (by_token, narrow(held, votes, 290), _("exactly 290 votes")),
        (by_token, narrow(held, votes, 291), _("291 votes")),
    ]
    stage.until(max(PROPOSED, stage.opens_to_proposals(villages)))
    put = [
        (village, propose(stage, village, draft(way), "voter 1"), cast)
        for village, cast, way in ways
    ]
    for village, proposal, cast in put:
        vote(stage, village, proposal, cast)
    stage.until(max(proposal.deadline for _village, proposal, _cast in put) + 1)
    for village, proposal, _cast in put:
        conclude(stage, village, proposal.number)


def conclude(stage: Stage, village: Village, number: int) -> None:
    """Counts the vote; what has passed is carried out."""
    from daoctl.governance.tally import rule_words, verdict_words

    found = tally(village, number)
    stage.step(_("{name}: motion {number} is counted.").format(name=village.name, number=number))
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
