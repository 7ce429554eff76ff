"""The charters daoctl brings along: what it writes it accepts, and dates move as a whole."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daoctl.charter.checks import check_deployable
from daoctl.charter.model import Charter, load_charter
from daoctl.charter.template import (
    Answers,
    bundled,
    found_from,
    shift_dates,
    starter,
    suggested_opening,
    write_charter,
)
from daoctl.errors import CharterError
from daoctl.times import DAY

ANSWERS = Answers(
    name="ほしの村", short_name="Hoshino", symbol="HOSHI",
    opens=datetime.fromisoformat("2027-04-01T12:00:00+09:00"),
)  # fmt: skip


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_starter_is_a_charter_that_could_be_founded(tmp_path: Path, language: str) -> None:
    """What init writes is accepted as it stands, in both languages."""
    charter = load_charter(write_charter(tmp_path, ANSWERS, language))

    assert "ほしの村" == charter.village.name
    check_deployable(charter, int(ANSWERS.opens.timestamp()) - 3_600)


def test_both_languages_say_the_same_charter() -> None:
    """The explanations differ; keys and values do not, but for names that people read."""
    ja, en = (tomllib.loads(starter(ANSWERS, language)) for language in ("ja", "en"))
    for raw in (ja, en):
        raw["villager"]["phase"][0]["name"] = "phase"
        raw["certificate"] |= {"name": "certificate", "symbol": "C"}

    assert ja == en


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_key_is_explained(language: str) -> None:
    """Above each key of the starter stands a comment, its own or that of its group."""
    lines = starter(ANSWERS, language).splitlines()
    bare = []
    for number, line in enumerate(lines):
        if re.match(r"[a-z_]+ =", line):
            above = number - 1
            while re.match(r"[a-z_]+ =|\[", lines[above]):
                above -= 1
            if not lines[above].startswith("#"):
                bare.append(line)

    assert [] == bare


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_key_of_the_model_is_in_the_starter(language: str) -> None:
    """No key is left for people to find elsewhere; some stand behind a #."""
    text = starter(ANSWERS, language)
    names: set[str] = set()

    def walk(model: type) -> None:
        for name, field in model.model_fields.items():  # type: ignore[attr-defined]
            names.add(field.alias or name)
            for inner in (field.annotation, *getattr(field.annotation, "__args__", ())):
                if hasattr(inner, "model_fields"):
                    walk(inner)

    walk(Charter)

    assert [] == sorted(name for name in names if not re.search(rf"\b{name}\b", text))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_name_is_quoted_rightly(name: str) -> None:
    """Quotes, backslashes and control letters in an answer come back as they were given."""
    answers = Answers(name, "Mura", "MURA", ANSWERS.opens)

    assert name == tomllib.loads(starter(answers, "en"))["village"]["name"]


def test_a_charter_is_never_overwritten(tmp_path: Path) -> None:
    """A second init leaves the first charter as it is."""
    file = write_charter(tmp_path, ANSWERS, "en")
    file.write_text("ours")

    with pytest.raises(CharterError):
        write_charter(tmp_path, ANSWERS, "en")

    assert "ours" == file.read_text()


def test_the_demo_has_what_its_story_needs(tmp_path: Path) -> None:
    """Three phases, one of them with an allowlist, one budget, and the three roles by name."""
    charter = load_charter(found_from("demo", tmp_path, 2_000_000_000))

    assert [False, True, False] == [bool(phase.allowlist) for phase in charter.villager.phases]
    assert ["activity"] == [budget.name for budget in charter.treasury.budgets]
    assert (("council",), ("office",), ("reviewer",)) == (
        charter.roles.council,
        charter.roles.issuer,
        charter.roles.reviewer,
    )


def moments(charter: Charter) -> list[int]:
    """Every date of a charter."""
    return [
        *(moment for phase in charter.villager.phases for moment in (phase.opens, phase.closes)),
        charter.governance.proposals_open,
        *(budget.expires for budget in charter.treasury.budgets),
    ]


@given(st.integers(min_value=0, max_value=2**33))
def test_dates_move_as_a_whole(first_opens: int) -> None:
    """The first phase opens when asked, and every interval stays to the second."""
    before = Charter.model_validate(tomllib.loads(bundled("demo")))
    after = Charter.model_validate(tomllib.loads(shift_dates(bundled("demo"), first_opens)))

    assert first_opens == min(phase.opens for phase in after.villager.phases)
    shifts = {new - old for old, new in zip(moments(before), moments(after), strict=True)}
    assert 1 == len(shifts)


def test_only_dates_are_moved() -> None:
    """Comments, texts and zones are left as they are."""
    text = (
        '# opens = 2026-01-01T00:00:00Z\nname = "at 2026-01-01T00:00:00Z"\n'
        "opens = 2026-01-02T00:00:00Z # from 2026-01-02T00:00:00Z\ncloses = 2026-01-03T09:00:00+09:00"
    )

    moved = shift_dates(text, int(datetime.fromisoformat("2026-01-02T00:00:01Z").timestamp()))

    assert (
        '# opens = 2026-01-01T00:00:00Z\nname = "at 2026-01-01T00:00:00Z"\n'
        "opens = 2026-01-02T00:00:01+00:00 # from 2026-01-02T00:00:00Z\n"
        "closes = 2026-01-03T09:00:01+09:00"
    ) == moved


@given(st.integers(min_value=10**9, max_value=2**32))
def test_the_proposed_opening_leaves_two_weeks(now: int) -> None:
    """Noon on the first of a month, at least two weeks and at most seven from now."""
    opening = suggested_opening(now, "Asia/Tokyo")

    assert (1, 12, 0) == (opening.day, opening.hour, opening.minute)
    assert 14 * DAY <= opening.timestamp() - now <= 49 * DAY


def test_an_unknown_charter_is_refused() -> None:
    """Only what is brought along can be asked for, and no path leads out."""
    for name in ("nothing", "../model", "/etc/passwd"):
        with pytest.raises(CharterError):
            bundled(name)
