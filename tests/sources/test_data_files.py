"""Data files: inside the case, by their right name, unchanged while read, read once."""

from __future__ import annotations

from pathlib import Path

import pytest
from series_reading import a_spec, a_time, codes, csv_text, pd

from bess_opt.errors import Place
from bess_opt.sources import files, load_series

DAY = csv_text(pd.date_range("2025-01-01", periods=24, freq="1h"), range(24))


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case folder with one file inside and one beside it."""
    folder = tmp_path / "case"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "load.csv").write_text(DAY)
    (tmp_path / "beside.csv").write_text(DAY)
    return folder


@pytest.mark.parametrize(
    ("file", "code", "words"),
    [
        ("data/load.csv", None, ""),
        ("../beside.csv", "E-CF-015", "outside the case folder"),
        ("data/Load.csv", "E-CF-016", "load.csv is"),
        ("data/loads.csv", "E-FI-013", "Did you mean 'data/load.csv'?"),
        ("nowhere/load.csv", "E-FI-013", "there is no file"),
        ("data", "E-FI-013", "is a folder"),
    ],
)
def test_where_a_file_may_lie(file: str, code: str | None, words: str, case: Path):
    inputs = load_series(
        a_time(), {"load": a_spec(file=file)}, case, place=lambda path: Place(path, 7)
    )
    assert codes(inputs) == ([code] if code else [])
    assert all(words in str(f) and str(f.place) == "series.load.file:7" for f in inputs.faults)


def test_a_link_leads_outside(case: Path):
    (case / "link.csv").symlink_to(case.parent / "beside.csv")
    assert codes(load_series(a_time(), {"a": a_spec(file="link.csv")}, case)) == ["E-CF-015"]
    allowed = load_series(a_time(), {"a": a_spec(file="link.csv")}, case, allow_outside=True)
    assert allowed.faults == ()


def test_a_file_that_changes_is_refused(case: Path):
    """The bytes are hashed as read, and again on disk when all is done."""
    name = "data/load.csv"
    read = files.read_file(name, case, allow_outside=False, place=None, path="")
    assert isinstance(read, files.DataFile)
    assert files.changed_files([read]) == []
    (case / name).write_text(DAY.replace("5.0", "6.0", 1))
    assert [f.code for f in files.changed_files([read])] == ["E-FI-012"]
    (case / name).unlink()
    assert [f.code for f in files.changed_files([read])] == ["E-FI-012"]


def test_a_file_that_is_too_large(case: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "MOST_BYTES", 100)
    inputs = load_series(a_time(), {"load": a_spec(file="data/load.csv")}, case)
    assert codes(inputs) == ["E-FI-005"]


def test_a_file_is_read_once(case: Path, monkeypatch: pytest.MonkeyPatch):
    """Ten series of one file open it twice: to read it and to hash it again."""
    opened: list[Path] = []
    plain = Path.read_bytes

    def counted(self: Path) -> bytes:
        opened.append(self)
        return plain(self)

    monkeypatch.setattr(Path, "read_bytes", counted)
    series = {f"s{i}": a_spec(file="data/load.csv") for i in range(10)}
    inputs = load_series(a_time(), series, case)
    assert inputs.faults == ()
    assert len(inputs.dataset.data_vars) == 10
    assert len([p for p in opened if p.name == "load.csv"]) == 2


def test_reading_needs_neither_pyomo_nor_highspy():
    import subprocess
    import sys

    heavy = ("pyomo", "highspy", "xarray", "python_calamine")
    code = f"import sys, bess_opt.sources; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
