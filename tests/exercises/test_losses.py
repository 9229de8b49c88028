"""The checks of the chapter *Losses* name what is wrong."""

import numpy as np
import pytest

from nnlib import softmax
from nnlib.exercises import check


def naive(Z):
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def one_maximum(Z):
    return naive(Z - Z.max())


def naive_bce(z, y):
    return (np.log(1 + np.exp(z)) - y * z).mean()


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("losses.bce", 0.223, "the loss for label 1"),
        ("losses.bce", -1.609, "not negative"),
        ("losses.bce", 0.64, "squared error"),
        ("losses.bce", 0.699, "base 10"),
        ("losses.bce", 2.322, "base 2"),
        ("losses.bce", 0.8, "slope in z"),
        ("losses.bce", 3, "You have 3."),
        ("losses.bce", "x", "should be a number; this is 'x'"),
        ("losses.softmax", lambda Z: np.exp(Z) / np.exp(Z).sum(), "each row should"),
        ("losses.softmax", lambda Z: softmax(Z, axis=0), "columns sum to 1"),
        ("losses.softmax", lambda Z: np.exp(Z), "first row sums to 11.1073"),
        ("losses.softmax", lambda Z: softmax(2 * Z), "yours is 0.867"),
        ("losses.softmax", naive, "e^1002 overflows"),
        ("losses.softmax", lambda Z: naive(np.minimum(Z, Z - Z.max(axis=1, keepdims=True))), "every e^z is 0"),
        ("losses.softmax", one_maximum, "of each row, not of all"),
        ("losses.softmax", lambda Z: Z[0], "yours has (3,)"),
        ("losses.softmax", 3, "should be a function"),
        ("losses.bce-from-logits", lambda z, y: np.logaddexp(0, z) - y * z, "one number, the mean; yours has the shape (3,)"),
        ("losses.bce-from-logits", lambda z, y: (np.logaddexp(0, z) - y * z).sum(), "sum over the examples"),
        ("losses.bce-from-logits", lambda z, y: -naive_bce(z, y), "sign is turned"),
        ("losses.bce-from-logits", lambda z, y: np.logaddexp(0, z).mean(), "− y z is missing"),
        ("losses.bce-from-logits", lambda z, y: naive_bce(z, -y), "subtracted, not added"),
        ("losses.bce-from-logits", naive_bce, "For z = 1000 and y = 0 the loss should be 1000; yours is inf"),
        ("losses.bce-from-logits", lambda z, y: 7, "yours is 7"),
        ("losses.gradient", lambda Z, Y: softmax(Z) - Y, "gradient of the sum"),
        ("losses.gradient", lambda Z, Y: (Y - softmax(Z)) / len(Z), "sign is turned"),
        ("losses.gradient", lambda Z, Y: (softmax(Z) - Y) / 3, "number of classes"),
        ("losses.gradient", lambda Z, Y: (softmax(Z) - Y) / Z.size, "number of elements"),
        ("losses.gradient", lambda Z, Y: (softmax(Z) - Y) * Y / len(Z), "Only the right class"),
        ("losses.gradient", lambda Z, Y: (Z - Y) / len(Z), "logits minus targets"),
        ("losses.gradient", lambda Z, Y: Z + Y, "should be 0.3326; yours is 2"),
        ("losses.weight", 50, "50 is 1 / 0.02"),
        ("losses.weight", 0.02 / 0.98, "other way round"),
        ("losses.weight", -1, "above 0"),
        ("losses.weight", 10, "the cheapest constant is 0.169"),
    ],
)
def test_wrong_answers_hear_why(name, answer, words):
    feedback = check(name, answer)
    assert not feedback.passed
    assert words in feedback.text and feedback.text.startswith("✗")


@pytest.mark.parametrize("answer", [1.6, 1.61, -np.log(0.2)])
def test_rounded_answers_pass(answer):
    assert check("losses.bce", answer).passed


def test_functions_left_open_are_not_yet_right():
    assert check("losses.softmax", lambda Z: ...).text.startswith("○ Not yet")


def test_another_form_of_the_loss_passes():
    assert check("losses.bce-from-logits", lambda z, y: np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-abs(z))))).passed
