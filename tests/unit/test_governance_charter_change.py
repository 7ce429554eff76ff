"""What a new version of the charter changes, told without a chain."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from daoctl.charter.model import charter_hash
from daoctl.charter.template import bundled
from daoctl.governance.actions import decode, encode
from daoctl.governance.charter_change import (
    CharterFile,
    changes,
    charter_files,
    details_of_adoption,
)
from daoctl.governance.drafts import parse_draft
from daoctl.governance.front_matter import DraftProblems
from daoctl.governance.setting import Setting
from daoctl.units import checksum

OLD = bundled("demo")
QUORUM = 'quorum = ">= 20%"'
NEW = OLD.replace(QUORUM, 'quorum = "> 12%"')
CONTRACTS = {key: checksum(f"0x{n:040x}") for n, key in enumerate(("charter", "sale"), start=100)}


@pytest.fixture
def folder(tmp_path) -> Path:
    """A village's folder with the charter in force and a new one beside it."""
    assert NEW != OLD
    (tmp_path / "village.toml").write_text(OLD, "utf-8")
    (tmp_path / "village-2.toml").write_text(NEW, "utf-8")
    return tmp_path


def setting(folder: Path) -> Setting:
    """The village as its proposals see it."""
    return Setting(
        contracts={**CONTRACTS, "registry": CONTRACTS["sale"]},
        publish_base="https://example.org/",
        charter_files=charter_files(folder),
        charter_in_force=charter_hash(folder),
    )


def action(front: str, around: Setting):
    """The one action of a draft of this kind."""
    text = f"---\ntitle: T\nkind: charter\n{front}\n---\n"
    (only,) = parse_draft(text, around).actions
    return only


def mistakes(front: str, around: Setting) -> str:
    """What is said about such a draft."""
    with pytest.raises(DraftProblems) as refused:
        action(front, around)
    return refused.value.cause or ""


def test_a_new_version_is_adopted_by_its_hash_and_the_address_it_will_have(folder):
    """The same hash that founding writes, and a file named by it."""
    made = action("do: adopt\nfile: village-2.toml", setting(folder))
    expected = charter_hash(folder / "village-2.toml")
    elsewhere = action("do: adopt\nfile: village-2.toml\nuri: ipfs://x/y", setting(folder))

    assert ("charter", "adopt") == (made.contract, made.function)
    assert (expected, f"https://example.org/{expected.hex()}.toml") == made.args
    assert "ipfs://x/y" == elsewhere.args[1]


def test_voters_see_which_rules_change_and_what_the_text_alone_does_not(folder):
    """The decoded action carries it, so it stands in the draft and in `proposal show` alike."""
    around = setting(folder)
    (raw,) = encode([action("do: adopt\nfile: village-2.toml", around)], around)
    details = "\n".join(decode(raw, around).details)

    assert "governance.quorum: “>= 20%” becomes “> 12%”" in details
    assert "rule (governance.quorum)" in details
    assert "Fixed" not in details


def test_what_was_fixed_at_founding_is_named_and_a_missing_file_said(folder):
    """No text changes the supply; and without the files nobody pretends to know."""
    files = charter_files(folder)
    old, other = charter_hash(folder), OLD.replace('symbol = "', 'symbol = "X', 1)
    more = CharterFile(folder / "other.toml", other.encode())
    spaces = CharterFile(folder / "spaces.toml", (OLD + "\n# nothing\n").encode())
    told = details_of_adoption([*files, more, spaces], old, more.hash)

    assert any("Fixed at founding" in line and "village.symbol" in line for line in told)
    assert "only comments" in details_of_adoption([*files, spaces], old, spaces.hash)[0]
    assert "not in the village's folder" in details_of_adoption(files, old, bytes(32))[0]
    assert "charter in force is not" in details_of_adoption(files, bytes(32), old)[0]
    assert "in force" in details_of_adoption(files, old, old)[0]


def test_changes_go_by_the_names_of_what_changed():
    """A phase that moved down a place did not change; one that is new does."""
    before = tomllib.loads('[a]\nx = 1\n[[a.p]]\nname = "one"\ncap = 3\n')
    after = tomllib.loads(
        '[a]\ny = [1, 2]\n[[a.p]]\nname = "two"\ncap = 9\n[[a.p]]\nname = "one"\ncap = 4\n'
    )
    found = {one.key: (one.before, one.after) for one in changes(before, after)}

    assert {
        "a.x": ("1", None),
        "a.y": (None, "[1, 2]"),
        "a.p[two].name": (None, "“two”"),
        "a.p[two].cap": (None, "9"),
        "a.p[one].cap": ("3", "4"),
    } == found
    assert [] == changes(before, before)


@pytest.mark.parametrize(
    ("front", "says"),
    [
        ("do: adopt\nfile: nothing.toml", "village-2.toml"),
        ("do: adopt\nfile: village.toml", "in force already"),
        ("do: adopt\nfile: bad.toml", "mistake"),
        ("do: adopt\nfile: village-2.toml\nuri: here", "https://"),
        ("do: rename\nname: call 090-1234-5678", "telephone"),
        ("do: register\nkey: Registry\naddress: " + CONTRACTS["sale"], "small Latin letters"),
        ("do: register\nkey: registry\naddress: " + CONTRACTS["sale"], "already"),
        ("do: remove\nkey: nothing", "registry"),
        ("do: burn", "must be one of"),
    ],
)
def test_a_draft_that_cannot_work_is_refused_with_a_reason(folder, front, says):
    """Before anybody votes on it."""
    (folder / "bad.toml").write_text(NEW.replace("[village]", "[village]\nqorum = 1"), "utf-8")

    assert says in mistakes(front, setting(folder))


def test_leading_people_to_another_contract_carries_a_warning(folder):
    """A new key is nothing to warn of; one of the village's own is."""
    around = setting(folder)
    to = checksum("0x" + "77" * 20)
    warned = {}
    for key in ("sale", "library"):
        (raw,) = encode([action(f"do: register\nkey: {key}\naddress: {to}", around)], around)
        warned[key] = decode(raw, around).warning

    assert warned["sale"]
    assert warned["library"] is None
