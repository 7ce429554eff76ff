"""Pages as one PDF, with the letters they use embedded, so that it prints alike everywhere."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from daoctl.report.lettering import FONT_FILE, MM_PER_POINT
from daoctl.report.page import Box, Code, Page, Rule, Text, runs
from daoctl.report.page_svg import BOLD

if TYPE_CHECKING:
    from fpdf import FPDF

FAMILY = "BIZ UDPGothic"


def pdf(pages: Sequence[Page], language: str, made: int) -> bytes:
    """The pages as a PDF file. `made` (seconds since the epoch) is the date it bears: the same
    pages with the same date are the same file."""
    from fpdf import FPDF

    # It reports every table that it leaves out of the font.
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    file = FPDF(unit="mm", format=(pages[0].wide, pages[0].high))
    file.set_auto_page_break(False)
    file.set_creation_date(datetime.fromtimestamp(made, UTC))
    file.set_title(pages[0].title)
    file.set_creator("daoctl")
    file.set_lang(language)
    file.add_font(FAMILY, fname=FONT_FILE)
    for page in pages:
        file.add_page(format=(page.wide, page.high))
        for item in page.items:
            _draw(file, item)
    return bytes(file.output())


def _draw(file: FPDF, item: Text | Rule | Box | Code) -> None:
    from fpdf.enums import TextMode

    match item:
        case Text():
            thick = BOLD * item.points * MM_PER_POINT
            mode = TextMode.FILL_STROKE if item.bold else TextMode.FILL
            file.set_font(FAMILY, size=item.points)
            file.set_text_color(item.colour)
            file.set_draw_color(item.colour)
            with file.local_context(text_mode=mode, line_width=thick):
                file.text(item.x, item.y, item.text)
        case Rule():
            file.set_draw_color(item.colour)
            file.set_line_width(item.thick)
            file.set_dash_pattern(dash=item.dash, gap=item.dash)
            file.line(item.x1, item.y1, item.x2, item.y2)
            file.set_dash_pattern()
        case Box():
            style = ("D" if item.frame else "") + ("F" if item.fill else "")
            file.set_line_width(item.thick)
            if item.frame:
                file.set_draw_color(item.frame)
            if item.fill:
                file.set_fill_color(item.fill)
            file.rect(
                item.x, item.y, item.wide, item.high, style=style,
                round_corners=bool(item.radius), corner_radius=item.radius,
            )  # fmt: skip
        case Code():
            _code(file, item)


def _code(file: FPDF, item: Code) -> None:
    """All modules as one shape: drawn singly, thin white lines would part them on a screen."""
    with file.new_path() as path:
        path.style.fill_color = "#000000"
        path.style.stroke_color = None
        for column, row, length, side in runs(item.data):
            one = item.size / side
            path.rectangle(item.x + column * one, item.y + row * one, length * one, one)
