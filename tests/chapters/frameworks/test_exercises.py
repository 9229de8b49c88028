"""The exercises of the chapter *From nnlib to frameworks* name the slip."""

import numpy as np
import pytest

from nnlib.exercises import check


def carried(*, transpose=True, order="layers", extra=()):
    """Return a solution with a slip; without arguments it is right."""

    def function(state):
        arrays = list(state.values())
        if order == "biases first":
            arrays = [a for W, b in zip(arrays[::2], arrays[1::2]) for a in (b, W)]
        if order == "kinds":
            arrays = arrays[::2] + arrays[1::2]
        if order == "backwards":
            arrays = [a for W, b in zip(arrays[-2::-2], arrays[::-2]) for a in (W, b)]
        return np.concatenate([*((a.T if transpose else a).ravel() for a in arrays), extra])

    return function


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("translate", (0.05,), "There should be 2 things: rate, beta"),
        ("translate", ("fast", 0.8), "rate should be a number"),
        ("translate", (0.8, 0.05), "learning rate comes first"),
        ("translate", (0.05, 0.2), "β is the share of the past"),
        ("translate", (0.0002, 0.8), "PyTorch's own rate"),
        ("translate", (0.01, 0.8), "adds gradients up as well"),
        ("translate", (0.001, 0.8), "the loss is a sum as well"),
        ("translate", (0.002, 0.8), "*divided*"),
        ("translate", (0.00002, 0.8), "where you divided"),
        ("translate", (0.0125, 0.8), "not by β"),
        ("translate", (0.1, 0.8), "2 times as long"),
        ("carry", 5, "should be a function"),
        ("carry", lambda state: np.zeros(3), "should be 26 numbers"),
        ("carry", carried(extra=[1.0]), "should be 26 numbers"),
        ("carry", carried(transpose=False), "not transposed"),
        ("carry", carried(order="biases first"), "come after its weights"),
        ("carry", carried(order="kinds"), "all biases last"),
        ("carry", carried(order="backwards"), "other outputs"),
        ("carry", lambda state: state["weight"], "KeyError"),
        ("faults", 3, "three letters from A to L"),
        ("faults", "BI", "three letters"),
        ("faults", "BIX", "three letters"),
        ("faults", "BIJ", "Line J is right"),
        ("faults", "ABI", "Line A is right"),
        ("faults", "IKL", "what comes out of it"),
        ("faults", "BKL", "when are the gradients cleared"),
    ],
)
def test_a_slip_is_named(name, answer, words):
    result = check(f"frameworks.{name}", answer)
    assert not result.passed and words in result.text, result.text


@pytest.mark.parametrize(
    ("name", "answer"),
    [("translate", [0.05, 0.8]), ("carry", carried()), ("carry", lambda s: list(carried()(s))), ("faults", "bik"),
     ("faults", "LIB")],
)  # fmt: skip
def test_right_answers_in_other_forms_pass(name, answer):
    result = check(f"frameworks.{name}", answer)
    assert result.passed, result.text
