"""``data``: check, convert and resample files, the numbers by hand."""

# ruff: noqa: E501  (a fault is one line, however long)

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bess_opt.sources import writing
from bess_opt.sources.data_file import Asked, read_columns
from cli.conftest import Call

FORMATS = (".csv", ".parquet", ".xlsx", ".nc")
DAY = "time,load_kw,meter,sun,price\n" + "".join(
    f"2025-01-01T{h:02d}:00,{1000 + h},{h},{h / 24!r},{-5.5 + h}\n" for h in range(24)
)
UNITS = ("--unit", "meter=kWh", "--unit", "sun=1", "--unit", "price=USD/MWh")


@pytest.fixture
def day() -> Path:
    """24 hours of power, energy per hour, a fraction and a price in Karachi."""
    return Path("day.csv")


@pytest.fixture(autouse=True)
def _written(call: Call, day: Path) -> None:
    day.write_text(DAY)


def test_a_file_is_described(call: Call, day: Path) -> None:
    done = call("data", "check", day, "--zone", "Asia/Karachi", *UNITS, "--json")
    assert done.code == 0
    told = done.json
    assert told["schema"] == "bess_opt/data_check/1"
    assert (told["steps"], told["step_s"], told["zone"], told["stamps"]) == (
        24,
        3600,
        "Asia/Karachi",
        "start",
    )
    assert told["columns"]["load_kw"] == {
        "unit": "kW", "least": 1000.0, "mean": 1011.5, "most": 1023.0, "empty": 0,
    }  # fmt: skip
    assert "24 steps of 60 min, 2025-01-01 00:00 to 2025-01-02 00:00 (Asia/Karachi)" in done.err


# fmt: off
@pytest.mark.parametrize(("text", "options", "code", "words"), [
    (DAY, (), "E-TS-037", "of which zone"),
    (DAY.replace("1005", "n/a"), ("--zone", "UTC"), "E-TS-004", "day.csv:7:18"),
    (DAY.replace("2025-01-01T05:00", "2025-01-01T04:00"), ("--zone", "UTC"), "E-TS-007", "stands twice"),
    (DAY.replace("time,", "when,").replace("2025-01-01T", "at "), (), "E-TS-029", "--time-column"),
    (DAY, ("--zone", "UTC", "--unit", "loadd=MW"), "E-TS-001", "--unit names the column 'loadd'"),
    (DAY, ("--zone", "UTC", "--time-column", "tme"), "E-TS-001", "no column 'tme'"),
])  # fmt: skip
def test_what_is_wrong_with_a_file(call: Call, day: Path, text: str, options: tuple[str, ...], code: str, words: str) -> None:
    day.write_text(text)
    done = call("data", "check", day, *options)
    assert done.code == 1
    assert code in done.err
    assert words in done.err


def test_missing_rows_and_cells_are_counted(call: Call, day: Path) -> None:
    lines = DAY.splitlines()
    lines[3] = lines[3].replace("1002", "")
    del lines[10:12]
    day.write_text("\n".join(lines))
    done = call("data", "check", day, "--zone", "UTC")
    assert done.code == 0
    assert "2 of 24 steps have no row" in done.err
    assert "day.csv:4:18: W-TS-038 column 'load_kw' has 1 empty cells" in done.err


def columns(path: Path):
    """A file read with nothing said beside it."""
    read, faults = read_columns(path, Asked())
    assert read is not None, [str(f) for f in faults]
    return read


@pytest.mark.parametrize("zone", ["Asia/Karachi", "Europe/Berlin"])
@pytest.mark.parametrize("stamps", ["start", "end"])
def test_through_all_formats_and_back(call: Call, zone: str, stamps: str) -> None:
    """Numbers, gaps, units, zone, stamps and instants survive each step, clock changes too."""
    instants = pd.date_range("2025-10-25T20:00", periods=30, freq="h", tz="UTC").tz_convert(zone)
    odd = np.array([0.1 * k / 3 for k in range(30)])
    text = "time,load_mw,sun\n" + "".join(
        f"{t.isoformat()},{'' if k == 4 else repr(float(v))},{k}\n" for k, (t, v) in enumerate(zip(instants, odd, strict=True))
    )
    Path("in.csv").write_text(text)
    chain = [Path("in.csv"), *(Path(f"step{k}{end}") for k, end in enumerate((*FORMATS[1:], ".csv")))]
    said = ["--zone", zone, "--stamps", stamps, "--unit", "sun=1"]
    for source, target in pairwise(chain):
        done = call("data", "convert", source, target, *said, "--json")
        assert done.code == 0, done.err
        said = []
    first, last = columns(chain[1]), columns(chain[-1])
    for read in (columns(path) for path in chain[1:]):
        assert (read.zone, read.stamps) == (zone, stamps)
        assert read.units == {"load_mw": "MW", "sun": "1"}
        assert read.axis.starts.tolist() == first.axis.starts.tolist()
        # A workbook keeps 16 digits of the 17 that a double may need.
        expected = np.where(np.arange(30) == 4, np.nan, odd)
        np.testing.assert_allclose(read.values["load_mw"], expected, rtol=1e-15)
    back = 3600 if stamps == "end" else 0
    assert last.axis.starts[0] == instants[0].timestamp() - back


def test_a_converted_file_is_a_series_as_it_is(call: Call, day: Path, tmp_path: Path) -> None:
    from bess_opt.case.series_spec import SeriesSpec
    from bess_opt.case.time_spec import Time
    from bess_opt.sources import load_series

    time = Time(zone="Asia/Karachi", start="2025-01-01T00:00", periods="1 day")
    for end in FORMATS:
        target = Path(f"out{end}")
        assert call("data", "convert", day, target, "--zone", "Asia/Karachi", *UNITS).code == 0
        spec = SeriesSpec(file=target.name, column="load_kw", unit="kW")
        inputs = load_series(time, {"load": spec}, Path.cwd())
        assert inputs.faults == (), end
        np.testing.assert_allclose(inputs.dataset["load"], (1000 + np.arange(24)) / 1000)


