"""The exercises of the chapter *Optimizers*."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.exercises import Wrong, as_answer, as_parts, call, exercise, shown
from nnlib.numerals import number, size
from nnlib.schedules import cosine, warm_up
from nnlib.words import _


@exercise("optimizers.adam")
def adam(answer: Any) -> str:
    """A function adam_step(theta, M, V, g, t, rate) that returns the new θ, M and V; β₁ = 0.9, β₂ = 0.999, ε = 1e-8."""
    theta, M, V, g = np.array([1.0, -2.0]), np.array([0.5, 0.2]), np.array([0.3, 0.1]), np.array([3.0, -1.0])
    given = [array.copy() for array in (theta, M, V, g)]
    result = call(answer, theta, M, V, g, 3, 0.1)
    names = _("the new θ"), _("the new M"), _("the new V")
    new_theta, new_M, new_V = (as_answer(part, (2,), name=name) for part, name in zip(as_parts(result, *names), names))
    if not all(np.array_equal(array, kept) for array, kept in zip((theta, M, V, g), given)):
        raise Wrong("Your function changed the arrays that were passed in. Return new ones.")
    mean, squares = 0.9 * M + 0.1 * g, 0.999 * V + 0.001 * g**2
    M_hat, V_hat = mean / (1 - 0.9**3), squares / (1 - 0.999**3)
    for got, slip, words in (
        (
            new_M,
            M_hat,
            _("You return the corrected M. Keep the raw mean for the next step; the correction is for this step only."),
        ),
        (
            new_M,
            0.9 * M + g,
            _("Your M is a sum of gradients; here it is a mean: the new gradient has the share 1 − β₁."),
        ),
        (new_M, 0.1 * M + 0.9 * g, _("The shares in M are swapped: the old M keeps β₁, the gradient gets 1 − β₁.")),
        (new_M, M, _("Your M stays as it was. Mix it with the gradient first.")),
        (new_V, V_hat, _("M is right. You return the corrected V; keep the raw mean for the next step.")),
        (new_V, 0.999 * V + 0.001 * g, _("M is right. V is a mean of squares: g has to be squared.")),
        (new_V, 0.9 * V + 0.1 * g**2, _("M is right. V has a share of its own, β₂ = 0.999.")),
        (new_V, V, _("M is right. Your V stays as it was.")),
    ):
        if np.allclose(got, slip):
            raise Wrong(words)
    if not np.allclose(new_M, mean):
        raise Wrong("From M = 0.5 and g = 3 the new M is 0.75; yours is {got}.", got=number(new_M[0], 4))
    if not np.allclose(new_V, squares):
        raise Wrong("M is right. From V = 0.3 and g = 3 the new V is 0.3087; yours is {got}.", got=number(new_V[0], 4))
    for slip, words in (
        (mean / (np.sqrt(squares) + 1e-8), _("M and V are right, but the step uses them without bias correction.")),
        (M_hat / (V_hat + 1e-8), _("M and V are right, but the step divides by V̂; it should be its root.")),
        (
            mean / (1 - 0.9) / np.sqrt(squares / (1 - 0.999)),
            _("The correction divides by 1 − βᵗ, not by 1 − β: t is 3 here."),
        ),
        (
            mean / (1 - 0.9**4) / np.sqrt(squares / (1 - 0.999**4)),
            _("The correction is that of step 4; t counts from 1 already."),
        ),
        (g / np.sqrt(V_hat), _("M and V are right, but the step goes along g instead of M̂.")),
        (M_hat, _("M and V are right, but the step does not divide by √V̂.")),
        (-M_hat / np.sqrt(V_hat), _("M and V are right, but the step climbs. Subtract.")),
        (10 * M_hat / np.sqrt(V_hat), _("M and V are right, but the step lacks the learning rate.")),
    ):
        if np.allclose(new_theta, theta - 0.1 * slip):
            raise Wrong(words)
    right = theta - 0.1 * M_hat / (np.sqrt(V_hat) + 1e-8)
    if not np.allclose(new_theta, right):
        raise Wrong(
            "M and V are right. From θ = 1 at t = 3 the new θ is {right}; yours is {got}.",
            right=number(right[0], 4),
            got=number(new_theta[0], 4),
        )
    tiny = np.full(2, 1e-8)
    first = as_answer(call(answer, np.zeros(2), np.zeros(2), np.zeros(2), tiny, 1, 1.0)[0], (2,), name=names[0])
    if not np.allclose(first, -0.5, rtol=1e-3):
        raise Wrong(
            "All right but ε: add 1e-8 to the root of V̂, outside the root. For a first gradient of 1e-8 and learning "
            "rate 1, θ moves by −0.5; yours moves by {got}.",
            got=size(first[0], 4),
        )
    return _("Five lines, and it is the optimizer that most networks are trained with.")


@exercise("optimizers.translate")
def translate(answer: Any) -> str:
    """PyTorch's 0.02 with momentum 0.95 and a sum over 50 examples: 0.02 / 0.05 · 50 = 20."""
    rate = float(as_answer(answer))
    for slip, words in (
        (0.02, _("0.02 is the number of the recipe. Two conventions differ.")),
        (0.4, _("You translated the momentum. The loss of the recipe is a sum over 50 examples, yours is a mean.")),
        (1.0, _("You translated the sum into a mean. The memory of the recipe is a sum of gradients as well.")),
        (0.001 * 50, _("For 0.05 you multiplied by 1 − β. Their memory is larger than ours, so divide.")),
        (
            0.008,
            _("For the loss you divided by 50. The gradient of a mean is smaller, so the learning rate must grow."),
        ),
        (0.02 * 0.05 / 50, _("Both factors are turned round: both make the learning rate larger here.")),
    ):
        if np.isclose(rate, slip):
            raise Wrong(words)
    if not np.isclose(rate, 20):
        raise Wrong("Your {rate} is not 0.02, divided by 1 − 0.95, times 50.", rate=size(rate, 5))
    return _("20 here and 0.02 there are the same run.")


