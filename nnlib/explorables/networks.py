"""The explorables of the chapter *Layers and networks*."""

import json
from pathlib import Path

import contourpy
import numpy as np
from matplotlib.collections import LineCollection

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
    """A 2-3-2 network with every weight, bias, sum and output in sight; stage by stage from left to right."""

    title = _("A forward pass, number by number")
    size = (400, 400)
    x1 = Slider(label=_("input x₁"), low=-2, high=2, step=0.1, grid_step=1, start=1)
    x2 = Slider(label=_("input x₂"), low=-2, high=2, step=0.1, grid_step=1, start=2)
    bias = Slider(label=_("bias of the upper output"), low=-1, high=1, step=0.1, grid_step=1, start=1)
    activation = Choice(
        label=_("activation of the hidden layer"), options={"relu": _("ReLU"), "sigmoid": _("sigmoid")}, start="relu"
    )
    edges = Choice(
        label=_("numbers on the lines"),
        options={"weight": _("weights"), "product": _("weight × what comes in")},
        start="weight",
    )
    layer = Step(label=_("computed up to layer"), stages=(0, 1, 2), start=2, interval=1500)

    weights = (np.array([[1, -1, 2], [1, 2, -1]]), np.array([[2, 1], [-1, 1], [1, -3]]))
    biases = (np.array([0, 1, -1]), np.array([1, -2]))

    def compute(self, x1, x2, bias, activation, edges, layer):
        biases = (self.biases[0], np.array([bias, self.biases[1][1]]))
        net = _network(zip(self.weights, biases), activation)
        outputs = [output[0] for output in net.outputs([[x1, x2]])]
        arriving = (outputs[0], outputs[2])
        return {
            "sums": (outputs[1], outputs[3]),
            "outputs": (outputs[0], outputs[2], outputs[3]),
            "products": tuple(a[:, None] * W for a, W in zip(arriving, self.weights)),
            "biases": biases,
        }

    def build(self, figure):
        titles = (_("layer 0: inputs"), _("layer 1: hidden"), _("layer 2: outputs"))
        self.network = plot_network(figure.subplots(), (2, 3, 2), titles=titles)
        return self.network.artists

    def update(self, result):
        for layer in (0, 1):
            shown = result.edges == "product" and result.layer > layer
            self.network.set_edges(layer, result.products[layer] if shown else self.weights[layer])
        done = [result.layer >= layer for layer in range(3)]
        self.network.set_words(
            inside=[[number(a) if done[layer] else "?" for a in result.outputs[layer]] for layer in range(3)],
            above=[["x₁", "x₂"], *[[_("b = {b}").format(b=number(b)) for b in row] for row in result.biases]],
            # the outputs are their own sums, so only the hidden layer has two numbers
            below=[["", ""], [_("z = {z}").format(z=number(z) if done[1] else "?") for z in result.sums[0]], ["", ""]],
        )

    def describe(self, result):
        fields = {
            "x": _row(result.outputs[0]),
            "activation": self.activation.text(result.activation),
            "bias": number(result.bias),
            "edges": self.edges.text(result.edges),
            "z": _row(result.sums[0]),
            "a": _row(result.outputs[1]),
            "y": _row(result.outputs[2]),
        }
        stages = (
            _("Inputs {x}; nothing is computed yet. Output biases ({bias}, −2), {activation}; on the lines: {edges}."),
            _(
                "Inputs {x}: the hidden sums {z} become {a} by {activation}. Output biases ({bias}, −2); on the lines: "
                "{edges}."
            ),
            _(
                "Inputs {x}: the hidden sums {z} become {a} by {activation}, and with the output biases ({bias}, −2) the "
                "outputs are {y}. On the lines: {edges}."
            ),
        )
        return stages[int(result.layer)].format(**fields)


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
        label=_("hidden units"), low=4, high=64, step=4, grid=(4, 8, 12, 16, 20, 24, 32, 40, 48, 64), start=32
    )
    steepness = Slider(
        label=_("steepness k"), low=2, high=100, step=1, grid=(2, 4, 6, 8, 10, 15, 20, 30, 50, 100), start=20
    )
    curve = Choice(label=_("curve to build"), options={"wave": _("wave"), "peak": _("peak")}, start="wave")

    x = np.linspace(-2, 2, 201)

    def compute(self, units, steepness, curve):
        bumps = int(units) // 2
        net = bump_network(CURVES[curve], bumps, steepness)
        X = self.x[:, None]
        built, wanted = net.forward(X)[:, 0], CURVES[curve](self.x)
        chosen = bumps // 2  # the bump to the right of the middle
        rise, fall = net.outputs(X)[2][:, 2 * chosen : 2 * chosen + 2].T
        return {
            "wanted": wanted,
            "built": built,
            "rise": rise,
            "fall": fall,
            "width": 4 / bumps,
            "error": float(np.abs(built - wanted).max()),
        }

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        upper.set(xlim=(-2, 2), ylim=(-1.25, 1.25), yticks=(-1, 0, 1), ylabel=_("output"))
        lower.set(ylim=(-0.1, 1.15), yticks=(0, 1), xlabel=_("input x"), ylabel=_("one bump"))
        (self.wanted,) = upper.plot([], [], color=GREY, linestyle="--", linewidth=2)
        (self.built,) = upper.plot([], [], color=BLUE, linewidth=2.5)
        (self.rise,) = lower.plot([], [], color=GREEN, linestyle=":")
        (self.fall,) = lower.plot([], [], color=ORANGE, linestyle="--")
        (self.bump,) = lower.plot([], [], color=PURPLE, linewidth=3)
        lines = [self.wanted, self.built, self.rise, self.fall, self.bump]
        names = (_("wanted"), _("network"), _("rising unit"), _("unit subtracted"), _("difference: a bump"))
        figure.legend(lines[:2], names[:2], loc="outside upper center", ncols=2)
        figure.legend(
            lines[2:], names[2:], loc="outside lower center", ncols=3, handlelength=1.4, columnspacing=1, handletextpad=0.4
        )
        return lines

    def update(self, result):
        self.wanted.set_data(self.x, result.wanted)
        self.built.set_data(self.x, result.built)
        self.rise.set_data(self.x, result.rise)
        self.fall.set_data(self.x, result.fall)
        self.bump.set_data(self.x, result.rise - result.fall)

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


