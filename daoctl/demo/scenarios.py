"""The stories by name, and playing one from the first block to its outcome."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from daoctl.chain.connection import EMBEDDED
from daoctl.demo import localdao_2024, small_village, yamakoshi_replay
from daoctl.demo.stage import Stage
from daoctl.errors import UserError
from daoctl.words import _

if TYPE_CHECKING:
    from daoctl.chain.connection import Chain

ANVIL = "ethereum:local:foundry"


@dataclass(frozen=True)
class Scenario:
    """A story: `play` tells it on a stage; `founded` is when it begins (seconds since the epoch),
    or None for one that begins now."""

    play: Callable[[Stage], None]
    founded: int | None = None


SCENARIOS: Mapping[str, Scenario] = MappingProxyType(
    {
        "small_village": Scenario(small_village.play),
        "yamakoshi_replay": Scenario(yamakoshi_replay.play, yamakoshi_replay.FOUNDED),
        "localdao_2024": Scenario(localdao_2024.play, localdao_2024.FOUNDED),
    }
)


@dataclass(frozen=True)
class Played:
    """A story that was told, as `--json` prints it. `rpc` and `pid` are those of the chain that
    was left running, None where it ended with the story."""

    outcome: dict[str, Any]
    village: str
    rpc: str | None
    pid: int | None


def play(
    name: str,
    tell: Callable[[str], None],
    *,
    seed: str = "daoctl",
    network: str | None = None,
    rpc: str | None = None,
    keep: bool = False,
) -> Played:
    """Plays the story of that name and reads what it came to from the chain.

    Without a network it plays on the embedded chain, or with `keep` on an Anvil that is left
    running. Raises UserError for an unknown story, or for a chain that is not a development one.
    """
    from daoctl.demo.outcome import as_json, read_outcome

    if name not in SCENARIOS:
        raise UserError(
            _("There is no story called `{name}`.").format(name=name),
            hint=_("Choose one of: {names}").format(names=", ".join(SCENARIOS)),
        )
    scenario = SCENARIOS[name]
    begun = time.monotonic()
    with (
        TemporaryDirectory(prefix="daoctl-demo-") as folder,
        _chain(scenario, network, rpc, keep=keep) as (chain, pid),
    ):
        _refuse_live(chain)
        stage = Stage(chain, Path(folder), seed, tell)
        scenario.play(stage)
        outcomes = [read_outcome(village) for village in stage.villages]
        url = chain.rpc_url if keep or rpc else None
        outcome = as_json(
            outcomes, scenario=name, rpc=url, pid=pid, seconds=time.monotonic() - begun
        )
    return Played(outcome, outcomes[0].address, url, pid)


@contextmanager
def _chain(
    scenario: Scenario, network: str | None, rpc: str | None, *, keep: bool
) -> Iterator[tuple[Chain, int | None]]:
    """The story's chain, and the process of an Anvil that stays. An Anvil of our own begins on
    the story's day; if anything goes wrong, it ends."""
    from daoctl.chain.anvil import start_anvil
    from daoctl.chain.connection import connect

    if keep and network not in (None, ANVIL):
        raise UserError(
            _("Only an Anvil can be left running."),
            hint=_("Leave out --network, or say --network {anvil}.").format(anvil=ANVIL),
        )
    if rpc is not None or not (keep or network == ANVIL):
        if keep:
            raise UserError(
                _("The node at {url} is somebody else's to keep.").format(url=rpc),
                hint=_("Leave out --keep or --rpc."),
            )
        with connect(network or (ANVIL if rpc else EMBEDDED), rpc) as chain:
            yield chain, None
        return
    anvil = start_anvil(timestamp=scenario.founded, detached=keep, tied=not keep)
    ended_well = False
    try:
        with connect(ANVIL, anvil.url) as chain:
            yield chain, anvil.pid if keep else None
        ended_well = True
    finally:
        if not (keep and ended_well):
            anvil.stop()


def _refuse_live(chain: Chain) -> None:
    if not chain.is_development:
        raise UserError(
            _("Stories are told on a development chain, not on {network}.").format(
                network=chain.network
            ),
            hint=_("Leave out --network to use the embedded one."),
        )
