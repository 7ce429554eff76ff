"""A consultation's result: a file that says what was counted and commits to every ballot in it,
and the proof that one ballot is. Pure.

The result holds the consultation's hash, the header of the file of power, the count with its
rule, and the Merkle root over the counted ballots. A proof shows one ballot's way to that root,
and needs nothing but the result beside it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daoctl.chain.codec import checksummed
from daoctl.chain.merkle import verify
from daoctl.chain.merkle_leaves import LeafTree
from daoctl.errors import Differs, UserError
from daoctl.governance.ballot_chunks import unreadable
from daoctl.governance.ballot_messages import ballot_digest
from daoctl.governance.ballots import CONSULTATION_DOMAIN, Ballot
from daoctl.governance.consultation import Consultation
from daoctl.governance.consultation_ballots import (
    Counted,
    Gathered,
    Settled,
    counted_leaf,
    piles,
)
from daoctl.governance.consultation_count import RULES, Outcome, count
from daoctl.governance.power_file import Power, PowerHeader
from daoctl.words import _

VERSION = 1
RESULT_KIND = "consultation_result"
PROOF_KIND = "consultation_proof"
LEAF_TYPES = ("address", "uint256", "bytes32")
MAX_FILE_BYTES = 64 << 20

_HASH = re.compile("0x[0-9a-f]{64}").fullmatch


@dataclass(frozen=True)
class Recount:
    """A consultation counted: the ballots, the outcome, and the result as it is written."""

    consultation: Consultation
    power: PowerHeader
    gathered: Gathered
    settled: Settled
    outcome: Outcome
    root: bytes | None

    def as_json(self) -> dict[str, Any]:
        """The result file. Units are text, since they may be beyond 2^53; options are numbered
        from 1 as the document lists them. The same ballots give the same bytes, in whatever
        files and order they came."""
        asked, settled, outcome = self.consultation, self.settled, self.outcome
        voices: dict[int, int] = dict.fromkeys(range(1, len(asked.options) + 1), 0)
        for one in settled.counted:
            # In a runoff the first choice, as the first round counts it.
            for option in one.choice[: 1 if asked.method == "ranked" else None]:
                voices[option] += 1
        return {
            "v": VERSION,
            "kind": RESULT_KIND,
            "consultation": {
                "id": _hex(asked.id),
                "title": asked.title,
                "method": asked.method,
                "options": list(asked.options),
                "chain_id": asked.chain_id,
                "village": asked.village,
                "electorate": asked.electorate,
                "snapshot": asked.snapshot,
            },
            "rule": RULES[asked.method],
            "power": self.power.as_json(),
            "ballots": {
                "lines": self.gathered.lines,
                "counted": len(settled.counted),
                "units": str(sum(one.units for one in settled.counted)),
                "copies": settled.copies,
                "superseded": settled.superseded,
                "void": settled.voided,
                "rejected": dict(sorted(self.gathered.rejected.items())),
            },
            "totals": [
                {
                    "option": option,
                    "title": asked.options[option - 1],
                    "units": str(units),
                    "ballots": voices[option],
                }
                for option, units in outcome.totals.items()
            ],
            "blank": str(outcome.blank),
            "rounds": [
                {
                    "totals": {str(option): str(n) for option, n in one.totals.items()},
                    "exhausted": str(one.exhausted),
                    "eliminated": one.eliminated,
                    "tie": one.tie,
                }
                for one in outcome.rounds
            ],
            "ranking": list(outcome.ranking),
            "winner": outcome.winner,
            "tie": outcome.tie,
            "wallets": [
                {"voter": checksummed(_hex(voter)), "answer": _hex(key)}
                for voter, key in self.gathered.wallets
            ],
            "leaf": list(LEAF_TYPES),
            "leaves": len(settled.counted),
            "root": None if self.root is None else _hex(self.root),
        }


def recount(
    consultation: Consultation, power: Power, gathered: Gathered, settled: Settled
) -> Recount:
    """Counts the settled ballots. Pure."""
    outcome = count(consultation.method, piles(settled.counted), len(consultation.options))
    return Recount(consultation, power.header, gathered, settled, outcome, _root(settled.counted))


def check_power(consultation: Consultation, power: PowerHeader) -> None:
    """Raises UserError unless the power is of the consultation's chain and snapshot."""
    if (power.chain_id, power.time) != (consultation.chain_id, consultation.snapshot):
        raise UserError(
            _("The file of power belongs to another consultation."),
            cause=_("It is of chain {chain} at the second {time}.").format(
                chain=power.chain_id, time=power.time
            ),
            hint=_("The consultation asks for chain {chain} at the second {time}.").format(
                chain=consultation.chain_id, time=consultation.snapshot
            ),
        )


