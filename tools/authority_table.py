"""Writes contracts/AUTHORITY.md: every external function of a village's contracts, and who may call it.

    python tools/authority_table.py            write contracts/AUTHORITY.md
    python tools/authority_table.py --check    exit 1 when the committed table is another

The functions come from the compiled ABIs, the roles from `daoctl.charter.authority`. A function that
asks no role must be named in `OPEN` below with who decides about it: a new one stops this program,
so that nobody adds a function without saying who may call it. `tests/chain/test_authority.py` tries
every row of the committed table on a village.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daoctl.charter.authority import CONTRACTS, DAO, DAO_SITS_IN, RESTRICTED, Role

ROOT = Path(__file__).resolve().parent.parent
MANIFEST = ROOT / "daoctl" / "artifacts" / "manifest.json"
TABLE = ROOT / "contracts" / "AUTHORITY.md"

MAY, REFUSED, OWN, NEVER = "may", "refused", "own", "never"
OUTCOMES = (MAY, REFUSED, OWN, NEVER)
# Columns, in order. Those named as a role is stand for a member of it and of nothing else.
ACTORS = (
    "nobody",
    "holder",
    "council",
    "issuer",
    "reviewer",
    "sales",
    "election",
    "DAO",
    "deployer",
)


@dataclass(frozen=True)
class Gate:
    """Who decides whether a call is let through, in words, and what each actor meets there."""

    words: str
    rest: str
    others: Mapping[str, str]

    def outcome(self, actor: str) -> str:
        """What the actor meets."""
        return self.others.get(actor, self.rest)


def _anyone(words: str = "anyone") -> Gate:
    return Gate(words, MAY, {})


def _own(words: str) -> Gate:
    return Gate(words, OWN, {})


def _never(words: str) -> Gate:
    return Gate(words, NEVER, {})


def _role(role: Role) -> Gate:
    members = {role.name.lower() if role is not DAO else "DAO": MAY}
    if role in DAO_SITS_IN:
        members["DAO"] = MAY
    return Gate(role.name, REFUSED, members)


ADMIN_GATE = Gate("ADMIN, which is the DAO", REFUSED, {"DAO": MAY})
PROPOSAL = Gate("a passed proposal", REFUSED, {"DAO": MAY})
GOVERNOR = Gate("the Governor alone", REFUSED, {})
SOULBOUND = _never("nobody: soulbound")
NO_DEPOSIT = _never("nobody: the Governor holds nothing")
FIXED = _never("nobody: fixed at founding")
NOT_OFFERED = _never("nobody: not offered")
SCHEDULED = _never("nobody: no role waits, so nothing is ever scheduled")
UNITS = "who has units"
VOTER = Gate(f"{UNITS} at the snapshot", REFUSED, {"holder": MAY})
SIGNED = "anyone who brings {}'s signature"
TOKEN_OWNER = _own("the token's owner, or whom they approved")

_RECEIVERS = ("onERC721Received", "onERC1155Received", "onERC1155BatchReceived")
_VOTES = {
    "delegate": _own("each for their own units"),
    "delegateBySig": _anyone(SIGNED.format("the holder")),
}

# contract key → function → its gate, for what asks the manager for no role. What is pure and answers
# nothing can only revert and needs no line here.
OPEN: Mapping[str, Mapping[str, Gate]] = {
    "authority": {
        "execute": Gate(
            "ADMIN; behind it every village contract refuses the manager", REFUSED, {"DAO": MAY}
        ),
        "multicall": _anyone("anyone; each call inside is asked as if it came alone"),
        "renounceRole": _own("each for themselves"),
        "updateAuthority": Gate("nobody: fixed at founding", REFUSED, {"DAO": NEVER}),
        **dict.fromkeys(("schedule", "cancel", "consumeScheduledOp"), SCHEDULED),
        **dict.fromkeys(
            (
                "grantRole",
                "labelRole",
                "revokeRole",
                "setGrantDelay",
                "setRoleAdmin",
                "setRoleGuardian",
                "setTargetAdminDelay",
                "setTargetClosed",
                "setTargetFunctionRole",
            ),
            ADMIN_GATE,
        ),
    },
    "treasury": {
        "receive": _anyone(),
        "onERC721Received": _anyone(),
        "report": _own("the grant's recipient"),
        "changeRecipient": _own("the grant's recipient"),
        "claim": _anyone("anyone; it is paid to the recipient"),
        "expire": _anyone(),
        "closeExpired": _anyone(),
    },
    "villager": {
        **_VOTES,
        "burn": _own("the token's owner"),
        "approve": _own("the token's owner, or their operator"),
        "setApprovalForAll": _own("each for their own tokens"),
        "transferFrom": TOKEN_OWNER,
        "safeTransferFrom(address,address,uint256)": TOKEN_OWNER,
        "safeTransferFrom(address,address,uint256,bytes)": TOKEN_OWNER,
    },
    "certificate": {
        **_VOTES,
        "claim": _anyone(SIGNED.format("an issuer")),
        "lapse": _anyone(),
        "safeTransferFrom(address,address,uint256)": SOULBOUND,
        "safeTransferFrom(address,address,uint256,bytes)": SOULBOUND,
    },
    "timelock": {
        "receive": _anyone(),
        **dict.fromkeys(_RECEIVERS, _anyone()),
        **dict.fromkeys(
            ("schedule", "scheduleBatch", "execute", "executeBatch", "cancel"), GOVERNOR
        ),
        "updateDelay": PROPOSAL,
    },
    "governor": {
        "receive": NO_DEPOSIT,
        **dict.fromkeys(_RECEIVERS, NO_DEPOSIT),
        "propose": Gate(UNITS, REFUSED, {"holder": MAY}),
        "cancel": _own("the proposer, until voting begins"),
        "castVote": VOTER,
        "castVoteWithReason": VOTER,
        "castVoteWithReasonAndParams": VOTER,
        "castVoteBySig": _anyone(SIGNED.format("the holder")),
        "castVoteWithReasonAndParamsBySig": _anyone(SIGNED.format("the holder")),
        "castBallots": _anyone("anyone; each ballot counts by its voter's signature alone"),
        "queue": _anyone("anyone, once it passed"),
        "execute": _anyone("anyone, once it waited"),
        "relay": NOT_OFFERED,
        "updateTimelock": NOT_OFFERED,
        **dict.fromkeys(
            (
                "setLateQuorumVoteExtension",
                "setProposalThreshold",
                "setVotingDelay",
                "setVotingPeriod",
                "updateQuorumNumerator",
            ),
            PROPOSAL,
        ),
    },
    "sale": {
        "buy": _anyone("anyone who pays; the recipient must be on the list of such a phase"),
        "sweep": _anyone("anyone; it goes to the treasury"),
    },
    "election": {
        "nominate": Gate(
            "who has as many units as the election asks for", REFUSED, {"holder": MAY}
        ),
        "withdraw": _own("the nominator, until voting begins"),
        "cast": VOTER,
        "castBallots": _anyone("anyone; each ballot counts by its voter's signature alone"),
        "close": _anyone("anyone, once voting is over"),
        "award": _anyone("anyone, once it is closed; it goes to who was elected"),
    },
}

INTRODUCTION = """\
# Who may call what

