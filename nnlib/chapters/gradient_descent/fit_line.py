"""The figure `FitLine` of the chapter *Gradient descent*."""

import numpy as np

from nnlib import SGD, MeanSquaredError, datasets, minibatches, mlp
from nnlib.live import Explorable, Handle, Prediction, Slider, Step
from nnlib.numerals import linear
from nnlib.optimizers import FAR
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE
from nnlib.plots.surfaces import plot_loss_surface
from nnlib.words import _, _n, fill

X, Y = datasets.noisy_line(32, noise=0.5, rng=1)
BEGIN = (-2.0, -1.0)
EPOCHS = 12
RATES = (0.02, 0.05, 0.1, 0.2, 0.3, 0.6, 0.9, 1.1)


def loss_of_line(w, b):
    """Return the mean squared error of each line y = w x + b."""
    errors = np.multiply.outer(X[:, 0], w) + b - Y.reshape(-1, *[1] * np.ndim(w))
    return (errors**2).mean(axis=0)


BEST = np.polyfit(X[:, 0], Y, 1)
"""The weight and the bias with the least loss."""


def descend(rate, batch_size, begin=BEGIN):
    """Return the path of (w, b), one row for the start and for each step; it ends early where it diverges."""
    net, error, optimizer, rng = mlp([1, 1]), MeanSquaredError(), SGD(rate), np.random.default_rng(0)
    theta = net.parameters
    theta[:] = begin
    path = [theta.copy()]
    for _epoch in range(EPOCHS):
        for inputs, targets in minibatches(X, Y, batch_size, rng=rng):
            net.backward(error.gradient(net.forward(inputs), targets))
            optimizer.step(theta, net.gradient)
            path.append(theta.copy())
            if abs(theta).max() > FAR:
                return np.array(path)
    return np.array(path)


def diverges(path):
    return abs(path[-1]).max() > FAR


def in_words(path):
    """Say how many steps a path has and where they lead."""
    steps = len(path) - 1
    if diverges(path):
        text = _n("diverges, stopped after {steps} step", "diverges, stopped after {steps} steps", steps)
    else:
        text = _n("{steps} step, loss {loss:~3}", "{steps} steps, loss {loss:~3}", steps)
    return fill(text, steps=steps, loss=loss_of_line(*path[-1]))


class RunArtists:
    """One run in the picture: its line through the data, its path over the loss, a hollow mark at the path's end."""

    def __init__(self, data, surface, line, path, end):
        hollow = {"linestyle": "none", "markersize": 10, "markerfacecolor": "none", "markeredgewidth": 2.5}
        (self.line,) = data.plot([], [], **line)
        (self.path,) = surface.plot([], [], marker=".", **path)
        (self.end,) = surface.plot([], [], **hollow, **end)
        self.artists = [self.line, self.path, self.end]

    def show(self, path):
        seen = np.clip(path, -30, 30)  # beyond the picture anyway
        w, b = seen[-1]
        self.line.set_data([-1.1, 1.1], [b - 1.1 * w, b + 1.1 * w])
        self.path.set_data(*seen.T)
        self.end.set_data(*seen[-1:].T)


FULL = (
    {"color": GREY, "linewidth": 2.5, "linestyle": "--"},
    {"color": GREY, "linewidth": 1.5, "linestyle": "--", "markersize": 5},
    {"color": GREY, "marker": "^"},
)
OWN = (
    {"color": ORANGE, "linewidth": 3},
    {"color": BLUE, "linewidth": 0.8, "markersize": 4},
    {"color": ORANGE, "marker": "D"},
)
"""How the full batch and the reader's own batches are drawn: line, path and end."""


