"""Filling in a ballot, and signing no second one for the same vote.

What was signed is remembered in the village's private journal by vote and voter, as the hash of
what was signed: neither a choice in plain nor a signature is kept. A second, different ballot would
leave it to whoever carries both which of them counts. Consultations are meant to be changed: a
later ballot has a higher serial there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.errors import JournalError, UserError
from daoctl.governance.ballot_messages import ballot_digest
from daoctl.governance.ballot_paper import Option, Paper
from daoctl.governance.ballots import Ballot, Choice
from daoctl.units import checksum, plain
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.journal import Journal

# What says that no option is wanted, in a consultation.
BLANK = ("blank", "none", "白票")


def choice_of(paper: Paper, words: Sequence[str]) -> Choice:
    """What the words choose on the paper: for, against or abstain; numbers of plans or options; an
    address for a delegation. Raises UserError saying what can be chosen."""
    from daoctl.governance.votes import read_choice

    match paper.paper:
        case "proposal":
            if len(words) != 1:
                raise UserError(_("Say one of for, against or abstain."))
            return read_choice(words[0])
        case "delegation":
            if len(words) != 1:
                raise UserError(_("Name one address to delegate to."))
            return bytes.fromhex(checksum(words[0])[2:])
        case "election":
            return sum(1 << one.place for one in _options(paper, words))
        case "consultation":
            if len(words) == 1 and plain(words[0]).lower() in BLANK:
                return ()
            numbers = [one.number for one in _options(paper, words)]
            return tuple(numbers if paper.ordered else sorted(numbers))


def _options(paper: Paper, words: Sequence[str]) -> list[Option]:
    known = {one.number: one for one in paper.options}
    found: dict[int, Option] = {}
    for word in words:
        for part in plain(word).replace("、", ",").split(","):
            one = known.get(int(part)) if part.isascii() and part.isdigit() else None
            if one is None:
                raise UserError(
                    _("`{word}` cannot be chosen here.").format(word=part),
                    hint=_("Choose among the numbers: {numbers}").format(
                        numbers=", ".join(str(number) for number in known) or "-"
                    ),
                )
            if one.number in found:
                raise UserError(_("{number} is named twice.").format(number=one.number))
            found[one.number] = one
    if not found:
        raise UserError(
            _("What do you choose?"),
            hint=_("Choose among the numbers: {numbers}").format(
                numbers=", ".join(str(number) for number in known) or "-"
            ),
        )
    if len(found) > paper.most:
        raise UserError(
            _("At most {most} can be chosen, and {count} were named.").format(
                most=paper.most, count=len(found)
            )
        )
    return list(found.values())


def chosen(paper: Paper, choice: Choice) -> list[Option]:
    """The options of the paper that a ballot names, in the ballot's order."""
    if isinstance(choice, tuple):
        known = {one.number: one for one in paper.options}
        return [known[number] for number in choice if number in known]
    if isinstance(choice, int):
        return [one for one in paper.options if choice >> one.place & 1]
    return []


def fill(paper: Paper, voter: str, choice: Choice) -> Ballot:
    """The ballot, unsigned; a delegation's nonce and expiry and a consultation's serial are still
    to be set."""
    subject = paper.subject
    return Ballot(
        paper.paper,
        paper.chain_id,
        bytes.fromhex(paper.contract[2:]),
        paper.domain,
        bytes.fromhex(subject[2:]) if isinstance(subject, str) else subject,
        bytes.fromhex(voter[2:]),
        choice,
        slate=bytes.fromhex(paper.slate[2:]),
    )


