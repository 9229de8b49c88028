"""The engine itself: controls, layers, the two editions."""

import base64
import copy
import gc
import io
import json
import re

import numpy as np
import pytest
from ipywidgets.widgets.widget import _instances as widget_registry
from PIL import Image

from nnlib.live import Picture, notebook, page, svg
from nnlib.live.controls import Choice, Slider, Step, Toggle
from nnlib.live.explorable import EDITION_VARIABLE, Explorable
from nnlib.live.notebook import LiveEdition


class Example(Explorable):
    """Every kind of control; fails on purpose where weight is 3."""

    title = "An <example> & more"
    weight = Slider(label="weight", low=-2, high=3, step=0.1, grid_step=0.5, start=1)
    kind = Choice(label="kind", options={"up": "Up", "down": "Down"}, start="up")
    dashed = Toggle(label="dashed")
    epoch = Step(label="epoch", stages=(0, 1, 2, 3, 5, 8), grid_every=2)

    def compute(self, weight, kind, dashed, epoch):
        if weight == 2.9:
            raise RuntimeError("weight 2.9 is out of order")
        return {"height": weight * (1 if kind == "up" else -1)}

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(0, 9), ylim=(-4, 4), xlabel="x")
        (self.line,) = axes.plot([], [], "o-")
        self.text = axes.text(1, 3, "")
        return [self.line, self.text]

    def update(self, result):
        if result.weight == 2.8:
            raise RuntimeError("cannot draw 2.8")
        self.line.set_data([0, result.epoch], [0, result.height])
        self.line.set_linestyle("--" if result.dashed else "-")
        self.text.set_text(f"w = {result.weight:.4f}")

    def describe(self, result):
        return f"weight {result.weight:g} < {result.kind}, {result.dashed}, {result.epoch:g}"


class Markers(Explorable):
    """Two sorts of points, of which one moves."""

    title = "Markers"
    x = Slider(label="x", low=0, high=1, step=0.1, start=0)

    def compute(self, x):
        return {}

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(0, 1), ylim=(0, 1))
        (self.still,) = axes.plot([0.2, 0.8], [0.5, 0.5], "s")
        (self.moving,) = axes.plot([], [], "o")
        return [self.still, self.moving]

    def update(self, result):
        self.moving.set_data([result.x], [0.5])

    def describe(self, result):
        return f"The point is at {result.x:g}."


class Coded(Markers):
    """A setting that is a program too."""

    libraries = {"one": "The <first>", "two": "The second"}

    def code(self, library):
        return f"if 1 < 2:\n    {library} = {self.controls['x']:g}\n"


class Trained(Explorable):
    """Counts how often it trains."""

    title = "A run"
    rate = Slider(label="rate", low=0, high=1, step=0.1, start=0.5)
    epoch = Step(label="epoch", stages=(0, 1, 2))
    trained = 0

    def run(self, rate):
        type(self).trained += 1
        return {"losses": rate ** np.arange(3)}

    def compute(self, run, rate, epoch):
        return {"loss": run["losses"][epoch]}

    build, update = Markers.build, lambda self, result: self.moving.set_data([result.rate], [result.loss])

    def describe(self, result):
        return self.say("Rate {rate}, epoch {epoch}: loss {loss:3}, {share:%}.", result, share=0.5)


def test_a_run_is_kept_while_its_controls_stay(monkeypatch):
    monkeypatch.setattr(Trained, "trained", 0)
    figure = Trained()
    for epoch in (1, 2, 0, 1):
        figure.set(epoch=epoch)
    assert Trained.trained == 1
    assert figure.sentence == "Rate 0.5, epoch 1: loss 0.5, 50 %."
    figure.set(rate=0.1)
    assert (Trained.trained, figure.result.loss) == (2, 0.1)
    figure.set(rate=0.5, epoch=2)  # seen before
    assert (Trained.trained, figure.result.loss) == (2, 0.25)
    page.frames(figure)
    assert Trained.trained == 11  # once for each rate


def test_a_run_cannot_be_changed_by_those_who_look_at_it():
    figure = Trained()
    with pytest.raises(ValueError, match="read-only"):
        figure._kept_run(0.5)["losses"][0] = 7


def test_a_run_may_only_ask_for_controls():
    with pytest.raises(TypeError, match="Wrong.run asks for 'epochs', which is not a control of the figure"):
        type("Wrong", (Trained,), {"run": lambda self, epochs: None})


