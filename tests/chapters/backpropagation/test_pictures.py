"""The pictures of the chapter *Backpropagation*."""

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from nnlib.numerals import power_of_ten
from nnlib.plots import plot_blocks, plot_gradient_sizes, plot_path


def test_blocks_return_their_artists():
    axes = Figure().subplots()
    artists = plot_blocks(axes)
    assert artists and all(isinstance(artist, Artist) and artist.axes is axes for artist in artists)
    texts = [artist.get_text() for artist in artists if hasattr(artist, "get_text")]
    assert {"X", "Z1", "A1", "Z2", "dZ2", "dA1", "dZ1", "dW1, db1", "dW2, db2"} <= set(texts)


def test_path_names_its_four_factors_on_the_way_back():
    texts = [artist for artist in plot_path(Figure().subplots()) if hasattr(artist, "get_text")]
    factors = ["ŷ − y", "· weight to ŷ", "· f′(z)", "· green"]
    places = {text.get_text(): text.get_position()[0] for text in texts}
    assert sorted(factors, key=places.get, reverse=True) == factors


def test_gradient_sizes_hold_the_data_and_their_names():
    axes = Figure().subplots()
    line, name, *_rest = plot_gradient_sizes(axes, {"s = 1": [1e-6, 1e-3, 1.0], "s = 2": [2.0, 2.0, 2.0]})
    assert np.array_equal(line.get_xydata(), [[1, 1e-6], [2, 1e-3], [3, 1.0]])
    assert name.get_text() == "s = 1" and axes.get_yscale() == "log"
    assert "10⁻⁶" in [label.get_text() for label in axes.get_yticklabels()]


@pytest.mark.parametrize("sizes", [{}, {"zero": [1.0, 0.0]}])
def test_gradient_sizes_refuse_what_has_no_logarithm(sizes):
    with pytest.raises(ValueError, match="positive"):
        plot_gradient_sizes(Figure().subplots(), sizes)


def test_powers_of_ten_are_written_with_raised_figures():
    assert power_of_ten(-12) == "10⁻¹²" and power_of_ten(3) == "10³"
