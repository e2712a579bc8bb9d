"""Every way in and out: help, near misses, exit codes, JSON, no traceback unless asked for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bess_opt import __version__
from bess_opt.catalogue import CATALOGUE
from bess_opt.cli import validate
from bess_opt.cli.entry import Terminated
from bess_opt.cli.group import COMMANDS
from bess_opt.errors import (
    BessError,
    CaseError,
    DataError,
    EnvironmentFault,
    Fault,
    Infeasible,
    LimitReached,
    ModelError,
    Place,
    SolverError,
    UsageError,
    VerificationFailed,
)
from cli.conftest import Call

HELP = """\
Usage: bess-opt [OPTIONS] COMMAND [ARGS]...

  Size and dispatch grid-scale battery storage.

  A first answer: bess-opt init demo, then bess-opt run demo.

Options:
  --version   Show the version and exit.
  -h, --help  Show this message and exit.

Commands:
  init      Write a case that runs as it stands.
  validate  Tell every fault of a case and its data.
  inspect   Show what was understood of a case.
  run       Solve a case and write a run with its report.
  compare   Show runs side by side and what differs.
  report    Write reports of a finished run.
  verify    Re-check a run from its files alone.
  book      Print the formulation of a case.
  data      Check, convert and resample data files.
  schema    Print the JSON Schema of a case file or of results.json.
  explain   Explain an error code, with example and repair.
  doctor    Check that this machine can do the work.

  Exit codes: 0 ok, 1 faults in the case (compare: different), 2 wrong usage,
  3 infeasible, 4 stopped at a limit, 5 verification failed, 6 environment, 70
  a bug of ours, 130 interrupted, 143 terminated.
