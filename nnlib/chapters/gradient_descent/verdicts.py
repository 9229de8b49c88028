"""How a run of gradient descent goes, in a few words, and the line above a picture where they stand."""

import numpy as np

from nnlib import SGD
from nnlib.optimizers import FAR, walk
from nnlib.words import _


def verdict_line(axes, *, in_layout=False):
    """Return a bold text above the axes, still empty, with a line kept free for it, or more `in_layout`."""
    axes.set_title(" ")  # keeps a line free
    return axes.text(0.5, 1.06, "", ha="center", transform=axes.transAxes, weight="bold", in_layout=in_layout)


def verdict_of_path(path, slope, rate, lowest, curvature=None):
    """Say how a run over one parameter goes.

    Parameters
    ----------
    path : array, shape (steps + 1,)
    slope : callable
        From a parameter to the slope of the loss.
    rate : float
        The learning rate.
    lowest : float
        Where the loss is least.
    curvature : float, optional
        Of a parabola: it tells exactly which learning rates diverge, and no part of it is flat.
    """
    first_slope, last_slope, moves = abs(slope(path[0])), abs(slope(path[-1])), np.diff(path[:12])
    if first_slope < 1e-9:
        return _("it starts where the slope is 0, and stays")
    if abs(path[-1]) > max(FAR, 1.5 * abs(path[0])) or (curvature and rate > 2 / curvature):
        return _("too large: it diverges")
    turns = bool((moves[1:] * moves[:-1] < -1e-12).any())
    if last_slope <= 0.02:
        if abs(path[-1] - lowest) > 0.1:
            return _("it settles, but not at the lowest point")
        return _("overshoots, yet settles") if turns else _("good: it settles")
    if not turns:
        starts_flat = first_slope < 0.3 and not curvature
        return _("slow: it starts on flat ground") if starts_flat else _("too small: still on its way")
    later_moves = abs(np.diff(walk(SGD(rate), slope, path[-1:], 1000)[-21:, 0]))
    if later_moves.max() < 0.3 * abs(path[-1] - path[-2]):
        return _("overshoots, settles slowly")
    return _("too large: it jumps to and fro without settling")


def verdict_of_factors(flat, steep):
    """Say how a run in a valley goes, each step of which multiplies its two distances by these factors."""
    largest = max(abs(flat), abs(steep))
    if largest > 1 + 1e-9:
        if flat > -1 - 1e-9:
            return _("It diverges across the valley.")
        return _("It diverges in both directions.") if abs(steep) > 1 else _("It diverges along the valley.")
    if np.isclose(largest, 1):
        return _("It bounces to and fro for ever.")
    if flat < 0:
        return _("It overshoots in both directions and converges.")
    if steep < 0:
        return _("It zigzags across the valley and converges.")
    return _("It converges without overshooting.")
