"""Announcements and plans: what people write, what the contract gets, and what is said about
mistakes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from daoctl.charter.fields import ETH
from daoctl.cli.columns import width
from daoctl.cli.election_bars import bars
from daoctl.errors import DraftError, UserError
from daoctl.governance.election_consent import consent_message, read_consent, write_consent
from daoctl.governance.election_drafts import (
    Bounds,
    Ground,
    parse_announcement,
)
from daoctl.governance.election_plans import (
    parse_plan,
    plan_template,
    plan_title,
    publication,
    titles_at_hand,
)
from daoctl.governance.election_templates import announcement_template, is_untouched
from daoctl.governance.elections import Candidate, bitmap, pick, places
from daoctl.governance.front_matter import DraftProblems
from daoctl.governance.readers import EXAMPLE_ADDRESS
from daoctl.governance.setting import BudgetLine, Setting
from daoctl.times import find_zone
from daoctl.units import Quorum, checksum

DAY = 86_400
NOW = 1_795_000_000
# The last second of the budget that pays: later than any voting here.
LAST = NOW + 1000 * DAY
ANN, BOB = checksum("0x" + "a1" * 20), checksum("0x" + "b0" * 20)
SETTING = Setting(
    contracts={
        "treasury": checksum("0x" + "11" * 20),
        "villager": checksum("0x" + "22" * 20),
        "certificate": checksum("0x" + "33" * 20),
    },
    assets=(ETH,),
    budgets={1: BudgetLine("activity"), 2: BudgetLine("festival", expires=LAST)},
    zone=find_zone("Asia/Tokyo"),
    publish_base="https://example.org/mihon/",
)
GROUND = Ground(
    SETTING,
    NOW,
    Bounds(3 * DAY, 2 * DAY, Quorum("at_least", 500)),
    (2,),
    Quorum("more_than", 1000),
    SETTING.contracts["villager"],
    (SETTING.contracts["villager"],),
    {SETTING.contracts["villager"]: 1_250},
)
DATES = (
    "nominations_until: 2026-12-06T23:59:59+09:00\n"
    "voting_from: 2026-12-14 00:00\n"
    "voting_to: 2026-12-20T23:59:59+09:00\n"
)
STEP = "milestones:\n  - amount: 0.2 ETH\n    due: 30 days"


def announced(front: str, ground: Ground = GROUND):
    """The announcement with this front matter."""
    return parse_announcement(f"---\ntitle: 総選挙\n{front}\n---\n\nFor the festival.\n", ground)


def mistakes(read, front: str) -> dict[str, int]:
    """The lines of its mistakes by their keys."""
    with pytest.raises(DraftProblems) as refused:
        read(front)
    return {problem.key: problem.line for problem in refused.value.problems}


def planned(front: str):
    """The plan with this front matter."""
    return parse_plan(f"---\ntitle: The mill\n{front}\n---\n\nIt stands still.\n", SETTING)


def test_what_an_announcement_leaves_out_follows_from_the_village() -> None:
    """One choice, the village's own quorum and electorate, the one budget that elections award
    from; a date without a zone is the village's."""
    found = announced(DATES + "seats: 4")

    assert (4, 1, Quorum("more_than", 1000), 1, SETTING.contracts["villager"], 2) == (
        found.seats,
        found.choices,
        found.quorum,
        found.nomination_units,
        found.electorate,
        found.budget,
    )
    assert 1_797_174_000 == found.voting_from
    assert found.document.sha256 == found.values[10]
    assert f"https://example.org/mihon/{found.document.sha256.hex()}.md" == found.values[11]


def test_the_template_is_an_announcement_that_keeps_to_the_bounds() -> None:
    """What we hand out we accept, also where the village demands more than usual."""
    strict = Ground(
        SETTING,
        NOW,
        Bounds(40 * DAY, 30 * DAY, Quorum("more_than", 2000)),
        (2,),
        Quorum("more_than", 1000),
        SETTING.contracts["certificate"],
        (SETTING.contracts["certificate"],),
        {SETTING.contracts["certificate"]: 3},
    )
    for ground in (GROUND, strict):
        found = parse_announcement(announcement_template(ground), ground)
        assert is_untouched(found.document)
        assert ground.electorate == found.electorate
        assert ground.bounds.allows(found.quorum)


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("", {"nominations_until", "voting_from", "voting_to", "seats"}),
        (DATES + "seats: 17", {"seats"}),
        (DATES + "seats: 1\nchoices: 65", {"choices"}),
        (DATES + 'seats: 1\nquorum: ">= 4%"', {"quorum"}),
        (DATES + "seats: 1\nbudget: activity", {"budget"}),
        (DATES + "seats: 1\nelectorate: certificate", {"electorate"}),
        (DATES + "seats: 1\nseat: 2", {"seat"}),
        (DATES.replace("2026-12-06", "2026-11-20") + "seats: 1", {"nominations_until"}),
        (DATES.replace("2026-12-14", "2026-12-01") + "seats: 1", {"voting_from"}),
        (DATES.replace("2026-12-20", "2026-12-14") + "seats: 1", {"voting_to"}),
        (DATES.replace("2026-12-20", "2028-12-20") + "seats: 1", {"voting_to"}),
    ],
)
def test_every_mistake_of_an_announcement_is_named(front: str, expected: set[str]) -> None:
    """Before the council signs anything, and all of them at once."""
    assert expected == set(mistakes(announced, front))


