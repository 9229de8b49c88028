"""The exercises of the chapter *Training a network* name the slip."""

import numpy as np
import pytest

from nnlib.chapters.training.exercises import BROKEN, broken_run, unlabelled
from nnlib.exercises import check


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


def repairs(**changes):
    """Return the five repairs with some replaced; without arguments they are right."""
    right = {"A": {"rate": 0.5}, "B": {"shift": 0}, "C": {"hidden": (20,)}, "D": {"l2": 0.0}, "E": {"examples": 200}}
    return list((right | changes).values())


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("split", lambda *_: 1, "There should be 4 things: X_train, y_train, X_test, y_test; this is 1."),
        ("split", split(swap=True), "y_train should be 20 numbers; this is an array of the shape (10, 2)"),
        ("split", split(shuffled=False), "Shuffle first"),
        ("split", split(scale="own"), "by their own mean"),
        ("split", split(scale="all"), "leaked in"),
        ("split", split(scale="none"), "mean 0 and standard deviation 1"),
        ("split", split(double=True), "in both parts"),
        ("split", split(labels="other"), "no longer belong together"),
        ("curves", "CEFAD", "each of the letters"),
        ("curves", tuple("CEFADB"), "each of the letters"),
        ("curves", "BEFADC", "falls, turns and rises"),
        ("curves", "CAFEDB", "close together and level"),
        ("curves", "CEBADF", "jump up and down"),
        ("curves", "CEFDAB", "slope at the end"),
        ("repair", {"A": {}}, "five dictionaries"),
        ("repair", [1, 2, 3, 4, 5], "five dictionaries"),
        ("repair", repairs(A={"rate": 0.5, "hidden": (20,)}), "you change 2"),
        ("repair", repairs(A={}), "you change 0"),
        ("repair", repairs(B={"epochs": 1000}), "more epochs do not repair it"),
        ("repair", repairs(A={"speed": 1}), "Run A stopped with ValueError: there is no setting speed"),
        ("repair", repairs(A={"rate": "fast"}), "Run A stopped with ValueError: learning_rate must be"),
        ("repair", repairs(A={"rate": 20}), "what became of the units"),
        ("repair", repairs(B={"rate": 0.05}), "look at the inputs"),
        ("repair", repairs(C={"rate": 5}), "What shape of boundary"),
        ("repair", repairs(D={"rate": 0.05}), "What keeps its weights small"),
        ("repair", repairs(E={"l2": 0.01}), "Compare the two losses"),
    ],
)
def test_wrong_answers_hear_why(name, answer, words):
    feedback = check(f"training.{name}", answer)
    assert feedback.text.startswith("✗") and words in feedback.text, feedback.text


def test_right_answers_in_other_forms_pass():
    assert check("training.split", split()).passed
    assert check("training.curves", "cefadb").passed
    assert check("training.repair", repairs()).passed
    assert check("training.repair", tuple(repairs(D={"l2": 0.001}, C={"hidden": (8, 8)}))).passed


def test_every_broken_run_is_broken():
    for name in BROKEN:
        assert broken_run(name).validation_accuracy[-1] < 0.8, name
    with pytest.raises(ValueError, match="the broken runs are A, B, C, D, E"):
        broken_run("F")


def test_the_unlabelled_curves_do_what_the_statements_say():
    runs = unlabelled()
    loss = {letter: run.loss for letter, run in runs.items()}
    seen = {letter: run.validation_loss for letter, run in runs.items()}
    assert seen["C"][-1] > 1.3 * seen["C"].min() and loss["C"][-1] < 0.5 * loss["C"][20]
    assert abs(loss["E"][-20:] - np.log(2)).max() < 0.02 > abs(seen["E"][-20:] - np.log(2)).max()
    assert np.abs(np.diff(seen["F"])).mean() > 4 * np.abs(np.diff(seen["C"])).mean()
    assert loss["A"][-1] > 0.3 and loss["A"][-1] < loss["A"][-20] - 0.01 and seen["A"][-1] < seen["A"][-20] - 0.01
    assert (loss["D"][1:] > seen["D"][1:]).mean() > 0.8
    assert seen["B"].min() > np.log(2) and seen["B"][-1] > 1.5 * seen["B"][0]