class HiddenSpace(Explorable):
    """What training does to the plane: the last hidden layer bends it until a straight line parts the classes."""

    title = _("The hidden layers bend the plane")
    size = (400, 270)
    data = Choice(label=_("points"), options={"circles": _("circles"), "spirals": _("spirals")}, start="circles")
    epoch = Step(
        label=_("epoch of training"),
        stages=(0, 2, 4, 6, 8, 10, 12, 14, 17, 20, 23, 26, 30, 35, 40, 45, 50, 60, 70, 80, 100, 120, 150, 200),
        start=100,
        interval=350,
    )

    reach = 1.3
    points = {
        "circles": datasets.circles(80, noise=0.06, rng=0),
        "spirals": datasets.spirals(80, turns=0.75, rng=0),
    }

    def compute(self, data, epoch):
        X, y = self.points[data]
        net = mlp([2, 8, 2, 1], activation="tanh", rng=22)
        if epoch:
            train(net, BinaryCrossEntropy(), Adam(0.02), X, y, epochs=int(epoch), batch_size=None)
        ticks, along, fine = (np.linspace(-self.reach, self.reach, count) for count in (9, 21, 25))
        lines = [np.column_stack([np.full(21, tick), along]) for tick in ticks]
        sheet = np.array(lines + [line[:, ::-1] for line in lines])
        raster = np.array(np.meshgrid(fine, fine)).reshape(2, -1).T
        z = net.forward(raster).reshape(25, 25)
        w, b = net.parameters[-3:-1], net.parameters[-1]  # the output neuron's
        foot, direction = -b * w / (w @ w), np.array([-w[1], w[0]]) / np.hypot(*w)
        return {
            "hidden": net.outputs(X)[-2],
            "grid": net.outputs(sheet.reshape(-1, 2))[-2].reshape(sheet.shape),
            "border": contourpy.contour_generator(fine, fine, z).lines(0.0),
            "line": np.array([foot - 4 * direction, foot + 4 * direction]),
            "right": (net.forward(X)[:, 0] > 0) == y,
        }

    def build(self, figure):
        left, right = figure.subplots(1, 2)
        ends = np.linspace(-self.reach, self.reach, 9)
        still = LineCollection(
            [[(t, -self.reach), (t, self.reach)] for t in ends] + [[(-self.reach, t), (self.reach, t)] for t in ends]
        )
        still.set(color=GREY, linewidth=0.6)
        left.add_collection(still)
        left.set(xlabel=_("input x₁"), ylabel=_("input x₂"), title=_("what comes in"))
        right.set(xlabel=_("hidden unit 1"), ylabel=_("hidden unit 2"), title=_("last hidden layer"))
        for axes, reach, ticks in ((left, self.reach, (-1, 0, 1)), (right, 1.12, (-1, 0, 1))):
            axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal", xticks=ticks, yticks=ticks)
            axes.yaxis.labelpad = 0
        self.grid_lines = right.add_collection(LineCollection([], color=GREY, linewidth=0.6))
        self.border = left.add_collection(LineCollection([], color=INK, linewidth=2))
        (self.line,) = right.plot([], [], color=INK, linewidth=2)
        self.marks, self.marked = [], None
        for axes in (left, right):
            (zeros,) = axes.plot([], [], "s", markerfacecolor=PAPER, markeredgecolor=BLUE, markersize=5)
            (ones,) = axes.plot([], [], "o", color=ORANGE, markersize=5)
            self.marks.append((zeros, ones))
        figure.legend(
            [*self.marks[0], self.line],
            [_("class 0"), _("class 1"), _("the network's border")],
            loc="outside lower center",
            ncols=3,
            handlelength=1.4,
            columnspacing=1.2,
            handletextpad=0.3,
        )
        return [self.grid_lines, *self.marks[0], *self.marks[1], self.border, self.line]

    def update(self, result):
        X, y = self.points[result.data]
        for (zeros, ones), places in zip(self.marks, (X, result.hidden)):
            if places is X and self.marked == result.data:
                continue  # the points on the left stay where they are; what is not set is not drawn again
            zeros.set_data(*places[y == 0].T)
            ones.set_data(*places[y == 1].T)
        self.marked = result.data
        self.grid_lines.set_segments(list(result.grid))
        self.border.set_segments(result.border)
        self.line.set_data(*result.line.T)

    def describe(self, result):
        return _("{data}, after {epoch} epochs: a straight line in the hidden layer gets {right} of 80 points right.").format(
            data=self.data.text(result.data).capitalize(), epoch=number(result.epoch), right=int(result.right.sum())
        )


