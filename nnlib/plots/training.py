"""Pictures of the chapter *Training a network*."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from nnlib import activations
from nnlib.network import Network
from nnlib.plots.palette import BLUE, GREEN, INK, ORANGE, PAPER
from nnlib.plots.regions import grid_points, region_colours
from nnlib.words import _

__all__ = ["plot_borders", "plot_training_loop"]


def plot_training_loop(axes: Axes) -> list[Artist]:
    """Draw the stages of training: initialise once, then batch, forward, loss, backward and update, again and again."""
    axes.set(xlim=(0, 400), ylim=(20, 184), aspect="equal")
    axes.axis("off")
    artists: list[Artist] = []
    boxes = (  # left, bottom, name, what it hands on, colour
        (4, 114, _("initialise"), "θ", INK),
        (142, 114, _("batch"), "X, y", BLUE),
        (280, 114, _("forward"), _("outputs"), BLUE),
        (280, 26, _("loss"), "L, dZ", BLUE),
        (142, 26, _("backward"), "g", ORANGE),
        (4, 26, _("update"), _("new θ"), ORANGE),
    )
    width, height = 100, 46
    for left, bottom, name, result, colour in boxes:
        box = Rectangle((left, bottom), width, height, facecolor=PAPER, edgecolor=colour, linewidth=2)
        artists.append(axes.add_patch(box))
        artists.append(axes.text(left + width / 2, bottom + 29, name, ha="center", va="center", weight="bold"))
        artists.append(axes.text(left + width / 2, bottom + 12, result, ha="center", va="center", fontsize=11))
    arrow = {"linewidth": 2, "arrowstyle": "->", "shrinkA": 0, "shrinkB": 0}
    for start, end, colour in (
        ((104, 137), (141, 137), INK),
        ((242, 137), (279, 137), BLUE),
        ((330, 114), (330, 73), BLUE),
        ((280, 49), (243, 49), ORANGE),
        ((142, 49), (105, 49), ORANGE),
        ((70, 72), (160, 113), GREEN),
    ):
        artists.append(axes.annotate("", end, start, arrowprops=arrow | {"color": colour}))
    artists.append(axes.text(124, 88, _("repeat"), ha="left", va="center", fontsize=11))
    artists.append(axes.text(54, 172, _("once"), ha="center", va="center", fontsize=11))
    artists.append(axes.text(261, 172, _("for every batch of every epoch"), ha="center", va="center", fontsize=11))
    return artists


def plot_borders(
    axes: Axes, net: Network, parameters: ArrayLike, epochs: Sequence[int], X: ArrayLike, y: ArrayLike, *,
    resolution: int = 40
) -> list[Artist]:
    """Draw, for several epochs of a run, how sure a network with one output is at every point of the plane.

    Parameters
    ----------
    net : Network
        Two inputs, one logit; it is not changed.
    parameters : array, shape (epochs + 1, n)
        What `train` recorded.
    epochs : sequence of int
        Which of them to draw, three in a row.
    X, y : arrays of shape (m, 2) and (m,)
        Examples of two classes, drawn into each panel.
    """  # fmt: skip
    copy, every = net.copy(), np.asarray(parameters, float)
    X, y = np.asarray(X, float), np.asarray(y)
    if not epochs or not all(0 <= epoch < len(every) for epoch in epochs):
        raise ValueError(f"epochs must lie from 0 to {len(every) - 1}, not {list(epochs)}")
    axes.axis("off")
    (left, bottom), (right, top) = X.min(axis=0) - 0.2, X.max(axis=0) + 0.2
    places = grid_points((left, right), (bottom, top), resolution)
    sides = [np.unique(column) for column in places.T]
    rows = -(-len(epochs) // 3)
    artists: list[Artist] = []
    for number, epoch in enumerate(epochs):
        panel = axes.inset_axes((number % 3 / 3, 1 - (number // 3 + 1) / rows, 0.31, 0.84 / rows))
        copy.parameters = every[epoch]
        z = copy.forward(places)[:, 0]
        colours = region_colours(activations.get("sigmoid")(z), shades=16).reshape(resolution, resolution, 4)
        artists.append(panel.imshow(colours, origin="lower", extent=(left, right, bottom, top), aspect="auto",
                                    interpolation="none"))  # fmt: skip
        if z.min() < 0 < z.max():
            artists.append(panel.contour(*sides, z.reshape(resolution, resolution), levels=[0], colors=INK, linewidths=1.5))
        artists += panel.plot(*X[y == 0].T, "s", color=BLUE, markersize=2)
        artists += panel.plot(*X[y == 1].T, "o", color=ORANGE, markersize=2)
        panel.set(xlim=(left, right), ylim=(bottom, top), xticks=(), yticks=())
        panel.set_title(_("epoch {epoch}").format(epoch=epoch), loc="center", fontsize=11, pad=3)
    return artists
