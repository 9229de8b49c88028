"""Softmax run in number types of few bits, as the formula stands or with the largest logit subtracted first."""

import numpy as np

from nnlib.activations import softmax

LOGITS = np.array([0.0, -1.0, -2.0])
"""Three logits before a shift, which should change nothing."""

RIGHT = softmax(LOGITS)
"""What should come out: about 0.665, 0.245 and 0.090."""


def naive_softmax(z):
    """The formula as it stands, which nnlib rightly lacks: return e^z and e^z / Σ e^z in the dtype of z."""
    with np.errstate(over="ignore", invalid="ignore"):  # that it overflows is what the figure is about
        e = np.exp(z)
        return e, e / e.sum(axis=-1, keepdims=True)


def shifted_softmax(shifts, dtype, method):
    """Return the logits for each shift, and what softmax makes of them in `dtype`: two arrays (n, 3)."""
    z = np.asarray(shifts, dtype)[:, None] + LOGITS.astype(dtype)
    return z, naive_softmax(z)[1] if method == "naive" else softmax(z)


def softmax_curves(dtype, method):
    """Run softmax for 1,153 largest logits from −21 to 15; return these and what came out, NaN included."""
    largest = np.linspace(-21, 15, 1153)  # steps of 1/32: exact in float16
    return largest, shifted_softmax(largest, dtype, method)[1].astype(float).T


def measured_range(dtype, method):
    """Run softmax in `dtype` with larger and larger logits, and smaller and smaller, until it fails.

    Returns
    -------
    tuple
        The lowest and the highest largest logit, from −800 to 800, up to which it is right (to 0.01), then the same
        for "is not NaN". In the last eight units before the first whole number that fails, every 128th is tried.
    """

    def is_nan(p):
        return ~np.isfinite(p).all(axis=1)

    def is_wrong(p):
        return ~(np.abs(p - RIGHT).max(axis=1) <= 0.01)

    def last_before(fails, sign):
        failing = np.flatnonzero(fails(shifted_softmax(sign * np.arange(801.0), dtype, method)[1]))
        if not failing.size:
            return sign * 800.0
        near = sign * (failing[0] - 8 + np.arange(1025) / 128)  # a fraction may fail earlier
        first = np.flatnonzero(fails(shifted_softmax(near, dtype, method)[1]))[0]
        return float(near.astype(dtype)[first - 1])

    return tuple(last_before(fails, sign) for fails in (is_wrong, is_nan) for sign in (-1, 1))
