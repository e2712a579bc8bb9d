"""What only the whole case can tell: names that must exist, currencies, buses, a missing rate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

from bess_opt.case.document import Document, joined
from bess_opt.case.located import fault_at, located
from bess_opt.case.nearest import listing, nearest
from bess_opt.case.schema import ROOMS
from bess_opt.case.sections import Sections
from bess_opt.case.series_named import series_faults
from bess_opt.case.stacked import stacked_prices
from bess_opt.component import Asset, Rating, is_money
from bess_opt.errors import Fault


def cross_faults(sections: Sections, document: Document) -> list[Fault]:
    """Faults across sections; only sound parts are looked at."""
    found = [
        *_nothing(document, sections),
        *_names(document, sections),
        *_own_faults(sections, document),
        *_references(sections, document),
        *_named_twice(sections, document),
        *_flows(sections, document),
        *series_faults(sections, document),
        *stacked_prices(sections, document),
        *_currencies(sections, document),
        *_buses(sections, document),
        *_weights(sections, document),
        *_discount(sections, document),
        *_study(sections, document),
    ]
    return [fault for fault in found if not document.is_refused(fault.path)]


def _nothing(document: Document, sections: Sections) -> Iterator[Fault]:
    """A case in which nothing is left to decide would be answered by zeros."""
    written = document.data.get("assets")
    assets = sections.sound.get("assets", {})
    if not isinstance(written, dict) or len(assets) < len(written):
        return
    if not any(asset.active for asset in assets.values()):
        found = "the case has no active asset, so that there is nothing to solve"
        yield fault_at(document, "E-CF-006", "assets", found, repair="describe one under assets")


def _names(document: Document, sections: Sections) -> Iterator[Fault]:
    """One name, one component: results are labelled by it."""
    holder: dict[str, str] = {}
    for section in ROOMS:
        value = document.data.get(section)
        for name in value if isinstance(value, dict) else ():
            own = joined(section, name)
            if name in holder:
                first = document.key_place(holder[name])
                where = f"at {first}" if first.line is None else f"in line {first.line}"
                found = f"'{name}' is also the name of {holder[name]} {where}"
                place = document.key_place(own)
                repair = "rename one, for results are labelled by the name"
                yield Fault("E-CF-024", found, "", repair, place, own)
            holder.setdefault(name, own)


def _own_faults(sections: Sections, document: Document) -> Iterator[Fault]:
    """What each kind knows to be wrong across its own fields."""
    for path, component in located(sections):
        told = [*component.faults(), *component.faults_among(sections.components)]
        told += getattr(getattr(component, "outages", None), "faults", list)()
        for field, code, found, repair in told:
            own = joined(path, field)
            yield fault_at(document, code, own, f"{path}: {found}", repair=repair)


def _references(sections: Sections, document: Document) -> Iterator[Fault]:
    known = sections.components
    written = set().union(*(sections.named.get(section, set()) for section in ROOMS))
    for path, component in located(sections):
        for field, names in component.refers_to().items():
            for number, name in enumerate(names):
                own = joined(path, field)
                own = joined(own, number) if joined(own, number) in document.spots else own
                if name in known and not known[name].active:
                    found = f"{path} refers to '{name}', which is not active"
                    repair = f"activate {name}, or set {path}.active: false"
                    yield fault_at(document, "E-CF-020", own, found, repair=repair)
                elif name not in written:
                    near = nearest(name, known)
                    expected = "" if near else f"one of {listing(sections.named.get('assets', ()))}"
                    found = f"{path} refers to '{name}', which does not exist"
                    repair = f"did you mean {near}?" if near else ""
                    yield fault_at(
                        document, "E-CF-020", own, found, expected=expected, repair=repair
                    )


def _named_twice(sections: Sections, document: Document) -> Iterator[Fault]:
    """A list that names a component twice: charged or counted once or twice, nobody could say."""
    for path, component in located(sections):
        for field, names in component.refers_to().items():
            listed = list(names)
            for number, name in enumerate(listed):
                if name in listed[:number]:
                    own = joined(path, field)
                    own = joined(own, number) if joined(own, number) in document.spots else own
                    found = f"{path} names '{name}' twice in {field}"
                    yield fault_at(document, "E-CF-026", own, found, repair="delete one of them")


def _flows(sections: Sections, document: Document) -> Iterator[Fault]:
    """A metered flow is one that each metered asset has."""
    assets = sections.sound.get("assets", {})
    meters = [
        (path, field, getattr(component, field), getattr(component, who))
        for path, component in located(sections)
        for field, who in (("flow", "assets"), ("export_flow", "exporters"))
        if field in type(component).model_fields
    ]
    for path, field, flow, names in meters:
        for name in names:
            asset = assets.get(name)
            if asset is not None and flow not in asset.flows:
                near = nearest(flow, asset.flows)
                found = f"{path} meters '{flow}', which {asset.kind} '{name}' does not have"
                repair = f"did you mean {near}?" if near else ""
                expected = f"one of {listing(asset.flows)}" if asset.flows else "another asset"
                own = joined(path, field)
                yield fault_at(document, "E-CF-020", own, found, expected=expected, repair=repair)
    for path, component in located(sections):
        for flow, name in product(component.draws_on, getattr(component, "assets", ())):
            asset = assets.get(name)
            if asset is not None and flow not in asset.flows:
                found = f"{path} draws on '{flow}', which {asset.kind} '{name}' does not have"
                expected = f"one of {listing([n for n, a in assets.items() if flow in a.flows])}"
                own = joined(path, "assets")
                yield fault_at(document, "E-CF-020", own, found, expected=expected)


def _currencies(sections: Sections, document: Document) -> Iterator[Fault]:
    money = sections.sound.get("currency")
    if money is None:
        return
    known = {money.base, *money.rates}
    if money.rates.get(money.base, 1.0) != 1.0:
        own = f"currency.rates.{money.base}"
        found = f"the base currency {money.base} has a rate of {money.rates[money.base]:g}"
        yield fault_at(document, "E-UN-008", own, found, repair="delete the rate")
    named = [(p, c.currency) for p, c in located(sections)]
    named += [
        (joined("series", n), s.currency) for n, s in sections.sound.get("series", {}).items()
    ]
    for path, currency in named:
        if currency is not None and currency not in known:
            own = joined(path, "currency")
            own = own if own in document.spots else joined(path, "unit")
            repair = f"add currency.rates.{currency}: units of {money.base} for one {currency}"
            found = f"{path} is in {currency}, which has no exchange rate"
            expected = f"one of {listing(sorted(known))}"
            yield fault_at(document, "E-CF-025", own, found, expected=expected, repair=repair)
    for path, component in located(sections):
        specs = sections.sound.get("series", {})
        for field in type(component).model_fields:
            value = getattr(component, field)
            spec = specs.get(value) if isinstance(value, str) and is_money(field) else None
            own_currency = component.currency or money.base
            if spec is not None and (spec.currency or money.base) != own_currency:
                own = joined(path, field)
                found = f"{path} is in {own_currency} and its series '{value}' in {spec.currency}"
                repair = f"set {path}.currency: {spec.currency}"
                yield fault_at(document, "E-UN-008", own, found, repair=repair)


def _buses(sections: Sections, document: Document) -> Iterator[Fault]:
    """A bus with nothing but one end of a line on it is a slip of the pen."""
    assets = {p: c for p, c in located(sections) if isinstance(c, Asset)}
    touching = Counter(bus for asset in assets.values() for bus in asset.buses())
    broken = len(sections.named.get("assets", ())) != len(sections.sound.get("assets", {}))
    if broken or len(touching) < 2:
        return
    for path, asset in assets.items():
        for bus in asset.buses():
            if touching[bus] > 1:
                continue
            near = nearest(bus, [b for b in touching if b != bus])
            repair = f"did you mean {near}?" if near else "put an asset there, or join it by a line"
            fields = [f for f in type(asset).model_fields if getattr(asset, f) == bus]
            own = joined(path, fields[-1]) if fields else path
            if len(asset.buses()) > 1:
                found = f"{path} ends at the bus '{bus}', where there is nothing else"
                expected = f"one of {listing(b for b in touching if b != bus)}"
                yield fault_at(document, "E-CF-020", own, found, expected=expected, repair=repair)
            else:
                found = f"{path} stands alone on the bus '{bus}', which no line reaches"
                yield fault_at(document, "W-CF-029", own, found, repair=repair)


def _weights(sections: Sections, document: Document) -> Iterator[Fault]:
    """A charge on a month's highest demand needs every step of the month, or its word for it."""
    time = sections.sound.get("time")
    periods = time.periods if time is not None and isinstance(time.periods, list) else []
    if all(period.weight == 1 for period in periods):
        return
    for path, component in located(sections):
        if getattr(component, "true_peak_included", True) is False:
            found = f"{path} bills a highest demand, and time.periods are weighted"
            expected = "every step of each month, or periods that hold its true peak"
            repair = f"set {path}.true_peak_included: true once the true peak is among them"
            yield fault_at(document, "E-TF-004", path, found, expected=expected, repair=repair)


