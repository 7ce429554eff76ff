"""From checked chunks to the ballots of a consultation that count: packed, weighed, settled.

The rule: every ballot carries a serial that its voter signed. Two different ballots of one voter
and serial are both void; of the others the highest serial counts. Copies are one. The order of
files and lines never matters, so chunks may come from anywhere. Pure, but for reading the chunks.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from daoctl.chain.recovery import address_word, fast_keccak, word
from daoctl.governance.ballot_check import over_processes
from daoctl.governance.ballot_chunks import (
    Checked,
    Chunk,
    Fault,
    Signed,
    check_chunk,
    plan_chunks,
    unsigned_fault,
)
from daoctl.governance.ballot_context import Context
from daoctl.governance.ballot_wallets import AskWallets, wallet_key
from daoctl.governance.consultation_count import Choice
from daoctl.governance.power_file import Power

# voter, line, serial, digest, which choice
_PACKED = struct.Struct(">20sIQ32sI")
# Sorted as bytes, one voter's ballots stand together, by serial: voter's place in the power,
# serial, digest, which choice, file, line.
_RECORD = struct.Struct(">IQ32sIII")


@dataclass(frozen=True, slots=True)
class Packed:
    """A chunk's outcome in little room, so that it travels: `rows` has each signed ballot, its
    choice as a place in `choices`."""

    lines: int
    rows: bytes
    choices: list[Choice]
    pending: list[Signed]
    faults: list[Fault]


class Placed(NamedTuple):
    """A ballot by its file and line."""

    file: str
    line: int


class Void(NamedTuple):
    """A serial of which a voter signed different ballots, so that none counts."""

    voter: bytes
    serial: int
    places: tuple[Placed, ...]


class Counted(NamedTuple):
    """A ballot that counts, and the units it carries."""

    voter: bytes
    units: int
    serial: int
    choice: Choice
    digest: bytes

    @property
    def leaf(self) -> bytes:
        """Its leaf in the result's tree: (address voter, uint256 units, bytes32 ballot), hashed
        twice as OpenZeppelin's standard tree has it; `ballot` is what the voter signed."""
        return counted_leaf(self.voter, self.units, self.digest)


@dataclass
class Gathered:
    """All ballots of a consultation, weighed but not yet settled. `faults` are the refused lines
    with their file, `wallets` the voter and `wallet_key` of each ballot a wallet vouched for."""

    files: list[str] = field(default_factory=list)
    records: list[bytes] = field(default_factory=list)
    choices: dict[Choice, int] = field(default_factory=dict)
    faults: list[tuple[str, Fault]] = field(default_factory=list)
    wallets: list[tuple[bytes, bytes]] = field(default_factory=list)
    lines: int = 0

    @property
    def rejected(self) -> Counter[str]:
        """How many lines were refused for each reason."""
        return Counter(fault.code for _file, fault in self.faults)


@dataclass(frozen=True)
class Settled:
    """The ballots that count, in the order of their voters, and what became of the others:
    `copies` are lines that said the same once more, `superseded` ballots whose voter signed a
    higher serial, `void` those that contradict another of the same serial."""

    counted: list[Counted]
    void: list[Void]
    copies: int
    superseded: int

    @property
    def voided(self) -> int:
        """How many different ballots are void."""
        return sum(len(one.places) for one in self.void)


def counted_leaf(voter: bytes, units: int, digest: bytes) -> bytes:
    """The leaf of a counted ballot. Pure."""
    return fast_keccak(fast_keccak(address_word(voter) + word(units) + digest))


def check_and_pack(chunk: Chunk) -> Packed:
    """A chunk, checked and packed: what one process hands to another."""
    return pack(check_chunk(chunk))


def pack(checked: Checked) -> Packed:
    """The outcome in little room. Pure."""
    choices: dict[Choice, int] = {}
    rows = bytearray()
    for line, ballot, digest in checked.signed:
        assert isinstance(ballot.choice, tuple)
        which = choices.setdefault(ballot.choice, len(choices))
        rows += _PACKED.pack(ballot.voter, line, ballot.serial, digest, which)
    return Packed(checked.lines, bytes(rows), list(choices), checked.pending, checked.faults)


def gather(
    paths: Iterable[Path],
    context: Context,
    power: Power,
    ask_wallets: AskWallets | None = None,
    processes: int | None = None,
    on_bytes: Callable[[int], None] | None = None,
) -> Gathered:
    """Every ballot of the files, checked and weighed. `ask_wallets` is asked once, for those
    ballots of voters with power that no key signed; without it they are refused. `on_bytes` is
    told how many bytes are done. Raises UserError for a file that cannot be read."""
    found = Gathered()
    places = {voter: place for place, voter in enumerate(power.units)}
    pending: list[tuple[int, Signed]] = []
    chunks: list[Chunk] = []
    owners: list[int] = []
    for number, path in enumerate(paths):
        found.files.append(str(path))
        planned = list(plan_chunks(path, context))
        chunks += planned
        owners += [number] * len(planned)
    before, last = 0, -1
    done = over_processes(check_and_pack, chunks, processes)
    for number, chunk, packed in zip(owners, chunks, done, strict=True):
        before = before if number == last else 0
        _take(found, number, before, packed, places, pending)
        before, last = before + packed.lines, number
        found.lines += packed.lines
        if on_bytes is not None:
            on_bytes(chunk.length)
    _ask(found, pending, places, ask_wallets)
    return found


