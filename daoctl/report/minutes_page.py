"""The minutes as a page to look at and to print on A4: one file that fetches nothing and runs
nothing, whatever a proposer wrote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape as html_escape

from daoctl.governance.one_line import one_line
from daoctl.report.minutes import (
    Bar,
    Bars,
    Facts,
    Items,
    Paper,
    Part,
    Quoted,
    Sentences,
    Table,
    percent,
)
from daoctl.report.minutes_style import STYLE
from daoctl.words import speaking

# Should a reader's browser ever take a stranger's text for markup, this keeps it from running or
# fetching anything.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
# Addresses, transactions and hashes.
_HEX = re.compile(r"\b(?:0x[0-9a-fA-F]{8,}|[0-9a-f]{64})\b")


def to_page(paper: Paper) -> str:
    """The paper's bytes, as text."""
    with speaking(paper.language):
        lines = [
            "<!DOCTYPE html>",
            f"<!-- {paper.marker} -->",
            f'<html lang="{paper.language}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width">',
            f"<title>{_plain(paper.heading)}: {_plain(paper.title)}</title>",
            f"<style>{STYLE}</style>",
            "</head>",
            "<body>",
            *_header(paper),
            "<main>",
        ]
        for number, section in enumerate(paper.sections, 1):
            lines += [
                "<section>",
                f"<h2>{number}. {_plain(section.heading)}</h2>",
                *(line for part in section.parts for line in _part(part)),
                "</section>",
            ]
        lines += ["</main>", *_footer(paper), "</body>", "</html>"]
        return "\n".join(lines) + "\n"


def _header(paper: Paper) -> list[str]:
    return [
        "<header>",
        f'<p class="name">{_plain(paper.village)}</p>',
        f"<h1>{_plain(paper.heading)}</h1>",
        f'<p class="title">{_plain(paper.title)}</p>',
        f'<p class="subject">{_plain(paper.subject)}</p>',
        "</header>",
        '<div class="verdict">',
        f'<div class="stamp {paper.tone}">{_plain(paper.stamp)}</div>',
        f"<p>{_text(paper.lead)}</p>",
        "</div>",
    ]


def _footer(paper: Paper) -> list[str]:
    said, date, name, seal = map(_plain, paper.signing)
    places = [f"<div>{date}</div>", f"<div>{name}</div>", f'<div class="seal">{seal}</div>']
    return [
        "<footer>",
        *(f"<p>{_text(sentence)}</p>" for sentence in paper.closing),
        f"<p>{said}</p>",
        '<div class="signing">',
        *places,
        *places,
        "</div>",
        "</footer>",
    ]


def _part(part: Part) -> list[str]:
    match part:
        case Facts(rows):
            return [
                '<table class="facts"><tbody>',
                *(
                    f"<tr><th>{_plain(label)}</th><td>{_cell(value)}</td></tr>"
                    for label, value in rows
                ),
                "</tbody></table>",
            ]
        case Table(head, rows, right, whole):
            return [
                "<table>",
                f"<thead>{_row([(cell,) for cell in head], right, whole, 'th')}</thead>",
                "<tbody>",
                *(_row(row, right, whole, "td") for row in rows),
                "</tbody></table>",
            ]
        case Bars(rows):
            return ['<table class="bars"><tbody>', *map(_bar, rows), "</tbody></table>"]
        case Items(rows):
            items = [
                f"<li>{_text(text)}"
                + (f'<span class="warning">{_text(warning)}</span>' if warning else "")
                + "</li>"
                for text, warning in rows
            ]
            return ["<ol>", *items, "</ol>"]
        case Sentences(rows):
            return [f"<p>{_text(row)}</p>" for row in rows]
        case Quoted(text):
            return [f"<pre>{chr(10).join(map(_plain, text.split(chr(10))))}</pre>"]


def _row(
    cells: Sequence[tuple[str, ...]], right: frozenset[int], whole: frozenset[int], kind: str
) -> str:
    shown = []
    for column, cell in enumerate(cells):
        name = "figure" if column in right else "whole" if column in whole else ""
        told = f' class="{name}"' if name else ""
        shown.append(f"<{kind}{told}>{_cell(cell)}</{kind}>")
    return f"<tr>{''.join(shown)}</tr>"


def _bar(bar: Bar) -> str:
    wide = 1000 * bar.part // bar.whole if bar.whole else 0
    fill = "#6b7d5c" if bar.strong else "#b9bcae"
    strong = ' class="strong"' if bar.strong else ""
    return (
        f"<tr{strong}><th>{_text(bar.label)}</th>"
        f'<td class="figure">{bar.part:,}</td>'
        f'<td class="figure">{percent(bar.part, bar.whole)}</td>'
        '<td class="track"><svg viewBox="0 0 1000 40" preserveAspectRatio="none">'
        '<rect width="1000" height="40" fill="#f0eee7"/>'
        f'<rect width="{wide}" height="40" fill="{fill}"/></svg></td></tr>'
    )


def _cell(lines: tuple[str, ...]) -> str:
    return "<br>".join(map(_text, lines))


def _plain(text: str) -> str:
    """The text as HTML that shows it letter by letter, on one line."""
    return html_escape(one_line(text), quote=True)


def _text(text: str) -> str:
    """The same, with addresses and hashes in letters of one width."""
    return _HEX.sub(lambda found: f"<code>{found[0]}</code>", _plain(text))
