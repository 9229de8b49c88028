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

DIRECTIONS = ("x", "y", "along")
NOWHERE = (np.nan, np.nan)


@dataclass(frozen=True)
class Handle:
    """A place that can be dragged. `build` sets them: `self.handles = [Handle(self.dot, x="start")]`.

    Parameters
    ----------
    target : Artist or Axes
        What is taken hold of, at its middle: an artist such as a dot or an upright line; or the axes, where the place
        follows from the controls.
    x, y : str, optional
        The control that the horizontal place sets, and the one that the vertical place sets.
    along : str, optional
        Instead of both, one control that moves the handle on a curve: the nearest place in the plane counts. It needs
        `at`.
    at : callable, optional
        Takes the controls, `c.weight`, and returns the place in data coordinates, or None where there is none. It is
        asked for every value that a control can take, so it is cheap. Without it, the data coordinate is the value of
        the control itself; a direction without control is that of the artist, or the middle of the axes.

    Raises
    ------
    ValueError
        It sets no control, or `along` has no `at` or comes with `x` or `y`.
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
        return {getattr(self, direction): direction for direction in DIRECTIONS if getattr(self, direction)}

    @property
    def axes(self) -> Axes:
        """The axes in which it is: a click there takes hold of the nearest handle."""
        axes = self.target if isinstance(self.target, Axes) else self.target.axes
        assert isinstance(axes, Axes), "a handle is in axes"
        return axes

    @property
    def shown(self) -> tuple[float, float]:
        """The middle of the artist in the present picture, or that of the axes, as Matplotlib counts pixels."""
        extent = self.axes.bbox if self.target is self.axes else self.target.get_window_extent()
        return ((extent.x0 + extent.x1) / 2, (extent.y0 + extent.y1) / 2) if self.target.get_visible() else NOWHERE

    @property
    def box(self) -> list[float]:
        """The left, upper, right and lower end of its axes."""
        left, lower, right, upper = self.axes.bbox.extents
        ((left, upper), (right, lower)) = self._from_top([(left, upper), (right, lower)])
        return [left, upper, right, lower]

    def place(self, state: Mapping[str, Any]) -> Any:
        """Return `[x, y]`, where the handle is in the present picture, whose controls are these; None for nowhere.

        They are pixels of the figure, from its upper left.
        """
        if self.at or self.target is self.axes:
            return self.places([state])[0]
        return self._from_top([self.shown])[0]

    def places(self, states: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Return where the handle would be, at each of these values of the controls.

        What they do not say is taken from the present picture.
        """
        if self.at:
            found = [self.at(SimpleNamespace(**state)) or NOWHERE for state in states]
        else:
            x, y = self.axes.transData.inverted().transform(self.shown)
            found = [(state[self.x] if self.x else x, state[self.y] if self.y else y) for state in states]
        return self._from_top(self.axes.transData.transform(np.array(found, dtype=float)))

    def _from_top(self, points: Any) -> list[Any]:
        points = np.round([0, self.axes.figure.bbox.height] + np.array([1, -1]) * points, 1)
        return [point if finite else None for point, finite in zip(points.tolist(), np.isfinite(points).all(axis=1))]


def offered(explorable: Explorable, values: Mapping[str, Sequence[Any]] | None = None) -> list[dict[str, Any]]:
    """Return the handles as they are now, with the place of every value that a drag can set, as plain data.

    Parameters
    ----------
    explorable : Explorable
        The figure.
    values : dict, optional
        The values that each control can take; by default those at which the live edition stops.

    Returns
    -------
    list of dict
        `moves`: the direction of each control; `box`: the axes; `at`: where the handle is; `places`: for each control
        the place of each of its values, by the key of the value, the other controls being as they are.
    """
    now, declared = explorable.controls, explorable.declared
    values = values or {name: control.stops for name, control in declared.items()}
    return [
        {
            "moves": handle.moves,
            "box": handle.box,
            "at": handle.place(now),
            "places": {
                name: dict(
                    zip(
                        map(declared[name].key, values[name]),
                        handle.places([{**now, name: value} for value in values[name]]),
                    )
                )
                for name in handle.moves
            },
        }
        for handle in explorable.handles
    ]
