"""What the explorables of the chapter *Optimizers* compute."""

import numpy as np
import pytest

from nnlib import Adam, BinaryCrossEntropy, Momentum, RMSProp, evaluate, gradcheck, mlp, optimizers, train
from nnlib.explorables import InsideAdam, MomentumMap, Race, Schedules
from nnlib.explorables.optimizers import CURVATURES, FAR, SURFACES, factors, race, short, turn
from nnlib.plots import OPTIMIZER_STYLES


@pytest.mark.parametrize("name", SURFACES)
def test_gradients_are_those_of_the_surfaces(name):
    loss, gradient, start = SURFACES[name]
    for x, y in ((-1.3, 0.8), (0.4, -0.9), start):
        measured = gradcheck.numerical_gradient(lambda at: float(loss(*at)), [x, y])
        assert np.allclose(gradient(x, y), measured, atol=1e-6)


def test_lowest_losses_are_zero():
    lowest = {"valley": (0, 0), "turned": (0, 0), "bent": (1, 1), "saddle": (0, -1)}
    assert all(np.isclose(SURFACES[name][0](*map(float, place)), 0) for name, place in lowest.items())
    assert np.isclose(SURFACES["saddle"][0](0.0, 0.0), 0.25)


def test_turned_valley_is_the_valley_turned():
    valley, turned = SURFACES["valley"], SURFACES["turned"]
    assert np.allclose(turned[2], turn(*valley[2])) and np.isclose(valley[0](*valley[2]), turned[0](*turned[2]))
    for name in ("SGD", "Momentum", "Nesterov"):
        straight, other = race("valley", 0.03)[name], race("turned", 0.03)[name]
        assert np.allclose(np.array([turn(*place) for place in straight]), other, atol=1e-9)
    assert not np.allclose(turn(*race("valley", 0.03)["Adam"][50]), race("turned", 0.03)["Adam"][50], atol=0.1)


def test_race_runs_every_optimizer_of_the_library_with_its_defaults():
    paths = Race(surface="bent", rate=0.03, step=100).result.paths
    assert list(paths) == list(optimizers.CATALOGUE) == list(OPTIMIZER_STYLES)
    for name, kind in optimizers.CATALOGUE.items():
        optimizer, theta = kind(0.03), np.array(SURFACES["bent"][2])
        for _step in range(100):
            optimizer.step(theta, SURFACES["bent"][1](*theta))
        assert np.allclose(paths[name][-1], theta)


def test_race_shows_the_step_it_names():
    shown = Race(surface="valley", rate=0.1, step=5).result
    assert all(len(path) == 6 for path in shown.paths.values())
    assert np.isclose(shown.losses["SGD"], (4 * 0.9**10 + 20) / 2)


def test_race_says_who_diverged_only_once_it_has():
    assert Race(surface="valley", rate=0.3, step=2).result.diverged == []
    late = Race(surface="valley", rate=0.3, step=100).result
    assert late.diverged == ["SGD"] and abs(late.paths["SGD"][-1]).max() > FAR


@pytest.mark.parametrize(("value", "text"), [(12.3, "12"), (0.0494, "0.0494"), (0.25, "0.25"), (2e-7, "2·10⁻⁷"), (0, "0")])
def test_numbers_of_any_size_are_short(value, text):
    assert short(value) == text


def test_factor_without_momentum_is_that_of_gradient_descent():
    assert np.allclose(factors(0.0198, 0), abs(1 - 0.0198 * CURVATURES))


@pytest.mark.parametrize("beta", [0.1, 0.5, 0.9, 0.98])
def test_factor_is_one_at_the_bound(beta):
    bound = 2 / 100 * (1 + beta) / (1 - beta)
    assert np.isclose(factors(bound, beta)[1], 1)
    assert factors(0.99 * bound, beta).max() < 1 < factors(1.01 * bound, beta).max()


def test_polyaks_point_is_the_best_of_the_map():
    best = factors(0.1, (9 / 11) ** 2).max()
    assert np.isclose(best, 9 / 11)
    others = factors(np.geomspace(0.004, 6, 300)[None, :], np.linspace(0, 0.98, 200)[:, None]).max(axis=-1)
    assert others.shape == (200, 300) and others.min() > best


