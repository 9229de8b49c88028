"""What the explorables of the chapter *Training a network* compute."""

import numpy as np
import pytest

from nnlib import Adam, BinaryCrossEntropy, MeanSquaredError, datasets, evaluate, mlp, train
from nnlib.chapters.training.fit_curve import MOVED, moved_point, verdict
from nnlib.explorables import FitCurve, Initialisation, Overfitting, Playground


def test_the_fitted_curve_is_the_network_before_training():
    result = FitCurve(units=3, noise=0.15, epoch=0).result
    net = mlp([1, 3, 1], "tanh", rng=0)
    x = FitCurve.x
    by_hand = np.tanh(x[:, None] @ net.layers[0].W + net.layers[0].b) @ net.layers[2].W + net.layers[2].b
    assert np.allclose(result.fitted, by_hand[:, 0])
    near = np.interp(result.X, x, result.fitted)  # the error is the mean square of what one sees
    assert np.isclose(result.error, np.mean((near - result.y) ** 2), atol=2e-3)


def test_the_true_curve_is_what_the_points_scatter_about():
    X, y = datasets.wave(20, noise=0, rng=FitCurve.seed)
    assert np.allclose(np.interp(X[:, 0], FitCurve.x, FitCurve.curve), y, atol=5e-3)


@pytest.mark.parametrize("noise", [0, 0.3, 0.6])
def test_one_training_point_can_be_moved_and_the_network_follows(noise):
    figure, usual = FitCurve(noise=noise, moved=2), FitCurve(noise=noise).result
    result = figure.result
    there = result.y != usual.y
    assert np.flatnonzero(there).tolist() == [MOVED] and np.isclose(result.y[MOVED], usual.y[MOVED] + 2)
    assert np.allclose(moved_point(result), (result.X[MOVED], result.y[MOVED]))
    assert np.array_equal(result.new, usual.new)
    at = np.argmin(abs(figure.x - result.X[MOVED]))
    assert result.fitted[at] > usual.fitted[at] + 1, "thirty units can follow a single point"
    assert "overfits" in figure.sentence and "in the middle is moved by 2." in figure.sentence


def test_a_network_that_ignores_a_moved_point_is_not_blamed_for_it():
    assert verdict(0, 0.2, 0.01, moved=2) == verdict(0.3, 0.2, 0.1) == "follows the true curve"
    assert verdict(0, 0.2, 0.01) == verdict(0, 0.6, 0.1, moved=2) == "underfits"


@pytest.mark.parametrize(
    ("controls", "error", "test_error"),
    [
        ({"units": 1}, 0.491, 0.346),
        ({"units": 2}, 0.142, 0.188),
        ({"units": 5}, 0.06, 0.39),
        ({}, 0.059, 0.388),
        ({"noise": 0}, 0.0, 0.03),
        ({"noise": 0.6}, 0.23, 1.29),
    ],
)
def test_errors_of_the_curve_that_the_chapter_names(controls, error, test_error):
    result = FitCurve(**controls).result
    assert np.isclose(result.error, error, atol=0.006) and np.isclose(result.test_error, test_error, atol=0.006)


def test_the_error_on_new_points_is_least_at_epoch_400():
    errors = {epoch: FitCurve(epoch=epoch).result for epoch in FitCurve.declared["epoch"].stages}
    assert min(errors, key=lambda epoch: errors[epoch].test_error) == 400
    training = [result.error for result in errors.values()]
    assert training == sorted(training, reverse=True)


def test_more_units_do_no_harm_for_most_sets_of_points():
    """The chapter gives medians over thirty draws, and says that the one in the figure was chosen."""
    loss, errors = MeanSquaredError(), {1: [], 2: [], 30: []}
    for seed in range(30):
        X, y = datasets.wave(20, noise=0.3, rng=seed)
        new = datasets.wave(200, noise=0.3, rng=seed + 1000)
        for units, found in errors.items():
            net = mlp([1, units, 1], "tanh", rng=0)
            train(net, loss, Adam(0.02), X, y, epochs=1000, batch_size=None)
            found.append(evaluate(net, loss, *new)[0])
    assert np.allclose([np.median(found) for found in errors.values()], (0.38, 0.20, 0.18), atol=0.008)


@pytest.mark.parametrize(("scheme", "variance"), [("xavier", 1 / 64), ("he", 2 / 64), ("small", 1e-4), ("large", 1.0)])
def test_the_spread_follows_the_law_of_variances(scheme, variance):
    """Through ReLU the mean square is multiplied by n · Var(w) / 2 in each layer, on average."""
    spread = Initialisation(scheme=scheme, activation="relu").result.spread
    assert np.isclose((spread[-1] / spread[0]) ** (1 / 9), np.sqrt(64 * variance / 2), rtol=0.05)