def _take(
    found: Gathered,
    number: int,
    before: int,
    packed: Packed,
    places: Mapping[bytes, int],
    pending: list[tuple[int, Signed]],
) -> None:
    """Adds a chunk's ballots, `before` lines into the file `number`."""
    which = [found.choices.setdefault(one, len(found.choices)) for one in packed.choices]
    record, add = _RECORD.pack, found.records.append
    for voter, line, serial, digest, choice in _PACKED.iter_unpack(packed.rows):
        place = places.get(voter)
        if place is None:
            _refuse(found, number, Fault(before + line, "no_power", "", voter))
        else:
            add(record(place, serial, digest, which[choice], number, before + line))
    for signed in packed.pending:
        moved = signed._replace(line=before + signed.line)
        if signed.ballot.voter in places:
            pending.append((number, moved))
        else:
            # Nobody without power can make us ask a contract anything.
            _refuse(found, number, Fault(moved.line, "no_power", "", signed.ballot.voter))
    for fault in packed.faults:
        _refuse(found, number, fault._replace(line=before + fault.line))


def _ask(
    found: Gathered,
    pending: list[tuple[int, Signed]],
    places: Mapping[bytes, int],
    ask_wallets: AskWallets | None,
) -> None:
    if not pending:
        return
    unique = list({wallet_key(signed): signed for _number, signed in pending}.values())
    holds = None if ask_wallets is None else ask_wallets(unique)
    vouched: set[tuple[bytes, bytes]] = set()
    for number, signed in pending:
        ballot, digest = signed.ballot, signed.digest
        if holds is None:
            _refuse(found, number, Fault(signed.line, "wallet_unasked", "", ballot.voter))
        elif wallet_key(signed) not in holds:
            _refuse(found, number, unsigned_fault(signed))
        else:
            assert isinstance(ballot.choice, tuple)
            choice = found.choices.setdefault(ballot.choice, len(found.choices))
            place = places[ballot.voter]
            found.records.append(
                _RECORD.pack(place, ballot.serial, digest, choice, number, signed.line)
            )
            vouched.add((ballot.voter, wallet_key(signed)))
    found.wallets.extend(sorted(vouched))


def _refuse(found: Gathered, number: int, fault: Fault) -> None:
    found.faults.append((found.files[number], fault))


def settle(gathered: Gathered, power: Power) -> Settled:
    """The ballots that count, by the rule above. Sorts the records in place. Pure otherwise."""
    voters = list(power.units.items())
    choices = list(gathered.choices)
    records = gathered.records
    records.sort()
    counted: list[Counted] = []
    void: list[Void] = []
    copies = superseded = 0
    at, end = 0, len(records)
    while at < end:
        first, start = records[at], at
        at += 1
        while at < end and records[at][:4] == first[:4]:
            at += 1
        place, serial, digest, choice, _file, _line = _RECORD.unpack(first)
        voter, units = voters[place]
        if at - start == 1:
            # Nearly everybody signs once.
            counted.append(Counted(voter, units, serial, choices[choice], digest))
            continue
        mine = _by_serial(records[start:at])
        for serial, (different, repeated) in mine.items():
            copies += repeated
            if len(different) > 1:
                places = [Placed(gathered.files[f], n) for _choice, f, n in different.values()]
                void.append(Void(voter, serial, tuple(sorted(places))))
        valid = [serial for serial, (different, _n) in mine.items() if len(different) == 1]
        if valid:
            superseded += len(valid) - 1
            ((digest, (choice, _file, _line)),) = mine[valid[-1]][0].items()
            counted.append(Counted(voter, units, valid[-1], choices[choice], digest))
    return Settled(counted, void, copies, superseded)


def _by_serial(
    records: Iterable[bytes],
) -> dict[int, tuple[dict[bytes, tuple[int, int, int]], int]]:
    """One voter's sorted records: by serial, rising, the different ballots (choice, file and line
    of the first by their digest) and how many copies there were besides."""
    found: dict[int, tuple[dict[bytes, tuple[int, int, int]], int]] = {}
    for record in records:
        _place, serial, digest, choice, file, line = _RECORD.unpack(record)
        different, repeated = found.get(serial, ({}, 0))
        if digest in different:
            repeated += 1
        else:
            different[digest] = (choice, file, line)
        found[serial] = (different, repeated)
    return found


def piles(counted: Iterable[Counted]) -> dict[Choice, int]:
    """The units of all who chose just the same. Pure."""
    found: Counter[Choice] = Counter()
    for one in counted:
        found[one.choice] += one.units
    return dict(found)


def fault_lines(gathered: Gathered) -> Iterator[tuple[str, Fault]]:
    """The refused lines by file and line."""
    order = {file: number for number, file in enumerate(gathered.files)}
    return iter(sorted(gathered.faults, key=lambda one: (order[one[0]], one[1].line)))
