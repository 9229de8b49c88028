"""The figure `FitCurve` of the chapter *Training a network*."""

import numpy as np
from matplotlib.collections import PolyCollection

from nnlib import Adam, MeanSquaredError, datasets, mlp
from nnlib.chapters.training.runs import networks
from nnlib.live import Explorable, Handle, Slider, Step
from nnlib.numerals import number
from nnlib.plots.dots import add_marks
from nnlib.plots.palette import GREY, INK, ORANGE
from nnlib.training import evaluate
from nnlib.words import _

EPOCHS = (0, 10, 25, 50, 100, 200, 400, 700, 1000)
PLACES = np.linspace(-2, 2, 81)


SEED = 8
MOVED = 12
"""The training point that can be moved: the one nearest to the middle, and alone there."""
(CLEAN_X, CLEAN_Y), (_X, NOISY_Y) = (datasets.wave(20, noise=noise, rng=SEED) for noise in (0, 1))


def moved_point(c):
    """Return where the point that can be moved is."""
    height = CLEAN_Y[MOVED] + c.noise * (NOISY_Y[MOVED] - CLEAN_Y[MOVED])
    return CLEAN_X[MOVED, 0], height + c.moved


def verdict(noise, error, test_error, moved=0):
    """Say in a word what the two errors show, against what the noise alone, and one moved point, would cost."""
    alone = noise**2
    own = alone + moved**2 / len(CLEAN_Y)  # what the true curve is expected to have on the training points
    if error > 1.8 * own + 0.12:
        return _("underfits")
    if error < 1.25 * own and test_error > 2 * alone + 0.08:  # too good to be true, and it shows
        return _("overfits")
    return _("follows the true curve")


def written(error):
    """Write an error with the digits that are the same on every processor after 1,000 epochs."""
    return number(error) if error >= 0.01 else _("below 0.01")


def measured(net, examples, new, noise, moved):
    """Return the curve that a network draws, its errors on both sets of points, and what to say of them."""
    error, test_error = (evaluate(net, MeanSquaredError(), *points)[0] for points in (examples, new))
    words = {"verdict": verdict(noise, error, test_error, moved), "train": written(error), "test": written(test_error)}
    return {"fitted": net.forward(PLACES[:, None])[:, 0], "error": error, "test_error": test_error, **words}


class FitCurve(Explorable):
    """A network with one hidden layer learns a curve from twenty noisy points; new points measure what it is worth."""

    title = _("A curve through noisy points")
    size = (400, 320)
    units = Slider(label=_("hidden units"), low=1, high=30, step=1, grid=(1, 2, 3, 5, 10, 30), start=30)
    noise = Slider(label=_("noise"), low=0, high=0.6, step=0.05, grid=(0, 0.15, 0.3, 0.6), start=0.3)
    epoch = Step(label=_("epoch"), stages=EPOCHS, start=1000, interval=700)
    moved = Slider(label=_("middle point moved by"), low=-2.5, high=2.5, step=0.1, grid=(0,))

    seed = SEED
    x = PLACES
    curve = np.sin(3 * x) + x / 2  # what datasets.wave adds its noise to

    def run(self, units, noise, moved):
        examples, new = (
            datasets.wave(m, noise=noise, rng=rng) for m, rng in ((20, self.seed), (200, 1000 + self.seed))
        )
        examples[1][MOVED] += moved
        nets = networks(mlp([1, int(units), 1], "tanh", rng=0), MeanSquaredError(), Adam(0.02), examples, EPOCHS)
        points = {"X": examples[0][:, 0], "y": examples[1], "new": np.column_stack(new)[::3][:60]}  # drawn are 60
        return [{**points, **measured(net, examples, new, noise, moved)} for net in nets]

    def compute(self, run, units, noise, epoch, moved):
        return run[EPOCHS.index(epoch)]

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(-2.05, 2.05), ylim=(-3, 3.2), xticks=(-2, -1, 0, 1, 2), yticks=(-2, 0, 2))
        axes.set(xlabel=_("input x"), ylabel=_("output y"))
        self.new = add_marks(axes, "x", GREY, 4, markeredgewidth=1, label=_("new points"))
        self.gap = axes.add_collection(PolyCollection([], facecolor=ORANGE, edgecolor="none", alpha=0.25))
        (true,) = axes.plot(self.x, self.curve, color=INK, linestyle="--", linewidth=1.5, label=_("true curve"))
        self.points = add_marks(axes, "s", INK, 7, hollow=True, markeredgewidth=1.5, label=_("20 training points"))
        (self.line,) = axes.plot([], [], color=ORANGE, linewidth=3, label=_("network"))
        axes.set_title("\n", pad=12)  # keeps two lines free for the errors
        above = {"ha": "center", "transform": axes.transAxes, "in_layout": False}
        self.words = axes.text(0.5, 1.115, "", weight="bold", **above)
        self.errors = axes.text(0.5, 1.035, "", **above)
        self.handles = [Handle(axes, y="moved", at=moved_point)]
        keys = [self.points, self.line, self.new, true]
        figure.legend(handles=keys, loc="outside lower center", ncols=2, columnspacing=1.5)
        return [self.new, self.gap, self.line, self.points, self.words, self.errors]

    def update(self, result):
        self.points.set_data(result.X, result.y)
        self.new.set_data(*result.new.T)
        self.line.set_data(self.x, result.fitted)
        self.gap.set_verts([np.column_stack([[*self.x, *self.x[::-1]], [*result.fitted, *self.curve[::-1]]])])
        self.words.set_text(self.say(_("the network {verdict}"), result))
        self.errors.set_text(self.say(_("error {train} on its own points, {test} on new ones"), result))

    def describe(self, result):
        message = _(
            "Hidden units: {units}; noise {noise}; epoch {epoch}: the network {verdict}. The mean squared error is "
            "{train} on the 20 training points and {test} on 200 new ones, where the true curve itself would have "
            "about {least:3}."
        )
        if result.moved:
            message += " " + _("The training point in the middle is moved by {moved}.")
        return self.say(message, result, least=result.noise**2)
