"""``run``: where runs go, what is told at the end, and how each ending is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from runs.made_run import make_run, results

from bess_opt.cli import run as run_command
from bess_opt.cli.screen import Screen
from bess_opt.cli.summary import tell
from bess_opt.errors import Fault, Infeasible
from bess_opt.studies import worker
from bess_opt.studies.request import Request
from cli.conftest import Call

Study = Callable[[Mapping[str, Any], Callable[[dict[str, Any]], None]], dict[str, Any]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """Requests handed to a stand-in for the worker, which writes the run made by hand."""
    requests: list[Request] = []

    def supervise(
        task: str, request: Request, *, on_event: Callable[[dict[str, Any]], None]
    ) -> dict[str, Any]:
        assert task == "bess_opt.cli.finishing:solve_and_report"
        requests.append(request)
        on_event({"event": "stage", "stage": "read"})
        on_event({"event": "stage", "stage": "model", "rows": 20, "columns": 1, "seconds": 0.04})
        on_event({"event": "stage", "stage": "with storage"})
        if request.scenario == "impossible":
            fault = Fault("E-IN-001", "power_balance cannot hold", repair="allow shedding")
            raise Infeasible("the case is infeasible", [fault])
        folder = make_run(request.out, results=results())
        check = {
            "name": "soc window",
            "component": "store",
            "figure": 1.0,
            "tolerance": 1e-5,
            "unit": "MWh",
            "passed": request.scenario != "wrong",
        }
        return {
            "run": str(folder),
            "results": results(),
            "checks": [check],
            "reports": [str(folder / "report" / "report.html")],
        }

    monkeypatch.setattr(worker, "supervise", supervise)
    monkeypatch.setattr(run_command, "refuse_faulty", lambda *arguments: None)
    return requests


ANSWER = """\

base: optimal
  build   store: 5 MW, 20 MWh nameplate, 10 MWh deliverable, 2.0 h at full power (sized)
  saves   60 USD over the horizon, 25.0 % of the cost without it (system)
  binds   battery at full power (store) in 1 of 4 h, then priced at 12 USD/MW/h
  trust   1 of 1 check of the results passed; certificate 1e-12
  report  out/report/report.html
  run     out
"""


def test_the_answer_is_told_in_six_lines(call: Call, asked: list[Request]) -> None:
    done = call("run", "case.yaml", "-o", "out")
    assert (done.code, done.out) == (0, "")
    assert done.err == (
        "reads the case and its data\n"
        "a model of 20 rows, 1 column in 0.0 s\n"
        "solves with storage\n" + ANSWER
    )


def test_the_study_is_asked_what_the_user_asked(call: Call, asked: list[Request]) -> None:
    words = "run case.yaml -o out -S a.b=1 --set c=2 --scenario dry --solver highs --vertex"
    more = "--time-limit 60 --save-lp x.lp --foresight rolling --value-stack"
    assert call(*words.split(), *more.split()).code == 0
    (request,) = asked
    here = Path.cwd()
    assert replace(request, argv=()) == Request(
        here / "case.yaml",
        here / "out",
        scenario="dry",
        overrides=("a.b=1", "c=2"),
        solver="highs",
        foresight="rolling",
        vertex=True,
        time_limit_s=60.0,
        save_lp=here / "x.lp",
        value_stack=True,
        replace=False,
    )
    assert request.changes == (
        "a.b=1",
        "c=2",
        "solver.name=highs",
        "solver.time_limit_s=60.0",
        "study.foresight=rolling",
        "study.value_stack=true",
    )


def test_quiet_says_nothing_and_json_says_it_all(call: Call, asked: list[Request]) -> None:
    done = call("run", "case.yaml", "-o", "out", "--json", "-q")
    assert (done.code, done.err) == (0, "")
    assert done.json["schema"] == "bess_opt/run/1"
    (only,) = done.json["runs"]
    assert only["scenario"] == "base"
    assert only["results"]["savings"]["amount"] == 60.0
    assert only["exit_code"] == 0


def test_a_run_goes_into_runs_under_stamp_case_and_scenario(
    call: Call, asked: list[Request]
) -> None:
    """The case in a folder goes by the folder's name, a file by its own."""
    Path("Grid of Åland").mkdir()
    Path("Grid of Åland/case.yaml").write_text("")
    call("run", "Grid of Åland", "--scenario", "dry/1")
    call("run", "summer.yaml")
    first, second = (request.out for request in asked)
    assert first.parent == Path.cwd() / "runs"
    assert re.fullmatch(r"\d{8}T\d{6}Z_Grid-of-Åland_dry-1", first.name)
    assert re.fullmatch(r"\d{8}T\d{6}Z_summer_base", second.name)
    assert asked[0].case_path.match("Grid of Åland/case.yaml")


def test_several_scenarios_stand_side_by_side(call: Call, asked: list[Request]) -> None:
    done = call("run", "case.yaml", "-o", "out", "--scenario", "a", "--scenario", "b", "--json")
    assert done.code == 0
    assert {request.out.name for request in asked} == {"a", "b"}
    assert [run["scenario"] for run in done.json["runs"]] == ["a", "b"]
    assert done.err.endswith(
        "Side by side\n"
        "                         a        b\n"
        "  store [MW]             5        5\n"
        "  store [MWh]           20       20\n"
        "  store [h]            2.0      2.0\n"
        "  cost             180 USD  180 USD\n"
        "  saving            60 USD   60 USD\n"
        "  renewable share   62.5 %   62.5 %\n"
        "  emissions [kt]     0.003    0.003\n"
        "  unserved [GWh]         0        0\n"
    )


