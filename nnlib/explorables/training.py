"""The explorables of the chapter *Training a network*; its playground has a module of its own."""

from functools import lru_cache
from types import SimpleNamespace

import contourpy
import numpy as np
from matplotlib.collections import LineCollection, PolyCollection

from nnlib import Adam, BinaryCrossEntropy, MeanSquaredError, activations, datasets, initializers, mlp, train
from nnlib.diagnosis import FLAT
from nnlib.explorables.controls import Choice, Slider, Step
from nnlib.explorables.explorable import Explorable
from nnlib.layers import Activation, Dense
from nnlib.plots.backpropagation import power_of_ten
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE, PAPER
from nnlib.plots.regions import grid_points, region_colours
from nnlib.training import evaluate
from nnlib.words import _, number

sigmoid = activations.get("sigmoid")


class FitCurve(Explorable):
    """A network with one hidden layer learns a curve from twenty noisy points; new points measure what it is worth."""

    title = _("A curve through noisy points")
    size = (400, 320)
    units = Slider(label=_("hidden units"), low=1, high=30, step=1, grid=(1, 2, 3, 5, 10, 30), start=30)
    noise = Slider(label=_("noise"), low=0, high=0.6, step=0.05, grid=(0, 0.15, 0.3, 0.6), start=0.3)
    epoch = Step(label=_("epoch"), stages=(0, 10, 25, 50, 100, 200, 400, 700, 1000), start=1000, interval=700)

    examples, seed = 20, 8
    x = np.linspace(-2, 2, 81)
    curve = np.sin(3 * x) + x / 2  # what datasets.wave adds its noise to

    shown = 60
    """How many of the new points are drawn."""

    def compute(self, units, noise, epoch):
        X, y = datasets.wave(self.examples, noise=noise, rng=self.seed)
        new_X, new_y = datasets.wave(200, noise=noise, rng=1000 + self.seed)
        net, loss = mlp([1, int(units), 1], "tanh", rng=0), MeanSquaredError()
        if epoch:
            train(net, loss, Adam(0.02), X, y, epochs=int(epoch), batch_size=None)
        return {
            "X": X[:, 0],
            "y": y,
            "new": np.column_stack([new_X[:, 0], new_y])[:: len(new_y) // self.shown][: self.shown],
            "fitted": net.forward(self.x[:, None])[:, 0],
            "error": evaluate(net, loss, X, y)[0],
            "test_error": evaluate(net, loss, new_X, new_y)[0],
        }

    def verdict(self, result):
        """Say in a word what the two errors show, against what the noise alone would cost."""
        alone = result.noise**2
        if result.error > 1.8 * alone + 0.12:
            return _("underfits")
        if result.error < 1.25 * alone and result.test_error > 2 * alone + 0.08:  # too good to be true, and it shows
            return _("overfits")
        return _("follows the true curve")

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(-2.05, 2.05), ylim=(-3, 3.2), xlabel=_("input x"), ylabel=_("output y"))
        axes.set(xticks=(-2, -1, 0, 1, 2), yticks=(-2, 0, 2))
        (self.new,) = axes.plot([], [], "x", color=GREY, markersize=4, markeredgewidth=1)
        self.gap = axes.add_collection(PolyCollection([], facecolor=ORANGE, edgecolor="none", alpha=0.25))
        (true,) = axes.plot(self.x, self.curve, color=INK, linestyle="--", linewidth=1.5)
        (self.points,) = axes.plot([], [], "s", markerfacecolor=PAPER, markeredgecolor=INK, markersize=7, markeredgewidth=1.5)
        (self.line,) = axes.plot([], [], color=ORANGE, linewidth=3)
        axes.set_title("\n", pad=12)  # keeps two lines free for the errors
        self.words = axes.text(0.5, 1.115, "", ha="center", transform=axes.transAxes, weight="bold", in_layout=False)
        self.errors = axes.text(0.5, 1.035, "", ha="center", transform=axes.transAxes, in_layout=False)
        figure.legend(
            [self.points, self.line, self.new, true],
            [_("20 training points"), _("network"), _("new points"), _("true curve")],
            loc="outside lower center",
            ncols=2,
            columnspacing=1.5,
        )
        return [self.new, self.gap, self.line, self.points, self.words, self.errors]

    def update(self, result):
        self.points.set_data(result.X, result.y)
        self.new.set_data(*result.new.T)
        self.line.set_data(self.x, result.fitted)
        there = np.column_stack([self.x, result.fitted])
        self.gap.set_verts([np.vstack([there, np.column_stack([self.x, self.curve])[::-1]])])
        self.words.set_text(_("the network {verdict}").format(verdict=self.verdict(result)))
        self.errors.set_text(
            _("error {train} on its own points, {test} on new ones").format(
                train=number(result.error), test=number(result.test_error)
            )
        )

    def describe(self, result):
        return _(
            "Hidden units: {units}; noise {noise}; epoch {epoch}: the network {verdict}. The mean squared error is {train} "
            "on the 20 training points and {test} on 200 new ones, where the true curve itself would have about {least}."
        ).format(
            units=number(result.units),
            noise=number(result.noise),
            epoch=number(result.epoch),
            verdict=self.verdict(result),
            train=self.written(result.error),
            test=self.written(result.test_error),
            least=number(result.noise**2, 3),
        )

    def written(self, error):
        """Write an error with the digits that are the same on every processor after 1,000 epochs."""
        return number(error) if error >= 0.01 else _("below 0.01")


