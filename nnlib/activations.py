"""Activations: what a neuron makes of its weighted sum z.

Every activation stands here beside its derivative. The derivative is written with z, the input, and a = f(z), the
output, because some are simplest in one and some in the other: for the sigmoid it is a (1 − a), and a is known already
when the gradient flows back.

>>> relu = get("relu")
>>> relu([-1.0, 0.0, 2.0]), relu.derivative([-1.0, 0.0, 2.0])
(array([0., 0., 2.]), array([0., 0., 1.]))

Introduced in chapter *Activations*.
"""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlib.checks import as_floats, choose
from nnlib.types import Array, ArrayLike


@dataclass(frozen=True, eq=False, repr=False)
class ActivationFunction:
    """An activation f with its derivative f′; call it like a function.

    Attributes
    ----------
    name : str
        The name under which `get` finds it.
    formula : str
        f in plain text, such as ``max(0, z)``.
    range : str
        The values that f can take, such as ``[0, ∞)``.
    value : function z -> a
        f itself, from an array of floats of any shape and dtype to a new one of that shape and dtype.
    slope : function (z, a) -> f′(z)
        The derivative, from z and a = f(z) to an array of their shape; 0s and 1s may be booleans.
    in_place : bool
        Whether f′ is known from a alone and ``value(z, out=z)`` may put a in the place of z.
    initializer : str
        Where the weights before it start best, see `nnlib.initializers`: "he" if it is open above, else "xavier".

    Examples
    --------
    >>> tanh = get("tanh")
    >>> tanh
    tanh(z) = (e^z − e^(−z)) / (e^z + e^(−z)), range (−1, 1)
    >>> float(tanh(0.0)), float(tanh.derivative(0.0))
    (0.0, 1.0)

    One of your own, for `mlp`, `Activation` and `autodiff.activation`:

    >>> square = ActivationFunction("square", "z²", "[0, ∞)", lambda z: z * z, lambda z, a: 2 * z)
    >>> square([1.0, -3.0]), square.derivative([1.0, -3.0])
    (array([1., 9.]), array([ 2., -6.]))

    Introduced in chapter *Activations*.
    """

    name: str
    formula: str
    range: str
    value: Callable[..., Array]
    slope: Callable[[Array, Array], Array]
    in_place: bool = False
    initializer: str = "xavier"

    def __call__(self, z: ArrayLike) -> Array:
        """Return f(z), element by element; float32 stays float32, integers become float64."""
        return self.value(as_floats(z, "z"))

    def derivative(self, z: ArrayLike) -> Array:
        """Return f′(z), element by element."""
        z = as_floats(z, "z")
        return self.slope(z, self.value(z)).astype(z.dtype, copy=False)

    def __repr__(self) -> str:
        return f"{self.name}(z) = {self.formula}, range {self.range}"

    def __reduce__(self) -> tuple[Any, ...]:
        own = _TABLE.get(self.name) is not self  # not the table's: made again from its parts, not found by its name
        return (ActivationFunction, tuple(vars(self).values())) if own else (get, (self.name,))


def names() -> tuple[str, ...]:
    """Return the names of all activations, in the order in which the book teaches them.

    >>> names()[:5]
    ('identity', 'step', 'sigmoid', 'tanh', 'arctan')
    """
    return tuple(_TABLE)


def get(name: str | ActivationFunction) -> ActivationFunction:
    """Return the activation of that name.

    Raises
    ------
    ValueError
        If there is none; the message lists the names.

    Examples
    --------
    >>> float(get("sigmoid")(0.0))
    0.5

    Introduced in chapter *Activations*.
    """
    return name if isinstance(name, ActivationFunction) else _TABLE[choose(name, _TABLE, "activation")]


# The parts that the table below is made of ----------------------------------------------------------------------------

#: Slope of leaky ReLU below 0 (Maas, Hannun and Ng, 2013).
LEAK = 0.01

#: With these two, mean 0 and variance 1 pass through a layer unchanged (Klambauer et al., 2017, equation 14).
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772

#: The constants of the two approximations of GELU (Hendrycks and Gimpel, 2016).
GELU_SIGMOID, GELU_TANH = 1.702, 0.044715


def _sigmoid(z: Array, out: Array | None = None) -> Array:
    if out is None:
        e = np.exp(-np.abs(z))  # at most 1: e^(−z) itself would overflow for very negative z
        return np.asarray(np.where(z < 0, e, 1) / (1 + e))
    np.exp(np.negative(z, out=out), out=out)  # in training: where e^(−z) overflows to ∞, 1 / (1 + ∞) = 0 is near enough
    out += 1
    return np.reciprocal(out, out=out)


