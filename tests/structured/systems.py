"""Random power systems with storage, as linear programs: the family the engine is made for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from bess_opt.model.linear_program import LinearProgram
from tests.structured.arrays import Rows

PEAK_MW = 20_000.0
FLAWS = ("no shedding", "contract", "export", "paid rating", "final level", "share", "hydro")


@dataclass(frozen=True)
class System:
    """What a random system contains; `flaw` makes it infeasible or unbounded."""

    steps: int = 168
    dt_h: float = 1.0
    seed: int = 0
    groups: int = 3
    ramps: bool = False
    commitment: bool = False
    contracts: bool = True
    monthly_contracts: bool = False
    share: bool = False
    market: bool = False
    peaks: bool = False
    reserve: bool = False
    stores: int = 1
    cyclic: bool = True
    fixed_size: bool = False
    least_level: bool = False
    cycle_limit: bool = False
    reservoir: bool = False
    buses: int = 1
    years: int = 1
    redundant: bool = False
    flaw: str = ""


def draw(seed: int, lengths: tuple[int, ...] = (24, 48, 96, 168, 336)) -> System:
    """Return a random system; one in five has a flaw."""
    r = np.random.default_rng(50_000 + seed)
    system = System(
        steps=int(r.choice(lengths)),
        dt_h=0.25 if r.random() < 0.2 else 1.0,
        seed=seed,
        groups=int(r.integers(1, 6)),
        ramps=bool(r.random() < 0.25),
        commitment=bool(r.random() < 0.25),
        contracts=bool(r.random() < 0.5),
        monthly_contracts=bool(r.random() < 0.2),
        share=bool(r.random() < 0.3),
        market=bool(r.random() < 0.4),
        peaks=bool(r.random() < 0.4),
        reserve=bool(r.random() < 0.3),
        stores=int(r.integers(0, 4)),
        cyclic=bool(r.random() < 0.6),
        fixed_size=bool(r.random() < 0.2),
        least_level=bool(r.random() < 0.3),
        cycle_limit=bool(r.random() < 0.2),
        reservoir=bool(r.random() < 0.35),
        buses=1 + int(r.random() < 0.3),
        years=2 if r.random() < 0.15 else 1,
        redundant=bool(r.random() < 0.2),
    )
    return with_flaw(system, str(r.choice(FLAWS))) if r.random() < 0.2 else system


def with_flaw(system: System, flaw: str) -> System:
    """Return the system with a flaw and with the part the flaw sits in."""
    needs = {
        "contract": {"contracts": True},
        "export": {"market": True},
        "paid rating": {"stores": max(1, system.stores), "fixed_size": False, "years": 1},
        "final level": {"stores": max(1, system.stores), "cyclic": False},
        "share": {"share": True},
        "hydro": {"reservoir": True},
    }
    return replace(system, flaw=flaw, **needs.get(flaw, {}))


def build(system: System) -> LinearProgram:
    """Return the system's linear program."""
    return _Builder(system).build()


