"""Types that all of nnlib speaks of."""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

__all__ = ["Array", "ArrayLike", "DTypeLike", "NDArray", "Rng"]

Array: TypeAlias = NDArray[np.floating]
"""A NumPy array of floats; docstrings say its shape."""

Rng: TypeAlias = int | np.random.Generator
"""Where randomness comes from: a seed, or a generator that is used further."""
