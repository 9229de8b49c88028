"""The pictures of the chapter *Layers and networks*, and the drawing of a network."""

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.colors import same_color
from matplotlib.figure import Figure

from nnlib.plots import plot_deep_and_wide, plot_demand_network, plot_hidden_points, plot_network
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


def test_hidden_points_share_places_and_the_line_is_where_the_sum_is_zero():
    axes = Figure().subplots()
    line, zeros, ones, count, _legend = plot_hidden_points(axes, [[0, 1], [1, 1], [1, 1], [1, 0]], [0, 1, 1, 0], [1, 1], -1.5)
    assert np.allclose(line.get_xydata().sum(axis=1), 1.5)
    assert zeros.get_xydata().tolist() == [[0, 1], [1, 0]] and ones.get_xydata().tolist() == [[1, 1]]
    assert count.get_text() == "×2"
    with pytest.raises(ValueError, match="must not be 0"):
        plot_hidden_points(axes, [[0, 1]], [0], [1, 0], 0)


def test_deep_and_wide_hold_the_data():
    deep, wide, _legend = plot_deep_and_wide(Figure().subplots(), [0, 1], [0, 1], [1, 0])
    assert deep.get_ydata().tolist() == [0, 1] and wide.get_ydata().tolist() == [1, 0]
