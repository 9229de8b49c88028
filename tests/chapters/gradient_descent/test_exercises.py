"""The exercises of the chapter *Gradient descent* name the slip."""

import numpy as np
import pytest

from nnlib.chapters.gradient_descent.exercises import CURVATURE
from nnlib.exercises import check


def fitting(shape):
    """Return a fit whose error has the shape that `shape` makes of X w + b and y."""

    def fit(X, y):
        w, b = 0.0, 0.0
        for _step in range(300):
            inputs, output, target = shape(X, X * w + b, y)
            error = output - target
            w, b = w - 0.2 * np.mean(error * inputs), b - 0.2 * np.mean(error)
        return w, b

    return fit


def broken(X, output, y):
    return X, output, y


def flat(X, output, y):
    return X[:, 0], output[:, 0], y.ravel()


def column(X, output, y):
    return X, output, y[:, None] if y.ndim == 1 else y


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("rate", -0.3, "above 0"),
        ("rate", 0.8, "the factor of one step is −1.34: the run diverges"),
        ("rate", 0.0585, "θ stayed positive"),
        ("rate", 0.1, "five steps leave 3.125 % of the loss; 0.1 % is allowed. Go up"),
        ("rate", 0.17, "five steps leave 0.102 % of the loss; 0.1 % is allowed. Go up"),
        ("rate", 0.6, "overshoots too far"),
        ("rate", (0.3, 0.4), "should be a number"),
        ("wrong-line", 2, "the number of a line, a pair such as (20, 10); this is 2"),
        ("wrong-line", (3, (4.32, 7.2)), "Line 3 follows from line 2"),
        ("wrong-line", (1, (12, 9)), "Line 1 is right"),
        ("wrong-line", (0, (20, 10)), "Line 0 is right"),
        ("wrong-line", (5, (1, 1)), "the lines 0, 1, 2 and 3"),
        ("wrong-line", (2, (12, 8.1)), "belongs to the place before"),
        ("wrong-line", (2, (7.2, 7.2)), "is not (7.2, 7.2)"),
        ("fit", 3, "should be a function"),
        ("fit", fitting(broken), "For targets of shape (6,) your line is still flat"),
        (
            "fit",
            lambda X, y: fitting(column)(X, y) if y.ndim == 1 else (0.0, float(y.mean())),
            "(6, 1) your line is still flat",
        ),
        ("fit", lambda X, y: X @ [1.0], "There should be 2 things: w, b"),
        ("fit", lambda X, y: (X, 0.0), "w should be a number; this is an array of the shape (6, 1)"),
        ("fit", lambda X, y: (2.0, -1.0), "your line is [2.0, -1.0]"),
        ("fit", lambda X, y: X @ y[:3], "stopped with ValueError"),
    ],
)
def test_wrong_answers_hear_why(name, answer, words):
    feedback = check(f"gradient-descent.{name}", answer)
    assert feedback.text.startswith("✗") and words in feedback.text, feedback.text


def test_the_broken_program_of_the_page_draws_a_flat_line_at_the_mean():
    x, y = np.array([-1, 0, 1, 2]), np.array([-1, 2, 2, 5])
    assert np.allclose(fitting(broken)(x[:, None], y), (0, 2))
    assert np.allclose(fitting(column)(x[:, None], y), (1.8, 1.1), atol=1e-4)


@pytest.mark.parametrize("answer", [0.18, 1 / CURVATURE, 0.5, np.array(0.3)])
def test_a_rate_that_is_good_enough_passes(answer):
    assert check("gradient-descent.rate", answer).passed
    assert abs(1 - float(answer) * CURVATURE) ** 10 < 0.001


def test_right_answers_in_other_forms_pass():
    assert check("gradient-descent.wrong-line", (2, np.array([7.2, 8.1]))).passed
    assert check("gradient-descent.fit", fitting(flat)).passed
    assert check("gradient-descent.fit", fitting(column)).passed
    assert check("gradient-descent.fit", lambda X, y: (np.array([[2.0]]), 0.0)).text.startswith("✗")
