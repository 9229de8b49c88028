"""A control to draw in: a square of cells that a reader fills with a soft pen, in `drawing.js`.

A drawing is a text, so that it goes wherever the value of another control does: into an address, to Python behind a
page, into a widget. A letter is a level of grey, from a, paper, to p, full ink; a number after it says how many cells
in a row have this level. So three cells, of which the second is inked, are `apa`, and an empty field of 28 × 28 is
`a784`. The few drawings that a page stores are called by names instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nnlib.live.controls import Control
from nnlib.types import Array
from nnlib.words import _, fill

LEVELS = 15
"""The level of full ink."""

FULL, WIDTH = 0.7, 1.7
"""The pen, in cells from its middle: up to where it leaves full ink, and from where on nothing. `drawing.js` too."""

SHOWN = 40
"""So many characters of a text that is no drawing are worth repeating."""

_RUN = re.compile(r"([a-p])(\d*)")
_DRAWING = re.compile(rf"(?:{_RUN.pattern})+")


def written(cells: ArrayLike) -> str:
    """Write levels of grey, whole numbers from 0 to 15, as a text.

    >>> written([0, 15, 15, 3])
    'ap2d'
    """
    levels = np.asarray(cells).ravel()
    starts = np.flatnonzero(np.diff(levels, prepend=-1))
    lengths = np.diff(starts, append=len(levels))
    return "".join(
        chr(ord("a") + int(levels[start])) + (str(length) if length > 1 else "")
        for start, length in zip(starts, lengths.tolist())
    )


def levels_of(text: str) -> Array:
    """Return the levels of grey that a text writes, in one row.

    >>> levels_of("ap2d")
    array([ 0, 15, 15,  3])
    """
    runs = [(ord(letter) - ord("a"), int(count or 1)) for letter, count in _RUN.findall(text)]
    return np.repeat([level for level, _count in runs], [count for _level, count in runs])


def inked(strokes: Iterable[ArrayLike], side: int = 28) -> Array:
    """Draw with the pen of the field.

    Parameters
    ----------
    strokes : iterable of arrays, shape (n, 2)
        Each a line from corner to corner, as x and y; the upper left corner of the field is (0, 0), a cell is 1 wide.
    side : int
        Cells of the field in each direction.

    Returns
    -------
    array of int, shape (side, side)
        Levels of grey from 0 to 15.
    """
    middles = np.stack(np.meshgrid(np.arange(side) + 0.5, np.arange(side) + 0.5), axis=-1)
    away = np.full((side, side), np.inf)
    for stroke in strokes:
        points = np.asarray(stroke, float)
        for start, along in zip(points, np.diff(points, axis=0)):
            share = np.clip((middles - start) @ along / max(along @ along, 1e-12), 0, 1)
            away = np.minimum(away, np.linalg.norm(middles - start - share[..., None] * along, axis=-1))
    return np.floor(LEVELS * np.clip((WIDTH - away) / (WIDTH - FULL), 0, 1) + 0.5).astype(int)


@dataclass(kw_only=True)
class Drawing(Control):
    """A field of `side` × `side` cells to draw in.

    `examples` are the drawings of the static page, by name: a label for people, and the drawing as a text. A value is
    one of these names, or the text of another drawing; `levels` makes an array of it. Where a drawing is asked for, an
    array of as many numbers from 0 to 1 is taken, too.
    """

    examples: dict[str, tuple[str, str]]
    side: int = 28

    def default_grid(self) -> tuple[str, ...]:
        return tuple(self.examples)

    @property
    def corners(self) -> tuple[str, ...]:
        """The examples, a field full of ink, and a faint speck in a corner."""
        cells = self.side**2
        return (*self.examples, f"p{cells}", f"a{cells - 1}b")

    def check(self, value: Any) -> str:
        if not isinstance(value, str):
            value = self._drawn(value)
        if value in self.examples:
            return str(value)
        # counted before it is written out: a short text can stand for a great many cells
        runs = [int(count or 1) for _level, count in _RUN.findall(value)] if _DRAWING.fullmatch(value) else []
        if sum(runs) != self.side**2:
            shown = value if len(value) <= SHOWN else value[:SHOWN] + "…"
            known = ", ".join(self.examples)
            raise ValueError(
                f"{self.name} must be one of {known}, or levels of {self.side} × {self.side} cells "
                f"such as 'a{self.side**2}', not {shown!r}"
            )
        value = written(levels_of(value))
        return next((name for name, (_label, drawing) in self.examples.items() if drawing == value), value)

    def _drawn(self, value: Any) -> str:
        numbers = np.asarray(value, float)
        if numbers.size != self.side**2 or not (np.isfinite(numbers).all() and (abs(numbers - 0.5) <= 0.5).all()):
            raise ValueError(f"{self.name} must have {self.side} × {self.side} numbers from 0 to 1")
        return written(np.round(numbers * LEVELS).astype(int))

    def levels(self, value: str) -> Array:
        """Return a drawing as grey levels from 0, paper, to 1, ink: (side, side)."""
        text = self.examples[value][1] if value in self.examples else value
        return levels_of(text).reshape(self.side, self.side) / LEVELS

    def nearest(self, value: str) -> str:
        """Return the example that differs least from a drawing."""
        drawn = self.levels(value)
        nearest: str = min(self.grid, key=lambda name: float(np.sum((self.levels(name) - drawn) ** 2)))
        return nearest

    def text(self, value: str) -> str:
        return self.examples[value][0] if value in self.examples else _("your drawing")

    def key(self, value: str) -> str:
        return value


def field_of(control: Drawing) -> dict[str, Any]:
    """Return what `drawing.js` needs for a field, as plain data: its `side`, its `words` and the `examples` by name."""
    return {
        "side": control.side,
        "examples": {name: drawing for name, (_label, drawing) in control.examples.items()},
        "words": {
            "name": fill(
                _("{label}: a field to draw in. Arrow keys move the cursor, Space fills or empties its cell, "
                  "Shift with an arrow key draws."),
                label=control.label,
            ),
            "empty": _("{count} of {all} cells have ink. The cursor is in row {row}, column {column}, an empty cell."),
            "inked": _("{count} of {all} cells have ink. The cursor is in row {row}, column {column}, an inked cell."),
            "clear": _("Clear"),
            "waiting": _("As soon as Python runs on this page, the picture follows your drawing."),
            "without": _("A drawing of your own needs Python, and this page comes without it."),
        },
    }  # fmt: skip
