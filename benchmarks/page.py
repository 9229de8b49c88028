"""How fast the pages of the book answer: from their stored frames, and with Python behind them.

The built book is served on this machine, compressed as a web server does. What is measured is what a reader feels:
the time from the move of a control to the changed picture; and how long Python takes to start, from the press of the
button to the first picture that it has computed, on the first visit and on the third, when the browser has everything
in its cache and keeps the memory of Python.
"""

import contextlib
import functools
import gzip
import io
import os
import random
import shutil
import statistics
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from nnlib import explorables
from nnlib.live.controls import Slider, Step
from tools.browser import BookHandler, lasting_reader, running_chromium, running_site

HTML = Path(__file__).parents[1] / "_build" / "html"
WARM_UP, REPEATS, STARTS, VISITS = 5, 20, 3, 3
COMPRESSED = {".html", ".js", ".mjs", ".css", ".json", ".wasm", ".svg"}

# Both times of one move in ms, since it began: when the picture is changed, and when the browser draws its next frame.
# Python may be asked for a first state, so what moves waits for the control to know its places.
MOVE = """
async ([id, control, position]) => {
    const explorable = window.explorables.figures.get(id), input = explorable.inputs.get(control);
    await explorable.open();
    return new Promise((done, fail) => {
        const waiting = setTimeout(() => fail(new Error(`${id}: the picture did not change`)), 60000);
        const start = performance.now();
        const observer = new MutationObserver(() => {
            const changed = performance.now() - start;
            observer.disconnect();
            clearTimeout(waiting);
            requestAnimationFrame(() => done([changed, performance.now() - start]));
        });
        observer.observe(explorable.overlay, {childList: true});
        if (input.type === "range") input.value = position;
        else if (input.type === "checkbox") input.checked = position === 1;
        else input.selectedIndex = position;
        input.dispatchEvent(new Event("input", {bubbles: true}));
    });
}
"""

PLACES = """
async ([id, control]) => {
    const explorable = window.explorables.figures.get(id);
    await explorable.open();
    return explorable.choices[control].keys.length;
}
"""

FIGURES = "figures => figures.map(figure => [figure.id, figure.dataset.explorable])"

# Press the button and wait until Python is ready; the time in ms.
START = """
() => new Promise((done, fail) => {
    const start = performance.now();
    new MutationObserver(() => {
        const { python } = document.documentElement.dataset;
        if (python === "ready") done(performance.now() - start);
        if (python === "failed") fail(new Error(document.querySelector(".python-status").textContent));
    }).observe(document.documentElement, {attributes: true, attributeFilter: ["data-python"]});
    document.querySelector("[data-action=python]").click();
})
"""

# Whether the browser keeps the memory of Python, which another worker makes while the reader reads.
KEPT = """async () => (await (await caches.open("neural-networks-live")).keys()).length > 0"""


@functools.cache
def _compressed(path: str, _changed: float) -> bytes:
    return gzip.compress(Path(path).read_bytes(), 6)


class CompressingHandler(BookHandler):
    """Serves a book as `BookHandler` does, compressed by gzip, and counts the bytes of `_python/`."""

    sent: Counter[str] = Counter()

    def send_head(self) -> Any:
        path = self.translate_path(self.path)
        known = "If-Modified-Since" in self.headers  # then the answer may be that nothing has changed
        if known or Path(path).suffix not in COMPRESSED or not Path(path).is_file():
            return super().send_head()
        content = _compressed(path, os.path.getmtime(path))
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Last-Modified", self.date_time_string(os.path.getmtime(path)))
        self.end_headers()
        return io.BytesIO(content)

    def copyfile(self, source: Any, outputfile: Any) -> None:
        if "/_python/" in self.path:
            self.sent[self.path] += source.seek(0, io.SEEK_END)
            source.seek(0)
        shutil.copyfileobj(source, outputfile)


@contextlib.contextmanager
def serving(html: Path = HTML) -> Iterator[str]:
    """Serve the built book, compressed; return its address."""
    if not (html / "_python").is_dir():
        raise FileNotFoundError("The book is not built, or without Python on its pages: run `make book` first.")
    for path in (html / "_python").rglob("*"):
        if path.suffix in COMPRESSED:
            _compressed(str(path), os.path.getmtime(path))  # a web server has done that before, too
    with running_site(html, CompressingHandler) as address:
        yield address


def moved_control(figure: str) -> str:
    """Return the control of a figure that is moved: its first slider, or else its first stages, or else its first."""
    declared = [control for control in getattr(explorables, figure).declared.values() if not control.needs_python]
    return min(declared, key=lambda each: (not isinstance(each, Slider), not isinstance(each, Step))).name


