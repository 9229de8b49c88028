"""Training: the loop that makes a network better.

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
from collections.abc import Iterator
from typing import Any

import numpy as np

from nnlib.checks import as_floats, as_rng, check_count, check_positive
from nnlib.diagnosis import diagnose
from nnlib.fast import ChainPasses, LayerPasses, passes
from nnlib.history import History, Run, Stop
from nnlib.losses import Loss
from nnlib.network import Network
from nnlib.optimizers import Optimizer
from nnlib.types import Array, ArrayLike, NDArray, Rng


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
    net: Network,
    loss: Loss,
    optimizer: Optimizer,
    X: ArrayLike,
    y: ArrayLike,
    *,
    epochs: int,
    batch_size: int | None = 32,
    rng: Rng = 0,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    l2: float = 0.0,
    early_stopping: int | None = None,
    record: bool = False,
    progress: bool = False,
) -> History:
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
    if not (isinstance(net, Network) and isinstance(loss, Loss) and isinstance(optimizer, Optimizer)):
        raise TypeError(f"train takes a network, a loss and an optimizer, not {net!r}, {loss!r} and {optimizer!r}")
    inputs, targets = _check_data(net, loss, X, y)
    watched = None if validation is None else _check_data(net, loss, *validation, "validation ")
    size, patience = len(inputs) if batch_size is None else batch_size, 1 if early_stopping is None else early_stopping
    for name, count in (("epochs", epochs), ("batch_size", size), ("early_stopping", patience)):
        check_count(count, name)
    if early_stopping is not None and watched is None:
        raise ValueError("early_stopping needs validation examples to watch")
    if optimizer.state and optimizer.parameters is not net.parameters:
        raise ValueError("this optimizer remembers another network; make a new one or call its reset()")
    penalty, rng, bar = _penalty(net, l2), as_rng(rng), _bar(epochs, progress)

    runner, theta, gradient = passes(net), net.parameters, net.gradient
    examples, watched = runner.prepare(inputs), watched and (runner.prepare(watched[0]), watched[1])
    run = Run(theta, early_stopping, record)
    try:
        for run.epoch in bar:
            net.training = True
            batches = minibatches(examples, targets, size, rng=rng) if size < len(inputs) else [(examples, targets)]
            for X_batch, y_batch in batches:
                output = runner.forward(X_batch)
                value, dZ = loss.value_and_gradient(output, y_batch)
                run.add_batch(value, loss.count_right(output, y_batch), len(X_batch))
                runner.backward(dZ)
                if penalty is not None:
                    gradient += penalty * theta
                optimizer.step(theta, gradient)
            net.training = False
            run.add_epoch(optimizer.last_rate, *_watch(runner, loss, *watched) if watched else (math.nan, math.nan))
            if progress:
                bar.set_postfix(loss=f"{run.rows[-1][0]:.4g}")
    except (Stop, KeyboardInterrupt) as reason:
        run.stopped = str(reason) or "interrupted"
    finally:
        net.training = False

    history = run.finish(loss.is_classification, watched is not None)
    if history.stopped == "diverged":
        optimizer.reset()  # its memory has overflowed, too
    some, epoch, baseline = inputs[:1000], run.epoch + 1, loss.baseline(targets)
    history.diagnosis = diagnose(net, some, history.loss, history.stopped, epoch, optimizer.steps, baseline)
    return history


def _watch(runner: ChainPasses | LayerPasses, loss: Loss, X: Array, y: NDArray[Any]) -> tuple[float, float]:
    """Return what `evaluate` returns, of examples that are checked and prepared already: several times as fast."""
    output = runner.forward(X)
    return loss.value_and_gradient(output, y)[0], loss.count_right(output, y) / len(output)


def _penalty(net: Network, l2: float) -> Array | None:
    """Return the λ of every parameter, 0 for biases; None if there is nothing to pull."""
    is_weight = np.hstack([layer.is_weight() for layer in net.layers])
    return l2 * is_weight.astype(net.dtype) if check_positive(l2, "l2", zero=True) and is_weight.any() else None


def _check_data(net: Network, loss: Loss, X: ArrayLike, y: ArrayLike, kind: str = "") -> tuple[Array, NDArray[Any]]:
    """Return the examples in the network's dtype and the targets in the loss's form, or refuse them."""
    name = f"{kind}X"
    inputs, m = as_floats(X, name, net.dtype), len(np.asarray(y))
    if inputs.ndim < 2 or len(inputs) == 0:
        raise ValueError(f"{name} must hold at least one example, one in each row; its shape is {inputs.shape}")
    if not np.isfinite(inputs).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(inputs))[0])
        raise ValueError(f"{name} must hold finite numbers, but {name}{list(where)} is {inputs[where]}")
    if m != len(inputs):
        raise ValueError(f"{name} has {len(inputs)} examples, but {kind}y has {m}")
    return inputs, loss.as_target(y, (m, *net.forward(inputs[:1]).shape[1:]), net.dtype)


def _bar(epochs: int, progress: bool) -> Any:
    if not progress:
        return range(epochs)
    try:
        from tqdm.auto import tqdm
    except ImportError:
        raise ImportError("progress=True needs the package tqdm: pip install tqdm") from None
    return tqdm(range(epochs), desc="epochs")
