"""A page as SVG, its letters as outlines: it looks alike wherever it is opened, with no font."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from daoctl.report.lettering import MM_PER_POINT, em, outline
from daoctl.report.page import Box, Code, Page, Rule, Text, runs

# A bold letter is a letter with its outline drawn so thick, in sizes of the letter.
BOLD = 0.035


def svg(page: Page) -> bytes:
    """The page as an SVG file; its texts can be found and read aloud (aria-label)."""
    shapes: dict[str, str] = {}
    body = [_item(item, shapes) for item in page.items]
    defs = "".join(f'<path id="{name}" d="{path}"/>' for path, name in shapes.items())
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'width="{_n(page.wide)}mm" height="{_n(page.high)}mm" '
            f'viewBox="0 0 {_n(page.wide)} {_n(page.high)}">'
        ),
        f"<title>{escape(page.title)}</title>",
        f"<defs>{defs}</defs>",
        f'<rect width="{_n(page.wide)}" height="{_n(page.high)}" fill="#ffffff"/>',
        *body,
        "</svg>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _item(item: Text | Rule | Box | Code, shapes: dict[str, str]) -> str:
    match item:
        case Text():
            return _text(item, shapes)
        case Rule():
            dash = f' stroke-dasharray="{_n(item.dash)}"' if item.dash else ""
            return (
                f'<line x1="{_n(item.x1)}" y1="{_n(item.y1)}" x2="{_n(item.x2)}" '
                f'y2="{_n(item.y2)}" stroke="{item.colour}" stroke-width="{_n(item.thick)}"{dash}/>'
            )
        case Box():
            frame = f' stroke="{item.frame}" stroke-width="{_n(item.thick)}"' if item.frame else ""
            return (
                f'<rect x="{_n(item.x)}" y="{_n(item.y)}" width="{_n(item.wide)}" '
                f'height="{_n(item.high)}" rx="{_n(item.radius)}" '
                f'fill="{item.fill or "none"}"{frame}/>'
            )
        case Code():
            return _code(item)


def _text(item: Text, shapes: dict[str, str]) -> str:
    scale = item.points * MM_PER_POINT / em()
    at, parts = 0, []
    for letter in item.text:
        path, advance = outline(letter)
        if path:
            name = shapes.setdefault(path, f"g{len(shapes)}")
            parts.append(f'<use xlink:href="#{name}" x="{at}"/>')
        at += advance
    bold = (
        f' stroke="{item.colour}" stroke-width="{_n(BOLD * em())}" stroke-linejoin="round"'
        if item.bold
        else ""
    )
    return (
        f'<g role="img" aria-label={quoteattr(item.text)} fill="{item.colour}"{bold} '
        f'transform="translate({_n(item.x)} {_n(item.y)}) scale({scale:.6f} {-scale:.6f})">'
        + "".join(parts)
        + "</g>"
    )


def _code(item: Code) -> str:
    path = []
    for column, row, length, side in runs(item.data):
        one = item.size / side
        x, y = item.x + column * one, item.y + row * one
        path.append(f"M{x:.4f} {y:.4f}h{length * one:.4f}v{one:.4f}h{-length * one:.4f}z")
    return f'<path fill="#000000" d="{"".join(path)}"/>'


def _n(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")
