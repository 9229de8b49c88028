"""The figure `Overfitting` of the chapter *Training a network*."""

import contourpy
import numpy as np
from matplotlib.collections import LineCollection

from nnlib import Adam, BinaryCrossEntropy, activations, datasets, mlp, train
from nnlib.live import Explorable, Slider
from nnlib.numerals import number
from nnlib.plots.palette import BLUE, INK, ORANGE, PAPER
from nnlib.plots.regions import grid_points, region_colours
from nnlib.training import evaluate
from nnlib.words import _

sigmoid = activations.get("sigmoid")


class Overfitting(Explorable):
    """How confident a network becomes with few examples: its regions, its losses, and the new examples it gets wrong."""

    title = _("Learning the rule or the examples")
    size = (400, 330)
    units = Slider(label=_("hidden units"), low=1, high=30, step=1, grid=(1, 3, 8, 30), start=30)
    l2 = Slider(label=_("L2 strength λ"), low=0, high=0.1, step=0.001, grid=(0, 0.001, 0.003, 0.01, 0.1), start=0)
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
        history = train(net, loss, Adam(0.1), X, y, epochs=self.epochs, batch_size=None, l2=l2, record=True)
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
        plane.set(
            xlim=(-self.reach, self.reach), ylim=(-self.reach, self.reach), xlabel=_("input x₁"), ylabel=_("input x₂")
        )
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
        (self.zeros,) = plane.plot(
            [], [], "s", markerfacecolor=PAPER, markeredgecolor=BLUE, markersize=6, markeredgewidth=1.5
        )
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
