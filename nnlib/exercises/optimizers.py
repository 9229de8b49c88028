"""The exercises of the chapter *Optimizers*."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.exercises import Wrong, call, exercise, numbers
from nnlib.schedules import constant, warm_up
from nnlib.words import _, number


@exercise("optimizers.momentum")
def momentum(answer: Any) -> str:
    """A function momentum_step(theta, m, g, rate, beta) that returns the new θ and the new m."""
    theta, m, g = np.array([1.0, -2.0]), np.array([0.5, 0.0]), np.array([3.0, 1.0])
    given = theta.copy(), m.copy()
    result = call(answer, theta, m, g, 0.2, 0.75)
    if not isinstance(result, (tuple, list)) or len(result) != 2:
        raise Wrong("Return two things, the new θ and the new m.")
    new_theta, new_m = (np.asarray(part, dtype=float) for part in result)
    if not (np.array_equal(theta, given[0]) and np.array_equal(m, given[1])):
        raise Wrong("Your function changed the arrays that were passed in. Return new ones.")
    mean = 0.75 * m + 0.25 * g
    for slip, words in (
        (0.75 * m + g, _("Your m is a sum of gradients; here it is a mean: the new gradient has the share 1 − β.")),
        (0.25 * m + 0.75 * g, _("The shares are swapped: the old m keeps β, the gradient gets 1 − β.")),
        (m, _("Your m stays as it was. Mix it with the gradient first.")),
        (0.75 * m + 0.25 * 0.2 * g, _("The learning rate does not belong into m here; it comes with the step.")),
    ):
        if np.allclose(new_m, slip):
            raise Wrong(words)
    if not np.allclose(new_m, mean):
        raise Wrong("For m = 0.5, g = 3 and β = 0.75 the new m is 1.125; yours is {got}.", got=new_m.ravel()[:1].tolist())
    for slip, words in (
        (theta - 0.2 * m, _("Your m is right, but the step uses the old one.")),
        (theta - 0.2 * g, _("Your m is right, but the step still uses the gradient.")),
        (theta + 0.2 * mean, _("Your m is right, but the step climbs. Subtract.")),
        (theta - mean, _("Your m is right, but the step lacks the learning rate.")),
        (theta - 0.2 * (0.75 * mean + 0.25 * g), _("That is Nesterov's step. Momentum steps by m itself.")),
    ):
        if np.allclose(new_theta, slip):
            raise Wrong(words)
    if not np.allclose(new_theta, theta - 0.2 * mean):
        raise Wrong("Your m is right. From θ = 1 with m = 1.125 and learning rate 0.2 the new θ is 0.775; yours is {got}.",
                    got=new_theta.ravel()[:1].tolist())  # fmt: skip
    return _("Two lines: a mean, then a step along it.")


@exercise("optimizers.adam")
def adam(answer: Any) -> str:
    """Adam's first step with learning rate 0.1 for a gradient of 5: −0.1, and −0.316 without correction."""
    corrected, plain = numbers(answer, 2)
    if np.isclose(corrected, 0.1) or np.isclose(plain, 0.1**0.5, rtol=0.01):
        raise Wrong("The sign is turned: the gradient 5 is positive, so θ goes down.")
    if np.isclose(corrected, -0.5):
        raise Wrong("−0.5 is the step of SGD, lr times gradient. Adam divides by the size of the gradient.")
    if np.isclose(corrected, -0.1 * 0.1 / 0.001**0.5, rtol=0.01):
        raise Wrong("−0.316 is the step without correction. It is the second answer.")
    if np.isclose(corrected, -0.01):
        raise Wrong("For −0.01 you corrected V and not m. Both are divided by 1 − β.")
    if not np.isclose(corrected, -0.1, rtol=0.01):
        raise Wrong("With correction you have {got}. m̂ is 5 and √V̂ is 5; what is their quotient?", got=number(corrected, 4))
    if np.isclose(plain, -0.1):
        raise Wrong("The first is right. Without correction m is 0.5 and V is 0.025, so it is not 0.1 again.")
    if np.isclose(plain, -0.1 * 0.5 / 0.025):
        raise Wrong("The first is right. In the second you divided by V; it should be its root.")
    if np.isclose(plain, -0.05):
        raise Wrong("The first is right. In the second V is missing: the step is lr · m / √V.")
    if not np.isclose(plain, -0.1 * 0.1 / 0.001**0.5, rtol=0.01):
        raise Wrong("The first is right. Without correction you have {got}; it is −0.1 · 0.5 / √0.025.", got=number(plain, 4))
    return _("Uncorrected, the first step is 3.16 times too long; with correction it is the learning rate.")