@dataclass(frozen=True)
class SignedBook:
    """What was signed from this register. Numbers of serials are seconds since the epoch where
    nothing was signed before, so that two registers of one voter rarely meet."""

    folder: Path
    paper: Paper

    def prepare(self, ballot: Ballot, now: int, until: int | None) -> Ballot:
        """The ballot with its serial or expiry: those of the same wish signed before, else the
        next. Raises UserError as `keep` does, so that nobody is asked for a signature in vain."""
        with self._journal() as journal:
            return self._prepared(journal, ballot, now, until)

    def keep(
        self, ballot: Ballot, sign: Callable[[Ballot], bytes], now: int, until: int | None
    ) -> tuple[Ballot, bool]:
        """The ballot signed and remembered, and whether the same was signed before. Of two
        processes that sign different ballots for one vote one gets none. Raises UserError when
        another one was signed."""
        from daoctl.chain.locks import lock_file

        refusal = JournalError(
            _("Another daoctl is signing in this village."),
            hint=_("Wait until it is done, then run the command again."),
        )
        while True:
            # Signed outside the lock: a person may be typing a passphrase meanwhile.
            made = ballot.signed(sign(ballot))
            lock = lock_file(self.folder / "signed.lock", refusal, patience=30.0)
            with lock, self._journal() as journal:
                settled = self._prepared(journal, ballot, now, until)
                if settled == ballot:
                    return made, self._remembered(journal, ballot)
            ballot = settled

    def _remembered(self, journal: Journal, ballot: Ballot) -> bool:
        """Writes down what was signed; whether it stood there already."""
        scope, key = self._scope(ballot), _key(ballot)
        if journal.state(scope, key) is not None:
            return True
        about = ballot.expiry or ballot.serial
        journal.begin(scope, key, {"digest": ballot_digest(ballot).hex(), "about": about})
        journal.done(scope, key)
        return False

    def _prepared(self, journal: Journal, ballot: Ballot, now: int, until: int | None) -> Ballot:
        voter = ballot.voter_address
        before = [
            entry
            for entry in journal.entries(self._scope(ballot), "done")
            if entry.key == voter or entry.key.startswith(voter + ":")
        ]
        if ballot.kind == "delegation":
            # One that has expired can be carried nowhere any more.
            before = [entry for entry in before if int(entry.payload["about"]) >= now]
        for entry in before[-1:]:
            same = _about(ballot, int(entry.payload["about"]))
            if ballot_digest(same).hex() == entry.payload["digest"] and (
                ballot.kind != "delegation" or until in (None, same.expiry)
            ):
                return same
            if ballot.kind == "consultation":
                return replace(ballot, serial=max(now, int(entry.payload["about"]) + 1))
            raise _second(ballot)
        if ballot.kind == "consultation":
            return replace(ballot, serial=ballot.serial or now)
        if ballot.kind == "delegation":
            return replace(ballot, expiry=ballot.expiry or until or now + DELEGATION_LASTS)
        return ballot

    def _journal(self) -> Journal:
        from daoctl.chain.journal import Journal

        return Journal(self.folder / "journal.db", self.paper.chain_id, self.paper.genesis)

    def _scope(self, ballot: Ballot) -> str:
        subject = ballot.subject
        shown = "0x" + subject.hex() if isinstance(subject, bytes) else str(subject)
        return f"vote sign {ballot.kind} {ballot.contract_address} {shown}"


# How long a signed delegation can be carried to the chain, unless --until says otherwise.
DELEGATION_LASTS = 30 * 86_400


def _key(ballot: Ballot) -> str:
    if ballot.kind in ("consultation", "delegation"):
        # Padded, so that the journal's order is theirs.
        return f"{ballot.voter_address}:{ballot.serial or ballot.expiry:020d}"
    return ballot.voter_address


def _about(ballot: Ballot, about: int) -> Ballot:
    if ballot.kind == "consultation":
        return replace(ballot, serial=about)
    return replace(ballot, expiry=about) if ballot.kind == "delegation" else ballot


def _second(ballot: Ballot) -> UserError:
    return UserError(
        _("{voter} has signed another ballot for this vote already.").format(
            voter=ballot.voter_address
        ),
        cause=_("Of two ballots, whoever carries them would choose which one counts."),
        hint=_(
            "Who changed their mind before the first was carried to the chain votes with a "
            "transaction of their own: daoctl vote delegate"
        )
        if ballot.kind == "delegation"
        else _(
            "Who changed their mind before the first was carried to the chain votes with a "
            "transaction of their own: daoctl vote cast, or daoctl election cast"
        ),
    )