@exercise("optimizers.plan")
def plan(answer: Any) -> str:
    """The schedule of a run of 400 steps: 40 of warm-up to 0.1, then a cosine over the 360 that are left."""
    right = warm_up(cosine(0.1, steps=360), steps=40)
    if not callable(answer):
        raise Wrong(
            "The answer should be a schedule, which is a function of the step; this is {what}.", what=shown(answer)
        )
    got = np.array([_rate(answer, step) for step in range(401)])
    if np.allclose(got[100:], 0):
        raise Wrong("From step 22 on your rate is 0, as before. A schedule counts steps; an epoch here has 20 of them.")
    if np.allclose(got[:361], [cosine(0.1, steps=360)(step) for step in range(361)]):
        raise Wrong("The cosine is right, but the warm-up is gone: 2 epochs of it are 40 steps.")
    if np.allclose(got, [warm_up(cosine(0.1, steps=400), steps=40)(step) for step in range(401)]):
        raise Wrong("Nearly: 40 steps of warm-up and 400 of cosine are 440, so the rate ends above 0. The run has 400.")
    if np.allclose(got[:40], [warm_up(cosine(0.1, steps=360), steps=2)(step) for step in range(40)], atol=1e-3):
        raise Wrong("The cosine is in steps now. The 2 of the warm-up are epochs still.")
    if np.allclose(got[380:], 0, atol=1e-9):
        raise Wrong("Your rate is 0 before the run is over.")
    for step in (0, 39, 40, 220, 399):
        if not np.isclose(got[step], right(step), atol=1e-7):
            raise Wrong(
                "At step {step} the rate should be {right}; yours is {got}.",
                step=step,
                right=size(right(step), 4),
                got=size(got[step], 4),
            )
    return _("40 steps up, 360 down: a schedule counts steps, not epochs.")


def _rate(function: Any, step: int) -> float:
    return float(as_answer(call(function, step), name=_("The rate at step {step}").format(step=step)))
