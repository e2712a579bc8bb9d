"""What the figures show is what series.nc, duals.nc and ledger.csv hold.

Each figure is recomputed here from the files in plain numpy, without a line of the report's code.
"""

from __future__ import annotations

import numpy as np
import pytest

PLANTS = ("reactor", "dam", "coal", "gas", "oil", "solar", "wind")


def layer(figure, name, panel=None):
    """The layer of a figure with this name."""
    panels = figure.chart.panels if panel is None else (figure.chart.panels[panel],)
    found = [one for p in panels for one in p.layers if one.name == name]
    assert len(found) == 1, f"{name}: {[one.name for p in panels for one in p.layers]}"
    return found[0]


def column(figure, title):
    """A column of a figure's table, without the sum."""
    at = [c.title for c in figure.table.columns].index(title)
    rows = [r for k, r in enumerate(figure.table.rows) if k not in figure.table.total]
    return [row[at] for row in rows]


def here_of(island, figure):
    """The steps of a week's figure, found again by their local stamps."""
    local = (island.series["time"].to_numpy() + np.timedelta64(5, "h")).astype("datetime64[s]")
    first = figure.chart.panels[0].layers[0].x
    start = int(np.flatnonzero(local == first[0])[0])
    return slice(start, start + len(first))


@pytest.mark.parametrize("number", range(1, 8))
def test_a_week_shows_the_dispatch_and_balances(report, island, of, number):
    """Delivered less drawn is demand in every hour, and every band is its series."""
    figure = report.figures()[f"week-{number}"]
    here = here_of(island, figure)
    assert here.stop - here.start == 168
    power = figure.chart.panels[0].layers
    bands = [one for one in power if one.shape == "area" and "Curtailed" not in one.name]
    net = sum(np.asarray(one.y) for one in bands)
    demand = of("demand_mw", "town")[here] + of("demand_mw", "port")[here]
    assert net == pytest.approx(demand, abs=0.2)
    assert np.asarray(layer(figure, "Demand").y) == pytest.approx(demand)
    assert np.asarray(layer(figure, "Storage charging").y) == pytest.approx(
        -of("p_charge_mw", "bess")[here]
    )
    assert np.asarray(layer(figure, "Storage discharging").y) == pytest.approx(
        of("p_discharge_mw", "bess")[here]
    )
    assert np.asarray(layer(figure, "LFP storage stored").y) == pytest.approx(
        of("soc_mwh", "bess")[here]
    )
    price = island.duals["power_balance"].sel(bus="north").to_numpy()[here]
    assert np.asarray(layer(figure, "Price, bus north").y) == pytest.approx(price)
    assert [row[1] for row in figure.table.rows] == pytest.approx(demand.tolist())


def test_the_hardest_week_holds_the_highest_residual_load(report, island, of):
    figure = report.figures()["week-1"]
    here = here_of(island, figure)
    offered = sum(
        of("available_frac", n) * island.results["sizes"][n]["p_rated_mw"]
        for n in ("solar", "wind")
    )
    residual = of("demand_mw", "town") + of("demand_mw", "port") - offered
    weeks = residual[: 52 * 168].reshape(52, 168)
    assert here.start == 168 * int(np.argmax(weeks.max(axis=1)))
    assert f"{weeks.max():,.0f}" in figure.title or f"{weeks.max() / 1e3:.1f}" in figure.title


def test_the_map_of_charge_holds_every_hour(report, island, of):
    """Percent of what a healthy store of 2,000 MWh holds at a health of 0.8: of 1,600 MWh."""
    (panel,) = report.figures()["charge-bess"].chart.panels
    grid = panel.layers[0].z
    assert grid.shape == (24, 365)
    assert grid.T.ravel() == pytest.approx(of("soc_mwh", "bess") / 1600.0 * 100.0)


def test_the_map_of_prices_holds_every_hour(report, island):
    grid = report.figures()["price-map"].chart.panels[0].layers[0].z
    price = island.duals["power_balance"].sel(bus="north").to_numpy()
    assert grid.T.ravel() == pytest.approx(price)


def test_duration_curves_are_the_sorted_series(report, island, of):
    """At share s of 8,760 even hours the curve is the value of rank ceil(8760 s)."""
    demand = np.sort(of("demand_mw", "town") + of("demand_mw", "port"))[::-1]
    curve = layer(report.figures()["residual"], "Demand")
    ranks = np.clip(np.ceil(np.asarray(curve.x) / 100 * 8760 - 1e-9).astype(int) - 1, 0, 8759)
    assert np.asarray(curve.y) == pytest.approx(demand[ranks])
    price = np.sort(island.duals["power_balance"].sel(bus="south").to_numpy())[::-1]
    curve = layer(report.figures()["price-duration"], "Bus south")
    assert np.asarray(curve.y) == pytest.approx(price[ranks])


def test_the_store_trades_what_the_series_say(report, island, of):
    """300 MW in four noon hours and 324 MW in three evening hours, 365 days."""
    figure = report.figures()["trade-bess"]
    assert sum(layer(figure, "charged").y) == pytest.approx(300 * 4 * 365 / 1e3)
    assert sum(layer(figure, "discharged").y) == pytest.approx(324 * 3 * 365 / 1e3)
    price = island.duals["power_balance"].sel(bus="north").to_numpy()
    charge = of("p_charge_mw", "bess")
    paid = float(charge @ price / charge.sum())
    assert f"{paid:,.0f}" in figure.title


def test_cycles_are_counted_by_depth(report):
    """1,080 MWh of 1,600 a day, up and down: 365 cycles of 67.5 %; the first begins at empty."""
    figure = report.figures()["depth-bess"]
    (bars,) = figure.chart.panels[0].layers
    assert dict(zip(bars.x, bars.y, strict=True))["60 to 70"] == pytest.approx(365.0)
    assert sum(bars.y) == pytest.approx(365.0)


