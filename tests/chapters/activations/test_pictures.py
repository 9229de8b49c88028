"""The pictures of the chapter *Activations*."""

import math

import numpy as np
import pytest
from matplotlib.figure import Figure

from nnlib.plots import plot_activations, plot_fits, plot_gates


def test_activations_are_drawn_with_different_dashes():
    axes = Figure(layout="constrained").subplots()
    *_zero, sigmoid, relu = plot_activations(axes, {"sigmoid": "S", "relu": "R"}, low=-1, high=1)
    z, a = sigmoid.get_data()
    assert np.allclose(a, 1 / (1 + np.exp(-z))) and np.allclose(relu.get_ydata(), np.maximum(z, 0))
    assert sigmoid.get_linestyle() != relu.get_linestyle() and sigmoid.get_color() != relu.get_color()
    assert [text.get_text() for text in axes.figure.legends[0].get_texts()] == ["S", "R"]


@pytest.mark.parametrize("names", [{}, {name: name for name in ("relu", "elu", "selu", "tanh", "erf", "silu", "mish")}])
def test_activations_refuse_none_and_more_than_six(names):
    with pytest.raises(ValueError, match="from 1 to 6"):
        plot_activations(Figure(layout="constrained").subplots(), names)


def test_fits_hold_examples_and_curves():
    axes = Figure(layout="constrained").subplots()
    dots, line = plot_fits(axes, [0, 1], [2, 3], [0, 0.5, 1], {"a line": [2, 2.5, 3]})
    assert np.array_equal(dots.get_xydata(), [[0, 2], [1, 3]])
    assert np.array_equal(line.get_ydata(), [2, 2.5, 3]) and line.get_label() == "a line"


def test_fits_refuse_more_curves_than_looks():
    with pytest.raises(ValueError, match="from 1 to 3"):
        plot_fits(Figure(layout="constrained").subplots(), [0], [0], [0, 1], {str(i): [0, 1] for i in range(4)})


def test_gates_are_step_normal_distribution_and_sigmoid():
    axes = Figure(layout="constrained").subplots()
    step, phi, sigmoid = plot_gates(axes)
    z = phi.get_xdata()
    assert np.allclose(phi.get_ydata(), [0.5 * (1 + math.erf(t / math.sqrt(2))) for t in z], atol=1e-12)
    assert np.array_equal(step.get_ydata(), z > 0)
    assert np.allclose(sigmoid.get_ydata(), 1 / (1 + np.exp(-z)))
