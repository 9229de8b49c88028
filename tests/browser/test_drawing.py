"""A digit is drawn: on a page before Python runs and after, and in JupyterLab."""

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from nnlib.explorables import DrawDigit
from tests.browser.test_pages import violations
from tests.browser.test_python import MINUTES, open_page
from tools.browser import run_all, running_lab

SEVEN = [(6, 6), (21, 6), (12, 25)]
"""The corners of a stroke, in cells."""


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    """A small screen that is touched."""
    context = chromium.new_context(viewport={"width": 375, "height": 700}, has_touch=True, bypass_csp=True)
    yield context
    context.close()


def field_of(place: Page | Locator) -> Locator:
    return place.locator(".explorable-field [role=application]")


def stroke(field: Locator, cells: list[tuple[float, float]]) -> None:
    """Draw with the mouse."""
    field.scroll_into_view_if_needed()
    box = field.locator("svg").bounding_box()
    assert box
    for index, (column, row) in enumerate(cells):
        field.page.mouse.move(box["x"] + column * box["width"] / 28, box["y"] + row * box["width"] / 28, steps=12)
        if index == 0:
            field.page.mouse.down()
    field.page.mouse.up()


def touch(field: Locator, cells: list[tuple[float, float]]) -> None:
    """Draw with a finger."""
    field.scroll_into_view_if_needed()
    box = field.locator("svg").bounding_box()
    assert box
    session = field.page.context.new_cdp_session(field.page)
    for index, (column, row) in enumerate(cells):
        at = {"x": box["x"] + column * box["width"] / 28, "y": box["y"] + row * box["width"] / 28}
        session.send("Input.dispatchTouchEvent", {"type": "touchMove" if index else "touchStart", "touchPoints": [at]})
        field.page.wait_for_timeout(30)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def key(figure: Locator) -> str:
    """Return the drawing that the figure of a page is at."""
    text: str = figure.evaluate("figure => window.explorables.figures.get(figure.id).keys.drawing")
    return text


def test_a_drawing_starts_python_and_is_read(chromium: Browser, site: str) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    tab, wrong = open_page(context, f"{site}chapters/digits.html")
    figure = tab.locator("#draw-digit")
    field, sentence, chosen = field_of(figure), figure.locator(".explorable-sentence"), figure.locator("select").first

    # examples come from frames
    figure.scroll_into_view_if_needed()
    chosen.select_option(label="a star")
    expect(sentence).to_have_text(DrawDigit(drawing="star").sentence)
    figure.locator(".explorable-field button").click()
    expect(sentence).to_have_text(DrawDigit(drawing="empty").sentence)
    assert tab.locator("html").get_attribute("data-python") is None

    # the first stroke starts Python, which then reads what is in the field by then
    stroke(field, SEVEN)
    expect(chosen).to_have_value("your drawing")
    expect(figure.locator(".explorable-notice")).to_have_text(
        "As soon as Python runs on this page, the picture follows your drawing."
    )
    expect(sentence).to_have_text(DrawDigit(drawing="empty").sentence)
    stroke(field, [(8, 15), (19, 15)])
    expect(tab.locator("html")).to_have_attribute("data-python", re.compile("ready|failed"), timeout=2 * MINUTES)
    expect(sentence).to_have_text(DrawDigit(drawing=key(figure)).sentence, timeout=MINUTES)
    assert "Your drawing" in sentence.inner_text() and len(key(figure)) < 350
    expect(figure.locator(".explorable-notice")).to_have_text("")

    # the keyboard: the cursor goes right, and Shift draws on the way
    before = key(figure)
    field.focus()
    for press in ("ArrowUp", "Shift+ArrowRight", "Shift+ArrowRight"):
        field.press(press)
    said = figure.locator(".explorable-field p")
    where = [int(number) for number in re.findall(r"\d+", said.inner_text())[2:]]
    expect(said).to_contain_text("an inked cell")
    field.press("Space")
    expect(said).to_contain_text("an empty cell")
    assert key(figure) != before
    assert DrawDigit.declared["drawing"].levels(key(figure))[where[0] - 1, where[1] - 1] == 0
    expect(sentence).to_have_text(DrawDigit(drawing=key(figure)).sentence, timeout=MINUTES)
    figure.locator("[data-control=over]").select_option(label="for and against")
    expect(sentence).to_have_text(DrawDigit(drawing=key(figure), over="why").sentence, timeout=MINUTES)

    # a link brings the drawing to a page without Python yet, and the picture follows once it runs
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    figure.locator("[data-action=link]").click()
    expect(figure.locator(".explorable-notice")).to_have_text("The link to this state is copied.")
    link, drawn = tab.evaluate("navigator.clipboard.readText()"), key(figure)
    assert len(link) < 600
    figure.locator("[data-action=reset]").click()
    expect(sentence).to_have_text(DrawDigit().sentence, timeout=MINUTES)
    assert wrong == []
    tab.close()
    other, wrong = open_page(context, link)
    figure = other.locator("#draw-digit")
    expect(figure.locator(".explorable-notice")).to_contain_text("As soon as Python runs on this page")
    assert key(figure) == drawn and other.locator("html").get_attribute("data-python") is None
    other.locator(".python-bar [data-action=python]").click()
    expect(figure.locator(".explorable-sentence")).to_have_text(
        DrawDigit(drawing=drawn, over="why").sentence, timeout=2 * MINUTES
    )
    assert wrong == []
    context.close()


