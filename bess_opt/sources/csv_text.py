"""CSV files: fields are counted on every line before any is read.

We read with Python's own csv module and keep text. The alternative, ``pandas.read_csv``, shifts
columns silently when each row has one field more than the header, reads short rows as missing
values and the zone code ``NA`` as none, and renames doubled columns. We would change if reading
text became the slow part; 35,040 rows of 10 columns take a tenth of a second.
"""

from __future__ import annotations

import csv
import io
import re

from bess_opt.errors import Fault, Place
from bess_opt.sources.files import DataFile
from bess_opt.sources.table import MOST_ROWS, Table, broken, several

_NUMBER = re.compile(r"[-+]?[\d.,]+(e[-+]?\d+)?", re.IGNORECASE)
_SAID = re.compile(r"#\s*(zone|stamps)\s*:\s*(.+)", re.IGNORECASE)
_OTHERS = {";": "';'", "\t": "a tab ('\\t')", "|": "'|'"}


def read_csv(file: DataFile, delimiter: str = ",") -> Table:
    """The table in a CSV file, as text.

    Comment lines (``#``) above the header and empty lines are passed over. A fault of the file as
    a whole (encoding, NUL bytes, delimiter, ragged rows) stands in ``Table.faults``.
    """
    text = _decode(file)
    if isinstance(text, Fault):
        return broken(file.name, text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rows: list[list[str]] = []
    said: dict[str, str] = {}
    at: list[int] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begun = 0
    try:
        for fields in reader:
            line, begun = begun + 1, reader.line_num
            if not fields or (len(fields) == 1 and not fields[0].strip()):
                continue
            if not rows and fields[0].lstrip().startswith("#"):
                said |= said_above(",".join(fields))
                continue
            rows.append(fields)
            at.append(line)
            if len(rows) > MOST_ROWS:
                return broken(file.name, _too_long(file.name))
    except csv.Error as reason:
        return broken(
            file.name,
            Fault(
                "E-TS-003",
                f"the line cannot be split into fields ({reason})",
                "fields with balanced quotation marks",
                "",
                Place(file.name, reader.line_num),
            ),
        )
    if not rows:
        return broken(file.name, _empty(file.name))
    head = [name.strip() for name in rows[0]]
    faults = _shape_faults(file.name, head, rows, at, delimiter)
    if faults:
        return Table(file.name, (), (), lambda _r, _c: Place(file.name), faults=tuple(faults))
    if len(rows) == 1:
        return broken(file.name, _empty(file.name))
    columns = tuple(zip(*rows[1:], strict=True))

    def place(row: int, column: int) -> Place:
        line = at[row + 1]
        return Place(file.name, line, _column(lines[line - 1], delimiter, column))

    return Table(
        file.name,
        tuple(head),
        columns,
        place,
        file.sha256,
        zone=said.get("zone"),
        stamps=said.get("stamps"),
    )


def said_above(comment: str) -> dict[str, str]:
    """Zone or stamps that a comment above the header states, such as ``# zone: Asia/Karachi``."""
    match = _SAID.fullmatch(comment.strip())
    return {} if match is None else {match[1].lower(): match[2].strip()}


def _decode(file: DataFile) -> str | Fault:
    content = file.content
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return Fault(
            "E-FI-014",
            "the file is UTF-16, not UTF-8",
            "UTF-8",
            "save it as 'CSV UTF-8'",
            Place(file.name, 1),
        )
    nul = content.find(b"\0")
    if nul >= 0:
        line = content.count(b"\n", 0, nul) + 1
        return Fault(
            "E-FI-007",
            f"the file holds a NUL byte at position {nul}",
            "text",
            "a copy may have been interrupted, or the file is no CSV; export it again",
            Place(file.name, line),
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        line = content.count(b"\n", 0, reason.start) + 1
        return Fault(
            "E-FI-014",
            f"byte 0x{content[reason.start]:02x} at position {reason.start} is not UTF-8",
            "UTF-8",
            "save the file as UTF-8; it may be Latin-1 or Windows-1252",
            Place(file.name, line),
        )


def _shape_faults(
    file: str, head: list[str], rows: list[list[str]], at: list[int], delimiter: str
) -> list[Fault]:
    if len(head) == 1:
        other = next((mark for mark in _OTHERS if mark in head[0] and mark != delimiter), None)
        if other is None and delimiter != "," and "," in head[0]:
            other = ","
        if other is not None:
            shown = _OTHERS.get(other, "','")
            written = "\\t" if other == "\t" else other
            return [
                Fault(
                    "E-FI-006",
                    f"the header is one field and holds {shown}",
                    f"fields separated by {delimiter!r}",
                    f'if {shown} separates them, set delimiter: "{written}" on the series, '
                    "and decimal where it is a comma",
                    Place(file, at[0]),
                )
            ]
    width = len(head)
    ragged = [
        Fault(
            "E-TS-003",
            f"the line has {_fields(len(fields))}, the header has {width}",
            f"{_fields(width)} on every line",
            _why_ragged(rows, width, delimiter),
            Place(file, line),
        )
        for fields, line in zip(rows[1:], at[1:], strict=True)
        if len(fields) != width
    ]
    if ragged:
        return several(ragged, "lines")
    if any(name and _NUMBER.fullmatch(name) for name in head):
        number = next(name for name in head if name and _NUMBER.fullmatch(name))
        return [
            Fault(
                "E-TS-035",
                f"the first line holds the number {number}, not names of columns",
                "a header",
                "write the names of the columns on the first line",
                Place(file, at[0]),
            )
        ]
    return []


def _why_ragged(rows: list[list[str]], width: int, delimiter: str) -> str:
    body = rows[1:]
    if all(len(fields) == width + 1 for fields in body):
        if all(not fields[-1].strip() for fields in body):
            return f"every line ends in '{delimiter}'; end the header so, or delete it on the lines"
        return "every line has one field more; name the extra column in the header"
    if delimiter == "," and all(len(fields) > width for fields in body):
        return "a decimal comma needs another delimiter"
    return "a value may be missing, or one holds the delimiter and needs quotation marks"


def _fields(count: int) -> str:
    return "1 field" if count == 1 else f"{count} fields"


def _empty(file: str) -> Fault:
    return Fault("E-TS-034", "the file has no rows of data", "a header and rows", "", Place(file))


def _too_long(file: str) -> Fault:
    return Fault(
        "E-FI-005",
        f"the file has more than {MOST_ROWS:,} rows",
        f"at most {MOST_ROWS:,}",
        "keep the years that are needed",
        Place(file),
    )


def _column(line: str, delimiter: str, field: int) -> int:
    """Position (from 1) of the first character of a field on its line."""
    seen, quoted = 0, False
    for i, mark in enumerate(line):
        if seen == field:
            return i + 1
        if mark == '"':
            quoted = not quoted
        elif mark == delimiter and not quoted:
            seen += 1
    return len(line) + 1
