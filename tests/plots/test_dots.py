"""Points as one shape, and shapes that say that they have changed."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.path import Path

from nnlib.live import svg
from nnlib.plots.dots import Dots, Shape, add_dots, add_marks, add_probe
from nnlib.plots.palette import BLUE, ORANGE, PAPER


def an_axes():
    axes = Figure().subplots()
    axes.set(xlim=(0, 10), ylim=(0, 10))
    return axes


def drawn(axes, artist):
    (part,) = svg.draw(axes.figure, [artist], "test").parts
    return part


def test_a_hundred_points_are_one_element():
    axes = an_axes()
    (dots,) = add_dots(axes, "o", BLUE, 4)
    places = np.random.default_rng(0).uniform(1, 9, (100, 2))
    dots.set_places(places)
    assert drawn(axes, dots).count("<path") == 1 and drawn(axes, dots).count("M ") == 100
    assert (dots.get_path().vertices[::2] == places).all()


def test_an_open_point_is_one_of_the_page_on_one_of_its_colour():
    outer, inner = add_dots(an_axes(), "s", ORANGE, 5, hole=2, zorder=2.5)
    assert isinstance(outer, Dots) and outer.get_linewidth() == 5 and inner.get_linewidth() == 2
    assert outer.get_capstyle() == inner.get_capstyle() == "projecting" and outer.get_zorder() == 2.5
    filled, hollow = (add_marks(an_axes(), "o", BLUE, 5, hollow=hollow) for hollow in (False, True))
    assert filled.get_markerfacecolor() == BLUE and hollow.get_markerfacecolor() == PAPER


def test_what_has_a_new_outline_is_drawn_again():
    axes = an_axes()
    shape = axes.add_patch(Shape(facecolor=BLUE))
    assert "L" not in drawn(axes, shape), "a corner alone is nothing to see"
    shape.stale = False
    corners = np.array([(1, 1), (9, 1), (9, 9), (1, 1)])
    shape.set_outlines([corners], [[Path.MOVETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]])
    assert shape.stale and shape.get_path().contains_point((8, 4))
    shape.set_outlines([], [])
    assert not shape.get_path().contains_point((8, 4))


def test_a_probe_has_the_colour_of_its_class_and_can_be_away():
    axes = an_axes()
    probe = add_probe(axes)
    assert probe in axes.lines and not drawn(axes, probe)
    probe.ask((3, 4), 1)
    assert (probe.get_xydata() == [[3, 4]]).all() and probe.get_markerfacecolor() == ORANGE
    assert drawn(axes, probe).count("<use") == 1
    probe.ask((3, 4), 0)
    assert probe.get_markerfacecolor() == BLUE and probe.stale
    probe.ask(None)
    assert not drawn(axes, probe)
