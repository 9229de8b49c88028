"""The pictures of the chapter *Layers and networks*, and the drawing of a network."""

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.colors import same_color
from matplotlib.figure import Figure

from nnlib import datasets
from nnlib.plots import plot_deep_and_wide, plot_demand_network, plot_network, plot_sorter
from nnlib.plots.palette import BLUE, GREY, ORANGE


def test_network_has_a_line_for_every_weight_and_writes_it():
    W = np.array([[1.5, -2, 0], [0.25, 3, 4]])
    drawing = plot_network(Figure().subplots(), (2, 3), weights=[W])
    assert {place: text.get_text() for place, text in drawing.labels[0].items()} == {
        (0, 0): "1.5", (0, 1): "−2", (0, 2): "0", (1, 0): "0.25", (1, 1): "3", (1, 2): "4"
    }  # fmt: skip
    signs = [(drawing.edges[0][0, j].get_color(), drawing.edges[0][0, j].get_linestyle()) for j in range(3)]
    for (colour, dash), (expected, expected_dash) in zip(signs, [(BLUE, "-"), (ORANGE, "--"), (GREY, ":")]):
        assert same_color(colour, expected) and dash == expected_dash
    assert all(isinstance(artist, Artist) for artist in drawing.artists)


def test_network_lines_join_the_units():
    drawing = plot_network(Figure().subplots(), (2, 3, 1))
    for left, edges in enumerate(drawing.edges):
        for (i, j), edge in edges.items():
            ends = [drawing.nodes[left].get_xydata()[i], drawing.nodes[left + 1].get_xydata()[j]]
            assert np.allclose(edge.get_xydata(), ends)


def test_words_appear_and_hide_the_lines_behind_them():
    drawing = plot_network(Figure().subplots(), (2, 1), above=[["a", ""], ["c"]])
    assert [[text.get_text() for text in row] for row in drawing.above] == [["a", ""], ["c"]]
    assert len(drawing.grounds[1].get_xydata()) == 2 and len(drawing.grounds[2].get_xydata()) == 0
    drawing.set_words(above=[["", ""], [""]])
    assert len(drawing.grounds[1].get_xydata()) == 0


@pytest.mark.parametrize("sizes", [(3,), (2, 0, 1)])
def test_network_refuses_sizes_without_layers(sizes):
    with pytest.raises(ValueError, match="sizes must name"):
        plot_network(Figure().subplots(), sizes)


def test_network_refuses_weights_of_another_shape():
    with pytest.raises(ValueError, match=r"shape \(2, 3\), not \(3, 2\)"):
        plot_network(Figure().subplots(), (2, 3), weights=[np.ones((3, 2))])


def test_network_refuses_words_for_another_number_of_units():
    with pytest.raises(ValueError, match="zip"):
        plot_network(Figure().subplots(), (2, 1), above=[["a"], ["b"]])


def test_demand_network_names_its_units():
    drawing = plot_demand_network(Figure().subplots())
    assert [[text.get_text() for text in row] for row in drawing.above] == [
        ["price", "shipping", "marketing", "material"], ["affordability", "awareness", "quality"], ["buys?"]
    ]  # fmt: skip


def test_sorter_draws_every_fruit_twice_and_both_cuts():
    X, y = datasets.fruit(30, rng=0)
    hidden = 1 / (1 + np.exp(-X @ [[-8, 14], [20, -20], [0, 0]]))
    figure = Figure()
    plot_sorter(figure.subplots(), X, y, hidden)
    left, right = figure.axes
    assert [line.get_ydata()[0] / line.get_xdata()[0] for line in left.get_lines()[:2]] == pytest.approx([0.4, 0.7])
    assert np.allclose(right.get_lines()[0].get_xydata().sum(axis=1), 1.5)
    for kind in range(3):
        assert np.array_equal(left.get_lines()[2 + kind].get_xydata(), X[y == kind, :2])
        assert np.array_equal(right.get_lines()[1 + kind].get_xydata(), hidden[y == kind])
    markers = {line.get_marker() for line in left.get_lines()[2:]}
    assert len(markers) == 3, "the marker says what the colour says"


def test_deep_and_wide_hold_the_data():
    deep, wide, _legend = plot_deep_and_wide(Figure().subplots(), [0, 1], [0, 1], [1, 0])
    assert deep.get_ydata().tolist() == [0, 1] and wide.get_ydata().tolist() == [1, 0]
