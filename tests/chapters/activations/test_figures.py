"""What the explorables of the chapter *Activations* compute."""

import math
import pathlib
import re

import numpy as np
import pytest
from matplotlib.path import Path

from nnlib import SGD, Activation, BinaryCrossEntropy, Dense, Network, activations, train
from nnlib.chapters.activations import dead_units, linear_collapse, two_cuts
from nnlib.chapters.activations.labels import FORMULAS, LABELS
from nnlib.diagnosis import dead_share
from nnlib.explorables import (
    ActivationGallery,
    DeadUnits,
    GeluApproximations,
    LinearCollapse,
    TwoCuts,
    VanishingGradient,
)

PAGE = (pathlib.Path(__file__).parents[3] / "activation-functions.md").read_text(encoding="utf-8")


def exact_gelu(z):
    return z * 0.5 * (1 + math.erf(z / math.sqrt(2)))


def test_gallery_shows_every_activation():
    assert tuple(LABELS) == activations.names() == ActivationGallery.declared["first"].grid
    assert len(set(LABELS.values())) == len(LABELS)


def test_gallery_writes_the_formulas_of_the_library():
    worded = {name: activations.get(name).formula for name in LABELS if " if " in activations.get(name).formula}
    assert worded == FORMULAS
    assert "f(z) = z if z > 0, else 0.01 z" in ActivationGallery(second="leaky_relu").sentence


def test_the_page_to_look_it_up_has_every_activation():
    named = re.findall(r"^\| [^|]+ \| `(\w+)` \|", PAGE, re.MULTILINE)
    assert sorted(named) == sorted(activations.names())


@pytest.mark.parametrize(("name", "lowest"), re.findall(r"`(\w+)` \|.*\| (−0\.\d+ at −\d\.\d+) \|", PAGE))
def test_the_page_says_where_a_gate_is_lowest(name, lowest):
    z = np.linspace(-3, 0, 30_001)
    values = activations.get(name)(z)
    value, place = (float(number.replace("−", "-")) for number in lowest.split(" at "))
    assert np.isclose(values.min(), value, atol=6e-4) and np.isclose(z[values.argmin()], place, atol=6e-4)


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


def test_no_line_picks_the_oranges_out():
    """Neither the third neuron without a step, nor any line at all, gets many more than two thirds right."""
    orange, best = two_cuts.ORANGES, 0
    for angle in np.linspace(0, 2 * np.pi, 721):
        along = two_cuts.POINTS @ [np.cos(angle), np.sin(angle)]
        best = max(best, *(((along > level) == orange).sum() for level in along))
    assert 60 <= best <= 0.72 * len(orange)
    figure = TwoCuts()
    states = [state for state in TwoCuts.grid() if state["between"] == "identity"]
    assert states and all(figure.compute(**state)["right"] <= best for state in states)


def test_two_steps_and_a_third_neuron_pick_the_oranges_out():
    result = TwoCuts(between="step", v1=1, v2=1, b=-1.5).result
    assert (result.oranges, result.others, result.right) == (30, 0, 90)


@pytest.mark.parametrize(
    "state", [{"between": "step", "v1": 1, "v2": -2, "b": 0.5}, {"v1": -1.5, "v2": 0.5, "b": 0.25}, {}]
)
def test_two_cuts_shades_where_the_third_neuron_fires(state):
    figure = TwoCuts(**state)
    a = two_cuts.POINTS @ two_cuts.W
    a = a if figure.controls["between"] == "identity" else a > 0
    fires = a @ [figure.controls["v1"], figure.controls["v2"]] + figure.controls["b"] > 0
    pieces = [Path(corners) for corners in figure.result.pieces if len(corners) > 2]
    shaded = np.any([piece.contains_points(two_cuts.POINTS) for piece in pieces], axis=0)
    assert np.array_equal(shaded, fires)


