"""`daoctl treasury nft`: the single things that the treasury holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daoctl.cli.options import Shared
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.cli.session import Session
    from daoctl.treasury.things import Thing


def run_nft(shared: Shared) -> None:
    """Prints them, and which proposal sends one on."""
    from daoctl.cli.session import open_village
    from daoctl.treasury.things import read_things

    with open_village(shared) as session:
        found = read_things(session.village)
        if session.out.as_json:
            session.out.emit_json({"held": [thing_json(session, one) for one in found]})
        else:
            _show(session, found)


def thing_json(session: Session, one: Thing) -> dict[str, Any]:
    """A thing as `--json` prints it: `id` as text, since it may be of any length; `name`, `symbol`
    and `uri` as its contract says, null where it does not; `own` is a villager token."""
    return {
        "token": one.token,
        "id": str(one.number),
        "name": one.name or None,
        "symbol": one.symbol or None,
        "uri": one.uri or None,
        "own": one.own,
        "since": session.chain.time_of(one.block),
        "from": one.giver,
        "tx": one.tx,
    }


def _show(session: Session, found: list[Thing]) -> None:
    from daoctl.times import format_time

    out = session.out
    if not found:
        out.say(_("The treasury holds no such token."))
        return
    out.table(
        (_("name"), _("no."), _("since"), _("token")),
        [
            (
                one.name or one.symbol or "-",
                one.number,
                format_time(session.chain.time_of(one.block), session.village.zone),
                one.token,
            )
            for one in found
        ],
        right=(1,),
    )
    out.say(
        ngettext("{count} token of its kind", "{count} tokens of their kind", len(found)).format(
            count=f"{len(found):,}"
        )
    )
    if any(not one.own for one in found):
        out.say(
            _("Anybody may send the treasury a token, and it may call itself what it likes."),
            style="dim",
        )
    out.say(_("To send one on: daoctl proposal draft --kind nft"))
