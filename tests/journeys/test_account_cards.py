"""An office makes cards for people without a wallet, offline, and loses or doubles none of them."""

from __future__ import annotations

import csv
import functools
import json
import shutil
import stat
from base64 import b32decode
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from daoctl.chain import cards
from daoctl.chain.cards import open_card
from daoctl.charter import sealing
from daoctl.charter.printed import left_over
from daoctl.charter.register import open_register
from daoctl.cli import account_cards
from daoctl.cli.account_cards import CardsOptions, run_cards
from daoctl.cli.options import Shared
from daoctl.errors import RegisterError, UserError
from daoctl.report import card_files
from tests.journeys.process import daoctl

CHARTER = (Path(__file__).parents[2] / "tests" / "journeys" / "villager_scene.py").read_text()
CHARTER = CHARTER.split('CHARTER = """')[1].split('"""')[0]
WORDS = {"DAOCTL_REGISTER_PASSPHRASE": "four quiet words here"}
OWN = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A village's folder before its founding, with a table; no network."""
    (tmp_path / "village.toml").write_text(CHARTER, "utf-8")
    table = (
        f"name,contact,tier,address\n山田ハナ,0258-1,basic,\n髙橋一郎,,basic,{OWN}\n佐藤,,basic,\n"
    )
    (tmp_path / "residents.csv").write_text(table, "utf-8")
    monkeypatch.chdir(tmp_path)
    for name, value in WORDS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "desktop"))
    # Only a process of its own makes cards, and a register, at their full cost.
    monkeypatch.setattr(cards, "new_card", functools.partial(cards.new_card, cost=cards.COSTS[0]))
    monkeypatch.setattr(sealing, "_LOG_N", 4)
    return tmp_path


def make(folder: Path) -> None:
    """`daoctl account cards residents.csv`, in this process."""
    run_cards(CardsOptions(Shared(json=True), Path("residents.csv")))


