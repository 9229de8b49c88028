"""What the explorables of the chapter *Optimizers* compute."""

import numpy as np
import pytest

from nnlib import Adam, BinaryCrossEntropy, Momentum, evaluate, gradcheck, mlp, optimizers, train
from nnlib.chapters.optimizers.inside_adam import STREAMS
from nnlib.chapters.optimizers.momentum_map import CURVATURES, factors
from nnlib.chapters.optimizers.pictures import OPTIMIZER_STYLES
from nnlib.chapters.optimizers.race import BEST_RATES, NOISE, RACERS, RATES, race
from nnlib.chapters.optimizers.schedule_runs import DATA, STEPS, ManyRuns, losses_of_runs, planned
from nnlib.chapters.optimizers.surfaces import SURFACES, turn
from nnlib.explorables import InsideAdam, MomentumMap, Race, Schedules


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
        straight, other = race(name, "valley", 0.03)[..., 0], race(name, "turned", 0.03)[..., 0]
        assert np.allclose(np.array([turn(*place) for place in straight]), other, atol=1e-9)
    straight, other = race("Adam", "valley", 0.03)[50, :, 0], race("Adam", "turned", 0.03)[50, :, 0]
    assert not np.allclose(turn(*straight), other, atol=0.1)


def test_everybody_races_but_adamw():
    assert [*RACERS, "AdamW"] == list(optimizers.names()) == list(OPTIMIZER_STYLES)
    assert set(", ".join(Race.declared["shown"].options.values()).split(", ")) == set(RACERS)


def test_a_race_is_a_run_of_the_library_with_its_defaults():
    for name in RACERS:
        optimizer, theta = optimizers.get(name)(0.03), np.array(SURFACES["bent"][2])
        for _step in range(100):
            optimizer.step(theta, SURFACES["bent"][1](*theta))
        assert np.allclose(race(name, "bent", 0.03)[-1, :, 0], theta)


def test_noise_is_the_same_for_all_and_none_on_average():
    first = race("SGD", "valley", 0.05, True)[1]
    assert np.allclose(first, np.array([[-2.0], [1.0]]) - 0.05 * (np.array([[-2.0], [20.0]]) + NOISE[0]))
    assert abs(NOISE.mean()) < 0.02 and abs(NOISE.std() - 1) < 0.02


@pytest.mark.parametrize("surface", SURFACES)
def test_best_rates_are_those_of_a_sweep(surface):
    """Up to a tenth of the loss: nearly as good a neighbour may come first on another processor."""
    loss = SURFACES[surface][0]
    for name, best in zip(RACERS, BEST_RATES[surface], strict=True):
        ends = {rate: np.median(loss(*race(name, surface, rate, True)[-1])) for rate in RATES}
        assert ends[best] < 1.1 * min(ends.values()), (name, ends)
        assert RATES[0] < best < RATES[-1]


def test_race_shows_the_step_it_names():
    shown = Race(surface="valley", rate="0.1", noise=False, step=5).result
    assert list(shown.paths) == ["SGD", "Momentum", "Adam"] and all(len(path) == 6 for path in shown.paths.values())
    assert np.isclose(shown.losses["SGD"], (4 * 0.9**10 + 20) / 2)


def test_all_start_where_the_start_is_moved_to():
    moved = Race(surface="valley", rate="0.1", noise=False, step=5, moved1=1, moved2=-0.5)
    assert all(path[0].tolist() == [-1, 0.5] for path in moved.result.paths.values())
    assert np.isclose(moved.result.losses["SGD"], (0.9**10 + 20 * 0.25) / 2)
    assert moved.start_mark.get_xydata().tolist() == [[-1, 0.5]]
    assert "The start is moved to (−1, 0.5)." in moved.sentence and "moved to" not in Race().sentence


@pytest.mark.parametrize("surface", SURFACES)
def test_every_start_of_the_race_is_in_the_picture(surface):
    for moved1, moved2 in ((-4.2, -2.6), (4.5, 2.4), (-4.2, 2.4), (4.5, -2.6)):
        start = Race(surface=surface, moved1=moved1, moved2=moved2, step=0).result.start
        assert start.tolist() == [np.sign(moved1) * 2.3, np.sign(moved2) * 1.6]


