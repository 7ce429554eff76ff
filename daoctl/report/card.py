"""The two sheets that a person without a wallet receives: the card, and the letter with its PIN.

Both are A4, printed on one side and folded in three, so that they fit Japan's usual envelope
(長形3号) and a village office needs neither a cutter nor special paper. The upper third is the
outside. The lower two face each other: what is secret stands in the middle, and in the letter a
pattern of digits lies against it, so that holding it to the light shows nothing.

The village's first language is large, its second small below.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from daoctl.chain.cards import Card
from daoctl.report.lettering import MM_PER_POINT, broken, check_letters, fitting, width
from daoctl.report.page import A4, GREY, INK, PALE, Box, Code, Page, Rule
from daoctl.words import N_, _, speaking

FOLDS = (99.0, 198.0)
MARGIN = 16.0
ROOM = A4[0] - 2 * MARGIN
ACCENT = "#1f4e5f"
TINT = "#eef4f5"

_STEPS = (
    N_("Bring this card and the letter with the PIN to the village office."),
    N_("The office reads the code on the left."),
    N_("You type the PIN yourself."),
    N_("Choose, and look at the answer on the screen. That is your vote."),
)
_CARE = (
    N_("Keep this card at home, apart from the letter with the PIN."),
    N_("Never show or send the inside to anybody, and let nobody photograph it."),
    N_("Lost it? Tell the office soon: it cannot make this card again, but can help you on."),
)
_LETTER_CARE = (
    N_("Tell it to nobody: with card and PIN anybody can vote for you."),
    N_("The office does not know it and never asks for it. Nobody can restore it."),
)


@dataclass(frozen=True)
class Holder:
    """Whose sheets they are, and in which languages (the first is the large one)."""

    village: str
    name: str
    languages: Sequence[str]


def card_page(holder: Holder, card: Card) -> Page:
    """The card: the address outside, the encrypted key inside. Raises UserError naming letters
    of the name that cannot be printed."""
    sheet = _Sheet(holder, N_("Digital villager's card"), card)
    sheet.outside(N_("Inside is your key to vote. Open it only where you vote."), 87.5, 12)
    _address(sheet, card)
    top = FOLDS[0]
    sheet.page.put(Code(MARGIN, top + 14, 62, card.text))
    sheet.page.line(MARGIN + 31, top + 84, card.number, 13, bold=True, align="middle")
    x, room = MARGIN + 73, ROOM - 73
    y = sheet.heading(x, top + 18, N_("How to vote with this card"))
    for number, step in enumerate(_STEPS, start=1):
        sheet.page.put(Box(x, y - 4.9, 6.4, 6.4, fill=ACCENT, radius=3.1))
        sheet.page.line(x + 3.2, y, str(number), 12, bold=True, colour="#ffffff", align="middle")
        y = sheet.both(x + 9, y, step, 12.5, room - 9) + 1.8
    y = sheet.heading(MARGIN, FOLDS[1] + 16, N_("Please take care"))
    y = sheet.points(y, _CARE)
    _typed(sheet, card, FOLDS[1] + 72.5)
    return sheet.page


def letter_page(holder: Holder, card: Card, pin: str) -> Page:
    """The letter with the PIN of the card. Raises UserError as `card_page`."""
    sheet = _Sheet(holder, N_("The PIN of your card"), card)
    sheet.outside(N_("Open this letter alone, and keep it apart from the card."), 70, 15)
    middle, top = A4[0] / 2, FOLDS[0]
    y = sheet.heading(MARGIN, top + 19, N_("Your PIN"))
    sheet.both(MARGIN, y, N_("It opens card {number}."), 15, ROOM, number=card.number)
    box = Box(MARGIN, top + 44, ROOM, 36, fill="#ffffff", frame=ACCENT, thick=0.8, radius=3)
    sheet.page.put(box)
    groups = pin.split("-")
    for number, group in enumerate(groups):
        left = MARGIN + 4 + (ROOM - 8) * (number + 0.5) / len(groups)
        sheet.page.line(left, top + 66, group, 34, bold=True, align="middle")
    text = sheet.said(N_("Type it without anything between the digits, or with: both are right."))
    sheet.page.line(middle, top + 88, text[0], 9.5, colour=GREY, align="middle")
    # Folded, this lies against the box above.
    _pattern(sheet.page, 2 * FOLDS[1] - box.y - box.high, box.high)
    y = sheet.heading(MARGIN, FOLDS[1] + 63, N_("Please take care"))
    sheet.points(y, _LETTER_CARE)
    return sheet.page


class _Sheet:
    """A sheet folded in three: what the card and the letter have alike."""

    def __init__(self, holder: Holder, kind: str, card: Card) -> None:
        self.holder, self.kind, self.card = holder, kind, card
        with speaking(holder.languages[0]):
            title = f"{_(kind)} {card.number}"
        self.page = Page(title)

    def said(self, message: str, **fields: Any) -> list[str]:
        """The message in each of the languages; a second that says the same is left out."""
        texts = []
        for language in self.holder.languages[:2]:
            with speaking(language):
                texts.append(_(message).format(**fields))
        return list(dict.fromkeys(texts))

    def both(
        self, x: float, y: float, message: str, points: float, room: float,
        *, align: str = "left", **fields: Any,
    ) -> float:  # fmt: skip
        """The message, large and small; answers the baseline after it."""
        for number, text in enumerate(self.said(message, **fields)):
            size = points if number == 0 else max(8.5, points * 0.66)
            colour = INK if number == 0 else GREY
            if align == "middle":
                self.page.line(x, y, text, size, colour=colour, align="middle")
                y += size * MM_PER_POINT * 1.45
            else:
                y -= (points - size) * MM_PER_POINT * 0.35
                y = self.page.block(x, y, text, size, room, colour=colour)
        return y

    def heading(self, x: float, y: float, message: str) -> float:
        """A heading in the accent's colour, the second language beside it, or below where there
        is no room. Answers the baseline of what follows."""
        first, *rest = self.said(message)
        end = x + self.page.line(x, y, first, 16, bold=True, colour=ACCENT) + 3
        if not rest:
            return y + 10
        if end + width(rest[0], 10) <= A4[0] - MARGIN:
            self.page.line(end, y, rest[0], 10, colour=GREY)
            return y + 10
        self.page.line(x, y + 5, rest[0], 10, colour=GREY)
        return y + 14

    def points(self, y: float, messages: Sequence[str]) -> float:
        """Each message with a dot before it."""
        for message in messages:
            self.page.put(Box(MARGIN, y - 3.1, 2.2, 2.2, fill=ACCENT, radius=1.05))
            y = self.both(MARGIN + 6, y, message, 12.5, ROOM - 6) + 2.2
        return y

    def outside(self, warning: str, at: float, points: float) -> None:
        """The upper third: the village, what it is, whose it is; and the two folds."""
        page = self.page
        # Within what every printer reaches.
        page.put(Box(8, 8, A4[0] - 16, 15, fill=ACCENT, radius=3))
        size = fitting(self.holder.village, 14, 66, 8)
        page.line(A4[0] - MARGIN, 17.6, self.holder.village, size, colour="#ffffff", align="right")
        first, *rest = self.said(self.kind)
        wide = page.line(MARGIN, 17.9, first, 17, bold=True, colour="#ffffff")
        if rest:
            page.line(MARGIN + wide + 4, 17.6, rest[0], 9.5, colour="#ffffff")
        self._name()
        self._number()
        self.both(MARGIN, at, warning, points, ROOM)
        self._folds()

    def _name(self) -> None:
        room = ROOM - 60
        with speaking(self.holder.languages[0]):
            named = _("For {name}").format(name=check_letters(self.holder.name))
        size = fitting(named, 30, room, 15)
        if width(named, size) <= room:
            self.page.line(MARGIN, 42, named, size, bold=True)
            return
        while len(broken(named, size, room)) > 2:
            size -= 0.5
        self.page.block(MARGIN, 36, named, size, room, bold=True)

    def _number(self) -> None:
        right = A4[0] - MARGIN
        first, *rest = self.said(N_("Card number"))
        label = f"{first} / {rest[0]}" if rest else first
        self.page.line(right, 33, label, 9, colour=GREY, align="right")
        self.page.line(right, 42, self.card.number, 20, bold=True, align="right")

    def _folds(self) -> None:
        for y, message in zip(
            FOLDS,
            (N_("2. Fold this line backwards, so that the name is outside."),
             N_("1. Fold this line forwards, so that the inside is hidden.")),
            strict=True,
        ):  # fmt: skip
            self.page.put(Rule(0, y, A4[0], y, thick=0.25, dash=2.2, colour="#8a8a8a"))
            text = " / ".join(self.said(message))
            size = fitting(text, 8.5, ROOM, 5)
            self.page.line(A4[0] / 2, y + 3.6, text, size, colour=GREY, align="middle")


def _address(sheet: _Sheet, card: Card) -> None:
    """The address in groups of four, in two rows that can be compared at a glance."""
    page = sheet.page
    page.put(Box(MARGIN, 49, ROOM, 31, fill=TINT, radius=3))
    first, *rest = sheet.said(N_("Address: it may be shown to anybody"))
    wide = page.line(MARGIN + 5, 56, first, 10, colour=GREY)
    if rest:
        page.line(MARGIN + 5 + wide + 4, 56, rest[0], 8, colour=GREY)
    digits = card.address[2:]
    groups = [digits[at : at + 4] for at in range(0, 40, 4)]
    page.line(MARGIN + 5, 66.5, "0x", 17, colour=GREY)
    for number, group in enumerate(groups):
        row, column = divmod(number, 5)
        page.line(MARGIN + 30 + 32 * column, 66.5 + 9 * row, group, 18, bold=True, align="middle")


def _typed(sheet: _Sheet, card: Card, y: float) -> None:
    """The code's letters, for a scanner that fails."""
    label = " / ".join(sheet.said(N_("If the code cannot be read, these letters can be typed:")))
    sheet.page.line(MARGIN, y, label, fitting(label, 8.5, ROOM, 6), colour=GREY)
    for number in range(0, len(card.text), 5):
        row, column = divmod(number // 5, 8)
        group = card.text[number : number + 5]
        sheet.page.line(
            MARGIN + ROOM / 8 * (column + 0.5), y + 5.2 + row * 4.4, group, 9.5, align="middle"
        )


def _pattern(page: Page, top: float, high: float) -> None:
    """Digits over one another: laid against the PIN, no light shows it."""
    drawn = random.Random(20260401)  # noqa: S311 - a pattern, the same on every letter
    for _number in range(420):
        page.line(
            MARGIN - 4 + drawn.random() * ROOM, top + 6 + drawn.random() * (high - 6),
            str(drawn.randrange(10)), 30 + 14 * drawn.random(), bold=True, colour=drawn.choice((PALE, "#b9b9b9")),
        )  # fmt: skip
