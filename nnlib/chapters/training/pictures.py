"""Pictures of the chapter *Training a network*."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from nnlib import activations
from nnlib.history import History
from nnlib.network import Network
from nnlib.plots.palette import BLUE, GOLD, GREEN, GREY, INK, ORANGE, PAPER, PURPLE
from nnlib.plots.regions import MARKERS, Raster
from nnlib.types import Array
from nnlib.words import _

__all__ = ["plot_boundaries", "plot_curve_twice", "plot_runs", "plot_cuts_in_training", "plot_training_loop"]

sigmoid = activations.get("sigmoid")


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


def plot_boundaries(
    axes: Axes,
    net: Network,
    parameters: ArrayLike,
    epochs: Sequence[int],
    X: ArrayLike,
    y: ArrayLike,
    *,
    resolution: int = 40,
) -> list[Artist]:
    """Draw, for several epochs of a run, how confident a network with one output is at every point of the plane.

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
    """
    copy, every = net.copy(), np.asarray(parameters, float)
    X, y = np.asarray(X, float), np.asarray(y)
    if not epochs or not all(0 <= epoch < len(every) for epoch in epochs):
        raise ValueError(f"epochs must lie from 0 to {len(every) - 1}, not {list(epochs)}")
    axes.axis("off")
    (left, bottom), (right, top) = X.min(axis=0) - 0.2, X.max(axis=0) + 0.2
    raster = Raster((left, right), (bottom, top), resolution)
    rows = -(-len(epochs) // 3)
    artists: list[Artist] = []
    for number, epoch in enumerate(epochs):
        panel = axes.inset_axes((number % 3 / 3, 1 - (number // 3 + 1) / rows, 0.31, 0.84 / rows))
        copy.parameters = every[epoch]
        z = copy.forward(raster.points)
        artists.append(raster.image(panel, sigmoid(z[:, 0]), aspect="auto"))
        if z.min() < 0 < z.max():
            heights = z.reshape(resolution, resolution)
            artists.append(panel.contour(raster.x, raster.y, heights, levels=[0], colors=INK, linewidths=1.5))
        artists += panel.plot(*X[y == 0].T, "s", color=BLUE, markersize=2)
        artists += panel.plot(*X[y == 1].T, "o", color=ORANGE, markersize=2)
        panel.set(xticks=(), yticks=())
        panel.set_title(_("epoch {epoch}").format(epoch=epoch), loc="center", fontsize=11, pad=3)
    return artists


def plot_cuts_in_training(
    axes: Axes, net: Network, parameters: ArrayLike, epochs: Sequence[int], X: ArrayLike, kinds: ArrayLike
) -> list[Artist]:
    """Draw, for several epochs of a run, what a network says of a fruit with more and more green for its red.

    Parameters
    ----------
    net : Network
        Takes red, green and blue, and gives the logit of "orange"; it is not changed.
    parameters : array, shape (epochs + 1, n)
        What `train` recorded.
    epochs : sequence of int
        Up to three of them.
    X, kinds : arrays of shape (m, 3) and (m,)
        Fruits as `datasets.fruit` gives them; they stand along the bottom.
    """
    copy, every = net.copy(), np.asarray(parameters, float)
    X, kinds = np.asarray(X, float), np.asarray(kinds)
    share = np.linspace(0.05, 1.05, 101)
    places = 0.8 * np.column_stack([np.ones_like(share), share, np.full_like(share, 0.15)])
    artists: list[Artist] = []
    for epoch, colour, style in zip(epochs, (GREY, BLUE, INK), (":", "--", "-")):
        copy.parameters = every[epoch]
        p = sigmoid(copy.forward(places)[:, 0])
        label = _("before training") if epoch == 0 else _("after epoch {epoch}").format(epoch=epoch)
        artists += axes.plot(share, p, color=colour, linestyle=style, linewidth=2.5, label=label)
    rows = (_("tomatoes"), PURPLE, -0.12), (_("oranges"), ORANGE, -0.24), (_("lemons"), GOLD, -0.36)
    for kind, (name, colour, height) in enumerate(rows):
        chosen = X[kinds == kind]
        shares = chosen[:, 1] / chosen[:, 0]
        artists += axes.plot(shares, np.full(len(shares), height), MARKERS[kind], color=colour, markersize=4, alpha=0.6)
        x, side = (1.06, "right") if kind == 0 else (0.04, "left")
        artists.append(axes.text(x, height, name, ha=side, va="center", fontsize=11))
    axes.set(xlim=(0.03, 1.07), ylim=(-0.45, 1.05), yticks=(0, 0.5, 1))
    axes.set(xlabel=_("green for each red, G / R"), ylabel=_("probability of orange"))
    artists.append(axes.figure.legend(loc="outside upper center", ncols=3, columnspacing=1.2, handlelength=1.8))
    return artists


def plot_runs(axes: Axes, runs: Mapping[str, History], quantities: Sequence[str] = ("loss",)) -> list[Artist]:
    """Draw the curves of several runs, a panel for each, on training and on validation examples.

    Parameters
    ----------
    runs : mapping from a title to what `train` returned
        With two quantities each run has a row of its own, with one they stand three in a row.
    quantities : sequence of str
        ``"loss"``, ``"accuracy"`` or both.
    """
    axes.axis("off")
    wanted = [(title, run, quantity) for title, run in runs.items() for quantity in quantities]
    columns = 3 if len(quantities) == 1 else 2
    rows = -(-len(wanted) // columns)
    artists: list[Artist] = []
    for place, (title, run, quantity) in enumerate(wanted):
        row, column = divmod(place, columns)
        panel = axes.inset_axes((column / columns + 0.06, 1 - (row + 0.86) / rows, 0.9 / columns - 0.05, 0.68 / rows))
        epochs = np.arange(1, run.epochs + 1)
        training, validation = getattr(run, quantity), getattr(run, f"validation_{quantity}")
        solid = panel.plot(epochs, training, color=BLUE, linewidth=2, label=_("training"))
        dashed = panel.plot(epochs, validation, color=ORANGE, linewidth=2, linestyle="--", label=_("validation"))
        artists += [*solid, *dashed]
        words = {"loss": _("loss"), "accuracy": _("accuracy")}[quantity]
        panel.set_title(title if len(quantities) == 1 else f"{title}: {words}", fontsize=11, pad=4)
        panel.set(xlim=(0, run.epochs), xticks=(0, run.epochs))
        top = max(np.max(line.get_ydata()) for line in (*solid, *dashed))
        panel.set(ylim=(0, 1.05) if quantity == "accuracy" else (0, 1.05 * max(top, 0.7)))
        panel.set_yticks((0, 0.5, 1) if quantity == "accuracy" else (0, 0.5) if top < 1 else (0, 1))
        if row == rows - 1:
            panel.set_xlabel(_("epoch"), labelpad=-6)
    artists.append(
        axes.figure.legend([*solid, *dashed], [_("training"), _("validation")], loc="outside lower center", ncols=2)
    )
    return artists


def plot_curve_twice(axes: Axes, regression: Network, classifier: Network, x: Array, curve: Array) -> list[Artist]:
    """Draw one curve as the target of a regression, and as the decision boundary between the points above and below it.

    Parameters
    ----------
    regression : Network
        From x to y.
    classifier : Network
        From (x, y) to the logit of "above the curve".
    x, curve : arrays of shape (n,)
        The curve itself.
    """
    axes.axis("off")
    low, high = -2.5, 2.5
    left, right = (axes.inset_axes((start, 0.12, 0.42, 0.78)) for start in (0.06, 0.58))
    artists: list[Artist] = [*left.plot(x, regression.forward(x[:, None])[:, 0], color=ORANGE, linewidth=3)]
    raster = Raster((x[0], x[-1]), (low, high), side=48)
    z = classifier.forward(raster.points)
    artists.append(raster.image(right, sigmoid(z[:, 0]), aspect="auto"))
    artists.append(right.contour(raster.x, raster.y, z.reshape(48, 48), levels=[0], colors=ORANGE, linewidths=3))
    artists.append(right.text(-1.2, 1.6, _("above"), ha="center", va="center"))
    artists.append(right.text(0.8, -1.7, _("below"), ha="center", va="center"))
    for panel, title in ((left, _("as a target")), (right, _("as a boundary"))):
        artists += panel.plot(x, curve, color=INK, linestyle="--", linewidth=1.5)
        panel.set(xlim=(x[0], x[-1]), ylim=(low, high), xticks=(-2, 0, 2), yticks=(-2, 0, 2))
        panel.set_title(title, fontsize=12, pad=4)
        panel.set_xlabel(_("input x"))
    left.set_ylabel(_("output"), labelpad=0)
    right.set_ylabel(_("input y"), labelpad=0)
    return artists
