"""The memory of Python that the browser keeps: the next start resumes from it, or does without where it is of no use.

How fast that is, `make bench` measures.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.browser.test_python import MINUTES, cells_of, look_at, open_page, run, start, write

PAGE = "chapters/neurons.html"

# A copy of what is kept stands beside it, so that a test can spoil it. The argument is "keep" or "restore".
COPY = """async (what) => {
    const cache = await caches.open("neural-networks-live");
    const place = new URL("../_python/memory", location.href).href, beside = place + "-copy";
    const [from, to] = what === "keep" ? [place, beside] : [beside, place];
    await cache.put(to, await cache.match(from));
}"""

KEPT = """async () => {
    const cache = await caches.open("neural-networks-live");
    const answer = await cache.match(new URL("../_python/memory", location.href).href);
    return answer && JSON.parse(answer.headers.get("kept"));
}"""

# Change what is kept: the argument is the body of a function of `kept`, what is known of it, and `bytes`, the rest.
SPOIL = """async (change) => {
    const cache = await caches.open("neural-networks-live");
    const place = new URL("../_python/memory", location.href).href, answer = await cache.match(place);
    const kept = JSON.parse(answer.headers.get("kept"));
    let bytes = new Uint8Array(await answer.arrayBuffer());
    const changes = {
        "of another version": () => (kept.versions = "another"),
        "cut off": () => (bytes = bytes.subarray(0, bytes.length / 2)),
        "full of zeros": () => bytes.fill(0),
        "with another table": () => (kept.table += 1),
        "with a library that is nowhere": () => (kept.libraries[0].name = "/nowhere.so"),
    };
    changes[change]();
    await cache.put(place, new Response(bytes, {headers: {kept: JSON.stringify(kept)}}));
}"""
USELESS = ["cut off", "full of zeros", "with another table", "with a library that is nowhere"]


def wait_until_kept(tab: Page) -> dict[str, Any]:
    """Wait until the browser keeps a memory; return what is known of it."""
    for _ in range(2 * MINUTES // 200):
        if kept := tab.evaluate(KEPT):
            return dict(kept)
        tab.wait_for_timeout(200)
    raise AssertionError("no memory is kept")


@pytest.fixture(scope="module")
def reader(chromium: Browser, site: str) -> Iterator[BrowserContext]:
    """A browser in which Python has started once and rested."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    tab, wrong = open_page(context, site + PAGE)
    start(tab)
    assert set(wait_until_kept(tab)) == {"versions", "libraries", "table", "sizes"}
    tab.evaluate(COPY, "keep")
    tab.close()
    assert wrong == []
    yield context
    context.close()


@pytest.fixture
def visit(reader: BrowserContext, site: str) -> Iterator[tuple[Page, list[str], list[str]]]:
    """A page of that reader, with its memory; the list of what goes wrong, and that of the archives it loads."""
    archives: list[str] = []

    def see(request: Request) -> None:
        if request.url.endswith(".bin"):
            archives.append(request.url.rpartition("/")[2])

    reader.on("request", see)
    tab, wrong = open_page(reader, site + PAGE)
    tab.evaluate(COPY, "restore")
    yield tab, wrong, archives
    tab.close()
    reader.remove_listener("request", see)


def test_the_next_start_resumes_from_the_memory(visit: tuple[Page, list[str], list[str]]) -> None:
    """Nothing is loaded and nothing is lost: cells, figures, pictures, and modules that no start imports."""
    tab, wrong, archives = visit
    start(tab)
    assert archives == []
    for figure in tab.locator("figure.explorable").all():
        look_at(figure)
    cell = cells_of(tab).nth(1)
    write(cell, "import numpy as np\nnp.linalg.solve(np.eye(2) * 4, [1.0, 2.0])")
    assert run(cell).strip() == "array([0.25, 0.5 ])"
    write(cell, "from matplotlib import pyplot as plt\nplt.plot([1, 2], label='$x^2$')\nplt.legend();")
    run(cell)
    expect(cell.locator(".cell_output svg")).to_be_visible()
    write(cell, "import calendar, js\ncalendar.isleap(2000), js.location.pathname[-10:]")
    assert run(cell).strip() == "(True, '/worker.js')"
    write(cell, "1 / 0")
    assert "This cell, line 1" in run(cell, "failed")
    assert [each for each in wrong if "ZeroDivisionError" not in each] == []


