"""The figure `Race` of the chapter *Optimizers*."""

import functools

import numpy as np

from nnlib import optimizers
from nnlib.chapters.optimizers.pictures import OPTIMIZER_STYLES
from nnlib.chapters.optimizers.surfaces import SURFACES, one_line, short
from nnlib.live import Choice, Explorable, Step, Toggle
from nnlib.numerals import number
from nnlib.optimizers import FAR
from nnlib.plots.palette import GREY, INK, PAPER
from nnlib.plots.surfaces import plot_loss_surface
from nnlib.words import _

RACERS = ("SGD", "Momentum", "Nesterov", "Adagrad", "RMSProp", "Adadelta", "Adam")
"""Who runs: without a weight that should decay, AdamW is Adam."""
RATES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
"""The learning rates of the sweep behind `BEST_RATES`."""
BEST_RATES = {
    "valley": (0.05, 0.05, 0.05, 0.5, 0.02, 20, 0.05),
    "turned": (0.05, 0.05, 0.05, 0.5, 0.05, 50, 0.1),
    "bent": (0.02, 0.05, 0.05, 2, 0.2, 20, 0.2),
    "saddle": (0.05, 0.05, 0.05, 0.2, 0.02, 20, 0.05),
}
"""For each surface, the rate of each racer with the lowest median loss after 100 steps with noise."""
NOISE = np.random.default_rng(0).normal(size=(100, 2, 64))
"""What is added to the gradient: step by step, the same for every racer, in 64 runs at once."""


@functools.lru_cache(maxsize=512)
def race(name, surface, rate, noise=False):
    """The paths of one optimizer: array (101, 2, runs), with one run where the gradients have no noise.

    What diverges stays at the edge of a square far beyond the picture.
    """
    _loss, gradient, start = SURFACES[surface]
    disturb = NOISE if noise else np.zeros((100, 2, 1))
    theta = np.repeat(np.array(start)[:, None], disturb.shape[2], axis=1)
    optimizer, path = optimizers.CATALOGUE[name](rate), [theta.copy()]
    for disturbance in disturb:
        optimizer.step(theta, gradient(*theta) + disturbance)
        np.clip(theta, -1e4, 1e4, out=theta)
        path.append(theta.copy())
    return np.array(path)


