"""`daoctl doctor`: what is well, what is not, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from daoctl.cli.frame import single
from daoctl.cli.options import AccountOption, Shared, reads
from daoctl.cli.output import Style, clean
from daoctl.errors import DaoctlError, RecordError, UsageError, UserError
from daoctl.words import _, ngettext

if TYPE_CHECKING:
    from daoctl.charter.folder import Place
    from daoctl.cli.output import Output
    from daoctl.cli.session import OpenChain

app = single()

Level = Literal["ok", "warn", "fail"]
_STYLES: dict[Level, Style] = {"ok": "green", "warn": "yellow", "fail": "red"}


@dataclass(frozen=True)
class Finding:
    """One line: which check, how it went, in words, and what to do where it did not go well.
    "fail" is what must be mended before daoctl can work here, "warn" what somebody should know."""

    check: str
    level: Level
    words: str
    hint: str | None = None


Check = Callable[[], Iterator[Finding]]


@app.command(help=_("Check this computer, the network and the village; exit 1 if anything fails."))
@reads
def doctor_command(shared: Shared, account: AccountOption = None) -> None:
    """Fills the options and runs."""
    run(replace(shared, account=account))


def run(shared: Shared) -> None:
    """Makes every check that can be made, with a village and a node or without, and prints each
    as it is made. Raises UserError when anything must be mended."""
    from daoctl.cli.session import quiet_stdout, voice

    out = voice(shared)
    findings: list[Finding] = []
    # Ape prints where data belongs, and every check may load it.
    with quiet_stdout():
        for found in examine(shared):
            findings.append(found)
            if not out.as_json:
                _show(out, found)
    failed = [one for one in findings if one.level == "fail"]
    if out.as_json:
        out.emit_json({"well": not failed, "checks": findings})
    if failed:
        raise UserError(
            ngettext(
                "{count} thing must be mended.", "{count} things must be mended.", len(failed)
            ).format(count=len(failed))
        )


def examine(shared: Shared) -> Iterator[Finding]:
    """All that can be found out, in an order in which each rests on those before."""
    from daoctl.cli import doctor_computer as computer
    from daoctl.cli import doctor_village as village

    place = _place(shared)
    yield from guarded("versions", computer.versions)
    yield from guarded("disk", lambda: computer.disk(place))
    yield from guarded("village", lambda: village.folder(shared, place))
    with ExitStack() as stack:
        opened = yield from _opened(shared, place, stack)
        if opened is None:
            return
        yield from guarded("clock", lambda: computer.clock(opened.chain))
        yield from guarded("account", lambda: computer.accounts(opened))
        if place is None:
            return
        yield from guarded("journal", lambda: village.journal(opened))
        record = None
        try:
            record = village.record_of(opened.chain, place)
        except RecordError as error:
            yield Finding("contracts", "warn", error.message, error.hint)
        except DaoctlError as error:
            yield failure("contracts", error)
        if record is None:
            return
        checked = list(guarded("contracts", lambda: village.contracts(opened, record)))
        yield from checked
        # What contracts say of themselves means something only where their code is known.
        if all(one.level == "ok" for one in checked):
            yield from guarded("powers", lambda: village.powers(opened, record))
            yield from guarded("issuing", lambda: village.issuing(opened, record))


def _place(shared: Shared) -> Place | None:
    from daoctl.charter.folder import find_village

    try:
        return find_village(shared.village)
    except UserError:
        # `village.folder` says so; everything else is checked all the same.
        return None


def _opened(
    shared: Shared, place: Place | None, stack: ExitStack
) -> Generator[Finding, None, OpenChain | None]:
    """The chain, kept open by `stack`; None where there is none, and the finding says why."""
    from daoctl.chain.connection import connect
    from daoctl.cli.session import OpenChain, open_chain, voice

    if place is None and shared.network is None:
        yield Finding(
            "network",
            "warn",
            _("No network was named, so none was tried."),
            _("Name one, such as: daoctl doctor --network ethereum:sepolia --rpc URL"),
        )
        return None
    try:
        if place is not None:
            opened = stack.enter_context(open_chain(shared))
        else:
            chain = stack.enter_context(connect(str(shared.network), shared.rpc))
            opened = OpenChain(chain, Path.cwd(), shared, voice(shared))
    except UsageError as error:
        yield Finding("network", "warn", error.message, error.hint)
        return None
    except Exception as error:  # noqa: BLE001 - a doctor that faints helps nobody
        yield failure("network", error)
        return None
    form = _("{network} answers (chain {id}, block {block})")
    chain = opened.chain
    words = form.format(network=chain.network, id=chain.chain_id, block=chain.head())
    yield Finding("network", "ok", words)
    return opened


def guarded(name: str, check: Check) -> Iterator[Finding]:
    """What the check finds; what stops it is a finding too."""
    try:
        yield from check()
    except Exception as error:  # noqa: BLE001 - a doctor that faints helps nobody
        yield failure(name, error)


def failure(name: str, error: Exception) -> Finding:
    """An error as a finding, in one line."""
    from daoctl.cli.boundary import explain

    ours = explain(error)
    if ours is None:
        return Finding(name, "fail", type(error).__name__)
    cause = "; ".join((ours.cause or "").splitlines())
    words = f"{ours.message} {cause}".strip()
    return Finding(name, "fail", words, (ours.hint or "").split("\n")[0] or None)


def _show(out: Output, found: Finding) -> None:
    """A line for people, the level in its colour where there are colours."""
    lead = f"{level_words(found.level)}  "
    out.data(f"{lead}{clean(found.words)}", style=_STYLES[found.level], lead=lead)
    if found.hint and found.level != "ok":
        out.data(f"      {clean(found.hint)}", lead="      ")


def level_words(level: Level) -> str:
    """The level as it stands before a line; all of one width in each language."""
    return {"ok": _("ok  "), "warn": _("warn"), "fail": _("FAIL")}[level]