@pytest.mark.parametrize(("rate", "beta"), [(0.0198, 0), (0.1, 0.67), (0.1, 0.9), (0.02, 0.9), (2, 0.98), (0.3, 0.5), (3, 0.9)])
def test_factor_is_what_a_long_run_of_momentum_shows(rate, beta):
    """The run is brought back to size 1 at every step: the step is linear, so nothing else changes."""
    optimizer, theta, log_size = Momentum(rate, beta), np.array([9.0, 0.3]), 0.0
    for step in range(4000):
        optimizer.step(theta, CURVATURES * theta)
        size = np.hypot(np.linalg.norm(theta), np.linalg.norm(optimizer.state[0]))
        theta /= size
        optimizer.state[0][:] /= size
        log_size += np.log(size) if step >= 2000 else 0
    assert np.isclose(np.exp(log_size / 2000), factors(rate, beta).max(), atol=1e-3)


def test_picture_of_the_map_is_the_map():
    figure = MomentumMap()
    chart = figure._figure.axes[0]
    image, alpha = chart.images[0], np.asarray(chart.images[0].get_array())[..., 3]
    left, right, low, high = image.get_extent()
    rows, columns = alpha.shape
    for rate, beta in ((0.1, 0.67), (0.02, 0.3), (0.3, 0.9), (1, 0.5)):
        row = round((beta - low) / (high - low) * (rows - 1))
        column = round((np.log10(rate) - left) / (right - left) * (columns - 1))
        expected = np.clip((1 - factors(rate, beta).max()) / 0.18, 0, 1) ** 0.5 * 0.75
        assert np.isclose(alpha[row, column], expected, atol=0.06)


@pytest.mark.parametrize(
    ("controls", "words"),
    [
        ({}, "0.819 along the valley, 0.819 across. Both swing"),
        ({"rate": 0.15}, "3.061 across. It diverges"),
        ({"rate": 0.03}, "factor 0.968 along"),
        ({"beta": 0.95}, "0.975"),
        ({"rate": 0.0198, "beta": 0}, "After 60 steps the point is 2.71"),
    ],
)
def test_the_chapter_quotes_the_map(controls, words):
    assert words in MomentumMap(**controls).sentence


@pytest.mark.parametrize("correction", [True, False])
@pytest.mark.parametrize("stream", InsideAdam.streams)
def test_what_is_shown_makes_the_step(stream, correction):
    result = InsideAdam(stream=stream, correction=correction, beta2="0.99").result
    assert np.allclose(result.moved, -result.m / (result.root_V + 1e-8))
    t = np.arange(1, 61)
    weights = 0.1 * 0.9 ** (t[-1] - t)  # of the gradients in m, written out
    total = 1 - 0.9**60 if correction else 1
    assert np.isclose(result.m[-1], weights @ InsideAdam.streams[stream] / total)


def test_without_first_memory_and_correction_it_is_rmsprop():
    theta, optimizer = np.zeros(1), RMSProp(1.0, beta=0.99)
    for g in InsideAdam.streams["noisy"]:
        optimizer.step(theta, np.array([g]))
    assert np.isclose(InsideAdam(beta1="0", beta2="0.99", correction=False).result.moved.sum(), theta[0])


@pytest.mark.parametrize(
    ("controls", "words"),
    [
        ({"stream": "constant", "correction": False}, "Largest step so far: 6.569"),
        ({"stream": "constant", "correction": False, "step": 1}, "the step is −3.162"),
        ({"stream": "constant", "correction": False, "beta2": "0.9"}, "Largest step so far: 0.999"),
        ({"stream": "flipping"}, "the step is 0.053"),
        ({"stream": "flipping", "beta1": "0"}, "the step is 1 times"),
        ({"stream": "spike"}, "the step is −0.625"),
        ({"stream": "spike", "beta2": "0.9"}, "the step is −0.941"),
    ],
)
def test_the_chapter_quotes_the_inside(controls, words):
    assert words in InsideAdam(**controls).sentence


