"""Drawings for the figure `DrawDigit`, stroke by stroke, and how a drawing becomes an image like those of MNIST."""

from __future__ import annotations

import numpy as np
from PIL import Image

from nnlib.live.drawing import inked, written
from nnlib.types import Array
from nnlib.words import _

SIDE, BOX = 28, 20
"""The image, and the box that holds the ink before it is moved to its place."""

# Each stroke goes through these points, in cells from the upper left.
STROKES: dict[str, list[list[tuple[float, float]]]] = {
    "three": [
        [(9, 7), (12, 4.5), (16, 4.5), (18.5, 7.5), (16.5, 11), (12.5, 13), (17, 14), (19.5, 18), (17, 22.5),
         (12, 23.5), (8, 21)],
    ],
    "seven": [[(7.5, 7.5), (13, 6), (20, 5), (17.5, 10.5), (14, 15.5), (12.5, 20), (13, 24.5)]],
    "four": [
        [(18.5, 8), (14.5, 5.5), (10, 8), (9, 12), (12.5, 14.5), (17, 12.5), (19, 8.5), (18.5, 15), (17.5, 24)],
    ],
    "one": [[(22, 20.5), (22.5, 23), (22.5, 26)]],
    "two": [
        [(8, 9), (10, 5.5), (14.5, 4.5), (18, 7.5), (17, 12), (12.5, 17), (8, 22.5)], [(8, 22.5), (14, 22), (21, 23)],
    ],
    "eight": [
        [(18.5, 7), (14, 4.5), (10, 7.5), (13.5, 12.5), (18.5, 17), (17.5, 22), (13, 23.5), (9, 20.5), (11, 15.5),
         (16.5, 11.5), (18.5, 7)],
    ],
    "star": [[(14, 4), (14, 24)], [(5, 9), (23, 19)], [(23, 9), (5, 19)]],
    "empty": [],
}  # fmt: skip

NAMES = {
    "three": _("a 3"),
    "seven": _("a sloppy 7"),
    "four": _("a 4, nearly closed"),
    "one": _("a small 1 in a corner"),
    "two": _("a 2"),
    "eight": _("an 8"),
    "star": _("a star"),
    "empty": _("nothing"),
}


def curve(points: list[tuple[float, float]], steps: int = 8) -> Array:
    """Return a smooth line through `points`, as many corners (a Catmull–Rom spline).

    >>> curve([(0, 0), (2, 2)], steps=2).tolist()
    [[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]]
    """
    ends = np.array([points[0], *points, points[-1]], float)
    before, start, end, after = ends[:-3, None], ends[1:-2, None], ends[2:-1, None], ends[3:, None]
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    bend = (2 * before - 5 * start + 4 * end - after) * t**2 + (3 * (start - end) + after - before) * t**3
    return np.vstack([(start + 0.5 * ((end - before) * t + bend)).reshape(-1, 2), ends[-1]])


def examples() -> dict[str, tuple[str, str]]:
    """Return the drawings as `nnlib.live.Drawing` takes them: by name, a label and a text."""
    return {key: (NAMES[key], written(inked([curve(line) for line in lines], SIDE))) for key, lines in STROKES.items()}


def prepared(drawing: Array) -> Array:
    """Scale and centre a drawing as the images of MNIST were (LeCun et al., 1998).

    What has ink is cut out and scaled, with its proportions kept and its edges smoothed, until its longer side is 20
    pixels. It is then put into an image of 28 × 28, moved by whole pixels, so that the centre of its ink comes to the
    middle.

    Parameters
    ----------
    drawing : array, shape (28, 28)
        Grey levels from 0, paper, to 1, ink.

    Returns
    -------
    array, shape (28, 28)
        Grey levels from 0 to 1; an empty drawing stays empty.
    """
    rows, columns = np.flatnonzero(drawing.any(axis=1)), np.flatnonzero(drawing.any(axis=0))
    image = np.zeros((SIDE, SIDE), "float32")
    if not len(rows):
        return image
    ink = np.asarray(drawing[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], "float32")
    height, width = (max(1, round(side * BOX / max(ink.shape))) for side in ink.shape)
    ink = np.asarray(Image.fromarray(ink).resize((width, height), Image.Resampling.BILINEAR))
    places = [
        np.clip(round(SIDE / 2 - float(np.average(np.arange(len(along)), weights=along))), 0, SIDE - len(along))
        for along in (ink.sum(axis=1), ink.sum(axis=0))
    ]
    image[places[0] : places[0] + height, places[1] : places[1] + width] = ink
    return image
