"""How a training run went, epoch by epoch."""

from __future__ import annotations

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from nnlib.plots.palette import CYCLE
from nnlib.training import History
from nnlib.words import _

__all__ = ["plot_history"]


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
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    if quantity == "accuracy":
        axes.set_ylim(0, 1.02)
    else:
        axes.set_ylim(bottom=0)
    axes.legend()
    return artists
