"""Reading the tables (CSV) that people make in a spreadsheet.

UTF-8 with or without its mark, or Shift-JIS as Excel writes it in Japan; any line ending. Every
wrong cell of the file is named at once, so that a list of two hundred people is mended in one go
and not two hundred.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from daoctl.errors import BadCell, TableError, UserError
from daoctl.units import plain
from daoctl.words import _, ngettext

# What a village's own lists call a column, where the column by our name is missing.
_ALSO = {
    "address": ("アドレス",),
    "name": ("氏名", "名前", "お名前"),
    "quota": ("枚数",),
    "valid_until": ("有効期限",),
}


@dataclass(frozen=True)
class Row:
    """One row: its values by column, and the line of the file it begins at (from 1)."""

    line: int
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def get(self, column: str, default: Any = None) -> Any:
        """The value of an optional column, or `default` where it is missing or empty."""
        return self.values.get(column, default)


def read_table(
    path: str | Path,
    columns: Mapping[str, Callable[[str], Any]],
    *,
    optional: Collection[str] = (),
    unique: Collection[str] = (),
    others: bool = False,
    check: Callable[[Row], Iterable[tuple[str, str]]] | None = None,
) -> list[Row]:
    """The rows of the table, each cell turned by its column's converter.

    `columns` gives a converter for each heading; those in `optional` may be missing or empty
    (their key is then absent from the row). No two rows may share a value of a `unique` column.
    A heading may be in Japanese ("アドレス" for address); others are refused, or kept as text when
    `others` is true. A converter says no by raising ValueError (UserError is one); `check` gives
    what is wrong with a whole row, as columns and problems. Raises TableError with all that is
    wrong.
    """
    file = str(path)
    lines = _records(_text(Path(path)), file)
    heading_line, headings = next(lines, (1, []))
    if not headings:
        raise TableError(
            _("The table {file} is empty.").format(file=file),
            [BadCell(file, 1, "", _("nothing stands here"))],
            hint=_("The first line names the columns: {columns}").format(columns=",".join(columns)),
        )
    headings = _named(headings, columns)
    wrong = _check_headings(file, heading_line, headings, columns, optional, others)
    if wrong:
        raise TableError(
            _("The table {file} does not have the columns it needs.").format(file=file),
            wrong,
            hint=_("The cells must be parted by commas; save it anew as a CSV file.")
            if len(headings) == 1 and re.search("[;\t]", headings[0])
            else _("The first line names the columns: {columns}").format(columns=",".join(columns)),
        )
    rows: list[Row] = []
    hints: dict[str, None] = {}
    seen: dict[str, dict[Any, int]] = {column: {} for column in unique}
    for line, cells in lines:
        values, problems = _convert(file, line, headings, cells, columns, optional, hints)
        for column, earlier in seen.items():
            if column in values:
                first = earlier.setdefault(values[column], line)
                if first != line:
                    text = _("`{value}` is already in line {line}.")
                    text = text.format(value=values[column], line=first)
                    problems.append(BadCell(file, line, column, text))
        row = Row(line, values)
        if check is not None:
            problems.extend(BadCell(file, line, column, text) for column, text in check(row))
        wrong.extend(problems)
        rows.append(row)
    if wrong:
        count = len({cell.line for cell in wrong})
        raise TableError(
            ngettext(
                "{count} row of {file} cannot be used; nothing was done.",
                "{count} rows of {file} cannot be used; nothing was done.",
                count,
            ).format(count=count, file=file),
            wrong,
            hint="\n".join(
                [_("Mend the rows named above and run the same command again."), *hints]
            ),
        )
    return rows


def fill_column(raw: bytes, column: str, values: Mapping[int, str], file: str) -> bytes:
    """The table with `column` filled in the rows that begin at these lines, and everything else as
    it was: other columns, their order, the mark of UTF-8, the kind of line end. A column that is
    not there is added as the last one. Raises TableError as `read_table` does. Pure."""
    text = _decoded(raw, file)
    lines = list(_records(text, file))
    (heading_line, headings), rows = lines[0], lines[1:]
    names = _named(headings, [column])
    place = names.index(column) if column in names else len(names)
    made = io.StringIO(newline="")
    ends = "\r\n" if "\r\n" in text else "\n"
    writer = csv.writer(made, lineterminator=ends)
    for line, cells in [(heading_line, headings), *rows]:
        filled = column if line == heading_line and column not in names else values.get(line)
        if filled is not None:
            cells = [*cells, *[""] * (place + 1 - len(cells))]
            cells[place] = filled
        writer.writerow(cells)
    mark = b"\xef\xbb\xbf" if raw.startswith(b"\xef\xbb\xbf") else b""
    return mark + made.getvalue().encode("cp932" if _shift_jis(raw) else "utf-8")


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise TableError(
            _("The table {file} cannot be read.").format(file=path), cause=error.strerror
        ) from None
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise TableError(
            _("{file} is a spreadsheet's own file, not a table in CSV.").format(file=path),
            hint=_('In Excel: File, Save As, and as the type "CSV UTF-8 (Comma delimited)".'),
        )
    return _decoded(raw, str(path))


def _decoded(raw: bytes, file: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if (text := _shift_jis(raw)) is not None:
            return text
        line = raw.count(b"\n", 0, error.start) + 1
        raise TableError(
            _("The letters of the table {file} cannot be read.").format(file=file),
            [BadCell(file, line, "", _("this is neither UTF-8 nor Shift-JIS"))],
            hint=_('In Excel: File, Save As, and as the type "CSV UTF-8 (Comma delimited)".'),
        ) from None


def _shift_jis(raw: bytes) -> str | None:
    """The text, if it is no UTF-8 but Shift-JIS as Excel in Japan saves a "CSV".

    What could as well be EUC-JP is not guessed at: a name that was read wrongly would go into the
    register, and its certificate could never be verified.
    """
    if _reads(raw, "utf-8") or _reads(raw, "euc_jp") or not _reads(raw, "cp932"):
        return None
    text = raw.decode("cp932")
    # Control letters (but tabs and line ends) and what Windows makes of undefined bytes stand in
    # no table: it is some other file.
    return None if re.search(r"[\x00-\x08\x0e-\x1f\x80\xa0\uf8f0-\uf8f3]", text) else text


def _reads(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _records(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line it begins at."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableError(
                _("The table {file} cannot be read.").format(file=file),
                [BadCell(file, line, "", str(error))],
                hint=_("A quotation mark may be missing in that line."),
            ) from None
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def _named(headings: Iterable[str], columns: Collection[str]) -> list[str]:
    """The headings as columns: in our letters, and by our name where they are in Japanese."""
    names = [plain(name).lower() for name in headings]
    for column in columns:
        known = [name for name in _ALSO.get(column, ()) if name in names]
        if column not in names and known:
            names[names.index(known[0])] = column
    return names


def _check_headings(
    file: str,
    line: int,
    headings: list[str],
    columns: Mapping[str, Any],
    optional: Collection[str],
    others: bool,
) -> list[BadCell]:
    wrong = []
    for column in columns:
        if column not in headings and column not in optional:
            wrong.append(BadCell(file, line, column, _("the column is missing")))
    for place, name in enumerate(headings):
        if name in headings[:place] and name:
            wrong.append(BadCell(file, line, name, _("the column is there twice")))
        elif name not in columns and name and not others:
            wrong.append(BadCell(file, line, name, _("the column is unknown")))
    return wrong


def _convert(
    file: str,
    line: int,
    headings: list[str],
    cells: list[str],
    columns: Mapping[str, Callable[[str], Any]],
    optional: Collection[str],
    hints: dict[str, None],
) -> tuple[dict[str, Any], list[BadCell]]:
    """The row's values and what is wrong with them; `hints` gets what mends it, each only once
    for the whole table."""
    values: dict[str, Any] = {}
    wrong: list[BadCell] = []
    if any(cell.strip() for cell in cells[len(headings) :]):
        wrong.append(BadCell(file, line, "", _("the row has more cells than there are columns")))
    for name, cell in zip(headings, [*cells, *[""] * len(headings)], strict=False):
        text = cell.strip()
        if name not in columns:
            if name:
                values[name] = text
            continue
        if not text:
            if name not in optional:
                wrong.append(BadCell(file, line, name, _("the cell is empty")))
            continue
        try:
            values[name] = columns[name](text)
        except UserError as error:
            wrong.append(BadCell(file, line, name, error.message))
            if error.hint:
                hints[error.hint] = None
        except ValueError:
            problem = _("`{text}` cannot be read").format(text=text)
            wrong.append(BadCell(file, line, name, problem))
    return values, wrong
