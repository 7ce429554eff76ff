"""The ballot's line: written, read back, and refused in words for every way it can be wrong."""

from __future__ import annotations

import json

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from hypothesis import given, settings
from hypothesis import strategies as st

from daoctl.chain.accounts import KeySigner
from daoctl.chain.codec import keccak
from daoctl.chain.recovery import HALF_ORDER, has_high_s, recover
from daoctl.governance.ballot_context import Context, expect
from daoctl.governance.ballot_messages import ballot_digest, type_hash, typed_message
from daoctl.governance.ballot_quick import reader
from daoctl.governance.ballot_words import CODES, fault_words
from daoctl.governance.ballots import (
    CONSULTATION_DOMAIN,
    Ballot,
    BallotFault,
    read_ballot,
    write_ballot,
)

KEY = KeySigner(b"\1" * 32)
VOTER = bytes.fromhex(KEY.address[2:])
ORDER = 2 * HALF_ORDER + 1

accounts = st.binary(min_size=20, max_size=20)
words = st.binary(min_size=32, max_size=32)
numbers = st.one_of(st.integers(0, 2**53 + 5), st.integers(0, 2**256 - 1))
signatures = st.binary(min_size=1, max_size=200)
names = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=31)
serials = st.one_of(st.integers(0, 9), st.integers(0, 2**64 - 1))


def ballots(signature=signatures) -> st.SearchStrategy[Ballot]:
    """Any ballot of any kind."""
    common = (numbers, accounts, names)
    return st.one_of(
        st.builds(
            Ballot,
            st.just("proposal"),
            *common,
            numbers,
            accounts,
            st.sampled_from(["for", "against", "abstain"]),
            signature,
        ),
        st.builds(
            Ballot,
            st.just("election"),
            *common,
            numbers,
            accounts,
            serials,
            signature,
            slate=words,
        ),
        st.builds(
            Ballot,
            st.just("consultation"),
            *common,
            words,
            accounts,
            st.lists(st.integers(1, 65_535), max_size=6).map(tuple),
            signature,
            serial=serials,
        ),
        st.builds(
            Ballot,
            st.just("delegation"),
            *common,
            numbers,
            accounts,
            accounts,
            signature,
            expiry=numbers,
        ),
    )


@given(ballots())
@settings(max_examples=60, deadline=None)
def test_a_ballot_read_back_is_the_one_that_was_written(ballot):
    """Nothing is lost or rounded, whatever the numbers."""
    assert ballot == read_ballot(write_ballot(ballot).encode())


@given(ballots())
@settings(max_examples=40, deadline=None)
def test_our_hash_is_the_one_eth_account_makes_of_the_message(ballot):
    """The packed words are EIP-712's, for every kind and any values."""
    signable = encode_typed_data(full_message=typed_message(ballot))
    theirs = keccak(b"\x19" + signable.version + signable.header + signable.body)

    assert theirs == ballot_digest(ballot)


def test_the_types_are_those_the_contracts_declare():
    """Their hashes stand in the contracts' views under these very texts."""
    delegation = b"Delegation(address delegatee,uint256 nonce,uint256 expiry)"
    election = b"ElectionBallot(uint256 electionId,bytes32 slate,uint64 choices,address voter)"

    assert keccak(b"VillageBallot(uint256 proposalId,uint8 support,address voter)") == type_hash(
        "proposal"
    )
    assert keccak(election) == type_hash("election")
    assert keccak(delegation) == type_hash("delegation")


