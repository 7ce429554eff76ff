"""The message catalogues: what people read, in English and Japanese.

    python tools/messages.py update    bring daoctl/locale up to date with the code
    python tools/messages.py check     exit 1 when a catalogue is not fit to ship

`update` adds new messages, drops those that left the code, and never guesses a translation from a
similar message: a guess that nobody read is worse than English. Catalogues name the file a message
stands in but no line, so that moving code changes no catalogue.
"""

from __future__ import annotations

import argparse
import ast
import io
import string
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "daoctl"
LANGUAGES = ("en", "ja")
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "ngettext": (1, 2)}
# Lines of a header that change with every run or tool, or name a person.
FLEETING = (
    "Project-Id-Version",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Report-Msgid-Bugs-To",
    "Generated-By",
)


def catalogue_path(language: str) -> Path:
    """Where the catalogue of `language` stands; its compiled form has the suffix `.mo`."""
    return SOURCE / "locale" / language / "LC_MESSAGES" / "daoctl.po"


def messages_in_code() -> Catalog:
    """Every message of the source, with the files it stands in."""
    found = Catalog()
    methods = [("**.py", "python")]
    for filename, _line, message, comments, context in extract_from_dir(
        SOURCE, methods, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        place = (f"daoctl/{Path(filename).as_posix()}", 1)
        found.add(message, None, [place], auto_comments=comments, context=context)
    return found


def read(language: str) -> Catalog:
    """The catalogue of `language` as it is on disk; an empty one when there is none."""
    path = catalogue_path(language)
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def merge(language: str, code: Catalog) -> Catalog:
    """The messages of the code with the translations that `language` already has."""
    known = read(language)
    merged = Catalog(locale=language, fuzzy=False, header_comment="")
    for message in _messages(code):
        forms = merged.num_plurals if message.pluralizable else 1
        translations = _forms(message.id) if language == "en" else ("",) * forms
        flags = set()
        old = known.get(message.id, message.context)
        # A message that became plural, or ceased to be, is a new message.
        if old is not None and old.pluralizable == message.pluralizable and language != "en":
            translations = _forms(old.string) or translations
            flags = old.flags & {"fuzzy"}
        merged.add(
            message.id,
            translations if message.pluralizable else translations[0],
            message.locations,
            flags=flags,
            auto_comments=message.auto_comments,
            context=message.context,
        )
    return merged


def written(catalogue: Catalog) -> bytes:
    """The text of a `.po` file: sorted, without dates, names or line numbers."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, sort_output=True, include_lineno=False, width=100)
    lines = buffer.getvalue().decode("utf8").splitlines(keepends=True)
    kept = (line for line in lines if not line.startswith(tuple(f'"{name}:' for name in FLEETING)))
    return "".join(kept).lstrip("#\n").encode("utf8")


def compiled(catalogue: Catalog) -> bytes:
    """The bytes of a `.mo` file; the same whenever it is made."""
    # The header holds it, and a catalogue read from a file without one takes the present moment.
    catalogue.creation_date = datetime(1970, 1, 1, tzinfo=UTC)
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def update() -> None:
    """Writes the catalogues and their compiled forms."""
    code = messages_in_code()
    for language in LANGUAGES:
        path = catalogue_path(language)
        text = written(merge(language, code))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)
        path.with_suffix(".mo").write_bytes(compiled(read(language)))
        missing = sum(not all(_forms(message.string)) for message in _messages(read(language)))
        print(f"{language}: {len(code)} messages, {missing} without a translation")


def problems() -> Iterator[str]:
    """What is wrong with the messages and the catalogues, one sentence each."""
    for path in sorted(SOURCE.rglob("*.py")):
        yield from unextractable(path.read_text(encoding="utf8"), str(path.relative_to(ROOT)))
    wanted = {_identity(message) for message in _messages(messages_in_code())}
    for language in LANGUAGES:
        yield from (f"{language}: {sentence}" for sentence in _problems_of(language, wanted))


def _problems_of(language: str, wanted: set[tuple[tuple[str, ...], str | None]]) -> Iterator[str]:
    path = catalogue_path(language)
    if not path.is_file():
        yield "there is no catalogue"
        return
    catalogue = read(language)
    have = {_identity(message) for message in _messages(catalogue)}
    for (text, *_), _context in sorted(wanted - have, key=repr):
        yield f"{text!r} stands in the code, not in the catalogue"
    for (text, *_), _context in sorted(have - wanted, key=repr):
        yield f"{text!r} stands in the catalogue, not in the code"
    for message in _messages(catalogue):
        yield from (f"{_forms(message.id)[0]!r} {wrong}" for wrong in flaws(message))
    ready = path.with_suffix(".mo")
    if not ready.is_file() or ready.read_bytes() != compiled(catalogue):
        yield "the compiled catalogue is not what the catalogue says"


def flaws(message: Message) -> Iterator[str]:
    """What is wrong with one translated message."""
    if message.fuzzy:
        yield "is marked as a guess (fuzzy)"
    translations = _forms(message.string)
    if not translations or not all(translations):
        yield "has no translation"
        return
    originals = _forms(message.id)
    for number, translation in enumerate(translations):
        # Of several forms the first speaks of one thing; a single form has to serve any number.
        original = originals[0] if number == 0 and len(translations) > 1 else originals[-1]
        if placeholders(translation) != placeholders(original):
            yield f"has other placeholders in its translation: {translation!r}"


def placeholders(text: str) -> frozenset[str]:
    """The names in braces; a text whose braces do not pair has the one placeholder "{"."""
    try:
        return frozenset(
            name for _, name, _, _ in string.Formatter().parse(text) if name is not None
        )
    except ValueError:
        return frozenset("{")


def unextractable(source: str, filename: str) -> Iterator[str]:
    """The messages put together before gettext sees them, which no catalogue can hold; and those
    inside an f-string, which Python 3.11 shows to nobody who gathers messages."""
    tree = ast.parse(source)
    for text in (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)):
        for node in ast.walk(text):
            if isinstance(node, ast.Call) and _holds_message(node):
                yield f"{filename}:{node.lineno}: a message must not stand inside an f-string"
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        for argument in node.args[:2] if node.func.id in KEYWORDS else ():
            if isinstance(argument, ast.JoinedStr | ast.BinOp):
                yield f"{filename}:{node.lineno}: a message must be one plain text, filled by .format()"


def _holds_message(call: ast.Call) -> bool:
    return (
        isinstance(call.func, ast.Name)
        and call.func.id in KEYWORDS
        and isinstance(call.args[0] if call.args else None, ast.Constant)
    )


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _identity(message: Message) -> tuple[tuple[str, ...], str | None]:
    return _forms(message.id), message.context


def _forms(text: object) -> tuple[str, ...]:
    """The forms of a message's or translation's text, one unless it is plural."""
    if isinstance(text, str):
        return (text,)
    return tuple(str(form or "") for form in text) if isinstance(text, Sequence) else ()


def main() -> int:
    """The command line; the result is the exit code."""
    parser = argparse.ArgumentParser(description="The message catalogues.")
    parser.add_argument("verb", choices=("update", "check"))
    if parser.parse_args().verb == "update":
        update()
        return 0
    found = list(problems())
    for sentence in found:
        print(sentence, file=sys.stderr)
    if found:
        print("hint: run `make messages`, then fill the empty translations.", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