def test_the_bridge_ends_where_the_ledger_does(report, island, booked):
    figure = report.figures()["bridge"]
    steps = column(figure, "Amount")
    size = {"million PKR": 1e6, "billion PKR": 1e9}[figure.table.columns[1].unit]
    whole = booked()
    before = island.results["baseline"]["objective"]["value"]
    assert steps[0] * size == pytest.approx(before, rel=1e-12)
    assert sum(steps) * size == pytest.approx(whole, rel=1e-12)
    assert figure.table.rows[-1][1] * size == pytest.approx(whole, rel=1e-12)
    bars = [one for one in figure.chart.panels[0].layers if one.name != "cost"]
    # Each step begins where the one before ends.
    ends = [one.base[0] + one.y[0] for one in bars]
    assert [one.base[0] for one in bars[1:]] == pytest.approx(ends[:-1])


def test_streams_lead_from_energy_alone_to_all_together(report):
    """4 billion by moving energy, 3 more by the target, half a billion lost: 6.5 in all."""
    figure = report.figures()["value-stack"]
    bars = figure.chart.panels[0].layers
    assert [one.y[0] for one in bars] == pytest.approx([4.0, 3.0, -0.5, 6.5])
    assert [one.base[0] for one in bars] == pytest.approx([0.0, 4.0, 7.0, 0.0])
    assert [one.name for one in bars] == ["worth", "adds", "lost", "worth"]
    assert sum(column(figure, "Alone")) == pytest.approx(figure.table.rows[-1][1])
    section = next(s for s in report.sections if s.key == "value")
    table = section.blocks[-1]
    assert [row[-1] for row in table.rows] == pytest.approx([-1e6, 1e5])


def test_capacity_payments_are_split_by_what_plants_could_do(report, of, booked):
    """900 MW of coal are paid 8e6 a month each; what coal did not run of 900 MW was not called."""
    figure = report.figures()["capacity"]
    coal = next(row for row in figure.table.rows if row[0] == "Coal")
    paid = 900 * 8e6 * 12
    assert booked(component="capacity_coal") == pytest.approx(paid)
    assert coal[2] * 1e9 == pytest.approx(paid)
    used = of("p_generation_mw", "coal").sum() / (900 * 8760)
    assert coal[4] == pytest.approx(100 * used)
    assert coal[5] * 1e9 == pytest.approx(paid * used)
    assert coal[6] * 1e9 == pytest.approx(paid * (1 - used))
    assert coal[7] * 1e9 == pytest.approx(0.0, abs=1.0)
    assert coal[8] == pytest.approx(paid / of("p_generation_mw", "coal").sum() / 1e3)
    total = figure.table.rows[-1]
    assert total[2] == pytest.approx(total[5] + total[6] + total[7])


def test_months_hold_the_energy_of_the_year(report, island, of):
    figure = report.figures()["months"]
    months = (island.series["time"].to_numpy() + np.timedelta64(5, "h")).astype("datetime64[M]")
    at = months.astype(int) % 12
    for name, label in (("coal", "Coal"), ("solar", "Solar"), ("wind", "Wind")):
        own = np.bincount(at, of("p_generation_mw", name), 12) / 1e3
        assert np.asarray(layer(figure, label).y) == pytest.approx(own)
    whole = sum(of("p_generation_mw", n).sum() for n in PLANTS) / 1e3
    discharged = of("p_discharge_mw", "bess").sum() / 1e3
    unserved = of("p_shed_mw", "town").sum() / 1e3
    total = next(row for row in figure.table.rows if row[0] == "Sum")
    assert total[-1] == pytest.approx(whole + discharged + unserved)


def test_calibration_shows_both_sides(report):
    """Coal is 400 GWh a month published and 3 m more in month m: 234 GWh in all, 4.9 %."""
    figure = report.figures()["calibration-months"]
    panel = next(p for p in figure.chart.panels if p.title == "Coal")
    modelled, published = (one.y for one in panel.layers)
    assert [a - b for a, b in zip(modelled, published, strict=True)] == [
        3.0 * m for m in range(1, 13)
    ]
    section = next(s for s in report.sections if s.key == "calibration")
    lead = section.blocks[0].body
    assert "234 GWh" in lead
    assert "+4.9" in lead


def test_every_figure_has_its_words_and_its_data(report):
    for key, figure in report.figures().items():
        assert figure.table.rows, key
        assert len(figure.title) > 20, key
        assert figure.alt.endswith("."), key
        assert figure.source, key
        for panel in figure.chart.panels:
            assert panel.layers, key
            for one in panel.layers:
                values = np.asarray(one.z if one.z is not None else one.y, dtype=float)
                assert np.isfinite(values).any(), f"{key}: {one.name}"


def test_energy_delivered_is_energy_drawn(report):
    section = next(s for s in report.sections if s.key == "energy")
    table = next(b for b in section.blocks if getattr(b, "title", "").startswith("Energy balance"))
    total = table.rows[-1]
    assert total[1] == pytest.approx(total[2], abs=1e-6)
    assert total[1] == pytest.approx(sum(row[1] or 0.0 for row in table.rows[:-1]))


def test_the_cost_table_sums_to_the_ledger(report, booked):
    section = next(s for s in report.sections if s.key == "money")
    table = section.blocks[-1]
    size = {"million PKR": 1e6, "billion PKR": 1e9}[table.columns[-1].unit]
    assert table.rows[-1][-1] * size == pytest.approx(booked(), rel=1e-12)
    natures = [c.title for c in table.columns]
    assert table.rows[-1][natures.index("sunk")] * size == pytest.approx(booked(nature="sunk"))
