"""`daoctl role list`: who may do what, from the chain, beside what the charter says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.cli.frame import noun
from daoctl.cli.options import Shared, reads
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.readback import Row
    from daoctl.cli.output import Output

app = noun(_("Who may do what, read from the chain."))


@dataclass(frozen=True)
class Options:
    """`role list` takes nothing but what every reader takes."""

    shared: Shared


@app.command("list", help=_("Show every power and who holds it; exit 5 if the charter differs."))
@reads
def list_command(shared: Shared) -> None:
    """Fills the options and runs."""
    run(Options(shared))


def run(options: Options) -> None:
    """Prints the table. Raises Differs when the chain has something else than the charter."""
    from daoctl.charter.handed_over import founding_rows
    from daoctl.charter.members import resolve_known_members
    from daoctl.charter.readback import read_back, refuse_differences
    from daoctl.cli.session import open_village

    with open_village(options.shared) as session:
        members = resolve_known_members(session.chain, session.village.charter)
        rows = [*read_back(session.village, members), *founding_rows(session.village, members)]
        show(session.out, rows)
    refuse_differences(rows)


def show(out: Output, rows: list[Row]) -> None:
    """The table: what the chain has, and what it should have where that is something else."""
    from daoctl.charter.readback import joined

    if out.as_json:
        out.emit_json(
            {"rows": [as_json(row) for row in rows], "differs": any(row.differs for row in rows)}
        )
        return
    out.table(
        (_("kind"), _("power"), _("on the chain"), _("as it should be")),
        [(subject_words(row.subject), row.name, joined(row.found), _verdict(row)) for row in rows],
    )


def subject_words(subject: str) -> str:
    """The kind of a row, in the reader's language."""
    return {
        "role": _("role"),
        "function": _("act"),
        "timelock": _("timelock"),
        "setting": _("rule"),
        "contract": _("contract"),
        "history": _("founding"),
    }[subject]


def _verdict(row: Row) -> str:
    from daoctl.charter.readback import joined

    if row.expected is None:
        return _("not known here")
    return _("differs: {expected}").format(expected=joined(row.expected)) if row.differs else "✓"


def as_json(row: Row) -> dict[str, object]:
    """A row as `--json` prints it."""
    return {
        "kind": row.subject,
        "name": row.name,
        "found": list(row.found),
        "expected": None if row.expected is None else list(row.expected),
        "differs": row.differs,
    }
