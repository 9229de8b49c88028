"""Pictures of the chapter *From nnlib to frameworks*."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from nnlib.plots.palette import BLUE, GREEN, ORANGE
from nnlib.words import _

__all__ = ["plot_three_runs"]


def plot_three_runs(
    axes: Axes, ours: Sequence[float], copied: Sequence[float], translated: Sequence[float]
) -> list[Artist]:
    """Draw the losses of nnlib, of PyTorch with the same numbers, and of PyTorch with the translated learning rate."""
    steps = np.arange(1, len(ours) + 1)
    axes.set(xlim=(0.5, len(ours) + 2.6), ylim=(0, 2.7), xticks=(1, 4, 7, 10), xlabel=_("step"), ylabel=_("loss"))
    axes.spines["bottom"].set_bounds(0.5, len(ours))
    artists: list[Artist] = []
    artists += axes.plot(steps, ours, color=BLUE, linewidth=5, solid_capstyle="round")
    artists += axes.plot(steps, translated, "x", color=GREEN, markersize=9, markeredgewidth=2.2)
    artists += axes.plot(steps, copied, "o--", color=ORANGE, markersize=5)
    for height, words in (
        (ours[-1] + 0.16, _("━ nnlib")),
        (ours[-1] - 0.1, _("× PyTorch,\nrate 0.01")),
        (copied[-1] + 0.1, _("● PyTorch,\nrate 0.1")),
    ):
        va = "top" if words.startswith("×") else "bottom" if height > ours[-1] else "center"
        artists.append(axes.text(len(ours) + 0.4, height, words, va=va, fontsize=11))
    return artists