def test_the_spread_and_the_gradient_by_hand():
    figure = Initialisation(scheme="xavier", activation="tanh", depth=2)
    rng = np.random.default_rng(1)
    X = rng.normal(size=(100, 64))
    W1, W2 = (rng.normal(0, np.sqrt(1 / 64), (64, 64)) for _layer in range(2))
    W3 = rng.normal(0, np.sqrt(2 / 65), (64, 1))
    A1 = np.tanh(X @ W1)
    A2 = np.tanh(A1 @ W2)
    assert np.allclose(figure.result.spread, [A1.std(), A2.std()])
    dZ3 = (1 / (1 + np.exp(-A2 @ W3)) - (X[:, :1] > 0)) / 100
    dZ2 = dZ3 @ W3.T * (1 - A2**2)
    dZ1 = dZ2 @ W2.T * (1 - A1**2)
    sizes = [np.sqrt(np.mean(dW**2)) for dW in (X.T @ dZ1, A1.T @ dZ2)]
    assert np.allclose(figure.result.gradient, sizes)
    assert np.allclose(figure.result.dZ, [np.sqrt(np.mean(dZ**2)) for dZ in (dZ1, dZ2)])
    assert figure.result.shape.sum(axis=1).tolist() == [6400, 6400]


def test_what_the_chapter_says_of_initial_weights():
    xavier, he = (Initialisation(scheme=scheme).result.spread for scheme in ("xavier", "he"))
    assert round(float((xavier[-1] / xavier[0]) ** (1 / 9)), 2) == 0.69 and round(float(xavier[-1]), 2) == 0.02
    assert round(float(he.min()), 2) == 0.67 and round(float(he.max()), 2) == 0.85
    figure = Initialisation(scheme="large", activation="tanh")
    assert "saturated" in figure.sentence and np.allclose(figure.result.spread, 0.95, atol=0.01)
    figure.set(scheme="small")
    assert (
        "× 0.08" in figure.sentence
        and "1.1·10⁻¹¹ in layer 10" in figure.sentence
        and "dW 1.2·10⁻¹³ and 5·10⁻¹⁴" in figure.sentence
    )
    figure.set(scheme="large", activation="relu")
    assert "2.4·10⁷ in layer 10" in figure.sentence and figure.result.gradient.min() > 1e5
    figure.set(scheme="zeros")
    tanh = [
        Initialisation(scheme=scheme, activation="tanh").result.spread[[0, -1]].round(2).tolist()
        for scheme in ("xavier", "he")
    ]
    assert tanh == [[0.63, 0.23], [0.72, 0.57]]
    assert not figure.result.spread.any() and not figure.result.gradient.any() and "no signal" in figure.sentence


def test_a_level_dw_is_two_fading_effects():
    """The chapter says so of Xavier and ReLU: the outputs fade on their way, dZ on its way back, dW stays."""
    result = Initialisation().result
    assert result.spread[-1] < 0.05 * result.spread[0] and result.dZ[0] < 0.05 * result.dZ[-1]
    assert 0.5 < result.gradient[0] / result.gradient[-1] < 2


def test_the_names_of_the_lines_stand_apart():
    for activation in ("tanh", "relu"):
        for depth in (2, 6, 10):
            figure = Initialisation(activation=activation, depth=depth)
            heights = sorted(label.get_position()[1] for label in figure.labels if label.get_text()[-1] not in "↑↓")
            assert (np.diff(heights) > 0.7).all(), (activation, depth)
            assert {label.get_text().rstrip(" ↑↓") for label in figure.labels} == {"small", "large", "Xavier", "He"}


def test_the_confidence_of_the_wrong_answers_that_the_chapter_names():
    """With λ = 0.003 as many are wrong, less confidently."""
    free, pulled = (Overfitting(l2=l2).result for l2 in (0, 0.003))
    assert free.wrong.sum() == pulled.wrong.sum() == 30
    assert round(free.confidence, 2) == 0.87 and round(pulled.confidence, 2) == 0.74
    X, y = (part[:20] for part in datasets.moons(200, noise=0.3, rng=0))
    new_X, new_y = datasets.moons(300, noise=0.3, rng=1)
    net = mlp([2, 30, 1], "tanh", rng=0)
    train(net, BinaryCrossEntropy(), Adam(0.1), X, y, epochs=150, batch_size=None)
    p = 1 / (1 + np.exp(-net.forward(new_X)[:, 0]))
    wrong = np.where(new_y == 1, p < 0.5, p > 0.5)
    assert (wrong == free.wrong).all() and np.isclose(np.abs(p[wrong] - 0.5).mean() + 0.5, free.confidence)


def test_the_verdict_on_a_fitted_curve():
    words = {units: FitCurve(units=units).sentence for units in (1, 2, 3, 30)}
    assert "underfits" in words[1] and "follows the true curve" in words[2]
    assert "overfits" in words[3] and "overfits" in words[30]
    assert "follows the true curve" in FitCurve(noise=0).sentence and "overfits" in FitCurve(noise=0.6).sentence
    assert "overfits" in FitCurve(noise=0.15).sentence  # the curve runs through the noise, even if the noise is small


def test_no_verdict_of_overfitting_where_there_is_no_noise():
    """What is wrong between distant points then is a gap that nobody filled."""
    for units in FitCurve.declared["units"].grid:
        assert "overfits" not in FitCurve(units=units, noise=0).sentence


