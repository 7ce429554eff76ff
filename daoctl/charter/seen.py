"""The numbers of proposals and projects last read from the chain, so that a shell can complete
them without asking a node. Only a memory: it is never believed, and losing it costs nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from daoctl.charter.folder import (
    CHARTER_FILE,
    DEPLOYMENTS,
    PRIVATE,
    private_folder,
    write_atomically,
)
from daoctl.errors import UserError

if TYPE_CHECKING:
    from daoctl.charter.village import Village

FILE = "seen.json"
# As many as a list in a shell is of use with.
MOST = 200


def remember_numbers(village: Village, kind: str, numbers: Iterable[int]) -> None:
    """Keeps the latest numbers of a kind ("proposal", "project"). Silent where the village's
    folder cannot be written, or is none."""
    folder, address = village.folder, village.record.addresses["charter"]
    if not ((folder / CHARTER_FILE).is_file() or (folder / DEPLOYMENTS).is_dir()):
        return
    latest = sorted(set(numbers))[-MOST:]
    before = _read(folder)
    kept = before.get("numbers")
    kinds = dict(kept) if isinstance(kept, dict) and before.get("village") == address else {}
    if kinds.get(kind) == latest:
        return
    kinds[kind] = latest
    data = json.dumps({"village": address, "numbers": kinds}).encode()
    try:
        write_atomically(private_folder(folder) / FILE, data, mode=0o600)
    except (UserError, OSError):
        return


def known_numbers(folder: Path, kind: str) -> list[int]:
    """The numbers kept of that kind; none where nothing can be read."""
    numbers = _read(folder).get("numbers", {})
    found = numbers.get(kind, []) if isinstance(numbers, dict) else []
    return [one for one in found if isinstance(one, int)] if isinstance(found, list) else []


def _read(folder: Path) -> dict[str, object]:
    try:
        found = json.loads((folder / PRIVATE / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