@pytest.mark.parametrize(
    ("methods", "words"),
    [
        ({"compute": lambda self: {}}, "got an unexpected keyword argument 'x'"),
        ({"compute": lambda self, x, y: {}}, "missing a required argument: 'y'"),
        ({"run": lambda self, x: 0}, "multiple values for argument 'x'"),
    ],
)
def test_compute_takes_the_run_and_every_control(methods, words):
    with pytest.raises(TypeError) as error:
        type("Wrong", (Markers,), methods)
    first = "run, x" if "run" in methods else "x"
    assert str(error.value) == f"Wrong.compute should be compute(self, {first}): {words}"


def test_what_is_computed_comes_by_name():
    with pytest.raises(TypeError, match="Number.compute should return a dictionary, not int"):
        type("Number", (Markers,), {"compute": lambda self, x: 1})()


def test_a_name_that_was_not_computed_hears_which_were():
    class Asks(Trained):
        """Asks for what nobody computed."""

        def update(self, result):
            self.moving.set_data([result.rate], [result.height])

    words = "there is no 'height' in what the figure shows, only rate, epoch, loss"
    with pytest.raises(AttributeError, match=f"^{words}$"):
        Asks()
    assert copy.deepcopy(Trained().result) == Trained().result


def test_a_sentence_with_an_unknown_field_says_in_which_figure_and_which_there_are():
    class Misspelled(Trained):
        """Asks for the rate by another name."""

        def describe(self, result):
            return self.say("Rate {rtae}: loss {loss:3}.", result)

    words = (
        "Misspelled: 'Rate {rtae}: loss {loss:3}.' cannot be filled in at the field {rtae}: there is no 'rtae', "
        "only rate, epoch, loss"
    )
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        Misspelled()


@pytest.mark.parametrize(
    ("controls", "error", "words"),
    [
        ({"wieght": 1}, TypeError, "Example has no control 'wieght'; its controls are weight, kind, dashed, epoch"),
        ({"weight": 9}, ValueError, "weight must be from -2 to 3, not 9"),
        ({"weight": float("nan")}, ValueError, "weight must be from -2 to 3, not nan"),
        ({"weight": "big"}, TypeError, "weight must be a number from -2 to 3, not 'big'"),
        ({"weight": True}, TypeError, "weight must be a number"),
        ({"kind": "left"}, ValueError, "kind must be one of up, down, not 'left'"),
        ({"kind": ["up"]}, ValueError, "kind must be one of up, down"),
        ({"dashed": "yes"}, TypeError, "dashed must be True or False, not 'yes'"),
        ({"epoch": 4}, ValueError, "epoch must be one of 0, 1, 2, 3, 5, 8, not 4"),
    ],
)
def test_bad_input_gets_one_sentence_and_changes_nothing(controls, error, words):
    with pytest.raises(error, match=re.escape(words)):
        Example(**controls)
    figure = Example()
    before, drawn = dict(figure.controls), figure.draw()
    with pytest.raises(error, match=re.escape(words)):
        figure.set(**controls)
    assert figure.controls == before and figure.draw() == drawn


def test_an_error_while_drawing_leaves_the_last_picture():
    figure = Example()
    drawn = figure.draw()
    for weight in (2.8, 2.9):
        with pytest.raises(RuntimeError):
            figure.set(weight=weight)
    assert figure.draw() == drawn and figure.controls["weight"] == 1


def test_an_error_in_the_words_leaves_everything_as_it_was():
    class Speechless(Example):
        """Has no words for one weight."""

        def describe(self, result):
            if result.weight == 2:
                raise RuntimeError("no words")
            return super().describe(result)

    figure = Speechless()
    before, drawn, sentence = dict(figure.controls), figure.draw(), figure.sentence
    with pytest.raises(RuntimeError, match="no words"):
        figure.set(weight=2)
    assert figure.controls == before and figure.draw() == drawn and figure.sentence == sentence
    assert figure.result.weight == 1


