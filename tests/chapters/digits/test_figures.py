"""What the explorables of the chapter *Recognising digits* compute."""

import numpy as np
import pytest

from nnlib import mlp, softmax
from nnlib.chapters.digits.kept import held_out, kept_network, shifted
from nnlib.explorables import HiddenUnit, HowSure, OneDigit

X, Y = held_out()


def test_one_digit_is_computed_by_hand():
    result = OneDigit(image="22").result
    first, _relu, second, _relu, last = kept_network().layers
    a = np.maximum(X[22] @ first.W + first.b, 0)
    b = np.maximum(a @ second.W + second.b, 0)
    z = b @ last.W + last.b
    assert np.allclose(result.first, a, atol=1e-4) and np.allclose(result.second, b, atol=1e-4)
    assert np.allclose(result.z, z, atol=1e-4) and np.allclose(result.p, np.exp(z) / np.exp(z).sum(), atol=1e-4)
    assert ((result.first > 0).sum(), (result.second > 0).sum()) == (25, 50)


def test_the_leads_that_the_chapter_names():
    assert "the largest sum is 10.9, of the 7; next comes the 3 with 2.5" in OneDigit(image="22", layer=3).sentence
    z = np.sort(OneDigit(image="22").result.z)
    assert 8.25 < z[-1] - z[-2] < 8.75
    assert "It is wrong." in OneDigit(image="273").sentence and "says 4" in OneDigit(image="273").sentence
    assert OneDigit(image="71").result.p.max() < 0.7


def test_held_out_are_what_their_names_say():
    for figure in (OneDigit, HowSure):
        for key, name in figure.declared["image"].options.items():
            assert str(Y[int(key)]) in name


def test_later_stages_show_more():
    figure, shown = OneDigit(), []
    for layer in range(5):
        figure.set(layer=layer)
        squares = [len(patch.get_path().vertices) for patch in figure.units]
        bars = [any(bar.get_height() for bar in row) for row in (figure.sums, figure.chances)]
        shown.append([*(count > 0 for count in squares), *bars])
    assert shown == [[stage < layer for stage in range(4)] for layer in range(5)]


def test_a_shift_moves_every_pixel_and_loses_what_leaves():
    moved = shifted(X[:3], right=2, down=-3).reshape(3, 28, 28)
    assert (moved[:, :25, 2:] == X[:3].reshape(3, 28, 28)[:, 3:, :26]).all()
    assert (moved[:, 25:] == 0).all() and (moved[:, :, :2] == 0).all()
    assert (shifted(X[:3]) == X[:3]).all()


@pytest.mark.parametrize(
    ("harm", "amount", "right", "sure"),
    [
        ("down", 0, 0.936, 0.958),
        ("down", 1, 0.863, 0.923),
        ("down", 2, 0.616, 0.866),
        ("down", 4, 0.134, 0.815),
        ("down", 8, 0.074, 0.747),
        ("noise", 5, 0.497, 0.824),
    ],
)
def test_accuracies_and_confidences_that_the_chapter_names(harm, amount, right, sure):
    result = HowSure(harm=harm, amount=amount).result
    assert np.isclose(result.right[amount], right, atol=0.004) and np.isclose(result.sure[amount], sure, atol=0.004)


def test_how_sure_shows_the_probabilities_of_the_harmed_image():
    result = HowSure(image="22", harm="right", amount=3).result
    assert np.allclose(result.p, softmax(kept_network().forward(shifted(X[22:23], right=3)))[0])
    assert np.allclose(HowSure(amount=0).result.p, OneDigit(image="22").result.p, atol=1e-5)


def test_a_unit_is_shown_by_its_weights():
    result = HiddenUnit(unit=8).result
    w = kept_network().layers[0].W[:, 7]
    for pixels, values in ((result.for_it, w), (result.against, -w)):
        assert np.allclose(pixels[..., 3].ravel(), np.clip(values / np.abs(w).max(), 0, 1), atol=0.5 / 15 + 1e-6)
    assert result.best.tolist() == [5, 5, 5, 5] and result.answers.argmax() == 5
    untrained = mlp([784, 50, 100, 10], rng=0, dtype="float32").layers[0].W[:, 7]
    seen = HiddenUnit(unit=8, trained=False).result.for_it[..., 3].ravel()
    assert np.corrcoef(seen, np.maximum(untrained, 0))[0, 1] > 0.99


def test_the_border_is_empty_after_training_and_seven_units_are_dead():
    from nnlib import datasets

    blank = datasets.digits().X_train.max(axis=0) == 0
    W = kept_network().layers[0].W
    assert blank.sum() == 126 and np.abs(W[blank]).max() < 1e-6 < np.abs(W[~blank]).mean()
    answers = kept_network().outputs(X)[2] > 0
    dead = np.flatnonzero(~answers.any(axis=0)) + 1
    assert len(dead) == 7 and 9 in dead and np.abs(W[:, 8]).max() < 0.01
    assert "answers to none" in HiddenUnit(unit=9).sentence
    assert HiddenUnit(unit=9).result.for_it[..., 3].max() < 0.25
