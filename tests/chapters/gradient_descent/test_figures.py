"""What the explorables of the chapter *Gradient descent* compute."""

import numpy as np
import pytest

from nnlib import gradcheck
from nnlib.chapters.gradient_descent import fit_line
from nnlib.chapters.gradient_descent.one_dimension import COMPARED, GROUNDS
from nnlib.explorables import Curvature, FitLine, OneDimension


@pytest.mark.parametrize("rate", [0.03, 0.3, 0.5, 0.8, 1, 1.05])
def test_parabola_shrinks_by_its_factor(rate):
    result = OneDimension(start=2.5, rate=rate, step=30).result
    assert np.allclose(result.theta, 2.5 * (1 - 2 * rate) ** np.arange(31))
    assert np.allclose(result.loss, result.theta**2)


@pytest.mark.parametrize("name", GROUNDS)
def test_slopes_are_those_of_the_losses(name):
    _name, loss, slope, lowest, curvature = GROUNDS[name]
    for x in (-2.3, -0.4, 0.7, 2.9):
        assert np.isclose(slope(x), gradcheck.numerical_gradient(lambda at: float(loss(at[0])), [x])[0])
        assert curvature is None or np.isclose(gradcheck.numerical_gradient(lambda at: slope(at[0]), [x])[0], curvature)
    assert abs(slope(lowest)) < 1e-2 and loss(lowest) <= loss(np.linspace(-3, 3, 601)).min() + 1e-4


@pytest.mark.parametrize(
    ("controls", "verdict"),
    [
        ({"rate": 0.03}, "too small"),
        ({"rate": 0.3}, "good"),
        ({"rate": 0.5}, "good"),
        ({"rate": 0.8}, "overshoots, yet settles"),
        ({"rate": 0.95}, "overshoots, settles slowly"),
        ({"rate": 1}, "too large: it jumps"),
        ({"rate": 1.05}, "diverges"),
        ({"function": "valleys", "start": 2.5, "rate": 0.1}, "not at the lowest"),
        ({"function": "valleys", "start": -2.5, "rate": 0.1}, "good"),
        ({"function": "plateau", "start": -2.5, "rate": 0.1}, "starts on flat ground"),
        ({"function": "plateau", "start": -2.5, "rate": 0.3}, "good"),
        ({"function": "plateau", "start": -2.5, "rate": 0.5}, "overshoots, settles slowly"),
        ({"function": "plateau", "start": -2.5, "rate": 0.55}, "too large: it jumps"),
        ({"function": "plateau", "start": -2.5, "rate": 0.8}, "too large: it jumps"),
        ({"function": "valleys", "start": 2.5, "rate": 0.82}, "overshoots, settles slowly"),
        ({"function": "valleys", "start": 0.5, "rate": 0.03}, "starts on flat ground"),
        ({"start": 0.1, "rate": 0.03}, "too small"),
        ({"start": 0, "rate": 1.05}, "starts where the slope is 0"),
        ({"function": "valleys", "start": 2.5, "rate": 1.05}, "diverges"),
    ],
)
def test_verdicts(controls, verdict):
    figure = OneDimension(**controls)
    assert verdict in figure.result.verdict and verdict in figure.sentence


def test_other_rates_run_from_the_same_start():
    result = OneDimension(start=2.5, rate=0.1, step=2).result
    for rate, loss in zip(COMPARED, result.others, strict=True):
        assert np.allclose(loss, (2.5 * (1 - 2 * rate) ** np.arange(31)) ** 2)