BATCHING = json.loads((Path(datasets.__file__).parent / "data" / "batching.json").read_text(encoding="utf-8"))
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
        lower.set_ylabel(_("for one image"))
        (self.curve,) = upper.plot([], [], "o-", color=BLUE, markersize=4)
        (self.dot,) = upper.plot([], [], "o", color=ORANGE, markersize=11)
        self.label = upper.annotate("", (1, 1), (0, 17), textcoords="offset pixels", ha="center")
        (self.flat,) = lower.plot([], [], color=GREEN)
        (self.falling,) = lower.plot([], [], color=PURPLE, linestyle="--")
        (self.counts,) = lower.plot([], [], "o", color=ORANGE, markersize=8)
        figure.legend([self.flat, self.falling], [_("multiplications"), _("weights read")], loc="outside lower center", ncols=2)
        self.shapes = upper.text(0.5, 1.02, "", transform=upper.transAxes, ha="center", va="bottom", fontsize=11)
        return [self.curve, self.flat, self.falling, self.dot, self.counts, self.label, self.shapes]

    def update(self, result):
        self.curve.set_data(self.batches, result.times)
        self.flat.set_data(self.batches, result.multiplications)
        self.falling.set_data(self.batches, result.reads)
        self.dot.set_data([result.batch], [result.time])
        here = self.batches == result.batch
        self.counts.set_data([result.batch] * 2, [result.multiplications[here][0], result.reads[here][0]])
        self.label.xy = (result.batch, result.time)
        self.label.set_text(_("{time} µs").format(time=number(result.time)))
        self.label.set_horizontalalignment("left" if result.batch < 3 else "right" if result.batch > 400 else "center")
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
