"""Lines and half planes in a picture: where a line enters and leaves it, and what lies on one side of it."""

import numpy as np


def zero_lines(W, b, reach):
    """Return the ends of the lines w · x + b = 0 that cross the rectangle from −reach to reach: (lines, 2, 2).

    Parameters
    ----------
    W : array of shape (2, units)
        Not a column may be zero.
    b : array of shape (units,)
    reach : pair of float
        Half the width and half the height of the rectangle.
    """
    square = (W**2).sum(axis=0)
    foot, along = -b * W / square, np.array([-W[1], W[0]]) / np.sqrt(square)
    with np.errstate(divide="ignore"):  # a line along an axis meets two sides at infinity
        stops = (np.multiply.outer([-1, 1], reach)[..., None] - foot) / along
    enters, leaves = stops.min(axis=0).max(axis=0), stops.max(axis=0).min(axis=0)
    ends = foot + np.stack([enters, leaves])[:, None] * along
    return ends[..., enters < leaves].transpose(2, 0, 1)


def one_path(lines):
    """Return lines as the two rows of one path with gaps in it."""
    return np.insert(lines, 2, np.nan, axis=1).reshape(-1, 2).T


def clip(corners, normal, level):
    """Return the corners of the part of a convex polygon where normal · x + level > 0."""
    kept = []
    height = np.round(corners @ np.asarray(normal, float) + level, 9)  # a corner on the line is on it everywhere
    for i in range(len(corners)):
        here, there = height[i - 1], height[i]
        if (here > 0) != (there > 0):
            kept.append(corners[i - 1] + (corners[i] - corners[i - 1]) * here / (here - there))
        if there > 0:
            kept.append(corners[i])
    return np.array(kept).reshape(-1, 2)
