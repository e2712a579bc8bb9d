"""One question each, answered with solves: dispatch, sizing, and what storage is worth."""
