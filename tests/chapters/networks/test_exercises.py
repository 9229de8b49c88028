"""`check` names what is wrong in the exercises of the chapter *Layers and networks*."""

import numpy as np
import pytest

from nnlib import Adam, BinaryCrossEntropy, datasets, mlp, train
from nnlib.exercises import check

W, b = np.array([[1.0, -1, 2], [1, 2, -1]]), np.array([0, 1, -1])


def plan(a=(1, "softplus"), b=(200, "softmax"), c=(12, "sigmoid")):
    return a, b, c


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("networks.shapes", lambda X: X @ W + b[:, None], "each example gets a bias and no neuron does"),
        ("networks.shapes", lambda X: (X @ W + b).T, "transposed"),
        ("networks.shapes", lambda X: X @ W, "bias is missing"),
        ("networks.shapes", lambda X: X @ W - b, "should be (3, 4, −1); yours are [3.0, 2.0, 1.0]"),
        (
            "networks.shapes",
            lambda X: X,
            "An X of shape (3, 2) should give sums of shape (3, 3); yours have the shape (3, 2)",
        ),
        ("networks.shapes", lambda X: np.maximum(X @ W + b, 0), "should be (3, 4, −1)"),
        ("networks.shapes", lambda X: X @ W.T, "stopped with ValueError"),
        ("networks.shapes", 3, "should be a function"),
        ("networks.design", plan(a=(1, "relu")), "cannot learn to say more"),
        ("networks.design", plan(a=(1, "identity")), "−3 will be sold"),
        ("networks.design", plan(a=(1, "sigmoid")), "ends at 1"),
        ("networks.design", plan(a=(1, "softmax")), "always 1"),
        ("networks.design", plan(a=(1, "tanh")), "(a) tanh is not"),
        ("networks.design", plan(a=(4, "softplus")), "you have 4"),
        ("networks.design", plan(b=(1, "identity")), "in an order"),
        ("networks.design", plan(b=(12, "softmax")), "200 kinds"),
        ("networks.design", plan(b=(200, "sigmoid")), "with sigmoid they need not"),
        ("networks.design", plan(c=(1, "sigmoid")), "so 12 outputs; you have 1."),
        ("networks.design", plan(c=(12, "softmax")), "several or none"),
        ("networks.design", plan(c=(12, "relu")), "relu gives no probability"),
        ("networks.design", plan(c=12), "a pair such as"),
        ("networks.xor", (1, 1, 0), "(1, 1) lands on (2, 1), and your output there is 3; XOR is 0"),
        ("networks.xor", (1, -2, 1), "(0, 0) lands on (0, 0), and your output there is 1"),
    ],
)
def test_wrong_answers_hear_why(name, answer, words):
    feedback = check(name, answer)
    assert not feedback.passed
    assert words in feedback.text and feedback.text.startswith("✗")


def test_right_answers_pass():
    assert check("networks.shapes", lambda X: X @ W + b).passed
    assert check("networks.shapes", lambda X: (W.T @ X.T + b[:, None]).T).passed
    assert check("networks.xor", (1, -2, 0)).passed
    assert (
        check("networks.design", plan()).passed
        and check("networks.design", plan(a=[1, "exp"], b=(201, "Softmax"))).passed
    )


@pytest.mark.parametrize(("hidden", "low", "high"), [(1, 50, 60), (2, 62, 72), (3, 80, 80), (8, 80, 80)])
def test_how_narrow_a_hidden_layer_may_be(hidden, low, high):
    """What the chapter says was found: one neuron about 55 of 80, two at most 70, three or more all."""
    X, y = datasets.circles(80, noise=0.06, rng=0)
    for seed in range(10):
        net = mlp([2, hidden, 1], activation="tanh", rng=seed)
        train(net, BinaryCrossEntropy(), Adam(0.05), X, y, epochs=300, batch_size=None)
        assert low <= ((net.forward(X)[:, 0] > 0) == y).sum() <= high
