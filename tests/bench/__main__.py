"""Runs the benchmark: ``python -m tests.bench [CASE ...] [--cap SECONDS] [--load TEXT]``."""

from __future__ import annotations

import argparse
import os
import sys
import time

from tests.bench import cases, table


def main() -> None:
    """Measure what was asked for and write the page."""
    words = argparse.ArgumentParser(prog="python -m tests.bench")
    words.add_argument("cases", nargs="*", help=f"out of {', '.join(cases.NAMES)}; all if none")
    words.add_argument("--cap", type=float, default=120.0, help="seconds a rival may take")
    words.add_argument("--load", default="", help="a sentence on what else the machine did")
    words.add_argument(
        "--keep", action="store_true", help="keep the page's rows of cases not asked for"
    )
    asked = words.parse_args()
    unknown = [name for name in asked.cases if name not in cases.NAMES]
    if unknown:
        words.error(f"there is no case {', '.join(unknown)}")
    wanted = asked.cases or list(cases.NAMES)
    began, before = time.monotonic(), os.getloadavg()[0]

    def say(text: str) -> None:
        sys.stderr.write(f"{time.monotonic() - began:7.0f} s  {text}\n")
        sys.stderr.flush()

    sections: dict[str, list[dict[str, str]]] = {
        "From a case in memory to its results": [],
        "Engines on the same arrays": [],
        "Compile": [],
        "Rolling year": [],
        "Re-solves with other prices": [],
    }
    whole, engines, compiles, rolling, again = sections.values()

    kept = table.read(table.RESULTS.read_text(encoding="utf-8")) if asked.keep else {}
    titles = [case.title for case in cases.CASES]

    def write() -> None:
        load = asked.load or f"The load before it began was {before:.1f}."
        told = {t: table.merged(kept.get(t, []), rows, titles) for t, rows in sections.items()}
        table.RESULTS.write_text(table.page(told, asked.cap, load), encoding="utf-8")

    if "compile" in wanted:
        compiles.extend(cases.compile_rows(say))
    if "rolling" in wanted:
        rolling.extend(cases.rolling_rows(say))
    if "resolves" in wanted:
        again.extend(cases.resolve_rows(asked.cap, say))
    write()
    for case in cases.CASES:
        if case.name not in wanted:
            continue
        if case.whole_way:
            whole.extend(cases.whole_way_rows(case, asked.cap, say))
        engines.extend(cases.engine_rows(case, asked.cap, say))
        write()
    say(f"written to {table.RESULTS}")


if __name__ == "__main__":
    main()
