"""Networks: one vector of parameters, gradients, saving, what is refused."""

import copy
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlib import activations, autodiff, gradcheck
from nnlib.convolution import Conv2D, MaxPool2D
from nnlib.layers import Activation, Dense, Dropout, Flatten, Layer
from nnlib.losses import BinaryCrossEntropy, CrossEntropy, MeanSquaredError
from nnlib.network import Network, mlp
from nnlib.optimizers import Adam

GOLDEN = np.load(Path(__file__).parent / "golden" / "network.npz")
rng = np.random.default_rng(0)


def image_network():
    blocks = [Conv2D(1, 2, 3, padding=1, rng=0), Activation("tanh"), MaxPool2D(2), Dropout(0.2), Flatten()]
    return Network([*blocks, Dense(2 * 3 * 2, 3, rng=1)])


def test_parameters_are_views_in_a_fixed_order():
    net = mlp([2, 3, 1], rng=0)
    assert net.parameters.base is None and net.parameters.size == 2 * 3 + 3 + 3 + 1
    net.parameters[:] = np.arange(13)
    np.testing.assert_array_equal(net.layers[0].W, [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_array_equal(net.layers[0].b, [6, 7, 8])
    np.testing.assert_array_equal(net.layers[2].W, [[9], [10], [11]])
    net.layers[2].b = [70]
    assert net.parameters[12] == 70
    for layer in (net.layers[0], net.layers[2]):
        for view, flat in ((layer.W, net.parameters), (layer.b, net.parameters), (layer.dW, net.gradient)):
            assert np.shares_memory(view, flat)
    vector = net.parameters
    net.parameters = np.zeros(13)
    assert vector is net.parameters and (vector == 0).all()


def test_forward_by_hand():
    net = mlp([2, 2, 1], rng=0)
    net.layers[0].W, net.layers[0].b = [[1, -1], [2, 0]], [0, 1]
    net.layers[2].W, net.layers[2].b = [[3], [4]], [5]
    # z = (1·1 + 2·2, −1·1 + 1) = (5, 0); a = (5, 0); 3·5 + 4·0 + 5 = 20
    np.testing.assert_array_equal(net.forward([[1, 2]]), [[20]])
    net.backward([[1]])
    np.testing.assert_array_equal(net.gradient, [3, 0, 6, 0, 3, 0, 5, 0, 1])


def test_ten_adam_steps_agree_with_pytorch():
    net = mlp([3, 5, 4, 2], activation="tanh", rng=0)
    net.parameters = GOLDEN["start"]
    np.testing.assert_allclose(net.forward(GOLDEN["X"]), GOLDEN["output"], atol=1e-13)
    loss, optimizer, losses = CrossEntropy(), Adam(0.01), []
    for _ in range(10):
        output = net.forward(GOLDEN["X"])
        losses.append(loss(output, GOLDEN["y"]))
        net.backward(loss.gradient(output, GOLDEN["y"]))
        optimizer.step(net.parameters, net.gradient)
    np.testing.assert_allclose(losses, GOLDEN["losses"], rtol=0, atol=1e-10)
    np.testing.assert_allclose(net.parameters, GOLDEN["parameters"], rtol=0, atol=1e-10)


@pytest.mark.parametrize("name", [name for name in activations.names() if name != "step"])
@pytest.mark.parametrize("loss", [MeanSquaredError(), BinaryCrossEntropy(), CrossEntropy()])
def test_gradient_of_a_whole_network(name, loss):
    net = mlp([3, 4, 3, 2], activation=name, rng=3)
    # no bias at 0, no input at a kink
    net.parameters += 0.1 * np.random.default_rng(4).normal(size=net.parameters.size)
    X = rng.normal(size=(5, 3))
    targets = {"M": rng.normal(size=(5, 2)), "B": rng.integers(0, 2, (5, 2)), "C": rng.integers(0, 2, 5)}
    y = targets[type(loss).__name__[0]]
    assert gradcheck.check(net, loss, X, y) < 1e-6
    assert gradcheck.check(net, loss, X, y, directions=5) < 1e-6


def test_gradient_of_an_image_network():
    net = image_network()
    X, y = rng.normal(size=(4, 1, 6, 4)), rng.integers(0, 3, 4)
    assert gradcheck.check(net, CrossEntropy(), X, y) < 1e-6
    dX = net.backward(CrossEntropy().gradient(net.forward(X), y))
    numeric = gradcheck.numerical_gradient(lambda x: CrossEntropy()(net.forward(x), y), X)
    np.testing.assert_allclose(dX, numeric, rtol=0, atol=1e-8)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(1, 6), min_size=2, max_size=5), st.integers(0, 4), st.sampled_from(activations.names()))
