"""Images that the chapter *A first look at convolutions* lays kernels on, and numbers drawn as pixels."""

from __future__ import annotations

import functools

import numpy as np
from matplotlib.path import Path
from numpy.typing import ArrayLike

from nnlib import datasets
from nnlib.plots.palette import BLUE, ORANGE
from nnlib.plots.shades import enlarged, shade
from nnlib.types import Array

SIDE = 22
"""Height and width of the images: a digit without three rows and columns on each side, nearly all of them paper."""

SHADES = 8


@functools.cache
def held_out() -> tuple[Array, Array]:
    """Return the 1,000 test images and their digits."""
    return datasets.digits()[2:]


def house() -> Array:
    """Return a house under the sun, 22 × 22 numbers from 0 (paper) to 1 (ink).

    >>> house().shape, float(house().max())
    ((22, 22), 1.0)
    """
    image = np.zeros((SIDE, SIDE))
    row, column = np.indices(image.shape)
    image[(np.abs(column - 8.5) <= row - 3.5) & (row < 11)] = 0.55  # the roof
    image[11:19, 3:15] = 0.25
    image[11:19, [3, 14]] = 1
    image[13:19, 7:10] = 1  # the door
    image[19] = 1
    image[(row - 5) ** 2 + (column - 17) ** 2 <= 5] = 0.8  # the sun
    return image


def seven() -> Array:
    """Return the 7 that the chapter *Recognising digits* follows, 22 × 22 numbers from 0 to 1."""
    return np.asarray(held_out()[0][22].reshape(28, 28)[3:-3, 3:-3], float)


def slide(image: ArrayLike, kernel: ArrayLike) -> Array:
    """Lay a square kernel on every window of an image, multiply number by number and add up.

    >>> slide([[1, 2, 3], [4, 5, 6]], [[0, 1], [1, 0]])
    array([[6., 8.]])
    """
    kernel = np.asarray(kernel, float)
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(image, float), kernel.shape)
    return np.asarray((windows * kernel).sum(axis=(-2, -1)))


def coloured(values: ArrayLike, colour: str, times: int = 2) -> Array:
    """Return numbers from 0 to 1 in 8 shades of a colour, each pixel `times` as high and wide."""
    return enlarged(shade(values, colour, SHADES), times)


def two_sided(values: ArrayLike, gap: int, times: int = 2) -> Array:
    """Return what is above 0 in blue and, `gap` pixels to the right, what is below 0 in orange, to a common scale."""
    values = np.asarray(values, float)
    scaled = values / (np.abs(values).max() or 1)
    empty = np.zeros((times * len(values), times * gap, 4))
    return np.hstack([coloured(scaled, BLUE, times), empty, coloured(-scaled, ORANGE, times)])


def marks(weights: ArrayLike, largest: float, corner: tuple[float, float], side: float) -> tuple[Path, Path]:
    """Return squares for the positive weights of a kernel and diamonds for the negative ones, the larger the stronger.

    They fill a square of so long a side whose upper left corner is given.
    """
    weights = np.asarray(weights, float)
    cell = side / len(weights)
    square = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) / 2
    diamond = np.array([(0, -1), (1, 0), (0, 1), (-1, 0)]) / 2
    paths = []
    for sign, shape in ((1, square), (-1, 1.3 * diamond)):
        sizes = 0.92 * np.sqrt(np.clip(sign * weights / largest, 0, 1))
        places = np.argwhere(sizes > 0.05)
        corners = places[:, None, ::-1] + 0.5 + sizes[tuple(places.T)][:, None, None] * shape
        points = np.concatenate([corners, corners[:, :1]], axis=1).reshape(-1, 2)
        codes = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY] * len(places)
        paths.append(Path(corner + cell * points, codes) if len(places) else Path([(-9, -9)]))
    return paths[0], paths[1]
