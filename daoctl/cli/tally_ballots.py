"""`daoctl tally --ballots`: a consultation counted from signed ballots, with or without a node."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.errors import ConnectionFailed, Differs, UsageError, UserError
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.cli.output import Output
    from daoctl.cli.session import Session
    from daoctl.governance.ballot_chunks import Signed
    from daoctl.governance.ballot_wallets import AskWallets
    from daoctl.governance.consultation import Consultation
    from daoctl.governance.consultation_ballots import Gathered, Settled
    from daoctl.governance.consultation_count import Round
    from daoctl.governance.consultation_result import Recount
    from daoctl.governance.power_file import Power

DOCUMENT = "consultation.md"
# So many refused lines are named at the terminal.
SHOWN = 20


@dataclass(frozen=True)
class Options:
    """The ballots, the consultation they are for, and where the file of power and the result
    stand (beside the consultation where None). `answers` is an earlier result whose wallets' word
    is taken; `voter` somebody whose ballot shall be named."""

    shared: Shared
    ballots: Path
    method: str | None = None
    consultation: Path | None = None
    power: Path | None = None
    result: Path | None = None
    answers: Path | None = None
    voter: str | None = None


class Sources:
    """Where a count's parts come from: files as far as they are there, the chain for the rest."""

    def __init__(self, shared: Shared, out: Output, document: Path) -> None:
        self.shared, self.out, self.document = shared, out, document
        self.stack = ExitStack()
        self._session: Session | None = None

    def __enter__(self) -> Sources:
        return self

    def __exit__(self, *_reason: object) -> None:
        self.stack.close()

    def session(self) -> Session:
        """The village on its chain, opened when it is first needed."""
        from daoctl.cli.session import open_village

        if self._session is None:
            self._session = self.stack.enter_context(open_village(self.shared, out=self.out))
        return self._session

    def power(self, asked: Consultation, given: Path | None) -> Power:
        """The power at the snapshot: from its file, else from the chain, and then written there."""
        from daoctl.governance.consultation_power import power_at_snapshot
        from daoctl.governance.consultation_result import check_power
        from daoctl.governance.power_file import load_power, write_power

        file = given or self.document.with_suffix(".power")
        if file.exists():
            power = load_power(file)
            check_power(asked, power.header)
            return power
        power = power_at_snapshot(self.session().village, asked)
        write_power(file, power)
        self.out.say(_("The power at the snapshot was written to {file}.").format(file=file))
        return power

    def wallets(self, asked: Consultation, power: Power, answers: Path | None) -> AskWallets:
        """Who answers for wallets: an earlier result, else the chain, if it can be reached."""
        from daoctl.governance.ballot_wallets import wallets_as_told, wallets_at
        from daoctl.governance.consultation_power import check_village
        from daoctl.governance.consultation_result import load_result

        if answers is not None:
            told = {bytes.fromhex(one["answer"][2:]) for one in load_result(answers)["wallets"]}
            return wallets_as_told(told)

        def ask(pending: list[Signed]) -> set[bytes] | None:
            try:
                village = self.session().village
            except (UserError, UsageError, ConnectionFailed) as error:
                self.out.say(
                    _("No node could be asked for the word of wallets: {why}").format(
                        why=error.message
                    ),
                    style="yellow",
                )
                return None
            check_village(village, asked.chain_id, asked.village)
            return wallets_at(village.chain, power.header.block)(pending)

        return ask


def run(options: Options) -> None:
    """Counts and writes the result. Raises UserError for files that cannot be used, Differs when
    a result is there already and says otherwise."""
    from daoctl.cli.session import voice
    from daoctl.governance.consultation_result import result_bytes

    out = voice(options.shared)
    document = options.consultation or beside(options.ballots)
    found, power = counted(options, document, out)
    result = found.as_json()
    report_faults(out, found.gathered, found.settled)
    file = options.result or document.with_suffix(".result.json")
    _write(file, result_bytes(result), out)
    shown = [*lines(found), *_voter_lines(options.voter, found, power)]
    out.result(result | _voter_json(options.voter, found, power), shown)


def counted(options: Options, document: Path, out: Output) -> tuple[Recount, Power]:
    """The count, and the power it was weighed by."""
    from daoctl.governance.ballot_check import ballot_files
    from daoctl.governance.consultation import load_consultation
    from daoctl.governance.consultation_ballots import gather, settle
    from daoctl.governance.consultation_result import recount

    asked = load_consultation(document)
    if options.method is not None and options.method != asked.method:
        raise UsageError(
            _("The consultation is not counted by `{method}`.").format(method=options.method),
            cause=_("Its document says `{method}`, and every ballot signs the document.").format(
                method=asked.method
            ),
            hint=_("Leave --method out, or write {method}.").format(method=asked.method),
        )
    files = ballot_files(options.ballots)
    with Sources(options.shared, out, document) as sources:
        power = sources.power(asked, options.power)
        wallets = sources.wallets(asked, power, options.answers)
        size = sum(file.stat().st_size for file in files)
        with out.progress(size, _("Bytes of ballots checked")) as bar:
            gathered = gather(files, asked.context, power, wallets, on_bytes=bar.advance)
    return recount(asked, power, gathered, settle(gathered, power)), power


def beside(ballots: Path) -> Path:
    """The consultation's document where nobody named it: consultation.md beside the ballots or
    here. Raises UsageError."""
    folder = ballots if ballots.is_dir() else ballots.parent
    for place in (folder, folder.parent, Path()):
        if (place / DOCUMENT).is_file():
            return place / DOCUMENT
    raise UsageError(
        _("Which consultation are these ballots for?"),
        cause=_("There is no {file} beside them.").format(file=DOCUMENT),
        hint=_("Name its document with --consultation."),
    )


def report_faults(out: Output, gathered: Gathered, settled: Settled) -> None:
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


def _write(file: Path, content: bytes, out: Output) -> None:
    """Writes the result. Raises Differs when the file is there and says otherwise."""
    try:
        with file.open("xb") as stream:
            stream.write(content)
    except FileExistsError:
        if file.is_file() and file.read_bytes() == content:
            out.say(_("{file} says the same already.").format(file=file))
            return
        raise Differs(
            _("The result in {file} says otherwise.").format(file=file),
            cause=_("It was counted from other ballots, or by somebody else."),
            hint=_("Compare the two: --result OTHER.json writes this count elsewhere."),
        ) from None
    except OSError as error:
        raise UserError(
            _("The file {file} cannot be written.").format(file=file), cause=error.strerror
        ) from None
    out.say(_("The result was written to {file}.").format(file=file))


def _voter_json(voter: str | None, found: Recount, power: Power) -> dict[str, Any]:
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


def _voter_lines(voter: str | None, found: Recount, power: Power) -> list[str]:
    if voter is None:
        return []
    told = _voter_json(voter, found, power)["voter"]
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
    return ", ".join(f"{number}. {options[number - 1]}" for number in choice)
