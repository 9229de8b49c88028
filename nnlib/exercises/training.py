"""The exercises of the chapter *Training a network*."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from nnlib import SGD, BinaryCrossEntropy, datasets, minibatches, mlp, train
from nnlib.checks import Array
from nnlib.exercises import Wrong, call, exercise, numbers
from nnlib.network import Network
from nnlib.words import _, number


def _by_hand(batches: Callable[[Any], Any], *, step_after_epoch: bool = False) -> Array:
    """Return the parameters after the loop of the exercise; `batches` makes an epoch's batches from the generator."""
    X, y = datasets.moons(40, rng=3)
    net, loss, optimizer, rng = mlp([2, 5, 1], "tanh", rng=4), BinaryCrossEntropy(), SGD(0.5), np.random.default_rng(5)
    for _epoch in range(3):
        for X_batch, y_batch in batches((X, y, rng)):
            net.backward(loss.gradient(net.forward(X_batch), y_batch))
            if not step_after_epoch:
                optimizer.step(net.parameters, net.gradient)
        if step_after_epoch:
            optimizer.step(net.parameters, net.gradient)
    return net.parameters


@exercise("training.loop")
def loop(answer: Any) -> str:
    """A function fit(net, loss, optimizer, X, y, epochs, batch_size, rng) that trains and returns the network."""
    X, y = datasets.moons(40, rng=3)
    net, rng = mlp([2, 5, 1], "tanh", rng=4), np.random.default_rng(5)
    before = net.parameters.copy()
    optimizer = SGD(0.5)
    result = call(answer, net, BinaryCrossEntropy(), optimizer, X, y, 3, 8, rng)
    if not isinstance(result, Network):
        raise Wrong("Return the network, net; yours returns {kind}.", kind=type(result).__name__)
    twin = mlp([2, 5, 1], "tanh", rng=4)
    train(twin, BinaryCrossEntropy(), SGD(0.5), X, y, epochs=3, batch_size=8, rng=5)
    got = result.parameters
    if np.array_equal(got, before):
        raise Wrong("No parameter has changed. After backward, the optimizer has to step on net.parameters.")
    for words, slip in (
        (_("You use the whole data set in each step; forward and gradient should see X_batch and y_batch."),
         lambda d: [d[:2] for _batch in range(5)]),
        (_("The step stands outside the inner loop, so there is one for each epoch; there should be one for each batch."),
         None),
    ):  # fmt: skip
        wrong = _by_hand(slip) if slip else _by_hand(lambda d: minibatches(d[0], d[1], 8, rng=d[2]), step_after_epoch=True)
        if np.allclose(got, wrong):
            raise Wrong(words)
    if optimizer.steps != 15:
        raise Wrong("40 examples in batches of 8 for 3 epochs make 15 steps; yours took {steps}.", steps=optimizer.steps)
    if not np.allclose(got, twin.parameters):
        raise Wrong("The number of steps is right, but the parameters are not those of nnlib.train. "
                    "Is it loss.gradient(output, y_batch) that goes into backward?")  # fmt: skip
    return _("Batch, forward, loss, backward, update: the same parameters as nnlib.train.")


@exercise("training.scale")
def scale(answer: Any) -> str:
    """Standard deviations for a layer with 8 inputs and 24 outputs: He 0.5, Xavier 0.25."""
    he, xavier = numbers(answer, 2)
    if np.isclose(he, 0.25) and np.isclose(xavier, 0.5):
        raise Wrong("These are the right numbers in the wrong order: He first.")
    if np.isclose(he, 0.25):
        raise Wrong("0.25 is He's variance, 2/8. The standard deviation is its root.")
    if np.isclose(he, np.sqrt(1 / 8), atol=2e-3):
        raise Wrong("For He you have the root of 1/8. The factor 2 makes up for the half that ReLU takes away.")
    if np.isclose(he, np.sqrt(2 / 24), atol=2e-3):
        raise Wrong("For He you used the 24 outputs. What a sum adds up is its inputs.")
    if not np.isclose(he, 0.5, atol=2e-3):
        raise Wrong("For He you have {he}. It is the root of 2 divided by the number of inputs.", he=number(he, 4))
    if np.isclose(xavier, 1 / 16, atol=2e-3):
        raise Wrong("He is right. For Xavier you gave the variance; take its root.")
    if not np.isclose(xavier, 0.25, atol=2e-3):
        raise Wrong("He is right. For Xavier you have {xavier}; it is the root of 2 / (8 + 24).", xavier=number(xavier, 4))
    return _("√(2/8) and √(2/32).")