@lru_cache(maxsize=16)  # a move of one control looks at the same networks again
def _before_training(scheme, activation, depth):
    """Return, layer by layer: outputs, their standard deviation, the sizes of dZ and dW, and the share of flat units."""
    rng = np.random.default_rng(1)
    X = rng.normal(size=(Initialisation.examples, Initialisation.width))
    sizes = [Initialisation.width] * (depth + 1) + [1]
    net = mlp(sizes, activation, initializer=Initialisation.schemes.get(scheme, scheme), rng=rng)
    outputs = net.outputs(X)
    gradient, back = BinaryCrossEntropy().gradient(outputs[-1], X[:, 0] > 0), []
    for layer in reversed(net.layers):
        if isinstance(layer, Dense):
            back.append(np.sqrt(np.mean(gradient**2)))
        gradient = layer.backward(gradient)
    blocks = [(layer, Z, A) for layer, Z, A in zip(net.layers, outputs, outputs[1:]) if isinstance(layer, Activation)]
    slope = blocks[-1][0].function.derivative(blocks[-1][1])
    return SimpleNamespace(
        outputs=[A for _layer, _Z, A in blocks],
        spread=np.array([A.std() for _layer, _Z, A in blocks]),
        dZ=np.array(back[::-1][:-1]),
        dW=np.array([np.sqrt(np.mean(layer.dW**2)) for layer in net.layers if isinstance(layer, Dense)][:-1]),
        flat=float(np.mean(np.abs(slope) < FLAT)) if activation == "tanh" else 0.0,
    )