def proof_of(counted: Sequence[Counted], voter: bytes, result: Mapping[str, Any]) -> dict[str, Any]:
    """The proof that the voter's ballot is in the result. Raises Differs when the ballots at hand
    give another root than the result's, or none of the voter's was counted."""
    address = checksummed(_hex(voter))
    if (root := _root(counted)) is None or _hex(root) != result["root"]:
        raise Differs(
            _("These ballots give another root than the result's."),
            hint=_("Take the very files that were counted, and the file of power beside them."),
        )
    mine = next((one for one in counted if one.voter == voter), None)
    if mine is None:
        raise Differs(_("No ballot of {voter} was counted.").format(voter=address))
    path = LeafTree(one.leaf for one in counted).proof(mine.leaf)
    return {
        "v": VERSION,
        "kind": PROOF_KIND,
        "consultation": result["consultation"]["id"],
        "voter": address,
        "units": str(mine.units),
        "serial": str(mine.serial),
        "choice": list(mine.choice),
        "proof": [_hex(step) for step in path],
        "root": result["root"],
    }


def verify_proof(result: Mapping[str, Any], proof: Mapping[str, Any]) -> tuple[int, ...]:
    """The choice that was counted for the proof's voter, when the proof leads to the result's
    root. Raises Differs when it does not."""
    asked = result["consultation"]
    if proof["consultation"] != asked["id"]:
        raise Differs(_("The proof belongs to another consultation."))
    ballot = Ballot(
        "consultation",
        asked["chain_id"],
        _unhex(asked["village"]),
        CONSULTATION_DOMAIN,
        _unhex(asked["id"]),
        _unhex(proof["voter"]),
        tuple(proof["choice"]),
        serial=int(proof["serial"]),
    )
    leaf = counted_leaf(ballot.voter, int(proof["units"]), ballot_digest(ballot))
    path = [_unhex(step) for step in proof["proof"]]
    if result["root"] is None or not verify(_unhex(result["root"]), leaf, path):
        raise Differs(
            _("The proof does not lead to the result: this ballot is not in it."),
            hint=_("Check that the result and the proof are of the same count."),
        )
    assert isinstance(ballot.choice, tuple)
    return ballot.choice


def load_result(path: Path) -> dict[str, Any]:
    """A result file, its shape checked. Raises UserError."""
    found = _load(path, RESULT_KIND, _("is no result of a consultation"))
    asked = found.get("consultation")
    good = (
        isinstance(asked, dict)
        and _is_hash(asked.get("id"))
        and _is_address(asked.get("village"))
        and _is_count(asked.get("chain_id"))
        and isinstance(asked.get("options"), list)
        and all(isinstance(one, str) for one in asked["options"])
        and isinstance(asked.get("title"), str)
        and (found.get("root") is None or _is_hash(found.get("root")))
        and _is_count(found.get("leaves"))
        and isinstance(found.get("wallets"), list)
        and all(isinstance(one, dict) and _is_hash(one.get("answer")) for one in found["wallets"])
    )
    if not good:
        raise _no_such(path, _("is no result of a consultation"))
    return found


def load_proof(path: Path) -> dict[str, Any]:
    """A proof, its shape checked. Raises UserError."""
    found = _load(path, PROOF_KIND, _("is no proof of a ballot"))
    steps, choice = found.get("proof"), found.get("choice")
    good = (
        _is_hash(found.get("consultation"))
        and _is_address(found.get("voter"))
        and _is_number(found.get("units"), 256)
        and _is_number(found.get("serial"), 64)
        and isinstance(choice, list)
        and all(_is_count(one) and one < 1 << 16 for one in choice)
        and isinstance(steps, list)
        and all(_is_hash(step) for step in steps)
    )
    if not good:
        raise _no_such(path, _("is no proof of a ballot"))
    return found


def result_bytes(result: Mapping[str, Any]) -> bytes:
    """The result (or a proof) as it stands in its file."""
    return (json.dumps(result, ensure_ascii=False, indent=2) + "\n").encode()


def _root(counted: Sequence[Counted]) -> bytes | None:
    return LeafTree(one.leaf for one in counted).root if counted else None


def _load(path: Path, kind: str, reason: str) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise _no_such(path, reason)
        found = json.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise unreadable(path, error) from None
    except (ValueError, RecursionError) as error:
        if isinstance(error, UserError):
            raise
        raise _no_such(path, reason) from None
    if not isinstance(found, dict) or (found.get("v"), found.get("kind")) != (VERSION, kind):
        raise _no_such(path, reason)
    return found


def _no_such(path: Path, reason: str) -> UserError:
    return UserError(
        _("The file {file} cannot be used.").format(file=path), cause=f"{path.name}: {reason}"
    )


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and bool(_HASH(value))


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch("0x[0-9a-fA-F]{40}", value))


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_number(value: Any, bits: int) -> bool:
    return (
        isinstance(value, str)
        and bool(re.fullmatch("[0-9]{1,78}", value))
        and int(value) < 1 << bits
    )


def _hex(value: bytes) -> str:
    return "0x" + value.hex()


def _unhex(value: str) -> bytes:
    return bytes.fromhex(value[2:])
