"""Reports from a finished run: one content model, thin writers.

``sections`` turn a run into headings, sentences, tables and figures (``content``, ``chart``), and a
writer turns those into a file: ``html``, ``workbook``. A writer computes nothing and a section
writes nothing, so that page, workbook and paper say the same. A new writer is a module with one
function from :class:`bess_opt.report.content.Report` to bytes, and one line in ``writing.WRITERS``.
Nothing here needs a solver, and importing this package is cheap.
"""

from bess_opt.report.writing import write_comparison, write_report

__all__ = ["write_comparison", "write_report"]