def _sech2(z: Array) -> Array:
    """1 − tanh² z, without the loss of digits where tanh z is nearly 1."""
    e = np.exp(-2 * np.abs(z))
    return np.asarray(4 * e / (1 + e) ** 2)


@functools.cache
def _erf_table(dtype: np.dtype[np.floating]) -> tuple[Array, Array]:
    """Return erf and its derivative at −6, −6 + 1/512, …, 6."""
    x = np.arange(-6 * 512, 6 * 512 + 1) / 512
    return np.array([math.erf(t) for t in x], dtype), (2 / math.sqrt(math.pi) * np.exp(-x * x)).astype(dtype)


def _erf(x: Array) -> Array:
    """The error function, which NumPy lacks: a Taylor series of degree 4 about the nearest point of a table.

    The rest is below 1e-15. Beyond ±6 the error function is ±1 to the last digit.
    """
    values, slopes = _erf_table(x.dtype)
    x = np.clip(x, -6, 6)
    nearest = np.rint(512 * np.where(np.isnan(x), 0, x))
    index = nearest.astype(np.intp) + 6 * 512
    x0, d = nearest / 512, x - nearest / 512
    series = 1 - d * (x0 - d * ((2 * x0 * x0 - 1) / 3 + d * x0 * (3 - 2 * x0 * x0) / 6))
    return np.asarray(values[index] + slopes[index] * d * series)


def _bell(z: Array) -> Array:
    """φ(z), the density of the normal distribution."""
    return np.exp(-0.5 * np.square(np.clip(z, -40, 40))) / math.sqrt(2 * math.pi)


def _elu(z: Array, alpha: float = 1) -> Array:
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def _softplus(z: Array) -> Array:
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def _share_below(z: Array) -> Array:
    """Φ(z), the share of the normal distribution that lies below z."""
    return 0.5 * (1 + _erf(z / math.sqrt(2)))


def _gelu_tanh_inner(z: Array) -> Array:
    z = np.clip(z, -20, 20)  # beyond, tanh is ±1 to the last digit and z³ might overflow
    return math.sqrt(2 / math.pi) * (z + GELU_TANH * z**3)


def _gelu_tanh_slope(z: Array, a: Array) -> Array:
    inner = _gelu_tanh_inner(z)
    inner_slope = math.sqrt(2 / math.pi) * (1 + 3 * GELU_TANH * np.clip(z, -20, 20) ** 2)
    return 0.5 * (1 + np.tanh(inner)) + 0.5 * z * _sech2(inner) * inner_slope


def _silu_slope(z: Array, a: Array, beta: float = 1) -> Array:
    """The derivative of a = z σ(β z)."""
    s = _sigmoid(beta * z)
    return s + beta * a * (1 - s)


def _mish_slope(z: Array, a: Array) -> Array:
    softplus = _softplus(z)
    return np.tanh(softplus) + z * _sech2(softplus) * _sigmoid(z)


# The table ------------------------------------------------------------------------------------------------------------

