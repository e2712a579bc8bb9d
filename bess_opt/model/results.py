"""A solution read back: every quantity under its own name, the ledger, and the named duals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from bess_opt.component import PRICE_SIGN
from bess_opt.ledger import Ledger, Row
from bess_opt.model.build import Formulation
from bess_opt.model.fields import rate_of
from bess_opt.model.program import Program
from bess_opt.units import unit_of

AXES = {
    "T": "time",
    "T_inner": "time",
    "D": "day",
    "Y": "year_label",
    "M": "month",
    "N": "bus",
}
FURTHER = ("tier", "product", "register", "energy_block")


def read_dataset(form: Formulation, program: Program, x: Any) -> xr.Dataset:
    """Hourly quantities and sizes, dims (time, component) and where needed tier, product, year.

    Inputs that vary in time stand under their field's name beside the results.
    """
    found: dict[str, xr.DataArray] = {}
    for name in program.columns:
        _put(found, program, name, program.array(name, x), len(form.horizon))
    for part in program.expression_parts():
        name = part.component.name
        unit = unit_of(name)
        axes = [s.name for s in part.component.index_set().subsets()]
        if (
            unit is not None
            and not unit.is_money
            and axes[-1:] in (["T"], ["Y"])
            and len(axes) == 2
        ):
            _put(found, program, name, program.evaluate(name, x), len(form.horizon))
    for field, shape in form.shapes.items():
        if shape == "T" and form.fields[field]:
            shelf = form.fields[field]
            data = np.array(list(shelf.values())).reshape(len(shelf), -1)
            found[field] = xr.DataArray(
                data, dims=("component", "time"), coords={"component": list(shelf)}
            )
    ds = xr.Dataset(_aligned(found, list(form.components)))
    return _with_time(ds, form)


def read_duals(
    form: Formulation, program: Program, y: Any, currency: str, ds: xr.Dataset
) -> xr.Dataset:
    """Shadow prices with names, signed as :data:`bess_opt.component.PRICE_SIGN` says.

    Duals over steps are told for one hour (or one end of a step) of the unweighted year, others as
    they are.

    Parameters
    ----------
    ds : xarray.Dataset
        Quantities of the same answer (:func:`read_dataset`).
    """
    found = {}
    dt_h, weight = form.horizon.dt_h, form.horizon.weight
    price = program.row_array("power_balance", y) / (dt_h * weight)
    buses = program.members("power_balance")[0]
    found["power_balance"] = xr.DataArray(
        price,
        dims=("bus", "time"),
        coords={"bus": buses},
        attrs={
            "units": f"{currency}/MWh",
            "long_name": "price of energy: cost of one more MWh wanted at the bus",
            "is_limit": 0,
        },
    ).transpose("time", "bus")
    for kind in form.kinds:
        for shadow in kind.shadows:
            if shadow.constraint not in program.rows:
                continue
            array = _labelled(
                program,
                shadow.constraint,
                program.row_array(shadow.constraint, y),
                len(form.horizon),
            )
            if array is None or array.size == 0:
                continue
            array = abs(array) if shadow.is_limit else -array
            if "time" in array.dims:
                per = dt_h * weight if shadow.unit.endswith("/h") else weight
                array = array / xr.DataArray(per, dims="time")
            array = kind.unscaled(shadow, array, ds)
            array.attrs = {
                "units": shadow.unit.replace("{currency}", currency),
                "long_name": shadow.meaning,
                "is_limit": int(shadow.is_limit),
            }
            found[shadow.name] = array
    renamed = {n: _own_component(n, a) for n, a in found.items()}
    return _with_time(xr.Dataset(renamed, attrs={"sign": PRICE_SIGN}), form)


def read_ledger(form: Formulation, program: Program, x: Any) -> Ledger:
    """Every entry by component and month (or year), and the sunk rows; sums to the objective."""
    rows: list[Row] = []
    horizon = form.horizon
    for entry in form.entries:
        amounts = program.evaluate(entry.expression, x)
        owners, axis = program.members(entry.expression)
        if amounts.size == 0:
            continue
        if len(axis) == len(horizon) and axis == list(range(len(horizon))):
            at = np.searchsorted(horizon.months, horizon.month_label)
            weighted = amounts * horizon.weight
            table = np.array([np.bincount(at, row, len(horizon.months)) for row in weighted])
            axis = horizon.months
        else:
            table = amounts
        for name, line in zip(owners, table, strict=True):
            component = form.components[name]
            rate = rate_of(component, form.base, form.rates)
            for period, amount in zip(axis, line.tolist(), strict=True):
                label = f"{period // 100}-{period % 100:02d}" if period > 9999 else str(period)
                rows.append(
                    Row(
                        name,
                        entry.name,
                        entry.nature,
                        entry.payer,
                        entry.payee,
                        label,
                        component.currency or form.base,
                        amount / rate,
                        amount,
                    )
                )
    for component in form.components.values():
        rate = rate_of(component, form.base, form.rates)
        rows.extend(component.sunk_rows(horizon, form.base, rate))
    sunk = [row for row in rows if row.nature == "sunk"]
    for component in form.components.values():
        rate = rate_of(component, form.base, form.rates)
        rows.extend(component.sunk_on(sunk, form.components, form.base, rate))
    return Ledger(row for row in rows if row.amount != 0.0)


def _labelled(program: Program, name: str, values: Any, steps: int) -> xr.DataArray | None:
    part = program.columns.get(name) or program.rows.get(name)
    component = part.component if part else program.model.component(name)
    axes = [s.name for s in component.index_set().subsets()]
    dims = [axis if axis in FURTHER else AXES.get(axis, "component") for axis in axes]
    if len(set(dims)) < len(dims):
        return None
    members = program.members(name)
    if axes[-1:] == ["T_inner"]:
        # The first step of a period has no step before it, and so no such row.
        whole = np.zeros((*values.shape[:-1], steps))
        whole[..., members[-1]] = values
        values = whole
    coords = {d: m for d, m in zip(dims, members, strict=True) if d != "time"}
    return xr.DataArray(values, dims=dims, coords=coords)


def _put(
    found: dict[str, xr.DataArray], program: Program, name: str, values: Any, steps: int
) -> None:
    array = _labelled(program, name, values, steps)
    if array is not None and array.size:
        found[name] = array


def _own_component(name: str, array: xr.DataArray) -> xr.DataArray:
    """Duals of different kinds have different members: each keeps a dimension of its own."""
    if "component" in array.dims:
        return array.rename(component=f"{name}_component")
    return array


def _aligned(found: Mapping[str, xr.DataArray], components: list[str]) -> dict[str, xr.DataArray]:
    aligned = {}
    for name, array in found.items():
        unit = unit_of(name)
        if "component" in array.dims:
            array = array.reindex(component=components)
        order = [
            d
            for d in ("time", "day", "year_label", "month", "component", *FURTHER)
            if d in array.dims
        ]
        array = array.transpose(*order)
        array.attrs = {"units": unit.symbol if unit else "", "long_name": name.replace("_", " ")}
        aligned[name] = array
    return aligned


def _with_time(ds: xr.Dataset, form: Formulation) -> xr.Dataset:
    horizon = form.horizon
    stamps = horizon.start.tz_localize(None).to_numpy().astype("datetime64[ns]")
    return ds.assign_coords(
        time=("time", stamps, {"timezone": horizon.zone, "long_name": "start of step, UTC"}),
        year=("time", horizon.year),
        weight=("time", horizon.weight),
        period=("time", horizon.period),
        dt_h=("time", horizon.dt_h, {"units": "h"}),
    )
