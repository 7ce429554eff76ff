"""`daoctl proposal draft` and `submit`: from a file to a vote."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.errors import DraftError, UsageError, UserError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.cli.output import Output
    from daoctl.cli.session import Session
    from daoctl.governance.drafts import Draft
    from daoctl.governance.lifecycle import Submission
    from daoctl.governance.simulation import Simulation

# A stand-in as long as any proposer, for what is only looked at.
NOBODY = "0x" + "0" * 40


@dataclass(frozen=True)
class DraftOptions:
    """Either a draft to check, or a kind to write a template of (into `file` where it is new)."""

    shared: Shared
    file: Path | None = None
    kind: str | None = None


@dataclass(frozen=True)
class SubmitOptions:
    """The draft to propose; `sender` is who will send it, for --output calldata."""

    shared: Shared
    file: Path
    sender: str | None = None


def run_draft(options: DraftOptions) -> None:
    """Prints a template, or checks the draft: its actions in words, tried on the present state.
    Raises DraftError with every mistake."""
    from daoctl.cli.session import open_village, voice

    if options.kind is not None or options.file is None:
        _write_template(options, voice(options.shared))
        return
    with open_village(options.shared) as session:
        from daoctl.governance.actions import encode
        from daoctl.governance.drafts import read_draft
        from daoctl.governance.setting import read_setting
        from daoctl.governance.simulation import simulate_actions

        setting = read_setting(session.village)
        draft = read_draft(options.file, setting)
        size = len(draft.document.description(NOBODY).encode())
        trial = simulate_actions(session.village, encode(draft.actions, setting), setting)
        session.out.result(draft_json(draft, trial, size), _lines(draft, trial, size))
        _warn_of_template(session.out, draft)
        session.out.say(_("Nothing was sent. To propose it:"))
        session.out.say(f"  daoctl proposal submit {options.file}")


def run_submit(options: SubmitOptions) -> None:
    """Proposes the draft; one that was proposed before is said to be. Raises DraftError,
    ChainRefused (too few votes, not open yet), and what `act` raises."""
    from daoctl.cli.acting import act
    from daoctl.cli.session import open_village
    from daoctl.governance.drafts import read_draft
    from daoctl.governance.lifecycle import submit
    from daoctl.governance.proposals import number_of, read_proposal
    from daoctl.governance.setting import read_setting
    from daoctl.governance.simulation import simulate_actions

    with open_village(options.shared) as session:
        village, out = session.village, session.out
        setting = read_setting(village)
        draft = read_draft(options.file, setting)
        submission = submit(village, draft, sender_of(session, options.sender), setting)
        number = submission.number
        tx = None
        if number is not None:
            state = read_proposal(village, number).state
            out.say(_("This is proposal {number} already.").format(number=number))
            if state not in ("Pending", "Active", "Succeeded", "Queued"):
                out.say(_("To propose it anew, change its title or its text."))
        else:
            trial = simulate_actions(village, submission.actions, setting)
            for line in trial.lines():
                out.say(line)
            _warn_of_template(out, draft)
            words = _("Propose “{title}” to the village").format(title=draft.title)
            done = act(session, submission.calls, words)
            if not done.sent:
                if options.shared.output is not None:
                    # Whoever signs has only the calldata: what it points at is written here.
                    _publish(session, options.file, submission)
                return
            tx = done.transactions[0]
            number = number_of(village, submission.actions, submission.description)
        assert number is not None, "a proposal that was made has a number"
        _report(session, options.file, submission, number, tx)


def _report(
    session: Session, draft_file: Path, submission: Submission, number: int, tx: str | None
) -> None:
    """Names the proposal, its dates, and the file that must be published."""
    from daoctl.governance.lifecycle import next_step
    from daoctl.governance.proposals import read_proposal

    out = session.out
    proposal = read_proposal(session.village, number)
    published = _publish(session, draft_file, submission)
    step = next_step(session.village, proposal)
    if step:
        out.say(step)
    out.result(
        {
            "number": number,
            "id": str(number),
            "title": proposal.title,
            "state": proposal.state,
            "tx": tx,
            "already": tx is None,
            "opens": proposal.opens,
            "closes": proposal.deadline,
            "publish": None if published is None else str(published),
            "uri": submission.document.uri if published else None,
        },
        _("Proposal {number}: {title}").format(number=number, title=proposal.title),
    )


def _publish(session: Session, draft_file: Path, submission: Submission) -> Path | None:
    """Writes beside the draft what the proposal points at, and says so; None where the whole
    text stands on chain."""
    for path, uri in submission.charters(session.village.folder):
        session.out.say(
            _("Publish {file}, so that it can be read at {uri}").format(file=path, uri=uri),
            style="yellow",
        )
        session.out.say(_("Once the proposal is carried out, put the same file as village.toml."))
    if not submission.must_publish:
        return None
    file = submission.publication(draft_file.resolve().parent)
    session.out.say(
        _("Publish {file}, so that it can be read at {uri}").format(
            file=file, uri=submission.document.uri
        ),
        style="yellow",
    )
    return file


def _warn_of_template(out: Output, draft: Draft) -> None:
    from daoctl.governance.templates import is_untouched

    if is_untouched(draft.title, draft.text):
        out.say(_("Its title or its text is still the template's."), style="yellow")


def sender_of(session: Session, given: str | None) -> str:
    """The address that will send. `--from` is for others who will: it needs --output calldata.
    Raises UsageError, UserError or AccountError."""
    from daoctl.units import checksum

    if given is None:
        return session.account().address
    if session.options.output is None:
        raise UsageError(
            _("--from goes with --output calldata alone."),
            hint=_("To sign here, name the account with --account."),
        )
    return checksum(given)


def _write_template(options: DraftOptions, out: Output) -> None:
    from daoctl.governance.templates import template

    kind = options.kind or _ask_kind(out)
    text = template(kind)
    answer = {"kind": kind, "file": options.file and str(options.file), "text": text}
    if options.file is None:
        out.result(answer, text.removesuffix("\n"))
        return
    try:
        with options.file.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise DraftError(
            _("The file {file} exists already.").format(file=options.file),
            hint=_("Without --kind it is checked; or name another file."),
        ) from None
    except OSError as error:
        raise DraftError(
            _("The draft cannot be written to {file}.").format(file=options.file),
            cause=error.strerror,
        ) from None
    out.say(_("Fill it in, then look what it would do:"))
    out.say(f"  daoctl proposal draft {options.file}")
    out.result(answer, [])


def _ask_kind(out: Output) -> str:
    """The kind, asked at the terminal. Raises UsageError where nobody is there to answer."""
    from daoctl.governance.drafts import KINDS

    kinds = ", ".join(KINDS)
    if not out.interactive:
        raise UsageError(
            _("Which draft?"),
            hint=_("Name a file to check it, or --kind to begin one: {kinds}").format(kinds=kinds),
        )
    out.say(_("What shall be proposed? One of: {kinds}").format(kinds=kinds))
    print(_("Kind:") + " ", end="", file=out.stderr, flush=True)
    answer = sys.stdin.readline().strip()
    if not answer:
        raise UserError(_("Nothing was written."))
    return answer


def _lines(draft: Draft, trial: Simulation, size: int) -> list[str]:
    from daoctl.governance.document import MAX_BYTES

    lines = [draft.title, "", *trial.lines(), ""]
    if draft.document.fits():
        lines.append(
            _("The text stands on chain: {size} of {most} bytes.").format(
                size=f"{size:,}", most=f"{MAX_BYTES:,}"
            )
        )
    else:
        lines.append(
            _("The text is too long for the chain: its SHA-256 will stand there, and {uri}").format(
                uri=draft.document.uri
            )
        )
    return lines


def draft_json(draft: Draft, trial: Simulation, size: int) -> dict[str, Any]:
    """A checked draft: `description_bytes` is what will stand on chain, `uri` where the text is
    published when it does not stand there itself (else null)."""
    return {
        "title": draft.title,
        "kind": draft.kind,
        "kinds": list(draft.kinds),
        "actions": actions_json(trial),
        "works_now": trial.works,
        "description_bytes": size,
        "sha256": draft.document.sha256.hex(),
        "uri": None if draft.document.fits() else draft.document.uri,
    }


def actions_json(trial: Simulation) -> list[dict[str, Any]]:
    """Each action: what it is (`contract` and `function` null where daoctl cannot tell), its
    sentence and warning in the reader's language, and how the trial went."""
    from daoctl.cli.output import Wei

    return [
        {
            "target": step.decoded.raw.target,
            "value": Wei(step.decoded.raw.value),
            "data": step.decoded.raw.data,
            "contract": step.decoded.contract,
            "function": step.decoded.function,
            "words": step.decoded.words,
            "warning": step.decoded.warning,
            "details": list(step.decoded.details),
            "reached": step.reached,
            "refusal": None if step.refusal is None else step.refusal.message,
        }
        for step in trial.steps
    ]
