"""Every activation: values, derivatives, extremes, dtypes."""

import math
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnlib import activations
from nnlib.activations import log_softmax, logsumexp, softmax

GOLDEN = np.load(Path(__file__).parent / "golden" / "activations.npz")
RECORDED = [name for name in GOLDEN.files if name in activations.names()]
PLAIN = {  # the definition, number by number, written without care for size
    "identity": lambda z: z,
    "step": lambda z: 1.0 if z > 0 else 0.0,
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": lambda z: (math.exp(z) - math.exp(-z)) / (math.exp(z) + math.exp(-z)),
    "arctan": math.atan,
    "softsign": lambda z: z / (1 + abs(z)),
    "erf": math.erf,
    "algebraic": lambda z: z / math.sqrt(1 + z * z),
    "hard_sigmoid": lambda z: min(1, max(0, z / 6 + 0.5)),
    "hard_tanh": lambda z: min(1, max(-1, z)),
    "relu": lambda z: max(0, z),
    "leaky_relu": lambda z: z if z > 0 else 0.01 * z,
    "elu": lambda z: z if z > 0 else math.exp(z) - 1,
    "selu": lambda z: 1.0507009873554805 * (z if z > 0 else 1.6732632423543772 * (math.exp(z) - 1)),
    "softplus": lambda z: math.log(1 + math.exp(z)),
    "gelu": lambda z: z * (1 + math.erf(z / math.sqrt(2))) / 2,
    "gelu_sigmoid": lambda z: z / (1 + math.exp(-1.702 * z)),
    "gelu_tanh": lambda z: 0.5 * z * (1 + math.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))),
    "silu": lambda z: z / (1 + math.exp(-z)),
    "mish": lambda z: z * math.tanh(math.log(1 + math.exp(z))),
}
KINKS = {"step": [0], "hard_sigmoid": [-3, 3], "hard_tanh": [-1, 1], "relu": [0], "leaky_relu": [0], "selu": [0]}

every = pytest.mark.parametrize("name", activations.names())


def test_the_table_is_complete_and_in_teaching_order():
    assert activations.names() == tuple(PLAIN)


@every
def test_value_is_the_definition(name):
    z = np.linspace(-9, 9, 181)
    np.testing.assert_allclose(activations.get(name)(z), [PLAIN[name](t) for t in z], rtol=1e-12, atol=1e-15)


