"""Losses: one number for how wrong a network is, and its gradient with respect to the output.

A loss is a mean over the examples, so its size does not depend on how many there are. The two losses for classification
take the network's raw outputs (logits) and contain the sigmoid or softmax: together they are exact where the two in a
row would overflow or round to 0, and their common gradient is simply ŷ − y, over m.

>>> loss = BinaryCrossEntropy()
>>> output, target = np.array([[0.0], [1000.0]]), np.array([1, 0])
>>> loss(output, target)  # (log 2 + 1000) / 2
500.34657359027995
>>> loss.gradient(output, target)
array([[-0.25],
       [ 0.5 ]])

Introduced in chapter *Losses*.
"""

from typing import Any

import numpy as np

from nnlib.activations import log_softmax
from nnlib.checks import as_floats, choose
from nnlib.types import Array, ArrayLike, NDArray


class Loss:
    """What all losses have in common; a loss of your own says how to get its value and its gradient.

    A call, `gradient` and `accuracy` first check output and target; the other methods get what has passed, and `train`
    calls only those. A loss of your own must have `value_and_gradient`. It has `as_target` if its targets are not one
    finite number for each output, `count_right` if it is for classification, and `baseline` if the best answer that is
    the same for every example does not cost 0: from there on `train` can say that nothing was learned.

    Attributes
    ----------
    is_classification : bool
        Whether it makes sense to count right answers.

    Examples
    --------
    Huber's loss (1964), which minds an outlier less than a square does: half the squared error up to 1, a line beyond.

    >>> class Huber(Loss):
    ...     def value_and_gradient(self, z, y):
    ...         error = z - y
    ...         near = np.clip(error, -1, 1)
    ...         return float((near * (error - near / 2)).mean()), near / error.size
    >>> Huber()([[0.5], [4.0]], [0.0, 0.0])  # (1/8 + 7/2) / 2
    1.8125
    >>> from nnlib import Adam, datasets, gradcheck, mlp, train
    >>> X, y = datasets.wave(50, rng=0)
    >>> net = mlp([1, 8, 1], "tanh", rng=0)
    >>> gradcheck.check(net, Huber(), X, y) < 1e-6
    True
    >>> history = train(net, Huber(), Adam(0.05), X, y, epochs=100)
    >>> bool(history.loss[-1] < history.loss[0] / 4)
    True
    """

    is_classification: bool = False

    def __call__(self, output: ArrayLike, target: ArrayLike) -> float:
        """Return the loss of the network's raw output, shape (m, n), for the target.

        Raises
        ------
        ValueError
            If the shapes do not fit, there is no example, or a target is outside its range.
        TypeError
            If the targets are of a type that makes no sense here.
        """
        return self.value_and_gradient(*self._read(output, target))[0]

    def gradient(self, output: ArrayLike, target: ArrayLike) -> Array:
        """Return the gradient of the loss with respect to the raw output, an array of the output's shape."""
        return self.value_and_gradient(*self._read(output, target))[1]

    def accuracy(self, output: ArrayLike, target: ArrayLike) -> float:
        """Return the share of right answers, from 0 to 1."""
        if not self.is_classification:
            raise TypeError(f"{type(self).__name__} measures distances; it has no right and wrong answers to count")
        z, y = self._read(output, target)
        return self.count_right(z, y) / len(z)

    def _read(self, output: ArrayLike, target: ArrayLike) -> tuple[Array, NDArray[Any]]:
        z = as_floats(output, "output")
        if z.ndim < 2 or z.size == 0:
            raise ValueError(f"output must have the shape (m, n) with at least one example, not the shape {z.shape}")
        return z, self.as_target(target, z.shape, z.dtype)

    def as_target(self, target: ArrayLike, shape: tuple[int, ...], dtype: np.dtype[np.floating]) -> NDArray[Any]:
        """Return the target in the form that the methods below take, or refuse it.

        Here that is one finite number for each output, in an array of the output's shape and dtype; a target of shape
        (m,) may stand for (m, 1).

        Parameters
        ----------
        target : array
            What came.
        shape, dtype
            Those of the output, (m, n), which holds at least one example.

        Raises
        ------
        ValueError
            If the shapes do not fit, or a number is outside its range.
        TypeError
            If the targets are of a type that makes no sense here.
        """
        y = as_floats(target, "target", dtype)
        if y.ndim == 1 and shape == (y.size, 1):
            y = y.reshape(shape)
        if y.shape != shape:
            raise ValueError(f"target must have the shape of the output, {shape}, but it has the shape {y.shape}")
        if not np.isfinite(y).all():
            raise ValueError("target must hold finite numbers, but it holds NaN or infinity")
        return y

    def value_and_gradient(self, z: Array, y: NDArray[Any]) -> tuple[float, Array]:
        """Return the loss, a mean over the examples, and its gradient with respect to the output.

        Parameters
        ----------
        z : array, shape (m, n)
            The network's raw output; must not be changed.
        y : array
            The target as it came out of `as_target`.

        Returns
        -------
        value : float
        gradient : array, shape (m, n)
            A new array, which training may overwrite, of the output's dtype.
        """
        raise NotImplementedError(f"{type(self).__name__} needs a method value_and_gradient(self, z, y)")

    def count_right(self, z: Array, y: NDArray[Any]) -> int:
        """Return how many of the m answers are right, for arrays as in `value_and_gradient`; in regression none is."""
        return 0

    def baseline(self, y: NDArray[Any]) -> float:
        """Return the loss of the best output that is the same for every example; 0 if that is not known."""
        return 0.0

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


