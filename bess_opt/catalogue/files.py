"""Faults of data files as files: E-FI, and the extra that reading one may need."""

from __future__ import annotations

from bess_opt.catalogue.entry import Entry

ENTRIES = (
    Entry(
        "E-FI-001",
        "Plain numbers where time stamps belong",
        "A spreadsheet keeps dates as counts of days since 1900 or 1904. Where the cells are not "
        "formatted as dates, which of the two is meant is not guessed.",
        "45658.0416667",
        "Format the column as date and time in the spreadsheet and save it.",
    ),
    Entry(
        "E-FI-002",
        "Cells without a stored value",
        "A formula has no stored result, or its result is an error such as #REF!; a reader of "
        "values sees an empty cell.",
        "=B2*1.05, written by a program that does not calculate",
        "Open the workbook in a spreadsheet program and save it.",
    ),
    Entry(
        "E-FI-003",
        "A workbook that cannot be opened",
        "It is protected by a password, damaged, or a web page saved under the name of a workbook.",
        "prices.xls, which is HTML",
        "Open it in a spreadsheet program and save it as .xlsx without a password.",
    ),
    Entry(
        "E-FI-004",
        "Which sheet",
        "The workbook has several sheets and the series names none, or one that is not there.",
        "load: {file: loads.xlsx, column: mw, unit: MW}",
        "load: {file: loads.xlsx, sheet: Load, column: mw, unit: MW}",
    ),
    Entry(
        "W-FI-004",
        "A sheet that does not look as it is read",
        "Hidden rows and sheets are read like others, and of merged cells only the first holds a "
        "value; a person who looks at the sheet sees something else.",
        "rows 14 to 20 hidden by a filter",
        "Show the rows and take merges apart, or delete what is not meant.",
    ),
    Entry(
        "E-FI-005",
        "A file that is too large",
        "A file is read into memory as a whole; a workbook is measured by what it unpacks to.",
        "31 million rows",
        "Keep the columns and years that are needed, or convert to Parquet.",
    ),
    Entry(
        "E-FI-006",
        "Another delimiter",
        "The header is one field and holds a usual delimiter. It is not taken without being told, "
        "because a decimal comma often comes with it.",
        "time;mw\n2025-01-01T00:00;100,5",
        'delimiter: ";" and decimal: "," on the series',
    ),
    Entry(
        "E-FI-007",
        "NUL bytes in a text file",
        "The file is no text, or a copy was interrupted.",
        "load.csv, which is a workbook by another name",
        "Export it again.",
    ),
    Entry(
        "E-FI-008",
        "An incomplete Parquet or NetCDF file",
        "Without its footer a Parquet file cannot be read, and a torn NetCDF file not at all.",
        "a download that stopped",
        "Copy the file again.",
    ),
    Entry(
        "E-FI-009",
        "A weather file that is not what it should be",
        "The head is of no known format, the hours are not those of a year, or a column that the "
        "model needs is missing. Formats: EPW, TMY3, PVGIS (CSV, JSON), SAM CSV, ERA5 (NetCDF).",
        "site.epw has 8,759 hours",
        "Download the file again and leave it as it is.",
    ),
    Entry(
        "W-FI-010",
        "A text that looks like a formula",
        "Text that begins with = + - or @ is run as a formula by a spreadsheet that opens it "
        "unguarded. This program keeps it as text in every file it writes.",
        "label: =HYPERLINK(...)",
        "label: Town",
    ),
    Entry(
        "E-FI-012",
        "A file that changed while it was read",
        "Its hash before and after differ, so the run could not be repeated.",
        "a file that another program is still writing",
        "Wait until it is complete, then run again.",
    ),
    Entry(
        "E-FI-013",
        "A data file that is not there",
        "Paths are relative to the case file.",
        "load: {file: load.csv}      # it lies in data/",
        "load: {file: data/load.csv}",
    ),
    Entry(
        "E-FI-014",
        "Text that is not UTF-8",
        "Other encodings cannot be told apart with certainty.",
        "a CSV of Excel in Windows-1252 or UTF-16",
        "Save it as 'CSV UTF-8'.",
    ),
    Entry(
        "E-FI-015",
        "A kind of file that is not read",
        "The ending of the name says how a file is read.",
        "load.dat",
        "load.csv",
    ),
)
