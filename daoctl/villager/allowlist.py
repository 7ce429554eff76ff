"""The allowlist of a sale phase: from a council's table to the root on chain, and the public file
of proofs that buyers use.

A leaf is (chain id, sale, phase, recipient, quota) in OpenZeppelin's standard Merkle tree, as
`VillagerSale.leaf` hashes it; so nobody's proof serves in another phase, sale or chain.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from daoctl.errors import ChainRefused, TableError, UserError
from daoctl.tables import read_table
from daoctl.times import format_time
from daoctl.units import checksum
from daoctl.villager.people import recipient, whole_number
from daoctl.villager.phases import Phase, read_desk
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.chain.merkle import StandardTree
    from daoctl.charter.village import Village

FOLDER = "allowlists"
LEAF_TYPES = ("uint256", "address", "uint256", "address", "uint256")


class Allowed(NamedTuple):
    """A row of the list: who may have how many tokens of the phase."""

    recipient: str
    quota: int


@dataclass(frozen=True)
class Allowlist:
    """A list and its tree, for one phase of one sale on one chain."""

    chain_id: int
    sale: str
    phase: int
    tree: StandardTree

    @classmethod
    def of(cls, village: Village, phase: int, rows: Iterable[Allowed]) -> Allowlist:
        """The list's tree. Raises UserError for an empty list."""
        from daoctl.chain.merkle import StandardTree

        chain_id, sale = village.chain.chain_id, village.sale.address
        values = [(chain_id, sale, phase, row.recipient, row.quota) for row in rows]
        if not values:
            raise UserError(_("The allowlist names nobody."))
        return cls(chain_id, sale, phase, StandardTree.of(values, LEAF_TYPES))

    @property
    def root(self) -> bytes:
        """What the sale desk keeps of the list."""
        return self.tree.root

    @property
    def rows(self) -> list[Allowed]:
        """The list, in its own order."""
        return [Allowed(value[3], value[4]) for value in self.tree.values]

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {value[3]: place for place, value in enumerate(self.tree.values)}

    def quota(self, address: str) -> int:
        """How many tokens the address may have of the phase; 0 for one that is not listed."""
        place = self._places.get(address)
        return 0 if place is None else int(self.tree.values[place][4])

    def proof(self, address: str) -> list[bytes]:
        """What shows the desk that the address is listed. Raises KeyError when it is not."""
        return self.tree.proof(self._places[address])

    def published(self) -> dict[str, Any]:
        """The public file: the tree as @openzeppelin/merkle-tree loads it, and beside it what it
        is of, the root, and each recipient's proof."""
        return {
            **self.tree.dump(),
            "chainId": self.chain_id,
            "sale": self.sale,
            "phase": self.phase,
            "root": "0x" + self.root.hex(),
            "proofs": {
                row.recipient: {
                    "quota": str(row.quota),
                    "proof": ["0x" + node.hex() for node in self.proof(row.recipient)],
                }
                for row in self.rows
            },
        }


def read_allowlist(village: Village, phase: Phase, file: str | Path) -> list[Allowed]:
    """The council's table (columns address, quota). Raises TableError naming every wrong cell: an
    address that cannot be or is there twice, and a quota outside 1 to the phase's limit."""

    def quota(text: str) -> int:
        number = whole_number(text)
        if number < 1:
            raise UserError(_("must be 1 or more; leave out who may not buy"))
        if number > phase.wallet_limit:
            raise UserError(
                _("is more than the {limit} that one account may have in this phase").format(
                    limit=phase.wallet_limit
                )
            )
        return number

    columns = {"address": recipient(village), "quota": quota}
    rows = read_table(file, columns, unique=("address",))
    if not rows:
        raise TableError(_("The table {file} has no rows.").format(file=file))
    return [Allowed(row["address"], row["quota"]) for row in rows]


def plan_allowlist(village: Village, phase: int, rows: Iterable[Allowed]) -> list[Call]:
    """Sets the list of a phase that has not opened; nothing where it is set already. Raises
    ChainRefused when the phase has no allowlist, or is open."""
    desk = read_desk(village)
    return plan_root(village, desk.phase(phase), Allowlist.of(village, phase, rows), desk.now)


def plan_root(village: Village, phase: Phase, allowlist: Allowlist, now: int) -> list[Call]:
    """The same of what was read already."""
    if phase.root == allowlist.root:
        return []
    error, number = "VillagerSaleAllowlistFixed", phase.number
    if not phase.allowlisted:
        raise ChainRefused(
            _("Phase {number} has no allowlist: everybody may buy in it.").format(number=number),
            error_name=error,
        )
    if now >= phase.opens:
        raise ChainRefused(
            _("The allowlist of phase {number} cannot be changed any more.").format(number=number),
            error_name=error,
            cause=_("The phase opened on {opens}.").format(
                opens=format_time(phase.opens, village.zone)
            ),
        )
    return [village.sale.call("setAllowlist", number, allowlist.root)]


def allowlist_file(village: Village, phase: int) -> Path:
    """Where the phase's public file of proofs stands: `allowlists/<chain id>-<phase>.json`."""
    return village.folder / FOLDER / f"{village.chain.chain_id}-{phase}.json"


def save_allowlist(village: Village, allowlist: Allowlist) -> Path:
    """Writes the public file in one stroke, for everybody to read."""
    from daoctl.charter.folder import write_atomically

    file = allowlist_file(village, allowlist.phase)
    text = json.dumps(allowlist.published(), indent=1, ensure_ascii=False)
    write_atomically(file, (text + "\n").encode(), mode=0o644)
    return file


def load_allowlist(
    village: Village, phase: Phase, file: str | Path | None = None
) -> Allowlist | None:
    """The list in the public file (the phase's own without one); None where the phase's own does
    not exist. The file is not believed: the tree is built anew from its rows, and it must be the
    one whose root the phase has. Raises UserError otherwise."""
    path = Path(file) if file is not None else allowlist_file(village, phase.number)
    if file is None and not path.exists():
        return None
    found = _loaded(path)
    if found.root != phase.root:
        raise UserError(
            _("The proofs in {file} are not of the allowlist in force.").format(file=path),
            cause=_("Phase {number} has another list on the chain, or none.").format(
                number=phase.number
            ),
            hint=_("Ask the council for the file of this phase."),
        )
    return found


def _loaded(path: Path) -> Allowlist:
    from daoctl.chain.codec import DoesNotFit
    from daoctl.chain.merkle import StandardTree

    try:
        tree = StandardTree.load(json.loads(path.read_text("utf-8-sig")))
        if tree.types != LEAF_TYPES or len({value[:3] for value in tree.values}) != 1:
            raise DoesNotFit("it is a tree of something else")
        chain_id, sale, phase = tree.values[0][:3]
        return Allowlist(chain_id, checksum(sale), phase, _checksummed(tree))
    except OSError as error:
        raise UserError(
            _("The file of proofs {file} cannot be read.").format(file=path), cause=error.strerror
        ) from None
    except (ValueError, TypeError, DoesNotFit) as error:
        raise UserError(
            _("{file} is no file of proofs.").format(file=path), cause=str(error)
        ) from None


def _checksummed(tree: StandardTree) -> StandardTree:
    """Other programs may write addresses in small letters; a leaf is the same in both."""
    from dataclasses import replace

    values = tuple((*value[:3], checksum(value[3]), value[4]) for value in tree.values)
    return replace(tree, values=values)
