"""Series against what they are used for, one line each; and the list of faults 53 to 80.

Each row gives a year of one series by a formula over the hour ``h`` of the day and the hour ``t`` of
the year, its unit, and the component that uses it.
"""

# ruff: noqa: E501  (a fault is one line, however long)

from __future__ import annotations

import struct
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter

from bess_opt.case import read_case
from bess_opt.catalogue import CATALOGUE
from bess_opt.errors import Fault
from bess_opt.sources import load_series

HOUR = np.arange(30 * 24) % 24
YEAR = np.arange(30 * 24)
SUN = np.clip(np.sin((HOUR - 6 + 0.5) / 12 * np.pi), 0, None)
LOAD = 100 + 30 * np.sin(HOUR / 4) + 5 * np.cos(YEAR / 7)
PV = "pv: {kind: solar, p_rated_mw: 50, available_frac: data}"
WIND = "farm: {kind: wind, p_rated_mw: 50, available_frac: data}"
TOWN = "town: {kind: load, demand_mw: data}"
PRICE = "energy: {kind: energy_price, assets: [plant], price_per_mwh: data}"

# fmt: off
ROWS = [
    ("64 negative load", LOAD - 75, "MW", TOWN, "E-TS-025", "town.demand_mw, series 'data': ", "Is it net of local generation?"),
    ("65 sign of a load", -LOAD, "MW", TOWN, "E-TS-025", "below 0", "set scale: -1"),
    ("65 sign of the sun", -SUN * 0.7, "1", PV, "E-TS-025", "below 0", "set scale: -1"),
    ("67 sun in percent", SUN * 70, "1", PV, "E-TS-027", "values above 1 (most ", 'Set unit: "%"'),
    ("67 sun just above one", SUN * 1.05, "1", PV, "E-TS-027", "above 1", "at most 1"),
    ("67 sun by night", np.roll(SUN, 10) * 0.7, "1", PV, "W-TS-027", "falls between 22:00 and 03:00", "Set zone"),
    ("67 sun too strong", np.minimum(1, SUN * 4), "1", PV, "W-TS-027", "the capacity factor is 0.4", "0.08 to 0.4 for solar (assumption)"),
    ("67 sun too weak", SUN * 0.1, "1", PV, "W-TS-027", "the capacity factor is 0.03", "or the unit percent?"),
    ("wind too strong", np.clip(0.8 + 0.1 * np.sin(YEAR / 9), 0, 1), "1", WIND, "W-TS-027", "the capacity factor is 0.", "0.1 to 0.65 for wind"),
    ("village in GW", LOAD / 10, "GW", TOWN, "W-UN-003", "times the 100 MW of all other assets", "Set unit: kW"),
    ("load factor of a slip", np.where(YEAR == 50, 1100, LOAD / 100), "kW", TOWN, "W-TS-040", "the load factor is 0.00", "0.15 to 0.95"),
    ("load factor of a mean", 100 + 0.01 * np.sin(YEAR), "MW", TOWN, "W-TS-040", "the load factor is 1", "all a mean"),
    ("price per kWh", 20 + 5 * np.sin(YEAR / 5), "PKR/MWh", PRICE, "W-UN-010", "USD/MWh", "is it per kWh"),
    ("price in another currency", 20 + 5 * np.sin(YEAR / 5), "PKR/kWh", PRICE, "", "", ""),
    ("sun as it should be", SUN * 0.7, "1", PV, "", "", ""),
    ("wind as it should be", np.clip(0.35 + 0.3 * np.sin(YEAR / 9), 0, 1), "1", WIND, "", "", ""),
    ("load as it should be", LOAD, "MW", TOWN, "", "", ""),
]
# fmt: on


def told(folder: Path, values: np.ndarray, unit: str, component: str) -> list[Fault]:
    """Faults of a case of one month with one series."""
    start = datetime(2026, 4, 1)
    rows = [
        f"{start + timedelta(hours=k):%Y-%m-%dT%H:%M},{v!r}" for k, v in enumerate(values.tolist())
    ]
    (folder / "data.csv").write_text("\n".join(["time,value", *rows]) + "\n")
    room = "tariffs" if "energy_price" in component else "assets"
    assets = "" if room == "tariffs" else f"  {component}\n"
    (folder / "case.yaml").write_text(
        "schema: bess_opt/case/1\nname: Data in use\n"
        "currency: {base: PKR, price_year: 2026, rates: {USD: 280}}\n"
        "time: {zone: Asia/Karachi, start: 2026-04-01T00:00, periods: 30 days}\n"
        f"series:\n  data: {{file: data.csv, column: value, unit: '{unit}'}}\n"
        f"assets:\n  plant: {{kind: thermal, p_rated_mw: 100}}\n{assets}"
        + (f"tariffs:\n  {component}\n" if room == "tariffs" else "")
    )
    case_file = read_case(folder)
    inputs = load_series(
        case_file.time, case_file.series, folder, place=case_file.place, uses=case_file.uses
    )
    return [*case_file.faults, *inputs.faults]


@pytest.mark.parametrize(
    ("values", "unit", "component", "code", "found", "words"),
    [row[1:] for row in ROWS],
    ids=[row[0] for row in ROWS],
)
def test_a_series_is_looked_at_by_its_use(
    values: np.ndarray, unit: str, component: str, code: str, found: str, words: str, tmp_path: Path
):
    faults = told(tmp_path, np.asarray(values, dtype=float), unit, component)
    if not code:
        assert faults == []
        return
    mine = [f for f in faults if f.code == code]
    assert mine, [str(f) for f in faults]
    assert found.lower() in str(mine[0]).lower()
    assert words.lower() in str(mine[0]).lower()
    assert mine[0].place is not None
    assert mine[0].place.line in (8, 9, 10), "the line of the field that uses the series"


