"""`daoctl vote paper`: the ballot paper of a vote, for whoever signs without a node."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from daoctl.cli.options import Shared, reads
from daoctl.errors import UsageError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.village import Village
    from daoctl.governance.ballot_paper import Paper

ElectionOption = Annotated[
    int | None,
    typer.Option("--election", min=1, metavar="NUMBER", help=_("Of an election.")),
]


@dataclass(frozen=True)
class Options:
    """Which vote; `delegation` for 委任状. The paper goes to `out`, else to stdout."""

    shared: Shared
    proposal: int | None = None
    election: int | None = None
    delegation: bool = False
    out: Path | None = None


def register(app: typer.Typer) -> None:
    """Adds the verb to its noun."""

    @app.command("paper", help=_("Write a vote's ballot paper, for signing without a node."))
    @reads
    def paper_command(
        shared: Shared,
        proposal: Annotated[
            int | None, typer.Argument(min=1, metavar="NUMBER", help=_("Of a proposal."))
        ] = None,
        election: ElectionOption = None,
        delegation: Annotated[
            bool, typer.Option("--delegation", help=_("Of delegations (委任状)."))
        ] = False,
        out: Annotated[
            Path | None, typer.Option("--out", metavar="FILE", help=_("Where it is written."))
        ] = None,
    ) -> None:
        run(Options(shared, proposal, election, delegation, out))


def run(options: Options) -> None:
    """Writes the paper. Raises UserError for a vote that there is not, or whose list of plans is
    not complete yet."""
    from daoctl.charter.folder import write_atomically
    from daoctl.cli.session import open_village
    from daoctl.governance.ballot_paper import write_paper

    if sum((options.proposal is not None, options.election is not None, options.delegation)) != 1:
        raise UsageError(
            _("Of which vote?"),
            hint=_("Give a proposal's number, --election NUMBER, or --delegation."),
        )
    with open_village(options.shared) as session:
        paper = read_paper(session.village, options.proposal, options.election)
        text = write_paper(paper)
        if options.out is None:
            print(text, end="", file=session.out.stdout)
            return
        write_atomically(options.out, text.encode(), mode=0o644)
        session.out.result(
            json.loads(text), _("The ballot paper was written to {file}.").format(file=options.out)
        )


def read_paper(village: Village, proposal: int | None, election: int | None) -> Paper:
    """The paper of the proposal, the election, or (without either) of delegations."""
    from daoctl.governance.ballot_paper import (
        check_signed_ballots,
        delegation_paper,
        election_paper,
        proposal_paper,
    )

    if proposal is not None:
        return proposal_paper(village, proposal)
    if election is not None:
        check_signed_ballots(village)
        return election_paper(village, election)
    return delegation_paper(village)
