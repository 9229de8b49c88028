"""What the explorables of the chapter *Backpropagation* compute."""

import numpy as np
import pytest

from nnlib import autodiff
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


def by_engine(figure):
    """The loss of a state by `autodiff`, which knows nothing of layers, and the gradients by all parts."""
    x = np.array([figure.colours[figure.result.example]])

    def loss(W1, b1, W2, b2):
        z = autodiff.activation(figure.result.activation, x @ W1 + b1) @ W2 + b2
        return (autodiff.activation("softplus", z) - figure.result.target * z).sum()

    return autodiff.gradient(loss, figure.W1, figure.b1, np.reshape(figure.W2, (4, 1)), [figure.b2])


@pytest.mark.parametrize("example", ThroughNetwork.colours)
@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_network_has_the_gradients_of_the_engine_and_the_measured_ones(example, activation):
    figure = ThroughNetwork(example=example, activation=activation)
    for name, wanted in zip(("dW1", "db1", "dW2", "db2"), by_engine(figure)):
        np.testing.assert_allclose(figure.result.gradients[name], wanted.reshape(figure.result.gradients[name].shape))
    for name, gradient in figure.result.gradients.items():
        np.testing.assert_allclose(figure.result.measured[name], gradient, atol=1e-9)
    assert figure.result.gap < 1e-9


def test_network_by_hand():
    result = ThroughNetwork(example="orange").result
    np.testing.assert_allclose(result.values["z"], [0.7, 0.3, 0.75, -0.55])
    np.testing.assert_allclose(result.values["a"], [0.7, 0.3, 0.75, 0])
    np.testing.assert_allclose(result.values["z2"], [0.145])
    error = 1 / (1 + np.exp(-0.145)) - 1
    np.testing.assert_allclose(result.gradients["da"], [error * np.array([-0.9, 0.5, 0.7, 0.8])])
    np.testing.assert_allclose(result.gradients["dW2"], error * np.array([0.7, 0.3, 0.75, 0]))


def test_network_shows_every_number_of_all_its_parts_at_the_last_step():
    figure = ThroughNetwork()
    count = {name: len(shown(texts)) for name, texts in figure.gradients.items()}
    assert count == {"dW1": 12, "db1": 4, "dz": 4, "da": 4, "dW2": 4, "db2": 1, "dz2": 1}
    assert {name: len(shown(texts)) for name, texts in figure.measured.items()} == count
    assert {name: len(shown(texts)) for name, texts in figure.values.items()} == {"z": 4, "a": 4, "z2": 1, "loss": 2}
    assert shown(figure.gradients["dW1"])[:4] == ["∂ 0.417", "∂ −0.232", "∂ −0.325", "∂ 0"]
    figure.set(step=4)
    assert not any(shown(texts) for texts in figure.gradients.values())


def test_no_sum_of_the_examples_is_at_a_kink():
    for example in ThroughNetwork.colours:
        assert np.abs(ThroughNetwork(example=example).result.values["z"]).min() > 0.01


@pytest.mark.parametrize(("inputs", "outputs", "layers"), [(20, 1, 2), (1, 40, 4), (7, 3, 1)])
def test_costs_follow_from_the_graph(inputs, outputs, layers):
    result = ForwardOrReverse(inputs=inputs, outputs=outputs, layers=layers).result
    nodes = 2 + 2 * (layers + 1)  # reshape, then a product and an activation for each layer, reshape
    assert list(result.passes) == [inputs, 1 + outputs]
    assert list(result.operations) == [2 * nodes * inputs, nodes + nodes * outputs]
    assert list(result.stored) == [0, inputs + 16 * layers + 3 * outputs]


def test_verdict_on_modes():
    assert "Reverse mode needs fewer" in ForwardOrReverse(inputs=20, outputs=20).sentence
    assert "Forward mode needs fewer" in ForwardOrReverse(inputs=20, outputs=40).sentence


def test_error_of_the_check_falls_with_the_square_then_rounding_takes_over():
    curve = CheckGradient(activation="tanh").result.curve
    assert curve[-5] / curve[-7] == pytest.approx(100, rel=0.3)  # ε = 10⁻² and 10⁻³
    assert curve[0] > 1e4 * curve.min()


def test_a_kink_ruins_the_check_once_the_move_crosses_it():
    figure = CheckGradient(activation="relu", exponent=-3.5)
    assert "which passes" in figure.sentence
    figure.set(exponent=-2.5)
    assert figure.result.error > 0.1 and "does not pass" in figure.sentence


def test_float32_never_passes():
    assert CheckGradient(precision="float32").result.curve.min() > 1e-6
