"""Curves: activations with their derivatives, and how a training run went."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from nnlib import activations
from nnlib.plots.palette import CYCLE, GREY
from nnlib.plots.surfaces import DASHES
from nnlib.training import History
from nnlib.words import _

__all__ = ["plot_activations", "plot_history"]


def plot_activations(
    axes: Axes, names: Sequence[str], *, derivative: bool = False, low: float = -4, high: float = 4
) -> list[Artist]:
    """Draw activations over z, or their derivatives.

    Parameters
    ----------
    names : sequence of str
        Names from `activations.names()`, at most as many as the palette has colours.
    derivative : bool
        Whether to draw f′ instead of f.
    low, high : float
        The range of z.
    """
    if len(names) > len(CYCLE):
        raise ValueError(f"at most {len(CYCLE)} activations can be told apart in one picture, not {len(names)}")
    z = np.linspace(low, high, 401)
    artists: list[Artist] = [axes.axhline(0, color=GREY, linewidth=0.8), axes.axvline(0, color=GREY, linewidth=0.8)]
    for name, color, dash in zip(names, CYCLE, DASHES):
        function = activations.get(name)
        values = function.derivative(z) if derivative else function(z)
        artists += axes.plot(z, values, color=color, linestyle=dash, label=name)
    axes.set(xlim=(low, high), xlabel="z", ylabel="f′(z)" if derivative else "f(z)")
    axes.legend()
    return artists


def plot_history(axes: Axes, history: History, quantity: str = "loss") -> list[Artist]:
    """Draw how the loss or the accuracy went, epoch by epoch, on the training and the validation examples.

    Parameters
    ----------
    history : History
        What `train` returned.
    quantity : str
        ``"loss"`` or ``"accuracy"``.
    """
    if quantity not in ("loss", "accuracy"):
        raise ValueError(f"quantity must be 'loss' or 'accuracy', not {quantity!r}")
    training, validation = getattr(history, quantity), getattr(history, f"validation_{quantity}")
    if training is None:
        raise ValueError("this history has no accuracy: the network was trained for a regression")
    epochs = np.arange(1, history.epochs + 1)
    artists: list[Artist] = [*axes.plot(epochs, training, color=CYCLE[0], label=_("training"))]
    if validation is not None:
        artists += axes.plot(epochs, validation, color=CYCLE[1], linestyle="--", label=_("validation"))
    axes.set(xlabel=_("epoch"), ylabel=_("loss") if quantity == "loss" else _("accuracy"))
    if quantity == "accuracy":
        axes.set_ylim(0, 1.02)
    else:
        axes.set_ylim(bottom=0)
    axes.legend()
    return artists
