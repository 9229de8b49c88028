"""The pictures of the chapter *Neurons*."""

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from nnlib import datasets
from nnlib.plots import plot_cell_and_model, plot_fruit, plot_predictions


def test_cell_and_model_return_their_artists():
    axes = Figure().subplots()
    artists = plot_cell_and_model(axes)
    assert artists and all(isinstance(artist, Artist) and artist.axes is axes for artist in artists)


def test_predictions_hold_the_data():
    axes = Figure().subplots()
    _diagonal, dots = plot_predictions(axes, [1, 2, 3], [1, 2, 4], unit="€")
    assert np.array_equal(dots.get_xydata(), [[1, 1], [2, 2], [3, 4]])
    assert axes.get_xlabel() == "true value (€)"


def test_predictions_refuse_rows_of_different_length():
    with pytest.raises(ValueError, match="equal length"):
        plot_predictions(Figure().subplots(), [1, 2], [1])


def test_fruit_lie_between_the_lines_that_are_drawn():
    axes = Figure().subplots()
    colours, kinds = datasets.fruit(300, rng=0)
    plot_fruit(axes, colours, kinds)
    for kind, points in enumerate(axes.collections):
        assert np.array_equal(points.get_offsets(), colours[kinds == kind][:, :2])
    oranges = axes.collections[1].get_offsets()
    for line, above in zip(axes.lines, (True, False)):
        (x0, x1), (y0, y1) = line.get_data()
        assert np.isclose(y0 / x0, y1 / x1)
        assert ((oranges[:, 1] > y1 / x1 * oranges[:, 0]) == above).all()


def test_fruit_refuse_colours_without_a_kind():
    with pytest.raises(ValueError, match="a kind"):
        plot_fruit(Figure().subplots(), np.zeros((3, 3)), np.zeros(2))
