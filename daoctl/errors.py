"""Every error that daoctl raises on purpose.

A caller can catch any branch; each class knows the exit code its command ends with.

    DaoctlError
    ├── UserError                  1    the user can mend it
    │   ├── CharterError                village.toml says something impossible
    │   ├── TableError                  rows of a CSV are wrong (all of them are named)
    │   ├── RecordError                 the public record is missing or damaged
    │   ├── AccountError                no such account, or it cannot sign
    │   │   └── CardError               a wallet card's text is damaged or of another kind
    │   │       └── WrongPin            the card is whole, but this is not its PIN
    │   ├── RegisterError               the private register cannot be opened or read
    │   ├── JournalError                the journal is in use, damaged or of another chain
    │   └── DraftError                  a proposal draft cannot become a proposal
    ├── UsageError                 2    the command was typed wrongly
    ├── ChainError                 3    the chain or the way to it
    │   ├── ChainRefused           3    a contract refused; says which rule, in words
    │   ├── TransactionLost        3    sent, and not (yet) found on the chain
    │   ├── ConnectionFailed       1    no node answers; says where to put an address
    │   └── WrongChain             1    the node is of another chain than the village
    ├── Unexpected                 4    a fault of ours
    ├── Differs                    5    the answer is "no" or "differs"
    └── Interrupted              130    stopped from the keyboard

Each carries one sentence (`message`), what lies behind it (`cause`) and what to do (`hint`);
both of the latter may be missing. All three are already in the reader's language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


class DaoctlError(Exception):
    """The root of the tree.

    `message` is one sentence for the reader, `cause` what lies behind it, `hint` what to do.
    """

    exit_code: ClassVar[int] = 4

    def __init__(self, message: str, *, cause: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.cause = cause
        self.hint = hint


class UserError(DaoctlError, ValueError):
    """Something the user can mend; nothing was sent to the chain for it.

    Also a `ValueError`, so that a parser of ours can stand wherever a converter is expected.
    """

    exit_code = 1


class CharterError(UserError):
    """village.toml says something unknown or impossible."""


@dataclass(frozen=True)
class BadCell:
    """One thing wrong in a table: `line` counts from 1, `column` is its heading ("" = the row)."""

    file: str
    line: int
    column: str
    problem: str


class TableError(UserError):
    """A table cannot be used; `rows` names every wrong cell at once, in the order of the file."""

    def __init__(
        self,
        message: str,
        rows: Sequence[BadCell] = (),
        *,
        cause: str | None = None,
        hint: str | None = None,
    ) -> None:
        if cause is None and rows:
            cause = "\n".join(
                f"{row.file}:{row.line}: {row.column}: {row.problem}"
                if row.column
                else f"{row.file}:{row.line}: {row.problem}"
                for row in rows
            )
        super().__init__(message, cause=cause, hint=hint)
        self.rows = tuple(rows)


class RecordError(UserError):
    """The public record (deployments/<chain id>.json) is missing, damaged or of another village."""


class AccountError(UserError):
    """An account is unknown, locked, or does not hold what the act needs."""


class CardError(AccountError):
    """The text of a printed wallet card is damaged, incomplete, or something else."""


class WrongPin(CardError):
    """The card's text is whole, but the PIN does not open it; asking again may help."""


class RegisterError(UserError):
    """The private register cannot be opened, read or written."""


class JournalError(UserError):
    """The journal is held by another process, damaged, or tells of another act."""


class DraftError(UserError):
    """A proposal draft cannot become a proposal."""


class UsageError(DaoctlError):
    """The command was typed wrongly."""

    exit_code = 2


class ChainError(DaoctlError):
    """The chain, or the way to it, said no."""

    exit_code = 3


class ChainRefused(ChainError):
    """A contract refused.

    `error_name` is the Solidity error ("Error" for a plain reason, "Panic" for a fault, "" when
    the node gave none), `arguments` its values by name, `tx` the transaction if it was sent.
    """

    def __init__(
        self,
        message: str,
        *,
        error_name: str = "",
        arguments: dict[str, Any] | None = None,
        tx: str | None = None,
        cause: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, cause=cause, hint=hint)
        self.error_name = error_name
        self.arguments = dict(arguments or {})
        self.tx = tx


class TransactionLost(ChainError, TimeoutError):
    """A transaction was sent and no block holds it yet; `tx` is its hash.

    Running the same command again looks for it first, so that nothing is done twice.
    """

    def __init__(
        self, message: str, *, tx: str, cause: str | None = None, hint: str | None = None
    ) -> None:
        super().__init__(message, cause=cause, hint=hint)
        self.tx = tx


class ConnectionFailed(ChainError, ConnectionError):
    """No node answers at the address, or none is known for the network."""

    exit_code = 1


class WrongChain(ChainError):
    """The node belongs to another chain than the village, or than the network's name says."""

    exit_code = 1


class Unexpected(DaoctlError):
    """A fault of ours; worth a report."""

    exit_code = 4


class Differs(DaoctlError):
    """The question was answered "no" or "differs"; never used for a lost vote."""

    exit_code = 5


class Interrupted(DaoctlError):
    """Stopped from the keyboard; what was sent stays sent."""

    exit_code = 130
