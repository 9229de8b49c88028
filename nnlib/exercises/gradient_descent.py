"""The exercises of the chapter *Gradient descent*."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.exercises import Wrong, call, exercise
from nnlib.words import _, number


@exercise("gradient-descent.step")
def step(answer: Any) -> str:
    """One and two steps on (θ − 3)² from θ = 7 with learning rate 0.25: 5 and 4."""
    one, two = _pair(answer)
    if np.isclose(one, 9):
        raise Wrong("9 lies uphill. The slope at 7 is 8; the step goes against it, so subtract.")
    if np.isclose(one, 3):
        raise Wrong("From 7 to 3 is a step of 4. lr times the loss, 0.25 · 16, gives that; the step needs the slope, 8.")
    if np.isclose(one, -1):
        raise Wrong("−1 is the step with the whole slope, 7 − 8. Multiply the slope with the learning rate.")
    if np.isclose(one, 6):
        raise Wrong("6 comes from a slope of 4. The derivative of (θ − 3)² is 2 · (θ − 3), so 8 at θ = 7.")
    if not np.isclose(one, 5):
        raise Wrong("After one step you have {one}. It is 7 minus 0.25 times the slope at 7.", one=number(one, 4))
    if np.isclose(two, 3):
        raise Wrong("The first step is right. For the second you used the old slope, 8; at 5 the slope is 4.")
    if not np.isclose(two, 4):
        raise Wrong("The first step is right. The second starts at 5; you have {two}.", two=number(two, 4))
    return _("The distance to 3 is halved each time: 4, 2, 1.")


@exercise("gradient-descent.bound")
def bound(answer: Any) -> str:
    """For curvatures 10 and 1: the bound 2/10 and the best compromise 2/11."""
    limit, best = _pair(answer)
    if np.isclose(limit, 0.4):
        raise Wrong("0.4 takes 5 for the curvature. The second derivative of 5 θ₁² is 10.")
    if np.isclose(limit, 2):
        raise Wrong("2 is the bound of the flat direction. The steep one diverges long before.")
    if np.isclose(limit, 0.1):
        raise Wrong("0.1 is the best learning rate for the steep direction alone; the bound is twice that.")
    if not np.isclose(limit, 0.2):
        raise Wrong("Your bound is {limit}. It is 2 divided by the largest curvature.", limit=number(limit, 4))
    if np.isclose(best, 0.1):
        raise Wrong("The bound is right. At 0.1 the factors are 0 and 0.9, not equally large; go a little higher.")
    if not np.isclose(best, 2 / 11, rtol=1e-2):
        raise Wrong(
            "The bound is right. With learning rate {best} the factors are {steep} and {flat}; one should be minus the other.",
            best=number(best, 4), steep=number(1 - 10 * best, 3), flat=number(1 - best, 3),
        )  # fmt: skip
    return _("At 2/11 the factors are −9/11 and 9/11.")


@exercise("gradient-descent.descend")
def descend(answer: Any) -> str:
    """A function descend(gradient, start, learning_rate, steps) that returns the last θ."""
    curvatures = np.array([1.0, 4.0])
    start = np.array([3.0, -1.0])
    given = start.copy()
    theta = np.asarray(call(answer, lambda at: curvatures * at, given, 0.1, 10), dtype=float)
    if theta.shape != (2,):
        raise Wrong("From a start of shape (2,) the result should have that shape too; yours has {shape}.",
                    shape=theta.shape)  # fmt: skip
    if not np.array_equal(given, start):
        raise Wrong("Your function changed the start that was passed in. Work on a copy.")
    for taken, words in ((0, _("the start")), (1, _("one step")), (9, _("one step too few")), (11, _("one step too many"))):
        if np.allclose(theta, start * (1 - 0.1 * curvatures) ** taken):
            raise Wrong("What you return is {words}; 10 steps were asked for.", words=words)
    if np.allclose(theta, start * (1 + 0.1 * curvatures) ** 10):
        raise Wrong("Your function climbs. Subtract the gradient.")
    if np.allclose(theta, start - 10 * 0.1 * curvatures * start):
        raise Wrong("All your steps use the gradient of the start. Compute it anew in every step.")
    wanted = start * (1 - 0.1 * curvatures) ** 10
    if not np.allclose(theta, wanted):
        raise Wrong("On a parabola with curvatures 1 and 4, from (3, −1), you end at {got}; it should be {wanted}.",
                    got=theta.round(4).tolist(), wanted=wanted.round(4).tolist())  # fmt: skip
    return _("Ten steps shrank the two directions by 0.9¹⁰ and 0.6¹⁰.")


@exercise("gradient-descent.gradient")
def gradient(answer: Any) -> str:
    """A function gradient(X, y, w, b) that returns the gradients of the mean squared error of X w + b."""
    rng = np.random.default_rng(2)
    X, y, w, b = rng.normal(size=(5, 3)), rng.normal(size=5), rng.normal(size=3), 0.4
    result = call(answer, X, y, w, b)
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        raise Wrong("Return two things, the gradient by w and the gradient by b.")
    by_w, by_b = (np.asarray(part, dtype=float) for part in result)
    error = X @ w + b - y
    wanted_w, wanted_b = 2 * X.T @ error / 5, 2 * error.mean()
    if by_w.shape != (3,) or by_b.shape != ():
        raise Wrong("For X of shape (5, 3) the shapes should be (3,) and (); yours are {w} and {b}.",
                    w=by_w.shape, b=by_b.shape)  # fmt: skip
    for factor, words in (
        (-1, _("The signs are turned: the error is output minus target.")),
        (5, _("You added up over the examples; the loss is a mean, so divide by their number.")),
        (0.5, _("The factor 2 from the square is missing.")),
        (2.5, _("The loss is a mean of squares: the factor is 2 divided by the number of examples.")),
    ):
        if np.allclose(by_w, factor * wanted_w) and np.allclose(by_b, factor * wanted_b):
            raise Wrong(words)
    for name, got, wanted in (("w", by_w, wanted_w), ("b", by_b, wanted_b)):
        if not np.allclose(got, wanted):
            raise Wrong("The gradient by {name} is {got}; it should be {wanted}.", name=name,
                        got=got.round(4).tolist(), wanted=wanted.round(4).tolist())  # fmt: skip
    return _("One product for all weights, one mean for the bias.")


def _pair(answer: Any) -> tuple[float, float]:
    """Return the answer as two numbers, or say that it is something else."""
    try:
        first, second = (float(value) for value in answer)
    except (TypeError, ValueError):
        first = second = np.nan
    if not np.isfinite([first, second]).all():
        raise Wrong("The answer should be 2 numbers; this is {what}.", what=repr(answer))
    return first, second
