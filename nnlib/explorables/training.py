"""The explorables of the chapter *Training a network*; its playground has a module of its own."""

import contourpy
import numpy as np
from matplotlib.collections import LineCollection, PolyCollection

from nnlib import Adam, BinaryCrossEntropy, MeanSquaredError, datasets, initializers, mlp, train
from nnlib.diagnosis import FLAT
from nnlib.explorables.controls import Choice, Slider, Step
from nnlib.explorables.explorable import Explorable
from nnlib.layers import Activation, Dense
from nnlib.plots.backpropagation import power_of_ten
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE, PAPER
from nnlib.training import evaluate
from nnlib.words import _, number


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

    def compute(self, units, noise, epoch):
        X, y = datasets.wave(self.examples, noise=noise, rng=self.seed)
        new = datasets.wave(200, noise=noise, rng=1000 + self.seed)
        net, loss = mlp([1, int(units), 1], "tanh", rng=0), MeanSquaredError()
        if epoch:
            train(net, loss, Adam(0.02), X, y, epochs=int(epoch), batch_size=None)
        return {
            "X": X[:, 0],
            "y": y,
            "fitted": net.forward(self.x[:, None])[:, 0],
            "error": evaluate(net, loss, X, y)[0],
            "test_error": evaluate(net, loss, *new)[0],
        }

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(-2.05, 2.05), ylim=(-3, 3.2), xlabel=_("input x"), ylabel=_("output y"), yticks=(-2, 0, 2))
        (true,) = axes.plot(self.x, self.curve, color=GREY, linestyle="--")
        (self.points,) = axes.plot([], [], "s", markerfacecolor=PAPER, markeredgecolor=INK, markersize=6)
        (self.line,) = axes.plot([], [], color=ORANGE, linewidth=3)
        axes.set_title(" ", pad=10)  # keeps a line free for the errors
        self.words = axes.text(0.5, 1.04, "", ha="center", transform=axes.transAxes, weight="bold", in_layout=False)
        figure.legend(
            [self.points, true, self.line],
            [_("training points"), _("true curve"), _("network")],
            loc="outside lower center",
            ncols=3,
            columnspacing=1.2,
        )
        return [self.line, self.points, self.words]

    def update(self, result):
        self.points.set_data(result.X, result.y)
        self.line.set_data(self.x, result.fitted)
        self.words.set_text(
            _("error {train} on these points, {test} on new ones").format(
                train=number(result.error), test=number(result.test_error)
            )
        )

    def describe(self, result):
        return _(
            "Hidden units: {units}; noise {noise}; epoch {epoch}. The mean squared error is {train} on the 20 training "
            "points and {test} on 200 new ones, where the true curve itself would have about {least}."
        ).format(
            units=number(result.units),
            noise=number(result.noise),
            epoch=number(result.epoch),
            train=number(result.error, 3),
            test=number(result.test_error, 3),
            least=number(result.noise**2, 3),
        )


