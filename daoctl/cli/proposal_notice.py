"""`daoctl proposal notice`: what the office posts about a vote."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.errors import UserError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.cli.output import Output
    from daoctl.governance.proposals import Proposal
    from daoctl.report.notice import Notice


@dataclass(frozen=True)
class NoticeOptions:
    """Which proposal, and the file to write (standard output without one)."""

    shared: Shared
    number: int
    out: Path | None = None


def run_notice(options: NoticeOptions) -> None:
    """Writes the notice. Raises UserError for an unknown proposal, or when the file is there and
    is something else than a notice of this proposal."""
    from daoctl.cli.session import open_village
    from daoctl.governance.proposals import read_proposal
    from daoctl.report.notice import read_notice

    with open_village(options.shared) as session:
        proposal = read_proposal(session.village, options.number)
        notice = read_notice(session.village, proposal)
    out, text = session.out, notice.markdown()
    if options.out is not None:
        _write(options.out, notice, text)
        out.say(_("The notice stands in {file}.").format(file=options.out))
    if out.as_json:
        out.emit_json(notice_json(notice, options.out))
    elif options.out is None:
        out.data(text.rstrip("\n"))
    _tell_late(out, proposal)


def notice_json(notice: Notice, file: Path | None) -> dict[str, Any]:
    """The notice's facts; moments in seconds since the epoch, the quorum in basis points, `text`
    the whole document."""
    return {
        "number": notice.number,
        "title": notice.title,
        "village": notice.address,
        "name": notice.village,
        "network": notice.network,
        "chain_id": notice.chain_id,
        "snapshot": notice.snapshot,
        "opens": notice.opens,
        "closes": notice.closes,
        "quorum": {"more_than": notice.quorum.exclusive, "bps": notice.quorum.bps},
        "electorate": "certificate" if notice.by_certificate else "villager",
        "acts": notice.acts,
        "commands": notice.commands,
        "file": None if file is None else str(file),
        "text": notice.markdown(),
    }


def _write(file: Path, notice: Notice, text: str) -> None:
    from daoctl.charter.folder import write_atomically

    if file.exists():
        try:
            before = file.read_text("utf-8")
        except (OSError, ValueError):
            before = ""
        if before == text:
            return
        if not before.startswith(notice.marker):
            raise UserError(
                _("{file} is there already and is no notice of this proposal.").format(file=file),
                hint=_("Name another file, or move that one away."),
            )
    write_atomically(file, text.encode(), mode=0o644)


def _tell_late(out: Output, proposal: Proposal) -> None:
    """Says so when nobody can vote any more: the notice itself never depends on the moment."""
    from daoctl.governance.proposals import state_words

    if proposal.state not in ("Pending", "Active"):
        out.say(
            _("Nobody can vote on it any more: it is {state}.").format(
                state=state_words(proposal.state)
            ),
            style="yellow",
        )