def _discount(sections: Sections, document: Document) -> Iterator[Fault]:
    finance = sections.sound.get("finance")
    if finance is None or finance.discount_rate_real_frac is not None:
        return
    for path, component in located(sections):
        for field in type(component).model_fields:
            rating = getattr(component, field)
            if isinstance(rating, Rating) and rating.capex > 0:
                own = joined(path, field)
                found = f"{own} has a capex, and the case has no discount rate"
                repair = "add finance.discount_rate_real_frac, a real rate such as 0.07"
                yield fault_at(document, "E-CF-006", own, found, repair=repair)
                return


def _study(sections: Sections, document: Document) -> Iterator[Fault]:
    study = sections.sound.get("study")
    if study is None:
        return
    assets = sections.named.get("assets", set())
    rules = sections.named.get("policies", set()) | sections.named.get("tariffs", set())
    lists = {
        "study.headline": (study.headline, "asset", assets),
        "study.value_streams": (study.value_streams, "rule or tariff", rules),
    }
    if study.calibration is not None:
        for group, names in study.calibration.groups.items():
            lists[f"study.calibration.groups.{group}"] = (names, "asset", assets)
    for path, (names, what, written) in lists.items():
        for number, name in enumerate(names):
            if name not in written:
                near = nearest(name, written)
                own = joined(path, number)
                found = f"{path} names the {what} '{name}', which does not exist"
                repair = f"did you mean {near}?" if near else ""
                yield fault_at(document, "E-CF-020", own, found, repair=repair)
