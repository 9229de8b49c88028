"""Python on the page: every chapter runs in the browser as in CPython, and every figure and exercise with it.

The book is served from a folder below the root of a server of this machine, as a project's pages often are.
"""

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from nnlib import explorables
from nnlib.live import page as live_page
from nnlib.live.controls import Slider
from tests.chapters.test_exercises import SOLUTION

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted(path.stem for path in (ROOT / "chapters").glob("*.ipynb"))
MINUTES = 60_000


class _Server(http.server.SimpleHTTPRequestHandler):
    extensions_map = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def log_message(self, *_arguments: object) -> None:
        pass

    def translate_path(self, path: str) -> str:
        return super().translate_path(path.removeprefix("/a/book")) if path.startswith("/a/book/") else "/nowhere"


@pytest.fixture(scope="module")
def site(book: Path) -> Iterator[str]:
    """The address of the served book."""
    if not (book / "_python").is_dir():
        pytest.fail("The book is built without Python on its pages: run `make book` first.", pytrace=False)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Server, directory=str(book)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/a/book"
    server.shutdown()
    server.server_close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that remembers nothing of the other tests."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield context
    context.close()


def open_page(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    """Open a page; return it with the list of what went wrong, which goes on growing."""
    tab, wrong = context.new_page(), []
    host = address.split("/a/book")[0]
    tab.on("request", lambda r: r.url.startswith((host, "data:", "blob:")) or wrong.append(f"asks for {r.url}"))
    tab.on("console", lambda m: m.type == "error" and wrong.append(f"console: {m.text}"))
    tab.on("pageerror", lambda e: wrong.append(f"script error: {e}"))
    tab.goto(address)
    return tab, wrong


def start(tab: Page) -> None:
    """Press the button, and wait until Python is ready."""
    tab.locator("[data-action=python]").click()
    expect(tab.locator("html")).to_have_attribute("data-python", re.compile("ready|failed"), timeout=2 * MINUTES)
    assert tab.locator("html").get_attribute("data-python") == "ready", tab.locator(".python-status").inner_text()


def cells_of(tab: Page) -> Locator:
    return tab.locator("div.cell")


def run(cell: Locator, status: str = "done") -> str:
    """Press Run, wait for the end, and return the outputs as text."""
    cell.locator("[data-action=run]").click()
    expect(cell).to_have_attribute("data-run", status, timeout=3 * MINUTES)
    return cell.locator(":scope > .cell_output").inner_text() if cell.locator(":scope > .cell_output").count() else ""


def write(cell: Locator, code: str) -> None:
    """Replace the code of a cell, as a reader does."""
    if cell.locator("[data-action=edit]").is_visible():
        cell.locator("[data-action=edit]").click()
    editor = cell.locator(".cm-content")
    editor.click()
    editor.press("Control+a")
    cell.page.keyboard.insert_text(code)


SHOWN = """cells => cells.map(cell => [...cell.querySelectorAll(':scope > .cell_output > .output')].map(output =>
    output.querySelector('.explorable-sentence')?.textContent ?? output.querySelector('pre')?.textContent ??
    'Picture: ' + output.querySelector('[role=img]')?.getAttribute('aria-label')))"""


def stored(cell: nbformat.NotebookNode) -> list[str]:
    """Return the texts that a cell of the notebook has put out; of a figure its sentence."""
    texts = [output.get("text") or output["data"]["text/plain"] for output in cell.outputs]
    return [re.sub(r"^\w+\(.*\)\n", "", text) if name else text for text, name in zip(texts, map(figure_name, texts))]


def figure_name(text: str) -> str:
    """Return the class of the figure that a cell shows, or nothing."""
    name = text.partition("(")[0]
    return name if name in dir(explorables) else ""


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_chapter_runs_on_its_page(context: BrowserContext, site: str, chapter: str) -> None:
    """Cells print what is stored, figures show what CPython draws, exercises tell a stub from a solution."""
    notebook = nbformat.read(ROOT / "chapters" / f"{chapter}.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    tab, wrong = open_page(context, f"{site}/chapters/{chapter}.html")
    try:
        start(tab)
        tab.locator("[data-action=run-all]").click()
        last = cells_of(tab).last
        expect(last).to_have_attribute("data-run", re.compile("done|failed"), timeout=5 * MINUTES)
        assert cells_of(tab).evaluate_all("cells => cells.map(cell => cell.dataset.run)") == ["done"] * len(code)
        shown = cells_of(tab).evaluate_all(SHOWN)
        for number, (cell, texts) in enumerate(zip(code, shown, strict=True), 1):
            assert [text.strip() for text in texts] == [text.strip() for text in stored(cell)], f"cell {number}"
        for figure in tab.locator("figure.explorable").all():
            look_at(figure)
        for cell, following in zip(notebook.cells, notebook.cells[1:]):
            if "exercise" in cell.metadata.get("tags", ()):
                place = cells_of(tab).nth(code.index(cell))
                assert place.locator(".cell_output").inner_text().startswith("○ Not yet")
                solution = SOLUTION.search(following.source)
                assert solution
                *stub, check = cell.source.rstrip().splitlines()
                write(place, "\n".join([*stub, solution[1], check]))
                assert run(place).startswith("✓ Right")
        exercises = sum("exercise" in cell.metadata.get("tags", ()) for cell in code)
        expect(tab.locator(".python-exercises")).to_have_text(f"{exercises} of {exercises} exercises done")
        assert wrong == []
    finally:
        tab.close()


MOVED = 2  # pixels, in axes 400 wide
LABELS = 5  # pixels that a word outside of axes may move: two versions of Matplotlib leave other room for labels

# What is drawn, without how: of every mark its kind, its style and words, and the box of its coordinates, measured in
# the axes that it is clipped to. Two versions of Matplotlib write a font in two ways and name hatchings differently.
MARKS = """svg => {
    const layer = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    layer.innerHTML = svg;
    const clip = mark => mark.closest('[clip-path]')?.getAttribute('clip-path').slice(4, -1);
    const number = (element, name) => Number(element.getAttribute(name) ?? 0);
    return [...layer.querySelectorAll('path, use, text, image')].filter(mark => !mark.closest('defs')).map(mark => {
        const numbers = (mark.getAttribute('d') ?? '').match(/-?[0-9.]+/g)?.map(Number);
        const points = numbers ?? [number(mark, 'x'), number(mark, 'y')];
        const axes = clip(mark) && layer.querySelector(clip(mark) + ' rect');
        const box = ['x', 'y'].flatMap((name, odd) => {
            const along = points.filter((_, i) => i % 2 === odd);
            if (!axes) return [Math.min(...along), Math.max(...along)];
            const share = value => (value - number(axes, name)) / number(axes, odd ? 'height' : 'width');
            const place = value => 400 * Math.min(1, Math.max(0, share(value))); // what is outside is not seen
            return [place(Math.min(...along)), place(Math.max(...along))];
        });
        const style = mark.tagName === 'text' ? '' : mark.getAttribute('style')?.replace(/#h[0-9a-f]{10}/, '#h');
        return [mark.tagName, style, mark.textContent, Boolean(axes), box];
    });
}"""


def look_at(figure: Locator) -> None:
    """Move a slider of a figure to a place between its frames, and compare picture and sentence with CPython's."""
    name, id = figure.get_attribute("data-explorable"), figure.get_attribute("id")
    explorable = getattr(explorables, str(name))(id)
    state = {
        str(control): explorable.declared[str(control)].read(str(key))
        for control, key in figure.evaluate("figure => Object.entries(window.explorables.figures.get(figure.id).keys)")
    }
    moved = next(
        (c for c in explorable.declared.values() if isinstance(c, Slider) and set(c.stops) - set(c.grid)), None
    )
    before = figure.locator(".explorable-overlay").inner_html()
    if moved:
        stops = [stop for stop in moved.stops if stop not in moved.grid]
        value = stops[len(stops) // 3]
        state[moved.name] = value
        slider = figure.locator(f"input[type=range][data-control={moved.name}]")
        expect(slider).to_have_attribute("max", str(len(moved.stops) - 1))
        slider.evaluate(
            "(slider, at) => { slider.value = at; slider.dispatchEvent(new Event('input', {bubbles: true})); }",
            moved.stops.index(value),
        )
    wanted = live_page.draw_state(explorable, state)
    expect(figure.locator(".explorable-sentence")).to_have_text(wanted["sentence"], timeout=MINUTES)
    if moved and explorable.is_reproducible(explorable.result):
        # two states may have the same sentence, so the picture may come a moment later
        expect(figure.locator(".explorable-overlay")).not_to_have_js_property("innerHTML", before, timeout=MINUTES)
        drawn = figure.page.evaluate(MARKS, figure.locator(".explorable-overlay").inner_html())
        defined = "".join(wanted["definitions"].values())
        expected = figure.page.evaluate(MARKS, f"<defs>{defined}</defs>{''.join(wanted['parts'])}")
        assert [mark[:4] for mark in drawn] == [mark[:4] for mark in expected], f"{name} at {state}"
        for (*mark, in_axes, box), (*_, right) in zip(drawn, expected, strict=True):
            if mark[0] != "image":  # which is placed by its transformation
                assert box == pytest.approx(right, abs=MOVED if in_axes else LABELS), f"{name} at {state}: {mark}"
