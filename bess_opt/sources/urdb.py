"""Tariffs of the Utility Rate Database (URDB, OpenEI) as tariffs of a case.

The format is JSON: a record, or ``{"items": [records]}``. Rates are per kWh and kW in US dollars,
``rate + adj`` is what is paid, periods are numbered from 0, schedules have 12 months of 24 hours,
and a weekend is Saturday and Sunday. What would change the bill and has no kind here is refused by
its name: nothing is left out in silence.
"""

from __future__ import annotations

import calendar
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bess_opt.component import REGISTER, load_register
from bess_opt.errors import DataError, Fault, Place

PER_MW = 1e3
Record = Mapping[str, Any]
Tariffs = dict[str, dict[str, Any]]
# Parts that change a bill and are not translated, where they hold anything but zeros.
REFUSED = {
    "minmonthlycharge": "a minimum bill of the month",
    "annualmincharge": "a minimum bill of the year",
    "coincidentratestructure": "a charge on demand at the system's peak",
    "coincidentrateschedule": "a charge on demand at the system's peak",
    "demandreactivepowercharge": "a charge on reactive power",
}
UNITS = {
    "demandunits": "kW",
    "demandrateunit": "kW",
    "flatdemandunit": "kW",
    "fixedchargeunits": "$/month",
}


def read_urdb(path: Path) -> list[Record]:
    """Records of a URDB file.

    Raises
    ------
    DataError
        The file is no JSON, or holds no record.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DataError(f"{path} cannot be read", [_fault(str(error.strerror), path)]) from None
    except ValueError as error:
        fault = _fault(f"the file is no JSON: {error}", path)
        raise DataError(f"{path} is no JSON", [fault]) from None
    records = data.get("items", [data]) if isinstance(data, dict) else data
    if not isinstance(records, list) or not all(
        isinstance(r, dict) and "energyratestructure" in r for r in records
    ):
        fault = _fault("the file holds no record with an energyratestructure", path)
        raise DataError(f"{path} holds no tariff", [fault])
    return records


def tariffs_of(record: Record, connection: str = "utility", path: Path | None = None) -> Tariffs:
    """Tariffs by name, as plain data for the section ``tariffs`` of a case.

    Raises
    ------
    DataError
        The record uses what is not supported; every such part is a fault.
    """
    unsupported = list(_unsupported(record))
    if unsupported:
        faults = [_fault(found, path) for found in unsupported]
        raise DataError(f"{record.get('name', 'the record')} is not supported", faults)
    load_register()
    source = f"cited: URDB, {record.get('utility', '')}, {record.get('name', '')}"
    found: Tariffs = {}
    for name, fields in (
        *_energy(record),
        *_flat_demand(record),
        *_demand_by_hour(record),
        *_others(record),
    ):
        is_metered = "assets" in REGISTER["tariff"][fields["kind"]].model_fields
        metered = {"assets": [connection]} if is_metered else {}
        found[name] = {
            "kind": fields["kind"], "currency": "USD", **metered, **fields,
            "sources": {"*": source},
        }  # fmt: skip
    return found


def _unsupported(record: Record) -> Iterator[str]:
    """Parts that cannot be translated without changing the bill."""
    for key, meaning in REFUSED.items():
        if _holds(record.get(key)):
            yield f"{key} ({meaning}) is not supported"
    for key, unit in UNITS.items():
        if record.get(key) not in (None, "", unit):
            yield f"{key} is {record[key]}; only {unit} is supported"
    structure = record["energyratestructure"]
    for number, tiers in enumerate(structure):
        units = {t.get("unit", "kWh") for t in tiers}
        if units - {"kWh", None, ""}:
            yield f"energyratestructure[{number}] has blocks in {', '.join(map(str, units))}"
    tiered = any(len(tiers) > 1 for tiers in structure)
    if tiered and len(_used(record, "energy")) > 1:
        yield "energyratestructure has blocks in several periods, which is not supported"
    sells = {float(t.get("sell") or 0.0) for tiers in structure for t in tiers}
    if len(sells) > 1:
        yield "energyratestructure has sell rates that differ by period or block"
    for key in ("demandratestructure", "flatdemandstructure"):
        if any(len(tiers) > 1 for tiers in record.get(key) or ()):
            yield f"{key} has blocks of demand, which are not supported"
    shares = _ratchet_shares(record)
    if len(shares) > 1:
        yield "demandratchetpercentage differs by month, which is not supported"
    if any(not 0 <= s <= 1 for s in shares) or not 0 <= _lookback(record)[0] <= 1:
        yield "a ratchet is no share between 0 and 1"
    months = record.get("lookbackMonths") or record.get("lookbackmonths") or ()
    if _holds(months) and not all(months):
        yield "lookbackMonths names some months only, which is not supported"


def _holds(value: Any) -> bool:
    """Whether a value holds anything but zeros."""
    if isinstance(value, dict):
        return any(_holds(v) for k, v in value.items() if k not in ("unit", "max"))
    if isinstance(value, list):
        return any(map(_holds, value))
    return value not in (None, 0, 0.0, "", False)


def _rate(tier: Mapping[str, Any]) -> float:
    """What is paid per kWh or kW, for a MWh or MW."""
    return PER_MW * (float(tier.get("rate") or 0.0) + float(tier.get("adj") or 0.0))


def _schedule(record: Record, what: str, day: str) -> list[list[int]]:
    rows: list[list[int]] = record.get(f"{what}{day}schedule") or [[0] * 24] * 12
    return rows


def _used(record: Record, what: str) -> Counter[int]:
    """Hours of a year's schedule by period, weekdays counting five times."""
    hours: Counter[int] = Counter()
    for day, weight in (("weekday", 5), ("weekend", 2)):
        for row in _schedule(record, what, day):
            for period in row:
                hours[period] += weight
    return hours


