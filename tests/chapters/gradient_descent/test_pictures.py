"""The pictures of the chapter *Gradient descent*."""

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from nnlib.plots import plot_descent_step, plot_descents, plot_landscape, plot_losses, plot_parameters


def test_step_goes_against_the_slope():
    axes = Figure().subplots()
    artists = plot_descent_step(axes, theta=2, learning_rate=0.3)
    assert all(isinstance(artist, Artist) and artist.axes is axes for artist in artists)
    places = [line.get_xydata()[0].tolist() for line in axes.lines if len(line.get_xdata()) == 1]
    assert [2, 4] in places and np.allclose(places[-1], [0.8, 0.64])
    assert "slope 4" in [text.get_text() for text in axes.texts]


def test_landscape_marks_what_its_names_say():
    axes = Figure().subplots()
    plot_landscape(axes)
    x, height = axes.lines[0].get_data()
    marks = [line.get_xydata()[0] for line in axes.lines if len(line.get_xdata()) == 1]
    assert len(marks) == 3
    for mark, lowest in zip(marks, (True, False, True)):
        near = height[np.abs(x - mark[0]) < 0.3]
        assert np.isclose(mark[1], near.min() if lowest else near.max())
    assert marks[2][1] == height.min() < marks[0][1]
    plateau = axes.lines[-1].get_xdata()
    inside = (x >= plateau.min()) & (x <= plateau.max())
    assert np.abs(np.gradient(height, x)[inside]).max() < 0.3


def test_losses_hold_the_data():
    axes = Figure().subplots()
    curve, floor = plot_losses(axes, {"a": [4, 2, 1]}, floor=0.5)
    assert curve.get_ydata().tolist() == [4, 2, 1] and axes.get_yscale() == "log"
    assert floor.get_ydata()[0] == 0.5


@pytest.mark.parametrize("curve", [[1, 0], [[1, 2]], [1, np.nan]])
def test_losses_refuse_what_a_logarithm_cannot_show(curve):
    with pytest.raises(ValueError, match="losses above 0"):
        plot_losses(Figure().subplots(), {"a": curve})


def test_losses_can_be_read_off_a_plain_scale():
    axes = Figure().subplots()
    (curve,) = plot_losses(axes, {"a": [4, 2, 1]}, logarithmic=False)
    assert axes.get_yscale() == "linear" and axes.get_ylim()[0] == 0 and curve.get_marker() == "o"


def test_parameters_end_in_their_names_and_values():
    axes = Figure().subplots()
    plot_parameters(axes, [[0, 0], [1, -1], [1.53, -2.06]], {"red": "#d55e00", "blue": "#0e7ec8"})
    assert [text.get_text() for text in axes.texts] == ["red 1.5", "blue −2.1"]
    assert [text.get_position()[1] for text in axes.texts] == [1.53, -2.06]
    assert axes.get_xlabel() == "step"
    with pytest.raises(ValueError, match="one column for each of the 2 names"):
        plot_parameters(Figure().subplots(), [[0, 0, 0]], {"red": "#d55e00", "blue": "#0e7ec8"})


def test_descents_name_places():
    axes = Figure().subplots()
    plot_descents(axes, lambda a, b: a**2 + b**2, (-1, 1), (-1, 1), {"run": [[1.0, 1.0]]}, places={"saddle": (0, 0)})
    assert [text.get_text() for text in axes.texts] == ["saddle"]


def test_descents_mark_every_step_and_name_the_parameters():
    axes = Figure().subplots()
    path = [[1.0, 1.0], [0.5, 0.2], [0.1, 0.0]]
    _contours, line, _end = plot_descents(
        axes, lambda a, b: a**2 + b**2, (-1, 1), (-1, 1), {"run": path}, names=("w", "b")
    )
    assert line.get_xydata().tolist() == path and line.get_marker() == "."
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("w", "b")
