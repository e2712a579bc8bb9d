r"""Tiered energy: a month's energy in blocks, each dearer than the one before.

    symbol      code                       unit          meaning
    E_{c,k}     sum of metered energy      MWh           energy of month k
    T_{c,b}     block_start_mwh[c, b]      MWh/month     where block b begins, b >= 1
    x_{c,b,k}   above_block_mwh[c, b, k]   MWh           energy above T_{c,b}
    \pi_{c,b}   blocks[b].price_per_mwh    currency/MWh  price inside the block

With increments \delta_b = \pi_b - \pi_{b-1} >= 0 the bill \pi_0 E + \sum_b \delta_b x_b is convex,
and the LP keeps each x_b at max(0, E - T_b). With \delta_b < 0 it would push x_b up without end,
or, bounded, fill the cheap block first: decreasing blocks need binaries and are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, ClassVar

import numpy as np
from pydantic import Field

from bess_opt.bands import ENERGY_PRICE
from bess_opt.bill import Line, Meter, month_name
from bess_opt.component import Carry, Derived, Entry, Fields, Part, Tariff
from bess_opt.horizon import Horizon


class Block(Part):
    """Energy up to a limit at a price; the last block has no limit."""

    up_to_mwh_per_month: float | None = Field(
        None, gt=0, description="Where the block ends; no end where absent."
    )
    price_per_mwh: Annotated[float, ENERGY_PRICE] = Field(
        description="Price in the block; negative where a first block is a credit."
    )


class TieredEnergy(Tariff, kind="tiered_energy"):
    """Increasing blocks of a month's energy."""

    entries: ClassVar[tuple[Entry, ...]] = (Entry("energy", "tiered_energy_cost", payee="utility"),)
    carries: ClassVar[tuple[Carry, ...]] = (
        Carry("tiered_energy_above", settles="above_block_mwh"),
    )
    toy: ClassVar[Mapping[str, Any]] = {
        "assets": ["unit"],
        "flow": "p_generation_mw",
        "blocks": [
            {"up_to_mwh_per_month": 3100.0, "price_per_mwh": 10.0},
            {"price_per_mwh": 18.0},
        ],
    }

    assets: list[str] = Field(min_length=1, description="Connections that are metered.")
    flow: str = Field("p_import_mw", description="Which flow of the assets is metered.")
    blocks: list[Block] = Field(min_length=1, description="In order; only the last has no limit.")

    def refers_to(self) -> dict[str, Iterable[str]]:
        """The metered assets."""
        return {"assets": self.assets}

    def faults(self) -> Iterable[tuple[str, str, str, str]]:
        """Limits increase, prices do not fall."""
        limits = [b.up_to_mwh_per_month for b in self.blocks]
        known = [x for x in limits[:-1] if x is not None]
        if len(known) < len(limits) - 1 or limits[-1] is not None or sorted(set(known)) != known:
            yield (
                "blocks",
                "E-TF-003",
                "the blocks are not in order, or a block other than the last has no limit",
                "give increasing up_to_mwh_per_month to all blocks but the last",
            )
        prices = [b.price_per_mwh for b in self.blocks]
        falls = next((k for k in range(1, len(prices)) if prices[k] < prices[k - 1]), None)
        if falls is not None:
            yield (
                f"blocks.{falls}.price_per_mwh",
                "E-TF-001",
                f"block {falls + 1} costs {prices[falls]:g} and block {falls}, which is used "
                f"before it, {prices[falls - 1]:g}: the bill bends downwards, a linear program "
                "would fill the cheap block first and bill too little, and to forbid it needs "
                "binaries",
                "give one block at the price that the month's energy costs on the whole, or, "
                "where every month passes into the last block, that block alone with a "
                "fixed_charge for what the first ones cost more",
            )

    @classmethod
    def axes(cls, members: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Numbers of the blocks above the first."""
        return {"energy_block": list(range(1, max(len(c.blocks) for c in members.values())))}

    @classmethod
    def derive(cls, members: Mapping[str, Any], fields: Fields, horizon: Horizon) -> Derived:
        """Where each block begins and by how much it is dearer; an absent one by nothing."""
        shape = len(members), len(cls.axes(members)["energy_block"])
        start, more = np.zeros(shape), np.zeros(shape)
        for k, c in enumerate(members.values()):
            count = len(c.blocks)
            start[k, : count - 1] = [b.up_to_mwh_per_month for b in c.blocks[:-1]]
            more[k, : count - 1] = np.diff([b.price_per_mwh for b in c.blocks])
        over = ("energy_block",)
        first = np.array([c.blocks[0].price_per_mwh for c in members.values()])
        return {
            "block_start_mwh": (over, start),
            "block_increment_per_mwh": (over, more),
            "first_block_per_mwh": ((), first),
        }

    @classmethod
    def formulate(cls, m: Any) -> None:
        """Energy above the start of each block."""
        import pyomo.environ as pyo

        m.above_block_mwh = pyo.Var(
            m.tiered_energy, m.energy_block, m.M, within=pyo.NonNegativeReals,
            doc="x_{c,b,k}: energy above the start of the block",
        )  # fmt: skip

        @m.Constraint(
            m.tiered_energy, m.energy_block, m.M, doc=r"x_{c,b,k} \ge E_{c,k} - s_k T_{c,b}"
        )
        def tiered_energy_above(m: Any, c: Any, b: Any, k: Any) -> Any:
            return m.above_block_mwh[c, b, k] >= (
                sum(m.weight[t] * m.dt_h[t] * m.metered_mw[c, t] for t in m.steps_in_month[k])
                - m.share_of_month[k] * m.block_start_mwh[c, b]
            )

        @m.Expression(
            m.tiered_energy, m.M, doc=r"\pi_{c,0} E_{c,k} + \sum_b \delta_{c,b} x_{c,b,k}"
        )
        def tiered_energy_cost(m: Any, c: Any, k: Any) -> Any:
            return sum(
                m.first_block_per_mwh[c] * m.weight[t] * m.dt_h[t] * m.metered_mw[c, t]
                for t in m.steps_in_month[k]
            ) + sum(
                m.block_increment_per_mwh[c, b] * m.above_block_mwh[c, b, k] for b in m.energy_block
            )

    def bill(self, meter: Meter, base: Sequence[Line]) -> Iterable[Line]:
        """One line a block and month."""
        flow = meter.flow_mw(self.assets, self.flow)
        for month in meter.months:
            here = meter.in_month(month)
            left = float(flow[here] @ meter.hours[here])
            begun = 0.0
            for number, block in enumerate(self.blocks):
                limit = block.up_to_mwh_per_month
                room = (
                    float("inf")
                    if limit is None
                    else (limit - begun) * meter.horizon.share_of_month[month]
                )
                taken = min(left, room)
                left -= taken
                begun = limit or begun
                yield Line(
                    self.name, "energy", f"block {number + 1}", month_name(month), taken, "MWh",
                    block.price_per_mwh, "{currency}/MWh", self.currency or meter.base,
                )  # fmt: skip
