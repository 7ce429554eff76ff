"""The public record of a village's deployment, and where a village's files lie.

`deployments/<chain id>.json` holds addresses, blocks and transactions: nothing private, so it may
be committed and mailed. It can always be rebuilt from VillageCharter's address alone.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator

from daoctl.charter.authority import CONTRACTS, LATER
from daoctl.charter.folder import DEPLOYMENTS, write_atomically
from daoctl.errors import ConnectionFailed, RecordError, UserError, WrongChain
from daoctl.units import ZERO_ADDRESS, checksum
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain

FORMAT = 1

Address = Annotated[str, AfterValidator(checksum)]
TransactionHash = Annotated[str, Field(pattern=r"^0x[0-9a-f]{64}$")]


class Record(BaseModel):
    """What was deployed where. Keys of `addresses`, `blocks` and `transactions` are those of
    VillageCharter's directory (authority, charter, treasury, …); later contracts fit in.

    A village that was founded by an earlier daoctl lacks the contracts of `authority.LATER`.
    A record rebuilt from the chain knows no transactions and of the blocks only the founding one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int = FORMAT
    chain_id: Annotated[int, Field(ge=1)]
    network: str
    name: str
    founded_block: Annotated[int, Field(ge=0)]
    founded_at: Annotated[int, Field(ge=0)]
    charter_hash: Annotated[str, Field(pattern=r"^0x[0-9a-f]{64}$")]
    addresses: dict[str, Address]
    blocks: dict[str, int] = {}
    transactions: dict[str, TransactionHash] = {}

    @field_validator("addresses")
    @classmethod
    def _complete(cls, addresses: dict[str, str]) -> dict[str, str]:
        # A later contract may be absent, but nobody's address is none.
        missing = [
            key
            for key in CONTRACTS
            if addresses.get(key, ZERO_ADDRESS) == ZERO_ADDRESS
            and not (key in LATER and key not in addresses)
        ]
        if missing:
            raise ValueError(
                _("no address is given for: {missing}").format(missing=", ".join(missing))
            )
        return addresses


def record_file(folder: Path, chain_id: int) -> Path:
    """Where the record of that chain stands."""
    return folder / DEPLOYMENTS / f"{chain_id}.json"


def save_record(folder: Path, record: Record) -> Path:
    """Writes the record in one stroke: a reader sees the old one or the new one, whole."""
    file = record_file(folder, record.chain_id)
    text = json.dumps(record.model_dump(), indent=2, ensure_ascii=False, sort_keys=True)
    write_atomically(file, (text + "\n").encode(), mode=0o644)
    return file


def load_record(folder: Path, chain_id: int) -> Record:
    """The record of that chain. Raises RecordError when there is none or it cannot be believed,
    WrongChain when the file tells of another chain than its name does."""
    file = record_file(folder, chain_id)
    try:
        data = json.loads(file.read_text("utf-8"))
        found = data.get("format") if isinstance(data, dict) else None
        if isinstance(found, int) and found > FORMAT:
            raise RecordError(
                _("{file} was written by a later daoctl.").format(file=file),
                hint=_("Update daoctl: pip install --upgrade daoctl"),
            )
        record = Record.model_validate(data)
    except FileNotFoundError:
        raise _not_founded(folder, chain_id) from None
    except OSError as error:
        raise RecordError(
            _("The record {file} cannot be read.").format(file=file), cause=error.strerror
        ) from None
    except (ValidationError, ValueError) as error:
        if isinstance(error, UserError):
            raise
        raise RecordError(
            _("The record {file} is damaged.").format(file=file),
            cause=_first_reason(error),
            hint=_("Fetch it again from where it was published, or delete it and deploy again."),
        ) from None
    if record.chain_id != chain_id:
        raise WrongChain(
            _("{file} tells of chain {other}, not of {chain}.").format(
                file=file, other=record.chain_id, chain=chain_id
            ),
            hint=_("Records are named by their chain: rename the file to {name}.").format(
                name=f"{record.chain_id}.json"
            ),
        )
    return record


def all_records(folder: Path) -> list[Record]:
    """Every record of the village that can be read, by chain id."""
    found = []
    for file in sorted((folder / DEPLOYMENTS).glob("*.json")):
        if file.stem.isdecimal():
            try:
                found.append(load_record(folder, int(file.stem)))
            except (RecordError, WrongChain):
                continue
    return sorted(found, key=lambda record: record.chain_id)


