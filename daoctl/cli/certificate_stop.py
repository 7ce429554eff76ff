"""`daoctl certificate stop`."""

from __future__ import annotations

from daoctl.cli.options import Shared
from daoctl.words import _


def run_stop(shared: Shared) -> None:
    """Stops every issuer at once; stopped ones are said to be."""
    from daoctl.charter.authority import COUNCIL
    from daoctl.cli.acting import act
    from daoctl.cli.session import open_village
    from daoctl.villager.stopping import going_on, plan_stop

    with open_village(shared) as session:
        out = session.out
        calls = plan_stop(session.village)
        tx = None
        if not calls:
            out.say(_("Issuing is stopped already."))
        else:
            words = _(
                "Stop every issuer at once: no certificate is issued, claimed, renewed, revoked or "
                "reissued until a passed proposal sets another daily limit"
            )
            done = act(session, calls, words, role=COUNCIL)
            if not done.sent:
                return
            tx = done.transactions[0]
        out.result(
            {"daily_limit": 0, "tx": tx, "already": tx is None},
            _("Issuing is stopped.") if tx else [],
        )
        out.say(going_on())
        if tx:
            out.say(
                _(
                    "Another proposal takes the role from that key: daoctl proposal draft "
                    "--kind role"
                )
            )
