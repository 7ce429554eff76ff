"""Where secrets were printed from: the folders of cards and PIN letters that must be destroyed.

`.daoctl/cards.json` remembers the folders, and nothing of what was in them. As long as a file of
theirs is still there, `daoctl status`, `doctor` and `account cards` say so.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from daoctl.charter.folder import PRIVATE, private_folder, write_atomically

FILE = "cards.json"


@dataclass(frozen=True)
class Printed:
    """A folder that still holds printed secrets, or a desktop's wastebasket that does: so many
    files."""

    folder: Path
    files: int


def remember_printed(village: Path, folder: Path) -> None:
    """Keeps in mind that secrets are about to be printed into the folder."""
    folders = [*printed_folders(village), folder.absolute()]
    data = {"folders": [str(one) for one in dict.fromkeys(folders)]}
    file = private_folder(village) / FILE
    write_atomically(file, json.dumps(data, ensure_ascii=False).encode(), mode=0o600)


def printed_folders(village: Path) -> list[Path]:
    """All folders into which secrets were printed for the village, there or gone."""
    try:
        data = json.loads((village / PRIVATE / FILE).read_text("utf-8"))
        return [Path(one) for one in data["folders"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def making_of(folder: Path) -> Path:
    """Where the folder's files are made, until all of them are complete."""
    return folder.with_name(f".making-{folder.name}")


def left_over(village: Path) -> list[Printed]:
    """What was printed and is not destroyed yet, the wastebasket included (freedesktop.org's
    trash specification: what lies there is not gone)."""
    found = []
    for folder in printed_folders(village):
        for place in (folder, making_of(folder), _trash() / folder.name):
            files = _count(place)
            if files:
                found.append(Printed(place, files))
    return found


def _count(folder: Path) -> int:
    listed = [name for _folder, _folders, files in os.walk(folder) for name in files]
    return sum(not name.startswith(".") for name in listed)


def _trash() -> Path:
    home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(home) / "Trash" / "files"
