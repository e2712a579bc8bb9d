"""Sections of the book, laid out as plain text or as one HTML page without other files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem;
       color: #1b1b1b; background: #fff; }
table { border-collapse: collapse; margin: 0.5rem 0 1.5rem; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.2rem 0.8rem 0.2rem 0;
         border-bottom: 1px solid #ddd; overflow-wrap: anywhere; }
pre { background: #f5f5f5; padding: 0.8rem; overflow-x: auto; }
"""


@dataclass(frozen=True)
class Section:
    """A heading, words under it, and a table whose last column may be long.

    Parameters
    ----------
    level : int
        Depth of the heading: 1 for a chapter, 2 for a part of one.
    code : tuple of str
        Heads of the columns that hold names or equations.
    """

    title: str
    level: int = 1
    words: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    code: tuple[str, ...] = ("name", "equation", "constraint", "expression")


def text_of(sections: Iterable[Section]) -> str:
    """Plain text, columns padded with spaces."""
    lines: list[str] = []
    for section in sections:
        lines += [section.title, {1: "=", 2: "-"}[section.level] * len(section.title), ""]
        lines += [section.words, ""] if section.words else []
        if section.rows:
            table = [section.heads, *section.rows]
            widths = [max(len(row[k]) for row in table) for k in range(len(section.heads))]
            for row in table:
                cells = (cell.ljust(w) for cell, w in zip(row, widths, strict=True))
                lines.append("  ".join(cells).rstrip())
            lines.append("")
    return "\n".join(lines)


def html_of(sections: Iterable[Section]) -> str:
    """One page; every word is escaped, and a content policy forbids it to load anything."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    page = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        f"<title>Formulation</title>\n<style>{STYLE}</style>\n</head>\n<body>",
    ]
    for section in sections:
        page.append(f"<h{section.level}>{escape(section.title)}</h{section.level}>")
        if section.words:
            tag = "pre" if section.level > 1 else "p"
            page.append(f"<{tag}>{escape(section.words)}</{tag}>")
        if section.rows:
            page += ["<table>", _html_row(section, section.heads, "th")]
            page += [_html_row(section, row, "td") for row in section.rows]
            page.append("</table>")
    return "\n".join([*page, "</body>\n</html>"])


def _html_row(section: Section, row: tuple[str, ...], tag: str) -> str:
    cells = []
    for head, text in zip(section.heads, row, strict=True):
        word = f"<code>{escape(text)}</code>" if tag == "td" and head in section.code else None
        cells.append(f"<{tag}>{word or escape(text)}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>"
