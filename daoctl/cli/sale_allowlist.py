"""`daoctl sale allowlist`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from daoctl.cli.options import Shared
from daoctl.words import _, ngettext


@dataclass(frozen=True)
class AllowlistOptions:
    """The council's table, and the phase it is for."""

    shared: Shared
    file: Path
    phase: int


def run_allowlist(options: AllowlistOptions) -> None:
    """Checks the table, sets its root and writes the public file of proofs. Raises TableError
    naming every wrong cell, ChainRefused when the phase takes no list (any more)."""
    from daoctl.charter.authority import COUNCIL
    from daoctl.cli.acting import act
    from daoctl.cli.session import open_village
    from daoctl.villager.allowlist import (
        Allowlist,
        plan_root,
        read_allowlist,
        save_allowlist,
    )
    from daoctl.villager.phases import read_desk

    with open_village(options.shared) as session:
        village, out = session.village, session.out
        desk = read_desk(village)
        phase = desk.phase(options.phase)
        rows = read_allowlist(village, phase, options.file)
        allowlist = Allowlist.of(village, phase.number, rows)
        total = sum(row.quota for row in rows)
        if total > phase.left:
            out.say(
                _(
                    "The list grants {total} tokens in all, and the phase has {left}: first come, "
                    "first served."
                ).format(total=f"{total:,}", left=f"{phase.left:,}"),
                style="yellow",
            )
        calls = plan_root(village, phase, allowlist, desk.now)
        tx = None
        if not calls:
            out.say(_("This list is in force already."))
        else:
            words = ngettext(
                "Let {count} address buy in phase {number} ({name}), {total} tokens in all",
                "Let {count} addresses buy in phase {number} ({name}), {total} tokens in all",
                len(rows),
            ).format(count=len(rows), number=phase.number, name=phase.name, total=total)
            done = act(session, calls, words, role=COUNCIL)
            if not done.sent:
                if options.shared.output is not None:
                    # Who signs elsewhere cannot write it, and it is of no use to anybody before.
                    _say_file(options, save_allowlist(village, allowlist))
                return
            tx = done.transactions[0]
        file = save_allowlist(village, allowlist)
        out.result(
            {
                "phase": phase.number,
                "root": "0x" + allowlist.root.hex(),
                "addresses": len(rows),
                "tokens": total,
                "file": str(file),
                "tx": tx,
                "already": tx is None,
            },
            str(file),
        )
        out.say(_("Publish this file: everybody on the list buys with it."))


def _say_file(options: AllowlistOptions, file: Path) -> None:
    from daoctl.cli.session import voice

    voice(options.shared).say(
        _("The public file of proofs is {file}; it serves once this is signed.").format(file=file)
    )
