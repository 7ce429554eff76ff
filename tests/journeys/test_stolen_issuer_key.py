"""The office's key is stolen: what the thief can do with it, how it is noticed, and what is undone,
step by step with daoctl; and what is not.

The village has two issuers, the office and its deputy, and lets certificates vote. What happens
before, in and after the one day in which the thief is free is one story, told by one test: each
step stands on the one before.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from daoctl.times import DAY, HOUR
from tests.journeys.threat_scene import (
    COUNCIL,
    DEPUTY,
    HANA,
    ISSUER,
    KEN,
    MIO,
    NETWORK,
    NEW,
    START,
    THIEF,
    Threatened,
    at,
    found,
    nobody,
    threatened,
)

# The thief's own address, and four more that only stand for it.
FRAUD = [at(THIEF), *map(nobody, range(20, 24))]
HEIR = nobody(30)
NO_ROLE = "does not hold the role this needs"


def test_what_a_stolen_issuer_key_did_is_undone_and_what_was_voted_stays(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """The thief is held by the daily limit; what it did shows in `certificate list`; a second issuer
    undoes it the same day, the council stops all issuing, and the DAO takes the role away. Votes of earlier snapshots are as they
    were; those of a snapshot in between stay wrong, and the council's veto stops that proposal."""
    with threatened(tmp_path_factory.mktemp("stolen")) as village:
        found(village)
        earlier, between = two_proposals(village)
        the_thief_is_held_by_the_limit(village, tmp_path_factory.mktemp("thief"))
        the_council_sees_it_and_cannot_undo_it(village)
        votes_of_the_earlier_snapshot_are_as_they_were(village, earlier)
        village.until(between["opens"] + HOUR)
        the_deputy_undoes_it_the_same_day(village)
        votes_of_the_snapshot_in_between_stay_wrong(village, between)
        the_council_stops_all_issuing(village)
        the_dao_takes_the_role_back(village)


def two_proposals(village: Threatened) -> tuple[Any, Any]:
    """One whose snapshot is taken before the theft, and one whose snapshot comes right after it."""
    earlier = village.propose(HANA, "Paint the gate", "kind: text")
    village.until(START + 2 * DAY - 2 * HOUR)
    between = village.propose(KEN, "Sell the forest", "kind: text")
    # It is a new day by the certificates' calendar, and what follows happens on it.
    village.until(earlier["opens"] + HOUR)
    return earlier, between


def the_thief_is_held_by_the_limit(village: Threatened, folder: Path) -> None:
    """With the key and the village's address, at another computer: five certificates for its own
    addresses and Hana's reissued to one more make six, which is all of a day; Ken's and one other
    are revoked. It can neither propose nor pay nor name another issuer."""
    thief = village.elsewhere(folder)
    thief.run("join", NETWORK, village.addresses["charter"])
    rows = [f"{who},0,{300 + number} days" for number, who in enumerate(FRAUD)]
    file = thief.write("fraud.csv", "address,tier,valid_for", *rows)
    thief.act(ISSUER, "certificate", "issue", file)
    thief.act(ISSUER, "certificate", "reissue", at(HANA), HEIR)
    for who in (at(KEN), nobody(0)):
        thief.act(ISSUER, "certificate", "revoke", who, "--reason", "closed")

    more = thief.write("more.csv", "address,tier,valid_for", f"{nobody(40)},0,300 days")
    assert "is used up" in thief.refused(ISSUER, "certificate", "issue", more)
    # What the key is not good for.
    draft = ("---", "title: Mine", "kind: role", "do: grant", "role: issuer", f"account: {HEIR}")
    own = thief.write("own.md", *draft, "---", "", "Give it to me.")
    thief.refused(ISSUER, "proposal", "submit", own)
    thief.refused(ISSUER, "villager", "welcome", thief.write("me.csv", "address", HEIR))
    thief.refused(ISSUER, "sale", "pause")


def the_council_sees_it_and_cannot_undo_it(village: Threatened) -> None:
    """`certificate verify` tells the resident, `certificate list` everything of that day. The council
    itself revokes nothing: certificates are the issuers', and who is one the DAO's to say."""
    assert "was revoked" in village.run("certificate", "verify", at(KEN), code=5).stderr
    assert (
        "replaced by certificate" in village.run("certificate", "verify", at(HANA), code=5).stderr
    )
    listed = village.json("certificate", "list")["certificates"]
    of_today = [one for one in listed if one["issued_at"] > START + 2 * DAY]
    taken = [one["holder"] for one in listed if (one["revoked_at"] or 0) > START + 2 * DAY]
    assert {*FRAUD, HEIR} == {one["holder"] for one in of_today}
    assert {at(HANA), at(KEN), nobody(0)} == set(taken)

    refused = village.refused(COUNCIL, "certificate", "revoke", FRAUD[0], "--reason", "error")
    assert NO_ROLE in refused


