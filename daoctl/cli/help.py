"""`daoctl help`: pages on subjects, and the same as `--help` for commands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from daoctl.cli.frame import NOUNS, LazyNouns, root_app, single
from daoctl.cli.help_page import HelpPage
from daoctl.cli.help_topics import TOPICS, Lines, Listed, Part
from daoctl.cli.options import JsonOption, LangOption
from daoctl.cli.output import Output, terminal_columns
from daoctl.errors import UsageError
from daoctl.words import _

app = single()

# Longer lines are hard to read, whatever the terminal's width.
WIDEST = 88


@dataclass(frozen=True)
class Options:
    """A topic, a command with or without its verb, or nothing for the list of both."""

    words: tuple[str, ...] = ()


@app.command(help=_("Read a page on a subject, or what a command takes."))
def help_command(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TOPIC|COMMAND", help=_("A topic or a command; all are listed without one.")
        ),
    ] = None,
    as_json: JsonOption = False,
    lang: LangOption = None,
) -> None:
    """Fills the options and runs."""
    del lang  # read before parsing, see app.py
    run(Options(tuple(words or ())), Output(as_json=as_json))


def run(options: Options, out: Output) -> None:
    """Prints the page. Raises UsageError for a topic that is not there."""
    words = options.words
    if not words:
        nouns = {name: _(NOUNS[name][1]) for name in _nouns()}
        topics = {name: _(line) for name, (line, _page) in TOPICS.items()}
        out.result({"topics": list(topics), "commands": list(nouns)}, _index(topics, nouns))
    elif len(words) == 1 and words[0] in TOPICS:
        text = topic_page(words[0])
        out.result({"topic": words[0], "text": text}, text.rstrip("\n"))
    elif words[0] in _nouns():
        _command_help(words)
    else:
        raise UsageError(
            _("There is no help on `{words}`.").format(words=" ".join(words)),
            hint=_("`daoctl help` lists the topics and commands."),
        )


def topic_page(topic: str, columns: int | None = None) -> str:
    """The page of a topic in the language set now, in lines of at most `columns`."""
    page = HelpPage(width=min(columns or terminal_columns(), WIDEST))
    line, parts = TOPICS[topic]
    page.write_text(_(line))
    for part in parts():
        page.write_paragraph()
        _write(page, part)
    return page.getvalue()


def _write(page: HelpPage, part: Part) -> None:
    if isinstance(part, Lines):
        for line in part.lines:
            page.write(f"    {line}\n")
    elif isinstance(part, Listed):
        with page.indentation():
            page.write_dl(list(part.rows.items()))
    else:
        page.write_text(part)


def _index(topics: dict[str, str], nouns: dict[str, str]) -> str:
    page = HelpPage(width=min(terminal_columns(), WIDEST))
    page.write_usage("daoctl help", _("[TOPIC|COMMAND]"))
    for heading, rows in ((_("Topics"), topics), (_("Commands"), nouns)):
        with page.section(heading):
            page.write_dl(list(rows.items()))
    return page.getvalue().rstrip("\n")


def _nouns() -> list[str]:
    return LazyNouns().list_commands(None)


def _command_help(words: tuple[str, ...]) -> None:
    """What `daoctl WORDS --help` prints."""
    root = typer.main.get_command(root_app())
    root.main(args=[*words, "--help"], prog_name="daoctl", standalone_mode=False)
