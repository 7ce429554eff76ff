"""The shapes that docs/schemas/ promises for --json, held against what daoctl really answers."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

SCHEMAS = Path(__file__).resolve().parents[1] / "docs" / "schemas"
ENDING = ".schema.json"
# What several schemas use, and each line of --output calldata.
COMMON, CALLDATA = "common", "calldata"


class Met(NamedTuple):
    """An answer that was seen: of which verb, and whether it was a dry run's."""

    verb: str
    dry_run: bool


@functools.cache
def schema_names() -> frozenset[str]:
    """The verbs that have a schema, by the file's name, such as "treasury-budget-open"."""
    names = (path.name.removesuffix(ENDING) for path in SCHEMAS.glob(f"*{ENDING}"))
    return frozenset(names) - {COMMON, CALLDATA}


@functools.cache
def validator(name: str) -> Draft202012Validator:
    """The validator of a schema, which may point to the common one."""
    common = json.loads((SCHEMAS / f"{COMMON}{ENDING}").read_text("utf-8"))
    schema = json.loads((SCHEMAS / f"{name}{ENDING}").read_text("utf-8"))
    registry: Registry[Any] = Registry().with_resources(
        (one["$id"], Resource.from_contents(one)) for one in (common, schema)
    )
    return Draft202012Validator(schema, registry=registry)


def verb_of(arguments: Sequence[str]) -> str:
    """The verb that a command line names, such as "treasury budget open"; options before it are
    passed over. Raises LookupError when no verb begins so."""
    words = list(arguments)
    while words and words[0].startswith("-"):
        words = words[1:] if "=" in words[0] else words[2:]
    for length in range(min(3, len(words)), 0, -1):
        if (name := " ".join(words[:length])) in _verbs():
            return name
    raise LookupError(f"no verb: {' '.join(arguments)}")


def check(verb: str, answer: Any) -> Met:
    """Holds an answer against the verb's schema; fails with the places that differ."""
    name = verb.replace(" ", "-")
    assert name in schema_names(), f"docs/schemas/{name}{ENDING} is missing"
    wrong = [
        f"{leaf.json_path}: {leaf.message}"
        for error in validator(name).iter_errors(answer)
        for leaf in _leaves(error)
    ]
    assert not wrong, f"`{verb}` differs from docs/schemas/{name}{ENDING}: {'; '.join(wrong)}"
    return Met(verb, isinstance(answer, dict) and answer.get("dry_run") is True)


def _leaves(error: Any) -> list[Any]:
    return [leaf for one in error.context for leaf in _leaves(one)] or [error]


@functools.cache
def _verbs() -> frozenset[str]:
    from tools.verb_tree import verbs

    return frozenset(one.name for one in verbs())
