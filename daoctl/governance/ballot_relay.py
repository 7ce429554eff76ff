"""Signed ballots as transactions, and what became of each.

Key-signed ballots travel apart from those that a wallet contract vouches for, so that no wallet can
spoil a batch of the others, and wallets get, on top of what they use today, the gas that each may
use at most (`walletGas`): one that changes its mind between the look and the block starves nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daoctl.governance.ballot_delegations import delegation_call, rounds
from daoctl.governance.ballot_judging import Judged
from daoctl.governance.ballot_votes import Vote
from daoctl.governance.ballots import SUPPORT
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain
    from daoctl.chain.contracts import Call
    from daoctl.chain.journal import Journal
    from daoctl.chain.logs import Log

# What one transaction may hold of the gas it may use at most (as `batches.CHUNK_GAS`).
ROOM = 16_777_216 * 3 // 4
# What a ballot costs beside its wallet: a new slot, a cold read, an event, its calldata.
BALLOT_GAS = 90_000
# What a batch costs beside its ballots.
BATCH_GAS = 300_000
# IBallots.BallotFault, in its order.
FAULTS = ("None", "AlreadyVoted", "NoVotingPower", "InvalidChoice", "InvalidSignature")


@dataclass(frozen=True)
class Batch:
    """Ballots of one vote that travel together, at most `per_tx` to a transaction. `reserve` is the
    gas that some of them may need beyond what they need now."""

    vote: Vote
    scope: str
    rows: tuple[Judged, ...]
    per_tx: int
    make_call: Callable[[Sequence[Judged]], Call]
    reserve: Callable[[Sequence[Judged]], int]


@dataclass(frozen=True)
class Fate:
    """What became of a ballot on the chain: counted with `power`, or rejected for `reason`."""

    counted: bool
    tx: str
    block: int
    power: int = 0
    reason: str = ""


def batches(judged: Iterable[Judged], per_tx: int = 100) -> list[Batch]:
    """What is to be sent, by vote: ballots that would count now. Pure but for `walletGas`."""
    groups: dict[tuple[str, bool], list[Judged]] = defaultdict(list)
    for one in judged:
        if one.worth == "counts" and one.vote is not None and one.vote.phase == "open":
            groups[scope_of(one.vote), one.wallet].append(one)
    found: list[Batch] = []
    for (scope, wallet), rows in groups.items():
        vote = rows[0].vote
        assert vote is not None
        if vote.kind == "delegation":
            found += [
                Batch(vote, scope, tuple(turn), 1, delegation_call, _nothing)
                for turn in rounds(rows)
            ]
            continue
        share = wallet_share(vote) if wallet else 0
        most = min(per_tx, max(1, (ROOM - BATCH_GAS) // (share + BALLOT_GAS))) if wallet else per_tx
        found.append(Batch(vote, scope, tuple(rows), most, ballots_call, _reserve(share)))
    return found


def wallet_share(vote: Vote) -> int:
    """The gas that must be there for one wallet of the vote, whatever it does."""
    gas = int(vote.contract.read("walletGas"))
    # A call passes on 63 of 64 parts of what is left (EIP-150).
    return gas + gas // 63 + 5_000


def ballots_call(rows: Sequence[Judged]) -> Call:
    """The call that casts these ballots of one vote."""
    vote = rows[0].vote
    assert vote is not None
    ballots = []
    for row in rows:
        assert row.ballot is not None
        choice = row.ballot.choice
        chosen = SUPPORT.index(choice) if isinstance(choice, str) else choice
        ballots.append((row.voter, chosen, row.ballot.signature))
    return vote.contract.call("castBallots", vote.subject, ballots)


def scope_of(vote: Vote) -> str:
    """The vote's name in the journal."""
    return f"vote relay {vote.kind} {vote.contract.address} {vote.subject!r}"