def test_a_finger_draws_and_a_reason_is_given_where_python_cannot_start(phone: BrowserContext, site: str) -> None:
    tab, _ = open_page(phone, f"{site}chapters/digits.html#draw-digit?drawing=a12&over=why")
    figure = tab.locator("#draw-digit")
    notice = figure.locator(".explorable-notice")
    expect(notice).to_have_text("The link asks for “drawing=a12”, which this figure does not have.")
    phone.route("**/packages.bin", lambda route: route.fulfill(status=503))
    field = field_of(figure)
    field.scroll_into_view_if_needed()
    before, at = key(figure), field.bounding_box()
    touch(field, [(4, 20), (5, 16), (5, 8), (5, 4), (12, 4)])
    assert key(figure) != before
    assert field.bounding_box() == pytest.approx(at, abs=1), "the page has not been scrolled"
    expect(notice).to_contain_text("packages.bin cannot be loaded (503)", timeout=MINUTES)
    assert DrawDigit.declared["drawing"].levels(key(figure))[4:16, 4].all(), "the drawing stays in the field"
    field.focus()
    assert violations(tab, "#draw-digit") == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= 375


def test_a_page_opened_as_a_file_says_what_a_drawing_needs(phone: BrowserContext, book: Path) -> None:
    tab = phone.new_page()
    tab.goto((book / "chapters" / "digits.html").as_uri())
    stroke(field_of(tab), SEVEN)
    expect(tab.locator("#draw-digit .explorable-notice")).to_contain_text("Python needs a web server")
    tab.locator("#draw-digit [data-action=reset]").click()
    expect(tab.locator("#draw-digit .explorable-notice")).to_have_text("")
    tab.locator(".python-bar").evaluate("bar => bar.remove()")  # as in a book that is built without Python
    stroke(field_of(tab), SEVEN)
    expect(tab.locator("#draw-digit .explorable-notice")).to_contain_text("and this page comes without it")


def test_a_drawing_in_jupyterlab(chromium: Browser, tmp_path: Path) -> None:
    """The picture follows, and so do the controls in the next cell; keys do not leave the field."""
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    code = "from nnlib.explorables import DrawDigit\nfigure = DrawDigit(drawing='empty')\nfigure"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)], metadata=kernel)
    nbformat.write(notebook, tmp_path / "draw.ipynb")
    tab = chromium.new_page(viewport={"width": 1280, "height": 1400})
    with running_lab(tmp_path) as lab:
        run_all(tab, lab, "draw.ipynb")
        sentence = tab.locator("p[role=status]", has_text=re.compile("Nothing is drawn|Your drawing|A star"))
        expect(sentence).to_contain_text("Nothing is drawn.", timeout=20_000)
        stroke(field_of(tab), SEVEN)
        expect(sentence).to_contain_text("The network says 7", timeout=10_000)
        picture = tab.locator(".explorable-overlay").inner_html()
        field_of(tab).focus()
        field_of(tab).press("Shift+ArrowDown")
        field_of(tab).press("Space")
        expect(tab.locator(".explorable-overlay")).not_to_have_js_property("innerHTML", picture, timeout=10_000)
        expect(tab.locator(".explorable-field p")).to_contain_text("an empty cell")
        assert field_of(tab).evaluate("field => field === document.activeElement")
        tab.get_by_label("drawing", exact=True).select_option(label="a star")
        expect(sentence).to_have_text(DrawDigit(drawing="star").sentence, timeout=10_000)
        tab.locator("button", has_text="Reset").click()
        expect(sentence).to_contain_text("Nothing is drawn.", timeout=10_000)
        expect(tab.locator(".explorable-field p")).to_contain_text("0 of 784 cells have ink.")
        assert tab.locator(".jp-OutputArea-output [role=alert]").count() == 0
    tab.close()