@exercise("training.split")
def split(answer: Any) -> str:
    """A function split(X, y, n_test, rng): shuffled, apart, scaled by the training examples alone."""
    X = np.column_stack([np.arange(30.0), 100 + np.arange(30.0) ** 2])
    y = (np.arange(30) >= 15).astype(int)
    result = call(answer, X.copy(), y.copy(), 10, np.random.default_rng(0))
    if not isinstance(result, (tuple, list)) or len(result) != 4:
        raise Wrong("Return four arrays: X_train, y_train, X_test, y_test.")
    X_train, y_train, X_test, y_test = map(np.asarray, result)
    shapes = X_train.shape, y_train.shape, X_test.shape, y_test.shape
    if shapes != ((20, 2), (20,), (10, 2), (10,)):
        raise Wrong("From 30 examples with 10 for the test the shapes should be (20, 2), (20,), (10, 2), (10,); "
                    "yours are {shapes}.", shapes=", ".join(map(str, shapes)))  # fmt: skip
    if len(set(y_test)) == 1 or sorted(set(np.diff(X_test[:, 0]).round(9))) == sorted({np.diff(X_test[:, 0])[0].round(9)}):
        raise Wrong("Your test examples stand in the order of the data, which is sorted by class. Shuffle first.")
    if np.allclose(X_train.mean(axis=0), 0) and np.allclose(X_test.mean(axis=0), 0):
        raise Wrong("You scaled the test examples by their own mean. Use that of the training examples for both.")
    together = np.vstack([X_train, X_test])
    if np.allclose(together.mean(axis=0), 0) and not np.allclose(X_train.mean(axis=0), 0):
        raise Wrong("Mean and standard deviation come from all examples, so the test examples leaked in. "
                    "Compute them on X_train alone.")  # fmt: skip
    if not np.allclose(X_train.mean(axis=0), 0) or not np.allclose(X_train.std(axis=0), 1):
        raise Wrong("The training examples should have mean 0 and standard deviation 1 in each column.")
    place = np.argsort(np.argsort(together[:, 0]))
    labels = np.concatenate([y_train, y_test])
    if len(set(together[:, 0].round(9))) != 30:
        raise Wrong("Some examples are in both parts, or twice in one; each should be in exactly one.")
    if not np.array_equal(labels, (place >= 15).astype(int)):
        raise Wrong("Inputs and labels no longer belong together. Use one order for both.")
    return _("Shuffled together, cut once, scaled by the training examples.")


@exercise("training.stopping")
def stopping(answer: Any) -> str:
    """Losses 0.9 0.7 0.6 0.62 0.58 0.6 0.61 0.63 0.5 with patience 3: stops after epoch 7, keeps epoch 4."""
    last, kept = numbers(answer, 2)
    if (last, kept) == (4, 7):
        raise Wrong("These are the right epochs in the wrong order: the last epoch that is run comes first.")
    if (last, kept) == (8, 5):
        raise Wrong("You counted from 1. The first loss belongs to epoch 0.")
    if last == 8:
        raise Wrong("Epoch 8 has the least loss of the row, but training does not get there: it is run only if the rule "
                    "has not stopped before.")  # fmt: skip
    if last in (5, 6):
        raise Wrong("Three epochs in a row without a new best: 0.6, 0.61, 0.63. Count on.")
    if last == 3:
        raise Wrong("Epoch 3 is one epoch without a new best; the patience is 3. In epoch 4 there is a new best.")
    if last != 7:
        raise Wrong("You stop after epoch {last}. Go through the row and note the best loss so far.", last=number(last))
    if kept == 7:
        raise Wrong("The network goes back to the best parameters, not to the last ones.")
    if kept == 2:
        raise Wrong("0.6 in epoch 2 was the best for a while; 0.58 came later.")
    if kept != 4:
        raise Wrong("The best loss up to epoch 7 is 0.58; which epoch is that?")
    return _("Best in epoch 4, three epochs without a better one, stop. The 0.5 is never seen.")


_CURES = {
    1: ("B", {
        "A": _("Case 1: more units would fit the training examples still better; that is not what is missing."),
        "C": _("Case 1: a loss of 0.01 in training says that the steps are fine."),
        "D": _("Case 1: the units are learning, as the training loss shows."),
    }),
    2: ("A", {
        "B": _("Case 2: λ pulls towards a simpler rule, and this network is too simple already."),
        "C": _("Case 2: both losses have levelled off, and no jumps are told; the steps are not the trouble."),
        "D": _("Case 2: nothing is said of dead units, and one neuron without a hidden layer has none."),
    }),
    3: ("C", {
        "A": _("Case 3: with more units the numbers overflow just the same."),
        "B": _("Case 3: λ is far too weak against steps that overshoot."),
        "D": _("Case 3: numbers overflow here, they do not die down."),
    }),
    4: ("D", {
        "A": _("Case 4: more units with the same start would be silent too."),
        "B": _("Case 4: λ pulls weights further towards 0, where nothing passes."),
        "C": _("Case 4: the gradient is 0, so the learning rate has nothing to multiply."),
    }),
}  # fmt: skip


@exercise("training.cure")
def cure(answer: Any) -> str:
    """Four cases and four cures, as a string of letters: BACD."""
    if not isinstance(answer, str) or sorted(answer.upper()) != list("ABCD"):
        raise Wrong("The answer should be a string with each of the letters A to D once; this is {what}.", what=repr(answer))
    for letter, (right, reasons) in zip(answer.upper(), _CURES.values()):
        if letter != right:
            raise Wrong(reasons[letter])
    return _("Each cure answers its symptom.")
