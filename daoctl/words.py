"""The language that people are spoken to in.

Messages are written in plain English and go through `_`; the catalogues in `daoctl/locale`
hold the Japanese. Without a catalogue the English stands, so a message is never missing.
"""

from __future__ import annotations

import gettext
import locale
import os
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

DOMAIN = "daoctl"
LANGUAGES = ("ja", "en")
LOCALE_FOLDER = Path(__file__).parent / "locale"

_language = "en"
_translations: gettext.NullTranslations = gettext.NullTranslations()


def _(message: str) -> str:
    """The message in the chosen language."""
    # The empty msgid is the catalogue's own header.
    return _translations.gettext(message) if message else message


def ngettext(singular: str, plural: str, count: int) -> str:
    """The message in the chosen language, in the form that `count` needs."""
    return _translations.ngettext(singular, plural, count)


def N_(message: str) -> str:  # the name gettext's extractors know
    """Marks a message that stands in a table and is translated where it is shown."""
    return message


def language() -> str:
    """The language in use: "ja" or "en"."""
    return _language


def set_language(name: str) -> None:
    """Speak `name` from now on; an unknown language or a missing catalogue means English."""
    global _language, _translations
    _language = known_language(name) or "en"
    try:
        _translations = gettext.translation(DOMAIN, str(LOCALE_FOLDER), languages=[_language])
    except (OSError, ValueError, struct.error):
        # A missing or damaged catalogue must never keep a village from its treasury.
        _translations = gettext.NullTranslations()


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Speaks `name` for a while, for a document in both languages; afterwards the reader is spoken
    to as before, whatever happened meanwhile. One thread at a time: the language is daoctl's."""
    global _language, _translations
    before = _language, _translations
    set_language(name)
    try:
        yield
    finally:
        _language, _translations = before


def known_language(text: str | None) -> str | None:
    """The language a text such as "ja", "ja_JP.UTF-8" or "en-GB" names, if daoctl speaks it."""
    if not text:
        return None
    name = text.strip().lower().replace("-", "_").split(".")[0].split("_")[0]
    return name if name in LANGUAGES else None


def choose_language(
    option: str | None = None,
    charter_languages: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> str:
    """The language to speak: `--lang`, else DAOCTL_LANG, else the charter's first that daoctl
    speaks, else the reader's locale, else English. Raises UsageError for an unknown `--lang` or
    DAOCTL_LANG, for those were typed on purpose."""
    from daoctl.errors import UsageError

    env = os.environ if environment is None else environment
    typed = option or env.get("DAOCTL_LANG")
    if typed and known_language(typed) is None:
        raise UsageError(
            _("daoctl does not speak `{language}`.").format(language=typed),
            hint=_("Choose one of: {languages}.").format(languages=", ".join(LANGUAGES)),
        )
    return likely_language(option, charter_languages, environment)


def likely_language(
    option: str | None = None,
    charter_languages: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> str:
    """As `choose_language`, but what daoctl does not speak is passed over: the language in which
    such a mistake is told."""
    env = os.environ if environment is None else environment
    for name in (option, env.get("DAOCTL_LANG"), *charter_languages):
        if (found := known_language(name)) is not None:
            return found
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := env.get(variable):
            # The first one set decides, as gettext itself has it.
            return next((k for part in value.split(":") if (k := known_language(part))), "en")
    if environment is None:
        return known_language(locale.getlocale()[0]) or "en"
    return "en"
