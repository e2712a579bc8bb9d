"""Laws of a rolling dispatch, put to every registered kind."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from toy_kinds import SERIES, parts_of, plan_of
from toy_system import KINDS, compiled, hours

from bess_opt.component import Asset
from bess_opt.model.results import read_dataset, read_ledger
from bess_opt.solve.engine import solve
from bess_opt.solve.rolling import roll
from bess_opt.studies.rolling import carried_rows

TWO_DAYS = hours(48)
LONG = {name: np.concatenate((values, 1.1 * values)) for name, values in SERIES.items()}
every_kind = pytest.mark.parametrize("kind", sorted(KINDS))


def _rolled(kind, window, step):
    form, program = compiled(parts_of(plan_of(kind)), TWO_DAYS, LONG, witnesses=0)
    _, settled = carried_rows(SimpleNamespace(form=form, program=program))
    lp = program.linear_program()
    plan = solve(lp)
    found = roll(lp, plan.x, settled, window, step)
    assert found.stopped is None
    return form, program, plan, found


@every_kind
def test_a_window_over_everything_is_the_plan(kind):
    _, program, plan, found = _rolled(kind, 48, 48)
    lp = program.linear_program()
    assert lp.cost @ found.x + lp.offset == pytest.approx(plan.objective, rel=1e-7)


@every_kind
def test_short_windows_keep_every_rule_and_never_cost_less(kind):
    """12 h seen, 6 h run: the whole is feasible, its ledger adds up, its checks pass."""
    form, program, plan, found = _rolled(kind, 12, 6)
    lp = program.linear_program()
    cost = lp.cost @ found.x + lp.offset
    assert found.worst.primal <= 1e-7
    assert cost >= plan.objective * (1 - 1e-7)
    ledger = read_ledger(form, program, found.x)
    assert ledger.total("cash", "imputed", "transfer") == pytest.approx(cost, rel=1e-9)
    ds = read_dataset(form, program, found.x)
    checks = [c for part in form.components.values() for c in part.check(ds, TWO_DAYS)]
    assert [check for check in checks if not check.passed] == []
    left: dict[str, np.ndarray] = {}
    for part in form.components.values():
        if isinstance(part, Asset):
            for bus, power in part.injected_mw(ds).items():
                left[bus] = left.get(bus, np.zeros(48)) + power
    assert max(float(np.max(np.abs(power))) for power in left.values()) < 1e-5
