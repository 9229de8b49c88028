"""Automatic differentiation: every row of the table in both directions, graphs, costs."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnlib import activations, autodiff, gradcheck
from nnlib.autodiff import TABLE, Dual, Var, graph, jacobian
from nnlib.autodiff.operations import unbroadcast
from nnlib.autodiff.values import apply

positive = np.array([[0.3, 1.7, 0.8], [2.1, 0.6, 1.2]])
signed = np.array([[0.3, -1.7, 0.8], [-2.1, 0.6, -1.2]])
INPUTS = {"power": (positive, signed), "divide": (signed, positive), "sqrt": (positive,), "log": (positive,),
          "matmul": (signed, positive.T), "maximum": (signed, positive - 0.5)}  # fmt: skip
TWO = {"add", "subtract", "multiply", "divide", "power", "maximum", "matmul"}


def inputs(name):
    return INPUTS.get(name, (signed, positive) if name in TWO else (signed,))


def both_directions(f, *x):
    """Compare reverse mode, forward mode and measured slopes of f, which may return an array, at arrays x."""
    y = f(*x)
    v = np.random.default_rng(0).normal(size=np.shape(y))
    variables = [Var(value) for value in x]
    result = f(*variables)
    np.testing.assert_allclose(result.value, y, rtol=1e-14)
    result.backward(v)
    for i, value in enumerate(x):
        numeric = gradcheck.numerical_gradient(lambda t, i=i: float((f(*x[:i], t, *x[i + 1 :]) * v).sum()), value)
        np.testing.assert_allclose(variables[i].gradient, numeric, rtol=1e-7, atol=1e-7)
        direction = np.random.default_rng(1).normal(size=value.shape)
        duals = [Dual(t, direction if j == i else np.zeros_like(t)) for j, t in enumerate(x)]
        dual = f(*duals)
        np.testing.assert_allclose(dual.value, y, rtol=1e-14)
        np.testing.assert_allclose(
            (dual.change * v).sum(), (variables[i].gradient * direction).sum(), rtol=1e-11, atol=1e-13
        )


@pytest.mark.parametrize("name", [name for name in TABLE if name != "step"])
def test_every_row_of_the_table(name):
    both_directions(lambda *x: apply(TABLE[name], *x), *inputs(name))


@pytest.mark.parametrize(
    "f",
    [
        lambda x: x.sum(),
        lambda x: x.sum(axis=0),
        lambda x: x.sum(axis=1, keepdims=True),
        lambda x: x.sum(axis=-1),
        lambda x: x.mean(),
        lambda x: x.mean(axis=1),
        lambda x: x - x.mean(axis=1, keepdims=True),
        lambda x: x.T,
        lambda x: x.reshape(3, 2),
        lambda x: x.reshape(6),
        lambda x: x[1],
        lambda x: x[:, 1:],
        lambda x: x[np.array([0, 1, 1, 0, 1])],  # picked several times
        lambda x: (1 - x) / 2 + 3 * x - x**3 + 2.0**x + abs(x) - (-x) + 1 / (x + 5),
        lambda x: autodiff.exp(autodiff.sin(x)) * autodiff.cos(x) + autodiff.sqrt(x * x + 1) - autodiff.log(x * x + 1),
        lambda x: autodiff.maximum(x, 0.1) + x * x,
        lambda x: x @ np.ones((3, 2)) + np.ones((2, 2)) @ (x @ x.T) @ x[:, :2],
        lambda x: np.array([1.0, 2.0, 3.0]) * x - np.array([[1.0], [2.0]]) / x,
    ],
)
def test_expressions(f):
    both_directions(f, signed)


shapes = st.sampled_from([(), (1,), (3,), (1, 3), (2, 1), (2, 3), (4, 1, 1), (1, 2, 3)])


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(["add", "subtract", "multiply", "divide", "maximum"]), shapes, shapes)
def test_broadcasting_is_undone(name, one, other):
    rng = np.random.default_rng(0)
    both_directions(lambda a, b: apply(TABLE[name], a, b), rng.normal(size=one) + 0.013, rng.uniform(1, 2, other))


@settings(deadline=None, max_examples=40)
@given(
    hnp.arrays(np.float64, st.integers(1, 5), elements=st.floats(-3, 3)),
    st.lists(st.sampled_from(["tanh", "sigmoid", "gelu", "softplus", "sin"]), min_size=1, max_size=4),
)
def test_forward_is_reverse(x, names):
    def f(t):
        for name in names:
            t = apply(TABLE[name], t) * t.sum()
        return t

    reverse, _ = jacobian(f, x)
    forward, _ = jacobian(f, x, "forward")
    assert reverse.shape == (len(x), len(x))
    np.testing.assert_allclose(reverse, forward, rtol=1e-9, atol=1e-9 * (1 + np.abs(forward).max()))


def test_the_example_of_the_chapter():
    x, y, z = Var(-2.0, "x"), Var(5.0, "y"), Var(-4.0, "z")
    f = (x + y) * z
    f.backward()
    assert (f.value, x.gradient, y.gradient, z.gradient) == (-12, -4, -4, 3)
    picture = graph(f)
    assert [(node.name, node.symbol, float(node.value), node.depth) for node in picture.nodes] == [
        ("x", "", -2, 0), ("y", "", 5, 0), ("z", "", -4, 0), ("", "+", 3, 1), ("", "×", -12, 2),
    ]  # fmt: skip
    edges = [(e.source, e.target, float(e.value), float(e.local), float(e.gradient)) for e in picture.edges]
    assert edges == [(0, 3, -2, 1, -4), (1, 3, 5, 1, -4), (3, 4, 3, -4, -4), (2, 4, -4, 3, 3)]


def test_a_graph_before_backward_has_no_gradients():
    x = Var(2.0)
    picture = graph(x * x)
    assert all(node.gradient is None for node in picture.nodes) and all(edge.gradient is None for edge in picture.edges)


def test_local_derivatives_have_the_shape_of_the_result():
    x = Var([[0.0, 2.0]])
    edges = graph(autodiff.sin(x) - 1.0).edges  # the sine is 0 at 0, and − has the derivative 1 for any x
    np.testing.assert_array_equal([edge.local for edge in edges], [np.cos(x.value), [[1, 1]], [[-1, -1]]])
    (edge,) = graph(autodiff.exp(x)).edges  # a derivative that is known from the result
    np.testing.assert_array_equal(edge.local, np.exp(x.value))


def test_what_is_not_element_by_element_has_no_local_derivative():
    assert [edge.local for edge in graph(Var([[1.0]]) @ Var([[2.0]])).edges] == [None, None]
    picture = graph(Var([1.0, 2.0]).reshape(2, 1).T.sum())
    assert [node.symbol for node in picture.nodes] == ["", "reshape", "T", "Σ"]
    assert [edge.local for edge in picture.edges] == [None, None, None]


def test_a_second_backward_is_right():
    x = Var(3.0)
    y = x * x
    for _ in range(2):
        y.backward()
        assert x.gradient == 6
    z = y * 2.0
    z.backward()
    assert x.gradient == 12 and y.gradient == 2
    y.backward()
    assert x.gradient == 6


def test_a_value_used_several_times():
    x = Var(3.0)
    ((x + x) * x + x).backward()
    assert x.gradient == 4 * 3 + 1
    shared = Var([1.0, 2.0])
    (shared + shared).sum().backward()
    np.testing.assert_array_equal(shared.gradient, [2, 2])


def test_gradients_of_different_values_are_not_one_array():
    x, y = Var([1.0, 2.0]), Var([3.0, 4.0])
    (x + y).sum().backward()
    kept = y.gradient.copy()
    x.gradient = x.gradient + 1
    np.testing.assert_array_equal(y.gradient, kept)


def test_a_deep_graph():
    x = y = Var(1.0)
    for _ in range(20_000):
        y = y + 0.0001
    y.backward()
    assert x.gradient == 1
    del y


def test_constants_get_no_gradient():
    x = Var(2.0)
    y = x * 3.0
    y.backward()
    constant = y.operands[1]
    assert constant.is_constant and constant.gradient is None and x.gradient == 3
    assert [float(node.value) for node in graph(y).nodes] == [2, 3, 6]  # a constant, too, is older than the result


def test_passes():
    def f(x):  # 4 inputs, 2 outputs
        return (x * x)[:2] * 3.0

    assert jacobian(f, np.arange(4.0))[1] == 1 + 2
    assert jacobian(f, np.arange(4.0), "forward")[1] == 4


@pytest.mark.parametrize("shape", [(3, 2), (2,), (1, 2), (3, 1), (1, 1), (), (1,)])
def test_unbroadcast_sums_over_the_copies(shape):
    """Its definition: the sum of gradient · broadcast(x) is the sum of unbroadcast(gradient) · x."""
    gradient, x = np.arange(6.0).reshape(3, 2), np.random.default_rng(0).normal(size=shape)
    result = unbroadcast(gradient, shape)
    assert result.shape == shape
    assert (result * x).sum() == pytest.approx((gradient * x).sum())


def test_gradient_of_several_arguments():
    W, b = autodiff.gradient(lambda W, b: ((signed @ W + b) ** 2).sum(), positive.T, np.zeros(2))
    residual = signed @ positive.T
    np.testing.assert_allclose(W, 2 * signed.T @ residual)
    np.testing.assert_allclose(b, 2 * residual.sum(axis=0))
    assert autodiff.gradient(lambda x, y: x * 2.0, 1.0, 5.0) == (2, 0)
    assert autodiff.gradient(lambda x: 7.0, 1.0) == (0,)
    (nothing,) = autodiff.gradient(lambda x: 7.0, [1.0, 2.0])
    assert nothing.tolist() == [0, 0]


@pytest.mark.parametrize("name", ["relu", "step", "leaky_relu"])
def test_the_kink_is_that_of_the_activation(name):
    x = Var(0.0)
    autodiff.activation(name, x).backward()
    assert x.gradient == activations.get(name).derivative(0.0)


def test_float32_stays_float32():
    x = Var(np.ones(3, np.float32))
    y = (autodiff.exp(x * 2.0) + [1.0, 2.0, 3.0]).sum()
    y.backward()
    assert y.value.dtype == x.gradient.dtype == np.float32
    assert autodiff.exp(Dual(np.ones(3, np.float32), np.ones(3, np.float32))).change.dtype == np.float32


def test_of_two_that_are_equal_the_first_gets_the_gradient():
    assert autodiff.gradient(autodiff.maximum, 2.0, 2.0) == (1, 0)


def test_functions_of_plain_numbers():
    assert autodiff.exp(0.0) == 1 and autodiff.maximum(2, 3) == 3 and autodiff.activation("relu", -1.0) == 0


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: Var([1.0, 2.0]).backward(), ValueError, r"starts from one number.*\(2,\)"),
        (lambda: Var([1.0, 2.0]).backward([1.0]), ValueError, r"seed must have the shape \(2,\).*\(1,\)"),
        (lambda: Var("a"), TypeError, "a Var must hold real numbers"),
        (lambda: Var(1.0) + Dual(1.0), TypeError, "Var and Dual do not mix"),
        (lambda: Var([1.0]) @ Var([1.0]), ValueError, r"shapes \(m, k\) and \(k, n\), not \(1,\) and \(1,\)"),
        (lambda: Var(1.0) + "a", TypeError, "an operand must hold real numbers"),
        (lambda: autodiff.activation("rule", Var(1.0)), ValueError, "no activation 'rule'"),
        (lambda: jacobian(lambda x: x, [1.0], "sideways"), ValueError, "no mode 'sideways'; choose one of: reverse"),
        (lambda: jacobian(lambda x: x, [[1.0]]), ValueError, r"x must be a vector.*\(1, 1\)"),
        (lambda: jacobian(lambda x: x.sum(), [1.0]), ValueError, "f must return a vector"),
    ],
)
def test_refuses(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_powers_of_zero_have_a_derivative():
    """A polynomial at 0: its constant and its linear term are 0⁰ and 0¹."""
    c, k = np.array([5.0, 3.0, 2.0, 1.0]), np.arange(4.0)
    both_directions(lambda x: (c * x**k).sum(), np.array([0.7]))
    x = Var(0.0)
    (c * x**k).sum().backward()
    assert x.gradient == 3 and (c * Dual(0.0, 1.0) ** k).sum().change == 3


@pytest.mark.parametrize("base", [-3.0, 0.0])
def test_a_power_of_no_positive_number_has_the_slope_0_by_its_exponent(base):
    """That of a negative number is real at whole exponents only, so that its slope has no meaning."""
    exponent = Var(2.0)
    y = base**exponent
    y.backward()
    assert y.value == base**2 and exponent.gradient == 0


def test_an_activation_of_your_own_is_not_replaced_by_one_of_the_same_name():
    own = activations.ActivationFunction("relu", "z²", "[0, ∞)", lambda z: z * z, lambda z, a: 2 * z)
    x = Var(-3.0)
    y = autodiff.activation(own, x)
    y.backward()
    assert y.value == 9 and x.gradient == -6


def test_gradients_may_be_changed():
    for f in (lambda x: x.sum(), lambda x: x.reshape(6).sum(), lambda x: x.T[0].sum(), lambda x: (-x).mean()):
        x = Var(signed)
        f(x).backward()
        before = x.gradient.copy()
        x.gradient *= 2
        np.testing.assert_array_equal(x.gradient, 2 * before)


def test_gradients_of_two_values_share_no_memory():
    x = Var(signed)
    y = x.reshape(6)
    (y * y).sum().backward()
    assert not np.shares_memory(x.gradient, y.gradient)
