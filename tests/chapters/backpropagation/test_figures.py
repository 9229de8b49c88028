"""What the explorables of the chapter *Backpropagation* compute."""

import numpy as np
import pytest

from nnlib import BinaryCrossEntropy, autodiff, gradcheck, mlp
from nnlib.chapters.backpropagation.check_gradient import BEND, EXPONENTS, NOISE, SPREAD
from nnlib.chapters.backpropagation.sorter import COLOURS, THETA
from nnlib.explorables import CheckGradient, ComputationalGraph, ForwardOrReverse, ThroughNetwork


def shown(texts):
    return [text.get_text() for text in texts if text.get_visible() and text.get_text()]


@pytest.mark.parametrize(("x", "y", "z"), [(-2, 5, -4), (4, -3, 0), (1.5, 1, 2.5)])
def test_graph_has_the_gradients_of_the_product_rule(x, y, z):
    figure = ComputationalGraph(x=x, y=y, z=z)
    assert figure.result.f == (x + y) * z
    assert figure.result.gradients == [z, z, x + y]


def test_graph_fills_in_values_forwards_and_gradients_backwards():
    figure = ComputationalGraph(step=0)
    seen = []
    for step in range(6):
        figure.set(step=step)
        seen.append((shown(figure.values), shown(figure.gradients)))
    assert [len(values) for values, _ in seen] == [3, 4, 5, 5, 5, 5]
    assert [len(gradients) for _, gradients in seen] == [0, 0, 0, 1, 3, 5]
    assert sorted(seen[5][0]) == sorted(["−2", "5", "3", "−4", "−12"])
    assert sorted(seen[5][1]) == sorted(["1 · (−4) = −4", "1 · (−4) = −4", "−4 · 1 = −4", "3 · 1 = 3", "1"])


def test_graph_marks_the_edges_of_the_step():
    figure = ComputationalGraph()
    marked = []
    for step in range(6):
        figure.set(step=step)
        marked.append((len(figure.forwards.get_segments()), len(figure.backwards.get_segments())))
    assert marked == [(0, 0), (2, 0), (3, 0), (0, 1), (0, 2), (0, 2)]


def test_no_number_of_the_graph_lies_on_its_edge():
    figure = ComputationalGraph()
    for (start, end), *texts in zip(figure.ends, figure.values, figure.gradients):
        along = (end - start) / np.hypot(*(end - start))
        for text in texts:
            x, y = text.get_position() - start
            assert abs(along[0] * y - along[1] * x) > 11  # px, more than half the height of the letters
            assert text.get_rotation() % 180 == pytest.approx(-np.degrees(np.arctan2(along[1], along[0])) % 180)


def by_engine(figure):
    """The gradients by `autodiff`, which knows nothing of layers."""
    x = np.array([COLOURS[figure.result.example]])
    W1, b1, W2, b2 = np.split(THETA, [6, 8, 10])

    def loss(W1, b1, W2, b2):
        z = autodiff.activation(figure.result.activation, x @ W1 + b1) @ W2 + b2
        return (autodiff.activation("softplus", z) - figure.result.target * z).sum()

    return autodiff.gradient(loss, W1.reshape(3, 2), b1, W2.reshape(2, 1), b2)


@pytest.mark.parametrize("example", COLOURS)
@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_network_has_the_gradients_of_the_engine_and_the_measured_ones(example, activation):
    figure = ThroughNetwork(example=example, activation=activation)
    for name, wanted in zip(("dW1", "db1", "dW2", "db2"), by_engine(figure)):
        np.testing.assert_allclose(figure.result.gradients[name], wanted.ravel())
    for name, gradient in figure.result.gradients.items():
        np.testing.assert_allclose(figure.result.measured[name], gradient, atol=1e-8)
    assert figure.result.gap < 1e-8
    assert np.prod(figure.result.factors) == pytest.approx(figure.result.gradients["dW1"][2])


def test_network_by_hand():
    result = ThroughNetwork(example="orange").result
    a = 1 / (1 + np.exp([-1, -2]))
    np.testing.assert_allclose(result.values["z"], [1, 2])
    np.testing.assert_allclose(result.values["a"], a)
    z = 4 * a.sum() - 6
    error = 1 / (1 + np.exp(-z)) - 1
    np.testing.assert_allclose(result.values["out"], [z, error + 1, -np.log(error + 1)])
    np.testing.assert_allclose(result.gradients["dW2"], error * a)
    np.testing.assert_allclose(result.factors, [error, 4, a[0] * (1 - a[0]), 0.5])


def test_network_shows_every_number_of_all_its_parts_at_the_last_step():
    figure = ThroughNetwork()
    count = {name: len(shown(texts)) for name, texts in figure.gradients.items()}
    assert count == {"dW1": 6, "db1": 2, "dz": 2, "da": 2, "dW2": 2, "db2": 1, "dz2": 1}
    assert {name: len(shown(texts)) for name, texts in figure.values.items()} == {"x": 3, "z": 2, "a": 2, "out": 3}
    assert shown(figure.gradients["dW1"]) == ["∂ −0.307", "∂ −0.164", "∂ −0.153", "∂ −0.082", "∂ −0.031", "∂ −0.016"]
    assert shown(figure.products) == ["−0.39", "4", "0.197", "0.5", "−0.153"]
    figure.set(slopes="measured")
    assert shown(figure.gradients["dW1"])[2] == "≈ −0.153"
    figure.set(step=3)
    assert not any(shown(texts) for texts in figure.gradients.values())
    assert not shown(figure.products)


