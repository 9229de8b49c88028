"""The editor of the code cells in Chromium: opened over listings of the book, used by keys, mouse and touch."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.test_pages import WIDTHS, violations
from tools.editor_bundle import TARGET, make_editor

ROOT = Path(__file__).parents[2]
STYLES = ROOT / "_ext" / "live_book" / "python" / "cells.css"
SITE = "http://localhost/"  # answered by the tests themselves
PAGE = SITE + "chapters/neurons.html"
LABEL = "Code of cell 1"

# Nothing written into the page, nothing from elsewhere: what a strict host may ask for.
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"
BARE = """<!doctype html><html lang="en" data-theme="light"><title>A cell</title>
<link rel="stylesheet" href="/_python/cells.css">
<main><button>before</button><div id="cell"></div><button>after</button></main></html>"""

OPEN = """async ([selector, code, label]) => {
    const { createEditor } = await import("/_python/editor.js");
    const place = document.querySelector(selector), listing = place.querySelector("pre");
    if (listing) listing.hidden = true;
    window.calls = [];
    const parent = place, call = name => (...given) => window.calls.push([name, ...given]);
    window.editor = createEditor({parent, code: code ?? listing.textContent.replace(/\\n$/, ""), label,
        onRun: call("run"), onLeave: call("leave"), onChange: call("change")});
}"""
LISTING = "article .cell_input .highlight:visible"

Opener = Callable[..., Page]


@pytest.fixture(scope="session")
def bundle() -> Path:
    make_editor(TARGET)
    return TARGET


@pytest.fixture
def opened(chromium: Browser, book: Path, bundle: Path) -> Iterator[Opener]:
    """A function that opens an editor: in a page of its own, under a strict policy, or over a listing of the book."""
    contexts = []

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(SITE).split("?")[0].split("#")[0]
        if path == "bare":
            headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html"}
            route.fulfill(body=BARE, headers=headers)
        elif path.startswith("_python/"):
            route.fulfill(path=bundle if path.endswith(".js") else STYLES)
        elif (book / path).is_file():
            route.fulfill(path=book / path)
        else:
            route.fulfill(status=404)

    def open_editor(code: str | None = None, width: int = 1280, scheme: str = "light", in_book: bool = False) -> Page:
        touch = width == WIDTHS["phone"]
        context = chromium.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,  # type: ignore[arg-type]
            has_touch=touch,
            is_mobile=touch,
        )
        contexts.append(context)
        tab = context.new_page()
        tab.wrong = []  # type: ignore[attr-defined]
        tab.on("console", lambda m: m.type in ("error", "warning") and tab.wrong.append(m.text))  # type: ignore[attr-defined]
        tab.on("pageerror", lambda e: tab.wrong.append(str(e)))  # type: ignore[attr-defined]
        tab.route("**/*", answer)
        tab.goto(PAGE if in_book else SITE + "bare")
        if in_book:
            sheet = "new Promise(done => document.head.append(Object.assign(document.createElement('link'), {%s})))"
            tab.evaluate(sheet % "rel: 'stylesheet', href: '/_python/cells.css', onload: done")
        tab.evaluate(OPEN, [first_listing(tab) if in_book else "#cell", code, LABEL])
        return tab

    yield open_editor
    for context in contexts:
        context.close()


def first_listing(tab: Page) -> str:
    """Mark the first listing that is not folded away, and return how to find it."""
    tab.locator(LISTING).first.evaluate("listing => { listing.id = 'first-listing' }")
    return "#first-listing"


def code(tab: Page) -> str:
    return tab.evaluate("editor.code")


def calls(tab: Page) -> list[list[str]]:
    return tab.evaluate("calls.splice(0)")


def test_the_reader_types_python(opened: Opener) -> None:
    tab = opened("x = 1\n")
    tab.get_by_role("textbox", name=LABEL, exact=True).click()
    tab.keyboard.press("ControlOrMeta+End")
    tab.keyboard.type("for i in range(3):\nprint(i")
    assert code(tab) == "x = 1\nfor i in range(3):\n    print(i", "a block begins four spaces further in"
    assert calls(tab)[-1] == ["change", code(tab)]
    tab.keyboard.press("ControlOrMeta+/")
    assert code(tab).endswith("    # print(i")
    assert calls(tab) == [["change", code(tab)]]
    tab.keyboard.press("ControlOrMeta+/")
    assert code(tab).endswith("\n    print(i")
    tab.keyboard.press("Tab")
    assert code(tab).endswith("\n        print(i")
    tab.keyboard.press("Shift+Tab")
    assert code(tab).endswith("\n    print(i")
    while "for" in code(tab):
        tab.keyboard.press("ControlOrMeta+z")
    assert code(tab) == "x = 1\n"
    tab.keyboard.press("ControlOrMeta+Shift+z")
    assert "for" in code(tab)
    assert tab.wrong == []


def test_the_page_sets_the_code(opened: Opener) -> None:
    tab = opened("x = 1")
    tab.evaluate("editor.set('y = 2')")
    assert code(tab) == "y = 2"
    assert calls(tab) == [], "what the page does is not told to the page"
    tab.evaluate("editor.focus()")
    tab.keyboard.press("ControlOrMeta+z")
    assert code(tab) == "x = 1", "a cell that was reset by mistake comes back"
    tab.evaluate("editor.destroy()")
    assert tab.locator(".cell-editor").count() == 0


@pytest.mark.parametrize("keys", ["Control+Enter", "ControlOrMeta+Enter", "Shift+Enter"])
def test_keys_that_run(opened: Opener, keys: str) -> None:
    tab = opened("x = 1")
    tab.evaluate("editor.focus()")
    tab.keyboard.press(keys)
    assert calls(tab) == [["run"]]
    assert code(tab) == "x = 1"


INSIDE = "document.activeElement.closest('.cell-editor') !== null"


def test_the_tab_key_passes_an_editor_that_nobody_uses(opened: Opener) -> None:
    tab = opened("x = 1")
    tab.evaluate("editor.focus()")
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("button", name="after")).to_be_focused()
    tab.keyboard.press("Shift+Tab")
    assert tab.evaluate(INSIDE)
    tab.keyboard.press("Shift+Tab")
    expect(tab.get_by_role("button", name="before")).to_be_focused()
    assert code(tab) == "x = 1"


@pytest.mark.parametrize("use", ["click", "move", "type"])
def test_escape_then_tab_leaves_an_editor_in_use(opened: Opener, use: str) -> None:
    tab = opened("x = 1")
    tab.evaluate("editor.focus()")
    {
        "click": lambda: tab.locator(".cm-content").click(),
        "move": lambda: tab.keyboard.press("ArrowRight"),
        "type": lambda: tab.keyboard.type("a"),
    }[use]()
    tab.keyboard.press("Tab")
    assert tab.evaluate(INSIDE)
    before = code(tab)
    assert "    " in before
    tab.keyboard.press("Escape")
    assert calls(tab)[-1] == ["leave"]
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("button", name="after")).to_be_focused()
    assert code(tab) == before


# Every character that is not a space, and the ground: what it is, its colour and form, where it stands.
CHARACTERS = """element => {
    const found = [], walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode()); )
        for (let i = 0; i < node.data.length; i++) {
            if (!node.data[i].trim()) continue;
            const range = document.createRange();
            range.setStart(node, i);
            range.setEnd(node, i + 1);
            const {x, y, width, height} = range.getBoundingClientRect();
            const {color, fontWeight, fontStyle} = getComputedStyle(node.parentElement);
            found.push([node.data[i], color, fontWeight, fontStyle, [x, y, width, height]]);
        }
    const {x, y, width, height} = element.getBoundingClientRect();
    return [...found, ["background", getComputedStyle(element).backgroundColor, [x, y, width, height]]];
}"""


@pytest.mark.parametrize(("width", "scheme"), [(WIDTHS["desktop"], "light"), (WIDTHS["phone"], "dark")])
def test_nothing_moves_when_it_opens(opened: Opener, width: int, scheme: str) -> None:
    tab = opened(width=width, scheme=scheme, in_book=True)
    tab.evaluate("editor.destroy()")
    listings = tab.locator(LISTING)
    seen = 0
    for i in range(listings.count()):
        listing = listings.nth(i)
        listing.evaluate("listing => { listing.id = 'this-listing'; listing.querySelector('pre').hidden = false }")
        listing.scroll_into_view_if_needed()
        before = listing.locator("pre").evaluate(CHARACTERS)
        tab.evaluate(OPEN, ["#this-listing", None, LABEL])
        after = listing.locator(".cell-editor").evaluate(CHARACTERS)
        assert [look for *look, _ in after] == [look for *look, _ in before]
        for (what, *_, now), (*_, then) in zip(after, before, strict=True):
            assert now == pytest.approx(then, abs=0.25), f"{what} moves"  # a quarter of a pixel
        seen += len(before)
        tab.evaluate("editor.destroy()")
        listing.evaluate("listing => { listing.id = '' }")
    assert seen > 100


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_it_leaves_nobody_out(opened: Opener, width: int, scheme: str) -> None:
    every = '@f\nclass A(B):  # said\n    def g(self, x=None):\n        return not f"{x!r:>3}\\n" in len([1.5]) @ x\n?'
    tab = opened(every + " " + "long " * 40, width=width, scheme=scheme, in_book=True)
    assert violations(tab, "#first-listing") == []
    tab.evaluate("editor.focus()")
    tab.keyboard.press("ControlOrMeta+End")
    tab.keyboard.type("(])")
    assert tab.locator(".cm-nonmatchingBracket, .cm-matchingBracket").count()
    assert violations(tab, "#first-listing") == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.wrong == []


def test_a_finger_opens_it_and_the_page_keeps_its_size(opened: Opener) -> None:
    tab = opened("x = 1", width=WIDTHS["phone"])
    editor = tab.get_by_role("textbox", name=LABEL)
    editor.tap()
    expect(editor).to_be_focused()
    # iOS enlarges the page for a smaller font in the element that has the focus
    assert editor.evaluate("element => parseFloat(getComputedStyle(element).fontSize)") >= 16
    assert editor.evaluate("element => [element.autocapitalize, element.spellcheck]") == ["none", False]


def test_it_works_under_a_strict_policy(opened: Opener) -> None:
    tab = opened("print('(')")
    tab.evaluate("editor.focus()")
    tab.keyboard.type("x")
    assert tab.locator(".cm-scroller").evaluate("element => getComputedStyle(element).display") == "flex"
    assert tab.locator(".cm-line").evaluate("element => getComputedStyle(element).paddingLeft") == "0px"
    assert tab.wrong == []
    assert tab.locator("style").count() == 0
