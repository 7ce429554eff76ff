"""The files of a village's practice chain, in `.daoctl/practice/`.

`practice.json` is what is known of it, `state.json` its state as daoctl last saved it (written
whole after each act), and `anvil.json` the state as the Anvil itself writes it now and then and
when it ends, for what others did on it. The further of the two is loaded.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from daoctl.chain.keeping import Head, kept_head
from daoctl.charter.folder import PRIVATE, remembered_network, write_atomically
from daoctl.charter.record import all_records

NETWORK = "ethereum:local:foundry"


@dataclass(frozen=True)
class Practice:
    """What is known of a folder's practice chain. `genesis` is its first block's hash ("" before
    it first ran), `before` the network (and node) that the folder acted on before."""

    port: int
    pid: int | None = None
    genesis: str = ""
    before: tuple[str | None, str | None] = (None, None)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"


def find_practice(folder: Path) -> Practice | None:
    """What is known of the village's practice chain; None where there never was one."""
    try:
        data = json.loads((practice_place(folder) / "practice.json").read_text("utf-8"))
        return Practice(
            int(data["port"]), data["pid"], str(data["genesis"]), _pair(data.get("before"))
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def practice_at(folder: Path, network: str | None, rpc: str | None) -> Practice | None:
    """The folder's practice chain where that network and node are it, else None."""
    found = find_practice(folder)
    return found if found and network == NETWORK and rpc == found.url else None


def kept(folder: Path) -> Head | None:
    """Where the chain stands that is kept in the folder; None where none is."""
    found = best_kept(folder)
    return None if found is None else found[1]


def best_kept(folder: Path) -> tuple[Path, Head] | None:
    """The kept state that is further, ours where they are even."""
    found = [(file, head) for file in kept_states(folder) if (head := kept_head(file))]
    return max(found, key=lambda one: one[1].number, default=None)


def network_before(folder: Path, known: Practice | None) -> tuple[str | None, str | None]:
    """The network and node that the folder acts on when it does not rehearse."""
    network, rpc = remembered_network(folder)
    if known is not None and (network, rpc) == (NETWORK, known.url):
        return known.before
    if network is None:
        live = [one.network for one in all_records(folder) if not _is_local(one.network)]
        network = live[0] if len(live) == 1 else None
    return network, rpc


def _is_local(network: str) -> bool:
    return network.split(":")[1:2] == ["local"]


def write_practice(folder: Path, practice: Practice) -> None:
    """Keeps what is known. Raises UserError when the folder cannot be written."""
    data = json.dumps(asdict(practice)).encode()
    write_atomically(practice_place(folder) / "practice.json", data, mode=0o600)


def forget_kept(folder: Path) -> None:
    """Throws the kept state away."""
    for file in kept_states(folder):
        file.unlink(missing_ok=True)


def practice_place(folder: Path) -> Path:
    """Where the files lie."""
    return folder.resolve() / PRIVATE / "practice"


def kept_states(folder: Path) -> tuple[Path, Path]:
    """The files of the state: ours, and the Anvil's own."""
    return practice_place(folder) / "state.json", practice_place(folder) / "anvil.json"


def _pair(value: object) -> tuple[str | None, str | None]:
    network, rpc = value if isinstance(value, list) and len(value) == 2 else (None, None)
    return network, rpc
