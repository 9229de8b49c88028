"""The pictures of the chapter *A first look at convolutions*."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from nnlib.chapters.convolutions.images import seven
from nnlib.chapters.convolutions.kept import recorded
from nnlib.plots import (
    plot_branches,
    plot_kernels,
    plot_moved_digits,
    plot_one_window,
    plot_receptive_field,
    plot_sums_by_layer,
    plot_wirings,
)


def drawn(plot, *arguments):
    axes = Figure().subplots()
    plot(axes, *arguments)
    return axes


def test_curves_are_the_recorded_medians():
    axes = drawn(plot_moved_digits, ("dense", "convolutional", "anywhere"))
    for line, name in zip(axes.lines, ("dense", "convolutional", "anywhere"), strict=True):
        assert line.get_ydata().tolist() == np.median(recorded()["comparison"][name]["moved"], axis=0).tolist()
    assert len({line.get_linestyle() for line in axes.lines}) == len({line.get_marker() for line in axes.lines}) == 3
    assert len(drawn(plot_moved_digits).lines) == 2


def test_the_numbers_of_parameters_in_the_legend_are_those_recorded():
    axes = drawn(plot_moved_digits, ("dense", "convolutional", "anywhere"))
    names = [line.get_label() for line in axes.lines]
    runs = recorded()["comparison"]
    assert f"{runs['dense']['parameters']:,}" in names[0] and f"{runs['convolutional']['parameters']:,}" in names[1]
    assert f"{runs['anywhere']['parameters']:,}" in names[2]


def test_as_many_lines_as_weights_are_counted():
    axes = drawn(plot_wirings)
    lines = [line for line in axes.lines if line.get_linestyle() != "None"]
    assert len(lines) == 24 + 12 + 12
    assert len({line.get_linestyle() for line in lines[36:]}) == 3
    assert [text.get_text() for text in axes.texts[1::2]] == ["24 weights", "12 weights", "3 weights"]


def test_one_window_adds_up():
    kernel = np.array([[-1, 0, 1]] * 3)
    axes = drawn(plot_one_window, seven().round(1), kernel, 8, 13)
    words = [text.get_text() for text in axes.texts]
    assert words[-1] == "sum of the nine products: 1.9" and words.count("−1") == 3
    for top, left in ((-1, 0), (20, 0), (0, 20)):
        with pytest.raises(ValueError, match="a window inside"):
            drawn(plot_one_window, seven(), kernel, top, left)


def test_every_kernel_is_drawn_in_its_frame():
    axes = drawn(plot_kernels, np.random.default_rng(0).normal(size=(8, 5, 5)))
    assert [text.get_text() for text in axes.texts] == list("12345678")
    frames, shapes = axes.patches[::3], axes.patches[1::3]
    for frame, shape in zip(frames, shapes):
        x, y = shape.get_path().vertices.T
        left, top = frame.get_xy()
        assert left <= x.min() and x.max() <= left + 5 and top <= y.min() and y.max() <= top + 5


def test_the_receptive_field_is_that_of_the_formula():
    axes = drawn(plot_receptive_field)
    counts = [text.get_text() for text in axes.texts if " of " in text.get_text()]
    assert counts == ["16 of 28", "12 of 24", "6 of 12", "2 of 8", "1 of 4"]
    from nnlib.chapters.convolutions.kept import small_network

    net = small_network(0)
    X = np.random.default_rng(0).random((1, 1, 28, 28)).astype(np.float32)
    A = X
    for layer in net.layers[:6]:
        A = layer.forward(A)
    dA = np.zeros_like(A)
    dA[0, :, 1, 1] = 1  # by every way: ReLU and pooling stop some
    reached = np.zeros((28, 28), bool)
    for seed in range(20):
        A = np.random.default_rng(seed).random((1, 1, 28, 28)).astype(np.float32)
        for layer in net.layers[:6]:
            A = layer.forward(A)
        gradient = dA
        for layer in net.layers[5::-1]:
            gradient = layer.backward(gradient)
        reached |= gradient[0, 0] != 0
    rows = np.flatnonzero(reached.any(axis=1))
    assert rows.min() >= 4 and rows.max() <= 19 and len(rows) == 16


def test_branches_add_up():
    words = [text.get_text() for text in drawn(plot_branches).texts]
    assert words.count("4 channels") == 2 and "8 channels" in words and "Y: 16 channels, side by side" in words


def test_sums_show_nine_tenths_of_each_layer():
    layers = [np.arange(101.0), np.arange(101.0) - 50]
    figure = Figure()
    plot_sums_by_layer(figure.subplots(), {"one": layers, "two": layers})
    upper, lower = figure.axes
    (bars,) = upper.collections
    assert [segment[:, 1].tolist() for segment in bars.get_segments()] == [[5, 95], [-45, 45]]
    assert upper.get_title(loc="left") == "one" or upper.get_title() == "one"
    assert upper.lines[0].get_ydata().tolist() == [50, 0]
    assert lower.lines[0].get_marker() != upper.lines[0].get_marker()