def _entropy(p: Array) -> float:
    """Return −Σ p log p, with 0 log 0 = 0."""
    return -float((p * np.log(np.where(p > 0, p, 1))).sum())


class MeanSquaredError(Loss):
    """Mean squared error, for regression: the mean over all elements of (output − target)².

    Maximum likelihood under Gaussian noise. Gradient: 2 (output − target) / (number of elements).

    Examples
    --------
    >>> MeanSquaredError()([[1.0], [2.0]], [1.0, 4.0])
    2.0
    >>> MeanSquaredError().gradient([[1.0], [2.0]], [1.0, 4.0])
    array([[ 0.],
           [-2.]])

    Introduced in chapter *Losses*.
    """

    def value_and_gradient(self, z: Array, y: NDArray[Any]) -> tuple[float, Array]:
        error = z - y
        return float(np.vdot(error, error)) / error.size, error * (2 / error.size)

    def baseline(self, y: NDArray[Any]) -> float:
        return float(y.var(axis=0).mean())


class BinaryCrossEntropy(Loss):
    """Binary cross-entropy from logits, for one yes-or-no question or several that do not exclude each other.

    With p = σ(z), the loss is the mean over the examples of ``−y log p − (1 − y) log(1 − p)``, which is
    ``log(1 + e^z) − y z``; with several labels an example's terms add up. Gradient: (p − y) / m.

    The target holds 0, 1 or a probability between, one for each output; (m,) may stand for (m, 1).

    Notes
    -----
    ``torch.nn.BCEWithLogitsLoss`` divides by the number of labels too.

    Examples
    --------
    >>> BinaryCrossEntropy()([[0.0, 0.0]], [[1, 0]])  # log 2 for each label
    1.3862943611198906

    Introduced in chapter *Losses*.
    """

    is_classification = True

    def as_target(self, target: ArrayLike, shape: tuple[int, ...], dtype: np.dtype[np.floating]) -> Array:
        y = super().as_target(target, shape, dtype)
        wrong = y[(y < 0) | (y > 1)]
        if wrong.size:
            raise ValueError(f"target must hold labels or probabilities from 0 to 1, but it holds {wrong[0]:g}")
        return y

    def value_and_gradient(self, z: Array, y: NDArray[Any]) -> tuple[float, Array]:
        # log(1 + e^z) − y z as (max(z, 0) − y z) + log(1 + e^−|z|): no term overflows and none is below 0
        e = np.exp(np.copysign(z, -1))
        terms = np.maximum(z, 0)
        terms -= y * z
        terms += np.log1p(e)
        p = np.exp(np.minimum(z, 0))  # σ(z) is e^z / (1 + e^z) where z < 0, else 1 / (1 + e^−z)
        p /= 1 + e
        p -= y
        p /= len(z)
        return float(np.add.reduce(terms, axis=None, dtype=float)) / len(z), p

    def count_right(self, z: Array, y: NDArray[Any]) -> int:
        right = (z > 0) == (y > 0.5)
        return int(np.count_nonzero(right if z.shape[1] == 1 else right.all(axis=1)))

    def baseline(self, y: NDArray[Any]) -> float:
        share = y.mean(axis=0)
        return _entropy(share) + _entropy(1 - share)