@given(words, st.binary(min_size=32, max_size=32).filter(lambda key: 0 < int.from_bytes(key)))
@settings(max_examples=15, deadline=None)
def test_a_signer_is_recovered_from_both_forms_and_never_from_a_high_s(digest, key):
    """65 bytes and EIP-2098's 64 give the same account as eth_account; the twin gives none."""
    account = Account.from_key((int.from_bytes(key) % (ORDER - 1) + 1).to_bytes(32))
    signature = bytes(account.unsafe_sign_hash(digest).signature)
    v, s = signature[64], int.from_bytes(signature[32:64])
    short = signature[:32] + (s | (v - 27) << 255).to_bytes(32)
    twin = signature[:32] + (ORDER - s).to_bytes(32) + bytes([55 - v])
    signer = bytes.fromhex(account.address[2:])

    assert signer == recover(digest, signature)
    assert signer == recover(digest, short)
    assert None is recover(digest, twin)
    assert (False, True) == (has_high_s(signature), has_high_s(twin))


@pytest.mark.parametrize(
    "signature", [b"", b"\0" * 65, b"\1" * 63, b"\1" * 66, b"\1" * 64 + b"\0", b"\xff" * 65]
)
def test_what_is_no_signature_gives_nobody(signature):
    """Wrong lengths, zeros, and a v that the contracts refuse (0 and 1) raise nothing."""
    assert None is recover(bytes(32), signature)


GOOD = {
    "v": 1,
    "kind": "consultation",
    "chain_id": 1,
    "contract": "0x" + "ab" * 20,
    "domain": CONSULTATION_DOMAIN,
    "subject": "0x" + "cd" * 32,
    "voter": "0x" + "ef" * 20,
    "choice": [2, 1],
    "serial": 1,
    "signature": "0x" + "12" * 65,
}


def line(**changed) -> bytes:
    """A good line but for what is changed; None leaves a key out."""
    return json.dumps({k: v for k, v in (GOOD | changed).items() if v is not None}).encode()


@pytest.mark.parametrize(
    ("given", "code", "detail"),
    [
        (b"", "empty", ""),
        (b"   ", "empty", ""),
        (line() + b"\r", "crlf", ""),
        (b"\xef\xbb\xbf" + line(), "bom", ""),
        (line().replace(b"Village", "村".encode()), "ascii", ""),
        (b"\xff\xfe{", "ascii", ""),
        (line(signature="0x" + "12" * 5000), "long", "8192"),
        (b"hello", "json", ""),
        (b"[]", "json", ""),
        (b"[" * 5000, "json", ""),
        (line()[:-20], "json", ""),
        (line() + line(), "json", ""),
        (b'{"v":NaN}', "json", ""),
        (b'{"v":' + b"9" * 5000 + b"}", "json", ""),
        (line()[:-1] + b',"serial":1}', "duplicate_key", "serial"),
        (line(note="hello"), "unknown_key", "note"),
        (line(slate="0x" + "00" * 32), "unknown_key", "slate"),
        (line(serial=None), "missing_key", "serial"),
        (line(kind=None), "missing_key", "kind"),
        (line(kind="poll"), "kind", "kind"),
        (line(kind=7), "kind", "kind"),
        (line(v=2), "version", ""),
        (line(v=True), "version", ""),
        (line(chain_id=1.0), "value", "chain_id"),
        (line(chain_id=2**53), "value", "chain_id"),
        (line(chain_id="1"), "value", "chain_id"),
        (line(chain_id=-1), "value", "chain_id"),
        (line(serial=str(2**64)), "value", "serial"),
        (line(serial=True), "value", "serial"),
        (line(contract="0x" + "ab" * 19), "value", "contract"),
        (line(contract="0x" + "ab" * 20 + "\n"), "value", "contract"),
        (line(subject=7), "value", "subject"),
        (line(domain=""), "value", "domain"),
        (line(domain="x" * 32), "value", "domain"),
        (line(choice="for"), "value", "choice"),
        (line(choice=[0]), "value", "choice"),
        (line(choice=[True]), "value", "choice"),
        (line(choice=[65_536]), "value", "choice"),
        (line(choice=list(range(1, 66))), "value", "choice"),
        (line(signature="12" * 65), "value", "signature"),
        (line(signature="0x" + "12" * 2049), "value", "signature"),
        (line(signature="0x"), "value", "signature"),
    ],
)
def test_every_fault_of_a_line_has_its_code(given, code, detail):
    """Never another exception, never a ballot; and each code has words."""
    with pytest.raises(BallotFault) as caught:
        read_ballot(given)

    assert (code, detail) == (caught.value.code, caught.value.detail)
    assert detail in fault_words(code, detail)


