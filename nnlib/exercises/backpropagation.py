"""The exercises of the chapter *Backpropagation*."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.exercises import Wrong, call, exercise, numbers
from nnlib.words import _, number


@exercise("backpropagation.chain")
def chain(answer: Any) -> str:
    """The gradients of (x y + z)² at (1, 2, −1): 4, 2, 2."""
    by_x, by_y, by_z = numbers(answer, 3)
    if np.allclose((by_x, by_y, by_z), (4, 2, 2)):
        return _("The square hands on 2; the product multiplies it by the other input, the sum leaves it as it is.")
    if np.allclose((by_x, by_y, by_z), (2, 1, 1)):
        raise Wrong("These are the derivatives of x y + z. The square still has to multiply them by 2 q = 2.")
    if np.allclose((by_x, by_y, by_z), (2, 4, 2)):
        raise Wrong("x and y are the wrong way round: a product multiplies by the other input.")
    if not np.isclose(by_z, 2):
        raise Wrong(
            "The gradient by z is 2, not {value}: a sum passes on what comes from above, and that is 2 q = 2.",
            value=number(by_z),
        )
    name, value, wanted = ("x", by_x, 4) if not np.isclose(by_x, 4) else ("y", by_y, 2)
    raise Wrong(
        "The gradient by {name} is {wanted}, not {value}: from above comes 2, and the product multiplies by the other input.",
        name=name, wanted=wanted, value=number(value),
    )  # fmt: skip


@exercise("backpropagation.divide")
def divide(answer: Any) -> str:
    """A function divide_local(a, b) that returns (1 / b, −a / b²)."""
    for a, b in ((3.0, 2.0), (-1.0, 4.0), (2.0, -0.5)):
        by_a, by_b = numbers(call(answer, a, b), 2)
        at = {"a": number(a), "b": number(b)}
        if not np.isclose(by_a, 1 / b):
            raise Wrong(
                "At a = {a}, b = {b} the derivative by a is {wanted}; you have {value}. How much does a / b grow when a "
                "grows by 1?", wanted=number(1 / b, 4), value=number(by_a, 4), **at,
            )  # fmt: skip
        if np.isclose(by_b, a / b**2):
            raise Wrong("The derivative by b has the wrong sign: a larger b makes 3 / b smaller.")
        if not np.isclose(by_b, -a / b**2):
            raise Wrong(
                "At a = {a}, b = {b} the derivative by b is {wanted}; you have {value}.",
                wanted=number(-a / b**2, 4), value=number(by_b, 4), **at,
            )  # fmt: skip
    return _("With these two numbers an engine can go back through every division.")


@exercise("backpropagation.dense")
def dense(answer: Any) -> str:
    """A function dense_backward(X, W, dZ) that returns dW, db, dX."""
    rng = np.random.default_rng(2)
    X, W, dZ = rng.normal(size=(5, 3)), rng.normal(size=(3, 4)), rng.normal(size=(5, 4))
    result = call(answer, X, W, dZ)
    if not isinstance(result, (tuple, list)) or len(result) != 3:
        raise Wrong("The function should return three arrays: dW, db, dX.")
    wanted = {"dW": X.T @ dZ, "db": dZ.sum(axis=0), "dX": dZ @ W.T}
    belongs = {"dW": "W", "db": "b", "dX": "X"}
    for (name, right), given in zip(wanted.items(), result):
        try:
            array = np.asarray(given, float)
        except (TypeError, ValueError):
            raise Wrong("{name} should be an array of numbers.", name=name) from None
        if array.shape != right.shape:
            raise Wrong(
                "{name} should have the shape of {of}, {wanted}; yours has {shape}. Here m = 5, n = 3, k = 4.",
                name=name, of=belongs[name], wanted=right.shape, shape=array.shape,
            )  # fmt: skip
        if np.allclose(array, right / len(X)):
            raise Wrong(
                "{name} is divided by the number of examples. The mean is in dZ already; the layer only adds up.", name=name
            )
        if not np.allclose(array, right):
            raise Wrong("{name} has the right shape, but its numbers are not those of the way back.", name=name)
    return _("Each gradient has the shape of what it belongs to.")


@exercise("backpropagation.slope")
def slope(answer: Any) -> str:
    """A function slope(f, x, epsilon) that measures f′(x) by a central difference."""

    def cube(x: float) -> float:
        return x**3

    epsilon = 0.1
    value = numbers(call(answer, cube, 2.0, epsilon), 1)[0]
    if np.isclose(value, 12 + epsilon**2):
        return _("Its error falls with the square of ε: at 0.1 the slope of x³ at 2 comes out as 12.01.")
    for wrong, words in (
        (12 + 6 * epsilon + epsilon**2, "This moves to one side only; for x³ at 2 and ε = 0.1 it gives 12.61 and not 12.01."),
        (12 - 6 * epsilon + epsilon**2, "This moves to one side only; for x³ at 2 and ε = 0.1 it gives 11.41 and not 12.01."),
        (2 * (12 + epsilon**2), "Twice too large: the two points are 2 ε apart, not ε."),
        ((12 + epsilon**2) * epsilon**2, "Multiplied where it should be divided: write brackets around 2 * epsilon."),
        (-(12 + epsilon**2), "The sign is turned: take f(x + ε) minus f(x − ε)."),
    ):
        if np.isclose(value, wrong):
            raise Wrong(words)
    raise Wrong("For x³ at 2 with ε = 0.1 it should give 12.01; yours gives {value}.", value=number(value, 4))


@exercise("backpropagation.passes")
def passes(answer: Any) -> str:
    """Passes for the gradient of one loss by 45,360 parameters: 90,720, 45,360 and 2."""
    central, forward, reverse = numbers(answer, 3)
    if central == 45_361:
        raise Wrong("45,361 runs are enough for moves to one side. A central difference needs two runs for each parameter.")
    if central != 90_720:
        raise Wrong("(a) A central difference runs the network twice for each parameter, 2 · 45,360; you have {value}.",
                    value=number(central))  # fmt: skip
    if forward != 45_360:
        raise Wrong("(b) Forward mode takes one pass for each input, and here the parameters are the inputs; you have {value}.",
                    value=number(forward))  # fmt: skip
    if reverse == 1:
        raise Wrong("(c) One way back, for one loss. But before it comes a way forward: count it too.")
    if reverse != 2:
        raise Wrong("(c) Reverse mode goes forward once and back once for each output; you have {value}.",
                    value=number(reverse))  # fmt: skip
    return _("2 against 90,720: this is why networks of this size can be trained at all.")
