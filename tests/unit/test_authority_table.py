"""The table of who may call what: whole, and what the contracts and roles say."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from daoctl.charter.authority import CONTRACTS, RESTRICTED
from tools import authority_table as table


@pytest.fixture(scope="module")
def manifest() -> dict:
    """The compiled contracts."""
    return json.loads(table.MANIFEST.read_text("utf-8"))


@pytest.fixture(scope="module")
def rows() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """What the committed table says."""
    return table.rows(table.TABLE.read_text("utf-8"))


def test_the_committed_table_is_what_the_contracts_and_roles_say(manifest: dict) -> None:
    """Byte for byte, so that a changed contract or role cannot leave an old table behind."""
    written = table.TABLE.read_text("utf-8")

    assert table.render(manifest) == written, "run `python tools/authority_table.py`"


def test_every_function_is_in_the_table_once(manifest: dict, rows: Mapping) -> None:
    """Each function of each ABI is a row, or stands among the questions; and there are no others."""
    text = table.TABLE.read_text("utf-8")
    for key in CONTRACTS:
        section = text.split(f"(`{key}`)")[1].split("\n## ")[0]
        questions = section.split("Open to all")[1]
        for name, entry in table.functions(table.abi(manifest, key)).items():
            asked, acted = f"`{name}`" in questions, (key, name) in rows
            assert (asked, acted) == (table.reads_only(entry), not table.reads_only(entry)), name
    known = {
        (key, name) for key in CONTRACTS for name in table.functions(table.abi(manifest, key))
    } | {(key, "receive") for key in CONTRACTS}

    assert set() == set(rows) - known


def test_every_cell_is_one_of_four_outcomes(rows: Mapping) -> None:
    """And every row has a cell for every actor."""
    cells = {cell for row in rows.values() for cell in row.values()}

    assert set(table.OUTCOMES) == cells
    assert {table.ACTORS} == {tuple(row) for row in rows.values()}


def test_a_stranger_and_the_deployer_may_do_the_same(rows: Mapping) -> None:
    """Whoever deployed a village has no more to say in it than anybody."""
    differing = [name for name, row in rows.items() if row["nobody"] != row["deployer"]]

    assert [] == differing


def test_each_restricted_function_is_its_roles_alone(rows: Mapping) -> None:
    """Beside the role's member nobody may, but the DAO where it sits in the role."""
    for key, by_role in RESTRICTED.items():
        for role, functions in by_role.items():
            column = "DAO" if role.name == "DAO" else role.name.lower()
            for function in functions:
                may = {actor for actor, cell in rows[key, function].items() if cell == table.MAY}
                assert column in may, function
                assert may - {column} <= {"DAO"}, function


def test_a_function_nobody_decided_about_stops_the_program(manifest: dict) -> None:
    """A new function cannot come without a word on who may call it."""
    changed = json.loads(json.dumps(manifest))
    changed["contractTypes"]["VillagerSale"]["abi"].append(
        {
            "type": "function",
            "name": "refund",
            "inputs": [],
            "outputs": [],
            "stateMutability": "nonpayable",
        }
    )
    with pytest.raises(table.Undecided, match=r"sale\.refund"):
        table.render(changed)


def test_a_gate_without_its_function_stops_the_program(manifest: dict) -> None:
    """A function that left the contracts must leave the table's source too."""
    changed = json.loads(json.dumps(manifest))
    kind = changed["contractTypes"]["VillagerSale"]
    kind["abi"] = [entry for entry in kind["abi"] if entry.get("name") != "sweep"]
    with pytest.raises(table.Undecided, match=r"sale\.sweep"):
        table.render(changed)


def test_the_check_says_when_the_table_is_old(
    monkeypatch: pytest.MonkeyPatch, tmp_path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--check` writes nothing and exits 1, with the command that mends it."""
    monkeypatch.setattr(table, "ROOT", tmp_path)
    monkeypatch.setattr(table, "TABLE", tmp_path / "AUTHORITY.md")
    monkeypatch.setattr("sys.argv", ["authority_table.py", "--check"])

    assert 1 == table.main()
    assert "python tools/authority_table.py" in capsys.readouterr().err
    assert not table.TABLE.exists()
