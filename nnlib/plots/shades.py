"""Images as a colour of growing opacity, which read on a white and on a dark page."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.colors import to_rgb
from numpy.typing import ArrayLike

from nnlib.types import Array


def shade(values: ArrayLike, colour: str, shades: int = 16) -> Array:
    """Return numbers from 0 to 1 as a colour of growing opacity: (height, width, 4).

    Parameters
    ----------
    values : array, shape (height, width), or flat if the image is a square
        Numbers outside 0 to 1 count as the nearer of both.
    colour : str
    shades : int
        How many opacities there are, from 0 to 1: few make a small file.

    Examples
    --------
    >>> shade(np.ones(784), "#ff0000")[0, 0]
    array([1., 0., 0., 1.])
    >>> shade([[0.0, 0.4, 1.0]], "#ff0000", shades=3)[0, :, 3]
    array([0. , 0.5, 1. ])
    """
    numbers = np.asarray(values, float)
    if numbers.ndim == 1:
        numbers = numbers.reshape(math.isqrt(numbers.size), -1)
    opacity = np.round(np.clip(numbers, 0, 1) * (shades - 1)) / (shades - 1)
    return np.dstack([np.broadcast_to(to_rgb(colour), (*numbers.shape, 3)), opacity])


def enlarged(image: Array, times: int) -> Array:
    """Repeat each pixel, so that it stays a square where a browser smooths what it enlarges.

    >>> enlarged(shade([[0.0, 1.0]], "#ff0000"), 2).shape
    (2, 4, 4)
    """
    return np.asarray(image.repeat(times, axis=0).repeat(times, axis=1))
