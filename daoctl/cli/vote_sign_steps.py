"""The steps of `daoctl vote sign`: who signs, what the ballot says in words, where it goes."""

from __future__ import annotations

import fcntl
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daoctl.errors import ChainRefused, UserError, WrongPin
from daoctl.words import _

if TYPE_CHECKING:
    from datetime import tzinfo

    from daoctl.chain.accounts import Signer
    from daoctl.chain.cards import Card
    from daoctl.chain.connection import Chain
    from daoctl.charter.village import Village
    from daoctl.cli.output import Output
    from daoctl.governance.ballot_paper import Paper
    from daoctl.governance.ballots import Ballot

# How often a PIN may be mistyped before the command gives up.
PIN_TRIES = 3


@dataclass(frozen=True)
class Who:
    """Whoever will sign; `unlock` may ask for a passphrase."""

    address: str
    unlock: Callable[[], Signer]


def signer_of(card: str | None, account: str | None, chain: Chain, out: Output) -> Who:
    """The card's owner, or the account, still locked: its address alone tells whose ballot it is.
    Nothing of a card is kept. Raises CardError, AccountError."""
    from daoctl.chain.cards import read_card
    from daoctl.cli.session import pick_account

    if card is not None:
        scanned = read_card(_card_text(card, out))
        out.say(_("Card {number} was read.").format(number=scanned.number))
        return Who(scanned.address, lambda: _opened(scanned, out))
    found = pick_account(chain, account, ())
    return Who(found.address, lambda: found.signer(chain))


def _opened(card: Card, out: Output) -> Signer:
    """The card's owner, its PIN typed and not shown."""
    from daoctl.chain.cards import open_card

    question = _("PIN of card {number}: ").format(number=card.number)
    for left in range(PIN_TRIES - 1, -1, -1):
        try:
            return open_card(card.text, _hidden(question, out))
        except WrongPin as wrong:
            if not left or not out.interactive:
                raise
            out.say(wrong.message, style="yellow")
    raise AssertionError("the last try either opens the card or raises")


def _card_text(card: str, out: Output) -> str:
    if card == "-":
        return _hidden(_("Scan the card's code, or type it: "), out)
    try:
        return Path(card).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(
            _("The file {file} cannot be read.").format(file=card),
            cause=getattr(error, "strerror", None) or str(error),
            hint=_("The card's code itself is never given in the command: --card - asks for it."),
        ) from None


def _hidden(question: str, out: Output) -> str:
    from daoctl.cli.session import ask_hidden

    # Where nobody sits, a program hands both over in a pipe: a line each.
    return ask_hidden(question) if out.interactive else sys.stdin.readline().rstrip("\n")


def voter_of(wallet: str | None, signer: str) -> str:
    """Whose ballot it is."""
    from daoctl.units import checksum

    return signer if wallet is None else checksum(wallet)


def nonce_of(given: int | None, village: Village | None, paper: Paper, voter: str) -> int:
    """The number of the delegation: the account's next one, or 0 where nobody can be asked."""
    if given is not None or village is None:
        return given or 0
    from daoctl.governance.power import electorate_token

    return int(electorate_token(village).read("nonces", voter))


def until_of(given: str | None, paper: Paper, village: Village | None, now: int) -> int | None:
    """The moment up to which a delegation can be carried, or None for the usual."""
    from daoctl.errors import UsageError
    from daoctl.times import parse_time

    if given is None:
        return None
    if paper.paper != "delegation":
        raise UsageError(_("--until goes with --delegate-to alone."))
    moment = parse_time(given, _zone(village))
    if moment <= now:
        raise UserError(_("{time} has passed.").format(time=given))
    return moment


def check_standing(village: Village, ballot: Ballot, out: Output) -> None:
    """Raises ChainRefused when the vote is over or the account had no vote in it; says what may
    still change, and whether the account voted already."""
    from daoctl.governance.ballot_votes import (
        election_vote,
        powers,
        proposal_vote,
        votes_cast,
    )

    if ballot.kind == "delegation":
        from daoctl.governance.ballot_delegations import delegate_of
        from daoctl.governance.votes import delegate

        # Refuses the village's own contracts, which never vote.
        if not delegate(village, ballot.voter_address, delegate_of(ballot)):
            out.say(_("It is so already."), style="yellow")
        return
    assert isinstance(ballot.subject, int)
    read = proposal_vote if ballot.kind == "proposal" else election_vote
    vote = read(village, ballot.subject, village.chain.head())
    assert vote is not None, "its paper was read from the same chain"
    if vote.phase == "over":
        raise ChainRefused(_("The vote is over, or was called off."))
    voter = ballot.voter_address
    [power] = powers(vote, [voter])
    if not power and vote.snapshot < vote.now:
        raise ChainRefused(
            _("{account} has no vote there.").format(account=voter),
            cause=_("At the snapshot it had none, or had delegated what it had."),
            hint=_("`daoctl vote power` shows what an account may vote with."),
        )
    if not power:
        out.say(
            _("{account} has no vote at present; what it has when voting opens counts.").format(
                account=voter
            ),
            style="yellow",
        )
    if voter in votes_cast(village, vote, [voter]):
        out.say(
            _("{account} has voted already, and that vote stands.").format(account=voter),
            style="yellow",
        )


