"""Pictures of the chapter *Optimizers*, and the colour, dash and marker that each optimizer has in all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.ticker import NullFormatter
from numpy.typing import ArrayLike

from nnlib.plots.palette import BLUE, GOLD, GREEN, INK, ORANGE
from nnlib.plots.surfaces import plot_loss_surface
from nnlib.types import Array
from nnlib.words import _

__all__ = ["OPTIMIZER_STYLES", "plot_optimizer_paths", "plot_sweep"]

OPTIMIZER_STYLES: dict[str, dict[str, Any]] = {
    "SGD": {"color": INK, "linestyle": ":", "marker": "o"},
    "Momentum": {"color": BLUE, "linestyle": "-", "marker": "s"},
    "Nesterov": {"color": BLUE, "linestyle": "--", "marker": "D"},
    "Adagrad": {"color": GOLD, "linestyle": "-", "marker": "^"},
    "RMSProp": {"color": GREEN, "linestyle": "-.", "marker": "P"},
    "Adadelta": {"color": GOLD, "linestyle": "--", "marker": "v"},
    "Adam": {"color": ORANGE, "linestyle": "-", "marker": "X"},
    "AdamW": {"color": ORANGE, "linestyle": "--", "marker": "*"},
}
"""How every picture of the book draws an optimizer: relatives share a colour and differ in dash and marker."""


def plot_optimizer_paths(
    axes: Axes,
    loss: Callable[[Array, Array], ArrayLike],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    paths: Mapping[str, ArrayLike],
) -> list[Artist]:
    """Draw the paths of optimizers on a loss surface, each in its own style, with its marker where it ends.

    Parameters
    ----------
    loss, xlim, ylim
        As in `plot_loss_surface`.
    paths : mapping of str to array (steps, 2)
        Paths by name of the optimizer.
    """
    artists: list[Artist] = plot_loss_surface(axes, loss, xlim, ylim)
    handles = []
    for name, path in paths.items():
        style = _style(name)
        steps = np.asarray(path, dtype=float)
        (line,) = axes.plot(*steps.T, linewidth=1.5, markevery=[-1], markersize=8, label=name, **style)
        handles.append(line)
    axes.legend(
        handles=handles, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=4, columnspacing=1.2, handlelength=2.6
    )
    return [*artists, *handles]


def plot_sweep(axes: Axes, rates: ArrayLike, losses: Mapping[str, ArrayLike]) -> list[Artist]:
    """Draw the last loss by learning rate, for each optimizer, on logarithmic scales.

    Parameters
    ----------
    rates : array (n,)
        The learning rates that were tried.
    losses : mapping of str to array (n,)
        The loss at the end, by name of the optimizer, all above 0.
    """
    x = np.asarray(rates, dtype=float)
    artists: list[Artist] = []
    for name, values in losses.items():
        artists += axes.plot(x, _positive(name, values), linewidth=1.5, markersize=6, label=name, **_style(name))
    axes.set(xscale="log", yscale="log", xlabel=_("learning rate"), ylabel=_("loss at the end"))
    axes.xaxis.set_major_formatter("{x:g}")
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.yaxis.set_major_formatter(lambda value, _position: f"{value:,.10g}")
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=3, columnspacing=1.2, handlelength=2.6)
    return artists


def _positive(name: str, values: ArrayLike) -> Array:
    row = np.asarray(values, dtype=float)
    if row.ndim != 1 or not (row > 0).all():
        raise ValueError(f"the curve {name!r} must be a row of losses above 0")
    return row


def _style(name: str) -> dict[str, Any]:
    if name not in OPTIMIZER_STYLES:
        raise ValueError(f"there is no optimizer {name!r} to draw; there are {', '.join(OPTIMIZER_STYLES)}")
    return OPTIMIZER_STYLES[name]
