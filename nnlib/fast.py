"""The forward and backward of `layers`, arranged for speed: what `train` runs, thousands of times.

Nothing is computed here that the layers do not compute, and a test holds the two together. Three things make it fast:

- Every array is made once for each batch size and used again; a step asks for no memory.
- Inputs carry a further column of ones. The bias is then one more row of the weights, which it is in memory anyway, so
  that ``[X 1] [W; b]`` is a whole layer in one matrix product, and ``[X 1]ᵀ dZ`` its whole gradient.
- Arrays lie in memory with examples as columns, so that the row of ones and the activations before it are each in one
  piece; and common activations overwrite their input, which nobody else needs.

Networks with layers other than Dense, Activation and Dropout are run layer by layer instead.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nnlib.checks import Array
from nnlib.layers import Activation, Dense, Dropout, Flatten, Layer
from nnlib.network import Network

__all__ = ["ChainPasses", "LayerPasses", "passes"]


class LayerPasses:
    """Forward and backward layer by layer, for every kind of network."""

    def __init__(self, net: Network) -> None:
        self._layers = net.layers
        self._first = next((number for number, layer in enumerate(net.layers) if layer.size), len(net.layers) - 1)

    def prepare(self, X: Array) -> Array:
        """Return the examples in the form that `forward` takes, rows for examples."""
        return X

    def forward(self, X: Array) -> Array:
        """Return the network's output; it is overwritten by the next call."""
        for layer in self._layers:
            X = layer._forward(X)
        return X

    def backward(self, dL_doutput: Array) -> None:
        """Write the network's gradient; `dL_doutput` may be overwritten."""
        for layer in self._layers[: self._first : -1]:
            dL_doutput = layer._backward(dL_doutput)
        self._layers[self._first]._gradients(dL_doutput)


Backward: TypeAlias = Callable[[Array, Array, NDArray[np.bool_]], object]


class _Block(NamedTuple):
    """A dense layer and what follows it up to the next, with examples as columns."""

    W1: Array  # (n_in + 1, n_out): the weights and, in the last row, the biases
    dW1: Array
    Z: Array  # (n_out, m)
    A1: Array  # (n_out + 1, m): the activations and a row of ones
    dX: Array  # (n_in, m)
    in_place: tuple[Callable[[Array], object], Backward] | None
    mask: NDArray[np.bool_]
    elementwise: list[Layer]
    wide: Array | None  # (m, n_out): for many inputs, which lie in rows, a product in rows and a copy are faster


def _negate_exp_invert(A: Array) -> None:
    """The sigmoid; where e^(−z) overflows to ∞, 1 / (1 + ∞) is the right answer still."""
    np.negative(A, out=A)
    np.exp(A, out=A)
    A += 1
    np.reciprocal(A, out=A)


def _relu_back(A: Array, dA: Array, mask: NDArray[np.bool_]) -> None:
    np.greater(A, 0, out=mask)
    np.multiply(dA, mask, out=dA)


IN_PLACE: dict[str, tuple[Callable[[Array], object], Backward]] = {
    "relu": (lambda A: np.maximum(A, 0, out=A), _relu_back),
    "sigmoid": (_negate_exp_invert, lambda A, dA, mask: np.multiply(dA, A * (1 - A), out=dA)),
    "tanh": (lambda A: np.tanh(A, out=A), lambda A, dA, mask: np.multiply(dA, 1 - A * A, out=dA)),
}
"""Activations whose derivative is known from a = f(z) alone: a given z becomes a, and a given dA becomes dA f′(z)."""


WIDE = 64
"""From so many inputs on, the first layer's product is computed in rows."""


class ChainPasses:
    """Forward and backward for a chain of dense layers, each with at most an activation and a dropout after it."""

    def __init__(self, net: Network) -> None:
        self._net = net
        self._groups: list[tuple[Dense, list[Layer]]] = []
        for layer in net.layers:
            if isinstance(layer, Dense):
                self._groups.append((layer, []))
            elif self._groups:
                self._groups[-1][1].append(layer)
        self._plans: dict[int, list[_Block]] = {}

    @staticmethod
    def fits(net: Network) -> bool:
        """Return whether the network is such a chain."""
        letters = {Flatten: "F", Dense: "D", Activation: "A", Dropout: "O"}
        kinds = "".join(letters.get(type(layer), "?") for layer in net.layers).removeprefix("F")
        return kinds.startswith("D") and all(group in ("", "A", "O", "AO") for group in kinds.split("D"))

    def prepare(self, X: Array) -> Array:
        """Return the examples in the form that `forward` takes: one in each row, with a column of ones."""
        X = X.reshape(len(X), self._groups[0][0].n_in)
        return np.hstack([X, np.ones((len(X), 1), X.dtype)])

    def _plan(self, m: int) -> list[_Block]:
        blocks: list[_Block] = []
        start = 0
        for dense, elementwise in self._groups:
            rows, columns = dense.n_in + 1, dense.n_out
            part = slice(start, start + rows * columns)
            start = part.stop
            A1 = np.ones((columns + 1, m), self._net.dtype)
            W1, dW1 = (flat[part].reshape(rows, columns) for flat in (self._net.parameters, self._net.gradient))
            names = [layer.name if isinstance(layer, Activation) else "" for layer in elementwise]
            in_place = IN_PLACE.get(names[0]) if len(names) == 1 else None
            Z = A1[:-1] if in_place or not elementwise else np.empty_like(A1[:-1])
            wide = np.empty((m, columns), self._net.dtype) if not blocks and rows > WIDE else None
            dX, mask = np.empty((rows - 1, m), self._net.dtype), np.empty((columns, m), bool)
            blocks.append(_Block(W1, dW1, Z, A1, dX, in_place, mask, elementwise, wide))
        self._plans[m] = blocks
        return blocks

    def forward(self, X1: Array) -> Array:
        """Return the network's output; it is overwritten by the next call."""
        self._blocks = self._plans.get(len(X1)) or self._plan(len(X1))
        self._X1 = H1 = X1.T
        for block in self._blocks:
            if block.wide is None:
                np.dot(block.W1.T, H1, out=block.Z)
            else:
                block.Z[...] = np.dot(X1, block.W1, out=block.wide).T
            if block.in_place:
                block.in_place[0](block.Z)
            elif block.elementwise:
                A = block.Z
                for layer in block.elementwise:
                    A = layer._forward(A)
                block.A1[:-1] = A
            H1 = block.A1
        return H1[:-1].T

    def backward(self, dL_doutput: Array) -> None:
        """Write the network's gradient; `dL_doutput` may be overwritten."""
        dA = dL_doutput.T
        for number in range(len(self._blocks) - 1, -1, -1):
            block = self._blocks[number]
            if block.in_place:
                block.in_place[1](block.Z, dA, block.mask)
            else:
                for layer in reversed(block.elementwise):
                    dA = layer._backward(dA)
            np.dot(self._blocks[number - 1].A1 if number else self._X1, dA.T, out=block.dW1)
            if number:
                dA = np.dot(block.W1[:-1], dA, out=block.dX)


def passes(net: Network) -> ChainPasses | LayerPasses:
    """Return the fastest way to run this network forward and backward in training."""
    return ChainPasses(net) if ChainPasses.fits(net) else LayerPasses(net)
