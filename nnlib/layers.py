"""Layers: the blocks that a network is built of, each with its own forward and backward.

`forward` turns the outputs of the layer before into its own; `backward` gets the gradient of the loss with respect
to its outputs, leaves those with respect to its parameters in `dW` and `db`, and hands back that of its inputs. Nothing
else is needed to train a network of any depth: every block knows only its own derivative.

Examples are rows everywhere: X (m, n_in), W (n_in, n_out), b (n_out,), Z = X W + b.

>>> dense = Dense(2, 1, rng=0)
>>> dense.W, dense.b = [[1.0], [2.0]], [0.5]
>>> dense.forward([[3.0, 4.0]])
array([[11.5]])
>>> dense.backward([[1.0]])  # what a small change of each input does to the output
array([[1., 2.]])
>>> dense.dW
array([[3.],
       [4.]])

Introduced in chapter *Layers and networks*; `backward` in chapter *Backpropagation*.
"""

import math
from typing import Any

import numpy as np

from nnlib import activations, initializers
from nnlib.checks import as_floats, as_rng, check_count, check_fraction, check_shape, view
from nnlib.initializers import InitializerLike
from nnlib.types import Array, ArrayLike, DTypeLike, NDArray, Rng


class Layer:
    """A block with a forward and a backward; this one passes everything through unchanged.

    `forward` and `backward` check what comes, and call `apply` and `backpropagate`, which do the work; training calls
    only those. A layer of your own has both, and `output_shape` if the shape of an example changes. One with weights
    and biases extends `WeightedLayer`: it hands its initial W and b to ``super().__init__``, reads ``self.W`` and
    ``self.b``, and in `backpropagate` writes ``self.dW[...]`` and ``self.db[...]``.

    Attributes
    ----------
    training : bool
        Whether the network is being trained just now; only dropout asks.
    size : int
        How many parameters the layer has.
    dtype : dtype or None
        What the layer computes in; None is whatever comes in.
    in_network : bool
        Whether a network holds the parameters; a layer belongs to at most one.
    settings : tuple of str
        The attributes to call the class with to make such a layer again.

    Examples
    --------
    >>> class Scale(WeightedLayer):
    ...     def __init__(self, n):
    ...         super().__init__(np.ones(n), np.zeros(n), np.float64)
    ...     def apply(self, X):
    ...         self.X = X
    ...         return X * self.W + self.b
    ...     def backpropagate(self, dY):
    ...         self.dW[...], self.db[...] = (dY * self.X).sum(axis=0), dY.sum(axis=0)
    ...         return dY * self.W
    >>> from nnlib import Adam, BinaryCrossEntropy, Network, datasets, gradcheck, train
    >>> net, (X, y) = Network([Scale(2), Dense(2, 1, rng=0)]), datasets.moons(50, rng=0)
    >>> gradcheck.check(net, BinaryCrossEntropy(), X, y) < 1e-6
    True
    >>> train(net, BinaryCrossEntropy(), Adam(0.1), X, y, epochs=50).accuracy[-1] > 0.8
    np.True_
    """

    training: bool = False
    size: int = 0
    dtype: np.dtype[Any] | None = None
    in_network: bool = False
    settings: tuple[str, ...] = ()
    _shape: tuple[int, ...] | None = None  # of the last output

    def forward(self, X: ArrayLike) -> Array:
        """Return the layer's output for examples and remember what `backward` will need.

        Parameters
        ----------
        X : array, shape (m, ...)
            One example in each row; what ... may be says `output_shape`. It is not changed.

        Returns
        -------
        array, shape (m, ...)
            In the layer's dtype, and yours to change.

        Raises
        ------
        ValueError
            If X is not a row of examples of the right shape.
        TypeError
            If X does not hold real numbers.
        """
        X = as_floats(X, "X", self.dtype)
        if X.ndim < 2:
            raise ValueError(f"X must hold one example in each row, but it has the shape {X.shape}")
        self.output_shape(X.shape[1:])
        Y = self.apply(X)
        self._shape = Y.shape
        return Y.copy()  # the layer may need its own

    def backward(self, dY: ArrayLike) -> Array:
        """Return the gradient of the loss with respect to the input of the last `forward`, an array of its shape.

        Parameters
        ----------
        dY : array
            The gradient with respect to the output of the last `forward`, an array of its shape. It is not changed.

        Raises
        ------
        RuntimeError
            If there was no `forward` before.
        ValueError, TypeError
            If dY has another shape or does not hold real numbers.
        """
        return self.backpropagate(self._check_gradient(dY, "dY"))

    def output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape of one example's output, without m, or refuse the shape of its input with a ValueError."""
        return input_shape

    def _check_gradient(self, gradient: ArrayLike, name: str) -> Array:
        """Return a gradient with respect to the output of the last `forward` as an array of its shape, or refuse it."""
        if self._shape is None:
            raise RuntimeError(f"{type(self).__name__}.backward needs a forward before it, to start from")
        dY = as_floats(gradient, name, self.dtype)
        check_shape(dY, self._shape, name)
        return dY

    def _check_input(self, shape: tuple[int, ...], *expected: int | str) -> None:
        """Refuse an example whose shape is not the expected one; a word stands for any number."""
        if len(shape) != len(expected) or any(n != e for n, e in zip(shape, expected) if not isinstance(e, str)):
            wanted = f"a {type(self).__name__} layer takes X of shape (m, {', '.join(map(str, expected))})"
            raise ValueError(f"{wanted}, but each example that came has the shape {shape}")

    def bind(self, parameters: Array, gradient: Array) -> None:
        """Move the layer's parameters into these flat arrays; the layer keeps views."""

    def is_weight(self) -> NDArray[np.bool_]:
        """Return for each parameter whether an L2 penalty pulls it to 0: those of W, or all if the layer has no W."""
        return np.arange(self.size) < getattr(self, "W", np.empty(self.size)).size

    def apply(self, X: Array) -> Array:
        """Return the output for examples X that have been checked, and keep what `backpropagate` will need.

        X must not be changed. The result may be X itself, or an array that the layer keeps.
        """
        return X

    def backpropagate(self, dY: Array) -> Array:
        """Return the gradient with respect to the last X, given that with respect to its output; write dW and db.

        dY, of the shape of the output, must not be changed, but may be handed on.
        """
        return dY

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self.settings)})"


