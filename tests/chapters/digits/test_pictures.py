"""The pictures of the chapter *Recognising digits*."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from nnlib import datasets
from nnlib.chapters.digits.kept import held_out, recorded
from nnlib.explorables import Picture
from nnlib.plots import plot_changed_pixels, plot_examples_needed, plot_pixel_values

X, _y = held_out()


def test_numbers_are_those_of_the_square():
    image = datasets.digits(raw=True).X_test[22]
    axes = Figure().subplots()
    plot_pixel_values(axes, image, 5, 12)
    seen, stored = axes.child_axes
    written = [int(text.get_text()) for text in stored.texts]
    assert written == image[5:12, 12:19].ravel().tolist() and 0 in written and max(written) > 200
    assert seen.patches[0].get_xy() == (11.5, 4.5)
    for wrong in ((22, 0), (0, 22), (-1, 0)):
        with pytest.raises(ValueError, match="a square inside"):
            plot_pixel_values(Figure().subplots(), image, *wrong)


def test_curves_are_the_recorded_medians():
    axes = Figure().subplots()
    plot_examples_needed(axes)
    runs = recorded()["examples"]
    names = ("network", "nearest neighbour", "logistic regression")
    for line, name in zip(axes.lines, names, strict=True):
        assert line.get_ydata().tolist() == [np.median(row) for row in runs[name]]
    assert len({line.get_linestyle() for line in axes.lines}) == len({line.get_marker() for line in axes.lines}) == 3


def test_changed_pixels_are_marked_in_the_image_after():
    slope = np.zeros(784)
    slope[30], slope[60] = 2, -1
    after = X[84].copy()
    after[30] = 1
    axes = Figure().subplots()
    plot_changed_pixels(axes, X[84], slope, [30], after)
    image, changed, more, less = axes.child_axes
    assert [panel.get_title() for panel in axes.child_axes] == [
        "the image", "after the change", "more ink helps", "less ink helps"]  # fmt: skip
    assert changed.lines[0].get_data()[0].tolist() == [2] and changed.lines[0].get_data()[1].tolist() == [1]
    assert not image.lines
    opacity = [np.asarray(panel.images[0].get_array())[..., 3] for panel in (more, less)]
    assert np.argwhere(opacity[0] == 1)[0].tolist() == [4, 8] and opacity[0].sum() == 16  # 4 × 4 for a pixel
    assert np.isclose(opacity[1].max(), 0.5, atol=0.04)
    assert Picture(plot_changed_pixels, X[84], slope, [30], after, alt="Four.").svg.count("<image") == 4
