"""What is compared with what; each case gives the rows of its table."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.bench.children import run
from tests.bench.systems import System

YEAR = 8760
CHECK_HOURS = 720
ROLLING = System(contracts=False, cyclic=False, sizes=((3800.0, 17600.0),))


@dataclass(frozen=True)
class Case:
    """A system, and who is asked how often."""

    name: str
    title: str
    system: System | None = None
    rivals: tuple[str, ...] = ("HiGHS ipx", "Clarabel")
    repeats: int = 1
    whole_way: bool = False
    example: tuple[str, str] = ("", "")


CASES = (
    Case("year", "Reference year", System(), ("HiGHS ipx", "HiGHS simplex", "Clarabel"), 3, True),
    Case(
        "monthly",
        "Contracts by month",
        System(settlement="monthly"),
        ("HiGHS ipx", "HiGHS simplex", "Clarabel"),
        whole_way=True,
    ),
    Case("two", "Two batteries", System(batteries=2)),
    Case("zones", "Two zones", System(zones=2)),
    Case("peaks", "Monthly peaks", System(monthly_peak=True)),
    Case("ramps", "Ramps", System(ramps=True)),
    Case("quarter", "15-minute year", System(step_h=0.25)),
    Case(
        "grid",
        "National grid of the example, 2030",
        example=("national_grid", "clean_2030"),
        rivals=("HiGHS ipx", "HiGHS simplex", "Clarabel"),
    ),
    Case("5y", "5 years", System(hours=5 * YEAR, settlement="monthly")),
    Case("10y", "10 years", System(hours=10 * YEAR, settlement="monthly")),
    Case("25y", "25 years", System(hours=25 * YEAR, settlement="monthly"), ("Clarabel",)),
)
OTHERS = ("compile", "rolling", "resolves")
NAMES = (*(case.name for case in CASES), *OTHERS)
Row = dict[str, str]
# How HiGHS and Clarabel say, in small letters, that their time was up.
STOPPED = ("time limit reached", "maxtime")


def engine_rows(case: Case, cap_s: float, say: Callable[[str], None]) -> Iterator[Row]:
    """Every engine on the same arrays; ratios are taken run by run, then their median."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "arrays.npz")
        if case.system is None:
            example, scenario = case.example
            size = run("example_arrays", example=example, scenario=scenario, path=path)
        else:
            size = run("arrays", system=case.system, path=path)
        if "failed" in size:
            yield _failed(case.title, "arrays", size)
            return
        names = ("structured", *case.rivals)
        rounds: list[dict[str, dict[str, Any]]] = []
        for k in range(case.repeats):
            rounds.append({})
            for name in names:
                if k and not _is_quick(rounds[0].get(name, {}), cap_s):
                    continue
                say(f"{case.title}: {name}")
                rounds[-1][name] = run(
                    "engine", 3 * cap_s, path=path, name=name,
                    cap_s=cap_s if name != "structured" else 3 * cap_s,
                )  # fmt: skip
    agreed = "" if case.system is None else pypsa_check(case.system, say)
    for name in names:
        ran = [done[name] for done in rounds if name in done]
        yield _engine_row(case, size, name, ran, rounds, agreed if name == "structured" else "")


def _is_quick(first: dict[str, Any], cap_s: float) -> bool:
    """Whether an engine is asked again: what took a third of the cap is measured once."""
    return "seconds" in first and first["seconds"] < cap_s / 3


def _engine_row(
    case: Case,
    size: dict[str, Any],
    name: str,
    ran: list[dict[str, Any]],
    rounds: list[dict[str, dict[str, Any]]],
    agreed: str,
) -> Row:
    own = rounds[0]["structured"]
    if "failed" in ran[0]:
        return _failed(case.title, name, ran[0])
    done = ran[0]["status"] == "optimal"
    stopped = ran[0]["status"].lower() in STOPPED
    seconds = statistics.median(r["seconds"] for r in ran if "seconds" in r)
    ratio = "1"
    if name != "structured" and "seconds" in own:
        ratios = [r[name]["seconds"] / r["structured"]["seconds"] for r in rounds if name in r]
        ratio = ("> " if stopped else "") + f"{statistics.median(ratios):.1f}"
        ratio = ratio if done or stopped else "no answer"
    miss = ""
    if name != "structured" and done and "seconds" in own:
        off = abs(ran[0]["objective"] - own["objective"]) / abs(own["objective"])
        miss = f"{off:.0e}"
    return {
        "case": case.title,
        "rows × columns": f"{size['rows']:,} × {size['columns']:,}",
        "engine": name,
        "ended": ran[0]["status"],
        "s": ("> " if stopped else "") + f"{seconds:.2f}",
        "iterations": str(ran[0]["iterations"]),
        "times ours": ratio,
        "objective off by": miss or agreed,
        "peak MB": f"{max(r['peak_mb'] for r in ran if 'peak_mb' in r):,.0f}",
    }


def pypsa_check(system: System, say: Callable[[str], None]) -> str:
    """How far PyPSA's optimum lies from ours on the first month of the system."""
    month = system.with_hours(CHECK_HOURS)
    say("PyPSA's objective of a month")
    theirs = run("pypsa", system=month, cap_s=120.0)
    own = run("case_to_results", system=month)
    if "failed" in theirs or "failed" in own:
        return f"PyPSA, a month: {theirs.get('failed', own.get('failed'))}"
    off = abs(theirs["objective"] - own["objective"]) / abs(own["objective"])
    return f"{off:.0e} (PyPSA, first {CHECK_HOURS} h)"


