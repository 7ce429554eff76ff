"""A batch of cards as files: made beside their place, complete before anybody's address counts.

    FOLDER/20261122-101500/cards.pdf          a card on each page, for one printer
    FOLDER/20261122-101500/letters.pdf        the letters with the PINs, for another
    FOLDER/20261122-101500/svg/…              each sheet singly
    FOLDER/20261122-101500/addresses.txt      the addresses, without names; written last

The files are drawn in `.making-…`, whose name the folder takes only when the register knows the
addresses. A killed run therefore leaves either a batch that counts and is finished by the next
run, or one that does not and is removed by it.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from daoctl.chain.cards import Card
from daoctl.charter.folder import write_atomically
from daoctl.charter.printed import making_of, printed_folders
from daoctl.errors import UserError
from daoctl.report.card import Holder, card_page, letter_page
from daoctl.report.page_pdf import pdf
from daoctl.report.page_svg import svg
from daoctl.words import _

CARDS, LETTERS, ADDRESSES = "cards.pdf", "letters.pdf", "addresses.txt"


@dataclass(frozen=True)
class Made:
    """Somebody's card with its PIN, in memory until it is drawn."""

    holder: Holder
    card: Card
    pin: str


def draw_batch(
    folder: Path, batch: Sequence[Made], when: int, done: Callable[[], None] = lambda: None
) -> None:
    """Draws the batch's files beside `folder` (see `finish`); `when` is the date they bear, in
    seconds since the epoch; `done` is called for each person. Files are 0600, folders 0700.

    Raises UserError when the folder cannot be written."""
    making = making_of(folder)
    _make_folders(making)
    cards, letters = [], []
    for one in batch:
        card, letter = card_page(one.holder, one.card), letter_page(one.holder, one.card, one.pin)
        for kind, page in (("card", card), ("letter", letter)):
            _write(making / "svg" / f"{kind}-{one.card.number}.svg", svg(page))
        cards.append(card)
        letters.append(letter)
        done()
    language = batch[0].holder.languages[0]
    _write(making / CARDS, pdf(cards, language, when))
    _write(making / LETTERS, pdf(letters, language, when))
    _write(making / ADDRESSES, "".join(f"{one.card.address}\n" for one in batch).encode())


def finish(folder: Path) -> None:
    """Puts a drawn batch into its place, once its addresses are in the register."""
    making_of(folder).rename(folder)


def discard(folder: Path) -> None:
    """Removes what was drawn of a batch that does not count."""
    shutil.rmtree(making_of(folder), ignore_errors=True)


def recover(village: Path, known: Collection[str]) -> list[Path]:
    """Finishes or removes what killed runs left; answers the folders that were finished. `known`
    are the addresses of the register: a batch counts when they are all in it."""
    finished = []
    for folder in printed_folders(village):
        making = making_of(folder)
        if not making.is_dir():
            continue
        addresses = _addresses(making)
        if addresses and all(one in known for one in addresses):
            finish(folder)
            finished.append(folder)
        else:
            discard(folder)
    return finished


def _addresses(making: Path) -> list[str]:
    with contextlib.suppress(OSError):
        return (making / ADDRESSES).read_text("utf-8").split()
    return []


def _make_folders(making: Path) -> None:
    """The batch's own folders, for their owner alone; the one they lie in may be anybody's."""
    try:
        (making / "svg").mkdir(mode=0o700, parents=True)
        for folder in (making, making / "svg"):
            folder.chmod(0o700)
        # Wherever it lies, it must never be committed.
        (making / ".gitignore").write_text("*\n", "utf-8")
    except OSError as error:
        raise UserError(
            _("The folder {folder} cannot be made.").format(folder=making.parent),
            cause=error.strerror,
        ) from None


def _write(file: Path, data: bytes) -> None:
    write_atomically(file, data, mode=0o600)