class CrossEntropy(Loss):
    """Cross-entropy from logits, for one class out of several that exclude each other.

    With p = softmax(z), the loss is the mean over the examples of ``−Σ y log p``. Gradient: (p − y) / m.

    The target holds class numbers from 0, shape (m,), or rows of probabilities (one-hot rows too), shape (m, n).

    Examples
    --------
    >>> loss = CrossEntropy()
    >>> loss([[0.0, 0.0]], [1])  # two classes, no idea: log 2
    0.6931471805599453
    >>> loss.gradient([[0.0, 0.0]], [[0.0, 1.0]])
    array([[ 0.5, -0.5]])

    Introduced in chapter *Losses*.
    """

    is_classification = True

    def as_target(self, target: ArrayLike, shape: tuple[int, ...], dtype: np.dtype[np.floating]) -> NDArray[Any]:
        y = np.asarray(target)
        if y.shape == shape:
            rows = as_floats(y, "target", dtype)
            if not np.isfinite(rows).all() or rows.min() < 0 or np.abs(rows.sum(axis=1) - 1).max() > 1e-3:
                raise ValueError("each row of target must hold probabilities, from 0 to 1 with the sum 1")
            return rows
        if y.shape != shape[:1]:
            forms = f"class numbers, shape ({shape[0]},), or probabilities, shape {shape}"
            raise ValueError(f"target must hold {forms}, but it has the shape {y.shape}")
        if y.dtype.kind not in "iu":
            raise TypeError(f"class numbers must be integers, but the dtype of target is {y.dtype}")
        wrong = y[(y < 0) | (y >= shape[1])]
        if wrong.size:
            raise ValueError(f"class numbers must lie from 0 to {shape[1] - 1}, but target holds {wrong[0]}")
        return y

    def value_and_gradient(self, z: Array, y: NDArray[Any]) -> tuple[float, Array]:
        m = len(z)
        log_p = log_softmax(z)
        p = np.exp(log_p)
        if y.ndim == 1:
            correct = np.arange(m), y
            value = -float(log_p[correct].sum()) / m
            p[correct] -= 1
        else:
            value = -float(np.vdot(y, log_p)) / m
            p *= y.sum(axis=1, keepdims=True)  # rows sum to 1 but for rounding, and the gradient should be exact
            p -= y
        return value, p / m

    def count_right(self, z: Array, y: NDArray[Any]) -> int:
        return int(np.count_nonzero(z.argmax(axis=1) == (y if y.ndim == 1 else y.argmax(axis=1))))

    def baseline(self, y: NDArray[Any]) -> float:
        return _entropy(np.bincount(y.astype(np.intp)) / len(y) if y.ndim == 1 else y.mean(axis=0))


_TABLE: dict[str, type[Loss]] = {kind.__name__: kind for kind in (MeanSquaredError, BinaryCrossEntropy, CrossEntropy)}


def names() -> tuple[str, ...]:
    """Return the names of all losses, in the order in which the book teaches them.

    >>> names()
    ('MeanSquaredError', 'BinaryCrossEntropy', 'CrossEntropy')
    """
    return tuple(_TABLE)


def get(name: str | type[Loss]) -> type[Loss]:
    """Return the loss of that name, a class to be called without arguments; a class is passed through.

    Raises
    ------
    ValueError
        If there is none; the message lists the names.

    Examples
    --------
    >>> get("MeanSquaredError")()([[1.0]], [3.0])
    4.0

    Introduced in chapter *Losses*.
    """
    return name if isinstance(name, type) else _TABLE[choose(name, _TABLE, "loss")]
