"""Pictures of the chapter *Recognising digits*."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from nnlib.chapters.digits.kept import recorded
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE
from nnlib.plots.shades import enlarged, shade
from nnlib.words import _

__all__ = ["plot_changed_pixels", "plot_examples_needed", "plot_pixel_values"]


def _panel(axes: Axes, place: tuple[float, float, float, float], title: str) -> Axes:
    """Return a framed panel for 28 × 28 pixels."""
    panel = axes.inset_axes(place)
    panel.set(xlim=(-0.5, 27.5), ylim=(27.5, -0.5), xticks=(), yticks=(), aspect="equal")
    panel.spines[:].set(visible=True, color=GREY)
    panel.set_title(title, loc="center", fontsize=11, pad=4)
    return panel


def _show(panel: Axes, values: ArrayLike, colour: str) -> Artist:
    image: Artist = panel.imshow(
        enlarged(shade(values, colour), 4), extent=(-0.5, 27.5, 27.5, -0.5), interpolation="none"
    )
    return image


def plot_pixel_values(axes: Axes, image: ArrayLike, top: int, left: int, side: int = 7) -> list[Artist]:
    """Draw a digit, and beside it the numbers of a square cut out of it.

    Parameters
    ----------
    image : array, shape (28, 28)
        Whole numbers from 0 to 255.
    top, left : int
        The row and the column where the square begins.
    side : int
        How many rows and columns it has.
    """
    numbers = np.asarray(image)
    if numbers.shape != (28, 28) or not (0 <= top <= 28 - side and 0 <= left <= 28 - side):
        raise ValueError("plot_pixel_values takes 28 × 28 numbers and a square inside them")
    axes.axis("off")
    seen = _panel(axes, (0, 0, 0.44, 0.9), _("what you see"))
    artists: list[Artist] = [_show(seen, numbers / 255, BLUE)]
    artists.append(
        seen.add_patch(Rectangle((left - 0.5, top - 0.5), side, side, facecolor="none", edgecolor=ORANGE, linewidth=2))
    )
    stored = axes.inset_axes((0.5, 0, 0.5, 0.9))
    stored.set(xlim=(-0.5, side - 0.5), ylim=(side - 0.5, -0.5), xticks=(), yticks=())
    stored.spines[:].set(visible=True, color=ORANGE, linewidth=2)
    stored.set_title(_("what is stored"), loc="center", fontsize=11, pad=4)
    for (row, column), value in np.ndenumerate(numbers[top : top + side, left : left + side]):
        artists.append(stored.text(column, row, str(value), ha="center", va="center", fontsize=11, color=INK))
    return artists


def plot_examples_needed(axes: Axes) -> list[Artist]:
    """Draw the recorded test accuracy against the number of training images: medians, and bars from worst to best."""
    runs = recorded()["examples"]
    artists: list[Artist] = []
    for name, title, style, colour, aside in (
        ("network", _("network 784-50-100-10"), "o-", BLUE, 1.0),
        ("nearest neighbour", _("nearest neighbour"), "s--", GREEN, 1.06),
        ("logistic regression", _("logistic regression"), "^:", ORANGE, 1.12),
    ):
        counts, rows = aside * np.array(runs["counts"]), runs[name]
        artists += axes.plot(counts, [np.median(row) for row in rows], style, color=colour, label=title, markersize=7)
        artists.append(axes.vlines(counts, [min(row) for row in rows], [max(row) for row in rows], colors=colour))
    axes.set(xscale="log", xlabel=_("training images"), ylabel=_("test accuracy"), ylim=(0.5, 1))
    axes.set_xticks(runs["counts"], [f"{count:,}" for count in runs["counts"]])
    axes.minorticks_off()
    axes.legend(loc="lower right")
    return artists


def plot_changed_pixels(
    axes: Axes, image: ArrayLike, slope: ArrayLike, changed: Sequence[int], after: ArrayLike
) -> list[Artist]:
    """Draw an image, where more and where less ink would help another answer, and the image with some pixels changed.

    Parameters
    ----------
    image, after : arrays of 784 numbers from 0 to 1
        Before and after the change.
    slope : array of 784 numbers
        The gradient of the lead of the other answer with respect to each pixel.
    changed : sequence of int
        The pixels that were changed.
    """
    slope = np.ravel(slope)
    largest = np.abs(slope).max()
    axes.axis("off")
    artists: list[Artist] = []
    for place, values, colour, title in (
        ((0, 0.52, 0.48, 0.42), image, BLUE, _("the image")),
        ((0.52, 0.52, 0.48, 0.42), after, BLUE, _("after the change")),
        ((0, 0, 0.48, 0.42), slope / largest, GREEN, _("more ink helps")),
        ((0.52, 0, 0.48, 0.42), -slope / largest, ORANGE, _("less ink helps")),
    ):
        panel = _panel(axes, place, title)
        artists.append(_show(panel, values, colour))
        if values is after:
            rows, columns = np.divmod(np.asarray(changed, int), 28)
            artists += panel.plot(columns, rows, "s", markersize=8, markerfacecolor="none", markeredgecolor=ORANGE,
                                  markeredgewidth=1.5)  # fmt: skip
    return artists
