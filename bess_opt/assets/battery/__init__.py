"""Lithium iron phosphate battery: the kind, its boundary, its further limits and its re-check."""

from bess_opt.assets.battery.kind import Battery

__all__ = ["Battery"]
