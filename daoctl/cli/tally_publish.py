"""`daoctl tally publish`: a consultation's result named on chain by the council."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from daoctl.cli.options import Shared
from daoctl.errors import UsageError
from daoctl.words import _, ngettext


@dataclass(frozen=True)
class Options:
    """The result's file, and where it can be read (where the charter says files are published,
    if None)."""

    shared: Shared
    result: Path
    uri: str | None = None


def run(options: Options) -> None:
    """Publishes the root over the counted ballots and the result's address; what was published
    already is said to be. Raises UserError for a file that is no result, and what `act` raises."""
    from daoctl.cli.acting import act
    from daoctl.cli.session import open_village
    from daoctl.governance.ballot_chunks import unreadable
    from daoctl.governance.consultation_publish import publish, published
    from daoctl.governance.consultation_result import load_result

    result = load_result(options.result)
    try:
        content = options.result.read_bytes()
    except OSError as error:
        raise unreadable(options.result, error) from None
    with open_village(options.shared) as session:
        uri = options.uri
        if uri is None:
            charter = session.village.charter
            base = "" if charter is None else charter.village.publish_base
            if not base:
                raise UsageError(
                    _("Where can the result be read?"),
                    hint=_("Put the file where everyone can fetch it, and name it with --uri."),
                )
            uri = base + options.result.name
        done = publish(session.village, result, content, uri)
        tx, number = None, done.number
        if not done.calls:
            session.out.say(_("It is published already."))
        else:
            words = ngettext(
                "Publish the result of “{title}” ({count} ballot counted)",
                "Publish the result of “{title}” ({count} ballots counted)",
                done.leaves,
            ).format(title=result["consultation"]["title"], count=f"{done.leaves:,}")
            outcome = act(session, done.calls, words, role="COUNCIL")
            if not outcome.sent:
                return
            tx = outcome.transactions[0]
            number = published(session.village, done.root, done.leaves, done.uri)
        session.out.say(_("It must be readable at {uri}").format(uri=done.uri.partition("#")[0]))
        session.out.result(
            {
                "publication": number,
                "kind": "consultation",
                "root": done.root,
                "leaves": done.leaves,
                "uri": done.uri,
                "tx": tx,
                "already": tx is None,
            },
            _("Publication {number}: {root}").format(number=number, root=done.root),
        )
