"""How the count of a consultation is shown: to people, and what is refused line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.cli.output import Output
    from daoctl.governance.consultation_ballots import Gathered, Settled
    from daoctl.governance.consultation_count import Round
    from daoctl.governance.consultation_result import Recount
    from daoctl.governance.power_file import Power

# So many refused lines are named at the terminal.
SHOWN = 20


def tell_faults(out: Output, gathered: Gathered, settled: Settled) -> None:
    """Says on stderr which lines do not count, and why."""
    from daoctl.governance.ballot_words import fault_words
    from daoctl.governance.consultation_ballots import fault_lines

    shown = [
        f"{file}:{fault.line}: {fault_words(fault.code, fault.detail)}"
        for file, fault in fault_lines(gathered)
    ]
    for one in settled.void:
        places = ", ".join(f"{place.file}:{place.line}" for place in one.places)
        shown.append(
            _("{places}: different ballots of one voter and serial; none of them counts.").format(
                places=places
            )
        )
    for line in shown[:SHOWN]:
        out.say(line, style="yellow")
    rest = len(shown) - SHOWN
    if rest > 0:
        out.say(
            ngettext(
                "… and {count} more; `daoctl vote check` names them all.",
                "… and {count} more; `daoctl vote check` names them all.",
                rest,
            ).format(count=f"{rest:,}")
        )


def faults_json(gathered: Gathered, settled: Settled) -> dict[str, Any]:
    """Every refused line, and every serial whose ballots contradict each other."""
    from daoctl.governance.consultation_ballots import fault_lines

    return {
        "faults": [
            {"file": file, "line": fault.line, "code": fault.code, "detail": fault.detail}
            for file, fault in fault_lines(gathered)
        ],
        "void": [
            {
                "voter": "0x" + one.voter.hex(),
                "serial": one.serial,
                "places": [{"file": place.file, "line": place.line} for place in one.places],
            }
            for one in settled.void
        ],
    }


def lines(found: Recount) -> list[str]:
    """The count for people."""
    asked, outcome, settled = found.consultation, found.outcome, found.settled
    shown = [
        _("Consultation: {title}").format(title=asked.title),
        _("Counted by: {method}").format(method=method_words(asked.method)),
        "",
    ]
    if outcome.rounds:
        for number, one in enumerate(outcome.rounds, start=1):
            shown += [_("Round {number}").format(number=number), *_round(found, one), ""]
    else:
        shown += [
            f"  {option}. {asked.options[option - 1]}: {votes_words(outcome.totals[option])}"
            for option in outcome.ranking
        ]
        shown.append("")
    if outcome.winner is None:
        shown.append(_("No option was given a vote."))
    else:
        shown.append(
            _("First: {number}. {option}").format(
                number=outcome.winner, option=asked.options[outcome.winner - 1]
            )
        )
    if outcome.tie:
        shown.append(_("There was a tie, settled by the rule."))
    units = sum(one.units for one in settled.counted)
    shown.append(
        ngettext(
            "{count} ballot counts, with {votes}, of {total} in all.",
            "{count} ballots count, with {votes}, of {total} in all.",
            len(settled.counted),
        ).format(
            count=f"{len(settled.counted):,}",
            votes=votes_words(units),
            total=f"{found.power.total:,}",
        )
    )
    if outcome.blank:
        shown.append(_("Blank: {votes}").format(votes=votes_words(outcome.blank)))
    others = (
        (_("Copies: {count}"), settled.copies),
        (_("Replaced by a later ballot of the same voter: {count}"), settled.superseded),
        (_("Void, since they contradict each other: {count}"), settled.voided),
        (_("Refused: {count}"), len(found.gathered.faults)),
    )
    shown += [form.format(count=f"{number:,}") for form, number in others if number]
    if found.root is not None:
        shown.append(_("Root over the counted ballots: 0x{root}").format(root=found.root.hex()))
    return shown


def votes_words(units: int) -> str:
    """So many votes, in words."""
    return ngettext("{count} vote", "{count} votes", units).format(count=f"{units:,}")


def method_words(method: str) -> str:
    """The method in words."""
    return {
        "single": _("one choice each"),
        "approval": _("approval"),
        "ranked": _("instant runoff"),
    }[method]


def _round(found: Recount, one: Round) -> list[str]:
    options = found.consultation.options
    ordered = sorted(one.totals, key=lambda option: (-one.totals[option], option))
    shown = [
        f"  {option}. {options[option - 1]}: {votes_words(one.totals[option])}"
        for option in ordered
    ]
    if one.exhausted:
        shown.append("  " + _("no choice left: {votes}").format(votes=votes_words(one.exhausted)))
    if one.eliminated is not None:
        form = (
            _("  out, by the rule for ties: {number}. {option}")
            if one.tie
            else _("  out: {number}. {option}")
        )
        shown.append(form.format(number=one.eliminated, option=options[one.eliminated - 1]))
    return shown


def voter_json(voter: str | None, found: Recount, power: Power) -> dict[str, Any]:
    """What became of somebody's ballot, under the key `voter`; nothing where nobody is named."""
    if voter is None:
        return {}
    from daoctl.units import checksum

    address = checksum(voter)
    account = bytes.fromhex(address[2:])
    mine = next((one for one in found.settled.counted if one.voter == account), None)
    return {
        "voter": {
            "address": address,
            "units": power.units.get(account, 0),
            "counted": mine is not None,
            "serial": None if mine is None else mine.serial,
            "choice": None if mine is None else list(mine.choice),
        }
    }


def voter_lines(voter: str | None, found: Recount, power: Power) -> list[str]:
    """The same for people."""
    if voter is None:
        return []
    told = voter_json(voter, found, power)["voter"]
    votes = votes_words(told["units"])
    if not told["counted"]:
        form = _("{voter}: no ballot counted ({votes} at the snapshot).")
        return ["", form.format(voter=told["address"], votes=votes)]
    choice = choice_words(told["choice"], found.consultation.options)
    form = _("{voter}: {choice}, with {votes} (serial {serial}).")
    return [
        "",
        form.format(voter=told["address"], choice=choice, votes=votes, serial=str(told["serial"])),
    ]


def choice_words(choice: list[int] | tuple[int, ...], options: tuple[str, ...] | list[str]) -> str:
    """A ballot's choice in words: its options in their order, or "blank"."""
    if not choice:
        return _("blank")
    return _(", ").join(f"{number}. {options[number - 1]}" for number in choice)