def check_wallet(village: Village, ballot: Ballot) -> None:
    """Raises UserError when the wallet contract does not take this signature for its own."""
    from daoctl.chain.wallets import Question, ask_wallets
    from daoctl.governance.ballot_messages import ballot_digest

    question = Question(ballot.voter, ballot_digest(ballot), ballot.signature)
    if not ask_wallets(village.chain, [question], village.chain.head())[0]:
        raise UserError(
            _("The wallet {wallet} does not take this signature.").format(
                wallet=ballot.voter_address
            ),
            cause=_("Its owner is another account, or it asks for several or another form."),
            hint=_("Sign in the wallet's own application, or vote with a transaction of its own."),
        )


def words(
    paper: Paper, ballot: Ballot, voter: str, signer: str, village: Village | None
) -> list[str]:
    """What is about to be signed, for the person who signs."""
    from daoctl.cli.output import clean
    from daoctl.governance.ballot_delegations import delegate_of
    from daoctl.governance.ballot_signing import chosen
    from daoctl.governance.votes import choice_words
    from daoctl.times import format_time

    zone = _zone(village)
    title = clean(paper.title)
    match paper.paper:
        case "proposal":
            assert isinstance(ballot.choice, str)
            lines = [
                _("Ballot on proposal {number}: {title}").format(number=paper.subject, title=title),
                "  " + _("Choice: {choice}").format(choice=choice_words(ballot.choice)),  # type: ignore[arg-type]
            ]
        case "delegation":
            to = delegate_of(ballot)
            lines = [
                _("Delegation: {voter} lets {to} vote with its votes").format(voter=voter, to=to),
                "  "
                + _("It can be carried to the chain until {time}.").format(
                    time=format_time(ballot.expiry, zone)
                ),
            ]
        case _:
            form = (
                _("Ballot in election {number}: {title}")
                if paper.paper == "election"
                else _("Ballot in the consultation: {title}")
            )
            lines = [form.format(number=paper.subject, title=title)]
            picked = chosen(paper, ballot.choice)
            lines += [
                f"  {one.number}. {clean(one.title)}"
                + (f" ({clean(one.amount)})" if one.amount else "")
                for one in picked
            ] or ["  " + _("Blank: none of the options")]
            if paper.paper == "consultation" and paper.ordered and len(picked) > 1:
                lines.append("  " + _("in this order of preference"))
    if village is not None or paper.village:
        lines.append("  " + _("Village: {name}").format(name=clean(paper.village)))
    lines.append("  " + _("Voter: {voter}").format(voter=voter))
    if voter != signer:
        lines.append("  " + _("signed by its owner {signer}").format(signer=signer))
    if paper.closes:
        lines.append(
            "  " + _("Voting ends at {time}.").format(time=format_time(paper.closes, zone))
        )
    return lines


def _zone(village: Village | None) -> tzinfo:
    from daoctl.times import reader_zone

    return village.zone if village is not None else reader_zone()


def ballot_json(line: str) -> Any:
    """The ballot as JSON shows it."""
    return json.loads(line)


def file_name(ballot: Ballot) -> str:
    """The name of a ballot's own file. Should two voters share one, it holds both ballots."""
    subject = ballot.subject
    name = subject.hex()[:16] if isinstance(subject, bytes) else str(subject)
    turn = f"-{ballot.serial or ballot.expiry}" if ballot.serial or ballot.expiry else ""
    return f"{ballot.kind}-{name}-{ballot.voter_address[:10]}{turn}.jsonl"


def write(place: Path, ballot: Ballot, line: str) -> Path:
    """Adds the line to the file, unless it stands there, or writes it into a file of its own in
    the folder; the file. Raises UserError when that cannot be done."""
    folder = place.is_dir() or str(place).endswith(os.sep)
    file = place / file_name(ballot) if folder else place
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a+b") as stream:
            # Two desks may write into one file.
            fcntl.flock(stream, fcntl.LOCK_EX)
            stream.seek(0)
            before = stream.read()
            if before and not before.endswith(b"\n"):
                raise UserError(
                    _("The file {file} is cut off in the middle of its last line.").format(
                        file=file
                    ),
                    hint=_("Write to another file."),
                )
            if line.encode() not in before.split(b"\n"):
                stream.write(line.encode() + b"\n")
                stream.flush()
                os.fsync(stream.fileno())
    except OSError as error:
        raise UserError(
            _("The file {file} cannot be written.").format(file=file), cause=error.strerror
        ) from None
    return file
