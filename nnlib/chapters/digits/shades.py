"""What the figures of the chapter *Recognising digits* draw with: images in a row, and many boxes as one path."""

import numpy as np
from matplotlib.path import Path


def row_of(images):
    """Put images side by side, four empty pixels apart.

    >>> row_of([np.zeros((28, 28, 4))] * 3).shape
    (28, 92, 4)
    """
    row = np.zeros((28, 32 * len(images) - 4, 4))
    for number, image in enumerate(images):
        row[:, 32 * number : 32 * number + 28] = image
    return row


def _boxes(corners):
    """Return rectangles, given by the four corners of each, as one path: much faster than one artist for each."""
    points = np.concatenate([corners, corners[:, :1]], axis=1)
    codes = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY] * len(points)
    return Path(points.reshape(-1, 2), codes)


def squares(places, sides):
    """Return squares about `places` as one path; those too small to be seen are left out."""
    sides = np.asarray(sides, float)
    shown = sides > 0.02
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) / 2
    return _boxes(np.asarray(places)[shown][:, None] + sides[shown][:, None, None] * corners)


def bars(heights, width=0.7):
    """Return bars at 0, 1, 2, … as one path."""
    places, heights = np.arange(len(heights)), np.asarray(heights, float)
    x = places[:, None] + np.array([-1, 1, 1, -1]) * width / 2
    return _boxes(np.dstack([x, heights[:, None] * [0, 0, 1, 1]]))


def crosses(places, sides):
    """Return crosses (×) about `places` as one path of lines; those too small to be seen are left out."""
    sides = np.asarray(sides, float)
    shown = sides > 0.02
    ends = np.array([(-1, -1), (1, 1), (-1, 1), (1, -1)]) / 2
    points = np.asarray(places)[shown][:, None] + 0.8 * sides[shown][:, None, None] * ends
    return Path(points.reshape(-1, 2), [Path.MOVETO, Path.LINETO] * (2 * len(points)))
