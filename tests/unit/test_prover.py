"""tools/prover.py: a question of halmos' is put in pieces that mean no more than the whole."""

from __future__ import annotations

from tools.prover import defined, pieces

BOUND = "(assert\n (bvule halmos_bps_01 (_ bv5000 13)))\n"
SCENE = "(assert\n (= storage_00 (_ bv1 256)))\n"
QUERY = (
    "(set-logic QF_AUFBV)\n(declare-fun halmos_bps_01 () (_ BitVec 13))\n"
    "(declare-fun f_evm_bvmul_256 ((_ BitVec 256) (_ BitVec 256)) (_ BitVec 256))\n"
    "(declare-fun f_evm_bvudiv_256 ((_ BitVec 256) (_ BitVec 256)) (_ BitVec 256))\n"
) + SCENE


def condition(name: str) -> str:
    """A condition on what is not known, as long as halmos' are."""
    return f"(assert\n (not (bvule halmos_bps_01 {name * 120})))\n"


def test_what_halmos_leaves_open_is_the_arithmetic_of_the_evm() -> None:
    """Products as they are, and nothing divided by zero is zero."""
    text = defined(QUERY)

    assert "declare-fun f_evm" not in text
    assert "(bvmul x y))" in text
    assert "(ite (= y (_ bv0 256)) (_ bv0 256) (bvudiv x y)))" in text


def test_a_piece_has_conditions_of_the_question_and_no_others() -> None:
    """Leaving some out is what makes "unsat" of a piece mean "unsat" of the whole."""
    text = QUERY + BOUND + condition("a") + condition("b") + "(check-sat)\n(get-model)\n"
    asked = text.split("(assert")

    for piece in pieces(text):
        said = piece.removesuffix("(check-sat)\n").split("(assert")
        assert said[0] == asked[0]
        assert {one.split("(check-sat)")[0] for one in asked} >= set(said)


def test_the_last_condition_comes_first_and_the_bounds_are_always_there() -> None:
    """The last is the assertion that is to be proved."""
    conditions = [condition(one) for one in "ab"]
    asked = list(pieces(QUERY + BOUND + "".join(conditions) + "(check-sat)\n"))

    assert 3 == len(asked)
    assert all(BOUND in one for one in asked)
    assert [(False, True), (True, False), (True, True)] == [
        (conditions[0] in one, conditions[1] in one) for one in asked
    ]
