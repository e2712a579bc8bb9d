"""The page of assumptions says what every default rests on."""

from __future__ import annotations

from types import SimpleNamespace

from toy_system import made

from bess_opt.case.schema import Finance
from bess_opt.component import Part
from bess_opt.studies.assumptions import list_assumptions


def test_a_default_in_use_says_what_it_rests_on():
    """Reserve as written for an hour, and within a quarter of one by default."""
    reserve = made("spinning_reserve", "held", hold_h=1.0, sources={"hold_h": "cited: the code"})
    case = SimpleNamespace(
        assets={}, tariffs={}, policies={"held": reserve},
        currency=Part(), finance=Finance(), series={},
    )  # fmt: skip
    origins = {"policies.held.hold_h": "case.yaml:9", "policies.held.response_h": "default"}
    rows = {row["path"].rpartition(".")[2]: row for row in list_assumptions(case, origins)}
    assert (rows["hold_h"]["mark"], rows["hold_h"]["source"]) == ("cited", "the code")
    assert rows["response_h"]["mark"] == "default"
    assert rows["response_h"]["source"] == (
        "default of the program, assumption: a quarter of an hour, within reach of ramping plants"
    )
