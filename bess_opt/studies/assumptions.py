"""Every value that the answer rests on, with its unit, its mark and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from bess_opt.fields import Basis, mark_of
from bess_opt.units import unit_of


def list_assumptions(case: Any, origins: Mapping[str, str]) -> list[dict[str, Any]]:
    """Rows of ``path, value, unit, mark, source``; defaults are marked as such.

    A value with an entry in ``sources`` carries its mark (cited, derived, assumed, synthetic). A
    default that nobody wrote is marked ``default`` and says what it rests on; a written value
    without a source is ``given``.
    """
    rows = []
    for room in ("assets", "tariffs", "policies"):
        for name, component in getattr(case, room).items():
            if not component.active:
                continue
            head = f"{room}.{name}"
            for path, value, basis in _values(component, head):
                rows.append(_row(path, value, basis, component.sources, origins, f"{head}."))
    for section in ("currency", "finance"):
        part = getattr(case, section)
        for path, value, basis in _values(part, section):
            rows.append(_row(path, value, basis, part.sources, origins, f"{section}."))
    for name, series in case.series.items():
        rows.append(
            {
                "path": f"series.{name}",
                "value": series.file,
                "unit": series.unit,
                "mark": series.mark or "given",
                "source": series.source or "",
            }
        )
        if hasattr(series, "weather"):
            for path, value, basis in _values(series, f"series.{name}"):
                if series.matters(path.split(".")[2]):
                    rows.append(_row(path, value, basis, {}, origins, f"series.{name}."))
    return rows


def _values(part: BaseModel, path: str) -> Iterator[tuple[str, Any, str]]:
    """Path, value and basis of the default of every figure of a part."""
    for field in type(part).model_fields:
        value = getattr(part, field)
        here = f"{path}.{field}"
        mark = mark_of(type(part), field, Basis)
        basis = "an assumption" if mark is None else mark.text
        if isinstance(value, BaseModel):
            low, high = (getattr(value, word, None) for word in ("min", "max"))
            if low is not None and low == high:
                yield here, low, basis
            else:
                yield from _values(value, here)
        elif isinstance(value, bool) or value is None:
            continue
        elif _is_figure(field, value):
            yield here, value, basis
        elif isinstance(value, list) and value and isinstance(value[0], BaseModel):
            for k, item in enumerate(value):
                yield from _values(item, f"{here}.{k}")


def _is_figure(field: str, value: Any) -> bool:
    has_unit = unit_of(field) is not None
    if isinstance(value, list):
        return bool(value) and isinstance(value[0], int | float)
    if isinstance(value, str):
        return has_unit
    return isinstance(value, int | float) and (has_unit or field in ("min", "max"))


def _row(
    path: str,
    value: Any,
    basis: str,
    sources: Mapping[str, str],
    origins: Mapping[str, str],
    head: str,
) -> dict[str, Any]:
    inside = path[len(head) :].split(".")
    text = next((sources[key] for key in (*_prefixes(inside), "*") if key in sources), "")
    mark, _, source = text.partition(":")
    if origins.get(path, "") == "default":
        mark, source = "default", f"default of the program, {basis}"
    unit = next((u for u in (unit_of(word) for word in reversed(inside)) if u is not None), None)
    return {
        "path": path,
        "value": value,
        "unit": unit.symbol if unit else "",
        "mark": mark.strip() or "given",
        "source": source.strip(),
    }


def _prefixes(words: list[str]) -> list[str]:
    return [".".join(words[:k]) for k in range(len(words), 0, -1)]