class WeightedLayer(Layer):
    """A layer with weights W and biases b, which are views into one flat vector, as are their gradients dW and db.

    Attributes
    ----------
    dW, db : array
        Gradients of the loss with respect to W and b, from the last `backward`.
    """

    def __init__(self, W: Array, b: Array, dtype: DTypeLike) -> None:
        self._W: Array = np.asarray(W, dtype)
        self._b: Array = np.asarray(b, dtype)
        if self._W.dtype.kind != "f":
            raise TypeError(f"dtype must be a floating-point type such as float32, not {self._W.dtype}")
        self.size, self.dtype = self._W.size + self._b.size, self._W.dtype
        self.bind(np.empty(self.size, self._W.dtype), np.zeros(self.size, self._W.dtype))

    W = view("W", "The weights; assigning copies the values and checks the shape.")
    b = view("b", "The biases; assigning copies the values and checks the shape.")

    def bind(self, parameters: Array, gradient: Array) -> None:
        """Move the layer's parameters into these flat arrays; the layer keeps views."""
        n, shape = self._W.size, self._W.shape
        parameters[:n], parameters[n:] = self._W.ravel(), self._b
        self._W, self._b = parameters[:n].reshape(shape), parameters[n:]
        self.dW, self.db = gradient[:n].reshape(shape), gradient[n:]