<!-- Written by `python tools/authority_table.py`; do not edit by hand. -->

Every external function of a village's contracts, and what becomes of a call by each of these:

- **nobody**: a stranger, who holds nothing
- **holder**: who holds a villager token, and so has units
- **council**, **issuer**, **reviewer**, **election**: a member of that role alone
- **sales**: the sale desk, the one member of SALES
- **DAO**: the timelock, which does what a passed proposal says; also the manager's ADMIN
- **deployer**: who deployed the village, after the handover

and what they meet:

- **may**: the call goes through, if its arguments and the state of things allow it
- refused: it reverts, because of who calls
- **own**: whoever they are, for what is theirs (their token, grant, proposal, units or role) and
  for nothing else
- never: it reverts whoever calls

Recipients of grants, proposers and owners need no role, so they have no column: *own* is theirs.
`tests/chain/test_authority.py` founds a village and tries every row for every column.
"""


class Undecided(Exception):
    """The tables here and the ABIs do not name the same functions."""


def abi(manifest: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """The ABI of the contract that the directory knows as `key`."""
    found: list[dict[str, Any]] = manifest["contractTypes"][CONTRACTS[key]]["abi"]
    return found


def signature(entry: Mapping[str, Any]) -> str:
    """A function as it is hashed: name and types."""
    return f"{entry['name']}({','.join(_type(part) for part in entry['inputs'])})"


def _type(part: Mapping[str, Any]) -> str:
    kind = str(part["type"])
    if not kind.startswith("tuple"):
        return kind
    inside = ",".join(_type(one) for one in part["components"])
    return f"({inside}){kind.removeprefix('tuple')}"


def functions(entries: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The functions by what the table calls them: the name, or all of it where several share one."""
    found = [entry for entry in entries if entry["type"] == "function"]
    names = [entry["name"] for entry in found]
    return {
        entry["name"] if names.count(entry["name"]) == 1 else signature(entry): entry
        for entry in found
    }


