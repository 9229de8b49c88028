"""Decision regions: which class a model sees at every point of the plane; and bands, which shade a range of x."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import contourpy
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from nnlib.plots.palette import CYCLE, INK
from nnlib.types import Array

__all__ = ["MARKERS", "Raster", "band", "grid_points", "plot_classes", "plot_decision_regions", "region_colours"]

MARKERS = ("s", "o", "^", "D", "v", "P", "X", "*", "p", "h")
"""The marker of each class; with the colours of `palette.CYCLE` it says the same twice."""


def grid_points(xlim: tuple[float, float], ylim: tuple[float, float], resolution: int = 60) -> Array:
    """Return the centres of resolution × resolution squares that fill a rectangle, row by row from below: (r², 2)."""
    steps = (np.arange(resolution) + 0.5) / resolution
    x1 = xlim[0] + (xlim[1] - xlim[0]) * steps
    x2 = ylim[0] + (ylim[1] - ylim[0]) * steps
    return np.stack(np.meshgrid(x1, x2), axis=-1).reshape(-1, 2)


def region_colours(probabilities: ArrayLike, shades: int | None = None) -> Array:
    """Return a colour with transparency for each point: that of its likeliest class, the stronger the surer.

    Parameters
    ----------
    probabilities : array, shape (m,) or (m, n_classes)
        The probability of class 1 of two, or of each class.
    shades : int, optional
        Round probabilities to so many values, evenly spread: an image of few colours takes few bytes.

    Returns
    -------
    array, shape (m, 4)
        Red, green, blue and opacity, from 0 (undecided) to 0.45 (sure).

    Examples
    --------
    >>> region_colours([0.5, 1.0])[:, 3].tolist()
    [0.0, 0.45]
    """
    p = np.asarray(probabilities, dtype=float)
    if shades is not None:
        p = (np.floor(p * shades).clip(0, shades - 1) + 0.5) / shades
    if p.ndim == 1:
        p = np.column_stack([1 - p, p])
    classes = p.shape[1]
    if classes > len(CYCLE):
        raise ValueError(f"there are colours for {len(CYCLE)} classes, but the probabilities have {classes} columns")
    sureness = (p.max(axis=1) * classes - 1) / (classes - 1)
    colours = np.array([to_rgb(colour) for colour in CYCLE[:classes]])
    return np.column_stack([colours[p.argmax(axis=1)], 0.45 * sureness])


class Raster:
    """A rectangle of the plane, cut into small ones: where to ask a model, and how to show what it says.

    Parameters
    ----------
    xlim, ylim : pair of float
        The rectangle.
    side : int
        How many small rectangles lie side by side, and one above the other.

    Attributes
    ----------
    points : array, shape (side², 2)
        The middles of the small rectangles, row by row from below.
    x, y : arrays, shape (side,)
        Their two coordinates, each once.
    """

    shades = 16
    """So few colours for each class, so that a frame takes a few hundred bytes."""

    def __init__(self, xlim: tuple[float, float], ylim: tuple[float, float], side: int = 40) -> None:
        self.xlim, self.ylim, self.side = xlim, ylim, side
        self.points = grid_points(xlim, ylim, side)
        self.x, self.y = self.points[:side, 0], self.points[::side, 1]

    def image(
        self, axes: Axes, probabilities: ArrayLike | None = None, *, aspect: Literal["equal", "auto"] = "equal"
    ) -> AxesImage:
        """Let an image of the rectangle fill an axes; its colours may be set later, with `colours`."""
        axes.set(xlim=self.xlim, ylim=self.ylim, aspect=aspect)
        colours = np.zeros((self.side, self.side, 4)) if probabilities is None else self.colours(probabilities)
        extent = (*self.xlim, *self.ylim)
        return axes.imshow(colours, extent=extent, origin="lower", interpolation="none", aspect=aspect)

    def colours(self, probabilities: ArrayLike) -> Array:
        """Return what the image shows for the probability of class 1 at each point: see `region_colours`."""
        return region_colours(probabilities, self.shades).reshape(self.side, self.side, 4)

    def lines_at_zero(self, values: ArrayLike) -> list[Array]:
        """Return the lines along which `values`, one for each point, are 0: of logits, the decision boundary."""
        heights = np.reshape(values, (self.side, self.side))
        lines: Any = contourpy.contour_generator(self.x, self.y, heights).lines(0.0)
        return list(lines)


def plot_classes(axes: Axes, X: ArrayLike, y: ArrayLike, names: Sequence[str] | None = None) -> list[Artist]:
    """Draw examples in the plane, one colour and one marker for each class.

    Parameters
    ----------
    X : array, shape (m, 2)
    y : array of int, shape (m,)
    names : sequence of str, optional
        Names of the classes, for a legend.
    """
    X, y = np.asarray(X, dtype=float), np.asarray(y).ravel()
    if X.ndim != 2 or X.shape[1] != 2 or len(X) != len(y):
        raise ValueError(f"X must have the shape (m, 2) and y (m,), but they have {X.shape} and {y.shape}")
    artists: list[Artist] = []
    for label in np.unique(y).astype(int):
        chosen = X[y == label]
        artists += axes.plot(
            *chosen.T, MARKERS[label], color=CYCLE[label % len(CYCLE)], markersize=5, markeredgecolor=INK,
            markeredgewidth=0.5, label=names[label] if names else str(label)
        )  # fmt: skip
    return artists


def plot_decision_regions(
    axes: Axes, predict: Callable[[Array], ArrayLike], X: ArrayLike, y: ArrayLike, *, resolution: int = 60
) -> list[Artist]:
    """Draw which class `predict` gives to every point around the examples, and the examples.

    Parameters
    ----------
    predict : callable
        Takes points (m, 2) and returns probabilities, (m,) for two classes or (m, n_classes).
    X : array, shape (m, 2)
    y : array of int, shape (m,)
    resolution : int
        Points along each side.

    Returns
    -------
    list of Artist
        The image of the regions first, then the examples, class by class.
    """
    points = plot_classes(axes, X, y)
    X = np.asarray(X, dtype=float)
    margin = 0.1 * np.ptp(X, axis=0)
    (left, bottom), (right, top) = X.min(axis=0) - margin, X.max(axis=0) + margin
    colours = region_colours(predict(grid_points((left, right), (bottom, top), resolution)))
    image = axes.imshow(
        colours.reshape(resolution, resolution, 4), extent=(left, right, bottom, top), origin="lower", aspect="auto"
    )
    axes.set(xlim=(left, right), ylim=(bottom, top), xlabel="x₁", ylabel="x₂")
    return [image, *points]


def band(axes: Axes, left: float, right: float, **style: Any) -> Rectangle:
    """Shade the axes from `left` to `right`, from top to bottom; `set_x` and `set_width` move it.

    It is `Axes.axvspan` of Matplotlib 3.9 and later; before, that made a polygon, which has neither.
    """
    shade = Rectangle((left, 0), right - left, 1, transform=axes.get_xaxis_transform(), **style)
    axes.add_patch(shade)
    return shade
