"""For each row of contracts/AUTHORITY.md a call that only its caller could make fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from daoctl.chain.contracts import Call
from daoctl.charter.authority import COUNCIL, ISSUER
from daoctl.times import DAY
from daoctl.units import ZERO_ADDRESS
from tests.chain.authority_village import (
    BRIEF,
    BUDGET,
    ETH,
    FOR,
    HOLDER,
    INVITED,
    LAPSED,
    LISTED,
    OTHER,
    PRICE,
    REPORT,
    SOMEBODY,
    UNLISTED,
    World,
    open_election,
    phase,
    plan,
    rules,
    sign,
)
from tests.chain.governance_village import COUNCIL_KEY, ISSUER_KEY

Arguments = Callable[[World, str], tuple[Any, ...]]


def _nothing(_world: World, _who: str) -> None:
    pass


@dataclass(frozen=True)
class Case:
    """The arguments of a call by an actor (by the name of its column).

    `own` makes the thing theirs first, in whose place `foreign` names somebody else's. `passed`:
    the DAO's own call must come by a passed proposal, for the Governor knows what it passed.
    """

    arguments: Arguments
    foreign: Arguments | None = None
    prepare: Callable[[World, str], None] = _nothing
    value: int = 0
    passed: bool = False

    def call(self, world: World, key: str, function: str, actor: str) -> Call:
        """The call as the actor would make it."""
        return make(world, key, function, self.arguments(world, actor), self.value)


def make(world: World, key: str, function: str, args: tuple[Any, ...], value: int = 0) -> Call:
    """A call; plain ETH is one without data."""
    if function == "receive":
        return Call("", world.at(key), "", {}, b"", value)
    return world.call(key, function, *args, value=value)


def _is(*args: Any, **more: Any) -> Case:
    """The same arguments for everybody."""
    return Case(lambda _w, _a: args, **more)


def _data(world: World, key: str, function: str, *args: Any) -> bytes:
    return world.call(key, function, *args).data


def _give_token(world: World, actor: str) -> None:
    world.tokens[actor] = world.give_token(world.actors[actor])


def _make_proposer(world: World, actor: str) -> None:
    _give_token(world, actor)
    world.wait(2)
    harmless = world.call("charter", "rename", actor)
    world.proposals[actor] = world.propose(world.actors[actor], actor, harmless)


def _transfer(*more: Any) -> Case:
    return Case(
        lambda w, a: (w.actors[a], SOMEBODY, w.tokens[a], *more),
        foreign=lambda w, _a: (OTHER.address, SOMEBODY, w.tokens["other"], *more),
        prepare=_give_token,
    )


def _delegation(key: str) -> Case:
    def arguments(world: World, _actor: str) -> tuple[Any, ...]:
        values = (SOMEBODY, 0, world.chain.now() + DAY)
        spec = "address delegatee,uint256 nonce,uint256 expiry"
        signed = sign(world, HOLDER, key, "Delegation", spec, *values)
        return (*values, signed[64], signed[:32], signed[32:64])

    return Case(arguments)


def _voucher(world: World, _actor: str) -> tuple[Any, ...]:
    now = world.chain.now()
    values = (ISSUER_KEY.address, INVITED, 0, now + 90 * DAY, bytes(32), 0, now + DAY)
    spec = (
        "address issuer,address holder,uint8 tier,uint64 validUntil,bytes32 commitment,"
        "uint256 epoch,uint64 deadline"
    )
    return (values, sign(world, ISSUER_KEY, "certificate", "Voucher", spec, *values))


def _ballot(world: World, _actor: str) -> tuple[Any, ...]:
    number, voter = world.proposals["voting"].number, HOLDER.address
    spec = "uint256 proposalId,uint8 support,address voter,uint256 nonce"
    signed = sign(world, HOLDER, "governor", "Ballot", spec, number, FOR, voter, 0)
    return (number, FOR, voter, signed)


def _extended_ballot(world: World, _actor: str) -> tuple[Any, ...]:
    number, voter = world.proposals["voting"].number, HOLDER.address
    spec = "uint256 proposalId,uint8 support,address voter,uint256 nonce,string reason,bytes params"
    values = (number, FOR, voter, 0, "well", b"\1")
    signed = sign(world, HOLDER, "governor", "ExtendedBallot", spec, *values)
    return (number, FOR, voter, "well", b"\1", signed)


def _ballots(world: World, _actor: str) -> tuple[Any, ...]:
    number, voter = world.proposals["voting"].number, HOLDER.address
    spec = "uint256 proposalId,uint8 support,address voter"
    signed = sign(world, HOLDER, "governor", "VillageBallot", spec, number, FOR, voter)
    return (number, [(voter, FOR, signed)])


def _choices(world: World, _actor: str) -> tuple[Any, ...]:
    number, voter = world.elections["voting"], HOLDER.address
    slate = world.contract("election").read("election", number).slate
    spec = "uint256 electionId,bytes32 slate,uint64 choices,address voter"
    signed = sign(world, HOLDER, "election", "ElectionBallot", spec, number, slate, 1, voter)
    return (number, [(voter, 1, signed)])


def _nominate(world: World, actor: str) -> None:
    _give_token(world, actor)
    world.wait(2)
    # Who nominates had a vote before the opening.
    number, mine = open_election(world, "withdrawing", 30, 7), plan(world.actors[actor], 30)
    world.act(world.actors[actor], "election", "nominate", number, mine, b"")
    world.candidates[actor] = int(world.contract("election").read("election", number).nominations)


def _elected(name: str, *more: Any) -> Case:
    return Case(lambda w, _a: (w.elections[name], *more))


def _vote(*more: Any) -> Case:
    return Case(lambda w, _a: (w.proposals["voting"].number, FOR, *more))


def _proposed(name: str, *more: Any) -> Case:
    return Case(lambda w, _a: (*w.proposals[name].hashed, *more))


def _work(*more: Any) -> Case:
    return Case(lambda w, _a: (w.grants["work"], *more))


def _grant(*more: Any) -> Case:
    return Case(lambda w, a: (w.grants[a], *more), foreign=lambda w, _a: (w.grants["work"], *more))


def _issuance(world: World) -> tuple[Any, ...]:
    return (SOMEBODY, 0, world.chain.now() + DAY, bytes(32))


def _timelock(*more: Any) -> Case:
    """An operation that the Governor could schedule or run."""
    return Case(lambda w, _a: (w.at("charter"), 0, b"", bytes(32), bytes(32), *more))


def _timelock_batch(*more: Any) -> Case:
    return Case(lambda w, _a: ([w.at("charter")], [0], [b""], bytes(32), bytes(32), *more))


_FIXED = _is(SOMEBODY)
_SOULBOUND = (OTHER.address, SOMEBODY, 1)
_ERC721 = Case(lambda w, a: (w.actors[a], SOMEBODY, 1, b""))
_ERC1155 = Case(lambda w, a: (w.actors[a], SOMEBODY, 1, 1, b""))
_ERC1155_BATCH = Case(lambda w, a: (w.actors[a], SOMEBODY, [1], [1], b""))
_RECEIVERS = {
    "receive": _is(value=1),
    "onERC721Received": _ERC721,
    "onERC1155Received": _ERC1155,
    "onERC1155BatchReceived": _ERC1155_BATCH,
}

_BY_CONTRACT: Mapping[str, Mapping[str, Case]] = {
    "authority": {
        "cancel": Case(lambda w, a: (w.actors[a], w.at("sale"), _data(w, "sale", "pause"))),
        "consumeScheduledOp": Case(lambda w, a: (w.actors[a], _data(w, "sale", "pause"))),
        "execute": Case(
            lambda w, _a: (w.at("authority"), _data(w, "authority", "labelRole", 77, "new"))
        ),
        "grantRole": _is(ISSUER.id, SOMEBODY, 0),
        "labelRole": _is(77, "new"),
        "multicall": Case(
            lambda w, a: ([_data(w, "authority", "renounceRole", ISSUER.id, w.actors[a])],)
        ),
        "renounceRole": Case(
            lambda w, a: (ISSUER.id, w.actors[a]), foreign=lambda _w, _a: (ISSUER.id, SOMEBODY)
        ),
        "revokeRole": _is(ISSUER.id, ISSUER_KEY.address),
        "schedule": Case(lambda w, _a: (w.at("sale"), _data(w, "sale", "pause"), 0)),
        "setGrantDelay": _is(ISSUER.id, 60),
        "setRoleAdmin": _is(ISSUER.id, COUNCIL.id),
        "setRoleGuardian": _is(ISSUER.id, COUNCIL.id),
        "setTargetAdminDelay": Case(lambda w, _a: (w.at("sale"), 60)),
        "setTargetClosed": Case(lambda w, _a: (w.at("sale"), True)),
        "setTargetFunctionRole": Case(
            lambda w, _a: (w.at("sale"), [_data(w, "sale", "pause")], ISSUER.id)
        ),
        "updateAuthority": Case(lambda w, _a: (w.at("sale"), SOMEBODY)),
    },
    "charter": {
        "adopt": _is(b"\2" * 32, ""),
        "publish": _is(b"text".ljust(32, b"\0"), b"\3" * 32, 1, ""),
        "register": _is(b"library".ljust(32, b"\0"), SOMEBODY),
        "rename": _is("新しい村"),
        "setAuthority": _FIXED,
    },
    "treasury": {
        "approve": _work(0, REPORT),
        "award": _is(0, plan(SOMEBODY, 30)),
        "awardReserved": _is(1, plan(SOMEBODY, 30)),
        "cancel": _work("moved away"),
        "changeRecipient": _grant(SOMEBODY),
        "claim": _work(1),
        "closeBudget": _is(BUDGET),
        "closeExpired": _is(BRIEF),
        "creditBudget": _is(BUDGET, ZERO_ADDRESS, 1),
        "delistAsset": _is(LISTED),
        "expire": _work(2),
        "fundBudget": _is(BUDGET, 1),
        "listAsset": _is(UNLISTED),
        "onERC721Received": _ERC721,
        "openBudget": Case(
            lambda w, _a: (ZERO_ADDRESS, ETH, w.chain.now() + DAY, "new", ZERO_ADDRESS, 0)
        ),
        "pay": _is(ZERO_ADDRESS, SOMEBODY, 1, "thanks"),
        "receive": _is(value=1),
        "reject": _work(0, REPORT, "no picture"),
        "releaseReservation": _is(1),
        "replaceRecipient": _work(SOMEBODY),
        "report": _grant(0, REPORT, ""),
        "reserve": _is(BUDGET, 1),
        "setAuthority": _FIXED,
        "setAwarder": _is(BUDGET, SOMEBODY, True),
        "transferNFT": Case(lambda w, _a: (w.at("villager"), SOMEBODY, w.tokens["treasury"])),
    },
    "villager": {
        "approve": Case(
            lambda w, a: (SOMEBODY, w.tokens[a]),
            foreign=lambda w, _a: (SOMEBODY, w.tokens["other"]),
            prepare=_give_token,
        ),
        "burn": Case(
            lambda w, a: (w.tokens[a],),
            foreign=lambda w, _a: (w.tokens["other"],),
            prepare=_give_token,
        ),
        "delegate": _is(SOMEBODY),
        "delegateBySig": _delegation("villager"),
        "freezeBaseURI": _is(),
        "mint": _is(SOMEBODY, 1),
        "mintBatch": _is([SOMEBODY]),
        "safeTransferFrom(address,address,uint256)": _transfer(),
        "safeTransferFrom(address,address,uint256,bytes)": _transfer(b""),
        "setApprovalForAll": _is(SOMEBODY, True),
        "setAuthority": _FIXED,
        "setBaseURI": _is("ipfs://new/"),
        "transferFrom": _transfer(),
    },
    "certificate": {
        "approve": _is(SOMEBODY, 1),
        "claim": Case(_voucher),
        "delegate": _is(SOMEBODY),
        "delegateBySig": _delegation("certificate"),
        "issue": Case(lambda w, _a: (_issuance(w),)),
        "issueBatch": Case(lambda w, _a: ([_issuance(w)],)),
        "lapse": _is([2]),
        "reissue": _is(1, SOMEBODY),
        "renew": Case(lambda w, _a: (1, w.chain.now() + 999 * DAY)),
        "revoke": _is(1, 0),
        "safeTransferFrom(address,address,uint256)": _is(*_SOULBOUND),
        "safeTransferFrom(address,address,uint256,bytes)": _is(*_SOULBOUND, b""),
        "setApprovalForAll": _is(SOMEBODY, True),
        "setAuthority": _FIXED,
        "setDailyLimit": _is(7),
        "stopIssuing": _is(),
        "transferFrom": _is(*_SOULBOUND),
    },
    "timelock": {
        **_RECEIVERS,
        "cancel": Case(
            lambda w, _a: (w.contract("timelock").read("hashOperationBatch", *_queued(w)),)
        ),
        "execute": _timelock(),
        "executeBatch": Case(lambda w, _a: _queued(w)),
        "grantRole": _is(bytes(32), SOMEBODY),
        "renounceRole": Case(lambda w, a: (bytes(32), w.actors[a])),
        "revokeRole": Case(lambda w, _a: (bytes(32), w.at("governor"))),
        "schedule": _timelock(3 * DAY),
        "scheduleBatch": _timelock_batch(3 * DAY),
        "updateDelay": _is(DAY),
    },
    "governor": {
        **_RECEIVERS,
        "cancel": Case(
            lambda w, a: w.proposals[a].hashed,
            foreign=lambda w, _a: w.proposals["waiting"].hashed,
            prepare=_make_proposer,
        ),
        "castBallots": Case(_ballots),
        "castVote": _vote(),
        "castVoteBySig": Case(_ballot),
        "castVoteWithReason": _vote("well"),
        "castVoteWithReasonAndParams": _vote("well", b"\1"),
        "castVoteWithReasonAndParamsBySig": Case(_extended_ballot),
        "execute": _proposed("done"),
        "propose": Case(
            lambda w, a: (
                *w.proposals["done"].actions,
                f"Again #proposer={w.actors[a].lower()}",
            )
        ),
        "queue": _proposed("passed"),
        "relay": _is(SOMEBODY, 0, b""),
        "setAuthority": _FIXED,
        "setLateQuorumVoteExtension": _is(DAY // 2, passed=True),
        "setProposalThreshold": _is(1, passed=True),
        "setVotingDelay": _is(DAY // 2, passed=True),
        "setVotingPeriod": _is(3 * DAY, passed=True),
        "updateQuorumNumerator": _is(500, passed=True),
        "updateTimelock": _is(SOMEBODY),
        "veto": _proposed("waiting", "too early"),
    },
    "sale": {
        "addPhase": Case(lambda w, _a: (phase(w.chain.now() + DAY),)),
        "buy": _is(1, 1, SOMEBODY, 0, [], value=PRICE),
        "pause": _is(),
        "setAllowlist": _is(2, b"\4" * 32),
        "setAuthority": _FIXED,
        "sweep": _is(1),
        "unpause": _is(prepare=lambda w, _a: w.act(COUNCIL_KEY.address, "sale", "pause")),
        "welcome": _is([SOMEBODY, LAPSED]),
    },
    "election": {
        "award": _elected("closed", 1),
        "cast": _elected("voting", 2),
        "castBallots": Case(_choices),
        "close": _elected("ended"),
        "nominate": Case(lambda w, a: (w.elections["nominating"], plan(w.actors[a], 30), b"")),
        "open": Case(lambda w, _a: (rules(w, 3, 2),)),
        "setAuthority": _FIXED,
        "setBounds": _is((3 * DAY, 2 * DAY, 500, False)),
        "setElectorate": Case(lambda w, _a: (w.at("certificate"), False)),
        "strike": _elected("nominating", 1, "no address of a person"),
        "withdraw": Case(
            lambda w, a: (w.elections["withdrawing"], w.candidates[a]),
            foreign=lambda w, _a: (w.elections["nominating"], 1),
            prepare=_nominate,
        ),
    },
}


def _queued(world: World) -> tuple[Any, ...]:
    """The operation that waits in the timelock, as the Governor scheduled it."""
    *actions, hashed = world.proposals["done"].hashed
    mine = int.from_bytes(bytes.fromhex(world.at("governor")[2:]) + bytes(12), "big")
    salt = (mine ^ int.from_bytes(hashed, "big")).to_bytes(32, "big")
    return (*actions, bytes(32), salt)


CASES: Mapping[tuple[str, str], Case] = {
    (key, function): case
    for key, by_function in _BY_CONTRACT.items()
    for function, case in by_function.items()
}
