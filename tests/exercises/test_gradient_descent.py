"""The exercises of the chapter *Gradient descent* name the slip."""

import numpy as np
import pytest

from nnlib.exercises import check


def stepping(rule, steps=10):
    """Return a descend function whose every step is `rule(theta, gradient, rate)`."""

    def descend(gradient, start, rate, _steps):
        theta = start.copy()
        for _step in range(steps):
            theta = rule(theta, gradient, rate)
        return theta

    return descend


def right(theta, gradient, rate):
    return theta - rate * gradient(theta)


def in_place(gradient, start, rate, steps):
    for _step in range(steps):
        start -= rate * gradient(start)
    return start


def scaled(factor):
    def gradient(X, y, w, b):
        error = X @ w + b - y
        return factor * 2 * X.T @ error / len(y), factor * 2 * error.mean()

    return gradient


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("step", (9, 11), "lies uphill"),
        ("step", (3, 3), "needs the slope"),
        ("step", (-1, 7), "with the learning rate"),
        ("step", (6, 5.25), "slope of 4"),
        ("step", (5.5, 4), "After one step you have 5.5"),
        ("step", (5, 3), "you used the old slope"),
        ("step", (5, 1), "you have 1"),
        ("step", 5, "should be 2 numbers; this is 5"),
        ("step", (5, float("nan")), "should be 2 numbers"),
        ("bound", (0.4, 2 / 11), "takes 5 for the curvature"),
        ("bound", (2, 2 / 11), "flat direction"),
        ("bound", (0.1, 0.1), "twice that"),
        ("bound", (0.3, 0.1), "Your bound is 0.3"),
        ("bound", (0.2, 0.1), "0 and 0.9"),
        ("bound", (0.2, 0.15), "factors are −0.5 and 0.85"),
        ("descend", 3, "should be a function"),
        ("descend", in_place, "Work on a copy"),
        ("descend", stepping(right, 0), "the start"),
        ("descend", stepping(right, 1), "one step;"),
        ("descend", stepping(right, 9), "too few"),
        ("descend", stepping(right, 11), "too many"),
        ("descend", stepping(lambda theta, gradient, rate: theta + rate * gradient(theta)), "climbs"),
        ("descend", lambda gradient, start, rate, steps: start - steps * rate * gradient(start), "gradient of the start"),
        ("descend", stepping(lambda theta, gradient, rate: 0.5 * theta), "it should be [1.046"),
        ("descend", lambda *_: 1.0, "yours has ()"),
        ("gradient", lambda X, y, w, b: w, "two things"),
        ("gradient", lambda X, y, w, b: (1.0, 1.0), "yours are () and ()"),
        ("gradient", scaled(-1), "signs are turned"),
        ("gradient", scaled(5), "divide by their number"),
        ("gradient", scaled(0.5), "factor 2"),
        ("gradient", scaled(2.5), "2 divided by"),
        ("gradient", lambda X, y, w, b: (scaled(1)(X, y, w, b)[0], 0.0), "The gradient by b is 0.0"),
    ],
)
def test_wrong_answers_hear_why(name, answer, words):
    feedback = check(f"gradient-descent.{name}", answer)
    assert feedback.text.startswith("✗") and words in feedback.text, feedback.text


def test_right_answers_in_other_forms_pass():
    assert check("gradient-descent.step", np.array([5.0, 4.0])).passed
    assert check("gradient-descent.bound", (0.2, 0.1818)).passed
    assert check("gradient-descent.descend", stepping(right)).passed
    assert check("gradient-descent.gradient", scaled(1)).passed
