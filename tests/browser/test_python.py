"""Python on the page: every chapter runs in the browser as in CPython, and every figure and exercise with it.

The book is served below a path and under its own content-security policy, as a strict host would.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from nnlib import explorables
from nnlib.live import page as live_page
from nnlib.live.controls import Slider
from tests.browser.test_pages import WIDTHS, violations
from tests.chapters.test_exercises import SOLUTION

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted(path.stem for path in (ROOT / "chapters").glob("*.ipynb"))
MINUTES = 60_000


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that remembers nothing of the other tests."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    yield context
    context.close()


def open_page(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    """Open a page; return it with the list of what went wrong, which goes on growing."""
    tab, wrong = context.new_page(), []
    host = "/".join(address.split("/")[:3])
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
    expect(cell).to_have_attribute("data-run", status, timeout=MINUTES)
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
    tab, wrong = open_page(context, f"{site}chapters/{chapter}.html")
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


def test_what_a_reader_does_lasts(context: BrowserContext, site: str) -> None:
    """A cell is broken and mended, a loop stopped, an exercise solved, the notebook taken along, the page left."""
    tab, wrong = open_page(context, f"{site}chapters/neurons.html")
    cell, exercise = cells_of(tab).nth(1), tab.locator("div.cell.tag_exercise").first
    before = str(cell.locator("pre").first.text_content()).strip()
    write(cell, before + "\nprint(w @ y)")
    assert "This cell, line 7" in run(cell, "failed")
    expect(tab.locator(".python-said")).to_contain_text("NameError: name 'y' is not defined")
    cell.locator(".cm-content").click()
    tab.keyboard.press("Control+End")
    for _ in range(len("y)")):
        tab.keyboard.press("Backspace")
    tab.keyboard.type("w)")  # and the editor closes no bracket twice
    tab.keyboard.press("Control+Enter")
    expect(cell.locator(".cell_output")).to_have_text(re.compile(r"^\s*490.0\s*1306.25\s*$"))

    assert run(exercise).startswith("○ Not yet")
    code = "import numpy as np\ndef mean_error(output, target):\n    return np.abs(output[:, 0] - target).mean()\n"
    call = 'from nnlib.exercises import check\ncheck("neurons.mean_error", mean_error)'
    write(exercise, code.replace("[:, 0]", "") + call)
    assert run(exercise).startswith("✗ Not quite")
    write(exercise, code + call)
    assert run(exercise).startswith("✓ Right")
    expect(tab.locator(".python-exercises")).to_have_text("1 of 3 exercises done")

    loop = cells_of(tab).nth(2)
    write(loop, "while True:\n    pass")
    loop.locator("[data-action=run]").click()
    expect(tab.locator("html")).to_have_attribute("data-python", "busy", timeout=MINUTES)
    loop.locator("[data-action=stop]").click()
    expect(loop.locator(".cell_output")).to_contain_text("Stopped.")
    expect(tab.locator("html")).to_have_attribute("data-python", "ready", timeout=MINUTES)
    expect(loop).not_to_have_attribute("data-run", "running")
    write(loop, "b")
    assert run(loop).strip() == "20"  # the cells above ran again, since their names were gone

    tab.route("**/*.ipynb", lambda route: route.fulfill(status=404))
    tab.locator("[data-action=download]").click()
    expect(tab.locator(".python-status")).to_contain_text("The notebook could not be loaded: 404")
    tab.unroute("**/*.ipynb")
    assert len(wrong) == 1 and "404" in wrong.pop()
    with tab.expect_download() as download:
        tab.locator("[data-action=download]").click()
    notebook = nbformat.read(download.value.path(), as_version=4)
    nbformat.validate(notebook)
    code_cells = [each for each in notebook.cells if each.cell_type == "code"]
    assert download.value.suggested_filename == "neurons.ipynb"
    assert code_cells[1].source == before + "\nprint(w @ w)" and code_cells[1].outputs == []
    original = nbformat.read(ROOT / "chapters" / "neurons.ipynb", as_version=4)
    assert notebook.cells[0] == original.cells[0] and len(notebook.cells) == len(original.cells)

    tab.wait_for_timeout(600)  # what is typed is kept a moment later
    tab.reload()
    assert str(cell.locator("pre").first.text_content()).strip() == before + "\nprint(w @ w)"
    expect(tab.locator(".python-exercises")).to_have_text("1 of 3 exercises done")
    expect(exercise.locator(".cell-mark")).to_contain_text("✓ solved")
    cell.locator("[data-action=reset]").click()
    assert str(cell.locator("pre").first.text_content()).strip() == before

    landing, _ = open_page(context, f"{site}index.html")
    expect(landing.locator(".exercises-done").first).to_have_text("1 of 3 exercises done")
    tab.on("dialog", lambda dialog: dialog.accept())
    tab.locator("[data-action=forget]").click()
    expect(tab.locator(".python-exercises")).to_have_text("0 of 3 exercises done")
    landing.reload()
    assert landing.locator(".exercises-done").count() == 0
    assert wrong == []


@pytest.mark.parametrize(
    "kept", ["{", "[1]", '{"chapters/neurons": 3}', '{"chapters/neurons": {"typed": [1], "solved": 2}}']
)
def test_what_the_browser_has_kept_may_be_anything(context: BrowserContext, site: str, kept: str) -> None:
    key = "'neural-networks-live:' + location.pathname.split('chapters')[0]"
    context.add_init_script(f"localStorage.setItem({key}, {kept!r})")
    tab, wrong = open_page(context, f"{site}chapters/neurons.html")
    expect(tab.locator(".python-exercises")).to_have_text("0 of 3 exercises done")
    assert wrong == []


def test_a_browser_that_keeps_nothing_says_so_and_runs(context: BrowserContext, site: str) -> None:
    context.add_init_script("""for (const name of ["getItem", "setItem"]) {
        const own = Storage.prototype[name];
        Storage.prototype[name] = function (key, ...more) {
            if (key.startsWith("neural-networks-live")) throw new DOMException("full", "QuotaExceededError");
            return own.call(this, key, ...more); // the theme's
        };
    }""")
    tab, wrong = open_page(context, f"{site}chapters/neurons.html")
    cell = cells_of(tab).nth(1)
    write(cell, "1 + 1")
    assert run(cell).strip() == "2"
    expect(tab.locator(".python-status")).to_contain_text("Your browser keeps nothing for this page")
    assert wrong == []


def test_a_changed_cell_is_offered_fresh(context: BrowserContext, site: str) -> None:
    """What was typed is kept under the code that the cell had; another cell does not get it."""
    tab, _ = open_page(context, f"{site}chapters/neurons.html")
    cell = cells_of(tab).nth(1)
    write(cell, "x = 5")
    tab.wait_for_timeout(600)
    page = (ROOT / "_build" / "html" / "chapters" / "neurons.html").read_text("utf-8")
    other = page.replace("# area in m²", "# area in square metres")
    assert other != page
    tab.route("**/chapters/neurons.html", lambda route: route.fulfill(body=other, content_type="text/html"))
    tab.reload()
    assert "square metres" in cell.locator("pre").first.inner_text()
    tab.unroute("**/chapters/neurons.html")
    tab.reload()
    assert str(cell.locator("pre").first.text_content()).strip() == "x = 5"


def test_links_never_run_or_write(context: BrowserContext, site: str) -> None:
    for link in ("#neuron?weight=2&code=print(1)", "?run=1#cell-1", "#run-all"):
        tab, wrong = open_page(context, f"{site}chapters/neurons.html{link}")
        tab.wait_for_timeout(300)
        assert tab.locator("html").get_attribute("data-python") is None
        assert tab.locator("[data-run]").count() == 0 and tab.locator(".cm-editor").count() == 0
        assert wrong == []
        tab.close()


def test_a_page_opened_as_a_file_says_that_python_needs_a_server(context: BrowserContext, book: Path) -> None:
    tab = context.new_page()
    tab.goto((book / "chapters" / "neurons.html").as_uri())
    tab.locator("[data-action=python]").click()
    expect(tab.locator(".python-status")).to_contain_text("`make serve` starts one")
    slider = tab.locator("figure#neuron input[type=range]").first
    before = tab.locator("figure#neuron .explorable-sentence").inner_text()
    slider.focus()
    slider.press("ArrowRight")
    expect(tab.locator("figure#neuron .explorable-sentence")).not_to_have_text(before)


def test_python_that_cannot_be_loaded_says_why_and_figures_stay(context: BrowserContext, site: str) -> None:
    tab, _ = open_page(context, f"{site}chapters/neurons.html")
    context.route("**/packages.bin", lambda route: route.fulfill(status=503))
    tab.locator("[data-action=python]").click()
    expect(tab.locator("html")).to_have_attribute("data-python", "failed", timeout=MINUTES)
    expect(tab.locator(".python-status")).to_contain_text("packages.bin cannot be loaded (503)")
    slider = tab.locator("figure#neuron input[type=range]").first
    slider.focus()
    before = tab.locator("figure#neuron .explorable-sentence").inner_text()
    slider.press("ArrowRight")
    expect(tab.locator("figure#neuron .explorable-sentence")).not_to_have_text(before)
    context.unroute("**/packages.bin")
    start(tab)  # the next press tries again


def test_python_that_breaks_down_starts_again(context: BrowserContext, site: str) -> None:
    tab, _ = open_page(context, f"{site}chapters/neurons.html")
    cell = cells_of(tab).nth(1)
    write(cell, "from pyodide.code import run_js\nrun_js('throw new WebAssembly.RuntimeError()')")
    write(cell, "import ctypes\nctypes.string_at(2**31)")
    cell.locator("[data-action=run]").click()
    expect(cell.locator(".cell_output")).to_contain_text("Python broke down", timeout=MINUTES)
    write(cell, "1 + 1")
    assert run(cell).strip() == "2"


def test_a_figure_of_a_cell_answers_after_a_stop(context: BrowserContext, site: str) -> None:
    """Its object is gone with the worker; the page makes another of its class."""
    tab, wrong = open_page(context, f"{site}chapters/neurons.html")
    made, loop = cells_of(tab).nth(1), cells_of(tab).nth(2)
    write(made, "from nnlib.explorables import Neuron\nNeuron('mine', weight=2)")
    run(made)
    write(loop, "while True: pass")
    loop.locator("[data-action=run]").click()
    expect(tab.locator("html")).to_have_attribute("data-python", "busy", timeout=MINUTES)
    loop.locator("[data-action=stop]").click()
    expect(tab.locator("html")).to_have_attribute("data-python", "ready", timeout=MINUTES)
    field = tab.locator("figure#mine .explorable-typed").first
    field.fill("1.5")
    field.press("Enter")
    expect(tab.locator("figure#mine .explorable-sentence")).to_have_text(explorables.Neuron(weight=1.5).sentence)
    assert wrong == []


def test_a_slider_takes_a_typed_value(context: BrowserContext, site: str) -> None:
    tab, wrong = open_page(context, f"{site}chapters/neurons.html")
    start(tab)
    figure = tab.locator("figure#neuron")
    field = figure.locator(".explorable-typed").first
    field.fill("1.234")
    field.press("Enter")
    wanted = explorables.Neuron(weight=1.234)
    expect(figure.locator(".explorable-sentence")).to_have_text(wanted.sentence)
    field.fill("99")
    field.press("Enter")
    expect(figure.locator(".explorable-notice")).to_contain_text("weight must be a number from -4 to 4")
    expect(field).to_have_value("1.234")
    assert wrong == []


def test_a_control_that_the_frames_cannot_move_waits_for_python(context: BrowserContext, site: str) -> None:
    tab, wrong = open_page(context, f"{site}chapters/networks.html")
    figure = tab.locator("figure#hidden-space")
    slider, ring = figure.locator("[data-control=probe1]"), figure.locator("svg [data-handle='probe1 probe2']")
    figure.scroll_into_view_if_needed()
    expect(ring).to_be_attached()
    assert not slider.is_visible() and not ring.is_visible()
    start(tab)
    expect(slider).to_be_visible(timeout=MINUTES)
    figure.evaluate("figure => window.explorables.figures.get(figure.id).renew()")
    expect(figure).to_have_class(re.compile("explorable-veiled"))  # which what Python draws would lift
    figure.locator("[data-all]").click()
    expect(ring).to_be_visible(timeout=MINUTES)
    stops = explorables.HiddenSpace.declared["probe1"].stops
    assert slider.get_attribute("max") == str(len(stops) - 1)
    figure.locator(".explorable-picture").scroll_into_view_if_needed()
    box = ring.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 60, y + 40, steps=4)
    tab.mouse.up()
    state = figure.evaluate("figure => window.explorables.figures.get(figure.id).keys")
    assert float(state["probe1"]) > -1 and float(state["probe2"]) < 1
    wanted = explorables.HiddenSpace(
        **{name: c.read(state[name]) for name, c in explorables.HiddenSpace.declared.items()}
    )
    expect(figure.locator(".explorable-sentence")).to_have_text(wanted.sentence, timeout=MINUTES)
    assert "The probe at" in wanted.sentence and int(slider.input_value()) == stops.index(wanted.controls["probe1"])
    figure.evaluate("figure => { const it = window.explorables.figures.get(figure.id); return it.use(it.frames); }")
    expect(figure.locator(".explorable-sentence")).to_have_text(explorables.HiddenSpace().sentence)
    assert not slider.is_visible() and not ring.is_visible()
    linked, wrong_there = open_page(context, f"{site}chapters/networks.html#hidden-space?probe1=0.5")
    expect(linked.locator("#hidden-space .explorable-notice")).to_contain_text(
        "shown is “probe1=-1”, the nearest state"
    )
    assert wrong == wrong_there == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_cells_leave_nobody_out(chromium: Browser, site: str, width: int, scheme: str) -> None:
    """axe finds nothing with an editor open, an error shown and an exercise solved."""
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    try:
        tab, wrong = open_page(context, f"{site}chapters/neurons.html")
        tab.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        cell = cells_of(tab).nth(1)
        write(cell, str(cell.locator("pre").first.text_content()).strip() + "\nprint(y)")
        run(cell, "failed")
        threshold = tab.locator("div.cell.tag_exercise").nth(1)
        write(threshold, 'from nnlib.exercises import check\ncheck("neurons.threshold", 0.1)')
        assert run(threshold).startswith("✓ Right")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert violations(tab) == []
        assert wrong == []
    finally:
        context.close()
