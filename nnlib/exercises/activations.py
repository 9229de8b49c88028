"""The exercises of the chapter *Activations*."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nnlib import activations
from nnlib.exercises import Wrong, call, exercise, numbers
from nnlib.words import _, number


@exercise("activations.tanh")
def tanh(answer: Any) -> str:
    """tanh 0.5 from σ(1) = 0.7311: 2 · 0.7311 − 1 = 0.4621."""
    (value,) = numbers(answer, 1)
    if abs(value - math.tanh(0.5)) < 2e-3:
        return _("2 · σ(1) − 1 = 2 · 0.7311 − 1 = 0.4621.")
    if abs(value - (2 * 0.6225 - 1)) < 2e-3:
        raise Wrong("That is 2 σ(0.5) − 1. Inside the sigmoid z is doubled, too: 2 · 0.5 = 1.")
    if abs(value - 0.7311) < 2e-3:
        raise Wrong("0.7311 is σ(1) itself. Stretch it to the range from −1 to 1: double it and subtract 1.")
    if abs(value - 1.4621) < 2e-3:
        raise Wrong("That is 2 σ(1), which is above 1. tanh never is: subtract 1.")
    raise Wrong("You have {value}; tanh 0.5 is 2 σ(2 · 0.5) − 1.", value=number(value, 4))


@exercise("activations.collapse")
def collapse(answer: Any) -> str:
    """One layer w x + b for −3 (2 x + 1) + 4: w = −6, b = 1."""
    w, b = numbers(answer, 2)
    if np.isclose(w, -1):
        raise Wrong("−1 is the sum of the weights. Put the first layer into the second: −3 (2x + 1) + 4.")
    if not np.isclose(w, -6):
        raise Wrong("The weight is not {w}: in −3 (2x + 1) + 4, what stands before x?", w=number(w))
    if np.isclose(b, 5):
        raise Wrong(
            "The weight is right. 5 is the sum of the biases, but the second layer also multiplies the first bias by −3."
        )
    if not np.isclose(b, 1):
        raise Wrong(
            "The weight is right, the bias is not {b}: put x = 0 into both layers, one after the other.", b=number(b)
        )
    return _("−3 (2x + 1) + 4 = −6x + 1.")


@exercise("activations.silu")
def silu(answer: Any) -> str:
    """A function silu_slope(z) that returns the derivative of z σ(z)."""
    z = np.array([-2.0, 0.0, 1.5])
    slope = _values(answer, z)
    f, sigmoid = activations.get("silu"), activations.get("sigmoid")
    if np.allclose(slope, f.derivative(z)):
        return _("The product rule: σ(z) from the first factor, z σ′(z) from the second.")
    if np.allclose(slope, sigmoid(z)):
        raise Wrong("σ(z) is what the first factor gives. The second factor, σ(z), changes with z as well.")
    if np.allclose(slope, sigmoid.derivative(z)):
        raise Wrong("This is 1 · σ′(z). The derivative of a product is not the product of the derivatives.")
    if np.allclose(slope, z * sigmoid.derivative(z)):
        raise Wrong("This is z σ′(z). The part from the first factor, σ(z), is missing.")
    if np.allclose(slope, f(z)):
        raise Wrong("This is SiLU itself, not its derivative.")
    first = int(np.argmin(np.isclose(slope, f.derivative(z))))
    raise Wrong("At z = {z} you have {value}; the slope there is {wanted}.", z=number(z[first]),
                value=number(slope[first], 4), wanted=number(f.derivative(z)[first], 4))  # fmt: skip


@exercise("activations.softplus")
def softplus(answer: Any) -> str:
    """A function softplus(z) for numbers of any size."""
    z = np.array([-1000.0, -40.0, -1.0, 0.0, 2.0, 1000.0])
    with np.errstate(all="ignore"):
        values = _values(answer, z)
    wanted = activations.get("softplus")(z)
    if np.allclose(values[2:5], [0, 0, 2]):
        raise Wrong("This is ReLU. Softplus of 0 is log 2 = 0.6931.")
    for place in (2, 3, 4):
        if not np.isclose(values[place], wanted[place]):
            raise Wrong("At z = {z} you have {value}; log(1 + e^z) is {wanted} there.", z=number(z[place]),
                        value=number(values[place], 4), wanted=number(wanted[place], 4))  # fmt: skip
    if not np.isfinite(values).all():
        bad = z[~np.isfinite(values)][0]
        raise Wrong("At z = {z} the result is not a finite number: take the exponential of −|z| only.", z=number(bad))
    if not np.isclose(values[-1], 1000):
        raise Wrong("At z = 1000 you have {value}; it should be 1000.", value=number(values[-1], 4))
    if not math.isclose(values[1], wanted[1], rel_tol=1e-6):
        raise Wrong(
            "At z = −40 you have {value}; it should be 4.2e-18. 1 + e^(−40) is rounded to 1: use np.log1p.",
            value=f"{values[1]:.2g}",
        )
    return _("Right from −1000 to 1000, and to the last digit at −40.")


@exercise("activations.dead")
def dead(answer: Any) -> str:
    """The bias at and below which a ReLU unit with weight 2 is dead for inputs from 0 to 3: −6."""
    (value,) = numbers(answer, 1)
    if np.isclose(value, -6):
        return _("At x = 3 the sum is 6 + b, its largest value. With b = −6 or less it is never above 0.")
    if np.isclose(value, 6):
        raise Wrong("With b = 6 the sum is at least 6, so the unit fires at every input. Look at the sign.")
    if np.isclose(value, 0):
        raise Wrong("With b = 0 the unit is silent at x = 0 only. Dead means silent at every input from 0 to 3.")
    if np.isclose(value, -3):
        raise Wrong("With b = −3 the unit still fires above x = 1.5: the weight 2 doubles the input.")
    highest = 6 + value
    if highest > 0:
        raise Wrong("With b = {b} the sum at x = 3 is {z}: the unit still fires there.", b=number(value),
                    z=number(highest))  # fmt: skip
    raise Wrong("With b = {b} it is dead, but a larger bias would do as well.", b=number(value))


def _values(answer: Any, z: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return what the reader's function makes of z, one number for each, or say what it is instead."""
    result = call(answer, z)
    try:
        values = np.asarray(result, float)
    except (TypeError, ValueError):
        values = np.empty(0)
    if values.shape != z.shape:
        raise Wrong("For an array of {n} sums your function should return {n} numbers; it returned {what}.",
                    n=len(z), what=repr(result))  # fmt: skip
    return values
