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
from nnlib.checks import Array, ArrayLike, NDArray, as_floats


class Loss:
    """What all losses have in common; a loss of your own overrides the methods with an underscore.

    Attributes
    ----------
    is_classification : bool
        Whether it makes sense to count right answers.
    """

    is_classification: bool = True

    def __call__(self, output: ArrayLike, target: ArrayLike) -> float:
        """Return the loss of the network's raw output for the target.

        Raises
        ------
        ValueError
            If the shapes do not fit, there is no example, or a target is outside its range.
        TypeError
            If the targets are of a type that makes no sense here.
        """
        return self._value_and_gradient(*self._read(output, target))[0]

    def gradient(self, output: ArrayLike, target: ArrayLike) -> Array:
        """Return the gradient of the loss with respect to the raw output, an array of the output's shape."""
        return self._value_and_gradient(*self._read(output, target))[1]

    def accuracy(self, output: ArrayLike, target: ArrayLike) -> float:
        """Return the share of right answers, from 0 to 1."""
        if not self.is_classification:
            raise TypeError(f"{type(self).__name__} measures distances; it has no right and wrong answers to count")
        z, y = self._read(output, target)
        return self._hits(z, y) / len(z)

    def _read(self, output: ArrayLike, target: ArrayLike) -> tuple[Array, NDArray[Any]]:
        z = as_floats(output, "output")
        return z, self._check(z.shape, target, z.dtype)

    def _check(self, shape: tuple[int, ...], target: ArrayLike, dtype: np.dtype[np.floating]) -> NDArray[Any]:
        """Return the target in the form that the next two work with, or refuse it.

        Here that is one number for each output; (m,) stands for (m, 1).
        """
        y = as_floats(target, "target", dtype)
        if y.ndim == 1 and shape == (y.size, 1):
            y = y.reshape(shape)
        _check_examples(shape)
        if y.shape != shape:
            raise ValueError(f"target must have the shape of the output, {shape}, but it has the shape {y.shape}")
        if not np.isfinite(y).all():
            raise ValueError("target must hold finite numbers, but it holds NaN or infinity")
        return y

    def _value_and_gradient(self, z: Array, y: NDArray[Any]) -> tuple[float, Array]:
        raise NotImplementedError

    def _hits(self, z: Array, y: NDArray[Any]) -> int:
        """Count the right answers; in regression there are none."""
        return 0

    def _baseline(self, y: NDArray[Any]) -> float:
        """Return the loss of the best output that is the same for every example."""
        return 0.0

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


def _check_examples(shape: tuple[int, ...]) -> None:
    if len(shape) < 2 or 0 in shape:
        raise ValueError(f"output must have the shape (m, n) with at least one example, but it has the shape {shape}")


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

    is_classification = False

    def _value_and_gradient(self, z: Array, y: NDArray[Any]) -> tuple[float, Array]:
        error = z - y
        value = float(np.vdot(error, error)) / error.size
        return value, error * (2 / error.size)

    def _baseline(self, y: NDArray[Any]) -> float:
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

    def _check(self, shape: tuple[int, ...], target: ArrayLike, dtype: np.dtype[np.floating]) -> Array:
        y = super()._check(shape, target, dtype)
        if y.min() < 0 or y.max() > 1:
            wrong = y[(y < 0) | (y > 1)][0]
            raise ValueError(f"target must hold labels or probabilities from 0 to 1, but it holds {wrong:g}")
        return y

    def _value_and_gradient(self, z: Array, y: NDArray[Any]) -> tuple[float, Array]:
        # log(1 + e^z) − y z as (max(z, 0) − y z) + log(1 + e^−|z|): no term overflows and none is below 0
        e = np.exp(-np.abs(z))
        value = float((np.maximum(z, 0) - y * z + np.log1p(e)).sum(dtype=float)) / len(z)
        return value, (np.where(z < 0, e, 1) / (1 + e) - y) / len(z)

    def _hits(self, z: Array, y: NDArray[Any]) -> int:
        right = (z > 0) == (y > 0.5)
        return int(np.count_nonzero(right if z.shape[1] == 1 else right.all(axis=1)))

    def _baseline(self, y: NDArray[Any]) -> float:
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

    def _check(self, shape: tuple[int, ...], target: ArrayLike, dtype: np.dtype[np.floating]) -> NDArray[Any]:
        _check_examples(shape)
        y = np.asarray(target)
        if y.shape == shape:
            rows = as_floats(y, "target", dtype)
            if not np.isfinite(rows).all() or rows.min() < 0 or np.abs(rows.sum(axis=1) - 1).max() > 1e-3:
                raise ValueError("each row of target must hold probabilities, from 0 to 1 with the sum 1")
            return rows
        if y.shape != shape[:1]:
            raise ValueError(f"target must hold class numbers, shape ({shape[0]},), or probabilities, shape {shape}, "
                             f"but it has the shape {y.shape}")
        if y.dtype.kind not in "iu":
            raise TypeError(f"class numbers must be integers, but the dtype of target is {y.dtype}")
        if y.min() < 0 or y.max() >= shape[1]:
            wrong = y[(y < 0) | (y >= shape[1])][0]
            raise ValueError(f"class numbers must lie from 0 to {shape[1] - 1}, but target holds {wrong}")
        return y

    def _value_and_gradient(self, z: Array, y: NDArray[Any]) -> tuple[float, Array]:
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

    def _hits(self, z: Array, y: NDArray[Any]) -> int:
        return int(np.count_nonzero(z.argmax(axis=1) == (y if y.ndim == 1 else y.argmax(axis=1))))

    def _baseline(self, y: NDArray[Any]) -> float:
        return _entropy(np.bincount(y) / len(y) if y.ndim == 1 else y.mean(axis=0))
