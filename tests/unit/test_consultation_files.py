"""A consultation's three files: the question, the power, and the result with its proofs."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest

from daoctl.chain.accounts import KeySigner
from daoctl.chain.codec import keccak
from daoctl.chain.merkle import StandardTree
from daoctl.errors import DaoctlError, Differs, DraftError, UserError
from daoctl.governance.ballot_messages import typed_message
from daoctl.governance.ballots import CONSULTATION_DOMAIN, Ballot, write_ballot
from daoctl.governance.consultation import consultation_text, load_consultation, parse_consultation
from daoctl.governance.consultation_ballots import gather, settle
from daoctl.governance.consultation_result import (
    check_power,
    load_proof,
    load_result,
    proof_of,
    recount,
    result_bytes,
    verify_proof,
)
from daoctl.governance.power_file import load_power, make_power, power_lines, write_power

VILLAGE = "0x" + "aB" * 20
DOCUMENT = """---
title: 旧道のゆくえ
method: ranked
options:
  - Repair it
  - Make it a path
  - Leave it
chain: 31337
village: "0xabababababababababababababababababababab"
electorate: certificate
snapshot: 2026-12-01T00:00:00+09:00
---
What shall become of it?
"""
KEYS = [KeySigner(bytes([number]) * 32) for number in range(1, 6)]
ASKED = parse_consultation(DOCUMENT)
POWER = make_power(
    {key.address: number for number, key in enumerate(KEYS)},
    31337,
    "0x" + "0c" * 20,
    ASKED.snapshot,
    5,
    "0x" + "0b" * 32,
)


def test_a_consultation_is_read_as_it_stands():
    """All that is asked, and what a ballot must be for."""
    context = ASKED.context

    assert ("旧道のゆくえ", "What shall become of it?") == (ASKED.title, ASKED.question)
    assert ("ranked", ("Repair it", "Make it a path", "Leave it")) == (ASKED.method, ASKED.options)
    assert ("certificate", 1_796_050_800) == (ASKED.electorate, ASKED.snapshot)
    assert (31337, b"\xab" * 20) == (context.chain_id, context.contract)
    assert (keccak(DOCUMENT.encode()), CONSULTATION_DOMAIN) == (context.subject, context.domain)
    assert (3, 3, True) == (context.options, context.most, context.ordered)
    single = parse_consultation(DOCUMENT.replace("ranked", "single")).context
    approval = parse_consultation(DOCUMENT.replace("ranked", "approval")).context
    assert (1, False, 3) == (single.most, single.ordered, approval.most)


@pytest.mark.parametrize(
    "same",
    [
        DOCUMENT.replace("\n", "\r\n"),
        DOCUMENT.replace("\n", "\r"),
        "\ufeff" + DOCUMENT,
        DOCUMENT + "\n\n",
        DOCUMENT.rstrip("\n"),
    ],
)
def test_the_id_is_that_of_the_text_and_not_of_the_editor(same, tmp_path):
    """Line ends, a byte order mark and blank ends change nothing; a letter changes all."""
    file = tmp_path / "same.md"
    file.write_bytes(same.encode())

    assert ASKED.id == load_consultation(file).id
    assert ASKED.id != parse_consultation(DOCUMENT.replace("Leave it", "Leave It")).id


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("method: ranked", "method: dice", "bad.md:3: method: "),
        ("  - Leave it\n", "  - Repair it\n", "bad.md:7: options[3]: is there twice"),
        ("  - Leave it\n", "  - [a, b]\n", "bad.md:7: options[3]: must be one value"),
        (
            "  - Make it a path\n  - Leave it\n",
            "",
            "bad.md:4: options: must be two at least",
        ),
        ("chain: 31337", "chain: one", "bad.md:8: chain: must be the chain's number"),
        ("0xabab", "0xab", "bad.md:9: village: "),
        ("certificate", "everybody", "bad.md:10: electorate: "),
        ("+09:00", "", "bad.md:11: snapshot: "),
        ("snapshot:", "snapshoot:", "bad.md:11: snapshoot: is not a key"),
        ("title: 旧道のゆくえ", "title: call 090-1234-5678", "bad.md:2: title: "),
        ("What shall become of it?", "", "must be followed by the question"),
        ("---", "***", "must begin with a part between"),
        ("options:", "options: none\nlist:", "bad.md:4: options: must be a list"),
    ],
)
def test_every_mistake_in_a_consultation_has_its_line(old, new, problem):
    """With file, line, key and reason."""
    with pytest.raises(DraftError) as caught:
        parse_consultation(DOCUMENT.replace(old, new), file="bad.md")

    assert problem in caught.value.cause


def test_a_new_document_reads_as_what_it_was_begun_with():
    """Whatever its title and options have in them."""
    text = consultation_text(
        'A: "road", #1',
        "approval",
        ("yes", "- no", "[x]"),
        5,
        VILLAGE.lower(),
        "villager",
        "2026-12-01T00:00:00+09:00",
    )
    asked = parse_consultation(text)

    assert ('A: "road", #1', ("yes", "- no", "[x]")) == (asked.title, asked.options)
    assert ("approval", 5, "villager", text) == (
        asked.method,
        asked.chain_id,
        asked.electorate,
        asked.text,
    )


def test_a_document_that_cannot_be_read_is_said_in_words(tmp_path):
    """None there; not UTF-8."""
    with pytest.raises(DraftError, match="cannot be read"):
        load_consultation(tmp_path / "none.md")
    (tmp_path / "sjis.md").write_bytes(DOCUMENT.encode("shift_jis"))
    with pytest.raises(DraftError, match="not in UTF-8"):
        load_consultation(tmp_path / "sjis.md")


def test_power_read_back_is_what_was_written(tmp_path):
    """Sorted by address, nobody without power in it, the same bytes every time; and huge units."""
    huge = make_power({key.address: 2**53 for key in KEYS}, 1, VILLAGE, 1, 1, "0x" + "00" * 32)
    for number, power in enumerate((POWER, huge)):
        file = tmp_path / f"{number}.power"
        write_power(file, power)
        write_power(file, power)

        assert power.units == load_power(file).units
        assert list(power.units) == sorted(power.units)
        assert b"".join(power_lines(power)) == file.read_bytes()
    assert (4, 10) == (POWER.header.voters, POWER.header.total)
    assert '"total":"10"' in (tmp_path / "0.power").read_text()
    values = [("0x" + voter.hex(), units) for voter, units in POWER.units.items()]
    assert StandardTree.of(values, ("address", "uint256")).root == POWER.header.root
    with pytest.raises(UserError, match="says something else"):
        write_power(tmp_path / "0.power", huge)


@pytest.mark.parametrize(
    ("spoil", "line"),
    [
        (lambda lines: [b"{}\n", *lines[1:]], 1),
        (lambda lines: [b"\xff\n", *lines[1:]], 1),
        (lambda lines: [lines[0].replace(b'"v":1', b'"v":2'), *lines[1:]], 1),
        (lambda lines: [lines[0].replace(b'"10"', b'"11"'), *lines[1:]], 1),
        (lambda lines: [lines[0].replace(b'"10"', b"10"), *lines[1:]], 1),
        (lambda lines: [lines[0].replace(b'"root":"0x', b'"root":"0y'), *lines[1:]], 1),
        (lambda lines: [lines[0], *lines[2:]], 4),
        (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], 3),
        (lambda lines: [*lines, lines[-1]], 6),
        (lambda lines: [*lines[:-1], lines[-1][:-2]], 5),
        (lambda lines: [*lines[:-1], lines[-1].replace(b"units", b"votes")], 5),
        (lambda lines: [*lines[:-1], b"x" * 5000 + b"\n"], 5),
        (lambda lines: [], 1),
    ],
)
def test_a_spoilt_file_of_power_is_refused_with_its_line(spoil, line, tmp_path):
    """Whatever was changed, left out, put in or cut off."""
    file = tmp_path / "spoilt.power"
    file.write_bytes(b"".join(spoil(list(power_lines(POWER)))))

    with pytest.raises(UserError) as caught:
        load_power(file)
    assert f"spoilt.power:{line}: " in caught.value.cause


def test_units_moved_between_voters_change_the_root(tmp_path):
    """Number and total are right, and still nobody can shift a vote."""
    content = b"".join(power_lines(POWER))
    swapped = content.replace(b'"units":1}', b'"units":x}')
    swapped = swapped.replace(b'"units":2}', b'"units":1}').replace(b'"units":x}', b'"units":2}')
    (tmp_path / "swapped.power").write_bytes(swapped)

    with pytest.raises(UserError) as caught:
        load_power(tmp_path / "swapped.power")
    assert "another root" in caught.value.cause


def test_power_of_another_moment_or_chain_is_refused():
    """The document says when and where."""
    check_power(ASKED, POWER.header)
    for old, new in (("31337", "31338"), ("2026-12-01", "2026-12-02")):
        other = parse_consultation(DOCUMENT.replace(old, new))
        with pytest.raises(UserError, match="another consultation"):
            check_power(other, POWER.header)


def counted(folder):
    """Everybody with power ranks, person n first option 1 + n % 3."""
    lines = []
    for number, key in enumerate(KEYS):
        voter = bytes.fromhex(key.address[2:])
        ballot = Ballot(
            "consultation",
            31337,
            b"\xab" * 20,
            CONSULTATION_DOMAIN,
            ASKED.id,
            voter,
            (1 + number % 3, 1 + (number + 1) % 3),
            serial=number,
        )
        lines.append(write_ballot(ballot.signed(key.sign_typed(typed_message(ballot)))))
    (folder / "all.jsonl").write_text("\n".join(lines) + "\n", "ascii")
    gathered = gather([folder / "all.jsonl"], ASKED.context, POWER)
    return recount(ASKED, POWER, gathered, settle(gathered, POWER))


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The consultation, counted."""
    return counted(tmp_path_factory.mktemp("count"))


