"""Files of ballots: cut into chunks, checked line by line, and settled whatever their order."""

from __future__ import annotations

import os
import random
import signal
from dataclasses import replace
from itertools import count as counting

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daoctl.chain.accounts import KeySigner
from daoctl.chain.merkle import StandardTree, verify
from daoctl.chain.merkle_leaves import LeafTree
from daoctl.errors import UserError
from daoctl.governance.ballot_check import (
    ballot_files,
    check_files,
    first_received,
    highest_serial,
    over_processes,
)
from daoctl.governance.ballot_chunks import LONG_CHUNK, Chunk, check_chunk, check_lines, plan_chunks
from daoctl.governance.ballot_context import Context
from daoctl.governance.ballot_messages import ballot_digest, typed_message
from daoctl.governance.ballot_wallets import answered, wallet_key
from daoctl.governance.ballots import CONSULTATION_DOMAIN, Ballot, write_ballot
from daoctl.governance.consultation_ballots import gather, piles, settle
from daoctl.governance.power_file import make_power

CHARTER, SUBJECT = b"\xab" * 20, b"\xcd" * 32
CONTEXT = Context("consultation", 1, CHARTER, CONSULTATION_DOMAIN, SUBJECT, options=3, most=3)
PROPOSAL = Context("proposal", 1, CHARTER, "Mihon", 7)
KEYS = [KeySigner(bytes([number]) * 32) for number in range(1, 6)]
STRANGER = KeySigner(b"\x77" * 32)
POWER = make_power(
    {key.address: number for number, key in enumerate(KEYS, start=1)},
    1,
    "0x" + "0c" * 20,
    1_700_000_000,
    5,
    "0x" + "0b" * 32,
)


def address(key: KeySigner) -> bytes:
    """The key's account, as ballots hold it."""
    return bytes.fromhex(key.address[2:])


def signed(key: KeySigner, choice=(1,), serial=1, **changed) -> str:
    """A consultation ballot's line."""
    ballot = Ballot(
        "consultation",
        1,
        CHARTER,
        CONSULTATION_DOMAIN,
        SUBJECT,
        address(key),
        tuple(choice),
        serial=serial,
    )
    ballot = replace(ballot, **changed)
    return write_ballot(ballot.signed(key.sign_typed(typed_message(ballot))))


def vote(key: KeySigner, choice: str, **changed) -> str:
    """A proposal ballot's line."""
    ballot = replace(Ballot("proposal", 1, CHARTER, "Mihon", 7, address(key), choice), **changed)
    return write_ballot(ballot.signed(key.sign_typed(typed_message(ballot))))


def text(*lines: str) -> bytes:
    """A file of these lines."""
    return "".join(line + "\n" for line in lines).encode()


def settled(*files: bytes, folder, processes=None, ask=None):
    """The ballots of these files, gathered and settled."""
    paths = []
    for number, content in enumerate(files):
        path = folder / f"{number}-{next(NAMES)}.jsonl"
        path.write_bytes(content)
        paths.append(path)
    gathered = gather(paths, CONTEXT, POWER, ask, processes)
    return gathered, settle(gathered, POWER)


NAMES = counting()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"chain_id": 2}, "other_chain"),
        ({"contract": b"\1" * 20}, "other_village"),
        ({"domain": "Others"}, "other_domain"),
        ({"subject": b"\1" * 32}, "other_subject"),
        ({"choice": (4,)}, "no_option"),
        ({"choice": (1, 1)}, "twice"),
    ],
)
def test_a_ballot_for_anything_else_is_named_as_such(changed, code):
    """Another chain, village, domain or vote; an option that does not exist, or twice."""
    checked = check_lines(text(signed(KEYS[0], **changed)), CONTEXT)

    assert [(1, code)] == [(fault.line, fault.code) for fault in checked.faults]
    assert [] == checked.signed
    other = check_lines(text(vote(KEYS[0], "for")), CONTEXT)
    assert ["other_kind"] == [fault.code for fault in other.faults]


@pytest.mark.parametrize(
    ("context", "choice", "code"),
    [
        (replace(CONTEXT, most=1, ordered=False), (1, 2), "too_many"),
        (replace(CONTEXT, ordered=False), (2, 1), "unsorted"),
    ],
)
def test_a_choice_must_fit_the_method(context, choice, code):
    """One option for a single choice; an order where order means nothing is refused."""
    assert [code] == [f.code for f in check_lines(text(signed(KEYS[0], choice)), context).faults]


