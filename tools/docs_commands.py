"""Writes docs/commands/ and docs/ja/commands/: a page for every verb, and an index of them.

    python tools/docs_commands.py update    write the pages, remove those of verbs that are gone
    python tools/docs_commands.py check     exit 1 when a page is missing, stale or left over

The words come from the program itself, in the language of its catalogue; the examples from
docs/commands/examples.toml, where every verb has at least one; the links to the shapes of --json
from docs/schemas/. A new noun must be given its place in `CHAPTERS`.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# A program of this folder, and the checkout's own daoctl.
sys.path.insert(0, str(ROOT))

from tools.verb_tree import SHARED, Verb, verbs  # noqa: E402

DOCS = ROOT / "docs"
FOLDERS = {"en": DOCS / "commands", "ja": DOCS / "ja" / "commands"}
EXAMPLES = DOCS / "commands" / "examples.toml"
INDEX = "README"

Example = Mapping[str, str]

# A village's life: (English, Japanese, the nouns).
CHAPTERS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Rehearse", "練習する", ("demo", "practice")),
    ("Found the village", "村を設立する", ("init", "account", "deploy", "join")),
    ("Admit people", "人を迎える", ("villager", "sale", "certificate")),
    ("Decide", "決める", ("proposal", "vote", "tally", "election", "minutes")),
    ("Pay for what was decided", "決めたことに支払う", ("treasury", "project")),
    ("See how it stands", "様子を見る", ("status", "role", "doctor")),
    ("Keep house", "仕事を引き継ぐ", ("handover", "completion", "help")),
)
# Verbs whose answer can be "no" or "differs".
ANSWERS_NO = frozenset(
    {
        "certificate verify",
        "deploy",
        "election tally",
        "join",
        "role list",
        "tally",
        "treasury history",
        "treasury show",
        "vote prove",
        "vote verify-proof",
    }
)

# The pages' own words; everything else is the program's.
WORDS = {
    "en": {
        "made": "Written by `make docs` from the program's own help: change it there.",
        "index": "daoctl's commands",
        "intro": "In the order of a village's life. Every command shows the same with `--help`.",
        "arguments": "Arguments",
        "options": "Options",
        "shared": "Options of many commands",
        "examples": "Examples",
        "codes": "Exit codes",
        "json": "JSON",
        "shape": "With `--json` the answer has the shape of [{name}]({file}); no language changes it.",
        "all": "All commands",
        "other": "日本語",
        "name": "Name",
        "meaning": "Meaning",
        "code": "Code",
    },
    "ja": {
        "made": "このページは `make docs` がプログラムのヘルプから作ります。直すときは元のヘルプを直してください。",
        "index": "daoctl のコマンド",
        "intro": "村の歩みの順に並んでいます。どのコマンドも `--help` で同じ説明が出ます。",
        "arguments": "引数",
        "options": "オプション",
        "shared": "多くのコマンドに共通のオプション",
        "examples": "例",
        "codes": "終了コード",
        "json": "JSON",
        "shape": "`--json` を付けた答えの形は [{name}]({file}) のとおりで、言語によって変わりません。",
        "all": "コマンドの一覧",
        "other": "English",
        "name": "名前",
        "meaning": "意味",
        "code": "コード",
    },
}


def pages(language: str) -> dict[str, str]:
    """The pages in the language, by file name. Call it once in a process, before anything of
    daoctl's command line is imported: the help's words are chosen as its modules load. Raises
    ValueError for a noun without a chapter, a verb without an example, and examples of no verb."""
    from daoctl.cli.frame import NOUNS, parser_speaks
    from daoctl.words import _, set_language

    set_language(language)
    examples = tomllib.loads(EXAMPLES.read_text("utf-8"))
    with parser_speaks(language):
        found = list(verbs())
        names = {one.name for one in found}
        # A noun may stand in the table of nouns before its module is there, and its examples too.
        absent = {noun for noun in NOUNS if not any(one.words[0] == noun for one in found)}
        if lacking := sorted(names - examples.keys()):
            raise ValueError(f"no example in {EXAMPLES.name} for: {', '.join(lacking)}")
        if idle := sorted(one for one in examples.keys() - names if one.split()[0] not in absent):
            raise ValueError(f"{EXAMPLES.name} has examples of no verb: {', '.join(idle)}")
        written = {
            f"{one.file}.md": "\n".join(_page(one, language, examples[one.name])) for one in found
        }
        lines = {noun: _(line) for noun, (_module, line) in NOUNS.items()}
        written[f"{INDEX}.md"] = "\n".join(_index(found, language, lines))
    return written


def _index(found: Sequence[Verb], language: str, lines: Mapping[str, str]) -> Iterator[str]:
    words = WORDS[language]
    placed = {noun for _en, _ja, nouns in CHAPTERS for noun in nouns}
    if strange := sorted({one.words[0] for one in found} - placed):
        raise ValueError(f"CHAPTERS has no place for: {', '.join(strange)}")
    yield f"<!-- {words['made']} -->"
    yield ""
    yield f"# {words['index']}"
    yield ""
    yield f"{words['intro']} [{words['other']}]({_other(language, INDEX)})"
    for english, japanese, nouns in CHAPTERS:
        yield ""
        yield f"## {japanese if language == 'ja' else english}"
        for noun in nouns:
            own = [one for one in found if one.words[0] == noun]
            if not own:
                continue
            yield ""
            if len(own) > 1:
                yield f"**{noun}** – {lines[noun]}"
                yield ""
            for one in own:
                yield f"- [`daoctl {one.name}`]({one.file}.md) – {_prose(one.command.help)}"
    yield ""


def _page(verb: Verb, language: str, examples: Sequence[Example]) -> Iterator[str]:
    words = WORDS[language]
    yield f"<!-- {words['made']} -->"
    yield ""
    yield f"# daoctl {verb.name}"
    yield ""
    yield f"[{words['all']}]({INDEX}.md) · [{words['other']}]({_other(language, verb.file)})"
    yield ""
    yield _prose(verb.command.help)
    yield ""
    yield "```text"
    pieces = [one.replace("{", "").replace("}", "") for one in _usage(verb)]
    yield " ".join(["daoctl", *verb.words, *pieces])
    yield "```"
    yield from _table(verb, words["arguments"], words, "argument")
    yield from _table(verb, words["options"], words, "own")
    yield from _table(verb, words["shared"], words, "shared")
    if verb.command.epilog:
        yield ""
        yield _prose(verb.command.epilog)
    yield ""
    yield f"## {words['examples']}"
    yield ""
    yield "```sh"
    for number, example in enumerate(examples):
        if said := example.get(language):
            if number:
                yield ""
            yield f"# {said}"
        yield example["run"]
    yield "```"
    yield ""
    yield f"## {words['codes']}"
    yield ""
    yield from _codes(verb, words)
    if verb.takes_json:
        up = "../" * (len(FOLDERS[language].relative_to(DOCS).parts))
        yield ""
        yield f"## {words['json']}"
        yield ""
        name = f"{verb.file}.schema.json"
        yield words["shape"].format(name=name, file=f"{up}schemas/{name}")
    yield ""


def _usage(verb: Verb) -> list[str]:
    return list(verb.command.collect_usage_pieces(verb.context))


def _table(verb: Verb, heading: str, words: Mapping[str, str], wanted: str) -> Iterator[str]:
    from daoctl.cli.help_page import option_name, value_words

    rows = []
    for one in verb.command.params:
        kind = one.param_type_name
        if kind == "option":
            kind = "shared" if one.name in SHARED else "own"
        record = one.get_help_record(verb.context)
        if record is None or kind != wanted:
            continue
        rows.append((option_name(record[0]), value_words(record[1])))
    if not rows:
        return
    yield ""
    yield f"## {heading}"
    yield ""
    yield f"| {words['name']} | {words['meaning']} |"
    yield "|---|---|"
    for name, text in rows:
        yield f"| `{_cell(name)}` | {_cell(_prose(text))} |"


def _codes(verb: Verb, words: Mapping[str, str]) -> Iterator[str]:
    from daoctl.cli.help_tables import EXIT_CODES
    from daoctl.words import _

    yield f"| {words['code']} | {words['meaning']} |"
    yield "|---|---|"
    for code, meaning in EXIT_CODES.items():
        if code == 5 and verb.name not in ANSWERS_NO:
            continue
        if code == 3 and not verb.sends and "--rpc" not in verb.options:
            continue
        yield f"| {code} | {_cell(_(meaning))} |"


def _other(language: str, file: str) -> str:
    there = FOLDERS["en" if language == "ja" else "ja"]
    up = "../" * len(FOLDERS[language].relative_to(DOCS).parts)
    return f"{up}{there.relative_to(DOCS).as_posix()}/{file}.md"


def _prose(text: str | None) -> str:
    """The text on one line, in which nothing is taken for HTML."""
    line = " ".join((text or "").replace("\b", "").split())
    return re.sub(r"<(?=\w)", "&lt;", line)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


# ── Files ───────────────────────────────────────────────────────────────────────────────────────


def rendered() -> dict[Path, str]:
    """All pages in both languages, each made by a process of its own that speaks it. Raises
    ValueError with what the process said when one cannot be made."""
    found = {}
    for language, folder in FOLDERS.items():
        done = subprocess.run(
            [sys.executable, __file__, "print", language],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ValueError(done.stderr.strip().splitlines()[-1])
        for name, text in json.loads(done.stdout).items():
            found[folder / name] = text
    return found


def problems(wanted: Mapping[Path, str]) -> Iterator[str]:
    """What is wrong with the pages on disk, one sentence each."""
    for path, text in wanted.items():
        if not path.is_file():
            yield f"{path.relative_to(ROOT)} is missing"
        elif path.read_text("utf-8") != text:
            yield f"{path.relative_to(ROOT)} is stale"
    for path in _left_over(wanted):
        yield f"{path.relative_to(ROOT)} is of no verb"


def write(wanted: Mapping[Path, str]) -> None:
    """Writes the pages that changed and removes those of no verb."""
    for path, text in wanted.items():
        if not path.is_file() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    for path in _left_over(wanted):
        path.unlink()


def _left_over(wanted: Mapping[Path, str]) -> list[Path]:
    there = [path for folder in FOLDERS.values() for path in sorted(folder.glob("*.md"))]
    return [path for path in there if path not in wanted]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the program; answers its exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("what", choices=("update", "check", "print"))
    parser.add_argument("language", nargs="?", choices=sorted(FOLDERS))
    given = parser.parse_args(arguments)
    if given.what == "print":
        print(json.dumps(pages(given.language or "en"), ensure_ascii=False))
        return 0
    try:
        wanted = rendered()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    if given.what == "update":
        write(wanted)
        return 0
    wrong = list(problems(wanted))
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    if wrong:
        print("hint: run `make docs`, and read the difference.", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
