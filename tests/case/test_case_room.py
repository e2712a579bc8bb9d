"""The room as a whole: what importing it costs, how fast it is, and that no text breaks it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bess_opt.case import Case, case_of, json_schema, read_case
from bess_opt.case.document import Document
from bess_opt.case.overlay import lay
from bess_opt.component import REGISTER, Asset, Rating, Series
from bess_opt.errors import CaseError

HEAD = """\
schema: bess_opt/case/1
name: Many plants
currency: {base: USD, price_year: 2026}
time: {zone: UTC, start: 2026-01-01, periods: 1 year}
assets:
  town: {kind: load, demand_mw: 5}
"""
PLANT = """\
  plant_{k}:
    kind: thermal
    label: Plant {k}
    p_rated_mw: {k} MW
    p_min_frac: 0.4
    no_load_frac: 0.1
    emission_t_per_mwh: 400 kg/MWh
    sources: {{p_rated_mw: "assumed: example"}}
"""


def test_import_brings_neither_pandas_nor_a_solver() -> None:
    code = "import sys, bess_opt.case; print(sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = run.stdout
    assert "'bess_opt.case.read'" in loaded
    for heavy in ("pyomo", "highspy", "pandas", "xarray", "scipy", "numpy"):
        assert f"'{heavy}'" not in loaded


def test_catalogue_is_light() -> None:
    code = "import sys, bess_opt.catalogue; print(sorted(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for heavy in ("pydantic", "ruamel", "pandas", "click"):
        assert f"'{heavy}'" not in run.stdout


def test_four_hundred_lines_are_read_in_half_a_second(tmp_path: Path) -> None:
    """50 plants of 8 lines; CPU time, after the kinds have been imported once."""
    text = HEAD + "".join(PLANT.format(k=k) for k in range(1, 51))
    assert text.count("\n") > 400
    (tmp_path / "case.yaml").write_text(text)
    read_case(tmp_path)
    start = process_time()
    read_case(tmp_path)
    assert process_time() - start < 0.5


@pytest.fixture
def geyser() -> Iterator[type[Asset]]:
    """A kind from another house; leaves the register as it was."""
    read_kinds = json_schema()
    assert read_kinds

    class Geyser(Asset, kind="geyser"):
        """Hot water."""

        toy: ClassVar[dict[str, Any]] = {"p_rated_mw": 1.0}

        p_rated_mw: Rating
        warmth_frac: Series = 1.0

    yield Geyser
    del REGISTER["asset"]["geyser"]


def test_a_kind_from_outside_is_known_everywhere(geyser: type[Asset], tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(
        HEAD + "  hot: {kind: geyser, p_rated_mw: 2, wamrth_frac: 1}\n"
    )
    (fault,) = read_case(tmp_path, check=False).faults
    assert str(fault).endswith(
        "'wamrth_frac' is not a field of a geyser. Did you mean warmth_frac?"
    )
    (tmp_path / "case.yaml").write_text(HEAD + "  hot: {kind: geyser, p_rated_mw: 2 MW}\n")
    case = read_case(tmp_path).case
    assert case is not None
    assert isinstance(case.assets["hot"], geyser)
    assert "Geyser" in json_schema()["$defs"]


def test_case_from_python() -> None:
    case = Case.model_validate(
        {
            "name": "Made",
            "currency": {"base": "USD", "price_year": 2026},
            "time": {"zone": "UTC", "start": "2026-01-01"},
            "assets": {"town": {"kind": "load", "demand_mw": 5}},
        }
    )
    assert case.assets["town"].name == "town"
    assert list(case.components) == ["town"]


WORDS = st.sampled_from(
    [
        *("schema:", "assets:", "kind: battery", "time:", "scenarios:", "overlay:", "extends:"),
        *("p_rated_mw:", "assets.a.b:", "1", "0.5", "~", "bess", ".nan", "\u2212", "\u00a0"),
        *("{", "}", "[", "]", "- ", "&a", "*a", "!x", "\n", "\n  ", "'", '"', "\t", ":", ": "),
        *("? ", "<<: ", "|", ">", "%", "#"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=40).map("".join) | st.text(max_size=80))
def test_no_text_breaks_the_reading(text: str) -> None:
    """Whatever is written, the answer is a list of faults and never a traceback."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.yaml"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        case_file = read_case(path, check=False)
        assert case_file.errors
        assert case_file.case is None


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
PATHS = st.sampled_from(
    [
        *("assets.town.demand_mw", "assets.town", "assets", "assets.town.tiers"),
        *("assets.town.sources", "time", "time.periods", "series", "series.x", "name", "schema"),
        *("scenarios", "currency.rates", "finance", "study.calibration", "study.headline"),
        *("solver.threads", "tariffs", "policies.p"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(PATHS, VALUES)
def test_no_value_breaks_the_reading(path: str, value: Any) -> None:
    """Any value at any path is taken or told."""
    data = {
        "schema": "bess_opt/case/1",
        "name": "Made",
        "currency": {"base": "USD", "price_year": 2026},
        "time": {"zone": "UTC", "start": "2026-01-01"},
        "assets": {"town": {"kind": "load", "demand_mw": 5}},
    }
    document = Document("made", data)
    if path in ("schema", "scenarios"):
        document.data = {**data, path: value}
    else:
        lay(document, {path: value}, Document("made"), "", "made")
    with contextlib.suppress(CaseError):
        assert case_of(document.data).name
