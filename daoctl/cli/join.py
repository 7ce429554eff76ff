"""`daoctl join`: get to know a village from its one public address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daoctl.cli.frame import single
from daoctl.cli.options import Shared, reads
from daoctl.cli.output import clean
from daoctl.errors import RecordError, UsageError, UserError
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain
    from daoctl.charter.readback import Row
    from daoctl.charter.record import Record
    from daoctl.charter.verification import CodeCheck
    from daoctl.cli.output import Output

app = single()


@dataclass(frozen=True)
class Options:
    """The network (in `shared`) and the address of the village's charter."""

    shared: Shared
    address: str


@dataclass(frozen=True)
class Joined:
    """A village that was looked at: its record, how its code compares, what else is not as in any
    village, and whether the folder knew all this before."""

    record: Record
    checks: list[CodeCheck]
    strange: list[Row]
    already: bool


@app.command(help=_("Get to know a village: check its contracts and keep its record here."))
@reads
def join_command(
    shared: Shared,
    network: Annotated[
        str,
        typer.Argument(metavar="NETWORK", help=_("Where it is, such as ethereum:sepolia.")),
    ],
    address: Annotated[
        str, typer.Argument(metavar="ADDRESS", help=_("The address that its council gave out."))
    ],
) -> None:
    """Fills the options and runs."""
    run(Options(replace(shared, network=network), address))


def run(options: Options) -> None:
    """Rebuilds the village's public record from its address alone and keeps it in the folder.

    Raises Differs, and writes nothing, when the contracts there are not those that daoctl knows, do
    not belong together or were not handed over as they should; RecordError when there is no
    village, or another one in the folder.
    """
    from daoctl.chain.connection import connect
    from daoctl.cli.session import quiet_stdout, voice

    shared, out = options.shared, voice(options.shared)
    assert shared.network is not None, "the command line requires it"
    folder, address = _folder(shared.village), _village_address(options.address)
    with quiet_stdout(), connect(shared.network, shared.rpc) as chain:
        if chain.pid is not None:
            raise UsageError(
                _("{network} alone would be a new and empty chain.").format(network=chain.network),
                hint=_("Name the node on which the village is: --rpc URL"),
            )
        joined = join(chain, folder, address)
        _report(out, chain, folder, joined)


def join(chain: Chain, folder: Path, address: str) -> Joined:
    """Looks at the village and writes its record; see `run`."""
    from daoctl.charter.folder import remember_network
    from daoctl.charter.record import rebuild_record, save_record
    from daoctl.charter.verification import (
        refuse_dishonest_founding,
        refuse_lying_directory,
        refuse_strange_code,
        strange_wiring,
        verify_code,
    )
    from daoctl.charter.village import Village

    found = rebuild_record(chain, address)
    village = Village(chain, found, folder)
    checks = verify_code(village)
    refuse_strange_code(checks)
    strange = strange_wiring(village)
    refuse_lying_directory(strange)
    refuse_dishonest_founding(strange)
    known = _known(chain, folder, found)
    record = found if known is None else _together(known, found)
    if record != known:
        save_record(folder, record)
    remember_network(folder, chain.network, chain.rpc_url)
    return Joined(record, checks, strange, already=record == known)


def _folder(village: str | None) -> Path:
    """Where the record goes: --village FOLDER, else this folder."""
    from daoctl.charter.folder import is_address_form

    if village is None or is_address_form(village):
        return Path.cwd()
    folder = Path(village).expanduser().resolve()
    if not folder.is_dir():
        raise RecordError(
            _("There is no folder {folder}.").format(folder=village),
            hint=_("Make it first, or run `daoctl join` in the folder that shall hold the record."),
        )
    return folder


def _village_address(text: str) -> str:
    from daoctl.units import ZERO_ADDRESS, checksum

    address = checksum(text)
    if address == ZERO_ADDRESS:
        raise UserError(
            _("The zero address is nobody's, and no village's."),
            hint=_("Ask the village's council for its address."),
        )
    return address