def test_capacity_harms_confidence_more_than_accuracy():
    """The chapter tells of medians over ten draws for four widths; the largest takes too long for a test."""
    loss = BinaryCrossEntropy()
    for units, end, best, accuracy in ((1, 0.43, 0.43, 0.82), (16, 0.31, 0.29, 0.89), (256, 0.59, 0.29, 0.88)):
        found = []
        for seed in range(10):
            rng = np.random.default_rng(seed)
            few, watched = (datasets.moons(m, noise=0.3, rng=rng) for m in (60, 1000))
            net = mlp([2, units, 1], rng=rng)
            history = train(net, loss, Adam(0.01), *few, epochs=300, batch_size=None, validation=watched)
            found.append((history.validation_loss[-1], history.validation_loss.min(), history.validation_accuracy[-1]))
        assert np.allclose(np.median(found, axis=0), (end, best, accuracy), atol=0.01)


def test_overfitting_shows_the_run_that_train_gives():
    result = Overfitting(units=8, l2=0.003, examples=50).result
    X, y = (part[:50] for part in datasets.moons(200, noise=0.3, rng=0))
    new = datasets.moons(300, noise=0.3, rng=1)
    net, loss = mlp([2, 8, 1], "tanh", rng=0), BinaryCrossEntropy()
    history = train(net, loss, Adam(0.1), X, y, epochs=150, batch_size=None, l2=0.003, validation=new)
    assert np.allclose(result.losses[:, 1], history.validation_loss[Overfitting.stages - 1])
    assert np.isclose(result.losses[-1, 0], evaluate(net, loss, X, y)[0])
    assert np.isclose(result.right[1], history.validation_accuracy[-1])
    on_boundary = net.forward(np.vstack(result.boundary))[:, 0]
    assert len(on_boundary) > 5 and np.abs(on_boundary).max() < 0.5 and np.abs(on_boundary).mean() < 0.1


@pytest.mark.parametrize(
    ("controls", "training", "new"),
    [
        ({}, 0.02, 0.46),
        ({"examples": 50}, 0.02, 0.46),
        ({"examples": 200}, 0.22, 0.27),
        ({"units": 3}, 0.07, 0.48),
        ({"units": 1}, 0.34, 0.35),
        ({"l2": 0.001}, 0.07, 0.27),
        ({"l2": 0.003}, 0.12, 0.25),
        ({"l2": 0.01}, 0.33, 0.35),
        ({"l2": 0.1}, 0.42, 0.44),
    ],
)
def test_gaps_that_the_chapter_names(controls, training, new):
    assert np.allclose(Overfitting(**controls).result.losses[-1], (training, new), atol=0.006)


def test_the_gap_is_larger_for_most_sets_of_twenty():
    """The chapter calls the examples of the figure a mild case, and gives two medians over twenty other draws."""
    loss, new = BinaryCrossEntropy(), datasets.moons(300, noise=0.3, rng=1)
    for l2, median in ((0.0, 1.22), (0.003, 0.43)):
        found = []
        for seed in range(50, 70):
            net = mlp([2, 30, 1], "tanh", rng=0)
            X, y = datasets.moons(20, noise=0.3, rng=seed)
            train(net, loss, Adam(0.1), X, y, epochs=150, batch_size=None, l2=l2)
            found.append(evaluate(net, loss, *new)[0])
        assert np.isclose(np.median(found), median, atol=0.02)


def test_the_boundary_of_a_strong_pull_is_a_straight_line():
    """The chapter says so from λ = 0.01 on; at 0.003 it still bends."""
    for l2, straight in ((0.003, False), (0.01, True), (0.1, True)):
        x, y = np.vstack(Overfitting(l2=l2).result.boundary).T
        assert (np.abs(y - np.polyval(np.polyfit(x, y, 1), x)).max() < 0.01) == straight


@pytest.mark.parametrize(
    ("controls", "loss", "right"),
    [
        ({"rate": 0.01}, 0.698, 0.42),
        ({"rate": 0.1}, 0.506, 0.84),
        ({}, 0.023, 0.99),
        ({"rate": 10}, 1.044, 0.5),
        ({"hidden": "none"}, 0.693, 0.52),
        ({"hidden": "none", "data": "moons"}, 0.288, 0.88),
        ({"rate": 0.1, "optimizer": "adam"}, 0.006, 1),
    ],
)
def test_runs_of_the_playground_that_the_chapter_names(controls, loss, right):
    result = Playground(**controls).result
    assert np.isclose(result.losses[0][-1], loss, atol=0.001) and np.isclose(
        result.accuracies[0][-1], right, atol=0.006
    )


def test_the_playground_dies_and_overfits_as_the_chapter_says():
    assert "in epoch 2 the loss rises to 1.225, from 0.777 at the start" in Playground(rate=10).sentence
    assert "100% of the units in layer 4 (relu) are dead" in Playground(rate=10).sentence
    assert round(Playground(rate=0.1, optimizer="adam").result.losses[1][-1], 3) == 0.281
    assert round(Playground(rate=0.01).result.losses[0][0], 3) == 0.777