class Dense(WeightedLayer):
    """A fully connected layer: every output is a weighted sum of all inputs plus a bias, Z = X W + b.

    With dZ the gradient of the loss with respect to Z,

    ``dW = Xᵀ dZ``, ``db = Σ dZ`` over the examples, ``dX = dZ Wᵀ``.

    Parameters
    ----------
    n_in, n_out : int
        Number of inputs and of outputs (neurons).
    initializer : str or function
        Where the weights start, see `nnlib.initializers`; biases start at 0.
    rng : int or Generator
        Where the random weights come from; two layers with the same seed would start as copies of each other.
    dtype : dtype
        float64 or float32.

    Raises
    ------
    ValueError
        If a size is below 1, or the examples that come do not have n_in columns.

    Examples
    --------
    >>> layer = Dense(3, 2, rng=0)
    >>> layer.W.shape, layer.b.shape, layer.forward(np.ones((5, 3))).shape
    ((3, 2), (2,), (5, 2))

    Introduced in chapter *Layers and networks*.
    """

    settings = ("n_in", "n_out")

    def __init__(
        self, n_in: int, n_out: int, initializer: InitializerLike = "he", *, rng: Rng, dtype: DTypeLike = np.float64
    ) -> None:
        self.n_in, self.n_out = check_count(n_in, "n_in"), check_count(n_out, "n_out")
        weights = initializers.get(initializer)(as_rng(rng), self.n_in, self.n_out)
        super().__init__(weights, np.zeros(self.n_out), dtype)

    def output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        self._check_input(input_shape, self.n_in)
        return (self.n_out,)

    def apply(self, X: Array) -> Array:
        self._X = X
        return X @ self._W + self._b

    def backpropagate(self, dZ: Array) -> Array:
        self.weight_gradients(dZ)
        return dZ @ self._W.T

    def weight_gradients(self, dZ: Array) -> None:
        """Write dW and db alone: all that the first layer of a network needs in training."""
        np.matmul(self._X.T, dZ, out=self.dW)
        np.sum(dZ, axis=0, out=self.db)


class Activation(Layer):
    """A layer that applies an activation to every number: A = f(Z), and backwards dZ = dA f′(Z).

    Parameters
    ----------
    name : str or ActivationFunction
        Name of the activation, see `nnlib.activations.names`.

    Raises
    ------
    ValueError
        If there is no activation of that name.

    Examples
    --------
    >>> layer = Activation("relu")
    >>> layer.forward([[-1.0, 2.0]])
    array([[0., 2.]])
    >>> layer.backward([[5.0, 5.0]])
    array([[0., 5.]])

    Introduced in chapter *Activations*.
    """

    settings = ("name",)

    def __init__(self, name: str | activations.ActivationFunction) -> None:
        self.function = activations.get(name)
        self.name = self.function.name

    def apply(self, Z: Array) -> Array:
        self._Z, self._A = Z, self.function.value(Z)
        return self._A

    def backpropagate(self, dA: Array) -> Array:
        return dA * self.function.slope(self._Z, self._A)


class Dropout(Layer):
    """In training, set each number to 0 with probability `rate` and make up for it in the others; else do nothing.

    The others are divided by 1 − rate, so that the mean stays and nothing needs to change when training is over.

    Parameters
    ----------
    rate : float
        Probability of being dropped, at least 0 and below 1.
    rng : int or Generator
        Decides what is dropped.

    Raises
    ------
    ValueError
        If the rate is outside [0, 1).

    References
    ----------
    N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever and R. Salakhutdinov, *Dropout: a simple way to prevent neural
    networks from overfitting*, 2014.

    Examples
    --------
    >>> layer = Dropout(0.5, rng=1)
    >>> layer.forward(np.ones((1, 4)))
    array([[1., 1., 1., 1.]])
    >>> layer.training = True
    >>> layer.forward(np.ones((1, 4)))
    array([[0., 2., 2., 2.]])

    Introduced in chapter *Training a network*.
    """

    settings = ("rate",)

    def __init__(self, rate: float = 0.5, *, rng: Rng = 0) -> None:
        self.rate, self.rng = check_fraction(rate, "rate"), as_rng(rng)

    def apply(self, X: Array) -> Array:
        self._factor: Array | float = 1.0
        if self.training:
            self._factor = (self.rng.random(X.shape, np.float32) >= self.rate) * X.dtype.type(1 / (1 - self.rate))
        return X * self._factor

    def backpropagate(self, dY: Array) -> Array:
        return dY * self._factor


class Flatten(Layer):
    """Lay the numbers of each example out in one row: (m, 28, 28) becomes (m, 784).

    Examples
    --------
    >>> Flatten().forward(np.zeros((5, 28, 28))).shape
    (5, 784)

    Introduced in chapter *Recognising digits*.
    """

    def output_shape(self, input_shape: tuple[int, ...]) -> tuple[int, ...]:
        return (math.prod(input_shape),)

    def apply(self, X: Array) -> Array:
        self._input_shape = X.shape
        return X.reshape(len(X), math.prod(X.shape[1:]))

    def backpropagate(self, dY: Array) -> Array:
        return dY.reshape(self._input_shape)
