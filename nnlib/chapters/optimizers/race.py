"""The figure `Race` of the chapter *Optimizers*."""

import numpy as np

from nnlib import optimizers
from nnlib.chapters.optimizers.pictures import OPTIMIZER_STYLES
from nnlib.chapters.optimizers.surfaces import SURFACES, one_line
from nnlib.live import Choice, Explorable, Handle, Prediction, Slider, Step, Toggle
from nnlib.numerals import number
from nnlib.optimizers import FAR
from nnlib.plots.palette import GREY, INK, PAPER
from nnlib.plots.surfaces import plot_loss_surface
from nnlib.words import _, fill

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
SHOWN = {
    "main": ("SGD", "Momentum", "Adam"),
    "ahead": ("Momentum", "Nesterov"),
    "scaled": ("Adagrad", "RMSProp", "Adadelta"),
}
"""Whose paths can be seen together."""
SIDES = (2.3, 1.6)
"""How far from the middle of the plane a start can be."""
NOISE = np.random.default_rng(0).normal(size=(100, 2, 64))
"""What is added to the gradient: step by step, the same for every racer, in 64 runs at once."""


def start_of(surface, moved=(0, 0)):
    """Return the point where all start: that of the surface, moved by as much as the picture has room for."""
    return np.clip(np.array(SURFACES[surface][2]) + moved, (-SIDES[0], -SIDES[1]), SIDES)


def race(name, surface, rate, noise=False, moved=(0, 0)):
    """The paths of one optimizer: array (101, 2, runs), with one run where the gradients have no noise.

    What diverges stays at the edge of a square far beyond the picture.
    """
    gradient, start = SURFACES[surface][1], start_of(surface, moved)
    disturb = NOISE if noise else np.zeros((100, 2, 1))
    theta = np.repeat(start[:, None], disturb.shape[2], axis=1)
    optimizer, path = optimizers.get(name)(rate), [theta.copy()]
    for disturbance in disturb:
        optimizer.step(theta, gradient(*theta) + disturbance)
        np.clip(theta, -1e4, 1e4, out=theta)
        path.append(theta.copy())
    return np.array(path)


def draw_board(axes):
    """Draw the board of the losses: a row for each racer, and a column of learning rates."""
    axes.set(xlim=(-6.3, 4.2), ylim=(6.6, -1.2), xlabel=_("loss at this step (filled: path above)"))
    axes.set_xticks((-6, -4, -2, 0, 2), ["≤ 10⁻⁶", "10⁻⁴", "0.01", "1", "≥ 100"])
    axes.set_yticks(range(7), RACERS)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.hlines(range(7), -6.3, 2.3, color=GREY, linewidth=0.5)
    axes.text(4.2, -0.85, _("learning rate"), va="center", ha="right", fontsize=11)


