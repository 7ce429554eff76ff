"""`daoctl villager list` and `daoctl villager show`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.cli.output import Output
    from daoctl.cli.session import Session
    from daoctl.villager.holders import Holder, Villager


@dataclass(frozen=True)
class ListOptions:
    """`csv` prints the table for a spreadsheet."""

    shared: Shared
    csv: bool = False


@dataclass(frozen=True)
class ShowOptions:
    """An address, or the number of a token."""

    shared: Shared
    who: str


def run_list(options: ListOptions) -> None:
    """Prints the holders, the largest holding first. Raises UsageError for --csv with --json."""
    from daoctl.cli.session import open_village
    from daoctl.errors import UsageError
    from daoctl.villager.holders import read_holders

    if options.csv and options.shared.json:
        raise UsageError(_("--csv and --json do not go together."), hint=_("Leave out one."))
    with open_village(options.shared) as session:
        found = read_holders(session.village)
        out = session.out
        if out.as_json:
            out.emit_json({"holders": [holder_json(one) for one in found]})
        elif options.csv:
            writer = csv.writer(out.stdout, lineterminator="\n")
            writer.writerow(("address", "balance", "units", "delegate", "tokens"))
            writer.writerows(
                (one.address, one.balance, one.units, one.delegate, " ".join(map(str, one.tokens)))
                for one in found
            )
        else:
            _show_list(out, found)


def holder_json(holder: Holder) -> dict[str, Any]:
    """A holder as `--json` prints it; `delegate` is the holder itself unless it delegated."""
    return {
        "address": holder.address,
        "balance": holder.balance,
        "units": holder.units,
        "delegate": holder.delegate,
        "tokens": list(holder.tokens),
    }


def _show_list(out: Output, found: list[Holder]) -> None:
    out.table(
        (_("holder"), _("tokens"), _("votes"), _("who votes with them")),
        [
            (one.address, one.balance, one.units, one.delegate if one.delegated else _("itself"))
            for one in found
        ],
        right=(1, 2),
    )
    tokens = sum(one.balance for one in found)
    out.say(
        ngettext("{count} holder, {tokens} tokens", "{count} holders, {tokens} tokens", len(found))
        .format(count=f"{len(found):,}", tokens=f"{tokens:,}")
    )  # fmt: skip


def run_show(options: ShowOptions) -> None:
    """Prints one account. Raises UserError for a token that does not exist."""
    from daoctl.cli.session import open_village
    from daoctl.units import checksum, plain
    from daoctl.villager.holders import owner_of, read_villager

    text = plain(options.who)
    address = None if text.isdigit() else checksum(text)
    with open_village(options.shared) as session:
        village = session.village
        if address is None:
            address = owner_of(village, int(text))
        found = read_villager(village, address)
        session.out.result(villager_json(found), _lines(session, found))


def villager_json(found: Villager) -> dict[str, Any]:
    """An account as `--json` prints it; `bought` counts by phase number, `votes` what it casts
    now."""
    return {
        **holder_json(found.holder),
        "votes": found.votes,
        "welcomed": found.welcomed,
        "bought": found.bought,
        "certificate": found.certificate or None,
    }


def _lines(session: Session, found: Villager) -> list[str]:
    holder = found.holder
    lines = [holder.address]
    if holder.tokens:
        lines.append(
            ngettext("{count} token: {tokens}", "{count} tokens: {tokens}", holder.balance).format(
                count=holder.balance, tokens=", ".join(map(str, holder.tokens))
            )
        )
    else:
        lines.append(_("It holds no villager token."))
    lines.append(
        ngettext("{count} vote now", "{count} votes now", found.votes).format(count=found.votes)
    )
    if holder.delegated:
        lines.append(
            _("Its own {count} are voted by {delegate}.").format(
                count=f"{holder.units:,}", delegate=holder.delegate
            )
        )
    if found.welcomed:
        lines.append(_("Welcomed as a resident."))
    lines += [
        _("Bought in phase {phase}: {count}").format(phase=phase, count=count)
        for phase, count in found.bought.items()
    ]
    if found.certificate:
        lines.append(_("Certificate {id}").format(id=found.certificate))
    if holder.address == session.village.treasury.address:
        lines.append(_("This is the treasury, whose tokens carry no vote."))
    return lines
