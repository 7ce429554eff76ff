"""Accounts that are contracts, such as a Safe: nobody has a key of theirs, their owners sign
together.

Source: Safe's `OwnerManager` (getOwners, getThreshold, unchanged since version 1.0); EIP-7702 for
accounts with a key that lend themselves code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daoctl.chain.codec import Function
from daoctl.chain.node import Message, RpcError
from daoctl.chain.standards import SAFE
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain

# EIP-7702: what stands at an account whose owner's key still signs.
_DELEGATED = bytes.fromhex("ef0100")


@dataclass(frozen=True)
class ContractAccount:
    """A contract that acts as an account. `owners` and `threshold` (how many of them must sign)
    are known of a Safe; of other contracts they are () and None."""

    address: str
    owners: tuple[str, ...] = ()
    threshold: int | None = None

    @property
    def is_safe(self) -> bool:
        """Whether it told its owners as a Safe does."""
        return self.threshold is not None

    def words(self) -> str:
        """What it is, in words, without its address."""
        if self.threshold is None:
            return _("a contract, which has no key of its own")
        form = ngettext(
            "a Safe, for which {threshold} of its {count} owner signs",
            "a Safe, for which {threshold} of its {count} owners sign",
            len(self.owners),
        )
        return form.format(threshold=self.threshold, count=len(self.owners))


def contract_account(chain: Chain, address: str) -> ContractAccount | None:
    """The contract at the address; None where there is none, or where an account with a key has
    only lent itself code (EIP-7702)."""
    code = chain.node.code(address)
    if not code or (code.startswith(_DELEGATED) and len(code) == 23):
        return None
    owners, threshold = _ask(chain, address, "getOwners"), _ask(chain, address, "getThreshold")
    if not owners or not threshold or not 1 <= threshold <= len(owners):
        return ContractAccount(address)
    return ContractAccount(address, tuple(owners), threshold)


def _ask(chain: Chain, address: str, name: str) -> Any:
    """The answer, or None where the contract has no such function or answers something else."""
    function = Function(next(one for one in SAFE if one["name"] == name))
    try:
        return function.decode_answer(chain.node.call(Message(address, function.encode([]))))
    except (RpcError, ValueError):
        return None