def test_every_code_has_a_sentence():
    """No code can meet a reader as itself."""
    assert [] == [code for code in CODES if len(fault_words(code, "x").split()) < 4]


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_a_ballot_or_a_fault(data):
    """Rubbish raises BallotFault and nothing else."""
    found = told(read_ballot, data)

    assert isinstance(found, Ballot) or found[0] in CODES


CONTEXT = Context(
    "consultation", 1, b"\xab" * 20, CONSULTATION_DOMAIN, b"\xcd" * 32, options=3, most=3
)
USUAL = write_ballot(
    Ballot(
        "consultation",
        1,
        b"\xab" * 20,
        CONSULTATION_DOMAIN,
        b"\xcd" * 32,
        VOTER,
        (2, 1),
        bytes(65),
        serial=3,
    )
).encode()


def told(read, data: bytes):
    """The ballot, or the fault's code and detail."""
    try:
        return read(data)
    except BallotFault as fault:
        return (fault.code, fault.detail)


def expected(data: bytes) -> Ballot:
    """The strict reader, and what a ballot must be for."""
    ballot = read_ballot(data)
    expect(ballot, CONTEXT)
    return ballot


def quick():
    """The quick reader, which has seen the usual line before, and each line once already."""
    read = reader(CONTEXT)
    read(USUAL)

    def both(data: bytes) -> Ballot:
        read(data)
        ballot, fits = read(data)
        if not fits:
            expect(ballot, CONTEXT)
        return ballot

    return both


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_the_quick_reader_says_what_the_strict_one_says(data):
    """On the usual line, and on it with bytes changed, cut out or put in where they may matter."""
    at = data.draw(st.integers(0, len(USUAL)))
    cut = data.draw(st.integers(0, 3))
    put = data.draw(st.one_of(st.binary(max_size=2), st.sampled_from(PIECES)))
    changed = USUAL[:at] + put + USUAL[at + cut :]

    assert told(expected, changed) == told(quick(), changed)


PIECES = [b"0", b",0", b"99", b"F", b" ", b'"', b"\r", b"\n", b"]", b"-1", b"1e3", b"\xef"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"[2,1]", b"[]"),
        (b"[2,1]", b"[4]"),
        (b"[2,1]", b"[1,1]"),
        (b"[2,1]", b"[02]"),
        (b"[2,1]", b"[2, 1]"),
        (b"[2,1]", b"[2,1,]"),
        (b"[2,1]", b"[65535]"),
        (b"[2,1]", b"[" + b",".join([b"1"] * 64) + b"]"),
        (b"[2,1]", b"[" + b",".join([b"1"] * 65) + b"]"),
        (b'"serial":3', b'"serial":0'),
        (b'"serial":3', b'"serial":03'),
        (b'"serial":3', b'"serial":999999999999999'),
        (b'"serial":3', b'"serial":9007199254740992'),
        (b'"serial":3', b'"serial":"9007199254740992"'),
        (b'"}', b'"}\n'),
    ],
)
def test_the_quick_reader_agrees_at_the_edges(old, new):
    """Where a pattern is easily a little too kind, or too strict."""
    changed = USUAL.replace(old, new)

    assert changed != USUAL
    assert told(expected, changed) == told(quick(), changed)


def test_the_quick_reader_is_quick_for_the_usual_line():
    """The second of its choice needs no further look, and is the ballot the strict one reads."""
    read = reader(CONTEXT)

    assert (read_ballot(USUAL), False) == read(USUAL)
    assert (read_ballot(USUAL), True) == read(USUAL)
