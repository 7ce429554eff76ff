"""tools/mutate.py: what the forge suite notices of thousands of small changes to the contracts."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from tools.mutate import (
    EQUIVALENT,
    FIGURES,
    ROOT,
    Memory,
    Verdict,
    explanation_key,
    figures,
    read_equivalent,
    read_mutants,
    source_of,
    unexplained,
)
from tools.mutation_bench import INVALID, KILLED, SAME, SURVIVED, Mutant

FILE = "contracts/charter/VillageManaged.sol"
SOURCE = (ROOT / FILE).read_bytes()
ROWS = json.loads(FIGURES.read_text("utf8"))
CONDITION = b"authority_.code.length == 0"


def mutant(new: str) -> Mutant:
    """The condition in VillageManaged's constructor becomes something else."""
    start = SOURCE.index(CONDITION)
    return Mutant("VillageManaged", FILE, "MIA", start, start + len(CONDITION), new)


def test_a_mutant_is_its_file_with_one_part_changed() -> None:
    """Nothing else moves."""
    assert SOURCE.replace(CONDITION, b"false", 1) == mutant("false").apply(SOURCE)


def test_a_mutant_says_where_it_is() -> None:
    """On one line, for whoever has to write the test that kills it."""
    line = SOURCE[: SOURCE.index(CONDITION)].count(b"\n") + 1
    told = f"{FILE}:{line} MIA: {CONDITION.decode()} → false"
    assert told == mutant("false").describe(SOURCE)


@pytest.mark.parametrize(
    ("file", "folder"),
    [
        ("contracts/treasury/TreasuryLedger.sol", "treasury"),
        ("contracts/governance/ElectionBallots.sol", "election"),
        ("contracts/governance/GeneralElection.sol", "election"),
        ("contracts/governance/VillageGovernor.sol", "governance"),
        ("contracts/villager/IssuerLimit.sol", "certificate"),
        ("contracts/villager/VillagerSale.sol", "villager"),
    ],
)
def test_a_contract_is_judged_by_the_tests_of_its_own_folder(file: str, folder: str) -> None:
    """Each names a folder of tests/solidity that is there."""
    assert folder == Mutant("", file, "", 0, 0, "").folder
    assert any((ROOT / "tests" / "solidity" / folder).glob("*.t.sol"))


def test_only_what_compiles_to_other_code_is_valid() -> None:
    """And of the valid each is killed, explained, or left to be told."""
    outcomes = {"a": KILLED, "b": INVALID, "c": SAME, "d": SURVIVED, "e": SURVIVED}
    all_of_them = [mutant(new) for new in outcomes]
    keyed = {one.key(SOURCE): outcomes[one.new] for one in all_of_them}

    rows, left = figures(all_of_them, keyed, {explanation_key(all_of_them[3])})

    assert {"VillageManaged": {"valid": 3, "killed": 1, "equivalent": 1}} == rows
    assert [mutant("e")] == left


def test_an_explanation_needs_a_reason() -> None:
    """An empty one explains nothing."""
    entry = '[[mutant]]\ncontract = "A"\nline = "b;"\nold = "b"\nnew = "c"\nwhy = " "\n'
    with pytest.raises(ValueError, match="no reason given"):
        read_equivalent(entry)


def test_a_survivor_is_written_as_its_explanation_would_be() -> None:
    """But for the reason, which is not the tool's to give."""
    with pytest.raises(ValueError, match="no reason given"):
        read_equivalent(unexplained(mutant("false")))
    given = unexplained(mutant("false")).replace('why = ""', 'why = "It is."')
    assert {explanation_key(mutant("false"))} == read_equivalent(given)


def test_who_survived_is_judged_again_and_nobody_else(tmp_path: Path) -> None:
    """Tests are added to kill survivors; what a test killed stays dead while its file is the same."""
    memory = Memory(tmp_path / "verdicts.jsonl")
    memory.keep(Verdict("killed", KILLED, "test_it"))
    memory.keep(Verdict("survived", SURVIVED, ""))

    again = Memory(tmp_path / "verdicts.jsonl")

    assert again.final("killed")
    assert not again.final("survived")
    assert not again.final("never seen")


def test_a_contract_nobody_knows_is_refused(tmp_path: Path) -> None:
    """A misspelt name would otherwise judge nothing, and say that all is well."""
    (tmp_path / "mutants.jsonl").write_text("", "utf8")
    with pytest.raises(SystemExit, match="VillagerSail"):
        read_mutants(tmp_path / "mutants.jsonl", ["VillagerSail"])


def contracts() -> set[str]:
    """Those of contracts/ that do something: not the interfaces, and not Roles, which only names numbers."""
    declared = re.compile(r"^(?:abstract )?(?:contract|library) (\w+)", re.M)
    texts = [file.read_text("utf8") for file in (ROOT / "contracts").rglob("*.sol")]
    doing = [text for text in texts if re.search(r"^    (?:function|constructor)\b", text, re.M)]
    return {name for text in doing for name in declared.findall(text)}


def test_each_contract_has_its_figures() -> None:
    """And what is gone from contracts/ is gone from the figures."""
    assert contracts() == set(ROWS)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_of_each_contract_nine_mutants_in_ten_are_killed(name: str) -> None:
    """The committed figures of `make mutate`; each survivor is explained."""
    row = ROWS[name]
    assert ["equivalent", "killed", "valid"] == sorted(row)
    assert row["valid"] == row["killed"] + row["equivalent"]
    assert row["valid"] * 9 <= row["killed"] * 10


def test_every_explanation_is_of_a_line_that_stands_in_its_contract() -> None:
    """One that nobody needs would one day hide a mutant; and whoever has explained ones has some explained."""
    explained = read_equivalent(EQUIVALENT.read_text("utf8"))
    files = (ROOT / "contracts").rglob("*.sol")
    texts = {file.stem: " ".join(file.read_text("utf8").split()) for file in files}
    named = Counter(contract for contract, *_rest in explained)

    assert [] == [entry for entry in explained if entry[1] not in texts[entry[0]]]
    # An entry explains every mutant that reads as it does: the same line may stand twice.
    assert [] == [name for name, row in ROWS.items() if named[name] > row["equivalent"]]
    assert [] == [name for name, row in ROWS.items() if row["equivalent"] and not named[name]]


def test_sources_are_those_of_the_project() -> None:
    """What a mutant changes is what is deployed."""
    assert SOURCE == source_of(mutant("false"))