def test_a_schedule_is_that_of_the_library_and_its_run_follows_it():
    figure = Schedules(kind="cosine", rate=0.3, warm_up=30, seed=2)
    rates = figure.result.rates
    assert len(rates) == 200 and np.isclose(rates[0], 0.01) and np.isclose(rates[29:31], 0.3).all()
    assert np.isclose(rates[115], 0.15) and rates[-1] < 0.0001
    net = mlp([2, 8, 8, 1], rng=2)
    assert np.isclose(figure.result.loss[0], evaluate(net, BinaryCrossEntropy(), figure.X, figure.y)[0])
    train(net, BinaryCrossEntropy(), Adam(lambda step: rates[step]), figure.X, figure.y, epochs=10, batch_size=10, rng=2)
    assert np.isclose(figure.result.loss[-1], evaluate(net, BinaryCrossEntropy(), figure.X, figure.y)[0])


@pytest.mark.parametrize("warm_up", [0, 10, 30, 60, 100])
def test_steps_down_twice_whatever_the_warm_up(warm_up):
    rates = Schedules(kind="step", rate=0.1, warm_up=warm_up).result.rates[warm_up:]
    assert np.allclose(np.unique(rates.round(9)), [0.009, 0.03, 0.1])


def test_both_together_beat_constant_for_all_seeds_of_the_page():
    for seed in Schedules.declared["seed"].grid:
        ends = [Schedules(kind=kind, rate=0.3, warm_up=steps, seed=seed).result.loss[-1]
                for kind, steps in (("cosine", 30), ("constant", 0), ("cosine", 0), ("constant", 30))]  # fmt: skip
        assert ends[0] < ends[1]
        if seed == 1:
            assert min(ends) == ends[2]
        slow = [Schedules(kind=kind, rate=0.01, warm_up=0, seed=seed).result.loss[-1] for kind in ("constant", "cosine")]
        assert slow[0] < slow[1]


@pytest.mark.parametrize(
    ("controls", "end"),
    [({"kind": "constant", "warm_up": 0}, 0.378), ({"kind": "constant"}, 0.3), ({"warm_up": 0}, 0.306), ({}, 0.192),
     ({"kind": "constant", "rate": 0.01, "warm_up": 0}, 0.252), ({"rate": 0.01, "warm_up": 0}, 0.312)],
)  # fmt: skip
def test_the_chapter_quotes_the_runs(controls, end):
    assert round(float(Schedules(**controls).result.loss[-1]), 3) == end


@pytest.mark.parametrize(
    ("controls", "words"),
    [
        ({"rate": 0.1, "step": 100}, "SGD 10,"),
        ({"rate": 0.03, "step": 100}, "SGD 0.0045"),
        ({"rate": 0.3, "step": 100}, "Diverged: SGD."),
        ({"rate": 1, "step": 100}, "Diverged: SGD, Nesterov."),
        ({"rate": 0.01, "step": 100}, "Adagrad 8.39"),
        ({"rate": 1, "step": 100}, "Adagrad 4·10⁻⁴⁹"),
        ({"rate": 0.03, "step": 100}, "Adam 0.0049"),
        ({"rate": 0.03, "step": 100}, "RMSProp 3·10⁻⁸"),
        ({"surface": "turned", "rate": 0.03, "step": 100}, "RMSProp 0.0367, AdamW 0.77, Adam 0.83"),
        ({"surface": "saddle", "rate": 0.03, "step": 100}, "Adam 6·10⁻⁴, Momentum 0.25, Nesterov 0.25, SGD 0.25"),
        ({"surface": "bent", "rate": 0.1, "step": 100}, "Diverged: SGD."),
        ({"surface": "bent", "rate": 0.3, "step": 100}, "Diverged: SGD, Momentum, Nesterov."),
        ({"surface": "bent", "rate": 1, "step": 100}, "RMSProp 18. Diverged: SGD, Momentum, Nesterov."),
        ({"step": 0}, "all start with the loss 12"),
    ],
)
def test_the_chapter_quotes_the_race(controls, words):
    assert words in Race(**controls).sentence


def test_rmsprop_is_splendid_while_it_remembers_its_first_gradients():
    loss = SURFACES["valley"][0]
    path = race("valley", 0.1, steps=1000)["RMSProp"]
    assert loss(*path[100]) < 1e-16 and 0.01 < loss(*path[1000]) < 0.03  # forgotten: it hovers
    for rate in (0.3, 1.0):  # nor is it luck at 0.1
        assert loss(*race("valley", rate)["RMSProp"][100]) < 1e-16


def test_nobody_diverges_on_the_bent_valley_at_a_small_learning_rate():
    assert "Diverged" not in Race(surface="bent", rate=0.03, step=100).sentence
