"""What `bench.replay` measures in a process of its own, where nothing is warm yet:

    python -m bench.counting tally RPC FOLDER NUMBER
    python -m bench.counting query RPC FOLDER

`tally` recounts the vote as `daoctl tally` does, from the connected chain to the count. `query` asks
Ape's `Event.query` for the very logs that the tally reads, an event after the other, as Ape's users
do. Both print their seconds and what they found, as JSON; connecting is no part of either.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from daoctl.chain.connection import Chain, connect
from daoctl.charter.record import load_record
from daoctl.charter.village import Village
from daoctl.demo.scenarios import ANVIL
from daoctl.governance.power import VILLAGER_EVENTS
from daoctl.governance.proposals import EVENTS
from daoctl.governance.tally import VOTE_EVENTS, tally


def by_daoctl(rpc: str, folder: Path, number: int) -> dict[str, Any]:
    """The seconds of a tally, the voters it found, and whether the Governor counts the same."""
    with connect(ANVIL, rpc) as chain:
        begun = time.perf_counter()
        found = tally(_village(chain, folder), number)
        seconds = time.perf_counter() - begun
    return {"seconds": seconds, "voters": found.count.voters, "matches": found.matches_chain}


def by_ape(rpc: str, folder: Path) -> dict[str, Any]:
    """The seconds of Ape's queries, and how many logs of each event they gave."""
    from bench.ape_way import ape_at, as_ape_has_it

    rows: dict[str, int] = {}
    with connect(ANVIL, rpc) as chain, ape_at(rpc) as ape:
        village = _village(chain, folder)
        asked = ((village.governor, (*VOTE_EVENTS, *EVENTS)), (village.villager, VILLAGER_EVENTS))
        contracts = [(as_ape_has_it(ape, contract), events) for contract, events in asked]
        begun = time.perf_counter()
        for contract, events in contracts:
            for event in events:
                query = getattr(contract, event).query
                rows[event] = len(query("*", start_block=village.founded_block))
        seconds = time.perf_counter() - begun
    return {"seconds": seconds, "rows": rows}


def _village(chain: Chain, folder: Path) -> Village:
    return Village(chain, load_record(folder, chain.chain_id), folder)


if __name__ == "__main__":
    way, rpc_, folder_, *number_ = sys.argv[1:]
    if way == "tally":
        print(json.dumps(by_daoctl(rpc_, Path(folder_), int(number_[0]))))
    else:
        print(json.dumps(by_ape(rpc_, Path(folder_))))
