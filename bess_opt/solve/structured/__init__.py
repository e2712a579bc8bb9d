"""Interior-point method for linear programs whose rows touch one or two time steps each.

Sized storage, dispatch and tariffs give rows that join neighbouring steps and a few global columns
(ratings, monthly peaks, yearly budgets). Ordered by time, the normal matrix is a narrow band with a
border, and a step costs a pass over the horizon. In the order of the work:

    range_program                    the program as read
    presolve, implied, reduction,
    postsolve                        what needs no iteration, and its duals
    parallel_rows                    rows that repeat another
    contradiction                    the proof where these two find one
    running_sums                     daily budgets along the horizon
    structure, limits                band, border, or neither; when to hand over
    scaling, standard_form           the form of the iteration
    accumulate                       sparse products, in place
    singles, leaves, substitution,
    band, chain, couplings, border,
    newton                           the elimination, inside out
    point, start, step, regularise,
    progress, iterate                the iteration
    projection, finish               the point put onto its rows, and certified
    embedding                        the second try, which also decides infeasibility
    certificate                      proof on the original program
    prepare, engine                  the driver
"""

from bess_opt.solve.structured.engine import StructuredSession, solve_structured
from bess_opt.solve.structured.result import StructuredResult, WarmStart

__all__ = ["StructuredResult", "StructuredSession", "WarmStart", "solve_structured"]