def test_a_run_that_is_stopped_says_where():
    sentence = OneDimension(function="valleys", start=2.5, rate=1.05, step=30).sentence
    assert "stopped before step 30, at step 3" in sentence


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (OneDimension(step=1), "After 1 step: θ = −1, slope −2, loss 1."),
        (OneDimension(rate=0.3, step=30), "θ = −2.88·10⁻¹², slope −6·10⁻¹², loss 8.31·10⁻²⁴."),
        (OneDimension(function="plateau", rate=0.3, step=20), "loss 1.41·10⁻¹⁴."),
        (OneDimension(function="valleys", start=0.5, rate=0.5, step=30), "slope 0, loss 0.572."),
        (FitLine(batch_size=32, epoch=1), "epoch 1: 1 step."),
        (FitLine(rate=1.1, batch_size=32), "with loss 304,"),
        (Curvature(condition=50, rate=2), "After 1 step the point is 198 from the minimum."),
        (Curvature(condition=1, rate=1), "After 40 steps the point is 0 from the minimum."),
        (Curvature(condition=2, rate=0.35), "the point is 2.96·10⁻⁷ from"),
    ],
)
def test_sentences_write_one_step_and_numbers_of_any_size(figure, words):
    assert words in figure.sentence


def test_full_batches_follow_the_matrix_of_curvatures():
    figure = FitLine(rate=0.3, batch_size=32, epoch=12)
    A = np.column_stack([fit_line.X[:, 0], np.ones(32)])
    best = np.linalg.lstsq(A, fit_line.Y, rcond=None)[0]
    shrink = np.eye(2) - 0.3 * 2 * A.T @ A / 32
    expected = best + np.linalg.matrix_power(shrink, 12) @ (np.array(fit_line.BEGIN) - best)
    assert np.allclose(figure.result.path[-1], expected)
    assert np.allclose(fit_line.BEST, best)
    assert np.isclose(figure.result.loss, np.mean((A @ expected - fit_line.Y) ** 2))


def test_a_run_begins_where_its_start_is_put():
    figure, usual = FitLine(rate=0.2, batch_size=4, start_w=3.5, start_b=2), FitLine(rate=0.2, batch_size=4)
    for path in (figure.result.path, figure.result.full):
        assert path[0].tolist() == [3.5, 2]
    assert usual.result.path[0].tolist() == list(fit_line.BEGIN)
    assert figure.sentence.endswith("The start is w = 3.5, b = 2.") and "The start is" not in usual.sentence
    A = np.column_stack([fit_line.X[:, 0], np.ones(32)])
    shrink = np.eye(2) - 0.2 * 2 * A.T @ A / 32
    apart = figure.result.full[-1] - usual.result.full[-1]  # what is linear keeps the two runs in step
    assert np.allclose(apart, np.linalg.matrix_power(shrink, 12) @ (np.array([3.5, 2]) - fit_line.BEGIN))
    worse = FitLine(rate=1.1, batch_size=32, start_w=3)
    assert f"more than the {fit_line.loss_of_line(3, -1):.3g} at the start" in worse.sentence


@pytest.mark.parametrize(("size", "steps"), [(1, 384), (4, 96), (32, 12)])
def test_an_epoch_has_as_many_steps_as_batches(size, steps):
    assert len(FitLine(rate=0.1, batch_size=size, epoch=12).result.path) == steps + 1


def test_loss_surface_takes_arrays():
    w, b = np.array([[0.0, 1.0], [2.0, 3.0]]), np.array([[1.0, 1.0], [0.0, 0.0]])
    surface = fit_line.loss_of_line(w, b)
    assert np.isclose(surface[1, 0], np.mean((2 * fit_line.X[:, 0] - fit_line.Y) ** 2))


def test_single_examples_diverge_where_the_full_batch_does_not():
    assert "diverges" in FitLine(rate=0.9, batch_size=1).sentence
    assert "diverges" not in FitLine(rate=0.9, batch_size=32).sentence
    assert "stopped after 30 steps" in FitLine(rate=0.9, batch_size=1).words.get_text()
    assert "more than the 8.99 at the start" in FitLine(rate=1.1, batch_size=32).sentence