def test_an_election_ballot_of_another_slate_is_refused():
    """The candidates it numbers are not those that stand there now."""
    context = Context("election", 1, CHARTER, "Mihon", 7, slate=b"\1" * 32)
    ballot = Ballot("election", 1, CHARTER, "Mihon", 7, address(KEYS[0]), 5, slate=b"\2" * 32)
    line = write_ballot(ballot.signed(KEYS[0].sign_typed(typed_message(ballot))))

    assert ["other_slate"] == [fault.code for fault in check_lines(text(line), context).faults]


def test_a_broken_file_loses_nothing_but_its_broken_lines():
    """Each fault has its line; good ones around it hold; a cut end is told from a bad line."""
    good = signed(KEYS[0])
    content = text("", "hello", good, good + "\r", "\ufeff" + good, good) + good[:80].encode()
    checked = check_lines(content, CONTEXT)

    assert 7 == checked.lines
    assert [3, 6] == [one.line for one in checked.signed]
    assert [(1, "empty"), (2, "json"), (4, "crlf"), (5, "bom"), (7, "cut")] == [
        (fault.line, fault.code) for fault in checked.faults
    ]
    assert 1 == len(check_lines(good.encode(), CONTEXT).signed), "only the newline is missing"
    assert ["json"] == [fault.code for fault in check_lines(text(good[:80]), CONTEXT).faults]


def test_someone_elses_signature_waits_for_a_wallet():
    """Neither a wrong key nor a changed choice counts unless the voter is a wallet that says so."""
    foreign = signed(STRANGER, voter=address(KEYS[0]))
    altered = signed(KEYS[0]).replace('"choice":[1]', '"choice":[2]')
    checked = check_lines(text(foreign, altered), CONTEXT)

    assert ([], [1, 2]) == (checked.signed, [one.line for one in checked.pending])


@given(st.lists(st.binary(max_size=40), max_size=12), st.integers(1, 60))
@settings(max_examples=60, deadline=None)
def test_chunks_are_whole_lines_and_together_the_whole_file(tmp_path_factory, lines, size):
    """Of any size, for any bytes: none lost, none twice, none cut."""
    file = tmp_path_factory.mktemp("chunks") / "any.jsonl"
    content = b"\n".join(lines)
    file.write_bytes(content)
    chunks = list(plan_chunks(file, CONTEXT, size))
    ends = [chunk.offset + chunk.length for chunk in chunks]

    assert len(content) == sum(chunk.length for chunk in chunks)
    assert [0, *ends][:-1] == [chunk.offset for chunk in chunks]
    assert all(content[end - 1 : end] == b"\n" for end in ends[:-1])
    assert sum(check_chunk(chunk).lines for chunk in chunks) == check_lines(content, CONTEXT).lines


def test_a_file_without_newlines_does_not_fill_the_memory(tmp_path):
    """A line of some megabytes is one fault, and the ballot behind it still counts."""
    file = tmp_path / "long.jsonl"
    file.write_bytes(b"x" * (LONG_CHUNK + 10) + b"\n" + text(signed(KEYS[0])))
    verdicts = list(check_files([file], CONTEXT))

    assert [(1, "fault"), (2, "signed")] == [(one.line, one.state) for one in verdicts]
    assert verdicts[0].fault.code == "long"


def test_several_processes_say_what_one_says(tmp_path):
    """The same verdicts in the same order, whoever checked which chunk."""
    lines = [signed(key, (1 + n % 3,), n) for n in range(3) for key in KEYS]
    file = tmp_path / "many.jsonl"
    file.write_bytes(text(*lines, "rubbish") * 300)
    other = tmp_path / "other.jsonl"
    other.write_bytes(text(*lines))
    alone = [(v.file, v.line, v.state, v.digest) for v in check_files([file, other], CONTEXT, 1)]
    shared = [(v.file, v.line, v.state, v.digest) for v in check_files([file, other], CONTEXT, 2)]

    assert len(list(plan_chunks(file, CONTEXT))) > 1
    assert 16 * 300 + 15 == len(alone)
    assert alone == shared


