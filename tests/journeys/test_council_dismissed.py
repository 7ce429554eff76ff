"""A council that does not want to go: what it tries while the village votes on its dismissal, and
that a new one works.

Certificates vote. The council holds one of its own and has every verb of its office; the village
has a proposal with two actions, which say only who the council is.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from daoctl.times import DAY, HOUR
from tests.journeys.threat_scene import (
    COUNCIL,
    DEPUTY,
    HANA,
    ISSUER,
    KEN,
    MIO,
    NEW,
    REVIEWER,
    SALE_OPENS,
    Threatened,
    at,
    found,
    nobody,
    threatened,
)

NO_ROLE = "does not hold the role this needs"


def test_a_council_is_dismissed_against_its_will_and_the_new_one_works(tmp_path: Path) -> None:
    """Whatever the council does in the ten days, the dismissal is carried out; afterwards it may
    nothing, and the new council everything, the mending of what the old one did included."""
    with threatened(tmp_path) as village:
        found(village)
        made = village.propose(HANA, "Another council", *change_of_council())
        it_cannot_veto(village, made)
        bundled_with_anything_else_it_can(village)
        it_cannot_get_there_first(village)
        the_vote_is_not_the_councils(village, made)
        it_does_what_its_office_allows(village)
        it_stops_no_step_of_the_execution(village, made)
        it_is_nobody_and_the_new_council_works(village)


def change_of_council() -> tuple[str, ...]:
    """The front matter: the old council goes, and a new one comes."""
    return (
        "actions:",
        "  - kind: role", "    do: revoke", "    role: council", f"    account: {at(COUNCIL)}",
        "  - kind: role", "    do: grant", "    role: council", f"    account: {at(NEW)}",
    )  # fmt: skip


def refused_veto(village: Threatened, number: int) -> None:
    """The council's veto meets the rule."""
    reason = ("--reason", "We are the council.")
    said = village.refused(COUNCIL, "proposal", "veto", str(number), *reason)

    assert f"Proposal {number} decides who the council is, so the council cannot veto it" in said


def it_cannot_veto(village: Threatened, made: Any) -> None:
    """Nor withdraw what somebody else proposed."""
    refused_veto(village, made["number"])
    village.refused(COUNCIL, "proposal", "cancel", str(made["number"]))


def bundled_with_anything_else_it_can(village: Threatened) -> None:
    """Why the dismissal stands alone: one more action, and the council may veto the whole."""
    text = "  - kind: limits\n    daily_issue_limit: 7"
    more = village.propose(KEN, "Another council and a limit", *change_of_council(), text)
    number = str(more["number"])
    village.act(COUNCIL, "proposal", "veto", number, "--reason", "We are the council.")

    assert "Canceled" == village.json("proposal", "show", number)["state"]


def it_cannot_get_there_first(village: Threatened) -> None:
    """What would keep it in office is the DAO's: certificates for friends, the limit of issuing, the
    rules of voting. It cannot propose either without a vote."""
    friends = village.write("friends.csv", "address,tier,valid_for", f"{nobody(50)},basic,9 days")
    assert NO_ROLE in village.refused(COUNCIL, "certificate", "issue", friends)
    taken = village.refused(COUNCIL, "certificate", "revoke", at(HANA), "--reason", "moved")
    assert NO_ROLE in taken
    draft = ("---", "title: Ours", "kind: rule", 'quorum: "> 50%"', "---", "", "Higher.")
    village.refused(COUNCIL, "proposal", "submit", village.write("ours.md", *draft))


def the_vote_is_not_the_councils(village: Threatened, made: Any) -> None:
    """The office has no units, so it casts no vote; while the others vote it still cannot stop it."""
    number = made["number"]
    village.until(made["opens"] + HOUR)
    village.refused(COUNCIL, "vote", "cast", str(number), "against")
    village.vote(number, "for", HANA, KEN)
    village.vote(number, "against", MIO)
    refused_veto(village, number)

    votes = village.json("tally", str(number))["votes"]
    assert (2, 1) == (votes["for"], votes["against"])


def it_does_what_its_office_allows(village: Threatened) -> None:
    """It opens an election over the whole budget, pauses the sale, and welcomes friends, whose tokens
    do not vote in a village of certificates. None of it touches the vote, and no money goes."""
    village.until(SALE_OPENS + HOUR)
    village.act(KEN, "sale", "buy", "1", "--count", "5")
    village.act(KEN, "sale", "sweep")
    before = village.json("treasury", "show")
    now = village.block().timestamp
    village.write(
        "election.md", "---", "title: Everything to us", "budget: activity", "electorate: villager",
        f"nominations_until: {moment(now + 4 * DAY)}", f"voting_from: {moment(now + 4 * DAY)}",
        f"voting_to: {moment(now + 7 * DAY)}", "seats: 1", "choices: 1", 'quorum: "> 5%"',
        "nominate_units: 1", "---", "", "Quickly.",
    )  # fmt: skip
    friends = village.write("friends.csv", "address", *map(nobody, range(50, 53)))
    assert 1 == village.act(COUNCIL, "election", "open", "election.md")["number"]
    village.act(COUNCIL, "sale", "pause")
    assert 3 == village.act(COUNCIL, "villager", "welcome", friends)["welcomed"]

    assert before["assets"] == village.json("treasury", "show")["assets"]
    assert 6 == village.json("tally", "1")["turnout"]["votes"]["of"]


def moment(ts: int) -> str:
    """A moment as a draft names it."""
    return datetime.fromtimestamp(ts, UTC).isoformat()


def it_stops_no_step_of_the_execution(village: Threatened, made: Any) -> None:
    """Neither when it has passed nor while it waits in the timelock."""
    number = made["number"]
    village.until(made["closes"] + HOUR)
    refused_veto(village, number)
    queued = village.act(NEW, "proposal", "queue", str(number))
    refused_veto(village, number)
    village.until(queued["eta"] + HOUR)
    assert "Executed" == village.act(NEW, "proposal", "execute", str(number))["state"]


def it_is_nobody_and_the_new_council_works(village: Threatened) -> None:
    """Every verb of the office refuses the old council. The new one opens the sale again, strikes
    nothing it need not, stops a proposal, and `role list` says who sits there now."""
    friend = village.write("friend.csv", "address", nobody(60))
    late = village.propose(KEN, "Wait and see", "kind: text")["number"]
    offices = (
        ("sale", "resume"),
        ("villager", "welcome", friend),
        ("proposal", "veto", str(late), "--reason", "We are still here."),
    )
    for words in offices:
        assert NO_ROLE in village.refused(COUNCIL, *words), words
    for words in offices:
        village.act(NEW, *words)

    listed = json.loads(village.run("role", "list", "--json", code=5).stdout)["rows"]
    (council,) = (row for row in listed if row["name"] == "COUNCIL")
    assert {at(NEW), village.addresses["timelock"]} == set(council["found"])
    assert at(COUNCIL) not in {who for row in listed for who in row["found"]}
    assert not {at(REVIEWER), at(ISSUER), at(DEPUTY)} & set(council["found"])
