"""The story's ballots: signed ones on a proposal, an election, and a consultation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from daoctl.chain.accounts import account_address

if TYPE_CHECKING:
    from tests.chain.json_story import Story

ANN, BOB, FAR, FRIEND = "TEST::4", "TEST::5", "TEST::7", "TEST::8"
PLAN = """---
title: "{title}"
recipient: "{recipient}"
milestones:
  - amount: 0.01 ETH
    due: 30 days
---
{title}, for everybody."""


def sign(story: Story) -> None:
    """A ballot on proposal 1, signed on a ballot paper and carried by the office."""
    story.tell("vote paper 1 --out paper.json")
    story.tell("vote sign 1 for --out ballot.jsonl --yes --account", FRIEND)
    story.tell("vote sign for --paper paper.json --out others.jsonl --yes --account", ANN)
    story.write("rubbish.jsonl", "rubbish")
    story.tell("vote check ballot.jsonl")
    story.tell("vote check rubbish.jsonl", code=5)
    story.tell("vote relay ballot.jsonl --account TEST::1")


def elect(story: Story) -> None:
    """An election of four plans, from its announcement to the grant."""
    for kind in ("announcement", "plan"):
        story.tell("election draft --kind", kind)
    story.run("election", "draft", "announcement.md", "--kind", "announcement")
    story.tell("election draft announcement.md")
    for title, who in (("Flowers", FAR), ("Bench", BOB), ("Songs", FRIEND), ("Stars", ANN)):
        text = PLAN.format(title=title, recipient=account_address(who))
        story.write(f"{title}.md", text)
    story.tell("election draft Flowers.md")
    story.tell("election list")
    opened = story.tell("election open announcement.md")
    story.tell("election nominate 1 Flowers.md --account", FAR)
    agree = (
        f"election consent 1 Bench.md --nominator {account_address('TEST::6')} --out agreed.json"
    )
    story.tell(f"{agree} --yes --account", BOB)
    story.tell("election nominate 1 Bench.md --consent agreed.json --account TEST::6")
    story.tell("election nominate 1 Songs.md --account", FRIEND)
    story.tell("election withdraw 1 3 --account", FRIEND)
    story.tell("election nominate 1 Stars.md --account", ANN)
    story.tell("election strike 1 4 --reason", "The stars belong to nobody.")
    story.tell("election list")
    story.tell("status")
    _until(story, opened["voting_from"] + 60)
    story.tell("election show 1")
    story.tell("election cast 1 1 --account", FAR)
    story.tell("vote paper --election 1 --out election-paper.json")
    story.tell("vote sign 2 --election 1 --out election.jsonl --yes --account", FRIEND)
    story.tell("vote check election.jsonl")
    story.tell("vote relay election.jsonl --account TEST::1")
    _until(story, opened["voting_to"] + 60)
    story.tell("election close 1")
    story.tell("election award 1")
    story.tell("election show 1")
    story.tell("election tally 1 --voter", account_address(FAR))
    story.tell("minutes --election 1 --out .")
    story.tell("minutes 1 --out .")


def ask(story: Story) -> None:
    """A consultation, from its document to the proof that a ballot counted."""
    story.tell("vote consult consultation.md --title Colour? --option Red --option Blue")
    # A snapshot cannot be counted before its second is over; a new document's is tomorrow.
    story.tell("practice skip 2d")
    asked = story.tell("vote consult consultation.md")
    signing = "vote sign 1 --consultation consultation.md --out ballots.jsonl --yes --account"
    story.tell(signing, FAR)
    with (story.folder / "ballots.jsonl").open("a") as ballots:
        ballots.write("rubbish\n")
    far = account_address(FAR)
    counted = story.tell("tally --ballots ballots.jsonl --result result.json --voter", far)
    assert (asked["id"], 1) == (counted["consultation"]["id"], counted["leaves"])
    prove = "vote prove {} result.json --ballots ballots.jsonl --out proof.json"
    story.tell(prove.format(far))
    story.tell("vote verify-proof result.json proof.json")
    story.tell("tally publish result.json --uri https://example.org/result.json")


def _until(story: Story, moment: int) -> None:
    now: Any = json.loads(story.run("practice", "status", "--json"))["now"]
    story.tell(f"practice skip {-(-(moment - now) // 60)}m")