def votes_of_the_earlier_snapshot_are_as_they_were(village: Threatened, earlier: Any) -> None:
    """Hana and Ken, whose certificates are gone, vote as if they were there; the thief has none."""
    number = earlier["number"]
    village.vote(number, "for", HANA, KEN)
    village.refused(THIEF, "vote", "cast", str(number), "against")

    told = village.json("tally", str(number))
    assert (2, 0) == (told["votes"]["for"], told["votes"]["against"])
    assert 6 == told["turnout"]["votes"]["of"]


def the_deputy_undoes_it_the_same_day(village: Threatened) -> None:
    """The second issuer has a limit of its own: it revokes the five, reissues Hana's back to her,
    and issues Ken's and the other anew. Everybody is where they were, and the thief has nothing."""
    for who in FRAUD:
        village.act(DEPUTY, "certificate", "revoke", who, "--reason", "error")
    village.act(DEPUTY, "certificate", "reissue", HEIR, at(HANA))
    rows = [f"{who},basic,400 days" for who in (at(KEN), nobody(0))]
    again = village.write("again.csv", "address,tier,valid_for", *rows)
    assert 2 == village.act(DEPUTY, "certificate", "issue", again)["issued"]

    listed = village.json("certificate", "list")["certificates"]
    assert Counter([*map(at, (HANA, KEN, MIO)), *map(nobody, range(3))]) == Counter(
        one["holder"] for one in listed if one["status"] == "living"
    )
    assert [1, 1, 0] == [village.power(at(who)) for who in (HANA, KEN, THIEF)]


def votes_of_the_snapshot_in_between_stay_wrong(village: Threatened, between: Any) -> None:
    """What cannot be undone: there the thief votes and Ken does not, whatever was revoked since. The
    council stops that proposal, and it can be proposed again."""
    number = str(between["number"])
    assert [1, 0] == [village.power(at(who), "--proposal", number) for who in (THIEF, KEN)]
    village.vote(between["number"], "for", THIEF)
    village.refused(KEN, "vote", "cast", number, "against")

    reason = "Stolen certificates vote in it."
    village.act(COUNCIL, "proposal", "veto", number, "--reason", reason)
    assert "Canceled" == village.json("proposal", "show", number)["state"]


def the_council_stops_all_issuing(village: Threatened) -> None:
    """The brake, once everything is undone, for a new day brings the thief a new limit: from now on
    nobody issues, renews, revokes or reissues, the honest deputy neither; who has a vote keeps it."""
    assert not village.act(COUNCIL, "certificate", "stop")["already"]
    village.until(START + 3 * DAY + HOUR)
    more = village.write("more.csv", "address,tier,valid_for", f"{at(THIEF)},basic,300 days")
    for issuer in (ISSUER, DEPUTY):
        village.refused(issuer, "certificate", "issue", more)
        village.refused(issuer, "certificate", "revoke", at(MIO), "--reason", "error")
        village.refused(issuer, "certificate", "reissue", at(MIO), HEIR)
        village.refused(issuer, "certificate", "renew", at(MIO), "--until", "2040-01-01")

    assert 1 == village.power(at(MIO))


def the_dao_takes_the_role_back(village: Threatened) -> None:
    """One proposal dismisses the key, appoints the office's new one and lets issuing go on. The thief
    has no vote in it; without the brake, what it issued before the snapshot would have one."""
    made = village.propose(
        MIO, "A new key for the office", "actions:",
        "  - kind: role", "    do: revoke", "    role: issuer", f"    account: {at(ISSUER)}",
        "  - kind: role", "    do: grant", "    role: issuer", f"    account: {at(NEW)}",
        "  - kind: limits", "    daily_issue_limit: 6",
    )  # fmt: skip
    village.until(made["opens"] + HOUR)
    village.refused(THIEF, "vote", "cast", str(made["number"]), "against")
    village.vote(made["number"], "for", HANA, KEN, MIO)
    village.execute(made)

    more = village.write("more.csv", "address,tier,valid_for", f"{nobody(40)},basic,300 days")
    assert NO_ROLE in village.refused(ISSUER, "certificate", "issue", more)
    assert 1 == village.act(NEW, "certificate", "issue", more)["issued"]
    (issuers,) = (
        row for row in village.json("role", "list", code=5)["rows"] if row["name"] == "ISSUER"
    )
    assert {at(DEPUTY), at(NEW), village.addresses["timelock"]} == set(issuers["found"])