_row: Callable[..., ActivationFunction] = ActivationFunction
_open = functools.partial(_row, initializer="he")  # open above
# fmt: off
_ROWS = [
    # No bend and a single bend. The step has derivative 0 wherever it has one, so gradient descent learns nothing
    # through it. At the jump: 0 too.
    _row("identity", "z", "(−∞, ∞)", lambda z: z.copy(), lambda z, a: np.ones_like(z)),
    _row("step", "1 if z > 0, else 0", "{0, 1}", lambda z: (z > 0).astype(z.dtype), lambda z, a: np.zeros_like(z)),
    # Squashing: from one level to another.
    _row("sigmoid", "1 / (1 + e^(−z))", "(0, 1)", _sigmoid, lambda z, a: a * (1 - a), in_place=True),
    _row("tanh", "(e^z − e^(−z)) / (e^z + e^(−z))", "(−1, 1)", np.tanh, lambda z, a: 1 - a * a, in_place=True),
    _row("arctan", "arctan z", "(−π/2, π/2)", np.arctan, lambda z, a: (1 / np.hypot(1, z)) ** 2),
    _row("softsign", "z / (1 + |z|)", "(−1, 1)", lambda z: z / (1 + np.abs(z)), lambda z, a: (1 - np.abs(a)) ** 2),
    _row("erf", "2/√π ∫₀ᶻ e^(−t²) dt", "(−1, 1)", _erf, lambda z, a: 2 * math.sqrt(2) * _bell(math.sqrt(2) * z)),
    _row("algebraic", "z / √(1 + z²)", "(−1, 1)", lambda z: z / np.hypot(1, z), lambda z, a: (1 / np.hypot(1, z)) ** 3),
    _row("hard_sigmoid", "min(1, max(0, z/6 + 1/2))", "[0, 1]",
         lambda z: np.clip(z / 6 + 0.5, 0, 1), lambda z, a: np.where((a > 0) & (a < 1), 1 / 6, 0).astype(z.dtype)),
    _row("hard_tanh", "min(1, max(−1, z))", "[−1, 1]", lambda z: np.clip(z, -1, 1), lambda z, a: np.abs(a) < 1),
    # Half-linear: closed below, open above. The derivative of ReLU at 0 is 0, by convention.
    _open("relu", "max(0, z)", "[0, ∞)",
          lambda z, out=None: np.maximum(z, 0, out=out), lambda z, a: a > 0, in_place=True),
    _open("leaky_relu", "z if z > 0, else 0.01 z", "(−∞, ∞)",
          lambda z: np.where(z > 0, z, LEAK * z), lambda z, a: np.where(z > 0, 1, LEAK).astype(z.dtype)),
    _open("elu", "z if z > 0, else e^z − 1", "(−1, ∞)", _elu, lambda z, a: np.where(z > 0, 1, a + 1)),
    _open("selu", "1.0507 z if z > 0, else 1.0507 · 1.6733 (e^z − 1)", "(−1.7581, ∞)",
          lambda z: SELU_SCALE * _elu(z, SELU_ALPHA),
          lambda z, a: np.where(z > 0, SELU_SCALE, a + SELU_SCALE * SELU_ALPHA)),
    _open("softplus", "log(1 + e^z)", "(0, ∞)", _softplus, lambda z, a: _sigmoid(z)),
    # Smooth gates: z times a soft yes or no.
    _open("gelu", "z Φ(z)", "[−0.17, ∞)", lambda z: z * _share_below(z), lambda z, a: _share_below(z) + z * _bell(z)),
    _open("gelu_sigmoid", "z σ(1.702 z)", "[−0.164, ∞)",
          lambda z: z * _sigmoid(GELU_SIGMOID * z), lambda z, a: _silu_slope(z, a, GELU_SIGMOID)),
    _open("gelu_tanh", "z/2 · (1 + tanh(√(2/π) (z + 0.044715 z³)))", "[−0.17, ∞)",
          lambda z: 0.5 * z * (1 + np.tanh(_gelu_tanh_inner(z))), _gelu_tanh_slope),
    _open("silu", "z σ(z)", "[−0.2785, ∞)", lambda z: z * _sigmoid(z), _silu_slope),
    _open("mish", "z tanh(log(1 + e^z))", "[−0.309, ∞)", lambda z: z * np.tanh(_softplus(z)), _mish_slope),
]
# fmt: on
_TABLE: dict[str, ActivationFunction] = {f.name: f for f in _ROWS}

# Whole rows at once: from raw outputs to probabilities ---------------------------------------------------------------


def logsumexp(z: ArrayLike, axis: int = -1, keepdims: bool = False) -> Array:
    """Return log Σ e^z along an axis, without overflow: m + log Σ e^(z−m) with m the largest z.

    Parameters
    ----------
    z : array
        Raw outputs (logits), of any size.
    axis : int
        The axis to sum over.
    keepdims : bool
        Whether that axis stays, with length 1.

    Examples
    --------
    >>> float(logsumexp([1000.0, 1000.0]))  # naively e^1000 overflows
    1000.6931471805599

    Introduced in chapter *Losses*.
    """
    z = as_floats(z, "z")
    largest = z.max(axis=axis, keepdims=True)
    result: Array = largest + np.log(np.exp(z - largest).sum(axis=axis, keepdims=True))
    return result if keepdims else result.squeeze(axis)


def softmax(z: ArrayLike, axis: int = -1) -> Array:
    """Return e^z / Σ e^z along an axis: positive numbers that sum to 1, in the order of z.

    Adding one number to all z changes nothing, so the largest is taken off first and nothing overflows.

    Examples
    --------
    >>> softmax([1000.0, 1000.0])
    array([0.5, 0.5])

    Introduced in chapter *Losses*.
    """
    z = as_floats(z, "z")
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return np.asarray(e / e.sum(axis=axis, keepdims=True))


def log_softmax(z: ArrayLike, axis: int = -1) -> Array:
    """Return log softmax(z) = z − logsumexp(z), exact where softmax itself is rounded to 0.

    Examples
    --------
    >>> log_softmax([0.0, 1000.0])
    array([-1000.,     0.])

    Introduced in chapter *Losses*.
    """
    z = as_floats(z, "z")
    shifted = z - z.max(axis=axis, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True)))
