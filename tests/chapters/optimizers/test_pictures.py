"""The pictures of the chapter *Optimizers*."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from nnlib import optimizers
from nnlib.chapters.optimizers.pictures import OPTIMIZER_STYLES
from nnlib.plots import plot_optimizer_paths, plot_sweep


def test_every_optimizer_has_a_style_of_its_own():
    assert list(OPTIMIZER_STYLES) == list(optimizers.names())
    looks = [(style["color"], style["linestyle"]) for style in OPTIMIZER_STYLES.values()]
    assert len(set(looks)) == len({style["marker"] for style in OPTIMIZER_STYLES.values()}) == 8


def test_paths_have_their_marker_where_they_end():
    axes = Figure().subplots()
    path = [[1.0, 1.0], [0.5, 0.2], [0.1, 0.0]]
    *_rest, line = plot_optimizer_paths(axes, lambda a, b: a**2 + b**2, (-1, 1), (-1, 1), {"Adam": path})
    assert line.get_xydata().tolist() == path and line.get_markevery() == [-1]
    assert line.get_color() == OPTIMIZER_STYLES["Adam"]["color"]


def test_sweep_holds_the_data():
    axes = Figure().subplots()
    (line,) = plot_sweep(axes, [0.1, 1], {"SGD": [0.5, 0.2]})
    assert line.get_xydata().tolist() == [[0.1, 0.5], [1, 0.2]]
    assert axes.get_xscale() == axes.get_yscale() == "log"


@pytest.mark.parametrize(
    ("losses", "message"),
    [
        ({"SGD": [1, 0]}, "above 0"),
        ({"SGD": [1, np.nan]}, "above 0"),
        ({"Adem": [1, 1]}, "there is no optimizer 'Adem'"),
    ],
)
def test_sweep_refuses_what_it_cannot_draw(losses, message):
    with pytest.raises(ValueError, match=message):
        plot_sweep(Figure().subplots(), [1, 2], losses)
