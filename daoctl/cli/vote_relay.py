"""`daoctl vote relay`: carries signed ballots and delegations to the chain, for whoever pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daoctl.cli.options import Shared, sends
from daoctl.cli.vote_check import BallotsArgument, CsvOption, ElectionOption, ProposalOption
from daoctl.errors import AccountError, ChainRefused, DaoctlError, Differs
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.chain.accounts import Signer
    from daoctl.chain.contracts import Call
    from daoctl.cli.acting import Plan
    from daoctl.cli.session import Session, Who
    from daoctl.governance.ballot_judging import Judged
    from daoctl.governance.ballot_relay import Batch, Fate

STARVED = "SignatureCheckTooLittleGas"


@dataclass(frozen=True)
class Options:
    """Which ballots, of which vote (of any without one), how many to a transaction at most."""

    shared: Shared
    ballots: Path
    proposal: int | None = None
    election: int | None = None
    per_tx: int = 100
    csv: Path | None = None


def register(app: typer.Typer) -> None:
    """Adds the verb to its noun."""

    @app.command("relay", help=_("Carry signed ballots to the chain, each exactly once."))
    @sends
    def relay_command(
        shared: Shared,
        ballots: BallotsArgument,
        proposal: ProposalOption = None,
        election: ElectionOption = None,
        per_tx: Annotated[
            int,
            typer.Option(
                "--per-transaction",
                min=1,
                max=250,
                metavar="NUMBER",
                help=_("How many ballots a transaction carries at most."),
            ),
        ] = 100,
        csv: CsvOption = None,
    ) -> None:
        run(Options(shared, ballots, proposal, election, per_tx, csv))


def run(options: Options) -> None:
    """Checks, asks, sends, and reports each ballot's fate. Raises what `vote check` and `act`
    raise; Differs when it is done and a ballot does not count; AccountError when the money ran out
    midway, after what was done was reported."""
    from daoctl.cli.session import open_village
    from daoctl.cli.vote_check import judged_ballots

    with open_village(options.shared) as session:
        judged = judged_ballots(session, options.ballots, options.proposal, options.election)
        _Relay(session, options, judged).run()


@dataclass
class _Relay:
    session: Session
    options: Options
    judged: list[Judged]
    # What a transaction costs at most, in wei.
    each: int = 0

    def run(self) -> None:
        """Everything, from the question to the report."""
        from daoctl.cli.acting import confirm, dry, say_in_earnest, tell, write_calldata
        from daoctl.cli.contract_accounts import refuse_contract, try_as_contract
        from daoctl.governance.ballot_relay import batches

        session, shared, out = self.session, self.options.shared, self.session.out
        found = batches(self.judged, self.options.per_tx)
        self._say_faults()
        if not found:
            out.say(_("There is nothing to carry."))
            self._report(None)
            return
        if shared.output is not None:
            calls, words = _calls(found), _sentences(found)
            try_as_contract(session, calls, None)
            write_calldata(out, calls, words)
            return
        who = session.account()
        refuse_contract(session.chain, who)
        plan, calls = _plan(session, found, who)
        tell(out, session.chain, who, _words(found), plan)
        self._say_size(len(calls))
        say_in_earnest(out, session.chain, session.village.folder)
        if shared.dry_run:
            dry(out, calls, _sentences(found), plan)
            return
        plan.check_means(session.chain, who)
        self.each = plan.fee // len(calls)
        confirm(out, shared)
        failure = self._send(found, session.signer())
        self._report(failure)
        if failure is not None:
            raise failure

    def _send(self, found: list[Batch], signer: Signer) -> DaoctlError | None:
        """Sends until nothing is left that counts; why it stopped, if it did."""
        per_tx = self.options.per_tx
        tried: set[tuple[frozenset[str], int]] = set()
        while found:
            try:
                for batch in found:
                    self._send_batch(replace(batch, per_tx=min(batch.per_tx, per_tx)), signer)
                return None
            except ChainRefused as refused:
                # Something changed under way: a vote ended, a delegation was carried by another.
                # What still counts is sent again; a starved batch in smaller parts.
                if refused.error_name in (STARVED, ""):
                    per_tx = max(1, min(per_tx, max(one.per_tx for one in found)) // 2)
                before, found = found, self._again()
                attempt = (_names(found), per_tx)
                if attempt in tried or (_names(found) == _names(before) and per_tx < 2):
                    return refused
                tried.add(attempt)
            except AccountError as error:
                return self._out_of_money(error, signer)
            except DaoctlError as error:
                return error
        return None

    def _again(self) -> list[Batch]:
        from daoctl.governance.ballot_judging import rejudge
        from daoctl.governance.ballot_relay import batches

        self.judged = rejudge(self.session.village, self.judged)
        return batches(self.judged, self.options.per_tx)

    def _send_batch(self, batch: Batch, signer: Signer) -> None:
        from daoctl.chain.batches import run_batch
        from daoctl.governance.ballot_relay import keys_to_send

        session = self.session
        with session.journal() as journal:
            names = keys_to_send(journal, batch)
            rows = list(enumerate(batch.rows))
            with session.out.progress(len(rows), _("Carrying")) as bar:
                run_batch(
                    session.chain,
                    journal,
                    batch.scope,
                    rows,
                    lambda part: batch.make_call([row for _place, row in part]),
                    signer,
                    progress=lambda done, _total: bar.set(done),
                    per_tx=batch.per_tx,
                    key=lambda numbered: names[numbered[0]],
                    reserve=lambda part: batch.reserve([row for _place, row in part]),
                )

    def _out_of_money(self, error: AccountError, signer: Signer) -> AccountError:
        """The same error, saying how far it came and, where money is what lacks, how it goes
        on."""
        fates = self._fates()
        count = sum(fate.counted for fate in fates.values())
        error.cause = (
            _("{count} of these ballots stand on the chain. {cause}")
            .format(count=f"{count:,}", cause=error.cause or "")
            .strip()
        )
        if self.session.chain.balance(signer.address) < self.each:
            error.hint = _(
                "Send ETH to {address} and run the same command again: no ballot is cast twice."
            ).format(address=signer.address)
        return error

    def _fates(self) -> dict[str, Fate]:
        """What became of the ballots that were ever carried from here, by their names."""
        from daoctl.governance.ballot_relay import read_fates, transactions_of

        rows = [one for one in self.judged if one.vote is not None and one.ballot is not None]
        with self.session.journal() as journal:
            sent = transactions_of(journal, rows)
        return read_fates(self.session.chain, rows, sent)

    def _report(self, failure: DaoctlError | None) -> None:
        """Every ballot's fate. Raises Differs when all was done and one does not count."""
        from daoctl.cli import vote_ballots_show as show
        from daoctl.governance.ballot_judging import rejudge
        from daoctl.governance.ballot_relay import key_of

        out, fates = self.session.out, self._fates()
        if any(not fate.counted for fate in fates.values()):
            # Somebody may have carried the same ballot a moment earlier: then it stands.
            self.judged = rejudge(self.session.village, self.judged)
        rows = [
            show.row(one, fates.get(key_of(one)) if one.ballot is not None else None)
            for one in self.judged
        ]
        if self.options.csv is not None:
            show.write_csv(self.options.csv, rows)
        counts = show.totals(rows)
        if out.as_json:
            transactions = list(dict.fromkeys(one["tx"] for one in rows if one["tx"]))
            out.emit_json(
                {
                    "votes": show.votes_json(self.judged),
                    "ballots": rows,
                    **counts,
                    "transactions": transactions,
                }
            )
        else:
            show.print_rows(out, rows)
            out.data(
                ngettext(
                    "{count} ballot stands on the chain.",
                    "{count} ballots stand on the chain.",
                    counts["counted"],
                ).format(count=f"{counts['counted']:,}")
            )
        bad = counts["fault"] + counts["rejected"]
        if bad and failure is None:
            raise Differs(
                ngettext("{count} line does not count.", "{count} lines do not count.", bad).format(
                    count=f"{bad:,}"
                )
            )

    def _say_faults(self) -> None:
        bad = [one for one in self.judged if one.worth == "fault"]
        copies = sum(one.worth == "copy" for one in self.judged)
        before = sum(one.worth == "counted" for one in self.judged)
        waits = sum(
            one.worth == "counts" and one.vote is not None and one.vote.phase == "early"
            for one in self.judged
        )
        said = [
            (
                len(bad),
                ngettext(
                    "{count} line does not count and is not sent.",
                    "{count} lines do not count and are not sent.",
                    len(bad),
                ),
            ),
            (copies, ngettext("{count} copy is left out.", "{count} copies are left out.", copies)),
            (
                before,
                ngettext(
                    "{count} ballot stands on the chain already.",
                    "{count} ballots stand on the chain already.",
                    before,
                ),
            ),
            (
                waits,
                ngettext(
                    "{count} ballot waits until voting opens.",
                    "{count} ballots wait until voting opens.",
                    waits,
                ),
            ),
        ]
        for count, text in said:
            if count:
                self.session.out.say(text.format(count=f"{count:,}"))

    def _say_size(self, transactions: int) -> None:
        self.session.out.say(
            "  "
            + ngettext("in {count} transaction", "in {count} transactions", transactions).format(
                count=transactions
            )
        )


