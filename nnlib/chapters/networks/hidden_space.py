"""The figure `HiddenSpace` of the chapter *Layers and networks*."""

import contourpy
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import ConnectionPatch

from nnlib import activations, datasets
from nnlib.chapters.networks.by_hand import row
from nnlib.live import Choice, Explorable, Handle, Prediction, Slider, Step
from nnlib.losses import BinaryCrossEntropy
from nnlib.network import mlp
from nnlib.optimizers import Adam
from nnlib.plots.dots import Shape, add_dots, add_marks, add_probe
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE
from nnlib.training import train
from nnlib.words import _


def oranges(n):
    """Return red and green of fruit, each moved and scaled to about −1 … 1, and whether it is an orange."""
    X, y = datasets.fruit(n, rng=0)
    return (X[:, :2] - [0.8, 0.45]) / [0.2, 0.4], (y == 1).astype(int)


SHEETS = {
    "fruit": (oranges(81), (2, 2, 1), 10, 0.1),
    "circles": (datasets.circles(80, noise=0.06, rng=0), (2, 8, 2, 1), 22, 0.02),
    "spirals": (datasets.spirals(80, turns=0.75, rng=0), (2, 8, 2, 1), 22, 0.02),
}
"""For each choice of points: the examples, the sizes of the network, its seed and the learning rate."""

STAGES = (0, 3, 6, 9, 12, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 100, 150, 200)

REACH = 1.3
LEVELS, ALONG, FINE = (np.linspace(-REACH, REACH, count) for count in (7, 17, 25))
UPRIGHT = np.stack(np.meshgrid(LEVELS, ALONG, indexing="ij"), axis=-1)
GRID = np.concatenate([UPRIGHT, UPRIGHT[..., ::-1]])
"""Seven lines upright and seven level ones, with so many corners that they can bend: (14, 17, 2)."""

PROBE = (-1.0, 1.0)
"""Where the probe starts: far from the points of every sheet."""

RING = {"markersize": 13, "markerfacecolor": "none", "markeredgewidth": 1.8, "clip_on": False}

RASTER = np.stack(np.meshgrid(FINE, FINE), axis=-1).reshape(-1, 2)


def place(c):
    """Return where the followed point is among what comes in."""
    return tuple(SHEETS[c.data][0][0][int(c.followed) - 1])


def cut(w, b):
    """Return the line where w · h + b = 0, beyond the picture on both ends, and the halves of the plane beside it."""
    length = np.hypot(*w)
    foot, along, ahead = -b * w / length**2, np.array([-w[1], w[0]]) / length, w / length
    line = np.array([foot - 4 * along, foot + 4 * along])
    return line, [np.vstack([line, line[::-1] + 8 * side * ahead]) for side in (-1, 1)]


