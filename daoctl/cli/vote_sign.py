"""`daoctl vote sign`: one signed ballot, for whoever will carry it. Nothing is sent."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daoctl.cli.options import AccountOption, Shared, reads
from daoctl.errors import RecordError, UsageError, UserError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain
    from daoctl.charter.village import Village
    from daoctl.cli.output import Output
    from daoctl.governance.ballot_paper import Paper
    from daoctl.governance.ballots import Ballot


@dataclass(frozen=True)
class Options:
    """What is signed: `words` are a proposal's number and a choice, or the numbers chosen. `paper`
    is a file that is taken instead of asking a node. `card` is the file of a printed card's text,
    "-" where it is scanned now. `wallet` is a contract whose owner signs for it. `out` is a file
    that the ballot is added to, or a folder for a file of its own."""

    shared: Shared
    words: tuple[str, ...]
    election: int | None = None
    consultation: Path | None = None
    delegate_to: str | None = None
    paper: Path | None = None
    card: str | None = None
    wallet: str | None = None
    nonce: int | None = None
    until: str | None = None
    out: Path | None = None

    @property
    def offline(self) -> bool:
        """Whether no node is asked."""
        return self.paper is not None or self.consultation is not None


def register(app: typer.Typer) -> None:
    """Adds the verb to its noun."""

    @app.command("sign", help=_("Sign a ballot that somebody else carries; nothing is sent."))
    @reads
    def sign_command(
        shared: Shared,
        words: Annotated[
            list[str] | None,
            typer.Argument(
                metavar="NUMBER|CHOICE",
                help=_("A proposal and for, against or abstain; else the numbers chosen."),
            ),
        ] = None,
        election: Annotated[
            int | None,
            typer.Option("--election", min=1, metavar="NUMBER", help=_("In this election.")),
        ] = None,
        consultation: Annotated[
            Path | None,
            typer.Option("--consultation", metavar="FILE", help=_("In this consultation.")),
        ] = None,
        delegate_to: Annotated[
            str | None,
            typer.Option(
                "--delegate-to", metavar="ADDRESS", help=_("Sign a delegation (委任状) instead.")
            ),
        ] = None,
        paper: Annotated[
            Path | None,
            typer.Option(
                "--paper", metavar="FILE", help=_("Ask no node: the vote is on this ballot paper.")
            ),
        ] = None,
        card: Annotated[
            str | None,
            typer.Option(
                "--card",
                metavar="-|FILE",
                help=_("Sign with a printed card: scanned now (-), or its text in a file."),
            ),
        ] = None,
        wallet: Annotated[
            str | None,
            typer.Option(
                "--wallet", metavar="ADDRESS", help=_("Sign for a wallet contract that one owns.")
            ),
        ] = None,
        nonce: Annotated[
            int | None,
            typer.Option(
                "--nonce",
                min=0,
                metavar="NUMBER",
                help=_("A delegation's number, where no node can be asked; else 0."),
            ),
        ] = None,
        until: Annotated[
            str | None,
            typer.Option(
                "--until", metavar="TIME", help=_("A delegation's last day; else in 30 days.")
            ),
        ] = None,
        out: Annotated[
            Path | None,
            typer.Option(
                "--out",
                metavar="FILE|FOLDER",
                help=_("Add it to this file, or write a file of its own into the folder."),
            ),
        ] = None,
        account: AccountOption = None,
        yes: Annotated[
            bool, typer.Option("--yes", "-y", help=_("Do not ask before signing."))
        ] = False,
    ) -> None:
        run(
            Options(
                replace(shared, account=account, yes=yes),
                tuple(words or ()),
                election,
                consultation,
                delegate_to,
                paper,
                card,
                wallet,
                nonce,
                until,
                out,
            )
        )


def run(options: Options) -> None:
    """Signs the ballot and prints it, or writes it to a file. Raises UserError for what cannot be
    chosen, or when another ballot was signed for this vote; ChainRefused when the account has no
    vote or the vote is over; AccountError."""
    from daoctl.cli.session import open_village, voice

    if sum(one is not None for one in (options.election, options.consultation)) > 1 or (
        options.delegate_to is not None and (options.election or options.consultation)
    ):
        raise UsageError(
            _("Only one vote at a time."),
            hint=_("Leave out all but one of --election, --consultation and --delegate-to."),
        )
    if options.delegate_to is not None and options.words:
        raise UsageError(_("A delegation takes no choice besides --delegate-to."))
    if options.offline:
        out = voice(options.shared)
        paper = _given_paper(options, out)
        _sign(options, paper, out, _nobody(paper), None)
        return
    with open_village(options.shared) as session:
        from daoctl.cli.vote_paper import read_paper

        if options.delegate_to is None and options.election is None:
            number, words = _number(options.words)
            options = replace(options, words=words)
        else:
            number = None
        paper = read_paper(session.village, number, options.election)
        _sign(options, paper, session.out, session.chain, session.village)


def _number(words: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    from daoctl.units import plain

    first = plain(words[0]) if words else ""
    if len(words) < 2 or not first.isascii() or not first.isdigit():
        raise UsageError(
            _("Which vote, and what do you choose?"),
            hint=_("Such as: daoctl vote sign 3 for, or: daoctl vote sign --election 1 2 5"),
        )
    return int(first), words[1:]


def _given_paper(options: Options, out: Output) -> Paper:
    """The paper from its file, held against the public record where one is at hand."""
    from daoctl.governance.ballot_paper import consultation_paper, load_paper
    from daoctl.governance.consultation import load_consultation

    if options.consultation is not None:
        return consultation_paper(load_consultation(options.consultation))
    assert options.paper is not None
    paper = load_paper(options.paper)
    asked = "delegation" if options.delegate_to is not None else None
    asked = "election" if options.election is not None else asked
    if (asked and paper.paper != asked) or (
        options.election is not None and options.election != paper.subject
    ):
        raise UserError(_("{file} is the paper of another vote.").format(file=options.paper))
    if paper.paper == "delegation" and options.delegate_to is None:
        raise UsageError(_("To whom?"), hint=_("Name the address with --delegate-to."))
    _check_record(options, paper, out)
    return paper


def _check_record(options: Options, paper: Paper, out: Output) -> None:
    from daoctl.charter.folder import find_village
    from daoctl.charter.record import load_record

    key = {"proposal": "governor", "election": "election"}.get(paper.paper)
    try:
        place = find_village(options.shared.village)
        addresses = load_record(place.folder, paper.chain_id).addresses
    except RecordError:
        out.say(
            _(
                "No public record is at hand: that {contract} is the village's is not checked."
            ).format(contract=paper.contract),
            style="yellow",
        )
        return
    known = [addresses.get(key)] if key else [addresses["villager"], addresses["certificate"]]
    if paper.contract not in known:
        raise UserError(
            _("The ballot paper is for another village."),
            cause=_("It names {contract}; the public record does not.").format(
                contract=paper.contract
            ),
            hint=_("Go to the village's own folder, or name it with --village."),
        )


def _sign(
    options: Options, paper: Paper, out: Output, chain: Chain, village: Village | None
) -> None:
    from daoctl.cli import vote_sign_steps as steps
    from daoctl.cli.asking import agree
    from daoctl.governance.ballot_messages import typed_message
    from daoctl.governance.ballot_signing import SignedBook, choice_of, fill
    from daoctl.governance.ballots import write_ballot

    words = options.words if options.delegate_to is None else (options.delegate_to,)
    if paper.paper == "proposal" and options.paper is not None and len(words) == 2:
        # `vote sign 3 for` with a paper is what it is without one.
        number, words = _number(words)
        if number != paper.subject:
            raise UserError(_("{file} is the paper of another vote.").format(file=options.paper))
    choice = choice_of(paper, words)
    who = steps.signer_of(options.card, options.shared.account, chain, out)
    voter = steps.voter_of(options.wallet, who.address)
    now = int(time.time()) if village is None else max(chain.now(), 1)
    ballot = fill(paper, voter, choice)
    if paper.paper == "delegation":
        ballot = replace(ballot, subject=steps.nonce_of(options.nonce, village, paper, voter))
    until = steps.until_of(options.until, paper, village, now)
    book = SignedBook(_private(options), paper)
    ballot = book.prepare(ballot, now, until)
    if village is not None:
        steps.check_standing(village, ballot, out)
    for number, line in enumerate(steps.words(paper, ballot, voter, who.address, village)):
        out.say(line, style="bold" if number == 0 else None)
    agree(out, options.shared.yes, _("Nothing was signed."))
    signer = who.unlock()

    def sign(one: Ballot) -> bytes:
        signature = signer.sign_typed(typed_message(one))
        if village is not None and options.wallet is not None:
            steps.check_wallet(village, one.signed(signature))
        return signature

    made, again = book.keep(ballot, sign, now, until)
    line = write_ballot(made)
    if options.out is None:
        print(line, file=out.stdout)
        out.say(
            _("Signed as before; nothing was sent.") if again else _("Signed; nothing was sent.")
        )
        return
    file = steps.write(options.out, made, line)
    out.result(
        {"file": str(file), "again": again, "ballot": steps.ballot_json(line)},
        _("The ballot is in {file}; nothing was sent.").format(file=file),
    )


def _private(options: Options) -> Path:
    """The register's folder: the village's, or that of here where there is none."""
    from daoctl.charter.folder import find_village, private_folder

    try:
        folder = find_village(options.shared.village).folder
    except RecordError:
        folder = Path.cwd()
    if not os.access(folder, os.W_OK):
        raise UserError(
            _("The folder {folder} cannot be written.").format(folder=folder),
            cause=_("What was signed is remembered there, so that nobody signs twice."),
        )
    return private_folder(folder)


def _nobody(paper: Paper) -> Chain:
    from daoctl.chain.offline import offline_chain

    return offline_chain(paper.chain_id)
