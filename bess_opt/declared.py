"""What a kind declares beside its physics: re-checks, duals worth a name, rows that are carried."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One independent re-check of a result: its largest miss against what is allowed."""

    name: str
    component: str
    figure: float
    tolerance: float
    unit: str

    @property
    def passed(self) -> bool:
        """Whether the figure is within its tolerance (NaN never is)."""
        return self.figure <= self.tolerance


# The one convention of sign, said wherever shadow prices are read.
PRICE_SIGN = (
    "A shadow price is the money that its meaning names, for one unit more of what it names and "
    "for small changes only: a value or a saving is what the cost would fall by, a cost is what it "
    "would rise by. So a limit that binds has a price above zero, and one that does not has none."
)


@dataclass(frozen=True)
class Shadow:
    """A dual worth a name: the price of moving constraint ``constraint`` by one unit.

    The price is the amount of the dual for a limit, and what one more unit on the right-hand side
    saves for a balance; :data:`PRICE_SIGN` says it in words. Duals over steps are divided by the
    step's weight, and by its hours where ``unit`` ends in ``/h``, as it does for a row in MW.

    Parameters
    ----------
    unit : str
        ``{currency}/`` and the unit of the row, then ``/h`` or ``/year`` for a capacity.
    meaning : str
        What one unit is worth, saves or costs.
    plain : str
        What binds, as a planner says it who has not seen the program.
    is_limit : bool
        False for a balance, whose price counts in every step and may be negative.
    """

    name: str
    constraint: str
    unit: str
    meaning: str
    plain: str
    is_limit: bool = True


@dataclass(frozen=True)
class Carry:
    """How a row over many steps comes into a window of a rolling run.

    What remains of it is carried along the long plan: steps already run count as they were run,
    later ones as planned.

    Parameters
    ----------
    constraint : str
        Name of the row; every row that joins steps or is closed by ``settles`` needs such a word.
    settles : str
        Variable without a step that closes the row (energy not taken, a month's peak): it is
        decided again in every window that touches the row, and never forgets what was run. A row
        with two such variables is named twice.
    is_planned : bool
        No window settles it below the long plan: the peak of a month or a year, which two days
        alone would never pay for, although the month does.
    """

    constraint: str
    settles: str = ""
    is_planned: bool = False
