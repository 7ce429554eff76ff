"""The check that holds the message catalogues to the code."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from babel.messages.catalog import Catalog, Message

from tools import messages


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A package of one module with a plain message and a plural one."""
    (tmp_path / "daoctl").mkdir()
    module = tmp_path / "daoctl" / "greeting.py"
    module.write_text(
        "from daoctl.words import _, ngettext\n"
        '_("Paid {amount} to {name}.")\n'
        'ngettext("{count} vote", "{count} votes", 2)\n'
    )
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "SOURCE", tmp_path / "daoctl")
    return module


def fill(old: str, new: str) -> None:
    """Edits the Japanese catalogue as a translator does."""
    path = messages.catalogue_path("ja")
    path.write_text(path.read_text(encoding="utf8").replace(old, new), encoding="utf8")


def translate_all() -> None:
    """Fills every message, correctly."""
    fill(
        'msgid "Paid {amount} to {name}."\nmsgstr ""',
        'msgid "Paid {amount} to {name}."\nmsgstr "{name}に{amount}を支払いました。"',
    )
    fill('msgstr[0] ""', 'msgstr[0] "{count}票"')


def test_a_translated_catalogue_passes(tree):
    """With every message translated and compiled there is nothing to say."""
    messages.update()
    translate_all()
    messages.update()

    assert [] == list(messages.problems())


def test_a_new_message_fails_until_it_is_in_the_catalogues(tree):
    """Nobody can add a message and forget the other language."""
    messages.update()
    translate_all()
    messages.update()
    tree.write_text(tree.read_text() + '_("A new one.")\n')

    found = list(messages.problems())

    assert ["'A new one.' stands in the code, not in the catalogue"] * 2 == [
        sentence.split(": ", 1)[1] for sentence in found
    ]


def test_an_empty_translation_fails(tree):
    """English alone is not enough where Japanese is promised."""
    messages.update()

    assert {
        "ja: 'Paid {amount} to {name}.' has no translation",
        "ja: '{count} vote' has no translation",
    } == set(messages.problems())


def test_a_translation_that_lost_a_placeholder_fails(tree):
    """Otherwise an amount would vanish, or a command would break in one language."""
    messages.update()
    translate_all()
    fill("{amount}を", "{amont}を")
    messages.update()

    (found,) = messages.problems()

    assert "has other placeholders in its translation" in found


def test_a_guess_fails(tree):
    """A translation marked fuzzy was read by nobody."""
    messages.update()
    translate_all()
    fill('msgid "Paid', '#, fuzzy\nmsgid "Paid')
    messages.update()

    assert ["ja: 'Paid {amount} to {name}.' is marked as a guess (fuzzy)"] == list(
        messages.problems()
    )


def test_a_stale_compiled_catalogue_fails(tree):
    """What is shown is the compiled form, so it has to be the newest."""
    messages.update()
    translate_all()

    assert ["ja: the compiled catalogue is not what the catalogue says"] == list(
        messages.problems()
    )


def test_the_compiled_catalogue_does_not_tell_when_it_was_made():
    """Otherwise it would be stale a minute later."""
    days = [Catalog("ja", creation_date=datetime(2026, 1, day, tzinfo=UTC)) for day in (1, 2)]

    assert messages.compiled(days[0]) == messages.compiled(days[1])


def test_a_message_built_by_an_f_string_fails(tree):
    """No catalogue can hold a message that is different every time."""
    messages.update()
    translate_all()
    messages.update()
    tree.write_text(tree.read_text() + 'n = 1\n_(f"Paid {n}.")\n')

    (found,) = messages.problems()

    assert "daoctl/greeting.py:5: a message must be one plain text" in found


def test_a_message_inside_an_f_string_fails(tree):
    """It would be gathered by some versions of Python and not by others."""
    messages.update()
    translate_all()
    messages.update()
    tree.write_text(tree.read_text() + "n = 1\nf\"- {_('Paid.')} {n}\"\n")

    (found,) = messages.problems()

    assert "daoctl/greeting.py:5: a message must not stand inside an f-string" in found


def test_updating_keeps_translations_and_drops_what_left_the_code(tree):
    """A translator's work survives; a dead message does not stay to be translated."""
    messages.update()
    translate_all()
    tree.write_text('_("Paid {amount} to {name}.")\n')
    messages.update()

    kept = [message for message in messages.read("ja") if message.id]

    assert [("Paid {amount} to {name}.", "{name}に{amount}を支払いました。")] == [
        (message.id, message.string) for message in kept
    ]


def test_updating_twice_changes_no_byte(tree):
    """A catalogue holds no date and no line number that would change on its own."""
    messages.update()
    first = messages.catalogue_path("ja").read_bytes()
    tree.write_text("\n\n" + tree.read_text())
    messages.update()

    assert first == messages.catalogue_path("ja").read_bytes()


def test_the_english_catalogue_says_what_the_code_says(tree):
    """English is the code's own language: it is filled, never written by hand."""
    messages.update()

    english = {message.id: message.string for message in messages.read("en") if message.id}

    assert "Paid {amount} to {name}." == english["Paid {amount} to {name}."]


def test_the_singular_may_leave_out_the_number():
    """English may say "one vote" where the plural says "{count} votes"."""
    catalogue = Catalog(locale="en")
    message = Message(("one vote", "{count} votes"), ("one vote", "{count} votes"))
    catalogue["x"] = message

    assert [] == list(messages.flaws(message))