def rows(folder: Path) -> list[dict[str, str]]:
    """The table as it stands."""
    with (folder / "residents.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def batches(folder: Path) -> list[Path]:
    """The folders of cards, whatever they are called."""
    return sorted((folder / "cards").iterdir()) if (folder / "cards").exists() else []


def known(folder: Path) -> dict[str, str]:
    """Names by address, as the register has them."""
    with open_register(folder, writing=False) as register:
        return {entry.address: entry.name for entry in register}


def test_from_a_table_without_addresses_to_cards_that_open(office: Path, monkeypatch) -> None:
    """The printed code and the printed PIN open the wallet whose address fills the table; the
    register knows who it is, and nobody else's row is touched."""
    done = daoctl("account", "cards", "residents.csv", "--json", cwd=office, **WORDS)
    assert 0 == done.returncode, done.stderr
    said = json.loads(done.stdout)
    document = pypdfium2.PdfDocument(said["cards"])
    letters = pypdfium2.PdfDocument(said["letters"])
    opened = []
    for page, letter in zip(document, letters, strict=True):
        [code] = zxingcpp.read_barcodes(page.render(scale=2).to_pil())
        text = letter.get_textpage().get_text_range()
        digits = [line.strip() for line in text.split() if line.strip().isdigit()]
        pin = "".join(one for one in digits if len(one) == 4)
        # scrypt's N is 2^17, as the format's own field says.
        assert 17 == b32decode(code.text[48:])[0]
        opened.append(open_card(code.text, pin[:16]).address)
    table = rows(office)

    assert [table[0]["address"], table[2]["address"]] == opened
    assert OWN == table[1]["address"]
    assert ["basic"] * 3 == [row["tier"] for row in table]
    monkeypatch.setattr(sealing, "_LOG_N", 17)
    assert {opened[0]: "山田ハナ", opened[1]: "佐藤"} == known(office)


def test_what_is_printed_is_the_owners_alone(office: Path, capsys) -> None:
    """Folders 0700, files 0600, never committed; no key and no PIN outside the sheets."""
    make(office)
    out, err = capsys.readouterr()
    [batch] = batches(office)
    files = [one for one in batch.rglob("*") if one.is_file() and one.name != ".gitignore"]

    assert 0o700 == stat.S_IMODE(batch.stat().st_mode)
    assert {0o600} == {stat.S_IMODE(one.stat().st_mode) for one in files}
    assert "*\n" == (batch / ".gitignore").read_text()
    assert 7 == len(files)
    assert "DAOCARD" not in out + err
    assert "destroy the folder" in err


def test_a_second_run_makes_nothing_and_reminds_of_what_lies_about(office: Path, capsys) -> None:
    """The same command again changes no byte, until the folder is gone says so, and looks into
    the wastebasket too."""
    make(office)
    table, [batch] = (office / "residents.csv").read_bytes(), batches(office)
    capsys.readouterr()
    make(office)
    out, err = capsys.readouterr()

    assert table == (office / "residents.csv").read_bytes()
    assert [batch] == batches(office)
    assert [] == json.loads(out)["made"]
    assert f"still there; destroy them when they are printed: {batch}" in err

    trash = office / "desktop" / "Trash" / "files"
    trash.mkdir(parents=True)
    shutil.move(batch, trash)
    assert [trash / batch.name] == [one.folder for one in left_over(office)]
    shutil.rmtree(trash)
    assert [] == left_over(office)


def test_an_old_table_brings_nobody_a_second_wallet(office: Path) -> None:
    """The office opens the table of last week again: the register fills it in."""
    before = (office / "residents.csv").read_bytes()
    make(office)
    filled = (office / "residents.csv").read_bytes()
    (office / "residents.csv").write_bytes(before)
    make(office)

    assert filled == (office / "residents.csv").read_bytes()
    assert 1 == len(batches(office))


def _stop(*_anything: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("where", "what", "counts"),
    [
        (card_files, "draw_batch", False),
        ("daoctl.charter.register.Register", "save", False),
        (card_files, "finish", True),
        (account_cards, "_fill", True),
    ],
    ids=["drawing", "before it counts", "after it counts", "before the table"],
)
def test_a_run_that_is_stopped_loses_nothing_and_doubles_nothing(
    office: Path, monkeypatch: pytest.MonkeyPatch, where, what: str, counts: bool
) -> None:
    """Wherever it stops: then run again, everybody has one wallet, its card lies there complete,
    and no sheet of another wallet does."""
    with monkeypatch.context() as patch:
        target = f"{where}.{what}" if isinstance(where, str) else f"{where.__name__}.{what}"
        patch.setattr(target, _stop)
        with pytest.raises(KeyboardInterrupt):
            make(office)
    settled = known(office)
    make(office)
    made = {row["address"]: row["name"] for row in rows(office) if row["address"] != OWN}
    [batch] = batches(office)

    assert made == known(office)
    assert ["佐藤", "山田ハナ"] == sorted(made.values())
    assert counts == (settled == made)
    assert sorted(made) == sorted((batch / "addresses.txt").read_text().split())
    assert 4 == len(list((batch / "svg").iterdir()))


def test_a_full_disk_leaves_no_sheet_behind(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was drawn before the disk was full is removed at once, and nothing was promised."""

    def full(*_anything: object, **_more: object) -> None:
        raise UserError("no room")

    table = (office / "residents.csv").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(card_files, "pdf", full)
        with pytest.raises(UserError):
            make(office)

    assert [] == batches(office)
    assert [] == left_over(office)
    assert {} == known(office)
    assert table == (office / "residents.csv").read_bytes()


def test_a_table_that_was_changed_meanwhile_is_not_written_over(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody typed stays; the next run fills in what is known."""
    draw = card_files.draw_batch

    def slowly(*arguments: object) -> None:
        table = office / "residents.csv"
        table.write_text(table.read_text("utf-8").replace("佐藤,,", "佐藤,0258-9,"), "utf-8")
        draw(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(card_files, "draw_batch", slowly)
        with pytest.raises(account_cards.TableError, match="was changed"):
            make(office)
    assert "0258-9" == rows(office)[2]["contact"]
    make(office)

    assert 2 == len(known(office))
    assert all(row["address"] for row in rows(office))


def test_looking_first_makes_nothing(office: Path, capsys) -> None:
    """--dry-run says how many; no file, no register."""
    run_cards(CardsOptions(Shared(json=True), Path("residents.csv"), dry_run=True))
    done = json.loads(capsys.readouterr().out)

    assert (2, 1, []) == (done["lacking"], done["before"], done["made"])
    assert [] == batches(office)
    assert not (office / ".daoctl" / "register").exists()


def test_a_wrong_passphrase_makes_nothing(office: Path, monkeypatch) -> None:
    """The register is opened before anything is drawn."""
    with open_register(office) as register:
        register.put(OWN, {"name": "髙橋一郎"})
    monkeypatch.setenv("DAOCTL_REGISTER_PASSPHRASE", "something else entirely")
    with pytest.raises(RegisterError):
        make(office)

    assert [] == batches(office)
