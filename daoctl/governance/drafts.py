"""Drafts of proposals: Markdown with a front matter, read into the actions they ask for.

`read_draft(path, setting)` names every mistake at once, each with its line. What the keys of each
kind are is told by its template (`templates.py`) and checked by its reader (`kinds_*.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from daoctl.charter.fields import public_text
from daoctl.charter.privacy import refuse_personal
from daoctl.errors import DraftError, UserError
from daoctl.governance import kinds_charter, kinds_money, kinds_rules
from daoctl.governance.action import Action
from daoctl.governance.document import Document
from daoctl.governance.front_matter import DraftProblems, Fields, ok, split_draft
from daoctl.governance.readers import one_of
from daoctl.governance.setting import Setting
from daoctl.words import _

Kind = Callable[[Fields, Setting, Document], list[Action]]

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "text": kinds_rules.text,
        "pay": kinds_money.pay,
        "grant": kinds_money.grant,
        "grant-cancel": kinds_money.grant_cancel,
        "budget": kinds_money.budget,
        "assets": kinds_money.assets,
        "nft": kinds_money.nft,
        "limits": kinds_rules.limits,
        "rule": kinds_rules.rule,
        "elections": kinds_rules.elections,
        "phase": kinds_rules.phase,
        "role": kinds_rules.role,
        "metadata": kinds_rules.metadata,
        "charter": kinds_charter.charter,
    }
)

# A proposal runs in one transaction; far more than this would never fit.
MAX_ACTIONS = 50
MAX_FILE_BYTES = 1_000_000


@dataclass(frozen=True)
class Draft:
    """A draft without mistakes. `kinds` has the kind of each part in order; `actions` what the
    timelock shall call; `document` is the text as it is published."""

    kinds: tuple[str, ...]
    actions: tuple[Action, ...]
    document: Document

    @property
    def title(self) -> str:
        """The title, one line."""
        return self.document.title

    @property
    def text(self) -> str:
        """The text below the front matter (Markdown), which may be empty."""
        return self.document.text

    @property
    def kind(self) -> str:
        """The draft's one kind, or "several"."""
        return self.kinds[0] if len(self.kinds) == 1 else "several"


def read_draft(path: str | Path, setting: Setting) -> Draft:
    """The draft in the file. Raises DraftError: the file cannot be read, or has mistakes."""
    file = Path(path)
    content = read_content(file, "daoctl proposal draft --kind grant")
    return parse_draft(content, setting, file=file.name)


def read_content(file: Path, begin: str) -> str:
    """What stands in a draft's file; `begin` is the command that writes a new one. Raises
    DraftError when it cannot be read."""
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise DraftError(
            _("The draft {file} cannot be read.").format(file=file),
            cause=error.strerror,
            hint=_("`{command} > {name}` begins one.").format(
                command=begin, name=file.name or "plan.md"
            ),
        ) from None
    if len(raw) > MAX_FILE_BYTES:
        raise DraftError(
            _("The draft {file} is longer than a proposal can be.").format(file=file),
            hint=_("Publish long documents beside it and name their address in the text."),
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DraftError(
            _("The draft {file} is not in UTF-8.").format(file=file),
            hint=_("Save it again as UTF-8 in your editor."),
        ) from None


def read_head(content: str, setting: Setting, file: str) -> tuple[Fields, Document]:
    """The front matter and the document below it, with its title. Raises DraftError when there is
    no front matter, or something in the text looks personal."""
    fields, body = split_draft(content, file)
    title = fields.take("title", public_text)
    try:
        refuse_personal(body)
    except UserError as error:
        raise DraftError(error.message, cause=error.cause, hint=error.hint) from None
    return fields, Document(title if ok(title) else "", body, setting.publish_base)


def refuse_mistakes(fields: Fields, file: str) -> None:
    """Raises DraftProblems where the front matter has any, in the order of the file."""
    if fields.problems:
        raise DraftProblems(file, sorted(fields.problems, key=lambda one: one.line))


def parse_draft(content: str, setting: Setting, *, file: str = "draft.md") -> Draft:
    """The draft in a text; `file` names it in messages. Raises DraftError with every mistake."""
    fields, document = read_head(content, setting, file)
    if "actions" in fields:
        parts = fields.take_parts("actions")
        fields.finish()
    else:
        parts = [fields]
    kinds: list[str] = []
    actions: list[Action] = []
    for part in parts:
        kind = part.take("kind", one_of(*KINDS))
        if not ok(kind):
            continue
        kinds.append(kind)
        actions.extend(KINDS[kind](part, setting, document))
        part.finish()
    if len(actions) > MAX_ACTIONS:
        reason = _("are more than a transaction can hold; make several proposals of them")
        fields.wrong("actions", reason)
    refuse_mistakes(fields, file)
    return Draft(tuple(kinds), tuple(actions), document)
