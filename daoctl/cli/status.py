"""`daoctl status`: how the village stands, on one screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daoctl.cli.frame import single
from daoctl.cli.options import Shared, reads
from daoctl.cli.output import Wei, clean
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.charter.village import Village
    from daoctl.cli.output import Output
    from daoctl.governance.elections import Election
    from daoctl.governance.proposals import Proposal
    from daoctl.treasury.ledger import Holding, Ledger
    from daoctl.treasury.projects import Project
    from daoctl.villager.certificates import Certificate
    from daoctl.villager.holders import Holder
    from daoctl.villager.phases import Desk

app = single()

OPEN_STATES = ("Pending", "Active", "Succeeded", "Queued")


@dataclass(frozen=True)
class Status:
    """All that `status` shows, read at the chain's time `now`."""

    now: int
    holders: tuple[Holder, ...]
    minted: int
    max_supply: int
    certificates: tuple[Certificate, ...]
    desk: Desk
    ledger: Ledger
    projects: tuple[Project, ...]
    proposals: tuple[Proposal, ...]
    elections: tuple[Election, ...] = ()

    @property
    def tokens(self) -> int:
        """How many tokens exist."""
        return sum(one.balance for one in self.holders)

    @property
    def units(self) -> int:
        """All voting units of the villager token together."""
        return sum(one.units for one in self.holders)

    @property
    def open_proposals(self) -> tuple[Proposal, ...]:
        """The proposals that something may still become of."""
        return tuple(one for one in self.proposals if one.state in OPEN_STATES)

    @property
    def open_elections(self) -> tuple[Election, ...]:
        """The elections that are not closed, or whose elected plans wait to be awarded."""
        from daoctl.governance.election_words import to_award

        return tuple(one for one in self.elections if one.state != "Closed" or to_award(one))


@app.command(help=_("Show how the village stands: people, money, open votes, what is due."))
@reads
def status_command(shared: Shared) -> None:
    """Fills the options and runs."""
    run(shared)


def run(shared: Shared) -> None:
    """Prints how the village stands."""
    from daoctl.charter.seen import remember_numbers
    from daoctl.cli.session import open_village
    from daoctl.cli.status_chores import chores

    with open_village(shared) as session:
        village, out = session.village, session.out
        status = read_status(village)
        remember_numbers(village, "proposal", (one.number for one in status.proposals))
        remember_numbers(village, "project", (one.number for one in status.projects))
        due = chores(village, status)
        if out.as_json:
            known = [{"kind": one.kind, "number": one.number} for one in due]
            out.emit_json({**status_json(village, status), "due": known})
            return
        for line in _lines(out, village, status):
            out.data(clean(line))
        if due:
            out.data(_("Worth doing:"), style="bold")
            for one in due:
                out.data(clean(f"  {one.words}"))


def read_status(village: Village) -> Status:
    """How the village stands, from its contracts and their events."""
    from daoctl.chain.contracts import read_many
    from daoctl.governance.elections import read_elections
    from daoctl.governance.proposals import read_proposals
    from daoctl.treasury.ledger import read_ledger
    from daoctl.treasury.projects import read_projects
    from daoctl.villager.certificates import read_certificates
    from daoctl.villager.holders import read_holders
    from daoctl.villager.phases import read_desk

    token = village.villager
    minted, supply = read_many([(token, "totalMinted", ()), (token, "maxSupply", ())])
    return Status(
        now=village.chain.now(),
        holders=tuple(read_holders(village)),
        minted=minted,
        max_supply=supply,
        certificates=tuple(read_certificates(village)),
        desk=read_desk(village),
        ledger=read_ledger(village),
        projects=tuple(read_projects(village)),
        proposals=tuple(read_proposals(village)),
        elections=tuple(read_elections(village)),
    )


def status_json(village: Village, status: Status) -> dict[str, Any]:
    """The status as `--json` prints it: amounts in the asset's smallest unit as strings, moments
    in seconds since the epoch."""
    from daoctl.cli.sale_show import phase_json

    certificates = status.certificates
    return {
        "village": village.record.addresses["charter"],
        "name": village.name,
        "network": village.chain.network,
        "chain_id": village.chain.chain_id,
        "now": status.now,
        "tokens": status.tokens,
        "holders": len(status.holders),
        "units": status.units,
        "minted": status.minted,
        "max_supply": status.max_supply,
        "certificates": {
            "issued": len(certificates),
            **{
                state: sum(one.status == state for one in certificates)
                for state in ("living", "expired", "lapsed", "revoked")
            },
        },
        "open_phases": [
            phase_json(status.desk, one) for one in status.desk.phases if status.desk.sells(one)
        ],
        "treasury": [
            {
                "asset": one.asset.symbol,
                "address": one.asset.address,
                "balance": Wei(one.balance),
                "reserved": Wei(one.reserved),
                "free": Wei(one.free),
            }
            for one in status.ledger.holdings
        ],
        "open_proposals": [
            {
                "number": one.number,
                "title": one.title,
                "state": one.state,
                "deadline": one.deadline,
                "eta": one.eta or None,
            }
            for one in status.open_proposals
        ],
        "open_elections": [
            {
                "number": one.number,
                "state": one.state,
                "standing": one.standing.bit_count(),
                "seats": one.seats,
                "nominations_until": one.nominations_until,
                "voting_from": one.voting_from,
                "voting_to": one.voting_to,
            }
            for one in status.open_elections
        ],
    }


