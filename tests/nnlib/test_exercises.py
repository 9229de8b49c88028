"""`check` names what is wrong. (That every solution passes and every stub is told "not yet": tests/chapters.)"""

import numpy as np
import pytest

from nnlib import exercises
from nnlib.exercises import LONGEST, Feedback, Wrong, as_answer, as_parts, call, check, cut, names, shown


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("neurons.threshold", "three", "should be a number; this is 'three'"),
        ("neurons.threshold", float("nan"), "should be a number"),
        ("neurons.threshold", (0.1, 0.9), "should be a number"),
        ("neurons.mean_error", 3, "should be a function"),
        ("neurons.mean_error", lambda output, target: np.abs(output - target).mean(), "every output is compared with"),
        (
            "neurons.mean_error",
            lambda output, target: np.abs(output[:, 0] - target),
            "one error for each of the 5 examples. Take the mean",
        ),
        ("neurons.mean_error", lambda output, target: (output[:, 0] - target).mean(), "cancel"),
        ("neurons.mean_error", lambda output, target: np.abs(output[:, 0] - target).sum(), "the sum of the errors"),
        ("neurons.mean_error", lambda output, target: 0, "you have 0; it should be"),
        ("neurons.mean_error", lambda output, target: 1 / 0, "ZeroDivisionError"),
        ("neurons.mean_error", lambda output: output, "stopped with TypeError"),
        ("neurons.threshold", 0.9, "other way round"),
        ("neurons.threshold", 0.5, "silence costs 4.5"),
        ("neurons.threshold", 9, "between 0 and 1"),
        ("neurons.xor", lambda x1, x2: 1, "At (0, 0) your function returns 1; XOR is 0"),
    ],
)
def test_wrong_answers_hear_why(name, answer, words):
    feedback = check(name, answer)
    assert not feedback.passed
    assert words in feedback.text and feedback.text.startswith("✗")


@pytest.mark.parametrize("answer", [..., None, (1, ..., 2), [None]])
def test_open_answers_are_not_yet_right(answer):
    assert check("neurons.threshold", answer).text.startswith("○ Not yet")


def test_functions_left_open_are_not_yet_right():
    assert check("neurons.xor", lambda x1, x2: ...).text.startswith("○ Not yet")


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("digits.sums", "the exercises of digits are digits.prepare, digits.refuse, digits.threshold; "),
        ("members.sums", "the chapters with exercises are activations, backpropagation, "),
        ("sums", "the chapters with exercises are activations, backpropagation, "),
    ],
)
def test_unknown_exercise_hears_which_are_near_and_how_one_is_made(name, known):
    with pytest.raises(ValueError) as error:
        check(name, 1)
    said = str(error.value)
    assert said.startswith(f"there is no exercise {name!r}; {known}") and len(said) < 320
    assert said.endswith(
        f'; a new one is a function under @exercise("{name}") in nnlib/chapters/<chapter>/exercises.py'
    )


def test_names_are_those_of_the_chapters():
    assert {"neurons.mean_error", "neurons.threshold", "neurons.xor"} <= set(names())


def test_feedback_shows_itself_as_its_sentence():
    assert repr(Feedback(True, "✓ Right.")) == "✓ Right."


class Unwritable:
    """Cannot even be shown."""

    def __repr__(self):
        raise RuntimeError("no words")


def fails(*_arguments):
    raise KeyError("x" * 10_000)


NONSENSE = {
    "a word": "three",
    "a number too large for a float": 10**400,
    "not a number": float("nan"),
    "infinite": np.inf,
    "an array of the wrong shape": np.zeros((3, 1, 2)),
    "a vector": np.zeros(3),
    "an array of NaN": np.full((2, 2), np.nan),
    "an empty array": np.zeros(0),
    "a pair": (1, "two"),
    "a long list": list(range(1000)),
    "a ragged list": [[1], [2, 3]],
    "a dictionary": {},
    "a thing": object(),
    "an unwritable thing": Unwritable(),
    "a function that fails": fails,
    "a function of nothing": lambda: 1,
    "a function that returns a word": lambda *_: "three",
    "a function that returns nothing": lambda *_: None,
    "a function that returns a vector": lambda *_: np.full(3, 0.123),
    "a function that returns NaN": lambda *_: np.nan,
    "a function that returns a pair": lambda *_: (np.zeros((4, 4)), np.zeros(2)),
    "a function that returns three": lambda *_: (1, 2, 3),
    "a function that returns a number too large": lambda *_: 10**400,
    "a function that returns an unwritable thing": lambda *_: Unwritable(),
}


