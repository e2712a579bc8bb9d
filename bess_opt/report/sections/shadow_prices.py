"""What each limit costs: duals with a name, a unit and a meaning."""

from __future__ import annotations

from typing import Any

from bess_opt.component import PRICE_SIGN
from bess_opt.report.content import Block, Column, Section, Table, Text, text_column
from bess_opt.report.numbers import count, listed, money
from bess_opt.report.opened_run import worded
from bess_opt.report.reading import DUST_FRAC, Reading

MEAN_WORDS = (
    "The mean is over the hours, days, months or years in which the limit binds, not over all of "
    "them; that of a balance (energy at a bus, in a store, in a reservoir) is over all."
)


CUT_WORDS = (
    " Without supply, energy has the price of what serves or misses the last MWh then: own plants, "
    "stored energy, or demand unserved; more of a connection that is cut is worth nothing."
)


def limits(reading: Reading) -> list[dict[str, Any]]:
    """Limits that bind, dearest first; a balance has a price and is no limit."""
    return [r for r in _prices(reading) if r["is_limit"]]


def _prices(reading: Reading) -> list[dict[str, Any]]:
    """Every price above dust of what is built, dearest first.

    Runs of older versions counted hours without a price into the mean and signed prices otherwise:
    their rows do not say ``is_limit`` and are not told.
    """
    currency = reading.currency
    return [
        {
            **row,
            "title": row.get("plain") or worded(str(row.get("name", ""))),
            "of": ", ".join(
                filter(
                    None,
                    (
                        reading.label(str(row["component"])) if row.get("component") else "",
                        row.get("supply", ""),
                    ),
                )
            ),
            "unit": str(row.get("unit", "")).replace("{currency}", currency),
            "meaning": str(row.get("meaning", "")),
        }
        for row in reading.results.get("binding") or []
        if "is_limit" in row
        and peak(row) > dust_below(reading, row)
        and row.get("component") not in reading.unbuilt
    ]


def page_one_limits(reading: Reading) -> list[dict[str, Any]]:
    """Limits worth a place on page one: what the case rules and contracts, then the rest.

    A rule has one row a year or month and a line one a step, so their sums say nothing of which
    matters more. What a plant can give comes last: a cheap plant is at its limit in most hours,
    and that tells a planner least.
    """
    rows = limits(reading)
    written = {*reading.policies, *reading.tariffs}
    plants = {n for n, a in reading.assets.items() if type(a).is_generator}
    rules = [r for r in rows if r.get("component") in written]
    rules.sort(key=lambda r: (int(r["rows"]), -peak(r)))
    others = [r for r in rows if r.get("component") not in written]
    return [*rules, *sorted(others, key=lambda r: r.get("component") in plants)]


def dust_below(reading: Reading, row: dict[str, Any]) -> float:
    """What an interior point leaves of a price that is zero, in the unit of a limit."""
    same = [r for r in reading.results.get("binding") or [] if r.get("unit") == row.get("unit")]
    return DUST_FRAC * max((peak(r) for r in same), default=0.0)


def peak(row: dict[str, Any]) -> float:
    """The largest amount of a price."""
    return max(abs(float(row.get("min") or 0.0)), abs(float(row.get("max") or 0.0)))


def binds_in(row: dict[str, Any]) -> str:
    """How long a limit binds: ``76 of 8,760 h`` over steps, ``3 of 12`` over months."""
    if "hours_binding" in row:
        return f"{row['hours_binding']:,.6g} of {row['hours']:,.6g} h"
    whole = count(int(row["rows"]), row.get("over", "year"))
    return f"{int(row['rows_binding']):,} of {whole}"


def told_sentence(reading: Reading, row: dict[str, Any]) -> str:
    """What a planner's own step of a rule costs, such as one percentage point of a share."""
    told = row.get("told")
    if not told:
        return ""
    amount = money(float(told["amount"]), reading.currency)
    return f"{row['of']}: the {told['meaning']} is {amount} {reading.period_words}."


def left_out_sentence(reading: Reading) -> str:
    """Why no limit of what is not built is listed."""
    names = [
        reading.label(n)
        for n in reading.unbuilt
        if any(r.get("component") == n for r in reading.results.get("binding") or [])
    ]
    if not names:
        return ""
    what = "it is" if len(names) == 1 else "they are"
    return (
        f"Limits of {listed(names)} are left out: where nothing is built every limit binds, "
        f"because {what} of size zero."
    )


def shadow_prices(reading: Reading) -> Section | None:
    """The section, where anything binds."""
    found = _prices(reading)
    own = [r for r in found if r["name"] == "power_balance"]
    rows = [*own, *(r for r in found if r["name"] != "power_balance")]
    if not rows:
        return None
    table = Table(
        "Price of energy at each bus, then every limit that binds",
        (
            text_column("Limit"),
            text_column("Of"),
            text_column("Unit"),
            Column("Mean while it binds", "", 4, significant=True),
            Column("Lowest", "", 4, significant=True),
            Column("Highest", "", 4, significant=True),
            text_column("Binds in"),
            text_column("Meaning"),
            text_column("In the model"),
        ),
        tuple(
            (
                r["title"],
                r["of"],
                reading.told_price(None, r["unit"])[1],
                *(
                    reading.told_price(_tidy(reading, r, key), r["unit"])[0]
                    for key in ("mean", "min", "max")
                ),
                binds_in(r),
                reading.told_words(r["meaning"]),
                r["name"],
            )
            for r in rows
        ),
        note="Every step, day, month and year stands in duals.nc, by its name in the model."
        + (CUT_WORDS if any(r.get("supply") for r in own) else ""),
    )
    words = [f"{PRICE_SIGN} {MEAN_WORDS}", left_out_sentence(reading)]
    words += [told_sentence(reading, r) for r in rows]
    blocks: list[Block] = [*(Text(w) for w in words if w), table]
    return Section("prices", "Shadow prices", tuple(blocks))


def _tidy(reading: Reading, row: dict[str, Any], key: str) -> float | None:
    value = row.get(key)
    if value is None:
        return None
    return 0.0 if abs(float(value)) <= dust_below(reading, row) else float(value)
