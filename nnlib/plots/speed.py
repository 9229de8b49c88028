"""What `make bench` measured, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes

from nnlib.plots.palette import CYCLE, GREY
from nnlib.plots.regions import MARKERS
from nnlib.words import _

__all__ = ["plot_step_times"]


def plot_step_times(axes: Axes, steps: Sequence[dict[str, Any]]) -> list[Artist]:
    """Draw the time of one optimisation step for each network, one marker for each contestant.

    Parameters
    ----------
    steps : sequence of dict
        With the keys ``sizes``, ``batch``, ``dtype`` and ``microseconds``, the times by contestant.
    """
    if not steps:
        raise ValueError("there are no measurements to draw")
    rows = range(len(steps))
    artists: list[Artist] = [axes.axhline(row, color=GREY, linewidth=0.5, zorder=0) for row in rows]
    for name, color, marker in zip(steps[0]["microseconds"], CYCLE, MARKERS):
        times = [step["microseconds"][name] for step in steps]
        artists += axes.plot(times, rows, marker, color=color, markersize=7, label=name)
    axes.set(xscale="log", xlabel=_("time of one step in µs (logarithmic)"), yticks=rows, ylim=(len(steps) - 0.4, -0.6))
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set_yticklabels([f"{'-'.join(map(str, s['sizes']))}\n{s['batch']}, {s['dtype']}" for s in steps], fontsize=10)
    axes.figure.legend(loc="outside upper center", ncols=4, fontsize=10, handletextpad=0.1, columnspacing=1)
    return artists
