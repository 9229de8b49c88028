"""The explorables of the chapter *Layers and networks*."""

import json
from functools import lru_cache
from pathlib import Path as File

import contourpy
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import ConnectionPatch, PathPatch
from matplotlib.path import Path

from nnlib import datasets
from nnlib.explorables.controls import Choice, Slider, Step
from nnlib.explorables.explorable import Explorable
from nnlib.layers import Activation, Dense
from nnlib.losses import BinaryCrossEntropy
from nnlib.network import Network, mlp
from nnlib.optimizers import Adam
from nnlib.plots.diagrams import plot_network
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE, PAPER, PURPLE
from nnlib.training import train
from nnlib.words import _, number


def _row(values):
    """Write numbers as one would a point: (1, −2)."""
    return f"({', '.join(number(value) for value in values)})"


def _network(layers, activation):
    """Return a network with given weights and biases, a pair (W, b) for each layer; no activation after the last."""
    blocks = []
    for W, b in layers:
        dense = Dense(*np.shape(W), rng=0)
        dense.W, dense.b = W, b
        blocks += [dense, Activation(activation)]
    return Network(blocks[:-1])


class ForwardPass(Explorable):
    """A 2-3-2 network with every weight, bias, sum and output in sight, stage by stage; one weight can be changed."""

    title = _("A forward pass, number by number")
    size = (400, 400)
    x1 = Slider(label=_("input x₁"), low=-2, high=2, step=0.1, grid=(-1, 0, 1), start=1)
    x2 = Slider(label=_("input x₂"), low=-2, high=2, step=0.1, grid=(0, 1, 2), start=2)
    chosen = Choice(
        label=_("number to change"),
        options={
            "x2-h3": _("x₂ → hidden 3"),
            "x1-h1": _("x₁ → hidden 1"),
            "h2-y1": _("hidden 2 → output 1"),
            "h3-y2": _("hidden 3 → output 2"),
            "b1": _("bias of output 1"),
        },
        start="x2-h3",
    )
    change = Slider(label=_("add to it"), low=-2, high=2, step=0.1, grid_step=1, start=0)
    edges = Choice(
        label=_("numbers on the lines"),
        options={"weight": _("weights"), "product": _("weight × what comes in")},
        start="weight",
    )
    layer = Step(label=_("computed up to layer"), stages=(0, 1, 2), start=2, interval=1500)

    weights = (np.array([[1, -1, 2], [1, 2, -1]]), np.array([[2, 1], [-1, 1], [1, -3]]))
    biases = (np.array([0, 1, -1]), np.array([1, -2]))
    places = {"x1-h1": (0, 0, 0), "x2-h3": (0, 1, 2), "h2-y1": (1, 1, 0), "h3-y2": (1, 2, 1)}
    """The layer that a weight leaves, its row and its column."""

    def compute(self, x1, x2, chosen, change, edges, layer):
        weights, biases = [W.astype(float) for W in self.weights], [b.astype(float) for b in self.biases]
        if chosen == "b1":
            biases[1][0] += change
            value = biases[1][0]
        else:
            leaves, row, column = self.places[chosen]
            weights[leaves][row, column] += change
            value = weights[leaves][row, column]
        outputs = [output[0] for output in _network(zip(weights, biases), "relu").outputs([[x1, x2]])]
        arriving = (outputs[0], outputs[2])
        return {
            "sums": (outputs[1], outputs[3]),
            "outputs": (outputs[0], outputs[2], outputs[3]),
            "weights": tuple(weights),
            "products": tuple(a[:, None] * W for a, W in zip(arriving, weights)),
            "biases": tuple(biases),
            "value": float(value),
        }

    def build(self, figure):
        axes = figure.subplots()
        titles = (_("layer 0: inputs"), _("layer 1: hidden"), _("layer 2: outputs"))
        self.network = plot_network(axes, (2, 3, 2), titles=titles)
        corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)])
        # what frames the chosen number: one frame for the weights, one for the bias, which stands above its unit
        self.frames = [
            axes.plot(
                [], [], linestyle="", marker=Path(corners * [1, height]), markersize=width, markerfacecolor="none",
                markeredgecolor=INK, markeredgewidth=1.5, transform=text.get_transform(), clip_on=False, in_layout=False,
            )[0]
            for text, width, height in ((self.network.labels[0][0, 0], 34, 0.56), (self.network.above[2][0], 48, 0.4))
        ]  # fmt: skip
        return [*self.network.artists, *self.frames]

    def update(self, result):
        for layer in (0, 1):
            shown = result.edges == "product" and result.layer > layer
            self.network.set_edges(layer, result.products[layer] if shown else result.weights[layer])
        done = [result.layer >= layer for layer in range(3)]
        self.network.set_words(
            inside=[[number(a) if done[layer] else "?" for a in result.outputs[layer]] for layer in range(3)],
            above=[["x₁", "x₂"], *[[_("b = {b}").format(b=number(b)) for b in row] for row in result.biases]],
            # the outputs are their own sums, so only the hidden layer has two numbers
            below=[["", ""], [_("z = {z}").format(z=number(z) if done[1] else "?") for z in result.sums[0]], ["", ""]],
        )
        bias = result.chosen == "b1"
        if bias:
            text = self.network.above[2][0]
        else:
            leaves, row, column = self.places[result.chosen]
            text = self.network.labels[leaves][row, column]
        for frame, here in zip(self.frames, (not bias, bias)):
            frame.set_data(*([place] if here else [] for place in text.get_position()))

    def describe(self, result):
        fields = {
            "x": _row(result.outputs[0]),
            "chosen": self.chosen.text(result.chosen),
            "value": number(result.value),
            "usual": "" if result.change == 0 else _(" instead of {old}").format(old=number(result.value - result.change)),
            "edges": self.edges.text(result.edges),
            "z": _row(result.sums[0]),
            "a": _row(result.outputs[1]),
            "y": _row(result.outputs[2]),
        }
        stages = (
            _("Inputs {x}; nothing is computed yet."),
            _("Inputs {x}: ReLU turns the hidden sums {z} into {a}."),
            _("Inputs {x}: ReLU turns the hidden sums {z} into {a}; the outputs are {y}."),
        )
        sentence = stages[int(result.layer)] + _(" In the frame: {chosen}, {value}{usual}. On the lines: {edges}.")
        return sentence.format(**fields)


