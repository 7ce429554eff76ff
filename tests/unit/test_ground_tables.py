"""A table is read as spreadsheets write it, and all that is wrong with it is said at once."""

import pytest

from daoctl.errors import TableError
from daoctl.tables import fill_column, read_table
from daoctl.times import parse_time
from daoctl.units import checksum

ONE, TWO = "0x" + "1" * 40, "0x" + "2" * 40
COLUMNS = {"address": checksum, "quota": int, "note": str}


@pytest.fixture
def table(tmp_path):
    """Writes a table and gives its path."""

    def write(text: str | bytes) -> str:
        path = tmp_path / "t.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_marks_and_line_ends_do_not_matter(table, mark, end):
    """With or without a byte order mark, and whatever ends a line, the rows are the same."""
    path = table(f"{mark}Address,QUOTA,note{end}{ONE},3,橋{end}{end}{TWO}, 4 ,{end}")
    rows = read_table(path, COLUMNS, optional=["note"])

    assert [{"address": ONE, "quota": 3, "note": "橋"}, {"address": TWO, "quota": 4}] == [
        dict(row.values) for row in rows
    ]
    assert "x" == rows[1].get("note", "x")


def test_a_row_knows_the_line_it_begins_at(table):
    """Quoted cells over several lines do not confuse the counting."""
    rows = read_table(
        table(f'address,note\n{ONE},"a\nb"\n\n{TWO},c\n'), COLUMNS, optional=["quota"]
    )

    assert [2, 5] == [row.line for row in rows]


def test_every_wrong_cell_is_named_at_once(table):
    """File, line, column and problem of each; nothing is read from a table that is partly wrong."""
    path = table(f"address,quota\n0x12,1\n{ONE},many\n{ONE},\n{TWO},1,extra\n")
    with pytest.raises(TableError) as caught:
        read_table(path, COLUMNS, optional=["note"], unique=["address"])

    found = [(row.line, row.column) for row in caught.value.rows]
    assert [(2, "address"), (3, "quota"), (4, "quota"), (4, "address"), (5, "")] == found
    assert "`0x12` is not an address." == caught.value.rows[0].problem
    assert f"{path}:2: address: `0x12` is not an address." in caught.value.cause


def test_how_a_wrong_cell_is_mended_is_said_once(table):
    """Not for each of two hundred rows; what to do then stands before it."""
    path = table("address,opens\n0x12,x\n0x13,y\n")
    with pytest.raises(TableError) as caught:
        read_table(path, {"address": checksum, "opens": parse_time})

    assert [
        "Mend the rows named above and run the same command again.",
        "An address is 0x and 40 letters or digits (0-9, a-f).",
        "Write date, time and zone, such as: 2026-04-01T12:00:00+09:00",
    ] == caught.value.hint.splitlines()


def test_missing_unknown_and_doubled_columns_are_named(table):
    """A heading with a typing error is not taken for a private column."""
    with pytest.raises(TableError) as caught:
        read_table(table("adress,quota,quota\nx,1,2\n"), COLUMNS, optional=["note"])

    assert {
        ("address", "the column is missing"),
        ("adress", "the column is unknown"),
        ("quota", "the column is there twice"),
    } == {(row.column, row.problem) for row in caught.value.rows}


def test_other_columns_are_kept_when_asked_for(table):
    """Personal columns reach the caller as text, for the register."""
    rows = read_table(
        table(f"address,名前\n{ONE}, 山田 花子 \n"), {"address": checksum}, others=True
    )

    assert "山田 花子" == rows[0]["名前"]


@pytest.mark.parametrize(
    ("content", "line"),
    [("address\n山\n".encode("euc_jp"), 2), (b'address\n"open\n', 2), (b"", 1)],
)
def test_what_is_no_table_is_told_with_its_line(table, content, line):
    """An encoding that is not known, an open quotation mark and an empty file are refused in words."""
    with pytest.raises(TableError) as caught:
        read_table(table(content), {"address": str})

    assert line == caught.value.rows[0].line


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_shift_jis_is_read_as_excel_writes_it(table, end):
    """What a Japanese Excel saves as "CSV" needs no second saving: NEC's and IBM's letters, and
    half-width kana beside others, come out as they were typed."""
    written = f"address,氏名{end}{ONE},髙﨑 花子～①ﾊﾅ{end}"
    rows = read_table(table(written.encode("cp932")), {"address": checksum}, others=True)

    assert "髙﨑 花子～①ﾊﾅ" == rows[0]["氏名"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("address,氏名\n".encode("utf-16"), "neither UTF-8 nor Shift-JIS"),
        ("address,氏名\n".encode("euc_jp"), "neither UTF-8 nor Shift-JIS"),
        (b"address\n\xb1\xb2\n", "neither UTF-8 nor Shift-JIS"),  # kana, or a kanji of EUC-JP
        (b"address\n\xff\xfe\n", "neither UTF-8 nor Shift-JIS"),
        (b"PK\x03\x04\x00\xff", "a spreadsheet's own file"),
        (f"address;note\n{ONE};a\n".encode(), "parted by commas"),
        (f"address\tnote\n{ONE}\ta\n".encode(), "parted by commas"),
    ],
)
def test_another_kind_of_file_says_how_to_save_it(table, content, words):
    """Letters are never guessed: a misread name could not be verified later."""
    with pytest.raises(TableError) as caught:
        read_table(table(content), {"address": str}, others=True)

    assert words in f"{caught.value.message}{caught.value.cause}{caught.value.hint}"
    assert caught.value.hint


def test_a_file_that_is_not_there_is_told(tmp_path):
    """A missing file is the user's to mend."""
    with pytest.raises(TableError, match="cannot be read"):
        read_table(tmp_path / "none.csv", COLUMNS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_filled_table_keeps_its_letters(encoding):
    """A table from Excel goes back to Excel as it came."""
    raw = "氏名,address\r\n山田,\r\n".encode(encoding)

    assert f"氏名,address\r\n山田,{ONE}\r\n".encode(encoding) == fill_column(
        raw, "address", {2: ONE}, "t.csv"
    )


def test_a_village_may_name_its_columns_in_its_own_language(table):
    """アドレス is the address and 枚数 the quota, read and filled in; where the column by our name
    stands too, the other is like any other column, and a column not asked for keeps its name."""
    read = read_table(
        table(f"氏名,アドレス,枚数\n山田,{ONE},3\n"), COLUMNS, optional=["note"], others=True
    )
    both = f"address,アドレス,quota\n{ONE},星野村,1\n"
    beside = read_table(table(both), COLUMNS, optional=["note"], others=True)
    filled = fill_column("氏名,アドレス\n山田,\n".encode(), "address", {2: ONE}, "t.csv")

    assert {"氏名": "山田", "address": ONE, "quota": 3} == dict(read[0].values)
    assert {"address": ONE, "アドレス": "星野村", "quota": 1} == dict(beside[0].values)
    assert f"氏名,アドレス\n山田,{ONE}\n".encode() == filled
