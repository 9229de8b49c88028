"""What the checks of the chapter *Backpropagation* say to the usual slips, and that its engine has forty lines."""

from pathlib import Path

import nbformat
import numpy as np
import pytest

from nnlib.exercises import check


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("chain", (2, 1, 1), "The square still has to multiply"),
        ("chain", (2, 4, 2), "wrong way round"),
        ("chain", (4, 2, 1), "by z is 2, not 1"),
        ("chain", (3, 2, 2), "by x is 4, not 3"),
        ("chain", (4, 5, 2), "by y is 2, not 5"),
        ("chain", 4, "should be 3 numbers"),
        ("divide", lambda a, b: (1 / b, a / b**2), "wrong sign"),
        ("divide", lambda a, b: (b, -a / b**2), "by a is 0.5; you have 2"),
        ("divide", lambda a, b: (1 / b, -a / b), "by b is −0.75; you have −1.5"),
        ("divide", lambda a, b: 1 / b, "should be 2 numbers"),
        ("divide", 3, "should be a function"),
        ("dense", lambda X, W, dZ: X, "should return three arrays"),
        ("dense", lambda X, W, dZ: (dZ.T @ X, dZ.sum(axis=0), dZ @ W.T), "dW should have the shape of W, (3, 4)"),
        ("dense", lambda X, W, dZ: (X.T @ dZ, dZ.sum(axis=1), dZ @ W.T), "db should have the shape of b, (4,)"),
        ("dense", lambda X, W, dZ: (X.T @ dZ, dZ.mean(axis=0), dZ @ W.T), "db is divided by the number of examples"),
        ("dense", lambda X, W, dZ: (X.T @ dZ, dZ.sum(axis=0), X), "dX has the right shape"),
        ("dense", lambda X, W, dZ: (X.T @ dZ, "b", X), "db should be an array of numbers"),
        ("dense", lambda X, W, dZ: X @ dZ, "ValueError"),
        ("slope", lambda f, x, e: (f(x + e) - f(x)) / e, "gives 12.61"),
        ("slope", lambda f, x, e: (f(x) - f(x - e)) / e, "gives 11.41"),
        ("slope", lambda f, x, e: (f(x + e) - f(x - e)) / e, "Twice too large"),
        ("slope", lambda f, x, e: (f(x + e) - f(x - e)) / 2 * e, "brackets"),
        ("slope", lambda f, x, e: (f(x - e) - f(x + e)) / (2 * e), "sign is turned"),
        ("slope", lambda f, x, e: 12.0, "yours gives 12"),
        ("passes", (45_361, 45_360, 2), "moves to one side"),
        ("passes", (45_360, 45_360, 2), "(a)"),
        ("passes", (90_720, 1, 2), "(b)"),
        ("passes", (90_720, 45_360, 1), "count it too"),
        ("passes", (90_720, 45_360, 45_360), "(c)"),
    ],
)
def test_wrong_answers_hear_why(name, answer, words):
    feedback = check(f"backpropagation.{name}", answer)
    assert not feedback.passed
    assert words in feedback.text and feedback.text.startswith("✗")


def test_dense_left_open_is_not_yet_right():
    assert check("backpropagation.dense", lambda X, W, dZ: (..., ..., ...)).text.startswith("○ Not yet")
    assert check("backpropagation.dense", lambda X, W, dZ: (np.zeros(1), None, None)).text.startswith("○ Not yet")


def test_the_engine_of_the_chapter_has_forty_lines():
    path = Path(__file__).parents[2] / "chapters" / "backpropagation.ipynb"
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    engine = [cell for cell in cells if any(part in cell for part in ("class Var", "def softplus", "def history"))]
    assert len(engine) == 3
    assert 35 <= sum(bool(line.strip()) for cell in engine for line in cell.splitlines()) <= 40
