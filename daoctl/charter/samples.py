"""What a village to rehearse comes with: who plays whom, and sample files."""

from __future__ import annotations

from pathlib import Path

from daoctl.errors import UserError
from daoctl.words import N_, _

COUNCIL, OFFICE, REVIEWER, WORKER = "TEST::0", "TEST::1", "TEST::2", "TEST::3"
RESIDENTS = ("TEST::4", "TEST::5", "TEST::6")
BUYER = "TEST::7"

# Test accounts, which every development chain makes rich.
CAST = {
    COUNCIL: N_("the residents' council"),
    OFFICE: N_("the office, which issues certificates"),
    REVIEWER: N_("the reviewer, who approves reports"),
    WORKER: N_("the carpenter, whose project is funded"),
    " … ".join((RESIDENTS[0], RESIDENTS[-1])): N_("residents"),
    BUYER: N_("somebody from far away, who buys tokens"),
}

PLAN = """---
title: "{title}"
kind: grant
recipient: "{recipient}"
budget: activity
milestones:
  - amount: 0.05 ETH
    due: 60 days
  - amount: 0.04 ETH
    due: 120 days
---
{text}
"""


def write_samples(folder: Path) -> list[Path]:
    """Writes residents.csv, plan.md and report.md for a rehearsal, in the language that is spoken;
    a file that is there already is left as it is. Returns the files."""
    from daoctl.chain.accounts import account_address

    residents = "".join(f"{account_address(one)}\n" for one in RESIDENTS)
    plan = PLAN.format(
        title=_("Repair the water wheel"),
        recipient=account_address(WORKER),
        text=_(
            "The wheel stands still since the autumn storm. First take down the old one and order "
            "the oak;\nthen build the new one, and set it turning before the rice is planted."
        ),
    )
    report = _("The old wheel is taken down, the beams are measured, the oak is ordered.")
    contents = {
        "residents.csv": f"address\n{residents}",
        "plan.md": plan,
        "report.md": f"{report}\n",
    }
    written = []
    for name, text in contents.items():
        file = folder / name
        try:
            if not file.exists():
                file.write_text(text, "utf-8")
        except OSError as error:
            raise UserError(
                _("The file {file} cannot be written.").format(file=file), cause=error.strerror
            ) from None
        written.append(file)
    return written
