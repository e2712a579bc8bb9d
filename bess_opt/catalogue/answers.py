"""Faults met on the way to an answer and its reports: E-IN, E-NU, E-RP, E-CL."""

from __future__ import annotations

from bess_opt.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "E-IN-001",
        "The rules of the case cannot all hold",
        "No dispatch and no size meets every rule at once. A second program lets the numbers of "
        "the case give, each at a price; its proof names the rules that clash, and what had to "
        "give is the change that is proposed. Every proposed change was laid on the case and "
        "solved before it was printed.",
        "these cannot all hold: emission cap year of cap in 2026; power balance of main at "
        "2026-01-17 18:00 and 167 more steps",
        "Apply one of the changes that are printed as -S, or relax another of the rules named.",
    ),
    Entry(
        "E-IN-002",
        "The cost can fall without end",
        "Something earns more the more of it is done, and nothing limits it.",
        "a price of -40 per MWh on a purchase without a limit",
        "Look for a negative price, or for selling dearer than buying, and give it a limit.",
    ),
    Entry(
        "E-IN-003",
        "A rule asks for more than there can be",
        "Arithmetic alone shows it, before anything is solved: even with everything at its most, "
        "the need is not met, or even with everything at its least, there is too much.",
        "power balance of main at 2026-01-17 18:00 needs 71 MW and can have at most 60 MW (grid "
        "50, bess 10 MW): short by 11 MW",
        "Apply one of the changes that are printed as -S; each was checked to be enough.",
    ),
    Entry(
        "W-NU-001",
        "Magnitudes lie far apart",
        "Solvers work to about nine digits relative to the largest number; where magnitudes spread "
        "further, small ones are lost. A large number that stands for 'no limit' is the usual "
        "cause.",
        "p_rated_mw: 1e12       # meant as no limit",
        "p_rated_mw: 20000      # what could be built at most",
    ),
    Entry(
        "E-NU-002",
        "A number of the model is not a number",
        "A guard of ours: data with a gap reached the model, and a solver would answer anything.",
        "a coefficient is not a number: values has NaN",
        "This is a bug. Please report it with the case, or with what bess-opt inspect says of it.",
    ),
    Entry(
        "E-NU-003",
        "No engine gave an answer that can be proven",
        "Every engine was asked in turn, and each answer failed the certificate that is computed "
        "from the program alone. Such an answer is refused, whatever the engine says of it.",
        "highs simplex ended optimal with a residual of 3e-5",
        "Look at the spread of the numbers (W-NU-001); leave limits away that mean 'no limit'.",
    ),
    Entry(
        "W-NU-004",
        "An end of the flat range was not found in time",
        "How little or how much storage costs nearly the same takes a solve of its own for each "
        "end. One that takes five times as long as the optimum, and at least a minute, is given "
        "up; the optimum itself is not touched.",
        "the most storage within 1 % of the least cost was not found in time",
        "Read the other end, or solve with sizes given and compare; study.flatness: false leaves "
        "the question out.",
    ),
    Entry(
        "E-RP-001",
        "There is no such report format",
        "The formats that this installation can write are listed in the message.",
        "bess-opt report runs/today -f pdff",
        "bess-opt report runs/today -f html",
    ),
    Entry(
        "E-RP-002",
        "There is no such figure in the run's report",
        "A report draws the figures that its case supports; the message lists those of this run.",
        "bess-opt report runs/today --picture week-9=week.svg",
        "Take a name from the list in the message.",
    ),
    Entry(
        "E-RP-003",
        "A picture needs the ending of a format",
        "The ending of the file says which format is written: .svg for vectors, .png for pixels.",
        "bess-opt report runs/today --picture bridge=bridge.jpeg",
        "bess-opt report runs/today --picture bridge=bridge.svg",
    ),
    Entry(
        "E-CL-001",
        "A comparison needs at least two runs",
        "One run has nothing to differ from.",
        "bess-opt compare runs/today",
        "bess-opt compare runs/today runs/clean_2030",
    ),
)