def test_no_gradient_is_written_as_0_that_is_not():
    figure = ThroughNetwork(example="lemon", activation="tanh")
    assert "the gradient is 2·10⁻⁶." in figure.sentence
    for name, texts in figure.gradients.items():
        for text, value in zip(texts, np.ravel(figure.result.gradients[name])):
            assert (text.get_text() == "∂ 0") == (value == 0)


def test_numbers_of_the_network_fill_in_step_by_step():
    figure = ThroughNetwork()
    seen = []
    for step in range(9):
        figure.set(step=step)
        seen.append(sum(len(shown(texts)) for part in (figure.values, figure.gradients) for texts in part.values()))
    assert seen == [3, 5, 7, 10, 12, 14, 16, 20, 26]


def test_what_the_text_says_of_tomato_and_lemon():
    assert ThroughNetwork(example="lemon").result.gradients["dW1"][2] == pytest.approx(0.004, abs=0.0005)
    silent = ThroughNetwork(example="tomato", activation="relu").result
    assert silent.values["z"][0] == pytest.approx(-1.2)
    assert not silent.gradients["dW1"][::2].any() and silent.gradients["dW2"][0] == 0
    assert silent.gradients["da"][0, 0] == pytest.approx(4, abs=0.01) and silent.gradients["dz"][0, 0] == 0


def test_no_sum_of_the_examples_is_at_a_kink():
    for example in COLOURS:
        assert np.abs(ThroughNetwork(example=example).result.values["z"]).min() > 0.01


@pytest.mark.parametrize(("inputs", "outputs"), [(3, 5), (5, 2), (1, 1)])
def test_passes_are_those_that_the_engine_counts(inputs, outputs):
    figure = ForwardOrReverse(inputs=inputs, outputs=outputs)
    weights = np.ones((inputs, outputs))
    for mode, passes in (("forward", figure.result.forward - 1), ("reverse", figure.result.reverse)):
        # forward passes of the engine compute the values too, so it needs none for the values alone
        assert (
            autodiff.jacobian(lambda x: (x.reshape(1, inputs) @ weights).reshape(outputs), np.ones(inputs), mode)[1]
            == passes
        )


def test_verdict_on_modes():
    assert "forward mode takes 45,361 passes, reverse mode 2. Reverse mode needs fewer" in ForwardOrReverse().sentence
    assert "Forward mode needs fewer" in ForwardOrReverse(inputs=11, outputs=100).sentence
    assert "equally many" in ForwardOrReverse(inputs=1000, outputs=1000).sentence
    assert ForwardOrReverse().times.get_text() == "× 22,680"


def test_error_of_the_check_falls_with_the_square_then_rounding_takes_over():
    curve = CheckGradient(activation="tanh").result.curve
    assert curve[-5] / curve[-7] == pytest.approx(100, rel=0.3)  # ε = 10⁻² and 10⁻³
    assert curve[0] > 1e4 * curve.min()


def test_a_kink_ruins_the_check_once_the_move_crosses_it():
    figure = CheckGradient(activation="relu", exponent=-3.5)
    assert "The check passes" in figure.sentence
    figure.set(exponent=-2.5)
    assert figure.result.error > 0.1 and "does not pass" in figure.sentence


def test_float32_never_passes():
    for exponent in EXPONENTS:
        figure = CheckGradient(precision="float32", exponent=exponent)
        assert figure.result.curve.min() > 1e-6 and "does not pass" in figure.sentence


def nudged(activation, rng):
    """The sorter and its fruit, every number off in its last digits: other roundings of the same check."""
    net = mlp([3, 2, 1], activation=activation)
    net.parameters = THETA * (1 + 1e-14 * rng.uniform(-1, 1, 11))
    return net, np.array([[1, 0.4001, 0.1]]) * (1 + 1e-14 * rng.uniform(-1, 1, 3))


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_sentence_on_the_check_holds_for_any_rounding(activation):
    rng = np.random.default_rng(0)
    for exponent in EXPONENTS:
        figure = CheckGradient(activation=activation, exponent=exponent)
        assert not figure.is_reproducible(figure.result)
        curve, noise = BEND[activation] * 10 ** (2 * exponent), NOISE[activation] * np.finfo(float).eps / 10**exponent
        for _ in range(5):
            net, X = nudged(activation, rng)
            error = gradcheck.check(net, BinaryCrossEntropy(), X, [1], epsilon=10.0**exponent, tolerance=np.inf)
            if "The check passes" in figure.sentence:
                assert error <= 1e-6
            if "does not pass" in figure.sentence:
                assert error > 1e-6
            if "rounding makes" in figure.sentence:
                assert noise / SPREAD < error < noise * SPREAD
            if "curve makes" in figure.sentence and exponent <= -1:
                assert error == pytest.approx(curve, rel=0.02)
