"""Faults of the machine: E-ENV."""

from __future__ import annotations

from bess_opt.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "E-ENV-001",
        "A package is missing",
        "Some formats need an extra that is not installed by default.",
        "file: load.parquet    # without pyarrow",
        'pip install "bess-opt[parquet]"',
    ),
    Entry(
        "E-ENV-010",
        "The disk is full, or nearly",
        "A run is written whole or not at all; this is looked at before anything is solved.",
        "12 MB free on the disk of the run folder.",
        "Free some space, or write elsewhere with -o.",
    ),
    Entry(
        "E-ENV-011",
        "The place is not writable",
        "This user may not write here, or a file stands where a folder should be.",
        "bess-opt run grid -o /usr/share/grid",
        "bess-opt run grid -o ~/grid_run",
    ),
    Entry(
        "E-ENV-012",
        "The path is too long",
        "The system limits the length of paths and of names.",
        "-o with a name of 300 letters",
        "Choose a shorter folder with -o.",
    ),
    Entry(
        "E-ENV-013",
        "The system refused to write",
        "The reason that the system gave is printed.",
        "A network drive went away.",
        "Choose another folder with -o.",
    ),
    Entry(
        "E-ENV-014",
        "The bundled examples are missing",
        "They travel with the package, so the installation is not whole.",
        "The package was copied by hand, without its data.",
        "Install bess-opt again.",
    ),
    Entry(
        "E-ENV-020",
        "Another process is writing this run",
        "Two runs into one folder would mix. The process and machine that hold it are printed; no "
        "lock outlives its process, so nothing needs to be unlocked by hand.",
        "Two terminals run the same case with the same -o.",
        "Wait for it, or name another folder with -o.",
    ),
)
