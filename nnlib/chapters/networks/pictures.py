"""Pictures of the chapter *Layers and networks*."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nnlib.plots.diagrams import NetworkDrawing, plot_network
from nnlib.plots.palette import BLUE, GREEN, INK, ORANGE, PAPER
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


def plot_sorter(axes: Axes, X: ArrayLike, y: ArrayLike, hidden: ArrayLike) -> list[Artist]:
    """Draw fruit twice: as the belt sees it, between two lines, and as two hidden neurons see it, cut by one line.

    Parameters
    ----------
    X, y : array, shape (m, 3), and array of int, shape (m,)
        Colours and kinds, as `nnlib.datasets.fruit` returns them.
    hidden : array, shape (m, 2)
        The outputs of a hidden layer of two.
    """
    X, y, hidden = np.asarray(X, float), np.asarray(y), np.asarray(hidden, float)
    figure = axes.figure
    axes.remove()
    left, right = figure.subplots(1, 2)
    left.set(xlim=(0.55, 1.05), ylim=(0, 1.05), xticks=(0.6, 0.8, 1), yticks=(0, 0.5, 1), title=_("what comes in"))
    left.set(xlabel=_("red R"), ylabel=_("green G"))
    right.set(xlim=(-0.15, 1.15), ylim=(-0.15, 1.15), xticks=(0, 1), yticks=(0, 1), title=_("hidden layer"))
    right.set(xlabel=_("greener than a tomato"), ylabel=_("less green than a lemon"))
    ends = np.array([0.55, 1.05])
    artists: list[Artist] = []
    for share in (0.4, 0.7):
        artists += left.plot(ends, share * ends, color=INK, linestyle="--", linewidth=1.5)
    artists += right.plot([0.35, 1.15], [1.15, 0.35], color=INK, linestyle="--", linewidth=1.5)
    kinds = ((_("tomato"), "s", BLUE, PAPER), (_("orange"), "o", ORANGE, ORANGE), (_("lemon"), "^", GREEN, PAPER))
    for panel, places in ((left, X[:, :2]), (right, hidden)):
        for kind, (name, marker, edge, face) in enumerate(kinds):
            style = {"marker": marker, "markersize": 5.5, "markeredgecolor": edge, "markerfacecolor": face}
            artists += panel.plot(*places[y == kind].T, linestyle="", label=name, clip_on=False, **style)
    handles, names = right.get_legend_handles_labels()
    return [*artists, figure.legend(handles, names, loc="outside upper center", ncols=3, handletextpad=0.3)]


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