class Initialisation(Explorable):
    """What the first forward and the first backward pass of a deep network give, layer by layer, before any training."""

    title = _("Before the first step")
    size = (400, 470)
    scheme = Choice(
        label=_("initial weights"),
        options={
            "zeros": _("zeros"),
            "small": _("small: 0.01"),
            "large": _("large: 1"),
            "xavier": _("Xavier"),
            "he": _("He"),
        },
        start="xavier",
    )
    depth = Slider(label=_("hidden layers"), low=2, high=10, step=1, grid=(2, 4, 6, 8, 10), start=10)
    activation = Choice(label=_("activation"), options={"tanh": _("tanh"), "relu": _("ReLU")}, start="relu")

    width, examples = 64, 100
    schemes = {"small": initializers.normal(0.01), "large": initializers.normal(1.0)}
    names = {"small": _("small"), "large": _("large"), "xavier": _("Xavier"), "he": _("He")}
    bins = np.linspace(-3.5, 3.5, 57)
    zero = 28  # the bin that begins at 0
    forward, back = (-3.4, 3.4), (-7.5, 1.5)
    """The powers of ten that the upper and the lower panel show; lines leave them."""

    def compute(self, scheme, depth, activation):
        layers = int(depth)
        run = _before_training(scheme, activation, layers)
        sizes = [np.sqrt(np.mean(A**2)) or 1 for A in run.outputs]
        shapes = [np.histogram(A / size, self.bins)[0] for A, size in zip(run.outputs, sizes)]
        return {
            "spread": run.spread,
            "shape": np.array(shapes),
            "dZ": run.dZ,
            "gradient": run.dW,
            "flat": run.flat,
            "others": {name: _before_training(name, activation, 10).spread[:layers] for name in self.names},
        }

    def verdict(self, result):
        """Say in a few words what becomes of the signal."""
        first, last = result.spread[0], result.spread[-1]
        if last == 0:
            return _("no signal: every output is 0")
        if result.flat > 0.5:
            return _("saturated: {share} % of the last layer is flat").format(share=number(100 * result.flat, 0))
        factor = (last / first) ** (1 / (len(result.spread) - 1))
        words = _("fades") if factor < 0.95 else _("explodes") if factor > 1.25 else _("keeps its size")
        return _("the signal {words}: × {factor} in each layer").format(words=words, factor=number(factor))

    def build(self, figure):
        upper, middle, lower = figure.subplots(3, 1, sharex=True, height_ratios=(10, 6, 8))
        upper.set(xlim=(0.4, 12.4), ylim=self.forward, ylabel=_("spread of a"))
        upper.set_title("\n")  # keeps room for a line of words
        self.words = upper.text(0.5, 1.09, "", ha="center", transform=upper.transAxes, weight="bold", in_layout=False)
        upper.axhline(0, color=GREY, linewidth=0.8)
        self.ghosts = [upper.plot([], [], color=GREY, linewidth=1.5, linestyle="--")[0] for _name in self.names]
        self.labels = [upper.text(0, 0, name, va="center", fontsize=11, in_layout=False) for name in self.names.values()]
        (self.spreads,) = upper.plot([], [], "o-", color=BLUE, markersize=6, linewidth=2.5)
        middle.set(ylim=(-3.7, 3.7), yticks=(0,), ylabel=_("shape of a"))
        self.shapes = middle.add_collection(PolyCollection([], facecolor=BLUE, edgecolor="none"))
        lower.set(ylim=self.back, xlabel=_("hidden layer"), ylabel=_("gradient"))
        lower.set_xticks(range(1, 11))
        (self.dZ,) = lower.plot([], [], "s-", color=ORANGE, markersize=5, linewidth=2)
        (self.dW,) = lower.plot([], [], "D--", color=INK, markersize=4, linewidth=1.5)
        for axes, ticks in ((upper, (-2, 0, 2)), (lower, (-6, -4, -2, 0))):
            axes.set_yticks(ticks, map(power_of_ten, ticks))
        self.ends = [lower.text(0, 0, name, va="center", fontsize=11, in_layout=False) for name in ("dZ", "dW")]
        return [*self.ghosts, *self.labels, self.shapes, self.spreads, self.dZ, self.dW, *self.ends, self.words]

    def name_line(self, text, powers, limits):
        """Put the name of a line behind its last layer, or where it leaves the picture, with an arrow."""
        inside = np.flatnonzero((powers > limits[0]) & (powers < limits[1]))
        if len(inside) == len(powers):
            at, height, arrow = len(powers) + 0.3, powers[-1], ""
        else:
            up = powers[np.setdiff1d(np.arange(len(powers)), inside)[-1]] > limits[1]
            edge = limits[1] - 0.35 if up else limits[0] + 0.35
            at, height, arrow = min(max(len(inside), 1) + 1.2, 10.4), edge, " ↑" if up else " ↓"
        text.set_position((at, height))
        text.set_text(text.get_text().rstrip(" ↑↓") + arrow)
        return height

    def update(self, result):
        layers = np.arange(1, len(result.spread) + 1)
        placed = []
        for name, ghost, label in zip(self.names, self.ghosts, self.labels):
            powers = np.log10(result.others[name])
            ghost.set_data(layers, powers)
            height = self.name_line(label, powers, self.forward)
            label.set_weight("bold" if name == result.scheme else "normal")
            if label.get_text()[-1] not in "↑↓":
                placed.append((height, label))
        lowest = -np.inf
        for height, label in sorted(placed, key=lambda pair: pair[0]):  # names do not stand on each other
            lowest = max(height, lowest + 0.75)
            label.set_position((len(layers) + 0.3, lowest))
        self.spreads.set_data(layers, np.log10(np.maximum(result.spread, 1e-30)))
        middles, outlines = np.repeat(self.bins, 2)[1:-1], []
        for layer, counts in enumerate(result.shape, start=1):
            filled = np.flatnonzero(counts)
            part = slice(2 * filled[0], 2 * filled[-1] + 2)  # nothing is drawn where there is nothing
            widest = np.delete(counts, self.zero).max() or counts.max()  # half of what ReLU gives is exactly 0
            half = np.repeat(0.43 * np.minimum(counts / widest, 1), 2)[part]
            outlines.append(np.column_stack([np.r_[layer - half, (layer + half)[::-1]], np.tile(middles[part], 2)]))
            outlines[-1][len(half) :, 1] = middles[part][::-1]
        self.shapes.set_verts(outlines)
        ends = []
        for line, text, sizes in ((self.dZ, self.ends[0], result.dZ), (self.dW, self.ends[1], result.gradient)):
            powers = np.log10(np.maximum(sizes, 1e-30))
            line.set_data(layers, powers)
            outside = not self.back[0] < powers[-1] < self.back[1]
            ends.append(np.clip(powers[-1], self.back[0] + 0.6, self.back[1] - 0.6))
            text.set_text(text.get_text()[:2] + (" ↓" if outside and powers[-1] < 0 else " ↑" if outside else ""))
        if abs(ends[0] - ends[1]) < 1.4:
            up = 1 if ends[0] >= ends[1] else -1
            middle = np.clip(sum(ends) / 2, self.back[0] + 1.3, self.back[1] - 1.3)
            ends = [middle + 0.7 * up, middle - 0.7 * up]
        for text, height in zip(self.ends, ends):
            text.set_position((len(layers) + 0.3, height))
        self.words.set_text(self.verdict(result))

    def short(self, value):
        """Write a standard deviation in few characters."""
        return number(value) if value == 0 or 0.01 <= value < 100 else power_of_ten(round(np.log10(value)))

    def describe(self, result):
        return _(
            "{scheme}; hidden layers: {depth}; {activation}: {verdict}. The standard deviation of the outputs is {first} "
            "in layer 1 and {last} in layer {depth}; on the way back dZ has the size {dz_last} in layer {depth} and "
            "{dz_first} in layer 1, dW {dw_last} and {dw_first}."
        ).format(
            scheme=self.scheme.text(result.scheme).capitalize(),
            depth=number(result.depth),
            activation=self.activation.text(result.activation),
            verdict=self.verdict(result),
            first=self.short(result.spread[0]),
            last=self.short(result.spread[-1]),
            dz_first=self.short(result.dZ[0]),
            dz_last=self.short(result.dZ[-1]),
            dw_first=self.short(result.gradient[0]),
            dw_last=self.short(result.gradient[-1]),
        )