@exercise("optimizers.translate")
def translate(answer: Any) -> str:
    """PyTorch's 0.02 with momentum 0.95 and a sum over 50 examples: 0.02 / 0.05 · 50 = 20."""
    (rate,) = numbers(answer, 1)
    for slip, words in (
        (0.02, _("0.02 is the number of the recipe. Two conventions differ.")),
        (0.4, _("You translated the momentum. The loss of the recipe is a sum over 50 examples, yours is a mean.")),
        (1.0, _("You translated the sum into a mean. The memory of the recipe is a sum of gradients as well.")),
        (0.001 * 50, _("For 0.05 you multiplied by 1 − β. Their memory is larger than ours, so divide.")),
        (0.008, _("For the loss you divided by 50. The gradient of a mean is smaller, so the learning rate must grow.")),
        (0.02 * 0.05 / 50, _("Both factors are turned round: both make the learning rate larger here.")),
    ):
        if np.isclose(rate, slip):
            raise Wrong(words)
    if not np.isclose(rate, 20):
        raise Wrong("Your {rate} is not 0.02, divided by 1 − 0.95, times 50.", rate=number(rate, 5))
    return _("20 here and 0.02 there are the same run.")


@exercise("optimizers.plan")
def plan(answer: Any) -> str:
    """A schedule: up evenly for 10 steps to 0.2, then down in a straight line to 0 at step 100."""
    climb = warm_up(constant(0.2), steps=10)
    got = np.array([_rate(answer, step) for step in range(100)])
    right = np.array([climb(step) if step < 10 else 0.2 * (100 - step) / 90 for step in range(100)])
    if np.allclose(got[:10], 0.2 * np.arange(10) / 10):
        raise Wrong("Your step 0 has the rate 0: it would do nothing. The climb is 0.2 · (step + 1) / 10.")
    for step in (0, 4, 9):
        if not np.isclose(got[step], right[step]):
            raise Wrong("Step {step} of the climb should have {right}; yours has {got}.", step=step,
                        right=number(right[step], 4), got=number(got[step], 4))  # fmt: skip
    if np.allclose(got[10:], 0.2):
        raise Wrong("The climb is right. After it your rate stays at 0.2; it should fall to 0 at step 100.")
    if np.allclose(got[10:], 0.2 * (100 - np.arange(10, 100)) / 100):
        raise Wrong("The climb is right. At step 10 you fall to 0.18: the line from 0.2 to 0 takes 90 steps, not 100.")
    if np.allclose(got[10:], 0.2 * (1 + np.cos(np.pi * np.arange(90) / 90)) / 2):
        raise Wrong("The climb is right. After it comes a straight line here, not a cosine.")
    for step in (10, 55, 99):
        if not np.isclose(got[step], right[step]):
            raise Wrong("The climb is right. Step {step} of the fall should have {right}; yours has {got}.", step=step,
                        right=number(right[step], 4), got=number(got[step], 4))  # fmt: skip
    if not np.allclose(got, right):
        raise Wrong("The ends are right. Between them the rate should change by the same amount in each step.")
    return _("Up in 10 steps, down in 90.")


def _rate(function: Any, step: int) -> float:
    (rate,) = numbers(call(function, step), 1)
    return rate