@pytest.mark.parametrize("answer", NONSENSE.values(), ids=NONSENSE.keys())
@pytest.mark.parametrize("name", names())
def test_whatever_comes_is_answered_in_words(name, answer):
    feedback = check(name, answer)
    assert not feedback.passed and feedback.text.startswith(("✗ Not quite. ", "○ Not yet."))
    assert 20 < len(feedback.text) < 600
    assert "cannot read" not in feedback.text, "each check knows by itself what it cannot use"


def test_what_no_check_foresees_becomes_a_sentence(monkeypatch):
    def short_sighted(answer):
        return answer["reason"]

    monkeypatch.setitem(exercises._EXERCISES, "neurons.short-sighted", short_sighted)
    assert check("neurons.short-sighted", {"reason": "so it is"}).passed
    feedback = check("neurons.short-sighted", 5)
    assert feedback.passed is False and "The check cannot read this answer, 5." in feedback.text
    assert "TypeError" in feedback.text


@pytest.mark.parametrize(
    ("read", "sentence"),
    [
        (lambda: as_answer(3, (2,)), "The answer should be 2 numbers; this is 3."),
        (lambda: as_answer([1, 2], (1,)), "The answer should be 1 number; this is [1, 2]."),
        (lambda: as_answer([], ()), "The answer should be a number; this is []."),
        (lambda: as_answer("x", (2, 2)), "The answer should be an array of the shape (2, 2); this is 'x'."),
        (
            lambda: as_answer([[1, 2]], (2,), name="db1"),
            "db1 should be 2 numbers; this is an array of the shape (1, 2).",
        ),
        (
            lambda: as_answer(np.zeros((0, 2)), (2,)),
            "The answer should be 2 numbers; this is array([], shape=(0, 2), dtype=float64).",
        ),
        (
            lambda: as_answer([[1.0, np.inf]], (1, 2)),
            "The answer should be an array of the shape (1, 2); this is [[1.0, inf]].",
        ),
        (lambda: as_parts((1, 2, 3), "w", "b"), "There should be 2 things: w, b; this is 3 things."),
        (lambda: as_parts([1], "w", "b"), "There should be 2 things: w, b; this is 1 thing."),
        (lambda: call(5), "The answer should be a function; this is 5."),
        (lambda: call(lambda: {}["a key"]), "Your function stopped with KeyError: 'a key'"),
    ],
)
def test_what_cannot_be_read_is_named(read, sentence):
    with pytest.raises(Wrong) as caught:
        read()
    assert str(caught.value) == sentence


def test_what_can_be_read():
    assert as_answer([[5]]) == 5.0 and as_answer([[5]]).shape == () and as_answer([[5]]).dtype == float
    assert as_answer([True, False], (2,)).tolist() == [1, 0]
    assert as_answer([np.inf, np.nan], (2,), finite=False)[0] == np.inf
    assert as_parts([1, 2], "w", "b") == as_parts((1, 2), "w", "b") == (1, 2)
    assert call(lambda a, b: a - b, 5, 3) == 2


def test_what_is_shown_of_an_answer():
    assert cut("x" * LONGEST) == "x" * LONGEST and cut("x" * (LONGEST + 1)) == "x" * LONGEST + " …"
    assert shown("y" * 500) == "'" + "y" * (LONGEST - 1) + " …" and shown(np.eye(2)) == "array([[1., 0.], [0., 1.]])"
    assert shown(shown) == "the function shown" and shown(Unwritable()) == "an object of type Unwritable"
    assert str(Wrong("{a} and {b}", a="z" * 500, b=2)) == "z" * LONGEST + " … and 2"