def move_times(tab: Page, id: str, figure: str, repeats: int = REPEATS) -> tuple[float, float]:
    """Return the medians, in ms, from a move of a control to the changed picture and to the next frame."""
    control = moved_control(figure)
    places, draws, at, times = tab.evaluate(PLACES, [id, control]), random.Random(0), 0, []
    for _turn in range(WARM_UP + repeats):
        at = draws.choice([place for place in range(places) if place != at])
        times.append(tab.evaluate(MOVE, [id, control, at]))
    changed, framed = zip(*times[WARM_UP:])
    return statistics.median(changed), statistics.median(framed)


def figures_of(tab: Page) -> dict[str, str]:
    """Return the figures of a page: the name of the class by the id."""
    return dict(tab.locator("figure.explorable").evaluate_all(FIGURES))


def page_times(tab: Page, address: str, repeats: int = REPEATS) -> dict[str, dict[str, tuple[float, float]]]:
    """Return `move_times` of every figure of a page, by its name: from the `frames`, and with `python`."""
    tab.goto(address)
    figures = figures_of(tab)
    times: dict[str, dict[str, tuple[float, float]]] = {name: {} for name in figures.values()}
    for id, name in figures.items():
        times[name]["frames"] = move_times(tab, id, name, repeats)
    tab.evaluate(START)
    for id, name in figures.items():
        times[name]["python"] = move_times(tab, id, name, repeats)
    return times


def wait_until_kept(tab: Page) -> None:
    """Wait until the browser keeps the memory of Python, a minute or two at most."""
    for _moment in range(600):
        if tab.evaluate(KEPT):
            return
        tab.wait_for_timeout(200)
    raise RuntimeError("The browser does not keep the memory of Python.")


def start_times(chromium: Browser, address: str) -> dict[str, float]:
    """Return the medians from the press to the first computed picture, in ms, `cold` and `warm`, and what was `sent`.

    Each reader has a browser of their own, that lasts: the first visit is `cold`, the last one `warm`. `sent` are the
    bytes of the answers that the first start needs.
    """
    times: dict[str, list[float]] = {"cold": [], "warm": []}
    for _turn in range(STARTS):
        with lasting_reader(chromium) as reader:
            CompressingHandler.sent.clear()
            for visit in range(VISITS):
                tab = reader.new_page()
                tab.goto(address, wait_until="networkidle")
                (id, name), *_others = figures_of(tab).items()
                ready = tab.evaluate(START)
                taken = ready + tab.evaluate(MOVE, [id, moved_control(name), 1])[0]
                if visit == 0:
                    times["cold"].append(taken)
                    sent = CompressingHandler.sent.total()
                    wait_until_kept(tab)
                if visit == VISITS - 1:
                    times["warm"].append(taken)
                tab.wait_for_timeout(1000)  # so that the browser can write its caches
                tab.close()
    return {**{cache: statistics.median(taken) for cache, taken in times.items()}, "sent": sent}


def main() -> dict[str, Any]:
    """Measure, print the tables and return the figures."""
    chapters = sorted(path.stem for path in (HTML / "chapters").glob("*.html"))
    times: dict[str, dict[str, tuple[float, float]]] = {}
    with serving() as address, running_chromium() as chromium:
        start = start_times(chromium, f"{address}chapters/neurons.html")
        for chapter in chapters:
            tab = chromium.new_page(viewport={"width": 1280, "height": 900})
            times |= page_times(tab, f"{address}chapters/{chapter}.html")
            tab.close()
    print("From the press of the button to the first picture that Python computes (budget: 3500 cold, 2000 warm)")
    print(f"  cold {start['cold']:.0f} ms   warm {start['warm']:.0f} ms   {start['sent'] / 1e6:.1f} MB are sent")
    print(f"\nFrom the move of a control to the changed picture on a page, in ms, medians of {REPEATS} moves")
    for name, taken in times.items():
        print(f"  {name:20} frames {taken['frames'][0]:5.1f}   Python {taken['python'][0]:5.1f}")
    medians = {source: [taken[source][0] for taken in times.values()] for source in ("frames", "python")}
    whole = {source: statistics.median(taken) for source, taken in medians.items()}
    print(f"  {'median':20} frames {whole['frames']:5.1f}   Python {whole['python']:5.1f}", end="   ")
    print("(budget with Python: 15 median, 60 Playground)")
    answers = {source: {name: times[name][source][1] for name in ("Neuron", "Playground")} for source in medians}
    print("\nFrom the move to the next frame of the browser, in ms, to compare with JupyterLab and interact")
    for source, of in answers.items():
        print(f"  {source:20} Neuron {of['Neuron']:5.1f}   Playground {of['Playground']:5.1f}")
    states = {name: {source: taken[source][0] for source in taken} for name, taken in times.items()}
    return {"page": {"start": start, "states_ms": states, "answers_ms": answers}}


if __name__ == "__main__":
    main()