def test_one_vote_in_a_hundred_is_always_enough_to_nominate() -> None:
    """Or a single one, where there are fewer: else the council could choose who may nominate."""
    few = replace(GROUND, votes={SETTING.contracts["villager"]: 99})

    assert 12 == announced(DATES + "seats: 1\nnominate_units: 12").nomination_units
    assert {"nominate_units"} == set(mistakes(announced, DATES + "seats: 1\nnominate_units: 13"))
    assert 1 == announced(DATES + "seats: 1", few).nomination_units
    with pytest.raises(DraftProblems) as refused:
        announced(DATES + "seats: 1\nnominate_units: 2", few)
    assert ["nominate_units"] == [problem.key for problem in refused.value.problems]
    assert "must be 1 at most" in refused.value.problems[0].reason


def test_a_budget_lasts_until_a_day_after_the_voting() -> None:
    """Or there might be no time left to close the election, and its winners would get nothing."""

    def lasting(expires: int) -> Ground:
        budgets = {2: BudgetLine("festival", expires=expires)}
        return replace(GROUND, setting=replace(SETTING, budgets=budgets))

    end = announced(DATES + "seats: 1").voting_to
    assert 2 == announced(DATES + "seats: 1", lasting(end + DAY)).budget
    with pytest.raises(DraftProblems) as refused:
        announced(DATES + "seats: 1", lasting(end + DAY - 1))
    assert ["budget"] == [problem.key for problem in refused.value.problems]
    assert "to close the election" in refused.value.problems[0].reason


def test_a_quorum_as_high_as_the_lowest_must_be_as_strict() -> None:
    """At least 5 % is weaker than more than 5 %."""
    weak, strong = Quorum("at_least", 500), Quorum("more_than", 500)

    assert Bounds(0, 1, weak).allows(strong)
    assert not Bounds(0, 1, strong).allows(weak)
    assert Bounds(0, 1, strong).allows(Quorum("at_least", 501))


def test_a_plan_is_what_the_treasury_takes() -> None:
    """Recipient, asset, milestones, and the hash and address of the text that is published."""
    plan = planned(f"recipient: '{ANN}'\n{STEP}\n  - amount: 0.3 ETH\n    due: 8 weeks")
    text = b"# The mill\n\nIt stands still.\n"
    digest = hashlib.sha256(text)

    assert 5 * 10**17 == plan.amount
    assert (
        ANN,
        "0x" + "00" * 20,
        ((2 * 10**17, 30), (3 * 10**17, 56)),
        digest.digest(),
        f"https://example.org/mihon/{digest.hexdigest()}.md",
    ) == plan.values


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        (f"recipient: '{ANN}'", {"milestones"}),
        (f"recipient: '{ANN}'\nmilestones: []", {"milestones"}),
        (STEP, {"recipient"}),
        (f"recipient: '{EXAMPLE_ADDRESS}'\n{STEP}", {"recipient"}),
        (f"recipient: '{SETTING.contracts['treasury']}'\n{STEP}", {"recipient"}),
        (f"recipient: '{ANN}'\n{STEP}\nbudget: activity", {"budget"}),
        (f"kind: pay\nrecipient: '{ANN}'\n{STEP}", {"kind"}),
        (f"recipient: '{ANN}'\n{STEP.replace('0.2', '0')}", {"milestones[1].amount"}),
        (f"recipient: '{ANN}'\n{STEP.replace('30 days', '2 hours')}", {"milestones[1].due"}),
    ],
)
def test_every_mistake_of_a_plan_is_named(front: str, expected: set[str]) -> None:
    """A nomination without milestones, without a recipient, or with nothing to pay."""
    assert expected == set(mistakes(planned, front))


def test_personal_data_in_a_plan_is_refused() -> None:
    """Its text is published for ever."""
    with pytest.raises(DraftError, match="e-mail"):
        parse_plan(
            f"---\ntitle: The mill\nrecipient: '{ANN}'\n{STEP}\n---\n\nAsk me@example.org\n",
            SETTING,
        )


def test_the_plans_template_is_a_plan() -> None:
    """Once the example's address is replaced; and so is the draft of a grant from free money."""
    assert planned(f"recipient: '{ANN}'\n{STEP}") == planned(
        f"kind: grant\nrecipient: '{ANN}'\n{STEP}"
    )
    assert 5 * 10**17 == parse_plan(plan_template().replace(EXAMPLE_ADDRESS, ANN), SETTING).amount


