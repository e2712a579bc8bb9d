"""The bundled examples: where they lie, and which files make a case of one's own."""

from __future__ import annotations

import shutil
from pathlib import Path

import bess_opt
from bess_opt.cli.group import did_you_mean
from bess_opt.errors import EnvironmentFault, Fault, UsageError

DEFAULT = "national_grid"
SMALL = "small_island"
# Build scripts, pictures and expected figures belong to the example, not to a user's case.
LEFT_OUT = ("recipe", "figures", "expected.json", "runs", "__pycache__")


def examples_folder() -> Path:
    """The examples in the wheel, or those of the checkout that the package runs from."""
    package = Path(bess_opt.__file__).parent
    for folder in (package / "bundled" / "examples", package.parent / "examples"):
        if folder.is_dir():
            return folder
    fault = Fault("E-ENV-014", "the bundled examples are missing", repair="install bess-opt again")
    raise EnvironmentFault("there are no templates in this installation", [fault])


def templates() -> list[str]:
    """Names of the examples that hold a case."""
    return sorted(p.parent.name for p in examples_folder().glob("*/case.yaml"))


def template_folder(name: str) -> Path:
    """Folder of a template.

    Raises
    ------
    UsageError
        There is none of that name.
    """
    known = templates()
    if name not in known:
        raise UsageError(
            f"there is no template '{name}'.{did_you_mean(name, known)} Known: {', '.join(known)}"
        )
    return examples_folder() / name


def copy_template(name: str, target: Path) -> list[Path]:
    """Copy a template without its build scripts; returns the files written."""
    source = template_folder(name)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(*LEFT_OUT), dirs_exist_ok=True)
    (target / ".gitignore").write_text("runs/\n", encoding="utf-8")
    return sorted(p for p in target.rglob("*") if p.is_file())
