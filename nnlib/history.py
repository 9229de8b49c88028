"""The history of a run of training: its record by epoch, the best so far, and when it is over before its time.

Introduced in chapter *Training a network*.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlib.types import Array


def diverged(loss: float, start: float = math.inf, growth: float = 2.0) -> bool:
    """Return whether a run has diverged: its loss is no finite number, or more than `growth` times where it started.

    Parameters
    ----------
    loss : float
        Where it is now.
    start : float
        Where it started. Without it only numbers that have overflowed count, which ends training at once.
    growth : float
        How many times the start is too much.

    Examples
    --------
    >>> diverged(math.nan), diverged(1e300), diverged(0.9, start=0.4), diverged(0.9, start=0.4, growth=3)
    (True, False, True, False)

    Introduced in chapter *Training a network*.
    """
    return not (math.isfinite(loss) and loss <= growth * start)


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
    stopped: str
    best_epoch: int | None
    recorded: Array | None = None
    diagnosis: str | None = None

    @property
    def epochs(self) -> int:
        """How many epochs are recorded."""
        return len(self.loss)

    @property
    def parameters(self) -> Array:
        """The parameters before training and after each epoch, shape (epochs + 1, n).

        Raises
        ------
        RuntimeError
            If `train` was not asked to record them.
        """
        if self.recorded is None:
            raise RuntimeError("this run kept no parameters; ask for them with train(..., record=True)")
        return self.recorded

    def __repr__(self) -> str:
        losses = f", loss={self.loss[0]:.4g} → {self.loss[-1]:.4g}" if self.epochs else ""
        return f"History(epochs={self.epochs}{losses}, stopped={self.stopped!r}, diagnosis={self.diagnosis!r})"


class Stop(Exception):
    """The end of a run before its last epoch, and why: "early" or "diverged"."""


class Run:
    """The record of a run that is under way, which also sees when to stop and knows what to go back to.

    Parameters
    ----------
    theta : array, shape (n,)
        The parameters that are trained, in place.
    patience : int or None
        For early stopping: how many epochs in a row the validation loss may be no better than its best.
    record : bool
        Whether to keep the parameters of every epoch.
    """

    def __init__(self, theta: Array, patience: int | None = None, record: bool = False) -> None:
        self.theta, self.patience, self.stopped = theta, patience, "finished"
        self.finite, self.best = theta.copy(), theta.copy()  # the last with a finite loss; those that validated best
        self.best_loss, self.best_epoch = math.inf, 0
        self.rows: list[tuple[float, ...]] = []
        self.recorded = [theta.copy()] if record else None
        self.epoch, self.total, self.right, self.examples = 0, 0.0, 0, 0  # the present epoch and what was counted in it

    def add_batch(self, loss: float, right: int, examples: int) -> None:
        """Count a batch before its step, or raise `Stop` if the run has diverged."""
        self.total += loss * examples
        if diverged(self.total):
            raise Stop("diverged")
        if self.examples == 0:
            self.finite[...] = self.theta
        self.right, self.examples = self.right + right, self.examples + examples

    def add_epoch(self, learning_rate: float, validation_loss: float, validation_accuracy: float) -> None:
        """Close an epoch, or raise `Stop` after it if validation has got no better for too long."""
        m = self.examples
        self.rows.append((self.total / m, self.right / m, learning_rate, validation_loss, validation_accuracy))
        self.total, self.right, self.examples = 0.0, 0, 0
        if self.recorded is not None:
            self.recorded.append(self.theta.copy())
        if validation_loss < self.best_loss:
            self.best_loss, self.best_epoch = validation_loss, self.epoch
            self.best[...] = self.theta
        elif self.patience is not None and self.epoch - self.best_epoch >= self.patience:
            raise Stop("early")

    def finish(self, is_classification: bool, is_validated: bool) -> History:
        """Put θ back to the best with early stopping, else after a divergence to the last finite; return the record."""
        if not np.isfinite(self.theta).all():
            self.stopped = "diverged"  # at the last step, after which no loss was measured
        has_best = self.patience is not None and self.best_loss < math.inf
        if has_best or self.stopped == "diverged":
            self.theta[...] = self.best if has_best else self.finite
        has_meaning = (True, is_classification, True, is_validated, is_validated and is_classification)
        columns = np.array(self.rows, float).reshape(-1, 5).T
        record: list[Any] = [column if meant else None for column, meant in zip(columns, has_meaning)]
        record += [self.stopped, self.best_epoch if has_best else None, self.recorded and np.array(self.recorded)]
        return History(*record)
