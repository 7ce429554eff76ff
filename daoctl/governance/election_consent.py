"""A recipient's agreement to be paid for somebody else's nomination: one plan, one nominator, one
election, signed (EIP-712) and kept in a file of one JSON object.

    {"v": 1, "kind": "recipient-consent", "chain_id": 1, "contract": "0x…", "domain": "Mihon",
     "election": 1, "nominator": "0x…", "plan": {…}, "signature": "0x…"}

The signature is good for the same plan again should it be withdrawn in between, and for no other.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daoctl.errors import UserError
from daoctl.governance.kinds_money import Plan
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.village import Village

VERSION = 1
KIND = "recipient-consent"
# An agreement is a few hundred bytes; a wallet contract's signature may be longer.
MOST_BYTES = 20_000

TYPES: dict[str, list[dict[str, str]]] = {
    "EIP712Domain": [
        {"name": "name", "type": "string"},
        {"name": "version", "type": "string"},
        {"name": "chainId", "type": "uint256"},
        {"name": "verifyingContract", "type": "address"},
    ],
    "Milestone": [
        {"name": "amount", "type": "uint128"},
        {"name": "dueDays", "type": "uint32"},
    ],
    "Plan": [
        {"name": "recipient", "type": "address"},
        {"name": "asset", "type": "address"},
        {"name": "milestones", "type": "Milestone[]"},
        {"name": "contentHash", "type": "bytes32"},
        {"name": "uri", "type": "string"},
    ],
    "RecipientConsent": [
        {"name": "electionId", "type": "uint256"},
        {"name": "nominator", "type": "address"},
        {"name": "plan", "type": "Plan"},
    ],
}


def consent_message(village: Village, election: int, nominator: str, plan: Plan) -> dict[str, Any]:
    """What the recipient signs, as `Signer.sign_typed` and every wallet take it."""
    recipient, asset, steps, content_hash, uri = plan.values
    return {
        "types": TYPES,
        "primaryType": "RecipientConsent",
        "domain": {
            "name": village.election.read("eip712Domain").name,
            "version": "1",
            "chainId": village.chain.chain_id,
            "verifyingContract": village.election.address,
        },
        "message": {
            "electionId": election,
            "nominator": nominator,
            "plan": {
                "recipient": recipient,
                "asset": asset,
                "milestones": [{"amount": amount, "dueDays": due} for amount, due in steps],
                "contentHash": content_hash,
                "uri": uri,
            },
        },
    }


def write_consent(message: dict[str, Any], signature: bytes) -> str:
    """The agreement's file. Amounts stand as text, for they are beyond what JSON's readers hold."""
    return json.dumps({**_shown(message), "signature": "0x" + signature.hex()}, indent=2) + "\n"


def read_consent(file: Path, message: dict[str, Any]) -> bytes:
    """The signature in the file. Raises UserError when the file cannot be read, or is an agreement
    to something else than `message`: it names what differs."""
    try:
        raw = file.read_bytes()
        found = json.loads(raw) if len(raw) <= MOST_BYTES else None
    except OSError as error:
        raise UserError(
            _("The agreement {file} cannot be read.").format(file=file), cause=error.strerror
        ) from None
    except (ValueError, RecursionError):
        found = None
    signature = found.get("signature") if isinstance(found, dict) else None
    if (
        not isinstance(found, dict)
        or found.get("kind") != KIND
        or not isinstance(signature, str)
        or not re.fullmatch(r"0x(?:[0-9a-fA-F]{2})+", signature)
    ):
        raise UserError(
            _("{file} is no agreement of a recipient.").format(file=file),
            hint=_("`daoctl election consent` writes one."),
        )
    wanted = _shown(message)
    differing = [key for key in wanted if found.get(key) != wanted[key]]
    if differing:
        raise UserError(
            _("{file} is an agreement to something else.").format(file=file),
            cause=_("These differ: {parts}").format(parts=", ".join(differing)),
            hint=_(
                "The recipient agrees to one plan, word for word, of one nominator in one "
                "election: they have to agree again."
            ),
        )
    return bytes.fromhex(signature[2:])


def _shown(message: dict[str, Any]) -> dict[str, Any]:
    """The agreement without its signature."""
    domain, said = message["domain"], message["message"]
    plan = said["plan"]
    return {
        "v": VERSION,
        "kind": KIND,
        "chain_id": domain["chainId"],
        "contract": domain["verifyingContract"],
        "domain": domain["name"],
        "election": said["electionId"],
        "nominator": said["nominator"],
        "plan": {
            "recipient": plan["recipient"],
            "asset": plan["asset"],
            "milestones": [
                {"amount": str(one["amount"]), "due_days": one["dueDays"]}
                for one in plan["milestones"]
            ],
            "content_hash": "0x" + plan["contentHash"].hex(),
            "uri": plan["uri"],
        },
    }
