"""Networks: layers in a row, whose weights and biases live together in one flat vector.

The parameters of a whole network are one vector θ, and the gradient of the loss is a vector of the same shape. Each
layer holds views into both. So an optimizer needs to know nothing of layers, and saving a network is saving one array.

>>> net = mlp([2, 3, 1], activation="tanh", rng=0)
>>> net.parameters.shape  # 2·3 + 3 + 3·1 + 1
(13,)
>>> net.forward([[0.5, -0.5], [1.0, 2.0]]).shape
(2, 1)
>>> net.parameters[-1] = 7  # the last bias
>>> float(net.layers[-1].b[0])
7.0

Introduced in chapter *Layers and networks*.
"""

import copy
import json
import os
from collections.abc import Sequence
from typing import Any, Self

import numpy as np

from nnlib import activations
from nnlib.checks import as_floats, as_rng, view
from nnlib.convolution import Conv2D, MaxPool2D
from nnlib.initializers import InitializerLike
from nnlib.layers import Activation, Dense, Dropout, Flatten, Layer, WeightedLayer
from nnlib.types import Array, ArrayLike, DTypeLike, Rng


class Network:
    """Layers in a row: the output of each is the input of the next.

    Parameters
    ----------
    layers : sequence of Layer
        At least one. The network takes over their parameters; a layer belongs to one network.

    Attributes
    ----------
    layers : tuple of Layer
        From first to last.
    parameters : array, shape (n,)
        All weights and biases, layer by layer, W (row by row) before b.
    gradient : array, shape (n,)
        The gradient of the loss with respect to them; each `backward` writes it anew.

    Raises
    ------
    ValueError
        If there is no layer, or a layer belongs to another network already, or does not fit the one before it.

    Examples
    --------
    >>> net = Network([Dense(2, 8, rng=0), Activation("relu"), Dense(8, 1, rng=1)])
    >>> net
    Network, 33 parameters
      Dense(n_in=2, n_out=8)    (m, 2) → (m, 8)   24 parameters
      Activation(name='relu')   (m, 8) → (m, 8)
      Dense(n_in=8, n_out=1)    (m, 8) → (m, 1)    9 parameters

    Introduced in chapter *Layers and networks*.
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = tuple(layers)
        if not self.layers:
            raise ValueError("a network needs at least one layer")
        for number, layer in enumerate(self.layers):
            if not isinstance(layer, Layer):
                raise TypeError(f"layer {number} must be a Layer, not {layer!r}")
            if layer.in_network or any(layer is other for other in self.layers[:number]):
                raise ValueError(f"layer {number}, {layer!r}, belongs to a network already; make a new one")
        self._shapes = _shapes(self.layers)
        dtypes = {layer.dtype for layer in self.layers if layer.dtype is not None} or {np.dtype(np.float64)}
        if len(dtypes) > 1:
            raise TypeError(f"all layers of a network need one dtype, not {' and '.join(sorted(map(str, dtypes)))}")
        self.dtype: np.dtype[Any] = dtypes.pop()
        self._gather()

    def _gather(self) -> None:
        """Move the parameters of all layers into one vector."""
        sizes = [layer.size for layer in self.layers]
        self._parameters, self.gradient = np.zeros(sum(sizes), self.dtype), np.zeros(sum(sizes), self.dtype)
        for layer, size, end in zip(self.layers, sizes, np.cumsum(sizes)):
            layer.bind(self._parameters[end - size : end], self.gradient[end - size : end])
            layer.in_network = True

    parameters = view("parameters", "All weights and biases, one vector; assigning copies values and checks the shape.")

    @property
    def training(self) -> bool:
        """Whether layers behave as in training; only dropout makes a difference."""
        return self.layers[0].training

    @training.setter
    def training(self, value: bool) -> None:
        for layer in self.layers:
            layer.training = value

    def forward(self, X: ArrayLike) -> Array:
        """Return the network's output, one row for each row of X (m, n_in).

        Raises
        ------
        ValueError
            If X does not fit the first layer.
        """
        return self.outputs(X)[-1]

    def outputs(self, X: ArrayLike) -> list[Array]:
        """Return what flows through the network: X first, then the output of every layer.

        >>> [A.shape for A in mlp([2, 3, 1], rng=0).outputs(np.zeros((4, 2)))]
        [(4, 2), (4, 3), (4, 3), (4, 1)]
        """
        results = [as_floats(X, "X", self.dtype)]
        for layer in self.layers:
            results.append(layer.forward(results[-1]))
        return results

    def backward(self, dL_doutput: ArrayLike) -> Array:
        """Write `gradient` and return that of X, given the gradient of the loss with respect to the last output.

        >>> net = Network([Dense(1, 1, rng=0)])
        >>> net.parameters = [3.0, 1.0]
        >>> output = net.forward([[2.0]])  # 3 · 2 + 1
        >>> net.backward([[1.0]]), net.gradient
        (array([[3.]]), array([2., 1.]))

        Raises
        ------
        RuntimeError
            If there was no `forward` before.
        ValueError
            If the shape is not that of the last output.
        """
        dY = self.layers[-1]._check_gradient(dL_doutput, "dL_doutput")
        for layer in reversed(self.layers):
            dY = layer.backpropagate(dY)
        return dY

    def name_of(self, index: int) -> str:
        """Return what a number in θ belongs to.

        >>> mlp([2, 3, 1], rng=0).name_of(7)
        'layers[0].b[1]'
        """
        place = index
        for number, layer in enumerate(self.layers):
            for name in ("W", "b") if isinstance(layer, WeightedLayer) else ("parameters",):
                array = getattr(layer, name, np.empty(layer.size))
                if 0 <= place < array.size:
                    return f"layers[{number}].{name}[{', '.join(map(str, np.unravel_index(place, array.shape)))}]"
                place -= array.size
        raise ValueError(f"index must lie from 0 to {self._parameters.size - 1}, not {index}")

    def save(self, path: str | os.PathLike[str]) -> None:
        """Save the network in a file, `.npz` without pickle: the layers' settings as text, and θ.

        Raises
        ------
        TypeError
            If a layer or its activation is not nnlib's, so that loading could not make it again.
        """
        description, table = [], [activations.get(name) for name in activations.names()]
        for layer in self.layers:
            if type(layer) not in _KINDS.values() or getattr(layer, "function", table[0]) not in table:
                raise TypeError(f"only nnlib's own layers and activations can be saved, not {layer!r}")
            description.append({"class": type(layer).__name__} | {key: getattr(layer, key) for key in layer.settings})
        with open(path, "wb") as file:
            np.savez(file, format=_FORMAT, layers=json.dumps(description), parameters=self._parameters)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Return the network that `save` put into a file.

        Raises
        ------
        ValueError
            If the file does not hold such a network.

        Examples
        --------
        >>> import tempfile
        >>> net = mlp([2, 3, 1], rng=0)
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     net.save(folder + "/net.npz")
        ...     again = Network.load(folder + "/net.npz")
        >>> (again.parameters == net.parameters).all()
        np.True_
        """
        with open(path, "rb") as stream:
            try:
                file = np.load(stream, allow_pickle=False)
                if str(file["format"]) != _FORMAT:
                    raise ValueError(f"its format is {file['format']}")
                description, parameters = json.loads(str(file["layers"])), file["parameters"]
                kinds = [_KINDS[settings.pop("class")] for settings in description]
                start = {"rng": 0, "dtype": parameters.dtype}  # of weights, which then get their values from the file
                more = [start if issubclass(kind, WeightedLayer) else {} for kind in kinds]
                net = cls([kind(**settings, **rest) for kind, settings, rest in zip(kinds, description, more)])
                net.parameters = parameters
            except Exception as error:  # whatever an unpacker says of bytes that nobody has packed
                raise ValueError(f"{os.fspath(path)} is not a network saved by nnlib: {error}") from error
        return net

    def copy(self) -> Self:
        """Return a network of its own with the same layers and parameters."""
        return copy.deepcopy(self)

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._gather()  # a copied layer has arrays of its own; make them views again

    def __repr__(self) -> str:
        shapes = ["(m, …)" if shape is None else f"(m, {', '.join(map(str, shape))})" for shape in self._shapes]
        flows = [f"{before} → {after}" for before, after in zip(shapes, shapes[1:])]
        sizes = [f"{layer.size:,} parameters" if layer.size else "" for layer in self.layers]
        columns = [*map(repr, self.layers)], flows, sizes
        w1, w2, w3 = (max(map(len, column)) for column in columns)
        lines = [f"  {a:{w1}}   {b:{w2}}   {c:>{w3}}".rstrip() for a, b, c in zip(*columns)]
        return "\n".join([f"Network, {self._parameters.size:,} parameters", *lines])


