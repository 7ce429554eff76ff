"""`daoctl demo`: a village's story, told on a chain of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from daoctl.cli.frame import single
from daoctl.cli.options import JsonOption, LangOption, NetworkOption, RpcOption
from daoctl.cli.output import Output, clean
from daoctl.words import _

app = single()


@dataclass(frozen=True)
class Options:
    """Which story, on which chain, with whose wallets."""

    scenario: str = "small_village"
    seed: str = "daoctl"
    keep: bool = False
    network: str | None = None
    rpc: str | None = None


@app.command(help=_("Tell a small village's story, or a replay, on a chain of its own."))
def demo_command(
    scenario: Annotated[
        str,
        typer.Option(
            "--scenario",
            metavar="NAME",
            help=_("Which story: small_village, yamakoshi_replay or localdao_2024."),
        ),
    ] = "small_village",
    seed: Annotated[
        str, typer.Option("--seed", help=_("The same seed makes the same wallets."))
    ] = "daoctl",
    keep: Annotated[
        bool,
        typer.Option(
            "--keep", help=_("Leave the chain (Anvil) running, to look at it with other tools.")
        ),
    ] = False,
    network: NetworkOption = None,
    rpc: RpcOption = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Fills the options and runs."""
    del lang  # read before parsing, see app.py
    run(Options(scenario, seed, keep, network, rpc), Output(as_json=as_json))


def run(options: Options, out: Output) -> None:
    """Tells the story: step by step on stdout, or with --json its outcome there and the steps on
    stderr."""
    from daoctl.cli.session import quiet_stdout
    from daoctl.demo.scenarios import play

    tell = out.say if out.as_json else out.data
    with quiet_stdout():
        played = play(
            options.scenario,
            lambda line: tell(clean(line)),
            seed=options.seed,
            network=options.network,
            rpc=options.rpc,
            keep=options.keep,
        )
    if out.as_json:
        out.emit_json(played.outcome)
    if played.pid is not None:
        out.say(
            _("The chain goes on running at {rpc} (process {pid}).").format(
                rpc=played.rpc, pid=played.pid
            )
        )
        out.say(_("The village's address: {address}").format(address=played.village))
        out.say(_("When you are done with it: kill {pid}").format(pid=played.pid))
