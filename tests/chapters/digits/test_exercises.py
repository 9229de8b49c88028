"""`check` names what is wrong in the exercises of the chapter *Recognising digits*."""

import numpy as np
import pytest

from nnlib import softmax
from nnlib.chapters.digits.exercises import REFUSED
from nnlib.chapters.digits.kept import held_out, kept_network
from nnlib.exercises import check


def refuse(P, y, threshold):
    given = P.max(axis=1) >= threshold
    return 1 - given.mean(), (P[given].argmax(axis=1) != y[given]).mean()


def with_given(given):
    return lambda P, y, t: (1 - given(P, t).mean(), (P[given(P, t)].argmax(axis=1) != y[given(P, t)]).mean())


def of_all(P, y, threshold):
    given = P.max(axis=1) >= threshold
    return 1 - given.mean(), (given & (P.argmax(axis=1) != y)).mean()


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("digits.prepare", lambda images: images.reshape(784, -1).T // 255, "pixels of all the images"),
        ("digits.prepare", lambda images: images.reshape(784, -1).T / 255, "pixels of all the images"),
        ("digits.prepare", lambda images: images.reshape(784, -1).T, "pixels of all the images"),
        ("digits.prepare", lambda images: images.reshape(len(images), 784) // 255, "cuts off everything"),
        ("digits.prepare", lambda images: images.reshape(len(images), 784), "still go up to 255"),
        ("digits.prepare", lambda images: images.reshape(len(images), 784).T / 255, "rows are pixels"),
        ("digits.prepare", lambda images: images / 255, "array of the shape (3, 28, 28)"),
        ("digits.prepare", lambda images: images.reshape(len(images), 784) / 128, "should become 0.8"),
        ("digits.prepare", 3, "should be a function"),
        ("digits.refuse", lambda P, y, t: (1 - refuse(P, y, t)[0], 0.5), "share of the answers given; asked"),
        ("digits.refuse", lambda P, y, t: (refuse(P, y, t)[0], 1 - refuse(P, y, t)[1]), "share of right answers"),
        ("digits.refuse", of_all, "Divide by the number of answers given"),
        ("digits.refuse", lambda P, y, t: (refuse(P, y, t)[0], (P.argmax(axis=1) != y).mean()), "no wrong answer"),
        ("digits.refuse", with_given(lambda P, t: P.max(axis=1) > t), "exactly the threshold"),
        ("digits.refuse", with_given(lambda P, t: P.min(axis=1) < t), "share refused is 0.4; yours is 0"),
        ("digits.refuse", lambda P, y, t: (refuse(P, y, t)[0], 0.9), "should be 0.333; yours is 0.9"),
        ("digits.refuse", lambda P, y, t: 0.4, "2 things"),
        ("digits.threshold", (0.9, 0.9, 0.99), "(a) With 0.9, 114 refusals and 20 mistakes at 1 each cost 134"),
        ("digits.threshold", (0, 0.99, 0.99), "(b) With 0.99, 277 refusals and 7 mistakes at 10 each cost 347"),
        ("digits.threshold", (0, 0.9, 0.999), "(c) With 0.999, 523 refusals and 2 mistakes at 30 each cost 583"),
        ("digits.threshold", (0, 0.5, 0.99), "(b) should be one of the thresholds"),
        ("digits.threshold", 0.9, "3 things"),
    ],
)
def test_wrong_answers_hear_why(name, answer, words):
    feedback = check(name, answer)
    assert not feedback.passed
    assert words in feedback.text and feedback.text.startswith("✗")


def test_right_answers_pass():
    assert check("digits.prepare", lambda images: images.reshape(-1, 784).astype("float32") / 255).passed
    assert check("digits.refuse", refuse).passed
    assert check("digits.threshold", [0, 0.9, 0.99]).passed


def test_the_table_of_refusals_is_that_of_the_network():
    X, y = held_out()
    P = softmax(kept_network().forward(X))
    for threshold, (refused, wrong) in REFUSED.items():
        given = P.max(axis=1) >= threshold
        assert ((~given).sum(), (given & (P.argmax(axis=1) != y)).sum()) == (refused, wrong)


def test_a_pixel_without_ink_keeps_its_weight_but_for_the_penalty():
    """Exercise 4: no gradient without ink, and under Adam the penalty empties such weights whatever its size."""
    from nnlib import Adam, CrossEntropy, mlp, train

    rng = np.random.default_rng(0)
    X, y = rng.random((64, 20)), rng.integers(0, 3, 64)
    X[:, 5] = 0
    for l2, left in ((0.0, 1.0), (1e-5, 0.0)):
        net = mlp([20, 8, 3], rng=0)
        before = net.layers[0].W[5].copy()
        train(net, CrossEntropy(), Adam(0.003), X, y, epochs=800, batch_size=None, l2=l2)
        assert np.allclose(net.layers[0].W[5], left * before, atol=0.01)