def test_the_first_ballot_received_counts_and_later_ones_are_listed(tmp_path):
    """Proposals and elections: the order is that of the files given, then of their lines."""
    ann, bob = KEYS[:2]
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    one.write_bytes(text(vote(ann, "for"), vote(bob, "against"), vote(ann, "for")))
    two.write_bytes(text(vote(ann, "against"), vote(bob, "against", subject=8)))
    found = list(first_received(check_files([one, two], PROPOSAL)))

    assert ["signed", "signed", "copy", "fault", "fault"] == [v.state for v in found]
    assert ("conflict", f"{one}:1") == (found[3].fault.code, found[3].fault.detail)
    assert "other_subject" == found[4].fault.code
    other = list(first_received(check_files([two, one], PROPOSAL)))
    assert ["signed", "fault", "fault", "signed", "fault"] == [v.state for v in other]


def test_ten_thousand_copies_of_a_ballot_are_one(tmp_path):
    """In a proposal's relay and in a consultation."""
    line = vote(KEYS[0], "for")
    file = tmp_path / "copies.jsonl"
    file.write_bytes(text(line) * 10_000)
    states = [v.state for v in first_received(check_files([file], PROPOSAL))]
    _gathered, done = settled(text(signed(KEYS[0])) * 2_000, folder=tmp_path)

    assert (1, 9_999) == (states.count("signed"), states.count("copy"))
    assert (1, 1_999) == (len(done.counted), done.copies)


def test_the_highest_serial_counts_and_contradictions_are_void(tmp_path):
    """A later ballot replaces an earlier one; two of one serial are both void, and what stood
    before them counts again; copies in other files are one."""
    ann, bob, cem, dan, eve = KEYS
    gathered, done = settled(
        text(signed(ann, (1,), 1), signed(bob, (1,), 4), signed(bob, (2,), 4)),
        text(signed(ann, (2,), 2), signed(bob, (3,), 3), signed(bob, (1,), 4), signed(cem, (), 1)),
        text(signed(dan, (1,), 9), signed(dan, (2,), 9), signed(eve, (3,), 2**64 - 1)),
        text(signed(STRANGER), signed(eve, (1,), 2**64 - 2)),
        folder=tmp_path,
    )
    counted = {one.voter: (one.choice, one.serial, one.units) for one in done.counted}

    assert {
        address(ann): ((2,), 2, 1),
        address(bob): ((3,), 3, 2),
        address(cem): ((), 1, 3),
        address(eve): ((3,), 2**64 - 1, 5),
    } == counted
    assert (1, 2, 4) == (done.copies, done.superseded, done.voided)
    assert {(address(bob), 4), (address(dan), 9)} == {(v.voter, v.serial) for v in done.void}
    assert {"no_power": 1} == gathered.rejected
    assert {(2,): 1, (3,): 7, (): 3} == piles(done.counted)


@given(st.data())
@settings(max_examples=15, deadline=None)
def test_the_order_of_files_and_lines_never_matters(tmp_path_factory, data):
    """Any ballots of three voters, shuffled and dealt to two files: the same count."""
    wish = st.tuples(st.integers(0, 2), st.integers(1, 3), st.integers(1, 2))
    wishes = data.draw(st.lists(wish, min_size=1, max_size=8))
    lines = [LINES[wish] for wish in wishes]
    folder = tmp_path_factory.mktemp("order")
    _one, straight = settled(text(*lines), folder=folder)
    line_by_line = highest_serial(check_files([next(folder.iterdir())], CONTEXT))
    mixed = list(lines)
    random.Random(data.draw(st.integers())).shuffle(mixed)
    cut = data.draw(st.integers(0, len(mixed)))
    _two, other = settled(text(*mixed[:cut]), text(*mixed[cut:]), folder=folder)

    assert straight.counted == other.counted
    assert {one.digest for one in straight.counted} == {
        one.digest for one in line_by_line if one.state == "signed"
    }
    assert (straight.copies, straight.superseded, straight.voided) == tuple(
        sum(word in (one.state, one.fault and one.fault.code) for one in line_by_line)
        for word in ("copy", "superseded", "void")
    )
    assert (straight.copies, straight.superseded, straight.voided) == (
        other.copies,
        other.superseded,
        other.voided,
    )


LINES = {
    (voter, choice, serial): signed(KEYS[voter], (choice,), serial)
    for voter in range(3)
    for choice in range(1, 4)
    for serial in range(1, 3)
}


