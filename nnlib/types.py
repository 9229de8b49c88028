"""Types that all of nnlib speaks of."""

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

__all__ = ["Array", "ArrayLike", "DTypeLike", "NDArray", "Rng"]

#: A NumPy array of floats; docstrings say its shape.
Array: TypeAlias = NDArray[np.floating]

#: Where randomness comes from: a seed, or a generator that is used further.
Rng: TypeAlias = int | np.random.Generator
