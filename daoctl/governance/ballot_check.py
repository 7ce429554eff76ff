"""Files of ballots, checked: every line gets a verdict, whatever its size, over all processors.

`check_files` gives each line's verdict in the order received; `first_received` is the rule of
proposals and elections, `highest_serial` that of consultations.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, TypeVar

from daoctl.errors import UserError
from daoctl.governance.ballot_chunks import (
    Checked,
    Chunk,
    Fault,
    check_chunk,
    plan_chunks,
    unreadable,
)
from daoctl.governance.ballot_context import Context
from daoctl.governance.ballots import Ballot
from daoctl.words import _

# The ending of a file of ballots.
SUFFIX = ".jsonl"
# Below so many bytes another process costs more than it gives.
LARGE = 8 << 20

T = TypeVar("T")

# "signed": its key or wallet signed it, and it is for this vote. "pending": only the voter's
# wallet can say (ERC-1271). "copy": the same wish of the same voter stood in an earlier line.
# "fault": it does not count, and `fault` says why.
State = Literal["signed", "pending", "copy", "fault"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a line is worth: `file` and `line` (from 1) say where it stands; `ballot` and `digest`
    (what was signed) are there unless the line could not be read."""

    file: str
    line: int
    state: State
    ballot: Ballot | None = None
    digest: bytes = b""
    fault: Fault | None = None


def ballot_files(path: str | Path) -> list[Path]:
    """The file itself, or the folder's files of ballots (*.jsonl) by name. Raises UserError."""
    place = Path(path)
    if not place.is_dir():
        if not place.exists():
            raise UserError(_("There is no file or folder {path}.").format(path=place))
        return [place]
    try:
        found = sorted(one for one in place.glob(f"*{SUFFIX}") if one.is_file())
    except OSError as error:
        raise unreadable(place, error) from None
    if not found:
        raise UserError(
            _("There are no ballots in {folder}.").format(folder=place),
            hint=_("Files of ballots end in {suffix}.").format(suffix=SUFFIX),
        )
    return found


def check_files(
    paths: Iterable[str | Path], context: Context, processes: int | None = None
) -> Iterator[Verdict]:
    """The verdict on each line of the files, in their order. Raises UserError for a file that
    cannot be read."""
    for path in paths:
        before = 0
        chunks = list(plan_chunks(path, context))
        for checked in over_processes(check_chunk, chunks, processes):
            yield from verdicts_of(str(path), before, checked)
            before += checked.lines


def verdicts_of(file: str, before: int, checked: Checked) -> list[Verdict]:
    """A checked chunk's verdicts by line; `before` is how many lines of the file precede it."""
    found = [
        *(Verdict(file, before + n, "signed", b, d) for n, b, d in checked.signed),
        *(Verdict(file, before + n, "pending", b, d) for n, b, d in checked.pending),
        *(
            Verdict(file, before + f.line, "fault", fault=f._replace(line=before + f.line))
            for f in checked.faults
        ),
    ]
    return sorted(found, key=lambda one: one.line)


def first_received(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """The verdicts by the rule of proposals and elections: of one voter's ballots the first
    received counts; the same once more is a copy, another one a fault ("conflict", with the file
    and line of the first in its detail). Give it only what is signed beyond doubt: a pending
    ballot passes as it is and takes no one's place. Pure."""
    first: dict[bytes, Verdict] = {}
    for one in verdicts:
        if one.state != "signed" or one.ballot is None:
            yield one
            continue
        voter = one.ballot.voter
        earlier = first.setdefault(voter, one)
        if earlier is one:
            yield one
        elif earlier.digest == one.digest:
            yield replace(one, state="copy")
        else:
            detail = f"{earlier.file}:{earlier.line}"
            yield replace(one, state="fault", fault=Fault(one.line, "conflict", detail, voter))


def highest_serial(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """The verdicts by the rule of consultations, in their order: two different ballots of one
    voter and serial are faults ("void"), of the others the highest serial stays "signed", lower
    ones are faults ("superseded"), and a ballot once more is a copy. `consultation_ballots.settle`
    is the same rule for a million ballots. Pure."""
    held = list(verdicts)
    different: dict[tuple[bytes, int], set[bytes]] = defaultdict(set)
    best: dict[bytes, int] = {}
    for one in held:
        if one.state == "signed" and one.ballot is not None:
            different[one.ballot.voter, one.ballot.serial].add(one.digest)
    for (voter, serial), digests in different.items():
        if len(digests) == 1:
            best[voter] = max(serial, best.get(voter, serial))
    seen: set[bytes] = set()
    return [_by_serial(one, different, best, seen) for one in held]


def _by_serial(
    one: Verdict,
    different: dict[tuple[bytes, int], set[bytes]],
    best: dict[bytes, int],
    seen: set[bytes],
) -> Verdict:
    if one.state != "signed" or one.ballot is None:
        return one
    if one.digest in seen:
        return replace(one, state="copy")
    seen.add(one.digest)
    voter, serial = one.ballot.voter, one.ballot.serial
    if len(different[voter, serial]) > 1:
        return replace(one, state="fault", fault=Fault(one.line, "void", str(serial), voter))
    if serial < best[voter]:
        higher = Fault(one.line, "superseded", str(best[voter]), voter)
        return replace(one, state="fault", fault=higher)
    return one


def over_processes(
    work: Callable[[Chunk], T], chunks: Sequence[Chunk], processes: int | None = None
) -> Iterator[T]:
    """What `work` makes of each chunk, in the chunks' order; on all processors where there are
    many chunks. `work` is a function of a module, so that another process finds it."""
    if processes is None:
        size = sum(chunk.length for chunk in chunks)
        processes = processors() if size >= LARGE else 1
    count = min(processes, len(chunks))
    if count < 2:
        yield from map(work, chunks)
        return
    # A process of its own and not a copy of this one: nobody copies threads and connections.
    apart = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, apart, initializer=_help) as pool:
        try:
            yield from pool.map(work, chunks, chunksize=1 if len(chunks) < 1000 else 50)
        except BrokenProcessPool:
            raise UserError(
                _("The count was stopped: one of its helpers was ended from outside."),
                hint=_("The computer may lack memory. Run it again; nothing was written."),
            ) from None


def _help() -> None:
    """Makes this process a helper: Ctrl-C is for the one that is helped, and what a helper makes
    holds no circles, for which looking would cost a fifth of the time."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()


def processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