def candidate(number: int, **more: object) -> Candidate:
    """A candidate at its usual place."""
    values = {
        "nominator": ANN,
        "recipient": ANN,
        "place": number - 1,
        "status": "Standing",
        "amount": 1,
        "votes": 0,
        "elected": False,
        "grant": 0,
        "milestones": (),
        "content_hash": b"\1" * 32,
        "uri": "",
        **more,
    }
    return Candidate(number=number, **values)  # type: ignore[arg-type]


def test_a_plan_is_called_by_its_text_its_address_or_its_number(tmp_path: Path) -> None:
    """Whatever is at hand: the published text, or the plan's own file; a text with another hash is
    never believed."""
    content = f"---\ntitle: 水車\nrecipient: '{ANN}'\n{STEP}\n---\n\nIt stands still.\n"
    document = parse_plan(content, SETTING).document
    known = candidate(1, content_hash=document.sha256, uri=document.uri)
    (tmp_path / "mill.md").write_text(content, "utf-8")
    by_plan = titles_at_hand([tmp_path])
    (tmp_path / "mill.md").write_text(content.replace("still", "again"), "utf-8")
    changed = titles_at_hand([tmp_path])
    publication(document, tmp_path)
    by_text = titles_at_hand([tmp_path])

    assert ("水車", "水車") == (plan_title(known, by_plan), plan_title(known, by_text))
    assert "plan 1" == plan_title(known, changed)
    for strange in ("http://[", "ipfs://x/%0a%1b[2J%ff", "\ufffd/..//?#"):
        assert plan_title(candidate(1, uri=strange), {}).isprintable()
    assert "water-wheel" == plan_title(candidate(1, uri="https://example.org/water-wheel.md"), {})


def test_a_ballot_names_standing_candidates_by_their_places() -> None:
    """Numbers in, bits out; one that left is refused in words."""
    found = [candidate(1), candidate(2, status="Struck"), candidate(3, place=63)]

    assert 1 | 1 << 63 == bitmap(pick(found, [3, 1, 3]))
    assert [0, 63] == places(1 | 1 << 63)
    with pytest.raises(UserError, match="does not stand any more") as refused:
        pick(found, [2])
    assert "1, 3" in (refused.value.hint or "")
    with pytest.raises(UserError, match="no candidate 4"):
        pick(found, [4])


class _Village:
    """As much of a village as an agreement names."""

    class election:  # noqa: N801
        address = BOB

        @staticmethod
        def read(_function: str):
            return type("Domain", (), {"name": "Mihon"})

    class chain:  # noqa: N801
        chain_id = 31337


def test_an_agreement_is_to_one_plan_of_one_nominator_in_one_election(tmp_path: Path) -> None:
    """What differs is named; what is no agreement is said to be none."""
    plan = planned(f"recipient: '{ANN}'\n{STEP}")
    dearer = planned(f"recipient: '{ANN}'\n{STEP.replace('0.2', '0.3')}")

    def message(election: int, nominator: str, wanted=plan):
        return consent_message(_Village, election, nominator, wanted)  # type: ignore[arg-type]

    file = tmp_path / "consent.json"
    file.write_text(write_consent(message(1, BOB), b"\7" * 65), "utf-8")

    assert b"\7" * 65 == read_consent(file, message(1, BOB))
    for other, part in (
        (message(2, BOB), "election"),
        (message(1, ANN), "nominator"),
        (message(1, BOB, dearer), "plan"),
    ):
        with pytest.raises(UserError) as refused:
            read_consent(file, other)
        assert f"These differ: {part}" == refused.value.cause
    for nothing in ("", "[1]", '{"kind": "recipient-consent"}', "0x07"):
        file.write_text(nothing, "utf-8")
        with pytest.raises(UserError, match="no agreement"):
            read_consent(file, message(1, BOB))
    with pytest.raises(UserError, match="cannot be read"):
        read_consent(tmp_path / "nowhere.json", message(1, BOB))


def test_bars_line_up_in_80_columns_whatever_letters_the_titles_have() -> None:
    """Wide letters take two columns; a single vote among thousands still has a bar."""
    rows = [
        (
            "*",
            "12",
            "水車小屋の修理と水路の掃除をみんなでやるとても長い名前の計画",
            2900,
            "0.75 ETH",
        ),
        (" ", "1", "Song book", 1, "0.5 ETH"),
        (" ", "3", "種", 0, "0.125 ETH"),
    ]
    lines = bars(rows, 80)

    assert max(map(width, lines)) <= 80
    assert 1 == len({width(line.partition("0.")[0]) for line in lines})
    assert [True, True, False] == ["#" in line for line in lines]
    assert 1 == lines[1].count("#")
    assert [] == bars([], 80)
