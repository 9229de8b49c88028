"""The exercises of the chapter *Neurons*."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib import activations, datasets
from nnlib.exercises import Wrong, call, exercise, numbers
from nnlib.words import _, number


@exercise("neurons.sum")
def weighted_sum(answer: Any) -> str:
    """z for w = (0.5, −2), x = (4, 1), b = 3."""
    value = numbers(answer, 1)[0]
    if np.isclose(value, 3.0):
        return _("0.5 · 4 − 2 · 1 + 3 = 3.")
    if np.isclose(value, 0.0):
        raise Wrong("0 is the weighted sum without the bias; add b = 3.")
    if np.isclose(value, -3.0):
        raise Wrong("The bias is added as it stands: only a threshold would be subtracted.")
    raise Wrong("You have {value}. Multiply each input with its own weight, add the products, then add b.", value=value)


@exercise("neurons.nand")
def nand(answer: Any) -> str:
    """Weights and bias of a NAND neuron with a step."""
    w1, w2, b = numbers(answer, 3)
    for (x1, x2), wanted in zip(*datasets.gate("nand")):
        z = w1 * x1 + w2 * x2 + b
        if (z > 0) != bool(wanted):
            raise Wrong(
                "At ({x1}, {x2}) your sum is z = {z}, so the neuron says {said}; NAND is {wanted} there.",
                x1=number(x1), x2=number(x2), z=number(z), said=int(z > 0), wanted=int(wanted),
            )
    return _("All four points are on their side of the line.")


@exercise("neurons.batch")
def batch(answer: Any) -> str:
    """A function neuron(X, w, b) that returns σ(X w + b), one output for each row."""
    rng = np.random.default_rng(1)
    X, w, b = rng.normal(size=(5, 3)), rng.normal(size=3), 0.7
    output = np.asarray(call(answer, X, w, b))
    z = X @ w + b
    sigmoid = activations.get("sigmoid")
    if output.shape != (5,):
        raise Wrong(
            "For X of shape (5, 3) the result should have shape (5,), one number for each row; yours has {shape}.",
            shape=output.shape,
        )
    if np.allclose(output, sigmoid(z)):
        return _("One matrix product did the work of a loop over the rows.")
    if np.allclose(output, z):
        raise Wrong("This is z. Put it through the sigmoid.")
    if np.allclose(output, sigmoid(X @ w)):
        raise Wrong("The bias is missing.")
    raise Wrong("For the first row you have {value}; it should be {wanted}.", value=number(output[0], 4),
                wanted=number(sigmoid(z)[0], 4))  # fmt: skip


@exercise("neurons.threshold")
def threshold(answer: Any) -> str:
    """The decision threshold that costs least when a miss costs nine times a false alarm: 1 / 10."""
    value = numbers(answer, 1)[0]
    if not 0 <= value <= 1:
        raise Wrong("A threshold for a probability lies between 0 and 1; yours is {value}.", value=value)
    if np.isclose(value, 0.1):
        return _("At p = 0.1, staying silent costs 0.1 · 9 and an alarm costs 0.9 · 1: the same. Above it, alarm.")
    if np.isclose(value, 0.9):
        raise Wrong("0.9 is the other way round: it keeps silent unless nearly sure, so it misses most of the cases.")
    if np.isclose(value, 1 / 9):
        raise Wrong("1/9 is close. Alarms cost 1 only in the share 1 − p of the cases that are none.")
    raise Wrong(
        "At p = {value} silence costs {silence} on average and an alarm {alarm}; at the threshold they should be equal.",
        value=number(value, 3), silence=number(9 * value, 3), alarm=number(1 - value, 3),
    )


@exercise("neurons.xor")
def xor(answer: Any) -> str:
    """A function xor(x1, x2) made of neurons."""
    for (x1, x2), wanted in zip(*datasets.gate("xor")):
        said = call(answer, x1, x2)
        if said != wanted:
            raise Wrong(
                "At ({x1}, {x2}) your function returns {said}; XOR is {wanted} there.",
                x1=number(x1), x2=number(x2), said=said, wanted=int(wanted),
            )
    return _("Three neurons in two layers do what one neuron cannot.")