class Initialisation(Explorable):
    """What the first forward and the first backward of a deep network give, layer by layer, before any training."""

    title = _("Before the first step")
    size = (400, 400)
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
    bins = np.linspace(-1, 2.5, 36)
    zero = 10  # the bin from 0 to 0.1
    lowest, highest = -18, 8  # powers of ten in the lower panel

    def compute(self, scheme, depth, activation):
        rng, layers = np.random.default_rng(1), int(depth)
        X = rng.normal(size=(self.examples, self.width))
        sizes = [self.width] * (layers + 1) + [1]
        net = mlp(sizes, activation, initializer=self.schemes.get(scheme, scheme), rng=rng)
        outputs = net.outputs(X)
        net.backward(BinaryCrossEntropy().gradient(outputs[-1], X[:, 0] > 0))
        blocks = [(layer, Z, A) for layer, Z, A in zip(net.layers, outputs, outputs[1:]) if isinstance(layer, Activation)]
        slope = blocks[-1][0].function.derivative(blocks[-1][1])
        return {
            "spread": np.array([A.std() for _layer, _Z, A in blocks]),
            "shape": np.array([np.histogram(np.minimum(A, 2.49), self.bins)[0] for _layer, _Z, A in blocks]),
            "gradient": np.array([np.sqrt(np.mean(layer.dW**2)) for layer in net.layers if isinstance(layer, Dense)][:-1]),
            "flat": float(np.mean(np.abs(slope) < FLAT)) if activation == "tanh" else 0.0,
        }

    def verdict(self, result):
        """Say in a few words what becomes of the signal."""
        first, last = result.spread[0], result.spread[-1]
        if last == 0:
            return _("no signal: every output is 0")
        if result.flat > 0.5:
            return _("saturated: {share} % of the last layer is flat").format(share=number(100 * result.flat, 0))
        factor = (last / first) ** (1 / (len(result.spread) - 1))
        words = _("fades") if factor < 0.8 else _("explodes") if factor > 1.25 else _("keeps its size")
        return _("the signal {words}: × {factor} in each layer").format(words=words, factor=number(factor))

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
        upper.set(xlim=(0.4, 10.6), ylim=(-1.15, 3.4), ylabel=_("outputs a"))
        upper.set_yticks((-1, 0, 1, 2.5), ["−1", "0", "1", "2.5+"])
        upper.set_title("\n")  # keeps room for a line of words
        self.words = upper.text(0.5, 1.1, "", ha="center", transform=upper.transAxes, weight="bold", in_layout=False)
        self.spreads = [upper.text(l, 2.7, "", ha="center", fontsize=11) for l in range(1, 11)]
        upper.text(0.6, 3.25, _("standard deviation of each layer:"), fontsize=11)
        self.shapes = upper.add_collection(PolyCollection([], facecolor=BLUE, edgecolor="none"))
        lower.set(ylim=(self.lowest - 1, self.highest), xlabel=_("hidden layer"), ylabel=_("size of dW"))
        lower.set_xticks(range(1, 11))
        ticks = (-12, -6, 0, 6)
        lower.set_yticks((self.lowest, *ticks), ["0", *map(power_of_ten, ticks)])
        (self.line,) = lower.plot([], [], "o--", color=ORANGE, markersize=7, linewidth=1)
        return [self.shapes, *self.spreads, self.line, self.words]

    def update(self, result):
        middles = np.repeat(self.bins, 2)[1:-1]
        outlines = []
        for layer, counts in enumerate(result.shape, start=1):
            filled = np.flatnonzero(counts)
            part = slice(2 * filled[0], 2 * filled[-1] + 2)  # nothing is drawn where there is nothing
            widest = np.delete(counts, self.zero).max() or counts.max()  # half of what ReLU gives is exactly 0
            half = np.repeat(0.43 * np.minimum(counts / widest, 1), 2)[part]
            y = middles[part]
            outlines.append(np.column_stack([np.r_[layer - half, (layer + half)[::-1]], np.r_[y, y[::-1]]]))
        self.shapes.set_verts(outlines)
        for text, spread in zip(self.spreads, [*result.spread, *[None] * 10]):
            text.set_text("" if spread is None else self.short(spread))
        powers = np.log10(np.maximum(result.gradient, 10.0**self.lowest))
        self.line.set_data(np.arange(1, len(powers) + 1), powers)
        self.words.set_text(self.verdict(result))

    def short(self, value):
        """Write a standard deviation in the width of a column."""
        return number(value) if value == 0 or 0.01 <= value < 100 else power_of_ten(round(np.log10(value)))

    def describe(self, result):
        return _(
            "{scheme}; hidden layers: {depth}; {activation}: {verdict}. The standard deviation of the outputs is {first} "
            "in layer 1 and {last} in layer {depth}; the gradient of the weights has the size {back} in layer 1."
        ).format(
            scheme=self.scheme.text(result.scheme).capitalize(),
            depth=number(result.depth),
            activation=self.activation.text(result.activation),
            verdict=self.verdict(result),
            first=self.short(result.spread[0]),
            last=self.short(result.spread[-1]),
            back=self.short(result.gradient[0]),
        )


