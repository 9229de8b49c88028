"""The exercises of the chapter *Gradient descent*."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.exercises import Wrong, as_answer, as_parts, call, exercise
from nnlib.numerals import number
from nnlib.words import _

CURVATURE = (1 - np.sqrt(0.5)) / 0.1
"""Of the parabola in the first exercise: at learning rate 0.1 the loss is halved by every step."""


@exercise("gradient-descent.rate")
def rate(answer: Any) -> str:
    """A learning rate that makes the loss a thousand times smaller in five steps; anything from 0.171 to 0.511."""
    chosen = float(as_answer(answer))
    if chosen <= 0:
        raise Wrong("A learning rate is above 0: the minus sign of the step is in the rule already.")
    factor = 1 - chosen * CURVATURE
    left = factor**10
    shown = number(factor)
    if abs(factor) >= 1:
        raise Wrong(
            "At {rate} the factor of one step is {factor}: the run diverges. The bound 2/c is about 0.68.",
            rate=number(chosen),
            factor=shown,
        )
    if chosen < 0.1:
        raise Wrong(
            "{rate} is smaller than the 0.1 of the picture, which halves the loss at every step; that run was "
            "too slow. If you took the factor for −0.71, look at the text again: θ stayed positive.",
            rate=number(chosen, 3),
        )
    if left > 0.001:
        side = _("Go up.") if factor > 0 else _("Go down: it overshoots too far.")
        raise Wrong(
            "At {rate} the factor is {factor}, and five steps leave {left} % of the loss; 0.1 % is allowed. {side}",
            rate=number(chosen),
            factor=shown,
            left=number(100 * left, 3),
            side=side,
        )
    return _(
        "The factor is {factor}; five steps leave less than a thousandth. The best rate, 1/c, is about 0.34."
    ).format(factor=shown)


@exercise("gradient-descent.wrong-line")
def wrong_line(answer: Any) -> str:
    """The line whose gradient is wrong, and the right gradient there: 2 and (7.2, 8.1)."""
    line, gradient = as_parts(answer, _("the number of a line"), _("a pair such as (20, 10)"))
    line, (first, second) = float(as_answer(line)), as_answer(gradient, (2,), name=_("The gradient"))
    if line == 3:
        raise Wrong(
            "Line 3 follows from line 2: it subtracts a tenth of the gradient that stands there. Look one line up."
        )
    if line in (0, 1):
        raise Wrong("Line {line} is right: its gradient is (4 θ₁, θ₂) at its own θ.", line=number(line))
    if line != 2:
        raise Wrong("There are the lines 0, 1, 2 and 3.")
    if np.allclose((first, second), (12, 8.1)) or np.allclose((first, second), (7.2, 9)):
        raise Wrong("Line 2 it is. But one of your two numbers belongs to the place before; take both at (1.8, 8.1).")
    if not np.allclose((first, second), (7.2, 8.1)):
        raise Wrong(
            "Line 2 it is. The gradient (4 θ₁, θ₂) at (1.8, 8.1) is not {got}.", got=(float(first), float(second))
        )
    return _(
        "The second entry was the gradient of the step before: one parameter had moved already, the other looked back."
    )


@exercise("gradient-descent.fit")
def fit(answer: Any) -> str:
    """A function fit(X, y) that returns the best line, whatever the shape of y: (m,) or (m, 1)."""
    rng = np.random.default_rng(3)
    X = rng.uniform(-1, 2, (6, 1))
    y = 3 * X[:, 0] - 1 + rng.normal(0, 0.3, 6)
    best = np.polyfit(X[:, 0], y, 1)
    for target, words in ((y, "(6,)"), (y[:, None], "(6, 1)")):
        result = call(answer, X.copy(), target.copy())
        line = np.array([as_answer(part, name=name) for part, name in zip(as_parts(result, "w", "b"), "wb")])
        if np.allclose(line, (0, y.mean()), atol=0.05):
            raise Wrong(
                "For targets of shape {shape} your line is still flat, at the mean of the targets: somewhere X × w "
                "+ b of "
                "shape (6, 1) meets targets of shape (6,), and the error is a table of 6 × 6. Print error.shape.",
                shape=words,
            )
        if not np.allclose(line, best, atol=0.05):
            raise Wrong(
                "For targets of shape {shape} your line is {got}; the best one is {wanted}.",
                shape=words,
                got=line.round(2).tolist(),
                wanted=best.round(2).tolist(),
            )
    return _("One error for each example, and the best line for both shapes of the targets.")
