"""`daoctl vote prove` and `verify-proof`: that a voter's ballot is in a consultation's result."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from daoctl.cli.options import Shared, reads
from daoctl.words import _

ResultArgument = Annotated[
    Path, typer.Argument(metavar="RESULT", help=_("The result's file, as it was published."))
]


@dataclass(frozen=True)
class ProveOptions:
    """Whose ballot, in which result; the ballots that were counted, and the files beside them as
    `tally --ballots` takes them. The proof goes to `out`, else to stdout."""

    shared: Shared
    voter: str
    result: Path
    ballots: Path
    consultation: Path | None = None
    power: Path | None = None
    out: Path | None = None


@dataclass(frozen=True)
class VerifyOptions:
    """A result and a proof; nothing else is needed."""

    shared: Shared
    result: Path
    proof: Path


def register(app: typer.Typer) -> None:
    """Adds both verbs to their noun."""

    @app.command("prove", help=_("Prove that a ballot was counted in a consultation."))
    @reads
    def prove_command(
        shared: Shared,
        voter: Annotated[str, typer.Argument(metavar="ADDRESS", help=_("Whose ballot."))],
        result: ResultArgument,
        ballots: Annotated[
            Path,
            typer.Option("--ballots", metavar="FILE|FOLDER", help=_("The ballots that counted.")),
        ],
        consultation: Annotated[
            Path | None,
            typer.Option(
                "--consultation", metavar="FILE", help=_("Its document; else the one beside.")
            ),
        ] = None,
        power: Annotated[
            Path | None,
            typer.Option(
                "--power", metavar="FILE", help=_("The power at the snapshot; else beside.")
            ),
        ] = None,
        out: Annotated[
            Path | None,
            typer.Option("--out", metavar="FILE", help=_("Where the proof is written.")),
        ] = None,
    ) -> None:
        run_prove(ProveOptions(shared, voter, result, ballots, consultation, power, out))

    @app.command(
        "verify-proof", help=_("Check such a proof with nothing but the result; exit 5 if not.")
    )
    @reads
    def verify_command(
        shared: Shared,
        result: ResultArgument,
        proof: Annotated[Path, typer.Argument(metavar="PROOF", help=_("The proof's file."))],
    ) -> None:
        run_verify(VerifyOptions(shared, result, proof))


def run_prove(options: ProveOptions) -> None:
    """Counts again and writes the proof. Raises Differs when these ballots give another result,
    or the voter's is not in it."""
    from daoctl.cli import tally_ballots
    from daoctl.cli.session import voice
    from daoctl.errors import UserError
    from daoctl.governance.consultation_result import load_result, proof_of, result_bytes
    from daoctl.units import checksum

    out = voice(options.shared)
    voter = bytes.fromhex(checksum(options.voter)[2:])
    result = load_result(options.result)
    document = options.consultation or tally_ballots.beside(options.ballots)
    count = tally_ballots.Options(
        options.shared,
        options.ballots,
        consultation=document,
        power=options.power,
        answers=options.result,
    )
    found, _power = tally_ballots.counted(count, document, out)
    proof = proof_of(found.settled.counted, voter, result)
    content = result_bytes(proof)
    if options.out is None:
        print(content.decode(), end="", file=out.stdout)
        return
    try:
        options.out.write_bytes(content)
    except OSError as error:
        raise UserError(
            _("The file {file} cannot be written.").format(file=options.out), cause=error.strerror
        ) from None
    out.result(proof, _("The proof was written to {file}.").format(file=options.out))


def run_verify(options: VerifyOptions) -> None:
    """Says what was counted for the proof's voter. Raises Differs when the proof does not lead to
    the result's root."""
    from daoctl.cli.session import voice
    from daoctl.cli.tally_ballots_show import choice_words, votes_words
    from daoctl.governance.consultation_result import load_proof, load_result, verify_proof

    out = voice(options.shared)
    result, proof = load_result(options.result), load_proof(options.proof)
    choice = verify_proof(result, proof)
    asked = result["consultation"]
    out.result(
        {
            "counted": True,
            "consultation": asked["id"],
            "voter": proof["voter"],
            "units": int(proof["units"]),
            "serial": int(proof["serial"]),
            "choice": list(choice),
            "root": result["root"],
        },
        [
            _("Counted in “{title}”: {choice}, with {votes}.").format(
                title=asked["title"],
                choice=choice_words(choice, asked["options"]),
                votes=votes_words(int(proof["units"])),
            ),
            _("Root: {root}").format(root=result["root"]),
        ],
    )
