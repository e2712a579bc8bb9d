"""System rules, one file per family: shares, margins, reserves, caps and budgets.

Recipe for a new kind: ``class Thing(Policy, kind="thing")`` with its fields, each described,
``subsets`` choosing the assets it speaks of, ``formulate`` declaring its rows over ``m.thing``, and
``shadows`` naming the duals that deserve a name, with unit and meaning.
"""
