"""Checks of what comes in: one sentence that says what came and what was expected.

The other modules call these first, before they change anything, so that a refused call leaves everything as it was.
"""

from collections.abc import Collection
from typing import Any

import numpy as np

from nnlib.types import Array, ArrayLike, Rng


def as_rng(rng: Rng) -> np.random.Generator:
    """Make a generator from a seed; a generator is passed through.

    >>> int(as_rng(0).integers(100)) == int(as_rng(0).integers(100))
    True
    """
    is_seed = isinstance(rng, (int, np.integer)) and not isinstance(rng, bool) and rng >= 0
    if not is_seed and not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a seed (an integer from 0) or a numpy.random.Generator, not {rng!r}")
    return np.random.default_rng(rng)


def as_floats(values: ArrayLike, name: str, dtype: np.dtype[Any] | None = None) -> Array:
    """Make an array of floats of a dtype; without one, floats stay as they are and integers become float64."""
    array = np.asarray(values)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name} must hold real numbers, but its dtype is {array.dtype}")
    return array.astype(dtype or (array.dtype if array.dtype.kind == "f" else np.float64), copy=False)


def check_shape(array: Array, expected: tuple[int, ...], name: str) -> None:
    """Refuse an array whose shape is not `expected`.

    >>> check_shape(np.zeros((5, 3)), (5, 2), "X")
    Traceback (most recent call last):
    ValueError: X must have the shape (5, 2), but it has the shape (5, 3)
    """
    if array.shape != expected:
        raise ValueError(f"{name} must have the shape {expected}, but it has the shape {array.shape}")


def view(name: str, doc: str) -> property:
    """Return a property for an array, kept as `_name`, that others look at too: assigning copies values into it."""

    def read(owner: Any) -> Any:
        return getattr(owner, f"_{name}")

    def write(owner: Any, values: ArrayLike) -> None:
        values = as_floats(values, name)
        check_shape(values, read(owner).shape, name)
        read(owner)[...] = values

    return property(read, write, doc=doc)


def check_count(value: int, name: str, lowest: int = 1) -> int:
    """Refuse what is not a whole number from `lowest`."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < lowest:
        raise ValueError(f"{name} must be a whole number from {lowest}, not {value!r}")
    return int(value)


def check_positive(value: float, name: str, *, zero: bool = False) -> float:
    """Refuse a number that is not finite and positive (with `zero=True`, zero is allowed too)."""
    real = isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool)
    if not real or not np.isfinite(value) or value < 0 or (value == 0 and not zero):
        raise ValueError(f"{name} must be a finite number {'of at least' if zero else 'above'} 0, not {value!r}")
    return value


def check_fraction(value: float, name: str) -> float:
    """Refuse a number that is not in [0, 1)."""
    if check_positive(value, name, zero=True) >= 1:
        raise ValueError(f"{name} must be at least 0 and below 1, not {value!r}")
    return value


def choose(name: object, names: Collection[str], kind: str) -> str:
    """Refuse a name that is not one of `names`, and list them.

    >>> choose("rule", ("relu", "tanh"), "activation")
    Traceback (most recent call last):
    ValueError: there is no activation 'rule'; choose one of: relu, tanh
    """
    if not isinstance(name, str) or name not in names:
        raise ValueError(f"there is no {kind} {name!r}; choose one of: {', '.join(names)}")
    return name
