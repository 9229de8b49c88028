"""Pictures of the chapter *Losses*."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nnlib.losses import BinaryCrossEntropy, MeanSquaredError
from nnlib.numerals import number
from nnlib.plots.palette import BLUE, GOLD, GREEN, GREY, INK, ORANGE
from nnlib.words import _


def plot_two_sorters(axes: Axes, labels: ArrayLike, sorters: dict[str, ArrayLike]) -> list[Artist]:
    """Draw the probabilities that two or more sorters give to the same fruits, mistakes marked, one row for each.

    Parameters
    ----------
    labels : array of shape (m,)
        1 for an orange, 0 for another fruit.
    sorters : dict
        Name of each sorter: the probability of an orange that it gives to each fruit.
    """
    y = np.asarray(labels)
    rows = len(sorters)
    axes.set(xlim=(-0.03, 1.03), ylim=(rows - 0.35, -0.75), xlabel=_("probability given to “it is an orange”"))
    axes.set(xticks=(0, 0.25, 0.5, 0.75, 1), yticks=range(rows), yticklabels=list(sorters))
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    artists: list[Artist] = [
        axes.axvline(0.5, color=INK, linestyle="--", linewidth=1),
        axes.text(0.47, -0.62, _("← says no"), ha="right", va="center"),
        axes.text(0.53, -0.62, _("says orange →"), va="center"),
    ]
    handles: dict[str, Artist] = {}
    for row, probabilities in enumerate(sorters.values()):
        p = np.asarray(probabilities, float)
        artists += axes.plot([0, 1], [row, row], color=GREY, linewidth=0.8)
        wrong = (p > 0.5) != (y == 1)
        rank = np.array([np.sum(p[:i] == p[i]) for i in range(p.size)])  # equal answers are stacked
        height = row - 0.19 * rank
        for kind, color, shape, name in ((1, GOLD, "o", _("orange")), (0, BLUE, "s", _("other fruit"))):
            (handles[name],) = axes.plot(p[y == kind], height[y == kind], shape, color=color, markersize=10)
            artists.append(handles[name])
        (handles[_("mistake")],) = axes.plot(
            p[wrong], height[wrong], "o", color=INK, markersize=22, fillstyle="none", markeredgewidth=1.8
        )
        artists.append(handles[_("mistake")])
    artists.append(axes.figure.legend(
        list(handles.values()), list(handles), loc="outside upper center", ncols=3, markerscale=0.75, handletextpad=0.1,
    ))  # fmt: skip
    return artists


def plot_price_of_belief(axes: Axes) -> list[Artist]:
    """Draw both losses of a yes-or-no answer against the probability that was given to what then happened."""
    p = np.linspace(0.005, 0.995, 199)
    z = np.log(p / (1 - p))
    cross_entropy = [BinaryCrossEntropy()([[value]], [1]) for value in z]
    squared = [MeanSquaredError()([[value]], [1]) for value in p]
    axes.set(xlim=(0, 1), ylim=(-0.2, 5.5), xlabel=_("probability given to what happened"), ylabel=_("loss"))
    artists: list[Artist] = [
        *axes.plot(p, cross_entropy, color=ORANGE, linewidth=3),
        *axes.plot(p, squared, "--", color=BLUE),
        axes.text(0.24, 1.95, _("cross-entropy −ln p"), color=INK),
        axes.text(0.02, 0.1, _("squared error (1 − p)²"), color=INK, va="center"),
    ]
    for belief in (0.01, 0.5, 0.9):
        loss = -float(np.log(belief))
        artists += axes.plot(belief, loss, "o", color=ORANGE, markersize=9)
        text = _("p = {p}: {loss}").format(p=number(belief), loss=number(loss))
        place = {0.01: (0.05, loss), 0.5: (0.52, loss + 0.5), 0.9: (0.995, loss + 0.5)}[belief]
        artists.append(axes.text(*place, text, va="center", ha="right" if belief > 0.5 else "left"))
    return artists


def plot_gaussian_noise(
    axes: Axes, x: ArrayLike, y: ArrayLike, slope: float, intercept: float, deviation: float
) -> list[Artist]:
    """Draw points, a line through them, and the bell curve of the noise about the line at three places.

    Parameters
    ----------
    x, y : arrays of shape (m,)
        The points.
    slope, intercept : float
        The line: the predictions.
    deviation : float
        Standard deviation of the noise, above 0.
    """
    if deviation <= 0:
        raise ValueError(f"deviation must be above 0, not {deviation!r}")
    x, y = np.asarray(x, float), np.asarray(y, float)
    ends = np.array([x.min(), x.max()])
    axes.set(xlabel=_("input x"), ylabel=_("target y"))
    artists: list[Artist] = [
        *axes.plot(x, y, "o", color=BLUE, markersize=5, alpha=0.7, label=_("examples")),
        *axes.plot(ends, slope * ends + intercept, color=ORANGE, label=_("prediction")),
    ]
    noise = np.linspace(-3, 3, 61) * deviation
    bell = np.exp(-0.5 * (noise / deviation) ** 2)
    for i, place in enumerate(ends[0] + (ends[1] - ends[0]) * np.array([0.1, 0.42, 0.74])):
        middle = slope * place + intercept
        label = _("density of a target") if i == 0 else None
        artists += axes.plot(place + 0.16 * (ends[1] - ends[0]) * bell, middle + noise, color=GREEN, label=label)
        artists += axes.plot([place] * 2, middle + noise[[0, -1]], ":", color=GREY, linewidth=1)
    figure = axes.figure
    artists.append(figure.legend(loc="outside upper center", ncols=3, handlelength=1.4, columnspacing=1.2))
    return artists


def plot_likelihood(axes: Axes, labels: ArrayLike) -> list[Artist]:
    """Draw how likely the labels are, and their cross-entropy, for every probability p that one could predict.

    Parameters
    ----------
    labels : array of shape (m,)
        Zeros and ones, at least one of each.
    """
    y = np.asarray(labels, float)
    if y.ndim != 1 or set(y) != {0.0, 1.0}:
        raise ValueError("labels must be a row of zeros and ones with both in it")
    p = np.linspace(0.02, 0.98, 193)
    loss = np.array([BinaryCrossEntropy()(np.full((y.size, 1), np.log(q / (1 - q))), y) for q in p])
    share = float(y.mean())
    best = BinaryCrossEntropy()(np.full((y.size, 1), np.log(share / (1 - share))), y)
    likelihood = np.exp(-y.size * (loss - best))
    axes.set(xlim=(0, 1), ylim=(0, 2.5), xlabel=_("predicted probability p of a 1"))
    axes.set(yticks=(0, 0.5, 1, 1.5, 2, 2.5))
    artists: list[Artist] = [
        *axes.plot([share] * 2, [0, best], ":", color=INK, linewidth=1.2),
        *axes.plot(p, loss, color=ORANGE, linewidth=3, label=_("cross-entropy")),
        *axes.plot(p, likelihood, "--", color=GREEN, label=_("likelihood, largest = 1")),
        *axes.plot(share, best, "o", color=ORANGE, markersize=9),
        *axes.plot(share, 1, "D", color=GREEN, markersize=8),
        axes.text(share, 1.2, f"p = {number(share)}", ha="center"),
    ]
    artists.append(axes.figure.legend(handles=artists[1:3], loc="outside upper center", ncols=2))
    return artists
