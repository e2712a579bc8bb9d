"""Colours with a fixed meaning, doubled by hatching and dashes, so that grey prints still read.

The categories are those of Okabe and Ito (2008), chosen to stay apart for colour-blind readers;
what that set lacks (thermal plants, nuclear) is grey or muted, and told apart by hatching. Heat
maps run through cividis (Nuñez et al. 2018), differences from blue over white to orange.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from bess_opt.component import Asset

Dash = Literal["solid", "dash", "dot", "dashdot"]


@dataclass(frozen=True)
class Look:
    """How a mark looks: fill or line colour, hatching of fills, dashes of lines."""

    colour: str
    hatch: str = ""
    dash: Dash = "solid"
    width: float = 1.8


BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"

ROLES: dict[str, Look] = {
    "load": Look(BLACK),
    "solar": Look(YELLOW),
    "wind": Look(GREEN),
    "hydro": Look(SKY),
    "grid": Look(SKY, "|"),
    "discharge": Look(BLUE),
    "charge": Look(ORANGE, "/"),
    "curtailment": Look(PURPLE, "."),
    "unserved": Look(VERMILION, "x"),
    "nuclear": Look("#8575B5"),
    "biomass": Look("#A39B4A", "\\"),
    "steady": Look("#DDDDDD", "|"),
    "losses": Look("#C8C8C8", "."),
    "other": Look("#EFEFEF", "+"),
}
# Thermal plants in the order in which they are met: greys and browns, every second one hatched.
THERMAL = (
    Look("#4F4F4F"),
    Look("#9C7A4F", "\\"),
    Look("#D0D0D0"),
    Look("#D8C49C", "/"),
    Look("#7C7C7C", "."),
    Look("#6E5A3E", "x"),
)
# A second, third ... member of the same role keeps the colour and takes the next hatching.
HATCHES = ("", "/", ".", "\\", "-", "x")
DASHES: tuple[Dash, ...] = ("solid", "dash", "dot", "dashdot")
LINES = (BLUE, VERMILION, BLACK, GREEN)

THERMAL_ROLE = "thermal"


def role_of(asset: Asset) -> str:
    """The role of an asset; one that this palette does not know is ``other``."""
    part = asset.shown_as()
    return part if part in ROLES or part == THERMAL_ROLE else "other"


class Looks:
    """Hands out looks: the role's own first, then the same colour with another hatching."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def next(self, role: str) -> Look:
        """The look of the next member of a role."""
        number = self._seen.get(role, 0)
        self._seen[role] = number + 1
        if role == THERMAL_ROLE:
            return THERMAL[number % len(THERMAL)]
        own = ROLES[role]
        if number == 0:
            return own
        others = [hatch for hatch in HATCHES if hatch != own.hatch]
        return replace(own, hatch=others[number % len(others)])


def line_look(number: int) -> Look:
    """The look of the n-th line of a chart: colour and dashes change together."""
    return Look(LINES[number % len(LINES)], dash=DASHES[number % len(DASHES)])


def price_look(number: int) -> Look:
    """The look of the price at the n-th bus in every chart; the first line is a store's."""
    return line_look(number + 1)


# Anchors of matplotlib's cividis, so that screen and paper show the same map.
CIVIDIS = (
    "#00224E", "#123570", "#3B496C", "#575D6D", "#707173", "#8A8678", "#A59C74", "#C3B369",
    "#E1CC55", "#FEE838",
)  # fmt: skip
DIVERGING = ("#0072B2", "#7FB8D8", "#F7F7F7", "#F2CF80", "#C77C00")
