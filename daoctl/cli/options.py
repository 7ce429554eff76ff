"""The options that many verbs share, declared once.

`@reads` gives a verb what every reader takes, `@sends` what every sender takes besides; the verb
itself gets one `shared: Shared` and never sees them singly:

    @app.command("show")
    @reads
    def show_command(shared: Shared, number: Annotated[int, typer.Argument(help=_("…"))]) -> None:
        run(Options(shared=shared, number=number))

Importing this module chooses the words of the help, so the language is set before.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

import typer

from daoctl.errors import UsageError
from daoctl.units import Rate, parse_rate
from daoctl.words import _


class Format(StrEnum):
    """What a sender writes instead of sending."""

    CALLDATA = "calldata"


VillageOption = Annotated[
    str | None,
    typer.Option(
        "--village",
        metavar="FOLDER|NETWORK:ADDRESS",
        envvar="DAOCTL_VILLAGE",
        help=_("Which village; else the nearest folder upward that holds one."),
    ),
]
NetworkOption = Annotated[
    str | None,
    typer.Option(
        "--network",
        metavar="ECOSYSTEM:NETWORK:PROVIDER",
        envvar="DAOCTL_NETWORK",
        help=_("Which chain, by Ape's name for it, such as ethereum:sepolia:node."),
    ),
]
RpcOption = Annotated[
    str | None,
    typer.Option(
        "--rpc", metavar="URL", envvar="DAOCTL_RPC", help=_("The address of the node to ask.")
    ),
]
AccountOption = Annotated[
    str | None,
    typer.Option(
        "--account",
        metavar="NAME",
        envvar="DAOCTL_ACCOUNT",
        help=_("Which Ape account signs; else the one that the charter names for the role."),
    ),
]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help=_("Do not ask before sending."))]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help=_("Show what would happen and what it costs; stop there."))
]
OutputOption = Annotated[
    Format | None,
    typer.Option(
        "--output",
        metavar="calldata",
        help=_("Write the transactions for another signer, such as a Safe, and send nothing."),
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help=_("Print the answer as JSON."))]
LangOption = Annotated[
    str | None,
    typer.Option("--lang", metavar="ja|en", envvar="DAOCTL_LANG", help=_("The language to speak.")),
]
RateOption = Annotated[
    str | None,
    typer.Option(
        "--rate",
        metavar="YEN@DATE",
        envvar="DAOCTL_JPY_RATE",
        help=_("Yen for one ETH on a day, shown beside amounts, such as 350000@2026-11-01."),
    ),
]

_READING: dict[str, tuple[Any, Any]] = {
    "village": (VillageOption, None),
    "network": (NetworkOption, None),
    "rpc": (RpcOption, None),
    "json": (JsonOption, False),
    "lang": (LangOption, None),
    "rate": (RateOption, None),
}
_SENDING: dict[str, tuple[Any, Any]] = {
    "account": (AccountOption, None),
    "yes": (YesOption, False),
    "dry_run": (DryRunOption, False),
    "output": (OutputOption, None),
}


@dataclass(frozen=True)
class Shared:
    """The shared options as given; each stands at its default where a verb does not take it."""

    village: str | None = None
    network: str | None = None
    rpc: str | None = None
    account: str | None = None
    yes: bool = False
    dry_run: bool = False
    output: Format | None = None
    json: bool = False
    lang: str | None = None
    rate: str | None = None

    def __post_init__(self) -> None:
        if self.output is not None and self.dry_run:
            raise UsageError(
                _("--output and --dry-run do not go together."), hint=_("Leave out one of them.")
            )

    @property
    def yen_rate(self) -> Rate | None:
        """The dated rate, or None. Raises UserError when it cannot be read."""
        return parse_rate(self.rate) if self.rate else None


def reads(verb: Callable[..., None]) -> Callable[..., None]:
    """Gives a verb the options of every reader, as its argument `shared`."""
    return _with(verb, _READING)


def sends(verb: Callable[..., None]) -> Callable[..., None]:
    """Gives a verb the options of every sender, as its argument `shared`."""
    return _with(verb, {**_READING, **_SENDING})


def _with(verb: Callable[..., None], added: dict[str, tuple[Any, Any]]) -> Callable[..., None]:
    """The verb with the options behind its own; Typer reads them from the signature."""
    own = inspect.signature(verb, eval_str=True)
    kept = [one for name, one in own.parameters.items() if name != "shared"]
    options = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default
        )
        for name, (annotation, default) in added.items()
        if name not in own.parameters
    ]

    @functools.wraps(verb)
    def command(**values: Any) -> None:
        shared = Shared(**{one.name: values.pop(one.name) for one in options})
        verb(shared=shared, **values)

    signature = own.replace(
        parameters=[one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in kept] + options
    )
    command.__signature__ = signature  # type: ignore[attr-defined]
    # functools.wraps brings the verb's own, in which `shared` would look like one more option.
    command.__annotations__ = {
        name: one.annotation for name, one in signature.parameters.items()
    } | {"return": None}
    del command.__wrapped__
    return command
