"""The gradient check finds wrong gradients, and says where they are."""

import numpy as np
import pytest

from nnlib import gradcheck
from nnlib.layers import Activation, Dense, Dropout
from nnlib.losses import BinaryCrossEntropy, MeanSquaredError
from nnlib.network import Network, mlp

rng = np.random.default_rng(0)
X, Y = rng.normal(size=(6, 2)), rng.integers(0, 2, 6)


class Wrong(Dense):
    """Dense with one wrong gradient."""

    def weight_gradients(self, dZ):
        super().weight_gradients(dZ)
        self.dW[1, 2] *= 1.01


def wrong_network():
    return Network([Dense(2, 4, rng=0), Activation("tanh"), Wrong(4, 3, rng=1), Activation("tanh"), Dense(3, 1, rng=2)])


def test_the_message_names_parameter_and_values():
    net = wrong_network()
    before = net.parameters.copy()
    with pytest.raises(gradcheck.GradientError) as caught:
        gradcheck.check(net, BinaryCrossEntropy(), X, Y)
    message = str(caught.value)
    analytic = net.layers[2].dW[1, 2]
    assert "layers[2].W[1, 2]" in message and f"{analytic:.6g}"[:6] in message and "measured slope" in message
    np.testing.assert_array_equal(net.parameters, before)


def test_random_directions_find_it_too():
    with pytest.raises(gradcheck.GradientError, match=r"random direction \d"):
        gradcheck.check(wrong_network(), BinaryCrossEntropy(), X, Y, directions=3, rng=0)


def test_a_gradient_that_is_nan_does_not_pass():
    class Broken(Dense):
        def weight_gradients(self, dZ):
            super().weight_gradients(dZ)
            self.db[0] = np.nan

    with pytest.raises(gradcheck.GradientError, match=r"layers\[0\].b\[0\] is nan"):
        gradcheck.check(Network([Broken(2, 1, rng=0)]), MeanSquaredError(), X, Y * 1.0)


def test_where_the_gradient_is_small_a_thousandth_of_the_loss_or_of_1_stands_in_for_it():
    class Off(Dense):
        """Dense with 1e-5 too much in a gradient that is 0."""

        def weight_gradients(self, dZ):
            super().weight_gradients(dZ)
            self.dW += 1e-5

    net = Network([Off(1, 1, rng=0)])
    for target, error in ((0.0, 1e-5 / 1e-3), (0.5, 1e-5 / 1e-3), (10.0, 1e-5 / 0.1)):  # the loss is target²
        assert gradcheck.check(net, MeanSquaredError(), [[0.0]], [target], tolerance=1) == pytest.approx(
            error, rel=1e-3
        )


@pytest.mark.parametrize(("target", "off", "error"), [(-3.0, 1.5, 0.2), (-3.0, -3.0, 0.5), (3.0, -1.5, 0.2)])
def test_the_error_is_relative_to_the_larger_of_both(target, off, error):
    class Off(Dense):
        def weight_gradients(self, dZ):
            super().weight_gradients(dZ)
            self.db += off

    net = Network([Off(1, 1, "zeros", rng=0)])  # db is −2 · target
    assert gradcheck.check(net, MeanSquaredError(), [[1.0]], [target], tolerance=1) == pytest.approx(error)


def test_the_slope_is_measured_over_the_step_that_was_taken():
    """So far from 0 a step is rounded."""
    assert gradcheck.numerical_gradient(lambda x: float(x.sum()), [1e9])[0] == 1


def test_right_gradients_pass_in_random_directions():
    net = mlp([2, 4, 1], "tanh", rng=0)
    assert gradcheck.check(net, BinaryCrossEntropy(), X, Y, directions=5) < 1e-8


def test_a_kink_gives_the_mean_of_both_slopes():
    assert gradcheck.numerical_gradient(lambda x: float(np.maximum(x, 0).sum()), [0.0])[0] == pytest.approx(0.5)


def test_arguments_stay_as_they_are():
    x = np.array([1.0, 2.0])
    gradcheck.numerical_gradient(lambda t: float(t @ t), x)
    np.testing.assert_array_equal(x, [1, 2])
    with pytest.raises(ValueError, match="epsilon must be .* not 0"):
        gradcheck.numerical_gradient(lambda t: 0.0, x, epsilon=0)
    with pytest.raises(ValueError, match="epsilon must be .* not -1"):
        gradcheck.directional_derivative(lambda t: 0.0, x, x, epsilon=-1)


def test_matrices_and_directions():
    A = rng.normal(size=(3, 2))
    np.testing.assert_allclose(gradcheck.numerical_gradient(lambda t: float((t**2).sum()), A), 2 * A, atol=1e-9)
    d = rng.normal(size=(3, 2))
    slope = gradcheck.directional_derivative(lambda t: float((t**2).sum()), A, d)
    assert slope == pytest.approx(float((2 * A * d).sum()))
    cube = gradcheck.directional_derivative(lambda t: float((t**3).sum()), [1.0, 2.0], [1.0, 1.0])
    assert cube == pytest.approx(3 * 1 + 3 * 4)  # a wide step would show


def test_the_name_of_every_parameter():
    net = mlp([2, 3, 1], rng=0)
    names = [net.name_of(i) for i in range(13)]
    assert names[0] == "layers[0].W[0, 0]" and names[5] == "layers[0].W[1, 2]" and names[6] == "layers[0].b[0]"
    assert names[9] == "layers[2].W[0, 0]" and names[12] == "layers[2].b[0]" and len(set(names)) == 13


def test_dropout_is_off_during_the_check_and_as_before_afterwards():
    net = Network([Dense(2, 4, rng=0), Activation("tanh"), Dropout(0.5, rng=0), Dense(4, 1, rng=1)])
    for training in (True, False):
        net.training = training
        assert gradcheck.check(net, BinaryCrossEntropy(), X, Y) < 1e-6
        assert net.training is training
