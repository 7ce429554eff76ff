"""How verbs act on the rows of a table: look at all of them, ask once, send in as few transactions
as fit, and go on where a killed command stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from daoctl.cli.acting import Plan, confirm, dry, look, tell, write_calldata
from daoctl.cli.contract_accounts import refuse_contract, try_as_contract
from daoctl.errors import ChainError, ChainRefused
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.chain.accounts import Signer
    from daoctl.chain.batches import BatchResult
    from daoctl.chain.connection import Chain
    from daoctl.chain.contracts import Call
    from daoctl.charter.authority import Role
    from daoctl.cli.session import Session

Row = TypeVar("Row")


@dataclass(frozen=True)
class BatchOutcome:
    """What became of a batch. `sent` is False after --dry-run and --output calldata. Of the rows
    `done` took effect now and `skipped` had before; `transactions` are this run's."""

    sent: bool
    done: int = 0
    skipped: int = 0
    transactions: tuple[str, ...] = ()


def act_batch(
    session: Session,
    scope: str,
    rows: Sequence[Row],
    make_call: Callable[[Sequence[Row]], Call],
    what: str,
    *,
    role: Role | str | None = None,
    signer: Signer | None = None,
    per_tx: int = 100,
    key: Callable[[Row], str] = str,
    payload: Callable[[Row], Any] | None = None,
    before_sending: Callable[[Sequence[Row]], None] | None = None,
) -> BatchOutcome:
    """Carries out the rows, each exactly once however often the command is killed and run again.

    `scope` names the batch in the journal (a verb and its contract), `key` a row in it, `payload`
    (JSON) what the row says, so that the same row with other values is refused. `make_call` makes
    one call of several rows. `before_sending` is told the rows that are left, after the yes and
    before the first transaction: for what must be kept safe first, such as salts.

    Raises as `act` does, JournalError, and ChainRefused naming the row; what was done stays done.
    """
    shared, out = session.options, session.out
    if shared.output is not None:
        calls = [make_call(part) for part in _parts(rows, per_tx)]
        try_as_contract(session, calls, role)
        write_calldata(out, calls, [what] * len(calls))
        return BatchOutcome(sent=False)
    with session.journal() as journal:
        known = {entry.key: entry.state for entry in journal.entries(scope)}
        left = [row for row in rows if known.get(key(row)) != "done"]
        if not left:
            if payload is not None:
                # Refuses a row that was done with other values; writes nothing, as all are known.
                journal.begin_many(scope, {key(row): payload(row) for row in rows})
            text = _("Nothing is left to do: all {count} rows were done before.")
            out.say(text.format(count=len(rows)))
            return BatchOutcome(sent=True, skipped=len(rows))
        who = signer or session.account(role)
        refuse_contract(session.chain, who)
        # What a killed command sent may have taken effect: it is settled, not tried out again.
        untried = [row for row in left if known.get(key(row)) != "sent"]
        calls, plan, fits = _plan(session.chain, untried, make_call, who.address, per_tx)
        tell(out, session.chain, who, [what], plan)
        out.say(_how_many(len(left), len(rows) - len(left), len(calls)))
        if shared.dry_run:
            dry(out, calls, [what] * len(calls), plan)
            return BatchOutcome(sent=False)
        plan.check_means(session.chain, who)
        confirm(out, shared)
        if before_sending is not None:
            before_sending(left)
        result = _run(
            session, journal, scope, rows, make_call, signer or session.signer(role),
            per_tx=fits, key=key, payload=payload,
        )  # fmt: skip
    return BatchOutcome(
        sent=True,
        done=result.done,
        skipped=result.skipped,
        transactions=tuple(receipt.tx for receipt in result.receipts),
    )


def _run(
    session: Session,
    journal: Any,
    scope: str,
    rows: Sequence[Row],
    make_call: Callable[[Sequence[Row]], Call],
    signer: Signer,
    **more: Any,
) -> BatchResult:
    from daoctl.chain.batches import run_batch

    with session.out.progress(len(rows), _("Sending")) as bar:
        return run_batch(
            session.chain, journal, scope, rows, make_call, signer,
            progress=lambda done, _total: bar.set(done), **more,
        )  # fmt: skip


def _plan(
    chain: Chain,
    rows: Sequence[Row],
    make_call: Callable[[Sequence[Row]], Call],
    sender: str,
    per_tx: int,
) -> tuple[list[Call], Plan, int]:
    """The transactions as they will be sent, what they cost, and how many rows each holds. Every
    row is tried out. Raises ChainRefused when one would be refused."""
    size = max(1, min(per_tx, len(rows)))
    while True:
        calls = [make_call(part) for part in _parts(rows, size)]
        try:
            return calls, look(chain, calls, sender), size
        except ChainError as error:
            # A refusal without a reason may only have run out of gas, as too many rows do.
            if size == 1 or (isinstance(error, ChainRefused) and error.error_name):
                raise
            size = (size + 1) // 2


def _parts(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _how_many(left: int, before: int, transactions: int) -> str:
    text = ngettext("  {count} row", "  {count} rows", left).format(count=left)
    text += " " + ngettext(
        "in {count} transaction", "in {count} transactions", transactions
    ).format(count=transactions)
    if before:
        text += _("; ") + ngettext(
            "{count} was done before", "{count} were done before", before
        ).format(count=before)
    return text
