"""Pictures of the chapter *A first look at convolutions*."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Rectangle
from numpy.typing import ArrayLike

from nnlib.chapters.convolutions.images import coloured, marks
from nnlib.chapters.convolutions.kept import recorded
from nnlib.numerals import number
from nnlib.plots.dots import Shape
from nnlib.plots.palette import BLUE, CYCLE, GREEN, GREY, INK, ORANGE, PAPER
from nnlib.types import Array
from nnlib.words import _

__all__ = [
    "plot_branches", "plot_kernels", "plot_moved_digits", "plot_one_window", "plot_receptive_field",
    "plot_sums_by_layer", "plot_wirings",
]  # fmt: skip


def _bare(axes: Axes, xlim: tuple[float, float], ylim: tuple[float, float], equal: bool = True) -> None:
    axes.set(xlim=xlim, ylim=ylim, xticks=(), yticks=())
    axes.spines[:].set_visible(False)
    if equal:
        axes.set_aspect("equal")


def plot_moved_digits(axes: Axes, names: Sequence[str] = ("dense", "convolutional")) -> list[Artist]:
    """Draw the recorded accuracy on test images that are moved down, median of five seeds, against the shift.

    Parameters
    ----------
    names : sequence of str
        Which networks: "dense", "convolutional", "anywhere".
    """
    styles = {
        "dense": (_("dense, 45,360 parameters"), "s--", ORANGE),
        "convolutional": (_("convolutional, 5,994 parameters"), "o-", BLUE),
        "anywhere": (_("anywhere, 6,970 parameters"), "^:", GREEN),
    }
    runs = recorded()["comparison"]
    artists: list[Artist] = []
    for name in names:
        label, style, colour = styles[name]
        shares = np.median(runs[name]["moved"], axis=0)
        artists += axes.plot(runs["shifts"], shares, style, color=colour, label=label, markersize=7)
    axes.set(xlabel=_("moved down by … pixels"), ylabel=_("test accuracy"), ylim=(0, 1.02), xticks=runs["shifts"])
    artists.append(axes.figure.legend(loc="outside upper center", ncols=1))
    return artists


def plot_wirings(axes: Axes) -> list[Artist]:
    """Draw three ways to connect six pixels with four units: all to all, neighbours only, neighbours by equal weights.

    Lines of one style and colour are one weight.
    """
    _bare(axes, (-0.8, 21.6), (-1.1, 5.2), equal=False)
    styles = (("-", BLUE), ("--", ORANGE), (":", GREEN))
    artists: list[Artist] = []
    for left, title, count in ((0, _("dense"), 24), (8, _("local"), 12), (16, _("shared"), 3)):
        for unit in range(4):
            for pixel in range(6) if left == 0 else range(unit, unit + 3):
                style, colour = styles[pixel - unit] if left == 16 else ("-", GREY)
                ends = [left + pixel, left + unit + 1], [3.5, 0.5]
                artists += axes.plot(*ends, style, color=colour, linewidth=2 if left == 16 else 1.2)
        artists += axes.plot(left + np.arange(6), np.full(6, 3.5), "s", color=BLUE, markersize=9)
        units: dict[str, Any] = {"color": INK, "markerfacecolor": PAPER, "markersize": 11}
        artists += axes.plot(left + np.arange(1, 5), np.full(4, 0.5), "o", **units)
        words = _("{n} weights").format(n=count)
        artists.append(axes.text(left + 2.5, 4.2, title, ha="center", va="bottom", weight="bold"))
        artists.append(axes.text(left + 2.5, -0.2, words, ha="center", va="top"))
    return artists


def plot_one_window(axes: Axes, image: ArrayLike, kernel: ArrayLike, top: int, left: int) -> list[Artist]:
    """Draw how one number comes about: a window of the image, times a kernel, number by number, added up.

    Parameters
    ----------
    image : array, shape (n, n)
        Numbers from 0 to 1.
    kernel : array, shape (3, 3)
    top, left : int
        The row and the column where the window begins.
    """
    pixels, weights = np.asarray(image, float), np.asarray(kernel, float)
    window = pixels[top : top + 3, left : left + 3]
    if weights.shape != (3, 3) or window.shape != (3, 3) or min(top, left) < 0:
        raise ValueError("plot_one_window takes a kernel of 3 × 3 and a window inside the image")
    n = len(pixels)
    _bare(axes, (-0.5, 2.16 * n), (1.34 * n, -0.15 * n))
    artists: list[Artist] = [axes.imshow(coloured(pixels, BLUE), extent=(0, n, n, 0), interpolation="none")]
    axes.set(xlim=(-0.5, 2.16 * n), ylim=(1.34 * n, -0.15 * n))
    artists.append(axes.add_patch(Rectangle((0, 0), n, n, facecolor="none", edgecolor=GREY)))
    artists.append(axes.add_patch(Rectangle((left, top), 3, 3, facecolor="none", edgecolor=ORANGE, linewidth=2.5)))
    artists.append(axes.text(n / 2, -0.03 * n, _("the image"), ha="center", va="bottom"))
    side = 0.165 * n
    for x, y, title, values, edge in (
        (1.07 * n, 0.02 * n, _("window"), window, ORANGE),
        (1.65 * n, 0.02 * n, _("kernel"), weights, INK),
        (1.36 * n, 0.66 * n, _("products"), window * weights, GREY),
    ):
        artists.append(axes.text(x + 1.5 * side, y - 0.03 * n, title, ha="center", va="bottom"))
        for (i, j), value in np.ndenumerate(values):
            corner = (x + side * j, y + side * i)
            artists.append(axes.add_patch(Rectangle(corner, side, side, facecolor="none", edgecolor=edge)))
            place = corner[0] + side / 2, corner[1] + side / 2
            artists.append(axes.text(*place, number(value, 1), ha="center", va="center", fontsize=10))
    total = number((window * weights).sum(), 1)
    words = _("sum of the nine products: {total}").format(total=total)
    artists.append(axes.text(1.07 * n, 1.26 * n, words, ha="center", va="center", weight="bold"))
    return artists


def plot_kernels(axes: Axes, W: ArrayLike) -> list[Artist]:
    """Draw kernels side by side, four in a row: filled squares above 0, hollow diamonds below, the larger the stronger.

    Parameters
    ----------
    W : array, shape (n, k, k)
    """
    kernels = np.asarray(W, float)
    k, pitch = kernels.shape[1], kernels.shape[1] + 1.2
    rows = -(-len(kernels) // 4)
    _bare(axes, (-0.8, 4 * pitch - 1.2), (rows * (pitch + 1) - 1.4, -1.8))
    artists: list[Artist] = []
    for place, kernel in enumerate(kernels):
        x, y = pitch * (place % 4), (pitch + 1) * (place // 4)
        axes.add_patch(Rectangle((x - 0.5, y - 0.5), k, k, facecolor="none", edgecolor=GREY, linewidth=1))
        artists.append(axes.text(x + (k - 1) / 2, y - 0.6, str(place + 1), ha="center", va="bottom", fontsize=11))
        plus, minus = marks(kernel, float(np.abs(kernels).max()), (x - 0.5, y - 0.5), k)
        for path, style in ((plus, {"facecolor": BLUE, "edgecolor": "none"}),
                            (minus, {"facecolor": "none", "edgecolor": ORANGE, "linewidth": 1.5})):  # fmt: skip
            shape = Shape(**style)
            shape.set_path(path)
            artists.append(axes.add_patch(shape))
    return artists


def plot_receptive_field(axes: Axes) -> list[Artist]:
    """Draw, for one row of an image, which pixels reach one unit after two convolutions of 5 and two poolings of 2."""
    convolution, pooling = _("convolution 5"), _("pooling 2")
    layers = ((_("image"), 28), (convolution, 24), (pooling, 12), (convolution, 8), (pooling, 4))
    _bare(axes, (-10.2, 28.2), (9.1, -0.5), equal=False)
    steps, low, high = ((5, 1), (2, 2), (5, 1), (2, 2)), 1, 1
    reached = [(low, high)]
    for kernel, stride in reversed(steps):
        low, high = stride * low, stride * high + kernel - 1
        reached.insert(0, (low, high))
    artists: list[Artist] = []
    before: tuple[float, float] | None = None
    for row, ((name, count), (low, high)) in enumerate(zip(layers, reached)):
        width, top = 28 / count, 2 * row
        inside = np.arange(count)
        for place in inside:
            chosen = low <= place <= high
            style: dict[str, Any] = {"facecolor": BLUE if chosen else "none", "edgecolor": GREY, "linewidth": 0.8}
            artists.append(axes.add_patch(Rectangle((place * width + 0.06, top), width - 0.12, 0.8, **style)))
        edges = low * width, (high + 1) * width
        if before:
            for above, below in zip(before, edges):
                artists += axes.plot([above, below], [top - 1.2, top], color=INK, linewidth=1, linestyle=":")
        before = edges
        artists.append(axes.text(-0.6, top + 0.4, name, ha="right", va="center", fontsize=11))
        words = _("{n} of {all}").format(n=high - low + 1, all=count)
        artists.append(axes.text(28, top - 0.05, words, ha="right", va="bottom", fontsize=11))
    return artists


def plot_branches(axes: Axes) -> list[Artist]:
    """Draw a block of three parallel convolutions whose outputs are concatenated."""
    _bare(axes, (0, 40), (24.5, 0), equal=False)
    artists: list[Artist] = []

    def box(x: float, y: float, width: float, height: float, text: str, colour: str) -> None:
        style: dict[str, Any] = {"boxstyle": "round,pad=0,rounding_size=0.5", "facecolor": "none", "linewidth": 1.8}
        artists.append(axes.add_patch(FancyBboxPatch((x, y), width, height, edgecolor=colour, **style)))
        artists.append(axes.text(x + width / 2, y + height / 2, text, ha="center", va="center", fontsize=11))

    def arrow(start: tuple[float, float], end: tuple[float, float]) -> None:
        artists.append(axes.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.2}))

    box(13, 0.5, 14, 3, _("X: 8 channels"), INK)
    branches = (("1 × 1", 4, BLUE), ("3 × 3", 8, ORANGE), ("5 × 5", 4, GREEN))
    for place, (name, channels, colour) in enumerate(branches):
        x = 1 + 13.2 * place
        box(x, 8, 11.6, 3, name, colour)
        arrow((20 + 4 * (place - 1), 3.5), (x + 5.8, 8))
        artists.append(
            axes.text(x + 5.8, 12.9, _("{n} channels").format(n=channels), ha="center", va="center", fontsize=11)
        )
        middle = 10 + 20 * (2, 8, 14)[place] / 16
        artists += axes.plot([x + 5.8, x + 5.8], [11, 12], color=INK, linewidth=1.2)
        arrow((x + 5.8, 13.9), (middle, 17.4))
        width = 20 * channels / 16
        box(middle - width / 2 + 0.15, 17.5, width - 0.3, 3, str(channels), colour)
    artists.append(axes.text(20, 22.8, _("Y: 16 channels, side by side"), ha="center", va="center", fontsize=11))
    return artists


def plot_sums_by_layer(axes: Axes, runs: dict[str, Sequence[Array]]) -> list[Artist]:
    """Draw, layer by layer, where the sums of all units lie: 90 % of them as a bar, their median as a mark.

    Parameters
    ----------
    runs : dict of sequences of arrays
        By the name of a network, the sums of each layer.
    """
    figure = axes.figure
    axes.remove()
    panels = figure.subplots(len(runs), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
    artists: list[Artist] = []
    for panel, (name, layers), colour, marker in zip(panels, runs.items(), CYCLE, "os^D"):
        places = np.arange(1, len(layers) + 1)
        low, middle, high = np.array([np.percentile(Z, (5, 50, 95)) for Z in layers]).T
        artists.append(panel.vlines(places, low, high, colors=colour, linewidth=5, alpha=0.45))
        artists += panel.plot(places, middle, marker, color=colour, markersize=6, linestyle="")
        panel.axhline(0, color=GREY, linewidth=0.8)
        panel.set_title(name)
        panel.set_ylabel(_("sums"))
    panels[-1].set(xlabel=_("hidden layer"), xticks=np.arange(1, len(layers) + 1, 3))
    return artists
