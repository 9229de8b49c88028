"""Loss surfaces over two parameters, and the paths of optimizers on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike

from nnlib.plots.palette import CYCLE, GREY
from nnlib.types import Array

__all__ = ["plot_loss_surface", "plot_paths"]

DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1)), (0, (1, 2)))


def plot_loss_surface(
    axes: Axes,
    loss: Callable[[Array, Array], ArrayLike],
    xlim: tuple[float, float],
    ylim: tuple[float, float],
    paths: Mapping[str, ArrayLike] | None = None,
    *,
    levels: int = 12,
) -> list[Artist]:
    """Draw lines of equal loss over two parameters, and the paths that were taken on it.

    The lines are evenly spaced in the logarithm of the loss above its minimum, so that a narrow valley still shows.

    Parameters
    ----------
    loss : callable
        Takes two arrays of the same shape and returns the loss at each pair.
    xlim, ylim : pair of float
        The rectangle to draw.
    paths : mapping of str to array (steps, 2), optional
        Paths by name.

    Returns
    -------
    list of Artist
        The contour lines first, then for each path its line and its end point.
    """
    theta1, theta2 = np.meshgrid(np.linspace(*xlim, 101), np.linspace(*ylim, 101))
    height = np.asarray(loss(theta1, theta2), dtype=float)
    if not np.isfinite(height).all():
        raise ValueError("the loss must be finite everywhere in the rectangle")
    above = height - height.min()
    floor = max(1e-3 * above.max(), 1e-12)
    contours = axes.contour(
        theta1, theta2, np.log(above + floor), levels=levels, colors=GREY, linewidths=0.8, linestyles="solid"
    )
    axes.set(xlim=xlim, ylim=ylim, xlabel="θ₁", ylabel="θ₂")
    return [contours, *plot_paths(axes, paths or {})]


def plot_paths(axes: Axes, paths: Mapping[str, ArrayLike]) -> list[Line2D]:
    """Draw paths in the plane, each with its own colour and dash, and a dot where it ends."""
    artists: list[Line2D] = []
    for (name, path), color, dash in zip(paths.items(), CYCLE, DASHES):
        steps = np.asarray(path, dtype=float)
        if steps.ndim != 2 or steps.shape[1] != 2:
            raise ValueError(f"the path {name!r} must have the shape (steps, 2), not {steps.shape}")
        artists += axes.plot(*steps.T, color=color, linestyle=dash, label=name)
        artists += axes.plot(*steps[-1:].T, "o", color=color, markersize=6)
    return artists
