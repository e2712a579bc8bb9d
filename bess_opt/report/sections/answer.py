"""The page for a reader in a hurry: what to build, what it saves, what binds, what to trust."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bess_opt.component import PRICE_SIGN
from bess_opt.report.content import (
    Block,
    Column,
    Facts,
    Note,
    Section,
    Table,
    Text,
    text_column,
)
from bess_opt.report.numbers import (
    count,
    is_number,
    listed,
    significant,
    tonnes,
)
from bess_opt.report.reading import Reading
from bess_opt.report.sections.key_figures import key_figures
from bess_opt.report.sections.saving import saving_sentence
from bess_opt.report.sections.service import foresight_cautions
from bess_opt.report.sections.shadow_prices import (
    binds_in,
    left_out_sentence,
    page_one_limits,
    peak,
    told_sentence,
)
from bess_opt.report.sections.sizes import size_words
from bess_opt.report.sections.worth import (
    break_even_sentence,
    flat_sentence,
    price_sentence,
    trial_sentence,
)

MOST_BINDING = 6
# A rise of emissions smaller than this share is not worth a place on page one.
NOTICED_FRAC = 1e-3


def answer(reading: Reading) -> Section:
    """The section."""
    blocks: list[Block] = [Text(build_sentence(reading), lead=True)]
    blocks += [Text(s) for s in (saving_sentence(reading), *_worth(reading)) if s]
    blocks.append(Facts(tuple(key_figures(reading))))
    blocks += [Note(text, "warning") for text in _cautions(reading)]
    blocks += _binding(reading)
    blocks.append(Text(trust_sentence(reading)))
    return Section("answer", "The answer", tuple(blocks))


def build_sentence(reading: Reading) -> str:
    """What storage to build."""
    pays = (reading.results.get("headline") or {}).get("storage_pays")
    named = reading.headline_storages
    built = [n for n in named if reading.is_built(n)]
    if not named:
        return "This case holds no storage."
    if pays is None and not any(reading.size(n).get("sized") for n in named):
        sizes = listed([f"{reading.label(n)} {size_words(reading, n)}" for n in named])
        return f"The storage of this case is given, not sized: {sizes}."
    if not built and all(_is_shut(reading, n) for n in named):
        return f"Build no storage: the case allows none of {_names(reading)}."
    if not built:
        return f"Build no storage: at the costs of this case, {_names(reading)} does not pay."
    sizes = listed([f"{size_words(reading, n)} of {reading.label(n)}" for n in built])
    return f"Build {sizes}."


def _is_shut(reading: Reading, name: str) -> bool:
    """Whether the case bounds a size of a store at nothing, which says nothing of its worth."""
    sized = reading.size(name).get("sized") or ()
    return any(getattr(reading.assets[name], field).max == 0 for field in sized)


def _worth(reading: Reading) -> Iterator[str]:
    yield break_even_sentence(reading)
    yield trial_sentence(reading)
    yield flat_sentence(reading)
    yield price_sentence(reading)


def emissions_sentence(reading: Reading) -> str:
    """Why storage raises emissions, where it does: a reader would not expect it."""
    before, after = reading.results.get("baseline") or {}, reading.results
    if not (is_number(before.get("emissions_t")) and is_number(after.get("emissions_t"))):
        return ""
    was, now = float(before["emissions_t"]), float(after["emissions_t"])
    if now - was <= NOTICED_FRAC * abs(was):
        return ""
    flows = before.get("energy_mwh") or {}
    rise = {
        name: reading.flow(name, "generated") - float(flows.get(name, {}).get("generated", 0.0))
        for name, asset in reading.assets.items()
        if getattr(asset, "emission_t_per_mwh", 0.0) > 0
    }
    most = max(rise, key=lambda n: rise[n], default="")
    text = f"Storage raises emissions by {tonnes(now - was)} {reading.period_words}"
    if most and rise[most] > 0:
        text += f": it lets {reading.label(most)} run {reading.energy(rise[most])} more"
    return (
        f"{text}. Nothing in this case charges for them." if not _is_priced(reading) else f"{text}."
    )


def _is_priced(reading: Reading) -> bool:
    """Whether a policy bills for emissions; a cap does not, and a shadow price is nobody's bill."""
    entries = [entry for p in reading.policies.values() for entry in type(p).entries]
    return any(entry.nature == "cash" for entry in entries)