class Race(Explorable):
    """Seven optimizers from one start: the paths of two or three, and the loss of all at this step."""

    title = _("The race: each at its best learning rate, or all at one")
    size = (400, 520)
    surface = Choice(
        label=_("surface"),
        options={
            "valley": _("narrow valley"), "turned": _("the same valley, turned"), "bent": _("bent valley"),
            "saddle": _("saddle"),
        },
        start="valley",
    )  # fmt: skip
    rate = Choice(
        label=_("learning rate"),
        options={"best": _("each its best"), "0.01": _("0.01 for all"), "0.1": _("0.1 for all"), "1": _("1 for all")},
        start="best",
    )
    noise = Toggle(label=_("noise in the gradients"), start=True)
    shown = Choice(
        label=_("paths"),
        options={"main": "SGD, Momentum, Adam", "ahead": "Momentum, Nesterov", "scaled": "Adagrad, RMSProp, Adadelta"},
        start="main",
    )
    step = Step(label=_("step"), stages=(0, 5, 10, 20, 50, 100), start=100, interval=900)

    def compute(self, surface, rate, noise, shown, step):
        loss, taken = SURFACES[surface][0], int(step)
        rates = dict(zip(RACERS, BEST_RATES[surface] if rate == "best" else (float(rate),) * len(RACERS)))
        paths = {name: race(name, surface, rates[name], noise)[: taken + 1] for name in RACERS}
        return {
            "rates": rates,
            "paths": {name: paths[name][..., 0] for name in self.shown.text(shown).split(", ")},
            "losses": {name: float(np.median(loss(*path[-1]))) for name, path in paths.items()},
            "diverged": [name for name, path in paths.items() if np.median(abs(path[-1]).max(axis=0)) > FAR],
        }

    def build(self, figure):
        plane, board = figure.subplots(2, 1, height_ratios=(3, 2))
        self.contours = {}
        for name, (loss, _gradient, _start) in SURFACES.items():
            self.contours[name] = one_line(plane, plot_loss_surface(plane, loss, (-2.4, 2.4), (-1.7, 1.7), levels=9)[0])
        plane.set(aspect="equal", xticks=(-2, -1, 0, 1, 2), yticks=(-1, 0, 1))
        (self.start_mark,) = plane.plot([], [], "o", color=PAPER, markeredgecolor=INK, markersize=7)
        board.set(
            xlim=(-6.3, 4.2), ylim=(6.6, -1.2), xlabel=_("loss at this step (filled: path above)"), yticks=range(7)
        )
        board.set_xticks((-6, -4, -2, 0, 2), ["≤ 10⁻⁶", "10⁻⁴", "0.01", "1", "≥ 100"])
        board.set_yticklabels(RACERS)
        board.spines["left"].set_visible(False)
        board.tick_params(axis="y", length=0)
        board.hlines(range(7), -6.3, 2.3, color=GREY, linewidth=0.5)
        board.text(4.2, -0.85, _("learning rate"), va="center", ha="right", fontsize=11)
        self.lines, self.ends, self.marks, self.words, self.rates = {}, {}, {}, {}, {}
        for row, name in enumerate(RACERS):
            style = OPTIMIZER_STYLES[name]
            mark = {"marker": style["marker"], "color": style["color"], "markersize": 9, "linestyle": "none"}
            (self.lines[name],) = plane.plot([], [], color=style["color"], linestyle=style["linestyle"], linewidth=1.5)
            (self.ends[name],) = plane.plot([], [], **mark, markeredgecolor=PAPER, markeredgewidth=0.7)
            (self.marks[name],) = board.plot([0], [row], **mark)
            self.words[name] = board.text(2.2, row, "", va="center", ha="right", fontsize=11)
            self.rates[name] = board.text(4.2, row, "", va="center", ha="right", fontsize=11)
        moving = (self.contours, self.lines, self.ends, self.marks, self.words, self.rates)
        return [self.start_mark, *(artist for artists in moving for artist in artists.values())]

    def update(self, result):
        self.start_mark.set_data(*np.array(SURFACES[result.surface][2])[:, None])
        for name, contours in self.contours.items():
            contours.set_visible(name == result.surface)
        for name in RACERS:
            shown, gone = name in result.paths, name in result.diverged
            inside = np.clip(result.paths[name], -9, 9) if shown else np.zeros((1, 2))  # beyond the picture anyway
            self.lines[name].set_data(*inside.T)
            self.ends[name].set_data(*inside[-1:].T)
            self.lines[name].set_visible(shown)
            self.ends[name].set_visible(shown and not gone)
            self.marks[name].set_data(
                [np.clip(np.log10(result.losses[name] + 1e-99), -6, 2)], self.marks[name].get_ydata()
            )
            self.marks[name].set_visible(not gone)
            self.marks[name].set_markerfacecolor(OPTIMIZER_STYLES[name]["color"] if shown else PAPER)
            self.words[name].set_text(_("diverged") if gone else "")
            self.rates[name].set_text(number(result.rates[name]))

    def describe(self, result):
        running = sorted((loss, name) for name, loss in result.losses.items() if name not in result.diverged)
        text = _("{surface}, {noise}, learning rate {rate}, step {step}. Losses: {ranking}.")
        if result.step == 0:
            text = _("{surface}, {noise}, learning rate {rate}, step {step}: all start with the loss {first}.")
        if result.diverged:
            text += " " + _("Diverged: {diverged}.")
        return (text + " " + _("Paths drawn: {shown}.")).format(
            surface=self.surface.text(result.surface).capitalize(),
            noise=_("gradients with noise (medians of 64 runs)") if result.noise else _("exact gradients"),
            rate=self.rate.text(result.rate),
            step=number(result.step),
            ranking=", ".join(f"{name} {short(loss)}" for loss, name in running),
            first=short(result.losses["SGD"]),
            diverged=", ".join(result.diverged),
            shown=self.shown.text(result.shown),
        )
