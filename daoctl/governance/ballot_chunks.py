"""The stages of checking ballots: chunks of files are read, hashed and recovered, each chunk by
itself and without a chain, a clock or an order.

    plan_chunks → check_chunk (anywhere, in any order) → weighing and counting (consultation_*)

A chunk is a range of bytes that begins and ends with a line, with what its ballots must be for;
it and what comes of it are plain data, so that other computers can do the work as well. Reading a
range is the one thing here that touches the world.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple
from urllib.parse import unquote, urlsplit

from daoctl.chain.recovery import has_high_s, recover
from daoctl.errors import UserError
from daoctl.governance.ballot_context import Context, expect
from daoctl.governance.ballot_messages import ballot_digest
from daoctl.governance.ballot_quick import reader
from daoctl.governance.ballots import MAX_LINE, Ballot, BallotFault
from daoctl.words import _

CHUNK_BYTES = 1 << 20
# Only a line that is far too long makes a chunk so long.
LONG_CHUNK = 4 * CHUNK_BYTES


class Chunk(NamedTuple):
    """A range of a file's bytes that begins and ends with a line, and what its ballots are for."""

    uri: str
    offset: int
    length: int
    context: Context


class Fault(NamedTuple):
    """A line that does not count: `line` from 1 in its chunk (or file), `code` and `detail` as
    `ballot_words` takes them; `voter` where the line could be read."""

    line: int
    code: str
    detail: str = ""
    voter: bytes = b""


class Signed(NamedTuple):
    """A ballot whose signature holds (or, among `Checked.pending`, may hold): its line from 1 in
    its chunk (or file), the ballot, and the 32 bytes that were signed."""

    line: int
    ballot: Ballot
    digest: bytes


@dataclass(frozen=True, slots=True)
class Checked:
    """A chunk's outcome: its number of lines, the ballots that are signed, those whose signature
    only the voter's wallet could vouch for (ERC-1271), and the lines that do not count."""

    lines: int
    signed: list[Signed]
    pending: list[Signed]
    faults: list[Fault]


def plan_chunks(path: str | Path, context: Context, size: int = CHUNK_BYTES) -> Iterator[Chunk]:
    """The file as chunks of about `size` bytes. Raises UserError when it cannot be read."""
    file = Path(path)
    uri = file.resolve().as_uri()
    try:
        with file.open("rb") as stream:
            end = stream.seek(0, os.SEEK_END)
            offset = 0
            while offset < end:
                stop = min(offset + size, end)
                while stop < end:
                    stream.seek(stop - 1)
                    piece = stream.read(MAX_LINE)
                    if (found := piece.find(b"\n")) >= 0:
                        stop += found
                        break
                    stop += len(piece)
                yield Chunk(uri, offset, min(stop, end) - offset, context)
                offset = min(stop, end)
    except OSError as error:
        raise unreadable(file, error) from None


def read_chunk(chunk: Chunk) -> bytes:
    """The chunk's bytes. Raises UserError when they cannot be read or are no longer there."""
    file = Path(unquote(urlsplit(chunk.uri).path))
    try:
        with file.open("rb") as stream:
            stream.seek(chunk.offset)
            if chunk.length > LONG_CHUNK:
                return b"".join(_short_lines(stream, chunk.length))
            data = stream.read(chunk.length)
    except OSError as error:
        raise unreadable(file, error) from None
    if len(data) != chunk.length:
        raise UserError(_("The file {file} changed while it was read.").format(file=file.name))
    return data


def _short_lines(stream: BinaryIO, length: int) -> Iterator[bytes]:
    """The lines of a range, each cut where it is too long for a ballot anyway: a file without
    newlines must not fill the memory."""
    new = True
    while length > 0 and (piece := stream.readline(min(MAX_LINE + 1, length))):
        length -= len(piece)
        ends = piece.endswith(b"\n")
        if new:
            yield piece
        elif ends:
            yield b"\n"
        new = ends


def check_chunk(chunk: Chunk) -> Checked:
    """Reads the chunk and checks every line of it."""
    return check_lines(read_chunk(chunk), chunk.context)


def check_lines(data: bytes, context: Context) -> Checked:
    """Every line checked: read, held against what it must be for, hashed, and its signer
    recovered. Pure."""
    signed: list[Signed] = []
    pending: list[Signed] = []
    faults: list[Fault] = []
    read = reader(context)
    lines = data.split(b"\n")
    whole = not lines[-1]
    if whole:
        lines.pop()
    for number, line in enumerate(lines, start=1):
        voter = b""
        try:
            ballot, fits = read(line)
            voter = ballot.voter
            if not fits:
                expect(ballot, context)
        except BallotFault as fault:
            code = fault.code
            if code == "json" and number == len(lines) and not whole:
                code = "cut"
            faults.append(Fault(number, code, fault.detail, voter))
            continue
        digest = ballot_digest(ballot)
        found = Signed(number, ballot, digest)
        if recover(digest, ballot.signature) == voter:
            signed.append(found)
        elif context.kind == "delegation":
            # OpenZeppelin's delegateBySig asks no wallet.
            faults.append(unsigned_fault(found))
        else:
            pending.append(found)
    return Checked(len(lines), signed, pending, faults)


def unsigned_fault(signed: Signed) -> Fault:
    """The fault of a ballot that no key and no wallet vouches for. Pure."""
    ballot = signed.ballot
    code = "high_s" if has_high_s(ballot.signature) else "signature"
    return Fault(signed.line, code, "", ballot.voter)


def unreadable(file: Path, error: OSError) -> UserError:
    """What to raise when a file of ballots cannot be read."""
    return UserError(
        _("The file {file} cannot be read.").format(file=file), cause=error.strerror or str(error)
    )
