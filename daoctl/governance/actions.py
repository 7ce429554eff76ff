"""From drafted actions to the bytes that stand in a proposal, and from any proposal's bytes back
to words: a proposal made with other tools is read as well as our own.

Pure: the ABIs ship with daoctl, the addresses come with the setting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from daoctl.charter.authority import ADMIN, CONTRACTS, DAO
from daoctl.governance.action import Action, RawAction
from daoctl.governance.action_words import spoken, written
from daoctl.governance.charter_change import details_of_adoption
from daoctl.governance.one_line import one_line
from daoctl.governance.setting import Setting, contract_words
from daoctl.units import format_amount
from daoctl.words import _

# The Governor's own settings, which it lets be changed only while it carries out a proposal.
ONLY_GOVERNANCE = frozenset(
    {
        "updateQuorumNumerator",
        "setVotingDelay",
        "setVotingPeriod",
        "setProposalThreshold",
        "setLateQuorumVoteExtension",
    }
)

# Functions of the authority that a village hardly ever needs and that can undo its order.
_ORDINARY_AUTHORITY = frozenset({"grantRole", "revokeRole"})


@dataclass(frozen=True)
class Decoded:
    """An action in words. `contract` is the directory key, None for a stranger; `function` and
    `args` are None where the bytes are of no function that daoctl knows; `warning` says what a
    reader must know before voting, `details` what daoctl can tell of it beyond the sentence."""

    raw: RawAction
    words: str
    contract: str | None = None
    function: str | None = None
    args: Mapping[str, Any] | None = None
    warning: str | None = None
    details: tuple[str, ...] = ()


def encode(actions: Iterable[Action], setting: Setting) -> list[RawAction]:
    """The calls that the timelock shall make. Raises DoesNotFit when arguments do not fit."""
    from daoctl.chain.contracts import artifact

    return [
        RawAction(
            setting.contracts[action.contract],
            artifact(CONTRACTS[action.contract])
            .function(action.function, len(action.args))
            .encode(action.args),
        )
        for action in actions
    ]


def decode(raw: RawAction, setting: Setting) -> Decoded:
    """The action in words, whoever wrote it; raw bytes and a warning where nobody can tell."""
    from daoctl.chain.codec import DoesNotFit
    from daoctl.chain.contracts import artifact

    key = setting.key_of(raw.target)
    if key is None or key not in CONTRACTS:
        return _stranger(raw, key)
    try:
        found = artifact(CONTRACTS[key]).selectors.get(raw.data[:4])
        args = found.decode(raw.data) if found is not None else None
    except DoesNotFit:
        found = args = None
    if found is None or args is None:
        return Decoded(
            raw,
            _("Call {contract} ({address}) with {data}").format(
                contract=contract_words(key), address=raw.target, data=_hex(raw.data)
            ),
            key,
            warning=_("The contract has no such function: this cannot work."),
        )
    words = one_line(spoken(key, found.name, args, setting) or written(key, found.name, args))
    if raw.value:
        words += _("; {amount} goes with it").format(amount=format_amount(raw.value))
    return Decoded(
        raw,
        words,
        key,
        found.name,
        args,
        _warning(key, found.name, args, setting),
        tuple(one_line(line) for line in _details(key, found.name, args, setting)),
    )


def _stranger(raw: RawAction, key: str | None) -> Decoded:
    warning = _("This is no contract of the village: daoctl cannot tell what it does.")
    if not raw.data:
        words = _("Send {amount} to {address}").format(
            amount=format_amount(raw.value), address=raw.target
        )
        return Decoded(raw, words, key, warning=None if raw.value else warning)
    words = _("Call {address} with {data}").format(address=raw.target, data=_hex(raw.data))
    if raw.value:
        words += _("; {amount} goes with it").format(amount=format_amount(raw.value))
    return Decoded(raw, words, key, warning=warning)


def _details(key: str, function: str, args: Mapping[str, Any], setting: Setting) -> tuple[str, ...]:
    if (key, function) == ("charter", "adopt"):
        return details_of_adoption(
            setting.charter_files, setting.charter_in_force, bytes(args["contentHash"])
        )
    return ()


def _warning(key: str, function: str, args: Mapping[str, Any], setting: Setting) -> str | None:
    if (key, function) == ("charter", "register"):
        entry = bytes(args["key"]).rstrip(b"\0").decode("ascii", "replace")
        if entry in CONTRACTS and entry in setting.contracts:
            return _(
                "Who looks the village up by its address is led to another contract from then on; "
                "the old one keeps its powers."
            )
    if key != "authority":
        return None
    if function not in _ORDINARY_AUTHORITY:
        return _("This changes the village's order of offices itself. Ask somebody who knows it.")
    if args["roleId"] in (ADMIN.id, DAO.id):
        return _("This hands over or takes away the village's own power over itself.")
    if function == "grantRole" and args["executionDelay"]:
        return _("The office is given with a delay, which the village's contracts do not foresee.")
    return None


def _hex(data: bytes) -> str:
    return "0x" + data.hex()
