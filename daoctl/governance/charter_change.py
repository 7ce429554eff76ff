"""What a new version of the charter changes, told from the files in the village's folder.

The chain holds only a version's hash, the keccak256 of the file. Where the file of the version in
force and that of the new one are at hand, their keys are compared; a text alone changes no
contract, so each changed key is told with what else it takes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from daoctl.words import _

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_FILES = 50
MAX_BYTES = 1_000_000
# How much of a value is shown.
LONGEST = 100

# Which kind of proposal changes in the contracts what stands in the charter under these keys.
_KINDS: tuple[tuple[str, str], ...] = (
    ("governance.quorum", "rule"),
    ("governance.voting_delay", "rule"),
    ("governance.voting_period", "rule"),
    ("governance.late_extension", "rule"),
    ("governance.proposal_threshold", "rule"),
    ("governance.timelock", "rule"),
    ("certificate.daily_issue_limit", "limits"),
    ("villager.metadata", "metadata"),
    ("villager.phase", "phase"),
    ("treasury.assets", "assets"),
    ("treasury.budget", "budget"),
    ("roles", "role"),
    ("village.name", "charter"),
)
# What the contracts hold for ever as it was at founding.
_FIXED = (
    "village.short_name",
    "village.symbol",
    "villager.max_supply",
    "villager.resident_reserve",
    "villager.votes_per_holder",
    "villager.royalty",
    "certificate.name",
    "certificate.symbol",
    "certificate.metadata",
    "governance.electorate",
    "governance.proposals_open",
)


@dataclass(frozen=True)
class CharterFile:
    """A file that may be a version of the charter."""

    path: Path
    content: bytes = field(repr=False)

    @cached_property
    def hash(self) -> bytes:
        """Its keccak256, 32 bytes."""
        from daoctl.chain.codec import keccak

        return keccak(self.content)

    @property
    def published_name(self) -> str:
        """What it is called where the village publishes files."""
        return f"{self.hash.hex()}.toml"


@dataclass(frozen=True)
class Change:
    """A key with what it says before and after; None where it is not there."""

    key: str
    before: str | None
    after: str | None

    def words(self) -> str:
        """The change on one line."""
        if self.before is None:
            return _("{key}: new, {after}").format(key=self.key, after=self.after)
        if self.after is None:
            return _("{key}: gone, it was {before}").format(key=self.key, before=self.before)
        return _("{key}: {before} becomes {after}").format(
            key=self.key, before=self.before, after=self.after
        )


def charter_files(folder: Path) -> tuple[CharterFile, ...]:
    """The TOML files in a folder; those that cannot be read are left out."""
    found = []
    for path in sorted(folder.glob("*.toml"))[:MAX_FILES]:
        try:
            if path.stat().st_size <= MAX_BYTES:
                found.append(CharterFile(path, path.read_bytes()))
        except OSError:
            continue
    return tuple(found)


def details_of_adoption(
    files: Sequence[CharterFile], in_force: bytes, adopted: bytes
) -> tuple[str, ...]:
    """What adopting the version of that hash means, in sentences. Pure."""
    by_hash = {one.hash: one for one in files}
    new, old = by_hash.get(adopted), by_hash.get(in_force)
    if new is None:
        return (
            _(
                "Its file is not in the village's folder, so what changes cannot be told here. Put "
                "there what can be read at that address; daoctl knows it by its hash."
            ),
        )
    if adopted == in_force:
        return (_("{file} is the charter in force.").format(file=new.path.name),)
    if old is None:
        return (
            _(
                "It is {file}. The file of the charter in force is not in the village's folder, so "
                "what changes cannot be told here."
            ).format(file=new.path.name),
        )
    try:
        found = changes(_table(old), _table(new))
    except ValueError:
        return (_("{file} cannot be read as a charter.").format(file=new.path.name),)
    lines = [_("It is {file}, which changes:").format(file=new.path.name)]
    lines += [f"- {one.words()}" for one in found]
    if not found:
        lines = [_("It is {file}; only comments and spaces change.").format(file=new.path.name)]
    return (*lines, *_consequences([one.key for one in found]))


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Every key that is new, gone, or says something else, in the order of the files. Pure."""
    old, new = dict(_flat(before)), dict(_flat(after))
    return [
        Change(key, old.get(key), new.get(key))
        for key in dict.fromkeys([*old, *new])
        if old.get(key) != new.get(key)
    ]


def _consequences(keys: Sequence[str]) -> Iterator[str]:
    """What the contracts need besides, and what they hold for ever."""
    needed: dict[str, list[str]] = {}
    for prefix, kind in _KINDS:
        if any(_under(key, prefix) for key in keys):
            needed.setdefault(kind, []).append(prefix)
    if needed:
        yield _(
            "The text alone changes no contract; the proposal needs actions of these kinds too: "
            "{kinds}"
        ).format(kinds=_("; ").join(f"{kind} ({', '.join(of)})" for kind, of in needed.items()))
    fixed = [key for key in _FIXED if any(_under(one, key) for one in keys)]
    if fixed:
        yield _("Fixed at founding, which no text can change: {keys}").format(keys=", ".join(fixed))


def _under(key: str, prefix: str) -> bool:
    return key == prefix or key.startswith((f"{prefix}.", f"{prefix}["))


def _table(file: CharterFile) -> dict[str, Any]:
    return tomllib.loads(file.content.decode("utf-8-sig"))


def _flat(table: Mapping[str, Any], place: str = "") -> Iterator[tuple[str, str]]:
    """Each value with its key; entries of a list of tables go by their names."""
    for key, value in table.items():
        here = f"{place}.{key}" if place else key
        if isinstance(value, Mapping):
            yield from _flat(value, here)
        elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
            seen: dict[str, int] = {}
            for number, one in enumerate(value, start=1):
                name = str(one.get("name") or one.get("symbol") or number)
                seen[name] = seen.get(name, 0) + 1
                mark = f"{name} ({seen[name]})" if seen[name] > 1 else name
                yield from _flat(one, f"{here}[{mark}]")
        else:
            yield here, _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(_shown(one) for one in value) + "]"
    if isinstance(value, str):
        return f"“{_clipped(value)}”"
    return _clipped(value.isoformat() if hasattr(value, "isoformat") else str(value))


def _clipped(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
