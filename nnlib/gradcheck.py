"""Gradient checking: is the gradient that backpropagation gives the slope that the loss really has?

Move one parameter a little both ways and measure the slope; it must agree. For a network with many parameters, move all
of them at once in a few random directions.

>>> from nnlib import BinaryCrossEntropy, datasets, mlp
>>> X, y = datasets.circles(20, rng=0)
>>> error = check(mlp([2, 4, 1], activation="tanh", rng=0), BinaryCrossEntropy(), X, y)
>>> error < 1e-6
True

Introduced in chapter *Backpropagation*.
"""

from collections.abc import Callable

import numpy as np

from nnlib.checks import as_floats, as_rng, check_positive
from nnlib.losses import Loss
from nnlib.network import Network
from nnlib.types import Array, ArrayLike, Rng


class GradientError(AssertionError):
    """A gradient that does not agree with the slope that was measured."""


def numerical_gradient(f: Callable[[Array], float], x: ArrayLike, epsilon: float = 1e-5) -> Array:
    """Return the gradient of f at x by central differences, (f(x + ε) − f(x − ε)) / 2ε for each element.

    The error falls with ε² until rounding, which grows with 1/ε, takes over: in float64 about ε = 1e-5 is best. At a
    kink, such as ReLU's at 0, the result is the mean of both slopes.

    Parameters
    ----------
    f : function
        From an array like x to a number; it must not change its argument.
    x : array
        Where to measure.
    epsilon : float
        How far to move.

    Returns
    -------
    array of the shape of x

    Raises
    ------
    ValueError
        If epsilon is not positive.

    Examples
    --------
    >>> numerical_gradient(lambda x: float(x @ x), [1.0, 2.0]).round(6)
    array([2., 4.])

    Introduced in chapter *Backpropagation*.
    """
    check_positive(epsilon, "epsilon")
    x = as_floats(x, "x")
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[index] += epsilon
        below[index] -= epsilon
        gradient[index] = (f(above) - f(below)) / (above[index] - below[index])  # the step really taken, after rounding
    return gradient


def directional_derivative(f: Callable[[Array], float], x: ArrayLike, d: ArrayLike, epsilon: float = 1e-5) -> float:
    """Return the slope of f at x along a direction d, by a central difference: it should be gradient · d.

    >>> round(directional_derivative(lambda x: float(x @ x), [1.0, 2.0], [1.0, 1.0]), 6)
    6.0
    """
    check_positive(epsilon, "epsilon")
    x, d = as_floats(x, "x"), as_floats(d, "d")
    return (f(x + epsilon * d) - f(x - epsilon * d)) / (2 * epsilon)


def check(
    net: Network,
    loss: Loss,
    X: ArrayLike,
    y: ArrayLike,
    *,
    epsilon: float = 1e-5,
    tolerance: float = 1e-6,
    directions: int | None = None,
    rng: Rng = 0,
) -> float:
    """Compare the network's gradient with measured slopes and return the largest relative error.

    The error of an analytic value a and a numeric value n is ``|a − n| / max(|a|, |n|)``; a thousandth of the loss (or
    of 1, if that is more) stands in for both where they are smaller than that, for there rounding would decide.

    Parameters
    ----------
    net, loss, X, y
        As for `train`; the network is the same afterwards. Dropout is off.
    epsilon : float
        How far to move.
    tolerance : float
        The largest error allowed. It suits float64; float32 has too few digits for this.
    directions : int, optional
        Measure along so many random directions instead of parameter by parameter: two forward passes each.
    rng : int or Generator
        Draws the directions.

    Raises
    ------
    GradientError
        If an error is above the tolerance. The message names the parameter, both values and the error.

    Introduced in chapter *Backpropagation*.
    """
    training, net.training = net.training, False
    net.backward(loss.gradient(net.forward(X), y))
    analytic, saved = net.gradient.copy(), net.parameters.copy()

    def f(theta: Array) -> float:
        net.parameters[...] = theta
        return loss(net.forward(X), y)

    try:
        if directions is None:
            numeric = numerical_gradient(f, saved, epsilon)
        else:
            unit = as_rng(rng).normal(size=(directions, saved.size))
            unit /= np.linalg.norm(unit, axis=1, keepdims=True)
            analytic, numeric = unit @ analytic, np.array([directional_derivative(f, saved, d, epsilon) for d in unit])
        floor = 1e-3 * max(1, f(saved))
    finally:
        net.parameters[...], net.training = saved, training
    errors = np.abs(analytic - numeric) / np.maximum(floor, np.maximum(np.abs(analytic), np.abs(numeric)))
    worst = int(np.nan_to_num(errors, nan=np.inf).argmax())
    if not errors[worst] <= tolerance:
        name = net.name_of(worst) if directions is None else f"random direction {worst}"
        values = f"{analytic[worst]:.9g}, but the measured slope is {numeric[worst]:.9g}"
        error = f"a relative error of {errors[worst]:.2g}, where {tolerance:g} is allowed"
        raise GradientError(f"the gradient with respect to {name} is {values}: {error}")
    return float(errors[worst])
