"""`check` names what is wrong in the exercises of the chapter *Layers and networks*."""

import numpy as np
import pytest

from nnlib.exercises import check


def forward(between=lambda Z: np.maximum(Z, 0), last=lambda Z: Z, bias=1):
    def run(X, layers):
        for number, (W, b) in enumerate(layers, start=1):
            X = (last if number == len(layers) else between)(X @ W + bias * b)
        return X

    return run


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("networks.parameters", 43, "also has a bias"),
        ("networks.parameters", 57, "Inputs compute nothing"),
        ("networks.parameters", 11, "Add the weights"),
        ("networks.parameters", 14, "weights and the biases"),
        ("networks.parameters", 44, "leaves out the last layer"),
        ("networks.parameters", 50, "50 is not right"),
        ("networks.parameters", "many", "should be a number"),
        ("networks.forward", forward(last=lambda Z: np.maximum(Z, 0)), "last layer has no ReLU"),
        ("networks.forward", forward(between=lambda Z: Z), "one linear layer"),
        ("networks.forward", forward(bias=0), "biases are missing"),
        ("networks.forward", forward(between=np.tanh), "it should be"),
        ("networks.forward", lambda X, layers: X, "should become (6, 2); yours has the shape (6, 3)"),
        ("networks.forward", lambda X, layers: X @ layers[0][0].T, "stopped with ValueError"),
        ("networks.xor", (1, 1, 0), "(1, 1) lands on (2, 1), and your output there is 3; XOR is 0"),
        ("networks.xor", (1, -2, 1), "(0, 0) lands on (0, 0), and your output there is 1"),
        ("networks.bump", (-50, 25, 2, -2), "rise at x = 1 and x = −0.5"),
        ("networks.bump", (1, -0.5, 2, -2), "by only 1/50"),
        ("networks.bump", (50, -25, 2, 2), "two steps up"),
        ("networks.bump", (50, -25, 1, -1), "At x = −0.8 your network says 1; it should be about 2"),
        ("networks.bump", (50, -25), "should be 4 numbers"),
    ],
)
def test_wrong_answers_hear_why(name, answer, words):
    feedback = check(name, answer)
    assert not feedback.passed
    assert words in feedback.text and feedback.text.startswith("✗")


def test_right_answers_pass():
    assert check("networks.parameters", 54).passed
    assert check("networks.forward", forward()).passed
    assert check("networks.xor", (1, -2, 0)).passed
    assert check("networks.bump", (50, -25, 2, -2)).passed
