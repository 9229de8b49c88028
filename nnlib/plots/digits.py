"""Handwritten digits, and which of them a classifier takes for another."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from numpy.typing import ArrayLike

from nnlib.plots.palette import BLUE, INK
from nnlib.types import Array
from nnlib.words import _

__all__ = ["confusion_matrix", "digit_image", "plot_confusion_matrix", "plot_digits"]


def digit_image(image: ArrayLike) -> Array:
    """Return a digit as ink of growing opacity, so that it reads on a white and on a dark page: (28, 28, 4).

    Parameters
    ----------
    image : array of 784 numbers, in any shape
        From 0 (background) to 1 or to 255 (ink).
    """
    ink = np.asarray(image, dtype=float)
    if ink.size != 784:
        raise ValueError(f"a digit has 28 × 28 = 784 pixels, but the image has the shape {ink.shape}")
    ink = ink.reshape(28, 28) / (255 if ink.max() > 1 else 1)
    blue = to_rgb(BLUE)
    return np.dstack([np.broadcast_to(blue, (28, 28, 3)), np.clip(ink, 0, 1)])


def plot_digits(
    axes: Axes, images: ArrayLike, labels: Sequence[object] | None = None, *, columns: int = 10
) -> list[Artist]:
    """Draw digits side by side, each with its label above it.

    Parameters
    ----------
    images : array, shape (m, 784) or (m, 28, 28)
    labels : sequence, optional
        Anything that can be written: a digit, or ``"7, not 1"``.
    columns : int
        How many stand in a row.
    """
    images = np.asarray(images)
    if labels is not None and len(labels) != len(images):
        raise ValueError(f"there are {len(images)} images but {len(labels)} labels")
    rows = math.ceil(len(images) / columns)
    width, height = 1.15, 1.15 if labels is None else 1.5
    artists: list[Artist] = []
    for i, image in enumerate(images):
        x, y = width * (i % columns), -height * (i // columns)
        artists.append(axes.imshow(digit_image(image), extent=(x, x + 1, y, y + 1), interpolation="nearest"))
        if labels is not None:
            artists.append(axes.text(x + 0.5, y + 1.02, str(labels[i]), ha="center", va="bottom", fontsize=11))
    axes.set(xlim=(-0.1, width * min(columns, len(images))), ylim=(-height * (rows - 1) - 0.1, 1 + height - 1 + 0.1))
    axes.set_aspect("equal")
    axes.axis("off")
    return artists


def confusion_matrix(actual: ArrayLike, predicted: ArrayLike, classes: int) -> Array:
    """Return how often class i (row) was taken for class j (column): whole numbers, (classes, classes).

    Examples
    --------
    >>> confusion_matrix([0, 0, 1], [0, 1, 1], classes=2)
    array([[1, 1],
           [0, 1]])
    """
    actual, predicted = np.asarray(actual), np.asarray(predicted)
    if actual.shape != predicted.shape or actual.ndim != 1:
        raise ValueError(f"actual and predicted must be two rows of one length, not {actual.shape}, {predicted.shape}")
    for name, labels in (("actual", actual), ("predicted", predicted)):
        if labels.size and not (labels.min() >= 0 and labels.max() < classes):
            raise ValueError(f"{name} must hold classes from 0 to {classes - 1}")
    matrix = np.zeros((classes, classes), dtype=int)
    np.add.at(matrix, (actual, predicted), 1)
    return matrix


def plot_confusion_matrix(
    axes: Axes, actual: ArrayLike, predicted: ArrayLike, names: Sequence[str] = tuple("0123456789")
) -> list[Artist]:
    """Draw how often each class was taken for each other: a number in each cell, darker for a larger share of a row."""
    matrix = confusion_matrix(actual, predicted, len(names))
    share = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
    blue = to_rgb(BLUE)
    colours = np.dstack([np.broadcast_to(blue, (*share.shape, 3)), 0.7 * share])
    artists: list[Artist] = [axes.imshow(colours)]
    for (i, j), count in np.ndenumerate(matrix):
        if count:
            artists.append(axes.text(j, i, str(count), ha="center", va="center", fontsize=10, color=INK))
    places = range(len(names))
    axes.set(xticks=places, xticklabels=names, yticks=places, yticklabels=names)
    axes.set(xlabel=_("prediction"), ylabel=_("true class"))
    axes.tick_params(length=0)
    return artists
