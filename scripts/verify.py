"""Compare a village's contracts with the sources: `ape run verify --village FOLDER --rpc URL`.

Says of each contract whether the code on the chain is the manifest's, and writes into --out what a
block explorer asks for to verify it: the Standard JSON input, and the constructor's arguments where
the village's record knows the transaction of its deployment. Ends with 5 when any code differs.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from daoctl.cli.ape_script import script
from daoctl.cli.frame import single
from daoctl.cli.options import Shared, reads
from tools.standard_json import ROOT, read_manifest, standard_json

if TYPE_CHECKING:
    from daoctl.charter.verification import CodeCheck
    from daoctl.charter.village import Village

app = single()
OUT = ROOT / ".build" / "verify"


@app.command(help="Compare a village's contracts with the sources, and write what explorers ask.")
@reads
def verify(
    shared: Shared,
    out: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="Where the inputs are written.")
    ] = OUT,
) -> None:
    """Compares, writes the inputs of what is the same, and tells. Raises Differs."""
    from daoctl.charter.verification import refuse_strange_code, verdict_words, verify_code
    from daoctl.cli.session import open_village

    manifest = read_manifest()
    with open_village(shared) as session:
        checks = verify_code(session.village)
        told = [_write(session.village, one, manifest, out) for one in checks]
        if session.out.as_json:
            session.out.emit_json({"contracts": told})
        else:
            session.out.table(
                ("contract", "address", "code"),
                [(one.contract, one.address, verdict_words(one.verdict)) for one in checks],
            )
            session.out.say(f"What explorers ask for stands in {out}.")
    refuse_strange_code(checks)


def _write(village: Village, one: CodeCheck, manifest: dict[str, Any], out: Path) -> dict[str, Any]:
    """Writes the contract's input, and its constructor's arguments where they are known; what
    `--json` says of it. `arguments` are ABI-encoded, in hexadecimal digits without 0x, as explorers
    take them."""
    file, arguments = None, _arguments(village, one)
    if one.verdict == "same":
        out.mkdir(parents=True, exist_ok=True)
        file = out / f"{one.contract}.json"
        text = json.dumps(standard_json(one.contract, manifest), indent=1, ensure_ascii=False)
        file.write_text(text + "\n", "utf-8")
        if arguments is not None:
            (out / f"{one.contract}.arguments.txt").write_text(arguments + "\n", "utf-8")
    return {
        "key": one.key,
        "contract": one.contract,
        "address": one.address,
        "verdict": one.verdict,
        "compiler": "v" + manifest["compilers"][0]["version"],
        "source": manifest["contractTypes"][one.contract]["sourceId"],
        "input": None if file is None else str(file),
        "arguments": arguments,
    }


def _arguments(village: Village, one: CodeCheck) -> str | None:
    from daoctl.chain.contracts import artifact

    tx = village.record.transactions.get(one.key)
    if tx is None:
        return None
    sent, code = village.chain.node.sent(tx), artifact(one.contract).bytecode
    if sent is None or not sent.data.startswith(code):
        return None
    return sent.data.removeprefix(code).hex()


def run(words: Sequence[str]) -> int:
    """The script as a process runs it; its exit code."""
    from daoctl.cli.app import run_app

    return run_app(app, words, "ape run verify")


cli = script("verify", run, "Compare a village's contracts with the sources.")
