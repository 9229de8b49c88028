"""What the checks of the chapter *Backpropagation* say to the usual slips, and that its engine has forty lines."""

from pathlib import Path

import nbformat
import numpy as np
import pytest

from nnlib.exercises import check


def mended(X, y, Z1, A1, y_hat, W2):
    """The backward pass of the second exercise without its faults."""
    dZ2 = (y_hat - y) / len(X)
    dZ1 = dZ2 @ W2.T * A1 * (1 - A1)
    return X.T @ dZ1, dZ1.sum(axis=0), A1.T @ dZ2, dZ2.sum(axis=0)


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("signs", ("up", "down", "up", "lemon"), "signs of the gradient"),
        ("signs", ("down", "down", "down", "lemon"), "The orange"),
        ("signs", ("up", "up", "down", "lemon"), "The tomato"),
        ("signs", ("down", "up", "up", "lemon"), "does not ask who is right"),
        ("signs", ("down", "up", "down", "tomato"), "not the tomato"),
        ("signs", ("down", "up", "down", "plum"), "The last answer"),
        ("signs", (1, 2, 3, "lemon"), 'each be "up" or "down"'),
        ("signs", 3, "There should be 4 things: tomato, orange, lemon, the fruit that moves it least; this is 3."),
        ("repair", ({"dW1", "db1"}, mended), "its own line"),
        ("repair", ({"dA1", "db1"}, mended), "in the layer before"),
        ("repair", ({"db1"}, mended), "you name 1"),
        ("repair", ("dZ1", mended), "you name 1"),
        ("repair", ({"dQ", "db1"}, mended), "Name two of"),
        ("repair", (3, mended), "Name two of"),
        (
            "repair",
            mended,
            "There should be 2 things: the names of the two lines, the function; this is the function mended",
        ),
        (
            "repair",
            ({"dZ1", "db1"}, lambda *a: mended(*a)[:2]),
            "There should be 4 things: dW1, db1, dW2, db2; this is 2 things",
        ),
        ("repair", ({"dZ1", "db1"}, lambda *a: (mended(*a)[0] + 1, *mended(*a)[1:])), "dW1 still differs"),
        (
            "repair",
            ({"dZ1", "db1"}, lambda *a: (mended(*a)[0].T, *mended(*a)[1:])),
            "dW1 should be an array of the shape (3, 2); this is an array of the shape (2, 3)",
        ),
        ("repair", ({"dZ1", "db1"}, lambda *a: (mended(*a)[0], mended(*a)[1] / 6, *mended(*a)[2:])), "examples twice"),
        (
            "repair",
            ({"dZ1", "db1"}, lambda *a: (mended(*a)[0], mended(*a)[1] + 1, *mended(*a)[2:])),
            "db1 still differs",
        ),
        ("repair", ({"dZ1", "db1"}, lambda *a: (*mended(*a)[:3], mended(*a)[3] + 1)), "which was right, is wrong now"),
    ],
)
def test_wrong_answers_hear_why(name, answer, words):
    feedback = check(f"backpropagation.{name}", answer)
    assert not feedback.passed
    assert words in feedback.text and feedback.text.startswith("✗")


def test_what_is_left_open_is_not_yet_right():
    assert check("backpropagation.signs", ("down", "up", ..., "lemon")).text.startswith("○ Not yet")
    assert check("backpropagation.repair", (..., mended)).text.startswith("○ Not yet")


def test_the_faults_of_the_second_exercise_are_two_and_keep_every_shape():
    path = Path(__file__).parents[3] / "chapters" / "backpropagation.ipynb"
    (cell,) = [
        c.source for c in nbformat.read(path, as_version=4).cells if c.source.startswith("def backward_pass(X, y")
    ]
    faulty = cell.split("\nculprits")[0]
    half_mended = faulty.replace("dA1 * Z1 * (1 - Z1)", "dA1 * A1 * (1 - A1)")
    rng = np.random.default_rng(0)
    arguments = [rng.normal(size=shape) for shape in ((5, 3), (5, 1), (5, 2), (5, 2), (5, 1), (2, 1))]
    for code, same in ((faulty, [False, False, True, True]), (half_mended, [True, False, True, True])):
        names = {}
        exec(code, names)
        given, right = names["backward_pass"](*arguments), mended(*arguments)
        assert [a.shape for a in given] == [b.shape for b in right]
        assert [np.allclose(a, b) for a, b in zip(given, right)] == same


def test_the_engine_of_the_chapter_has_forty_lines():
    path = Path(__file__).parents[3] / "chapters" / "backpropagation.ipynb"
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    engine = [cell for cell in cells if any(part in cell for part in ("class Var", "def softplus", "def history"))]
    assert len(engine) == 3
    assert 35 <= sum(bool(line.strip()) for cell in engine for line in cell.splitlines()) <= 40
