"""What the explorables of the chapter *Layers and networks* compute."""

import importlib

import numpy as np
import pytest
from matplotlib.path import Path

from nnlib import Adam, BinaryCrossEntropy, mlp, train
from nnlib.chapters.networks.batching import BATCHING
from nnlib.chapters.networks.hidden_space import SHEETS
from nnlib.explorables import Batching, BumpCurve, ForwardPass, HiddenSpace


def test_forward_pass_agrees_with_the_pencil():
    result = ForwardPass(x1=1, x2=2).result
    assert [row.tolist() for row in result.sums] == [[3, 4, -1], [3, 5]]
    assert [row.tolist() for row in result.outputs] == [[1, 2], [3, 4, 0], [3, 5]]
    assert ForwardPass(x1=-1, x2=2).result.outputs[2].tolist() == [-3, 5]


@pytest.mark.parametrize("chosen", ForwardPass.declared["chosen"].grid)
def test_forward_pass_adds_up_products_and_bias(chosen):
    result = ForwardPass(x1=-1.5, x2=0.7, chosen=chosen, change=-1.4).result
    for sums, products, biases in zip(result.sums, result.products, result.biases):
        assert np.allclose(products.sum(axis=0) + biases, sums)
    assert np.allclose(result.outputs[1], np.maximum(result.sums[0], 0))


def test_forward_pass_changes_the_chosen_number_alone():
    usual = [*ForwardPass.weights, *ForwardPass.biases]
    for chosen in ForwardPass.declared["chosen"].grid:
        figure = ForwardPass(chosen=chosen, change=1)
        result = figure.result
        moved = [now - before for now, before in zip([*result.weights, *result.biases], usual)]
        assert sum(map(np.count_nonzero, moved)) == 1 and sum(map(np.sum, moved)) == 1
        (framed,) = [tuple(frame.get_xydata()[0]) for frame in figure.frames if len(frame.get_xydata())]
        texts = [text for row in figure.network.labels for text in row.values()] + figure.network.above[2]
        assert [text.get_text() for text in texts if text.get_position() == framed][0].endswith(
            f"{result.value:g}".replace("-", "−")
        )
    assert ForwardPass.weights[0][0, 0] == 1, "the class keeps its own numbers"


def test_a_weight_can_wake_a_silent_unit():
    assert ForwardPass(chosen="h3-y2", change=2).result.outputs[2].tolist() == [3, 5], "what is 0 makes no difference"
    woken = ForwardPass(chosen="x2-h3", change=1).result
    assert woken.outputs[1].tolist() == [3, 4, 1] and woken.outputs[2].tolist() == [4, 2]


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
    ("units", "steepness", "error"),
    [(32, 20, 0.08), (32, 100, 0.24), (32, 4, 0.51), (64, 4, 0.51), (64, 30, 0.02), (16, 20, 0.27)],
)
def test_errors_that_the_chapter_names(units, steepness, error):
    assert round(BumpCurve(units=units, steepness=steepness).result.error, 2) == error


@pytest.mark.parametrize(
    ("data", "right"),
    [
        ("fruit", {0: 37, 20: 55, 45: 81, 200: 81}),
        ("circles", {0: 31, 25: 61, 60: 79, 70: 80, 100: 80}),
        ("spirals", {0: 47, 50: 70, 150: 74, 200: 80}),
    ],
)
def test_training_separates_the_classes(data, right):
    for epoch, count in right.items():
        assert HiddenSpace(data=data, epoch=epoch).result.right.sum() == count


@pytest.mark.parametrize(("data", "low", "high"), [("fruit", 28, 38), ("circles", 32, 39), ("spirals", 20, 28)])
def test_how_many_of_forty_seeds_get_all_points_right(data, low, high):
    """The chapter says "most" for the fruit and the circles, "little more than half" for the spirals."""
    (X, y), sizes, _seed, rate = SHEETS[data]
    count = 0
    for seed in range(40):
        net = mlp(sizes, activation="tanh", rng=seed)
        train(net, BinaryCrossEntropy(), Adam(rate), X, y, epochs=200, batch_size=None)
        count += bool(((net.forward(X)[:, 0] > 0) == y).all())
    assert low <= count <= high


@pytest.mark.parametrize("data", list(SHEETS))
@pytest.mark.parametrize("epoch", [0, 20, 200])
def test_the_straight_line_is_the_curved_boundary(data, epoch):
    result = HiddenSpace(data=data, epoch=epoch).result
    y = SHEETS[data][0][1]
    start, end = result.line
    normal = np.array([start[1] - end[1], end[0] - start[0]])
    above = (result.hidden - start) @ normal > 0
    assert ((above == y) == result.right).all() or ((above != y) == result.right).all()
    assert len(result.boundary) > 0


@pytest.mark.parametrize("data", list(SHEETS))
def test_shaded_regions_and_halves_hold_the_points_of_their_verdict(data):
    result = HiddenSpace(data=data, epoch=100).result
    X, y = SHEETS[data][0]
    verdict = np.where(result.right, y, 1 - y)
    for side in (0, 1):
        half = Path(result.halves[side])
        assert half.contains_points(result.hidden[verdict == side]).all()
        assert not half.contains_points(result.hidden[verdict != side]).any()
        inside = np.zeros(len(X), bool)
        for vertices, codes in zip(*result.regions[side]):
            for ring in Path(vertices, codes).to_polygons():
                inside ^= Path(ring).contains_points(X)  # a ring inside a ring is a hole
        assert (inside == (verdict == side)).mean() > 0.95, (
            "the raster is coarse, so a point beside the line may differ"
        )


def test_a_point_is_followed_from_panel_to_panel():
    figure = HiddenSpace(followed=12, epoch=50)
    here, there = figure.rings
    assert np.allclose(here.get_xydata()[0], SHEETS["fruit"][0][0][11])
    assert np.allclose(there.get_xydata()[0], figure.result.hidden[11])
    assert np.allclose(figure.thread.xy1, here.get_xydata()[0]) and np.allclose(
        figure.thread.xy2, there.get_xydata()[0]
    )


@pytest.mark.parametrize("followed", [12, 37])
def test_a_probe_on_a_point_goes_where_the_point_goes(followed):
    x1, x2 = SHEETS["fruit"][0][0][followed - 1]
    figure = HiddenSpace(followed=followed, epoch=50, probe1=x1, probe2=x2)
    for probe, ring in zip(figure.probes, figure.rings):
        assert probe.get_visible() and np.allclose(probe.get_xydata(), ring.get_xydata())
    assert (figure.result.said > 0.5) == figure.result.verdict
    assert Path(figure.result.halves[figure.result.verdict]).contains_point(figure.result.probed)
    assert f"the network says {figure.result.said:.3g}: class {figure.result.verdict}." in figure.sentence


def test_a_probe_that_nobody_has_moved_is_not_there():
    figure = HiddenSpace(epoch=50)
    assert "probe" not in figure.sentence and not any(probe.get_visible() for probe in figure.probes)
    figure.set(probe2=0.05)
    assert "The probe at (−1, 0.05) goes to" in figure.sentence


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
