"""Fields that name a series: it must exist, be what the field can take, and none be left over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bess_opt.case.document import Document, joined, texts
from bess_opt.case.located import fault_at, located
from bess_opt.case.nearest import listing, nearest
from bess_opt.case.scalars import odd_number
from bess_opt.case.schema import ROOMS
from bess_opt.case.sections import Sections
from bess_opt.component import series_shape
from bess_opt.errors import Fault
from bess_opt.units import unit_of

# Quantities of a series that may stand where a field has this dimension.
_FITTING = {
    "power": ("power", "energy"),
    "energy": ("energy",),
    "fraction": ("fraction", "number"),
    "factor": ("fraction", "number"),
    "money_per_energy": ("price",),
    "temperature": ("temperature",),
}


def series_faults(sections: Sections, document: Document) -> Iterator[Fault]:
    """Names that no series has, quantities that do not fit, and series that nothing uses."""
    specs, named = sections.sound.get("series", {}), sections.named.get("series", set())
    used: set[str] = set()
    wrong: list[Fault] = []
    for path, component in located(sections):
        for field in type(component).model_fields:
            shape, value = series_shape(type(component), field), getattr(component, field)
            if shape is None or shape.over != "T" or not isinstance(value, str):
                continue
            own = joined(path, field)
            used.add(value)
            if value not in named:
                wrong.append(_no_series(own, value, named, document))
            elif value in specs:
                wrong.extend(_misfit(own, field, value, specs[value], document))
    elsewhere = {
        value
        for section in ROOMS
        for component in sections.sound.get(section, {}).values()
        if not component.active
        for value in dict(component).values()
        if isinstance(value, str)
    }
    elsewhere |= document.replaced
    elsewhere.update(texts([s.overlay for s in sections.sound.get("scenarios", {}).values()]))
    yield from wrong
    whole = not wrong and all(
        len(sections.sound.get(s, {})) == len(sections.named.get(s, ())) for s in ROOMS
    )
    for name in specs if whole else ():
        if name not in used | elsewhere:
            own = joined("series", name)
            yield Fault(
                "W-CF-028",
                f"nothing uses the series '{name}'",
                repair="name it in a component, or delete it",
                place=document.key_place(own),
                path=own,
            )


def _no_series(own: str, value: str, named: set[str], document: Document) -> Fault:
    odd = odd_number(value)
    if odd is not None:
        found = f"{own}: {odd.found}"
        expected = "a number, or the name of a series"
        return fault_at(document, odd.code, own, found, expected=expected, repair=odd.repair)
    near = nearest(value, named)
    found = f"{own} names the series '{value}', which does not exist"
    expected = "" if near else f"a number, or one of {listing(sorted(named))}"
    repair = f"did you mean {near}?" if near else f"describe it under series.{value}"
    return fault_at(document, "E-CF-022", own, found, expected=expected, repair=repair)


def _misfit(own: str, field: str, name: str, spec: Any, document: Document) -> Iterator[Fault]:
    """A series whose quantity cannot be what the field is."""
    unit = unit_of(field)
    fitting = _FITTING.get(unit.dimension, ()) if unit is not None else ()
    if fitting and spec.quantity not in fitting:
        found = f"{own} takes the series '{name}', which is a {spec.quantity} in {spec.unit}"
        expected = f"a series of {' or '.join(fitting)}"
        repair = f"name another series, or mend series.{name}.unit"
        yield fault_at(document, "E-UN-002", own, found, expected=expected, repair=repair)
