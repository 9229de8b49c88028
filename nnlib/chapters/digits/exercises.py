"""The exercises of the chapter *Recognising digits*."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.exercises import Wrong, as_answer, as_parts, call, exercise, shape_of
from nnlib.numerals import number
from nnlib.words import _


@exercise("digits.prepare")
def prepare(answer: Any) -> str:
    """A function from images (m, 28, 28) of whole numbers 0 … 255 to rows of 784 numbers 0 … 1."""
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28)).astype(np.uint8)
    result, wanted = call(answer, images.copy()), images.reshape(3, 784) / 255
    shape = shape_of(result)
    if shape == (784, 3):
        raise Wrong("Your rows are pixels and your columns are images; each image should be one row of 784 numbers.")
    X = as_answer(result, (3, 784), name=_("What your function returns"))
    if np.allclose(X, wanted, atol=1e-6):
        return _("One image in each row, its pixels in their order, from 0 to 1.")
    scrambled = images.reshape(784, 3).T
    for scale in (1.0, 255.0):
        if np.allclose(X * scale, scrambled, atol=1e-3 * scale) or np.array_equal(X, scrambled // 255):
            raise Wrong(
                "The shape is right, but each row holds pixels of all the images: `.T` after `reshape` does not bring "
                "them back. Let `reshape` make one row of each image."
            )
    if set(np.unique(X)) <= {0.0, 1.0}:
        raise Wrong("`//` cuts off everything behind the point, so only pixels of 255 are left. Divide with `/`.")
    if np.allclose(X, images.reshape(3, 784)):
        raise Wrong("The numbers still go up to 255.")
    raise Wrong(
        "The first pixel of the first image is {stored} of 255, so it should become {wanted}; yours is {got}.",
        stored=int(images[0, 0, 0]),
        wanted=number(wanted[0, 0], 3),
        got=number(X[0, 0], 3),
    )


@exercise("digits.refuse")
def refuse(answer: Any) -> str:
    """A function refuse(P, y, threshold): the share of images refused, and of wrong answers among those given."""
    P = np.array([[0.6, 0.3, 0.1], [0.2, 0.75, 0.05], [0.05, 0.05, 0.9], [0.5, 0.25, 0.25], [0.01, 0.98, 0.01]])
    y = np.array([0, 0, 2, 1, 1])
    for threshold, refused, wrong in ((0.7, 0.4, 1 / 3), (0.0, 0.0, 0.4), (0.75, 0.4, 1 / 3)):
        parts = as_parts(call(answer, P.copy(), y.copy(), threshold), _("share refused"), _("share wrong"))
        got_refused, got_wrong = (
            float(as_answer(part, name=name))
            for part, name in zip(parts, (_("The share refused"), _("The share wrong")))
        )
        if threshold != 0.75 and np.isclose(got_refused, 1 - refused):
            raise Wrong("Your first number is the share of the answers given; asked for is the share refused.")
        if not np.isclose(got_refused, refused):
            if threshold == 0.75:
                raise Wrong("An image whose largest probability is exactly the threshold should be answered.")
            raise Wrong(
                "Of these five images {count} have a largest probability below {threshold}, so the share refused is "
                "{wanted}; yours is {got}.",
                count=round(5 * refused),
                threshold=number(threshold),
                wanted=number(refused),
                got=number(got_refused),
            )
        if np.isclose(got_wrong, 1 - wrong):
            raise Wrong("Your second number is the share of right answers; asked for is the share of wrong ones.")
        if threshold == 0.7 and np.isclose(got_wrong, 1 / 5):
            raise Wrong("You divide the wrong answers by all images. Divide by the number of answers given.")
        if threshold == 0.7 and np.isclose(got_wrong, 2 / 5):
            raise Wrong("You count the mistakes among all images. A refused image is no wrong answer.")
        if not np.isclose(got_wrong, wrong):
            raise Wrong(
                "With the threshold {threshold} the share of wrong answers should be {wanted}; yours is {got}.",
                threshold=number(threshold),
                wanted=number(wrong, 3),
                got=number(got_wrong, 3),
            )
    return _("What is refused is not wrong, and what is left is wrong less often.")


REFUSED = {0.0: (0, 64), 0.9: (114, 20), 0.99: (277, 7), 0.999: (523, 2)}
"""By threshold: how many of the 1,000 test images are refused, and how many of the answers given are wrong."""


@exercise("digits.threshold")
def threshold(answer: Any) -> str:
    """The cheapest thresholds of the table for mistakes that cost 1, 10 and 30 refusals: 0, 0.9, 0.99."""
    parts = as_parts(answer, "(a)", "(b)", "(c)")
    for name, part, cost in zip(("(a)", "(b)", "(c)"), parts, (1, 10, 30)):
        chosen = float(as_answer(part, name=name))
        if chosen not in REFUSED:
            raise Wrong("{name} should be one of the thresholds in the table: 0, 0.9, 0.99, 0.999.", name=name)
        costs = {key: refused + cost * wrong for key, (refused, wrong) in REFUSED.items()}
        best = min(costs, key=lambda key: costs[key])
        if chosen != best:
            refused, wrong = REFUSED[chosen]
            raise Wrong(
                "{name} With {chosen}, {refused} refusals and {wrong} mistakes at {cost} each cost {total}; "
                "another row costs less.",
                name=name,
                chosen=number(chosen, 3),
                refused=refused,
                wrong=wrong,
                cost=cost,
                total=costs[chosen],
            )
    return _("The dearer a mistake is, the more often it pays to pass the image on.")
