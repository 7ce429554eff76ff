"""`daoctl election nominate`, `consent`, `withdraw` and `strike`: who stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.errors import UserError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.contracts import Call
    from daoctl.cli.session import Session
    from daoctl.governance.elections import Candidate, Election


@dataclass(frozen=True)
class NominateOptions:
    """The plan, and the recipient's agreement where somebody else nominates; `sender` is who will
    send it, for --output calldata."""

    shared: Shared
    election: int
    file: Path
    consent: Path | None = None
    sender: str | None = None


@dataclass(frozen=True)
class ConsentOptions:
    """The plan, who will nominate it, and where the agreement is written."""

    shared: Shared
    election: int
    file: Path
    nominator: str
    out: Path | None = None
    account: str | None = None
    yes: bool = False


@dataclass(frozen=True)
class RemoveOptions:
    """Which candidate leaves, why (for `strike`), and who will send it (for `withdraw`)."""

    shared: Shared
    election: int
    candidate: int
    reason: str = ""
    sender: str | None = None


def run_nominate(options: NominateOptions) -> None:
    """Nominates the plan; one that its nominator nominated before is said to be. Raises DraftError,
    UserError for an agreement to something else, ChainRefused, and what `act` raises."""
    from daoctl.cli.acting import act
    from daoctl.cli.election_open import plan_json, plan_lines, publish
    from daoctl.cli.proposal_draft import sender_of
    from daoctl.cli.session import open_village
    from daoctl.governance.election_consent import consent_message, read_consent
    from daoctl.governance.election_plans import is_untouched_plan, read_plan
    from daoctl.governance.election_steps import nominate
    from daoctl.governance.elections import candidates_of, read_election
    from daoctl.governance.setting import read_setting

    with open_village(options.shared) as session:
        village, out = session.village, session.out
        election = read_election(village, options.election)
        setting = read_setting(village)
        plan = read_plan(options.file, setting)
        nominator = sender_of(session, options.sender)
        consent = b""
        if options.consent is not None:
            message = consent_message(village, election.number, nominator, plan)
            consent = read_consent(options.consent, message)
        calls, candidate = nominate(village, election, plan, nominator, consent)
        tx = None
        if candidate is not None:
            out.say(_("This plan is candidate {number} already.").format(number=candidate.number))
        else:
            for line in plan_lines(plan, setting):
                out.say(line)
            if is_untouched_plan(plan.document):
                out.say(_("Its title or its text is still the template's."), style="yellow")
            words = _("Nominate “{title}” in election {number}").format(
                title=plan.document.title, number=election.number
            )
            done = act(session, calls, words)
            if not done.sent:
                if options.shared.output is not None:
                    publish(session, options.file, plan.document)
                return
            tx = done.transactions[0]
            after = candidates_of(village, read_election(village, election.number))
            # One nominator has one plan that stands.
            candidate = next(one for one in after if one.stands and one.nominator == nominator)
        published = publish(session, options.file, plan.document)
        out.result(
            {
                "election": election.number,
                "candidate": candidate.number,
                "nominator": nominator,
                "tx": tx,
                "already": tx is None,
                "publish": str(published),
                **plan_json(plan),
            },
            _("Candidate {number} of election {election}: {title}").format(
                number=candidate.number, election=election.number, title=plan.document.title
            ),
        )


def run_consent(options: ConsentOptions) -> None:
    """Signs the recipient's agreement and writes it into a file; nothing is sent. Raises DraftError,
    UserError when another account signs than the recipient, AccountError."""
    from daoctl.charter.folder import write_atomically
    from daoctl.cli.asking import agree
    from daoctl.cli.election_open import plan_lines
    from daoctl.cli.session import open_village
    from daoctl.governance.election_consent import consent_message, write_consent
    from daoctl.governance.election_plans import read_plan
    from daoctl.governance.elections import read_election
    from daoctl.governance.setting import read_setting
    from daoctl.units import checksum

    with open_village(replace(options.shared, account=options.account)) as session:
        village, out = session.village, session.out
        nominator = checksum(options.nominator)
        election = read_election(village, options.election)
        setting = read_setting(village)
        plan = read_plan(options.file, setting)
        who = session.account()
        if who.address != plan.recipient:
            raise UserError(
                _("{name} is not the plan's recipient.").format(name=who.name),
                cause=_("The plan names {account}.").format(account=plan.recipient),
                hint=_("Name the recipient's account with --account."),
            )
        for line in plan_lines(plan, setting):
            out.say(line)
        out.say(
            _(
                "Agree that {account} nominates this plan in election {number}, to be paid as it "
                "says"
            ).format(account=nominator, number=election.number),
            style="bold",
        )
        agree(out, options.yes, _("Nothing was signed."))
        message = consent_message(village, election.number, nominator, plan)
        signature = session.signer().sign_typed(message)
        file = options.out or options.file.with_suffix(f".consent-{election.number}.json")
        write_atomically(file, write_consent(message, signature).encode(), mode=0o644)
        out.say(_("Give this file to whoever nominates; nothing was sent."))
        out.result(
            {
                "election": election.number,
                "nominator": nominator,
                "recipient": plan.recipient,
                "signature": signature,
                "file": str(file),
            },
            str(file),
        )


def run_withdraw(options: RemoveOptions) -> None:
    """Takes a plan back; one that was is said to be. Raises ChainRefused after voting began, or when
    another account nominated it."""
    from daoctl.cli.proposal_draft import sender_of
    from daoctl.cli.session import open_village
    from daoctl.governance.election_steps import withdraw

    with open_village(options.shared) as session:
        election, candidate = _candidate(session, options)
        sender = sender_of(session, options.sender)
        _remove(
            session,
            election,
            candidate,
            withdraw(session.village, election, candidate, sender),
            _("Withdraw {plan} from election {number}"),
            _("Candidate {number} is withdrawn already."),
        )


def run_strike(options: RemoveOptions) -> None:
    """Strikes a plan off; one that was is said to be. Raises UserError for a reason that is empty or
    looks personal, ChainRefused after voting began."""
    from daoctl.cli.session import open_village
    from daoctl.governance.election_steps import strike

    with open_village(options.shared) as session:
        election, candidate = _candidate(session, options)
        _remove(
            session,
            election,
            candidate,
            strike(session.village, election, candidate, options.reason),
            _(
                "Strike {plan} off election {number}, so that its nominator nominates nothing more "
                "in it, because: {reason}"
            ),
            _("Candidate {number} is struck off already."),
            role="COUNCIL",
            reason=options.reason.strip(),
        )


def _candidate(session: Session, options: RemoveOptions) -> tuple[Election, Candidate]:
    from daoctl.governance.elections import candidates_of, read_election

    election = read_election(session.village, options.election)
    found = candidates_of(session.village, election)
    for one in found:
        if one.number == options.candidate:
            return election, one
    raise UserError(
        _("There is no candidate {number}.").format(number=options.candidate),
        hint=_("`daoctl election show {number}` shows those that there are.").format(
            number=election.number
        ),
    )


def _remove(
    session: Session,
    election: Election,
    candidate: Candidate,
    calls: list[Call],
    words: str,
    already: str,
    *,
    role: str | None = None,
    reason: str = "",
) -> None:
    """Carries out a withdrawal or a striking, and names what became of the candidate."""
    from daoctl.cli.acting import act
    from daoctl.cli.election_titles import known_titles, naming
    from daoctl.governance.election_words import status_words
    from daoctl.governance.elections import candidates_of, read_election

    out = session.out
    named = {"number": election.number, "reason": reason}
    tx = None
    if not calls:
        out.say(already.format(number=candidate.number))
    else:
        plan = naming([candidate], known_titles(session))(candidate.number)
        done = act(session, calls, words.format(plan=plan, **named), role=role)
        if not done.sent:
            return
        tx = done.transactions[0]
        after = candidates_of(session.village, read_election(session.village, election.number))
        candidate = after[candidate.number - 1]
    result: dict[str, Any] = {
        "election": election.number,
        "candidate": candidate.number,
        "status": candidate.status,
        "tx": tx,
        "already": tx is None,
    }
    out.result(
        result,
        _("Candidate {number} of election {election}: {status}").format(
            number=candidate.number,
            election=election.number,
            status=status_words(candidate.status),
        ),
    )
