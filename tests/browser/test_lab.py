"""A real JupyterLab in Chromium: run a chapter, move a slider, and see the picture and the sentence follow."""

import json
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

from nnlib.explorables import Neuron, catalogue
from nnlib.live.controls import Step
from tools.browser import TOKEN, run_all, running_lab

CHAPTERS = Path(__file__).parents[2] / "chapters"
KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
OVERLAY = ".explorable-overlay"


@pytest.fixture(scope="module")
def lab_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with copies of the chapters."""
    folder = tmp_path_factory.mktemp("lab")
    for chapter in CHAPTERS.glob("*.ipynb"):
        shutil.copy(chapter, folder)
    return folder


@pytest.fixture(scope="module")
def lab(lab_folder: Path) -> Iterator[str]:
    """The address of a JupyterLab that works in this folder."""
    with running_lab(lab_folder) as address:
        yield address


@pytest.fixture(scope="module", params=sorted(path.name for path in CHAPTERS.glob("*.ipynb")))
def notebook(request: pytest.FixtureRequest, lab: str, chromium: Browser) -> Iterator[Page]:
    """A chapter, opened in JupyterLab, with all its cells run."""
    tab = chromium.new_page(viewport={"width": 1280, "height": 1000})
    run_all(tab, lab, request.param)
    yield tab
    tab.close()


def saved(lab: str, name: str) -> nbformat.NotebookNode:
    with urllib.request.urlopen(f"{lab}/api/contents/{name}?content=1&token={TOKEN}", timeout=20) as answer:
        return nbformat.from_dict(json.load(answer)["content"])


def test_every_cell_runs_without_error(notebook: Page, lab: str) -> None:
    notebook.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    cells = [cell for cell in saved(lab, notebook.url.split("/")[-1].split("?")[0]).cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in cells), "some cell did not run"
    outputs = [output for cell in cells for output in cell.outputs]
    assert [out for out in outputs if out.output_type == "error" or out.get("name") == "stderr"] == []


def test_a_slider_moves_the_picture_and_the_sentence(notebook: Page) -> None:
    with_slider = notebook.locator(".jp-OutputArea-output", has=notebook.locator(".noUi-handle"))
    figures = with_slider.filter(has=notebook.locator(OVERLAY))
    for _ in range(60):  # cells off the screen are drawn when they come near it
        if figures.count():
            break
        notebook.evaluate("document.querySelector('.jp-NotebookPanel .jp-WindowedPanel-outer').scrollBy(0, 600)")
        notebook.wait_for_timeout(200)
    figure = figures.first
    figure.scroll_into_view_if_needed()
    overlay, sentence = figure.locator(OVERLAY), figure.locator("p[role=status]").first
    before, words = overlay.inner_html(), sentence.inner_text()
    handle = figure.locator(".noUi-handle").first
    handle.focus()
    handle.press("ArrowLeft")
    expect(sentence).not_to_have_text(words, timeout=10_000)
    notebook.wait_for_function(
        "([overlay, before]) => document.querySelector(overlay).innerHTML !== before",
        arg=[OVERLAY, before],
        timeout=10_000,
    )
    # and by hand: drag the slider to its right end
    words = sentence.inner_text()
    handle.hover()  # waits until it stands still
    box = handle.bounding_box()
    notebook.mouse.down()
    notebook.mouse.move(box["x"] + 400, box["y"] + box["height"] / 2, steps=8)
    notebook.mouse.up()
    expect(sentence).not_to_have_text(words, timeout=10_000)
    assert notebook.locator(".jp-OutputArea-output [role=alert]").count() == 0


def test_a_handle_is_dragged_with_the_mouse_and_a_finger(lab: str, lab_folder: Path, chromium: Browser) -> None:
    """What is linked to a control follows, and so do `figure.controls` in the next cell."""
    cells = [
        "import ipywidgets as widgets\nfrom nnlib.explorables import Neuron\nfigure = Neuron()\nfigure",
        "widgets.link((figure._views[0].inputs['weight'], 'value'), "
        "(widgets.FloatText(description='linked'), 'value')).target[0]",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells], metadata=KERNEL)
    nbformat.write(notebook, lab_folder / "handles.ipynb")
    context = chromium.new_context(viewport={"width": 1280, "height": 1400}, has_touch=True)
    tab = context.new_page()
    run_all(tab, lab, "handles.ipynb")
    sentence = tab.locator("p[role=status]").first
    ring = tab.locator("svg [data-handle=weight]").first
    expect(ring).to_be_visible(timeout=20_000)
    tab.wait_for_timeout(500)
    box = ring.bounding_box()
    x, y = box["x"] + 22, box["y"] + 22
    expect(sentence).to_contain_text("Weight 2,")
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x, y + 80, steps=20)
    tab.mouse.up()
    tab.wait_for_function(  # to within a step of the weight
        "y => Math.abs(document.querySelector('svg [data-handle=weight]').getBoundingClientRect().y + 22 - y) < 3",
        arg=y + 80,
        timeout=10_000,
    )
    tab.wait_for_timeout(500)
    shown = sentence.inner_text().split()[1].rstrip(",").replace("−", "-")
    linked = float(tab.locator(".widget-text input").first.input_value())
    assert float(shown) < 0 and linked == pytest.approx(float(shown))  # a slider has digits of its own
    box = ring.bounding_box()
    session = context.new_cdp_session(tab)
    for kind, move in [("touchStart", 0), *(("touchMove", -8 * i) for i in range(1, 11)), ("touchEnd", None)]:
        points = [] if move is None else [{"x": box["x"] + 22, "y": box["y"] + 22 + move}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        tab.wait_for_timeout(16)
    expect(sentence).to_contain_text("Weight 2,", timeout=10_000)
    assert tab.locator(".jp-OutputArea-output [role=alert]").count() == 0
    context.close()


def test_every_figure_opens_in_the_state_it_was_given(lab: str, lab_folder: Path, chromium: Browser) -> None:
    """A player is linked to its control in the page; it must not send the figure back to its first stage."""
    shown = {
        explorable.__name__: explorable(**{name: control.stages[-2]})
        for explorable in catalogue()
        for name, control in explorable.declared.items()
        if isinstance(control, Step)
    }
    cells = [
        nbformat.v4.new_code_cell(f"from nnlib.explorables import {name}\n{name}(**{dict(figure.controls)})")
        for name, figure in shown.items()
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=KERNEL), lab_folder / "figures.ipynb")
    tab = chromium.new_page(viewport={"width": 1280, "height": 1000 * len(shown)})
    run_all(tab, lab, "figures.ipynb")
    for index, figure in enumerate(shown.values()):
        cell = tab.locator(".jp-CodeCell").nth(index)
        expect(cell.locator(".widget-play")).to_be_visible(timeout=20_000)
        tab.wait_for_timeout(300)  # the time in which a wrong link would act
        expect(cell.locator("p[role=status]").first).to_have_text(figure.sentence)
    tab.close()


def test_a_prediction_is_asked_before_the_figure_shows(lab: str, lab_folder: Path, chromium: Browser) -> None:
    """It stays in the browser, so the same cell then starts with the mark."""
    cell = nbformat.v4.new_code_cell("from nnlib.explorables import Neuron\nfigure = Neuron()\nfigure")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=KERNEL), lab_folder / "predict.ipynb")
    context = chromium.new_context(viewport={"width": 1280, "height": 1400})
    tab = context.new_page()
    run_all(tab, lab, "predict.ipynb")
    sentence, show = tab.locator("p[role=status]").first, tab.get_by_role("button", name="Show the picture")
    overlay = "getComputedStyle(document.querySelector('.explorable-overlay')).clipPath"
    expect(show).to_be_visible(timeout=20_000)
    expect(sentence).to_have_css("opacity", "0")
    assert tab.evaluate(overlay) == "inset(50%)"
    slider = tab.locator(".explorable-prediction input")
    slider.focus()
    slider.press("ArrowUp")  # an arrow that JupyterLab would take for a way to the next cell
    show.click()
    expect(sentence).to_have_css("opacity", "1")
    verdict = tab.locator(".explorable-predicted")
    expect(verdict).to_have_text("You said −1.9; it is 0.5.")
    assert tab.evaluate(overlay) == "none"
    expect(tab.locator(".explorable-mark text")).to_have_text("you")
    expect(sentence).to_have_text(Neuron().sentence)
    tab.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    expect(tab.locator(".explorable-mark text")).to_have_text("you")
    expect(verdict).to_have_text("You said −1.9; it is 0.5.")
    expect(sentence).to_have_css("opacity", "1")
    context.close()