class FitLine(Explorable):
    """A line is fitted to points: the data on the left, the path of its two parameters over the loss on the right.

    In grey, the full batch after as many epochs: it has read the same number of examples.
    """

    title = _("Fitting a line, batch by batch")
    size = (400, 320)
    rate = Slider(label=_("learning rate"), low=0.01, high=1.2, step=0.01, grid=RATES, start=0.1)
    batch_size = Slider(label=_("batch size"), low=1, high=32, step=1, grid=(1, 4, 8, 32), start=4)
    epoch = Step(label=_("epoch"), stages=tuple(range(EPOCHS + 1)), start=EPOCHS, interval=600)
    start_w = Slider(label=_("start weight w"), low=-3, high=4, step=0.1, grid=BEGIN[:1])
    start_b = Slider(label=_("start bias b"), low=-2, high=3.2, step=0.1, grid=BEGIN[1:])

    prediction = Prediction(
        question=_("After 12 epochs at learning rate 0.1, which is closer to the best line?"),
        options={"small": _("batches of 4"), "full": _("the full batch")},
        answer=lambda result: "small" if result.loss < loss_of_line(*result.full[-1]) else "full",
    )

    def run(self, rate, batch_size, start_w, start_b):
        return tuple(descend(rate, size, (start_w, start_b)) for size in (int(batch_size), len(X)))

    def compute(self, run, rate, batch_size, epoch, **_start):
        path, full = (path[: epoch * -(-len(X) // size) + 1] for path, size in zip(run, (int(batch_size), len(X))))
        return {"path": path, "loss": float(loss_of_line(*path[-1])), "full": full, "run": run}

    def build(self, figure):
        data, surface = figure.subplots(1, 2)
        data.set(xlim=(-1.1, 1.1), ylim=(-3.5, 4.5), xlabel=_("input x"), ylabel=_("output y"))
        data.set_title(" \n ")  # keeps two lines free for the words above
        data.plot(X[:, 0], Y, "s", markerfacecolor="none", markeredgecolor=INK, markersize=5)
        plot_loss_surface(surface, loss_of_line, (-3.2, 4.2), (-2.2, 3.4), levels=9)
        surface.set(xlabel=_("weight w"), ylabel=_("bias b"), xticks=(-2, 0, 2, 4))
        surface.plot(*BEST, "+", color=INK, markersize=14)
        self.full, self.own = (RunArtists(data, surface, *looks) for looks in (FULL, OWN))
        start = Handle(surface, x="start_w", y="start_b")  # the last: at epoch 0 a drag moves the end, as in the frames
        self.handles = [Handle(self.own.end, along="epoch", at=self.end_at), start]
        self.words = figure.text(0.02, 0.995, "", va="top", weight="bold", in_layout=False)
        self.full_words = figure.text(0.02, 0.94, "", va="top", in_layout=False)
        (full_line, *full), (line, *own) = self.full.artists, self.own.artists
        return [full_line, line, *full, *own, self.words, self.full_words]

    def update(self, result):
        self.full.show(result.full)
        self.own.show(result.path)
        alone = result.batch_size == len(X)
        for artist in (*self.full.artists, self.full_words):
            artist.set_visible(not alone)
        text = _("◇ full batch: {words}") if alone else _("◇ batch size {batch_size}: {words}")
        self.words.set_text(self.say(text, result, words=in_words(result.path)))
        self.full_words.set_text(fill(_("△ full batch, dashed: {words}"), words=in_words(result.full)))

    def end_at(self, c):
        path, steps = self.result.run[0], int(c.epoch) * -(-len(X) // int(c.batch_size))
        return tuple(np.clip(path[min(steps, len(path) - 1)], -30, 30))

    def describe(self, result):
        steps, start = len(result.path) - 1, loss_of_line(result.start_w, result.start_b)
        text = _n(
            "Learning rate {rate}, batch size {batch_size}, epoch {epoch}: {steps} step.",
            "Learning rate {rate}, batch size {batch_size}, epoch {epoch}: {steps} steps.",
            steps,
        )
        if diverges(result.path):
            text += " " + _("It diverges: a parameter is beyond ±100, so the run was stopped.")
        elif result.loss > start:
            text += " " + _("The line is y = {line} with loss {loss:~3}, more than the {start:~3} at the start.")
        else:
            text += " " + _("The line is y = {line} with loss {loss:~3}; the best line has {best:~3}.")
        if result.batch_size < len(X) and result.epoch:
            text += " " + _("The full batch: {full}.")
        if (result.start_w, result.start_b) != BEGIN:
            text += " " + _("The start is w = {start_w}, b = {start_b}.")
        line, full = linear({"x": result.path[-1, 0]}, result.path[-1, 1]), in_words(result.full)
        return self.say(text, result, steps=steps, start=start, best=loss_of_line(*BEST), line=line, full=full)
