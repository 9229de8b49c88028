"""What the explorables of the chapter *A first look at convolutions* compute."""

import numpy as np
import pytest

from nnlib import Conv2D, MaxPool2D
from nnlib.chapters.convolutions.images import held_out, house, marks, seven, slide
from nnlib.chapters.convolutions.kept import kept_network, small_network
from nnlib.explorables import FirstLayer, Kernel, Sizes


@pytest.mark.parametrize(("image", "pixels"), [("house", house), ("seven", seven)])
def test_a_kernel_answers_as_the_layer_does(image, pixels):
    result = Kernel(image=image, top="minus", middle="dot", bottom="edge").result
    assert result.kernel.tolist() == [[-1, -1, -1], [-1, 8, -1], [-1, 0, 1]]
    layer = Conv2D(1, 1, 3, rng=0)
    layer.W = result.kernel[None, None]
    assert np.allclose(layer.forward(pixels()[None, None])[0, 0], result.answer)


def test_the_answers_that_the_chapter_names():
    """A wall is 0, the left edge of the door above 0, the right edge below; level edges disappear."""
    upright = Kernel().result.answer
    assert np.allclose(upright[13:16, 10], 0) and np.allclose(house()[13:18, 10:14], 0.25)
    assert (upright[13:16, 5] > 0).all() and (upright[13:16, 8] < 0).all()
    assert (upright[19] == 0).all()  # nothing but paper and ground
    level = Kernel(top="minus", middle="zeros", bottom="ones").result.answer
    assert np.allclose(level[13:15, 3], 0) and (level[17, 15:] > 0).all() and (level[11, 7:8] > 0).all()
    assert (Kernel(top="ones", middle="ones", bottom="ones").result.answer >= 0).all()


def test_a_single_one_on_the_right_moves_the_image_to_the_left():
    result = Kernel(top="zeros", middle="right", bottom="zeros").result
    assert np.array_equal(result.answer, house()[1:-1, 2:])


@pytest.mark.parametrize("rows", [("edge",) * 3, ("line",) * 3, ("minus", "zeros", "ones"), ("minus", "dot", "minus")])
def test_kernels_that_see_no_blank_wall_add_up_to_0(rows):
    assert Kernel(**dict(zip(("top", "middle", "bottom"), rows))).result.total == 0


def test_nothing_is_drawn_for_a_kernel_of_zeros():
    figure = Kernel(top="zeros", middle="zeros", bottom="zeros")
    assert not np.asarray(figure.found.get_array())[..., 3].any()
    assert "0 of 400 are above 0, 0 below" in figure.sentence


@pytest.mark.parametrize(
    ("controls", "count", "missed"),
    [
        ((7, 3, 2, 0), 3, []),
        ((8, 3, 2, 0), 3, [7]),
        ((9, 3, 1, 1), 9, []),
        ((9, 5, 1, 2), 9, []),
        ((9, 4, 1, 1), 8, []),
        ((6, 1, 4, 0), 2, [1, 2, 3, 5]),
    ],
)
def test_sizes_that_the_chapter_names(controls, count, missed):
    result = Sizes(**dict(zip(("pixels", "kernel", "stride", "padding"), controls))).result
    assert result.count == count and result.left_over.tolist() == missed
    n, k, s, p = controls
    row = Conv2D(1, 1, k, stride=s, padding=p, rng=0).forward(np.zeros((1, 1, n, n)))
    assert row.shape[2:] == (count, count)


def test_every_window_and_every_output_is_drawn_inside():
    figure = Sizes()
    for state in Sizes.grid():
        figure.set(**state)
        for shape in (figure.places, figure.outputs):
            assert len(shape.get_path().vertices) == 5 * figure.result.count
        for shape in (figure.inputs, figure.places, figure.outputs):
            x, y = shape.get_path().vertices.T
            assert x.min() >= 0 and x.max() <= 16 and y.min() >= 0 and y.max() < 14


def test_the_first_layer_is_that_of_the_kept_network():
    result = FirstLayer(kernel=5, image="13").result
    image = held_out()[0][13].reshape(28, 28)
    layer = kept_network().layers[0]
    by_hand = np.maximum(slide(image, layer.W[4, 0]) + layer.b[4], 0)
    assert np.allclose(result.map, by_hand, atol=1e-5)
    assert np.allclose(result.pooled, MaxPool2D(2).forward(by_hand[None, None])[0, 0], atol=1e-5)
    assert held_out()[1][13] == 0 and "on a 0" in FirstLayer(kernel=5, image="13").sentence
    assert np.array_equal(FirstLayer(kernel=5, trained=False).result.weights, small_network(0).layers[0].W[4, 0])


def test_what_the_chapter_says_of_the_kernels():
    """Kernel 5 finds upper edges, kernel 2 the right side of strokes, and training has changed them little."""
    W = kept_network().layers[0].W[:, 0]
    assert W[4][3:].sum() > 1 and W[4][:3].sum() < -1
    assert W[1][:, :2].sum() > W[1][:, 3:].sum() + 1
    assert W[7][:3].sum() > 1 and W[7][3:].sum() < -1
    again = [float(np.corrcoef(a.ravel(), b.ravel())[0, 1]) for a, b in zip(W, small_network(0).layers[0].W[:, 0])]
    assert (round(min(again), 2), round(max(again), 2)) == (0.71, 0.98) and max(again) == again[0]
    for digit in FirstLayer.declared["image"].options:
        assert FirstLayer(kernel=5, image=digit).result.map.max() > 0.5


def test_signs_have_shapes_of_their_own():
    plus, minus = marks([[1.0, 0.0], [0.0, -1.0]], 1.0, (0, 0), 2)
    assert len(plus.vertices) == len(minus.vertices) == 5
    assert np.allclose(np.ptp(plus.vertices, axis=0), 0.92) and plus.vertices[:4].mean(axis=0).tolist() == [0.5, 0.5]
    assert np.allclose(minus.vertices[:4].mean(axis=0), 1.5)
    assert len(np.unique(minus.vertices[:, 0])) == 3 and len(np.unique(plus.vertices[:, 0])) == 2
