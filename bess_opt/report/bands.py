"""The dispatch as bands that lie on each other: who delivers, who draws, what is not delivered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bess_opt.report.opened_run import Array
from bess_opt.report.palette import ROLES, Look, Looks, role_of
from bess_opt.report.reading import Reading

# From the bottom of the stack to its top.
ORDER = (
    "nuclear", "steady", "biomass", "thermal", "hydro", "wind", "solar", "grid", "other",
    "discharge", "unserved", "curtailment", "charge", "losses",
)  # fmt: skip
MOST_GROUPS = 14
# Bands thinner than this share of the highest demand cannot be seen and are left out of a figure.
VISIBLE_FRAC = 1e-4
VISIBLE_MW = 1e-3


@dataclass(frozen=True, eq=False)
class Group:
    """Generating assets that are shown as one, with their look."""

    key: str
    label: str
    members: tuple[str, ...]
    role: str
    look: Look


@dataclass(frozen=True, eq=False)
class Band:
    """A power that is never negative, above the axis (delivered) or below it (drawn)."""

    key: str
    label: str
    look: Look
    power_mw: Array
    is_delivered: bool = True
    is_counted: bool = True


def generator_groups(reading: Reading) -> list[Group]:
    """Generating assets in the groups of the calibration table, or by the tariff they share."""
    calibration = (reading.case.get("study") or {}).get("calibration") or {}
    wanted: Mapping[str, list[str]] = calibration.get("groups") or _shared(reading)
    generators = [
        n
        for n, a in reading.assets.items()
        if type(a).is_generator or _role(reading, n) in ("grid", "other")
    ]
    shelves: dict[str, list[str]] = {}
    for name in generators:
        key = next((g for g, members in wanted.items() if name in members), name)
        shelves.setdefault(key, []).append(name)
    energy = {k: sum(reading.total(reading.net_mw(n)) for n in v) for k, v in shelves.items()}
    kept = sorted(energy, key=lambda k: -abs(energy[k]))
    smallest = kept[MOST_GROUPS - 1 :] if len(kept) > MOST_GROUPS else []
    rank = {role: i for i, role in enumerate(ORDER)}
    keys = sorted(
        (k for k in shelves if k not in smallest), key=lambda k: rank[_role(reading, shelves[k][0])]
    )
    looks = Looks()
    groups = []
    for key in keys:
        members = shelves[key]
        role = _role(reading, members[0])
        label = reading.common_label(members)
        groups.append(Group(key, label, tuple(members), role, looks.next(role)))
    if smallest:
        rest = tuple(n for k in smallest for n in shelves[k])
        groups.append(Group("rest", "All other plants", rest, "other", ROLES["other"]))
    return groups


def bands(reading: Reading) -> list[Band]:
    """All bands, in the order in which they are stacked; those that are nowhere are left out."""
    found: list[Band] = []
    for group in generator_groups(reading):
        net = reading.added(reading.net_mw(n) for n in group.members)
        found.append(Band(group.key, group.label, group.look, np.maximum(net, 0.0)))
        if np.any(net < -1e-6):
            found.append(Band(group.key, group.label, group.look, np.maximum(-net, 0.0), False))
    discharge = reading.added(reading.of("p_discharge_mw", n) for n in reading.storages)
    charge = reading.added(reading.of("p_charge_mw", n) for n in reading.storages)
    shed = reading.added(reading.of("p_shed_mw", n) for n in reading.loads)
    losses = _own_use(reading)
    found.append(Band("discharge", "Storage discharging", ROLES["discharge"], discharge))
    found.append(Band("unserved", "Unserved", ROLES["unserved"], shed))
    found.append(
        Band("curtailed", "Curtailed, not delivered", ROLES["curtailment"], _curtailed(reading),
             is_counted=False)
    )  # fmt: skip
    found.append(Band("charge", "Storage charging", ROLES["charge"], charge, False))
    looks = Looks()
    looks.next("curtailment")
    for name, asset in reading.assets.items():
        net = reading.net_mw(name)
        role = _role(reading, name)
        if role == "curtailment":
            found.append(
                Band(name, reading.label(name), looks.next(role), np.maximum(-net, 0.0), False)
            )
        elif role == "losses" and not type(asset).is_storage:
            losses = losses + np.maximum(-net, 0.0)
    found.append(Band("losses", "Line losses and own use", ROLES["losses"], losses, False))
    return visible(found, reading, slice(None))


def visible(stack: list[Band], reading: Reading, here: slice) -> list[Band]:
    """Bands that are thick enough to be seen in some steps."""
    least = VISIBLE_FRAC * float(reading.demand_mw[here].max(initial=0.0))
    least = max(least, min(VISIBLE_MW, VISIBLE_FRAC * reading.largest_mw))
    return [b for b in stack if float(b.power_mw[here].max(initial=0.0)) > least]


def _shared(reading: Reading) -> dict[str, list[str]]:
    """Assets of one kind and like labels that one tariff charges, such as a plant on two buses."""
    found: dict[str, list[str]] = {}
    for name, tariff in reading.tariffs.items():
        members = [a for a in getattr(tariff, "assets", ()) if a in reading.assets]
        kinds = {type(reading.assets[a]) for a in members}
        if len(members) > 1 and len(kinds) == 1 and "," not in reading.common_label(members):
            found[name] = members
    return found


def _role(reading: Reading, name: str) -> str:
    return role_of(reading.assets[name])


def _own_use(reading: Reading) -> Array:
    """What stores draw besides charging, shape (T,)."""
    total = np.zeros(len(reading.horizon))
    for name in reading.storages:
        through = reading.of("p_discharge_mw", name) - reading.of("p_charge_mw", name)
        total = total + np.maximum(through - reading.net_mw(name), 0.0)
    return total


def _curtailed(reading: Reading) -> Array:
    total = np.zeros(len(reading.horizon))
    for name, offered in reading.offered_mw.items():
        total = total + np.maximum(offered - reading.net_mw(name), 0.0)
    return total