def test_what_a_figure_shows_cannot_be_changed_from_outside():
    kept = {"numbers": np.arange(3.0), "by_name": {"a": [np.zeros(2)]}}

    class Keeps(Markers):
        """Returns what it keeps for the next time."""

        def compute(self, x):
            return dict(kept)

    result = Keeps().result
    for array in (result.numbers, result.by_name["a"][0]):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 7
    result.by_name["a"] = None
    assert Keeps().result.by_name["a"][0].tolist() == [0, 0]
    kept["numbers"][:] = 1  # its owner still may


def test_a_control_is_whole_once_made():
    rate = Slider(label="the rate", low=0, high=1, step=0.5, start=1)
    assert rate.grid == (0, 0.5, 1) and repr(rate.start) == "1.0"
    assert Step(label="epoch", stages=(0, 1, 2, 3), grid_every=2).grid == (0, 2, 3)
    assert Choice(label="kind", options={"up": "Up", "down": "Down"}).start == "up"
    assert rate.name == "the rate"  # what an error calls it, until it belongs to a class
    assert type("Named", (Explorable,), {"rate": rate}).declared["rate"].name == "rate"


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda: Slider(label="x", low=0, high=1, step=0.1, grid_step=0.5, start=0.2),
            "control 'x': the start value 0.2 is not on the static grid (0.0, 0.5, 1.0)",
        ),
        (lambda: Slider(label="x", low=0, high=1, step=0.1, start=2), "x must be from 0 to 1, not 2"),
        (lambda: Slider(label="x", low=0, high=1, step=0.1, grid=(0, 2)), "x must be from 0 to 1, not 2"),
        (lambda: Slider(label="x", low=0, high=1, step=0.1, grid_step=0.3), "steps of 0.3 from 0 miss the high end, 1"),
        (lambda: Slider(label="x", low=1, high=0, step=0.1), "a slider cannot go from 1 to 0 in steps of 0.1"),
        (lambda: Slider(label="x", low=0, high=1, step=0), "a slider cannot go from 0 to 1 in steps of 0"),
        (lambda: Choice(label="x", options={"up": "Up"}, start="left"), "x must be one of up, not 'left'"),
        (lambda: Choice(label="x", options={}), "control 'x' has no values"),
        (lambda: Step(label="x", stages=()), "control 'x' has no values"),
        (lambda: Step(label="x", stages=(0, 1), start=2), "x must be one of 0, 1, not 2"),
    ],
)
def test_a_control_is_checked_when_it_is_made(make, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        make()


def test_declarations_are_checked():
    with pytest.raises(TypeError, match="cannot be called 'size'"):
        type("Clash", (Explorable,), {"size": Toggle(label="size")})
    for name in ("result", "id", "artists"):
        with pytest.raises(TypeError, match=f"cannot be called '{name}'"):
            type("Clash", (Explorable,), {name: Toggle(label=name)})


def test_a_control_keeps_its_name_to_itself():
    class Overwrites(Markers):
        """Calls an artist as a control is called."""

        def build(self, figure):
            artists = super().build(figure)
            self.x = artists[0]
            return artists

    class Repeats(Markers):
        """Computes what is a control already."""

        def compute(self, x):
            return {"x": 2 * x}

    with pytest.raises(TypeError, match="Overwrites: build gives 'x' a meaning of its own, but it is a control"):
        Overwrites()
    with pytest.raises(TypeError, match="Repeats.compute returns 'x', which is the name of a control"):
        Repeats()


def test_grids():
    assert Example.weight.grid == (-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2, 2.5, 3)
    assert Example.epoch.grid == (0, 2, 5, 8)
    assert Example.epoch.start == 0
    assert len(list(Example.grid())) == 11 * 2 * 2 * 4
    assert len(list(Example.corners())) == 2 * 2 * 2 * 2
    assert next(Example.grid()) == {"weight": -2, "kind": "up", "dashed": False, "epoch": 0}


def test_controls_that_need_python_are_in_no_frame_and_all_low_or_all_high_in_a_corner():
    class Probed(Example):
        """With two numbers that the stored frames cannot move."""

        a = Slider(label="a", low=-1, high=1, step=0.5, grid=(0,))
        b = Slider(label="b", low=0, high=9, step=1, grid=(5,))

        def compute(self, a, b, **controls):
            return super().compute(**controls)

    assert [control.needs_python for control in Probed.declared.values()] == [False] * 4 + [True] * 2
    assert len(list(Probed.grid())) == len(list(Example.grid()))
    corners = list(Probed.corners())
    assert len(corners) == 2 * len(list(Example.corners())) and all(
        list(each) == list(Probed.declared) for each in corners
    )
    assert {(corner["a"], corner["b"]) for corner in corners} == {(-1, 0), (1, 9)}
    shown = page.figure(Probed())["controls"]
    assert [len(control["keys"]) > 1 for control in shown] == [True] * 4 + [False] * 2


def test_tidy_rounds_coordinates_and_leaves_text_alone():
    drawn = '<g id="line_7"><path d="M 1.2345 -0.04 \nL 10.06 3.0 " style="stroke: #000000; stroke-width: 1.25"/>\n</g>'
    assert svg.tidy(drawn) == '<g><path d="M 1.2 0 L 10.1 3 " style="stroke: currentColor; stroke-width: 1.25"/></g>'
    assert svg.tidy('<text>w = 1.2345 d="2.3456</text>') == '<text>w = 1.2345 d="2.3456</text>'
    assert svg.tidy("<g><g></g></g>") == ""


def test_layers_share_no_ids_and_carry_their_definitions():
    figure = Example()
    base, overlay = figure.draw_base(), figure.draw()
    used = re.findall(r"url\(#(\w+)\)|href=\"#(\w+)\"", "".join(overlay.parts))
    assert used
    assert {a or b for a, b in used} <= set(overlay.definitions)
    assert 'id="' not in "".join(base.parts + overlay.parts)
    assert "w = 1.0000" in overlay.parts[1] and "w = 1.0000" not in "".join(base.parts)


def test_axes_of_a_fixed_aspect_have_their_place_before_anything_is_drawn():
    def build(figure):
        axes, corner = figure.subplots(1, 2)
        axes.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
        inner = corner.inset_axes((0.2, 0.2, 0.5, 0.5), xlim=(0, 1), ylim=(0, 1), aspect="equal")
        dots.extend(panel.plot([0, 1], [0, 1], "o")[0] for panel in (axes, inner))

    dots = []
    figure = svg.compose((400, 150), build)
    before = svg.draw(figure, dots, "aspect")
    svg.draw_base(figure, dots, "aspect")
    assert svg.draw(figure, dots, "aspect") == before


def test_a_page_gets_all_of_a_figure_as_plain_data():
    data = page.figure(Example("one", kind="down"))
    assert data == json.loads(json.dumps(data))
    assert (data["id"], data["name"], data["title"]) == ("one", "Example", "An <example> & more")
    assert [control["name"] for control in data["controls"]] == ["weight", "kind", "dashed", "epoch"]
    assert [control["kind"] for control in data["controls"]] == ["slider", "choice", "toggle", "step"]
    assert [control["at"] for control in data["controls"]] == [6, 1, 0, 0]
    assert data["controls"][0]["texts"][0] == "−2" and data["controls"][0]["keys"][0] == "-2"
    frames = json.loads(data["frames"])
    assert list(frames["controls"]) == list(frames["texts"]) == ["weight", "kind", "dashed", "epoch"]
    assert frames["controls"]["epoch"] == ["0", "2", "5", "8"] and frames["texts"]["dashed"] == ["–", "✓"]
    assert len(frames["frames"]) == len(frames["sentences"]) == len(list(Example.grid()))
    for picture in data["pictures"]:
        assert picture.startswith("<svg") and picture.endswith("</svg>")


def test_a_page_starts_at_the_nearest_state_that_it_has_and_the_figure_stays_where_it_is():
    figure = Example(weight=1.7)
    drawn = figure.draw()
    data = page.figure(figure)
    assert data["controls"][0]["at"] == 7 and data["sentence"] == Example(weight=1.5).sentence
    assert figure.controls["weight"] == 1.7 and figure.draw() == drawn


def test_the_stored_frames_are_the_answers_for_every_state():
    stored = page.frames(Example())
    figure = Example()
    for index, state in enumerate(Example.grid()):
        if index % 7 == 0:
            drawn = page.draw_state(figure, state)
            pieces = [table[piece] for table, piece in zip(stored["parts"], stored["frames"][index])]
            assert drawn["parts"] == pieces and drawn["sentence"] == stored["sentences"][index]
            assert stored["definitions"].items() >= drawn["definitions"].items()


def test_distinct_programs_are_stored_once():
    class Rough(Coded):
        """Writes the same program for several settings."""

        def code(self, library):
            return f"{library} = {round(self.controls['x'])}\n"

    assert page.frames(Rough())["programs"] == {
        name: {"texts": [f"{name} = 0\n", f"{name} = 1\n"], "frames": [0] * 6 + [1] * 5} for name in ("one", "two")
    }
    drawn = page.draw_state(Coded(), {"x": 0.5})
    assert drawn["programs"] == {name: f"if 1 < 2:\n    {name} = 0.5\n" for name in ("one", "two")}
    assert page.draw_state(Markers(), {"x": 0.5})["programs"] == page.frames(Markers())["programs"] == {}


def test_edition_follows_the_environment(monkeypatch):
    monkeypatch.setenv(EDITION_VARIABLE, "static")
    for shown, kind in ((Example(), page.MIME), (Picture(lambda axes: axes.plot([1, 2]), alt="A line"), "text/html")):
        assert set(shown._repr_mimebundle_()) == {kind, "text/plain"}
    monkeypatch.delenv(EDITION_VARIABLE)
    for shown in (Example(), Picture(lambda axes: axes.plot([1, 2]), alt="A line")):
        assert set(shown._repr_mimebundle_()) == {"application/vnd.jupyter.widget-view+json", "text/plain"}


def test_an_error_in_any_state_reaches_the_page(monkeypatch):
    """Not by itself: what is raised while Jupyter displays an object is printed and forgotten."""

    class Broken(Example):
        """Fails at one state of the grid."""

        def describe(self, result):
            if result.weight == 2 and result.dashed:
                raise KeyError("no words for this state")
            return super().describe(result)

    monkeypatch.setenv(EDITION_VARIABLE, "static")
    figure = Broken()  # draws one state only
    words = "Broken cannot be drawn at weight=2.0, kind='up', dashed=True, epoch=0: KeyError: 'no words for this state'"
    with pytest.raises(RuntimeError, match=re.escape(words)):
        page.frames(figure)
    sent = figure._repr_mimebundle_()[page.MIME]
    assert sent["error"] == words and "in describe" in sent["traceback"]


def test_live_edition_follows_its_controls_and_the_code():
    figure = Example()
    edition = LiveEdition(figure)
    before = edition.picture.overlay
    edition.inputs["weight"].value = 2.0
    assert figure.controls["weight"] == 2 and edition.picture.overlay != before
    assert "weight 2 &lt; up" in edition._sentence.value
    figure.set(weight=-1, kind="down", epoch=5)
    assert edition.inputs["weight"].value == -1
    assert edition.inputs["kind"].value == "down"
    assert edition.inputs["epoch"].value == 5
    assert "weight -1 &lt; down" in edition._sentence.value


def test_live_edition_shows_an_error_in_place():
    figure = Example()
    edition = LiveEdition(figure)
    before = edition.picture.overlay
    edition.inputs["weight"].value = 2.9
    assert 'role="alert"' in edition._notice.value and "weight 2.9 is out of order" in edition._notice.value
    assert edition.picture.overlay == before
    assert edition.inputs["weight"].value == figure.controls["weight"] == 1
    edition.inputs["weight"].value = 2.0
    assert edition._notice.value == ""


def test_live_edition_pins_a_picture():
    figure = Example()
    edition = LiveEdition(figure)
    edition.pin.value = True
    pinned = edition.picture.pinned
    assert "w = 1.0000" in pinned and "weight 1 &lt; up" in edition._pinned_sentence.value
    edition.inputs["weight"].value = 2.0
    assert edition.picture.pinned == pinned
    edition.pin.value = False
    assert edition.picture.pinned == edition._pinned_sentence.value == ""


def test_live_edition_shows_the_setting_as_code():
    figure = Coded(x=0.2)
    edition = LiveEdition(figure)
    listing = edition.listing
    assert listing.widget in edition.widget.children and listing.widget.selected_index is None, "closed"
    assert "if 1 &lt; 2:\n    one = 0.2\n</pre>" in listing.text.value
    edition.inputs["x"].value = 0.7
    assert "one = 0.7" in listing.text.value
    listing.library.value = "two"
    assert "two = 0.7" in listing.text.value and listing.library.label == "The second"
    figure.set(x=1)
    assert "two = 1\n" in listing.text.value
    assert LiveEdition(Markers()).listing is None


def test_one_object_shown_twice_has_one_set_of_widgets():
    figure = Example()
    first, second = figure._repr_mimebundle_(), figure._repr_mimebundle_()
    key = "application/vnd.jupyter.widget-view+json"
    assert first[key]["model_id"] == second[key]["model_id"]


class Thirds(Markers):
    """A step control between whole numbers."""

    x = Step(label="x", stages=(0, 1 / 3, 2 / 3, 1))


def test_every_stage_can_be_reached():
    figure = Thirds()
    field = LiveEdition(figure).inputs["x"]
    for index, stage in enumerate(Thirds.x.stages):
        field.index = index
        assert figure.controls["x"] == stage


class Shell:
    """What a kernel says of the cell that it runs."""

    def __init__(self):
        self.cell, self.run = "", ""

    def get_parent(self):
        return {"header": {"msg_id": self.run}, "metadata": {"cellId": self.cell} if self.cell else {}}


@pytest.fixture
def shell(monkeypatch):
    shell = Shell()
    monkeypatch.setattr(notebook, "get_ipython", lambda: shell)
    monkeypatch.setattr(notebook, "_shown", {})
    return shell


def living():
    gc.collect()
    return len(widget_registry), sum(issubclass(type(thing), (Example, Coded, Picture)) for thing in gc.get_objects())


@pytest.mark.parametrize("make", [Example, Coded, lambda: Picture(lambda axes: axes.plot([1, 2]), alt="A line")])
def test_what_is_shown_and_deleted_is_gone(make):
    before = living()
    for _ in range(3):
        figure = make()
        figure._repr_mimebundle_()
        del figure
    assert living() == before


@pytest.mark.parametrize("make", [Example, Coded, lambda: Picture(lambda axes: axes.plot([1, 2]), alt="A line")])
def test_a_cell_that_runs_again_keeps_only_what_it_shows(shell, make):
    before = living()
    shell.cell = "a"
    for run in "12345":
        shell.run = run
        make()._repr_mimebundle_()
        make()._repr_mimebundle_()  # a cell may show two
        if run == "1":
            once = living()
    assert living() == once > before


def test_a_figure_answers_as_long_as_some_cell_shows_it(shell):
    figure = Example()
    for shell.cell, shell.run in (("a", "1"), ("b", "2"), ("a", "3")):
        (figure if shell.run != "3" else Example())._repr_mimebundle_()
    (edition,) = figure._views
    edition.inputs["weight"].value = 2.0
    assert figure.controls["weight"] == 2
    shell.cell, shell.run = "b", "4"
    Example()._repr_mimebundle_()
    assert figure._views == []  # nobody sees it any more
    figure._repr_mimebundle_()  # but it can be shown again
    assert len(figure._views) == 1


def test_a_picture_needs_words():
    with pytest.raises(ValueError, match="needs alt"):
        Picture(lambda axes: None, alt=" ")


class Powers(Explorable):
    """A logarithmic slider and an image."""

    title = "Powers of ten"
    rate = Slider(label="rate", low=0.01, high=10, step=0.05, logarithmic=True, grid=(0.01, 0.1, 1, 10), start=1)
    colours = np.array([[0.2, 0.4, 0.6, 0.25], [1, 0.5, 0, 1]])

    def compute(self, rate):
        return {}

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(0, 2), ylim=(0, 2))
        self.image = axes.imshow(np.zeros((2, 2, 4)), extent=(0, 2, 0, 2), interpolation="none")
        return [self.image]

    def update(self, result):
        self.image.set_data(self.colours[[[0, 1], [1, int(result.rate > 1)]]])

    def describe(self, result):
        return f"The rate is {result.rate:g}."