class Overfitting(Explorable):
    """How confident a network becomes with few examples: its regions, its losses, and the new examples it gets wrong."""

    title = _("Learning the rule or the examples")
    size = (400, 330)
    units = Slider(label=_("hidden units"), low=1, high=30, step=1, grid=(1, 3, 8, 30), start=30)
    l2 = Slider(
        label=_("L2 strength λ"), low=0, high=0.1, step=0.001, grid=(0, 0.001, 0.003, 0.01, 0.1), start=0
    )
    examples = Slider(label=_("training examples"), low=20, high=200, step=10, grid=(20, 50, 100, 200), start=20)

    epochs = 150
    stages = np.unique(np.geomspace(1, 150, 18).round().astype(int))
    X, y = datasets.moons(200, noise=0.3, rng=0)
    new = datasets.moons(300, noise=0.3, rng=1)
    side, reach = 40, 2.2
    places = grid_points((-reach, reach), (-reach, reach), side)
    ticks = np.linspace(-reach, reach, side + 1)[:-1] + reach / side

    def compute(self, units, l2, examples):
        X, y, loss = self.X[: int(examples)], self.y[: int(examples)], BinaryCrossEntropy()
        net = mlp([2, int(units), 1], "tanh", rng=0)
        history = train(
            net, loss, Adam(0.1), X, y, epochs=self.epochs, batch_size=None, l2=l2, record=True
        )
        z = net.forward(self.places)[:, 0]
        probability = sigmoid(net.forward(self.new[0])[:, 0])
        wrong = (probability > 0.5) != self.new[1]
        right = evaluate(net, loss, X, y)[1], evaluate(net, loss, *self.new)[1]
        losses = []
        assert history.parameters is not None  # record=True keeps them
        for stage in self.stages:
            net.parameters = history.parameters[stage]
            losses.append([loss(net.forward(inputs), targets) for inputs, targets in ((X, y), self.new)])
        return {
            "probabilities": sigmoid(z),
            "boundary": contourpy.contour_generator(self.ticks, self.ticks, z.reshape(self.side, self.side)).lines(0.0),
            "losses": np.array(losses),
            "right": np.array(right),
            "wrong": wrong,
            "confidence": float(np.maximum(probability, 1 - probability)[wrong].mean()) if wrong.any() else 0.5,
        }

    def build(self, figure):
        plane, curves = figure.subplots(1, 2, width_ratios=(5, 4))
        plane.set(xlim=(-self.reach, self.reach), ylim=(-self.reach, self.reach), xlabel=_("input x₁"), ylabel=_("input x₂"))
        plane.set(xticks=(-2, 0, 2), yticks=(-2, 0, 2))
        plane.yaxis.labelpad = 0
        curves.set(xscale="log", xlim=(1, 150), ylim=(0, 1), xlabel=_("epoch"), ylabel=_("loss"), yticks=(0, 0.5, 1))
        curves.set_xticks((1, 10, 100), ["1", "10", "100"])
        curves.minorticks_off()
        self.image = plane.imshow(
            np.zeros((self.side, self.side, 4)), extent=(-self.reach, self.reach) * 2, origin="lower", aspect="auto",
            interpolation="none",
        )  # fmt: skip
        self.boundary = plane.add_collection(LineCollection([], color=INK, linewidth=1.5))
        (self.zeros,) = plane.plot([], [], "s", markerfacecolor=PAPER, markeredgecolor=BLUE, markersize=6, markeredgewidth=1.5)
        (self.ones,) = plane.plot([], [], "o", color=ORANGE, markeredgecolor=INK, markeredgewidth=0.7, markersize=6)
        (self.crosses,) = plane.plot([], [], "x", color=INK, markersize=5, markeredgewidth=1.3)
        (self.train,) = curves.plot([], [], color=BLUE, linewidth=2.5)
        (self.test,) = curves.plot([], [], color=ORANGE, linestyle="--", linewidth=2.5)
        self.words = figure.text(0.5, 0.99, "", ha="center", va="top", weight="bold", in_layout=False)
        plane.set_title("\n", pad=10)  # keeps two lines free for the words above
        curves.yaxis.labelpad = 0
        figure.legend(
            [self.zeros, self.ones, self.crosses, self.train, self.test],
            [_("class 0"), _("class 1"), _("new, wrong"), _("training"), _("new examples")],
            loc="outside lower center",
            ncols=3,
            handlelength=1.6,
            columnspacing=1.5,
            handletextpad=0.3,
        )
        return [self.image, self.boundary, self.zeros, self.ones, self.crosses, self.train, self.test, self.words]

    def update(self, result):
        X, y = self.X[: int(result.examples)], self.y[: int(result.examples)]
        self.image.set_data(region_colours(result.probabilities, 16).reshape(self.side, self.side, 4))
        self.zeros.set_data(*X[y == 0].T)
        self.ones.set_data(*X[y == 1].T)
        self.crosses.set_data(*self.new[0][result.wrong].T)
        self.boundary.set_segments(result.boundary)
        losses = np.minimum(result.losses, 2)  # beyond the picture anyway
        self.train.set_data(self.stages, losses[:, 0])
        self.test.set_data(self.stages, losses[:, 1])
        self.words.set_text(
            _("accuracy on new examples {right} %;\nwhere it is wrong, it is {confidence} % confident").format(
                right=number(100 * result.right[1], 0), confidence=number(100 * result.confidence, 0)
            )
        )

    def describe(self, result):
        train_loss, test_loss = result.losses[-1]
        least = int(np.argmin(result.losses[:, 1]))
        return _(
            "Hidden units: {units}; λ = {l2}; training examples: {examples}. After 150 epochs the accuracy is {right} % on "
            "them and {test_right} % on 300 new ones; where it is wrong there, the network is {confidence} % confident on "
            "average. The losses are {train} and {test}, a gap of {gap}; that on new examples was least, {least}, around "
            "epoch {stage}."
        ).format(
            units=number(result.units),
            l2=number(result.l2, 3),
            examples=number(result.examples),
            train=number(train_loss, 3),
            test=number(test_loss, 3),
            gap=number(test_loss - train_loss, 3),
            right=number(100 * result.right[0], 0),
            test_right=number(100 * result.right[1], 0),
            confidence=number(100 * result.confidence, 0),
            least=number(result.losses[least, 1]),
            stage=self.stages[least],
        )