def test_layers_and_both_modes_of_autodiff_agree(sizes, m, name):
    if name == "step" or m == 0:
        m, name = max(m, 1), "tanh"
    net = mlp(sizes, activation=name, rng=0)
    X, v = np.random.default_rng(1).normal(size=(m, sizes[0])), np.random.default_rng(2).normal(size=(m, sizes[-1]))
    net.forward(X)
    net.backward(v)

    def weighted_output(theta):
        A, start = X, 0
        for number, (n_in, n_out) in enumerate(zip(sizes, sizes[1:])):
            W = theta[start : start + n_in * n_out].reshape(n_in, n_out)
            b = theta[start + n_in * n_out : start + (n_in + 1) * n_out]
            start += (n_in + 1) * n_out
            A = A @ W + b
            if number < len(sizes) - 2:
                A = autodiff.activation(name, A)
        return (A * v).sum().reshape(1)

    for mode in ("reverse", "forward"):
        J, _ = autodiff.jacobian(weighted_output, net.parameters, mode)
        np.testing.assert_allclose(J[0], net.gradient, rtol=1e-9, atol=1e-11)


def test_what_came_out_stays_as_it_was():
    net = mlp([2, 4, 1], rng=0)
    X = rng.normal(size=(3, 2))
    everything = net.outputs(X)
    kept = [A.copy() for A in everything]
    dX = net.backward(np.ones((3, 1)))
    kept_dX = dX.copy()
    net.forward(5 * X)
    net.backward(np.ones((3, 1)))
    assert all((a == b).all() for a, b in zip(everything, kept)) and (dX == kept_dX).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype(dtype):
    net = mlp([2, 4, 1], rng=0, dtype=dtype)
    assert net.parameters.dtype == net.gradient.dtype == net.forward([[1, 2]]).dtype == dtype
    assert net.backward([[1]]).dtype == dtype


def test_empty_batch_and_one_example():
    net = mlp([2, 4, 1], rng=0)
    assert net.forward(np.zeros((0, 2))).shape == (0, 1)
    assert net.backward(np.zeros((0, 1))).shape == (0, 2)
    assert (net.gradient == 0).all()
    assert net.forward([[1.0, 2.0]]).shape == (1, 1)


@pytest.mark.parametrize("make_copy", [copy.deepcopy, lambda net: pickle.loads(pickle.dumps(net)), Network.copy])
def test_a_copy_is_a_network_of_its_own(make_copy):
    net = image_network()
    other = make_copy(net)
    np.testing.assert_array_equal(other.parameters, net.parameters)
    other.parameters[:] = 0
    assert (other.layers[0].W == 0).all() and np.shares_memory(other.layers[0].W, other.parameters)
    assert (net.parameters != 0).any()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("make", [lambda dtype: mlp([2, 3, 1], "gelu", output="sigmoid", rng=0, dtype=dtype),
                                  lambda dtype: image_network()])  # fmt: skip
def test_save_and_load(tmp_path, make, dtype):
    net, path = make(dtype), tmp_path / "saved"
    net.save(path)
    again = Network.load(path)
    assert repr(again) == repr(net) and again.parameters.dtype == net.parameters.dtype
    np.testing.assert_array_equal(again.parameters, net.parameters)
    assert path.read_bytes().count(b"pickle") == 0


def write_text(path):
    path.write_text("hello", encoding="utf-8")


def write_nothing(path):
    path.write_bytes(b"")


def write_array(path):
    with path.open("wb") as file:
        np.save(file, np.zeros(3))


def write_other_arrays(path):
    with path.open("wb") as file:
        np.savez(file, a=np.zeros(3))


def write_pickle(path):
    with path.open("wb") as file:
        np.savez(file, format=np.array([{}], dtype=object))


def write_wrong_size(path):
    with path.open("wb") as file:
        layers = '[{"class": "Dense", "n_in": 2, "n_out": 1}]'
        np.savez(file, format="nnlib network 1", layers=layers, parameters=np.zeros(4))


def write_unknown_layer(path):
    with path.open("wb") as file:
        np.savez(file, format="nnlib network 1", layers='[{"class": "os.system"}]', parameters=np.zeros(4))


def write_no_list(path):
    with path.open("wb") as file:
        np.savez(file, format="nnlib network 1", layers="7", parameters=np.zeros(4))


def write_half(path):
    mlp([2, 3, 1], rng=0).save(path)
    path.write_bytes(path.read_bytes()[:300])


@pytest.mark.parametrize(
    "write",
    [write_text, write_nothing, write_array, write_other_arrays, write_pickle, write_wrong_size, write_unknown_layer,
     write_no_list, write_half],
)  # fmt: skip
def test_a_file_that_is_not_a_network(tmp_path, write):
    path = tmp_path / "file.npz"
    write(path)
    with pytest.raises(ValueError, match=r"file.npz is not a network saved by nnlib: "):
        Network.load(path)