def _energy(record: Record) -> Iterator[tuple[str, dict[str, Any]]]:
    structure = record["energyratestructure"]
    used = _used(record, "energy")
    rest = used.most_common(1)[0][0]
    tiers = structure[rest]
    if len(used) == 1 and len(tiers) > 1:
        blocks: list[dict[str, Any]] = [{"price_per_mwh": _rate(t)} for t in tiers]
        for block, tier in zip(blocks[:-1], tiers[:-1], strict=True):
            block["up_to_mwh_per_month"] = float(tier["max"]) / PER_MW
        yield "energy", {"kind": "tiered_energy", "blocks": blocks}
    else:
        windows = [
            {"name": f"period {period}", **window, "price_per_mwh": _rate(structure[period][0])}
            for period in sorted(used)
            if period != rest
            for window in _windows(record, "energy", period)
        ]
        price = _rate(tiers[0])
        windows = windows or [{"name": f"period {rest}", "price_per_mwh": price}]
        yield "energy", {
            "kind": "time_of_use", "off_peak_per_mwh": price, "rest": f"period {rest}",
            "seasons": _seasons(windows), "windows": windows,
        }  # fmt: skip
    sell = float(tiers[0].get("sell") or 0.0)
    if sell:
        yield "export", {"kind": "export_price", "paid_per_mwh": PER_MW * sell}


def _windows(record: Record, what: str, period: int) -> list[dict[str, Any]]:
    """Hours of a period by kind of day, months with the same hours together."""
    by_hours: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for month in range(12):
        spans = {
            day: _spans(_schedule(record, what, day)[month], period)
            for day in ("weekday", "weekend")
        }
        if spans["weekday"] == spans["weekend"]:
            spans = {"all": spans["weekday"]}
        for day, own in spans.items():
            if own:
                by_hours.setdefault((day, own), []).append(month)
    return [
        {
            "hours": list(spans),
            "days": day,
            "seasons": [] if len(months) == 12 else [_season(m) for m in months],
        }
        for (day, spans), months in by_hours.items()
    ]


