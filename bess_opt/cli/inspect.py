"""``inspect``: what the program understood of a case, before anything is solved."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bess_opt.cli.frame import (
    Outcome,
    case_argument,
    case_path,
    overrides_option,
    scenario_option,
)
from bess_opt.cli.frame import command as make_command
from bess_opt.cli.screen import Screen
from bess_opt.cli.wording import count, number, share, table

if TYPE_CHECKING:
    from bess_opt.horizon import Horizon
    from bess_opt.studies.system import System


@make_command("inspect")
@case_argument
@scenario_option
@overrides_option
@click.option("--no-model", is_flag=True, help="Leave out the size of the LP.")
def command(
    screen: Screen,
    case: Path,
    scenario: str | None,
    overrides: tuple[str, ...],
    no_model: bool,
) -> Outcome:
    """Show what was understood of a case.

    Time axis, series, components, scenarios and the size of the LP; with -v every resolved value
    and where it came from.
    """
    from bess_opt.cli.building import read_all

    case_file, inputs = read_all(case_path(case), scenario, overrides, screen)
    parsed = case_file.case
    if parsed is None:
        raise click.UsageError("there is nothing to inspect.")
    axis = describe_axis(inputs.horizon)
    series = describe_series(inputs.dataset)
    parts = {
        room: {name: part.kind for name, part in getattr(parsed, room).items()}
        for room in ("assets", "tariffs", "policies")
    }
    screen.say(f"{parsed.name}, scenario {scenario}" if scenario else parsed.name, bold=True)
    screen.say("")
    _show_axis(screen, axis)
    _show_series(screen, series)
    for (room, names), noun in zip(parts.items(), ("asset", "tariff", "policy"), strict=True):
        idle = {name for name, part in getattr(parsed, room).items() if not part.active}
        aside = f", {len(idle)} of them inactive" if idle else ""
        screen.say(count(len(names), noun) + aside, bold=True)
        marked = [(n, f"{kind}  (inactive)" if n in idle else kind) for n, kind in names.items()]
        screen.say(table(marked))
    scenarios = {name: own.description for name, own in parsed.scenarios.items()}
    screen.say(count(len(scenarios), "scenario"), bold=True)
    if scenarios:
        screen.say(table(list(scenarios.items())))
    data: dict[str, Any] = {
        "case": str(case_file.path),
        "scenario": scenario,
        "scenarios": scenarios,
        "time": axis,
        "series": series,
        "components": parts,
        "resolved": case_file.resolved,
        "origins": dict(case_file.origins),
    }
    if not no_model:
        from bess_opt.studies.system import System

        system = System(parsed, inputs, lambda event: None)
        data["model"] = describe_model(system)
        _show_model(screen, data["model"])
    if screen.verbose:
        from bess_opt.case.read import resolved_yaml

        screen.say("")
        screen.detail(resolved_yaml(case_file))
    else:
        screen.say("every value and where it came from: bess-opt inspect -v")
    return Outcome(data)


def describe_axis(horizon: Horizon) -> dict[str, Any]:
    """The time axis in plain values."""
    local = horizon.local
    return {
        "zone": horizon.zone,
        "start": local[0].isoformat(),
        "last_step": local[-1].isoformat(),
        "step_h": horizon.step_h,
        "steps": len(horizon),
        "periods": int(horizon.period.max()) + 1,
        "weighted": horizon.is_weighted,
        "hours": float((horizon.dt_h * horizon.weight).sum()),
        "share_of_year": horizon.share_of_year,
        "clock_changes": horizon.clock_changes,
    }


def describe_series(dataset: Any) -> dict[str, dict[str, Any]]:
    """Each series with its unit, band and origin."""
    return {
        str(name): {
            "unit": array.attrs.get("unit", ""),
            "least": float(array.min()),
            "mean": float(array.mean()),
            "most": float(array.max()),
            "filled_share_frac": float(array.attrs.get("filled_share_frac", 0.0)),
            "mark": str(array.attrs.get("mark", "")),
            "source": str(array.attrs.get("source", "")),
        }
        for name, array in dataset.data_vars.items()
    }


def describe_model(system: System) -> dict[str, Any]:
    """Size and scaling of the compiled LP."""
    lp = system.program.linear_program()
    return {
        "rows": lp.n_rows,
        "columns": lp.n_columns,
        "entries": lp.n_entries,
        "ranges": {kind: list(band) for kind, band in lp.coefficient_ranges().items()},
        "build_s": system.build_s,
    }


def _show_axis(screen: Screen, axis: dict[str, Any]) -> None:
    screen.say("time", bold=True)
    years = ", ".join(f"{share(v)} of {y}" for y, v in axis["share_of_year"].items())
    changes = ", ".join(axis["clock_changes"]) or "none"
    rows = [
        ("from", axis["start"]),
        ("last step", f"{axis['last_step']} ({axis['zone']}; a step is named by its start)"),
        ("steps", f"{axis['steps']:,} of {number(axis['step_h'])} h, {years}"),
        ("periods", str(axis["periods"]) + (", weighted" if axis["weighted"] else "")),
        ("clock changes", changes),
    ]
    screen.say(table(rows))


def _show_series(screen: Screen, series: dict[str, dict[str, Any]]) -> None:
    if not series:
        return
    screen.say(count(len(series), "series"), bold=True)
    head = ("", "unit", "least", "mean", "most", "filled", "mark")
    rows = [
        (
            name,
            s["unit"],
            number(s["least"]),
            number(s["mean"]),
            number(s["most"]),
            share(s["filled_share_frac"]),
            s["mark"],
        )
        for name, s in series.items()
    ]
    screen.say(table([head, *rows], right=(2, 3, 4, 5)))


def _show_model(screen: Screen, model: dict[str, Any]) -> None:
    screen.say("model", bold=True)
    low, high = model["ranges"]["matrix"]
    rows = [
        ("rows", f"{model['rows']:,}"),
        ("columns", f"{model['columns']:,}"),
        ("entries", f"{model['entries']:,}"),
        ("coefficients", f"{low:.0e} to {high:.0e}"),
    ]
    screen.say(table(rows))