def test_only_wallets_with_power_are_asked_and_only_what_they_vouch_for_counts(tmp_path):
    """Each once, in one go; unasked, refused and bad ones are told apart."""
    ann, bob = address(KEYS[0]), address(KEYS[1])
    asked = []

    def ask(pending):
        asked.extend(pending)
        return {wallet_key(one) for one in pending if one.ballot.voter == ann}

    by_ann, by_bob = signed(STRANGER, voter=ann), signed(STRANGER, voter=bob)
    content = text(by_ann, by_bob, by_ann, signed(KEYS[2], voter=address(STRANGER)))
    gathered, done = settled(content, folder=tmp_path, ask=ask)
    unasked, nothing = settled(content, folder=tmp_path)

    assert {ann, bob} == {one.ballot.voter for one in asked}
    assert 2 == len(asked)
    assert ([ann], 1) == ([one.voter for one in done.counted], done.copies)
    assert {"signature": 1, "no_power": 1} == gathered.rejected
    assert [ann] == [voter for voter, _key in gathered.wallets]
    assert ({"wallet_unasked": 3, "no_power": 1}, []) == (unasked.rejected, nothing.counted)


def test_pending_verdicts_are_decided_by_wallets_in_one_go(tmp_path):
    """The wallet's ballot holds, another's does not, unasked ones say so; the order stays."""
    ann, bob = address(KEYS[0]), address(KEYS[1])
    file = tmp_path / "wallets.jsonl"
    by_ann = signed(STRANGER, voter=ann)
    file.write_bytes(text(by_ann, signed(KEYS[2]), signed(STRANGER, voter=bob), by_ann))
    verdicts = list(check_files([file], CONTEXT))
    asked = []

    def ask(pending):
        asked.append(len(pending))
        return {wallet_key(one) for one in pending if one.ballot.voter == ann}

    told = [(one.state, one.fault and one.fault.code) for one in answered(verdicts, ask)]
    alone = [one.fault and one.fault.code for one in answered(verdicts, None)]

    signed_, bad = ("signed", None), ("fault", "signature")
    assert ([signed_, signed_, bad, signed_], [2]) == (told, asked)
    assert ["wallet_unasked", None, "wallet_unasked", "wallet_unasked"] == alone


def test_the_tree_of_counted_ballots_is_openzeppelins_standard_tree(tmp_path):
    """Anyone can build it with the library, from (address, uint256, bytes32)."""
    _gathered, done = settled(text(*(signed(key) for key in KEYS)), folder=tmp_path)
    values = [("0x" + one.voter.hex(), one.units, one.digest) for one in done.counted]
    standard = StandardTree.of(values, ("address", "uint256", "bytes32"))
    tree = LeafTree(one.leaf for one in done.counted)

    assert standard.root == tree.root
    for place, one in enumerate(done.counted):
        assert standard.proof(place) == tree.proof(one.leaf)
        assert verify(tree.root, one.leaf, tree.proof(one.leaf))


def test_a_delegation_travels_in_the_same_format():
    """Its hash is that of OpenZeppelin's delegateBySig, which asks no wallet; any nonce is taken
    where none is named."""
    context = Context("delegation", 1, CHARTER, "Mihon")
    ballot = Ballot(
        "delegation", 1, CHARTER, "Mihon", 3, address(KEYS[0]), b"\2" * 20, expiry=2_000_000_000
    )
    line = write_ballot(ballot.signed(KEYS[0].sign_typed(typed_message(ballot))))
    foreign = write_ballot(ballot.signed(STRANGER.sign_typed(typed_message(ballot))))
    checked = check_lines(text(line, foreign), context)

    assert [ballot_digest(ballot)] == [one.digest for one in checked.signed]
    assert [(2, "signature")] == [(one.line, one.code) for one in checked.faults]


def test_what_cannot_be_read_is_said_in_words(tmp_path):
    """No file, an empty folder, a folder where a file should be."""
    with pytest.raises(UserError, match="no file or folder"):
        ballot_files(tmp_path / "nothing")
    with pytest.raises(UserError, match="no ballots"):
        ballot_files(tmp_path)
    with pytest.raises(UserError, match="cannot be read"):
        list(check_files([tmp_path], CONTEXT))
    (tmp_path / "b.jsonl").touch()
    (tmp_path / "a.jsonl").touch()
    (tmp_path / "notes.txt").touch()
    assert ["a.jsonl", "b.jsonl"] == [file.name for file in ballot_files(tmp_path)]
    assert [] == list(check_files([tmp_path / "a.jsonl"], CONTEXT))


def test_a_helper_that_is_killed_ends_the_count_in_words():
    """Not in silence, and not by waiting for ever."""
    chunks = [Chunk("file:///none", number, 1, CONTEXT) for number in range(4)]

    with pytest.raises(UserError, match="ended from outside"):
        list(over_processes(_die, chunks, 2))


def _die(_chunk: Chunk) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
