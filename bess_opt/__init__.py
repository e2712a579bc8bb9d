"""Sizes and dispatches grid-scale battery storage; see ``bess-opt --help``."""

__version__ = "0.1.0"