def test_race_says_who_diverged_only_once_it_has():
    assert Race(rate="1", step=0).result.diverged == []
    late = Race(rate="1", step=100).result
    assert late.diverged == ["SGD", "Nesterov"] and np.isfinite(late.paths["SGD"]).all()


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (MomentumMap(rate=5, beta=0), "After 1 step the point is 154 from the minimum."),
        (MomentumMap(), "After 60 steps the point is 6.1·10⁻⁴ from the minimum."),
        (Schedules(), "The last learning rate is 2.6·10⁻⁵."),
        (Schedules(kind="step", rate=0.01, warm_up=0), "The last learning rate is 9·10⁻⁴."),
    ],
)
def test_sentences_write_one_step_and_numbers_of_any_size(figure, words):
    assert words in figure.sentence


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


@pytest.mark.parametrize(
    ("rate", "beta"), [(0.0198, 0), (0.1, 0.67), (0.1, 0.9), (0.02, 0.9), (2, 0.98), (0.3, 0.5), (3, 0.9)]
)
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
        (
            {},
            "0.819 along the valley and by 0.819 across it. Both shrink at the same rate. Across, the path first "
            "swings "
            "out to 1.08.",
        ),
        ({"rate": 0.15}, "3.061 across it. It diverges"),
        ({"rate": 0.03}, "by 0.968 along"),
        ({"beta": 0.95}, "0.975"),
        ({"rate": 0.0198, "beta": 0}, "After 60 steps the point is 2.71"),
    ],
)
def test_the_chapter_quotes_the_map(controls, words):
    assert words in MomentumMap(**controls).sentence


def test_swings_across_grow_before_they_shrink():
    across = abs(MomentumMap().result.path[:, 1])
    assert across[:7].round(2).tolist() == [0.3, 0.69, 0.92, 1.04, 1.08, 1.06, 1.01]
    assert (np.diff(across[4:30]) < 0).all()
    assert MomentumMap(beta=0.9).result.widest == 0.3  # a heavier ball starts more gently


@pytest.mark.parametrize("stream", STREAMS)
def test_what_is_shown_makes_the_step(stream):
    result = InsideAdam(stream=stream, beta2="0.99").result
    assert np.allclose(result.moved, result.M / (result.root_V + 1e-8))
    assert np.allclose(result.moved_raw, result.M_raw / (result.root_V_raw + 1e-8))
    t = np.arange(1, 61)
    weights = 0.1 * 0.9 ** (t[-1] - t)  # of the gradients in M, written out
    assert np.isclose(result.M_raw[-1], weights @ STREAMS[stream][1])
    assert np.isclose(result.M[-1], result.M_raw[-1] / (1 - 0.9**60))


@pytest.mark.parametrize(
    ("controls", "words"),
    [
        ({}, "Longest step so far: 1 with correction, 6.569 without"),
        ({"step": 1}, "without, M = 0.1, √V = 0.032 and θ moves by 3.162"),
        ({"beta2": "0.9"}, "1 with correction, 0.999 without"),
        ({"stream": "flipping"}, "θ moves by −0.053 times"),
        ({"stream": "spike", "step": 22}, "θ moves by 0.806 times"),
        ({"stream": "spike", "step": 22, "beta2": "0.9"}, "θ moves by 0.575 times"),
        ({"stream": "spike"}, "θ moves by 0.625 times"),
        ({"stream": "spike", "beta2": "0.9"}, "θ moves by 0.941 times"),
    ],
)
def test_the_chapter_quotes_the_inside(controls, words):
    assert words in InsideAdam(**controls).sentence


@pytest.mark.parametrize(("kind", "rate", "warm_up"), [("cosine", 0.3, 30), ("step", 0.1, 0)])
def test_sixteen_runs_side_by_side_are_those_of_train(kind, rate, warm_up):
    X, y = DATA
    losses = losses_of_runs(kind, rate, warm_up)
    for seed in (0, 7, 15):
        net, bce = mlp([2, 8, 8, 1], rng=seed), BinaryCrossEntropy()
        assert np.isclose(losses[0, seed], evaluate(net, bce, X, y)[0])
        train(net, bce, Adam(planned(kind, rate, warm_up)), X, y, epochs=1, batch_size=10, rng=seed)
        assert np.isclose(losses[1, seed], evaluate(net, bce, X, y)[0], rtol=1e-6)


