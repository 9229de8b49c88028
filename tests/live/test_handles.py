"""What a handle says of itself, in pixels that can be counted by hand."""

import json

import numpy as np
import pytest

from nnlib.live import Choice, Explorable, Handle, Slider, Step, page
from nnlib.live.browser import Session
from nnlib.live.handles import offered
from nnlib.live.notebook import LiveEdition


class Plane(Explorable):
    """A dot at (x, y), of which y is on a logarithmic axis that points down."""

    title = "A dot"
    size = (400, 200)
    x = Slider(label="x", low=0, high=10, step=1, grid=(0, 5, 10), start=5)
    y = Slider(label="y", low=1, high=100, step=0.5, logarithmic=True, grid=(1, 10, 100), start=10)
    kind = Choice(label="kind", options={"a": "A", "b": "B"})
    stage = Step(label="stage", stages=(0, 5, 10))

    def compute(self, x, y, kind, stage):
        return {}

    def build(self, figure):
        figure.set_layout_engine("none")  # the axes stay where the tests count pixels
        axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
        axes.set(xlim=(0, 10), ylim=(100, 1), yscale="log")
        (self.dot,) = axes.plot([], [], "o")
        self.line = axes.axvline(0)
        self.handles = [
            Handle(self.dot, x="x", y="y"),
            Handle(self.line, x="stage"),
            Handle(axes, along="kind", at=lambda c: {"a": (2, 10), "b": None}[c.kind]),
        ]
        return [self.dot, self.line]

    def update(self, result):
        self.dot.set_data([result.x], [result.y])
        self.line.set_xdata([result.stage] * 2)

    def describe(self, result):
        return self.say("{x} {y} {kind} {stage}", result)


def test_places_are_pixels_from_the_upper_left_on_any_axis():
    dot, line, kind = offered(Plane(x=5, y=10), {name: control.grid for name, control in Plane.declared.items()})
    assert dot["box"] == [40, 20, 360, 180]
    assert dot["moves"] == {"x": "x", "y": "y"} and dot["at"] == [200, 100]
    assert dot["places"] == {
        "x": {"0": [40, 100], "5": [200, 100], "10": [360, 100]},
        "y": {"1": [200, 20], "10": [200, 100], "100": [200, 180]},
    }
    assert line["at"] == [40, 100] and line["places"]["stage"]["5"] == [200, 100]
    assert kind["at"] == [104, 100] and kind["places"]["kind"] == {"a": [104, 100], "b": None}
    assert offered(Plane(kind="b"))[2]["at"] is None


class Halves(Explorable):
    title = "Halves"
    place = Slider(label="place", low=0, high=10, step=1, start=5)

    def compute(self, place):
        return {}

    def build(self, figure):
        figure.set_layout_engine("none")
        _upper, lower = figure.subfigures(2, 1)
        axes = lower.add_axes((0, 0, 1, 1), xlim=(0, 10), ylim=(0, 10))
        (self.dot,) = axes.plot([], [], "o")
        self.handles = [Handle(self.dot, x="place")]
        return [self.dot]

    def update(self, result):
        self.dot.set_data([result.place], [5])

    def describe(self, result):
        return self.say("{place}", result)


def test_a_part_of_the_figure_has_its_place_in_the_whole():
    (handle,) = offered(Halves())
    assert handle["at"] == [200, 210] and handle["box"] == [0, 140, 400, 280]


def test_every_stop_of_the_live_edition_has_a_place():
    assert [list(handle["places"]) for handle in offered(Plane())] == [["x", "y"], ["stage"], ["kind"]]
    assert len(offered(Plane())[0]["places"]["x"]) == 11


def test_a_hidden_artist_has_no_handle():
    figure = Plane()
    figure.dot.set_visible(False)
    figure.line.set_visible(False)
    dot, line, _kind = offered(figure)
    assert dot["at"] is None and line["at"] is None
    assert line["places"]["stage"] == {"0": None, "5": None, "10": None}, "only the artist says how high it is"


def test_frames_hold_the_place_of_each_handle_in_each_state_once():
    drawn = page.frames(Plane())
    assert len(drawn["held"]) == len(list(Plane.grid()))
    assert [len(handle["places"]) for handle in drawn["handles"]] == [9, 3, 2]
    for state, indices in zip(Plane.grid(), drawn["held"]):
        told = [handle["places"][index] for handle, index in zip(drawn["handles"], indices, strict=True)]
        assert told == [handle["at"] for handle in offered(Plane(**state))]


def test_a_page_and_python_behind_it_tell_the_same():
    session = Session(print)
    figure = session._figures["plane"] = Plane()
    state = session.state("plane", {"x": "0", "y": "1", "kind": "a", "stage": "5"})
    assert json.loads(json.dumps(state["handles"])) == state["handles"] == offered(figure)


def test_a_drag_in_a_notebook_sets_the_controls_and_is_answered(monkeypatch):
    figure = Plane()
    edition, sent = LiveEdition(figure), []
    monkeypatch.setattr(edition.picture, "send", lambda content: sent.append((content, dict(figure.controls))))
    edition.picture._handle_custom_msg({"x": "7", "y": "10"}, [])
    assert figure.controls["x"] == 7 and edition.inputs["x"].value == 7 and len(sent) == 1
    assert sent[0][1]["x"] == 7, "the answer comes once the picture is there"
    assert edition.picture.handles[0]["at"] == offered(figure)[0]["at"]
    assert np.isclose(edition.picture.handles[0]["at"][0], 264)


@pytest.mark.parametrize(
    "wrong", [{}, {"along": "x"}, {"along": "x", "y": "y", "at": len}], ids=["nothing", "no at", "two ways"]
)
def test_a_handle_says_what_it_needs(wrong):
    with pytest.raises(ValueError, match="a handle has x, y or both"):
        Handle(Plane().dot, **wrong)


def test_a_handle_of_no_control_is_refused():
    class Lost(Plane):
        """One that asks for too much."""

        def build(self, figure):
            artists = super().build(figure)
            self.handles.append(Handle(self.dot, x="z"))
            return artists

    with pytest.raises(TypeError, match="a handle sets 'z', which is not a control"):
        Lost()
