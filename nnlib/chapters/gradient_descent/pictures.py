"""Pictures of the chapter *Gradient descent*."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, NullFormatter
from numpy.typing import ArrayLike

from nnlib.plots.palette import BLUE, CYCLE, GREEN, GREY, INK, ORANGE
from nnlib.plots.surfaces import DASHES, plot_loss_surface
from nnlib.types import Array
from nnlib.words import _

__all__ = ["plot_descent_step", "plot_descents", "plot_landscape", "plot_losses"]


def plot_descent_step(axes: Axes, theta: float = 2.0, learning_rate: float = 0.3) -> list[Artist]:
    """Draw one step of gradient descent on the parabola θ²: the slope, the step against it, the new place."""
    x = np.linspace(-1, 3, 81)
    slope = 2 * theta
    after = theta - learning_rate * slope
    axes.set(xlim=(-1.2, 3.2), ylim=(-1, 8.6), xlabel=_("parameter θ"), ylabel=_("loss L(θ) = θ²"))
    artists: list[Artist] = [*axes.plot(x, x**2, color=GREY)]
    ends = np.array([theta - 1, theta + 0.9])
    artists += axes.plot(ends, theta**2 + slope * (ends - theta), color=GREEN, linestyle="--")
    artists += axes.plot([theta, after], [theta**2] * 2, color=ORANGE)
    artists += axes.plot([after + 0.06], [theta**2], marker=(3, 0, 90), color=ORANGE, markersize=10)
    artists += axes.plot([after] * 2, [theta**2, after**2], color=GREY, linestyle=":", linewidth=1.5)
    artists += axes.plot([theta], [theta**2], "o", color=BLUE, markersize=10)
    artists += axes.plot([after], [after**2], "D", color=ORANGE, markersize=9)
    for place, text, align in (
        ((theta + 0.45, theta**2 + slope * 0.3), _("slope {slope:g}").format(slope=slope), "left"),
        ((theta + 0.15, theta**2 - 0.5), _("1  here"), "left"),
        (((theta + after) / 2, theta**2 + 0.3), _("2  step −lr · slope"), "right"),
        ((after, -0.75), _("3  new θ"), "left"),
    ):
        artists.append(axes.text(*place, text, ha=align))
    return artists


def plot_descents(
    axes: Axes,
    loss: Callable[[Array, Array], ArrayLike],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    paths: Mapping[str, ArrayLike],
    *,
    names: tuple[str, str] = ("θ₁", "θ₂"),
    places: Mapping[str, tuple[float, float]] | None = None,
) -> list[Artist]:
    """Draw runs of gradient descent on a loss surface, as `plot_loss_surface` does, with a dot for every step.

    Parameters
    ----------
    loss, xlim, ylim, paths
        As in `plot_loss_surface`.
    names : pair of str
        What the two parameters are called.
    places : mapping of str to pair of float, optional
        Places to name, each marked with a cross.
    """
    artists = plot_loss_surface(axes, loss, xlim, ylim, paths)
    lines = artists[1::2]
    for line in lines:
        line.set(marker=".", markersize=7, linewidth=1.2)
    axes.set(xlabel=names[0], ylabel=names[1])
    axes.legend(handles=lines, loc="lower center", bbox_to_anchor=(0.5, 1), ncols=len(lines))
    for name, (first, second) in (places or {}).items():
        artists += axes.plot([first], [second], "+", color=INK, markersize=13)
        artists.append(axes.annotate(name, (first, second), xytext=(-9, 8), textcoords="offset points", ha="right"))
    return artists


def plot_landscape(axes: Axes) -> list[Artist]:
    """Draw a loss over one parameter with the places where the slope is zero or almost: each marked and named."""
    x = np.linspace(0, 10, 401)
    height = 3.2 - 2.4 / (1 + np.exp(-3 * (x - 2.2)))
    height += (
        1.4 * np.exp(-((x - 5.2) ** 2) / 0.7)
        - 0.75 * np.exp(-((x - 7.6) ** 2) / 0.8)
        + 0.06 * np.maximum(x - 7.6, 0) ** 2
    )
    inner = slice(60, 395)
    level = np.flatnonzero(np.diff(np.sign(np.diff(height[inner])))) + 61
    axes.set(xlim=(0, 10), ylim=(-1, 4.2), xticks=(), yticks=(), xlabel=_("parameter θ"), ylabel=_("loss"))
    artists: list[Artist] = [*axes.plot(x, height, color=BLUE)]
    names = (_("local\nminimum"), _("maximum"), _("global\nminimum"))
    for index, name, marker, lift in zip(level, names, ("s", "^", "o"), (-0.25, 0.25, -0.25)):
        artists += axes.plot(x[index], height[index], marker, color=ORANGE, markersize=9)
        place = (x[index], height[index] + lift)
        artists.append(axes.text(*place, name, ha="center", va="top" if lift < 0 else "bottom"))
    artists += axes.plot(x[6:42], height[6:42] + 0.12, color=GREEN, linewidth=3, linestyle="--")
    artists.append(axes.text(0.7, 3.55, _("plateau"), ha="center"))
    return artists


def plot_losses(
    axes: Axes, curves: Mapping[str, ArrayLike], *, floor: float | None = None, logarithmic: bool = True
) -> list[Artist]:
    """Draw how losses fell, step by step; a dotted line shows the least loss there is.

    Parameters
    ----------
    curves : mapping of str to array (steps,)
        Losses by name, all above 0.
    floor : float, optional
        The least possible loss.
    logarithmic : bool
        Whether the losses stand on a logarithmic scale; if not, a dot marks every step, so that it can be read off.
    """
    artists: list[Artist] = []
    for (name, curve), color, dash in zip(curves.items(), CYCLE, DASHES):
        losses = np.asarray(curve, dtype=float)
        if losses.ndim != 1 or not (losses > 0).all():
            raise ValueError(f"the curve {name!r} must be a row of losses above 0")
        artists += axes.plot(losses, color=color, linestyle=dash, label=name)
    if floor is not None:
        artists.append(axes.axhline(floor, color=INK, linestyle=":", linewidth=1, label=_("least possible")))
    axes.set(xlabel=_("step"), ylabel=_("loss"))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    if logarithmic:
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter(lambda value, _position: f"{value:,.10g}")
        axes.yaxis.set_minor_formatter(NullFormatter())
    else:
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.grid(axis="y", color=GREY, alpha=0.4, linewidth=0.6)
        for line in axes.lines:
            line.set_marker("o")
    axes.legend()
    return artists