class Racer:
    """One optimizer in the picture: its path in the plane, and its row on the board: a mark, a word and its rate."""

    def __init__(self, name, plane, board):
        style = OPTIMIZER_STYLES[name]
        self.color, row = style["color"], RACERS.index(name)
        mark = {"marker": style["marker"], "color": self.color, "markersize": 9, "linestyle": "none"}
        (self.line,) = plane.plot([], [], color=self.color, linestyle=style["linestyle"], linewidth=1.5)
        (self.end,) = plane.plot([], [], **mark, markeredgecolor=PAPER, markeredgewidth=0.7)
        (self.mark,) = board.plot([0], [row], **mark)
        self.word, self.rate = (board.text(x, row, "", va="center", ha="right", fontsize=11) for x in (2.2, 4.2))

    def show(self, path, loss, rate, diverged):
        """Move to where the racer is now; its path is `None` where it is not to be drawn."""
        for artist in (self.line, self.end):
            artist.set_visible(path is not None and not (diverged and artist is self.end))
        if path is not None:
            inside = np.clip(path, -9, 9)  # beyond the picture anyway
            self.line.set_data(*inside.T)
            self.end.set_data(*inside[-1:].T)
        self.mark.set_xdata([np.clip(np.log10(loss + 1e-99), -6, 2)])
        self.mark.set_visible(not diverged)
        self.mark.set_markerfacecolor(PAPER if path is None else self.color)
        self.word.set_text(_("diverged") if diverged else "")
        self.rate.set_text(number(rate))


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
    shown = Choice(label=_("paths"), options={key: ", ".join(names) for key, names in SHOWN.items()}, start="main")
    step = Step(label=_("step"), stages=(0, 5, 10, 20, 50, 100), start=100, interval=900)
    moved1 = Slider(label=_("start moved in θ₁"), low=-4.2, high=4.5, step=0.1, grid=(0,))
    moved2 = Slider(label=_("start moved in θ₂"), low=-2.6, high=2.4, step=0.1, grid=(0,))

    prediction = Prediction(
        question=_("In the narrow valley, how much better is the best of the seven than the worst?"),
        options={"3": _("about three times"), "1000": _("about a thousand times"), "1e6": _("about a million times")},
        answer=lambda result: min(
            ("3", "1000", "1e6"),
            key=lambda key: abs(np.log(max(result.losses.values()) / min(result.losses.values()) / float(key))),
        ),
    )

    def run(self, surface, rate, noise, moved1, moved2):
        rates = BEST_RATES[surface] if rate == "best" else [float(rate)] * len(RACERS)
        paths = [race(name, surface, each, noise, (moved1, moved2)) for name, each in zip(RACERS, rates)]
        losses = [np.median(SURFACES[surface][0](path[:, 0], path[:, 1]), axis=1) for path in paths]
        farthest = [np.median(abs(path).max(axis=1), axis=1) for path in paths]
        return {"rates": rates, "paths": [path[..., 0] for path in paths], "losses": losses, "farthest": farthest}

    def compute(self, run, surface, rate, noise, shown, step, moved1, moved2):
        return {
            "start": start_of(surface, (moved1, moved2)),
            "first": run["paths"][RACERS.index(SHOWN[shown][0])],
            "rates": dict(zip(RACERS, run["rates"])),
            "paths": {name: run["paths"][RACERS.index(name)][: step + 1] for name in SHOWN[shown]},
            "losses": {name: float(losses[step]) for name, losses in zip(RACERS, run["losses"])},
            "diverged": [name for name, farthest in zip(RACERS, run["farthest"]) if farthest[step] > FAR],
        }

    def build(self, figure):
        plane, board = figure.subplots(2, 1, height_ratios=(3, 2))
        self.contours = {
            name: one_line(plane, plot_loss_surface(plane, loss, (-2.4, 2.4), (-1.7, 1.7), levels=9)[0])
            for name, (loss, _gradient, _start) in SURFACES.items()
        }
        plane.set(aspect="equal", xticks=(-2, -1, 0, 1, 2), yticks=(-1, 0, 1))
        (self.start_mark,) = plane.plot([], [], "o", color=PAPER, markeredgecolor=INK, markersize=7)
        draw_board(board)
        self.racers = {name: Racer(name, plane, board) for name in RACERS}
        self.handles = [
            Handle(plane, along="step", at=lambda c: tuple(np.clip(self.result.first[c.step], -9, 9))),
            Handle(
                self.start_mark, x="moved1", y="moved2", at=lambda c: tuple(start_of(c.surface, (c.moved1, c.moved2)))
            ),
        ]
        kinds = ("line", "end", "mark", "word", "rate")
        racers = [getattr(racer, kind) for kind in kinds for racer in self.racers.values()]
        return [self.start_mark, *self.contours.values(), *racers]

    def update(self, result):
        self.start_mark.set_data(*result.start[:, None])
        for name, contours in self.contours.items():
            contours.set_visible(name == result.surface)
        for name, racer in self.racers.items():
            racer.show(result.paths.get(name), result.losses[name], result.rates[name], name in result.diverged)

    def describe(self, result):
        text = _("{name}, {gradients}, learning rate {rate}, step {step}. Losses: {ranking}.")
        if result.step == 0:
            text = _(
                "{name}, {gradients}, learning rate {rate}, step {step}: all start with the loss {losses[SGD]:~3}."
            )
        if result.diverged:
            text += " " + _("Diverged: {names}.")
        if result.moved1 or result.moved2:
            text += " " + _("The start is moved to ({start[0]:3}, {start[1]:3}).")
        running = sorted((loss, name) for name, loss in result.losses.items() if name not in result.diverged)
        return self.say(
            text + " " + _("Paths drawn: {shown}."),
            result,
            name=self.surface.text(result.surface).capitalize(),
            gradients=_("gradients with noise (medians of 64 runs)") if result.noise else _("exact gradients"),
            ranking=", ".join(fill("{name} {loss:~3}", name=name, loss=loss) for loss, name in running),
            names=", ".join(result.diverged),
        )
