"""A small grid of two days that works, for overlays that break it.

Load 50 to 80 MW by the hour; supply at most 60 of diesel, 40 of sun at noon, 20 of nuclear, 30 of
hydro and 10 of the battery. The highest load, 80 MW, falls on 18:00 of both days.
"""

from __future__ import annotations

from pathlib import Path

CASE = """\
schema: bess_opt/case/1
name: Two days
currency: {base: USD, price_year: 2026}
time: {zone: Asia/Karachi, start: 2026-01-17T00:00, step: 1h, periods: 48}
series:
  load: {file: hours.csv, column: load, unit: MW}
  sun: {file: hours.csv, column: sun, unit: "1"}
  up: {file: hours.csv, column: up, unit: "1"}
assets:
  town: {kind: load, demand_mw: load}
  diesel: {kind: thermal, p_rated_mw: 60, available_frac: 1, emission_t_per_mwh: 0.7}
  old_diesel: {kind: thermal, p_rated_mw: 60, available_frac: up, active: false}
  pv: {kind: solar, p_rated_mw: 40, available_frac: sun}
  nuclear: {kind: must_run, energy_mwh_per_month: 14880, clean: true, emission_t_per_mwh: 0.01}
  hydro: {kind: reservoir, p_rated_mw: 30, energy_mwh_per_month: 7440, flex_down_frac: 1}
  surplus: {kind: outlet, p_rated_mw: 30}
  bess:
    kind: battery
    p_rated_mw: 10
    e_rated_mwh: 40
    eta_charge_frac: 0.95
    eta_discharge_frac: 0.95
tariffs:
  fuel: {kind: fuel, assets: [diesel], fuel_price_per_mwh: 100}
"""


def load_mw(hour: int) -> float:
    """50 at night, 65 by day, 80 at 18:00."""
    return 80.0 if hour == 18 else 65.0 if 6 <= hour < 22 else 50.0


def sun_frac(hour: int) -> float:
    """A triangle from 6:00 to 18:00."""
    return max(0.0, 1.0 - abs(hour - 12) / 6)


def write_base(folder: Path) -> Path:
    """The case and its hours; returns the case file."""
    lines = ["time,load,sun,up"]
    for k in range(48):
        hour = k % 24
        stamp = f"2026-01-{17 + k // 24:02d}T{hour:02d}:00"
        up = 0.0 if k in (19, 20) else 1.0
        lines.append(f"{stamp},{load_mw(hour)},{sun_frac(hour):.6f},{up}")
    (folder / "hours.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    path = folder / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    return path
