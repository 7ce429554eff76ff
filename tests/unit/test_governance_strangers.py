"""What strangers put on chain or into a file: it never breaks the reader, and never deceives."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from daoctl.chain.contracts import artifact
from daoctl.charter.authority import CONTRACTS
from daoctl.errors import DraftError
from daoctl.governance.action import Action, RawAction
from daoctl.governance.action_words import ACTION_WORDS
from daoctl.governance.actions import decode, encode
from daoctl.governance.document import read_description
from daoctl.governance.drafts import KINDS, parse_draft
from daoctl.governance.one_line import one_line
from daoctl.governance.setting import Setting
from daoctl.units import checksum

SETTING = Setting(
    contracts={key: checksum(f"0x{n:040x}") for n, key in enumerate(CONTRACTS, start=100)}
)


def values_of(part, extreme: str) -> object:
    """The least or the greatest value of an ABI parameter."""
    kind = str(part["type"])
    if kind.endswith("[]"):
        inner = {**part, "type": kind[:-2]}
        return [] if extreme == "least" else [values_of(inner, extreme)] * 2
    if kind == "tuple":
        return tuple(values_of(one, extreme) for one in part["components"])
    if kind.startswith("uint"):
        return 0 if extreme == "least" else 2 ** int(kind[4:]) - 1
    least = {
        "address": "0x" + "00" * 20,
        "bool": False,
        "string": "",
        "bytes": b"",
        "bytes32": bytes(32),
        "bytes4": bytes(4),
    }
    most = {
        "address": checksum("0x" + "ff" * 20),
        "bool": True,
        "string": "村\n2. Pay nobody\u202e",
        "bytes": b"\xff" * 70,
        "bytes32": b"\xff" * 32,
        "bytes4": b"\xff" * 4,
    }
    return (least if extreme == "least" else most)[kind]


@pytest.mark.parametrize("extreme", ["least", "most"])
@pytest.mark.parametrize(("key", "function"), ACTION_WORDS)
def test_every_sentence_bears_the_least_and_the_greatest_values(key, function, extreme):
    """A proposal is put into words whatever numbers somebody wrote into it, on one line."""
    found = artifact(CONTRACTS[key]).function(function)
    values = tuple(values_of(part, extreme) for part in found.inputs.parts)
    (raw,) = encode([Action(key, function, values)], SETTING)
    decoded = decode(raw, SETTING)

    assert function == decoded.function
    assert decoded.words
    assert not {"\n", "\u202e"} & set(decoded.words)


@pytest.mark.parametrize("key", CONTRACTS)
@settings(max_examples=40)
@given(data=st.binary(max_size=200), place=st.integers(0, 200))
def test_any_bytes_to_any_contract_are_shown(key, data, place):
    """Known selectors with rubbish behind them included."""
    selectors = list(artifact(CONTRACTS[key]).selectors)
    for calldata in (data, selectors[place % len(selectors)] + data):
        decoded = decode(RawAction(SETTING.contracts[key], calldata), SETTING)

        assert decoded.words
        assert decoded.function or decoded.warning


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300), st.sampled_from([*KINDS, "x"]))
def test_any_file_is_a_draft_or_refused_as_one(text, kind):
    """Whatever somebody types, the answer is a draft or a DraftError, never a trace."""
    for content in (text, f"---\n{text}\n---\n", f"---\ntitle: T\nkind: {kind}\n{text}\n---\n"):
        with contextlib.suppress(DraftError):
            assert parse_draft(content, SETTING).title


@given(st.text(max_size=300))
def test_any_description_is_taken_apart(description):
    """Other tools write what they like."""
    read = read_description(description)

    assert "\n" not in read.title
    assert read.sha256 is None or read.uri


@pytest.mark.parametrize("text", ["a\nb", "a\u2028b", "a\u202eb", "a\x1b[2Jb", "a\tb"])
def test_no_text_can_leave_its_line_or_turn_round(text):
    """Control characters, line separators and turns of direction become spaces."""
    assert text[0] == one_line(text)[0]
    assert one_line(text).isprintable()


def test_ordinary_japanese_stays_as_it_is():
    """Only what moves is touched."""
    assert "山古志村の「水車」—5％ 👩‍🌾" == one_line("山古志村の「水車」—5％ 👩‍🌾")
