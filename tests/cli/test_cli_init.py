"""``init`` writes a case of one's own, and never over anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from bess_opt.cli import templates
from cli.conftest import Call


@pytest.fixture
def examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two small templates with build scripts and pictures."""
    folder = tmp_path / "examples"
    for name in ("national_grid", "island"):
        for file in ("case.yaml", "series/load.csv", "recipe/make.py", "figures/a.svg"):
            path = folder / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{name} {file}")
    (folder / "half_done").mkdir()
    monkeypatch.setattr(templates, "examples_folder", lambda: folder)
    return folder


def test_a_template_is_copied_without_its_build_scripts(call: Call, examples: Path) -> None:
    done = call("init", "demo", "--template", "island", "--json")
    assert done.code == 0
    assert done.json["files"] == ["demo/.gitignore", "demo/case.yaml", "demo/series/load.csv"]
    assert Path("demo/case.yaml").read_text() == "island case.yaml"
    assert Path("demo/.gitignore").read_text() == "runs/\n"
    assert "bess-opt run demo" in done.err


def test_the_national_grid_is_the_template_unless_another_is_named(
    call: Call, examples: Path
) -> None:
    assert call("init", "demo").code == 0
    assert Path("demo/case.yaml").read_text() == "national_grid case.yaml"


def test_templates_are_listed_and_a_near_miss_is_named(call: Call, examples: Path) -> None:
    assert call("init", "--list").out == "island\nnational_grid\n"
    done = call("init", "demo", "--template", "islnd")
    assert done.code == 2
    assert "there is no template 'islnd'. Did you mean 'island'? Known: island" in done.err
    assert not Path("demo").exists()


def test_a_folder_with_files_is_left_alone(call: Call, examples: Path) -> None:
    Path("demo").mkdir()
    Path("demo/thesis.txt").write_text("years of work")
    done = call("init", "demo")
    assert done.code == 2
    assert "E-RN-008" in done.err
    assert [p.name for p in Path("demo").iterdir()] == ["thesis.txt"]


def test_a_folder_must_be_named(call: Call, examples: Path) -> None:
    done = call("init")
    assert done.code == 2
    assert "name the folder" in done.err


def test_an_installation_without_examples_says_so(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(templates.bess_opt, "__file__", str(tmp_path / "x" / "__init__.py"))
    done = call("init", "demo")
    assert done.code == 6
    assert "E-ENV-014" in done.err


def test_the_bundled_examples_are_found_in_the_checkout() -> None:
    assert templates.DEFAULT in templates.templates()
    assert templates.examples_folder() == Path(__file__).parents[2] / "examples"


def test_a_workbook_is_written_and_found_in_its_folder(call: Call) -> None:
    done = call("init", "demo", "--excel", "--json")
    assert done.code == 0
    assert done.json["case"] == "demo/study.xlsx"
    assert done.json["template"] == templates.SMALL
    assert sorted(p.name for p in Path("demo").iterdir()) == [".gitignore", "study.xlsx"]
    assert call("validate", "demo").code == 0
    assert call("validate", "demo/study.xlsx", "--json").json["errors"] == 0
