"""Pictures of the chapter *Backpropagation*."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from nnlib.numerals import power_of_ten
from nnlib.plots.palette import BLUE, CYCLE, GREEN, GREY, INK, ORANGE, PAPER
from nnlib.plots.surfaces import DASHES
from nnlib.words import _

__all__ = ["plot_blocks", "plot_gradient_sizes", "plot_path"]


def plot_path(axes: Axes) -> list[Artist]:
    """Draw the orange sorter and the one path on which the weight from green to neuron 1 acts on the loss.

    Forwards the weight moves a sum, an output, the next sum, the loss; backwards each link is a factor.
    """
    axes.set(xlim=(0, 400), ylim=(0, 230), aspect="equal")
    axes.axis("off")
    artists: list[Artist] = []
    inputs, hidden, output, loss = [(24, 205), (24, 145), (24, 85)], [(150, 175), (150, 100)], (268, 145), (368, 145)
    path = [inputs[1], hidden[0], output, loss]
    wires = [(p, q) for p in inputs for q in hidden] + [(p, output) for p in hidden] + [(output, loss)]
    for start, end in wires:
        artists += axes.plot(*zip(start, end), color=GREY, linewidth=1, zorder=1)
    artists += axes.plot(*zip(*path), color=BLUE, linewidth=5, zorder=2)
    for name, (x, y) in zip("RGB12ŷL", [*inputs, *hidden, output, loss]):
        on_path = (x, y) in path
        color, width = (BLUE, 3) if on_path else (GREY, 1.5)
        artists += axes.plot(x, y, "s" if name == "L" else "o", markersize=29, zorder=3, markerfacecolor=PAPER,
                             markeredgecolor=color, markeredgewidth=width)  # fmt: skip
        artists.append(axes.text(x, y, name, ha="center", va="center", fontsize=13, zorder=4))
    box = {"facecolor": PAPER, "edgecolor": "none", "pad": 0}
    artists.append(
        axes.text(84, 177, _("this weight"), ha="center", va="center", fontsize=12, weight="bold", bbox=box, zorder=1.5)
    )
    factors = ((84, _("· green")), (150, _("· f′(z)")), (222, _("· weight to ŷ")), (318, "ŷ − y"))
    arrow = {"color": ORANGE, "linewidth": 2.5, "arrowstyle": "->", "linestyle": "--", "shrinkA": 0, "shrinkB": 0}
    artists.append(axes.annotate("", (20, 46), (380, 46), arrowprops=arrow))
    for x, words in factors:
        artists.append(axes.text(x, 26, words, ha="center", va="center", fontsize=12))
    artists.append(axes.text(200, 222, _("forwards: what the weight moves →"), ha="center", va="center", fontsize=11))
    artists.append(axes.text(200, 6, _("← backwards: one factor for each link"), ha="center", va="center", fontsize=11))
    return artists


def plot_blocks(axes: Axes) -> list[Artist]:
    """Draw a network as a row of blocks: outputs go right, gradients come back left, each Dense keeps its own."""
    axes.set(xlim=(0, 400), ylim=(0, 190), aspect="equal")
    axes.axis("off")
    artists: list[Artist] = []
    names = (_("Dense"), "f", _("Dense"), _("loss"))
    lefts, width = (38, 134, 230, 326), 54
    for name, left in zip(names, lefts):
        color = GREEN if name == names[0] else INK
        artists.append(axes.add_patch(Rectangle((left, 78), width, 64, facecolor=PAPER, edgecolor=color, linewidth=2)))
        artists.append(axes.text(left + width / 2, 110, name, ha="center", va="center"))
    starts = (2, *(left + width for left in lefts[:3]))
    for start, left, forwards, backwards in zip(starts, lefts, ("X", "Z1", "A1", "Z2"), ("", "dZ1", "dA1", "dZ2")):
        middle = (start + left) / 2
        arrow = {"color": BLUE, "linewidth": 2.5, "arrowstyle": "->", "shrinkA": 0, "shrinkB": 0}
        artists.append(axes.annotate("", (left - 1, 126), (start, 126), arrowprops=arrow))
        artists.append(axes.text(middle, 132, forwards, ha="center", va="bottom"))
        if backwards:
            arrow |= {"color": ORANGE, "linestyle": "--"}
            artists.append(axes.annotate("", (start + 1, 94), (left - 1, 94), arrowprops=arrow))
            artists.append(axes.text(middle, 86, backwards, ha="center", va="top"))
    for left, text in ((lefts[0], "dW1, db1"), (lefts[2], "dW2, db2")):
        x = left + width / 2
        arrow = {"color": ORANGE, "linewidth": 2.5, "arrowstyle": "->", "linestyle": "--", "shrinkA": 0, "shrinkB": 0}
        artists.append(axes.annotate("", (x, 46), (x, 77), arrowprops=arrow))
        artists.append(axes.text(x, 42, text, ha="center", va="top"))
    artists.append(
        axes.text(200, 170, _("forwards: what each block computes →"), ha="center", va="center", fontsize=11)
    )
    artists.append(
        axes.text(200, 8, _("← backwards: how the loss depends on it"), ha="center", va="center", fontsize=11)
    )
    return artists


def plot_gradient_sizes(axes: Axes, sizes: Mapping[str, Sequence[float]]) -> list[Artist]:
    """Draw how large the gradient dZ is in each layer, on a scale of powers of ten.

    Parameters
    ----------
    sizes : dict of str to sequence of float
        For each curve its name, and one positive number for each layer from first to last.
    """
    curves = {name: np.asarray(values, float) for name, values in sizes.items()}
    if not curves or any((values <= 0).any() for values in curves.values()):
        raise ValueError(
            "sizes must hold at least one row of positive numbers: they are drawn on a scale of powers of ten"
        )
    artists: list[Artist] = []
    longest = max(map(len, curves.values()))
    for (name, values), color, dash in zip(curves.items(), CYCLE, DASHES):
        layers = np.arange(1, len(values) + 1)
        artists += axes.plot(layers, values, color=color, linestyle=dash, label=name)
        artists.append(axes.text(0.7, values[0], name, ha="right", va="center"))
    every = np.concatenate(list(curves.values()))
    low, high = int(np.floor(np.log10(every.min()))), int(np.ceil(np.log10(every.max())))
    axes.set(yscale="log", xlim=(-0.28 * longest, longest + 0.5), ylim=(10.0 ** (low - 0.3), 10.0 ** (high + 0.3)))
    powers = range(low, high + 1, max(1, (high - low) // 6))
    axes.set_yticks([10.0**k for k in powers], [power_of_ten(k) for k in powers])
    axes.set_yticks([], minor=True)
    axes.set_xticks(sorted({1, longest} | set(range(5, longest, 5))))
    axes.set(xlabel=_("layer"), ylabel=_("size of dZ"))
    return artists
