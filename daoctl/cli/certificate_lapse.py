"""`daoctl certificate lapse`: takes the vote of expired certificates; anyone may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from daoctl.cli.options import Shared
from daoctl.words import _, ngettext


@dataclass(frozen=True)
class LapseOptions:
    """Which certificates, by number; all that have expired without one."""

    shared: Shared
    numbers: Sequence[int] = ()


def run_lapse(options: LapseOptions) -> None:
    """Lapses them, in as few transactions as fit. Raises ChainRefused naming those that are valid
    still."""
    from daoctl.cli.acting import act
    from daoctl.cli.session import open_village
    from daoctl.villager.lapsing import plan_lapse, read_lapse

    with open_village(options.shared) as session:
        village, out = session.village, session.out
        lapse = read_lapse(village, options.numbers)
        count = len(lapse.due)
        transactions: list[str] = []
        lapsed: list[int] = []
        if not lapse.due:
            out.say(_("Nothing is left to lapse."))
        else:
            words = ngettext(
                "Lapse {count} expired certificate: it carries no vote until it is renewed",
                "Lapse {count} expired certificates: they carry no vote until they are renewed",
                count,
            )
            done = act(session, plan_lapse(village, lapse.due), words.format(count=count))
            if not done.sent:
                return
            transactions = done.transactions
            # Somebody else may have lapsed some of them meanwhile: only the events know.
            lapsed = [
                log.args["id"]
                for receipt in done.receipts
                for log in receipt.logs
                if log.event == "CertificateLapsed"
            ]
        out.result(
            {
                "lapsed": lapsed,
                "before": [one.id for one in lapse.done] if options.numbers else [],
                "transactions": transactions,
            },
            ngettext(
                "{count} certificate has lapsed now.",
                "{count} certificates have lapsed now.",
                len(lapsed),
            ).format(count=f"{len(lapsed):,}"),
        )
