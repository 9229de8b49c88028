"""The figure `HiddenSpace` of the chapter *Layers and networks*."""

from functools import lru_cache

import contourpy
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import ConnectionPatch, PathPatch
from matplotlib.path import Path

from nnlib import datasets
from nnlib.chapters.networks.forward_pass import _row
from nnlib.live import Choice, Explorable, Slider, Step
from nnlib.losses import BinaryCrossEntropy
from nnlib.network import mlp
from nnlib.numerals import number
from nnlib.optimizers import Adam
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE, PAPER
from nnlib.training import train
from nnlib.words import _


def _oranges(n):
    """Return red and green of fruit, each moved and scaled to about −1 … 1, and whether it is an orange."""
    X, y = datasets.fruit(n, rng=0)
    return (X[:, :2] - [0.8, 0.45]) / [0.2, 0.4], (y == 1).astype(int)


def _dots(places):
    """Return a path of lines without length: drawn with a cap they are dots, in one element where markers need 80."""
    path = Path(np.repeat(places, 2, axis=0), [Path.MOVETO, Path.LINETO] * len(places))
    path.should_simplify = False
    return path


def _redraw(patch, path):
    patch.set_path(path)
    patch.stale = True  # Matplotlib forgets to say so


SHEETS = {
    "fruit": (_oranges(81), (2, 2, 1), 10, 0.1),
    "circles": (datasets.circles(80, noise=0.06, rng=0), (2, 8, 2, 1), 22, 0.02),
    "spirals": (datasets.spirals(80, turns=0.75, rng=0), (2, 8, 2, 1), 22, 0.02),
}
"""For each choice of points: the examples, the sizes of the network, its seed and the learning rate."""


@lru_cache(maxsize=3)  # a move of the epoch looks at the same run again
def _bent(data):
    """Train the network of a sheet for 200 epochs with all examples in each step; return it and its parameters by epoch."""
    (X, y), sizes, seed, rate = SHEETS[data]
    net = mlp(sizes, activation="tanh", rng=seed)
    history = train(net, BinaryCrossEntropy(), Adam(rate), X, y, epochs=200, batch_size=None, record=True)
    return net, history.parameters