def reads_only(entry: Mapping[str, Any]) -> bool:
    """Whether the function changes nothing and answers something."""
    return entry["stateMutability"] in ("view", "pure") and bool(entry["outputs"])


def gates(manifest: Mapping[str, Any], key: str) -> dict[str, Gate]:
    """The gate of every function of the contract that is more than a question, by name, and of
    plain ETH where it takes a call for it.

    Raises Undecided when one has no gate, or a gate has no function."""
    known = functions(abi(manifest, key))
    restricted = {
        name: _role(role) for role, names in RESTRICTED.get(key, {}).items() for name in names
    }
    said = {**OPEN.get(key, {}), **restricted}
    found: dict[str, Gate] = {}
    for name, entry in known.items():
        if reads_only(entry):
            continue
        if name in said:
            found[name] = said[name]
        elif entry["stateMutability"] == "pure":
            found[name] = FIXED if key != "certificate" or name == "setAuthority" else SOULBOUND
        else:
            raise Undecided(f"Who may call {key}.{name}? Say so in tools/authority_table.py.")
    if any(entry["type"] == "receive" for entry in abi(manifest, key)):
        if "receive" not in said:
            raise Undecided(f"Who may send ETH to {key}? Say so in tools/authority_table.py.")
        found["receive"] = said["receive"]
    gone = sorted(set(said) - set(found))
    if gone:
        raise Undecided(f"There is no {key}.{gone[0]} to be called.")
    return dict(sorted(found.items()))


def render(manifest: Mapping[str, Any]) -> str:
    """The whole table."""
    parts = [INTRODUCTION]
    for key, name in CONTRACTS.items():
        parts.append("\n".join(_section(manifest, key, name)))
    return "\n".join(parts)


def _section(manifest: Mapping[str, Any], key: str, name: str) -> Iterator[str]:
    yield f"## {name} (`{key}`)\n"
    yield f"| function | who decides | {' | '.join(ACTORS)} |"
    yield f"|---|---|{'---|' * len(ACTORS)}"
    for function, gate in gates(manifest, key).items():
        cells = " | ".join(_cell(gate.outcome(actor)) for actor in ACTORS)
        yield f"| `{function}` | {gate.words} | {cells} |"
    questions = functions(abi(manifest, key)).items()
    names = sorted(function for function, entry in questions if reads_only(entry))
    yield f"\nOpen to all, for they change nothing: {', '.join(f'`{one}`' for one in names)}.\n"


def _cell(outcome: str) -> str:
    return f"**{outcome}**" if outcome in (MAY, OWN) else outcome


def rows(text: str) -> dict[tuple[str, str], dict[str, str]]:
    """What the table says: (contract key, function) → actor → outcome."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    key = ""
    for line in text.splitlines():
        if line.startswith("## "):
            key = line.split("`")[1]
        elif line.startswith("| `"):
            function, _words, *cells = (cell.strip(" *`") for cell in line.strip("|").split("|"))
            found[key, function] = dict(zip(ACTORS, cells, strict=True))
    return found


def main() -> int:
    """The command line; the result is the exit code."""
    parser = argparse.ArgumentParser(description="Write the table of who may call what.")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    options = parser.parse_args()
    try:
        fresh = render(json.loads(MANIFEST.read_text(encoding="utf8")))
    except Undecided as error:
        print(error, file=sys.stderr)
        return 1
    if not options.check:
        TABLE.write_text(fresh, encoding="utf8")
        return 0
    if TABLE.is_file() and TABLE.read_text(encoding="utf8") == fresh:
        return 0
    print(f"{TABLE.relative_to(ROOT)} is not what the contracts and roles say.", file=sys.stderr)
    print("hint: run `python tools/authority_table.py` and commit the file.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