# Number in the catalogue of bad inputs, and the codes that tell it.
FAULTS = {
    53: ("W-TS-014",),
    54: ("W-TS-015",),
    55: ("E-TS-016",),
    56: ("E-TS-017",),
    57: ("E-TS-018",),
    58: ("E-TS-019", "W-TS-019"),
    59: ("E-TS-020",),
    60: ("W-TS-021",),
    61: ("W-TS-022",),
    62: ("W-TS-023",),
    63: ("W-TS-024",),
    64: ("E-TS-025", "W-TS-025"),
    65: ("E-TS-025",),
    66: ("W-TS-026", "E-TS-026"),
    67: ("E-TS-027", "W-TS-027"),
    68: ("W-TS-028",),
    69: ("E-FI-001",),
    70: ("E-FI-002",),
    71: ("E-FI-003",),
    72: ("E-FI-004", "W-FI-004"),
    73: ("E-FI-005",),
    74: ("E-FI-006",),
    75: ("E-FI-007",),
    76: ("E-FI-008",),
    77: ("E-FI-009",),
    78: ("W-FI-010",),
    79: (),
    80: ("E-FI-012",),
}


def test_each_fault_of_the_list_has_its_code_and_its_test():
    """Every code is explained, and stands in a table or test of this suite; 79 is a test below."""
    assert sorted(FAULTS) == list(range(53, 81))
    tests = Path(__file__).parents[1]
    texts = (
        "".join(
            path.read_text("utf-8")
            for path in tests.rglob("*.py")
            if path != Path(__file__) and "catalogue" not in path.name
        )
        + Path(__file__).read_text("utf-8").partition("FAULTS = {")[0]
    )
    for codes in FAULTS.values():
        for code in codes:
            assert code in CATALOGUE
            assert code in texts, code


def test_markup_in_names_is_text(tmp_path: Path):
    """79: tags, templates and code of other programs are read as they are, and never run."""
    label = "<script>alert(1)</script> {{7*7}} #read('/etc/passwd')"
    (tmp_path / "case.yaml").write_text(
        "schema: bess_opt/case/1\nname: M\ncurrency: {base: USD, price_year: 2026}\n"
        "time: {zone: UTC, start: 2026-01-01T00:00, periods: 1 day}\n"
        f'assets:\n  town: {{kind: load, demand_mw: 1, label: "{label}"}}\n'
    )
    case_file = read_case(tmp_path)
    assert case_file.faults == ()
    assert case_file.case.assets["town"].label == label
    from bess_opt.report.html import _environment

    shown = _environment().from_string("{{ label }}").render(label=label)
    assert "<script>" not in shown
    assert "{{7*7}}" in shown


def locked_workbook() -> bytes:
    """The outside of a workbook under a password: an OLE file with a stream EncryptedPackage."""
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * (4 * 108)
    table = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * (512 - 8)

    def entry(name: str, kind: int, child: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        body = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
        body += struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child) + bytes(36)
        return body + struct.pack("<IQ", 0xFFFFFFFE, 0)

    folder = entry("Root Entry", 5, 1) + entry("EncryptedPackage", 2, 0xFFFFFFFF)
    return head + table + folder.ljust(512, b"\0")


def test_a_workbook_under_a_password(tmp_path: Path):
    """71: told as such, as a series and as a case."""
    (tmp_path / "study.xlsx").write_bytes(locked_workbook())
    (fault,) = read_case(tmp_path / "study.xlsx", check=False).faults
    assert fault.code == "E-FI-003"
    assert "protected by a password" in str(fault)


def test_dates_counted_from_1904_are_read_as_they_are_shown(tmp_path: Path):
    """69: a workbook with the other epoch gives the same hours; no day is guessed."""
    book = xlsxwriter.Workbook(str(tmp_path / "load.xlsx"), {"date_1904": True})
    sheet, form = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.write_row(0, 0, ["time", "value"])
    for k in range(24):
        sheet.write_datetime(k + 1, 0, datetime(2026, 4, 1) + timedelta(hours=k), form)
        sheet.write_number(k + 1, 1, 5 + k)
    book.close()
    from bess_opt.case.series_spec import SeriesSpec
    from bess_opt.case.time_spec import Time

    time = Time(zone="Asia/Karachi", start="2026-04-01T00:00", periods="1 day")
    inputs = load_series(time, {"load": SeriesSpec(file="load.xlsx", unit="MW")}, tmp_path)
    assert inputs.faults == ()
    assert inputs.dataset["load"].to_numpy().tolist() == [5.0 + k for k in range(24)]


@pytest.mark.parametrize("text", ["\ufefftime,value\r\n", "time,value\r\n"])
def test_a_mark_at_the_head_and_windows_lines_are_taken(text: str, tmp_path: Path):
    """75: a byte-order mark and CRLF mean nothing."""
    from bess_opt.sources.data_file import Asked, read_columns

    rows = "".join(f"2026-04-01T{h:02d}:00,{h}\r\n" for h in range(24))
    (tmp_path / "load.csv").write_bytes((text + rows).encode())
    columns, faults = read_columns(tmp_path / "load.csv", Asked(zone="UTC"))
    assert faults == []
    assert columns.values["value"].tolist() == list(range(24))
