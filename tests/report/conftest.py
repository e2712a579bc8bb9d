"""Finished runs that the report tests read: made once, never written to."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from bess_opt.report.assemble import run_report
from tests.report.island import make_island


@pytest.fixture(scope="session")
def island(tmp_path_factory):
    """A whole year with a store that is built."""
    return make_island(tmp_path_factory.mktemp("island") / "run")


@pytest.fixture(scope="session")
def report(island):
    """Its report."""
    return run_report(island)


@pytest.fixture(scope="session")
def zero_island(tmp_path_factory):
    """A month in which no store is built."""
    return make_island(tmp_path_factory.mktemp("zero") / "run", days=31, built=False)


@pytest.fixture(scope="session")
def of(island):
    """A quantity of a component by step, read past the report: zero where there is none."""

    def values(field, name):
        found = np.nan_to_num(island.series[field].sel(component=name).to_numpy().astype(float))
        return found.reshape(len(island.series["time"]), -1).sum(axis=1)

    return values


@pytest.fixture(scope="session")
def booked(island):
    """Sum of ledger rows, from the file itself."""
    with (island.path / "ledger.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))

    def amount(**wanted):
        return sum(
            float(row["amount_base"]) for row in rows if all(row[k] == v for k, v in wanted.items())
        )

    return amount
