"""`daoctl tally`: a vote recounted, and held against the chain's own figures."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from daoctl.cli.options import Shared, reads, sends
from daoctl.errors import Differs, UsageError
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.governance.counting import Share
    from daoctl.governance.tally import Tally

COUNT = "count"


class _Count(TyperCommand):
    """The verb that needs no name: `daoctl tally 1` is a count."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: Any = None, **more: Any
    ) -> Any:
        """The noun's own place in the command line, so that help and hints name what was typed."""
        return super().make_context(parent.info_name, args, parent=parent.parent, **more)


class _Tally(TyperGroup):
    """A noun that is itself a verb unless one of its verbs is named."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What names no verb is for the count, unless it nearly names one."""
        if args and args[0] not in self.commands:
            near = get_close_matches(args[0], self.commands, n=1)
            if near:
                raise UsageError(
                    _("There is no command `{name}`.").format(name=args[0]),
                    hint=_("Did you mean `daoctl {near}`?").format(near=f"tally {near[0]}"),
                )
        return super().parse_args(
            ctx, args if args and args[0] in self.commands else [COUNT, *args]
        )


app = typer.Typer(cls=_Tally, rich_markup_mode=None, add_completion=False)


@app.callback()
def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Options:
    """Which proposal, and whose vote in it shall be named."""

    shared: Shared
    number: int
    voter: str | None = None


@app.command(
    COUNT,
    cls=_Count,
    hidden=True,
    help=_("Recount a vote from the chain's logs; exit 5 if the chain counted otherwise."),
    epilog=_("`daoctl tally publish` puts the result of a consultation on chain."),
)
@reads
def tally_command(
    shared: Shared,
    number: Annotated[
        int | None, typer.Argument(min=1, metavar="NUMBER", help=_("The proposal's number."))
    ] = None,
    voter: Annotated[
        str | None,
        typer.Option("--voter", metavar="ADDRESS", help=_("Whose ballot shall be named too.")),
    ] = None,
    ballots: Annotated[
        Path | None,
        typer.Option(
            "--ballots", metavar="FILE|FOLDER", help=_("Count a consultation's signed ballots.")
        ),
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(
            "--method",
            metavar="single|approval|ranked",
            help=_("How the consultation says it is counted."),
        ),
    ] = None,
    consultation: Annotated[
        Path | None,
        typer.Option(
            "--consultation", metavar="FILE", help=_("Its document; else consultation.md beside.")
        ),
    ] = None,
    power: Annotated[
        Path | None,
        typer.Option(
            "--power",
            metavar="FILE",
            help=_("The power at the snapshot; written from the chain where it is not there."),
        ),
    ] = None,
    result: Annotated[
        Path | None,
        typer.Option("--result", metavar="FILE", help=_("Where the result is written.")),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option(
            "--answers",
            metavar="RESULT",
            help=_("A result whose word on wallets is taken instead of asking a node."),
        ),
    ] = None,
) -> None:
    """Fills the options and runs."""
    if (number is None) == (ballots is None):
        raise UsageError(
            _("Which vote shall be counted?"),
            hint=_("Give a proposal's number, or the ballots of a consultation with --ballots."),
        )
    if ballots is not None:
        from daoctl.cli import tally_ballots

        tally_ballots.run(
            tally_ballots.Options(
                shared, ballots, method, consultation, power, result, answers, voter
            )
        )
        return
    if given := [
        name
        for name, value in {
            "--method": method,
            "--consultation": consultation,
            "--power": power,
            "--result": result,
            "--answers": answers,
        }.items()
        if value is not None
    ]:
        raise UsageError(_("{option} goes with --ballots alone.").format(option=given[0]))
    assert number is not None
    run(Options(shared, number, voter))


@app.command("publish", help=_("Put the result of a consultation on chain, for the council."))
@sends
def publish_command(
    shared: Shared,
    result: Annotated[
        Path, typer.Argument(metavar="RESULT", help=_("The result's file, as it was written."))
    ],
    uri: Annotated[
        str | None,
        typer.Option("--uri", metavar="URI", help=_("Where the file can be read.")),
    ] = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli import tally_publish

    tally_publish.run(tally_publish.Options(shared, result, uri))


def run(options: Options) -> None:
    """Prints the tally. Raises Differs when the Governor counted otherwise; a lost vote is none."""
    from daoctl.cli.session import open_village
    from daoctl.governance.tally import tally

    with open_village(options.shared) as session:
        found = tally(session.village, options.number)
        asked = options.voter and _voter(found, options.voter)
        session.out.result(
            found.as_json() | ({"voter": asked} if asked else {}),
            [*lines(found), *(_voter_lines(asked) if asked else ())],
        )
    refuse_difference(found)


def _voter(found: Tally, voter: str) -> dict[str, Any]:
    """The voter's ballot as it was recounted: `choice` and `tx` are null where there is
    none."""
    from daoctl.units import checksum

    address = checksum(voter)
    vote = next((one for one in found.votes if one.voter == address), None)
    return {
        "address": address,
        "choice": None if vote is None else vote.choice,
        "votes": 0 if vote is None else vote.weight,
        "tx": None if vote is None else vote.tx,
    }


def _voter_lines(asked: dict[str, Any]) -> list[str]:
    from daoctl.governance.votes import choice_words

    if asked["choice"] is None:
        return ["", _("{voter} has no ballot in this vote.").format(voter=asked["address"])]
    votes = ngettext("{count} vote", "{count} votes", asked["votes"])
    return [
        "",
        _("{voter}: {choice}, with {votes}, in transaction {tx}").format(
            voter=asked["address"],
            choice=choice_words(asked["choice"]),
            votes=votes.format(count=f"{asked['votes']:,}"),
            tx=asked["tx"],
        ),
    ]


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