def _spans(row: Sequence[int], period: int) -> tuple[str, ...]:
    """Hours of a day in which a period holds, as spans."""
    begins = [h for h in range(24) if row[h] == period and (h == 0 or row[h - 1] != period)]
    ends = [h + 1 for h in range(24) if row[h] == period and (h == 23 or row[h + 1] != period)]
    return tuple(f"{b:02d}:00-{e:02d}:00" for b, e in zip(begins, ends, strict=True))


def _season(month: int) -> str:
    return calendar.month_name[month + 1].lower()


def _seasons(windows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """The months that windows name, as seasons (2024 has a 29 February)."""
    named = {name for window in windows for name in window.get("seasons", ())}
    return {
        _season(m): {
            "first": f"{m + 1:02d}-01",
            "last": f"{m + 1:02d}-{calendar.monthrange(2024, m + 1)[1]:02d}",
        }
        for m in range(12)
        if _season(m) in named
    }


def _flat_demand(record: Record) -> Iterator[tuple[str, dict[str, Any]]]:
    structure = record.get("flatdemandstructure") or []
    months = record.get("flatdemandmonths") or [0] * 12
    if not _holds(structure):
        return
    charge = [_rate(structure[period][0]) for period in months]
    yield (
        "demand",
        {
            "kind": "demand_charge",
            "charge_per_mw_month": charge[0] if len(set(charge)) == 1 else charge,
            **_ratchet(record),
            **_metering(record),
        },
    )


def _demand_by_hour(record: Record) -> Iterator[tuple[str, dict[str, Any]]]:
    structure = record.get("demandratestructure") or []
    for period, tiers in enumerate(structure):
        windows = _windows(record, "demand", period) if _rate(tiers[0]) else []
        if windows:
            yield f"demand_{period}", {
                "kind": "demand_charge", "charge_per_mw_month": _rate(tiers[0]),
                "seasons": _seasons(windows), "windows": windows, **_metering(record),
                **({} if _holds(record.get("flatdemandstructure")) else _ratchet(record)),
            }  # fmt: skip


def _ratchet_shares(record: Record) -> set[float]:
    shares = record.get("demandratchetpercentage") or []
    return {float(s or 0.0) for s in (shares if isinstance(shares, list) else [shares])}


def _lookback(record: Record) -> tuple[float, int]:
    percent = record.get("lookbackPercent", record.get("lookbackpercent")) or 0.0
    span = record.get("lookbackRange", record.get("lookbackrange")) or 0
    return float(percent), int(span)


def _ratchet(record: Record) -> dict[str, Any]:
    share, span = _lookback(record)
    shares = _ratchet_shares(record)
    if share and span:
        return {"ratchet_frac": share, "ratchet_months": span}
    if _holds(list(shares)):
        return {"ratchet_frac": max(shares), "ratchet_months": 11}
    return {}


def _metering(record: Record) -> dict[str, Any]:
    minutes = record.get("demandwindow")
    return {"metering_h": float(minutes) / 60} if minutes else {}


def _others(record: Record) -> Iterator[tuple[str, dict[str, Any]]]:
    fixed = record.get("fixedmonthlycharge") or record.get("fixedchargefirstmeter")
    if fixed:
        yield "fixed", {"kind": "fixed_charge", "charge_per_month": float(fixed)}
    fuel = record.get("fueladjustmentsmonthly") or []
    if _holds(fuel):
        prices = [PER_MW * float(x or 0.0) for x in fuel]
        yield "fuel_adjustment", {"kind": "energy_surcharge", "surcharge_per_mwh": prices}


def _fault(found: str, path: Path | None) -> Fault:
    repair = "take the part out of the file, or write this tariff by hand"
    return Fault("E-TF-007", found, "", repair, None if path is None else Place(str(path)))
