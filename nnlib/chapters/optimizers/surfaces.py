"""The surfaces of the race, and how their contours are drawn."""

import numpy as np

from nnlib.plots.palette import GREY


def turn(x, y, sign=1):
    """Turn a point by 45°, anticlockwise or, with sign −1, clockwise."""
    return np.array([x - sign * y, sign * x + y]) / np.sqrt(2)


def valley_loss(x, y):
    return (x**2 + 20 * y**2) / 2


def valley_gradient(x, y):
    return np.array([x, 20 * y])


SURFACES = {  # loss, gradient, start; the lowest loss is 0
    "valley": (valley_loss, valley_gradient, (-2.0, 1.0)),
    "turned": (
        lambda x, y: valley_loss(*turn(x, y, -1)),
        lambda x, y: turn(*valley_gradient(*turn(x, y, -1))),
        tuple(turn(-2.0, 1.0)),
    ),
    "bent": (
        lambda x, y: (1 - x) ** 2 + 10 * (y - x**2) ** 2,
        lambda x, y: np.array([2 * (x - 1) - 40 * x * (y - x**2), 20 * (y - x**2)]),
        (-1.2, 1.0),
    ),
    "saddle": (lambda x, y: x**2 / 2 + (y**2 - 1) ** 2 / 4, lambda x, y: np.array([x, y**3 - y]), (1.8, 0.001)),
}


def one_line(axes, contours):
    """Draw contour lines as a single broken line, which takes a fraction of the time, and remove them."""
    pieces = [np.vstack([piece, [np.nan, np.nan]]) for level in contours.allsegs for piece in level]
    contours.remove()
    (line,) = axes.plot(*np.vstack(pieces).T, color=GREY, linewidth=0.8)
    return line
