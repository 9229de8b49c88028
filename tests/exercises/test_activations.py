"""The exercises of the chapter *Activations*: wrong answers hear why."""

import numpy as np
import pytest

from nnlib import activations
from nnlib.exercises import check

sigmoid = activations.get("sigmoid")


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("activations.tanh", 2 * 0.6225 - 1, "Inside the sigmoid z is doubled"),
        ("activations.tanh", 0.7311, "Stretch it"),
        ("activations.tanh", 1.4622, "above 1"),
        ("activations.tanh", 0.9, "You have 0.9"),
        ("activations.tanh", "half", "should be a number; this is 'half'"),
        ("activations.collapse", (-1, 5), "sum of the weights"),
        ("activations.collapse", (-6, 5), "sum of the biases"),
        ("activations.collapse", (-6, 4), "put x = 0 into both"),
        ("activations.collapse", (6, 1), "what stands before x"),
        ("activations.collapse", -6, "should be 2 numbers"),
        ("activations.silu", lambda z: sigmoid(z), "what the first factor gives"),
        ("activations.silu", lambda z: sigmoid.derivative(z), "not the product of the derivatives"),
        ("activations.silu", lambda z: z * sigmoid.derivative(z), "from the first factor, σ(z), is missing"),
        ("activations.silu", lambda z: z * sigmoid(z), "not its derivative"),
        ("activations.silu", lambda z: np.ones_like(z), "At z = −2 you have 1; the slope there is −0.0908"),
        ("activations.silu", lambda z: 1.0, "should return 3 numbers"),
        ("activations.silu", lambda z: "no", "should return 3 numbers"),
        ("activations.silu", 0.5, "should be a function"),
        ("activations.softplus", lambda z: np.log(1 + np.exp(z)), "At z = 1000 the result is not a finite number"),
        ("activations.softplus", lambda z: np.maximum(0, z), "This is ReLU"),
        ("activations.softplus", lambda z: np.maximum(0, z) + np.log(1 + np.exp(-abs(z))), "At z = −40 you have 0"),
        ("activations.softplus", lambda z: np.log1p(np.exp(np.minimum(z, 500))), "At z = 1000 you have 500"),
        ("activations.softplus", lambda z: np.exp(-np.abs(z)), "At z = −1 you have 0.3679"),
        ("activations.dead", 6, "fires at every input"),
        ("activations.dead", 0, "at x = 0 only"),
        ("activations.dead", -3, "above x = 1.5"),
        ("activations.dead", -5, "With b = −5 the sum at x = 3 is 1"),
        ("activations.dead", -8, "a larger bias would do"),
    ],
)
def test_wrong_answers_hear_why(name, answer, words):
    feedback = check(name, answer)
    assert not feedback.passed
    assert words in feedback.text and feedback.text.startswith("✗")


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("activations.tanh", np.tanh(0.5)),
        ("activations.collapse", (-6, 1)),
        ("activations.silu", activations.get("silu").derivative),
        ("activations.softplus", activations.get("softplus")),
        ("activations.softplus", lambda z: np.logaddexp(0, z)),
        ("activations.dead", -6.0),
    ],
)
def test_right_answers_pass(name, answer):
    assert check(name, answer).passed


@pytest.mark.parametrize("name", ["activations.silu", "activations.softplus"])
def test_functions_left_open_are_not_yet_right(name):
    assert check(name, lambda z: ...).text.startswith("○ Not yet")
