"""Handles: places in the picture that a reader takes hold of, and the controls that they set.

A drag is a search. For every value that a control can take there is a place where the handle would be; the value whose
place is nearest to the pointer is the one. So a figure says where a handle is, and nobody writes an inverse function.
`nnlib/live/handles.js` does the search, the same on a page and in a notebook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

if TYPE_CHECKING:
    from nnlib.live.explorable import Explorable

NOWHERE = (np.nan, np.nan)


@dataclass(frozen=True)
class Handle:
    """A place that can be dragged. `build` sets them: `self.handles = [Handle(self.dot, x="start")]`.

    Parameters
    ----------
    target : Artist or Axes
        An artist that is taken hold of at its middle, or the axes, where the controls alone say where the handle is.
    x, y : str, optional
        The controls that its horizontal and its vertical place set.
    along : str, optional
        Instead, the one control that moves it on a curve: the nearest place in the plane counts. It needs `at`.
    at : callable, optional
        Takes the controls, as in `c.weight`, and returns the place in data coordinates, or None for nowhere. It is
        asked for every value that a control can take. Without it the data coordinates are the values of the controls;
        where there is none, those of the artist, or of the middle of the axes.
    """

    target: Artist
    x: str | None = None
    y: str | None = None
    along: str | None = None
    at: Callable[[Any], tuple[float, float] | None] | None = None

    def __post_init__(self) -> None:
        if not self.moves or (self.along and (len(self.moves) > 1 or not self.at)):
            raise ValueError("a handle has x, y or both, or else along and at")

    @property
    def moves(self) -> dict[str, str]:
        """The direction in which each control moves it: `x`, `y` or `along`."""
        return {name: way for way in ("x", "y", "along") if (name := getattr(self, way))}

    @property
    def axes(self) -> Axes:
        """The axes in which it is: a click there takes hold of the nearest handle."""
        axes = self.target if isinstance(self.target, Axes) else self.target.axes
        assert isinstance(axes, Axes), "a handle is in axes"
        return axes

    @property
    def shown(self) -> tuple[float, float]:
        """The middle of the target in the present picture, as Matplotlib counts pixels."""
        extent = self.axes.bbox if self.target is self.axes else self.target.get_window_extent()
        return ((extent.x0 + extent.x1) / 2, (extent.y0 + extent.y1) / 2) if self.target.get_visible() else NOWHERE

    def place(self, state: Mapping[str, Any]) -> Any:
        """Return where it is in the present picture, of these controls: `[x, y]` from the upper left, or None."""
        return self.places([state])[0] if self.at or self.target is self.axes else self.pixels([self.shown])[0]

    def places(self, states: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Return where it would be, at each of these values of the controls."""
        if self.at:
            found = [self.at(SimpleNamespace(**state)) or NOWHERE for state in states]
        else:
            x, y = self.axes.transData.inverted().transform(self.shown)
            found = [(state[self.x] if self.x else x, state[self.y] if self.y else y) for state in states]
        return self.pixels(self.axes.transData.transform(np.array(found, dtype=float)))

    def pixels(self, points: Any) -> list[Any]:
        """Return Matplotlib's pixels as those of the picture, from its upper left; None where they are not finite."""
        points = np.round([0, self.axes.figure.bbox.height] + np.array([1, -1]) * points, 1)
        return [point if finite else None for point, finite in zip(points.tolist(), np.isfinite(points).all(axis=1))]

    @property
    def box(self) -> list[float]:
        """The left, upper, right and lower end of its axes."""
        left, lower, right, upper = self.axes.bbox.extents
        return [*self.pixels([(left, upper)])[0], *self.pixels([(right, lower)])[0]]


def offered(explorable: Explorable, values: Mapping[str, Sequence[Any]] | None = None) -> list[dict[str, Any]]:
    """Return the handles as they are now, as plain data, for controls with these `values`, by default all live stops.

    Each has its `moves`, the `box` of its axes, `at`, where it is, and `places`: for each control that it sets the
    place of each value, by its key, the other controls being as they are.
    """

    def places(handle: Handle, name: str) -> dict[str, Any]:
        control = explorable.declared[name]
        stops = values[name] if values else control.stops
        return dict(zip(map(control.key, stops), handle.places([{**now, name: stop} for stop in stops])))

    now = explorable.controls
    return [
        {
            "moves": handle.moves,
            "box": handle.box,
            "at": handle.place(now),
            "places": {n: places(handle, n) for n in handle.moves},
        }
        for handle in explorable.handles
    ]
