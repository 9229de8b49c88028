"""Pictures of the chapter *Layers and networks*."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nnlib.plots.diagrams import NetworkDrawing, plot_network
from nnlib.plots.palette import BLUE, INK, ORANGE, PAPER
from nnlib.words import _


def plot_demand_network(axes: Axes) -> NetworkDrawing:
    """Draw the network that guesses whether an offer is bought: four inputs, three hidden neurons, one output."""
    names = (
        (_("price"), _("shipping"), _("marketing"), _("material")),
        (_("affordability"), _("awareness"), _("quality")),
        (_("buys?"),),
    )
    titles = (_("layer 0: inputs"), _("layer 1: hidden"), _("layer 2: output"))
    return plot_network(axes, (4, 3, 1), above=names, titles=titles, radius=15, word_width=74)


def plot_hidden_points(
    axes: Axes, hidden: ArrayLike, wanted: ArrayLike, weights: ArrayLike, bias: float
) -> list[Artist]:
    """Draw where a hidden layer of two units puts the examples, and the line of the output neuron.

    Parameters
    ----------
    hidden : array, shape (m, 2)
        Outputs of the hidden layer; a place that several examples share is drawn larger, with their number.
    wanted : array, shape (m,)
        Classes 0 and 1.
    weights, bias : array of shape (2,), float
        Of the output neuron: its line is where w₁ a₁ + w₂ a₂ + b = 0.
    """
    hidden, wanted, (w1, w2) = np.asarray(hidden, float), np.asarray(wanted), np.asarray(weights, float)
    if w2 == 0:
        raise ValueError("the line is drawn over a₁, so the second weight must not be 0")
    axes.set(xlim=(-0.4, 1.6), ylim=(-0.4, 1.6), aspect="equal", xticks=(0, 1), yticks=(0, 1))
    axes.set(xlabel=_("hidden unit 1"), ylabel=_("hidden unit 2"))
    ends = np.array([-0.4, 1.6])
    artists: list[Artist] = list(axes.plot(ends, -(w1 * ends + bias) / w2, color=INK, linestyle="--", linewidth=1.5))
    styles: tuple[dict[str, Any], ...] = (
        {"marker": "s", "markerfacecolor": PAPER, "markeredgecolor": BLUE, "markeredgewidth": 2, "label": _("should be 0")},
        {"marker": "o", "color": ORANGE, "label": _("should be 1")},
    )
    for label, style in enumerate(styles):
        places, counts = np.unique(hidden[wanted == label], axis=0, return_counts=True)
        artists.extend(axes.plot(*places.T, linestyle="", markersize=13, **style))
        artists.extend(
            axes.annotate(f"×{count}", place, (0, 16), textcoords="offset pixels", ha="center", va="center")
            for place, count in zip(places, counts)
            if count > 1
        )
    legend = axes.figure.legend(loc="outside upper center", ncols=2)
    return [*artists, legend]


def plot_deep_and_wide(axes: Axes, x: ArrayLike, deep: ArrayLike, wide: ArrayLike) -> list[Artist]:
    """Draw the output of a deep network and that of a wide one with the same number of parameters.

    Parameters
    ----------
    x, deep, wide : arrays of shape (n,)
        Inputs, in order, and the two outputs.
    """
    x, deep, wide = (np.asarray(values, float) for values in (x, deep, wide))
    axes.set(xlim=(x[0], x[-1]), ylim=(-0.05, 1.1), xlabel=_("input x"), ylabel=_("output"), yticks=(0, 1))
    (first,) = axes.plot(x, deep, color=BLUE, linewidth=1.5, label=_("deep"))
    (second,) = axes.plot(x, wide, color=ORANGE, linestyle="--", label=_("wide"))
    legend = axes.figure.legend(loc="outside upper center", ncols=2)
    return [first, second, legend]