def _known(chain: Chain, folder: Path, found: Record) -> Record | None:
    """The folder's record of the same village; None where it has none that can be used. Raises
    RecordError when it holds another village of this chain."""
    from daoctl.charter.record import load_record, record_file

    if not record_file(folder, chain.chain_id).exists():
        return None
    try:
        known = load_record(folder, chain.chain_id)
    except UserError:
        # A damaged record is what a fresh one mends.
        return None
    there = known.addresses["charter"]
    if there == found.addresses["charter"]:
        return known
    if chain.is_development and not chain.has_code(there):
        # A local chain that was started anew: what the record tells of is gone.
        return None
    raise RecordError(
        _("This folder already holds another village on this chain."),
        cause=_("{name} at {address}").format(name=known.name, address=there),
        hint=_("Join in a folder of its own."),
    )


def _together(known: Record, found: Record) -> Record:
    """What the chain says now, with the blocks and transactions that only the founder's record
    tells, where they are still of the same contracts."""
    same = {key for key, at in found.addresses.items() if known.addresses.get(key) == at}
    return found.model_copy(
        update={
            "network": known.network,
            "blocks": {key: block for key, block in known.blocks.items() if key in same},
            "transactions": {key: tx for key, tx in known.transactions.items() if key in same},
        }
    )


def _report(out: Output, chain: Chain, folder: Path, joined: Joined) -> None:
    from daoctl.charter.record import record_file
    from daoctl.cli.role import as_json
    from daoctl.times import format_time, reader_zone

    record = joined.record
    if out.as_json:
        out.emit_json(
            {
                "village": record.addresses["charter"],
                "name": record.name,
                "network": chain.network,
                "chain_id": record.chain_id,
                "founded_at": record.founded_at,
                "contracts": joined.checks,
                "differs": [as_json(row) for row in joined.strange],
                "already": joined.already,
            }
        )
        return
    out.data(clean(record.name), style="bold")
    out.data(
        _("  on {network} (chain {id}), founded on {date}").format(
            network=chain.network,
            id=record.chain_id,
            date=format_time(record.founded_at, reader_zone()),
        )
    )
    out.data(_("  address {address}").format(address=record.addresses["charter"]))
    out.data(
        ngettext(
            "  {count} contract, with the code that daoctl knows",
            "  {count} contracts, with the code that daoctl knows",
            len(joined.checks),
        ).format(count=len(joined.checks))
    )
    _warn(out, folder, joined)
    if joined.already:
        out.say(_("This folder knew it already; nothing was changed."))
    else:
        file = record_file(folder, record.chain_id)
        out.say(_("Its public record is kept in {file}.").format(file=file))
        out.say(_("Now: daoctl status, daoctl proposal list, daoctl vote cast"))


def _warn(out: Output, folder: Path, joined: Joined) -> None:
    from daoctl.charter.folder import CHARTER_FILE
    from daoctl.charter.readback import joined as words

    if joined.strange:
        out.say(
            _("Some powers are not as they were at the founding; the DAO may have voted so:"),
            style="yellow",
        )
        for row in joined.strange:
            out.say(
                clean(
                    _("  {name}: {found} instead of {expected}").format(
                        name=row.name,
                        found=words(row.found),
                        expected=words(row.expected or ()),
                    )
                )
            )
        out.say(_("See `daoctl role list` and `daoctl proposal list` before you send money."))
    if (folder / CHARTER_FILE).is_file() and not _is_in_force(folder, joined.record):
        out.say(
            _("village.toml in this folder is not the charter that the village adopted."),
            style="yellow",
        )


def _is_in_force(folder: Path, record: Record) -> bool:
    from daoctl.charter.model import charter_hash

    try:
        return "0x" + charter_hash(folder).hex() == record.charter_hash
    except UserError:
        return False