"""


def test_help_is_the_text_that_the_readme_promises(call: Call) -> None:
    done = call("--help")
    assert (done.code, done.out, done.err) == (0, HELP, "")


def test_no_argument_shows_the_help(call: Call) -> None:
    done = call()
    assert done.code == 2
    assert "Commands:" in done.out + done.err


PARTS = [f"data {part}" for part in ("check", "convert", "resample")]


@pytest.mark.parametrize("name", [*(name for name in COMMANDS if name != "data"), *PARTS])
def test_every_command_has_help_and_the_common_switches(call: Call, name: str) -> None:
    done = call(*name.split(), "--help")
    assert done.code == 0
    for switch in ("--json", "-q, --quiet", "-v, --verbose", "--debug"):
        assert switch in done.out


def test_the_version_is_the_packages(call: Call) -> None:
    assert call("--version").out == f"bess-opt {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["rnu"], "there is no command 'rnu'. Did you mean 'run'? See bess-opt --help."),
        (["solve-all"], "there is no command 'solve-all'. See bess-opt --help."),
        (["run", "x", "--scenari", "y"], "Did you mean '--scenario'?"),
        (["run"], "Missing argument 'CASE'. See bess-opt run --help."),
        (["run", ""], "the path is empty; write . for the current folder"),
        (["validate", ""], "Invalid value for 'CASE': the path is empty"),
        (["validate", " "], "the path is empty"),
        (["report", ""], "the path is empty"),
        (["data", "check", ""], "the path is empty"),
        (["compare", "a", ""], "the path is empty"),
        (["run", "x", "--solver", "cplex"], "'cplex' is not one of 'auto', 'highs', 'structured'"),
        (["run", "x", "--time-limit", "0"], "0.0 is not in the range x>0"),
        (["schema", "cases"], "'cases' is not one of 'case', 'results'"),
        (["compare", "a"], "name at least two runs"),
        (["explain", "e-cf-0044"], "there is no code 'e-cf-0044'. Did you mean 'E-CF-0"),
    ],
)
def test_wrong_usage_is_one_line_that_helps(
    call: Call, arguments: list[str], sentence: str
) -> None:
    done = call(*arguments)
    assert done.code == 2
    assert sentence in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CaseError("the case is wrong"), 1),
        (DataError("a series is wrong"), 1),
        (UsageError("no such thing"), 2),
        (Infeasible("no solution"), 3),
        (LimitReached("too long"), 4),
        (VerificationFailed("does not hold"), 5),
        (SolverError("no certificate"), 5),
        (EnvironmentFault("no disk"), 6),
        (ModelError("a bug"), 70),
        (KeyboardInterrupt(), 130),
        (Terminated(), 143),
        (KeyError("p_rated_mw"), 70),
        (ModuleNotFoundError("No module named 'h5py'", name="h5py"), 6),
        (MemoryError(), 6),
    ],
)
def test_what_happened_has_an_exit_code_and_a_sentence(
    call: Call, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    raise_in_validate(monkeypatch, error)
    done = call("validate", "case.yaml")
    assert done.code == code
    assert done.err.lstrip().startswith("bess-opt: ")
    assert "Traceback" not in done.err
    assert done.out == ""


def raise_in_validate(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(*arguments: object) -> None:
        raise error

    monkeypatch.setattr(validate, "collect", fail)


def test_a_bug_is_one_line_and_its_traceback_only_comes_with_debug(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    raise_in_validate(monkeypatch, ZeroDivisionError("division\nby zero"))
    done = call("validate", "case.yaml")
    assert done.err == (
        "bess-opt: a bug of ours: ZeroDivisionError: division by zero "
        "(--debug shows where; please report it)\n"
    )
    told = call("validate", "case.yaml", "--debug")
    assert "Traceback" in told.err
    assert told.code == 70


def test_faults_are_told_with_place_and_code_and_as_json(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault = Fault("E-CF-004", "'a' appears twice", "one", "delete one", Place("c.yaml", 3, 5), "a")
    raise_in_validate(monkeypatch, CaseError("c.yaml has 1 error", [fault]))
    done = call("validate", "case.yaml", "--json")
    assert done.err == (
        "bess-opt: c.yaml has 1 error\n"
        "  c.yaml:3:5: E-CF-004 'a' appears twice. Expected one. Delete one.\n"
        "  More on a code: bess-opt explain E-CF-004\n"
    )
    assert done.json == {
        "schema": "bess_opt/validate/1",
        "exit_code": 1,
        "error": {"message": "c.yaml has 1 error", "faults": [fault.as_dict()]},
    }


def test_wrong_usage_is_told_as_json_too(call: Call) -> None:
    done = call("compare", "a", "--json")
    assert done.json["schema"] == "bess_opt/compare/1"
    assert done.json["exit_code"] == 2


def test_a_reader_that_leaves_is_no_fault(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    raise_in_validate(monkeypatch, BrokenPipeError())
    done = call("validate", "case.yaml")
    assert (done.code, done.err) == (0, "")


def test_explain_tells_the_long_text_in_either_case(call: Call) -> None:
    done = call("explain", "e-rn-005")
    assert done.code == 0
    assert done.out.startswith("E-RN-005  A run is already there")
    assert call("explain", "E-RN-005", "--json").json["title"] == "A run is already there"


def test_explain_lists_every_code(call: Call) -> None:
    done = call("explain", "--json")
    assert set(done.json["codes"]) == set(CATALOGUE)
    assert len(call("explain").out.splitlines()) == len(CATALOGUE)


def test_every_code_in_the_source_can_be_explained() -> None:
    source = Path(validate.__file__).parents[1]
    used = {
        code
        for path in source.rglob("*.py")
        for code in re.findall(r'"([EW]-[A-Z]{2,3}-\d{3})"', path.read_text("utf-8"))
    }
    assert used - set(CATALOGUE) == set()


def test_the_schema_of_results_and_of_a_case_are_json(call: Call, tmp_path: Path) -> None:
    results = json.loads(call("schema", "results").out)
    assert results["properties"]["status"]["enum"][0] == "optimal"
    case = json.loads(call("schema").out)
    assert {"assets", "tariffs", "policies"} <= set(case["properties"])
    done = call("schema", "case", "-o", tmp_path / "case.schema.json")
    assert (done.code, done.out) == (0, "")
    assert json.loads((tmp_path / "case.schema.json").read_text()) == case


def test_base_errors_are_bugs_unless_they_say_otherwise() -> None:
    assert BessError("x").exit_code == 70
