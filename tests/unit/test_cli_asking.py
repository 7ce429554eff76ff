"""A yes before something is signed or forgotten."""

from __future__ import annotations

import io

import pytest

from daoctl.cli.asking import agree
from daoctl.cli.output import Output
from daoctl.errors import UsageError, UserError


def asked(monkeypatch, answer: str) -> Output:
    """A terminal at which somebody types that answer."""
    monkeypatch.setattr(Output, "interactive", property(lambda _self: True))
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    return Output(stdout=io.StringIO(), stderr=io.StringIO())


@pytest.mark.parametrize("answer", ["y\n", "YES\n", "はい\n", "ｙ\n"])
def test_a_yes_in_either_language_goes_ahead(monkeypatch, answer):
    """However it is typed."""
    out = asked(monkeypatch, answer)
    agree(out, False, "Nothing was signed.")

    assert "[y/N]" in out.stderr.getvalue()


@pytest.mark.parametrize("answer", ["\n", "n\n", "", "maybe\n"])
def test_anything_else_does_nothing_and_says_so(monkeypatch, answer):
    """Also an end of input."""
    with pytest.raises(UserError, match="Nothing was forgotten"):
        agree(asked(monkeypatch, answer), False, "Nothing was forgotten.")


def test_where_nobody_is_there_only_the_option_is_a_yes():
    """A pipe is never asked."""
    out = Output(stdout=io.StringIO(), stderr=io.StringIO())
    with pytest.raises(UsageError):
        agree(out, False, "Nothing was signed.")
    agree(out, True, "Nothing was signed.")

    assert "" == out.stderr.getvalue()
