"""`daoctl vote`: cast a vote, delegate votes, see what a vote weighs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from daoctl.cli import vote_check, vote_consult, vote_paper, vote_prove, vote_relay, vote_sign
from daoctl.cli.frame import noun
from daoctl.cli.options import AccountOption, Shared, reads, sends
from daoctl.errors import UsageError
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.governance.votes import Power

app = noun(_("Vote, delegate, and see the voting power."))

FromOption = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="ADDRESS",
        help=_("With --output calldata: who will send it, such as a Safe."),
    ),
]


@dataclass(frozen=True)
class CastOptions:
    """A vote on a proposal; `sender` is who will send it, for --output calldata."""

    shared: Shared
    number: int
    choice: str
    reason: str | None = None
    sender: str | None = None


@dataclass(frozen=True)
class DelegateOptions:
    """To whom; "none" means that the account votes for itself again."""

    shared: Shared
    to: str
    sender: str | None = None


@dataclass(frozen=True)
class PowerOptions:
    """Whose power (this computer's account without one), and at which proposal's or election's
    snapshot."""

    shared: Shared
    account: str | None = None
    proposal: int | None = None
    election: int | None = None


@app.command("cast", help=_("Vote for or against a proposal, or abstain."))
@sends
def cast_command(
    shared: Shared,
    number: Annotated[int, typer.Argument(min=1, metavar="NUMBER", help=_("The proposal."))],
    choice: Annotated[
        str, typer.Argument(metavar="for|against|abstain", help=_("The vote (賛成, 反対, 棄権)."))
    ],
    reason: Annotated[
        str | None,
        typer.Option("--reason", help=_("Why. It stands on the chain for ever.")),
    ] = None,
    sender: FromOption = None,
) -> None:
    """Fills the options and runs."""
    run_cast(CastOptions(shared, number, choice, reason, sender))


@app.command("delegate", help=_("Let another account vote with your votes, or none."))
@sends
def delegate_command(
    shared: Shared,
    to: Annotated[str, typer.Argument(metavar="ADDRESS|none", help=_("Who votes for you."))],
    sender: FromOption = None,
) -> None:
    """Fills the options and runs."""
    run_delegate(DelegateOptions(shared, to, sender))


@app.command("power", help=_("Show how many votes an account has, and why it has none."))
@reads
def power_command(
    shared: Shared,
    account: Annotated[
        str | None, typer.Argument(metavar="ADDRESS", help=_("Whose; else your own."))
    ] = None,
    proposal: Annotated[
        int | None,
        typer.Option("--proposal", min=1, metavar="NUMBER", help=_("At that vote's snapshot.")),
    ] = None,
    election: Annotated[
        int | None,
        typer.Option("--election", min=1, metavar="NUMBER", help=_("At that election's snapshot.")),
    ] = None,
    own: AccountOption = None,
) -> None:
    """Fills the options and runs."""
    run_power(PowerOptions(replace(shared, account=own), account, proposal, election))


vote_paper.register(app)
vote_sign.register(app)
vote_check.register(app)
vote_relay.register(app)
vote_consult.register(app)
vote_prove.register(app)


def run_cast(options: CastOptions) -> None:
    """Casts the vote; one that was cast so already is said to be. Raises UserError for an unknown
    choice, ChainRefused when the account has no vote (and why), and what `act` raises."""
    from daoctl.cli.acting import act
    from daoctl.cli.proposal_draft import sender_of
    from daoctl.cli.session import open_village
    from daoctl.governance.votes import cast, choice_words, read_choice

    choice = read_choice(options.choice)
    with open_village(options.shared) as session:
        voter = sender_of(session, options.sender)
        ballot = cast(session.village, options.number, choice, voter, options.reason)
        power = ngettext("{count} vote", "{count} votes", ballot.power).format(
            count=f"{ballot.power:,}"
        )
        named = {"number": options.number, "choice": choice_words(choice), "power": power}
        tx = None
        if not ballot.calls:
            session.out.say(_("This account has voted so already."))
        else:
            words = _("Vote {choice} on proposal {number} with {power}").format(**named)
            done = act(session, ballot.calls, words)
            if not done.sent:
                return
            tx = done.transactions[0]
        session.out.result(
            {
                "proposal": options.number,
                "voter": voter,
                "choice": choice,
                "power": ballot.power,
                "tx": tx,
                "already": tx is None,
            },
            _("Proposal {number}: {choice}, {power}").format(**named),
        )


def run_delegate(options: DelegateOptions) -> None:
    """Delegates, from the next snapshot on. Raises UserError for a bad address."""
    from daoctl.cli.acting import act
    from daoctl.cli.proposal_draft import sender_of
    from daoctl.cli.session import open_village
    from daoctl.governance.votes import delegate, read_delegate

    target = read_delegate(options.to)
    with open_village(options.shared) as session:
        account = sender_of(session, options.sender)
        calls = delegate(session.village, account, target)
        to = target or account
        tx = None
        if not calls:
            session.out.say(_("It is so already."))
        else:
            words = (
                _("Vote for yourself from the next vote on")
                if to == account
                else _("Let {account} vote for you from the next vote on").format(account=to)
            )
            done = act(session, calls, words)
            if not done.sent:
                return
            tx = done.transactions[0]
        session.out.result(
            {"account": account, "delegate": to, "tx": tx, "already": tx is None},
            _("{account} votes for itself.").format(account=account)
            if to == account
            else _("{delegate} votes for {account}.").format(delegate=to, account=account),
        )


def run_power(options: PowerOptions) -> None:
    """Prints an account's voting power, now or at a proposal's or an election's snapshot. Raises
    UsageError for both at once, and what reading the one that is named raises."""
    from daoctl.cli.session import open_village
    from daoctl.governance.election_tally import known_electorate
    from daoctl.governance.elections import read_election
    from daoctl.governance.proposals import read_proposal
    from daoctl.governance.votes import power_at, power_now
    from daoctl.units import checksum

    if options.proposal is not None and options.election is not None:
        raise UsageError(_("Only one vote at a time."))
    with open_village(options.shared) as session:
        village = session.village
        account = checksum(options.account) if options.account else session.account().address
        snapshot = token = None
        if options.proposal is not None:
            snapshot = read_proposal(village, options.proposal).snapshot
        elif options.election is not None:
            election = read_election(village, options.election)
            snapshot, token = election.voting_from, known_electorate(village, election)
        if snapshot is None or snapshot >= village.chain.now():
            # A snapshot to come will find what stands now, unless something changes.
            found = power_now(village, account, token)
        else:
            found = power_at(village, account, snapshot, token)
        session.out.result(
            power_json(found, options.proposal, options.election), _power_lines(found)
        )


def power_json(power: Power, proposal: int | None, election: int | None) -> dict[str, Any]:
    """`votes` is what the account votes with at the moment `at` (seconds since the epoch), `units`
    its own at that moment; `reason` says why it has none: "delegated", "after_snapshot",
    "none_held", or null."""
    return {
        "account": power.account,
        "proposal": proposal,
        "election": election,
        "at": power.at,
        "votes": power.votes,
        "units": power.units,
        "units_now": power.units_now,
        "delegate": power.delegate,
        "reason": power.reason,
    }


def _power_lines(power: Power) -> list[str]:
    votes = ngettext("{account}: {count} vote", "{account}: {count} votes", power.votes)
    lines = [votes.format(account=power.account, count=f"{power.votes:,}")]
    given = power.votes - (0 if power.delegated else power.units)
    if given:
        lines.append(_("Of these, others delegated {count}.").format(count=f"{given:,}"))
    if power.delegated and power.units:
        lines.append(
            _("Its own {count} are voted by {delegate}.").format(
                count=f"{power.units:,}", delegate=power.delegate
            )
        )
    if power.reason in ("after_snapshot", "none_held"):
        lines.append(power.why_zero())
    return lines
