"""Every field of every registered kind: described, its default grounded, its price in a band."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from toy_system import KINDS

from bess_opt.bands import Band, NoBand, PriceBand
from bess_opt.component import Basis, Rating
from bess_opt.fields import is_money, mark_of

# Values that stand for 'not there' or 'all of it', and need no source.
TRIVIAL = (0, 1, None)


def parts_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Parts that a field's annotation speaks of, however deep."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from parts_in(inner)


def parts_of(kind: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """A kind and all parts below it, by name."""
    found = {kind.__name__: kind}
    for info in kind.model_fields.values():
        for part in parts_in(info.annotation):
            found |= {} if part.__name__ in found else parts_of(part)
    return found


PARTS = {name: part for kind in KINDS.values() for name, part in parts_of(kind).items()}
FIELDS = [(name, field) for name, part in sorted(PARTS.items()) for field in part.model_fields]
PRICES = [(name, field) for name, field in FIELDS if is_money(field)]


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_every_field_says_what_it_is(name, field):
    text = PARTS[name].model_fields[field].description or ""
    assert len(text) > 5
    assert text.endswith((".", "'."))


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_a_default_that_says_something_says_where_it_comes_from(name, field):
    default = PARTS[name].model_fields[field].default
    is_figure = isinstance(default, int | float) and not isinstance(default, bool)
    if is_figure and default not in TRIVIAL:
        basis = mark_of(PARTS[name], field, Basis)
        assert basis is not None, f"{name}.{field} = {default} rests on nothing"
        assert len(basis.text) > len("assumption: ")


@pytest.mark.parametrize(("name", "field"), PRICES)
def test_every_price_has_a_band_or_says_why_not(name, field):
    band, none = (mark_of(PARTS[name], field, kind) for kind in (Band, NoBand))
    assert (band is None) is not (none is None)
    if band is not None:
        assert isinstance(band, PriceBand)
        assert 0 < band.low < band.high
        assert band.unit.startswith("USD")
    else:
        assert len(none.reason) > 10


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_rating_has_a_band_of_its_cost_or_says_why_not(kind):
    for field, info in KINDS[kind].model_fields.items():
        if Rating in (info.annotation, *get_args(info.annotation)):
            band, none = (mark_of(KINDS[kind], field, mark) for mark in (PriceBand, NoBand))
            assert (band is None) is not (none is None), field
            if band is not None:
                assert band.unit.startswith("USD/MWh" if field.endswith("mwh") else "USD/MW for")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_what_binds_is_said_in_words_of_a_planner(kind):
    """Page one names limits so: no word of the program, and none twice for one kind."""
    told = [shadow.plain for shadow in KINDS[kind].shadows]
    assert len(set(told)) == len(told)
    for words in told:
        assert words[:1].isupper(), words
        assert not {"soc", "row", "dual", "converter", "ceiling", "step"} & set(
            words.lower().split()
        )
        assert "_" not in words
        assert 2 <= len(words.split()) <= 9, words


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_misnomer_is_no_field(kind):
    """A name that is told to be wrong must not be part of one that is right."""
    parts = [part for part in KINDS[kind].misnomers for f in KINDS[kind].model_fields if part in f]
    assert parts == []


def test_the_law_looks_at_all_prices():
    """Blocks, windows, tiers and ratings are looked into; some thirty fields name money."""
    assert {("Block", "price_per_mwh"), ("Tier", "lost_load_per_mwh")} <= set(PRICES)
    assert ("Rating", "fixed_om_per_mw_year") in PRICES
    assert ("ExportPrice", "paid_per_mwh") in PRICES
    assert len(PRICES) >= 25