def _lines(out: Output, village: Village, status: Status) -> list[str]:
    from daoctl.cli.acting import where
    from daoctl.times import format_time, reader_zone

    chain = village.chain
    return [
        village.name,
        _("  on {network} (chain {id}), where it is {now}").format(
            network=where(chain),
            id=chain.chain_id,
            now=format_time(status.now, village.zone, reader_zone()),
        ),
        _("  address {address}").format(address=village.record.addresses["charter"]),
        _("Tokens: {tokens} held by {holders}, {units} votes; {minted} of {supply} made").format(
            tokens=f"{status.tokens:,}",
            holders=f"{len(status.holders):,}",
            units=f"{status.units:,}",
            minted=f"{status.minted:,}",
            supply=f"{status.max_supply:,}",
        ),
        _certificates(status),
        *sale_lines(village, status),
        _("Treasury:"),
        *(f"  {_holding(out, one)}" for one in status.ledger.holdings),
        *proposal_lines(village, status),
        *election_lines(village, status),
    ]


def _certificates(status: Status) -> str:
    valid = sum(one.valid for one in status.certificates)
    return _("Certificates: {valid} valid of {issued} issued").format(
        valid=f"{valid:,}", issued=f"{len(status.certificates):,}"
    )


def sale_lines(village: Village, status: Status) -> list[str]:
    """What is on sale, or what will be next."""
    from daoctl.times import format_time

    desk = status.desk
    if desk.paused:
        return [_("Sale: paused by the council")]
    now_open = [one for one in desk.phases if desk.sells(one)]
    if now_open:
        return [
            _("Sale: phase {number} ({name}) is open until {closes}, {left} left").format(
                number=one.number,
                name=one.name,
                closes=format_time(one.closes, village.zone),
                left=f"{one.left:,}",
            )
            for one in now_open
        ]
    waiting = [one for one in desk.phases if one.stage(status.now) == "waiting"]
    if not waiting:
        return [_("Sale: no phase is open")]
    first = min(waiting, key=lambda one: one.opens)
    return [
        _("Sale: no phase is open; phase {number} ({name}) opens on {opens}").format(
            number=first.number, name=first.name, opens=format_time(first.opens, village.zone)
        )
    ]


def _holding(out: Output, one: Holding) -> str:
    def money(amount: int) -> str:
        return out.amount(amount, one.asset.symbol, one.asset.decimals or 0)

    return _("{balance}: {reserved} set aside, {free} free").format(
        balance=money(one.balance), reserved=money(one.reserved), free=money(one.free)
    )


def proposal_lines(village: Village, status: Status) -> list[str]:
    """The open proposals, with what comes next for each."""
    from daoctl.governance.lifecycle import next_step
    from daoctl.governance.proposals import state_words

    found = status.open_proposals
    if not found:
        return [_("No proposal is open.")]
    lines = [
        ngettext("{count} open proposal:", "{count} open proposals:", len(found)).format(
            count=len(found)
        )
    ]
    for one in found:
        text = _("  {number}. {title}: {state}").format(
            number=one.number, title=one.title, state=state_words(one.state)
        )
        after = next_step(village, one)
        lines.append(_("{line}. {after}").format(line=text, after=after) if after else text)
    return lines


def election_lines(village: Village, status: Status) -> list[str]:
    """The open elections, with what comes next for each; nothing where there is none."""
    from daoctl.governance.election_words import next_step, state_words
    from daoctl.times import format_time

    lines = []
    for one in status.open_elections:
        count = one.standing.bit_count()
        text = ngettext(
            "Election {number}: {state}, {count} plan stands.",
            "Election {number}: {state}, {count} plans stand.",
            count,
        ).format(number=one.number, state=state_words(one.state), count=count)
        step = next_step(one, lambda moment: format_time(moment, village.zone))
        lines.append(f"{text} {step}")
    return lines
