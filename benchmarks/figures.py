"""How fast figures answer: our explorables beside what a notebook usually does, `interact` with pyplot.

They stand in one notebook in a real JupyterLab, in the same run, and take turns. What is measured is what a reader
feels: the time from a key press on the slider to the changed picture in the page. The third figure, the playground,
trains a 2-8-8-1 network on 200 examples for 200 epochs at every press.
"""

import random
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Page

from nnlib.explorables import catalogue
from nnlib.live.explorable import Explorable
from tools.browser import run_all, running_chromium, running_lab

REPEATS = 40

OURS = """\
from nnlib.explorables import Neuron
Neuron()
"""

TRAINING = """\
from nnlib.explorables import Playground
Playground()
"""

USUAL = """\
%matplotlib inline
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import FloatSlider, interact

def show(weight):
    x = np.linspace(-4, 4, 161)
    figure, (upper, lower) = plt.subplots(2, 1, sharex=True, figsize=(6.1, 5.3))
    upper.set(xlim=(-4, 4), ylim=(-6, 6), ylabel="sum z")
    lower.set(ylim=(-1.4, 3), ylabel="output a", xlabel="input x")
    upper.plot(x, weight * x - 1)
    lower.plot(x, 1 / (1 + np.exp(-(weight * x - 1))))
    plt.show()

_ = interact(show, weight=FloatSlider(2, min=-4, max=4, step=0.1))
"""

# Press the key as a reader does and wait, in the page, for the picture to become another one.
WATCH = """
([handle, picture, key]) => new Promise((done, fail) => {
    setTimeout(() => fail(new Error("the picture did not change")), 10000);
    const look = () => [...handle.closest(".jp-Cell").querySelectorAll(picture)].map(p => p.src || p.innerHTML).join();
    const before = look();
    const start = performance.now();
    const observer = new MutationObserver(() => {
        const now = look();
        if (now && now !== before) {
            observer.disconnect();
            requestAnimationFrame(() => done(performance.now() - start));
        }
    });
    const everything = {subtree: true, childList: true, attributes: true, characterData: true};
    observer.observe(handle.closest(".jp-Cell"), everything);
    handle.focus();
    handle.dispatchEvent(new KeyboardEvent("keydown", {key, code: key, bubbles: true, cancelable: true}));
})
"""


def draw_times() -> list[tuple[str, float, float]]:
    """Return for each explorable the time of one state in ms, compute, update and draw: (name, median, slowest corner).

    The median is over states of the static page drawn at random. Each state comes after another one, since what has
    not changed is not drawn again.
    """
    rows = []
    for explorable in catalogue():
        figure = explorable()
        grid, corners = list(explorable.grid()), list(explorable.corners())

        def taken(state: dict[str, Any], figure: Explorable = figure) -> float:
            start = time.perf_counter()
            figure.set(**state)
            figure.draw()
            return 1000 * (time.perf_counter() - start)

        usual = [taken(state) for state in random.Random(0).choices(grid, k=100)]
        rounds = [[taken(corner) for corner in corners] for _round in range(5)]
        slowest = max(statistics.median(tries) for tries in zip(*rounds))
        rows.append((explorable.__name__, statistics.median(usual), slowest))
    return rows


def press(tab: Page, cell: int, picture: str, key: str) -> float:
    handle = tab.locator(".jp-CodeCell").nth(cell).locator(".noUi-handle").first
    return float(tab.evaluate(WATCH, [handle.element_handle(), picture, key]))


def answer_times() -> dict[str, list[float]]:
    """Return the times from key press to changed picture, in ms, of all three, taking turns."""
    with tempfile.TemporaryDirectory() as folder, running_chromium() as chromium:
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in (OURS, USUAL, TRAINING)])
        notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
        nbformat.write(notebook, Path(folder) / "bench.ipynb")
        with running_lab(Path(folder)) as address:
            tab = chromium.new_page(viewport={"width": 1280, "height": 2400})
            run_all(tab, address, "bench.ipynb")
            tab.locator(".jp-CodeCell").nth(1).locator("img").first.wait_for()
            figures = (
                ("explorable", 0, ".explorable-overlay"),
                ("interact", 1, "img"),
                ("playground", 2, ".explorable-overlay"),
            )
            times: dict[str, list[float]] = {name: [] for name, _cell, _picture in figures}
            for turn in range(REPEATS + 5):
                key = "ArrowLeft" if turn // 10 % 2 == 0 else "ArrowRight"  # to values that no cache has seen lately
                for name, cell, picture in figures:
                    taken = press(tab, cell, picture, key)
                    tab.wait_for_timeout(60)
                    if turn >= 5:  # the first ones warm up
                        times[name].append(taken)
    return times


def main() -> dict[str, Any]:
    """Measure, print the tables and return the figures."""
    print("One state of an explorable: compute, update and draw, in ms (budget: 10 median, 33 slowest)")
    drawn = draw_times()
    for name, median, slowest in drawn:
        print(f"  {name:18} median {median:5.1f}   slowest corner {slowest:5.1f}")
    times = answer_times()
    print(f"\nFrom key press to changed picture in JupyterLab, in ms, {REPEATS} presses each, taking turns")
    for name, taken in times.items():
        most = sorted(taken)[int(0.9 * len(taken))]
        print(f"  {name:18} median {statistics.median(taken):5.1f}   90 % within {most:5.1f}")
    answers = {name: statistics.median(taken) for name, taken in times.items()}
    print(f"  interact takes {answers['interact'] / answers['explorable']:.1f} times as long")
    return {"states_ms": {name: [median, slowest] for name, median, slowest in drawn}, "answers_ms": answers}


if __name__ == "__main__":
    main()