@pytest.mark.parametrize(("first", "last"), [(1, 3), (-2, 4), (0, -4), (0.7, 0.3)])
def test_without_a_bend_every_neuron_draws_a_line(first, last):
    figure = LinearCollapse(first=first, last=last)
    middle = np.hstack(linear_collapse.outputs("identity", first, last, np.array([0.0])))[0]
    assert np.allclose(figure.result.straight.mean(axis=0), middle)
    rise = figure.result.straight[1, -1] - figure.result.straight[0, -1]
    assert np.isclose(figure.result.slope, rise / 6)


def test_linear_collapse_says_slope_and_bends():
    sentence = LinearCollapse().sentence
    assert "slope 0.69" in sentence and "bends 4 times" in sentence
    assert "bends 7 times" in LinearCollapse(first=2).sentence
    assert "from −1.91 to 1.93" in LinearCollapse(activation="tanh").sentence


def test_bends_are_where_a_unit_passes_zero():
    """Count the corners of the default output by hand, from the places where a sum changes its sign."""
    figure = LinearCollapse()
    x = np.linspace(-3, 3, 60_000)
    W1, W2, b1, b2, v = (getattr(linear_collapse, name) for name in ("W1", "W2", "B1", "B2", "V"))
    sums1 = np.outer(x, [1, *W1[1:]]) + b1
    sums2 = np.maximum(sums1, 0) @ W2 + b2
    slopes = ((sums2 > 0) * ((sums1 > 0) * [1, *W1[1:]] @ W2)) @ [3, *v[1:]]
    assert (np.abs(np.diff(slopes)) > 1e-9).sum() == figure.result.bends == 4


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "gelu"])
def test_smooth_activations_bend_what_would_collapse(activation):
    result = LinearCollapse(activation=activation).result
    assert result.steepest - result.flattest > 0.05
    drawn = np.diff(result.bent[:, -1]) / 0.1
    assert drawn.max() <= result.steepest + 1e-9 and drawn.min() >= result.flattest - 1e-9


def test_gelu_errors_against_the_error_function():
    z = np.arange(-5, 5.0001, 0.002)
    exact = np.array([exact_gelu(t) for t in z])
    sigmoid_form = z / (1 + np.exp(-1.702 * z))
    tanh_form = 0.5 * z * (1 + np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3)))
    worst = [np.abs(form - exact).max() for form in (sigmoid_form, tanh_form)]
    result = GeluApproximations().result
    assert np.allclose(np.abs(result.worst), worst, atol=1e-6)
    assert np.allclose([round(worst[0], 4), round(worst[1], 5)], [0.0203, 0.00047])
    for words in ("0.0203 at most, at z = ±2.27", "0.00047", "43 times less", "as it is"):
        assert words in GeluApproximations().sentence
    texts = [text.get_text() for text in GeluApproximations().texts]
    assert "0.0203" in texts[0] and "0.00047" in texts[1]


def test_gelu_errors_share_a_scale_unless_one_is_magnified():
    plain, magnified = GeluApproximations(), GeluApproximations(magnified="40")
    assert np.allclose(magnified.result.errors[0], plain.result.errors[0])
    assert np.allclose(magnified.result.errors[1], 40 * plain.result.errors[1])
    assert "× 40" in magnified.texts[1].get_text() and "×" not in plain.texts[1].get_text()
    assert np.abs(plain.result.errors[1]).max() < 0.0005 < 0.02 < np.abs(plain.result.errors[0]).max()


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
    ("state", "factors"),
    [
        ({}, ("1.2·10⁻⁶", "0.22")),
        ({"depth": 16, "activation": "identity", "scale": 3}, ("7.4·10⁶", "2.9")),
        ({"depth": 2, "activation": "relu"}, ("0.76", "0.76")),
    ],
)
def test_gradient_is_written_whatever_its_size(state, factors):
    figure = VanishingGradient(**state)
    assert "is {} times that in the last hidden layer: a factor of {} for".format(*factors) in figure.sentence
    assert figure.text.get_text() == "layer 1 = {} × last layer (× {} a layer)".format(*factors)


