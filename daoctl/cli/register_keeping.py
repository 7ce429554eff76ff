"""Keeping a table's personal columns in the private register, where nothing that stands there changes
without a yes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.cli.output import Output
    from daoctl.cli.session import Session
    from daoctl.villager.welcome import Resident


@dataclass(frozen=True)
class Change:
    """An entry that would change: the old and new text by field, and the fields that stay though
    the table does not name them."""

    address: str
    fields: Mapping[str, tuple[str, str]]
    stay: tuple[str, ...]


@dataclass(frozen=True)
class Keeping:
    """What the register is to take from a table: `residents` with something personal, of whom
    `new` have no entry yet and `changes` another one. `passphrase` is what it was opened with;
    `looked` is False where it could not be opened, so that nobody knows."""

    residents: Sequence[Resident] = ()
    new: int = 0
    changes: Sequence[Change] = ()
    passphrase: str | None = field(default=None, repr=False)
    looked: bool = True

    @property
    def alters(self) -> int:
        """How many entries would be made or changed."""
        return self.new + len(self.changes)

    def tell(self, out: Output) -> None:
        """Names the entries that would change. What they say is shown to a person at a terminal
        alone: what goes into a pipe may end in a log."""
        if not self.changes:
            return
        text = ngettext(
            "Change {count} entry of the private register:",
            "Change {count} entries of the private register:",
            len(self.changes),
        )
        out.say(text.format(count=len(self.changes)), style="yellow")
        for change in self.changes:
            out.say(_line(change, shown=out.interactive))

    def keep(self, session: Session) -> None:
        """Writes what is personal into the register and says that entries changed; it is not
        opened where there is nothing."""
        from daoctl.charter.register import open_register

        if not self.residents:
            return
        known = self.passphrase
        with (
            session.register()
            if known is None
            else open_register(session.village.folder, lambda _question: known)
        ) as register:
            for one in self.residents:
                register.put(one.address, one.personal)
        if self.changes:
            text = ngettext(
                "{count} entry of the private register was changed.",
                "{count} entries of the private register were changed.",
                len(self.changes),
            )
            session.out.say(text.format(count=len(self.changes)))


def look(session: Session, residents: Sequence[Resident]) -> Keeping:
    """What the register is to take from the table; nothing with --output, which keeps nothing.
    Raises RegisterError when it cannot be opened; a dry run that cannot ask for its passphrase
    does not look."""
    from daoctl.charter.register import PASSPHRASE_VARIABLE, register_file

    shared, out = session.options, session.out
    personal = [one for one in residents if one.personal]
    if not personal or shared.output is not None:
        return Keeping()
    if not register_file(session.village.folder).exists():
        return Keeping(personal, new=len(personal))
    if shared.dry_run and not out.interactive and PASSPHRASE_VARIABLE not in os.environ:
        out.say(
            _("Without its passphrase ({variable}) the private register was not looked at.").format(
                variable=PASSPHRASE_VARIABLE
            )
        )
        return Keeping(looked=False)
    with session.register(writing=False) as register:
        changes = []
        for one in personal:
            if fields := register.changes(one.address, one.personal):
                entry = register.get(one.address)
                there = entry.personal if entry else {}
                stay = tuple(name for name in there if name not in one.personal)
                changes.append(Change(one.address, fields, stay))
        new = sum(register.get(one.address) is None for one in personal)
        return Keeping(personal, new, changes, register.passphrase)


def keep_only(session: Session, keeping: Keeping) -> None:
    """Keeps what is personal where nothing is to be sent; asks where an entry would change.
    Raises UsageError when nobody is there to answer, UserError when the answer is no yes."""
    from daoctl.cli.asking import agree

    shared, out = session.options, session.out
    if not keeping.looked:
        return
    if not keeping.alters:
        out.say(_("Nothing is left to do: all were welcomed before."))
        return
    out.say(_("All were welcomed before: nothing is sent, only the private register is written."))
    if shared.dry_run:
        out.say(_("Nothing was kept (--dry-run)."))
        return
    if keeping.changes:
        agree(out, shared.yes, _("Nothing was kept."))
    keeping.keep(session)
    if keeping.new:
        text = ngettext(
            "{count} entry of the private register is new.",
            "{count} entries of the private register are new.",
            keeping.new,
        )
        out.say(text.format(count=keeping.new))


def _line(change: Change, *, shown: bool) -> str:
    from daoctl.cli.output import clean

    parts = [
        f"{name}: {before or '-'} → {after}" if shown else name
        for name, (before, after) in change.fields.items()
    ]
    line = f"  {change.address}  {', '.join(parts)}"
    if change.stay:
        line += " " + _("(stays as it is: {columns})").format(columns=", ".join(change.stay))
    return clean(line)