@dataclass
class _Builder:
    system: System
    rows: Rows = field(default_factory=Rows)

    def build(self) -> LinearProgram:
        s = self.system
        self.r = np.random.default_rng(s.seed)
        self.t = np.arange(s.steps)
        self.per_year = s.steps // s.years
        self.year = np.minimum(self.t // self.per_year, s.years - 1)
        self.part_of_year = s.steps * s.dt_h / 8760 / s.years
        self._profiles()
        self.balance: list[list[tuple[np.ndarray, float]]] = [[] for _ in range(s.buses)]
        self._sources()
        for k in range(s.groups):
            self._thermal(k)
        if s.reservoir:
            self._reservoir()
        if s.market:
            self._market()
        if s.buses == 2:
            flow = self.rows.column(self.t, 0.01, -2500.0, 2500.0)
            self.balance[0].append((flow, 1.0))
            self.balance[1].append((flow, -0.97 if s.seed % 2 else -1.0))
        self.reserves: list[np.ndarray] = []
        for i in range(s.stores):
            self._store(i)
        if s.reserve:
            shortage = self.rows.column(self.t, 5.0 * s.dt_h)
            offers = [(q, 1.0) for q in [*self.reserves, shortage]]
            self.rows.row(self.t, 0.03 * self.load, np.inf, *offers)
        for terms in self.balance:
            demand = self.load / s.buses
            self.rows.row(self.t, demand, demand, *terms)
        if s.redundant:
            demand = self.load / s.buses
            self.rows.row(self.t, demand, demand, *self.balance[0])
            self.rows.row(self.t, -np.inf, np.inf, (self.solar[0], 1.0))
            self.rows.row(self.t, -1e6, 1e6, (self.solar[0], 2.0))
        return self.rows.program(offset=float(s.seed % 3))

    def _profiles(self) -> None:
        s, r = self.system, self.r
        hour = self.t * s.dt_h
        day = hour / 24
        sun = np.maximum(0.0, np.sin(np.pi * ((hour % 24) - 6) / 12))
        clearness = r.beta(5, 1.5, size=int(day[-1]) + 2)[day.astype(int)]
        self.sun = np.where(sun < 1e-6, 0.0, np.minimum(0.85 * sun * clearness, 1.0))
        noise = r.normal(size=s.steps) * 0.25 * np.sqrt(s.dt_h)
        state, keep = 0.0, 0.95**s.dt_h
        gusts = np.empty(s.steps)
        for k, shock in enumerate(noise):
            state = keep * state + shock
            gusts[k] = state
        self.wind = 1 / (1 + np.exp(-(gusts - 0.6 + 1.2 * np.sin(2 * np.pi * (day - 100) / 365))))
        season = 1 + 0.25 * np.cos(2 * np.pi * (day - 190) / 365)
        daily = 1 + 0.12 * np.sin(2 * np.pi * ((hour % 24) - 14) / 24)
        growth = 1 + 0.04 * self.year
        self.load = PEAK_MW * season * daily * growth * (1 + 0.02 * r.normal(size=s.steps))
        self.hour = hour

    def _spans(self, count: int) -> list[np.ndarray]:
        return [k for k in np.array_split(self.t, count) if len(k)]

    def _sources(self) -> None:
        s = self.system
        share = 1 / s.buses
        discount = 1.03**-self.year
        none = s.flaw == "no shedding"
        limit = 0.0 if none else self.load * share
        self.shed = [
            self.rows.column(self.t, 1000.0 * s.dt_h * discount, 0.0, limit) for _ in range(s.buses)
        ]
        paid = -0.01 if s.market else 0.0
        self.solar = [
            self.rows.column(self.t, paid, 0.0, self.sun * 45_000 * share) for _ in range(s.buses)
        ]
        self.windy = [
            self.rows.column(self.t, 0.0, 0.0, self.wind * 12_000 * share) for _ in range(s.buses)
        ]
        for n in range(s.buses):
            self.balance[n] += [(k[n], 1.0) for k in (self.shed, self.solar, self.windy)]
        if s.share:
            factor = 9.0 if s.flaw == "share" else 0.9
            for y in range(s.years):
                within = self.year == y
                least = factor * self.r.uniform(0.25, 0.45) * self.load[within].sum()
                clean = [(v[within], 1.0) for v in self.solar + self.windy]
                self.rows.total(least, np.inf, *clean)

    def _thermal(self, k: int) -> None:
        s, r, t = self.system, self.r, self.t
        size = r.uniform(0.1, 0.45) * PEAK_MW * (0.2 if s.flaw == "no shedding" else 1.0)
        price = r.uniform(12, 160) * s.dt_h * 1.03**-self.year
        power = self.rows.column(t, price, 0.0, size)
        self.balance[k % s.buses].append((power, 1.0))
        if s.commitment:
            online = self.rows.column(t, 2.0 * s.dt_h, 0.0, size)
            started = self.rows.column(t[1:], r.uniform(20, 80))
            self.rows.row(t, -np.inf, 0.0, (power, 1.0), (online, -1.0))
            self.rows.row(t, 0.0, np.inf, (power, 1.0), (online, -r.uniform(0.3, 0.5)))
            self.rows.row(
                t[1:], 0.0, np.inf, (started, 1.0), (online[1:], -1.0), (online[:-1], 1.0)
            )
            if s.ramps:
                up = 0.2 * size * s.dt_h + 1
                self.rows.row(t[1:], -up, up, (online[1:], 1.0), (online[:-1], -1.0))
        if s.ramps:
            up = 0.25 * size * s.dt_h + 1
            self.rows.row(t[1:], -up, up, (power[1:], 1.0), (power[:-1], -1.0))
        if s.contracts:
            part = 1.2 if s.flaw == "contract" else r.uniform(0, 0.4)
            for y in range(s.years):
                within = power[self.year == y]
                self.rows.total(part * size * len(within), np.inf, (within, 1.0))
        if s.monthly_contracts:
            for span in self._spans(max(2, round(12 * self.part_of_year * s.years))):
                short = self.rows.column(-1, 30.0)
                least = 0.3 * size * len(span)
                self.rows.total(least, np.inf, (power[span], 1.0), (short, 1.0))

    def _reservoir(self) -> None:
        """A plant whose energy of each day lies within a band; turbines keep a least flow."""
        s, r = self.system, self.r
        mean = r.uniform(0.05, 0.15) * PEAK_MW
        power = self.rows.column(self.t, 0.0, 0.3 * mean, 2.5 * mean)
        self.balance[0].append((power, 1.0))
        steps = round(24 / s.dt_h)
        factor = 3.0 if s.flaw == "hydro" else 1.0
        for begin in range(0, s.steps, steps):
            span = power[begin : begin + steps]
            level = factor * mean * len(span)
            self.rows.total(0.9 * level, 1.1 * level, (span, 1.0))

    def _market(self) -> None:
        s, r, t = self.system, self.r, self.t
        price = 40 + 30 * r.normal(size=s.steps) + 20 * np.sin(2 * np.pi * (self.hour - 8) / 24)
        endless = s.flaw == "export"
        bought = self.rows.column(t, price * s.dt_h + 1, 0.0, 3000.0)
        sold_cost = np.full(s.steps, -200.0) if endless else -price * s.dt_h + 1
        sold = self.rows.column(t, sold_cost, 0.0, np.inf if endless else 3000.0)
        net = self.rows.column(t, 0.0, -np.inf)
        self.rows.row(t, 0.0, 0.0, (bought, 1.0), (sold, -1.0), (net, -1.0))
        self.balance[0].append((net, 1.0))
        if endless:
            self.balance[0].append((self.rows.column(t), 1.0))
        if s.peaks:
            months = max(1, round(12 * self.part_of_year * s.years))
            for span in self._spans(months):
                peak = self.rows.column(-1, 400.0 * r.uniform(0.5, 1.5))
                self.rows.row(span, -np.inf, 0.0, (bought[span], 1.0), (peak, -1.0))

    def _ratings(self, i: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the column of the power and the energy rating for each step."""
        s, r = self.system, self.r
        power_cost = r.uniform(4e3, 1.2e4) * self.part_of_year
        energy_cost = r.uniform(5e3, 1.4e4) * self.part_of_year
        power: list[np.ndarray] = []
        energy: list[np.ndarray] = []
        for y in range(s.years):
            if s.fixed_size:
                size = r.uniform(2000, 8000)
                power.append(self.rows.column(-1, power_cost, size, size))
                energy.append(self.rows.column(-1, energy_cost, 4 * size, 4 * size))
            elif s.years == 1:
                paid = s.flaw == "paid rating"
                power.append(self.rows.column(-1, -5.0 if paid else power_cost))
                energy.append(self.rows.column(-1, energy_cost))
            else:
                later = 1.05**-y * (s.years - y) * 0.9
                for sizes, cost in ((power, power_cost), (energy, energy_cost)):
                    size, new = self.rows.column(-1), self.rows.column(-1, cost * later)
                    before = [(sizes[-1], -1.0)] if sizes else []
                    self.rows.total(0.0, 0.0, (size, 1.0), (new, -1.0), *before)
                    sizes.append(size)
            self.rows.total(-np.inf, 0.0, (energy[-1], 1.0), (power[-1], -8.0))
        return np.concatenate(power)[self.year], np.concatenate(energy)[self.year]

    def _store(self, i: int) -> None:
        s, r, t = self.system, self.r, self.t
        eta = r.uniform(0.85, 0.97)
        charge = self.rows.column(t, 0.1 * s.dt_h)
        discharge = self.rows.column(t, 0.4 * s.dt_h)
        level = self.rows.column(t)
        power, energy = self._ratings(i)
        kept = 1 - 1e-4 * s.dt_h
        flows = ((charge, -eta * s.dt_h), (discharge, s.dt_h / eta))
        if s.cyclic:
            before = np.concatenate([np.roll(level[self.year == y], 1) for y in range(s.years)])
            self.rows.row(t, 0.0, 0.0, (level, 1.0), (before, -kept), *flows)
        else:
            inner = tuple((v[1:], w) for v, w in flows)
            self.rows.row(t[1:], 0.0, 0.0, (level[1:], 1.0), (level[:-1], -kept), *inner)
            first = tuple((v[:1], w) for v, w in flows)
            self.rows.row([0], 0.0, 0.0, (level[:1], 1.0), *first, (energy[:1], -0.5))
            if s.flaw == "final level":
                self.rows.row([s.steps - 1], 1e9, np.inf, (level[-1:], 1.0))
                if not s.fixed_size:
                    self.rows.total(-np.inf, 1e4, (energy[:1], 1.0))
            else:
                end = ((level[-1:], 1.0), (energy[-1:], -0.5))
                self.rows.row([s.steps - 1], 0.0, np.inf, *end)
        for column, rating in ((charge, power), (discharge, power), (level, energy)):
            self.rows.row(t, -np.inf, 0.0, (column, 1.0), (rating, -1.0))
        if s.least_level:
            self.rows.row(t, 0.0, np.inf, (level, 1.0), (energy, -0.1))
        if s.cycle_limit:
            days = s.steps * s.dt_h / 24 / s.years
            for y in range(s.years):
                within = self.year == y
                used = (discharge[within], s.dt_h)
                self.rows.total(-np.inf, 0.0, used, (energy[within][:1], -0.9 * days))
        if s.reserve:
            held = self.rows.column(t)
            self.rows.row(t, -np.inf, 0.0, (held, 1.0), (discharge, 1.0), (power, -1.0))
            self.rows.row(t, -np.inf, 0.0, (held, 0.5), (level, -1.0))
            self.reserves.append(held)
        self.balance[i % s.buses] += [(discharge, 1.0), (charge, -1.0)]