def test_a_logarithmic_slider_moves_by_factors_and_meets_its_grid():
    figure = Powers(rate=0.123)
    field = LiveEdition(figure).inputs["rate"]
    values = [value for _text, value in field.options]
    assert values[0] == 0.01 and values[-1] == 10 and {0.1, 1, 0.123, 0.112, 8.91} < set(values) and len(values) == 62
    assert field.value == 0.123
    field.index = 0
    assert dict(figure.controls) == {"rate": 0.01}
    figure.set(rate=0.5)
    assert field.value == 0.5 == dict(field.options)["0.5"]
    with pytest.raises(ValueError, match="rate must be from 0.01 to 10, not 0"):
        figure.set(rate=0)
    with pytest.raises(ValueError, match="a logarithmic slider needs a low end above 0 and a grid"):
        Slider(label="x", low=0, high=1, step=0.1, logarithmic=True, grid=(0.1, 1))


@pytest.mark.parametrize(
    ("slider", "written"),
    [
        (
            Slider(label="x", low=1e-5, high=1, step=0.25, logarithmic=True, grid=(1e-5, 0.0123, 1)),
            {1e-5: "1·10⁻⁵", 0.00178: "0.00178", 0.0123: "0.0123", 0.562: "0.562", 1: "1"},
        ),
        (Slider(label="x", low=0.005, high=5, step=0.05, logarithmic=True, grid=(0.005, 5)), {0.00561: "0.00561"}),
        (Slider(label="x", low=1, high=1e6, step=0.5, logarithmic=True, grid=(1, 1e6)), {1e6: "1000000"}),
        (Slider(label="x", low=0, high=1e-4, step=1e-5), {0: "0", 1e-5: "0.00001", 1e-4: "0.0001"}),
        (Slider(label="x", low=-1, high=1, step=0.25), {-0.75: "−0.75", 0.123456: "0.1235", 1e-7: "1·10⁻⁷"}),
    ],
)
def test_a_slider_writes_every_value_so_that_it_can_be_told_from_the_others(slider, written):
    assert {value: slider.text(value) for value in written} == written
    assert len({slider.text(value) for value in slider.stops}) == len(slider.stops)


