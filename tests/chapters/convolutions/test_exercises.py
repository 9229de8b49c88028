"""`check` names what is wrong in the exercises of the chapter *A first look at convolutions*."""

import numpy as np
import pytest

from nnlib.chapters.convolutions.images import slide
from nnlib.exercises import check


def strided(image, kernel, stride):
    return slide(image, kernel)[::stride, ::stride]


def wrong_rows(image, kernel, stride):
    return strided(image, kernel, stride) + (np.arange(len(strided(image, kernel, stride))) == 1)[:, None]


def first_ones(image, kernel, stride):
    n = len(strided(image, kernel, stride))
    return slide(image, kernel)[:n, :n]


def total(branches, ends, dY):
    return sum(branch.backpropagate(part) for branch, part in zip(branches, np.split(dY, ends, axis=1)))


def of_branch(chosen):
    def backward(branches, ends, dY):
        return [branch.backpropagate(part) for branch, part in zip(branches, np.split(dY, ends, axis=1))][chosen]

    return backward


def joined(branches, ends, dY):
    parts = np.split(dY, ends, axis=1)
    return np.concatenate([branch.backpropagate(part) for branch, part in zip(branches, parts)], axis=1)


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("convolutions.slide", lambda image, kernel, s: slide(image, kernel), "only those that begin 2 pixels apart"),
        ("convolutions.slide", lambda image, kernel, s: strided(image, kernel, s)[:-1, :-1], "so add 1"),
        ("convolutions.slide", lambda image, kernel, s: strided(image, kernel[::-1, ::-1], s), "You turn the kernel"),
        ("convolutions.slide", lambda image, kernel, s: strided(image, kernel.T, s), "Rows and columns"),
        ("convolutions.slide", first_ones, "they should begin 2 pixels apart"),
        ("convolutions.slide", wrong_rows, "in row 1 and column 0 should be"),
        ("convolutions.slide", lambda image, kernel, s: 3, "array of the shape (4, 4)"),
        ("convolutions.layer", (31, 2432, 2457600), "one window more"),
        ("convolutions.layer", (30, 2432, 2457600), "the padding adds"),
        ("convolutions.layer", (64, 2432, 2457600), "The height is not 64"),
        ("convolutions.layer", (32, 2400, 2457600), "has a bias, too"),
        ("convolutions.layer", (32, 832, 2457600), "3 channels"),
        ("convolutions.layer", (32, 2401, 2457600), "a bias of its own"),
        ("convolutions.layer", (32, 5, 2457600), "is not 5"),
        ("convolutions.layer", (32, 2432, 76800), "of one kernel"),
        ("convolutions.layer", (32, 2432, 819200), "in each of 3 channels"),
        ("convolutions.layer", (32, 2432, 2400), "for one window"),
        ("convolutions.layer", (32, 2432, 7), "The number of products is not 7"),
        ("convolutions.layer", 32, "3 things"),
        ("convolutions.backward", of_branch(2), "of the last branch alone"),
        ("convolutions.backward", of_branch(0), "of the first branch alone"),
        ("convolutions.backward", joined, "has the shape of X"),
        ("convolutions.backward", lambda b, e, dY: total(b, e, dY) / 3, "take the mean"),
        ("convolutions.backward", lambda b, e, dY: total(b, e, dY) + 1, "so dX should be"),
        ("convolutions.backward", lambda b, e, dY: dY[:, :1], "Not every branch was asked"),
        ("convolutions.backward", lambda b, e, dY: b[0].backpropagate(dY), "got a gradient of 6"),
    ],
)
def test_wrong_answers_hear_why(name, answer, words):
    feedback = check(name, answer)
    assert not feedback.passed
    assert words in feedback.text and feedback.text.startswith("✗")


def test_right_answers_pass():
    assert check("convolutions.slide", strided).passed
    assert check("convolutions.layer", (32, 2432, 2_457_600)).passed
    assert check("convolutions.backward", total).passed


def test_the_colleagues_bug_hides_in_the_first_layer():
    """Exercise 3: without the sum, a first layer passes the gradient check and a second one does not."""
    from nnlib import Activation, Conv2D, CrossEntropy, Dense, Flatten, Layer, Network, gradcheck

    class LastOnly(Layer):
        def __init__(self, *branches):
            self.branches, self.size = branches, sum(branch.size for branch in branches)
            self.dtype = branches[0].dtype

        def bind(self, parameters, gradient):
            first = self.branches[0].size
            self.branches[0].bind(parameters[:first], gradient[:first])
            self.branches[1].bind(parameters[first:], gradient[first:])

        def output_shape(self, shape):
            return (2, *shape[1:])

        def apply(self, X):
            return np.concatenate([branch.apply(X) for branch in self.branches], axis=1)

        def backpropagate(self, dY):
            return [branch.backpropagate(part) for branch, part in zip(self.branches, np.split(dY, 2, axis=1))][-1]

    def network(*before):
        rng = np.random.default_rng(1)
        block = LastOnly(Conv2D(1, 1, 1, rng=rng), Conv2D(1, 1, 3, padding=1, rng=rng))
        return Network([*before, block, Activation("tanh"), Flatten(), Dense(32, 2, rng=rng)])

    X, y = np.random.default_rng(0).normal(size=(3, 1, 4, 4)), np.array([0, 1, 1])
    assert gradcheck.check(network(), CrossEntropy(), X, y) < 1e-6
    with pytest.raises(gradcheck.GradientError, match=r"layers\[0\]"):
        gradcheck.check(network(Conv2D(1, 1, 3, padding=1, rng=0)), CrossEntropy(), X, y)
