"""Values find the places of their components, and dimensions of one name hold the same members."""

from __future__ import annotations

import numpy as np
import pytest

from bess_opt.errors import ModelError
from bess_opt.model.labelled import Labelled
from bess_opt.model.results import _join


def two_plants() -> Labelled:
    """Gas and coal over three steps."""
    values = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    return Labelled(("component", "time"), values, {"component": ["gas", "coal"]})


def test_values_go_to_their_components() -> None:
    """Coal is second and gas fourth of four; by position, coal would have the values of gas."""
    spread = two_plants().over(["load", "coal", "sun", "gas"])
    assert spread.members["component"] == ["load", "coal", "sun", "gas"]
    assert spread.values[1].tolist() == [4.0, 5.0, 6.0]
    assert spread.values[3].tolist() == [1.0, 2.0, 3.0]
    assert np.isnan(spread.values[[0, 2]]).all()


def test_a_component_in_the_middle_is_spread_there() -> None:
    values = np.arange(12.0).reshape(2, 2, 3)
    tiers = Labelled(
        ("tier", "component", "time"), values, {"tier": [0, 1], "component": ["b", "a"]}
    )
    spread = tiers.over(["a", "b"])
    assert spread.values[:, 0].tolist() == values[:, 1].tolist()
    assert spread.in_order().dims == ("time", "component", "tier")
    assert spread.in_order().values[2, 0, 1] == values[1, 1, 2]


def test_what_has_no_component_stays() -> None:
    alone = Labelled(("time",), np.arange(3.0), {})
    assert alone.over(["a", "b"]) is alone


def test_a_dimension_with_other_members_is_refused() -> None:
    """Two tables of months that are not the same would be laid side by side under one name."""
    coords: dict[str, list[int]] = {}
    _join(coords, "one", Labelled(("month",), np.zeros(2), {"month": [202601, 202602]}))
    with pytest.raises(ModelError, match="two has another month"):
        _join(coords, "two", Labelled(("month",), np.zeros(2), {"month": [202701, 202702]}))
