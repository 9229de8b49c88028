"""The exercises of the chapter *Layers and networks*."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib import datasets
from nnlib.exercises import Wrong, as_answer, as_parts, call, exercise, shape_of, shown
from nnlib.numerals import number
from nnlib.words import _


@exercise("networks.shapes")
def shapes(answer: Any) -> str:
    """The sums of the first layer of the 2-3-2 network, whose bias was a column: X @ W + b with b of shape (3,)."""
    W, b = np.array([[1, -1, 2], [1, 2, -1]]), np.array([0, 1, -1])
    for X in (np.array([[1, 2], [-1, 2], [0, 0]]), np.array([[1, 2], [-1, 2]]), np.array([[1, 2]])):
        result, wanted = call(answer, X.copy()), X @ W + b
        output = as_answer(result, shape_of(result) or wanted.shape, name=_("What your function returns"))
        if output.shape == wanted.T.shape != wanted.shape or np.array_equal(output, wanted.T):
            raise Wrong("Yours is transposed: the rows of the output are the examples, its columns the neurons.")
        if output.shape != wanted.shape:
            raise Wrong(
                "An X of shape {shape} should give sums of shape {wanted}; yours have the shape {got}.",
                shape=X.shape,
                wanted=wanted.shape,
                got=output.shape,
            )
        if np.allclose(output, wanted):
            continue
        if len(X) == 3 and np.allclose(output, X @ W + b[:, None]):
            raise Wrong(
                "The bias is still a column: for three examples NumPy adds 0 to the whole first row, 1 to the "
                "second and "
                "−1 to the third, so each example gets a bias and no neuron does."
            )
        if np.allclose(output, X @ W):
            raise Wrong("The bias is missing.")
        raise Wrong("For the example (1, 2) the sums should be (3, 4, −1); yours are {got}.", got=output[0].tolist())
    return _("One, two or three examples: one row for each, and to each neuron its own bias.")


@exercise("networks.xor")
def xor(answer: Any) -> str:
    """Output weights and bias that make XOR of ReLU(x₁ + x₂) and ReLU(x₁ + x₂ − 1): 1, −2, 0."""
    v1, v2, c = as_answer(answer, (3,))
    for (x1, x2), wanted in zip(*datasets.gate("xor")):
        a1, a2 = max(0, x1 + x2), max(0, x1 + x2 - 1)
        output = v1 * a1 + v2 * a2 + c
        if not np.isclose(output, wanted):
            raise Wrong(
                "({x1}, {x2}) lands on ({a1}, {a2}), and your output there is {output}; XOR is {wanted}.",
                x1=number(x1),
                x2=number(x2),
                a1=number(a1),
                a2=number(a2),
                output=number(output),
                wanted=int(wanted),
            )
    return _("Two ReLU neurons bend the plane so that one linear output does the rest.")


@exercise("networks.design")
def design(answer: Any) -> str:
    """Outputs and activation for a number that cannot be negative, one class of 200, and any of 12 labels."""
    (sold, sold_by), (bird, bird_by), (topics, topics_by) = map(_plan, as_parts(answer, "(a)", "(b)", "(c)"))
    if sold != 1:
        raise Wrong("(a) How many will be sold is one number, so one output; you have {count}.", count=number(sold))
    if sold_by not in ("softplus", "exp", "e^z"):
        slips = {
            "relu": _(
                "(a) ReLU is never negative, but where it says 0 it has the slope 0 and cannot learn to say more."
            ),
            "identity": _("(a) With the identity the network can answer that −3 will be sold."),
            "sigmoid": _("(a) A sigmoid ends at 1, but more than one shirt may be sold."),
            "softmax": _("(a) A softmax over one output is always 1."),
        }
        other = _("(a) {name} is not an activation whose outputs are exactly the positive numbers.")
        raise Wrong(slips.get(sold_by, other), name=sold_by)
    if bird == 1:
        raise Wrong("(b) A single number would put the kinds in an order, and make some mistakes larger than others.")
    if bird not in (200, 201):
        raise Wrong(
            "(b) There are 200 kinds, so 200 outputs (or 201, with one for none); you have {count}.", count=number(bird)
        )
    if bird_by != "softmax":
        raise Wrong(
            "(b) A bird is of one kind only, so the 200 probabilities should add up to 1; with {name} they need not.",
            name=bird_by,
        )
    if topics != 12:
        raise Wrong(
            "(c) There are 12 topics, each with a yes or no of its own, so 12 outputs; you have {count}.",
            count=number(topics),
        )
    if topics_by == "softmax":
        raise Wrong("(c) Softmax adds up to 1 and so chooses between the topics, but a text may have several or none.")
    if topics_by != "sigmoid":
        raise Wrong("(c) Each topic is a yes or no; {name} gives no probability.", name=topics_by)
    return _("A positive number, one class of many, and many separate questions.")


def _plan(part: Any) -> tuple[float, str]:
    """Return a number of outputs and the name of an activation."""
    if not (isinstance(part, (tuple, list)) and len(part) == 2 and isinstance(part[1], str)):
        raise Wrong('Each answer should be a pair such as (2, "identity"); one is {what}.', what=shown(part))
    return float(as_answer(part[0])), part[1].strip().lower()
