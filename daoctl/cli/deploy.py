"""`daoctl deploy`: founds the village that village.toml describes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from daoctl.cli.frame import single
from daoctl.cli.options import Shared, sends
from daoctl.cli.output import Wei, clean
from daoctl.errors import UsageError
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.charter.deployment import Done, Founded
    from daoctl.charter.founding import Founding
    from daoctl.charter.readback import Row
    from daoctl.cli.output import Output
    from daoctl.cli.session import OpenChain, Who

app = single()


@dataclass(frozen=True)
class Options:
    """`deploy` takes nothing but what every sender takes."""

    shared: Shared


@app.command(help=_("Found the village: put its contracts on a chain and hand it over to itself."))
@sends
def deploy_command(shared: Shared) -> None:
    """Fills the options and runs."""
    run(Options(shared))


def run(options: Options) -> None:
    """Founds the village, or finishes a founding that was interrupted.

    Raises CharterError for a charter that cannot be founded now, Differs when the chain has
    anything in the end that the plan did not put there.
    """
    from daoctl.charter.checks import check_deployable
    from daoctl.charter.deployment import Deployment, founding_begun, prepare_founding
    from daoctl.charter.folder import remember_network
    from daoctl.charter.founding import founding_steps
    from daoctl.charter.readback import refuse_differences
    from daoctl.cli.acting import confirm
    from daoctl.cli.session import open_chain

    if options.shared.output is not None:
        raise UsageError(
            _("A founding cannot be written down for other signers."),
            cause=_("Its steps need the addresses of those before."),
            hint=_("Found it with an account of this computer; it keeps no power afterwards."),
        )
    with open_chain(options.shared) as opened:
        if _already_founded(opened):
            return
        who = opened.account()
        founding = prepare_founding(opened.chain, opened.folder, who.address)
        with opened.journal() as journal:
            begun = founding_begun(journal, founding)
            if not begun:
                check_deployable(founding.charter, opened.chain.now())
            _tell(opened, founding, who, begun=begun)
            if options.shared.dry_run:
                opened.out.say(_("Nothing was sent (--dry-run)."))
                keys = [step.key for step in founding_steps(founding)]
                opened.out.result({"dry_run": True, "steps": keys}, [])
                return
            confirm(opened.out, options.shared)
            deployment = Deployment(opened.chain, founding, journal, who.signer(opened.chain))
            founded = deployment.run(opened.folder, partial(_say_step, opened.out))
        remember_network(opened.folder, opened.chain.network, opened.chain.rpc_url)
        _report(opened.out, founded)
    refuse_differences(founded.rows)


def _already_founded(opened: OpenChain) -> bool:
    """Says so when the record and the chain have the village already: a done thing is success."""
    from daoctl.charter.record import check_on_chain, load_record, record_file
    from daoctl.errors import WrongChain

    if not record_file(opened.folder, opened.chain.chain_id).exists():
        return False
    record = load_record(opened.folder, opened.chain.chain_id)
    try:
        check_on_chain(opened.chain, record)
    except WrongChain:
        if opened.chain.is_development:
            # A local chain that was started anew: the village is founded again there.
            return False
        raise
    address = record.addresses["charter"]
    opened.out.say(
        _("{name} is founded on this chain already, at {address}.").format(
            name=record.name, address=address
        )
    )
    opened.out.result(_answer(address, founded=False, fee=0, rows=[]), address)
    return True


def _tell(opened: OpenChain, founding: Founding, who: Who, *, begun: bool) -> None:
    from daoctl.charter.founding import founding_steps
    from daoctl.cli.acting import say_in_earnest, where

    out, charter = opened.out, founding.charter
    steps = founding_steps(founding)
    out.say(
        ngettext(
            "{name} will be founded on {network} in {count} transaction:",
            "{name} will be founded on {network} in {count} transactions:",
            len(steps),
        ).format(name=charter.village.name, network=where(opened.chain), count=len(steps)),
        style="bold",
    )
    for number, step in enumerate(steps, 1):
        out.say(f"  {number:>2}. {clean(step.words)}")
    if begun:
        out.say(_("An earlier run began this founding; what is done is not done again."))
    out.say(
        _("  signed by {name} ({address}), which keeps no power afterwards").format(
            name=who.name, address=who.address
        )
    )
    if charter.governance.electorate == "certificate":
        _tell_issuing(out, charter.certificate.daily_issue_limit)
    say_in_earnest(out, opened.chain, opened.folder)
    if not opened.chain.is_development and not begun:
        _tell_cost(opened, founding, who)


def _tell_issuing(out: Output, limit: int) -> None:
    """What the daily limit means where certificates decide; how many there will be, nobody knows
    yet."""
    from daoctl.villager.stopping import key_words

    out.say(key_words(limit), style="yellow")
    out.say(
        _(
            "Keep certificate.daily_issue_limit at a twentieth of the certificates you expect, or "
            "less; a passed proposal changes it later."
        ),
        style="yellow",
    )


def _tell_cost(opened: OpenChain, founding: Founding, who: Who) -> None:
    """What the founding costs at most, found by a rehearsal. Raises AccountError when the
    account holds less."""
    from daoctl.chain.sending import fees
    from daoctl.charter.deployment import rehearsed_gas
    from daoctl.cli.acting import Plan

    gas = rehearsed_gas(founding)
    plan = Plan(gas, 0, gas * fees(opened.chain)[0])
    opened.out.say(
        _("  costs up to {amount} in network fees").format(amount=opened.out.amount(plan.fee))
    )
    if not opened.options.dry_run:
        plan.check_means(opened.chain, who)


def _say_step(out: Output, done: Done) -> None:
    form = (
        _("  {number}/{total} {words}: done before")
        if done.resumed
        else _("  {number}/{total} {words}: {tx}")
    )
    out.say(
        form.format(number=done.number, total=done.total, words=clean(done.step.words), tx=done.tx),
        style="dim",
    )


def _report(out: Output, founded: Founded) -> None:
    village = founded.village
    address = village.record.addresses["charter"]
    if not any(row.differs for row in founded.rows):
        out.say(
            _(
                "{name} is founded. {count} powers were read back; all are as the charter says."
            ).format(name=village.name, count=len(founded.rows)),
            style="green",
        )
        out.say(
            _("Its one public address, for everybody to keep: {address}").format(address=address)
        )
        out.say(_("Who may do what: daoctl role list"))
    out.result(_answer(address, founded=True, fee=founded.fee, rows=founded.rows), address)


def _answer(address: str, *, founded: bool, fee: int, rows: list[Row]) -> dict[str, object]:
    """What `--json` prints: the village's address, whether it was founded now, what that cost,
    and the read-back."""
    from daoctl.cli.role import as_json

    return {
        "village": address,
        "founded": founded,
        "fee": Wei(fee),
        "rows": [as_json(row) for row in rows],
    }
