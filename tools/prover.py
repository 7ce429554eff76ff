"""The solver of `make halmos`: `python tools/prover.py QUERY.smt2` answers as an SMT solver does.

halmos asks whether a path that breaks an assertion can be taken. yices answers nearly all such
questions at once, but not those with products and quotients of 200 bits and more, where it looks
at single bits. Those are put again: with few of the path's conditions at a time, to yices and to
z3, which then takes the words for whole numbers. What cannot be under a few of its conditions
cannot be under all of them, so "unsat" stands; "sat" is only ever said of the whole question.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

BIN = Path(sys.executable).parent
YICES = [str(BIN / "yices-smt2"), "--smt2-model-format", "--bvconst-in-decimal"]
Z3 = [str(BIN / "z3"), "smt.bv.solver=2", "sat.smt=true", "tactic.default_tactic=smt"]
# Seconds: most questions take yices a tenth of one, and what a piece can show it mostly shows at
# once. The long limit is for a machine that has much else to do.
FIRST, PIECE, LONG = 5.0, 4.0, 30.0
# A condition of one variable alone: its bounds.
SHORT = 120


def main() -> None:
    """Print what a solver says, or `unknown`; halmos sets the limit to it all."""
    query = Path(sys.argv[1])
    answer = ask(YICES, query, FIRST)
    if not answer.startswith(("sat", "unsat")):
        text = defined(query.read_text("utf-8"))
        answer = (
            contradicted(text, query, PIECE)
            or ask(YICES, query, LONG)
            or contradicted(text, query, LONG)
            or "unknown"
        )
    print(answer)


def ask(solver: list[str], query: Path, seconds: float | None) -> str:
    """Return the solver's whole answer, or nothing if it takes longer."""
    try:
        done = subprocess.run(
            [*solver, str(query)], capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout


def contradicted(text: str, query: Path, seconds: float) -> str:
    """Return `unsat` if one of the solvers finds that a piece of the question contradicts itself,
    else nothing."""
    file = query.with_suffix(".piece.smt2")
    for piece in pieces(text):
        file.write_text(piece, "utf-8")
        if any(ask(one, file, seconds).startswith("unsat") for one in (Z3, YICES)):
            return "unsat"
    return ""


def defined(text: str) -> str:
    """Return the question with the arithmetic that halmos left open at first as the EVM has it."""
    text = re.sub(
        r"\(declare-fun (f_evm_(bvmul)_(\d+)) .*\)",
        r"(define-fun \1 ((x (_ BitVec \3)) (y (_ BitVec \3))) (_ BitVec \3) (\2 x y))",
        text,
    )
    # What the EVM divides by zero is zero.
    return re.sub(
        r"\(declare-fun (f_evm_(bvudiv|bvurem)_(\d+)) .*\)",
        r"(define-fun \1 ((x (_ BitVec \3)) (y (_ BitVec \3))) (_ BitVec \3) "
        r"(ite (= y (_ bv0 \3)) (_ bv0 \3) (\2 x y)))",
        text,
    )


def pieces(text: str) -> Iterator[str]:
    """The conditions on what is not known, one and then two neighbours at a time, the last first."""
    blocks = re.split(r"(?m)^(?=\()", text)
    head = [one for one in blocks if one.startswith(("(set-logic", "(declare", "(define"))]
    conditions = [one for one in blocks if one.startswith("(assert") and "halmos_" in one]
    bounds = [one for one in conditions if len(one) < SHORT]
    rest = [one for one in conditions if len(one) >= SHORT]
    for width in (1, 2):
        for end in range(len(rest), width - 1, -1):
            yield "".join([*head, *bounds, *rest[end - width : end], "(check-sat)\n"])


if __name__ == "__main__":
    main()
