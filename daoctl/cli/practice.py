"""`daoctl practice`: a chain of the village's own, to rehearse its year on."""

from __future__ import annotations

from typing import Annotated

import typer

from daoctl.cli.frame import noun
from daoctl.cli.options import JsonOption, LangOption, Shared, VillageOption
from daoctl.words import _

app = noun(
    _("Rehearse on a chain of the village's own: nothing on it is real, and time can be skipped.")
)


@app.command("start", help=_("Start the practice chain, or go on where it was stopped."))
def start_command(
    village: VillageOption = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=1, max=65535, help=_("Where it listens; else a free port.")),
    ] = None,
    anew: Annotated[
        bool, typer.Option("--anew", help=_("Throw away what was rehearsed and begin a new chain."))
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help=_("Do not ask before throwing away."))
    ] = False,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.practice_steps import StartOptions, run_start

    run_start(StartOptions(Shared(village=village, json=as_json, lang=lang, yes=yes), port, anew))


@app.command("skip", help=_("Let time pass on the practice chain, such as 8d or 2 hours."))
def skip_command(
    duration: Annotated[
        list[str], typer.Argument(metavar="DURATION", help=_("How long: 8d, 8 days, 8日, 90m."))
    ],
    village: VillageOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.practice_steps import SkipOptions, run_skip

    shared = Shared(village=village, json=as_json, lang=lang)
    run_skip(SkipOptions(shared, " ".join(duration)))


@app.command("status", help=_("Show whether the practice chain runs, its time, and what is open."))
def status_command(
    village: VillageOption = None, as_json: JsonOption = False, lang: LangOption = None
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.practice_steps import run_status

    run_status(Shared(village=village, json=as_json, lang=lang))


@app.command("stop", help=_("Stop the practice chain; everything on it is kept."))
def stop_command(
    village: VillageOption = None, as_json: JsonOption = False, lang: LangOption = None
) -> None:
    """Fills the options and runs."""
    from daoctl.cli.practice_steps import run_stop

    run_stop(Shared(village=village, json=as_json, lang=lang))
