"""``inspect`` on an example: scenarios are listed, and an unknown one is told beside them."""

from __future__ import annotations

from cli.conftest import Call

DESCRIPTION = "Storage at one and a half times its price"


def test_the_scenarios_are_listed(call: Call) -> None:
    assert call("init", "isle", "--template", "small_island").code == 0
    done = call("inspect", "isle", "--no-model")
    assert done.code == 0
    assert f"1 scenario\n  dear_storage  {DESCRIPTION}\n" in done.err
    told = call("inspect", "isle", "--no-model", "--json", "-q").json
    assert told["scenarios"] == {"dear_storage": DESCRIPTION}


def test_an_unknown_scenario_is_told_beside_the_known_ones(call: Call) -> None:
    assert call("init", "isle", "--template", "small_island").code == 0
    for name, repair in (("dear_storag", "Did you mean dear_storage?"),
                         ("wet", "Describe it under scenarios.")):  # fmt: skip
        done = call("inspect", "isle", "--scenario", name, "--no-model")
        assert done.code == 1
        assert f"there is no scenario '{name}'. Expected one of dear_storage, " in done.err
        assert f"or base for the case as written. {repair}" in done.err
    assert call("inspect", "isle", "--scenario", "base", "--no-model").code == 0
    told = call("explain", "E-CF-018").out
    assert "--scenario" in told
    assert "bess-opt inspect" in told
