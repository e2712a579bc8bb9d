"""Faults of a rolling dispatch: E-RO."""

from __future__ import annotations

from bess_opt.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "E-RO-001",
        "A rule over many steps cannot be carried into a window",
        "A window of a rolling dispatch sees a few days. What a rule over months or years leaves "
        "for them must be declared by its kind (carries); this one is not, and is not dropped "
        "quietly.",
        "study: {foresight: rolling}    # beside a tariff that bills a yearly ratchet",
        "Run the case with perfect foresight, or leave the rule out of it.",
    ),
    Entry(
        "E-RO-002",
        "The windows do not fit the steps",
        "A window is a whole number of steps, runs a whole number of them, and sees at least what "
        "it runs.",
        "study: {foresight: rolling, window_h: 12, advance_h: 24}",
        "study: {foresight: rolling, window_h: 48, advance_h: 24}",
    ),
    Entry(
        "E-RO-003",
        "A window has no solution",
        "The operator ran into a state from which the next window cannot meet every rule: a store "
        "too low for its closing level, a ramp too slow, a budget used up.",
        "the window from 2026-12-30 00:00 to 2026-12-31 23:00 cannot meet its rules",
        "Let windows see further (study.window_h), or let the load shed at a price (tiers).",
    ),
)