def key_of(row: Judged) -> str:
    """What names a ballot together with its very signature."""
    from daoctl.chain.recovery import fast_keccak

    assert row.ballot is not None
    return fast_keccak(row.digest + row.ballot.signature).hex()


def keys_to_send(journal: Journal, batch: Batch) -> dict[int, str]:
    """Each row's name in the journal for this sending, by its place. A ballot that was sent before
    and does not stand on the chain was rejected then, and gets another name."""
    states = {entry.key: entry.state for entry in journal.entries(batch.scope)}
    names: dict[int, str] = {}
    for place, row in enumerate(batch.rows):
        base, attempt = key_of(row), 1
        name = base
        while states.get(name) == "done":
            attempt += 1
            name = f"{base}:{attempt}"
        names[place] = name
    return names


def transactions_of(journal: Journal, rows: Iterable[Judged]) -> dict[str, list[str]]:
    """The transactions by which each ballot was ever sent from here, by `key_of`."""
    scopes = {scope_of(row.vote) for row in rows if row.vote is not None}
    found: dict[str, list[str]] = defaultdict(list)
    for scope in scopes:
        for entry in journal.entries(scope):
            if entry.tx is not None:
                found[entry.key.partition(":")[0]].append(entry.tx)
    return found


def read_fates(chain: Chain, rows: Sequence[Judged], sent: dict[str, list[str]]) -> dict[str, Fate]:
    """What became of each ballot that was ever sent from here, by `key_of`, from the events of its
    transactions; a counted one outweighs an earlier rejection."""
    from daoctl.chain.logs import decode_logs

    txs = list(dict.fromkeys(tx for one in sent.values() for tx in one))
    receipts = {
        raw.tx: raw for raw in chain.node.receipts(txs) if raw is not None and raw.status == 1
    }
    events = {tx: _by_voter(decode_logs(raw.logs)) for tx, raw in receipts.items()}
    found: dict[str, Fate] = {}
    for row in rows:
        key = key_of(row)
        for tx in sent.get(key, ()):
            if tx not in receipts:
                continue
            for log in events[tx].get(row.voter, ()):
                fate = _fate(row, log, receipts[tx].block)
                if fate is not None and (key not in found or fate.counted):
                    found[key] = fate
    return found


def _by_voter(logs: Iterable[Log]) -> dict[str, list[Log]]:
    found: dict[str, list[Log]] = defaultdict(list)
    for log in logs:
        who = log.args.get("voter") or log.args.get("delegator")
        if isinstance(who, str):
            found[who].append(log)
    return found


def _fate(row: Judged, log: Log, block: int) -> Fate | None:
    vote = row.vote
    assert vote is not None
    if log.address != vote.contract.address:
        return None
    a = log.args
    match log.event:
        case "VoteCast" if a["proposalId"] == vote.subject:
            return Fate(True, log.tx, block, int(a["weight"]))
        case "ChoicesCast" if a["election"] == vote.subject:
            return Fate(True, log.tx, block, int(a["weight"]))
        case "BallotRejected" if a["subject"] == vote.subject:
            return Fate(False, log.tx, block, 0, FAULTS[int(a["reason"])])
        case "DelegateChanged":
            return Fate(True, log.tx, block, row.power)
    return None


def reason_words(reason: str) -> str:
    """Why the chain rejected a ballot, in words."""
    return {
        "AlreadyVoted": _("The voter had voted already."),
        "NoVotingPower": _("The account had no votes at the snapshot."),
        "InvalidChoice": _(
            "The ballot names no plan, too many, or one that does not stand any more."
        ),
        "InvalidSignature": _(
            "The voter's wallet did not stand by the signature when the chain asked it."
        ),
    }.get(reason, reason)


def _reserve(share: int) -> Callable[[Sequence[Judged]], int]:
    return lambda rows: len(rows) * (share + BALLOT_GAS) if share else 0


def _nothing(_rows: Sequence[Any]) -> int:
    return 0
