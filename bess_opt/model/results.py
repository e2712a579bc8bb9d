"""A solution read back: every quantity under its own name, the ledger, and the named duals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr

from bess_opt.component import PRICE_SIGN, Shadow
from bess_opt.errors import ModelError
from bess_opt.horizon import Horizon
from bess_opt.ledger import Ledger, Row
from bess_opt.model.build import Formulation
from bess_opt.model.fields import rate_of
from bess_opt.model.labelled import Labelled
from bess_opt.model.program import Program
from bess_opt.units import unit_of


def read_dataset(form: Formulation, program: Program, x: Any) -> xr.Dataset:
    """Hourly quantities and sizes, dims (time, component) and where needed tier, product, year.

    Inputs that vary in time stand under their field's name beside the results.
    """
    steps = len(form.horizon)
    found = {
        name: Labelled.read(program, name, program.array(name, x), steps)
        for name in program.columns
    }
    for part in program.expression_parts():
        unit, axes = unit_of(part.name), [name for name, _ in program.axes(part.name)]
        is_money = unit is None or unit.is_money
        if not is_money and len(axes) == 2 and axes[-1] in ("T", "Y"):
            values = program.evaluate(part.name, x)
            found[part.name] = Labelled.read(program, part.name, values, steps)
    for field, shape in form.shapes.items():
        shelf = form.fields[field]
        if shape == "T" and shelf:
            data = np.array(list(shelf.values())).reshape(len(shelf), -1)
            found[field] = Labelled(("component", "time"), data, {"component": list(shelf)})
    return _dataset(found, form)


def _dataset(found: Mapping[str, Labelled | None], form: Formulation) -> xr.Dataset:
    """Quantities over all components, each with its unit; those without a value left out."""
    variables: dict[str, Any] = {}
    coords: dict[str, Any] = {}
    for name, own in found.items():
        if own is None or not own.values.size:
            continue
        spread = own.over(list(form.components)).in_order()
        _join(coords, name, spread)
        unit = unit_of(name)
        attrs = {"units": unit.symbol if unit else "", "long_name": name.replace("_", " ")}
        variables[name] = (spread.dims, spread.values, attrs)
    return xr.Dataset(variables, coords | _of_time(form.horizon))


def _join(coords: dict[str, Any], name: str, own: Labelled) -> None:
    """Take over the members of a quantity's dimensions, which are the same in all of them."""
    for dim, members in own.members.items():
        if coords.setdefault(dim, members) != members:
            raise ModelError(f"{name} has another {dim} than the quantities before it")


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
    horizon = form.horizon
    balance = program.row_array("power_balance", y) / (horizon.dt_h * horizon.weight)
    told = {
        "units": f"{currency}/MWh",
        "long_name": "price of energy: cost of one more MWh wanted at the bus",
        "plain": "Price of energy",
        "is_limit": 0,
    }
    variables: dict[str, Any] = {"power_balance": (("time", "bus"), balance.T, told)}
    coords: dict[str, Any] = {"bus": program.members("power_balance")[0]}
    for kind in form.kinds:
        for shadow in kind.shadows:
            if shadow.constraint not in program.rows:
                continue
            own = _price(program, y, shadow, horizon)
            if own is None:
                continue
            _join(coords, shadow.name, own)
            price = kind.unscaled(shadow, xr.DataArray(own.values, own.members, own.dims), ds)
            told = {
                "units": shadow.unit.replace("{currency}", currency),
                "long_name": shadow.meaning,
                "plain": shadow.plain,
                "is_limit": int(shadow.is_limit),
            }
            variables[shadow.name] = (price.dims, price.to_numpy(), told)
    return xr.Dataset(variables, coords | _of_time(horizon), attrs={"sign": PRICE_SIGN})


def _price(program: Program, y: Any, shadow: Shadow, horizon: Horizon) -> Labelled | None:
    """The duals of a constraint as prices; None where it has no row.

    Duals of different kinds have different members: each keeps a dimension of its own.
    """
    values = program.row_array(shadow.constraint, y)
    own = Labelled.read(program, shadow.constraint, values, len(horizon))
    if own is None or not own.values.size:
        return None
    price = np.abs(own.values) if shadow.is_limit else -own.values
    if "time" in own.dims:
        hours = horizon.dt_h if shadow.unit.endswith("/h") else 1.0
        at = own.dims.index("time")
        price = np.moveaxis(np.moveaxis(price, at, -1) / (hours * horizon.weight), -1, at)
    return replace(own, values=price).renamed("component", f"{shadow.name}_component")


def read_ledger(form: Formulation, program: Program, x: Any) -> Ledger:
    """Every entry by component and month (or year), and the sunk rows; sums to the objective."""
    rows: list[Row] = []
    horizon = form.horizon
    for entry in form.entries:
        amounts = program.evaluate(entry.expression, x)
        (_, owners), (over, axis) = program.axes(entry.expression)
        if amounts.size == 0:
            continue
        if over == "T":
            at = np.searchsorted(horizon.months, horizon.month_label)
            weighted = amounts * horizon.weight
            table = np.array([np.bincount(at, row, len(horizon.months)) for row in weighted])
            periods = horizon.months
        else:
            table, periods = amounts, axis.members
        for name, line in zip(owners.members, table, strict=True):
            component = form.components[name]
            rate = rate_of(component, form.base, form.rates)
            for period, amount in zip(periods, line.tolist(), strict=True):
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


def _of_time(horizon: Horizon) -> dict[str, Any]:
    """Coordinates of the steps."""
    stamps = horizon.start.tz_localize(None).to_numpy().astype("datetime64[ns]")
    return {
        "time": ("time", stamps, {"timezone": horizon.zone, "long_name": "start of step, UTC"}),
        "year": ("time", horizon.year),
        "weight": ("time", horizon.weight),
        "period": ("time", horizon.period),
        "dt_h": ("time", horizon.dt_h, {"units": "h"}),
    }
