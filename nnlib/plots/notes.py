"""Words and numbers beside what is drawn: centred on a place, above the axes, behind a sample of a line."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.text import Text

from nnlib.numerals import number, size

__all__ = ["CENTRED", "brief", "keyed_note", "note", "room_above"]

CENTRED = {"ha": "center", "va": "center"}
"""How a text stands that has its place in its middle."""


def brief(value: float, decimals: int = 3) -> str:
    """Write a number for a small place: so many decimals, or one digit where what is not 0 would be written as 0.

    What is near another number, such as 2.996 near 3, keeps its decimals, which a count of digits would round away.

    >>> brief(2.9957), brief(-0.0132), brief(0.000139), brief(0)
    ('2.996', '−0.013', '1·10⁻⁴', '0')
    """
    return size(value, 1) if 0 < abs(value) < 10**-decimals else number(value, decimals)


def room_above(axes: Axes, lines: int = 1) -> None:
    """Keep room for so many lines of text above the axes, when the axes are placed."""
    axes.set_title("\n" * lines)


def note(axes: Axes, x: float, y: float, text: str = "", **style: Any) -> Text:
    """Make a text at a place given in widths and heights of the axes; it may change without moving them."""
    return axes.text(x, y, text, transform=axes.transAxes, in_layout=False, **style)


def keyed_note(axes: Axes, y: float, *, width: float = 0.08, lift: float = 0.02, **line: Any) -> Text:
    """Make a line of text at the height `y`, in heights of the axes, behind a sample of the line that it speaks of.

    Parameters
    ----------
    width, lift : float
        How long the sample is, and how far above the foot of the text, in widths and heights of the axes.
    **line
        Colour, dash and width of the line.
    """
    axes.plot([0, width], [y + lift] * 2, transform=axes.transAxes, clip_on=False, **line)
    return note(axes, width + 0.02, y, fontsize=11)
