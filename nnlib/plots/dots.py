"""Points whose places are set later, and other shapes that change.

A hundred markers are a hundred elements of SVG. `Dots` are one, a path of lines without length that are drawn with a
cap: they take a tenth of the space and of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from numpy.typing import ArrayLike

from nnlib.plots.palette import BLUE, INK, ORANGE, PAPER

__all__ = ["Dots", "Shape", "add_dots", "add_marks", "add_probe"]

NOTHING = Path([(9, 9)])
"""A corner without a line draws nothing."""


class Shape(PathPatch):
    """A patch whose outline may change: Matplotlib's own forgets to say that it has to be drawn again."""

    def __init__(self, **style: Any) -> None:
        super().__init__(NOTHING, **style)

    def set_path(self, path: Path) -> None:
        super().set_path(path)
        self.stale = True

    def set_outlines(self, outlines: Sequence[ArrayLike], codes: Sequence[ArrayLike]) -> None:
        """Show filled contours, as contourpy gives them: corners of each, and the codes of their lines."""
        parts = [Path(outline, code) for outline, code in zip(outlines, codes)]
        self.set_path(Path.make_compound_path(*parts) if parts else NOTHING)


class Dots(Shape):
    """Points of one colour and size in pixels: squares where the marker is "s", otherwise round."""

    def __init__(self, marker: str, colour: str, size: float, **style: Any) -> None:
        cap = "projecting" if marker == "s" else "round"
        super().__init__(fill=False, edgecolor=colour, linewidth=size, capstyle=cap, **style)

    def set_places(self, places: ArrayLike) -> None:
        """Show points at these places (m, 2) and nowhere else."""
        places = np.asarray(places, float)
        path = Path(np.repeat(places, 2, axis=0), [Path.MOVETO, Path.LINETO] * len(places))
        path.should_simplify = False
        self.set_path(path)


def add_dots(axes: Axes, marker: str, colour: str, size: float, *, hole: float = 0, **style: Any) -> list[Dots]:
    """Add points to an axes; with a hole there are smaller ones in the colour of the page on top, a list of two."""
    dots = [Dots(marker, colour, size, **style)] + ([Dots(marker, PAPER, hole, **style)] if hole else [])
    for each in dots:
        axes.add_patch(each)
    return dots


def add_marks(axes: Axes, marker: str, colour: str, size: float, *, hollow: bool = False, **style: Any) -> Line2D:
    """Add markers to an axes, yet without places: filled, or with the colour of the page inside."""
    style = {"markerfacecolor": PAPER} | style if hollow else style
    (marks,) = axes.plot([], [], marker, color=colour, markersize=size, **style)
    return marks


class Probe(Line2D):
    """A point that a reader asks a network about: a diamond in the colour of the class that the network gives it."""

    def __init__(self) -> None:
        look = {"marker": "D", "markersize": 8, "markeredgecolor": INK, "markeredgewidth": 1.8}
        super().__init__([], [], linestyle="none", zorder=4, **look)  # type: ignore[arg-type]

    def ask(self, place: ArrayLike | None, kind: int = 0) -> None:
        """Show the probe at a place (2,) where the network says 0 or 1, or do not show it."""
        self.set_visible(place is not None)
        if place is not None:
            self.set_data(*np.reshape(place, (2, 1)))
            self.set_markerfacecolor((BLUE, ORANGE)[kind])


def add_probe(axes: Axes) -> Probe:
    """Add a probe to an axes, not yet seen."""
    probe = Probe()
    axes.add_line(probe)
    probe.ask(None)
    return probe
