"""The file a proposal is drafted in: a front matter that says what is to be done, and the text
that says why.

    ---
    title: Repair the water wheel
    kind: pay
    to: "0x…"
    amount: 0.5 ETH
    ---
    The wheel stands still since the autumn storm. …

Any trade writes such a file where it would need the village's own power (`treasury pay`,
`project cancel`, …); governance reads it. The keys of each kind are explained by the template
that `daoctl proposal draft --kind KIND` prints. Several actions stand in a list:

    actions:
      - kind: pay
        …
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from daoctl.charter.fields import public_text
from daoctl.errors import DraftError
from daoctl.words import _

FENCE = "---"


def draft_text(
    title: str,
    kind: str | None = None,
    fields: Mapping[str, Any] | None = None,
    *,
    actions: Sequence[Mapping[str, Any]] = (),
    text: str = "",
) -> str:
    """The draft as it stands in its file.

    Either `kind` with its `fields`, or `actions`: mappings that each hold a "kind" and its fields.
    Values are written as a person would write them: "0.5 ETH", "90 days", addresses as text,
    lists and mappings where the kind asks for them; None is left out. Raises UserError when the
    title is not one line or holds something personal.
    """
    import yaml

    front: dict[str, Any] = {"title": public_text(title)}
    if actions:
        front["actions"] = [_clean(action) for action in actions]
    else:
        front.update(_clean({"kind": kind, **(fields or {})}))
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=10_000)
    body = text.strip()
    return f"{FENCE}\n{head}{FENCE}\n" + (f"\n{body}\n" if body else "")


def write_draft(
    path: str | Path,
    title: str,
    kind: str | None = None,
    fields: Mapping[str, Any] | None = None,
    *,
    actions: Sequence[Mapping[str, Any]] = (),
    text: str = "",
) -> Path:
    """Writes the draft to `path` and returns it; see `draft_text`.

    A file of the same content is left as it is. Raises DraftError when another stands there: a
    text that somebody is working on is never overwritten.
    """
    file = Path(path)
    content = draft_text(title, kind, fields, actions=actions, text=text)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as out:
            out.write(content)
    except FileExistsError:
        if not file.is_file() or file.read_bytes() != content.encode():
            raise DraftError(
                _("The file {file} exists already and says something else.").format(file=file),
                hint=_("Name another file, or move that one away."),
            ) from None
    except OSError as error:
        raise DraftError(
            _("The draft cannot be written to {file}.").format(file=file), cause=error.strerror
        ) from None
    return file


def _clean(value: Any) -> Any:
    """The value in what YAML writes plainly, without keys that say nothing."""
    if isinstance(value, Mapping):
        return {str(key): _clean(one) for key, one in value.items() if one is not None}
    if isinstance(value, (list, tuple)):
        return [_clean(one) for one in value]
    return value
