"""The page as a file: its structure, that it needs nothing else, and what no name can do to it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bess_opt.report import write_report
from bess_opt.report.assemble import run_report
from bess_opt.report.html import _plotly_source, html_text
from bess_opt.report.numbers import fixed
from tests.report.island import make_island

HERE = Path(__file__).parent
MOST_BYTES = 8_000_000
NASTY = "<script>alert(1)</script>{{7*7}}</table>'\"&"


@pytest.fixture(scope="session")
def page(report):
    """The page of the whole year."""
    return html_text(report)


@pytest.fixture(scope="session")
def own(page):
    """The page without the code of plotly."""
    return page.replace(_plotly_source(), "")


def outline(report):
    """Sections and blocks of a report, by what they are and not by what they say."""
    lines = []

    def walk(sections, depth):
        for section in sections:
            lines.append(f"{'  ' * depth}{section.key}: {section.title}")
            for block in section.blocks:
                words = type(block).__name__
                if hasattr(block, "chart"):
                    shapes = [[one.shape for one in p.layers] for p in block.chart.panels]
                    words += (
                        f" {block.key} {' | '.join(' '.join(dict.fromkeys(s)) for s in shapes)}"
                    )
                elif hasattr(block, "columns"):
                    words += f" [{', '.join(c.title for c in block.columns)}]"
                lines.append(f"{'  ' * depth}  - {words}")
            walk(section.sections, depth + 1)

    walk(report.sections, 0)
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("which", ["island", "zero_island"])
def test_the_structure_is_the_golden_one(which, golden, request):
    found = outline(run_report(request.getfixturevalue(which)))
    kept = HERE / f"{which}.txt"
    if golden:
        kept.write_text(found, encoding="utf-8")
    assert found == kept.read_text(encoding="utf-8")


def test_the_page_is_one_small_file(page):
    assert len(page.encode()) < MOST_BYTES


def test_the_page_refers_to_no_network(page, own):
    """Its own part holds no address; a policy in its head forbids what plotly's code mentions."""
    assert len(own) < 3_000_000
    assert not re.search(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", own)
    assert not re.search(r"<(?:link|img|iframe|script[^>]* src)", own)
    assert "default-src 'none'" in page


def test_the_page_links_only_to_its_own_parts(own):
    targets = set(re.findall(r'id="([^"]+)"', own))
    links = re.findall(r'href="#([^"]+)"', own)
    assert len(links) > 10
    assert set(links) <= targets
    assert not re.findall(r'href="[^#]', own)


def test_every_figure_stands_in_the_page_with_its_data(page, report):
    charts = json.loads(
        re.search(r'<script type="application/json" id="charts">(.*?)</script>', page, re.S).group(
            1
        )
    )
    assert set(charts) == set(report.figures())
    for key, figure in report.figures().items():
        assert f'data-chart="{key}"' in page
        assert len(charts[key]["data"]) == sum(len(p.layers) for p in figure.chart.panels)


def test_numbers_in_tables_are_the_content_models(page, report):
    table = report.figures()["months"].table
    for value in table.rows[-1][1:]:
        assert f">{fixed(value)}<" in page


def test_the_same_run_gives_the_same_bytes(island, page):
    assert html_text(run_report(island)) == page


def test_no_name_becomes_markup(tmp_path):
    run = make_island(tmp_path / "run", days=14, labels={"coal": NASTY, "bess": NASTY})
    page = html_text(run_report(run))
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert "{{7*7}}" in page
    assert "</table>'" not in page


def test_a_report_leaves_the_run_as_it_is(tmp_path):
    run = make_island(tmp_path / "run", days=14)
    before = {p.name: p.read_bytes() for p in run.path.iterdir() if p.is_file()}
    (written,) = write_report(run)
    assert written == run.path / "report" / "report.html"
    assert {p.name: p.read_bytes() for p in run.path.iterdir() if p.is_file()} == before
    manifest = json.loads((run.path / "report" / "manifest.json").read_text("utf-8"))
    assert list(manifest["outputs"]) == ["report.html"]


def test_a_zero_answer_says_so_first(zero_island):
    report = run_report(zero_island)
    lead = report.sections[0].blocks[0].body
    assert lead == "Build no storage: at the costs of this case, LFP storage does not pay."
    words = " ".join(b.body for b in report.sections[0].blocks if hasattr(b, "body"))
    assert "41.2\N{NO-BREAK SPACE}% of the cost assumed here" in words
    keys = {s.key for s in report.sections}
    assert "storage" not in keys
    assert "charge-bess" not in report.figures()
    assert "bridge" not in report.figures()


def _words(report, *, key):
    section = next(s for s in report.sections if s.key == key)
    return [b.body for b in section.walk() if type(b).__name__ == "Text"]


def _limits(report, *, key):
    section = next(s for s in report.sections if s.key == key)
    tables = [b for b in section.walk() if type(b).__name__ == "Table"]
    return [row[:2] for table in tables if table.columns[0].title == "Limit" for row in table.rows]


def test_the_name_in_the_model_stands_in_the_table_of_prices_alone(report):
    """Page one speaks a planner's words; who opens duals.nc finds the name beside them."""
    sections = {
        s.key: [b for b in s.walk() if type(b).__name__ == "Table"] for s in report.sections
    }
    rows = [row for table in sections["prices"] for row in table.rows]
    assert next(row for row in rows if row[0] == "Battery full")[-1] == "battery_soc_ceiling"
    assert "soc" not in str(sections["answer"])


def test_limits_of_what_is_not_built_are_left_out_and_it_is_said(island, report, zero_island):
    zero = run_report(zero_island)
    ceiling = ("Battery full", "LFP storage")
    for key in ("answer", "prices"):
        assert ceiling in _limits(report, key=key)
        assert ceiling not in _limits(zero, key=key)
        left_out = [w for w in _words(zero, key=key) if w.startswith("Limits of LFP storage")]
        assert left_out == [
            "Limits of LFP storage are left out: where nothing is built every limit binds, because "
            "it is of size zero."
        ]
        assert not any("left out" in w for w in _words(report, key=key))
    assert any("one more MW, MWh or hour would be worth is left out" in w
               for w in _words(zero, key="value"))  # fmt: skip


def test_a_share_is_told_in_money_for_one_point_more(report):
    """The figure of results.json, on page one and beside the shadow prices."""
    for key in ("answer", "prices"):
        assert (
            "Half from water, wind and sun: the cost of one percentage point more is "
            "PKR 5.50 billion a year."
        ) in [w.replace("\N{NO-BREAK SPACE}", " ") for w in _words(report, key=key)]


def test_where_the_baseline_is_refused_the_rest_is_told(tmp_path):
    from dataclasses import replace

    from bess_opt.runs import open_run, write_run
    from tests.report import island as made

    run = make_island(tmp_path / "whole", days=14)
    content = made._content(14, True)
    case = (run.path / "case.resolved.yaml").read_text("utf-8")
    refused = {"baseline": None, "savings": None, "baseline_refused": ["the target is missed"]}
    results = {**content.results, **refused}
    write_run(tmp_path / "run", replace(content, case_yaml=case, results=results))
    words = _words(run_report(open_run(tmp_path / "run")), key="answer")
    assert any("so no saving is printed: the target is missed." in text for text in words)


def test_a_failed_check_stands_on_page_one(tmp_path):
    from dataclasses import replace

    from bess_opt.runs import open_run, write_run
    from tests.report import island as made

    run = make_island(tmp_path / "whole", days=14)
    content = made._content(14, True)
    case = (run.path / "case.resolved.yaml").read_text("utf-8")
    wrong = {**content.results, "emissions_t": 2 * content.results["emissions_t"]}
    write_run(tmp_path / "run", replace(content, case_yaml=case, results=wrong))
    report = run_report(open_run(tmp_path / "run"))
    notes = [b.body for b in report.sections[0].blocks if type(b).__name__ == "Note"]
    assert any("1\N{NO-BREAK SPACE}check failed" in note for note in notes)