def test_the_result_says_all_that_was_counted(found):
    """Option 2 has 5 units (1 + 4), option 3 has 2, option 1 has 3: 3 goes and makes 1 equal."""
    result = json.loads(result_bytes(found.as_json()))

    assert ["3", "5", "2"] == [one["units"] for one in result["totals"]]
    assert [1, 2, 1] == [one["ballots"] for one in result["totals"]]
    assert [3, 1, None] == [one["eliminated"] for one in result["rounds"]]
    assert (2, [2, 1, 3], True) == (result["winner"], result["ranking"], result["tie"])
    assert {
        "lines": 5,
        "counted": 4,
        "units": "10",
        "copies": 0,
        "superseded": 0,
        "void": 0,
        "rejected": {"no_power": 1},
    } == result["ballots"]
    assert POWER.header.as_json() == result["power"]
    assert (4, "0x" + found.root.hex()) == (result["leaves"], result["root"])


def test_every_counted_ballot_is_proved_with_the_result_alone(found, tmp_path):
    """And anything changed in proof or result breaks the proof."""
    (tmp_path / "result.json").write_bytes(result_bytes(found.as_json()))
    result = load_result(tmp_path / "result.json")
    for key in KEYS[1:]:
        voter = bytes.fromhex(key.address[2:])
        (tmp_path / "proof.json").write_bytes(
            result_bytes(proof_of(found.settled.counted, voter, result))
        )
        proof = load_proof(tmp_path / "proof.json")
        mine = next(one for one in found.settled.counted if one.voter == voter)

        assert mine.choice == verify_proof(result, proof)
        for name, value in {
            "units": "9",
            "serial": "77",
            "choice": [3],
            "voter": VILLAGE,
            "proof": proof["proof"][:-1],
            "consultation": "0x" + "11" * 32,
        }.items():
            with pytest.raises(Differs):
                verify_proof(result, proof | {name: value})
        other = deepcopy(result)
        other["consultation"]["village"] = "0x" + "12" * 20
        with pytest.raises(Differs):
            verify_proof(other, proof)


