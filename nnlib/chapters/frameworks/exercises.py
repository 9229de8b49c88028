"""The exercises of the chapter *From nnlib to frameworks*."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib import mlp
from nnlib.exercises import Wrong, as_answer, as_parts, call, exercise, shown
from nnlib.numerals import number, size
from nnlib.words import _


@exercise("frameworks.translate")
def translate(answer: Any) -> str:
    """The learning rate and β of Momentum for SGD(lr=0.0002, momentum=0.8) on a loss summed over 50: (0.05, 0.8)."""
    rate, beta = (as_answer(part, name=name) for part, name in zip(as_parts(answer, "rate", "beta"), ("rate", "beta")))
    if np.isclose(rate, 0.8) and beta < 0.8:
        raise Wrong("The learning rate comes first, then β.")
    if not np.isclose(beta, 0.8):
        raise Wrong(
            "β is the share of the past that is kept; it is 0.8 in both programs, not {beta}.",
            beta=number(float(beta), 4),
        )
    slips = {
        0.0002: _(
            "This is PyTorch's own rate: neither the sum of the losses nor the sum of the gradients is translated."
        ),
        0.01: _("50 times 0.0002 makes up for the summed loss. But PyTorch's momentum adds gradients up as well."),
        0.001: _(
            "0.0002 / (1 − 0.8) makes up for the sum of gradients. But the loss is a sum as well, over 50 images."
        ),
        0.002: _("Nearly. A sum of gradients is their mean *divided* by 1 − β, so the mean needs the larger rate."),
        0.00002: _("The loss is 50 times as large, and with it the gradient: multiply by 50, where you divided."),
        0.0002 / 0.2 / 50: _("A summed loss has a gradient 50 times as large: multiply by 50, where you divided."),
        0.0002 / 0.8 * 50: _("Divide by 1 − β, which is 0.2, not by β."),
    }
    for slip, reason in slips.items():
        if np.isclose(rate, slip):
            raise Wrong(reason)
    if not np.isclose(rate, 0.05):
        raise Wrong(
            "With the rate {rate} steps are {factor} times as long. How large is the gradient of a "
            "sum over 50 images, and what does a sum of gradients come to where the slope stays the same?",
            rate=size(float(rate), 3),
            factor=size(float(rate) / 0.05, 3),
        )
    return _("Two sums: 0.0002 · 50 / (1 − 0.8) = 0.05.")


@exercise("frameworks.carry")
def carry(answer: Any) -> str:
    """A function carry(state) from PyTorch's named arrays to the parameters of the same network in nnlib."""
    sizes, rng = [3, 4, 2], np.random.default_rng(0)
    pairs = [(rng.normal(size=(n_out, n_in)), rng.normal(size=n_out)) for n_in, n_out in zip(sizes, sizes[1:])]
    state = {f"{2 * i}.{name}": a for i, pair in enumerate(pairs) for name, a in zip(("weight", "bias"), pair)}
    right = np.hstack([part for W, b in pairs for part in (W.T.ravel(), b)])
    result = call(answer, {name: array.copy() for name, array in state.items()})
    theta = as_answer(result, right.shape, name=_("What your function returns for a network 3-4-2"))
    slips = {
        _("The weights are not transposed: PyTorch keeps a neuron in a row, nnlib in a column."): [
            part for W, b in pairs for part in (W.ravel(), b)
        ],
        _("The biases of a layer come after its weights."): [part for W, b in pairs for part in (b, W.T.ravel())],
        _("All weights come first and all biases last; θ goes layer by layer."): [
            *(W.T.ravel() for W, _b in pairs), *(b for _W, b in pairs)
        ],
    }  # fmt: skip
    for sentence, parts in slips.items():
        if np.allclose(theta, np.hstack(parts)):
            raise Wrong(sentence)
    net = mlp(sizes, rng=0)
    net.parameters = theta
    X = rng.normal(size=(5, 3))
    expected = np.maximum(X @ pairs[0][0].T + pairs[0][1], 0) @ pairs[1][0].T + pairs[1][1]
    if not np.allclose(net.forward(X), expected):
        raise Wrong(
            "The network with your parameters gives other outputs than PyTorch's. The order is W, row by row, then b, "
            "layer by layer."
        )
    return _("The same outputs from both. A trained network is its arrays, and arrays travel.")


@exercise("frameworks.faults")
def faults(answer: Any) -> str:
    """The letters of the three lines with a fault: B, I, and K or L for what is missing between training and use."""
    if not isinstance(answer, str) or not set(answer.upper()) <= set("ABCDEFGHIJKL") or len(set(answer)) != 3:
        raise Wrong("The answer should be a string of three letters from A to L; this is {what}.", what=shown(answer))
    letters = set(answer.upper())
    innocent = {
        "A": _("Line A is right: dropout belongs after a hidden layer. But is it off when it should be?"),
        "C": _("Line C is right, if it gets what it expects. What does CrossEntropyLoss contain already?"),
        "D": _("Line D is right: 0.002 is a usual learning rate for Adam."),
        "E": _("Line E is right: dropout acts in training."),
        "F": _("Line F is right: it takes the batches one after the other."),
        "G": _("Line G is right: logits first, then class numbers."),
        "H": _("Line H is right: it writes the gradients. What becomes of them before the step?"),
        "J": _("Line J is right, but it finds nothing to do. Look at the line before it."),
    }
    for letter, reason in innocent.items():
        if letter in letters:
            raise Wrong(reason)
    if "B" not in letters:
        raise Wrong("One fault is in the network: what comes out of it, and what does the loss expect?")
    if "I" not in letters:
        raise Wrong("One fault is in the loop: when are the gradients cleared?")
    return _("A softmax too many, gradients cleared before they are used, and dropout left on for the test.")
