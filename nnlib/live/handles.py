"""Handles: places in the picture that a reader takes hold of, and the controls that they set.

A drag is a search, in `handles.js`: each value that a control can take has a place where the handle would be, and the
one nearest to the pointer is taken. So a figure says where a handle is, and nobody writes an inverse function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

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

    target: Any
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
    def shown(self) -> tuple[float, float]:
        """The middle of the target in the present picture, as Matplotlib counts pixels."""
        extent = self.target.get_window_extent()
        return ((extent.x0 + extent.x1) / 2, (extent.y0 + extent.y1) / 2) if self.target.get_visible() else NOWHERE

    def place(self, state: Mapping[str, Any]) -> Any:
        """Return where it is in the present picture, of these controls: `[x, y]` from the upper left, or None."""
        told = self.at or self.target is self.target.axes
        return self.places([state])[0] if told else self.pixels([self.shown])[0]

    def places(self, states: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Return where it would be, at each of these values of the controls."""
        if self.at:
            found = [self.at(SimpleNamespace(**state)) or NOWHERE for state in states]
        else:
            x, y = self.target.axes.transData.inverted().transform(self.shown)
            found = [(state[self.x] if self.x else x, state[self.y] if self.y else y) for state in states]
        return self.pixels(self.target.axes.transData.transform(np.array(found, dtype=float)))

    def pixels(self, points: Any) -> list[Any]:
        """Return Matplotlib's pixels as those of the picture, from its upper left; None where they are not finite."""
        points = np.round([0, self.target.axes.figure.figure.bbox.height] + np.array([1, -1]) * points, 1)
        return [point if finite else None for point, finite in zip(points.tolist(), np.isfinite(points).all(axis=1))]

    @property
    def kept(self) -> dict[str, Any]:
        """What stays as it is: its `moves`, and `box`, the left, upper, right and lower end of its axes."""
        left, lower, right, upper = self.target.axes.bbox.extents
        return {"moves": self.moves, "box": sum(self.pixels([(left, upper), (right, lower)]), [])}


def offered(explorable: Any, values: Mapping[str, Sequence[Any]] | None = None) -> list[dict[str, Any]]:
    """Return the handles of an explorable as plain data, for controls with these `values`, by default all live stops.

    Each has its `moves`, the `box` of its axes, `at`, where it is now, and `places`: for each control that it sets the
    place of each value, by its key, the other controls being as they are.
    """
    now, declared = explorable.controls, explorable.declared

    def places(handle: Handle, name: str) -> dict[str, Any]:
        stops = values[name] if values else declared[name].stops
        return dict(zip(map(declared[name].key, stops), handle.places([{**now, name: stop} for stop in stops])))

    return [
        {**handle.kept, "at": handle.place(now), "places": {name: places(handle, name) for name in handle.moves}}
        for handle in explorable.handles
    ]