def check_records(folder: Path) -> None:
    """Raises the error of the first record that cannot be believed, where none can: a village with
    a damaged record is founded all the same."""
    files = sorted((folder / DEPLOYMENTS).glob("*.json"))
    named = [int(file.stem) for file in files if file.stem.isdecimal()]
    if named and not all_records(folder):
        load_record(folder, named[0])


def rebuild_record(chain: Chain, charter_address: str) -> Record:
    """The record as the chain itself tells it, from VillageCharter's address alone.

    Raises RecordError when there is no VillageCharter at that address, or when its directory
    lacks one of the village's contracts.
    """
    from daoctl.chain.contracts import Contract

    address = checksum(charter_address)
    if not chain.has_code(address):
        raise _no_village(address, chain, _("Nothing stands at that address."))
    charter = Contract(chain, CONTRACTS["charter"], address)
    try:
        entries = charter.read("directory")
        addresses = {directory_key(_item(e, "key", 0)): _item(e, "location", 1) for e in entries}
        addresses.setdefault("authority", charter.read("authority"))
        addresses["charter"] = address
        version = charter.read("currentVersion")
        return Record(
            chain_id=chain.chain_id,
            network=chain.network,
            name=charter.read("name"),
            founded_block=charter.read("foundedBlock"),
            founded_at=charter.read("foundedAt"),
            charter_hash="0x" + bytes(_item(version, "contentHash", 0)).hex(),
            addresses=addresses,
        )
    except ValidationError as error:
        raise _no_village(address, chain, _first_reason(error)) from None
    except ConnectionFailed:
        raise
    except Exception as error:
        raise _no_village(address, chain, _("The contract there is another one.")) from error


def check_on_chain(chain: Chain, record: Record) -> None:
    """Raises WrongChain when the node's chain is not the one the record tells of: another chain
    id, or no VillageCharter where it should be (a local chain that was started anew)."""
    if chain.chain_id != record.chain_id:
        raise WrongChain(
            _("The node is of chain {chain}; the village is on chain {wanted}.").format(
                chain=chain.chain_id, wanted=record.chain_id
            ),
            hint=_("Name the right one with --network or --rpc: {network}").format(
                network=record.network
            ),
        )
    if not chain.has_code(record.addresses["charter"]):
        raise WrongChain(
            _("The village's contracts are not on this chain."),
            cause=_("Nothing stands at {address}, where the record has its charter.").format(
                address=record.addresses["charter"]
            ),
            hint=_(
                "A local chain forgets everything when it is started anew: found the village "
                "again with `daoctl deploy`, or point --rpc at the chain it was founded on."
            ),
        )


def directory_key(key: bytes | str) -> str:
    """A key of VillageCharter's directory as text: left-aligned ASCII, padded with zeros."""
    raw = bytes.fromhex(key.removeprefix("0x")) if isinstance(key, str) else bytes(key)
    return raw.rstrip(b"\0").decode("ascii", "replace")


def _item(row: Any, name: str, place: int) -> Any:
    """A struct's member, whether the reader gives structs as mappings, tuples or objects."""
    if isinstance(row, dict):
        return row[name]
    return getattr(row, name) if hasattr(row, name) else row[place]


def _first_reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return f"{where}: {first['msg'].removeprefix('Value error, ')}"
    return str(error)


def _not_founded(folder: Path, chain_id: int) -> RecordError:
    others = [f"{record.network} ({record.chain_id})" for record in all_records(folder)]
    if others:
        return RecordError(
            _("The village has no record for chain {chain}.").format(chain=chain_id),
            cause=_("It is founded on: {others}.").format(others=", ".join(others)),
            hint=_("Name the network with --network."),
        )
    return RecordError(
        _("The village in {folder} is not founded yet.").format(folder=folder),
        cause=_("There is no record for chain {chain}.").format(chain=chain_id),
        hint=_("`daoctl deploy` founds it."),
    )


def _no_village(address: str, chain: Chain, cause: str) -> RecordError:
    return RecordError(
        _("There is no village at {address} on {network}.").format(
            address=address, network=chain.network
        ),
        cause=cause,
        hint=_("Check the address and the network; the address is that of the village's charter."),
    )
