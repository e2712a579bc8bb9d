r"""Net metering: a month's export is taken off its import; what is left over is a credit in energy.

    symbol         code                              unit          meaning
    q_{c,t}        metered_mw[c, t]                  MW            import
    x_{c,t}        exported_mw[c, t]                 MW            export
    \sigma_{r,t}   register_share_factor[c, r, t]    1             share of the step in register r
    u_{c,r,k}      e_billed_mwh[c, r, k]             MWh           billed in month k
    b_{c,r,k}      e_credit_mwh[c, r, k]             MWh           credit at the end of month k
    \pi_{c,r,k}    register_per_mwh[c, r, k]         currency/MWh  price of billed energy
    \pi^s_c        settlement_per_mwh[c]             currency/MWh  paid for credit that is settled

Peak and off-peak are registers that net by themselves. Credit is carried until a month of
settlement (and the horizon's end), is paid out there and begins again at nothing. Prices may differ
by month. They are at least the settlement's, and no dearer in a month to which credit is carried
than in the month before, so that billing early never pays and no binary is needed; a price may rise
after a settlement. The imputed tie-break keeps credit from being carried longer than it must.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field, field_validator

from bess_opt.bands import ENERGY_PRICE
from bess_opt.bill import Line, Meter, month_name
from bess_opt.component import Carry, Derived, Entry, Fields, MonthlyPositive, Tariff
from bess_opt.fields import by_month
from bess_opt.horizon import Horizon
from bess_opt.windows import Season, Window, holiday_dates, season_faults, shares

# assumption: small against any price, large against the tolerance of an engine.
TIE_BREAK_FRAC = 1e-5


class Register(Window):
    """Hours that are netted by themselves at a price."""

    price_per_mwh: Annotated[MonthlyPositive, ENERGY_PRICE] = Field(
        description="January first, or one number."
    )


class NetMetering(Tariff, kind="net_metering"):
    """Monthly netting with credits carried to a settlement."""

    entries: ClassVar[tuple[Entry, ...]] = (
        Entry("energy", "net_metering_cost", payee="utility"),
        Entry("settlement", "net_metering_settlement_cost", payer="utility", payee="system"),
        Entry("tie_break", "net_metering_tie_break_cost", "imputed"),
    )
    carries: ClassVar[tuple[Carry, ...]] = (
        Carry("net_metering_credit", settles="e_billed_mwh"),
        Carry("net_metering_credit", settles="e_credit_mwh"),
    )
    single_prices: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "energy net of export": ("off_peak_per_mwh",)
    }
    toy: ClassVar[Mapping[str, Any]] = {
        "assets": ["unit"],
        "flow": "p_generation_mw",
        "export_assets": ["sun"],
        "export_flow": "p_generation_mw",
        "off_peak_per_mwh": 20.0,
        "windows": [{"name": "peak", "hours": "17:00-21:00", "price_per_mwh": 35.0}],
        "settlement_per_mwh": 8.0,
    }

    assets: list[str] = Field(min_length=1, description="Connections that import.")
    flow: str = Field("p_import_mw", description="Which flow of the assets is import.")
    export_assets: list[str] = Field(
        default_factory=list, description="What exports; the same assets where empty."
    )
    export_flow: str = Field("p_export_mw", description="Which flow of them is export.")
    off_peak_per_mwh: Annotated[MonthlyPositive, ENERGY_PRICE] = Field(
        description="Price outside all windows: January first, or one number."
    )
    rest: str = Field("off-peak", description="Name of the hours outside all windows.")
    windows: list[Register] = Field(default_factory=list, description="Further registers.")
    seasons: dict[str, Season] = Field(default_factory=dict, description="Seasons by name.")
    holidays: list[str] = Field(default_factory=list, description="Dates such as 2026-03-23.")
    settlement_per_mwh: Annotated[float, ENERGY_PRICE] = Field(
        0.0, ge=0, description="Paid for credit left at settlement."
    )
    settlement_months: list[int] = Field(
        default_factory=lambda: list(range(1, 13)),
        description="Months in which credit is settled: [3, 6, 9, 12] by quarter, [12] by year.",
    )

    _dates = field_validator("holidays")(holiday_dates)

    def refers_to(self) -> dict[str, Iterable[str]]:
        """The metered assets."""
        return {"assets": self.assets, "export_assets": self.export_assets}

    @property
    def months_stand_alone(self) -> bool:
        """Where credit is settled every month."""
        return set(self.settlement_months) >= set(range(1, 13))

    @property
    def exporters(self) -> list[str]:
        """What exports."""
        return self.export_assets or self.assets

    def faults(self) -> Iterable[tuple[str, str, str, str]]:
        """Seasons are described, months are months, and credit is worth no more than energy."""
        yield from season_faults(self.windows, self.seasons)
        if not set(self.settlement_months) <= set(range(1, 13)):
            yield (
                "settlement_months",
                "E-CF-023",
                f"settlement_months are {self.settlement_months}",
                "write numbers from 1 to 12",
            )
        if self.settlement_per_mwh > min(min(own) for own in self.prices):
            yield (
                "settlement_per_mwh",
                "E-TF-001",
                "credit is paid more than energy costs, so billing and settling the same energy "
                "would pay, and to forbid it needs binaries",
                "let settlement_per_mwh be at most the lowest price",
            )
        yield from self._rising()

    def _rising(self) -> Iterable[tuple[str, str, str, str]]:
        """Registers that become dearer while credit is carried; months as 1 to 12."""
        for number, own in enumerate(self.prices):
            for month in set(range(1, 13)) - set(self.settlement_months):
                following = month % 12 + 1
                if own[following - 1] <= own[month - 1]:
                    continue
                is_rest = number == len(self.windows)
                yield (
                    "off_peak_per_mwh" if is_rest else f"windows.{number}.price_per_mwh",
                    "E-TF-001",
                    f"energy costs {own[month - 1]:g} in month {month} and {own[following - 1]:g} "
                    f"in month {following}, to which credit is carried: a linear program would "
                    "bill in the cheap month what it uses in the dear one, and to forbid it needs "
                    "binaries",
                    f"settle in month {month}, or let the price not rise before a settlement",
                )
                break

    @property
    def prices(self) -> list[list[float]]:
        """Price of each register from January to December, the rest last."""
        written = [*(w.price_per_mwh for w in self.windows), self.off_peak_per_mwh]
        return [by_month(own) for own in written]

    @classmethod
    def axes(cls, members: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Numbers of the registers."""
        return {"register": list(range(max(len(c.prices) for c in members.values())))}

    @classmethod
    def derive(cls, members: Mapping[str, Any], fields: Fields, horizon: Horizon) -> Derived:
        """Shares and prices of registers, and which months begin without credit."""
        months, count = horizon.months, len(cls.axes(members)["register"])
        share = np.zeros((len(members), count, len(horizon)))
        price = np.zeros((len(members), count, len(months)))
        kept, settled = (np.zeros((len(members), len(months))) for _ in range(2))
        before = np.tile([months[0], *months[:-1]], (len(members), 1))
        for n, c in enumerate(members.values()):
            own = len(c.prices)
            share[n, :own] = shares(c.windows, c.seasons, c.holidays, horizon)
            price[n, :own] = np.array(c.prices)[:, [k % 100 - 1 for k in months]]
            settled[n] = [k % 100 in c.settlement_months for k in months]
            settled[n, -1] = 1.0
            kept[n, 1:] = 1.0 - settled[n, :-1]
        return {
            "register_share_factor": (("register", "T"), share),
            "register_per_mwh": (("register", "M"), price),
            "credit_kept_factor": (("M",), kept),
            "credit_settled_factor": (("M",), settled),
            "month_before_label": (("M",), before),
        }

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Credit is carried from month to month."""
        import pyomo.environ as pyo

        own = (m.net_metering, m.register, m.M)
        m.e_billed_mwh = pyo.Var(*own, within=pyo.NonNegativeReals, doc="u_{c,r,k}: billed")
        m.e_credit_mwh = pyo.Var(*own, within=pyo.NonNegativeReals, doc="b_{c,r,k}: credit")

        @m.Constraint(
            *own,
            doc=r"b_k = \kappa_k b_{k-1} + u_k - \sum_{t \in k} \Delta_t \sigma_{r,t} (q_t - x_t)",
        )
        def net_metering_credit(m: Any, c: Any, r: Any, k: Any) -> Any:
            net = sum(
                m.weight[t]
                * m.dt_h[t]
                * m.register_share_factor[c, r, t]
                * (m.metered_mw[c, t] - m.exported_mw[c, t])
                for t in m.steps_in_month[k]
            )
            carried = m.credit_kept_factor[c, k] * m.e_credit_mwh[c, r, m.month_before_label[c, k]]
            return m.e_credit_mwh[c, r, k] == carried + m.e_billed_mwh[c, r, k] - net

        @m.Expression(m.net_metering, m.M, doc=r"\sum_r \pi_{c,r,k} u_{c,r,k}")
        def net_metering_cost(m: Any, c: Any, k: Any) -> Any:
            return sum(m.register_per_mwh[c, r, k] * m.e_billed_mwh[c, r, k] for r in m.register)

        @m.Expression(m.net_metering, m.M, doc=r"-\pi^s_c \sum_r b_{c,r,k}, k settled")
        def net_metering_settlement_cost(m: Any, c: Any, k: Any) -> Any:
            price = m.settlement_per_mwh[c] * m.credit_settled_factor[c, k]
            return sum(-price * m.e_credit_mwh[c, r, k] for r in m.register)

        @m.Expression(m.net_metering, m.M, doc=r"10^{-5} \sum_r \pi_{c,r,k} b_{c,r,k}")
        def net_metering_tie_break_cost(m: Any, c: Any, k: Any) -> Any:
            return sum(
                TIE_BREAK_FRAC * m.register_per_mwh[c, r, k] * m.e_credit_mwh[c, r, k]
                for r in m.register
            )

    def bill(self, meter: Meter, base: Sequence[Line]) -> Iterable[Line]:
        """A line a register and month, and what is paid out at settlement."""
        taken = meter.energy_by_window(meter.flow_mw(self.assets, self.flow), self)
        given = meter.energy_by_window(meter.flow_mw(self.exporters, self.export_flow), self)
        currency = self.currency or meter.base
        credit: dict[int, float] = {}
        for month in meter.months:
            for number in sorted({*taken[month], *given[month]}, key=lambda n: (n < 0, n)):
                name = self.rest if number < 0 else self.windows[number].name or f"{number + 1}"
                price = self.prices[number][month % 100 - 1]
                net = taken[month].get(number, 0.0) - given[month].get(number, 0.0)
                net -= credit.get(number, 0.0)
                credit[number] = max(0.0, -net)
                yield Line(
                    self.name, "energy", f"{name}, net", month_name(month), max(0.0, net), "MWh",
                    price, "{currency}/MWh", currency,
                )  # fmt: skip
            if month % 100 in self.settlement_months or month == meter.months[-1]:
                yield Line(
                    self.name, "settlement", "credit settled", month_name(month),
                    -sum(credit.values()), "MWh", self.settlement_per_mwh, "{currency}/MWh",
                    currency,
                )  # fmt: skip
                credit = {}
