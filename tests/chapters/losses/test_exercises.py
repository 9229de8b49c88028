"""The checks of the chapter *Losses* name what is wrong, and its experiment ends as the page says."""

import numpy as np
import pytest

from nnlib import CrossEntropy, datasets, log_softmax, softmax
from nnlib.exercises import check

loss = CrossEntropy()


def shared(Z):
    e = np.exp(Z - Z.max())
    return e / e.sum()


def surprise(P, y):
    return -np.log(P[np.arange(len(y)), y]).mean()


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("losses.debug", lambda Z, y: loss(shared(Z), y), "both faults are still in it"),
        ("losses.debug", lambda Z, y: loss(softmax(Z), y), "there are still two"),
        ("losses.debug", lambda Z, y: surprise(shared(Z), y), "still share one sum"),
        ("losses.debug", lambda Z, y: loss(softmax(Z, axis=0), y), "still two softmaxes"),
        ("losses.debug", lambda Z, y: surprise(softmax(Z, axis=0), y), "sum along axis 1"),
        ("losses.debug", lambda Z, y: loss(Z, y) * len(y), "sum over the examples"),
        ("losses.debug", lambda Z, y: -loss(Z, y), "not negative"),
        ("losses.debug", lambda Z, y: 0.5, "yours is 0.5"),
        ("losses.debug", lambda Z, y: surprise(softmax(Z), y), "should be 1000; yours is ∞"),
        ("losses.debug", lambda Z, y: Z, "returns should be a number; this is an array of the shape (2, 3)"),
        ("losses.debug", 3, "should be a function"),
        ("losses.counts", lambda z, y: np.exp(z) - y, "gradient of the sum"),
        ("losses.counts", lambda z, y: (y - np.exp(z)) / len(z), "sign is turned: minus"),
        ("losses.counts", lambda z, y: y - np.exp(z), "division by the number of examples is missing"),
        ("losses.counts", lambda z, y: (1 - y / np.exp(z)) / len(z), "Times λ′(z)".lower()),
        ("losses.counts", lambda z, y: 1 - y / np.exp(z), "not divided by m"),
        ("losses.counts", lambda z, y: (z - y) / len(z), "This is z − y"),
        ("losses.counts", lambda z, y: np.exp(z) / len(z), "y z is missing"),
        ("losses.counts", lambda z, y: (1 / (1 + np.exp(-z)) - y) / len(z), "binary cross-entropy"),
        ("losses.counts", lambda z, y: z, "should be −0.25; yours is 0"),
        ("losses.counts", lambda z, y: z[:2], "returns should be 4 numbers"),
    ],
)
def test_wrong_answers_hear_why(name, answer, words):
    feedback = check(name, answer)
    assert not feedback.passed
    assert words in feedback.text and feedback.text.startswith("✗")


def test_functions_left_open_are_not_yet_right():
    assert check("losses.debug", lambda Z, y: ...).text.startswith("○ Not yet")


def test_another_form_of_the_loss_passes():
    assert check("losses.debug", lambda Z, y: -log_softmax(Z)[np.arange(len(y)), y].mean()).passed


@pytest.mark.parametrize(("wrong", "entropy", "squared"), [(0, 1000, 1000), (1, 51, 1000), (5, 32, 1000), (20, 17, 30)])
def test_wrong_labels_make_cross_entropy_less_confident(wrong, entropy, squared):
    """The open experiment: the steepness that each loss chooses for one cut, as the page tells them."""
    X, kind = datasets.fruit(300, rng=0)
    red, green = X[kind < 2, 0], X[kind < 2, 1]
    label = kind[kind < 2]
    label[:wrong] = 1 - label[:wrong]
    k = np.geomspace(1, 1000, 301)
    z = k[:, None] * (green - 0.4 * red)
    best = (
        k[(np.logaddexp(0, z) - label * z).mean(axis=1).argmin()],
        k[((1 / (1 + np.exp(-z)) - label) ** 2).mean(axis=1).argmin()],
    )
    assert best == pytest.approx((entropy, squared), rel=0.04)
