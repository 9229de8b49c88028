"""Every layer: shapes, gradients by inputs and parameters, refused inputs."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlib import activations, gradcheck, initializers
from nnlib.convolution import Conv2D, MaxPool2D, output_size
from nnlib.layers import Activation, Dense, Dropout, Flatten, Layer

GOLDEN = np.load(Path(__file__).parent / "golden" / "convolution.npz")
SMOOTH = [name for name in activations.names() if name != "step"]
LAYERS = {
    "Dense": (lambda: Dense(3, 2, rng=0), (4, 3)),
    "Flatten": (Flatten, (4, 2, 3)),
    "Dropout": (lambda: Dropout(0.4, rng=0), (4, 3)),
    "Conv2D": (lambda: Conv2D(2, 3, 3, rng=0), (2, 2, 5, 4)),
    "Conv2D, stride and padding": (lambda: Conv2D(2, 3, 3, stride=2, padding=1, rng=0), (2, 2, 6, 5)),
    "Conv2D, 1 × 1": (lambda: Conv2D(2, 1, 1, rng=0), (3, 2, 2, 3)),
    "MaxPool2D": (lambda: MaxPool2D(2), (2, 2, 5, 4)),
    "MaxPool2D, overlapping": (lambda: MaxPool2D(3, stride=1), (2, 2, 5, 4)),
    "Layer": (Layer, (4, 3)),
} | {name: (lambda name=name: Activation(name), (4, 3)) for name in SMOOTH}
every = pytest.mark.parametrize(("make", "shape"), LAYERS.values(), ids=LAYERS.keys())


def far_from_kinks(shape):
    """Return inputs all different and none within 0.01 of another or of 0, ±1 or ±3."""
    values = np.random.default_rng(1).permutation(np.prod(shape)) - np.prod(shape) / 2
    return (0.137 * values + 0.0623).reshape(shape)


@every
def test_gradient_by_the_input(make, shape):
    layer, X = make(), far_from_kinks(shape)
    v = np.random.default_rng(2).normal(size=layer.forward(X).shape)
    numeric = gradcheck.numerical_gradient(lambda x: float((layer.forward(x) * v).sum()), X)
    layer.forward(X)
    np.testing.assert_allclose(layer.backward(v), numeric, rtol=0, atol=1e-7)


@pytest.mark.parametrize("key", [key for key in LAYERS if key.startswith(("Dense", "Conv"))])
def test_gradient_by_the_parameters(key):
    make, shape = LAYERS[key]
    layer, X = make(), far_from_kinks(shape)
    v = np.random.default_rng(2).normal(size=layer.forward(X).shape)
    layer.backward(v)
    for name in ("W", "b"):
        start = getattr(layer, name).copy()

        def f(values, name=name):
            setattr(layer, name, values)
            return float((layer.forward(X) * v).sum())

        np.testing.assert_allclose(
            getattr(layer, f"d{name}"), gradcheck.numerical_gradient(f, start), rtol=0, atol=1e-7
        )
        setattr(layer, name, start)


@every
@pytest.mark.parametrize("m", [0, 1, 2])
def test_shapes_for_no_one_and_two_examples(make, shape, m):
    layer = make()
    X = far_from_kinks((m, *shape[1:]))
    Y = layer.forward(X)
    assert Y.shape == (m, *layer.output_shape(shape[1:]))
    assert layer.backward(np.ones_like(Y)).shape == X.shape


@every
def test_nothing_that_went_in_or_came_out_is_changed(make, shape):
    layer, X = make(), far_from_kinks(shape)
    kept = X.copy()
    first = layer.forward(X)
    copy = first.copy()
    dY = np.ones_like(first)
    layer.backward(dY)
    layer.forward(2 * X)
    assert (first == copy).all() and (kept == X).all() and (dY == 1).all()


@pytest.mark.parametrize("key", [key for key in LAYERS if key.startswith(("Dense", "Conv"))])
def test_float32_stays_float32(key):
    make, shape = LAYERS[key]
    exact = make()
    layer = type(exact)(**{name: getattr(exact, name) for name in exact.settings}, rng=0, dtype=np.float32)
    layer.W, layer.b = exact.W, exact.b
    X = far_from_kinks(shape)
    Y = layer.forward(X)
    assert Y.dtype == layer.backward(Y).dtype == layer.dW.dtype == np.float32
    np.testing.assert_allclose(Y, exact.forward(X), rtol=1e-4, atol=1e-4)


def convolve(X, W, b, stride, padding):
    """The definition: seven nested loops."""
    m, _, height, width = X.shape
    k = W.shape[-1]
    X = np.pad(X, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    rows, columns = output_size(height, k, stride, padding), output_size(width, k, stride, padding)
    Z = np.zeros((m, len(W), rows, columns))
    for n in range(m):
        for o in range(len(W)):
            for r in range(rows):
                for c in range(columns):
                    Z[n, o, r, c] = b[o]
                    for i in range(X.shape[1]):
                        for u in range(k):
                            for v in range(k):
                                Z[n, o, r, c] += W[o, i, u, v] * X[n, i, r * stride + u, c * stride + v]
    return Z


@settings(deadline=None, max_examples=25)
@given(
    st.integers(1, 2), st.integers(1, 2), st.integers(1, 2), st.integers(1, 3), st.integers(1, 3), st.integers(0, 2),
    st.integers(3, 6), st.integers(3, 6),
)  # fmt: skip
def test_convolution_is_the_nested_loop(m, channels_in, channels_out, kernel, stride, padding, height, width):
    layer = Conv2D(channels_in, channels_out, kernel, stride, padding, rng=0)
    layer.b = np.arange(channels_out)
    X = np.random.default_rng(1).normal(size=(m, channels_in, height, width))
    np.testing.assert_allclose(layer.forward(X), convolve(X, layer.W, layer.b, stride, padding), atol=1e-12)


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("padding", [0, 1])
def test_convolution_agrees_with_pytorch(stride, padding):
    layer = Conv2D(3, 4, 3, stride, padding, rng=0)
    layer.W, layer.b = GOLDEN["W"], GOLDEN["b"]
    Z = layer.forward(GOLDEN["X"])
    key = f"conv_{stride}_{padding}"
    np.testing.assert_allclose(Z, GOLDEN[key], atol=1e-12)
    np.testing.assert_allclose(layer.backward(2 * Z), GOLDEN[f"{key}_dX"], atol=1e-10)
    np.testing.assert_allclose(layer.dW, GOLDEN[f"{key}_dW"], atol=1e-10)
    np.testing.assert_allclose(layer.db, GOLDEN[f"{key}_db"], atol=1e-10)


@pytest.mark.parametrize(("kernel", "stride"), [(2, 2), (3, 1), (2, 1)])
def test_pooling_agrees_with_pytorch(kernel, stride):
    layer = MaxPool2D(kernel, stride)
    Y = layer.forward(GOLDEN["X"])
    np.testing.assert_array_equal(Y, GOLDEN[f"pool_{kernel}_{stride}"])
    np.testing.assert_allclose(layer.backward(2 * Y), GOLDEN[f"pool_{kernel}_{stride}_dX"], atol=1e-12)


def test_pooling_halves_if_nothing_is_said():
    assert (MaxPool2D().kernel, MaxPool2D().stride, MaxPool2D(3).stride, Dropout().rate) == (2, 2, 3, 0.5)


def test_pooling_gives_the_gradient_of_a_tie_to_the_first():
    layer = MaxPool2D(2)
    layer.forward(np.ones((1, 1, 2, 2)))
    np.testing.assert_array_equal(layer.backward(np.ones((1, 1, 1, 1))), [[[[1, 0], [0, 0]]]])


def test_conventions_of_dense():
    """Examples are rows, Z = X W + b."""
    layer = Dense(2, 3, rng=0)
    layer.W, layer.b = np.arange(6).reshape(2, 3), [10, 20, 30]
    np.testing.assert_array_equal(layer.forward([[1, 2]]), [[16, 29, 42]])


def test_relu_passes_no_gradient_at_zero():
    layer = Activation("relu")
    layer.forward([[0.0, -0.0]])
    np.testing.assert_array_equal(layer.backward([[1.0, 1.0]]), [[0, 0]])


def test_dropout_keeps_the_mean_and_is_off_outside_training():
    layer, X = Dropout(0.25, rng=0), np.ones((200, 100))
    np.testing.assert_array_equal(layer.forward(X), X)
    layer.training = True
    Y = layer.forward(X)
    assert set(np.unique(Y)) == {0, 1 / 0.75}
    assert Y.mean() == pytest.approx(1, abs=0.02)
    np.testing.assert_array_equal(layer.backward(X), Y)
    assert (layer.forward(X) != Y).any()
    for again in (Dropout(0.25, rng=0), Dropout(0.25)):
        again.training = True
        np.testing.assert_array_equal(again.forward(X), Y)


@pytest.mark.parametrize("name", ["zeros", "normal", "xavier", "he"])
def test_initializers(name):
    make = initializers.get(name)
    W = make(np.random.default_rng(0), 400, 600)
    expected = {"zeros": 0, "normal": 0.01, "xavier": np.sqrt(2 / 1000), "he": np.sqrt(2 / 400)}[name]
    assert W.shape == (400, 600) and W.dtype == np.float64
    assert W.std() == pytest.approx(expected, rel=0.02)
    assert abs(W.mean()) < 3 * expected / np.sqrt(W.size) + 1e-12
    np.testing.assert_array_equal(make(7, 3, 4), make(7, 3, 4))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Dense(0, 1, rng=0), ValueError, "n_in must be a whole number from 1, not 0"),
        (lambda: Dense(2, 2.5, rng=0), ValueError, "n_out must be a whole number from 1, not 2.5"),
        (
            lambda: Dense(2, 1, "best", rng=0),
            ValueError,
            "no initializer 'best'; choose one of: zeros, normal, xavier, he",
        ),
        (lambda: Dense(2, 1, rng="a"), TypeError, "rng must be a seed .* not 'a'"),
        (lambda: Dense(2, 1, rng=-1), TypeError, "not -1"),
        (lambda: Dense(2, 1, rng=0, dtype=np.int64), TypeError, "floating-point type such as float32, not int64"),
        (
            lambda: Dense(2, 1, rng=0).forward(np.zeros((5, 3))),
            ValueError,
            r"a Dense layer takes X of shape \(m, 2\).*\(3,\)",
        ),
        (lambda: Dense(2, 1, rng=0).forward([1.0, 2.0]), ValueError, r"one example in each row.*\(2,\)"),
        (lambda: Dense(2, 1, rng=0).forward([["a", "b"]]), TypeError, "X must hold real numbers"),
        (lambda: Dense(2, 1, rng=0).backward([[1.0]]), RuntimeError, "Dense.backward needs a forward before it"),
        (lambda: setattr(Dense(2, 1, rng=0), "W", [1.0, 2.0]), ValueError, r"W must have the shape \(2, 1\).*\(2,\)"),
        (lambda: setattr(Dense(2, 1, rng=0), "W", [["a"], ["b"]]), TypeError, "W must hold real numbers"),
        (lambda: setattr(Dense(2, 1, rng=0), "b", [[1.0]]), ValueError, r"b must have the shape \(1,\).*\(1, 1\)"),
        (lambda: Activation("rule"), ValueError, "no activation 'rule'; choose one of: identity, step, sigmoid"),
        (lambda: Dropout(1.0), ValueError, "rate must be at least 0 and below 1, not 1.0"),
        (lambda: Dropout(-0.1), ValueError, "rate must be a finite number of at least 0, not -0.1"),
        (lambda: Dropout(np.nan), ValueError, "not nan"),
        (lambda: Conv2D(0, 1, 3, rng=0), ValueError, "channels_in must be a whole number from 1, not 0"),
        (lambda: Conv2D(1, 1, 3, padding=-1, rng=0), ValueError, "padding must be a whole number from 0, not -1"),
        (lambda: Conv2D(1, 1, 3, stride=0, rng=0), ValueError, "stride must be a whole number from 1, not 0"),
        (
            lambda: Conv2D(1, 1, 3, rng=0).forward(np.zeros((1, 2, 5, 5))),
            ValueError,
            r"\(m, 1, height, width\).*\(2, 5, 5\)",
        ),
        (
            lambda: Conv2D(1, 1, 3, rng=0).forward(np.zeros((1, 1, 2, 2))),
            ValueError,
            "kernel of 3 does not fit into 2 pixels",
        ),
        (lambda: MaxPool2D(0), ValueError, "kernel must be a whole number from 1, not 0"),
        (lambda: MaxPool2D(2).forward(np.zeros((1, 4))), ValueError, r"\(m, channels, height, width\).*\(4,\)"),
        (lambda: initializers.normal(-1), ValueError, "scale must be a finite number of at least 0, not -1"),
    ],
)
def test_refuses(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_wrong_gradient_shape_is_refused():
    layer = Dense(2, 3, rng=0)
    layer.forward(np.zeros((4, 2)))
    with pytest.raises(ValueError, match=r"dY must have the shape \(4, 3\), but it has the shape \(4, 2\)"):
        layer.backward(np.zeros((4, 2)))


@every
def test_what_forward_returns_may_be_changed(make, shape):
    X, layer = far_from_kinks(shape), make()
    dY = np.random.default_rng(2).normal(size=layer.forward(X).shape)
    expected, before = layer.backward(dY), X.copy()
    output = layer.forward(X)
    output[...] = 7
    np.testing.assert_array_equal(layer.backward(dY), expected)
    np.testing.assert_array_equal(X, before)


def test_weights_are_never_drawn_without_an_rng():
    """With a default, two layers of one size would start as copies of each other."""
    for make in (lambda: Dense(8, 8), lambda: Conv2D(1, 1, 3)):
        with pytest.raises(TypeError, match="rng"):
            make()