class HiddenSpace(Explorable):
    """What training does to the plane: the last hidden layer bends it until a straight line separates the classes."""

    title = _("The hidden layers bend the plane")
    size = (400, 285)
    data = Choice(
        label=_("points"),
        options={"fruit": _("fruit (class 1: oranges)"), "circles": _("circles"), "spirals": _("spirals")},
        start="fruit",
    )
    followed = Slider(label=_("follow point"), low=1, high=80, step=1, grid=(1, 12, 24, 37, 50, 66), start=37)
    epoch = Step(
        label=_("epoch of training"),
        stages=(0, 3, 6, 9, 12, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 100, 150, 200),
        start=0,
        interval=350,
    )

    reach = 1.3

    def compute(self, data, followed, epoch):
        X, y = SHEETS[data][0]
        net, run = _bent(data)
        net.parameters[:] = run[int(epoch)]
        ticks, along, fine = (np.linspace(-self.reach, self.reach, count) for count in (7, 17, 25))
        lines = [np.column_stack([np.full(17, tick), along]) for tick in ticks]
        sheet = np.array(lines + [line[:, ::-1] for line in lines])
        raster = np.array(np.meshgrid(fine, fine)).reshape(2, -1).T
        contours = contourpy.contour_generator(
            fine, fine, net.forward(raster).reshape(25, 25), fill_type=contourpy.FillType.OuterCode
        )
        w, b = net.parameters[-3:-1].copy(), float(net.parameters[-1])  # the output neuron's
        length = np.hypot(*w)
        foot, direction, ahead = -b * w / length**2, np.array([-w[1], w[0]]) / length, w / length
        ends = np.array([foot - 4 * direction, foot + 4 * direction])
        hidden, index = net.outputs(X)[-2], int(followed) - 1
        z = net.forward(X)[:, 0]
        return {
            "hidden": hidden,
            "grid": net.outputs(sheet.reshape(-1, 2))[-2].reshape(sheet.shape),
            "boundary": contours.lines(0.0),
            "regions": [contours.filled(*levels) for levels in ((-1e9, 0.0), (0.0, 1e9))],
            "line": ends,
            "halves": [np.vstack([ends, ends[::-1] + 8 * side * ahead]) for side in (-1, 1)],
            "point": X[index],
            "image": hidden[index],
            "kind": int(y[index]),
            "verdict": int(z[index] > 0),
            "right": (z > 0) == y,
        }

    def build(self, figure):
        left, right = figure.subplots(1, 2)
        ends = np.linspace(-self.reach, self.reach, 7)
        still = LineCollection(
            [[(t, -self.reach), (t, self.reach)] for t in ends] + [[(-self.reach, t), (self.reach, t)] for t in ends]
        )
        still.set(color=GREY, linewidth=0.6)
        left.set(xlabel=_("input x₁"), ylabel=_("input x₂"), title=_("what comes in"))
        right.set(xlabel=_("hidden unit 1"), ylabel=_("hidden unit 2"), title=_("last hidden layer"))
        for axes, reach, ticks in ((left, self.reach, (-1, 0, 1)), (right, 1.12, (-1, 0, 1))):
            axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal", xticks=ticks, yticks=ticks)
            axes.yaxis.labelpad = 0
        left.add_collection(still)
        shade = {"alpha": 0.22, "linewidth": 0}
        self.regions = [
            left.add_patch(PathPatch(Path([(0, 0)]), facecolor=colour, **shade)) for colour in (BLUE, ORANGE)
        ]
        self.halves = [right.fill([], [], facecolor=colour, **shade)[0] for colour in (BLUE, ORANGE)]
        self.grid_lines = right.add_collection(LineCollection([], color=GREY, linewidth=0.6))
        self.boundary = left.add_collection(LineCollection([], color=INK, linewidth=2))
        (self.line,) = right.plot([], [], color=INK, linewidth=2)
        # class 0 is an open square, so a small square of the page's colour on a larger one; class 1 is a dot
        strokes = (("projecting", BLUE, 5.5), ("projecting", PAPER, 2.8), ("round", ORANGE, 5.5))
        self.marks, self.marked = [], None
        for axes in (left, right):
            for cap, colour, width in strokes:
                dots = PathPatch(
                    Path([(9, 9)]), fill=False, edgecolor=colour, linewidth=width, capstyle=cap, zorder=2.5
                )
                self.marks.append(axes.add_patch(dots))
        keys = [
            left.plot([], [], "s", markerfacecolor=PAPER, markeredgecolor=BLUE, markersize=5)[0],
            left.plot([], [], "o", color=ORANGE, markersize=5)[0],
        ]
        ring = {
            "markersize": 13,
            "markerfacecolor": "none",
            "markeredgecolor": INK,
            "markeredgewidth": 1.8,
            "clip_on": False,
        }
        self.rings = [axes.plot([], [], "o", **ring)[0] for axes in (left, right)]
        self.thread = figure.add_artist(
            ConnectionPatch((0, 0), (0, 0), left.transData, right.transData, color=INK, linestyle=":", linewidth=1.5)
        )
        self.thread.set_in_layout(False)
        figure.legend(
            [*keys, self.line, self.rings[0]],
            [_("class 0"), _("class 1"), _("boundary"), _("followed")],
            loc="outside lower center",
            ncols=4,
            handlelength=1.2,
            columnspacing=1.1,
            handletextpad=0.4,
        )
        return [
            *self.regions, *self.halves, self.grid_lines, *self.marks, self.boundary, self.line, *self.rings, self.thread,
        ]  # fmt: skip

    def update(self, result):
        X, y = SHEETS[result.data][0]
        for places, marks in ((X, self.marks[:3]), (result.hidden, self.marks[3:])):
            if places is X and self.marked == result.data:
                continue  # the points on the left stay where they are; what is not set is not drawn again
            for dots, label in zip(marks, (0, 0, 1)):
                _redraw(dots, _dots(places[y == label]))
        self.marked = result.data
        for patch, (points, codes) in zip(self.regions, result.regions):
            parts = [Path(vertices, code) for vertices, code in zip(points, codes)]
            _redraw(patch, Path.make_compound_path(*parts) if parts else Path([(9, 9)]))
        for half, corners in zip(self.halves, result.halves):
            half.set_xy(corners)
        self.grid_lines.set_segments(list(result.grid))
        self.boundary.set_segments(result.boundary)
        self.line.set_data(*result.line.T)
        for ring, place in zip(self.rings, (result.point, result.image)):
            ring.set_data(*place[:, None])
        self.thread.xy1, self.thread.xy2 = result.point, result.image
        self.thread.stale = True

    def describe(self, result):
        sides = (_("on the side of class 0"), _("on the side of class 1"))
        return _(
            "{data}, after {epoch} epochs: the straight line in the hidden layer gets {right} of {all} points right. "
            "The followed point ({number}), of class {kind}, goes from {point} to {image}, {side}."
        ).format(
            data=self.data.text(result.data).capitalize(),
            epoch=number(result.epoch),
            right=int(result.right.sum()),
            all=len(result.right),
            number=number(result.followed),
            kind=result.kind,
            point=_row(result.point),
            image=_row(result.image),
            side=sides[result.verdict],
        )
