"""Faults of finished runs, and of the places they are written to: E-RN."""

from __future__ import annotations

from bess_opt.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "E-RN-001",
        "A file is not what the run wrote",
        "Its SHA-256 differs from the one in the manifest, or it is missing. A number that was "
        "changed after the run cannot be vouched for.",
        "results.json was opened in an editor and saved.",
        "Run the case again, or copy the run again from where it was made.",
    ),
    Entry(
        "E-RN-002",
        "There is no run at this place",
        "A run is a folder with a manifest.json and a file named COMPLETE.",
        "bess-opt report out      (the run is out/2026-11-22)",
        "Name the folder that bess-opt run printed.",
    ),
    Entry(
        "E-RN-003",
        "A NetCDF file is not whole",
        "It cannot be opened; a copy may have been cut short.",
        "series.nc has 0 bytes after a full disk.",
        "Run the case again, or copy the run again.",
    ),
    Entry(
        "E-RN-004",
        "The place for a run holds something else",
        "A run is written as a whole folder; files that are not a run are never overwritten.",
        "bess-opt run grid -o ~/Documents",
        "bess-opt run grid -o ~/Documents/grid_run",
    ),
    Entry(
        "E-RN-005",
        "A run is already there",
        "An earlier run is only replaced when that is asked for.",
        "bess-opt run grid -o out     (twice)",
        "Name another folder with -o, or add --force.",
    ),
    Entry(
        "E-RN-006",
        "The run was not finished",
        "A run is sealed last, by the file COMPLETE; without it, what lies there is not a result.",
        "The machine was switched off while the run was written.",
        "Run the case again.",
    ),
    Entry(
        "E-RN-007",
        "The run is of another version",
        "Its files follow a schema that this program does not read.",
        "A run of a later bess-opt is opened with an older one.",
        "Open it with the version that is named in its manifest.",
    ),
    Entry(
        "E-RN-008",
        "The folder for a new case is not empty",
        "A new case is written into a folder of its own, so that nothing of yours is overwritten.",
        "bess-opt init .",
        "bess-opt init my_case",
    ),
    Entry(
        "E-RN-009",
        "The run has no solution to read",
        "Its case was infeasible or unbounded. The run holds the diagnosis and no figures.",
        "bess-opt report runs/too_much_load",
        "Read diagnosis.txt in the run, change the case as it says and run it again.",
    ),
)
