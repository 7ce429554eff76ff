"""Who of a table needs a wallet is told without giving anybody two, and the table stays as it was
but for the addresses."""

from __future__ import annotations

from pathlib import Path

import pytest

from daoctl.charter.register import Entry
from daoctl.errors import TableError
from daoctl.report.lettering import check_letters
from daoctl.tables import fill_column
from daoctl.villager.cardholders import Person, Sorted, read_people, sort_people

ONE = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
TWO = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
TABLE = Path("residents.csv")


def person(line: int, name: str, address: str = "", **more: str) -> Person:
    """A row."""
    return Person(line, name, address, {"name": name, **more})


def entry(address: str, **personal: str) -> Entry:
    """Somebody in the register."""
    return Entry(address, bytes(32), personal)


def read(folder: Path, *rows: str) -> list[Person]:
    """The people of a table of these rows."""
    file = folder / "residents.csv"
    file.write_text("\n".join(rows) + "\n", "utf-8")
    return read_people(file, check_letters, {TWO: "treasury"})[0]


def test_all_mistakes_of_a_table_are_named_at_once(tmp_path: Path) -> None:
    """With file, line and column: a letter that cannot be printed, an address with a slip, the
    village's own contract, the zero address, a repeated address, a missing and a long name."""
    rows = [
        "name,address",
        "𠮷野,",
        f"佐藤,{ONE[:-1]}a",
        f"鈴木,{TWO}",
        "高橋,0x" + "0" * 40,
        f"田中,{ONE}",
        f"伊藤,{ONE}",
        f",{ONE}",
        "あ" * 61 + ",",
    ]
    with pytest.raises(TableError) as caught:
        read(tmp_path, *rows)

    wrong = [(cell.line, cell.column) for cell in caught.value.rows]
    assert {
        (2, "name"), (3, "address"), (4, "address"), (5, "address"), (7, "address"),
        (8, "address"), (8, "name"), (9, "name"),
    } == set(wrong)  # fmt: skip
    assert "U+20BB7" in caught.value.rows[0].problem
    assert all(cell.file.endswith("residents.csv") for cell in caught.value.rows)


def test_a_table_without_names_makes_no_cards(tmp_path: Path) -> None:
    """A card without a name would be handed to nobody."""
    with pytest.raises(TableError) as caught:
        read(tmp_path, "contact", "0258")

    assert ["name"] == [cell.column for cell in caught.value.rows]


def test_the_same_person_twice_is_refused(tmp_path: Path) -> None:
    """However the name is spaced; a further column tells two of one name apart."""
    with pytest.raises(TableError, match="twice") as caught:
        read(tmp_path, "name,born", "田中 一郎,1950", "田中　一郎,1950")

    assert [3] == [cell.line for cell in caught.value.rows]
    assert 2 == len(read(tmp_path, "name,born", "田中一郎,1950", "田中一郎,1981"))


def test_tier_and_validity_are_not_personal(tmp_path: Path) -> None:
    """The columns that `certificate issue` reads do not go into the register."""
    [one] = read(tmp_path, "name,tier,valid_for,contact", "田中,basic,30 days,0258")

    assert {"name": "田中", "contact": "0258"} == one.personal


def test_an_address_in_the_table_is_left_alone_and_its_holder_gets_no_card() -> None:
    """Those who have one, those who lack one."""
    has, lacks = person(2, "佐藤", ONE), person(3, "鈴木")

    assert Sorted((has,), {}, (lacks,)) == sort_people(TABLE, [has, lacks], [])


@pytest.mark.parametrize(
    "row",
    [
        person(2, "田中 一郎", contact="0258"),
        person(2, "田中一郎"),
        person(2, "田中一郎", contact="０２５８", born="1950"),
    ],
)
def test_somebody_of_the_register_keeps_the_wallet(row: Person) -> None:
    """A table from before the cards brings nobody a second wallet: nothing that both know
    differs."""
    found = sort_people(TABLE, [row], [entry(ONE, name="田中一郎", contact="0258")])

    assert {2: ONE} == found.known
    assert () == found.lacking


def test_a_namesake_with_other_details_is_asked_about() -> None:
    """A new telephone, or another person: daoctl does not guess."""
    with pytest.raises(TableError, match="not clear") as caught:
        sort_people(
            TABLE,
            [person(4, "田中一郎", contact="0300")],
            [entry(ONE, name="田中一郎", contact="0258")],
        )

    [cell] = caught.value.rows
    assert (4, "address") == (cell.line, cell.column)
    assert ONE in cell.problem


def test_one_wallet_of_the_register_is_not_given_to_two() -> None:
    """Two rows that could both be the same entry are asked about."""
    rows = [person(2, "田中", born="1950"), person(3, "田中", born="1981")]
    with pytest.raises(TableError) as caught:
        sort_people(TABLE, rows, [entry(ONE, name="田中")])

    assert [3] == [cell.line for cell in caught.value.rows]


def test_a_namesake_who_stands_in_the_table_is_somebody_else() -> None:
    """Father and son: the father's row has the register's address, so the son lacks one."""
    father, son = person(2, "田中一郎", ONE, born="1950"), person(3, "田中一郎", born="1981")
    found = sort_people(TABLE, [father, son], [entry(ONE, name="田中一郎")])

    assert (son,) == found.lacking


def test_filling_leaves_the_rest_of_the_table_as_it_was() -> None:
    """The mark of UTF-8, Windows line ends, quoted cells, other columns and short rows."""
    raw = '\ufeff氏,name,address\r\n"a,b",佐藤,\r\n\r\nc,鈴木\r\nd,田中,x\r\n'.encode()
    filled = fill_column(raw, "address", {2: ONE, 4: TWO}, "t")

    expected = f'\ufeff氏,name,address\r\n"a,b",佐藤,{ONE}\r\nc,鈴木,{TWO}\r\nd,田中,x\r\n'
    assert expected.encode() == filled


def test_a_missing_column_is_added_at_the_end() -> None:
    """Rows without an address get an empty cell where a reader expects one."""
    filled = fill_column(b"name\na\nb\n", "address", {3: ONE}, "t").decode()

    assert f"name,address\na\nb,{ONE}\n" == filled


def test_a_table_from_a_japanese_excel_stays_one() -> None:
    """Shift-JIS in, Shift-JIS out: the spreadsheet that wrote it opens it again."""
    raw = "name,address\r\n髙橋一郎,\r\n".encode("cp932")

    assert f"name,address\r\n髙橋一郎,{ONE}\r\n" == fill_column(
        raw, "address", {2: ONE}, "t"
    ).decode("cp932")
