"""The exercises of the chapter *Neurons*."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib import datasets
from nnlib.exercises import Wrong, as_answer, call, exercise, shape_of
from nnlib.numerals import number
from nnlib.words import _


@exercise("neurons.mean_error")
def mean_error(answer: Any) -> str:
    """A function mean_error(output, target): the mean of |output − target| for shapes (m, 1) and (m,)."""
    rng = np.random.default_rng(1)
    output, target = rng.uniform(0, 9, (5, 1)), rng.uniform(0, 9, 5)
    result = call(answer, output, target)
    if shape_of(result) == target.shape:
        raise Wrong("You return one error for each of the {n} examples. Take the mean.", n=len(target))
    value = float(as_answer(result, name=_("What your function returns")))
    difference = output[:, 0] - target
    if np.isclose(value, np.abs(difference).mean()):
        return _("Each output is compared with its own target, and with no other.")
    if np.isclose(value, np.abs(output - target).mean()):
        raise Wrong(
            "For 5 examples your difference has the shape (5, 5): every output is compared with every target. "
            "Make both arrays of the same shape first."
        )
    if np.isclose(abs(value), abs(difference.mean())):
        raise Wrong("Errors above and below cancel here. Take the absolute value of each before the mean.")
    if np.isclose(value, np.abs(difference).sum()):
        raise Wrong("This is the sum of the errors. Take the mean.")
    raise Wrong(
        "For {n} examples you have {value}; it should be {wanted}.",
        n=len(target),
        value=number(value, 4),
        wanted=number(np.abs(difference).mean(), 4),
    )


@exercise("neurons.threshold")
def threshold(answer: Any) -> str:
    """The decision threshold that costs least when a miss costs nine times a false alarm: 1 / 10."""
    value = float(as_answer(answer))
    if not 0 <= value <= 1:
        raise Wrong("A threshold for a probability lies between 0 and 1; yours is {value}.", value=value)
    if np.isclose(value, 0.1):
        return _("At p = 0.1, staying silent costs 0.1 · 9 and an alarm costs 0.9 · 1: the same. Above it, alarm.")
    if np.isclose(value, 0.9):
        raise Wrong("0.9 is the other way round: it keeps silent unless nearly sure, so it misses most of the cases.")
    if np.isclose(value, 1 / 9):
        raise Wrong("1/9 is close. Alarms cost 1 only in the share 1 − p of the cases that are none.")
    raise Wrong(
        "At p = {value} silence costs {silence} on average and an alarm {alarm}; at the threshold they should be "
        "equal.",
        value=number(value, 3),
        silence=number(9 * value, 3),
        alarm=number(1 - value, 3),
    )


@exercise("neurons.xor")
def xor(answer: Any) -> str:
    """A function xor(x1, x2) made of neurons."""
    for (x1, x2), wanted in zip(*datasets.gate("xor")):
        said = float(as_answer(call(answer, x1, x2), name=_("What your function returns")))
        if said != wanted:
            raise Wrong(
                "At ({x1}, {x2}) your function returns {said}; XOR is {wanted} there.",
                x1=number(x1),
                x2=number(x2),
                said=number(said),
                wanted=int(wanted),
            )
    return _("Three neurons in two layers do what one neuron cannot.")
