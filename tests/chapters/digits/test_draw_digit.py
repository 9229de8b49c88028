"""How a drawing is prepared, what the network makes of it, and why."""

import numpy as np
import pytest

from nnlib import softmax
from nnlib.chapters.digits.draw_digit import contributions
from nnlib.chapters.digits.drawn import examples, prepared
from nnlib.chapters.digits.kept import held_out, kept_network, shifted
from nnlib.explorables import DrawDigit

X, Y = held_out()
DRAWING = DrawDigit.declared["drawing"]


def test_an_image_of_mnist_is_prepared_already():
    """Its ink fills 20 pixels and is centred, so the same preparation leaves every pixel as it is."""
    for x in X:
        assert (prepared(x.reshape(28, 28)) == x.reshape(28, 28)).all()


@pytest.mark.parametrize(("right", "down"), [(3, 0), (-3, 2), (0, -4), (4, 4)])
def test_where_it_is_drawn_does_not_matter(right, down):
    for x, moved in zip(X[:50], shifted(X[:50], right, down)):
        if moved.sum() == x.sum():  # nothing has left the field
            assert (prepared(moved.reshape(28, 28)) == x.reshape(28, 28)).all()


@pytest.mark.parametrize(
    ("height", "width", "scaled"), [(28, 14, (20, 10)), (4, 8, (10, 20)), (1, 1, (20, 20)), (28, 1, (20, 1))]
)
def test_a_box_is_scaled_to_20_and_its_middle_comes_to_the_middle(height, width, scaled):
    drawing = np.zeros((28, 28))
    drawing[:height, 28 - width :] = 0.6
    image = prepared(drawing)
    rows, columns = image.any(axis=1).nonzero()[0], image.any(axis=0).nonzero()[0]
    assert (len(rows), len(columns)) == scaled
    assert np.allclose(image[image > 0], 0.6)
    assert abs(rows.mean() - 14) <= 0.5 and abs(columns.mean() - 14) <= 0.5


def test_edges_are_smoothed():
    drawing = np.zeros((28, 28))
    drawing[:, ::2] = 1
    image = prepared(drawing)
    assert 0.4 < image[image > 0].mean() < 0.6 and image.max() < 0.95, "stripes finer than the pixels become grey"


def test_no_ink_is_lost_where_its_centre_lies_near_a_side():
    """Centred by its heavy end, the box of ink would leave the image."""
    for turn in range(4):
        drawing = np.zeros((28, 28))
        drawing[0, 0], drawing[20:, 20:] = 0.1, 1
        image = np.rot90(prepared(np.rot90(drawing, turn)), -turn)
        rows, columns = image.nonzero()
        assert np.ptp(rows) == np.ptp(columns) == 19 and image[rows.min(), columns.min()] > 0
        assert rows[image[rows, columns] > 0.9].mean() > 14


def test_nothing_stays_nothing_and_gets_an_answer_in_words():
    assert not prepared(np.zeros((28, 28))).any()
    figure = DrawDigit(drawing="empty", over="why")
    assert figure.sentence.startswith("Nothing is drawn.") and not figure.result.added.any()
    assert np.isclose(figure.result.p.sum(), 1)


def test_the_figure_reads_as_the_network_does():
    for index in (22, 273, 84):
        figure = DrawDigit(drawing=X[index])
        image = np.round(X[index] * 15) / 15  # what 16 levels leave of it
        assert np.allclose(figure.result.image.ravel(), image, atol=1e-6)
        z = kept_network().forward(image[None].astype("float32"))[0]
        assert np.allclose(figure.result.p, softmax(z), atol=1e-5)
        assert f"The network says {z.argmax()}, with" in figure.sentence and "Your drawing: " in figure.sentence


def piecewise(image, on):
    """The sums of the network as they would be if the same units answered as for another image."""
    first, _relu, second, _relu, last = kept_network().layers
    a = (image @ first.W.astype(float) + first.b) * on[0]
    b = (a @ second.W.astype(float) + second.b) * on[1]
    return b @ last.W.astype(float) + last.b


@pytest.mark.parametrize("index", [22, 273, 84, 71, 3])
def test_why_is_exact(index):
    """All pixels and the biases make the lead; without some pixels it is smaller by what these added."""
    network, x = kept_network(), X[index].astype(float)
    outputs = network.outputs(X[index][None])
    z = outputs[-1][0].astype(float)
    winner, other = z.argsort()[::-1][:2]
    added, rest = contributions(network, X[index], winner, other)
    assert np.isclose(added.sum() + rest, z[winner] - z[other], atol=1e-4)
    assert not added[x == 0].any() and added.any()

    on = outputs[2][0] > 0, outputs[4][0] > 0
    lead = piecewise(x, on)[winner] - piecewise(x, on)[other]
    for part in (slice(0, 300), slice(300, 500), x > 0.9, x < 2):
        less = x.copy()
        less[part] = 0
        without = piecewise(less, on)[winner] - piecewise(less, on)[other]
        assert np.isclose(added[part].sum(), lead - without, atol=1e-6)


def test_the_sentence_adds_up():
    result = DrawDigit(drawing="three", over="why").result
    assert np.isclose(result.added.sum() + result.rest, result.z[result.winner] - result.z[result.other], atol=1e-4)
    assert "Why 3 and not 8?" in DrawDigit(drawing="three", over="why").sentence
    assert "Why" not in DrawDigit(drawing="three").sentence


def test_the_examples_are_what_the_chapter_says_of_them():
    read = {name: DrawDigit(drawing=name).result.winner for name in examples()}
    assert read | {"empty": None} == {
        "three": 3, "seven": 7, "four": 9, "one": 1, "two": 2, "eight": 8, "star": 4, "empty": None,
    }  # fmt: skip
    one = DRAWING.levels("one")
    assert not one[:18].any() and not one[:, :20].any(), "small, in a corner"
    assert kept_network().forward(one.reshape(1, 784).astype("float32")).argmax() != 1, "lost as it is drawn"


def test_the_bow_makes_the_nearly_closed_4_a_9():
    result = DrawDigit(drawing="four", over="why").result
    rows = result.added.reshape(28, 28).sum(axis=1)
    assert rows[:10].sum() > result.z[9] - result.z[4] > 0, "the bow across the top"
    assert rows[14:].sum() < 0, "the stem"
