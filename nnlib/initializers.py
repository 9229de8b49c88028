"""Initializers: the weights a layer starts from.

An initializer is a function ``(rng, fan_in, fan_out) -> weights`` of shape (fan_in, fan_out), where fan_in counts the
numbers that come into one unit and fan_out the units that one number goes to. Biases start at 0.

Introduced in chapter *Training a network*.
"""

import math
from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from nnlib.checks import as_rng, check_positive, choose
from nnlib.types import Array, Rng

#: A function from a generator and the two fans to weights.
Initializer: TypeAlias = Callable[[np.random.Generator, int, int], Array]

#: Such a function or its name.
InitializerLike: TypeAlias = str | Initializer


def zeros(rng: Rng, fan_in: int, fan_out: int) -> Array:
    """Return only zeros: all units of a layer stay copies of one another, so nothing much is learned.

    >>> zeros(0, 2, 3)
    array([[0., 0., 0.],
           [0., 0., 0.]])
    """
    return np.zeros((fan_in, fan_out))


def constant(value: float) -> Initializer:
    """Return an initializer that makes every weight `value`; units stay copies of one another here too.

    >>> constant(0.5)(0, 1, 2)
    array([[0.5, 0.5]])
    """
    return lambda rng, fan_in, fan_out: np.full((fan_in, fan_out), float(value))


def normal(scale: float = 0.01) -> Initializer:
    """Return an initializer that draws from a normal distribution with mean 0 and standard deviation `scale`.

    Raises
    ------
    ValueError
        If `scale` is negative or not finite.

    Examples
    --------
    >>> normal(scale=1.0)(0, 2, 3).shape
    (2, 3)
    """
    check_positive(scale, "scale", zero=True)
    return lambda rng, fan_in, fan_out: as_rng(rng).normal(0, scale, (fan_in, fan_out))


def xavier(rng: Rng, fan_in: int, fan_out: int) -> Array:
    """Draw with variance 2 / (fan_in + fan_out), which keeps signals and gradients level through tanh-like layers.

    References
    ----------
    X. Glorot and Y. Bengio, *Understanding the difficulty of training deep feedforward neural networks*, 2010.

    Examples
    --------
    >>> round(float(xavier(0, 300, 500).std()), 2)  # √(2 / 800) = 0.05
    0.05
    """
    return normal(math.sqrt(2 / (fan_in + fan_out)))(as_rng(rng), fan_in, fan_out)


def he(rng: Rng, fan_in: int, fan_out: int) -> Array:
    """Draw with variance 2 / fan_in, which makes up for ReLU silencing half of what passes.

    References
    ----------
    K. He, X. Zhang, S. Ren and J. Sun, *Delving deep into rectifiers*, 2015.

    Examples
    --------
    >>> round(float(he(0, 800, 500).std()), 2)  # √(2 / 800) = 0.05
    0.05
    """
    return normal(math.sqrt(2 / fan_in))(as_rng(rng), fan_in, fan_out)


_TABLE: dict[str, Initializer] = {"zeros": zeros, "normal": normal(), "xavier": xavier, "he": he}


def names() -> tuple[str, ...]:
    """Return the names that `get` knows.

    >>> names()
    ('zeros', 'normal', 'xavier', 'he')
    """
    return tuple(_TABLE)


def get(name: InitializerLike) -> Initializer:
    """Return the initializer of that name; a function is passed through.

    Raises
    ------
    ValueError
        If there is none; the message lists the names.

    Examples
    --------
    >>> get("he") is he
    True
    """
    return name if callable(name) else _TABLE[choose(name, _TABLE, "initializer")]
