"""The figure `FitCurve` of the chapter *Training a network*."""

import numpy as np
from matplotlib.collections import PolyCollection

from nnlib import Adam, MeanSquaredError, datasets, mlp, train
from nnlib.live import Explorable, Slider, Step
from nnlib.numerals import number
from nnlib.plots.palette import GREY, INK, ORANGE, PAPER
from nnlib.training import evaluate
from nnlib.words import _


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
        (self.points,) = axes.plot(
            [], [], "s", markerfacecolor=PAPER, markeredgecolor=INK, markersize=7, markeredgewidth=1.5
        )
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
