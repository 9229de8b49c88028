"""The table of operations: what each computes, and its derivative for both directions.

Both modes of automatic differentiation read the same row. For y = f(x₁, x₂, …):

- *forward*: from a small change dxᵢ of one input comes the change ``dy = ∂y/∂xᵢ · dxᵢ``; those of all inputs add up;
- *backward*: from the gradient gy of the final result with respect to y comes that of one input, ``gxᵢ = gy · ∂y/∂xᵢ``.

Most operations work element by element, and their row holds only the partial derivatives ∂y/∂xᵢ. The others (sums,
matrix products, rearrangements) are linear in each input and say themselves what they do in each direction.

Introduced in chapter *Backpropagation*.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from nnlib import activations
from nnlib.types import Array


class Operation(NamedTuple):
    """A row of the table.

    Attributes
    ----------
    name, symbol : str
        What to call it, and what to draw in a picture of a graph.
    value : function
        From the inputs x to y.
    forward : function (dxᵢ, x, y, i) -> dy
        For a change of one input, the i-th.
    backward : function (gy, x, y, i) -> gxᵢ
        For one input, the i-th.
    partials : tuple of function, optional
        The ∂y/∂xᵢ as functions of (x…, y), if it works element by element.
    """

    name: str
    symbol: str
    value: Callable[..., Array]
    forward: Callable[[Array, Sequence[Array], Array, int], Array]
    backward: Callable[[Array, Sequence[Array], Array, int], Array]
    partials: tuple[Callable[..., Any], ...] | None = None


def unbroadcast(gradient: Array, shape: tuple[int, ...]) -> Array:
    """Undo broadcasting: an input that was used several times gets the sum of the gradients of all uses.

    >>> unbroadcast(np.ones((3, 2)), (2,))  # as when a bias is added to three rows
    array([3., 3.])
    """
    if gradient.shape == shape:
        return gradient
    extra = tuple(range(gradient.ndim - len(shape)))
    stretched = tuple(axis + len(extra) for axis, size in enumerate(shape) if size == 1)
    return np.asarray(gradient.sum(axis=extra + stretched, keepdims=True).reshape(shape))


def _elementwise(name: str, symbol: str, value: Callable[..., Any], *partials: Callable[..., Any]) -> Operation:
    """An operation element by element: a change and a gradient are both multiplied by ∂y/∂xᵢ."""

    def forward(dx: Array, x: Sequence[Array], y: Array, i: int) -> Array:
        return np.asarray(dx * partials[i](*x, y))

    def backward(gy: Array, x: Sequence[Array], y: Array, i: int) -> Array:
        return unbroadcast(np.asarray(gy * partials[i](*x, y)), x[i].shape)

    return Operation(name, symbol, value, forward, backward, partials)


def _linear(name: str, symbol: str, value: Callable[[Array], Array], back: Callable[[Array, Array], Any]) -> Operation:
    """An operation with one input in which it is linear: a change goes through it as the value does."""
    return Operation(name, symbol, value, lambda dx, x, y, i: value(dx), lambda gy, x, y, i: back(gy, x[0]))


def _matmul(a: Array, b: Array) -> Array:
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
        raise ValueError(f"a matrix product needs the shapes (m, k) and (k, n), not {a.shape} and {b.shape}")
    return np.asarray(a @ b)


# fmt: off
_ROWS = [
    _elementwise("add", "+", lambda a, b: a + b, lambda a, b, y: 1, lambda a, b, y: 1),
    _elementwise("subtract", "−", lambda a, b: a - b, lambda a, b, y: 1, lambda a, b, y: -1),
    _elementwise("multiply", "×", lambda a, b: a * b, lambda a, b, y: b, lambda a, b, y: a),
    _elementwise("divide", "÷", lambda a, b: a / b, lambda a, b, y: 1 / b, lambda a, b, y: -y / b),
    _elementwise("power", "^", lambda a, b: a**b, lambda a, b, y: b * a ** np.where(b == 0, 1, b - 1),
                 lambda a, b, y: y * np.log(np.where(a > 0, a, 1))),  # b is mostly constant, and a may then be negative
    _elementwise("maximum", "max", np.maximum, lambda a, b, y: (a >= b) * 1.0, lambda a, b, y: (a < b) * 1.0),
    _elementwise("negative", "−", lambda a: -a, lambda a, y: -1),
    _elementwise("absolute", "|·|", np.abs, lambda a, y: np.sign(a)),
    _elementwise("sqrt", "√", np.sqrt, lambda a, y: 0.5 / y),
    _elementwise("exp", "exp", np.exp, lambda a, y: y),
    _elementwise("log", "log", np.log, lambda a, y: 1 / a),
    _elementwise("sin", "sin", np.sin, lambda a, y: np.cos(a)),
    _elementwise("cos", "cos", np.cos, lambda a, y: -np.sin(a)),
    Operation("matmul", "@", _matmul, lambda dx, x, y, i: dx @ x[1] if i == 0 else x[0] @ dx,
              lambda gy, x, y, i: gy @ x[1].T if i == 0 else x[0].T @ gy),
    _linear("transpose", "T", np.transpose, lambda gy, x: gy.T),
]
# fmt: on


def activation(f: activations.ActivationFunction) -> Operation:
    """Return an activation as an operation."""
    return _elementwise(f.name, f.name, f.value, f.slope)


_ROWS += [activation(activations.get(name)) for name in activations.names()]
#: All operations without settings, by name; every activation is one too.
TABLE: dict[str, Operation] = {row.name: row for row in _ROWS}


def sum_over(axis: int | None, keepdims: bool) -> Operation:
    """Return the operation that sums over an axis, or over everything."""

    def spread(gy: Array, x: Array) -> Array:
        return np.broadcast_to(gy if keepdims or axis is None else np.expand_dims(gy, axis), x.shape)

    return _linear("sum", "Σ", lambda x: np.asarray(x.sum(axis=axis, keepdims=keepdims)), spread)


def reshape(shape: tuple[int, ...]) -> Operation:
    """Return the operation that lays the same numbers out in another shape."""
    return _linear("reshape", "reshape", lambda x: x.reshape(shape), lambda gy, x: gy.reshape(x.shape))


def select(index: Any) -> Operation:
    """Return the operation that picks elements, as x[index] does."""

    def put_back(gy: Array, x: Array) -> Array:
        gx = np.zeros_like(x)
        np.add.at(gx, index, gy)  # an element picked twice gets both gradients
        return gx

    return _linear("select", "[ ]", lambda x: np.asarray(x[index]), put_back)
