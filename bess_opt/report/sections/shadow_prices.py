"""What each limit costs: duals with a name, a unit and a meaning."""

from __future__ import annotations

from typing import Any

from bess_opt.report.content import Column, Section, Table, Text, text_column
from bess_opt.report.reading import DUST_FRAC, Reading, worded


def limits(reading: Reading) -> list[dict[str, Any]]:
    """Binding limits, dearest first; the power balance is a price and not a limit."""
    currency = reading.currency
    rows = []
    for row in reading.results.get("binding") or []:
        if row.get("name") == "power_balance" or peak(row) <= dust_below(reading, row):
            continue
        rows.append(
            {
                **row,
                "title": worded(str(row.get("name", ""))),
                "of": reading.label(str(row.get("component", ""))) if row.get("component") else "",
                "unit": str(row.get("unit", "")).replace("{currency}", currency),
                "rows": int(row.get("rows") or 0),
                "rows_binding": int(row.get("rows_binding") or 0),
                "meaning": str(row.get("meaning", "")),
            }
        )
    return rows


def page_one_limits(reading: Reading) -> list[dict[str, Any]]:
    """Limits worth a place on page one: what the case rules and contracts, then the rest.

    A rule has one row a year or month and a line one a step, so their sums say nothing of which
    matters more. Left out are values of what is stored, which are no limits, and stores that are
    not built.
    """
    written = {*reading.policies, *reading.tariffs}
    rows = [
        r
        for r in limits(reading)
        if not str(r.get("name", "")).endswith("energy_balance")
        and (r.get("component") not in reading.storages or reading.is_built(r["component"]))
    ]
    rules = [r for r in rows if r.get("component") in written]
    rules.sort(key=lambda r: (int(r["rows"]), -peak(r)))
    return [*rules, *(r for r in rows if r.get("component") not in written)]


def dust_below(reading: Reading, row: dict[str, Any]) -> float:
    """What an interior point leaves of a price that is zero, in the unit of a limit."""
    same = [r for r in reading.results.get("binding") or [] if r.get("unit") == row.get("unit")]
    return DUST_FRAC * max((peak(r) for r in same), default=0.0)


def peak(row: dict[str, Any]) -> float:
    """The largest amount of a dual, its sign left to the meaning."""
    return max(abs(float(row.get("min") or 0.0)), abs(float(row.get("max") or 0.0)))


def shadow_prices(reading: Reading) -> Section | None:
    """The section, where anything binds."""
    own = [r for r in reading.results.get("binding") or [] if r.get("name") == "power_balance"]
    rows = limits(reading)
    if not own and not rows:
        return None
    table = Table(
        "Price of energy at each bus, then every limit that binds",
        (
            text_column("Limit"),
            text_column("Of"),
            text_column("Unit"),
            Column("Mean", "", 4, significant=True),
            Column("Lowest", "", 4, significant=True),
            Column("Highest", "", 4, significant=True),
            Column("Binds in"),
            Column("of rows"),
            text_column("Meaning"),
        ),
        tuple(
            (
                worded(str(r.get("name", ""))),
                reading.label(str(r.get("component", ""))) if r.get("component") else "",
                reading.told_price(None, str(r.get("unit", "")))[1],
                *(
                    reading.told_price(_tidy(reading, r, key), str(r.get("unit", "")))[0]
                    for key in ("mean", "min", "max")
                ),
                r.get("rows_binding"),
                r.get("rows"),
                reading.told_words(str(r.get("meaning", ""))),
            )
            for r in (*own, *rows)
        ),
        note="Every step and month by itself stands in duals.nc.",
    )
    text = Text(
        "A shadow price is what the cost would change by if a limit were moved by one unit, all "
        "else as it is. A negative figure is a limit whose rise would lower the cost. It holds for "
        "small changes only."
    )
    return Section("prices", "Shadow prices", (text, table))


def _tidy(reading: Reading, row: dict[str, Any], key: str) -> float | None:
    value = row.get(key)
    if value is None:
        return None
    return 0.0 if abs(float(value)) <= dust_below(reading, row) else float(value)
