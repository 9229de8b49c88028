"""The exercises of the chapter *Losses*."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib import activations
from nnlib.exercises import Wrong, as_answer, call, exercise
from nnlib.losses import CrossEntropy
from nnlib.numerals import size
from nnlib.words import _


@exercise("losses.debug")
def debug(answer: Any) -> str:
    """A cross-entropy from logits in which each row has a softmax of its own, and only one."""
    Z, y = np.array([[2.0, 1.0, 0.0], [0.0, 3.0, -1.0]]), np.array([0, 2])
    loss, right = CrossEntropy(), CrossEntropy()(Z, y)
    shared = np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum()
    rows = activations.softmax(Z)
    value = float(_called(answer, Z, y))
    for slip, words in (
        (loss(shared, y), _("This is what the faulty function gives: both faults are still in it.")),
        (
            loss(rows, y),
            _("Each row has its own sum now, but CrossEntropy contains a softmax, so there are still two."),
        ),
        (
            -float(np.log(shared[[0, 1], y]).mean()),
            _("There is one softmax now, but all rows still share one sum: axis=1."),
        ),
        (loss(activations.softmax(Z, axis=0), y), _("You sum along the columns, and there are still two softmaxes.")),
        (
            -float(np.log(activations.softmax(Z, axis=0)[[0, 1], y]).mean()),
            _("An example is a row, so sum along axis 1."),
        ),
        (2 * right, _("This is the sum over the examples; divide by their number.")),
        (-right, _("The sign is turned: a loss is not negative.")),
    ):
        if np.isclose(value, slip):
            raise Wrong(words)
    if not np.isclose(value, right):
        raise Wrong(
            "For the rows 2, 1, 0 and 0, 3, −1 with the classes 0 and 2 the loss should be {right}; yours is {value}.",
            right=size(right, 4),
            value=size(value, 4),
        )
    if not np.isclose(value := float(_called(answer, np.array([[0.0, 1000.0]]), np.array([0]))), 1000):
        raise Wrong(
            "For the logits 0 and 1000 and class 0 the loss should be 1000; yours is {value}. "
            "Give CrossEntropy the logits, or use log_softmax.",
            value=size(value, 4),
        )
    return _("One softmax, inside the loss, and one for each row.")


@exercise("losses.counts")
def counts(answer: Any) -> str:
    """The gradient of the mean of e^z − y z, minus the log-likelihood of counts: (e^z − y) / m."""
    z, y = np.array([0.0, 1.0, -1.0, 2.0]), np.array([2.0, 0.0, 1.0, 5.0])
    right = (np.exp(z) - y) / 4
    G = _called(answer, z, y, shape=z.shape)
    for slip, words in (
        (4 * right, _("This is the gradient of the sum. The loss is a mean: divide by the number of examples.")),
        (-right, _("The sign is turned: minus the logarithm of the likelihood.")),
        (-4 * right, _("The sign is turned, and the division by the number of examples is missing.")),
        (
            (1 - y / np.exp(z)) / 4,
            _("This is the slope with respect to the mean λ. By the chain rule, times λ′(z) = e^z."),
        ),
        (1 - y / np.exp(z), _("This is the slope with respect to the mean λ, not divided by m. Times λ′(z) = e^z.")),
        ((z - y) / 4, _("This is z − y. The prediction is λ = e^z.")),
        (np.exp(z) / 4, _("The term from ln λ^y = y z is missing.")),
        (
            (activations.get("sigmoid")(z) - y) / 4,
            _("This is the gradient of binary cross-entropy. Here the prediction is λ = e^z."),
        ),
    ):
        if np.allclose(G, slip):
            raise Wrong(words)
    if not np.allclose(G, right):
        raise Wrong(
            "For z = 0 and y = 2 in a batch of 4 the slope should be {right}; yours is {value}.",
            right=size(right[0], 4),
            value=size(G[0], 4),
        )
    return _("Prediction minus target once more, over the number of examples.")


def _called(function: Any, *arguments: Any, shape: tuple[int, ...] = ()) -> Any:
    """Call the reader's function, without warnings where its numbers overflow; read what it returns."""
    with np.errstate(all="ignore"):
        result = call(function, *arguments)
    return as_answer(result, shape, name=_("What your function returns"), finite=False)