def _names(found: Sequence[Batch]) -> frozenset[str]:
    from daoctl.governance.ballot_relay import key_of

    return frozenset(key_of(row) for batch in found for row in batch.rows)


def _parts(batch: Batch) -> list[Sequence[Judged]]:
    rows = batch.rows
    return [rows[start : start + batch.per_tx] for start in range(0, len(rows), batch.per_tx)]


def _calls(found: Sequence[Batch]) -> list[Call]:
    return [batch.make_call(part) for batch in found for part in _parts(batch)]


def _plan(session: Session, found: Sequence[Batch], who: Who) -> tuple[Plan, list[Call]]:
    """What it costs at most, every transaction tried that can be tried now: of one account's
    delegations only the first."""
    from daoctl.chain.sending import estimate, fees, with_margin
    from daoctl.cli.acting import Plan

    price = fees(session.chain)[0]
    calls, gas, usual = [], 0, 0
    turns: set[str] = set()
    for batch in found:
        first = batch.scope not in turns or batch.vote.kind != "delegation"
        turns.add(batch.scope)
        for part in _parts(batch):
            call = batch.make_call(part)
            if first:
                usual = with_margin(estimate(session.chain, call, who.address))
            calls.append(call)
            gas += usual + batch.reserve(part)
    return Plan(gas, 0, gas * price), calls


def _words(found: Sequence[Batch]) -> list[str]:
    """One sentence for each vote."""
    counts: dict[str, tuple[Batch, int, int]] = {}
    for batch in found:
        _batch, rows, units = counts.get(batch.scope, (batch, 0, 0))
        units += sum(row.power for row in batch.rows)
        counts[batch.scope] = (batch, rows + len(batch.rows), units)
    return [_sentence(batch, rows, units) for batch, rows, units in counts.values()]


def _sentence(batch: Batch, rows: int, units: int) -> str:
    if batch.vote.kind == "delegation":
        return ngettext(
            "Carry {count} signed delegation", "Carry {count} signed delegations", rows
        ).format(count=f"{rows:,}")
    return ngettext(
        "Cast {count} signed ballot on {vote}, {units} in votes",
        "Cast {count} signed ballots on {vote}, {units} in votes",
        rows,
    ).format(count=f"{rows:,}", vote=batch.vote.words(), units=f"{units:,}")


def _sentences(found: Sequence[Batch]) -> list[str]:
    return [
        _sentence(batch, len(part), sum(row.power for row in part))
        for batch in found
        for part in _parts(batch)
    ]