def test_a_file_of_another_format(tmp_path):
    """Such as one that a later nnlib has saved."""
    path = tmp_path / "later.npz"
    np.savez(path, format="nnlib network 2", layers="[]", parameters=np.zeros(1))
    with pytest.raises(ValueError, match=r"later.npz is not a network saved by nnlib: its format is nnlib network 2"):
        Network.load(path)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        Network.load(tmp_path / "nothing.npz")


def test_a_layer_of_ones_own_works_but_cannot_be_saved(tmp_path):
    class Double(Layer):
        def apply(self, X):
            return 2 * X

        def backpropagate(self, dY):
            return 2 * dY

    net = Network([Dense(2, 1, rng=0), Double()])
    assert gradcheck.check(net, MeanSquaredError(), [[1.0, 2.0]], [1.0]) < 1e-6
    with pytest.raises(TypeError, match=r"only nnlib's own layers and activations can be saved, not Double\(\)"):
        net.save(tmp_path / "file.npz")
    assert not list(tmp_path.iterdir())


used = Dense(2, 1, rng=0)
Network([used])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Network([]), ValueError, "at least one layer"),
        (lambda: Network(["relu"]), TypeError, "layer 0 must be a Layer, not 'relu'"),
        (lambda: Network([used]), ValueError, "layer 0, .* belongs to a network already"),
        (lambda: Network([layer := Dense(2, 2, rng=0), layer]), ValueError, "layer 1, .* belongs to a network already"),
        (
            lambda: Network([Dense(2, 3, rng=0), Dense(4, 1, rng=0)]),
            ValueError,
            r"layer 1 does not fit the one before it: .*\(m, 4\)",
        ),
        (lambda: Network([Dense(2, 3, rng=0), Dense(3, 1, rng=0, dtype=np.float32)]), TypeError, "float32 and float64"),
        (lambda: mlp([2]), ValueError, r"the inputs and the outputs, such as \[2, 8, 1\], not \[2\]"),
        (lambda: mlp([2, 0, 1]), ValueError, "whole number from 1, not 0"),
        (lambda: mlp([2, 1], activation="rule"), ValueError, "no activation 'rule'"),
        (lambda: mlp([2, 1], output="rule"), ValueError, "no activation 'rule'"),
        (lambda: mlp([2, 1], rng=0.5), TypeError, "not 0.5"),
        (lambda: mlp([2, 1]).forward([[1.0, 2.0, 3.0]]), ValueError, r"takes X of shape \(m, 2\).*\(3,\)"),
        (lambda: mlp([2, 1]).forward([["a", "b"]]), TypeError, "X must hold real numbers"),
        (lambda: mlp([2, 1]).backward([[1.0]]), RuntimeError, "backward needs a forward before it"),
        (lambda: setattr(mlp([2, 1]), "parameters", [1.0]), ValueError, r"parameters must .* \(3,\).*\(1,\)"),
        (lambda: mlp([2, 1]).name_of(3), ValueError, "index must lie from 0 to 2, not 3"),
    ],
)
def test_refuses(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_gradient_of_the_wrong_shape_changes_nothing():
    net = mlp([2, 3, 1], rng=0)
    net.forward([[1.0, 2.0]])
    net.backward([[1.0]])
    kept = net.gradient.copy()
    with pytest.raises(ValueError, match=r"dL_doutput must have the shape \(1, 1\), but it has the shape \(2, 1\)"):
        net.backward([[1.0], [2.0]])
    np.testing.assert_array_equal(net.gradient, kept)


OWN = activations.ActivationFunction("relu", "z / 2", "(−∞, ∞)", lambda z: z / 2, lambda z, a: np.full_like(z, 0.5))


def test_an_activation_of_your_own_stays_through_a_copy():
    """Even if it is called as one of nnlib's."""
    net = mlp([1, 2, 1], OWN, rng=0)
    again = net.copy()
    assert again.layers[1].function.formula == "z / 2"
    np.testing.assert_array_equal(again.forward([[3.0], [-3.0]]), net.forward([[3.0], [-3.0]]))


def test_an_activation_of_your_own_is_not_saved(tmp_path):
    with pytest.raises(TypeError, match="only nnlib's own layers and activations can be saved, not Activation"):
        mlp([1, 2, 1], OWN, rng=0).save(tmp_path / "net.npz")
    assert not (tmp_path / "net.npz").exists()


def test_what_forward_returns_may_be_changed():
    X, y = rng.normal(size=(5, 2)), rng.normal(size=(5, 1))
    for output in activations.names():
        net = mlp([2, 3, 1], "tanh", output=output, rng=0)
        expected = (net.backward(net.forward(X) - y), net.gradient.copy())
        p = net.forward(X)
        p -= y
        np.testing.assert_array_equal(net.backward(p), expected[0], err_msg=output)
        np.testing.assert_array_equal(net.gradient, expected[1], err_msg=output)
