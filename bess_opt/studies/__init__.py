"""One question each, answered with solves: dispatch and sizing of a case, and what stands beside it."""
