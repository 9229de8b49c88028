"""Training: the loop that makes a network better, and the record of how it went.

Take a few examples, run them forward, measure the loss, run its gradient backward, let the optimizer step; repeat.

>>> from nnlib import Adam, BinaryCrossEntropy, datasets, mlp
>>> X, y = datasets.circles(200, rng=0)
>>> net = mlp([2, 16, 1], rng=0)
>>> history = train(net, BinaryCrossEntropy(), Adam(0.02), X, y, epochs=60, rng=0)
>>> history.accuracy[-1] > 0.95
np.True_

Introduced in chapter *Training a network*.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlib.checks import Array, ArrayLike, NDArray, Rng, as_floats, as_rng, check_count, check_positive
from nnlib.diagnosis import diagnose
from nnlib.fast import ChainPasses, LayerPasses, passes
from nnlib.layers import WeightedLayer
from nnlib.losses import Loss
from nnlib.network import Network
from nnlib.optimizers import Optimizer


@dataclass(repr=False)
class History:
    """What happened in training, one entry for each epoch.

    Attributes
    ----------
    loss, accuracy : array
        Means over the epoch's batches, each measured just before its step. No accuracy (None) in regression.
    validation_loss, validation_accuracy : array or None
        At the end of each epoch; None without validation data.
    learning_rate : array
        At the last step of each epoch.
    parameters : array, shape (epochs + 1, n), or None
        The parameters before training and after each epoch, if `train` was asked to record them.
    stopped : str
        Why training ended: "finished", "early" (validation got no better), "interrupted" or "diverged".
    best_epoch : int or None
        With early stopping, the epoch (from 0) whose parameters the network now has, after divergence too.
    diagnosis : str or None
        What is wrong, if something is: divergence, dead or saturated units, no progress; and what to try.

    Introduced in chapter *Training a network*.
    """

    loss: Array
    accuracy: Array | None
    learning_rate: Array
    validation_loss: Array | None
    validation_accuracy: Array | None
    parameters: Array | None
    stopped: str
    best_epoch: int | None
    diagnosis: str | None

    @property
    def epochs(self) -> int:
        """How many epochs are recorded."""
        return len(self.loss)

    def __repr__(self) -> str:
        losses = f", loss={self.loss[0]:.4g} → {self.loss[-1]:.4g}" if self.epochs else ""
        return f"History(epochs={self.epochs}{losses}, stopped={self.stopped!r}, diagnosis={self.diagnosis!r})"


def minibatches(X: Array, y: Array, batch_size: int, *, rng: Rng = 0) -> Iterator[tuple[Array, NDArray[Any]]]:
    """Go once through all examples in random order, a few at a time; the last batch may be smaller.

    Raises
    ------
    ValueError
        If X and y differ in length or the batch size is below 1.

    Examples
    --------
    >>> X = np.arange(5.0).reshape(5, 1)
    >>> [batch.ravel().tolist() for batch, _ in minibatches(X, X, 2, rng=0)]
    [[2.0, 4.0], [3.0, 0.0], [1.0]]

    Introduced in chapter *Gradient descent*.
    """
    if len(X) != len(y):
        raise ValueError(f"X and y must have one row for each example, but X has {len(X)} and y has {len(y)}")
    check_count(batch_size, "batch_size")
    order = as_rng(rng).permutation(len(X))
    return ((X[i], y[i]) for i in (order[start : start + batch_size] for start in range(0, len(X), batch_size)))


def evaluate(net: Network, loss: Loss, X: ArrayLike, y: ArrayLike) -> tuple[float, float]:
    """Return the loss and the accuracy (NaN in regression) of a network on examples; nothing is changed.

    >>> from nnlib import MeanSquaredError, mlp
    >>> evaluate(mlp([1, 1], initializer="zeros"), MeanSquaredError(), [[1.0], [2.0]], [3.0, 3.0])
    (9.0, nan)
    """
    output = net.forward(X)
    return loss(output, y), loss.accuracy(output, y) if loss.is_classification else math.nan


@np.errstate(over="ignore", invalid="ignore", divide="ignore")  # what overflows is found in the loss
def train(
    net: Network, loss: Loss, optimizer: Optimizer, X: ArrayLike, y: ArrayLike, *, epochs: int,
    batch_size: int | None = 32, rng: Rng = 0, validation: tuple[ArrayLike, ArrayLike] | None = None, l2: float = 0.0,
    early_stopping: int | None = None, record: bool = False, progress: bool = False) -> History:
    """Train a network on examples, in place, and return how it went.

    Parameters
    ----------
    net : Network
        Is changed. If training diverges it keeps the last parameters that gave a finite loss; with early stopping
        the best ones.
    loss : Loss
        What to make small.
    optimizer : Optimizer
        Goes on from where it is with this network. If training diverges it is reset, since its memory is as wrecked
        as the parameters.
    X : array, shape (m, n_in)
        The examples.
    y : array
        Their targets, in the form that the loss takes.
    epochs : int
        How many times to go through all examples.
    batch_size : int or None
        Examples for each step; None is all of them, in their order.
    rng : int or Generator
        Shuffles the examples.
    validation : pair of arrays, optional
        Examples and targets that are only watched.
    l2 : float
        λ of the penalty λ/2 · Σ W², which pulls the weights (not the biases) to 0. The recorded loss is without it.
    early_stopping : int, optional
        Stop when the validation loss has not got better for so many epochs, and go back to the best parameters.
    record : bool
        Whether to keep the parameters of every epoch in the history.
    progress : bool
        Whether to show a progress bar (needs the package tqdm).

    Returns
    -------
    History
        Losses and accuracies by epoch, and a diagnosis if something went wrong. Interrupting (Ctrl-C) returns it too.

    Raises
    ------
    ValueError, TypeError
        If an argument is out of range, the data hold NaN, or shapes do not fit; nothing has changed then.

    Examples
    --------
    >>> from nnlib import MeanSquaredError, SGD, mlp
    >>> net = mlp([1, 1], rng=0)
    >>> history = train(net, MeanSquaredError(), SGD(0.1), [[0.0], [1.0]], [1.0, 3.0], epochs=200, batch_size=None)
    >>> net.parameters.round(3)  # y = 2 x + 1
    array([2., 1.])

    Introduced in chapter *Training a network*.
    """
    inputs, targets = _check_data(net, loss, X, y, "X", "y")
    watched = None if validation is None else _check_data(net, loss, *validation, "validation X", "validation y")
    size = len(inputs) if batch_size is None else batch_size
    patience = epochs if early_stopping is None else early_stopping
    for name, count in (("epochs", epochs), ("batch_size", size), ("early_stopping", patience)):
        check_count(count, name)
    if early_stopping is not None and watched is None:
        raise ValueError("early_stopping needs validation examples to watch")
    if optimizer.state and optimizer.parameters is not net.parameters:
        raise ValueError("this optimizer remembers another network; make a new one or call its reset()")
    weights = [np.arange(layer.size) < layer.W.size for layer in net.layers if isinstance(layer, WeightedLayer)]
    penalty = l2 * np.hstack(weights).astype(net.dtype) if check_positive(l2, "l2", zero=True) and weights else None
    rng, bar = as_rng(rng), _bar(epochs, progress)

    runner, theta = passes(net), net.parameters
    X1 = runner.prepare(inputs)
    watched = watched and (runner.prepare(watched[0]), watched[1])
    kept, best, best_loss, best_epoch = theta.copy(), theta.copy(), math.inf, 0
    rows: list[tuple[float, ...]] = []
    recorded = [theta.copy()] if record else []
    stopped, epoch, total = "finished", 0, 0.0
    try:
        for epoch in bar:
            batches = minibatches(X1, targets, size, rng=rng) if size < len(X1) else [(X1, targets)]
            net.training = True
            total, hits = _epoch(net, runner, loss, optimizer, batches, penalty, kept)
            net.training = False
            if not math.isfinite(total):
                break
            seen = _watch(runner, loss, *watched) if watched else (math.nan, math.nan)
            rows.append((total / len(X1), hits / len(X1), optimizer.last_rate, *seen))
            recorded += [theta.copy()] if record else []
            if progress:
                bar.set_postfix(loss=f"{rows[-1][0]:.4g}")
            if seen[0] < best_loss:
                best_loss, best_epoch = seen[0], epoch
                best[...] = theta
            elif early_stopping and epoch - best_epoch >= patience:
                stopped = "early"
                break
    except KeyboardInterrupt:
        stopped = "interrupted"
    finally:
        net.training = False
    if not math.isfinite(total) or not np.isfinite(theta).all():
        stopped = "diverged"
        optimizer.reset()  # its memory has overflowed, too
    if early_stopping and best_loss < math.inf:
        theta[...] = best
    elif stopped == "diverged":
        theta[...] = kept

    columns = np.array(rows, float).reshape(-1, 5).T
    return History(
        loss=columns[0], accuracy=columns[1] if loss.is_classification else None, learning_rate=columns[2],
        validation_loss=columns[3] if watched else None,
        validation_accuracy=columns[4] if watched and loss.is_classification else None,
        parameters=np.array(recorded) if record else None, stopped=stopped,
        best_epoch=best_epoch if early_stopping and best_loss < math.inf else None,
        diagnosis=diagnose(
            net, inputs[:1000], columns[0], stopped, epoch + 1, optimizer.steps, loss._baseline(targets)))


def _epoch(
    net: Network, runner: ChainPasses | LayerPasses, loss: Loss, optimizer: Optimizer,
    batches: Iterable[tuple[Array, NDArray[Any]]], penalty: Array | None, kept: Array) -> tuple[float, int]:
    """Train on each batch and return the sums of losses and right answers; a loss that is not finite ends it at once.

    `kept` gets the parameters from the epoch's beginning, once they have given a finite loss.
    """
    theta, gradient, total, hits = net.parameters, net.gradient, 0.0, 0
    for number, (X, y) in enumerate(batches):
        output = runner.forward(X)
        value, dL_doutput = loss._value_and_gradient(output, y)
        total += value * len(X)
        if not math.isfinite(total):
            break
        if number == 0:
            kept[...] = theta
        hits += loss._hits(output, y)
        runner.backward(dL_doutput)
        if penalty is not None:
            gradient += penalty * theta
        optimizer.step(theta, gradient)
    return total, hits


def _watch(runner: ChainPasses | LayerPasses, loss: Loss, X1: Array, y: NDArray[Any]) -> tuple[float, float]:
    """Return what `evaluate` returns, of examples that are checked and prepared already: several times as fast."""
    output = runner.forward(X1)
    return loss._value_and_gradient(output, y)[0], loss._hits(output, y) / len(X1)


def _check_data(net: Network, loss: Loss, X: ArrayLike, y: ArrayLike, X_name: str, y_name: str) -> tuple[Array, Any]:
    """Return the examples in the network's dtype and the targets in the loss's form, or refuse them."""
    inputs = as_floats(X, X_name, net.dtype)
    if inputs.ndim < 2 or len(inputs) == 0:
        raise ValueError(f"{X_name} must hold at least one example, one in each row; its shape is {inputs.shape}")
    if not np.isfinite(inputs).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(inputs))[0])
        raise ValueError(f"{X_name} must hold finite numbers, but {X_name}{list(where)} is {inputs[where]}")
    if len(np.asarray(y)) != len(inputs):
        raise ValueError(f"{X_name} has {len(inputs)} examples, but {y_name} has {len(np.asarray(y))}")
    return inputs, loss._check((len(inputs), *net.forward(inputs[:1]).shape[1:]), y, net.dtype)


def _bar(epochs: int, progress: bool) -> Any:
    if not progress:
        return range(epochs)
    try:
        from tqdm.auto import tqdm
    except ImportError:
        raise ImportError("progress=True needs the package tqdm: pip install tqdm") from None
    return tqdm(range(epochs), desc="epochs")
