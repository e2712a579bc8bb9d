"""Values on the horizon: clocks, units, steps, gaps and leap days, by hand-counted numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from series_reading import a_spec, a_time, codes, csv_text, read

from bess_opt.sources import load_series


def _local(day: str, zone: str, freq: str = "1h", days: int = 1) -> pd.DatetimeIndex:
    """Every step of local days, aware."""
    first = pd.Timestamp(day, tz=zone)
    last = pd.Timestamp(day) + pd.Timedelta(days=days)
    return pd.date_range(first, last.tz_localize(zone), freq=freq, inclusive="left")


ZONES = [
    ("Europe/Berlin", "2025-03-30", "1h", 23),
    ("Europe/Berlin", "2025-10-26", "1h", 25),
    ("Europe/Berlin", "2025-10-26", "15min", 100),
    ("Australia/Lord_Howe", "2025-10-05", "30min", 47),
    ("Australia/Lord_Howe", "2025-04-06", "30min", 49),
    ("Asia/Karachi", "2025-03-30", "1h", 24),
    ("America/New_York", "2025-11-02", "15min", 100),
]


@pytest.mark.parametrize(("zone", "day", "freq", "steps"), ZONES)
@pytest.mark.parametrize("clock", ["local", "UTC", "offset"])
def test_a_day_of_a_clock_change(
    zone: str, day: str, freq: str, steps: int, clock: str, tmp_path: Path
):
    """The same day as wall times, in UTC and with offsets: the same values in the same order."""
    index = _local(day, zone, freq)
    values = np.arange(steps, dtype=float) + 1
    form = "%Y-%m-%dT%H:%M" + {"local": "", "UTC": "Z", "offset": "%z"}[clock]
    text = csv_text(index.tz_convert("UTC") if clock == "UTC" else index, values, form)
    inputs = read(tmp_path, text, {}, {"zone": zone, "start": day, "step": freq})
    assert not inputs.has_errors, inputs.faults
    assert inputs.dataset["load"].to_numpy().tolist() == values.tolist()
    doubled = clock == "local" and steps in (25, 100, 49)
    assert ("W-TS-013" in codes(inputs)) is doubled


@pytest.mark.parametrize(("zone", "day", "freq", "steps"), ZONES)
@pytest.mark.parametrize("wall", [False, True])
def test_stamps_at_the_end_of_a_step(
    zone: str, day: str, freq: str, steps: int, wall: bool, tmp_path: Path
):
    """An end is written as the instant, or as the wall time of the start plus a step."""
    index = _local(day, zone, freq)
    values = np.arange(steps, dtype=float) + 1
    step = pd.Timedelta(freq)
    ends = index.tz_localize(None) + step if wall else index + step
    inputs = read(
        tmp_path,
        csv_text(ends, values),
        {"stamps": "end"},
        {"zone": zone, "start": day, "step": freq},
    )
    assert not inputs.has_errors, inputs.faults
    assert inputs.dataset["load"].to_numpy().tolist() == values.tolist()


def test_a_meter_on_winter_time(tmp_path: Path):
    """24 rows a day all year; summer's local midnight is 23:00 of the meter's day before.

    30 March has 23 local hours: rows 00:00 to 22:00 of the meter; 22:00 winter time is 23:00.
    """
    index = pd.date_range("2025-03-29T00:00", periods=72, freq="1h")
    inputs = read(
        tmp_path,
        csv_text(index, np.arange(72.0)),
        {"dst": "standard"},
        {"zone": "Europe/Berlin", "start": "2025-03-30"},
    )
    assert not inputs.has_errors
    assert inputs.dataset["load"].to_numpy().tolist() == list(np.arange(24.0, 47.0))


def test_calendar_days_of_energy(tmp_path: Path):
    """240 MWh on each of three days of 24, 23 and 24 hours: 10, 10.4348 and 10 MW."""
    text = "time,energy\n2025-03-29,240\n2025-03-30,240\n2025-03-31,240\n"
    inputs = read(
        tmp_path,
        text,
        {"unit": "MWh", "column": "energy"},
        {"zone": "Europe/Berlin", "start": "2025-03-29", "step": "1 day", "periods": "3 days"},
    )
    assert inputs.faults == ()
    assert inputs.dataset["load"].to_numpy() == pytest.approx([10, 240 / 23, 10], rel=1e-15)


@pytest.mark.parametrize(
    ("day", "hours"), [("2025-03-30", 23), ("2025-10-26", 25), ("2025-06-01", 24)]
)
def test_the_last_day_of_a_file_has_its_hours(day: str, hours: int, tmp_path: Path):
    """240 MWh on the last day of the file, which is the day of a clock change."""
    index = pd.date_range(end=day, periods=5, freq="1D")
    text = csv_text(index, [240.0] * 5, "%Y-%m-%d").replace("mw", "energy")
    inputs = read(
        tmp_path,
        text,
        {"unit": "MWh", "column": "energy"},
        {"zone": "Europe/Berlin", "start": f"{index[0]:%Y-%m-%d}", "step": "1 day", "periods": 5},
    )
    assert not inputs.has_errors
    assert inputs.dataset["load"].to_numpy()[-1] == pytest.approx(240 / hours, rel=1e-15)
    assert inputs.horizon.dt_h[-1] == hours


def test_a_longer_file_is_cut(tmp_path: Path):
    """Of 72 hours the second day is asked for: values 24 to 47."""
    index = pd.date_range("2024-12-31T00:00", periods=72, freq="1h")
    inputs = read(tmp_path, csv_text(index, np.arange(72.0)), {}, {})
    assert inputs.faults == ()
    assert inputs.dataset["load"].to_numpy().tolist() == list(np.arange(24.0, 48.0))
    assert inputs.dataset["load"].attrs["file_span"] == "2024-12-31 00:00 to 2025-01-03 00:00"


def test_faults_beyond_the_horizon_do_not_stop_it(tmp_path: Path):
    """An empty cell and a missing row on the day before are of no matter."""
    index = pd.date_range("2024-12-31T00:00", periods=72, freq="1h")
    lines = csv_text(index, np.arange(72.0)).splitlines()
    lines[4] = lines[4].split(",")[0] + ","
    del lines[8]
    inputs = read(tmp_path, "\n".join(lines), {}, {})
    assert inputs.faults == ()


@pytest.mark.parametrize(
    ("unit", "step", "expected"),
    [
        ("MW", "1h", 6.0),
        ("kW", "1h", 0.006),
        ("GW", "1h", 6000.0),
        ("MWh", "1h", 6.0),
        ("MWh", "15min", 24.0),
        ("kWh", "30min", 0.012),
        ("GWh", "15min", 24000.0),
    ],
)
def test_power_and_energy(unit: str, step: str, expected: float, tmp_path: Path):
    """6 MWh in a quarter of an hour are 24 MW; 6 kWh in half an hour are 0.012 MW."""
    index = pd.date_range(
        "2025-01-01", periods=int(pd.Timedelta("1D") / pd.Timedelta(step)), freq=step
    )
    values = np.where(np.arange(len(index)) % 2, 6.0, 6.0)
    values[-1] = 3.0
    inputs = read(tmp_path, csv_text(index, values), {"unit": unit}, {"step": step})
    read_mw = inputs.dataset["load"].to_numpy()
    assert read_mw[0] == pytest.approx(expected, rel=1e-15)
    assert read_mw[-1] == pytest.approx(expected / 2, rel=1e-15)
    assert inputs.dataset["load"].attrs["unit"] == "MW"
    assert inputs.dataset["load"].attrs["quantity"] == "power"


@pytest.mark.parametrize(
    ("unit", "factor", "ours", "currency"),
    [
        ("PKR/kWh", 1000.0, "PKR/MWh", "PKR"),
        ("EUR/MWh", 1.0, "EUR/MWh", "EUR"),
        ("%", 0.01, "1", ""),
        ("degC", 1.0, "degC", ""),
    ],
)
def test_other_units(unit: str, factor: float, ours: str, currency: str, tmp_path: Path):
    index = pd.date_range("2025-01-01", periods=24, freq="1h")
    values = np.linspace(20.0, 43.0, 24)
    inputs = read(tmp_path, csv_text(index, values), {"unit": unit, "scale": 0.5}, {})
    assert not inputs.faults
    got = inputs.dataset["load"]
    assert got.to_numpy() == pytest.approx(values * factor * 0.5, rel=1e-15)
    assert (got.attrs["unit"], got.attrs["currency"]) == (ours, currency)


def test_holding_to_finer_steps_keeps_the_energy(tmp_path: Path):
    """24 hourly MWh values on 96 quarters: each held four times; 0.25 h x 4 x value = value."""
    index = pd.date_range("2025-01-01", periods=24, freq="1h")
    values = np.arange(24.0) + 1
    inputs = read(
        tmp_path, csv_text(index, values), {"unit": "MWh", "resample": "hold"}, {"step": "15min"}
    )
    assert codes(inputs) == ["W-TS-026"], "the heading says mw"
    got = inputs.dataset["load"].to_numpy()
    assert got.tolist() == np.repeat(values, 4).tolist()
    assert (got * 0.25).sum() == values.sum()


def test_the_mean_to_coarser_steps_keeps_the_energy(tmp_path: Path):
    """Quarters of 1, 2, 3 and 6 MW make an hour of 3 MW."""
    index = pd.date_range("2025-01-01", periods=96, freq="15min")
    values = np.tile([1.0, 2.0, 3.0, 6.0], 24) + np.repeat(np.arange(24.0), 4)
    inputs = read(tmp_path, csv_text(index, values), {"resample": "mean"}, {})
    assert inputs.faults == ()
    assert inputs.dataset["load"].to_numpy().tolist() == (3.0 + np.arange(24.0)).tolist()


def test_typical_weeks_take_their_own_values(tmp_path: Path):
    """Of a year that counts its hours, 7 July begins at hour 187 x 24 = 4488, 13 January at 288."""
    index = pd.date_range("2025-01-01", periods=8760, freq="1h")
    weeks = [
        {"start": "2025-07-07", "length": "7 days", "weight": 365 / 14},
        {"start": "2025-01-13", "length": "7 days", "weight": 365 / 14},
    ]
    text = csv_text(index, np.arange(8760.0))
    inputs = read(tmp_path, text, {}, {"periods": weeks})
    assert not inputs.has_errors
    expected = [*range(4488, 4488 + 168), *range(288, 288 + 168)]
    assert inputs.dataset["load"].to_numpy().tolist() == expected
    halves = read(tmp_path, text, {"resample": "hold"}, {"periods": weeks, "step": "30min"})
    assert halves.dataset["load"].to_numpy().tolist() == np.repeat(expected, 2).tolist()
    days = read(tmp_path, text, {"resample": "mean"}, {"periods": weeks, "step": "1 day"})
    assert days.dataset["load"].to_numpy()[0] == 4488 + 11.5


def test_rows_without_stamps_on_typical_weeks(tmp_path: Path):
    """Rows are laid in the order of the periods, not of the calendar."""
    periods = [
        {"start": "2025-07-07", "length": "1 day", "weight": 200},
        {"start": "2025-01-13", "length": "1 day", "weight": 165},
    ]
    text = "mw\n" + "".join(f"{i}\n" for i in range(48))
    inputs = read(tmp_path, text, {}, {"periods": periods})
    assert codes(inputs) == ["W-TS-033"]
    assert inputs.dataset["load"].to_numpy().tolist() == list(range(48))


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        ({"hold": "2h"}, [104.0, 104.0]),
        ({"interpolate": "2h"}, [105.0, 106.0]),
        ({"fill": 7}, [7.0, 7.0]),
    ],
)
@pytest.mark.parametrize("absent", ["cells", "rows"])
def test_gaps_are_bridged_as_asked(
    gaps: dict[str, object], expected: list[float], absent: str, tmp_path: Path
):
    """05:00 and 06:00 are missing between 104 and 107 MW; 2 of 24 steps are 0.0833 of all."""
    index = pd.date_range("2025-01-01", periods=24, freq="1h")
    lines = csv_text(index, np.arange(100.0, 124.0)).splitlines()
    if absent == "rows":
        del lines[6:8]
    else:
        lines[6:8] = [line.split(",")[0] + "," for line in lines[6:8]]
    inputs = read(tmp_path, "\n".join(lines), {"gaps": gaps}, {})
    assert "W-TS-032" in codes(inputs)
    got = inputs.dataset["load"]
    assert got.to_numpy()[5:7].tolist() == expected
    assert got.to_numpy()[[4, 7]].tolist() == [104.0, 107.0]
    assert got.attrs["filled_share_frac"] == pytest.approx(2 / 24)


def test_a_fill_is_in_the_unit_of_the_file(tmp_path: Path):
    """fill: 500 in a file of kW is 0.5 MW."""
    text = csv_text(pd.date_range("2025-01-01", periods=24, freq="1h"), np.arange(100.0, 124.0))
    text = text.replace(",105.0", ",")
    inputs = read(tmp_path, text, {"unit": "kW", "gaps": {"fill": 500}}, {})
    assert inputs.dataset["load"].to_numpy()[5] == 0.5


def test_the_leap_day_is_repeated_as_asked(tmp_path: Path):
    """28 February, 1 March stand in the file; the 29th repeats the 28th, and is told."""
    index = _local("2024-02-28", "UTC", days=3)
    index = index[index.day != 29]
    inputs = read(
        tmp_path,
        csv_text(index, np.arange(48.0) + 1),
        {"leap": "repeat"},
        {"start": "2024-02-28", "periods": "3 days"},
    )
    assert codes(inputs) == ["W-TS-019"]
    expected = [*range(1, 25), *range(1, 25), *range(25, 49)]
    assert inputs.dataset["load"].to_numpy().tolist() == expected
    assert inputs.dataset["load"].attrs["filled_share_frac"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("start", "days", "leap", "expected"),
    [
        ("2024-02-28", 2, "repeat", [*range(24), *range(24), *range(24, 48)]),
        ("2025-02-28", 3, "drop", [*range(24), *range(48, 72)]),
    ],
)
def test_the_leap_day_without_stamps(
    start: str, days: int, leap: str, expected: list[int], tmp_path: Path
):
    """Rows count the hours; the leap day is put in after 28 February, or taken out there."""
    text = "mw\n" + "".join(f"{i}\n" for i in range(24 * days))
    periods = f"{len(expected) // 24} days"
    inputs = read(tmp_path, text, {"leap": leap}, {"start": start, "periods": periods})
    assert codes(inputs) == ["W-TS-033"]
    assert inputs.dataset["load"].to_numpy().tolist() == expected


def test_midnight_as_the_end_of_a_day(tmp_path: Path):
    """01:00 to 24:00 are the ends of the 24 hours."""
    rows = "".join(f"2025-01-01 {h:02d}:00,{h}\n" for h in range(1, 25))
    inputs = read(tmp_path, "time,mw\n" + rows, {"stamps": "end"}, {})
    assert inputs.faults == ()
    assert inputs.dataset["load"].to_numpy().tolist() == list(range(1, 25))


def test_the_minute_24_is_no_midnight(tmp_path: Path):
    """00:24:00 and 23:24:00 are minutes of the day; only an hour 24 is its end."""
    index = pd.date_range("2025-01-01", periods=1440, freq="1min")
    text = csv_text(index, np.arange(1440.0), "%Y-%m-%d %H:%M:%S")
    inputs = read(tmp_path, text, {}, {"step": "1min"})
    assert inputs.faults == ()
    assert inputs.dataset["load"].to_numpy().tolist() == list(range(1440))
    ends = csv_text(index + pd.Timedelta("1min"), np.arange(1440.0), "%Y-%m-%d %H:%M:%S")
    ends = ends.replace("2025-01-02 00:00:00", "2025-01-01 24:00:00")
    inputs = read(tmp_path, ends, {"stamps": "end"}, {"step": "1min"})
    assert inputs.faults == ()
    assert inputs.dataset["load"].to_numpy().tolist() == list(range(1440))


@pytest.mark.parametrize(
    "form",
    ["%d/%m/%Y %H:%M", "%m/%d/%y %H:%M", "%Y%m%d%H%M", "%d.%m.%Y %H:%M:%S", "%d-%b-%Y %H:%M"],
)
def test_a_stated_form_is_read(form: str, tmp_path: Path):
    """3 April 2025, however it is written."""
    index = pd.date_range("2025-04-03", periods=24, freq="1h")
    inputs = read(
        tmp_path,
        csv_text(index, np.arange(24.0), form),
        {"date_format": form, "time_column": "time"},
        {"start": "2025-04-03"},
    )
    assert inputs.faults == ()
    assert inputs.dataset["load"].to_numpy().tolist() == list(range(24))


def test_decimal_commas_as_stated(tmp_path: Path):
    rows = "".join(f"2025-01-01T{h:02d}:00;{h},5\n" for h in range(24))
    inputs = read(tmp_path, "time;mw\n" + rows, {"delimiter": ";", "decimal": ","}, {})
    assert inputs.faults == ()
    assert inputs.dataset["load"].to_numpy().tolist() == [h + 0.5 for h in range(24)]


def test_what_a_spreadsheet_puts_in_a_file_is_read(tmp_path: Path):
    """A byte-order mark, CRLF, quotes, comments, empty lines and spaces change nothing."""
    rows = "".join(f'"2025-01-01 {h:02d}:00:00" , {h}\r\n\r\n' for h in range(24))
    text = "\ufeff# made by a meter\r\ntime, mw\r\n" + rows.replace('" ,', '",')
    inputs = read(tmp_path, text, {}, {})
    assert inputs.faults == ()
    assert inputs.dataset["load"].to_numpy().tolist() == list(range(24))


def test_a_column_called_na_is_a_column(tmp_path: Path):
    """``NA`` is the zone code of Namibia and of Neelum; it is not taken for a missing value."""
    text = csv_text(pd.date_range("2025-01-01", periods=24, freq="1h"), np.arange(24.0))
    inputs = read(tmp_path, text.replace("mw", "NA"), {"column": "NA"}, {})
    assert inputs.faults == ()


def test_the_only_column_need_not_be_named(tmp_path: Path):
    text = csv_text(pd.date_range("2025-01-01", periods=24, freq="1h"), np.arange(24.0))
    inputs = read(tmp_path, text.replace("mw", "whatever"), {"column": None}, {})
    assert inputs.faults == ()
    assert inputs.dataset["load"].attrs["column"] == "whatever"


def test_faults_of_all_series_are_told_in_one_pass(tmp_path: Path):
    """A cell in one column, a unit and a file elsewhere; faults of a shared file stand once."""
    lines = csv_text(pd.date_range("2025-01-01", periods=24, freq="1h"), range(24)).splitlines()
    lines[0] += ",b"
    lines[1:] = [line + ",1" for line in lines[1:]]
    lines[3] = "2025-01-01T02:00,x,1"
    lines[9], lines[10] = lines[10], lines[9]
    (tmp_path / "load.csv").write_text("\n".join(lines))
    series = {
        "a": a_spec(),
        "b": a_spec(column="b"),
        "c": a_spec(column="c"),
        "d": a_spec(file="d.csv"),
    }
    inputs = load_series(a_time(), series, tmp_path)
    assert codes(inputs) == ["E-TS-009", "E-TS-004", "E-TS-001", "E-FI-013"]


def test_sunshine_in_the_wrong_zone(tmp_path: Path):
    """A half sine from 06:00 to 18:00 UTC has its middle at 17:00 in Karachi (UTC+5)."""
    index = pd.date_range("2024-12-31", periods=120, freq="1h")
    sun = np.maximum(0, np.sin(np.pi * (index.hour + 0.5 - 6) / 12)).round(6)
    time = {"periods": "3 days"}
    wrong = read(tmp_path, csv_text(index, sun.tolist(), "%Y-%m-%dT%H:%MZ"), {"unit": "1"}, time)
    assert codes(wrong) == ["W-TS-014"]
    assert "its middle lies at 17:00 of Asia/Karachi" in str(wrong.faults[0])
    right = read(tmp_path, csv_text(index, sun.tolist()), {"unit": "1"}, time)
    assert right.faults == ()


def test_the_dataset_says_where_it_comes_from(tmp_path: Path):
    import hashlib

    text = csv_text(pd.date_range("2025-01-01", periods=24, freq="1h"), np.arange(24.0))
    inputs = read(tmp_path, text, {"source": "meter 7", "mark": "cited"}, {})
    attrs = inputs.dataset["load"].attrs
    assert (attrs["source"], attrs["mark"], attrs["filled_share_frac"]) == ("meter 7", "cited", 0.0)
    assert attrs["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    assert inputs.sha256 == {"load.csv": attrs["sha256"]}
    assert inputs.dataset["time"].attrs["timezone"] == "Asia/Karachi"
    assert str(inputs.dataset["time"].to_numpy()[0]) == "2024-12-31T19:00:00"
