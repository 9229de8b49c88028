"""The exercises of the chapter *Losses*."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib import activations
from nnlib.exercises import Wrong, call, exercise
from nnlib.losses import CrossEntropy
from nnlib.numerals import number
from nnlib.words import _


@exercise("losses.debug")
def debug(answer: Any) -> str:
    """A cross-entropy from logits in which each row has a softmax of its own, and only one."""
    Z, y = np.array([[2.0, 1.0, 0.0], [0.0, 3.0, -1.0]]), np.array([0, 2])
    loss, right = CrossEntropy(), CrossEntropy()(Z, y)
    shared = np.exp(Z - Z.max()) / np.exp(Z - Z.max()).sum()
    rows = activations.softmax(Z)
    value = _result(answer, Z, y)
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
        raise Wrong("For the rows 2, 1, 0 and 0, 3, −1 with the classes 0 and 2 the loss should be {right}; yours is {value}.",
                    right=number(right, 4), value=number(value, 4))  # fmt: skip
    if not np.isclose(value := _result(answer, np.array([[0.0, 1000.0]]), np.array([0])), 1000):
        raise Wrong("For the logits 0 and 1000 and class 0 the loss should be 1000; yours is {value}. "
                    "Give CrossEntropy the logits, or use log_softmax.", value=value)  # fmt: skip
    return _("One softmax, inside the loss, and one for each row.")


@exercise("losses.counts")
def counts(answer: Any) -> str:
    """The gradient of the mean of e^z − y z, minus the log-likelihood of counts: (e^z − y) / m."""
    z, y = np.array([0.0, 1.0, -1.0, 2.0]), np.array([2.0, 0.0, 1.0, 5.0])
    right = (np.exp(z) - y) / 4
    G = _array(answer, z, y)
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
        raise Wrong("For z = 0 and y = 2 in a batch of 4 the slope should be {right}; yours is {value}.",
                    right=number(right[0], 4), value=number(G[0], 4))  # fmt: skip
    return _("Prediction minus target once more, over the number of examples.")


def _result(function: Any, *arguments: Any) -> float:
    """Call the reader's function; its result must be one number, which may be infinite."""
    with np.errstate(all="ignore"):  # overflow becomes a sentence
        result = call(function, *arguments)
    if np.ndim(result) > 0:
        raise Wrong("The result should be one number, the mean; yours has the shape {shape}.", shape=np.shape(result))
    try:
        return float(result)
    except (TypeError, ValueError):
        raise Wrong("The result should be a number; yours is {what}.", what=repr(result)) from None


def _array(function: Any, *arguments: Any) -> Any:
    """Call the reader's function; its result must have the shape of the first argument."""
    with np.errstate(all="ignore"):
        result = np.asarray(call(function, *arguments))
    if result.shape != arguments[0].shape:
        raise Wrong("For z of shape {wanted} the result should have the same shape; yours has {shape}.",
                    wanted=arguments[0].shape, shape=result.shape)  # fmt: skip
    if result.dtype.kind not in "fiu":
        raise Wrong("The result should hold numbers; yours holds {what}.", what=result.dtype)
    return result
