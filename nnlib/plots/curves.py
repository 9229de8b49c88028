"""How a run went: its losses epoch by epoch, its parameters step by step."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from nnlib.history import History
from nnlib.numerals import number
from nnlib.plots.palette import CYCLE, GREY
from nnlib.plots.surfaces import DASHES
from nnlib.words import _

__all__ = ["plot_history", "plot_parameters"]


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


def plot_parameters(axes: Axes, path: ArrayLike, names: Mapping[str, str], *, per: str = "") -> list[Artist]:
    """Draw how each parameter moves, step by step, from a dot at the start to its name and value at the end.

    Parameters
    ----------
    path : array, shape (steps + 1, n)
        The parameters at the start and after each step.
    names : mapping of str to color
        What each parameter is called, and the colour of its curve.
    per : str
        What lies between two rows of `path`, such as an epoch; a step by default.
    """
    steps = np.asarray(path, dtype=float)
    if steps.ndim != 2 or steps.shape[1] != len(names):
        raise ValueError(
            f"path must have one column for each of the {len(names)} names, but it has the shape {steps.shape}"
        )
    last = len(steps) - 1
    artists: list[Artist] = [*axes.plot([0, last], [0, 0], color=GREY, linewidth=0.8)]
    for values, (name, color), dash in zip(steps.T, names.items(), DASHES):
        artists += axes.plot(values, color=color, linestyle=dash, linewidth=2.5)
        artists += axes.plot([last], values[-1:], "o", color=color, markersize=6)
        label = _("{name} {value}").format(name=name, value=number(values[-1], 1))
        artists.append(axes.text(last * 1.03, values[-1], label, va="center", weight="bold"))
    axes.set(xlim=(0, 1.34 * last), xticks=np.linspace(0, last, 5).round(), xlabel=per or _("step"), ylabel=_("weight"))
    axes.spines["bottom"].set_bounds(0, last)
    return artists
