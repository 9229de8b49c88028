"""Losses, layers and activations of a reader's own: trained, checked, copied."""

import copy
import pickle

import numpy as np
import pytest

from nnlib import activations, fast, gradcheck
from nnlib.activations import ActivationFunction
from nnlib.layers import Activation, Dense, Layer, WeightedLayer
from nnlib.losses import BinaryCrossEntropy, Loss, MeanSquaredError
from nnlib.network import Network, mlp
from nnlib.optimizers import SGD, Adam
from nnlib.training import evaluate, train

rng = np.random.default_rng(0)
X, Y = rng.normal(size=(20, 2)), rng.integers(0, 2, 20)


class Huber(Loss):
    def value_and_gradient(self, z, y):
        error = z - y
        near = np.clip(error, -1, 1)
        return float((near * (error - near / 2)).mean()), near / error.size


class Hinge(Loss):
    """For targets −1 and 1, max(0, 1 − y z): with targets, right answers and a baseline of its own."""

    is_classification = True

    def as_target(self, target, shape, dtype):
        y = super().as_target(target, shape, dtype)
        if not (np.abs(y) == 1).all():
            raise ValueError("target must hold −1 and 1")
        return y

    def value_and_gradient(self, z, y):
        slack = 1 - y * z
        return float(np.maximum(slack, 0).mean()), -y * (slack > 0) / len(z)

    def count_right(self, z, y):
        return int(np.count_nonzero(np.sign(z) == y))

    def baseline(self, y):
        return 1 - abs(float(y.mean()))


class Square(Layer):
    def apply(self, X):
        self.X = X
        return X**2

    def backpropagate(self, dY):
        return 2 * self.X * dY


class Twice(Layer):
    """Each number twice, side by side: a layer that changes the shape."""

    def output_shape(self, input_shape):
        return (2 * input_shape[0],)

    def apply(self, X):
        return np.hstack([X, X])

    def backpropagate(self, dY):
        return np.add(*np.split(dY, 2, axis=1))


class Scale(WeightedLayer):
    def __init__(self, n):
        super().__init__(np.linspace(0.5, 1.5, n), np.zeros(n), np.float64)

    def apply(self, X):
        self.X = X
        return X * self.W + self.b

    def backpropagate(self, dY):
        self.dW[...], self.db[...] = (dY * self.X).sum(axis=0), dY.sum(axis=0)
        return dY * self.W


class Residual(Dense):
    """A Dense layer whose backpropagate does more than Dense's."""

    def apply(self, X):
        Z = super().apply(X)
        self.fires = Z > 0
        return X + Z * self.fires

    def backpropagate(self, dA):
        return dA + super().backpropagate(dA * self.fires)


class Both(Layer):
    """Two layers one after the other, as one: it has parameters, but no W and no b."""

    def __init__(self, *parts):
        self.parts, self.size, self.dtype = parts, sum(part.size for part in parts), np.dtype(float)

    def bind(self, parameters, gradient):
        n = self.parts[0].size
        self.parts[0].bind(parameters[:n], gradient[:n])
        self.parts[1].bind(parameters[n:], gradient[n:])

    def apply(self, X):
        return self.parts[1].apply(self.parts[0].apply(X))

    def backpropagate(self, dY):
        return self.parts[0].backpropagate(self.parts[1].backpropagate(dY))


class BothWeights(Both):
    """The same, which says what are weights and what are biases."""

    def is_weight(self):
        return np.hstack([part.is_weight() for part in self.parts])


BENT = ActivationFunction("bent", "z + z²/4", "[−1, ∞)", lambda z: z + z * z / 4, lambda z, a: 1 + z / 2)
NETWORKS = {
    "layer": lambda: [Dense(2, 3, rng=0), Square(), Dense(3, 1, rng=1)],
    "layer first": lambda: [Square(), Dense(2, 1, rng=1)],
    "layer last": lambda: [Dense(2, 1, rng=1), Square()],
    "another shape": lambda: [Dense(2, 3, rng=0), Twice(), Dense(6, 1, rng=1)],
    "weights": lambda: [Dense(2, 3, rng=0), Scale(3), Dense(3, 1, rng=1)],
    "weights first": lambda: [Scale(2), Dense(2, 1, rng=1)],
    "a kind of Dense": lambda: [Dense(2, 3, rng=0), Residual(3, 3, rng=2), Dense(3, 1, rng=1)],
    "a kind of Dense first": lambda: [Residual(2, 2, rng=2), Dense(2, 1, rng=1)],
    "a block": lambda: [Dense(2, 3, rng=0), Both(Dense(3, 3, rng=2), Scale(3)), Dense(3, 1, rng=1)],
    "activation": lambda: [Dense(2, 3, rng=0), Activation(BENT), Dense(3, 1, rng=1)],
}
every = pytest.mark.parametrize("key", NETWORKS)


@every
@pytest.mark.parametrize("loss", [MeanSquaredError(), BinaryCrossEntropy(), Huber()], ids=repr)
def test_gradients_are_checked_as_those_of_others(key, loss):
    net = Network(NETWORKS[key]())
    assert gradcheck.check(net, loss, X, Y) < 1e-6
    assert gradcheck.check(net.copy(), loss, X, Y, directions=3) < 1e-6


@every
def test_training_takes_the_step_that_forward_and_backward_say(key):
    """Training calls `apply` and `backpropagate` alone, and may leave out work at the first layer."""
    net, twin, loss = Network(NETWORKS[key]()), Network(NETWORKS[key]()), Huber()
    history = train(net, loss, SGD(0.1), X, Y, epochs=1, batch_size=None)
    output = twin.forward(X)
    twin.backward(loss.gradient(output, Y))
    assert history.loss[0] == pytest.approx(loss(output, Y), rel=1e-12)
    np.testing.assert_allclose(net.parameters, twin.parameters - 0.1 * twin.gradient, rtol=1e-11, atol=1e-14)