def test_two_starts_have_other_random_numbers(visit: tuple[Page, list[str], list[str]]) -> None:
    tab, _, archives = visit
    numbers = []
    for _turn in range(2):
        start(tab)
        cell = cells_of(tab).nth(1)
        write(
            cell,
            "import random\nimport numpy as np\nrandom.random(), np.random.rand(), np.random.default_rng().random()",
        )
        numbers.append(run(cell).strip("( )\n").split(", "))
        tab.reload()
    assert len({*numbers[0], *numbers[1]}) == 6
    assert archives == []


def test_a_stop_resumes_from_the_memory(visit: tuple[Page, list[str], list[str]]) -> None:
    tab, _, archives = visit
    loop = cells_of(tab).nth(1)
    write(loop, "while True: pass")
    loop.locator("[data-action=run]").click()
    expect(tab.locator("html")).to_have_attribute("data-python", "busy", timeout=MINUTES)
    loop.locator("[data-action=stop]").click()
    expect(tab.locator("html")).to_have_attribute("data-python", "ready", timeout=MINUTES)
    write(loop, "1 + 1")
    assert run(loop).strip() == "2"
    assert archives == []


def test_a_reader_who_breaks_python_keeps_the_memory(visit: tuple[Page, list[str], list[str]]) -> None:
    tab, _, _ = visit
    cell = cells_of(tab).nth(1)
    write(cell, "import ctypes\nctypes.string_at(2**31)")
    cell.locator("[data-action=run]").click()
    expect(cell.locator(".cell_output")).to_contain_text("Python broke down", timeout=MINUTES)
    expect(tab.locator("html")).to_have_attribute("data-python", "ready", timeout=MINUTES)
    assert tab.evaluate(KEPT)["sizes"]


@pytest.mark.parametrize("how", USELESS)
def test_a_memory_that_cannot_be_used_is_done_without(visit: tuple[Page, list[str], list[str]], how: str) -> None:
    """Python starts as usual, and the same is not tried again at every start."""
    tab, wrong, archives = visit
    tab.evaluate(SPOIL, how)
    start(tab)
    assert sorted(archives) == ["nnlib.bin", "packages.bin"]
    look_at(tab.locator("figure#neuron"))
    assert set(tab.evaluate(KEPT)) == {"versions"}
    assert [each for each in wrong if not each.startswith("script error")] == []


def test_a_memory_of_another_version_is_replaced(visit: tuple[Page, list[str], list[str]]) -> None:
    tab, wrong, archives = visit
    tab.evaluate(SPOIL, "of another version")
    start(tab)
    assert sorted(archives) == ["nnlib.bin", "packages.bin"]
    for _ in range(2 * MINUTES // 200):
        if tab.evaluate(KEPT)["versions"] != "another":
            break
        tab.wait_for_timeout(200)
    tab.reload()
    archives.clear()
    start(tab)
    assert archives == wrong == []


def test_a_browser_that_keeps_nothing_starts_python_each_time(context_without_caches: tuple[Page, list[str]]) -> None:
    tab, wrong = context_without_caches
    for _turn in range(2):
        start(tab)
        tab.wait_for_timeout(6000)  # when it would be kept
        tab.reload()
    assert wrong == []


@pytest.fixture
def context_without_caches(chromium: Browser, site: str) -> Iterator[tuple[Page, list[str]]]:
    """A page in whose workers nothing can be kept, as in some private windows."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    refuse = "Object.defineProperty(self, 'caches', {get: () => { throw new DOMException('no', 'SecurityError'); }});\n"

    def answer(route: Any) -> None:
        script = route.fetch()
        route.fulfill(response=script, body=refuse + script.text())

    context.route("**/_python/memory.js", answer)
    yield open_page(context, site + PAGE)
    context.close()
