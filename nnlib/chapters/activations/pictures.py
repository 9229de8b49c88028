"""Pictures of the chapter *Activations*."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from nnlib import activations
from nnlib.plots.palette import BLUE, GOLD, GREEN, GREY, INK, ORANGE, PURPLE
from nnlib.words import _

_LOOKS: tuple[tuple[str, str | tuple[int, tuple[int, ...]]], ...] = (
    (BLUE, "-"),
    (ORANGE, "--"),
    (GREEN, "-."),
    (PURPLE, ":"),
    (GOLD, (0, (6, 1, 1, 1, 1, 1))),
    (INK, (0, (2, 1))),
)


def plot_activations(
    axes: Axes,
    names: Mapping[str, str],
    *,
    derivative: bool = False,
    low: float = -4,
    high: float = 4,
    ylim: tuple[float, float] | None = None,
) -> list[Artist]:
    """Draw up to six activations over one another, each with a colour and a dash of its own.

    Parameters
    ----------
    names : mapping
        From the name in `nnlib.activations` to what the legend says.
    derivative : bool
        Whether to draw f′ instead of f.
    low, high : float
        The range of z.
    ylim : pair of float, optional
        The range of the values.
    """
    if not 1 <= len(names) <= len(_LOOKS):
        raise ValueError(f"names must hold from 1 to {len(_LOOKS)} activations, not {len(names)}")
    z = np.linspace(low, high, 241)
    axes.set(xlim=(low, high), xlabel=_("sum z"), ylabel=_("slope f′(z)") if derivative else _("output a = f(z)"))
    if ylim:
        axes.set_ylim(ylim)
    artists: list[Artist] = [axes.axhline(0, color=GREY, linewidth=0.8), axes.axvline(0, color=GREY, linewidth=0.8)]
    for (name, label), (color, dash) in zip(names.items(), _LOOKS):
        function = activations.get(name)
        values = function.derivative(z) if derivative else function(z)
        artists += axes.plot(z, values, color=color, linestyle=dash, label=label)
    figure = axes.get_figure()
    assert figure is not None
    figure.legend(loc="outside upper center", ncols=3, handlelength=2.6, columnspacing=1.4)
    return artists


def plot_fits(axes: Axes, x: ArrayLike, y: ArrayLike, at: ArrayLike, fits: Mapping[str, ArrayLike]) -> list[Artist]:
    """Draw examples as dots and, through them, the curves of up to three networks.

    Parameters
    ----------
    x, y : arrays of shape (m,)
        The examples.
    at : array of shape (k,)
        Where the curves are known, in rising order.
    fits : mapping
        From what the legend says to the k values of the curve.
    """
    if not 1 <= len(fits) <= 3:
        raise ValueError(f"fits must hold from 1 to 3 curves, not {len(fits)}")
    at = np.asarray(at, float)
    axes.set(xlim=(at[0], at[-1]), xlabel=_("input x"), ylabel=_("output"))
    artists: list[Artist] = [*axes.plot(x, y, "o", color=GREY, markersize=5, alpha=0.7, label=_("examples"))]
    for (label, values), (color, dash) in zip(fits.items(), ((ORANGE, "--"), (BLUE, "-"), (GREEN, "-."))):
        artists += axes.plot(at, np.asarray(values, float), color=color, linestyle=dash, linewidth=2.5, label=label)
    figure = axes.get_figure()
    assert figure is not None
    figure.legend(loc="outside upper center", ncols=2, handlelength=2.6)
    return artists


def plot_gates(axes: Axes) -> list[Artist]:
    """Draw the gates that make ReLU, GELU and SiLU out of z: a step, the normal distribution Φ and the sigmoid."""
    z = np.linspace(-4, 4, 321)
    step, sigmoid, gelu = (activations.get(name) for name in ("step", "sigmoid", "gelu"))
    phi = np.where(z == 0, 0.5, gelu(z) / np.where(z == 0, 1, z))  # z Φ(z) / z
    axes.set(xlim=(-4, 4), ylim=(-0.05, 1.05), xlabel=_("sum z"), ylabel=_("share of z that is kept"))
    artists: list[Artist] = []
    for gate, color, dash, label in (
        (step(z), GREY, ":", _("step: ReLU")),
        (phi, BLUE, "-", _("Φ(z): GELU")),
        (sigmoid(z), ORANGE, "--", _("σ(z): SiLU")),
    ):
        artists += axes.plot(z, gate, color=color, linestyle=dash, linewidth=2.5, label=label)
    figure = axes.get_figure()
    assert figure is not None
    figure.legend(loc="outside upper center", ncols=3, handlelength=2.2)
    return artists
