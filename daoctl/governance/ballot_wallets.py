"""The pass over ballots that no key signed: the voters' wallets are asked (ERC-1271), or what they
said is taken from a result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from daoctl.chain.recovery import fast_keccak
from daoctl.chain.wallets import WALLET_GAS
from daoctl.governance.ballot_check import Verdict
from daoctl.governance.ballot_chunks import Fault, Signed, unsigned_fault

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain

# Who vouches for ballots that no key signed: gets them all, answers the `wallet_key` of those
# that hold, or None where they could not be asked.
AskWallets = Callable[[list[Signed]], set[bytes] | None]


def wallet_key(signed: Signed) -> bytes:
    """What names a ballot together with its very signature, 32 bytes: a wallet's answer is about
    both. Pure."""
    return fast_keccak(signed.digest + signed.ballot.signature)


def wallets_at(chain: Chain, block: int, gas: int = WALLET_GAS) -> AskWallets:
    """Asks the voters' wallets whether they stand by their ballots, all of them after that one
    block, so that whoever asks again is told the same. Raises ChainError when the node cannot
    answer for the block."""

    def ask(pending: list[Signed]) -> set[bytes]:
        from daoctl.chain.wallets import Question, ask_wallets

        questions = [
            Question(one.ballot.voter, one.digest, one.ballot.signature) for one in pending
        ]
        told = ask_wallets(chain, questions, block, gas)
        return {wallet_key(one) for one, holds in zip(pending, told, strict=True) if holds}

    return ask


def wallets_as_told(answers: set[bytes]) -> AskWallets:
    """Takes the wallets' answers from an earlier result, whose `wallets` they are: for counting
    again without a node."""
    return lambda pending: {wallet_key(one) for one in pending} & answers


def answered(verdicts: Iterable[Verdict], ask: AskWallets | None) -> Iterator[Verdict]:
    """The verdicts in their order, those that were pending decided: signed where the wallet
    vouches, else a fault ("signature" or "high_s", or "wallet_unasked" without an answer). All
    are asked in one go, so the verdicts are held until then. Pure, but for `ask`."""
    held = list(verdicts)
    pending = {place: _signed(one) for place, one in enumerate(held) if one.state == "pending"}
    unique = {wallet_key(one): one for one in pending.values()}
    holds = ask(list(unique.values())) if ask is not None and unique else None
    for place, one in enumerate(held):
        signed = pending.get(place)
        if signed is None:
            yield one
        elif holds is None:
            unasked = Fault(one.line, "wallet_unasked", "", signed.ballot.voter)
            yield replace(one, state="fault", fault=unasked)
        elif wallet_key(signed) in holds:
            yield replace(one, state="signed")
        else:
            yield replace(one, state="fault", fault=unsigned_fault(signed))


def _signed(verdict: Verdict) -> Signed:
    assert verdict.ballot is not None
    return Signed(verdict.line, verdict.ballot, verdict.digest)
