"""Ways of being charged or paid, one file per kind; each meters flows of assets.

Recipe for a new kind: ``class Thing(Tariff, kind="thing")`` with its fields, each described and
each price with its band (:mod:`bess_opt.bands`) or the reason for none, ``assets`` naming what it
meters, ``formulate`` declaring Expressions of money over ``m.thing`` (and ``m.T``, ``m.M`` or
``m.Y``), and ``entries`` naming them for the ledger. ``m.metered_mw[c, t]`` is the metered flow.
"""
