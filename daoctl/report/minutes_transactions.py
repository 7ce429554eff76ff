"""The transactions that minutes name: what was done in each, who sent it, and which brought the
ballots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daoctl.errors import ChainError
from daoctl.report.minutes import Section, Sentences, Table
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.logs import Log
    from daoctl.charter.village import Village


@dataclass(frozen=True)
class Deed:
    """A transaction that did something: which event told of it, where and when."""

    event: str
    tx: str
    block: int
    moment: int


@dataclass(frozen=True)
class Bringing:
    """A transaction that brought ballots, and how many of them count."""

    tx: str
    block: int
    ballots: int


@dataclass(frozen=True)
class Sender:
    """Who sent a transaction, and which contract they called ("" where it is the one itself that
    the record is about)."""

    account: str
    through: str


def deeds_of(village: Village, logs: Sequence[Log]) -> tuple[Deed, ...]:
    """The events with the time of each."""
    return tuple(
        Deed(log.event, log.tx, log.block, village.chain.time_of(log.block)) for log in logs
    )


def bringings_of(logs: Iterable[Log]) -> tuple[Bringing, ...]:
    """The transactions of these events of ballots, each once, in the order of the chain."""
    counted = Counter((log.tx, log.block) for log in logs)
    return tuple(Bringing(tx, block, ballots) for (tx, block), ballots in counted.items())


def sender_of(village: Village, tx: str, contract: str) -> Sender:
    """Who sent a transaction that did something in a contract. Raises ChainError where the node
    does not have it any more: a record that left it out would depend on who writes it."""
    from daoctl.chain.codec import checksummed

    sent = village.chain.node.sent(tx)
    if sent is None or sent.sender is None:
        raise ChainError(
            _("The node does not give transaction {tx}.").format(tx=tx),
            cause=_("It may keep only the newest ones."),
            hint=_("Use another node with --rpc."),
        )
    called = checksummed(sent.to) if sent.to else ""
    return Sender(checksummed(sent.sender), "" if called == contract else called)


def transactions(rows: Sequence[tuple[str, Deed]]) -> Table:
    """What was done, in which block, by which transaction."""
    return Table(
        ("", _("Block"), _("Transaction")),
        tuple(((words,), (f"{one.block:,}",), (one.tx,)) for words, one in rows),
        frozenset({1}),
    )


def ballots_section(bringings: Sequence[Bringing]) -> tuple[Section, ...]:
    """The appendix that names the transactions which brought the ballots; none without ballots."""
    if not bringings:
        return ()
    explained = _(
        "Every ballot that counts came in one of these, in the order of the chain. Ballots that "
        "were gathered came several in one transaction."
    )
    table = Table(
        (_("Block"), _("Transaction"), _("Ballots")),
        tuple(((f"{one.block:,}",), (one.tx,), (f"{one.ballots:,}",)) for one in bringings),
        frozenset({0, 2}),
    )
    return (
        Section(
            _("Appendix: the transactions that brought the ballots"),
            (Sentences((explained,)), table),
        ),
    )
