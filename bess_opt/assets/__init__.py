"""Physical things on a bus, one file per kind; none imports another kind.

Recipe for a new kind, the only file you touch: ``class Thing(Asset, kind="thing")`` with

1. its fields, each name ending in its unit and each described; a
   :class:`~bess_opt.component.Rating` may be sized; a price carries its band, and a default that
   says something its :class:`~bess_opt.component.Basis`;
2. ``formulate(cls, m)``: Vars, Constraints and Expressions over ``m.thing`` and ``m.T``, the
   equation as ``doc`` above each rule, rules named ``thing_<law>``, conditions as subsets or data;
3. ``injection(cls, m, a, t)``: power into the bus, MW;
4. ``entries``: named Expressions that are money;
5. what others must know of it, as class variables of :class:`~bess_opt.component.Asset`
   (``part``, ``is_generator``, ``gives_reserve``, ...), for nobody asks for a kind by its name;
6. ``check``, ``injected_mw``, ``energy_mwh``: the same physics in plain numpy, from results;
7. ``toy``: a few fields with which the laws in the test suite can build it.

Schema, LP, ledger, results, report, verify and book know it from then on; ``make golden`` writes
its program as text for the test suite, to be read before it is committed.
"""
