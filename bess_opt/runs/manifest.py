"""What a run is made of: versions, machine, arguments, and the SHA-256 of every file in and out."""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from bess_opt import __version__
from bess_opt.runs.files import sha256_of

SCHEMA = "bess_opt/run/1"


@cache
def versions() -> dict[str, str]:
    """Versions of this program and of what it stands on; an absent package is left out."""
    found = {"bess_opt": __version__, "python": platform.python_version()}
    for name in sorted(core_packages()):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def core_packages() -> set[str]:
    """Names of the packages that the core installation asks for."""
    try:
        listed = requires("bess-opt") or []
    except PackageNotFoundError:
        return {"click", "highspy", "numpy", "pandas", "pydantic", "pyomo", "scipy", "xarray"}
    return {
        re.split(r"[\s<>=!~;\[]", line, maxsplit=1)[0] for line in listed if "extra" not in line
    }


def machine() -> dict[str, Any]:
    """The machine, as far as results may depend on it; no names of users or hosts."""
    return {
        "system": platform.system(),
        "release": platform.release(),
        "architecture": platform.machine(),
        "cpus": os.cpu_count(),
    }


def hashed(paths: Iterable[Path], base: Path | None = None) -> dict[str, dict[str, Any]]:
    """``{name: {"sha256", "bytes"}}`` of files, named relative to ``base`` if they lie there."""
    table = {}
    for path in paths:
        absolute = path.absolute()
        inside = base is not None and absolute.is_relative_to(base.absolute())
        name = absolute.relative_to(base.absolute()).as_posix() if inside and base else str(path)
        table[name] = {"sha256": sha256_of(path), "bytes": path.stat().st_size}
    return table


def make_manifest(
    given: Mapping[str, Any], outputs: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """The manifest of a finished run.

    Parameters
    ----------
    given : mapping
        What the study knows: ``case``, ``scenario``, ``overrides``, ``inputs`` (as :func:`hashed`
        gives them), ``seed``, ``threads``, ``solver``, ``residuals``. ``argv`` defaults to ours.
    outputs : mapping
        Every other file of the run, as :func:`hashed` gives them.
    """
    head = {
        "schema": SCHEMA,
        "state": "complete",
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": dict(versions()),
        "machine": machine(),
        "argv": list(sys.argv),
        "seed": None,
        "threads": 1,
        "inputs": {},
        "solver": {},
        "residuals": {},
    }
    return head | dict(given) | {"schema": SCHEMA, "state": "complete", "outputs": dict(outputs)}


def manifest_text(manifest: Mapping[str, Any]) -> str:
    """The manifest as indented JSON."""
    return json.dumps(manifest, indent=2, ensure_ascii=False, default=str) + "\n"