def _cautions(reading: Reading) -> Iterator[str]:
    """What page one must not keep quiet about."""
    for name in reading.headline_storages:
        health = getattr(reading.assets[name], "soh_mean_frac", None)
        if health == 1.0:
            yield (
                f"{reading.label(name)} is counted at full health over its whole life "
                "(soh_mean_frac 1): a real store fades, so its worth is overstated."
            )
    overlap = reading.results.get("overlap_hours") or 0.0
    if is_number(overlap) and overlap > 0:
        yield f"Storage charges and discharges at once in {significant(overlap)} hours."
    yield from foresight_cautions(reading)
    crossing = reading.results.get("import_export_hours") or 0.0
    if is_number(crossing) and crossing > 0:
        yield f"A connection imports and exports at once in {significant(crossing)} hours."
    opposed = reading.results.get("opposed_hours") or 0.0
    if opposed > 0:
        yield f"In {significant(opposed)} hours one store charges while another discharges."
    emissions = emissions_sentence(reading)
    if emissions:
        yield emissions
    circling = reading.results.get("inverter_overlap_hours") or 0.0
    if is_number(circling) and circling > 0:
        yield f"An inverter works both ways at once in {significant(circling)} hours."
    failed = [c for c in reading.checks if not c["passed"]]
    if failed:
        yield f"{count(len(failed), 'check')} failed; see Checks before using any figure."


def _binding(reading: Reading) -> Iterator[Block]:
    rows = page_one_limits(reading)[:MOST_BINDING]
    if rows:
        yield _binding_table(reading, rows)
    sentences = [*(told_sentence(reading, r) for r in rows), left_out_sentence(reading)]
    yield from (Text(s) for s in sentences if s)


def _binding_table(reading: Reading, rows: list[dict[str, Any]]) -> Table:
    return Table(
        "What binds: rules and contracts first, then the limits of plants and lines",
        (
            text_column("Limit"),
            text_column("Of"),
            text_column("Binds in"),
            Column("Mean price while it binds", "", 4, significant=True),
            Column("Highest price", "", 4, significant=True),
            text_column("Unit"),
            text_column("Meaning"),
        ),
        tuple(
            (
                r["title"],
                r["of"],
                binds_in(r),
                reading.told_price(float(r.get("mean") or 0.0), r["unit"])[0],
                *reading.told_price(peak(r), r["unit"]),
                reading.told_words(r["meaning"]),
            )
            for r in rows
        ),
        note=PRICE_SIGN,
    )


def trust_sentence(reading: Reading) -> str:
    """How far to trust it."""
    checks, solver = reading.checks, reading.results.get("solver") or {}
    passed = sum(bool(c["passed"]) for c in checks)
    parts = [f"{passed} of {len(checks)} checks of the results passed"]
    residuals = [solver.get(k) for k in ("primal_residual", "dual_residual", "gap")]
    known = [float(r) for r in residuals if r is not None]
    if known:
        parts.append(f"the optimum is certified to {max(known):.0e} relative")
    marks = [row.get("mark") for row in reading.results.get("assumptions") or []]
    weak = sum(m in ("assumed", "synthetic", "default") for m in marks)
    if marks:
        parts.append(f"{weak} of {count(len(marks), 'input value')} are assumptions or synthetic")
    warnings = reading.results.get("warnings") or []
    if warnings:
        parts.append(f"{count(len(warnings), 'warning')} on the data")
    body = "; ".join(parts)
    foresight = reading.results.get("foresight") or {}
    if foresight.get("kind") == "rolling":
        sight = (
            f"Dispatch sees {foresight['window_h']:g} h ahead, without errors of forecast; sizes "
            "are those of a plan that knows the whole horizon."
        )
    else:
        sight = (
            "Dispatch knows the whole horizon in advance, so what storage earns is an upper bound "
            "of what an operator would."
        )
    return f"How far to trust it: {body}. {sight}"


def _names(reading: Reading) -> str:
    return listed([reading.label(n) for n in reading.headline_storages])
