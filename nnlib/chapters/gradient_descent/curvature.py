"""The figure `Curvature` of the chapter *Gradient descent*."""

import numpy as np

from nnlib import SGD
from nnlib.chapters.gradient_descent.runs import _size
from nnlib.live import Explorable, Slider
from nnlib.numerals import number
from nnlib.optimizers import walk
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE
from nnlib.plots.surfaces import plot_paths
from nnlib.words import _


class Curvature(Explorable):
    """A valley with two curvatures: the path of gradient descent in it, and the factor of each direction."""

    title = _("One learning rate, two curvatures")
    size = (400, 335)
    condition = Slider(label=_("condition number κ"), low=1, high=50, step=0.5, grid=(1, 2, 5, 10, 20, 50), start=10)
    rate = Slider(
        label=_("learning rate"), low=0.01, high=2.2, step=0.01,
        grid=(0.02, 0.03, 0.04, 0.05, 0.08, 0.1, 0.12, 0.15, 0.18, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.67, 0.8, 1, 1.5, 1.9, 2, 2.1),
        start=0.18,
    )  # fmt: skip

    begin = (9.0, 2.0)
    circle = np.linspace(0, 2 * np.pi, 73)

    def compute(self, condition, rate):
        curvatures = np.array([1, condition])
        path = walk(SGD(rate), lambda theta: curvatures * theta, self.begin, 40)  # the gradient of (θ₁² + κ θ₂²) / 2
        return {"path": path, "factors": 1 - rate * curvatures, "bound": 2 / condition}

    def build(self, figure):
        surface, line = figure.subplots(2, 1, height_ratios=(3, 1))
        surface.set(xlim=(-10.5, 10.5), ylim=(-4.5, 4.5), aspect="equal", yticks=(-4, 0, 4), xticks=(-10, -5, 0, 5, 10))
        surface.set_xlabel(_("● θ₁, flat: curvature 1"))
        surface.set_ylabel(_("◆ θ₂, steep: κ"))
        surface.set_title(" ")  # keeps a line free for the verdict
        self.verdict = surface.text(
            0.5, 1.06, "", ha="center", transform=surface.transAxes, weight="bold", in_layout=False
        )
        self.contours = [surface.plot([], [], color=GREY, linewidth=0.8)[0] for _level in range(5)]
        surface.plot(0, 0, "+", color=INK, markersize=12)
        self.path, self.end = plot_paths(surface, {"path": [self.begin]})
        self.path.set(marker=".", markersize=6, linewidth=1.2)
        line.set(xlim=(-2.2, 1.4), ylim=(-1, 1), yticks=(), xticks=(-2, -1, 0, 1), xlabel=_("factor in one step"))
        line.spines["left"].set_visible(False)
        line.axvspan(-1, 1, color=GREEN, alpha=0.15, linewidth=0)
        line.text(0, 0.62, _("shrinks"), ha="center", va="center")
        line.text(-1.6, 0.62, _("grows"), ha="center", va="center")
        (self.flat,) = line.plot([], [], "o", color=BLUE, markersize=11)
        (self.steep,) = line.plot([], [], "D", color=ORANGE, markersize=10)
        self.flat_words = line.text(0, 0, "", va="center", in_layout=False)
        self.steep_words = line.text(0, -0.6, "", va="center", in_layout=False)
        return [
            *self.contours, self.path, self.end, self.flat, self.steep, self.flat_words, self.steep_words, self.verdict,
        ]  # fmt: skip

    def update(self, result):
        for i, contour in enumerate(self.contours):
            radius = 2.2 * (i + 1)
            contour.set_data(radius * np.cos(self.circle), radius * np.sin(self.circle) / np.sqrt(result.condition))
        path = np.clip(result.path, -40, 40)  # beyond the picture anyway
        self.path.set_data(*path.T)
        self.end.set_data(*path[-1:].T)
        flat, steep = np.clip(result.factors, -2.1, 1.4)
        self.flat.set_data([flat], [0])
        self.steep.set_data([steep], [-0.6])
        for words, place, name, factor in zip(
            (self.flat_words, self.steep_words), (flat, steep), (_("θ₁ × {factor}"), _("θ₂ × {factor}")), result.factors
        ):
            to_the_left = place > 0.2
            words.set_x(place - 0.13 if to_the_left else place + 0.13)
            words.set_ha("right" if to_the_left else "left")
            words.set_text(name.format(factor=number(factor)))
        self.verdict.set_text(self.judge(*result.factors))

    def judge(self, flat, steep):
        """Say what a path with these two factors does."""
        if max(abs(flat), abs(steep)) > 1 + 1e-9:
            return _("It diverges across the valley.") if flat > -1 - 1e-9 else _("It diverges in both directions.")
        if np.isclose(max(abs(flat), abs(steep)), 1):
            return _("It bounces to and fro for ever.")
        if flat < 0:
            return _("It overshoots in both directions and converges.")
        if steep < 0:
            return _("It zigzags across the valley and converges.")
        return _("It converges without overshooting.")

    def describe(self, result):
        flat, steep = result.factors
        return _(
            "Condition number {condition}, learning rate {rate}: each step multiplies θ₁ by {flat} and θ₂ by {steep}. "
            "{verdict} The bound is 2/κ = {bound}; after {steps} steps the point is {distance} from the minimum."
        ).format(
            condition=number(result.condition),
            rate=number(result.rate),
            flat=number(flat),
            steep=number(steep),
            verdict=self.judge(flat, steep),
            bound=number(result.bound, 3),
            steps=len(result.path) - 1,
            distance=_size(float(np.hypot(*result.path[-1]))),
        )
