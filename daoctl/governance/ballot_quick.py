"""Reading the ballots of one consultation in their usual writing, several times faster than
`ballots.read_ballot` reads anything. Pure.

Most lines are just as `write_ballot` writes them, and differ in four places alone. Such a line is
taken apart by one pattern that lets nothing through that the strict reader would refuse; of any
other line nothing is said here, and the strict reader judges it. (A test holds the two together.)
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress

from daoctl.governance.ballot_context import Context, expect
from daoctl.governance.ballots import Ballot, BallotFault, read_ballot, write_ballot

# So many different choices are remembered; beyond them nobody makes the memory full.
MOST_LISTS = 65_536

_PLACES = (
    rb'"voter":"0x([0-9a-fA-F]{40})","choice":\[((?:[1-9][0-9]?(?:,[1-9][0-9]?){0,63})?)\],'
    rb'"serial":([1-9][0-9]{0,14}|0),"signature":"0x([0-9a-fA-F]{130}|[0-9a-fA-F]{128})"\}'
)


# A ballot, and whether it is known to be for what the context says.
Read = Callable[[bytes], tuple[Ballot, bool]]


def reader(context: Context) -> Read:
    """The fastest reader of a line for what the context says: like `read_ballot`, it raises
    BallotFault and nothing else. With the ballot it tells whether `expect` need not be asked."""
    subject = context.subject
    if context.kind != "consultation" or not isinstance(subject, bytes):
        return _strict
    chain_id, contract, domain = context.chain_id, context.contract, context.domain
    empty = Ballot("consultation", chain_id, contract, domain, subject, bytes(20), ())
    start = write_ballot(empty).partition('"voter"')[0].encode()
    try:
        read_ballot(_usual_line(start))
    except BallotFault:
        # No line that begins so is a ballot at all.
        return _strict
    usual = re.compile(re.escape(start) + _PLACES).fullmatch
    unhex = bytes.fromhex
    # Few lists are chosen by many: each is judged when it is first seen.
    fitting: dict[bytes, tuple[int, ...]] = {}

    def read(line: bytes) -> tuple[Ballot, bool]:
        found = usual(line)
        if found is None:
            return _strict(line)
        voter, numbers, serial, signature = found.groups()
        choice = fitting.get(numbers)
        if choice is None:
            ballot = read_ballot(line)
            with suppress(BallotFault):
                expect(ballot, context)
                assert isinstance(ballot.choice, tuple)
                if len(fitting) < MOST_LISTS:
                    fitting[numbers] = ballot.choice
            return ballot, False
        ballot = Ballot(
            "consultation",
            chain_id,
            contract,
            domain,
            subject,
            unhex(voter.decode()),
            choice,
            unhex(signature.decode()),
            b"",
            int(serial),
        )
        return ballot, True

    return read


def _strict(line: bytes) -> tuple[Ballot, bool]:
    return read_ballot(line), False


def _usual_line(start: bytes) -> bytes:
    zeros = b"0x" + b"0" * 40
    return start + (
        b'"voter":"' + zeros + b'","choice":[],"serial":0,"signature":"0x' + b"0" * 130 + b'"}'
    )
