"""`daoctl tally`: a vote recounted, and held against the chain's own figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from daoctl.cli.frame import single
from daoctl.cli.options import Shared, reads
from daoctl.errors import Differs
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.governance.counting import Share
    from daoctl.governance.tally import Tally

app = single()


@dataclass(frozen=True)
class Options:
    """Which proposal."""

    shared: Shared
    number: int


@app.command(help=_("Recount a vote from the chain's logs; exit 5 if the chain counted otherwise."))
@reads
def tally_command(
    shared: Shared,
    number: Annotated[
        int, typer.Argument(min=1, metavar="NUMBER", help=_("The proposal's number."))
    ],
) -> None:
    """Fills the options and runs."""
    run(Options(shared, number))


def run(options: Options) -> None:
    """Prints the tally. Raises Differs when the Governor counted otherwise; a lost vote is none."""
    from daoctl.cli.session import open_village
    from daoctl.governance.tally import tally

    with open_village(options.shared) as session:
        found = tally(session.village, options.number)
        session.out.result(found.as_json(), lines(found))
    refuse_difference(found)


def refuse_difference(found: Tally) -> None:
    """Raises Differs naming every figure in which the chain parts from the recount."""
    if found.matches_chain:
        return
    shown = [
        _("{what}: {chain} on the chain, {recounted} recounted").format(
            what=one.what, chain=_number(one.chain), recounted=_number(one.recounted)
        )
        for one in found.disagreements
    ]
    raise Differs(
        _("The chain counted proposal {number} otherwise.").format(number=found.proposal.number),
        cause="\n".join(shown),
        hint=_("Recount it on another node with --rpc before anybody acts on it."),
    )


def lines(found: Tally) -> list[str]:
    """The tally for people."""
    from daoctl.governance.proposals import state_words
    from daoctl.governance.tally import rule_words, verdict_words

    count, totals = found.count, found.count.totals
    shown = [
        _("Proposal {number}: {title}").format(
            number=found.proposal.number, title=found.proposal.title
        ),
        _("State: {state}").format(state=state_words(found.proposal.state)),
        "",
        _("For:     {votes}").format(votes=f"{totals.for_:,}"),
        _("Against: {votes}").format(votes=f"{totals.against:,}"),
        _("Abstain: {votes}").format(votes=f"{totals.abstain:,}"),
        "",
        _("Rule: {rule}").format(rule=rule_words(count)),
        _("Turnout by votes: {share}").format(share=_share(count.turnout_votes)),
        _("Turnout by holders: {share}").format(share=_share(count.turnout_holders)),
        ngettext("{count} account voted.", "{count} accounts voted.", count.voters).format(
            count=f"{count.voters:,}"
        ),
    ]
    if totals.cast:
        shown.append(
            ngettext(
                "Concentration: the largest voter cast {share}; {count} voter makes more than half.",
                "Concentration: the largest voter cast {share}; {count} voters make more than half.",
                count.voters_for_half,
            ).format(share=_share(count.top_voter), count=f"{count.voters_for_half:,}")
        )
    verdict = verdict_words(found)
    shown += ["", verdict]
    if found.matches_chain:
        shown.append(
            _("Recounted from the logs up to block {block}: the chain counted the same.").format(
                block=found.block
            )
        )
    return shown


def _share(share: Share) -> str:
    """A part of a whole: "400 of 2,900 (13.79%)", rounded down to a hundredth of a percent."""
    from daoctl.units import format_fraction

    text = _("{cast} of {whole}").format(cast=f"{share.cast:,}", whole=f"{share.of:,}")
    if not share.of:
        return text
    return f"{text} ({format_fraction(share.cast * 10_000 // share.of)})"


def _number(value: int | str | bool) -> str:
    return f"{value:,}" if isinstance(value, int) else value
