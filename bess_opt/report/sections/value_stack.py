"""What storage is worth by stream: alone, together, lost to conflict; and at the margin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bess_opt.report.content import Block, Column, Figure, Note, Section, Table, Text, text_column
from bess_opt.report.numbers import is_number, listed, money, scaled
from bess_opt.report.reading import Reading
from bess_opt.report.sections.worth import trial_words
from bess_opt.report.small import FACTOR
from bess_opt.report.waterfall import waterfall

NO_MARGIN = (
    "Nothing is built, so what one more MW, MWh or hour would be worth is left out: there is no "
    "chosen size to add it to, and the size above is a trial."
)


def value_stack(reading: Reading) -> Section | None:
    """The section, where the study asked for it."""
    found = reading.results.get("value_stack")
    if not found:
        return None
    blocks: list[Block] = [Text(_about(reading, found))]
    if is_number(found.get("conflict")) and not found["streams"]:
        blocks.append(Text(_one_stream(reading, found)))
    elif is_number(found.get("conflict")):
        blocks.append(_figure(reading, found))
    else:
        blocks.append(
            Note("Without storage the system cannot meet its rules, so no worth by stream is told.")
        )
    if found.get("marginal"):
        blocks += [Text(_margin_words(reading, found)), _margin_table(reading, found)]
    else:
        blocks.append(Text(NO_MARGIN))
    return Section("value", "What storage is worth by stream", tuple(blocks))


def _about(reading: Reading, found: Mapping[str, Any]) -> str:
    total = {
        field: sum(own.get(field, 0.0) for own in found["sizes"].values())
        for field in ("p_rated_mw", "e_rated_mwh")
    }
    size = f"{reading.power(total['p_rated_mw'])} / {reading.energy(total['e_rated_mwh'])}"
    size += trial_words(reading, found.get("basis"))
    return (
        f"For storage of {size}, before its own cost. A rule or contract is left out of the system "
        "with storage and of the one without, and all other decisions are free in both. Alone is "
        "what a stream adds to moving energy; last is what its absence would take away."
    )


def _one_stream(reading: Reading, found: Mapping[str, Any]) -> str:
    """Without a rule or contract to tell apart there is one amount and no picture."""
    worth = money(found["together"], reading.currency)
    named = listed(list(reading.tariffs))
    hint = f" study.value_streams may name tariffs: {named}." if named else ""
    return (
        f"It is worth {worth} {reading.period_words}. No stream was told apart, for the study "
        f"names none and the case holds no rule.{hint}"
    )


def _figure(reading: Reading, found: Mapping[str, Any]) -> Figure:
    currency, words = reading.currency, reading.period_words
    together, none = float(found["together"]), float(found["energy_alone"])
    steps = [(f"{reading.label(s['name'])}, alone", float(s["alone"])) for s in found["streams"]]
    conflict = float(found["conflict"])
    met = (
        [("Lost to conflict" if conflict > 0 else "Gained together", -conflict)] if conflict else []
    )
    steps += met
    title = (
        f"Storage is worth {money(together, currency)} {words}, {money(none, currency)} of it by "
        "moving energy alone"
    )
    figure = waterfall(
        "value-stack", title, (("Moving energy alone", none), ("All together", together)), steps,
        currency, words, "results.json: value_stack", is_worth=True,
    )  # fmt: skip
    size, unit = scaled([together, none], currency)
    rows = [
        ("Moving energy", none / size, None),
        *((reading.label(s["name"]), s["alone"] / size, _over(s["last"], size))
          for s in found["streams"]),
        *((word, amount / size, None) for word, amount in met),
        ("All together", together / size, None),
    ]  # fmt: skip
    table = Table(
        "Worth by stream",
        (text_column("Stream"), Column("Alone", unit, 3), Column("Last", unit, 3)),
        tuple(rows),
        total=(len(rows) - 1,),
    )
    return Figure(figure.key, figure.title, figure.alt, figure.chart, table, figure.source)


def _over(value: float | None, size: float) -> float | None:
    return None if value is None else value / size


def _margin_words(reading: Reading, found: Mapping[str, Any]) -> str:
    rows = {what: (worth, cost) for what, _, _, _, worth, cost in _margin_rows(reading, found)}
    said = [
        f"{what} is worth {money(worth, reading.currency)} and costs "
        f"{money(cost, reading.currency)} {reading.period_words}"
        for what, (worth, cost) in rows.items()
    ]
    text = "; ".join(said)
    return f"At the margin, found by solving again: {text}."


def _margin_rows(
    reading: Reading, found: Mapping[str, Any]
) -> list[tuple[str, str, float, str, float, float]]:
    """What one more is, of which store, the step taken and its unit, worth and cost of one."""
    rows = []
    for row in found["marginal"]:
        what = str(row["what"])
        # An hour more is taken as so much more energy.
        unit = "MW" if row["unit"] == "MW" else "MWh"
        size = FACTOR if reading.is_small else 1.0
        per_one = 1.0 if what.endswith("hour") else size
        rows.append(
            (reading.told_words(what), reading.label(row["of"]), size * float(row["step"]),
             reading.told_words(unit), row["worth"] / per_one, row["cost"] / per_one)
        )  # fmt: skip
    return rows


def _margin_table(reading: Reading, found: Mapping[str, Any]) -> Table:
    unit = f"{reading.currency} {reading.period_words}"
    return Table(
        "Worth of a little more storage",
        (
            text_column("Step"),
            text_column("Of"),
            Column("Step taken", "", 3, True),
            text_column("in"),
            Column("Worth of one", unit, 4, True),
            Column("Cost of one", unit, 4, True),
            Column("Net", unit, 4, True),
        ),
        tuple((*row, row[-2] - row[-1]) for row in _margin_rows(reading, found)),
    )  # fmt: skip
