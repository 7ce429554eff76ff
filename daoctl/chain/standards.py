"""The standard interfaces of contracts that are not ours, as far as daoctl speaks to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def _parts(text: str) -> list[dict[str, Any]]:
    """ABI parameters from "type name, type name"; "indexed" may stand between the two."""
    parts = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        kind, *words = part.split()
        name = words[-1] if words and words[-1] != "indexed" else ""
        parts.append({"type": kind, "name": name, "indexed": "indexed" in words})
    return parts


def _entry(line: str) -> dict[str, Any]:
    """An ABI entry from "function name(inputs) view (outputs)", "event …" or "error …"."""
    kind, rest = line.split(" ", 1)
    name, rest = rest.split("(", 1)
    inputs, rest = rest.split(")", 1)
    outputs = rest[rest.index("(") + 1 : rest.index(")")] if "(" in rest else ""
    entry: dict[str, Any] = {"type": kind, "name": name, "inputs": _parts(inputs)}
    if kind == "function":
        entry["outputs"] = _parts(outputs)
        entry["stateMutability"] = "view" if " view" in rest else "nonpayable"
    return entry


_ERC20 = """
function name() view (string)
function symbol() view (string)
function decimals() view (uint8)
function totalSupply() view (uint256)
function balanceOf(address account) view (uint256)
function allowance(address owner, address spender) view (uint256)
function approve(address spender, uint256 value) (bool)
function transfer(address to, uint256 value) (bool)
function transferFrom(address from, address to, uint256 value) (bool)
event Transfer(address indexed from, address indexed to, uint256 value)
event Approval(address indexed owner, address indexed spender, uint256 value)
error ERC20InsufficientBalance(address sender, uint256 balance, uint256 needed)
error ERC20InvalidSender(address sender)
error ERC20InvalidReceiver(address receiver)
error ERC20InsufficientAllowance(address spender, uint256 allowance, uint256 needed)
error ERC20InvalidApprover(address approver)
error ERC20InvalidSpender(address spender)
"""

_ERC721 = """
function ownerOf(uint256 tokenId) view (address)
function balanceOf(address owner) view (uint256)
function safeTransferFrom(address from, address to, uint256 tokenId)
event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)
"""

_ERC1271 = "function isValidSignature(bytes32 hash, bytes signature) view (bytes4)"

_SAFE = """
function getOwners() view (address[])
function getThreshold() view (uint256)
"""

# Asked of whatever stands at an address, so not among the contracts that a village speaks to.
SAFE: Sequence[Mapping[str, Any]] = [_entry(line) for line in _SAFE.strip().splitlines()]

STANDARDS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    name: [_entry(line) for line in text.strip().splitlines()]
    for name, text in {"ERC20": _ERC20, "ERC721": _ERC721, "ERC1271": _ERC1271}.items()
}