def test_one_scenario_that_fails_does_not_hide_the_other(call: Call, asked: list[Request]) -> None:
    words = "run case.yaml -o out --scenario fine --scenario impossible --json"
    done = call(*words.split())
    assert done.code == 3
    assert "impossible: the case is infeasible" in done.err
    assert "E-IN-001 power_balance cannot hold. Allow shedding." in done.err
    assert "fine: optimal" in done.err
    assert [run["exit_code"] for run in done.json["runs"]] == [0, 3]


def test_an_infeasible_case_leaves_with_three_and_its_diagnosis(
    call: Call, asked: list[Request]
) -> None:
    done = call("run", "case.yaml", "-o", "out", "--scenario", "impossible")
    assert done.code == 3
    assert "E-IN-001" in done.err
    assert not Path("out").exists()
    assert list(Path.cwd().iterdir()) == []


def test_a_run_that_does_not_verify_leaves_with_five(call: Call, asked: list[Request]) -> None:
    done = call("run", "case.yaml", "-o", "out", "--scenario", "wrong")
    assert done.code == 5
    assert "0 of 1 check of the results passed" in done.err
    assert "check failed: soc window store" in done.err


def test_a_run_is_replaced_only_with_force(call: Call, asked: list[Request]) -> None:
    make_run(Path("out"))
    done = call("run", "case.yaml", "-o", "out")
    assert done.code == 2
    assert "E-RN-005" in done.err
    assert asked == []
    monkeyed = call("run", "case.yaml", "-o", "out", "--force", "-q")
    assert asked[0].replace is True
    assert monkeyed.code == 2


def test_left_overs_of_a_killed_run_are_removed_and_told(
    call: Call, asked: list[Request], monkeypatch: pytest.MonkeyPatch
) -> None:
    from bess_opt.runs import places

    monkeypatch.setattr(places, "_is_alive", lambda pid, entry: False)
    left = places.temporary_name(Path.cwd())
    left.mkdir()
    done = call("run", "case.yaml", "-o", "out")
    assert f"removed what a stopped run left behind: {left.name}" in done.err
    assert not left.exists()


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        (
            {"sizes": {"store": {"p_rated_mw": 0.0, "e_rated_mwh": 0.0, "duration_h": 0.0}}},
            "build   store: none (given)",
        ),
        (
            {
                "sizes": {"store": {"p_rated_mw": 0.0, "e_rated_mwh": 0.0, "duration_h": 0.0}},
                "break_even": {"factor": 0.625},
            },
            "        the first of it would pay at 62.5 % of its cost in the case",
        ),
        (
            {
                "break_even": {
                    "factor": 0.0,
                    "trial": {
                        "sizes": {"store": {"p_rated_mw": 4.0, "e_rated_mwh": 16.0}},
                        "saves_per_year": 2e6,
                        "costs_per_year": 5e6,
                    },
                },
            },
            "        4 MW and 16 MWh would save 2 million USD and cost 5 million USD a year",
        ),
        (
            {
                "flatness": [
                    {
                        "end": end,
                        "excess_frac": excess,
                        "sizes": {"store": {"p_rated_mw": mw, "e_rated_mwh": 3 * mw}},
                    }
                    for end, mw, excess in (
                        ("least", 2.0, 0.01),
                        ("optimum", 4.0, 0.0),
                        ("most", 7.0, 0.01),
                    )
                ]
            },
            "        from 2 MW and 6 MWh to 7 MW and 21 MWh, the whole costs at most 1 % more",
        ),
        ({"sizes": {}}, "build   no storage in this case"),
        ({"savings": None}, "saves   not known: no system without the storage to compare with"),
        (
            {
                "savings": {
                    "amount": 1e-9,
                    "currency": "USD",
                    "perspective": "owner",
                    "distinguishable": False,
                }
            },
            "0.0 % of the cost without it (owner); not distinguishable from zero",
        ),
        ({"binding": []}, "binds   nothing"),
        (
            {"unserved_mwh": 250.0, "served_mwh": 750.0},
            "  leaves  250 MWh unserved, 25.0 % of what is wanted\n",
        ),
        (
            {
                "binding": [
                    {
                        "name": "line_limit",
                        "component": "wire",
                        "room": "asset",
                        "rows": 9,
                        "rows_binding": 4,
                        "hours_binding": 2.0,
                        "hours": 4.5,
                        "mean": 50.0,
                        "min": 10.0,
                        "max": 70.0,
                        "unit": "{currency}/MW/h",
                    },
                    {
                        "name": "share_cap",
                        "component": "target",
                        "room": "policy",
                        "rows": 1,
                        "rows_binding": 1,
                        "mean": 30.0,
                        "min": 30.0,
                        "max": 30.0,
                        "unit": "{currency}/MWh",
                        "told": {"amount": 2e6, "meaning": "cost of one percentage point more"},
                    },
                ]
            },
            "binds   share cap (target), then priced at 30 USD/MWh; "
            "cost of one percentage point more: 2 million USD over the horizon\n"
            "          line limit (wire) in 2 of 4.5 h, then priced at 50 USD/MW/h (at most 70)\n",
        ),
        ({"warnings": ["a", "b"]}, "2 warnings, listed in the report"),
    ],
)
def test_the_answer_says_what_is_so(
    capsys: pytest.CaptureFixture[str], changes: dict[str, Any], line: str
) -> None:
    reply = {"run": "r", "results": {**results(), **changes}, "checks": [], "reports": ["r.html"]}
    tell(Screen(), "base", reply)
    assert line in capsys.readouterr().err
