"""What a prediction says of itself, what the figures of the book ask, and where the chapters ask it."""

import ast
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from nnlib import explorables
from nnlib.live import Explorable, Prediction, Slider, markup, page
from nnlib.live.browser import Session
from nnlib.live.notebook import LiveEdition
from nnlib.live.predictions import asked

CHAPTERS = sorted((Path(__file__).parents[2] / "chapters").glob("*.ipynb"))
ASKING = {figure.__name__: figure for figure in explorables.catalogue() if figure.prediction}

X = Slider(label="x", low=0, high=10, step=1, start=2)
Y = Slider(label="y", low=1, high=100, step=1, logarithmic=True, grid=(1, 10, 100), start=1)


class Spot(Explorable):
    """A dot at (turn, 10), of which the reader says where it will be."""

    title = "A dot"
    size = (400, 200)
    turn = Slider(label="turn", low=0, high=10, step=1, start=7)
    prediction = Prediction(question="Where is the dot?", x=X, y=Y, answer=lambda result: (result.turn, 40))

    def compute(self, turn):
        return {}

    def build(self, figure):
        figure.set_layout_engine("none")  # the axes stay where the tests count pixels
        axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
        axes.set(xlim=(0, 10), ylim=(1, 100), yscale="log")
        (self.dot,) = axes.plot([], [], "o")
        self.asked_in, self.given = axes, [axes]
        return [self.dot]

    def update(self, result):
        self.dot.set_data([result.turn], [40])

    def describe(self, result):
        return self.say("The dot is at {turn}.", result)


@pytest.fixture(params=ASKING.values(), ids=ASKING)
def figure(request):
    return request.param(**request.param.prediction.at)


def test_a_spot_is_told_in_pixels_and_in_words():
    told = asked(Spot())
    assert told["handle"]["moves"] == {"x": "x", "y": "y"} and told["handle"]["box"] == [40, 20, 360, 180]
    assert told["handle"]["places"]["x"]["7"][0] == 40 + 0.7 * 320
    assert told["handle"]["places"]["y"]["10"][1] == 100
    assert (told["ranges"]["x"]["at"], told["ranges"]["x"]["texts"][2]) == (2, "2")
    assert told["answer"] == {"x": {"at": 7, "text": "7"}, "y": {"at": 2, "text": "40"}}  # 100 is nearer than 10
    assert told["given"] == [10, 10, 10, 10]


def test_the_question_is_of_one_state_only():
    figure = Spot()
    figure.set(turn=6)
    assert asked(figure) is None and asked(Spot(turn=6)) is None and asked(Spot()) is not None
    assert "explorable-prediction" not in markup.html(page.figure(figure))


def test_the_version_follows_the_question():
    class Other(Spot):
        prediction = Prediction(question="Where will it be?", x=X, y=Y)

    assert asked(Other("spot"))["id"] != asked(Spot())["id"] == asked(Spot())["id"]
    assert asked(Other())["answer"] is None


@pytest.mark.parametrize(
    ("declared", "message"),
    [
        ({"options": {"a": "A", "b": "B"}, "x": X}, "not both"),
        ({"options": {"a": "A"}}, "differ"),
        ({"options": {"a": "A", "b": "A"}}, "differ"),
        ({"answer": lambda result: 1}, "a look has no answer"),
        ({"options": {"a": "A", "b": "B"}, "answer": "c"}, "'c' is not among"),
    ],
)
def test_what_makes_no_sense_is_refused(declared, message):
    with pytest.raises(ValueError, match=message):
        Prediction(question="?", **declared)


def test_a_place_needs_axes():
    class Nowhere(Spot):
        def build(self, figure):
            moving = super().build(figure)
            self.asked_in = None
            return moving

    with pytest.raises(TypeError, match="in which axes"):
        Nowhere()


def test_a_figure_that_a_cell_makes_on_a_page_starts_without_a_veil():
    outputs = []
    session = Session(outputs.append)
    session.run("cell", "from nnlib.explorables import Neuron\nNeuron()")
    html = next(output["html"] for output in outputs if output.get("kind") == "figure")
    assert "explorable-sentence" in html and "explorable-prediction" not in html


def test_a_notebook_lifts_the_veil_at_the_first_move():
    figure = Spot()
    edition = LiveEdition(figure)
    assert edition.picture.veiled and 'aria-hidden="true"' in edition._sentence.value
    figure.set(turn=7)  # a reset: nothing else changes
    assert not edition.picture.veiled and "aria-hidden" not in edition._sentence.value

    pinned, committed = LiveEdition(Spot()), LiveEdition(Spot())
    pinned.pin.value = True
    committed.picture.veiled = False  # as the page says
    for edition in (pinned, committed):
        assert not edition.picture.veiled and "aria-hidden" not in edition._sentence.value
    assert not LiveEdition(Spot(turn=3)).picture.veiled and not LiveEdition(Spot(turn=3)).picture.prediction


def test_a_page_without_scripts_has_all():
    html = markup.html(page.figure(Spot()))
    assert html.count("explorable-prediction") == 1 and "explorable-veiled" not in html
    assert 'explorable-sentence">' in html and "onclick" not in html


def test_the_answer_is_one_that_can_be_given(figure):
    told, prediction = asked(figure), figure.prediction
    assert prediction.question.endswith("?") and len(prediction.question) <= 100
    if told["options"]:
        assert told["answer"] in {None, *dict(told["options"])}
    for way, axis in told["ranges"].items():
        right, slider = told["answer"][way], prediction.ranges[way]
        assert slider.low <= prediction.answered(figure.result)[way] <= slider.high
        assert abs(right["at"] - axis["at"]) > 0.1 * len(axis["keys"]), "the mark starts on the answer"


def test_a_mark_stays_in_its_axes(figure):
    if handle := asked(figure)["handle"]:
        left, upper, right, lower = handle["box"]
        for places in handle["places"].values():
            for x, y in places.values():
                assert left - 0.1 <= x <= right + 0.1 and upper - 0.1 <= y <= lower + 0.1


def test_what_is_given_does_not_move_with_the_answer(figure):
    """The still layer is the same in every state, and some of the picture is under the veil."""
    still = figure.draw_base()
    for corner in list(type(figure).corners())[-1:]:
        figure.set(**corner)
        assert figure.draw_base() == still
    top, right, bottom, left = asked(type(figure)(**figure.prediction.at))["given"] or (50, 50, 50, 50)
    assert min(top, right, bottom, left) >= 0, "what is given is outside the picture"
    assert (100 - top - bottom) * (100 - left - right) < 0.6 * 100**2


def shown(cell, names):
    """Return the explorable that a cell shows, if it is one of these."""
    tree = ast.parse(cell.source)
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and hasattr(node.func, "id")}
    if not called & set(names):
        return None
    space = dict(vars(explorables)) | {"check": lambda *_: None}
    *before, last = tree.body
    exec(compile(ast.Module(before, []), "cell", "exec"), space)
    value = eval(compile(ast.Expression(last.value), "cell", "eval"), space)
    return value if isinstance(value, Explorable) else None


def test_each_question_is_asked_below_its_prompt_and_nowhere_else():
    found = []
    for path in CHAPTERS:
        above = SimpleNamespace(source="")
        for cell in nbformat.read(path, as_version=4).cells:
            figure = shown(cell, ASKING) if cell.cell_type == "code" else None
            if figure is not None and asked(figure):
                assert "**Predict" in above.source, (path.name, cell.source)
                found.append(type(figure).__name__)
            above = cell
    assert sorted(found) == sorted(ASKING)
