"""What a consultation needs of the chain: the power at its snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daoctl.errors import UserError, WrongChain
from daoctl.governance.consultation import Consultation
from daoctl.governance.power import read_electorate, snapshot_block
from daoctl.governance.power_file import Power, make_power
from daoctl.times import format_time
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.charter.village import Village


def check_village(village: Village, chain_id: int, charter: str) -> None:
    """Raises WrongChain unless the village is the one that is asked."""
    if (village.chain.chain_id, village.charter_contract.address) != (chain_id, charter):
        raise WrongChain(
            _("The consultation is another village's."),
            cause=_("It is for {charter} on chain {chain}.").format(
                charter=charter, chain=chain_id
            ),
            hint=_("Name the village with --village and its node with --rpc."),
        )


def power_at_snapshot(village: Village, asked: Consultation) -> Power:
    """The power at the consultation's snapshot, counted from the token's own events. Raises
    UserError while the snapshot has not passed for good, WrongChain for another village."""
    check_village(village, asked.chain_id, asked.village)
    chain = village.chain
    token = village.villager if asked.electorate == "villager" else village.certificate
    # A block of that very second may still come, and the newest ones may still be replaced.
    settled = chain.time_of(max(chain.head() - chain.confirmations, 0))
    if settled <= asked.snapshot:
        raise UserError(
            _("The snapshot has not passed yet: {time}.").format(
                time=format_time(asked.snapshot, village.zone)
            ),
            hint=_("Ballots can be signed meanwhile; count them afterwards."),
        )
    block = snapshot_block(village, asked.snapshot)
    electorate = read_electorate(village, block, token)
    return make_power(
        electorate.powers,
        chain.chain_id,
        token.address,
        asked.snapshot,
        block,
        chain.node.block(block).hash,
    )
