"""What the explorables of the chapter *Activations* compute."""

import math

import numpy as np
import pytest

from nnlib import activations
from nnlib.explorables import ActivationGallery, DeadUnits, GeluApproximations, LinearCollapse, VanishingGradient
from nnlib.explorables.activations import LABELS, power


def exact_gelu(z):
    return z * 0.5 * (1 + math.erf(z / math.sqrt(2)))


def test_gallery_shows_every_activation():
    assert tuple(LABELS) == activations.names() == ActivationGallery.declared["first"].grid
    assert len(set(LABELS.values())) == len(LABELS)


def test_gallery_reads_value_and_slope_at_the_cursor():
    result = ActivationGallery(first="sigmoid", second="leaky_relu", cursor=-3).result
    sigmoid = 1 / (1 + math.exp(3))
    assert np.allclose(result.first_there, [sigmoid, sigmoid * (1 - sigmoid)])
    assert np.allclose(result.second_there, [-0.03, 0.01])
    assert "0.047 with derivative 0.045" in ActivationGallery(first="sigmoid", cursor=-3).sentence


@pytest.mark.parametrize("name", activations.names())
def test_gallery_draws_the_derivative_of_the_curve_above(name):
    result = ActivationGallery(second=name).result
    curve, slope = result.second_curves
    rise = np.diff(curve) / np.diff(result.z)
    smooth = (np.abs(np.diff(slope)) < 0.1) & (rise < 5)  # neither a kink nor a jump in between
    assert smooth.sum() >= len(rise) - 3
    assert np.allclose(rise[smooth], ((slope[1:] + slope[:-1]) / 2)[smooth], atol=5e-3)


@pytest.mark.parametrize("depth", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("w1", [-2, 0, 0.7, 2])
def test_linear_collapse_slope_is_the_product_of_the_weights(depth, w1):
    result = LinearCollapse(depth=depth, activation="identity", w1=w1).result
    product = w1
    for weight in (-1.5, 0.8, 2, -1, 0.5)[: depth - 1]:
        product *= weight
    rise = (result.output[-1] - result.output[0]) / (result.x[-1] - result.x[0])
    assert len(result.weights) == depth
    assert np.allclose([result.product, result.flattest, result.steepest, rise], product)
    assert np.allclose(result.line, result.output)


def test_linear_collapse_says_both_numbers():
    assert "1 · (−1.5) · 0.8 = −1.2" in LinearCollapse().sentence
    assert "slope of the network is −1.2 everywhere" in LinearCollapse().sentence


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "tanh", "sigmoid", "gelu"])
def test_activations_bend_what_would_collapse(activation):
    result = LinearCollapse(depth=3, activation=activation).result
    assert result.steepest - result.flattest > 0.05
    if activation in ("tanh", "sigmoid"):
        assert max(abs(result.flattest), abs(result.steepest)) < abs(result.product)


def test_relu_chain_by_hand():
    result = LinearCollapse(depth=3, activation="relu", w1=1).result
    wanted = [0.8 * max(0, -1.5 * max(0, x + 0.5) + 1) + 0.5 for x in result.x]
    assert np.allclose(result.output, wanted)
    assert np.isclose(result.flattest, -1.2) and result.steepest == 0


def test_gelu_errors_against_the_error_function():
    z = np.arange(-5, 5.0001, 0.002)
    exact = np.array([exact_gelu(t) for t in z])
    sigmoid_form = z / (1 + np.exp(-1.702 * z))
    tanh_form = 0.5 * z * (1 + np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3)))
    worst = [np.abs(form - exact).max() for form in (sigmoid_form, tanh_form)]
    result = GeluApproximations().result
    assert np.allclose(np.abs(result.worst), worst, atol=1e-6)
    assert np.allclose([round(worst[0], 4), round(worst[1], 5)], [0.0203, 0.00047])
    for words in ("0.0203 at z = −2.27", "0.00047", "43 times smaller"):
        assert words in GeluApproximations().sentence
    texts = [panel[-1].get_text() for panel in GeluApproximations().panels]
    assert "0.0203" in texts[0] and "0.00047" in texts[1]


