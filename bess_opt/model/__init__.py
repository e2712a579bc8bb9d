"""From a Pyomo formulation to the arrays of a linear program, one whole index set at a time.

A formulation is a flat ``pyomo.environ.AbstractModel``: sets, data (:mod:`~bess_opt.model.sets`),
variables and rules. Pyomo calls each rule once with placeholder indices and the expression it
returns is evaluated once with numpy, every placeholder standing for all its values
(:mod:`~bess_opt.model.templates`). :mod:`~bess_opt.model.program` lays the parts out as one program
whose rows and columns carry a time label and which takes new data without being built again;
:mod:`~bess_opt.model.witness` has Pyomo itself expand a sample of every rule and compares.
``create_instance()`` of the same model is the ordinary Pyomo twin, for debuggers and other solvers.

How rules are written so that they compile: a condition is a subset or a 0/1 Param, never an ``if``
on an index; a neighbour is data (``m.soc_mwh[b, m.before[t]]``); sums are
``sum(... for g in m.thermal for t in m.T)``; what a study may change is declared by ``given``.
"""
