"""The figure `FitLine` of the chapter *Gradient descent*."""

import numpy as np

from nnlib import SGD, MeanSquaredError, datasets, minibatches, mlp
from nnlib.chapters.gradient_descent.runs import _size
from nnlib.live import Explorable, Slider, Step
from nnlib.numerals import number
from nnlib.optimizers import FAR
from nnlib.plots.palette import GREY, INK, ORANGE
from nnlib.plots.surfaces import plot_loss_surface, plot_paths
from nnlib.words import _


class FitLine(Explorable):
    """A line is fitted to points: the data on the left, the path of its two parameters over the loss on the right.

    In grey, the full batch after as many epochs: it has read the same number of examples.
    """

    title = _("Fitting a line, batch by batch")
    size = (400, 320)
    rate = Slider(
        label=_("learning rate"),
        low=0.01,
        high=1.2,
        step=0.01,
        grid=(0.02, 0.05, 0.1, 0.2, 0.3, 0.6, 0.9, 1.1),
        start=0.1,
    )
    batch_size = Slider(label=_("batch size"), low=1, high=32, step=1, grid=(1, 4, 8, 32), start=4)
    epoch = Step(label=_("epoch"), stages=tuple(range(13)), start=12, interval=600)

    X, y = datasets.noisy_line(32, noise=0.5, rng=1)
    begin = (-2.0, -1.0)

    def loss(self, w, b):
        """Return the mean squared error of each line y = w x + b."""
        errors = np.multiply.outer(self.X[:, 0], w) + b - self.y.reshape(-1, *[1] * np.ndim(w))
        return (errors**2).mean(axis=0)

    def compute(self, rate, batch_size, epoch):
        path = self.descend(rate, int(batch_size), int(epoch))
        full = self.descend(rate, len(self.X), int(epoch))
        return {
            "path": path, "loss": float(self.loss(*path[-1])),
            "full": full, "full_loss": float(self.loss(*full[-1])),
        }  # fmt: skip

    def descend(self, rate, batch_size, epochs):
        """Return the path of (w, b), one row for each step and the start; it ends early where it diverges."""
        net, error, optimizer = mlp([1, 1]), MeanSquaredError(), SGD(rate)
        theta, rng = net.parameters, np.random.default_rng(0)
        theta[:] = self.begin
        path = [theta.copy()]
        for _epoch in range(epochs):
            for X, y in minibatches(self.X, self.y, batch_size, rng=rng):
                net.backward(error.gradient(net.forward(X), y))
                optimizer.step(theta, net.gradient)
                path.append(theta.copy())
                if abs(theta).max() > FAR:
                    return np.array(path)
        return np.array(path)

    def build(self, figure):
        data, surface = figure.subplots(1, 2)
        data.set(xlim=(-1.1, 1.1), ylim=(-3.5, 4.5), xlabel=_("input x"), ylabel=_("output y"))
        data.plot(self.X[:, 0], self.y, "s", markerfacecolor="none", markeredgecolor=INK, markersize=5)
        (self.full_line,) = data.plot([], [], color=GREY, linewidth=2.5, linestyle="--")
        (self.line,) = data.plot([], [], color=ORANGE, linewidth=3)
        plot_loss_surface(surface, self.loss, (-3.2, 4.2), (-2.2, 3.4), levels=9)
        surface.set(xlabel=_("weight w"), ylabel=_("bias b"), xticks=(-2, 0, 2, 4))
        surface.plot(*self.best()[:2], "+", color=INK, markersize=14)
        self.full_path, self.full_end = plot_paths(surface, {"full": [self.begin]})
        self.full_path.set(color=GREY, linewidth=1.5, linestyle="--", marker=".", markersize=5)
        self.full_end.set(color=GREY, markersize=10, marker="^", markerfacecolor="none", markeredgewidth=2.5)
        self.path, self.end = plot_paths(surface, {"path": [self.begin]})
        self.path.set(linewidth=0.8, marker=".", markersize=4)
        self.end.set(color=ORANGE, markersize=10, marker="D", markerfacecolor="none", markeredgewidth=2.5)
        self.words = figure.text(0.02, 0.995, "", va="top", weight="bold", in_layout=False)
        self.full_words = figure.text(0.02, 0.94, "", va="top", in_layout=False)
        data.set_title(" \n ")  # keeps two lines free for the words above
        return [
            self.full_line, self.line, self.full_path, self.full_end, self.path, self.end, self.words, self.full_words,
        ]  # fmt: skip

    def best(self):
        """Return the weight and the bias with the least loss, and that loss."""
        w, b = np.polyfit(self.X[:, 0], self.y, 1)
        return w, b, float(self.loss(w, b))

    def update(self, result):
        alone = result.batch_size == len(self.X)
        for path, line, trace, end in (
            (result.full, self.full_line, self.full_path, self.full_end),
            (result.path, self.line, self.path, self.end),
        ):
            seen = np.clip(path, -30, 30)  # beyond the picture anyway
            w, b = seen[-1]
            line.set_data([-1.1, 1.1], [b - 1.1 * w, b + 1.1 * w])
            trace.set_data(*seen.T)
            end.set_data(*seen[-1:].T)
        for artist in (self.full_line, self.full_path, self.full_end, self.full_words):
            artist.set_visible(not alone)
        sizes = _("◇ full batch: {words}") if alone else _("◇ batch size {size}: {words}")
        words = self.in_words(result.path, result.loss)
        self.words.set_text(sizes.format(size=number(result.batch_size), words=words))
        self.full_words.set_text(
            _("△ full batch, dashed: {words}").format(words=self.in_words(result.full, result.full_loss))
        )

    def in_words(self, path, loss):
        """Say how many steps a path has and where they lead."""
        if abs(path[-1]).max() > FAR:
            text = _("diverges, stopped after {steps} steps")
        elif len(path) == 2:
            text = _("1 step, loss {loss}")
        else:
            text = _("{steps} steps, loss {loss}")
        return text.format(steps=len(path) - 1, loss=_size(loss))

    def describe(self, result):
        text = _("Learning rate {rate}, batch size {size}, epoch {epoch}: {steps} steps.") + " "
        start = float(self.loss(*self.begin))
        if abs(result.path[-1]).max() > FAR:
            text += _("It diverges: a parameter is beyond ±100, so the run was stopped.")
        elif result.loss > start:
            text += _("The line is y = {formula} with loss {loss}, more than the {start} at the start.")
        else:
            text += _("The line is y = {formula} with loss {loss}; the best line has {best}.")
        if result.batch_size < len(self.X) and result.epoch:
            text += " " + _("The full batch: {full}.")
        w, b = result.path[-1]
        return text.format(
            rate=number(result.rate),
            size=number(result.batch_size),
            epoch=number(result.epoch),
            steps=len(result.path) - 1,
            formula=f"{number(w)} x {'−' if b < 0 else '+'} {number(abs(b))}",
            loss=_size(result.loss),
            best=number(self.best()[2], 3),
            start=number(start),
            full=self.in_words(result.full, result.full_loss),
        )
