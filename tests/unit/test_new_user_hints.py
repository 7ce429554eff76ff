"""What a new user is told on a wrong turn: in plain words, with the next step."""

from __future__ import annotations

import io
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from daoctl.charter.practice_time import until
from daoctl.cli.boundary import report
from daoctl.cli.init import Options as InitOptions
from daoctl.cli.init import run
from daoctl.cli.output import Output
from daoctl.errors import AccountError, ChainRefused, UserError
from daoctl.governance import proposals
from daoctl.governance.drafts import KINDS
from daoctl.governance.setting import BudgetLine, Setting
from daoctl.governance.simulation import budget_reason
from daoctl.times import DAY, HOUR
from tests.journeys.printed import ROOT
from tools import messages

NOW = 1_800_000_000


def village(folder: Path, *, development: bool = True) -> SimpleNamespace:
    """A village of which only the folder and the clock are looked at."""
    chain = SimpleNamespace(is_development=development, now=lambda: NOW)
    return SimpleNamespace(folder=folder, chain=chain)


@pytest.fixture
def rehearsing(tmp_path: Path) -> Path:
    """A folder with a practice chain."""
    from daoctl.charter.practice_files import practice_place

    place = practice_place(tmp_path)
    place.mkdir(parents=True)
    (place / "practice.json").write_text('{"port": 1, "pid": 1, "genesis": "0x"}', "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("left", "length"),
    [(1, "1h"), (3 * HOUR + 2, "4h"), (DAY + 1, "1d"), (DAY + 2, "2d"), (7 * DAY, "7d")],
)
def test_who_rehearses_is_told_how_to_let_the_time_pass(
    rehearsing: Path, left: int, length: str
) -> None:
    """The command with a length that suffices."""
    said = until(village(rehearsing), NOW + left)  # type: ignore[arg-type]

    assert said is not None
    assert said.endswith(f"daoctl practice skip {length}")


def test_nobody_else_is_told_to_skip_time(rehearsing: Path, tmp_path_factory) -> None:
    """Not on a real chain, not without a practice chain of one's own, not for what is past."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")

    assert until(village(rehearsing, development=False), NOW + DAY) is None  # type: ignore[arg-type]
    assert until(village(elsewhere), NOW + DAY) is None  # type: ignore[arg-type]
    assert until(village(rehearsing), NOW) is None  # type: ignore[arg-type]


def test_a_budget_that_is_too_small_is_told_in_its_own_unit() -> None:
    """The contract names wei alone; a council reads ETH. Other refusals keep their words."""
    setting = Setting(contracts={}, budgets={1: BudgetLine("activity")})
    values = {"budget": 1, "remainder": 0, "requested": 9 * 10**16}
    refused = ChainRefused("", error_name="VillageTreasuryInsufficientBudget", arguments=values)

    said = budget_reason(refused, setting)
    assert "activity (budget 1) has 0 ETH left, and 0.09 ETH were asked for." == said
    assert "" == budget_reason(ChainRefused("", error_name="Panic"), setting)
    assert "" == budget_reason(None, setting)


def test_what_the_system_says_of_a_file_is_said_in_our_words() -> None:
    """With the file's name before it or without; other causes stay as they are."""
    heard = io.StringIO()
    for cause in ("No such file or directory", "plan.md: Permission denied", "Odd."):
        report(UserError("It failed.", cause=cause), heard)

    said = [line for line in heard.getvalue().splitlines() if line.startswith("  ")]
    assert [
        "  There is no such file.",
        "  plan.md: This user of the computer may not do that.",
        "  Odd.",
    ] == said


def test_a_practice_account_written_wrongly_is_told_how_it_is_written() -> None:
    """Nobody is sent off to make an account of the name TEST:7."""
    from daoctl.chain.accounts import account_address

    with pytest.raises(AccountError) as refused:
        account_address("TEST:7")

    assert "TEST::0" in (refused.value.hint or "")
    assert "account new" not in (refused.value.hint or "")


def test_a_village_within_a_village_is_pointed_out(tmp_path: Path) -> None:
    """Who types `init` once more after `cd` learns it before looking for the village."""
    outer, inner = (
        InitOptions(folder=folder, practice=True, now=NOW)
        for folder in (tmp_path / "hoshino", tmp_path / "hoshino" / "hoshino")
    )
    said = []
    for options in (outer, inner):
        out = Output(stdout=io.StringIO(), stderr=io.StringIO())
        run(options, out)
        said.append("village here already" in out.stderr.getvalue())  # type: ignore[attr-defined]

    assert [False, True] == said


def test_each_account_to_make_is_a_line_that_can_be_copied(tmp_path: Path) -> None:
    """Not several commands in one line."""
    out = Output(stdout=io.StringIO(), stderr=io.StringIO())
    options = InitOptions(
        folder=tmp_path / "mura", name="村", short_name="Mura", symbol="MURA", council=("alice", "bob"),
        issuer=("office",), reviewer=("bob",), price="0.01 ETH", quorum="> 10%", opens="2030-04-01",
        timezone="Asia/Tokyo", now=NOW,
    )  # fmt: skip
    run(options, out)

    said = [line.strip() for line in out.stderr.getvalue().splitlines()]  # type: ignore[attr-defined]
    assert [f"daoctl account new {name}" for name in ("alice", "bob", "office")] == [
        line for line in said if "account new" in line
    ]


def test_the_command_that_begins_a_proposal_can_be_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no proposal yet; without a kind it would be refused."""
    monkeypatch.setattr(proposals, "_logs", lambda _village: [])
    with pytest.raises(UserError, match="no proposal 1") as refused:
        proposals.read_proposal(SimpleNamespace(), 1)  # type: ignore[arg-type]

    assert "text" in KINDS
    assert "`daoctl proposal draft --kind text`" in str(refused.value.hint)


def test_a_rehearsal_needs_no_account_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a practice chain the doctor sends nobody off to make one."""
    from daoctl.chain import accounts as chain_accounts
    from daoctl.cli.doctor_computer import accounts

    monkeypatch.setattr(chain_accounts, "account_aliases", dict)
    opened = SimpleNamespace(
        options=SimpleNamespace(account=None), chain=SimpleNamespace(is_development=True)
    )

    (found,) = accounts(opened)  # type: ignore[arg-type]
    assert ("ok", None) == (found.level, found.hint)
    assert "TEST::0" in found.words


def test_the_japanese_pages_name_the_question_as_it_is_asked() -> None:
    """Who reads what will be asked finds the same words at the terminal."""
    catalogue = messages.read("ja").get("Go ahead? [y/N]")
    assert catalogue is not None
    asked = str(catalogue.string).removesuffix(" [y/N]")
    pages = [ROOT / "README.ja.md", *sorted((ROOT / "docs" / "ja").rglob("*.md"))]
    named = [
        (page.name, words)
        for page in pages
        for words in re.findall("「([^」]+)」と尋ね", page.read_text("utf-8"))
    ]

    assert {"README.ja.md", "holder.md", "organiser.md"} <= {name for name, _words in named}
    assert [] == [one for one in named if one[1] != asked]
