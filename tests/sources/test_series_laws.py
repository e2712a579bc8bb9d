"""Laws of reading: what is written is read, however it is written."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from series_reading import csv_text, read

from bess_opt.sources.clock import read_wall, regular_starts, wall_of
from bess_opt.sources.gaps import bridge, runs
from bess_opt.sources.spec import GapPolicy

ZONES = st.sampled_from(
    ["Europe/Berlin", "Asia/Karachi", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC", "+05:30"]
)
VALUES = st.floats(-1e6, 1e6, allow_nan=False, allow_infinity=False)
DAYS = st.dates(pd.Timestamp("2019-01-01").date(), pd.Timestamp("2027-12-31").date())


def _read(text: str, spec: dict[str, object], time: dict[str, object]):
    with tempfile.TemporaryDirectory() as folder:
        return read(Path(folder), text, spec, time)


@given(day=DAYS, zone=ZONES, values=st.lists(VALUES, min_size=24, max_size=24))
@settings(max_examples=30, deadline=None)
def test_what_is_written_is_read(day, zone: str, values: list[float]):
    """Bit for bit, with stamps in UTC, on any day of any zone."""
    start = pd.Timestamp(day, tz="UTC").tz_convert(zone)
    index = pd.date_range(start, periods=24, freq="1h").tz_convert("UTC")
    local = start.tz_localize(None)
    reading = read_wall(np.array([local.timestamp()], dtype=np.int64), zone)
    if not reading.is_clean:
        return
    inputs = _read(
        csv_text(index, values, "%Y-%m-%dT%H:%MZ"),
        {},
        {"zone": zone, "start": local.isoformat(), "step": "30min", "periods": "24 h"}
        if zone == "Australia/Lord_Howe"
        else {"zone": zone, "start": local.isoformat(), "periods": 24},
    )
    if zone == "Australia/Lord_Howe":
        assert [f.code for f in inputs.faults if f.is_error] == ["E-TS-011"]
        return
    assert not inputs.has_errors, inputs.faults
    assert inputs.dataset["load"].to_numpy().tolist() == values


@given(day=DAYS, zone=ZONES, step=st.sampled_from([15, 30, 60]))
@settings(max_examples=30, deadline=None)
def test_start_and_end_stamps_mean_the_same_steps(day, zone: str, step: int):
    """Stamps moved by a step, read as ends, give the same series as starts."""
    if zone == "Australia/Lord_Howe" and step == 60:
        step = 30
    time = {"zone": zone, "start": day.isoformat(), "step": f"{step}min", "periods": "2 days"}
    start = pd.Timestamp(day)
    if not read_wall(np.array([start.timestamp()], dtype=np.int64), zone).is_clean:
        return
    first = start.tz_localize(zone)
    index = pd.date_range(first, periods=60 * 72 // step, freq=f"{step}min")
    values = np.arange(len(index), dtype=float)
    utc = index.tz_convert("UTC")
    starts = _read(csv_text(utc, values, "%Y-%m-%d %H:%M+00:00"), {}, time)
    ends = _read(
        csv_text(utc + pd.Timedelta(minutes=step), values, "%Y-%m-%d %H:%M+00:00"),
        {"stamps": "end"},
        time,
    )
    assert not starts.has_errors, starts.faults
    assert starts.dataset["load"].to_numpy().tolist() == ends.dataset["load"].to_numpy().tolist()


@given(
    zone=ZONES,
    day=DAYS,
    step=st.sampled_from([900, 1800, 3600, 7200, 21600, 86400]),
    days=st.integers(1, 400),
)
@settings(max_examples=60, deadline=None)
def test_steps_fill_a_span_without_gap_or_overlap(zone: str, day, step: int, days: int):
    """Starts rise, begin at the beginning, and each local midnight begins a step."""
    wall = np.array([pd.Timestamp(day).timestamp()], dtype=np.int64)
    walls = np.array([wall[0], wall[0] + days * 86400], dtype=np.int64)
    reading = read_wall(walls, zone)
    if not reading.is_clean:
        return
    first, end = (int(v) for v in reading.utc_s)
    starts = regular_starts(first, end, step, zone)
    assert starts[0] == first
    assert (np.diff(starts) > 0).all()
    assert starts[-1] < end
    local = wall_of(starts, zone)
    assert np.count_nonzero(local % 86400 == 0) >= days - 2
    lengths = np.diff(np.append(starts, end))
    assert lengths.sum() == end - first
    assert (lengths <= step + 7200).all()


@given(
    values=st.lists(st.one_of(VALUES, st.just(float("nan"))), min_size=2, max_size=60),
    way=st.sampled_from(["hold", "interpolate"]),
    limit=st.integers(1, 6),
)
@settings(max_examples=100, deadline=None)
def test_a_bridge_keeps_what_is_known(values: list[float], way: str, limit: int):
    """Known values never change; each gap is bridged whole or told; none beyond the limit is."""
    given_values, length_h = np.array(values), np.ones(len(values))
    out, left = bridge(given_values, length_h, GapPolicy(way, f"{limit}h"))
    known = ~np.isnan(given_values)
    assert (out[known] == given_values[known]).all()
    still = runs(np.isnan(out), length_h)
    assert still == left
    for run in runs(~known, length_h):
        inside = run.first > 0 and (way == "hold" or run.last < len(values) - 1)
        assert (run in left) is not (inside and run.steps <= limit)
    if known.any():
        filled = out[~np.isnan(out)]
        assert filled.min() >= given_values[known].min() - 1e-9
        assert filled.max() <= given_values[known].max() + 1e-9


@given(
    values=st.lists(st.floats(0, 1e5), min_size=96, max_size=96),
    step=st.sampled_from(["1h", "30min", "2h", "1 day"]),
)
@settings(max_examples=30, deadline=None)
def test_the_mean_keeps_the_energy(values: list[float], step: str):
    """Quarters averaged to any coarser step have the energy of the day within rounding."""
    index = pd.date_range("2025-01-01", periods=96, freq="15min")
    inputs = _read(csv_text(index, values), {"resample": "mean"}, {"step": step})
    energy = float((inputs.dataset["load"].to_numpy() * inputs.horizon.dt_h).sum())
    assert abs(energy - sum(values) / 4) <= 1e-9 * max(1.0, sum(values))


@given(text=st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_no_text_breaks_the_reading(text: str):
    """Whatever a file holds, the answer is a series or faults, never an exception."""
    with tempfile.TemporaryDirectory() as folder:
        inputs = read(Path(folder), text.encode("utf-8", "surrogatepass"), {}, {})
    assert inputs.has_errors
    assert "load" not in inputs.dataset


@given(content=st.binary(max_size=400), end=st.sampled_from(["csv", "xlsx", "parquet"]))
@settings(max_examples=60, deadline=None)
def test_no_bytes_break_the_reading(content: bytes, end: str):
    with tempfile.TemporaryDirectory() as folder:
        inputs = read(Path(folder), content, {"file": f"load.{end}"}, {})
    assert inputs.has_errors
