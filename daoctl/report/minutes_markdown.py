"""The minutes as Markdown, which reads well as it stands and in any viewer."""

from __future__ import annotations

import re

from daoctl.governance.one_line import one_line
from daoctl.report.markdown import escape
from daoctl.report.minutes import (
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
from daoctl.words import _, speaking

# What begins a block of Markdown where it begins a line: "- x", "---", "1. x", "===".
_BLOCK = re.compile(r"^(\s*)([-+](?=[-\s]|$)|=|\d+[.)](?=\s|$))")


def to_markdown(paper: Paper) -> str:
    """The paper's bytes, as text."""
    with speaking(paper.language):
        return "\n".join(_lines(paper)) + "\n"


def _lines(paper: Paper) -> list[str]:
    lines = [
        f"<!-- {paper.marker} -->",
        "",
        f"# {paper.heading}: {escape(paper.title)}",
        "",
        f"**{escape(paper.subject)}**",
        "",
        _line(paper.village),
        "",
        f"**{escape(paper.stamp)}** — {escape(paper.lead)}",
    ]
    for number, section in enumerate(paper.sections, 1):
        lines += ["", f"## {number}. {escape(section.heading)}"]
        for part in section.parts:
            lines += ["", *_part(part)]
    lines += ["", "---"]
    for sentence in paper.closing:
        lines += ["", _line(sentence)]
    said, date, name, seal = paper.signing
    blank = "＿" * 10
    lines += ["", _line(said), ""]
    lines += [f"- {date} {blank} {name} {blank} {seal} ◯" for _place in range(2)]
    return lines


def _part(part: Part) -> list[str]:
    match part:
        case Facts(rows):
            head = ("", "")
            return _table(head, [(escape(label), _cell(value)) for label, value in rows])
        case Table(head, rows, right, _whole):
            return _table(head, [tuple(map(_cell, row)) for row in rows], right)
        case Bars(rows):
            return _table(
                ("", _("Votes"), _("Share")),
                [
                    (_strong(row.label, row.strong), f"{row.part:,}", percent(row.part, row.whole))
                    for row in rows
                ],
                frozenset({1, 2}),
            )
        case Items(rows):
            return [
                f"{number}. {_line(text)}" + (f" **({escape(warning)})**" if warning else "")
                for number, (text, warning) in enumerate(rows, 1)
            ]
        case Sentences(rows):
            return "\n\n".join(map(_line, rows)).split("\n")
        case Quoted(text):
            return _quoted(text)


def _table(
    head: tuple[str, ...], rows: list[tuple[str, ...]], right: frozenset[int] = frozenset()
) -> list[str]:
    marks = ["---:" if column in right else "---" for column in range(len(head))]
    return [f"| {' | '.join(row)} |" for row in (tuple(map(escape, head)), tuple(marks), *rows)]


def _cell(lines: tuple[str, ...]) -> str:
    return "<br>".join(map(escape, lines))


def _strong(text: str, strong: bool) -> str:
    return f"**{escape(text)}**" if strong else escape(text)


def _line(text: str) -> str:
    """A stranger's text as a paragraph of its own: nothing in it begins a list or a heading."""
    return _BLOCK.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", escape(text))


def _quoted(text: str) -> list[str]:
    """The text between fences that it cannot close, control characters taken out."""
    lines = [one_line(line) for line in text.split("\n")]
    longest = max((len(run) for line in lines for run in re.findall("`+", line)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}text", *lines, fence]
