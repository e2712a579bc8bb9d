"""Series looked at by what they are used for: no negative load, no sunshine by night.

What a series is for the case alone knows, and hands over as plain values. What a field cannot be is
an error; what it hardly is, a warning with the band it was held against.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bess_opt.errors import Fault, Place, count
from bess_opt.horizon import Horizon
from bess_opt.sources.spec import PlaceOf

Values = NDArray[np.float64]

ROUNDING = 1e-6
YEARLY_H = 7 * 24.0
"""Shortest horizon whose mean is held against a band of years, h; assumption."""
NIGHT = (22, 23, 0, 1, 2)
"""Hours of the local clock at which no place below 60 degrees has sun; assumption."""
NIGHT_SHARE = 0.01
RATING_TIMES = 100.0
"""A rating over the demand and over all other ratings, from which kW are suspected; assumption."""
PLAUSIBLE_KW = 1e5
"""Above it a limit is one that is not meant to bind, MW; assumption."""
KILO_TIMES = 50.0
"""Peak of a load over all that can serve it, from which kW are suspected; assumption."""


def use_faults(
    name: str, values: Values, uses: list[Mapping[str, Any]], horizon: Horizon, place: PlaceOf
) -> Iterator[Fault]:
    """Faults of one series in each of its uses.

    Parameters
    ----------
    values : ndarray, shape (T,)
        On the horizon, in our unit.
    uses : list of mapping
        As ``bess_opt.case.uses.uses_of`` gives them.
    place : callable
        Place in the case file of a dotted path.
    """
    for use in uses:
        looker = _Looker(name, values, use, horizon, place)
        yield from looker.beyond_its_field()
        if len(values) * horizon.step_h >= YEARLY_H:
            yield from looker.mean_output()
            yield from looker.load_shape()
            yield from looker.price_level()
        yield from looker.far_above_supply()
        yield from looker.far_below_a_rating()


class _Looker:
    """One series in one of its uses."""

    def __init__(
        self,
        name: str,
        values: Values,
        use: Mapping[str, Any],
        horizon: Horizon,
        place: PlaceOf,
    ) -> None:
        self.name, self.values, self.use, self.horizon = name, values, use, horizon
        self.place_of = place
        self.place: Place | None = place(str(use["path"]))

    def tell(self, code: str, found: str, expected: str = "", repair: str = "") -> Fault:
        where = str(self.use["path"])
        text = f"{where}, series '{self.name}': {found}"
        return Fault(code, text, expected, repair, self.place, where)

    def at(self, i: int) -> str:
        return f"{self.horizon.local[i]:%Y-%m-%d %H:%M}"

    def beyond_its_field(self) -> Iterator[Fault]:
        """Values that the field cannot take."""
        low, high = self.use["at_least"], self.use["at_most"]
        below = np.flatnonzero(self.values < low - ROUNDING) if low is not None else np.array([])
        above = np.flatnonzero(self.values > high + ROUNDING) if high is not None else np.array([])
        if len(below):
            least = int(np.argmin(self.values))
            turned = float(np.mean(self.values)) < low
            repair = (
                "the sign may be turned round: set scale: -1 on the series"
                if turned
                else "is it net of local generation? Give it gross, and the generation as an asset"
            )
            worst = f"{self.values[least]:.6g} at {self.at(least)}"
            found = f"{count(len(below), 'value')} below {low:g} (least {worst})"
            yield self.tell("E-TS-025", found, f"at least {low:g}", repair)
        if len(above):
            most = int(np.argmax(self.values))
            worst = f"{self.values[most]:.6g} at {self.at(most)}"
            found = f"{count(len(above), 'value')} above {high:g} (most {worst})"
            repair = 'is the file in percent? Set unit: "%"' if self.values[most] > 1.5 else ""
            yield self.tell("E-TS-027", found, f"at most {high:g}", repair)

    def mean_output(self) -> Iterator[Fault]:
        """Capacity factor outside its band, and sunshine by night."""
        band = self.use["mean_band"]
        if band is None:
            return
        low, high, text, hint = band
        weight = self.horizon.dt_h * self.horizon.weight
        mean = float(np.average(self.values, weights=weight))
        if not low <= mean <= high:
            found = f"the capacity factor is {mean:.3g}"
            yield self.tell("W-TS-027", found, text, hint)
        total = float(np.sum(self.values * weight))
        if self.use["follows_sun"] and self.horizon.step_h <= 1 and total > 0:
            night = np.isin(np.asarray(self.horizon.local.hour), NIGHT)
            share = float(np.sum((self.values * weight)[night])) / total
            if share > NIGHT_SHARE:
                found = f"{share:.1%} of the sunshine falls between 22:00 and 03:00"
                repair = "is the file in UTC, or of another zone? Set zone on the series"
                yield self.tell("W-TS-027", found, f"below {NIGHT_SHARE:.0%} (assumption)", repair)

    def load_shape(self) -> Iterator[Fault]:
        """A load factor that hardly any load has."""
        band, peak = self.use["load_band"], float(np.max(self.values))
        if band is None or peak <= 0 or not self.use["is_power"]:
            return
        low, high, text, hint = band
        factor = float(np.mean(self.values)) / peak
        if not low <= factor <= high:
            found = f"the load factor is {factor:.3g} (peak {peak:,.6g} MW)"
            yield self.tell("W-TS-040", found, text, hint)

    def price_level(self) -> Iterator[Fault]:
        """A mean price outside its band, in US dollars."""
        band, rate = self.use["usd_band"], self.use["usd_rate"]
        mean = float(np.mean(np.abs(self.values)))
        if band is None or rate is None or mean == 0:
            return
        low, high, text, hint = band
        if not low <= mean * rate <= high:
            found = (
                f"the mean price is {mean:,.4g}, which is {mean * rate:,.4g} {self.use['usd_unit']}"
            )
            yield self.tell("W-UN-010", found, text, hint)

    def far_above_supply(self) -> Iterator[Fault]:
        """A load so far above all that could serve it that its unit is in doubt."""
        others, peak = float(self.use["others_mw"]), float(np.max(self.values))
        if not self.use["is_demand"] or not self.use["is_power"] or others <= 0:
            return
        if peak > KILO_TIMES * others:
            times = f"{peak / others:,.0f} times the {others:,.6g} MW of all other assets"
            found = f"peaks at {peak:,.6g} MW, {times}"
            yield self.tell("W-UN-003", found, "", "is the file in kW? Set unit: kW")

    def far_below_a_rating(self) -> Iterator[Fault]:
        """A rating or limit so far above the load, and above every other, that it may be in kW."""
        if not (self.use["is_demand"] and self.use["is_power"]):
            return
        peak, given = float(np.max(self.values)), self.use["given_mw"]
        for where, mw in given.items():
            owner = where.rpartition(".")[0]
            others = [v for path, v in given.items() if path.rpartition(".")[0] != owner]
            beside = max([peak, *others])
            if peak > 0 and others and RATING_TIMES * beside < mw <= PLAUSIBLE_KW:
                found = (
                    f"{where} is {mw:,.6g} MW, {mw / peak:,.0f} times the {peak:,.6g} MW of the "
                    f"highest demand"
                )
                repair = f"is it in kW? Write {mw:.6g} kW"
                yield Fault("W-UN-003", found, "", repair, self.place_of(where), where)
