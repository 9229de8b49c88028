"""The exercises of the chapter *Losses*."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib import activations
from nnlib.exercises import Wrong, call, exercise
from nnlib.losses import BinaryCrossEntropy, CrossEntropy
from nnlib.words import _, number


@exercise("losses.bce")
def bce(answer: Any) -> str:
    """Binary cross-entropy of p = 0.8 for label 0: −ln 0.2 = 1.609."""
    value = _number(answer)
    right = -np.log(0.2)
    slips = {
        -np.log(0.8): _("This is −ln 0.8, the loss for label 1. The label 0 had the probability 0.2."),
        np.log(0.2): _("The size is right, but a loss is not negative: take minus the logarithm."),
        0.64: _("This is the squared error, (0.8 − 0)²."),
        -np.log10(0.2): _("This is the logarithm to base 10; the loss takes the natural one, np.log."),
        -np.log2(0.2): _("This is the logarithm to base 2; the loss takes the natural one, np.log."),
        0.8: _("This is p − y, the slope in z. The loss itself is a logarithm."),
    }
    if abs(value - right) < 0.01:
        return _("The label 0 had the probability 0.2, and −ln 0.2 ≈ 1.609.")
    for slip, words in slips.items():
        if abs(value - slip) < 0.006:
            raise Wrong(words)
    raise Wrong("You have {value}. Take minus the natural logarithm of the probability of label 0.",
                value=number(value, 3))  # fmt: skip


@exercise("losses.softmax")
def softmax(answer: Any) -> str:
    """A softmax of each row that survives large logits."""
    Z = np.array([[2.0, 1.0, 0.0], [0.0, 3.0, -1.0]])
    P = _array(answer, Z)
    if np.allclose(P, np.exp(Z) / np.exp(Z).sum()):
        raise Wrong("All your probabilities together sum to 1; each row should. Sum along axis 1, with keepdims=True.")
    if np.allclose(P, activations.softmax(Z, axis=0)):
        raise Wrong("Your columns sum to 1; an example is a row, so sum along axis 1.")
    if not np.allclose(P.sum(axis=1), 1):
        raise Wrong("The first row sums to {total}; it should sum to 1.", total=number(P[0].sum(), 4))
    if not np.allclose(P, activations.softmax(Z)):
        raise Wrong("For the logits 2, 1, 0 the first probability should be 0.665; yours is {p}.", p=number(P[0, 0], 3))
    for shift, words in (
        (1000, _("For the logits 1002, 1001, 1000 your result is wrong: e^1002 overflows. Take off the largest.")),
        (-1000, _("For the logits −998, −999, −1000 it goes wrong: every e^z is 0. Take off the largest.")),
    ):
        if not np.allclose(_array(answer, Z + shift), activations.softmax(Z)):
            raise Wrong(words)
    apart = np.array([[0.0, 1.0], [2000.0, 2001.0]])
    if not np.allclose(_array(answer, apart), activations.softmax(apart)):
        raise Wrong("A row of 0, 1 above a row of 2000, 2001 goes wrong: take off the largest of each row, not of all.")
    return _("It holds for logits of any size, row by row.")


@exercise("losses.bce-from-logits")
def bce_from_logits(answer: Any) -> str:
    """The mean of ln(1 + e^z) − y z."""
    z, y = np.array([2.0, -1.0, 0.5]), np.array([1.0, 1.0, 0.0])
    right = BinaryCrossEntropy()(z[:, None], y)
    value = _result(answer, z, y)
    for slip, words in (
        (3 * right, _("This is the sum over the examples; divide by their number.")),
        (-right, _("The sign is turned: a loss is not negative.")),
        (float(np.logaddexp(0, z).mean()), _("The term − y z is missing.")),
        (float((np.logaddexp(0, z) + y * z).mean()), _("The term y z is subtracted, not added.")),
    ):
        if np.isclose(value, slip):
            raise Wrong(words)
    if not np.isclose(value, right):
        raise Wrong("For z = 2, −1, 0.5 and y = 1, 1, 0 the loss should be {right}; yours is {value}.",
                    right=number(right, 4), value=number(value, 4))  # fmt: skip
    for large, label in ((1000.0, 0.0), (-1000.0, 1.0)):
        if not np.isclose(value := _result(answer, np.array([large]), np.array([label])), 1000):
            raise Wrong("For z = {z} and y = {y} the loss should be 1000; yours is {value}. Use np.logaddexp(0, z).",
                        z=number(large), y=number(label), value=value)  # fmt: skip
    return _("From the logit, the loss is exact at ±1000 too.")


@exercise("losses.gradient")
def gradient(answer: Any) -> str:
    """(p − y) / m for rows of logits."""
    Z = np.array([[2.0, 1.0, 0.0], [0.0, 3.0, -1.0]])
    Y = np.array([[0.0, 1.0, 0.0], [0.0, 1.0, 0.0]])
    right = CrossEntropy().gradient(Z, Y)
    G = _array(answer, Z, Y)
    if np.allclose(G, right):
        return _("Prediction minus target, over the number of examples.")
    if np.allclose(G, 2 * right):
        raise Wrong("This is the gradient of the sum. The loss is a mean: divide by the number of examples.")
    if np.allclose(G, -right) or np.allclose(G, -2 * right):
        raise Wrong("The sign is turned: it is prediction minus target.")
    if np.allclose(G, right * 2 / 3):
        raise Wrong("You divided by the number of classes (3); divide by the number of examples (2).")
    if np.allclose(G, right / 3):
        raise Wrong("You divided by the number of elements (6); divide by the number of examples (2).")
    if np.allclose(G, right * Y):
        raise Wrong("Only the right class has a slope in your answer. The others are pushed down, by p.")
    if np.allclose(G, Z - Y) or np.allclose(G, (Z - Y) / 2):
        raise Wrong("This is logits minus targets. Put the logits through softmax first.")
    raise Wrong("For the logits 2, 1, 0 in a batch of 2 the slope by the first should be {right}; yours is {value}.",
                right=number(right[0, 0], 4), value=number(G[0, 0], 4))  # fmt: skip


@exercise("losses.weight")
def weight(answer: Any) -> str:
    """The weight that makes 2 % of the examples count as much as the other 98 %: 49."""
    value = _number(answer)
    if np.isclose(value, 49):
        return _("0.02 · 49 = 0.98: both classes weigh the same.")
    if np.isclose(value, 50):
        raise Wrong("50 is 1 / 0.02. The rare class must outweigh the other 98 %, not all examples.")
    if value > 0 and np.isclose(value, 0.02 / 0.98):
        raise Wrong("This is the ratio the other way round: it would make the rare class count even less.")
    if value <= 0:
        raise Wrong("A weight is above 0; yours is {value}.", value=number(value))
    best = 0.02 * value / (0.02 * value + 0.98)
    raise Wrong("With w = {w} the cheapest constant is {best}.", w=number(value, 4), best=number(best, 3))


def _number(answer: Any) -> float:
    """Return the answer as one number, or say that it is something else."""
    try:
        value = float(answer)
    except (TypeError, ValueError):
        value = np.nan
    if not np.isfinite(value):
        raise Wrong("The answer should be a number; this is {what}.", what=repr(answer))
    return value


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
        raise Wrong("For Z of shape {wanted} the result should have the same shape; yours has {shape}.",
                    wanted=arguments[0].shape, shape=result.shape)  # fmt: skip
    if result.dtype.kind not in "fiu":
        raise Wrong("The result should hold numbers; yours holds {what}.", what=result.dtype)
    return result