class Overfitting(Explorable):
    """The border that a network draws after training, and its loss on the training and on new examples."""

    title = _("Learning the rule or the examples")
    size = (400, 300)
    units = Slider(label=_("hidden units"), low=1, high=30, step=1, grid=(1, 3, 8, 30), start=30)
    l2 = Slider(
        label=_("L2 strength λ"), low=0, high=0.1, step=0.001, grid=(0, 0.001, 0.003, 0.01, 0.1), start=0
    )
    examples = Slider(label=_("training examples"), low=20, high=200, step=10, grid=(20, 50, 100, 200), start=20)

    epochs = 150
    stages = np.unique(np.geomspace(1, 150, 18).round().astype(int))
    X, y = datasets.moons(200, noise=0.3, rng=0)
    new = datasets.moons(300, noise=0.3, rng=1)

    def compute(self, units, l2, examples):
        X, y, loss = self.X[: int(examples)], self.y[: int(examples)], BinaryCrossEntropy()
        net = mlp([2, int(units), 1], "tanh", rng=0)
        history = train(
            net, loss, Adam(0.1), X, y, epochs=self.epochs, batch_size=None, l2=l2, record=True
        )
        fine = np.linspace(-2.3, 2.3, 27)
        z = net.forward(np.array(np.meshgrid(fine, fine)).reshape(2, -1).T).reshape(27, 27)
        right = evaluate(net, loss, X, y)[1], evaluate(net, loss, *self.new)[1]
        losses = []
        assert history.parameters is not None  # record=True keeps them
        for stage in self.stages:
            net.parameters = history.parameters[stage]
            losses.append([loss(net.forward(inputs), targets) for inputs, targets in ((X, y), self.new)])
        return {
            "border": contourpy.contour_generator(fine, fine, z).lines(0.0),
            "losses": np.array(losses),
            "right": np.array(right),
        }

    def build(self, figure):
        plane, curves = figure.subplots(1, 2, width_ratios=(5, 4))
        plane.set(xlim=(-2.3, 2.3), ylim=(-2, 2), xlabel=_("input x₁"), ylabel=_("input x₂"))
        plane.set(xticks=(-2, 0, 2), yticks=(-2, 0, 2))
        plane.yaxis.labelpad = 0
        curves.set(xscale="log", xlim=(1, 150), ylim=(0, 1), xlabel=_("epoch"), ylabel=_("loss"), yticks=(0, 0.5, 1))
        curves.set_xticks((1, 10, 100), ["1", "10", "100"])
        curves.minorticks_off()
        (self.zeros,) = plane.plot([], [], "s", markerfacecolor=PAPER, markeredgecolor=BLUE, markersize=5)
        (self.ones,) = plane.plot([], [], "o", color=ORANGE, markersize=5)
        self.border = plane.add_collection(LineCollection([], color=INK, linewidth=2))
        (self.train,) = curves.plot([], [], color=BLUE, linewidth=2.5)
        (self.test,) = curves.plot([], [], color=ORANGE, linestyle="--", linewidth=2.5)
        self.words = figure.text(0.5, 0.985, "", ha="center", va="top", weight="bold", in_layout=False)
        plane.set_title(" ", pad=10)  # keeps a line free for the words above
        curves.yaxis.labelpad = 0
        figure.legend(
            [self.zeros, self.ones, self.train, self.test],
            [_("class 0"), _("class 1"), _("training"), _("new examples")],
            loc="outside lower center",
            ncols=4,
            handlelength=1.6,
            columnspacing=1,
            handletextpad=0.3,
        )
        return [self.zeros, self.ones, self.border, self.train, self.test, self.words]

    def update(self, result):
        X, y = self.X[: int(result.examples)], self.y[: int(result.examples)]
        self.zeros.set_data(*X[y == 0].T)
        self.ones.set_data(*X[y == 1].T)
        self.border.set_segments(result.border)
        losses = np.minimum(result.losses, 2)  # beyond the picture anyway
        self.train.set_data(self.stages, losses[:, 0])
        self.test.set_data(self.stages, losses[:, 1])
        self.words.set_text(
            _("loss {train} in training, {test} on new examples").format(
                train=number(result.losses[-1, 0]), test=number(result.losses[-1, 1])
            )
        )

    def describe(self, result):
        train_loss, test_loss = result.losses[-1]
        least = int(np.argmin(result.losses[:, 1]))
        return _(
            "Hidden units: {units}; λ = {l2}; training examples: {examples}. After 150 epochs the loss is {train} on them "
            "and {test} on 300 new ones, a gap of {gap}; right are {right} % and {test_right} %. The loss on new examples "
            "was least, {least}, at epoch {stage}."
        ).format(
            units=number(result.units),
            l2=number(result.l2, 3),
            examples=number(result.examples),
            train=number(train_loss, 3),
            test=number(test_loss, 3),
            gap=number(test_loss - train_loss, 3),
            right=number(100 * result.right[0], 0),
            test_right=number(100 * result.right[1], 0),
            least=number(result.losses[least, 1], 3),
            stage=self.stages[least],
        )
