"""daoctl speaks the language it was asked for, and is never silent for want of a catalogue."""

import pytest

from daoctl import words
from daoctl.errors import UsageError


@pytest.fixture(autouse=True)
def speak_english_after():
    """No test leaves its language behind."""
    yield
    words.set_language("en")


@pytest.mark.parametrize(
    ("option", "charter", "environment", "language"),
    [
        ("ja", ["en"], {"DAOCTL_LANG": "en", "LANG": "en_US.UTF-8"}, "ja"),
        (None, ["en"], {"DAOCTL_LANG": "ja", "LANG": "en_US.UTF-8"}, "ja"),
        (None, ["ja", "en"], {"LANG": "en_US.UTF-8"}, "ja"),
        (None, ["fr", "en"], {"LANG": "ja_JP.UTF-8"}, "en"),
        (None, [], {"LANG": "ja_JP.UTF-8"}, "ja"),
        (None, [], {"LC_ALL": "de_DE.UTF-8", "LANG": "ja_JP.UTF-8"}, "en"),
        (None, [], {}, "en"),
    ],
)
def test_who_decides_the_language(option, charter, environment, language):
    """The option, then DAOCTL_LANG, then the charter, then the locale, then English."""
    assert language == words.choose_language(option, charter, environment)


@pytest.mark.parametrize(("option", "environment"), [("fr", {}), (None, {"DAOCTL_LANG": "xx"})])
def test_a_language_that_daoctl_does_not_speak_is_told(option, environment):
    """What was typed on purpose is not silently replaced."""
    with pytest.raises(UsageError):
        words.choose_language(option, [], environment)


@pytest.mark.parametrize(
    ("option", "charter", "environment", "language"),
    [
        ("fr", ["en"], {"DAOCTL_LANG": "ja"}, "ja"),
        ("fr", ["ja"], {"LANG": "en_US.UTF-8"}, "ja"),
        (None, ["ja"], {"DAOCTL_LANG": "xx"}, "ja"),
        ("fr", [], {"LANG": "ja_JP.UTF-8"}, "ja"),
        ("fr", [], {}, "en"),
    ],
)
def test_the_mistake_is_told_in_the_next_language(option, charter, environment, language):
    """What daoctl does not speak is passed over on the way to the words that say so."""
    assert language == words.likely_language(option, charter, environment)


@pytest.mark.parametrize("content", [None, b"", b"not a catalogue at all"])
def test_without_a_catalogue_the_english_stands(tmp_path, monkeypatch, content):
    """A missing, empty or damaged catalogue is no reason to fail."""
    folder = tmp_path / "ja" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    if content is not None:
        (folder / "daoctl.mo").write_bytes(content)
    monkeypatch.setattr(words, "LOCALE_FOLDER", tmp_path)
    words.set_language("ja")

    assert "ja" == words.language()
    assert "Passed" == words._("Passed")
    assert "2 votes" == words.ngettext("{n} vote", "{n} votes", 2).format(n=2)


def test_a_catalogue_is_used(tmp_path, monkeypatch):
    """Messages come from the catalogue of the language, and the rest stays English."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    catalogue = Catalog(locale="ja")
    catalogue.add("Passed", "可決")
    folder = tmp_path / "ja" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with open(folder / "daoctl.mo", "wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(words, "LOCALE_FOLDER", tmp_path)
    words.set_language("ja")

    assert "可決" == words._("Passed")
    assert "Rejected" == words._("Rejected")
    assert words._("") == ""


def test_another_language_is_spoken_for_a_while(tmp_path, monkeypatch):
    """A document is written in both languages, nested or cut short, and afterwards the reader is
    spoken to as before."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    catalogue = Catalog(locale="ja")
    catalogue.add("Passed", "可決")
    (tmp_path / "ja" / "LC_MESSAGES").mkdir(parents=True)
    with open(tmp_path / "ja" / "LC_MESSAGES" / "daoctl.mo", "wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(words, "LOCALE_FOLDER", tmp_path)
    words.set_language("en")
    heard = []

    def hear() -> None:
        heard.append((words.language(), words._("Passed")))

    def write_a_document() -> None:
        with words.speaking("ja"):
            hear()
            with words.speaking("en"):
                hear()
            hear()
            raise KeyError

    with pytest.raises(KeyError):
        write_a_document()
    hear()

    assert [("ja", "可決"), ("en", "Passed"), ("ja", "可決"), ("en", "Passed")] == heard
