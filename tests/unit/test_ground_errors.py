"""The error tree: every branch has its exit code, and can be caught at any height."""

import pytest

from daoctl import errors


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("UserError", 1),
        ("CharterError", 1),
        ("TableError", 1),
        ("RecordError", 1),
        ("AccountError", 1),
        ("RegisterError", 1),
        ("JournalError", 1),
        ("DraftError", 1),
        ("UsageError", 2),
        ("ChainError", 3),
        ("ChainRefused", 3),
        ("ConnectionFailed", 1),
        ("WrongChain", 1),
        ("Unexpected", 4),
        ("Differs", 5),
        ("Interrupted", 130),
    ],
)
def test_exit_codes(name, code):
    """0 done, 1 the user can mend it, 2 usage, 3 the chain refused, 4 unexpected, 5 no, 130."""
    error = getattr(errors, name)("said")

    assert code == error.exit_code
    assert isinstance(error, errors.DaoctlError)
    assert ("said", None, None) == (str(error), error.cause, error.hint)


def test_the_tree_in_the_docstring_is_the_tree():
    """Every class of the module is drawn, with the code it ends a command with."""
    drawn = {
        parts[0]: parts[1:]
        for line in errors.__doc__.splitlines()
        if (parts := line.replace("│", " ").replace("├──", " ").replace("└──", " ").split())
    }
    for name, kind in vars(errors).items():
        if isinstance(kind, type) and issubclass(kind, errors.DaoctlError):
            assert name in drawn, name
            if drawn[name] and drawn[name][0].isdigit():
                assert str(kind.exit_code) == drawn[name][0]


def test_a_refusal_carries_what_the_contract_said():
    """Scripts can act on the error's name and values, not on its words."""
    refused = errors.ChainRefused("no", error_name="Sold", arguments={"left": 0}, tx="0x1")

    assert ("Sold", {"left": 0}, "0x1") == (refused.error_name, refused.arguments, refused.tx)
