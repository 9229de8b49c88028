"""The forward and backward of `layers`, arranged for speed: what `train` runs, thousands of times.

Nothing is computed here that the layers do not compute, and a test holds the two together. Three things make it fast:

- Every array is made once for each batch size and used again; a step asks for no memory.
- Inputs carry a further column of ones. The bias is then one more row of the weights, which it is in memory anyway, so
  that ``[X 1] [W; b]`` is a whole layer in one matrix product, and ``[X 1]ᵀ dZ`` its whole gradient.
- Arrays lie in memory with examples as columns, so that the row of ones and the activations before it are each in one
  piece; and common activations overwrite their input, which nobody else needs.

Networks with layers other than Dense, Activation and Dropout are run layer by layer instead.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from nnlib.activations import ActivationFunction
from nnlib.convolution import Conv2D
from nnlib.layers import Activation, Dense, Dropout, Flatten, Layer
from nnlib.network import Network
from nnlib.types import Array


class LayerPasses:
    """Forward and backward layer by layer, for every kind of network."""

    def __init__(self, net: Network) -> None:
        self._layers = net.layers
        # nothing before the first layer with parameters learns, so that layer needs no gradient of its input
        self._from = next((number for number, layer in enumerate(net.layers) if layer.size), len(net.layers) - 1)
        first = net.layers[self._from]
        # a subclass may do more in its backpropagate
        work = "weight_gradients" if type(first) in (Dense, Conv2D) else "backpropagate"
        self._finish: Callable[[Array], Any] = getattr(first, work)

    def prepare(self, X: Array) -> Array:
        """Return the examples in the form that `forward` takes, rows for examples."""
        return X

    def forward(self, X: Array) -> Array:
        """Return the network's output; it is overwritten by the next call."""
        for layer in self._layers:
            X = layer.apply(X)
        return X

    def backward(self, dL_doutput: Array) -> None:
        """Write the network's gradient; `dL_doutput` may be overwritten."""
        for layer in self._layers[: self._from : -1]:
            dL_doutput = layer.backpropagate(dL_doutput)
        self._finish(dL_doutput)


class _Block(NamedTuple):
    """A dense layer and what follows it up to the next, with examples as columns."""

    W1: Array  # (n_in + 1, n_out): the weights and, in the last row, the biases
    dW1: Array
    Z: Array  # (n_out, m)
    A1: Array  # (n_out + 1, m): the activations and a row of ones
    dX: Array  # (n_in, m)
    elementwise: list[Layer]
    in_place: ActivationFunction | None  # if nothing but this follows: a = f(z) takes the place of z
    wide: Array | None  # (m, n_out): for many inputs, which lie in rows, a product in rows and a copy are faster


#: From so many inputs on, the first layer's product is computed in rows.
WIDE = 64


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
        return re.fullmatch("F?(DA?O?)+", "".join(letters.get(type(layer), "?") for layer in net.layers)) is not None

    def prepare(self, X: Array) -> Array:
        """Return the examples in the form that `forward` takes: one in each row, with a column of ones."""
        return np.hstack([X.reshape(len(X), self._groups[0][0].n_in), np.ones((len(X), 1), X.dtype)])

    def _plan(self, m: int) -> list[_Block]:
        blocks: list[_Block] = []
        ends = np.cumsum([dense.size for dense, _ in self._groups])[:-1]
        flat = (np.split(array, ends) for array in (self._net.parameters, self._net.gradient))
        for (dense, elementwise), *parts in zip(self._groups, *flat):
            W1, dW1 = (part.reshape(dense.n_in + 1, dense.n_out) for part in parts)
            A1, dX = np.ones((dense.n_out + 1, m), W1.dtype), np.empty((dense.n_in, m), W1.dtype)
            only = elementwise[0] if len(elementwise) == 1 else None
            in_place = only.function if isinstance(only, Activation) and only.function.in_place else None
            Z = A1[:-1] if in_place or not elementwise else np.empty_like(A1[:-1])
            wide = np.empty((m, dense.n_out), W1.dtype) if not blocks and dense.n_in >= WIDE else None
            blocks.append(_Block(W1, dW1, Z, A1, dX, elementwise, in_place, wide))
        return self._plans.setdefault(m, blocks)

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
                block.in_place.value(block.Z, out=block.Z)
            elif block.elementwise:
                A = block.Z
                for layer in block.elementwise:
                    A = layer.apply(A)
                block.A1[:-1] = A
            H1 = block.A1
        return H1[:-1].T

    def backward(self, dL_doutput: Array) -> None:
        """Write the network's gradient; `dL_doutput` may be overwritten."""
        dA = dL_doutput.T
        for number, block in reversed([*enumerate(self._blocks)]):
            if block.in_place:
                dA *= block.in_place.slope(block.Z, block.Z)
            else:
                for layer in reversed(block.elementwise):
                    dA = layer.backpropagate(dA)
            np.dot(self._blocks[number - 1].A1 if number else self._X1, dA.T, out=block.dW1)
            if number:
                dA = np.dot(block.W1[:-1], dA, out=block.dX)


def passes(net: Network) -> ChainPasses | LayerPasses:
    """Return the fastest way to run this network forward and backward in training."""
    return ChainPasses(net) if ChainPasses.fits(net) else LayerPasses(net)
