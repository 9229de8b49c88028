"""The playground: what it shows is what nnlib trains, and a run that goes wrong says so."""

import re

import numpy as np
import pytest

from nnlib import SGD, Adam, BinaryCrossEntropy, evaluate, mlp, train
from nnlib.chapters.training.playground import verdicts
from nnlib.chapters.training.playground_run import DATA, SEED, trained
from nnlib.explorables import Playground


@pytest.mark.parametrize("epoch", [0, 7, 200])
@pytest.mark.parametrize(
    ("optimizer", "made", "hidden", "sizes"), [("sgd", SGD, "8-8", [2, 8, 8, 1]), ("adam", Adam, "4", [2, 4, 1])]
)
def test_every_epoch_is_a_training_run_of_that_length(optimizer, made, hidden, sizes, epoch):
    figure = Playground(data="moons", hidden=hidden, activation="tanh", optimizer=optimizer, rate=0.1, epoch=epoch)
    (X, y), (held_X, held_y) = DATA["moons"]
    net = mlp(sizes, activation="tanh", rng=SEED)
    if epoch:
        train(net, BinaryCrossEntropy(), made(0.1), X, y, epochs=epoch, batch_size=None)
    for index, examples in enumerate([(X, y), (held_X, held_y)]):
        loss, accuracy = evaluate(net, BinaryCrossEntropy(), *examples)
        assert figure.result.losses[index][epoch] == pytest.approx(loss, rel=1e-9)
        assert figure.result.accuracies[index][epoch] == pytest.approx(accuracy, rel=1e-9)
    expected = 1 / (1 + np.exp(-net.forward(figure.places)[:, 0]))
    np.testing.assert_allclose(figure.result.probabilities, expected, rtol=1e-6)


def test_training_and_held_out_points_differ():
    for (X, y), (held_X, held_y) in DATA.values():
        assert len(X) == len(y) == 200 and len(held_X) == len(held_y) == 100
        assert not set(map(tuple, X)) & set(map(tuple, held_X))


def test_the_boundary_runs_where_the_network_is_undecided():
    figure = Playground(data="spirals", optimizer="adam", rate=0.1, activation="tanh")
    net = mlp([2, 8, 8, 1], activation="tanh", rng=SEED)
    (X, y), _test = DATA["spirals"]
    train(net, BinaryCrossEntropy(), Adam(0.1), X, y, epochs=200, batch_size=None)
    corners = np.vstack(figure.result.boundaries)
    steepness = np.abs(net.forward(figure.places)).max()
    assert np.abs(net.forward(corners)).max() < 0.4 * steepness
    assert np.median(np.abs(net.forward(corners))) < 0.05 * steepness


@pytest.mark.parametrize(
    ("rate", "right", "words"),
    [
        (0.01, 0.6, "The steps are short: after 200 epochs the loss is still falling."),
        (1, 0.99, ""),
        (10, 0.5, "The steps are too long: in epoch 2 the loss rises to 1.225, from 0.777 at"),
    ],
)
def test_the_learning_rate_too_small_good_and_too_large(rate, right, words):
    figure = Playground(rate=rate)
    assert words in figure.sentence
    accuracy = figure.result.accuracies[0][-1]
    assert accuracy <= right if rate != 1 else accuracy >= right
    assert ("dead" in figure.sentence) == (rate == 10)  # the cause
    if rate == 1:
        assert not list(verdicts(figure.result.data, figure.result.losses[0], figure.result.diagnosis))


def test_the_epoch_of_the_jump_is_the_first_above_the_start():
    figure = Playground(data="spirals", rate=10)
    loss = figure.result.losses[0]
    first = next(epoch for epoch, value in enumerate(loss) if value > 1.3 * loss[0])
    assert f"in epoch {first} the loss rises" in figure.sentence


def test_a_run_that_recovers_is_said_to_come_back():
    figure = Playground(data="moons", hidden="none", optimizer="adam", rate=10)
    loss = figure.result.losses[0]
    assert loss.max() > 1.3 * loss[0] > loss[-1]
    assert f"in epoch {loss.argmax()} the loss jumps" in figure.sentence and "it ends at" not in figure.sentence


def test_what_ends_no_better_than_a_guess_has_not_come_back():
    figure = Playground(optimizer="adam", rate=10)
    assert "the loss rises to" in figure.sentence and "it ends at 0.693. " in figure.sentence
    assert "comes back" not in figure.sentence and "dead" in figure.sentence


def test_without_hidden_layers_no_activation_is_named():
    assert "hidden layers: none, SGD" in Playground(hidden="none").sentence
    assert "hidden layers: one of 4 units, ReLU, SGD" in Playground(hidden="4").sentence


def test_of_an_erratic_run_only_what_holds_on_every_machine_is_said():
    setting = {"data": "circles", "hidden": "8-8", "activation": "tanh", "optimizer": "sgd", "rate": 1}
    figure = Playground(**setting)
    assert figure.result.erratic and not figure.is_reproducible(figure.result)
    elsewhere = trained(*setting.values(), disturbance=1e-12)[1].loss  # as another computer may run it
    assert np.abs(elsewhere / figure.result.losses[0][:-1] - 1).max() > 0.01
    assert "erratic" in figure.sentence
    assert not set(re.findall(r"[\d.]+\d", figure.sentence)) - {"200"}  # neither a loss nor an accuracy
    figure.set(rate=0.1)
    assert figure.is_reproducible(figure.result) and "erratic" not in figure.sentence


def test_the_probe_says_what_the_network_says():
    figure = Playground(data="moons", activation="tanh", rate=0.1)
    assert "probe" not in figure.sentence and not figure.probe.get_visible()
    program = figure.code()
    for place, kind in (((0.3, 1.2), 0), ((-0.3, -1.2), 1)):
        figure.set(probe1=place[0], probe2=place[1])
        result = figure.result
        z = result.probabilities[np.argmin(np.hypot(*(figure.places - place).T))]  # of the nearest place of the raster
        assert np.isclose(result.said, z, atol=0.05) and (result.said > 0.5) == kind
        assert figure.probe.get_xydata().tolist() == [list(place)] and figure.probe.get_visible()
        assert figure.sentence.endswith(f": class {kind}.") and figure.code() == program
    assert "At the probe (−0.3, −1.2) the network says" in figure.sentence


def test_of_an_erratic_run_the_probe_is_not_told():
    figure = Playground(activation="tanh", probe1=0.5)
    assert figure.result.erratic and "probe" not in figure.sentence


def test_one_neuron_cannot_separate_two_circles():
    figure = Playground(hidden="none", optimizer="adam", rate=0.1)
    assert figure.result.accuracies[0][-1] < 0.7
    assert "no better than that of the same answer for" in figure.sentence


def test_dead_units_are_a_matter_only_where_the_loss_is_high():
    good = Playground(data="moons", optimizer="adam", rate=0.1)
    assert "dead" in good.result.diagnosis and good.result.losses[0][-1] < 0.1
    assert "dead" not in good.sentence