def whole_way_rows(case: Case, cap_s: float, say: Callable[[str], None]) -> Iterator[Row]:
    """Case in memory to results, beside PyPSA with HiGHS in two ways."""
    rounds: list[dict[str, dict[str, Any]]] = []
    for _ in range(2):
        say(f"{case.title}: case to results, ours and PyPSA")
        rounds.append({"bess_opt": run("case_to_results", system=case.system, repeats=3)})
        for way in ("HiGHS", "HiGHS ipx"):
            name = f"PyPSA with {way}"
            rounds[-1][name] = run("pypsa", 5 * cap_s, system=case.system, cap_s=cap_s, way=way)
    for name in rounds[0]:
        found, own = rounds[0][name], rounds[0]["bess_opt"]
        if any("failed" in done[n] for done in rounds for n in (name, "bess_opt")):
            yield {"case": case.title, "program": name, "s": str(found.get("failed", "failed"))}
            continue
        parts = ""
        if name == "bess_opt":
            words = ("compile", "solve", "read")
            parts = ", ".join(f"{w} {found[w + '_s']:.2f}" for w in words)
        ratio = statistics.median(r[name]["seconds"] / r["bess_opt"]["seconds"] for r in rounds)
        off = abs(found["objective"] - own["objective"]) / abs(own["objective"])
        yield {
            "case": case.title,
            "program": name,
            "s": f"{statistics.median(r[name]['seconds'] for r in rounds):.2f}",
            "of it": parts,
            "times ours": f"{ratio:.1f}" if name != "bess_opt" else "1",
            "objective off by": f"{off:.0e}" if name != "bess_opt" else "",
            "peak MB": f"{max(r[name]['peak_mb'] for r in rounds):,.0f}",
        }


def compile_rows(say: Callable[[str], None]) -> Iterator[Row]:
    """Compile beside linopy's building of the same program."""
    for hours in (168, 720, YEAR, 4 * YEAR, 10 * YEAR):
        say(f"compile {hours} h")
        found = run("compiling", hours=hours, repeats=7 if hours <= YEAR else 3)
        if "failed" in found:
            yield _failed(f"{hours:,} h", "compile", found)
            continue
        yield {
            "hours": f"{hours:,}",
            "rows × columns": f"{found['rows']:,} × {found['columns']:,}",
            "entries": f"{found['entries']:,}",
            "compile ms": f"{1e3 * found['ours_s']:.0f}",
            "linopy ms": f"{1e3 * found['linopy_s']:.0f}",
            "linopy times ours": f"{found['ratio']:.1f}",
            "patch of demand ms": f"{1e3 * found['patch_s']:.1f}",
        }


def rolling_rows(say: Callable[[str], None]) -> Iterator[Row]:
    """A year in 365 windows; PyPSA runs three weeks, and its time per window is what counts."""
    weeks = replace(ROLLING, hours=21 * 24)
    say("rolling: ours, a year and three weeks")
    year = run("rolling_ours", system=ROLLING, window_h=48, advance_h=24)
    short = run("rolling_ours", system=weeks, window_h=48, advance_h=24)
    say("rolling: PyPSA, three weeks")
    theirs = run("rolling_pypsa", system=weeks, window_h=48, advance_h=24)
    for found in (year, short, theirs):
        if "failed" in found:
            yield _failed("rolling", "", found)
            return
    per_window = theirs["seconds"] / theirs["windows"]
    miss = abs(theirs["objective"] - short["objective"]) / abs(short["objective"])
    yield {
        "program": "bess_opt",
        "windows of 48 h": str(year["windows"]),
        "s": f"{year['seconds']:.2f}",
        "ms a window": f"{1e3 * year['seconds'] / year['windows']:.1f}",
        "times ours": "1",
        "peak MB": f"{year['peak_mb']:,.0f}",
    }
    own = year["seconds"] / year["windows"]
    yield {
        "program": "PyPSA with HiGHS",
        "windows of 48 h": str(theirs["windows"]),
        "s": f"{theirs['seconds']:.2f}",
        "ms a window": f"{1e3 * per_window:.0f}",
        "times ours": f"{per_window / own:.0f} a window",
        "cost off by": f"{miss:.0e} (three weeks)",
        "peak MB": f"{theirs['peak_mb']:,.0f}",
    }


def resolve_rows(cap_s: float, say: Callable[[str], None]) -> Iterator[Row]:
    """A hundred re-solves of a month with other fuel prices."""
    say("re-solves")
    found = run("resolving", 600.0, hours=CHECK_HOURS, count=100, others=5, cap_s=cap_s)
    if "failed" in found:
        yield _failed("re-solves", "", found)
        return
    yield {
        "engine": "session, patched and warm",
        "re-solves": str(found["count"]),
        "ms each": f"{1e3 * found['ours_s']:.0f}",
        "times ours": "1",
    }
    others = {"the same, cold": found["ours_cold_s"]} | found["others"]
    for name, seconds in others.items():
        yield {
            "engine": name,
            "re-solves": "5",
            "ms each": f"{1e3 * seconds:.0f}",
            "times ours": f"{seconds / found['ours_s']:.1f}",
            "objective off by": "" if name == "the same, cold" else f"≤ {found['miss']:.0e}",
        }


def _failed(title: str, name: str, found: dict[str, Any]) -> Row:
    return {"case": title, "engine": name, "ended": str(found["failed"])}
