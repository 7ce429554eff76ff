"""`daoctl tally --ballots`: a consultation counted from signed ballots, with or without a node."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.cli.options import Shared
from daoctl.errors import ConnectionFailed, Differs, UsageError, UserError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.cli.output import Output
    from daoctl.cli.session import Session
    from daoctl.governance.ballot_chunks import Signed
    from daoctl.governance.ballot_wallets import AskWallets
    from daoctl.governance.consultation import Consultation
    from daoctl.governance.consultation_result import Recount
    from daoctl.governance.power_file import Power

DOCUMENT = "consultation.md"


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
    from daoctl.cli import tally_ballots_show as show
    from daoctl.cli.session import voice
    from daoctl.governance.consultation_result import result_bytes

    out = voice(options.shared)
    document = options.consultation or beside(options.ballots)
    found, power = counted(options, document, out)
    result = found.as_json()
    show.tell_faults(out, found.gathered, found.settled)
    file = options.result or document.with_suffix(".result.json")
    _write(file, result_bytes(result), out)
    out.result(
        result
        | show.faults_json(found.gathered, found.settled)
        | show.voter_json(options.voter, found, power),
        [*show.lines(found), *show.voter_lines(options.voter, found, power)],
    )


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