def test_nobody_gets_a_proof_of_what_was_not_counted(found):
    """A voter without power; a result of other ballots."""
    result = found.as_json()
    with pytest.raises(Differs, match="No ballot of"):
        proof_of(found.settled.counted, bytes.fromhex(KEYS[0].address[2:]), result)
    with pytest.raises(Differs, match="another root"):
        proof_of(found.settled.counted[1:], found.settled.counted[0].voter, result)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b"\xff", b"null", b'{"v":1}', b"[" * 100_000, b'{"v":1,"kind":"x"}'],
)
def test_what_is_no_result_or_proof_is_refused_in_words(content, found, tmp_path):
    """Rubbish, and files of the right kind with a part missing or wrong."""
    file = tmp_path / "some.json"
    file.write_bytes(content)
    for load in (load_result, load_proof):
        with pytest.raises(UserError, match="cannot be used"):
            load(file)
        with pytest.raises(UserError, match="cannot be read"):
            load(tmp_path / "none.json")
    result = found.as_json()
    proof = proof_of(found.settled.counted, found.settled.counted[0].voter, result)
    for load, whole in ((load_result, result), (load_proof, proof)):
        for name in ("v", "kind", "root", "consultation", "leaves", "units", "choice", "proof"):
            if name not in whole or (load is load_proof and name == "root"):
                continue
            file.write_bytes(result_bytes(whole | {name: {"wrong": 1.5}}))
            with pytest.raises(DaoctlError):
                load(file)
