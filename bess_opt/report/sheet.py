"""How a table becomes cells: formats, an Excel table with units in its head, sums as formulas."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime
from textwrap import wrap
from typing import Any

from bess_opt.report.content import Cell, Column, Table
from bess_opt.report.numbers import is_number
from bess_opt.report.sheet_patterns import figures_pattern, own_pattern, pattern

INK, SOFT, LINE, HEAD = "#1B1B1B", "#4D4D4D", "#8A8A8A", "#E8E8E2"
INPUT_INK, INPUT_GROUND = "#0000C0", "#FFFBE6"
FONT = {"font_name": "Calibri", "font_size": 11}
STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "subtitle": {"font_color": SOFT},
    "soft": {"font_color": SOFT, "font_size": 10},
    "lead": {"bold": True, "font_size": 13},
    "strong": {"bold": True},
    "body": {},
    "words": {"indent": 1},
    "head": {"bold": True, "bg_color": HEAD, "bottom": 1, "text_wrap": True, "valign": "bottom"},
    "figures": {
        "bold": True,
        "bg_color": HEAD,
        "bottom": 1,
        "text_wrap": True,
        "align": "right",
        "valign": "bottom",
    },
    "total": {"bold": True, "top": 1},
    "input": {"font_color": INPUT_INK, "bg_color": INPUT_GROUND},
}
NARROW, WIDE, WIDEST = 13.0, 30.0, 60.0
# A total is written as a formula only where it is the sum of what stands above it.
SUM_FRAC = 1e-9
LINE_WORDS = 120
LINE_POINTS = 15.0
STAMP = "yyyy-mm-dd hh:mm"
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")


@dataclass(frozen=True)
class Place:
    """Where a table lies: first and last row of its data, its columns, the first row after it."""

    sheet: str
    first: int
    last: int
    titles: tuple[str, ...]
    after: int

    def column(self, number: int) -> str:
        """The data of a column as an absolute range, without the sheet."""
        letter = letter_of(number)
        return f"${letter}${self.first + 1}:${letter}${self.last + 1}"


def letter_of(number: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(number))


class Pen:
    """Writes into one workbook, and remembers where it wrote which table."""

    def __init__(self, book: Any, *, footer: str) -> None:
        self.book, self.footer = book, footer
        self.places: dict[str, Place] = {}
        self._formats: dict[tuple[str, str], Any] = {}
        self._widths: dict[str, dict[int, float]] = {}
        self._tables = 0

    def sheet(self, name: str, widths: tuple[float, ...] = ()) -> Any:
        """A new sheet, with a name that Excel allows."""
        taken = {s.get_name().lower() for s in self.book.worksheets()}
        stem = _NOT_IN_NAMES.sub(" ", name)[:31].strip() or "Sheet"
        own, k = stem, 2
        while own.lower() in taken:
            own, k = f"{stem[:27]} ({k})", k + 1
        sheet = self.book.add_worksheet(own)
        self._widths[own] = dict(enumerate(widths))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{self.footer.replace('&', '&&')}&RPage &P of &N")
        return sheet

    def title(self, sheet: Any, title: str, subtitle: str) -> int:
        """Head of a sheet; the first row below it."""
        self.words(sheet, 0, title, "title")
        self.words(sheet, 1, subtitle, "subtitle")
        return 3

    def words(self, sheet: Any, row: int, text: str, style: str) -> int:
        """Words in lines that run over the columns to their right; the first row below them."""
        lines = wrap(text, LINE_WORDS) or [""]
        for k, line in enumerate(lines):
            sheet.write_string(row + k, 0, line, self.format(style))
        return row + len(lines)

    def text(self, sheet: Any, row: int, column: int, text: str, style: str) -> None:
        """Words in a cell."""
        sheet.write_string(row, column, text, self.format(style))

    def number(self, sheet: Any, row: int, column: int, value: float, digits: int) -> None:
        """A number in a cell."""
        sheet.write_number(row, column, value, self.format("body", pattern(digits)))

    def formula(
        self,
        sheet: Any,
        row: int,
        column: int,
        formula: str,
        value: float | str,
        digits: int,
        *,
        is_total: bool = False,
    ) -> None:
        """A formula with the value that the program found."""
        style = self.format("total" if is_total else "body", pattern(digits))
        sheet.write_formula(row, column, formula, style, value)

    def letter(self, number: int) -> str:
        """The letters of a column."""
        return letter_of(number)

    def widen(self, sheet: Any, column: int, width: float) -> None:
        """A column at least so wide."""
        own = self._widths[sheet.get_name()]
        if width > own.get(column, 0.0):
            own[column] = width
            sheet.set_column(column, column, width)

    def found(self, title: str) -> tuple[str, Place] | None:
        """The last table that has a column of this title, and the sheet it is on."""
        own = [(p.sheet, p) for p in self.places.values() if title in p.titles]
        return own[-1] if own else None

    def format(self, style: str, number: str = "") -> Any:
        """A format, made once."""
        key = (style, number)
        if key not in self._formats:
            own = FONT | STYLES[style] | ({"num_format": number} if number else {})
            self._formats[key] = self.book.add_format(own)
        return self._formats[key]

    def table(
        self,
        sheet: Any,
        row: int,
        table: Table,
        *,
        is_input: bool = False,
        has_caption: bool = True,
    ) -> Place:
        """Write a table from ``row`` on; rows from its first sum on stand below the Excel table."""
        if has_caption:
            row = self.words(sheet, row, table.title, "strong")
        titles = headers(table.columns)
        first = row + 1
        body = table.rows[: min(table.total, default=len(table.rows))]
        last = first + max(1, len(body)) - 1
        self._tables += 1
        heads = ["figures" if c.is_number else "head" for c in table.columns]
        sheet.add_table(
            row, 0, last, len(titles) - 1,
            {
                "name": f"table_{self._tables}",
                "style": "Table Style Light 1",
                "autofilter": len(body) > 1,
                "columns": [
                    {"header": t, "header_format": self.format(style)}
                    for t, style in zip(titles, heads, strict=True)
                ],
            },
        )  # fmt: skip
        formats = self._column_formats(table, is_input=is_input)
        style = "input" if is_input else "body"
        for k, own in enumerate(body):
            for column, value in enumerate(own):
                form = formats[column]
                if table.columns[column].significant:
                    digits = table.columns[column].digits
                    form = self.format(style, figures_pattern(value, digits, is_short=is_input))
                _write(sheet, first + k, column, value, form)
        end = self._totals(sheet, table, first, first + len(body))
        if table.note:
            end = self.words(sheet, end, table.note, "soft")
        self._widen(sheet, table, titles)
        widths = self._widths[sheet.get_name()]
        lines = max(math.ceil(1.15 * len(t) / widths[k]) for k, t in enumerate(titles))
        sheet.set_row(row, LINE_POINTS * max(1, lines))
        place = Place(sheet.get_name(), first, last, tuple(titles), end + 1)
        self.places[place.sheet if not has_caption else f"{place.sheet} {self._tables}"] = place
        return place

    def _totals(self, sheet: Any, table: Table, first: int, row: int) -> int:
        """Rows from the first sum on: a formula where a sum is one, a value where it is not."""
        start = min(table.total, default=len(table.rows))
        body = table.rows[:start]
        for k, own in enumerate(table.rows[start:], start=start):
            is_total = k in table.total
            for column, value in enumerate(own):
                style = self.format(
                    "total" if is_total else "body", own_pattern(table, column, value)
                )
                above = [r[column] for r in body]
                if is_total and is_sum(value, above):
                    letter = letter_of(column)
                    formula = f"=SUM({letter}{first + 1}:{letter}{first + len(body)})"
                    sheet.write_formula(row, column, formula, style, value)
                else:
                    _write(sheet, row, column, value, style)
            row += 1
        return row

    def _column_formats(self, table: Table, *, is_input: bool) -> list[Any]:
        formats = []
        for k, column in enumerate(table.columns):
            style = "input" if is_input and column.is_number else "body"
            if k and not column.is_number:
                style = "words"
            is_stamp = bool(table.rows) and isinstance(table.rows[0][k], datetime)
            number = STAMP if is_stamp else own_pattern(table, k, None)
            formats.append(self.format(style, number))
        return formats

    def _widen(self, sheet: Any, table: Table, titles: list[str]) -> None:
        """Columns wide enough for what they hold, within reason, over all tables of a sheet."""
        own = self._widths[sheet.get_name()]
        for k, column in enumerate(table.columns):
            longest = max((len(_shown(row[k])) for row in table.rows[:400]), default=0)
            least = NARROW if column.is_number else min(WIDEST, 1.05 * longest + 2.0)
            width = max(own.get(k, 0.0), least, min(WIDE, 0.55 * len(titles[k]) + 4.0))
            if width != own.get(k):
                own[k] = width
                sheet.set_column(k, k, width)


def _shown(value: Cell) -> str:
    return "0000-00-00 00:00" if isinstance(value, datetime) else str(value or "")


def headers(columns: tuple[Column, ...]) -> list[str]:
    """Titles with units, each one once, as an Excel table demands."""
    found: list[str] = []
    for column in columns:
        title = f"{column.title} [{column.unit}]" if column.unit else column.title or "Figure"
        own, k = title, 2
        while own.lower() in (t.lower() for t in found):
            own, k = f"{title} ({k})", k + 1
        found.append(own)
    return found


def is_sum(value: Cell, above: list[Cell]) -> bool:
    """Whether a number is the sum of what stands above it."""
    numbers = [float(v) for v in above if isinstance(v, int | float) and is_number(v)]
    if not numbers or not isinstance(value, int | float) or not is_number(value):
        return False
    size = math.fsum(abs(v) for v in numbers)
    return abs(math.fsum(numbers) - float(value)) <= SUM_FRAC * max(size, 1e-12)


def _write(sheet: Any, row: int, column: int, value: Cell, style: Any) -> None:
    """A cell by its type; a string is never a formula, a link or a number."""
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value, style)
    elif isinstance(value, int | float) and is_number(value):
        sheet.write_number(row, column, float(value), style)
    else:
        sheet.write_string(row, column, str(value), style)
