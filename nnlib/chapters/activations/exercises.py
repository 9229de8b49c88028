"""The exercises of the chapter *Activations*."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nnlib import activations
from nnlib.exercises import Wrong, as_answer, call, exercise, shape_of
from nnlib.numerals import number, size
from nnlib.types import Array
from nnlib.words import _


@exercise("activations.sorter")
def sorter(answer: Any) -> str:
    """A function sorter(X) that says 1 for an orange: two steps, joined by a third."""
    X = np.array(
        [[1.0, 0.25, 0.1], [1.0, 0.55, 0.1], [1.0, 0.85, 0.1], [0.7, 0.38, 0.2], [0.7, 0.2, 0.1], [0.7, 0.6, 0.1]]
    )
    wanted = np.array([0.0, 1.0, 0.0, 1.0, 0.0, 0.0])
    names = (_("tomato"), _("orange"), _("lemon"), _("orange"), _("tomato"), _("lemon"))
    values = _read(call(answer, X), len(X))
    if np.array_equal(values, wanted):
        return _("It says 1 for the oranges alone: the third neuron adds what the two *say*, not their sums.")
    if not values.any():
        raise Wrong(
            "It still says 0 for every fruit: the second layer gets the sums Z1. Hand it what comes out of the step."
        )
    if not np.isin(values, (0, 1)).all():
        raise Wrong(
            "{value} is a sum, not a verdict: the third neuron ends with a step as well.", value=size(values[0], 3)
        )
    if values.all():
        raise Wrong("It says 1 for every fruit. Both neurons of layer 1 have to agree: only 1 + 1 is above 1.5.")
    first = int(np.argmin(values == wanted))
    raise Wrong(
        "For the {name} with red {red} and green {green} it says {value}.",
        name=names[first],
        red=number(X[first, 0]),
        green=number(X[first, 1]),
        value=number(values[first]),
    )


@exercise("activations.softplus")
def softplus(answer: Any) -> str:
    """A function softplus(z) for numbers of any size."""
    z = np.array([-1000.0, -40.0, -1.0, 0.0, 2.0, 1000.0])
    with np.errstate(all="ignore"):
        values = _read(call(answer, z), len(z))
    wanted = activations.get("softplus")(z)
    if np.allclose(values[2:5], [0, 0, 2]):
        raise Wrong("This is ReLU. Softplus of 0 is log 2 = 0.6931.")
    for place in (2, 3, 4):
        if not np.isclose(values[place], wanted[place]):
            raise Wrong(
                "At z = {z} you have {value}; log(1 + e^z) is {wanted} there.",
                z=number(z[place]),
                value=size(values[place], 4),
                wanted=size(wanted[place], 4),
            )
    if not np.isfinite(values).all():
        bad = z[~np.isfinite(values)][0]
        raise Wrong("At z = {z} the result is not a finite number: take the exponential of −|z| only.", z=number(bad))
    if not np.isclose(values[-1], 1000):
        raise Wrong("At z = 1000 you have {value}; it should be 1000.", value=size(values[-1], 4))
    if not math.isclose(values[1], wanted[1], rel_tol=1e-6):
        raise Wrong(
            "At z = −40 you have {value}; it should be 4.2·10⁻¹⁸. 1 + e^(−40) is rounded to 1: use np.log1p.",
            value=size(values[1]),
        )
    return _("Right from −1000 to 1000, and to the last digit at −40.")


@exercise("activations.dead")
def dead(answer: Any) -> str:
    """A function dead(Z) that says for each unit, a column of Z, whether it is silent for every example."""
    Z = np.array([[1.0, -1.0, 0.0, 2.0], [-2.0, -3.0, -1.0, 0.5], [-1.0, -0.5, -2.0, 1.0]])
    out = call(answer, Z)
    if shape_of(out) in ((len(Z),), (len(Z), 1)):
        raise Wrong(
            "You have a verdict for each of the {m} examples. A unit is a column, and there are {n} of them.",
            m=len(Z),
            n=Z.shape[1],
        )
    values = _read(out, Z.shape[1])
    if np.array_equal(values, [0, 1, 1, 0]):
        return _("A unit is dead if not one of its sums is positive; one positive sum is enough to learn from.")
    if np.array_equal(values, 1 - np.array([0, 1, 1, 0])):
        raise Wrong("It is the other way round: you say True for the units that are alive.")
    if np.array_equal(values, [1, 1, 1, 0]):
        raise Wrong("The first unit, with the sums 1, −2, −1, fires for one example. Dead means silent for all.")
    if np.array_equal(values, [0, 1, 0, 0]):
        raise Wrong("The third unit has the sums 0, −1, −2. At 0 the slope of ReLU is 0 as well, so it never learns.")
    first = int(np.argmin(values == [0, 1, 1, 0]))
    raise Wrong(
        "For the unit with the sums {sums} you say {value}.",
        sums=", ".join(number(z) for z in Z[:, first]),
        value=bool(values[first]),
    )


def _read(result: Any, count: int) -> Array:
    """Return what the reader's function returned as a row of numbers, which may be infinite; a column will do, too."""
    row = np.reshape(result, -1) if shape_of(result) in ((count, 1), (1, count)) else result
    return as_answer(row, (count,), name=_("What your function returns"), finite=False)
