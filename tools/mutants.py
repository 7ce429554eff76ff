"""Lists the mutants of contracts/: small changes that a good test suite must notice.

    .build/prove/bin/python tools/mutants.py > MUTANTS.jsonl

One JSON object a line, with the fields of `tools.mutation_bench.Mutant`. Where and what is changed is for the
operators of slither-mutate to say (https://github.com/crytic/slither/tree/master/slither/tools/mutator), in
slither's own environment. Of what they propose, a third is kept, so that all of it can be tried in an hour or two:

- ROR, AOR, ASOR: each operator becomes its neighbours alone (`NEIGHBOURS`). Whoever notices that `<` became
  `<=`, or `!=`, notices that it became `>`. Where nothing lies below zero, or a loop counts up one by one, what
  is the same by the nature of numbers is no mutant (`_is_the_same`).
- MIA: a condition becomes true and false. Its opposite falls whenever one of the two does.
- CR: a whole statement is taken out, or a modifier. Commenting out what stands in the middle of something
  does not compile; a declaration without its statement does not either, and MVIE takes its value away.
- RR, which puts `revert()` in place of a statement, falls as soon as a test comes by: `make coverage` says
  that. FHR, which changes a function's header, does not compile, or compiles to the same code.
- SBR: without the units of ether, which it also finds in the middle of words, without immutable for constant, which
  is the same, and without narrower variables: Solidity refuses to put more into them. Narrower casts are kept.
- MVIE and MVIV: without what does not compile (a pointer to nothing), and what is zero anyway.

Where a comparison is part of a longer expression, slither-mutate writes the whole statement in place of the
part, which does not compile; here the part alone is written anew.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from slither import Slither
from slither.tools.mutator.mutators import all_mutators
from slither.tools.mutator.mutators.abstract_mutator import AbstractMutator

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = ("FHR", "RR")
COMPARISONS = {
    "<": ("<=", "!="),
    "<=": ("<", "=="),
    ">": (">=", "!="),
    ">=": (">", "=="),
    "==": ("<=", ">=", "!="),
    "!=": ("<", ">", "=="),
}
NEIGHBOURS = COMPARISONS | {
    "+": ("-",),
    "-": ("+",),
    "*": ("/",),
    "/": ("*",),
    "%": ("*",),
    "+=": ("-=", "="),
    "-=": ("+=", "="),
    "|=": ("&=", "="),
    "&=": ("|=", "="),
}
DECLARATION = re.compile(
    r"(?!return\b)[\w.\[\]]+( storage| memory| calldata| internal| private| public| constant)* \w+( =|$)"
    r"|\(\w+( storage| memory| calldata)? \w+, "
)
NO_CHANGE = re.compile(r"ether|wei|immutable")
DECLARED = re.compile(r"\bu?int\d+(?= \w)")


def _operators() -> list[type[AbstractMutator]]:
    known: list[Any] = [one for one in vars(all_mutators).values() if inspect.isclass(one)]
    own = [one for one in known if issubclass(one, AbstractMutator) and one.NAME not in LEFT_OUT]
    return sorted(own, key=lambda one: str(one.NAME))


def _is_the_same(new: str) -> bool:
    """Whether it compares an unsigned number with zero by its order, ends a loop that counts by `!=`, or asks for
    the order of names: what comes before Paid is for the other conditions around it to say."""
    zero = r" (<=|>|<|>=) (0|address\(0\)|bytes32\(0\))$"
    names = r" (<=|>|<|>=) [A-Z]\w*\.[A-Z]\w*$"
    return (
        re.search(f"{zero}|{names}", new) is not None or re.match(r"i != |i\+\+$", new) is not None
    )


def _is_neighbour(old: str, new: str) -> bool:
    """Whether one word alone differs, and is an operator's neighbour. forge fmt puts blanks around operators."""
    before, after = old.split(), new.split()
    differ = [pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]]
    if len(before) != len(after) or len(differ) != 1:
        return False
    return differ[0][1] in NEIGHBOURS.get(differ[0][0], ())


def _comparisons_anew(part: str) -> Iterator[str]:
    """The part with another comparison; nothing where it holds several, or none."""
    words = part.split(" ")
    places = [place for place, word in enumerate(words) if word in COMPARISONS]
    if len(places) == 1:
        for other in COMPARISONS[words[places[0]]]:
            yield " ".join([*words[: places[0]], other, *words[places[0] + 1 :]])


def _kept(operator: str, old: str, after: str, patch: Any) -> Iterator[str]:
    """What is written in place of `old`, which `after` follows."""
    new = str(patch["new_string"])
    whole = old == str(patch["old_string"])
    if operator == "CR":
        if after.isspace() and old.isidentifier():
            yield ""
        elif after == ";" and not DECLARATION.match(old):
            yield "{}"
    elif operator == "MIA":
        yield from ("true", "false")
    elif operator == "ROR" and not whole:
        yield from _comparisons_anew(old)
    elif operator in ("ROR", "AOR", "ASOR"):
        if _is_neighbour(old, new):
            yield new
    elif operator in ("MVIE", "MVIV"):
        if not re.search(r"\b(storage|calldata)\b| = 0$", old):
            yield new
    elif operator == "SBR":
        if not NO_CHANGE.search(new) and DECLARED.sub("", old) != DECLARED.sub("", new):
            yield new
    elif new != old:
        yield new


def _patches(contract: Any, operator: type[AbstractMutator]) -> list[dict[str, Any]]:
    """What slither-mutate's operator proposes; nothing where it stumbles over the contract."""
    mutator = operator(contract.compilation_unit, 1, "", None, contract, None, False, Path(), [])
    try:
        proposed = mutator._mutate()
    except IndexError:
        print(f"{operator.NAME} does not understand {contract.name}", file=sys.stderr)
        return []
    return [patch for patches in proposed.get("patches", {}).values() for patch in patches]


def mutants() -> Iterator[dict[str, Any]]:
    """Every mutant of every contract and library of ours, each once."""
    seen: set[tuple[str, bytes]] = set()
    for unit in Slither(".").compilation_units:
        for contract in unit.contracts:
            path = Path(contract.source_mapping.filename.absolute)
            if contract.is_interface or not path.is_relative_to(ROOT / "contracts"):
                continue
            source = path.read_bytes()
            file = path.relative_to(ROOT).as_posix()
            for operator in _operators():
                for patch in _patches(contract, operator):
                    start, end = patch["start"], patch["end"]
                    old, after = source[start:end].decode(), source[end : end + 1].decode()
                    for new in _kept(operator.NAME, old, after, patch):
                        # Solidity has no empty statement: where "{}" stands for one, the semicolon goes too.
                        end = patch["end"] + (1 if new == "{}" else 0)
                        changed = source[:start] + new.encode() + source[end:]
                        if _is_the_same(new) or (file, changed) in seen:
                            continue
                        seen.add((file, changed))
                        yield {
                            "contract": contract.name,
                            "file": file,
                            "operator": operator.NAME,
                            "start": start,
                            "end": end,
                            "new": new,
                        }


if __name__ == "__main__":
    os.chdir(ROOT)
    os.environ["FOUNDRY_PROFILE"] = "slither"
    for one in mutants():
        print(json.dumps(one, ensure_ascii=False))