@every
@pytest.mark.parametrize("make_copy", [Network.copy, copy.deepcopy])
def test_a_copy_is_trained_alike_and_apart(key, make_copy):
    net = Network(NETWORKS[key]())
    net.forward(X)
    other, before = make_copy(net), net.parameters.copy()
    train(other, Huber(), Adam(0.05), X, Y, epochs=3)
    np.testing.assert_array_equal(net.parameters, before)
    train(net, Huber(), Adam(0.05), X, Y, epochs=3)
    np.testing.assert_array_equal(net.parameters, other.parameters)
    assert (net.parameters != before).any()


def test_a_layer_with_weights_lives_in_the_vector_of_its_network():
    net = Network(NETWORKS["weights"]())
    scale = net.copy().layers[1]
    assert net.parameters.size == 2 * 3 + 3 + 6 + 4
    assert np.shares_memory(net.layers[1].W, net.parameters) and not np.shares_memory(scale.W, net.parameters)
    assert net.name_of(9) == "layers[1].W[0]" and net.name_of(12) == "layers[1].b[0]"
    assert isinstance(fast.passes(net), fast.LayerPasses)


def test_a_parameter_of_a_block_without_weights_has_a_name():
    net = Network(NETWORKS["a block"]())
    assert net.name_of(9) == "layers[1].parameters[0]" and net.name_of(26) == "layers[1].parameters[17]"
    assert net.name_of(27) == "layers[2].W[0, 0]" and net.name_of(30) == "layers[2].b[0]"


@pytest.mark.parametrize(
    ("kind", "pulled"), [(Both, [1] * 18), (BothWeights, [1] * 9 + [0] * 3 + [1] * 3 + [0] * 3)], ids=["all", "weights"]
)
@pytest.mark.parametrize("alone", [True, False])
def test_l2_pulls_what_a_block_holds(kind, pulled, alone):
    """All of its parameters, unless it says which are weights; of the layers about it no bias."""

    def make():
        block = kind(Dense(3, 3, rng=2), Scale(3))
        net = Network([Dense(2, 3, rng=0), block, Dense(3, 1, rng=1)] if not alone else [block])
        net.parameters[:] = np.arange(1, net.parameters.size + 1)
        return net

    inputs = rng.normal(size=(20, 3 if alone else 2))
    target = np.zeros((20, 3 if alone else 1))
    net, twin = make(), make()
    train(net, Huber(), SGD(0.1), inputs, target, epochs=1, batch_size=None, l2=0.5)
    train(twin, Huber(), SGD(0.1), inputs, target, epochs=1, batch_size=None)
    around = ([1] * 6 + [0] * 3, [1] * 3 + [0]) if not alone else ([], [])
    pull = np.array([*around[0], *pulled, *around[1]]) * np.arange(1, net.parameters.size + 1)
    np.testing.assert_allclose(net.parameters, twin.parameters - 0.1 * 0.5 * pull, rtol=1e-11)


def test_a_layer_checks_what_comes_before_it_works():
    layer = Square()
    with pytest.raises(ValueError, match="one example in each row"):
        layer.forward([1.0])
    with pytest.raises(RuntimeError, match="Square.backward needs a forward before it"):
        layer.backward([[1.0]])
    layer.forward([[1.0, 2.0]])
    with pytest.raises(ValueError, match=r"dY must have the shape \(1, 2\)"):
        layer.backward([[1.0]])


def test_a_loss_has_value_gradient_and_checks():
    loss = Huber()
    assert loss([[0.5], [4.0]], [0, 0]) == pytest.approx((0.125 + 3.5) / 2)
    z, y = 3 * rng.normal(size=(6, 3)), rng.normal(size=(6, 3))
    np.testing.assert_allclose(loss.gradient(z, y), gradcheck.numerical_gradient(lambda t: loss(t, y), z), atol=1e-9)
    with pytest.raises(ValueError, match="shape of the output"):
        loss(z, y[:2])
    with pytest.raises(TypeError, match="Huber measures distances"):
        loss.accuracy(z, y)
    assert pickle.loads(pickle.dumps(loss))(z, y) == loss(z, y)


def test_a_loss_for_classification_counts_and_says_when_nothing_was_learned():
    signs, net = np.where(X[:, 0] > X[:, 1], 1, -1), mlp([2, 8, 1], rng=0)
    history = train(net, Hinge(), Adam(0.05), X, signs, epochs=200, batch_size=None, validation=(X, signs))
    assert history.accuracy[-1] == history.validation_accuracy[-1] == evaluate(net, Hinge(), X, signs)[1] == 1
    still = train(mlp([2, 1], initializer="zeros"), Hinge(), SGD(1e-9), X, signs, epochs=30, batch_size=None)
    assert "no better than that of the same answer" in still.diagnosis
    with pytest.raises(ValueError, match="must hold −1 and 1"):
        train(net, Hinge(), SGD(0.1), X, Y, epochs=1)


def test_a_loss_without_its_one_method_says_so():
    with pytest.raises(NotImplementedError, match=r"Loss needs a method value_and_gradient\(self, z, y\)"):
        Loss()([[1.0]], [1.0])


def test_an_activation_may_be_named_where_others_are():
    assert mlp([2, 3, 1], BENT, rng=0).layers[1].function is BENT
    assert activations.get(BENT) is BENT
    z = np.linspace(-2, 2, 9)
    np.testing.assert_allclose(BENT.derivative(z), (BENT(z + 1e-6) - BENT(z - 1e-6)) / 2e-6, atol=1e-8)
