"""What is wrong in a charter, said with file, line, key and reason.

pydantic finds the mistakes; here they get our words (in the reader's language), the line they
stand in, and for a key that nobody knows the one that was probably meant.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from daoctl.charter.toml_lines import key_lines, line_of
from daoctl.errors import CharterError, UserError
from daoctl.words import _, ngettext

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One mistake: the keys that lead to it, the reason, and its line (from 1; 0 = not known)."""

    place: Place
    reason: str
    line: int = 0

    @property
    def key(self) -> str:
        """The place as people count: villager.phase[2].closes is the second phase's."""
        text = ""
        for part in self.place:
            text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
        return text

    def words(self, file: Path) -> str:
        """The mistake on one line: "village.toml:12: villager.phase[1].closes: must be later …"."""
        return ": ".join(
            piece
            for piece in (
                f"{file.name}:{self.line}" if self.line else file.name,
                self.key,
                self.reason,
            )
            if piece
        )


class CharterProblems(CharterError):
    """A charter with mistakes; `problems` has each, in the order of the file."""

    def __init__(self, file: Path, problems: Sequence[Problem]) -> None:
        count = len(problems)
        super().__init__(
            ngettext("{file} has {count} mistake.", "{file} has {count} mistakes.", count).format(
                file=file.name, count=count
            ),
            cause="\n".join(problem.words(file) for problem in problems),
            hint=_("Mend what is named above; nothing was changed."),
        )
        self.problems = tuple(problems)


def from_syntax(error: tomllib.TOMLDecodeError) -> Problem:
    """The place where the file stops being TOML."""
    text = str(error)
    where = re.search(r"\(at line (\d+), column \d+\)", text)
    reason = _("cannot be read from here on: {detail}").format(
        detail=re.sub(r" \(at .*\)$", "", text)
    )
    return Problem((), reason, int(where.group(1)) if where else 0)


def from_validation(error: ValidationError, model: type[BaseModel]) -> list[Problem]:
    """Each of pydantic's findings in our words."""
    return [Problem(detail["loc"], _reason(detail, model)) for detail in error.errors()]


def locate(problems: Sequence[Problem], text: str) -> list[Problem]:
    """The problems with their lines, in the order of the file, each once."""
    lines = key_lines(text)
    found = {replace(problem, line=line_of(lines, problem.place)) for problem in problems}
    return sorted(found, key=lambda problem: (problem.line, problem.key, problem.reason))


def sentence(error: UserError) -> str:
    """A reader's refusal on one line, with what it advises."""
    return f"{error.message} {error.hint}" if error.hint else error.message


def _reason(detail: Any, model: type[BaseModel]) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "value_error":
        refused = context["error"]
        return sentence(refused) if isinstance(refused, UserError) else str(refused)
    if kind == "extra_forbidden":
        return _unknown(detail["loc"], model)
    if kind == "literal_error":
        return _("must be one of {expected}").format(expected=context["expected"])
    for kinds, form in _forms():
        if kind in kinds:
            return form.format(**context)
    return str(detail["msg"])


def _forms() -> list[tuple[tuple[str, ...], str]]:
    """pydantic's kinds of mistakes, and what each is called here."""
    return [
        (("missing",), _("is missing")),
        (("string_type",), _("must be a text in quotation marks")),
        (
            ("int_type", "int_parsing", "int_from_float"),
            _("must be a whole number, without quotation marks"),
        ),
        (("list_type",), _("must be a list in square brackets")),
        (("model_type", "dict_type"), _("must be a section of its own")),
        (("greater_than_equal",), _("must be at least {ge}")),
        (("greater_than",), _("must be more than {gt}")),
        (("less_than",), _("must be less than {lt}")),
        (("too_short",), _("must have at least {min_length}")),
        (("too_long",), _("must have at most {max_length}")),
    ]


def _unknown(place: Place, model: type[BaseModel]) -> str:
    known = _keys_at(place[:-1], model)
    near = difflib.get_close_matches(str(place[-1]).lower(), known, n=1, cutoff=0.6)
    if near:
        return _("is not a key that daoctl knows; did you mean `{near}`?").format(near=near[0])
    return _("is not a key that daoctl knows; here stand: {known}").format(known=", ".join(known))


def _keys_at(place: Place, model: type[BaseModel]) -> list[str]:
    """The keys a section may have."""
    for part in place:
        if isinstance(part, int):
            continue
        for name, field in model.model_fields.items():
            if part == (field.alias or name):
                model = _model_in(field.annotation) or model
                break
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for one in get_args(annotation) if (found := _model_in(one))), None)
