"""Compares what slither finds in contracts/ with contracts/SLITHER.md, which says why each may stay.

    python tools/slither_check.py FINDINGS.json [--list]

`FINDINGS.json` is what `slither --json` wrote (`make slither`). Exits 1 when slither found something
that the page does not name, and when the page names something that slither no longer finds: a reason
that nobody needs would one day hide a finding. High findings are never accepted. A finding is known by
its check, its function and the expressions in it, never by line, so that it stays known when the file
above it changes. `--list` prints the findings as the page would have them, without reasons.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "contracts" / "SLITHER.md"
LEVELS = ("High", "Medium", "Low")


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that slither holds against one place of the code."""

    level: str
    check: str
    place: str
    what: str

    def __str__(self) -> str:
        return f"- `{self.check}` in `{self.place}`: `{self.what}`"


def found(report: Mapping[str, Any]) -> list[Finding]:
    """The findings of slither's report, without those that are only about style.

    Raises ValueError when slither itself failed.
    """
    if not report["success"]:
        raise ValueError(report["error"])
    detected = report["results"].get("detectors", [])
    return sorted(_finding(one) for one in detected if one["impact"] in LEVELS)


def accepted(page: str) -> list[Finding]:
    """What the page names. Raises ValueError for an entry without a reason, or one nobody understands."""
    level = ""
    entries: list[Finding] = []
    lines = page.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("## "):
            level = line.removeprefix("## ")
        elif line.startswith("- "):
            match = re.fullmatch(r"- `([a-z0-9-]+)` in `(\w+\.\w+)`: `([^`]+)`", line)
            if match is None or level not in LEVELS:
                raise ValueError(f"not an entry: {line}")
            reason = lines[number + 1] if number + 1 < len(lines) else ""
            if not re.match(r"  \S", reason):
                raise ValueError(f"no reason given: {line}")
            entries.append(Finding(level, match[1], match[2], match[3]))
    return entries


def compare(findings: list[Finding], entries: list[Finding]) -> list[str]:
    """What is wrong, a line each; nothing when the page says what slither says."""
    now, known = Counter(findings), Counter(entries)
    wrong = [f"new, {one.level.lower()}: {one}" for one in sorted((now - known).elements())]
    wrong += [f"no longer found: {one}" for one in sorted((known - now).elements())]
    wrong += [f"high, so to be mended: {one}" for one in sorted(known) if one.level == "High"]
    return wrong


def _finding(one: Mapping[str, Any]) -> Finding:
    elements = one["elements"]
    nodes = [element for element in elements if element["type"] == "node"]
    told = nodes or elements
    told = sorted(
        told, key=lambda element: (element["source_mapping"]["lines"][:1], element["name"])
    )
    what = "; ".join(" ".join(element["name"].split()) for element in told)
    return Finding(one["impact"], one["check"], _place(elements[0]), what)


def _place(element: Mapping[str, Any]) -> str:
    """Contract and function: a file has one contract of its name."""
    contract = Path(element["source_mapping"]["filename_relative"]).stem
    while element["type"] not in ("function", "contract"):
        element = element["type_specific_fields"]["parent"]
    return f"{contract}.{element['name']}"


def main() -> int:
    """Prints what differs. Returns the exit code."""
    parser = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    parser.add_argument("report", type=Path)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    findings = found(json.loads(options.report.read_text("utf8")))
    if options.list:
        for one in findings:
            print(f"{one.level:<6} {one}")
        return 0
    wrong = compare(findings, accepted(PAGE.read_text("utf8")))
    for line in wrong:
        print(line, file=sys.stderr)
    if wrong:
        print("hint: mend it, or say in contracts/SLITHER.md why it may stay.", file=sys.stderr)
        return 1
    levels = Counter(one.level.lower() for one in findings)
    told = ", ".join(f"{levels[level.lower()]} {level.lower()}" for level in LEVELS)
    print(f"slither: {told}; each has its reason in contracts/SLITHER.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
