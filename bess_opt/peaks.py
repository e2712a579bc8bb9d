"""What every charge on a highest demand has in common: whose, in which hours, and what at least."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, field_validator

from bess_opt.bill import Meter
from bess_opt.component import Tariff
from bess_opt.errors import CaseError, Fault
from bess_opt.horizon import Horizon
from bess_opt.windows import Season, Window, holiday_dates, season_faults, shares


class PeakTariff(Tariff):
    """A tariff on the highest demand inside its windows; a step that one touches counts whole."""

    assets: list[str] = Field(min_length=1, description="Connections that are metered.")
    flow: str = Field("p_import_mw", description="Which flow of the assets is metered.")
    windows: list[Window] = Field(
        default_factory=list, description="Hours in which demand counts; all where empty."
    )
    seasons: dict[str, Season] = Field(default_factory=dict, description="Seasons by name.")
    holidays: list[str] = Field(default_factory=list, description="Dates such as 2026-03-23.")
    sanctioned_mw: float | None = Field(None, ge=0, description="Load that the utility sanctioned.")
    sanctioned_frac: float = Field(
        0.0, ge=0, le=1, description="Share of it that is billed at least, such as 0.5."
    )
    metering_h: float | None = Field(
        None, gt=0, le=24, description="Interval over which the meter averages, such as 0.5."
    )
    true_peak_included: bool = Field(
        False, description="The periods hold each true peak, although they are weighted."
    )

    _dates = field_validator("holidays")(holiday_dates)

    def refers_to(self) -> dict[str, Iterable[str]]:
        """The metered assets."""
        return {"assets": self.assets}

    def faults(self) -> Iterable[tuple[str, str, str, str]]:
        """Seasons are described; a share of the sanctioned load needs the load."""
        yield from season_faults(self.windows, self.seasons)
        if self.sanctioned_frac > 0 and self.sanctioned_mw is None:
            yield (
                "sanctioned_frac",
                "E-CF-006",
                "a share of the sanctioned load needs sanctioned_mw",
                "add sanctioned_mw",
            )

    def remarks(self, horizon: Horizon) -> Iterable[Fault]:
        """Where the meter averages over less than a step."""
        step_h = float(np.max(horizon.dt_h))
        if self.metering_h is not None and self.metering_h < step_h - 1e-9:
            yield Fault(
                "W-TF-005",
                f"{self.name} is metered over {60 * self.metering_h:g} minutes and the case has "
                f"steps of {60 * step_h:g}, so that true peaks are higher and the demand charge "
                "and what storage saves of it are uncertain",
                repair="solve on the interval of the meter, with a load measured on it",
                path=f"tariffs.{self.name}.metering_h",
            )

    @property
    def sanctioned_least_mw(self) -> float:
        """What is billed at least of the sanctioned load."""
        return self.sanctioned_frac * (self.sanctioned_mw or 0.0)

    @classmethod
    def counted(cls, members: Mapping[str, Any], horizon: Horizon) -> NDArray[np.float64]:
        """1 in the steps that count, by member and step.

        Raises
        ------
        CaseError
            Periods are weighted and nothing says that the true peak is among them.
        """
        inside = np.ones((len(members), len(horizon)))
        for n, (name, c) in enumerate(members.items()):
            if horizon.is_weighted and not c.true_peak_included:
                raise CaseError(f"{name} needs every step", [_weighted(name)])
            if c.windows:
                touched = shares(c.windows, c.seasons, c.holidays, horizon)[:-1].sum(axis=0)
                inside[n] = touched > 0
        return inside

    def counted_on(self, meter: Meter) -> NDArray[np.bool_]:
        """Which steps count on a bill, told by the clock apart from :meth:`counted`; (T,)."""
        if not self.windows:
            return np.ones(len(meter.horizon), dtype=bool)
        return np.array([any(n >= 0 for n in step) for step in meter.parts_of_steps(self)])


def _weighted(name: str) -> Fault:
    return Fault(
        "E-TF-004",
        f"{name} bills a highest demand, and the periods of the case are weighted",
        "every step of each month, or periods that hold its true peak",
        f"take whole months, or set tariffs.{name}.true_peak_included: true once the true peak "
        "is among them",
        path=f"tariffs.{name}",
    )