def dead_in(figure):
    return np.rint(dead_units.UNITS * figure.result.share).astype(int).tolist()


def test_large_steps_kill_units_and_small_ones_do_not():
    large, small = DeadUnits(rate=10), DeadUnits(rate=2)
    assert [dead_in(large)[i] for i in (0, 1, 10, -1)] == [0, 1, 26, 27]
    assert not any(dead_in(small))
    assert [round(figure.result.accuracy, 2) for figure in (large, small)] == [0.7, 0.97]
    assert round(DeadUnits(rate=10, activation="leaky_relu").result.accuracy, 2) == 0.85


def test_one_unit_is_dead_and_two_are():
    assert "units 1 is dead, and" in DeadUnits(epoch=1).sentence
    assert DeadUnits(epoch=1).texts[1].get_text().startswith("1 is dead;")
    assert "units 27 are dead, and" in DeadUnits().sentence


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_dead_is_what_the_library_calls_dead(activation):
    figure = DeadUnits(rate=20, activation=activation)
    rng = np.random.default_rng(1)
    hidden = Dense(2, 30, rng=rng)
    hidden.b = np.zeros(30)
    net = Network([hidden, Activation(activation), Dense(30, 1, rng=rng)])
    options = {"epochs": 40, "batch_size": None, "record": True}
    history = train(net, BinaryCrossEntropy(), SGD(20), dead_units.X, dead_units.y, **options)
    shares = []
    for parameters in history.parameters:
        net.parameters = parameters
        shares.append(dead_share(net, dead_units.X)[1])
    assert np.allclose(figure.result.share, shares)


def test_no_dead_unit_of_a_single_hidden_layer_comes_back():
    figure = DeadUnits()
    for state in DeadUnits.grid():
        if state["activation"] == "relu" and state["epoch"] == 0:
            figure.set(**state)
            assert (np.diff(figure.result.share) >= 0).all(), state


def test_dead_means_silent_for_every_point():
    figure = DeadUnits(bias=-2, rate=0.1, epoch=0)
    rng = np.random.default_rng(1)
    W = rng.normal(0, 1, (2, 30))  # He: √(2 / 2) = 1
    silent = ((dead_units.X @ W - 2) <= 0).all(axis=0)
    assert figure.result.share[0] == silent.mean() == 26 / 30
    assert figure.result.dead == 26


@pytest.mark.parametrize("state", [{}, {"epoch": 3}, {"bias": 2, "rate": 20, "epoch": 10}], ids=str)
def test_lines_of_dead_units_have_all_points_on_one_side_and_the_count_goes_with_the_epoch(state):
    figure = DeadUnits(**state)
    assert figure.result.dead == dead_in(figure)[int(figure.controls["epoch"])]
    for start, end in figure.result.dead_lines:
        along = end - start
        side = along[0] * (dead_units.X[:, 1] - start[1]) - along[1] * (dead_units.X[:, 0] - start[0])
        assert (side > 0).all() or (side < 0).all()
    ends = np.abs(np.concatenate([figure.result.dead_lines, figure.result.alive_lines]).reshape(-1, 2))
    assert (
        np.isclose(ends, dead_units.REACH, atol=1e-6).any(axis=1).all()
        and (ends <= np.add(dead_units.REACH, 1e-6)).all()
    )


def test_lines_start_through_the_points():
    figure = DeadUnits(epoch=0)
    assert figure.result.dead == 0 and len(figure.result.alive_lines) == dead_units.UNITS
    for start, end in figure.result.alive_lines:
        assert abs(start[0] * end[1] - start[1] * end[0]) < 1e-9  # with a bias of 0 through the middle


def test_units_that_are_never_flat_never_die():
    assert not DeadUnits(rate=10, bias=-2, activation="leaky_relu").result.share.any()
