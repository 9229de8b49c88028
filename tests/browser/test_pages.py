"""Every page in Chromium, opened as a file: it asks nobody, complains about nothing, fits and leaves nobody out."""

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
WIDTHS = {"desktop": 1280, "phone": 375}
UNREACHED = """[...document.querySelectorAll("article *")].filter(element =>
    element.scrollWidth > element.clientWidth && /auto|scroll/.test(getComputedStyle(element).overflowX)
    && element.clientWidth && element.tabIndex < 0 && !element.querySelector("a[href], button, input, [tabindex='0']")
).map(element => element.outerHTML.slice(0, 200))"""


def open_page(chromium: Browser, address: str, width: int, scheme: str) -> tuple[Page, list[str]]:
    """Open a page; return it with the list of what went wrong on the way, which goes on growing."""
    page = chromium.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    wrong: list[str] = []
    page.on("request", lambda r: r.url.startswith(("file:", "data:", "blob:")) or wrong.append(f"asks for {r.url}"))
    page.on("requestfailed", lambda r: wrong.append(f"does not get {r.url}"))
    page.on("console", lambda m: m.type in ("error", "warning") and wrong.append(f"console: {m.text}"))
    page.on("pageerror", lambda e: wrong.append(f"script error: {e}"))
    page.goto(address, wait_until="load")
    page.wait_for_function("[...document.querySelectorAll('.math')].every(math => math.querySelector('mjx-container'))")
    return page, wrong


COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules of axe-core that look at colours, all that can change between light and dark."""


def violations(page: Page, inside: str = "html", rules: list[str] | None = None) -> list[str]:
    """Return what axe-core finds in the page or a part of it, a line each, by all its rules or by these."""
    page.add_script_tag(path=AXE)
    # preload: false, because a page that was opened as a file may not read its style sheets a second time; a selector
    # for each element that axe has nothing against would take it a third of its time
    options: dict[str, Any] = {"preload": False, "resultTypes": ["violations"], "selectors": False}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    found: list[dict[str, Any]] = page.evaluate(
        "([inside, options]) => axe.run(inside, options).then(result => result.violations)", [inside, options]
    )
    return [f"{v['id']}: {v['help']}: {node['html'][:200]}" for v in found for node in v["nodes"]]


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_page(chromium: Browser, book: Path, page: str, width: int) -> None:
    tab, wrong = open_page(chromium, (book / f"{page}.html").as_uri(), width, "light")
    try:
        for _ in range(40):  # what loads on approach loads too
            tab.mouse.wheel(0, 2000)
        tab.evaluate("scrollTo(0, 0)")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, "the page is wider than the screen"
        tab.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, (
            "an open solution is wider than the screen"
        )
        assert tab.evaluate("document.documentElement.dataset.theme") == "light"
        assert violations(tab) == []
        tab.emulate_media(color_scheme="dark")
        tab.wait_for_function("document.documentElement.dataset.theme === 'dark'")
        tab.evaluate("() => Promise.all(document.getAnimations().map(changing => changing.finished))")
        assert violations(tab, rules=COLOURS) == []
        tab.add_style_tag(content="html { font-size: 32px }")  # letters of twice the size
        tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert tab.evaluate(UNREACHED) == [], "this scrolls, and the keyboard cannot reach it"
        assert wrong == []
    finally:
        tab.close()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_a_page_opens_in_the_dark(chromium: Browser, book: Path, page: str, width: int) -> None:
    tab, wrong = open_page(chromium, (book / f"{page}.html").as_uri(), width, "dark")
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
    assert tab.evaluate("document.documentElement.scrollWidth") <= width, "the page is wider than the screen"
    assert wrong == []
    tab.close()


LATE = ".highlight > pre > span, .explorable-picture, .explorable-still"
PLACES = """elements => elements.map(element => [
    element.getBoundingClientRect().top + scrollY, element.offsetHeight,
    element.parentElement.scrollWidth > element.parentElement.clientWidth])"""


def test_what_is_drawn_late_keeps_its_place(chromium: Browser, book: Path, page: str) -> None:
    """Pictures and listings off the screen wait, nothing moves when they come, and paper shows them all."""
    tab, _ = open_page(chromium, (book / f"{page}.html").as_uri(), 375, "light")
    drawing = "elements => [...new Set(elements.map(element => getComputedStyle(element).contentVisibility))]"
    late = tab.locator(LATE)
    before = late.evaluate_all(PLACES)
    if before:
        assert late.evaluate_all(drawing) == ["auto"]
        tab.add_style_tag(content="* { content-visibility: visible !important }")
        assert late.evaluate_all(PLACES) == before
        tab.reload()
        tab.emulate_media(media="print")
        assert late.evaluate_all(drawing) == ["visible"]
    tab.close()


def test_theme_switch(chromium: Browser, book: Path) -> None:
    tab, _ = open_page(chromium, (book / "notation.html").as_uri(), 1280, "light")
    seen = set()
    for _ in range(3):
        tab.locator(".theme-switch-button:visible").first.click()
        seen.add(
            (
                tab.evaluate("document.documentElement.dataset.mode"),
                tab.evaluate("document.documentElement.dataset.theme"),
            )
        )
    tab.close()
    assert seen == {("light", "light"), ("dark", "dark"), ("auto", "light")}


def test_phone_menu(chromium: Browser, book: Path) -> None:
    tab, _ = open_page(chromium, (book / "index.html").as_uri(), 375, "light")
    tab.locator(".primary-toggle:visible").click()
    tab.locator("#pst-primary-sidebar-modal").get_by_role("link", name="Notation").click()
    tab.wait_for_url("**/notation.html")
    tab.close()


def test_sidebar_folds(chromium: Browser, book: Path) -> None:
    tab, _ = open_page(chromium, (book / "index.html").as_uri(), 1280, "light")
    sidebar = tab.locator("#pst-primary-sidebar")
    for folded in (True, False):
        tab.locator(".primary-toggle:visible").click()
        tab.wait_for_function(
            "folded => (document.querySelector('#pst-primary-sidebar').getBoundingClientRect().right <= 0) === folded",
            arg=folded,
        )
    assert sidebar.is_visible()
    tab.close()


def test_search_finds(chromium: Browser, book: Path) -> None:
    """From the field on a page to the results, without a server."""
    tab, wrong = open_page(chromium, (book / "index.html").as_uri(), 1280, "light")
    tab.locator(".search-button-field:visible").first.click()
    tab.locator("#pst-search-dialog input").fill("notation")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search.html?*")
    tab.locator("#search-results a", has_text="Notation").first.wait_for()
    tab.close()
    assert wrong == []


def test_paper_is_white(chromium: Browser, book: Path) -> None:
    """Also when the screen is dark; afterwards the screen is dark again."""
    tab, _ = open_page(chromium, (book / "chapters/neurons.html").as_uri(), 1280, "dark")
    background = "getComputedStyle(document.body).backgroundColor"
    dark = tab.evaluate(background)
    tab.emulate_media(media="print")
    tab.wait_for_function(f"{background} === 'rgb(255, 255, 255)'")
    tab.emulate_media(media="screen")
    tab.wait_for_function(f"{background} === '{dark}'")
    tab.close()
