"""From arrays to a certified solution, or to a proof that there is none.

engine, attempts, solution       what is accepted, who is asked, what is handed back
numbers, arithmetic              what the numbers alone forbid, before any engine
structured, time_structured      our engine (a folder of its own), and the way to ask it
highs, highs_log, hot_simplex    the reference engine, its words, and small programs in a row
integer                          whole-valued columns
certificate, proof               how optimal a point is; why there is no point, or no end
settle, twins                    a claim without a proof, and the programs that decide it
clean                            values on their bounds where they miss them by a hair
near_optimal, windows, rolling   programs derived from a program
"""
