"""What `make bench` measured, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes

from nnlib.plots.palette import CYCLE, GREY
from nnlib.plots.regions import MARKERS
from nnlib.words import _

__all__ = ["plot_building_times", "plot_step_times"]


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


def plot_building_times(axes: Axes, books: Sequence[dict[str, float]]) -> list[Artist]:
    """Draw how long it takes to build and to check a book, over the number of its chapters.

    Parameters
    ----------
    books : sequence of dict
        With the keys ``chapters`` and, in seconds, ``cold``, ``chapter`` and ``notebooks``: a build of all, one after a
        chapter has changed, and all notebooks run and compared.
    """
    if not books:
        raise ValueError("there are no measurements to draw")
    names = {
        "cold": _("build, nothing there"),
        "notebooks": _("all notebooks checked"),
        "chapter": _("build, one chapter changed"),
    }
    chapters = [book["chapters"] for book in books]
    artists: list[Artist] = []
    for (key, label), color, marker in zip(names.items(), CYCLE, MARKERS):
        minutes = [book[key] / 60 for book in books]
        artists += axes.plot(chapters, minutes, marker=marker, color=color, markersize=7, label=label)
    axes.set(xlabel=_("chapters"), ylabel=_("minutes"), xticks=chapters, xlim=(0, None), ylim=(0, None))
    axes.legend(fontsize=10)
    return artists
