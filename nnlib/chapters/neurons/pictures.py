"""Pictures of the chapter *Neurons*."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Circle
from numpy.typing import ArrayLike

from nnlib.datasets import FRUITS
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE, PAPER, PURPLE
from nnlib.words import _


def plot_cell_and_model(axes: Axes) -> list[Artist]:
    """Draw a nerve cell and, below it, the neuron that models it, part below part."""
    axes.set(xlim=(0, 10), ylim=(-0.2, 7.6), aspect="equal")
    axes.axis("off")
    return [*_plot_cell(axes, height=5.6), *_plot_model(axes, height=1.8)]


def _plot_cell(axes: Axes, height: float) -> list[Artist]:
    def branch(*points: tuple[float, float], width: float, color: str) -> Artist:
        """Draw a smooth curve through three points."""
        p, q, r = np.array(points)
        t = np.linspace(0, 1, 12)[:, None]
        control = 2 * q - (p + r) / 2
        curve = (1 - t) ** 2 * p + 2 * t * (1 - t) * control + t**2 * r
        return axes.plot(*curve.T, color=color, linewidth=width, solid_capstyle="round")[0]

    artists = []
    for tip in (1.4, 0, -1.4):
        fork = (2.3, height + 0.7 * tip)
        artists.append(branch((4.2, height), (3.2, height + 0.2 * tip), fork, width=4, color=BLUE))
        for turn in (-0.4, 0.4):
            twig = (fork, (1.7, fork[1] + 0.15 * tip + 0.6 * turn), (0.9, height + tip + turn))
            artists.append(branch(*twig, width=2, color=BLUE))
    artists.append(branch((4.6, height), (6.3, height + 0.12), (8, height), width=4, color=ORANGE))
    for turn in (-0.9, 0, 0.9):
        twig = ((8, height), (8.6, height + turn * 0.7), (9.4, height + turn))
        artists.append(branch(*twig, width=2, color=ORANGE))
        artists.extend(axes.plot(9.4, height + turn, "o", color=ORANGE, markersize=6))
    artists.append(axes.add_patch(Circle((4.5, height), 0.75, color=PURPLE)))
    artists.append(axes.add_patch(Circle((4.5, height), 0.25, color=INK)))
    for x, y, text in (
        (1.6, height - 2.25, _("dendrites: receive")),
        (4.6, height + 1.1, _("soma: adds up")),
        (6.6, height + 0.45, _("axon: passes on")),
    ):
        artists.append(axes.text(x, y, text, ha="center"))
    return artists


def _plot_model(axes: Axes, height: float) -> list[Artist]:
    artists: list[Artist] = []
    for i, y in enumerate((height + 1.0, height, height - 1.0)):
        name = "x" + "₁₂₃"[i]
        weight = "w" + "₁₂₃"[i]
        artists.extend(axes.plot([1.2, 4.5], [y, height], color=BLUE, linewidth=2))
        artists.append(axes.text(0.85, y, name, ha="center", va="center"))
        artists.append(axes.text(2.1, y + (height - y) * 0.27 + 0.28, weight, ha="center", va="center"))
    artists.extend(axes.plot([4.5, 9.3], [height] * 2, color=ORANGE, linewidth=2))
    artists.extend(axes.plot(9.3, height, marker=(3, 0, -90), color=ORANGE, markersize=10))
    for x, color, text in ((4.5, PURPLE, "Σ"), (6.6, GREEN, "f")):
        artists.append(
            axes.add_patch(Circle((x, height), 0.62, facecolor=PAPER, edgecolor=color, linewidth=3, zorder=3))
        )
        artists.append(axes.text(x, height, text, ha="center", va="center", fontsize=16, zorder=4))
    line = {"arrowstyle": "-", "color": GREY, "linewidth": 2}
    ends = ((4.5, height + 0.65), (4.5, height + 1.35))
    artists.append(axes.annotate("b", *ends, ha="center", va="center", arrowprops=line))
    for x, y, text in (
        (1.6, height - 1.75, _("inputs and weights")),
        (4.6, height - 1.15, _("sum and bias")),
        (6.9, height + 0.95, _("activation")),
        (8.6, height - 0.6, _("output a")),
    ):
        artists.append(axes.text(x, y, text, ha="center"))
    return artists


def plot_predictions(axes: Axes, actual: ArrayLike, predicted: ArrayLike, unit: str = "") -> list[Artist]:
    """Draw predictions against true values; a perfect predictor puts every dot on the diagonal.

    Parameters
    ----------
    actual, predicted : arrays of shape (m,)
        True values and predictions, in the same unit.
    unit : str
        Written on both axes.
    """
    actual, predicted = np.asarray(actual, float), np.asarray(predicted, float)
    if actual.shape != predicted.shape or actual.ndim != 1:
        raise ValueError(
            f"actual and predicted must be two rows of equal length, not {actual.shape}, {predicted.shape}"
        )
    ends = [min(actual.min(), predicted.min()), max(actual.max(), predicted.max())]
    suffix: Any = f" ({unit})" if unit else ""
    axes.set(xlabel=_("true value") + suffix, ylabel=_("prediction") + suffix, aspect="equal")
    (diagonal,) = axes.plot(ends, ends, color=GREY, linestyle="--", linewidth=1)
    (dots,) = axes.plot(actual, predicted, "o", color=BLUE, markersize=6, alpha=0.7)
    return [diagonal, dots]


def plot_fruit(axes: Axes, colours: ArrayLike, kinds: ArrayLike) -> list[Artist]:
    """Draw fruits by the red and green of their colour, and the two lines between which the oranges lie.

    Parameters
    ----------
    colours : array of shape (m, 3)
        Red, green and blue.
    kinds : array of int, shape (m,)
        The number of each fruit's kind in `datasets.FRUITS`.
    """
    colours, kinds = np.asarray(colours, float), np.asarray(kinds)
    if colours.shape != (len(kinds), 3):
        raise ValueError(f"each fruit needs three numbers and a kind, not the shapes {colours.shape} and {kinds.shape}")
    axes.set(xlim=(0.57, 1.17), ylim=(0, 1.05), xticks=(0.6, 0.8, 1), yticks=(0, 0.5, 1))
    axes.set_xlabel(_("red R"))
    axes.set_ylabel(_("green G"))
    artists: list[Artist] = []
    names = {"tomato": _("tomatoes"), "orange": _("oranges"), "lemon": _("lemons")}
    for kind, (fruit, marker) in enumerate(zip(FRUITS, "^os")):
        red, green, _blue = colours[kinds == kind].T
        style: dict[str, Any] = {"marker": marker, "edgecolors": INK, "linewidths": 0.6}
        artists.append(axes.scatter(red, green, 45, colours[kinds == kind], **style))
        artists.append(axes.text(1.02, (0.25, 0.55, 0.85)[kind], names[fruit], va="center"))
    for share, text in ((0.4, _("G = 0.4 R")), (0.7, _("G = 0.7 R"))):
        artists.extend(axes.plot([0.57, 1], [0.57 * share, share], color=INK, linestyle="--", linewidth=1.5))
        artists.append(axes.text(1.02, share, text, va="center"))
    return artists
