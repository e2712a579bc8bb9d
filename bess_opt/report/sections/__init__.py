"""The sections of a report, one file each: from what a run holds to text, tables and figures.

Each section is a function of a :class:`bess_opt.report.reading.Reading`; it returns None where the
run has nothing to say under its heading. A new section is a new file and one word in ``assemble``.
"""
