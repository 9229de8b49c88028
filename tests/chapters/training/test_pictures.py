"""The pictures of the chapter *Training a network*."""

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from nnlib import Adam, BinaryCrossEntropy, datasets, mlp, plots, train
from nnlib.explorables import Picture
from nnlib.plots import plot_boundaries, plot_curve_twice, plot_cuts_in_training, plot_runs, plot_training_loop

X, y = datasets.moons(40, rng=0)


def a_run():
    net = mlp([2, 6, 1], rng=0)
    history = train(net, BinaryCrossEntropy(), Adam(0.05), X, y, epochs=5, record=True)
    return net, history.parameters


def test_the_loop_names_its_stages_in_order():
    axes = Figure().subplots()
    artists = plot_training_loop(axes)
    assert all(isinstance(artist, Artist) and artist.axes is axes for artist in artists)
    names = [text.get_text() for text in axes.texts if text.get_weight() == "bold"]
    assert names == ["initialise", "batch", "forward", "loss", "backward", "update"]


def test_boundaries_show_the_recorded_networks():
    axes = Figure().subplots()
    net, parameters = a_run()
    before = net.parameters.copy()
    plot_boundaries(axes, net, parameters, (0, 2, 4, 5), X, y, resolution=20)
    assert (net.parameters == before).all()
    panels = axes.child_axes
    assert [panel.get_title() for panel in panels] == ["epoch 0", "epoch 2", "epoch 4", "epoch 5"]
    for panel, epoch in zip(panels, (0, 2, 4, 5)):
        net.parameters = parameters[epoch]
        colours = panel.images[0].get_array()
        (left, right, bottom, top), side = panel.images[0].get_extent(), 20
        x1 = left + (right - left) * (np.arange(side) + 0.5) / side
        x2 = bottom + (top - bottom) * (np.arange(side) + 0.5) / side
        sees_one = net.forward(np.column_stack([x1, np.full(side, x2[5])]))[:, 0] > 0
        assert ((colours[5, :, 0] > colours[5, :, 2]) == sees_one).all(), "orange where the network says class 1"
        assert panel.images[0].origin == "lower"
        assert [len(line.get_xdata()) for line in panel.lines] == [20, 20]


def test_boundaries_become_a_picture_and_refuse_epochs_that_are_not_there():
    net, parameters = a_run()
    assert Picture(plot_boundaries, net, parameters, (0, 5), X, y, alt="Two panels.").svg.count("<image") == 2
    for epochs in ((), (6,), (-1,)):
        with pytest.raises(ValueError, match="epochs must lie from 0 to 5"):
            plot_boundaries(Figure().subplots(), net, parameters, epochs, X, y)


def test_a_network_that_is_confident_everywhere_has_no_boundary():
    net, parameters = a_run()
    parameters = parameters[:1].copy()
    parameters[0, -1] = 100
    artists = plot_boundaries(Figure().subplots(), net, parameters, (0,), X, y)
    assert len(artists) == 3


def test_epochs_are_whole_numbers():
    axes = Figure().subplots()
    net = mlp([2, 4, 1], rng=0)
    plots.plot_history(axes, train(net, BinaryCrossEntropy(), Adam(0.01), X, y, epochs=3))
    assert all(float(tick).is_integer() for tick in axes.get_xticks())


def test_the_sorter_is_shown_at_each_epoch_from_recorded_parameters():
    fruits, kinds = datasets.fruit(30, rng=0)
    net = mlp([3, 2, 1], "sigmoid", rng=0)
    history = train(net, BinaryCrossEntropy(), Adam(0.1), fruits, kinds == 1, epochs=4, record=True)
    axes = Figure().subplots()
    plot_cuts_in_training(axes, net, history.parameters, (0, 4), fruits, kinds)
    labels = [text.get_text() for text in axes.figure.legends[0].get_texts()]
    assert labels == ["before training", "after epoch 4"]
    share, p = axes.lines[1].get_data()
    by_hand = net.forward(0.8 * np.array([[1, share[50], 0.15]]))[0, 0]
    assert np.isclose(p[50], 1 / (1 + np.exp(-by_hand)))
    assert [len(line.get_xdata()) for line in axes.lines[2:]] == [10, 10, 10]


def test_runs_have_a_panel_for_each_curve():
    history = train(mlp([2, 4, 1], rng=0), BinaryCrossEntropy(), Adam(0.05), X, y, epochs=3, validation=(X, y))
    axes = Figure().subplots()
    plot_runs(axes, {"one": history, "two": history}, ("loss", "accuracy"))
    assert [panel.get_title(loc="left") or panel.get_title() for panel in axes.child_axes] == [
        "one: loss", "one: accuracy", "two: loss", "two: accuracy"]  # fmt: skip
    solid, dashed = axes.child_axes[1].lines
    assert solid.get_ydata().tolist() == history.accuracy.tolist() and solid.get_linestyle() == "-"
    assert dashed.get_ydata().tolist() == history.validation_accuracy.tolist() and dashed.get_linestyle() == "--"
    axes = Figure().subplots()
    plot_runs(axes, dict.fromkeys("ABCD", history))
    assert len(axes.child_axes) == 4


def test_one_curve_is_a_target_and_a_boundary():
    x = np.linspace(-2, 2, 21)
    regression, classifier = mlp([1, 3, 1], "tanh", rng=0), mlp([2, 3, 1], "tanh", rng=0)
    axes = Figure().subplots()
    plot_curve_twice(axes, regression, classifier, x, x / 2)
    left, right = axes.child_axes
    assert np.allclose(left.lines[0].get_ydata(), regression.forward(x[:, None])[:, 0])
    for panel in (left, right):
        assert np.allclose(panel.lines[-1].get_ydata(), x / 2) and panel.lines[-1].get_linestyle() == "--"
    above = classifier.forward([[x[0] + 4 * 10.5 / 48, -2.5 + 5 * 20.5 / 48]])[0, 0] > 0
    colour = right.images[0].get_array()[20, 10]
    assert (colour[0] > colour[2]) == above
