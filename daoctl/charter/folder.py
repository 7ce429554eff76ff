"""Which village is meant, and the files of its folder.

`--village FOLDER` or `--village NETWORK:ADDRESS`, else DAOCTL_VILLAGE, else the nearest folder
upward that holds `village.toml` or `deployments/`. `.daoctl/` (0700) is the private part: it is
never committed, and remembers the network.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from daoctl.errors import RecordError, UserError
from daoctl.units import checksum
from daoctl.words import _

CHARTER_FILE = "village.toml"
DEPLOYMENTS = "deployments"
PRIVATE = ".daoctl"

_ON_CHAIN = re.compile(r"(?P<network>.+):(?P<address>0[xX][0-9a-fA-F]*)")


@dataclass(frozen=True)
class Place:
    """Where a village is. `network` and `address` are given when it was named by its address;
    then `folder` is only where private files would go."""

    folder: Path
    network: str | None = None
    address: str | None = None

    @property
    def charter(self) -> Path:
        """The charter's file (it may be missing)."""
        return self.folder / CHARTER_FILE


def find_village(
    option: str | None = None,
    environment: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Place:
    """The village that is meant. Raises RecordError when none can be found."""
    env = os.environ if environment is None else environment
    here = (cwd or Path.cwd()).resolve()
    named = option or env.get("DAOCTL_VILLAGE")
    if named:
        if match := _ON_CHAIN.fullmatch(named):
            return Place(here, match["network"], checksum(match["address"]))
        folder = (here / named).expanduser().resolve()
        folder = folder.parent if folder.name == CHARTER_FILE else folder
        if not folder.is_dir():
            raise RecordError(
                _("There is no folder {folder}.").format(folder=named),
                hint=_("Name the village's folder, or NETWORK:ADDRESS of its charter."),
            )
        if not _is_village(folder):
            raise _nothing_in(folder)
        return Place(folder)
    for folder in (here, *here.parents):
        if _is_village(folder):
            return Place(folder)
    raise _nothing_in(here)


def is_address_form(named: str) -> bool:
    """Whether a village is named by NETWORK:ADDRESS, and not by its folder."""
    return _ON_CHAIN.fullmatch(named) is not None


def private_folder(folder: Path) -> Path:
    """The village's `.daoctl/`, made if need be, for its owner alone (0700)."""
    private = folder / PRIVATE
    try:
        private.mkdir(mode=0o700, parents=True, exist_ok=True)
        if private.stat().st_mode & 0o077:
            private.chmod(0o700)
        ignore = private / ".gitignore"
        if not ignore.exists():
            # What lies here must never be committed, wherever the village keeps its files.
            ignore.write_text("*\n", "utf-8")
    except OSError as error:
        raise UserError(
            _("The private folder {folder} cannot be made.").format(folder=private),
            cause=error.strerror,
        ) from None
    return private


def remember_network(folder: Path, network: str, rpc: str | None = None) -> None:
    """Keeps the network (and the node's address, which may hold a key) in the private folder."""
    data = json.dumps({"network": network, "rpc": rpc}, ensure_ascii=False)
    write_atomically(private_folder(folder) / "network.json", data.encode(), mode=0o600)


def remembered_network(folder: Path) -> tuple[str | None, str | None]:
    """The network and the node's address last remembered; None where nothing was."""
    try:
        data = json.loads((folder / PRIVATE / "network.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None, None
    if not isinstance(data, dict):
        return None, None
    network, rpc = data.get("network"), data.get("rpc")
    return (
        network if isinstance(network, str) else None,
        rpc if isinstance(rpc, str) else None,
    )


def write_atomically(file: Path, data: bytes, *, mode: int) -> None:
    """Replaces the file's content in one stroke, with these permissions from its first moment.

    Raises UserError when the folder cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                os.fchmod(stream.fileno(), mode)
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(name, file)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise UserError(
            _("The file {file} cannot be written.").format(file=file), cause=error.strerror
        ) from None


def _is_village(folder: Path) -> bool:
    return (folder / CHARTER_FILE).is_file() or (folder / DEPLOYMENTS).is_dir()


def _nothing_in(folder: Path) -> RecordError:
    return RecordError(
        _("There is no village in {folder}.").format(folder=folder),
        cause=_("A village's folder holds village.toml or deployments/."),
        hint=_("`daoctl init` begins one; --village names one that lies elsewhere."),
    )