_FORMAT = "nnlib network 1"
# the layers that a saved network may hold, by name
_KINDS: dict[str, type[Layer]] = {k.__name__: k for k in (Activation, Conv2D, Dense, Dropout, Flatten, MaxPool2D)}


def _shapes(blocks: Sequence[Layer]) -> list[tuple[int, ...] | None]:
    """Return the shape of an example before the first layer and after each, as far as it is known; refuse misfits."""
    shapes: list[tuple[int, ...] | None] = [None]
    for number, layer in enumerate(blocks):
        if shapes[-1] is None and isinstance(layer, Dense):
            shapes[-1] = (layer.n_in,)
        try:
            shapes.append(shapes[-1] and layer.output_shape(shapes[-1]))
        except ValueError as error:
            raise ValueError(f"layer {number} does not fit the one before it: {error}") from None
    return shapes


def mlp(
    sizes: Sequence[int],
    activation: str | activations.ActivationFunction = "relu",
    *,
    output: str | activations.ActivationFunction = "identity",
    initializer: InitializerLike | None = None,
    rng: Rng = 0,
    dtype: DTypeLike = np.float64,
) -> Network:
    """Return a multilayer perceptron: dense layers with an activation after each but the last.

    Parameters
    ----------
    sizes : sequence of int
        Number of inputs, of the units in each hidden layer, and of outputs: ``[2, 8, 8, 1]``.
    activation : str
        What follows each hidden layer.
    output : str
        What follows the last layer; by default nothing, since the losses take raw outputs (logits).
    initializer : str or function, optional
        Where the weights start; by default as the activation says: He if it is open above, Xavier otherwise.
    rng : int or Generator
        Where the random weights come from.
    dtype : dtype
        float64 or float32.

    Raises
    ------
    ValueError
        If there are fewer than two sizes, a size is below 1, or a name is unknown.

    Examples
    --------
    >>> mlp([784, 50, 100, 10], rng=0).parameters.size
    45360

    Introduced in chapter *Layers and networks*.
    """
    if len(sizes) < 2:
        raise ValueError(f"sizes must name at least the inputs and the outputs, such as [2, 8, 1], not {list(sizes)!r}")
    rng, hidden, last = as_rng(rng), activations.get(activation), activations.get(output)
    blocks: list[Layer] = []
    for n_in, n_out in zip(sizes, sizes[1:]):
        blocks += [Dense(n_in, n_out, initializer or hidden.initializer, rng=rng, dtype=dtype), Activation(hidden)]
    blocks[-1:] = [] if last.name == "identity" else [Activation(last)]
    return Network(blocks)