def test_only_runs_warmed_up_to_a_large_constant_rate_are_chaotic():
    figure, chaotic = Schedules(), []
    for state in Schedules.grid():
        figure.set(**state)
        if not figure.is_reproducible(figure.result):
            chaotic.append((state["kind"], state["rate"], state["warm_up"]))
    assert chaotic == [("constant", 1, 30), ("constant", 1, 60)]


def test_a_network_far_off_trains_without_a_warning():
    runs = ManyRuns([0, 1])
    runs.theta *= 1e3
    assert (runs.forward(DATA[0]) < -1000).any()
    runs.epoch(Adam(0.1), *DATA, batch=10)
    assert np.isfinite(runs.theta).all()


def test_a_schedule_is_that_of_the_library():
    rates = Schedules(kind="cosine", rate=0.3, warm_up=30).result.rates
    assert len(rates) == 200 and np.isclose(rates[0], 0.01) and np.isclose(rates[29:31], 0.3).all()
    assert np.isclose(rates[115], 0.15) and rates[-1] < 0.0001


@pytest.mark.parametrize("warm_up", [0, 10, 30, 60])
def test_steps_down_twice_whatever_the_warm_up(warm_up):
    rates = Schedules(kind="step", rate=0.1, warm_up=warm_up).result.rates[warm_up:]
    assert np.allclose(np.unique(rates.round(9)), [0.009, 0.03, 0.1])


@pytest.mark.parametrize(
    ("controls", "end"),
    [
        ({"kind": "constant", "warm_up": 0}, 0.31),
        ({"kind": "constant"}, 0.26),
        ({"warm_up": 0}, 0.26),
        ({}, 0.2),
        ({"kind": "constant", "rate": 0.03, "warm_up": 0}, 0.21),
        ({"rate": 0.1}, 0.19),
        ({"kind": "constant", "rate": 0.01, "warm_up": 0}, 0.25),
        ({"rate": 0.01, "warm_up": 0}, 0.29),
        ({"rate": 1}, 0.48),
        ({"kind": "constant", "rate": 1, "warm_up": 0}, 0.7),
    ],
)
def test_the_chapter_quotes_the_runs(controls, end):
    result = Schedules(**controls).result
    assert abs(result.middle[-1] - end) < 0.008
    assert result.low[-1] <= result.middle[-1] <= result.high[-1] and len(result.rates) == STEPS


@pytest.mark.parametrize(
    ("controls", "words"),
    [
        ({}, "Losses: Adam 0.00649, Adagrad 0.00873"),
        ({}, "SGD 0.0177"),
        ({"noise": False}, "Losses: Adagrad 6.54·10⁻¹⁵"),
        ({"surface": "turned"}, "Nesterov 0.0114, Adam 0.014,"),
        ({"surface": "bent"}, "Losses: Nesterov 0.0102, Momentum 0.0223, Adam 0.0274"),
        ({"rate": "0.01"}, "Losses: RMSProp 0.207, SGD 0.275"),
        ({"rate": "1"}, "Losses: Adagrad 0.0141, Adam 0.14"),
        ({"rate": "1"}, "Diverged: SGD, Nesterov."),
        ({"rate": "0.1", "noise": False}, "RMSProp 2.86·10⁻⁷²"),
        ({"rate": "0.1"}, "RMSProp 0.028"),
        ({"surface": "bent", "rate": "1"}, "Diverged: SGD, Momentum, Nesterov."),
        ({"surface": "saddle", "noise": False}, "SGD 0.242, Nesterov 0.249, Momentum 0.249."),
        ({"surface": "saddle"}, "SGD 0.0162"),
        ({"step": 0}, "all start with the loss 12"),
    ],
)
def test_the_chapter_quotes_the_race(controls, words):
    assert words in Race(**controls).sentence


def test_rmsprop_is_splendid_only_while_it_remembers_its_first_gradients():
    """Without noise its V holds the large first gradients for 100 steps: each axis has a fixed rate that suits it."""
    loss, gradient, start = SURFACES["valley"]
    optimizer, theta, losses = optimizers.RMSProp(0.1), np.array(start), []
    for _step in range(1000):
        optimizer.step(theta, gradient(*theta))
        losses.append(loss(*theta))
    assert losses[99] < 1e-16 and 0.01 < losses[-1] < 0.03  # forgotten: it hovers
