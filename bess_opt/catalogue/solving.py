"""Faults of the program that is solved: E-IN (no solution, or no finite one), E-NU (numbers)."""

from __future__ import annotations

from bess_opt.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "E-IN-001",
        "Rules that cannot hold together",
        "No dispatch and no size satisfies every row. The rows named are those that would have to "
        "give way, and by how much, when the sum of all such amounts is as small as it can be.",
        "power_balance cannot hold in 3 rows: short by 240 MW. No unit, line or tier covers it.",
        "Allow shedding (tiers on the load), raise a rating, or relax the rule by that amount.",
    ),
    Entry(
        "E-IN-002",
        "The cost can fall without end",
        "Some loop earns money and nothing limits it.",
        "An outlet with a negative price and a sized plant without an upper limit.",
        "Limit the rating, or look at the sign of the price.",
    ),
    Entry(
        "E-NU-002",
        "A value that is not a number reached the program",
        "This is a guard of ours: faults of data are told before. Please report it.",
        "A kind from another package derives 0/0.",
        "Look at the component that is named; report it if the kind is one of ours.",
    ),
)
