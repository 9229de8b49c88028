"""The pictures of the chapter *Training a network*."""

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.figure import Figure

from nnlib import Adam, BinaryCrossEntropy, datasets, mlp, plots, train
from nnlib.explorables import Picture
from nnlib.plots import plot_borders, plot_training_loop

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


def test_borders_show_the_recorded_networks():
    axes = Figure().subplots()
    net, parameters = a_run()
    before = net.parameters.copy()
    plot_borders(axes, net, parameters, (0, 2, 4, 5), X, y, resolution=20)
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


def test_borders_become_a_picture_and_refuse_epochs_that_are_not_there():
    net, parameters = a_run()
    assert Picture(plot_borders, net, parameters, (0, 5), X, y, alt="Two panels.").svg.count("<image") == 2
    for epochs in ((), (6,), (-1,)):
        with pytest.raises(ValueError, match="epochs must lie from 0 to 5"):
            plot_borders(Figure().subplots(), net, parameters, epochs, X, y)


def test_a_network_that_is_sure_everywhere_has_no_border():
    net, parameters = a_run()
    parameters = parameters[:1].copy()
    parameters[0, -1] = 100
    artists = plot_borders(Figure().subplots(), net, parameters, (0,), X, y)
    assert len(artists) == 3


def test_epochs_are_whole_numbers():
    axes = Figure().subplots()
    net = mlp([2, 4, 1], rng=0)
    plots.plot_history(axes, train(net, BinaryCrossEntropy(), Adam(0.01), X, y, epochs=3))
    assert all(float(tick).is_integer() for tick in axes.get_xticks())
