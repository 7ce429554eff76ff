"""tools/slither_check.py: what slither finds is either mended or has its reason."""

from __future__ import annotations

from typing import Any

import pytest

from tools.slither_check import PAGE, Finding, accepted, compare, found

SEEN = Finding("Low", "timestamp", "VillagerSale._checkOpen", "block.timestamp < opens")
PAGE_OF_ONE = f"## High\n\nNone.\n\n## Low\n\n{SEEN}\n  A phase lasts for days.\n"


def element(
    kind: str, name: str, line: int, parent: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A part of a finding, as slither writes it."""
    place = {"filename_relative": "contracts/villager/VillagerSale.sol", "lines": [line]}
    fields = {} if parent is None else {"parent": parent}
    return {"type": kind, "name": name, "source_mapping": place, "type_specific_fields": fields}


def report(line: int, impact: str = "Low") -> dict[str, Any]:
    """A report with one finding, whose expression stands in that line."""
    function = element("function", "_checkOpen", line - 2)
    node = element("node", "block.timestamp  <\n opens", line, function)
    finding = {"impact": impact, "check": "timestamp", "elements": [function, node]}
    return {"success": True, "error": None, "results": {"detectors": [finding]}}


def test_a_finding_is_known_wherever_its_lines_are() -> None:
    """A comment above a function changes nothing that was judged."""
    assert [SEEN] == found(report(235)) == found(report(300))


def test_style_is_not_judged_here() -> None:
    """solhint does that."""
    assert [] == found(report(235, "Informational"))


def test_a_variable_without_an_expression_is_known_by_its_name() -> None:
    """Slither names the variable alone where nothing is ever assigned."""
    variable = element("variable", "counted", 34, element("function", "castBallots", 30))
    finding = {"impact": "Medium", "check": "uninitialized-local", "elements": [variable]}

    told = found({"success": True, "results": {"detectors": [finding]}})

    assert [Finding("Medium", "uninitialized-local", "VillagerSale.castBallots", "counted")] == told


def test_a_slither_that_failed_found_nothing_that_counts() -> None:
    """No finding and no answer are not the same."""
    with pytest.raises(ValueError, match="no compiler"):
        found({"success": False, "error": "no compiler", "results": {}})


def test_what_has_its_reason_may_stay() -> None:
    """The page and slither say the same."""
    assert [] == compare([SEEN], accepted(PAGE_OF_ONE))


def test_a_new_finding_fails() -> None:
    """Also a second one that reads like the first, and one that became worse."""
    assert [f"new, low: {SEEN}"] == compare([SEEN], [])
    assert [f"new, low: {SEEN}"] == compare([SEEN, SEEN], [SEEN])
    worse = Finding("Medium", SEEN.check, SEEN.place, SEEN.what)
    assert 2 == len(compare([worse], [SEEN]))


def test_a_reason_that_nobody_needs_fails() -> None:
    """It would one day hide a finding."""
    assert [f"no longer found: {SEEN}"] == compare([], [SEEN])


def test_a_high_finding_is_never_accepted() -> None:
    """Whatever reason is given."""
    high = Finding("High", "arbitrary-send-eth", "VillagerSale.sweep", "to.call()")

    assert [f"high, so to be mended: {high}"] == compare([high], [high])


@pytest.mark.parametrize(
    "page",
    [
        f"## Low\n\n{SEEN}\n",
        f"## Low\n\n{SEEN}\n{SEEN}\n  A phase lasts for days.\n",
        f"## Someday\n\n{SEEN}\n  A phase lasts for days.\n",
        "## Low\n\n- timestamps in the sale\n  A phase lasts for days.\n",
    ],
)
def test_an_entry_without_a_reason_is_refused(page: str) -> None:
    """And one that stands under no level, or that nobody could compare."""
    with pytest.raises(ValueError, match=r"entry|reason"):
        accepted(page)


def test_the_committed_page_is_read_whole() -> None:
    """Every line that looks like an entry is one, and none stands twice."""
    entries = accepted(PAGE.read_text("utf8"))

    assert 0 < len(entries)
    assert len(set(entries)) == len(entries)