CURVES = {
    "wave": lambda x: np.sin(3 * x) * (1 - x**2 / 4),
    "peak": lambda x: np.maximum(0, 1 - np.abs(x)),
}


def bump_network(curve, bumps, steepness, low=-2.0, high=2.0):
    """Return a 1-2n-1 network, built and not trained: n bumps side by side, each as high as the curve in its middle.

    Hidden unit 2i rises at the left end of bump i, hidden unit 2i + 1 at its right end; the output adds the first and
    subtracts the second, times the height.
    """
    ends = np.linspace(low, high, bumps + 1)
    heights = curve((ends[:-1] + ends[1:]) / 2)
    rises = np.column_stack([ends[:-1], ends[1:]]).ravel()
    hidden = (np.full((1, 2 * bumps), steepness), -steepness * rises)
    output = (np.column_stack([heights, -heights]).reshape(-1, 1), np.zeros(1))
    return _network([hidden, output], "sigmoid")


class BumpCurve(Explorable):
    """Two sigmoids make a bump, bumps side by side make a curve; more units and steeper ones, and the largest error."""

    title = _("A curve built from bumps")
    size = (400, 400)
    units = Slider(
        label=_("hidden units"), low=4, high=64, step=4, grid=(4, 8, 12, 16, 20, 24, 32, 40, 48, 64), start=16
    )
    steepness = Slider(
        label=_("steepness k"), low=2, high=100, step=1, grid=(2, 4, 6, 8, 10, 15, 20, 30, 50, 100), start=20
    )
    curve = Choice(label=_("curve to build"), options={"wave": _("wave"), "peak": _("peak")}, start="wave")

    x = np.linspace(-2, 2, 201)
    between = np.linspace(-2, 2, 2001)
    """Where the largest error is looked for: at the jumps of steep bumps it falls between the points that are drawn."""

    def compute(self, units, steepness, curve):
        bumps = int(units) // 2
        net = bump_network(CURVES[curve], bumps, steepness)
        built = net.forward(self.between[:, None])[:, 0]
        chosen = bumps // 2  # the bump to the right of the middle
        rise, fall = net.outputs(self.x[:, None])[2][:, 2 * chosen : 2 * chosen + 2].T
        ends = np.linspace(-2, 2, bumps + 1)
        heights = CURVES[curve]((ends[:-1] + ends[1:]) / 2)
        return {
            "wanted": CURVES[curve](self.x),
            "built": built[::10],
            "rise": rise,
            "fall": fall,
            "ends": ends,
            "heights": heights,
            "height": float(heights[chosen]),
            "width": 4 / bumps,
            "error": float(np.abs(built - CURVES[curve](self.between)).max()),
        }

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        upper.set(xlim=(-2, 2), ylim=(-1.25, 1.25), yticks=(-1, 0, 1), ylabel=_("output"))
        lower.set(ylim=(-0.1, 1.15), yticks=(0, 1), xlabel=_("input x"), ylabel=_("two hidden units"))
        self.boxes = upper.add_collection(LineCollection([], color=GREY, linewidth=1))
        (self.share,) = upper.fill([], [], color=PURPLE, alpha=0.3, linewidth=0)
        (self.wanted,) = upper.plot([], [], color=INK, linestyle="--", linewidth=1.5)
        (self.built,) = upper.plot([], [], color=BLUE, linewidth=2.5)
        (self.rise,) = lower.plot([], [], color=GREEN, linestyle=":", linewidth=2.5)
        (self.fall,) = lower.plot([], [], color=ORANGE, linestyle="--")
        (self.bump,) = lower.fill([], [], color=PURPLE, alpha=0.3, linewidth=0)
        figure.legend(
            [self.wanted, self.built, self.boxes, self.share],
            [_("wanted"), _("network"), _("heights"), _("one bump")],
            loc="outside upper center", ncols=4, handlelength=1.4, columnspacing=1, handletextpad=0.4,
        )  # fmt: skip
        figure.legend(
            [self.rise, self.fall, self.bump],
            [_("one rises"), _("one is subtracted"), _("a bump is left")],
            loc="outside lower center", ncols=3, handlelength=1.4, columnspacing=1, handletextpad=0.4,
        )  # fmt: skip
        return [self.boxes, self.share, self.wanted, self.built, self.rise, self.fall, self.bump]

    def update(self, result):
        left, right, height = result.ends[:-1], result.ends[1:], result.heights
        corners = ((left, 0 * height), (left, height), (right, height), (right, 0 * height))
        self.boxes.set_segments(np.stack([np.column_stack(corner) for corner in corners], axis=1))
        outline = np.column_stack([self.x, result.rise - result.fall])[::2]
        seen = np.abs(outline[:, 1]) > 0.005
        outline = outline[seen]
        base = outline[::-1] * [1, 0]
        self.share.set_xy(np.vstack([outline * [1, result.height], base]))
        self.bump.set_xy(np.vstack([outline, base]))
        self.wanted.set_data(self.x, result.wanted)
        self.built.set_data(self.x, result.built)
        self.rise.set_data(self.x, result.rise)
        self.fall.set_data(self.x, result.fall)

    def describe(self, result):
        return _(
            "{curve}: {units} hidden units of steepness {steepness} make {bumps} bumps, each {width} wide. "
            "The network is off by {error} at most."
        ).format(
            curve=self.curve.text(result.curve).capitalize(),
            units=number(result.units),
            steepness=number(result.steepness),
            bumps=int(result.units) // 2,
            width=number(result.width, 3),
            error=number(result.error, 3),
        )


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
                dots = PathPatch(Path([(9, 9)]), fill=False, edgecolor=colour, linewidth=width, capstyle=cap, zorder=2.5)
                self.marks.append(axes.add_patch(dots))
        keys = [
            left.plot([], [], "s", markerfacecolor=PAPER, markeredgecolor=BLUE, markersize=5)[0],
            left.plot([], [], "o", color=ORANGE, markersize=5)[0],
        ]
        ring = {"markersize": 13, "markerfacecolor": "none", "markeredgecolor": INK, "markeredgewidth": 1.8, "clip_on": False}
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


