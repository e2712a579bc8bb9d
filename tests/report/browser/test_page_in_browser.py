"""The page in a real browser with the network off.

Needs the program ``chromium`` (or ``chromium-browser``, ``google-chrome``) on the path and
``pip install bess-opt[browser]``. It runs with ``make test-slow`` only, and fails where there is no
browser: a page that nobody opened is not a page that was checked.
"""

from __future__ import annotations

import shutil

import pytest

from bess_opt.report import write_report
from bess_opt.report.assemble import run_report
from tests.report.island import make_island

pytestmark = pytest.mark.slow
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = (390, 768, 1280)
CONTRAST = 4.5

CONTRASTS = """
() => {
  const part = v => v <= 10.02 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4;
  const light = c => 0.2126 * part(c[0]) + 0.7152 * part(c[1]) + 0.0722 * part(c[2]);
  const rgb = text => (text.match(/[0-9.]+/g) || []).map(Number);
  const ground = node => {
    for (let n = node; n; n = n.parentElement) {
      const c = rgb(getComputedStyle(n).backgroundColor);
      if (c.length === 3 || c[3] > 0) { return c; }
    }
    return [255, 255, 255];
  };
  const low = [];
  document.querySelectorAll("main p, td, th, dt, dd, nav a, summary, h1, h2, h3").forEach(node => {
    const a = light(rgb(getComputedStyle(node).color)), b = light(ground(node));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < LEAST) { low.push(node.tagName + " " + ratio + node.textContent.slice(0, 40)); }
  });
  return low;
}
""".replace("LEAST", str(CONTRAST))


@pytest.fixture(scope="module")
def browser():
    """A browser without a window."""
    from playwright.sync_api import sync_playwright

    program = next((path for path in map(shutil.which, PROGRAMS) if path), None)
    assert program, f"this check needs one of {', '.join(PROGRAMS)} on the path"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module", params=[True, False], ids=["built", "none built"])
def run(request, tmp_path_factory):
    """A run of a quarter with its page."""
    made = make_island(tmp_path_factory.mktemp("run") / "run", days=90, built=request.param)
    write_report(made)
    return made


def opened(browser, run, width):
    """The page drawn at a width; with it what it said and what it asked of the network."""
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((run.path / "report" / "report.html").absolute().as_uri())
    page.wait_for_selector("body[data-drawn=true]", timeout=120_000)
    return page, said, [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_figure_is_drawn_without_a_word(browser, run, width):
    page, said, asked = opened(browser, run, width)
    assert said == []
    assert asked == []
    figures = run_report(run).figures()
    for key in figures:
        box = page.locator(f'[data-chart="{key}"]')
        marks = box.locator(".trace, .heatmaplayer image, .barlayer .point, .scatterlayer .js-line")
        assert marks.count() > 0, key
        assert box.bounding_box()["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_text_keeps_its_contrast(browser, run):
    page, *_ = opened(browser, run, 1280)
    assert page.evaluate(CONTRASTS) == []
    page.context.close()


def test_the_page_can_be_walked_by_keyboard(browser, run):
    """From the skip link over sections, legends, tables and data; Enter and Space work."""
    page, *_ = opened(browser, run, 1280)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    seen = set()
    for _ in range(400):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate("document.activeElement.tagName + '.' + document.activeElement.className")
        )
        if page.evaluate("document.activeElement === document.body"):
            break
    assert {"A.", "BUTTON.", "SUMMARY."} <= seen
    assert any(name.startswith("DIV.scroll") for name in seen)
    button = page.locator(".legend button").first
    button.focus()
    page.keyboard.press("Space")
    assert button.get_attribute("aria-pressed") == "false"
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    summary = page.locator("summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details").first.evaluate("node => node.open")
    page.context.close()


def test_a_figure_answers_the_pointer(browser, run):
    page, *_ = opened(browser, run, 1280)
    box = page.locator('[data-chart="residual"] .nsewdrag').first
    box.scroll_into_view_if_needed()
    box.hover()
    box.hover(position={"x": 200, "y": 100})
    told = page.locator('[data-chart="residual"] .hoverlayer .legend')
    told.wait_for(timeout=30_000)
    assert "Demand" in told.text_content()
    page.context.close()


def test_a_stacked_bar_tells_its_own_length(browser, run):
    """Hydro is 200 MW in every hour, 148.8 GWh in January, and stands on as much Nuclear."""
    page, *_ = opened(browser, run, 1280)
    box = page.locator('[data-chart="months"] .nsewdrag').first
    box.scroll_into_view_if_needed()
    size = box.bounding_box()
    for at in (0.10, 0.11):
        box.hover(position={"x": at * size["width"], "y": 0.6 * size["height"]})
    told = page.locator('[data-chart="months"] .hoverlayer .legend')
    told.wait_for(timeout=30_000)
    words = told.text_content()
    assert "Hydro : 148.8 GWh" in words
    assert "Nuclear : 148.8 GWh" in words
    page.context.close()


def test_a_narrower_window_redraws(browser, run):
    page, said, _ = opened(browser, run, 1280)
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_selector('.chart[data-small="true"]', timeout=60_000)
    page.wait_for_timeout(1500)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert said == []
    page.context.close()
