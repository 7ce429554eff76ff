"""The command line's frame: how it starts, how it speaks, and how it fails."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from daoctl import errors
from daoctl.cli import frame
from daoctl.cli.acting import is_yes
from daoctl.cli.app import main
from daoctl.cli.boundary import explain, report
from daoctl.cli.options import Format, Shared, reads, sends


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Speak English, in a folder without a village."""
    monkeypatch.setenv("DAOCTL_LANG", "en")
    for name in ("VILLAGE", "NETWORK", "RPC", "ACCOUNT", "JPY_RATE", "DEBUG"):
        monkeypatch.delenv(f"DAOCTL_{name}", raising=False)
    monkeypatch.chdir(tmp_path)


class TestStart:
    """`daoctl` answers at once and knows its nouns."""

    def test_help_imports_nothing_heavy(self) -> None:
        """The help's speed rests on what it does not import."""
        program = (
            "import sys; before = set(sys.modules);"
            "from daoctl.cli.app import main; code = main(['--help']);"
            "heavy = {'ape', 'web3', 'eth_account', 'eth_utils', 'pydantic', 'rich', 'pandas',"
            " 'cryptography', 'yaml', 'sqlite3'};"
            "print('HEAVY', sorted(heavy & set(sys.modules) - before), code)"
        )
        run = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )

        assert "HEAVY [] 0" == run.stdout.splitlines()[-1]

    def test_every_noun_there_is_stands_in_the_help(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """The list comes from the table, and only with nouns whose module exists."""
        assert 0 == main(["--help"])

        shown = capsys.readouterr().out
        for noun, (module, line) in frame.NOUNS.items():
            exists = frame._exists(module)
            assert exists == (f"\n  {noun} " in shown)
            assert not exists or line.split()[0] in shown

    def test_every_noun_there_is_can_be_loaded(self) -> None:
        """Each listed module has an `app` whose verbs all have help."""
        group = typer.main.get_command(frame.root_app())
        assert isinstance(group, frame.LazyNouns)
        for noun in group.list_commands(None):
            command = group.get_command(None, noun)
            verbs = getattr(command, "commands", None) or {noun: command}
            for verb, inner in verbs.items():
                assert inner.help, f"{noun} {verb} has no help"

    def test_a_noun_without_a_module_breaks_nothing(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A line of the table that leads nowhere is not shown and is unknown."""
        monkeypatch.setitem(frame.NOUNS, "ghost", ("daoctl.cli.ghost", "Not there."))

        assert 0 == main(["--help"])
        assert "ghost" not in capsys.readouterr().out
        assert 2 == main(["ghost"])

    def test_a_broken_noun_breaks_only_itself(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """A module that cannot be imported leaves help and other nouns alone."""
        (tmp_path / "broken_noun.py").write_text("raise ImportError('no such library')\n")
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.setitem(frame.NOUNS, "broken", ("broken_noun", "Broken."))

        assert 0 == main(["--help"])
        assert 0 == main(["init", "--help"])
        assert 4 == main(["broken"])

    def test_the_version_is_data(self, capsys: pytest.CaptureFixture[str]) -> None:
        """--version goes to stdout and is success."""
        assert 0 == main(["--version"])
        assert capsys.readouterr().out.startswith("daoctl ")

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["intt"], "There is no command `intt`."),
            (["init", "--nme"], "There is no option `--nme`."),
            (["init", "--name"], "`--name` needs a value after it."),
            (["init", "--json=yes"], "`--json` takes no value."),
            (["sale", "bu"], "Did you mean `daoctl sale buy`?"),
            (["sale", "buy", "one"], "it must be a whole number"),
            (["sale", "buy", "0"], "it must be at least 1"),
            (["sale", "buy", "1", "--output", "paper"], "it must be one of: 'calldata'"),
            (["sale", "phases", "1", "2"], "more than the command takes: 1 2"),
            ([], "Usage: daoctl"),
        ],
    )
    def test_a_mistyped_command_is_usage(
        self, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
    ) -> None:
        """What was typed wrongly ends with 2, in words on stderr, with nothing on stdout."""
        assert 2 == main(arguments)

        shown = capsys.readouterr()
        assert words in shown.err
        assert "" == shown.out

    @pytest.mark.parametrize(
        ("arguments", "option"),
        [
            (["proposal", "show", "１２"], {"number": 12}),
            (["project", "approve", "１", "２"], {"number": 1, "milestone": 2}),
            (["sale", "buy", "1", "--count", "３"], {"phase": 1, "count": 3}),
        ],
    )
    def test_whole_numbers_may_be_typed_in_full_width(
        self, arguments: list[str], option: dict[str, int]
    ) -> None:
        """As a Japanese keyboard types them, in arguments and options."""
        root: Any = typer.main.get_command(frame.root_app())
        context = root.make_context("daoctl", [], resilient_parsing=True)
        noun = root.get_command(context, arguments[0])
        verb = noun.get_command(context, arguments[1])
        found = verb.make_context("verb", arguments[2:]).params

        assert option.items() <= found.items()

    def test_a_text_of_full_width_digits_stays_a_text(self) -> None:
        """A village may be called ２０, and that is its name."""
        root: Any = typer.main.get_command(frame.root_app())
        context = root.make_context("daoctl", [], resilient_parsing=True)
        found = root.get_command(context, "init").make_context("init", ["--name", "２０"]).params

        assert "２０" == found["name"]

    def test_the_nearest_command_is_proposed(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A typing error in a noun names the one that was meant."""
        main(["inti"])

        assert "hint: Did you mean `daoctl init`?" in capsys.readouterr().err

    def test_a_language_nobody_speaks_is_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        """--lang is read wherever it stands; what it cannot mean is usage."""
        assert 2 == main(["init", "--lang", "fr"])
        assert "`fr`" in capsys.readouterr().err


class TestBoundary:
    """One sentence, the cause, a hint, and the exit code."""

    @pytest.mark.parametrize(
        ("error", "code"),
        [
            (errors.UserError("x"), 1),
            (errors.CharterError("x"), 1),
            (errors.WrongChain("x"), 1),
            (errors.ConnectionFailed("x"), 1),
            (errors.UsageError("x"), 2),
            (errors.ChainRefused("x"), 3),
            (errors.Unexpected("x"), 4),
            (errors.Differs("x"), 5),
            (errors.Interrupted("x"), 130),
            (KeyboardInterrupt(), 130),
            (SystemExit(130), 130),
            (SystemExit(0), 0),
            (BrokenPipeError(), 0),
            (ZeroDivisionError("division by zero"), 4),
            (FileNotFoundError(2, "No such file or directory", "a.csv"), 1),
        ],
    )
    def test_each_error_has_its_exit_code(
        self, capsys: pytest.CaptureFixture[str], error: BaseException, code: int
    ) -> None:
        """The codes that DESIGN promises, whatever the error was."""
        assert code == report(error)
        assert "" == capsys.readouterr().out

    def test_message_cause_and_hint_stand_in_order(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """Each on its own line, without colour where there is no terminal."""
        report(errors.UserError("It is so.", cause="one\ntwo", hint="Do this:\n  a: b"))

        assert (
            "error: It is so.\n  one\n  two\nhint: Do this:\n    a: b\n" == capsys.readouterr().err
        )

    def test_control_letters_do_not_reach_the_terminal(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """A name from the chain cannot hide a line or move the cursor."""
        report(errors.UserError("a\x1b[2Kb", cause="c\rd", hint="e\x07f"))

        assert not set("\x1b\r\x07") & set(capsys.readouterr().err)

    def test_the_unexpected_says_how_to_look_deeper(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A fault of ours shows its traceback only when asked."""
        report(ValueError("odd"))
        shown = capsys.readouterr().err
        assert "ValueError: odd" in shown
        assert "DAOCTL_DEBUG=1" in shown
        assert "Traceback" not in shown

        monkeypatch.setenv("DAOCTL_DEBUG", "1")
        try:
            raise ValueError("odd")
        except ValueError as error:
            report(error)
        assert "Traceback" in capsys.readouterr().err

    def test_the_other_clicks_errors_are_ours_too(self) -> None:
        """Ape's click and Typer's are two libraries; either's complaint becomes words."""
        import click

        assert 1 == explain(click.ClickException("no")).exit_code  # type: ignore[union-attr]
        assert 130 == explain(click.Abort()).exit_code  # type: ignore[union-attr]
        assert 2 == explain(click.UsageError("no")).exit_code  # type: ignore[union-attr]
        assert 130 == explain(typer.Abort()).exit_code  # type: ignore[union-attr]

    def test_a_models_complaint_is_the_users_to_mend(self) -> None:
        """pydantic's findings name their field."""
        from pydantic import BaseModel, ValidationError

        class Point(BaseModel):
            x: int

        with pytest.raises(ValidationError) as caught:
            Point.model_validate({"x": "far"})
        ours = explain(caught.value)

        assert ours is not None
        assert 1 == ours.exit_code
        assert "x: " in str(ours.cause)


class TestSharedOptions:
    """What many verbs take, declared once."""

    def build(self, decorate: Any) -> tuple[Any, list[Any]]:
        """A command with the decorator, and what it was called with."""
        seen: list[Any] = []
        app = typer.Typer(rich_markup_mode=None)

        @app.command("show")
        @decorate
        def show(
            shared: Shared,
            number: Annotated[int, typer.Argument()],
            all_of_it: Annotated[bool, typer.Option("--all")] = False,
        ) -> None:
            seen.append((shared, number, all_of_it))

        return typer.main.get_command(app), seen

    def test_a_reader_gets_them_all_in_one(self) -> None:
        """The verb's own arguments stay its own."""
        command, seen = self.build(reads)

        command.main(
            ["7", "--all", "--village", "mura", "--json", "--rate", "350000@2026-11-01"],
            standalone_mode=False,
        )

        shared = Shared(lang="en", village="mura", json=True, rate="350000@2026-11-01")
        assert [(shared, 7, True)] == seen
        assert shared.yen_rate is not None
        assert 350_000 == shared.yen_rate.yen_per_eth

    def test_a_sender_gets_more(self) -> None:
        """--account, --yes, --dry-run and --output only where something is sent."""
        command, seen = self.build(sends)

        command.main(["7", "-y", "--account", "office", "--output", "calldata"],
                     standalone_mode=False)  # fmt: skip
        assert Shared(lang="en", account="office", yes=True, output=Format.CALLDATA) == seen[0][0]

        reader, _seen = self.build(reads)
        with pytest.raises(Exception, match="--yes"):
            reader.main(["7", "--yes"], standalone_mode=False)

    def test_the_environment_fills_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is set in the environment counts where nothing was typed."""
        monkeypatch.setenv("DAOCTL_NETWORK", "ethereum:sepolia:node")
        command, seen = self.build(reads)

        command.main(["7"], standalone_mode=False)
        command.main(["7", "--network", "base:sepolia:node"], standalone_mode=False)

        assert ["ethereum:sepolia:node", "base:sepolia:node"] == [s.network for s, *_rest in seen]

    def test_two_ways_of_not_sending_do_not_go_together(self) -> None:
        """--dry-run shows, --output writes: one of them."""
        with pytest.raises(errors.UsageError):
            Shared(dry_run=True, output=Format.CALLDATA)


@pytest.mark.parametrize(
    ("answer", "yes"),
    [("y", True), ("Yes", True), ("はい", True), ("ｙ\n", True), (" YES \n", True),
     ("", False), ("n", False), ("yy", False), ("yeah", False), ("ok", False), ("いいえ", False)],
)  # fmt: skip
def test_only_a_yes_is_a_yes(answer: str, yes: bool) -> None:
    """Anything but y, yes and はい means no, the empty line too."""
    assert yes == is_yes(answer)


@dataclass(frozen=True)
class Thing:
    """Something to be shown as JSON."""

    name: str
    amount: int


@given(st.integers())
def test_large_numbers_are_texts_in_json(number: int) -> None:
    """What a JavaScript reader would round is a string, what it would not stays a number."""
    from daoctl.cli.output import jsonable

    shown = jsonable({"n": number})["n"]

    assert (str(number) if abs(number) > 2**53 - 1 else number) == shown
    assert number == int(json.loads(json.dumps(shown)))


def test_json_has_one_shape() -> None:
    """Wei are strings however small; dataclasses, bytes, tuples and sets have their form."""
    from daoctl.cli.output import Wei, jsonable

    value = {"a": Wei(5), "b": Thing("村", 2**60), "c": b"\x01", "d": (1, None, True), "e": 1.5}

    assert {
        "a": "5",
        "b": {"name": "村", "amount": str(2**60)},
        "c": "0x01",
        "d": [1, None, True],
        "e": 1.5,
    } == jsonable(value)
