"""The pictures of the chapter *Losses*."""

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from nnlib.plots import plot_gaussian_noise, plot_likelihood, plot_price_of_belief, plot_two_sorters


def test_two_sorters_ring_the_mistakes_and_no_other():
    axes = Figure().subplots()
    answers = {"A": [0.9, 0.4, 0.1, 0.1], "B": [0.6, 0.6, 0.4, 0.7]}
    artists = plot_two_sorters(axes, [1, 1, 0, 0], answers)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["A", "B"]
    rings = [artist for artist in artists if getattr(artist, "get_fillstyle", lambda: "")() == "none"]
    assert [ring.get_xdata().tolist() for ring in rings] == [[0.4], [0.7]]
    squares = [artist for artist in artists if getattr(artist, "get_marker", lambda: "")() == "s"]
    assert [square.get_xdata().tolist() for square in squares] == [[0.1, 0.1], [0.4, 0.7]]
    assert len(set(squares[0].get_ydata())) == 2  # equal answers do not hide each other


def test_price_of_belief_draws_both_losses():
    axes = Figure().subplots()
    artists = plot_price_of_belief(axes)
    assert all(isinstance(artist, Artist) and artist.axes is axes for artist in artists)
    entropy, squared = artists[:2]
    assert np.allclose(entropy.get_ydata(), -np.log(entropy.get_xdata()))
    assert np.allclose(squared.get_ydata(), (1 - squared.get_xdata()) ** 2)


def test_gaussian_noise_stands_about_the_line():
    axes = Figure().subplots()
    dots, line, bell, *_rest = plot_gaussian_noise(axes, [0, 1, 2], [1, 3, 5], slope=2, intercept=1, deviation=0.5)
    assert np.array_equal(dots.get_xydata(), [[0, 1], [1, 3], [2, 5]])
    assert np.array_equal(line.get_xydata(), [[0, 1], [2, 5]])
    widest = bell.get_xydata()[bell.get_xdata().argmax()]
    assert widest[1] == pytest.approx(2 * 0.2 + 1)  # at x = 0.2, a tenth of the way


def test_gaussian_noise_refuses_no_noise():
    with pytest.raises(ValueError, match="above 0, not 0"):
        plot_gaussian_noise(Figure().subplots(), [0, 1], [0, 1], 1, 0, 0)


def test_likelihood_is_largest_where_the_loss_is_least():
    axes = Figure().subplots()
    _guide, loss, likelihood, *_rest = plot_likelihood(axes, [1] * 7 + [0] * 3)
    p = loss.get_xdata()
    assert p[loss.get_ydata().argmin()] == pytest.approx(0.7) == p[likelihood.get_ydata().argmax()]
    assert np.allclose(likelihood.get_ydata(), p**7 * (1 - p) ** 3 / (0.7**7 * 0.3**3))


@pytest.mark.parametrize("labels", [[1, 1], [0, 0.5, 1], [[0, 1]]])
def test_likelihood_refuses_other_labels(labels):
    with pytest.raises(ValueError, match="zeros and ones"):
        plot_likelihood(Figure().subplots(), labels)
