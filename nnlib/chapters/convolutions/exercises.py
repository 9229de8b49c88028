"""The exercises of the chapter *A first look at convolutions*."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib.exercises import Wrong, as_answer, as_parts, call, exercise, shape_of
from nnlib.layers import Layer
from nnlib.numerals import number
from nnlib.types import Array
from nnlib.words import _


def _slide(image: Array, kernel: Array, stride: int) -> Array:
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)[::stride, ::stride]
    return np.asarray((windows * kernel).sum(axis=(-2, -1)))


@exercise("convolutions.slide")
def slide(answer: Any) -> str:
    """A function slide(image, kernel, stride): a correlation without padding."""
    rng = np.random.default_rng(0)
    for side, k, stride in ((6, 3, 1), (7, 3, 2), (8, 3, 2), (9, 2, 3)):
        image, kernel = rng.integers(0, 5, (side, side)).astype(float), rng.integers(-2, 3, (k, k)).astype(float)
        wanted = _slide(image, kernel, stride)
        got = call(answer, image.copy(), kernel.copy(), stride)
        shape, n = shape_of(got), len(wanted)
        if stride > 1 and shape == (side - k + 1,) * 2:
            raise Wrong(
                "Your output has a place for every window; take only those that begin {s} pixels apart.", s=stride
            )
        if shape == (n - 1, n - 1):
            raise Wrong(
                "For {side} pixels, a kernel of {k} and a stride of {s} there are {n} windows in a row, not {got}: the "
                "first one begins at 0, so add 1.",
                side=side, k=k, s=stride, n=n, got=n - 1,
            )  # fmt: skip
        Z = as_answer(got, (n, n), name=_("What your function returns"))
        if np.allclose(Z, wanted):
            continue
        if np.allclose(Z, _slide(image, kernel[::-1, ::-1], stride)):
            raise Wrong("You turn the kernel round, as in mathematics; here it is laid on as it is.")
        if np.allclose(Z, _slide(image, kernel.T, stride)):
            raise Wrong("Rows and columns are exchanged, in the kernel or in the image.")
        if stride > 1 and np.allclose(Z, _slide(image, kernel, 1)[:n, :n]):
            raise Wrong("Your windows begin at neighbouring pixels; they should begin {s} pixels apart.", s=stride)
        i, j = np.argwhere(~np.isclose(Z, wanted))[0]
        raise Wrong(
            "With a kernel of {k} and a stride of {s}, the output in row {i} and column {j} should be {wanted}; yours "
            "is {got}.",
            k=k, s=stride, i=int(i), j=int(j), wanted=number(wanted[i, j]), got=number(Z[i, j]),
        )  # fmt: skip
    return _("One window for each output, each begun a stride after the last.")


@exercise("convolutions.layer")
def layer(answer: Any) -> str:
    """Height, parameters and products of 32 kernels of 5 × 5, stride 2, padding 2, on colour images of 64 × 64."""
    parts = as_parts(answer, _("height"), _("parameters"), _("products"))
    names = (_("The height"), _("The number of parameters"), _("The number of products"))
    height, parameters, products = (float(as_answer(part, name=name)) for part, name in zip(parts, names))
    if height == 31:
        raise Wrong("The height: 63 divided by 2, rounded down, is 31; then there is one window more.")
    if height in (30, 28):
        raise Wrong("The height: the padding adds 2 rows above and 2 below.")
    if height != 32:
        raise Wrong("The height is not {got}. Put 64, 2, 5 and 2 into the formula.", got=number(height, 2))
    if parameters == 2400:
        raise Wrong("Each of the 32 kernels has a bias, too.")
    if parameters in (800, 832):
        raise Wrong("A colour image has 3 channels, and a kernel has 25 weights for each of them.")
    if parameters == 2401:
        raise Wrong("Each kernel has a bias of its own; there are 32 of them.")
    if parameters != 2432:
        raise Wrong("The number of parameters is not {got}. A kernel has 3 · 25 weights.", got=number(parameters))
    if products == 32 * 32 * 75:
        raise Wrong("These are the products of one kernel; there are 32.")
    if products == 32 * 32 * 32 * 25:
        raise Wrong("Each output is a sum over 25 pixels in each of 3 channels.")
    if products == 2400:
        raise Wrong("These are the products for one window; there are 32 · 32 windows.")
    if products != 2_457_600:
        raise Wrong(
            "The number of products is not {got}. There are 32 · 32 · 32 outputs; how many products does each take?",
            got=number(products),
        )
    return _("Two thousand numbers to store, two and a half million products to compute.")


class _Times(Layer):
    """Multiplies by a number, and to as many channels."""

    def __init__(self, factor: float, channels: int) -> None:
        self.factor, self.channels, self.seen = factor, channels, False

    def backpropagate(self, dY: Array) -> Array:
        if dY.shape[1] != self.channels:
            raise ValueError(f"a branch with {self.channels} channels got a gradient of {dY.shape[1]}")
        self.seen = True
        dX: Array = self.factor * dY.sum(axis=1, keepdims=True)
        return dX


@exercise("convolutions.backward")
def backward(answer: Any) -> str:
    """A function backward(branches, ends, dY): the sum of what the branches return for their parts of dY."""
    channels, factors = (1, 3, 2), (1.0, 10.0, 100.0)
    branches = [_Times(factor, count) for factor, count in zip(factors, channels)]
    ends = np.cumsum(channels)[:-1]
    dY = np.random.default_rng(0).integers(1, 9, (2, 6, 3, 3)).astype(float)
    each = [f * part.sum(axis=1, keepdims=True) for f, part in zip(factors, np.split(dY, ends, axis=1))]
    got = call(answer, branches, ends, dY.copy())
    if shape_of(got) == (2, 3, 3, 3):
        raise Wrong("You join the three gradients; X was copied, so what comes back has the shape of X.")
    dX = as_answer(got, (2, 1, 3, 3), name=_("What your function returns"))
    if not all(branch.seen for branch in branches):
        raise Wrong("Not every branch was asked: each needs its part of dY, for its own parameters, too.")
    for name, one in zip((_("first"), _("second"), _("last")), each):
        if np.allclose(dX, one):
            raise Wrong("You return the gradient of the {name} branch alone; X goes into all of them.", name=name)
    if np.allclose(dX, sum(each) / 3):
        raise Wrong("You take the mean; the effects of X on the loss add up.")
    if not np.allclose(dX, sum(each)):
        raise Wrong(
            "In one place the branches return {a}, {b} and {c}, so dX should be {wanted} there; yours is {got}.",
            a=number(each[0][0, 0, 0, 0]), b=number(each[1][0, 0, 0, 0]), c=number(each[2][0, 0, 0, 0]),
            wanted=number(sum(each)[0, 0, 0, 0]), got=number(dX[0, 0, 0, 0]),
        )  # fmt: skip
    return _("What was copied on the way there adds up on the way back.")