def test_gelu_at_the_cursor():
    result = GeluApproximations(constant=1.702, cursor=1.3).result
    assert np.isclose(result.exact, exact_gelu(1.3))
    library = [float(activations.get(name)(1.3)) - exact_gelu(1.3) for name in ("gelu_sigmoid", "gelu_tanh")]
    assert np.allclose(result.there, library)


def test_best_constant_for_the_product_is_not_the_authors():
    constants = GeluApproximations.declared["constant"].grid
    errors = {k: abs(GeluApproximations(constant=k).result.worst[0]) for k in constants}
    assert min(errors, key=errors.get) == 1.773
    assert round(errors[1.773], 4) == 0.0139


def test_vanishing_gradient_agrees_with_numerical_differences():
    """The gradient by z in the first hidden layer, found by moving each sum a little."""
    rng = np.random.default_rng(0)
    W = [rng.normal(0, 1.4 / np.sqrt(32), (32, 32)) for _ in range(2)]
    W.append(rng.normal(0, 1.4 / np.sqrt(32), (32, 1)))
    X = rng.normal(size=(32, 32))

    def from_first(z):
        return np.tanh(np.tanh(z) @ W[1]) @ W[2]

    def from_second(z):
        return np.tanh(z) @ W[2]

    def rms(after, z, h=1e-6):
        moved = [after(z + h * unit) - after(z - h * unit) for unit in np.eye(32)]
        return np.sqrt(np.mean((np.array(moved) / (2 * h)) ** 2))

    first = X @ W[0]
    second = np.tanh(first) @ W[1]
    result = VanishingGradient(depth=2, activation="tanh", scale=1.4).result
    assert np.isclose(result.relative[0], rms(from_first, first) / rms(from_second, second), rtol=1e-6)
    assert result.relative[-1] == 1


def test_gradient_vanishes_stays_and_explodes():
    states = ("sigmoid", 1), ("sigmoid", 3), ("relu", 1), ("relu", 1.4), ("tanh", 1.4), ("identity", 2)
    factor = {(a, s): VanishingGradient(activation=a, scale=s).result.factor for a, s in states}
    assert round(factor["sigmoid", 1], 2) == 0.22 and factor["sigmoid", 3] < 0.6
    assert round(factor["relu", 1], 2) == 0.73 and abs(factor["relu", 1.4] - 1) < 0.05
    assert abs(factor["tanh", 1.4] - 1) < 0.05 and 1.8 < factor["identity", 2] < 2


@pytest.mark.parametrize("state", list(VanishingGradient.corners()), ids=str)
def test_gradient_stays_in_the_picture(state):
    powers = np.log10(VanishingGradient(**state).result.relative)
    assert powers.min() > VanishingGradient.lowest and powers.max() < VanishingGradient.highest


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.22, "0.22"), (1.0, "1"), (31.4, "31"), (1234.0, "1234"), (1.24e-6, "1.2 · 10⁻⁶"), (7.4e6, "7.4 · 10⁶")],
)
def test_power_writes_numbers_of_any_size(value, text):
    assert power(value) == text


def test_large_steps_kill_units_and_small_ones_do_not():
    large, small = DeadUnits(rate=10, bias=0), DeadUnits(rate=2, bias=0)
    assert large.counts(large.result) == {"before": 0, "first": 1, "after": 27}
    assert small.counts(small.result) == {"before": 0, "first": 0, "after": 0}
    assert small.result.accuracy > large.result.accuracy + 0.2


def test_no_dead_unit_of_a_single_hidden_layer_comes_back():
    for state in DeadUnits.grid():
        if state["activation"] == "relu":
            assert (np.diff(DeadUnits(**state).result.share) >= 0).all(), state


def test_dead_means_silent_for_every_point():
    figure = DeadUnits(bias=-2, rate=0.1)
    rng = np.random.default_rng(1)
    W = rng.normal(0, 1, (2, 30))  # He: √(2 / 2) = 1
    silent = ((figure.X @ W - 2) <= 0).all(axis=0)
    assert figure.result.share[0] == silent.mean() == 26 / 30


@pytest.mark.parametrize("activation", ["leaky_relu", "tanh"])
def test_units_that_are_never_flat_never_die(activation):
    assert not DeadUnits(rate=10, bias=-2, activation=activation).result.share.any()