def test_single_examples_stretch_and_shrink_and_the_mean_decides():
    """The bound by the steepest example alone is 0.52; the mean square distance shrinks up to 0.70."""
    A = np.column_stack([fit_line.X[:, 0], np.ones(32)])

    def growth(rate):
        steps = [np.eye(2) - rate * 2 * np.outer(a, a) for a in A]
        return max(abs(np.linalg.eigvals(np.mean([np.kron(step, step) for step in steps], axis=0))))

    assert round(2 / (2 * (A**2).sum(axis=1).max()), 2) == 0.52
    assert growth(0.695) < 1 < growth(0.705)
    assert round(growth(0.9), 1) == 1.6
    assert FitLine(rate=0.6, batch_size=1).result.loss < 1


@pytest.mark.parametrize("epoch", [0, 1, 12])
def test_the_full_batch_stands_behind_the_others_after_as_many_examples(epoch):
    figure, full = FitLine(rate=0.2, batch_size=4, epoch=epoch), FitLine(rate=0.2, batch_size=32, epoch=epoch)
    assert (
        np.array_equal(figure.result.full, full.result.path)
        and fit_line.loss_of_line(*figure.result.full[-1]) == full.result.loss
    )
    assert figure.full.line.get_visible() and not full.full.line.get_visible()
    assert ("The full batch:" in figure.sentence) == (epoch > 0) and "The full batch:" not in full.sentence


def test_best_rates_of_the_page_grow_with_the_batch():
    rates = FitLine.declared["rate"].grid
    best = [min(rates, key=lambda rate: FitLine(rate=rate, batch_size=size).result.loss) for size in (1, 4, 32)]
    assert best == [0.02, 0.1, 0.6]


def test_each_direction_shrinks_by_its_factor():
    result = Curvature(condition=10, rate=0.18).result
    powers = np.arange(41)[:, None]
    assert np.allclose(result.path, np.array([9, 2]) * np.array([0.82, -0.8]) ** powers)


@pytest.mark.parametrize(
    ("condition", "rate", "words"),
    [
        (10, 0.05, "without overshooting"),
        (10, 0.18, "zigzags"),
        (10, 0.2, "bounces"),
        (10, 0.25, "diverges"),
        (1, 1, "without overshooting"),
        (1, 1.5, "overshoots in both directions"),
        (50, 0.04, "bounces"),
    ],
)
def test_curvature_says_what_the_path_does(condition, rate, words):
    figure = Curvature(condition=condition, rate=rate)
    figure.draw()
    assert words in figure.sentence and words in figure.verdict.get_text()


def test_factors_stand_beside_their_marks():
    figure = Curvature(condition=10, rate=0.25)
    figure.draw()
    assert tuple(words.get_text() for words in figure.words) == ("θ₁ × 0.75", "θ₂ × −1.5")
    assert [words.get_ha() for words in figure.words] == ["right", "left"]


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (OneDimension(rate=0.03, step=30), "θ = −0.391"),
        (OneDimension(function="valleys", start=2.5, rate=0.1, step=30), "θ = 1.3,"),
        (OneDimension(function="valleys", start=2.5, rate=0.5, step=30), "θ = −1.51,"),
        (OneDimension(function="plateau", rate=0.1, step=0), "slope −0.155"),
        (FitLine(rate=0.1, batch_size=1), "loss 0.207"),
        (FitLine(rate=0.1, batch_size=32), "y = 0.17 x + 0.81 with loss 1.2"),
        (FitLine(rate=0.1, batch_size=4), "loss 0.161; the best line has 0.158"),
        (FitLine(rate=0.1, batch_size=4), "The full batch: 12 steps, loss 1.2"),
        (FitLine(rate=0.6, batch_size=1), "loss 0.216"),
        (Curvature(condition=10, rate=0.25), "θ₁ by 0.75 and θ₂ by −1.5"),
        (Curvature(condition=50, rate=0.03), "2.66"),
    ],
)
def test_the_chapter_quotes_what_the_figures_say(figure, words):
    assert words in figure.sentence
