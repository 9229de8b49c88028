"""Functions of Var, Dual and plain arrays, and whole derivatives with them.

Introduced in chapter *Backpropagation*.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from nnlib import activations
from nnlib.autodiff import operations
from nnlib.autodiff.values import Dual, Operand, Var, apply
from nnlib.checks import as_floats, choose
from nnlib.types import Array, ArrayLike


def exp(x: Operand) -> Any:
    """Return e^x.

    >>> exp(Dual(0.0, 1.0))
    Dual(1.0, 1.0)
    """
    return apply(operations.TABLE["exp"], x)


def log(x: Operand) -> Any:
    """Return the natural logarithm of x."""
    return apply(operations.TABLE["log"], x)


def sqrt(x: Operand) -> Any:
    """Return the square root of x."""
    return apply(operations.TABLE["sqrt"], x)


def sin(x: Operand) -> Any:
    """Return the sine of x."""
    return apply(operations.TABLE["sin"], x)


def cos(x: Operand) -> Any:
    """Return the cosine of x."""
    return apply(operations.TABLE["cos"], x)


def maximum(x: Operand, y: Operand) -> Any:
    """Return the larger of x and y; where they are equal, the derivative is that of x."""
    return apply(operations.TABLE["maximum"], x, y)


def activation(function: str | activations.ActivationFunction, x: Operand) -> Any:
    """Return an activation of x, by name, or one of your own.

    >>> activation("relu", Dual(2.0, 1.0))
    Dual(2.0, 1.0)
    """
    return apply(operations.activation(activations.get(function)), x)


def gradient(f: Callable[..., Any], *x: ArrayLike) -> tuple[Array, ...]:
    """Return the gradients of f, whose result is one number, with respect to each argument, in reverse mode.

    >>> gradient(lambda w, b: (w * 3.0 + b) ** 2, 2.0, 1.0)
    (array(42.), array(14.))
    """
    inputs = [Var(value) for value in x]
    result = f(*inputs)
    if isinstance(result, Var):  # a number does not depend on the arguments
        result.backward()
    return tuple(np.zeros_like(v.value) if v.gradient is None else v.gradient for v in inputs)


def jacobian(f: Callable[[Any], Any], x: ArrayLike, mode: str = "reverse") -> tuple[Array, int]:
    """Return all derivatives of f at x, and how many passes they take.

    Forward mode needs one pass for each input and keeps nothing. Reverse mode needs one pass forward, whose results it
    keeps, and one back for each output. So a loss (many inputs, one output) is a case for reverse mode.

    Parameters
    ----------
    f : function
        From n numbers to k numbers, made of operators and the functions of this package.
    x : array, shape (n,)
        Where to differentiate.
    mode : str
        "reverse" or "forward".

    Returns
    -------
    J : array, shape (k, n)
        ∂fᵢ/∂xⱼ.
    passes : int
        n forward ones, or 1 forward and k back.

    Raises
    ------
    ValueError
        If the mode is unknown, or x or f(x) is not a vector.

    Examples
    --------
    >>> f = lambda x: x * x.sum()
    >>> J, passes = jacobian(f, [1.0, 2.0, 3.0])
    >>> J
    array([[7., 1., 1.],
           [2., 8., 2.],
           [3., 3., 9.]])
    >>> (jacobian(f, [1.0, 2.0, 3.0], "forward")[0] == J).all()
    np.True_

    Introduced in chapter *Backpropagation*.
    """
    choose(mode, ("reverse", "forward"), "mode")
    point = as_floats(x, "x")
    if point.ndim != 1:
        raise ValueError(f"x must be a vector, shape (n,), but it has the shape {point.shape}")
    start = Var(point)
    result = f(start)
    if not isinstance(result, Var) or result.value.ndim != 1:
        raise ValueError("f must return a vector, shape (k,), that depends on x")
    if mode == "forward":
        return np.array([f(Dual(point, direction)).change for direction in np.eye(point.size)]).T, point.size
    rows = []
    for seed in np.eye(result.value.size):
        result.backward(seed)
        rows.append(np.zeros_like(point) if start.gradient is None else start.gradient)
    return np.array(rows), 1 + len(rows)