@every
def test_derivative_is_the_slope(name):
    f, h = activations.get(name), 1e-5
    z = np.linspace(-8, 8, 1601) + 0.00321
    for kink in KINKS.get(name, []):
        z = z[np.abs(z - kink) > 2 * h]
    np.testing.assert_allclose(f.derivative(z), (f(z + h) - f(z - h)) / (2 * h), rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", RECORDED)
def test_agrees_with_pytorch(name):
    f = activations.get(name)
    np.testing.assert_allclose(f(GOLDEN["z"]), GOLDEN[name], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(f.derivative(GOLDEN["z"]), GOLDEN[f"{name}_derivative"], rtol=1e-12, atol=1e-12)


@every
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_huge_and_tiny_inputs(name, dtype):
    """Warnings are errors in these tests, so this also says that nothing overflows on the way."""
    f = activations.get(name)
    z = np.array([-1e4, -700, -90, -1e-6, 0, 1e-6, 90, 700, 1e4], dtype)
    if dtype is not np.float16:
        z = np.concatenate([z, np.array([-1e30, 1e30], dtype)])
    for result in (f(z), f.derivative(z)):
        assert result.dtype == dtype
        assert np.isfinite(result).all()


@every
def test_a_slope_has_the_dtype_of_its_input_or_is_yes_or_no(name):
    """Training multiplies by it as it is, and would go on in another dtype."""
    f, z = activations.get(name), np.array([-4, -0.5, 0, 0.5, 4], np.float32)
    assert f.slope(z, f.value(z)).dtype in (np.float32, bool)


@every
def test_range(name):
    f = activations.get(name)
    low, high = (part.strip("[](){} ") for part in f.range.split(","))
    z = np.concatenate([np.linspace(-30, 30, 6001), [-1e4, 1e4]])
    bounds = {"−∞": -np.inf, "∞": np.inf, "−π/2": -np.pi / 2, "π/2": np.pi / 2}
    low, high = (bounds[t] if t in bounds else float(t.replace("−", "-")) for t in (low, high))
    assert f(z).min() >= low - 1e-4  # the constants are given to four figures or fewer
    assert f(z).max() <= high
    if np.isfinite(low):
        assert f(z).min() <= low + 1e-2


@pytest.mark.parametrize(
    ("name", "z", "derivative"),
    [("relu", 0.0, 0), ("step", 0.0, 0), ("leaky_relu", 0.0, 0.01), ("elu", 0.0, 1), ("hard_tanh", 1.0, 0),
     ("hard_sigmoid", 3.0, 0), ("hard_sigmoid", -3.0, 0),
     ("selu", 0.0, activations.SELU_SCALE * activations.SELU_ALPHA)],
)  # fmt: skip
def test_derivative_at_a_kink(name, z, derivative):
    assert activations.get(name).derivative(z) == derivative


@every
def test_the_input_is_left_alone_and_the_result_is_new(name):
    z = np.array([-1.0, 0.5])
    kept = z.copy()
    for result in (activations.get(name)(z), activations.get(name).derivative(z)):
        result += 1
        assert (z == kept).all()


@pytest.mark.parametrize("name", [name for name in activations.names() if activations.get(name).in_place])
def test_the_result_may_take_the_place_of_the_input(name):
    f, z = activations.get(name), np.linspace(-9, 9, 37)
    expected, slope = f(z), f.derivative(z)
    assert f.value(z, out=z) is z
    np.testing.assert_allclose(z, expected, rtol=1e-14)
    np.testing.assert_allclose(f.slope(z, z), slope, rtol=1e-14)  # known from the result alone


@every
def test_empty_scalar_list_and_integers(name):
    f = activations.get(name)
    assert f(np.zeros((0, 3))).shape == f.derivative(np.zeros((0, 3))).shape == (0, 3)
    assert np.shape(f(0.5)) == ()
    assert f([1, 2]).dtype == np.float64


@every
def test_pickles_by_name(name):
    assert pickle.loads(pickle.dumps(activations.get(name))) is activations.get(name)


def test_tanh_is_a_stretched_sigmoid():
    z = np.linspace(-5, 5, 101)
    np.testing.assert_allclose(activations.get("tanh")(z), 2 * activations.get("sigmoid")(2 * z) - 1, atol=1e-15)


rows = hnp.arrays(
    st.sampled_from([np.float32, np.float64]),
    hnp.array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=5),
    elements=st.floats(-1e4, 1e4, width=32),
)


@settings(deadline=None, max_examples=60)
@given(rows, st.data())
def test_softmax_on_any_axis(z, data):
    axis = data.draw(st.integers(-z.ndim, z.ndim - 1))
    p, log_p = softmax(z, axis), log_softmax(z, axis)
    assert p.dtype == log_p.dtype == z.dtype
    tolerance = 1e-5 if z.dtype == np.float32 else 1e-12
    np.testing.assert_allclose(p.sum(axis=axis), 1, rtol=tolerance)
    assert (p >= 0).all() and (log_p <= 0).all()
    np.testing.assert_allclose(np.exp(log_p), p, rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(softmax(z + 8, axis), p, rtol=0, atol=0.01 if z.dtype == np.float32 else 1e-9)
    first = np.expand_dims(z.argmax(axis), axis)  # the order is kept
    np.testing.assert_array_equal(np.take_along_axis(log_p, first, axis), log_p.max(axis, keepdims=True))
    wide = logsumexp(z, axis, keepdims=True)
    np.testing.assert_array_equal(wide.squeeze(axis), logsumexp(z, axis))
    np.testing.assert_allclose(z - wide, log_p, rtol=1e-5, atol=2e-3 if z.dtype == np.float32 else 1e-10)


def test_logsumexp_is_what_it_says():
    z = np.array([[0.1, -2.0, 3.0], [1.0, 1.0, 1.0]])
    np.testing.assert_allclose(logsumexp(z, 1), np.log(np.exp(z).sum(axis=1)))
    np.testing.assert_allclose(logsumexp(z, 0), np.log(np.exp(z).sum(axis=0)))


def test_the_initializer_of_an_activation_is_he_if_it_is_open_above():
    for name in activations.names():
        grows = activations.get(name)(1000.0) > 10 and name != "identity"
        assert activations.get(name).initializer == ("he" if grows else "xavier"), name
