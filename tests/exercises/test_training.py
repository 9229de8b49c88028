"""The exercises of the chapter *Training a network* name the slip."""

import numpy as np
import pytest

from nnlib import minibatches
from nnlib.exercises import check


def fit(*, whole=False, outside=False, step=True, twice=False, factor=1.0, back="net"):
    """Return a loop with a slip; without arguments it is right."""

    def loop(net, loss, optimizer, X, y, epochs, batch_size, rng):
        for _epoch in range(epochs):
            for X_batch, y_batch in minibatches(X, y, batch_size, rng=rng):
                if whole:
                    X_batch, y_batch = X, y
                net.backward(factor * loss.gradient(net.forward(X_batch), y_batch))
                for _step in range(2 if twice else 1):
                    if step and not outside:
                        optimizer.step(net.parameters, net.gradient)
            if outside:
                optimizer.step(net.parameters, net.gradient)
        return {"net": net, "parameters": net.parameters}[back]

    return loop


def split(*, shuffled=True, scale="rest", labels="same", double=False, swap=False):
    """Return a split with a slip; without arguments it is right."""

    def function(X, y, n_test, rng):
        order = rng.permutation(len(X)) if shuffled else np.arange(len(X))
        test, rest = order[:n_test], order[n_test:]
        if double:
            rest = np.r_[rest[:-1], test[:1]]
        base = {"rest": X[rest], "all": X, "none": None, "own": X[rest]}[scale]
        mean, std = (0, 1) if base is None else (base.mean(axis=0), base.std(axis=0))
        X_train, X_test = (X[rest] - mean) / std, (X[test] - mean) / std
        if scale == "own":
            X_test = (X[test] - X[test].mean(axis=0)) / X[test].std(axis=0)
        y_train, y_test = (y[rest], y[test]) if labels == "same" else (y[rest[::-1]], y[test])
        return (X_train, X_test, y_train, y_test) if swap else (X_train, y_train, X_test, y_test)

    return function


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("loop", 3, "should be a function"),
        ("loop", fit(back="parameters"), "Return the network"),
        ("loop", fit(step=False), "No parameter has changed"),
        ("loop", fit(whole=True), "whole data set in each step"),
        ("loop", fit(outside=True), "outside the inner loop"),
        ("loop", fit(twice=True), "15 steps; yours took 30"),
        ("loop", fit(factor=-1), "not those of nnlib.train"),
        ("scale", (0.25, 0.5), "wrong order"),
        ("scale", (0.25, 0.0625), "He's variance"),
        ("scale", (8**-0.5, 0.25), "factor 2"),
        ("scale", (12**-0.5, 0.25), "24 outputs"),
        ("scale", (0.7, 0.25), "you have 0.7"),
        ("scale", (0.5, 0.0625), "take its root"),
        ("scale", (0.5, 0.3), "you have 0.3"),
        ("split", lambda *_: 1, "four arrays"),
        ("split", split(swap=True), "yours are (20, 2), (10, 2)"),
        ("split", split(shuffled=False), "Shuffle first"),
        ("split", split(scale="own"), "by their own mean"),
        ("split", split(scale="all"), "leaked in"),
        ("split", split(scale="none"), "mean 0 and standard deviation 1"),
        ("split", split(double=True), "in both parts"),
        ("split", split(labels="other"), "no longer belong together"),
        ("stopping", (4, 7), "wrong order"),
        ("stopping", (8, 5), "counted from 1"),
        ("stopping", (8, 8), "does not get there"),
        ("stopping", (6, 4), "Count on"),
        ("stopping", (3, 2), "the patience is 3"),
        ("stopping", (2, 2), "stop after epoch 2"),
        ("stopping", (7, 7), "not to the last"),
        ("stopping", (7, 2), "for a while"),
        ("stopping", (7, 5), "which epoch is that"),
        ("cure", "BAC", "each of the letters"),
        ("cure", ("B", "A", "C", "D"), "each of the letters"),
        ("cure", "ABCD", "Case 1: more units"),
        ("cure", "BCAD", "Case 2: both losses"),
        ("cure", "BADC", "Case 3: numbers overflow"),
    ],
)
def test_wrong_answers_hear_why(name, answer, words):
    feedback = check(f"training.{name}", answer)
    assert feedback.text.startswith("✗") and words in feedback.text, feedback.text


def test_right_answers_in_other_forms_pass():
    assert check("training.loop", fit()).passed
    assert check("training.scale", np.array([0.5, 0.25])).passed
    assert check("training.split", split()).passed
    assert check("training.stopping", [7, 4]).passed
    assert check("training.cure", "bacd").passed
