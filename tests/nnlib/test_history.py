"""The record of a run: divergence, the best so far, early stopping, what is kept."""

import math

import numpy as np
import pytest

from nnlib.history import Run, Stop, diverged


@pytest.mark.parametrize("loss", [math.nan, math.inf, -math.inf, np.float64("nan"), np.float32("inf")])
def test_what_has_overflowed_has_diverged(loss):
    assert diverged(loss) is True and diverged(loss, start=1.0) is True


@pytest.mark.parametrize(
    ("loss", "start", "growth", "expected"),
    [(2.0, 1.0, 2, False), (2.01, 1.0, 2, True), (1.31, 1.0, 1.3, True), (1.3, 1.0, 1.3, False), (0, 0, 2, False)],
)
def test_a_loss_that_has_grown_has_diverged(loss, start, growth, expected):
    assert diverged(loss, start, growth) is expected
    assert diverged(loss) is False  # on its own it is only a number


def run_of(validation, patience=2):
    """Return a run through these validation losses, with θ the number of the epoch, and whether it was stopped."""
    theta = np.zeros(1)
    run = Run(theta, patience, record=True)
    for run.epoch, loss in enumerate(validation):
        run.add_batch(1.0, 1, 2)
        theta += 1
        try:
            run.add_epoch(0.1, loss, 0.5)
        except Stop as stop:
            run.stopped = str(stop)
            break
    return run


@pytest.mark.parametrize(
    ("validation", "epochs", "best", "stopped"),
    [
        ([3, 2, 1], 3, 2, "finished"),
        ([3, 2, 2, 2, 1], 4, 1, "early"),  # no better is not better
        ([3, 2, 4, 1, 5, 6, 0], 6, 3, "early"),
        ([math.nan, math.nan, math.nan, 1], 3, None, "early"),
    ],
)
def test_early_stopping(validation, epochs, best, stopped):
    run = run_of(validation)
    history = run.finish(is_classification=True, is_validated=True)
    assert (history.epochs, history.best_epoch, history.stopped) == (epochs, best, stopped)
    assert run.theta == (epochs if best is None else best + 1)
    assert history.parameters.ravel().tolist() == list(range(epochs + 1))


def test_without_patience_nothing_is_put_back():
    run = run_of([3, 2, 4, 5, 6, 7], patience=None)
    assert run.finish(True, True).best_epoch is None and run.theta == 6


def test_an_epoch_is_the_mean_over_its_examples():
    run = Run(np.zeros(2))
    for loss, right, examples in ((1.0, 3, 6), (4.0, 0, 3)):
        run.add_batch(loss, right, examples)
    run.add_epoch(0.5, math.nan, math.nan)
    history = run.finish(is_classification=True, is_validated=False)
    assert (history.loss[0], history.accuracy[0], history.learning_rate[0]) == (2.0, 3 / 9, 0.5)
    assert history.validation_loss is None and history.validation_accuracy is None
    assert run.finish(is_classification=False, is_validated=True).validation_accuracy is None


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_run_that_diverges_goes_back_to_the_last_parameters_with_a_finite_loss(loss):
    theta = np.zeros(1)
    run = Run(theta)
    for place in (1.0, 2.0):
        theta[:] = place
        run.add_batch(0.5, 0, 1)
        theta[:] = 10 * place  # a step later
        run.add_epoch(0.1, math.nan, math.nan)
    with pytest.raises(Stop, match="diverged"):
        run.add_batch(loss, 0, 1)
    run.stopped = "diverged"
    assert run.finish(False, False).epochs == 2 and theta == 2


def test_parameters_that_overflow_at_the_last_step_are_found():
    theta = np.zeros(1)
    run = Run(theta)
    run.add_batch(0.5, 0, 1)
    theta[:] = math.inf
    run.add_epoch(0.1, math.nan, math.nan)
    assert run.finish(False, False).stopped == "diverged" and theta == 0


def test_parameters_that_were_not_recorded_are_asked_for_in_vain():
    history = Run(np.zeros(1)).finish(False, False)
    with pytest.raises(RuntimeError, match=r"train\(..., record=True\)"):
        history.parameters  # noqa: B018


def test_a_history_says_how_the_loss_went():
    run = Run(np.zeros(1))
    assert repr(run.finish(False, False)) == "History(epochs=0, stopped='finished', diagnosis=None)"
    for loss in (3.0, 2.0, 0.123456):
        run.add_batch(loss, 0, 1)
        run.add_epoch(0.1, math.nan, math.nan)
    said = "History(epochs=3, loss=3 → 0.1235, stopped='finished', diagnosis=None)"
    assert repr(run.finish(False, False)) == said
