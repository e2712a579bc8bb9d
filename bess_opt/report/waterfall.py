"""A waterfall: from one amount to another in steps, each beginning where the one before ends."""

from __future__ import annotations

from collections.abc import Sequence

from bess_opt.report.chart import Axis, Chart, Layer, Panel
from bess_opt.report.content import Column, Figure, Table, text_column
from bess_opt.report.numbers import money, scaled, significant
from bess_opt.report.palette import BLACK, ROLES, Look

Step = tuple[str, float]


def waterfall(
    key: str,
    title: str,
    ends: tuple[Step, Step],
    steps: Sequence[Step],
    currency: str,
    period_words: str,
    source: str,
    *,
    is_worth: bool = False,
) -> Figure:
    """The figure; its steps must lead from the first end to the second.

    Parameters
    ----------
    ends : pair of (str, float)
        Where it starts and where it ends, with their names.
    steps : sequence of (str, float)
        What changes on the way, in the order in which it is drawn.
    is_worth : bool
        Amounts are worth and not cost: more is better.
    """
    size, unit = scaled([*(v for _, v in ends), *(v for _, v in steps)], currency)
    names = [ends[0][0], *(name for name, _ in steps), ends[1][0]]
    values = [ends[0][1], *(change for _, change in steps), ends[1][1]]
    bases, at = [0.0], ends[0][1]
    for _, change in steps:
        bases.append(at)
        at += change
    bases.append(0.0)
    last = len(values) - 1
    layers = []
    for k, value in enumerate(values):
        is_end = k in (0, last)
        is_good = (value < 0) is not is_worth
        words = ("worth", "adds", "lost") if is_worth else ("cost", "saved", "spent more")
        word = words[0] if is_end else words[1] if is_good else words[2]
        look = Look(BLACK) if is_end else ROLES["discharge" if is_good else "charge"]
        text = significant(value / size, 4 if abs(value) > 100 * size else 3)
        layers.append(
            Layer("bar", word, look, [names[k]], [value / size], base=[bases[k] / size],
                  text=[text], unit=unit)
        )  # fmt: skip
    # The axis is cut below the lowest step, or the steps would be too small to see; it says so.
    reached = [b + v for b, v in zip(bases, values, strict=True)] + bases[1:-1]
    span = max(reached) - min(reached)
    low = max(0.0, min(reached) - 0.6 * span) / size
    axis = f"{'worth' if is_worth else 'cost'} {period_words} [{unit}]" + (
        ", axis cut" if low > 0 else ""
    )
    chart = Chart(
        (Panel(tuple(layers), Axis(axis, low=low, high=(max(reached) + 0.35 * span) / size)),),
        Axis("", "category"),
        height_px=110 + 30 * len(names),
        horizontal=True,
    )
    table = Table(
        f"From {ends[0][0]} to {ends[1][0]}",
        (text_column("Step"), Column("Amount", unit, 5, significant=True)),
        tuple((n, v / size) for n, v in zip(names, values, strict=True)),
        total=(last,),
    )
    span_words = " to ".join(money(v, currency, 4) for _, v in ends)
    return Figure(key, title, f"Waterfall from {span_words}. {title}.", chart, table, source)