BATCHING = json.loads((File(datasets.__file__).parent / "data" / "batching.json").read_text(encoding="utf-8"))
"""Medians recorded by benchmarks/batching.py: microseconds for one image, by network, number type and batch size."""


class Batching(Explorable):
    """The batch size against the recorded time for one image, and what is counted: multiplications and weights read."""

    title = _("Many images at once")
    size = (400, 400)
    batch = Step(label=_("batch size"), stages=tuple(BATCHING["batches"]), start=100, interval=700)
    network = Choice(label=_("network"), options={name: name for name in BATCHING["microseconds"]}, start="784-50-100-10")
    dtype = Choice(
        label=_("numbers"), options={"float32": _("float32: 4 bytes"), "float64": _("float64: 8 bytes")}, start="float32"
    )

    batches = np.array(BATCHING["batches"])

    def compute(self, batch, network, dtype):
        sizes = [int(n) for n in network.split("-")]
        times = np.array(BATCHING["microseconds"][network][dtype])
        weights = sum(n_in * n_out for n_in, n_out in zip(sizes, sizes[1:]))
        return {
            "shapes": " → ".join(f"({number(batch)}, {n})" for n in sizes),
            "times": times,
            "time": float(times[self.batches == batch][0]),
            "multiplications": np.full(len(times), weights),
            "reads": weights / self.batches,
        }

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        for axes, high, ticks in ((upper, 900, (1, 10, 100)), (lower, 3e6, (100, 10_000, 1_000_000))):
            axes.set(xscale="log", yscale="log", xlim=(0.8, 1300), ylim=(0.5 if axes is upper else 20, high))
            axes.set_yticks(ticks, [f"{tick:,}" for tick in ticks])
            axes.minorticks_off()
        lower.set_xticks((1, 10, 100, 1000), ["1", "10", "100", "1,000"])
        lower.set_xlabel(_("batch size m"))
        upper.set_ylabel(_("µs for one image"))
        lower.set_ylabel(_("count for one image"))
        (self.curve,) = upper.plot([], [], "o-", color=BLUE, markersize=4)
        (self.dot,) = upper.plot([], [], "o", color=ORANGE, markersize=11)
        self.label = upper.annotate("", (1, 1), (0, 17), textcoords="offset pixels", ha="center")
        (self.flat,) = lower.plot([], [], color=GREEN)
        (self.falling,) = lower.plot([], [], color=PURPLE, linestyle="--")
        (self.counts,) = lower.plot([], [], "o", color=ORANGE, markersize=8)
        self.counted = [
            lower.annotate("", (1, 1), (0, 13), textcoords="offset pixels", va="center", in_layout=False) for _line in range(2)
        ]
        figure.legend([self.flat, self.falling], [_("multiplications"), _("weights read")], loc="outside lower center", ncols=2)
        self.shapes = upper.text(0.5, 1.02, "", transform=upper.transAxes, ha="center", va="bottom", fontsize=11)
        return [self.curve, self.flat, self.falling, self.dot, self.counts, self.label, self.shapes, *self.counted]

    def update(self, result):
        self.curve.set_data(self.batches, result.times)
        self.flat.set_data(self.batches, result.multiplications)
        self.falling.set_data(self.batches, result.reads)
        self.dot.set_data([result.batch], [result.time])
        here = self.batches == result.batch
        counts = [result.multiplications[here][0], result.reads[here][0]]
        self.counts.set_data([result.batch] * 2, counts)
        for label, count in zip(self.counted, counts if result.batch > 1 else counts[:1] + [0]):
            label.xy = (result.batch, max(count, 20))
            label.set_text(f"{count:,.0f}" if count else "")  # one by one the two are the same
            label.stale = True  # a new place alone does not say so
        self.label.xy = (result.batch, result.time)
        self.label.set_text(_("{time} µs").format(time=number(result.time)))
        side = "left" if result.batch < 3 else "right" if result.batch > 400 else "center"
        for label in (self.label, *self.counted):
            label.set_horizontalalignment(side)
        self.shapes.set_text(result.shapes)

    def describe(self, result):
        return _(
            "{network}, {dtype}, batch size {batch}: {time} µs for one image were recorded, {ratio} times as fast as one by "
            "one. For one image: {multiplications} multiplications, {reads} weights read."
        ).format(
            network=result.network,
            dtype=result.dtype,
            batch=number(result.batch),
            time=number(result.time),
            ratio=number(result.times[0] / result.time, 1),
            multiplications=f"{result.multiplications[0]:,}",
            reads=f"{result.reads[self.batches == result.batch][0]:,.0f}",
        )
