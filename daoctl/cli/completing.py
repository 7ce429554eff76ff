"""What may come next on a command line, from the program and the village's files alone.

No node is asked, nothing heavy is imported, and whatever goes wrong means no suggestion: a person
is in the middle of typing.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from daoctl.cli.frame import root_app

_CHOICES = re.compile(r"[a-z][a-z0-9-]*(\|[a-z][a-z0-9-]*)+")
# Commands whose NUMBER is a proposal's.
_PROPOSALS = frozenset({"proposal", "vote", "tally", "minutes"})


def candidates(line: str) -> list[str]:
    """The words that may stand where `line` (a command line up to the cursor) ends, sorted."""
    words, prefix = split(line)
    try:
        found = _next(words[1:], prefix)
    except Exception:  # noqa: BLE001 - silence, as promised
        return []
    return sorted({word for word in found if word.startswith(prefix)})


def split(line: str) -> tuple[list[str], str]:
    """The whole words of the line, and the one that is being typed ("" for a new one)."""
    for closing in ("", '"', "'"):
        try:
            words = shlex.split(line + closing)
        except ValueError:
            continue
        if not closing and (not line or line[-1].isspace()):
            return words, ""
        return (words[:-1], words[-1]) if words else ([], "")
    return line.split()[:-1], line.split()[-1] if line.split() else ""


def _next(words: list[str], prefix: str) -> Iterable[str]:
    import typer

    command: Any = typer.main.get_command(root_app())
    path: list[str] = []
    place, awaited = 0, None
    for word in words:
        if awaited is not None:
            awaited = None
        elif word.startswith("-") and word != "-":
            option = _option(command, word)
            if option is not None and "=" not in word and not _is_flag(option):
                awaited = option
        elif hasattr(command, "list_commands"):
            command = command.get_command(None, word)
            if command is None:
                return []
            path.append(word)
        else:
            place += 1
    if awaited is not None:
        return _values(awaited, path, words, prefix)
    if prefix.startswith("--") and "=" in prefix:
        name, _equals, start = prefix.partition("=")
        option = _option(command, name)
        found = _values(option, path, words, start) if option is not None else []
        return [f"{name}={value}" for value in found]
    if prefix.startswith("-"):
        return _options(command, words)
    if hasattr(command, "list_commands"):
        return command.list_commands(None)  # type: ignore[no-any-return]
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    if not arguments:
        return []
    if place >= len(arguments) and arguments[-1].nargs != -1:
        return []
    return _values(arguments[min(place, len(arguments) - 1)], path, words, prefix, place)


def _option(command: Any, word: str) -> Any:
    name = word.partition("=")[0]
    return next((one for one in command.params if name in one.opts), None)


def _is_flag(option: Any) -> bool:
    return bool(getattr(option, "is_flag", False))


def _options(command: Any, words: list[str]) -> list[str]:
    """The long options that are not there yet."""
    found = [
        name
        for one in command.params
        if one.param_type_name == "option" and not one.hidden
        for name in one.opts
        if name.startswith("--") and (one.multiple or not {*one.opts} & {*words})
    ]
    return [*found, "--help"]


def _values(
    parameter: Any, path: list[str], words: list[str], prefix: str, place: int = 0
) -> Iterable[str]:
    """What may stand for the parameter, by the name of its value on the help page."""
    shown = (parameter.metavar or "").strip("[].")
    if path[:1] == ["help"] and parameter.name == "words":
        return _help_words(words)
    if _CHOICES.fullmatch(shown):
        return shown.split("|")
    if shown == "KIND":
        from daoctl.governance.drafts import KINDS

        return KINDS
    if shown == "ROLE":
        from daoctl.charter.authority import ROLES

        return [role.name for role in ROLES]
    if "--account" in parameter.opts or parameter.name in ("council", "issuer", "reviewer"):
        return _accounts()
    if shown.startswith("FOLDER"):
        return _paths(prefix, folders=True)
    if "FILE" in shown.split("|"):
        return _paths(prefix)
    return _from_village(parameter, shown, path, words)


def _from_village(parameter: Any, shown: str, path: list[str], words: list[str]) -> Iterable[str]:
    """What the village's own files know: its networks, numbers and names."""
    from daoctl.charter.seen import known_numbers

    folder = _folder(words)
    if folder is None:
        return []
    if shown.startswith("ECOSYSTEM:"):
        return _networks(folder)
    if shown == "PROJECT":
        return map(str, known_numbers(folder, "project"))
    if shown == "ELECTION":
        return map(str, known_numbers(folder, "election"))
    if shown == "NUMBER" and (path[0] in _PROPOSALS or parameter.name == "proposal"):
        return map(str, known_numbers(folder, "proposal"))
    charter = _charter(folder)
    if shown == "PHASE" or (shown == "NUMBER" and parameter.name == "phase"):
        phases = charter.get("villager", {}).get("phase", [])
        return (str(number + 1) for number in range(len(phases)))
    if shown == "TIER":
        return charter.get("certificate", {}).get("tiers", [])  # type: ignore[no-any-return]
    if shown == "NAME" and path[:2] == ["treasury", "budget"]:
        return [one["name"] for one in charter.get("treasury", {}).get("budget", [])]
    return []


def _folder(words: list[str]) -> Path | None:
    """The village's folder that the command line means; None where it is not on this computer."""
    from daoctl.charter.folder import find_village

    named = None
    for place, word in enumerate(words):
        if word.startswith("--village="):
            named = word.partition("=")[2]
        elif word == "--village" and place + 1 < len(words):
            named = words[place + 1]
    found = find_village(os.path.expanduser(named) if named else None)
    return None if found.address is not None else found.folder


def _charter(folder: Path) -> dict[str, Any]:
    import tomllib

    return tomllib.loads((folder / "village.toml").read_text("utf-8-sig"))


def _networks(folder: Path) -> list[str]:
    import json

    from daoctl.charter.folder import remembered_network

    records = (folder / "deployments").glob("*.json")
    found = [json.loads(file.read_text("utf-8")).get("network") for file in records]
    return [name for name in (remembered_network(folder)[0], *found) if name]


def _accounts() -> list[str]:
    """Ape's accounts by their files' names; loading Ape would take longer than typing them."""
    home = Path(os.environ.get("APE_DATA_FOLDER") or Path.home() / ".ape")
    return [file.stem for file in (home / "accounts").glob("*.json")]


def _help_words(words: list[str]) -> list[str]:
    """Topics and commands, and behind a command its verbs."""
    import typer

    from daoctl.cli.help_topics import TOPICS

    command: Any = typer.main.get_command(root_app())
    named = [word for word in words[words.index("help") + 1 :] if not word.startswith("-")]
    for word in named:
        command = command.get_command(None, word)
        if not hasattr(command, "list_commands"):
            return []
    listed = list(command.list_commands(None))
    return listed if named else [*TOPICS, *listed]


def _paths(prefix: str, *, folders: bool = False) -> list[str]:
    """What is in the folder that the prefix leads to; folders end with a stroke."""
    head, start = os.path.split(prefix)
    place = Path(os.path.expanduser(head or "."))
    found = []
    for entry in os.scandir(place):
        if entry.name.startswith(".") and not start.startswith("."):
            continue
        if entry.is_dir() or not folders:
            found.append(os.path.join(head, entry.name) + ("/" if entry.is_dir() else ""))
    return found
