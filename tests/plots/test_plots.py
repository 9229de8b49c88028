"""The figures as functions: they draw what they are given, return their artists, and refuse what does not fit."""

import types
from pathlib import Path

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.text import Text

from nnlib import Adam, BinaryCrossEntropy, MeanSquaredError, autodiff, chapters, datasets, mlp, plots, train
from nnlib.explorables import Picture
from nnlib.plots.digits import confusion_matrix, digit_image
from nnlib.plots.graphs import graph_layout
from nnlib.plots.palette import BLUE, ORANGE
from nnlib.plots.regions import Raster, grid_points, region_colours

X, y = datasets.moons(60, rng=0)
IMAGES = np.tile(np.linspace(0, 1, 784), (3, 1))


def a_graph():
    a, b, c = autodiff.Var(-2.0, "x"), autodiff.Var(5.0, "y"), autodiff.Var(-4.0, "z")
    result = (a + b) * c
    result.backward()
    return autodiff.graph(result)


def a_history(loss=None, **options):
    net = mlp([2, 4, 1], rng=0)
    return train(net, loss or BinaryCrossEntropy(), Adam(0.01), X, y, epochs=3, rng=0, **options)


DRAWINGS = {
    "plot_activations": ({"relu": "ReLU", "tanh": "tanh"},),
    "plot_cell_and_model": (),
    "plot_building_times": ([{"chapters": 1, "cold": 30, "chapter": 9, "notebooks": 20}],),
    "plot_classes": (X, y),
    "plot_confusion_matrix": ([0, 1, 2], [0, 1, 1], "abc"),
    "plot_decision_regions": (lambda points: points[:, 0] > 0, X, y),
    "plot_descent_step": (),
    "plot_descents": (lambda a, b: a**2 + b**2, (-1, 1), (-1, 1), {"SGD": [[0, 0], [1, 1]]}),
    "plot_digits": (IMAGES, [1, 2, 3]),
    "plot_blocks": (),
    "plot_path": (),
    "plot_gradient_sizes": ({"c = 0.7": [1e-6, 1e-3, 1.0], "c = 2.8": [1e6, 1e3, 1.0]},),
    "plot_graph": (a_graph(),),
    "plot_history": (a_history(),),
    "plot_landscape": (),
    "plot_loss_surface": (lambda a, b: a**2 + b**2, (-1, 1), (-1, 1), {"SGD": [[0, 0], [1, 1]]}),
    "plot_losses": ({"a": [3, 2, 1]},),
    "plot_optimizer_paths": (lambda a, b: a**2 + b**2, (-1, 1), (-1, 1), {"SGD": [[0, 0], [1, 1]]}),
    "plot_paths": ({"SGD": [[0, 0], [1, 1]]},),
    "plot_predictions": ([1, 2], [1, 3]),
    "plot_step_times": ([{"sizes": [2, 1], "batch": 3, "dtype": "float64", "microseconds": {"a": 1, "b": 10}}],),
    "plot_sweep": ([0.1, 1], {"SGD": [0.5, 0.2], "Adam": [0.1, 0.7]}),
}


def test_every_plot_has_a_test():
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parents[1].rglob("test_p*s.py"))
    assert [name for name in plots.__all__ if name.startswith("plot_") and name not in tests] == []


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_plot_returns_its_artists_and_becomes_a_picture(name):
    draw, arguments = getattr(plots, name), DRAWINGS[name]
    axes = Figure().subplots()
    artists = draw(axes, *arguments)
    assert artists and all(isinstance(artist, Artist) and artist.axes is axes for artist in artists)
    assert "<path" in Picture(draw, *arguments, alt="A picture.").svg
    assert draw.__doc__


