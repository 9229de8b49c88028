"""The pictures of the chapter *Neurons*."""

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from nnlib.plots import plot_cell_and_model, plot_predictions


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
