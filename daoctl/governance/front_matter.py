"""Reading a draft's front matter: YAML whose every value is kept as it was written, with its line.

YAML by itself would turn an address into a number and `yes` into a truth value; here all values
stay texts, each kind's readers say what they must be, and all mistakes are named at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from daoctl.charter.drafts_file import FENCE
from daoctl.charter.problems import Problem, sentence
from daoctl.errors import DraftError, UserError
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    import yaml

T = TypeVar("T")


class DraftProblems(DraftError):
    """A draft with mistakes; `problems` has each, in the order of the file."""

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        count = len(problems)
        super().__init__(
            ngettext("{file} has {count} mistake.", "{file} has {count} mistakes.", count).format(
                file=file, count=count
            ),
            cause="\n".join(problem.words(Path(file)) for problem in problems),
            hint=_("Mend what is named above; nothing was sent."),
        )
        self.problems = tuple(problems)


class _Missing:
    """Stands where a value could not be read; the draft is refused before anyone uses it."""


MISSING: Any = _Missing()


@dataclass
class Fields:
    """A mapping of the front matter, read key by key.

    Each `take…` marks its key as known and notes what is wrong with its value; `finish` notes the
    keys that nobody took. `problems` is shared by all parts of one draft.
    """

    values: dict[str, yaml.Node]
    lines: dict[str, int]
    line: int
    place: tuple[str | int, ...]
    problems: list[Problem]

    def __post_init__(self) -> None:
        self.taken: list[str] = []

    def __contains__(self, key: str) -> bool:
        return key in self.values

    def take(self, key: str, reader: Callable[[str], T], default: Any = MISSING) -> T:
        """The key's value turned by `reader` (which says no by raising UserError), or `default`
        where the key is not there. Without a default its absence is a mistake."""
        import yaml

        self.taken.append(key)
        node = self.values.get(key)
        if node is None:
            if default is MISSING:
                self.wrong(key, _("is missing"))
            return default  # type: ignore[no-any-return]
        if not isinstance(node, yaml.ScalarNode):
            self.wrong(key, _("must be one value"))
            return MISSING  # type: ignore[no-any-return]
        try:
            if not node.value.strip():
                raise UserError(_("is empty"))
            return reader(node.value.strip())
        except UserError as error:
            self.wrong(key, sentence(error))
        return MISSING  # type: ignore[no-any-return]

    def take_raw(self, key: str) -> str | None:
        """The key's value as written, or None where it is missing or no single value."""
        import yaml

        node = self.values.get(key)
        return node.value.strip() if isinstance(node, yaml.ScalarNode) else None

    def take_parts(self, key: str) -> list[Fields]:
        """The mappings listed under the key; a missing, empty or other value is a mistake."""
        import yaml

        self.taken.append(key)
        node = self.values.get(key)
        if node is None:
            self.wrong(key, _("is missing"))
            return []
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self.wrong(key, _("must be a list, each entry beginning with a hyphen"))
            return []
        return [
            fields_of(one, (*self.place, key, index), self.problems)
            for index, one in enumerate(node.value)
        ]

    def wrong(self, key: str, reason: str) -> None:
        """Notes a mistake in the key's value ("" for the part as a whole)."""
        place = (*self.place, key) if key else self.place
        self.problems.append(Problem(place, reason, self.lines.get(key, self.line)))

    def finish(self) -> None:
        """Notes every key that no reader asked for."""
        known = list(dict.fromkeys(self.taken))
        for key in self.values:
            if key in known:
                continue
            near = difflib.get_close_matches(key.lower(), known, n=1, cutoff=0.6)
            if near:
                reason = _("is not a key that daoctl knows; did you mean `{near}`?")
                self.wrong(key, reason.format(near=near[0]))
            else:
                reason = _("is not a key that daoctl knows; here stand: {known}")
                self.wrong(key, reason.format(known=", ".join(known)))


def ok(*values: object) -> bool:
    """Whether every value could be read."""
    return all(value is not MISSING for value in values)


def split_draft(content: str, file: str) -> tuple[Fields, str]:
    """The front matter and the text below it. Raises DraftProblems when there is no front matter
    or it is not YAML."""
    import yaml

    lines = content.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    ends = [at for at, line in enumerate(lines) if at and line.rstrip() == FENCE]
    if lines[0].rstrip() != FENCE or not ends:
        reason = _("must begin with a part between two lines of three hyphens")
        raise DraftProblems(file, [Problem((), reason, 1)])
    head, body = "\n".join(lines[1 : ends[0]]), "\n".join(lines[ends[0] + 1 :]).strip()
    try:
        node = yaml.compose(head, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise DraftProblems(
            file, [Problem((), _yaml_reason(error), mark.line + 2 if mark else 1)]
        ) from None
    except (yaml.YAMLError, RecursionError) as error:
        raise DraftProblems(file, [Problem((), str(error), 1)]) from None
    problems: list[Problem] = []
    if node is not None:
        _refuse_shared(node, set(), problems)
    if problems:
        raise DraftProblems(file, problems)
    return fields_of(node, (), problems), body


def fields_of(
    node: yaml.Node | None, place: tuple[str | int, ...], problems: list[Problem]
) -> Fields:
    """The mapping in `node`; anything else is a mistake and reads as an empty one."""
    import yaml

    line = node.start_mark.line + 2 if node is not None else 1
    fields = Fields({}, {}, line, place, problems)
    if not isinstance(node, yaml.MappingNode):
        problems.append(Problem(place, _("must be keys with values, such as: kind: pay"), line))
        return fields
    for key_node, value in node.value:
        key, at = str(key_node.value), key_node.start_mark.line + 2
        if key in fields.values:
            reason = _("is there twice, first in line {line}").format(line=fields.lines[key])
            problems.append(Problem((*place, key), reason, at))
            continue
        fields.values[key], fields.lines[key] = value, at
    return fields


def _yaml_reason(error: yaml.MarkedYAMLError) -> str:
    return _(
        "cannot be read ({detail}); put a value with special signs in quotation marks, "
        'such as: "> 10%"'
    ).format(detail=error.problem)


def _refuse_shared(node: yaml.Node, seen: set[int], problems: list[Problem]) -> None:
    """YAML's references can repeat a part without end; nobody needs them in a draft."""
    import yaml

    if id(node) in seen:
        reason = _("refers to another part of the file; write it out instead")
        problems.append(Problem((), reason, node.start_mark.line + 2))
        return
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for one in node.value:
            _refuse_shared(one, seen, problems)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            _refuse_shared(key, seen, problems)
            _refuse_shared(value, seen, problems)
