"""What the explorables of the chapter *Layers and networks* compute."""

import importlib

import numpy as np
import pytest

from nnlib import Adam, BinaryCrossEntropy, mlp, train
from nnlib.explorables import Batching, BumpCurve, ForwardPass, HiddenSpace
from nnlib.explorables.networks import BATCHING


def test_forward_pass_agrees_with_the_pencil():
    result = ForwardPass(x1=1, x2=2, bias=1).result
    assert [row.tolist() for row in result.sums] == [[3, 4, -1], [3, 5]]
    assert [row.tolist() for row in result.outputs] == [[1, 2], [3, 4, 0], [3, 5]]
    assert ForwardPass(x1=-1, x2=2).result.outputs[2].tolist() == [-3, 5]


def test_forward_pass_adds_up_products_and_bias():
    result = ForwardPass(x1=-1.5, x2=0.7, bias=-0.4, activation="sigmoid").result
    for sums, products, biases in zip(result.sums, result.products, result.biases):
        assert np.allclose(products.sum(axis=0) + biases, sums)
    assert np.allclose(result.outputs[1], 1 / (1 + np.exp(-result.sums[0])))


def test_forward_pass_hides_what_is_not_computed_yet():
    figure = ForwardPass(layer=0)
    shown = [[text.get_text() for text in row] for row in figure.network.inside]
    assert shown == [["1", "2"], ["?"] * 3, ["?"] * 2]
    figure.set(layer=1)
    assert [text.get_text() for text in figure.network.inside[1]] == ["3", "4", "0"]
    figure.set(edges="product")
    labels = {place: text.get_text() for place, text in figure.network.labels[0].items()}
    assert labels == {(0, 0): "1", (0, 1): "−1", (0, 2): "2", (1, 0): "2", (1, 1): "4", (1, 2): "−2"}
    assert figure.network.labels[1][0, 0].get_text() == "2", "the second layer still shows its weights"


def test_bumps_are_differences_of_sigmoids():
    result = BumpCurve(units=8, steepness=50, curve="peak").result
    x = BumpCurve.x
    heights = [0, 0.5, 0.5, 0]  # the peak 1 − |x| at −1.5, −0.5, 0.5, 1.5

    def rise(c):
        return 1 / (1 + np.exp(-50 * (x - c)))

    expected = sum(h * (rise(c) - rise(c + 1)) for h, c in zip(heights, (-2, -1, 0, 1)))
    assert np.allclose(result.built, expected)
    assert np.isclose(result.error, 0.5)
    assert np.allclose(result.rise - result.fall, rise(0) - rise(1))


@pytest.mark.parametrize(
    ("units", "steepness", "error"), [(32, 20, 0.08), (32, 100, 0.23), (32, 4, 0.51), (64, 4, 0.51), (64, 30, 0.02)]
)
def test_errors_that_the_chapter_names(units, steepness, error):
    assert round(BumpCurve(units=units, steepness=steepness).result.error, 2) == error


@pytest.mark.parametrize(
    ("data", "right"), [("circles", {0: 31, 26: 63, 60: 79, 70: 80, 100: 80}), ("spirals", {0: 47, 50: 70, 150: 74, 200: 80})]
)
def test_training_straightens_the_border(data, right):
    for epoch, count in right.items():
        assert HiddenSpace(data=data, epoch=epoch).result.right.sum() == count


@pytest.mark.parametrize(("data", "low", "high"), [("circles", 32, 39), ("spirals", 20, 28)])
def test_how_many_of_forty_seeds_get_all_points_right(data, low, high):
    """The chapter says "most" for the circles and "little more than half" for the spirals."""
    X, y = HiddenSpace.points[data]
    count = 0
    for seed in range(40):
        net = mlp([2, 8, 2, 1], activation="tanh", rng=seed)
        train(net, BinaryCrossEntropy(), Adam(0.02), X, y, epochs=200, batch_size=None)
        count += bool(((net.forward(X)[:, 0] > 0) == y).all())
    assert low <= count <= high


@pytest.mark.parametrize("epoch", [0, 20, 200])
def test_the_straight_line_is_the_curved_border(epoch):
    figure = HiddenSpace(data="circles", epoch=epoch)
    result = figure.result
    y = figure.points["circles"][1]
    start, end = result.line
    normal = np.array([start[1] - end[1], end[0] - start[0]])
    above = (result.hidden - start) @ normal > 0
    assert ((above == y) == result.right).all() or ((above != y) == result.right).all()
    assert len(result.border) > 0


def test_batching_draws_the_record():
    record = BATCHING["microseconds"]["784-50-100-10"]["float32"]
    result = Batching(batch=100).result
    assert result.time == record[BATCHING["batches"].index(100)] and result.times.tolist() == record
    assert result.multiplications[0] == 784 * 50 + 50 * 100 + 100 * 10 == 45_200
    assert result.reads[BATCHING["batches"].index(100)] == 452


def test_the_record_is_in_the_form_that_its_script_writes():
    script = importlib.import_module("benchmarks.batching")
    assert tuple(BATCHING["batches"]) == script.BATCHES and BATCHING["script"] == "benchmarks/batching.py"
    assert list(BATCHING["microseconds"]) == ["-".join(map(str, sizes)) for sizes in script.NETWORKS]
    for rows in BATCHING["microseconds"].values():
        assert tuple(rows) == script.DTYPES
        for row in rows.values():
            assert len(row) == len(script.BATCHES) and row[6] < row[0] / 4, "a batch of 100 pays"
