"""How small counts as nothing, and beside what: one scale for grids of gigawatts and masts of kW.

An engine leaves traces of decisions that it did not take. What is a trace is a share of the largest
flow of the system, so that a store of 5 kW beside a load of 3 kW is seen as one of 500 MW beside a
country's is.
"""

from __future__ import annotations

# A power or rating below this share of the largest flow of the system is none; 0.05 MW on a grid of
# 25 GW. An assumption, a little above what the engines leave.
NOTHING_FRAC = 2e-6

# Two opposed flows of one asset above this share of its rating count as happening at once; an
# assumption, far below what a meter tells apart.
OVERLAP_FRAC = 1e-4