def test_power_is_averaged_and_energy_summed(call: Call, day: Path) -> None:
    """Hours 0 to 2: power (1000 + 1001 + 1002)/3, energy 0 + 1 + 2, price (-5.5 - 4.5 - 3.5)/3."""
    done = call("data", "resample", day, "out.csv", "--step", "3h", "--zone", "Asia/Karachi", *UNITS)
    assert done.code == 0, done.err
    out = columns(Path("out.csv"))
    assert len(out.axis.starts) == 8
    firsts = {name: values[0] for name, values in out.values.items()}
    assert firsts == pytest.approx({"load_kw": 1001, "meter": 3, "sun": 1 / 24, "price": -4.5})
    assert out.values["meter"].sum() == sum(range(24)), "energy is kept"


def test_a_finer_step_is_made_up_only_when_asked(call: Call, day: Path) -> None:
    asked = ("data", "resample", day, "out.csv", "--step", "15min", "--zone", "Asia/Karachi", *UNITS)
    refused = call(*asked)
    assert (refused.code, Path("out.csv").exists()) == (1, False)
    assert "E-TS-039" in refused.err
    assert call(*asked, "--hold").code == 0
    out = columns(Path("out.csv"))
    np.testing.assert_array_equal(out.values["load_kw"][4:8], [1001] * 4)
    np.testing.assert_allclose(out.values["meter"][4:8], [0.25] * 4)
    assert out.values["meter"].sum() == pytest.approx(sum(range(24)))


def test_back_and_forth_gives_the_same_again(call: Call, day: Path) -> None:
    said = ("--zone", "Asia/Karachi", *UNITS)
    assert call("data", "resample", day, "fine.nc", "--step", "30min", "--hold", *said).code == 0
    assert call("data", "resample", "fine.nc", "back.nc", "--step", "1h").code == 0
    for name, values in columns(Path("back.nc")).values.items():
        np.testing.assert_allclose(values, read_columns(day, Asked(zone="Asia/Karachi"))[0].values[name])


def test_what_cannot_be_resampled_is_told(call: Call, day: Path) -> None:
    unknown = call("data", "resample", day, "out.csv", "--step", "3h", "--zone", "UTC")
    assert unknown.code == 1
    assert "--unit meter=MW" in unknown.err
    partial = call("data", "resample", day, "out.csv", "--step", "1 day", "--zone", "UTC", "--stamps", "end", *UNITS)
    assert partial.code == 1
    assert "E-TS-031" in partial.err
    assert call("data", "resample", day, "out.csv", "--step", "7h").code == 2
    assert not Path("out.csv").exists()


def test_a_missing_part_stays_missing(call: Call, day: Path) -> None:
    day.write_text(DAY.replace("1001,", ",", 1))
    said = ("--step", "3h", "--zone", "UTC", *UNITS)
    done = call("data", "resample", day, "out.csv", *said)
    assert done.code == 0
    assert np.isnan(columns(Path("out.csv")).values["load_kw"]).tolist() == [True] + [False] * 7
    assert "1 step with a part missing" in done.err


def test_a_file_is_not_written_over(call: Call, day: Path) -> None:
    Path("out.csv").write_text("years of work")
    said = (day, "out.csv", "--zone", "UTC")
    assert call("data", "convert", *said).code == 2
    assert Path("out.csv").read_text() == "years of work"
    assert call("data", "convert", *said, "--force").code == 0
    assert call("data", "convert", day, "out.dat").code == 2


def test_a_heading_like_a_formula_is_defused(call: Call, day: Path) -> None:
    day.write_text(DAY.replace("load_kw", "=cmd()"))
    assert call("data", "convert", day, "out.csv", "--zone", "UTC").code == 0
    assert "'=cmd()" in Path("out.csv").read_text()
    assert call("data", "convert", day, "out.xlsx", "--zone", "UTC").code == 0
    assert "=cmd()" in columns(Path("out.xlsx")).values


def test_the_data_of_a_case(call: Call) -> None:
    assert call("init", "demo", "--template", "small_island").code == 0
    done = call("data", "check", "demo", "--json")
    assert (done.code, set(done.json["series"])) == (0, {"load", "sun"})
    rows = Path("demo/series/hours_2026.csv")
    rows.write_text(rows.read_text().replace("T05:00,", "T05:00,x", 1))
    broken = call("data", "check", "demo/case.yaml")
    assert broken.code == 1
    assert "E-TS-004" in broken.err


def test_parquet_without_its_extra(call: Call, day: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    done = call("data", "convert", day, "out.parquet", "--zone", "UTC")
    assert done.code == 6
    assert "E-ENV-001" in done.err


def test_a_misspelt_part_is_named(call: Call) -> None:
    assert call("data", "conv").code == 2
    assert call("data", "--help").code == 0


def test_more_steps_than_a_sheet_has_rows_are_refused(
    call: Call, day: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day of 24 hours below zone, stamps, headings and units: 28 rows, and 27 are allowed."""
    monkeypatch.setattr(writing, "MOST_SHEET_ROWS", 27)
    done = call("data", "convert", day, "out.xlsx", "--zone", "UTC")
    assert done.code == 2
    assert "24 steps do not fit on a sheet of 27 rows; write .csv, .parquet or .nc" in done.err
    assert not Path("out.xlsx").exists()
    monkeypatch.setattr(writing, "MOST_SHEET_ROWS", 28)
    assert call("data", "convert", day, "out.xlsx", "--zone", "UTC").code == 0