def test_decision_regions_show_the_likeliest_class():
    colours = region_colours([0.0, 0.5, 1.0])
    blue, orange = ([int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in (BLUE, ORANGE))
    assert np.allclose(colours[0], [*blue, 0.45]) and np.allclose(colours[2], [*orange, 0.45])
    assert colours[1, 3] == 0
    few = region_colours(np.linspace(0, 1, 101), shades=4)
    assert len(np.unique(few, axis=0)) == 4 and np.allclose(
        few[[0, 30, 100], 3], [0.45 * 0.75, 0.45 * 0.25, 0.45 * 0.75]
    )
    three = region_colours([[0.2, 0.2, 0.6], [1 / 3, 1 / 3, 1 / 3]])
    assert 0 < three[0, 3] < 0.45 and np.isclose(three[1, 3], 0)


def test_image_of_the_regions_has_its_rows_from_below():
    axes = Figure().subplots()
    image = plots.plot_decision_regions(axes, lambda points: (points[:, 1] > 0).astype(float), X, y)[0]
    assert image.origin == "lower"
    colours = image.get_array()
    assert np.allclose(colours[0, :, :3], colours[0, 0, :3]) and not np.allclose(colours[0, 0], colours[-1, 0])


def test_grid_points_fill_the_rectangle():
    points = grid_points((0, 2), (10, 12), resolution=2)
    assert points.tolist() == [[0.5, 10.5], [1.5, 10.5], [0.5, 11.5], [1.5, 11.5]]


def test_graph_shows_every_value_and_gradient():
    axes = Figure().subplots()
    texts = [artist.get_text() for artist in plots.plot_graph(axes, a_graph()) if isinstance(artist, Text)]
    assert {"−2", "5", "−4", "3", "−12", "∂ −4", "∂ 3", "∂ 1", "x", "y", "z", "+", "×"} == set(texts)
    plain = [
        artist.get_text() for artist in plots.plot_graph(axes, a_graph(), gradients=False) if isinstance(artist, Text)
    ]
    assert not any("∂" in text for text in plain)


def test_no_two_nodes_of_a_graph_share_a_place():
    x = autodiff.Var(1.0, "x")
    y = x * x + x * 3 + autodiff.exp(x)
    places = graph_layout(autodiff.graph(y))
    assert len(set(places)) == len(places)


def test_history_draws_validation_where_there_is_one():
    axes = Figure().subplots()
    assert len(plots.plot_history(axes, a_history(validation=(X, y)), "accuracy")) == 2
    assert len(plots.plot_history(axes, a_history())) == 1


def test_confusion_matrix_counts():
    matrix = confusion_matrix([0, 0, 1, 2], [0, 1, 1, 1], classes=3)
    assert matrix.tolist() == [[1, 1, 0], [0, 1, 0], [0, 1, 0]]


def test_ink_is_opaque_and_paper_is_not():
    image = digit_image(np.r_[np.zeros(783), 255])
    assert image.shape == (28, 28, 4) and image[0, 0, 3] == 0 and image[-1, -1, 3] == 1


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("plot_activations", ({},), "names must hold from 1 to 6"),
        ("plot_activations", ({"rule": "?"},), "there is no activation 'rule'"),
        ("plot_building_times", ([],), "no measurements"),
        ("plot_classes", (np.zeros((3, 3)), [0, 1, 0]), "X must have the shape (m, 2)"),
        ("plot_confusion_matrix", ([0, 10], [0, 1]), "actual must hold classes from 0 to 9"),
        ("plot_confusion_matrix", ([0], [0, 1]), "two rows of one length"),
        ("plot_digits", (np.zeros((2, 5)),), "28 × 28 = 784 pixels"),
        ("plot_digits", (IMAGES, [1]), "3 images but 1 labels"),
        ("plot_history", (a_history(), "speed"), "'loss' or 'accuracy', not 'speed'"),
        ("plot_history", (a_history(MeanSquaredError()), "accuracy"), "no accuracy"),
        ("plot_loss_surface", (lambda a, b: a * np.inf, (1, 2), (1, 2)), "must be finite"),
        ("plot_step_times", ([],), "no measurements"),
        ("plot_paths", ({"SGD": [1, 2]},), "the path 'SGD' must have the shape (steps, 2)"),
        ("plot_decision_regions", (lambda p: np.full((len(p), 8), 0.125), X, y), "colours for 6 classes"),
    ],
)
def test_bad_input_gets_one_sentence(name, arguments, words):
    with pytest.raises(ValueError) as raised:
        getattr(plots, name)(Figure().subplots(), *arguments)
    assert words in str(raised.value)


def test_a_chapters_pictures_are_found_by_their_short_names():
    assert plots.plot_sweep.__module__ == "nnlib.chapters.optimizers.pictures"
    with pytest.raises(AttributeError, match="plot_nothing"):
        plots.plot_nothing  # noqa: B018


def test_two_pictures_of_one_name_are_refused(monkeypatch):
    """The second would hide the first."""
    namesake = types.ModuleType("nnlib.chapters.namesake")
    exec("def plot_sweep(axes): ...", vars(namesake))
    modules = (*chapters.modules(), namesake)
    monkeypatch.setattr(chapters, "modules", lambda: modules)
    with pytest.raises(TypeError, match="both define plot_sweep"):
        plots._pictures.__wrapped__()


def test_raster_shows_each_probability_where_it_was_asked_for():
    raster = Raster((-1, 1), (0, 4), side=8)
    assert raster.points.tolist() == grid_points((-1, 1), (0, 4), 8).tolist()
    axes = Figure().subplots()
    image = raster.image(axes, aspect="auto")
    assert not image.get_array()[..., 3].any() and image.get_extent() == [-1, 1, 0, 4] and image.origin == "lower"
    image.set_data(raster.colours(raster.points[:, 1] / 4))
    bottom, top = image.get_array()[0], image.get_array()[-1]
    assert (bottom == bottom[0]).all() and (top == top[0]).all()
    assert bottom[0, 2] > bottom[0, 0] and top[0, 0] > top[0, 2], "blue below, orange above"
    assert raster.image(axes, raster.points[:, 1] / 4, aspect="auto").get_array()[0, 0].tolist() == bottom[0].tolist()
    (line,) = raster.lines_at_zero(raster.points[:, 0] - raster.points[:, 1] + 2)
    assert np.allclose(line[:, 0] - line[:, 1] + 2, 0) and len(line) > 4