def panels(figure):
    """Return the axes of what comes in and of the last hidden layer."""
    left, right = figure.subplots(1, 2)
    left.set(xlabel=_("input x₁"), ylabel=_("input x₂"), title=_("what comes in"))
    right.set(xlabel=_("hidden unit 1"), ylabel=_("hidden unit 2"), title=_("last hidden layer"))
    for axes, reach in ((left, REACH), (right, 1.12)):
        axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal", xticks=(-1, 0, 1), yticks=(-1, 0, 1))
        axes.yaxis.labelpad = 0
    left.add_collection(LineCollection(list(GRID[:, [0, -1]]), color=GREY, linewidth=0.6))
    return left, right


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
    epoch = Step(label=_("epoch of training"), stages=STAGES, start=0, interval=350)
    probe1 = Slider(label=_("probe x₁"), low=-REACH, high=REACH, step=0.05, grid=PROBE[:1])
    probe2 = Slider(label=_("probe x₂"), low=-REACH, high=REACH, step=0.05, grid=PROBE[1:])

    prediction = Prediction(
        question=_("Before any training: where is the boundary straight?"),
        options={"both": _("on both sides"), "right": _("on the right only"), "neither": _("on neither side")},
        answer="right",
    )

    def run(self, data):
        (X, y), sizes, seed, rate = SHEETS[data]
        net = mlp(sizes, activation="tanh", rng=seed)
        history = train(net, BinaryCrossEntropy(), Adam(rate), X, y, epochs=200, batch_size=None, record=True)
        return net, history.parameters

    def compute(self, run, data, followed, epoch, probe1, probe2):
        (X, y), (net, parameters), index = SHEETS[data][0], run, int(followed) - 1
        net.parameters = parameters[int(epoch)]
        z, hidden = net.forward(X)[:, 0], net.outputs(X)[-2]
        probe = np.array([[probe1, probe2]])
        heights = net.forward(RASTER).reshape(25, 25)
        contours = contourpy.contour_generator(FINE, FINE, heights, fill_type=contourpy.FillType.OuterCode)
        line, halves = cut(net.parameters[-3:-1], net.parameters[-1])  # the output neuron's
        return {
            "hidden": hidden,
            "grid": net.outputs(GRID.reshape(-1, 2))[-2].reshape(GRID.shape),
            "boundary": contours.lines(0.0),
            "regions": [contours.filled(*levels) for levels in ((-1e9, 0.0), (0.0, 1e9))],
            "line": line,
            "halves": halves,
            "point": X[index],
            "image": hidden[index],
            "kind": int(y[index]),
            "verdict": int(z[index] > 0),
            "right": (z > 0) == y,
            "probe": probe[0] if (probe1, probe2) != PROBE else None,  # where it starts it is not drawn
            "probed": net.outputs(probe)[-2][0],
            "said": float(activations.get("sigmoid")(net.forward(probe))[0, 0]),
        }

    def build(self, figure):
        left, right = panels(figure)
        shade = {"alpha": 0.22, "linewidth": 0}
        self.regions = [left.add_patch(Shape(facecolor=colour, **shade)) for colour in (BLUE, ORANGE)]
        self.halves = [right.fill([], [], facecolor=colour, **shade)[0] for colour in (BLUE, ORANGE)]
        self.grid_lines = right.add_collection(LineCollection([], color=GREY, linewidth=0.6))
        self.boundary = left.add_collection(LineCollection([], color=INK, linewidth=2))
        (self.line,) = right.plot([], [], color=INK, linewidth=2, label=_("boundary"))
        self.marks, self.marked, self.rings = [], None, []
        for axes in (left, right):
            self.marks += add_dots(axes, "s", BLUE, 5.5, hole=2.8, zorder=2.5)
            self.marks += add_dots(axes, "o", ORANGE, 5.5, zorder=2.5)
            self.rings += axes.plot([], [], "o", color=INK, label=_("followed"), **RING)
        ends = {"coordsA": left.transData, "coordsB": right.transData}
        self.thread = ConnectionPatch((0, 0), (0, 0), **ends, color=INK, linestyle=":", linewidth=1.5, in_layout=False)
        figure.add_artist(self.thread)
        zeros = add_marks(left, "s", BLUE, 5, hollow=True, label=_("class 0"))
        keys = [zeros, add_marks(left, "o", ORANGE, 5, label=_("class 1")), self.line, self.rings[0]]
        spacing = {"handlelength": 1.2, "columnspacing": 1.1, "handletextpad": 0.4}
        figure.legend(handles=keys, loc="outside lower center", ncols=4, **spacing)
        self.probes = [add_probe(left), add_probe(right)]
        self.handles = [Handle(self.rings[0], along="followed", at=place), Handle(left, x="probe1", y="probe2")]
        lines = [self.boundary, self.line, *self.rings, self.thread, *self.probes]
        return [*self.regions, *self.halves, self.grid_lines, *self.marks, *lines]

    def update(self, result):
        X, y = SHEETS[result.data][0]
        for places, marks in ((X, self.marks[:3]), (result.hidden, self.marks[3:])):
            if places is not X or self.marked != result.data:  # on the left the points stay where they are
                for dots, label in zip(marks, (0, 0, 1)):
                    dots.set_places(places[y == label])
        self.marked = result.data
        for region, outlines in zip(self.regions, result.regions):
            region.set_outlines(*outlines)
        for half, corners in zip(self.halves, result.halves):
            half.set_xy(corners)
        self.grid_lines.set_segments(list(result.grid))
        self.boundary.set_segments(result.boundary)
        self.line.set_data(*result.line.T)
        for ring, place in zip(self.rings, (result.point, result.image)):
            ring.set_data(*place[:, None])
        self.thread.xy1, self.thread.xy2 = result.point, result.image
        self.thread.stale = True
        for probe, place in zip(self.probes, (result.probe, result.probed)):
            probe.ask(None if result.probe is None else place, result.said > 0.5)

    def describe(self, result):
        message = _(
            "{name}, after {epoch} epochs: the straight line in the hidden layer gets {count} of {all} points right. "
            "The followed point ({followed}), of class {kind}, goes from {start} to {end}, {side}."
        )
        if result.probe is not None:
            message += " " + _(
                "The probe at {probe} goes to {probed}, where the network says {said:~3}: class {guess}."
            )
        sides = (_("on the side of class 0"), _("on the side of class 1"))
        points = {"start": row(result.point), "end": row(result.image), "side": sides[result.verdict]}
        if result.probe is not None:
            points |= {"probe": row(result.probe), "probed": row(result.probed), "guess": int(result.said > 0.5)}
        right, name = result.right, self.data.text(result.data).capitalize()
        return self.say(message, result, name=name, count=right.sum(), all=len(right), **points)
