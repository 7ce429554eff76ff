"""`daoctl election cast`: a ballot, cast by its voter."""

from __future__ import annotations

from dataclasses import dataclass

from daoctl.cli.options import Shared
from daoctl.words import _


@dataclass(frozen=True)
class CastOptions:
    """The candidates that the ballot names; `sender` is who will send it, for --output calldata."""

    shared: Shared
    election: int
    candidates: tuple[int, ...]
    sender: str | None = None


def run_cast(options: CastOptions) -> None:
    """Casts the ballot; one that was cast so already is said to be. Raises UserError for a candidate
    that does not stand or too many, ChainRefused when the account has no vote (and why) or voted
    otherwise, and what `act` raises."""
    from daoctl.cli.acting import act
    from daoctl.cli.election_open import votes_words
    from daoctl.cli.election_titles import known_titles, naming
    from daoctl.cli.proposal_draft import sender_of
    from daoctl.cli.session import open_village
    from daoctl.governance.election_votes import cast
    from daoctl.governance.elections import bitmap, read_election

    with open_village(options.shared) as session:
        out = session.out
        election = read_election(session.village, options.election)
        voter = sender_of(session, options.sender)
        vote = cast(session.village, election, options.candidates, voter)
        name = naming(vote.candidates, known_titles(session))
        named = {
            "plans": _(", ").join(name(one.number) for one in vote.candidates),
            "number": election.number,
            "power": votes_words(vote.power),
        }
        tx = None
        if not vote.calls:
            out.say(_("This account has voted so already."))
        else:
            words = _("Vote for {plans} in election {number}, with {power}").format(**named)
            done = act(session, vote.calls, words)
            if not done.sent:
                return
            tx = done.transactions[0]
        out.result(
            {
                "election": election.number,
                "voter": voter,
                "candidates": [one.number for one in vote.candidates],
                "choices": str(bitmap(vote.candidates)),
                "power": vote.power,
                "tx": tx,
                "already": tx is None,
            },
            _("Election {number}: {plans}, with {power}").format(**named),
        )
