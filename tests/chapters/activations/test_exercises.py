"""The exercises of the chapter *Activations*: wrong answers hear why."""

import numpy as np
import pytest

from nnlib import activations
from nnlib.exercises import check

step = activations.get("step")


def sorted_by(X, between, last=step, bias=-1.5):
    """What the sorter says with `between` between its layers and `last` after the last."""
    return last(between(X @ [[-0.4, 0.7], [1, -1], [0, 0]]) @ [1, 1] + bias)


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("activations.sorter", lambda X: sorted_by(X, lambda z: z), "the second layer gets the sums Z1"),
        ("activations.sorter", lambda X: sorted_by(X, step, last=lambda z: z), "is a sum, not a verdict"),
        ("activations.sorter", lambda X: sorted_by(X, step, bias=-0.5), "It says 1 for every fruit"),
        ("activations.sorter", lambda X: 1 - sorted_by(X, step), "For the tomato with red 1 and green 0.25 it says 1"),
        (
            "activations.sorter",
            lambda X: step(X[:, 1] - 0.4 * X[:, 0]),
            "For the lemon with red 1 and green 0.85 it says 1",
        ),
        ("activations.sorter", lambda X: 1.0, "returns should be 6 numbers"),
        ("activations.sorter", lambda X: "no", "returns should be 6 numbers"),
        ("activations.sorter", lambda X: X @ np.ones(2), "stopped with ValueError"),
        ("activations.sorter", 0.5, "should be a function"),
        ("activations.softplus", lambda z: np.log(1 + np.exp(z)), "At z = 1000 the result is not a finite number"),
        ("activations.softplus", lambda z: np.maximum(0, z), "This is ReLU"),
        ("activations.softplus", lambda z: np.maximum(0, z) + np.log(1 + np.exp(-abs(z))), "At z = −40 you have 0"),
        ("activations.softplus", lambda z: np.log1p(np.exp(np.minimum(z, 500))), "At z = 1000 you have 500"),
        ("activations.softplus", lambda z: np.exp(-np.abs(z)), "At z = −1 you have 0.3679"),
        ("activations.dead", lambda Z: (Z <= 0).all(axis=1), "a verdict for each of the 3 examples"),
        ("activations.dead", lambda Z: (Z <= 0).any(axis=0), "fires for one example"),
        ("activations.dead", lambda Z: (Z < 0).all(axis=0), "At 0 the slope of ReLU is 0 as well"),
        ("activations.dead", lambda Z: (Z > 0).any(axis=0), "the other way round"),
        ("activations.dead", lambda Z: np.ones(4, bool), "For the unit with the sums 1, −2, −1 you say True"),
        ("activations.dead", lambda Z: True, "returns should be 4 numbers"),
        ("activations.dead", lambda Z: "no", "returns should be 4 numbers"),
    ],
)
def test_wrong_answers_hear_why(name, answer, words):
    feedback = check(name, answer)
    assert not feedback.passed
    assert words in feedback.text and feedback.text.startswith("✗")


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("activations.sorter", lambda X: sorted_by(X, step)),
        ("activations.sorter", lambda X: sorted_by(X, step)[:, None]),
        ("activations.softplus", activations.get("softplus")),
        ("activations.dead", lambda Z: ~(activations.get("relu")(Z).any(axis=0))),
        ("activations.dead", lambda Z: [max(column) <= 0 for column in Z.T]),
        ("activations.softplus", lambda z: np.logaddexp(0, z)),
    ],
)
def test_right_answers_pass(name, answer):
    assert check(name, answer).passed


@pytest.mark.parametrize("name", ["activations.sorter", "activations.softplus"])
def test_functions_left_open_are_not_yet_right(name):
    assert check(name, lambda z: ...).text.startswith("○ Not yet")
