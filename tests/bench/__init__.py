"""Speed and memory beside other programs, on the same systems; ``python -m tests.bench``.

systems      the benchmark systems, as numbers
ours         such a system as components of this project
pypsa_twin   the same system as a PyPSA network
linopy_twin  this project's program of the reference system, written in linopy
peak_charge  a tariff that only the benchmark needs
engines      HiGHS and Clarabel on this project's arrays
jobs         what one child process measures
children     child processes: one engine each, with its peak memory
cases        what is compared with what
table        the figures as Markdown, written to ``results.md``
"""
