"""Whether a village's contracts are what they claim to be: the code that stands on the chain, held
against the manifest that ships with daoctl.

The comparison is of the runtime code, byte for byte. Only where the manifest says that an immutable
lies may the bytes be others, and then the same wherever that immutable is used, so that what its
getter answers is what the contract works with. And the code must have been put there by its own
constructor: another one could leave the same code behind with powers in its storage that no event
tells of. What the contracts were told since, and who may tell them more, is the read-back's to
compare (`daoctl.charter.readback`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from daoctl.charter.authority import CONTRACTS
from daoctl.errors import Differs
from daoctl.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from daoctl.chain.contracts import Artifact
    from daoctl.charter.readback import Row
    from daoctl.charter.village import Village

# "metadata": the same instructions, compiled from sources whose comments or names are others;
# "foreign": the right code, but not made by its own constructor.
Verdict = Literal["same", "metadata", "foreign", "differs", "missing"]

WORD = 32
# The compiler ends the code with the metadata's length, in two bytes that do not count themselves.
LENGTH_BYTES = 2


@dataclass(frozen=True)
class CodeCheck:
    """One contract of a village: its key in the directory, its name in the manifest, and how its
    code compares."""

    key: str
    contract: str
    address: str
    verdict: Verdict

    @property
    def trusted(self) -> bool:
        """Whether it does exactly what the manifest's contract does."""
        return self.verdict in ("same", "metadata")


def verify_code(village: Village) -> list[CodeCheck]:
    """Every contract of the directory that daoctl knows, compared with the manifest."""
    from daoctl.chain.contracts import artifact

    chain, addresses = village.chain, village.record.addresses
    checks = [
        CodeCheck(
            key, name, addresses[key], compare(chain.node.code(addresses[key]), artifact(name))
        )
        for key, name in CONTRACTS.items()
        if key in addresses
    ]
    if not all(one.trusted for one in checks):
        # Where one contract is false the rest needs no closer look, and its logs may be anything.
        return checks
    strangers = _not_by_constructor(village, checks)
    return [replace(one, verdict="foreign") if one.key in strangers else one for one in checks]


def _not_by_constructor(village: Village, checks: Sequence[CodeCheck]) -> set[str]:
    """The keys of the contracts that something else than their own constructor made. The event
    that each constructor emits leads to the transaction that made the contract; where the node has
    forgotten the past, nothing is held against them."""
    from daoctl.chain.contracts import artifact
    from daoctl.chain.logs import read_logs

    chain = village.chain
    first = chain.created_at(village.authority.address, village.founded_block)
    if first is None:
        return set()
    contracts = [village.contract(one.key) for one in checks]
    events = sorted({_constructed(one.key) for one in checks})
    made: dict[str, str] = {}
    for log in read_logs(chain, contracts, events, first):
        made.setdefault(log.address, log.tx)
    receipts = dict(zip(made, chain.node.receipts(list(made.values())), strict=True))
    found = {one.key for one in checks if one.address not in made}
    for one in checks:
        receipt = receipts.get(one.address)
        sent = chain.node.sent(receipt.tx) if receipt is not None else None
        if receipt is None or sent is None:
            continue
        itself = (receipt.contract or "").lower() == one.address.lower()
        if not itself or not made_by(sent.data, artifact(one.contract)):
            found.add(one.key)
    return found


def _constructed(key: str) -> str:
    """An event that the contract's constructor emits."""
    return {"authority": "RoleGranted", "timelock": "MinDelayChange"}.get(key, "AuthorityUpdated")


def made_by(sent: bytes, wanted: Artifact) -> bool:
    """Whether what was sent to make a contract begins with the compiled contract, but for the hash
    of its metadata; the constructor's arguments follow. Pure."""
    end = len(wanted.bytecode) - metadata_length(wanted.runtime)
    return len(sent) >= len(wanted.bytecode) and sent[:end] == wanted.bytecode[:end]


def compare(found: bytes, wanted: Artifact) -> Verdict:
    """How the code of an account compares with a compiled contract. Pure."""
    if not found:
        return "missing"
    if len(found) != len(wanted.runtime) or not _consistent(found, wanted):
        return "differs"
    ours, theirs = masked(wanted.runtime, wanted.immutables), masked(found, wanted.immutables)
    if ours == theirs:
        return "same"
    end = len(ours) - metadata_length(wanted.runtime)
    return "metadata" if ours[:end] == theirs[:end] else "differs"


def masked(code: bytes, immutables: Mapping[str, Sequence[int]]) -> bytes:
    """The code with zeros where the constructor writes immutables, as the compiler has it."""
    blank = bytearray(code)
    for places in immutables.values():
        for start in places:
            blank[start : start + WORD] = bytes(WORD)
    return bytes(blank)


def metadata_length(code: bytes) -> int:
    """How many bytes at the end of compiled code are the metadata's hash and no instructions."""
    return int.from_bytes(code[-LENGTH_BYTES:], "big") + LENGTH_BYTES


def _consistent(code: bytes, wanted: Artifact) -> bool:
    return all(
        len({code[start : start + WORD] for start in places}) == 1
        for places in wanted.immutables.values()
    )


def verdict_words(verdict: Verdict) -> str:
    """The verdict in words."""
    return {
        "same": _("as published"),
        "metadata": _("as published, from sources with other comments"),
        "foreign": _("as published, but not set up by its own constructor"),
        "differs": _("another code than daoctl knows"),
        "missing": _("no contract stands there"),
    }[verdict]


def refuse_strange_code(checks: Iterable[CodeCheck]) -> None:
    """Raises Differs, naming each contract that is not what it claims to be."""
    strange = [one for one in checks if not one.trusted]
    if not strange:
        return
    raise Differs(
        _("This is not a village as daoctl knows it."),
        cause="\n".join(
            _("{contract} at {address}: {verdict}").format(
                contract=one.contract, address=one.address, verdict=verdict_words(one.verdict)
            )
            for one in strange
        ),
        hint=_(
            "It may be a false one, made to look like a village: ask the village's council for its "
            "address, on paper or in person, and send nothing to this one. If the address is "
            "right, the village was founded with another version of daoctl: install that one."
        ),
    )


def strange_wiring(village: Village) -> list[Row]:
    """What the read-back finds otherwise than in any village: contracts that point elsewhere than
    the directory says, powers that nobody should hold, and what was slipped in before the handover.
    Meaningful only for trusted code."""
    from daoctl.charter.handed_over import founding_rows
    from daoctl.charter.readback import read_back

    return [*(row for row in read_back(village) if row.differs), *founding_rows(village, {})]


def refuse_lying_directory(rows: Iterable[Row]) -> None:
    """Raises Differs when the directory names contracts that are not one village together."""
    from daoctl.charter.readback import joined

    lies = [row for row in rows if row.subject == "contract"]
    if not lies:
        return
    raise Differs(
        _("The charter at this address names contracts that do not belong together."),
        cause="\n".join(
            _("{name}: {found} instead of {expected}").format(
                name=row.name, found=joined(row.found), expected=joined(row.expected or ())
            )
            for row in lies
        ),
        hint=_(
            "Send nothing there. Ask the village's council for its address, on paper or in person."
        ),
    )


def refuse_dishonest_founding(rows: Iterable[Row]) -> None:
    """Raises Differs for what no vote can have done: powers that the deployer kept or gave away,
    and acts before the handover that no founding has."""
    from daoctl.charter.readback import refuse_differences

    refuse_differences([row for row in rows if not row.votable])
