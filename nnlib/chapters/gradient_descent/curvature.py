"""The figure `Curvature` of the chapter *Gradient descent*."""

import numpy as np

from nnlib import SGD
from nnlib.chapters.gradient_descent.verdicts import verdict_line, verdict_of_factors
from nnlib.live import Explorable, Handle, Slider
from nnlib.optimizers import walk
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE
from nnlib.plots.surfaces import plot_paths
from nnlib.words import _, _n, fill

RATES = (
    0.02, 0.03, 0.04, 0.05, 0.08, 0.1, 0.12, 0.15, 0.18, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.67, 0.8, 1, 1.5, 1.9, 2, 2.1
)  # fmt: skip
CIRCLE = np.array([np.cos(np.linspace(0, 2 * np.pi, 73)), np.sin(np.linspace(0, 2 * np.pi, 73))])


def inside(factor):
    return np.clip(factor, -2.1, 1.4)


def mark_factor(mark, words, text, factor):
    """Put a mark at a factor, at the edge of the picture if it lies beyond, and words on the side that has room."""
    place = inside(factor)
    mark.set_xdata([place])
    side = -1 if place > 0.2 else 1
    words.set(x=place + 0.2 * side, ha="left" if side > 0 else "right", text=fill(text, factor=factor))


class Curvature(Explorable):
    """A valley with two curvatures: the path of gradient descent in it, and the factor of each direction."""

    title = _("One learning rate, two curvatures")
    size = (400, 335)
    condition = Slider(label=_("condition number κ"), low=1, high=50, step=0.5, grid=(1, 2, 5, 10, 20, 50), start=10)
    rate = Slider(label=_("learning rate"), low=0.01, high=2.2, step=0.01, grid=RATES, start=0.18)
    first = Slider(label=_("start θ₁"), low=-9, high=9, step=0.5, grid=(-6, 0, 9), start=9)
    second = Slider(label=_("start θ₂"), low=-4, high=4, step=0.5, grid=(-3, 0, 2), start=2)

    def compute(self, condition, rate, first, second):
        curvatures = np.array([1, condition])
        # the gradient of (θ₁² + κ θ₂²) / 2
        path = walk(SGD(rate), lambda theta: curvatures * theta, (first, second), 40)
        factors = 1 - rate * curvatures
        verdict = verdict_of_factors(*np.where(path[0] == 0, 0, factors))  # nothing comes of what starts at 0
        return {"path": path, "factors": factors, "bound": 2 / condition, "verdict": verdict}

    def build(self, figure):
        surface, line = figure.subplots(2, 1, height_ratios=(3, 1))
        surface.set(xlim=(-10.5, 10.5), ylim=(-4.5, 4.5), aspect="equal", yticks=(-4, 0, 4), xticks=(-10, -5, 0, 5, 10))
        surface.set(xlabel=_("● θ₁, flat: curvature 1"), ylabel=_("◆ θ₂, steep: κ"))
        self.verdict = verdict_line(surface)
        self.contours = [surface.plot([], [], color=GREY, linewidth=0.8)[0] for _level in range(5)]
        surface.plot(0, 0, "+", color=INK, markersize=12)
        self.path, self.end = plot_paths(surface, {"path": [(self.result.first, self.result.second)]})
        self.path.set(marker=".", markersize=6, linewidth=1.2)
        line.set(xlim=(-2.2, 1.4), ylim=(-1, 1), yticks=(), xticks=(-2, -1, 0, 1), xlabel=_("factor in one step"))
        line.spines["left"].set_visible(False)
        line.axvspan(-1, 1, color=GREEN, alpha=0.15, linewidth=0)
        line.text(0, 0.62, _("shrinks"), ha="center", va="center")
        line.text(-1.6, 0.62, _("grows"), ha="center", va="center")
        self.marks = line.plot([0], [0], "o", [0], [-0.6], "D")
        self.words = [line.text(0, y, "", va="center", in_layout=False) for y in (0, -0.6)]
        for mark, color, size in zip(self.marks, (BLUE, ORANGE), (11, 10)):
            mark.set(color=color, markersize=size)
        self.handles = [
            Handle(surface, x="first", y="second", at=lambda c: (c.first, c.second)),
            Handle(surface, y="condition", at=lambda c: (-7.6, -4.436 / np.sqrt(c.condition))),  # on a contour
            Handle(self.marks[0], x="rate", at=lambda c: (inside(1 - c.rate), 0)),
            Handle(self.marks[1], x="rate", at=lambda c: (inside(1 - c.rate * c.condition), -0.6)),
        ]
        return [*self.contours, self.path, self.end, *self.marks, *self.words, self.verdict]

    def update(self, result):
        for i, contour in enumerate(self.contours):
            contour.set_data(2.2 * (i + 1) * CIRCLE / np.sqrt([[1], [result.condition]]))
        path = np.clip(result.path, -40, 40)  # beyond the picture anyway
        self.path.set_data(*path.T)
        self.end.set_data(*path[-1:].T)
        texts = (_("θ₁ × {factor}"), _("θ₂ × {factor}"))
        for mark, words, text, factor in zip(self.marks, self.words, texts, result.factors):
            mark_factor(mark, words, text, factor)
        self.verdict.set_text(result.verdict)

    def describe(self, result):
        taken = len(result.path) - 1
        text = _(
            "Condition number {condition}, learning rate {rate}, start ({first}, {second}): each step multiplies θ₁ by "
            "{factors[0]:3} and θ₂ by {factors[1]:3}. {verdict} The bound is 2/κ = {bound:3}."
        )
        end = _n(
            "After {taken} step the point is {distance:~3} from the minimum.",
            "After {taken} steps the point is {distance:~3} from the minimum.",
            taken,
        )
        return self.say(f"{text} {end}", result, taken=taken, distance=np.hypot(*result.path[-1]))