def test_a_stage_between_0_and_its_decimals_is_not_called_0():
    rate = Step(label="rate", stages=(0, 0.00001, 0.5))
    assert [rate.text(stage) for stage in rate.stages] == ["0", "1·10⁻⁵", "0.5"]


@pytest.mark.parametrize(
    ("low", "step", "decimals"), [(0, 1, 0), (-2, 0.1, 1), (0.05, 0.1, 2), (0, 1e-5, 5), (1, 0.5, 1)]
)
def test_the_number_beside_a_slider_in_a_notebook_has_the_decimals_of_its_steps(low, step, decimals):
    x = Slider(label="x", low=low, high=low + 10 * step, step=step)
    field = LiveEdition(type("Moved", (Markers,), {"x": x})()).inputs["x"]
    assert field.readout_format == f".{decimals}f"


def test_one_control_is_not_called_several():
    with pytest.raises(TypeError, match="Markers has no control 'y'; its only control is x$"):
        Markers(y=1)


def test_a_key_can_stand_in_an_address_as_it_is():
    million = Slider(label="n", low=1, high=1e6, step=1, grid=(1, 1e6), start=1)
    assert million.key(1e6) == "1e06" and million.key(0.00001) == "1e-05" and million.key(-2.5) == "-2.5"


def test_the_nearest_state_of_a_logarithmic_slider_is_nearest_in_factors():
    assert Powers.rate.nearest(4) == 10  # 4 is 4 times 1, and a 2.5th of 10
    assert Powers.rate.nearest(0.02) == 0.01


def test_an_image_keeps_its_colours_in_a_palette():
    (part,) = Powers().draw().parts
    packed = re.search('<image [^>]*href="data:image/png;base64,([^"]*)"', part)[1]
    image = Image.open(io.BytesIO(base64.b64decode(packed)))
    assert image.mode == "P"
    pixels = np.array(image.convert("RGBA")) / 255
    np.testing.assert_allclose(pixels, Powers.colours[[[0, 1], [1, 0]]], atol=1 / 255)
    assert "style" not in part and "id=" not in part


def test_what_was_not_touched_is_not_drawn_again(monkeypatch):
    figure = Markers()
    figure.draw()
    drawn, draw = [], svg.draw
    monkeypatch.setattr(
        svg, "draw", lambda figure, artists, name: drawn.append(list(artists)) or draw(figure, artists, name)
    )
    figure.set(x=0.5)
    layer = figure.draw()
    assert drawn == [[figure.moving]]
    assert len(layer.definitions) == 3  # two markers and the clip path, one of them only the still points use
    monkeypatch.undo()
    assert layer == Markers(x=0.5).draw()
    figure.still.set_marker("D")
    assert figure.draw().definitions != layer.definitions and len(figure.draw().definitions) == 3
