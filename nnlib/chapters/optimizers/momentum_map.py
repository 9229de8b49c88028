"""The figure `MomentumMap` of the chapter *Optimizers*."""

import numpy as np
from matplotlib.colors import to_rgb

from nnlib import Momentum
from nnlib.live import Explorable, Handle, Prediction, Slider
from nnlib.optimizers import walk
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE, PAPER
from nnlib.words import _, _n, fill

CURVATURES = np.array([1.0, 100.0])
BEGIN = (9.0, 0.3)
STEPS = 60
RATES = (0.005, 0.01, 0.0198, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 2, 3, 5)
BETAS = (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.67, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98)


def factors(rate, beta, curvatures=CURVATURES):
    """By what each step of momentum multiplies the distance in the long run, for each curvature.

    A step maps (θ, m) to a new (θ, m) by a 2 × 2 matrix. The factor is its spectral radius, the largest absolute
    value of its eigenvalues.
    """
    rate, beta, c = np.broadcast_arrays(np.expand_dims(rate, -1), np.expand_dims(beta, -1), curvatures)
    pull = (1 - beta) * c  # what θ puts into m
    matrix = np.array([[1 - rate * pull, -rate * beta], [pull, beta]])
    return abs(np.linalg.eigvals(np.moveaxis(matrix, (0, 1), (-2, -1)))).max(axis=-1)


def verdict(flat, steep, widest):
    """Say how a run with these two factors goes, which swings out so wide across the valley."""
    slowest = max(flat, steep)
    if slowest > 1 + 1e-9:
        return _("It diverges across the valley.")
    if np.isclose(slowest, 1):
        return _("Across, it bounces to and fro for ever.")
    if abs(flat - steep) < 0.0005:
        text = _("Both shrink at the same rate.")
    elif flat > steep:
        text = _("The distance along the valley is the slower one to shrink.")
    else:
        text = _("The distance across the valley is the slower one to shrink.")
    if widest > 1.05 * BEGIN[1]:
        text += " " + _("Across, the path first swings out to {widest}.")
    return text


def draw_map(axes):
    """Draw the factor of the slower direction, by learning rate and β: the bluer, the faster."""
    exponents, betas = np.linspace(np.log10(0.004), np.log10(6.3), 241), np.linspace(0, 0.98, 148)
    slowest = factors(10 ** exponents[None, :], betas[:, None]).max(axis=-1)
    pixels = np.empty((*slowest.shape, 4))
    pixels[..., :3] = to_rgb(BLUE)
    pixels[..., 3] = np.clip((1 - slowest) / 0.18, 0, 1) ** 0.5 * 0.75
    extent = (exponents[0], exponents[-1], 0, 0.98)
    axes.imshow(pixels, origin="lower", extent=extent, aspect="auto", interpolation="nearest")
    levels = (0.85, 0.9, 0.95, 0.98, 1)
    lines = axes.contour(exponents, betas, slowest, levels=levels, colors=INK, linewidths=(0.8,) * 4 + (2,))
    # all levels may have a label, since Matplotlib 3.8 numbers them wrongly where only some may
    axes.clabel(lines, fontsize=11, manual=[(-1.25, 0.8), (-1.5, 0.62), (-1.8, 0.4)])
    axes.set_xticks(np.log10([0.005, 0.02, 0.1, 0.5, 2, 5]), ["0.005", "0.02", "0.1", "0.5", "2", "5"])
    axes.set(ylim=(-0.04, 0.98), xlabel=_("learning rate"), ylabel="β", yticks=(0, 0.2, 0.4, 0.6, 0.8))
    axes.text(0.1, 0.4, _("diverges:\nfactor above 1"), ha="center", fontsize=12)
    axes.text(np.log10(0.027), 0, _("β = 0 is SGD"), va="center", fontsize=11)
    axes.set_title(_("factor of a step: the bluer, the faster"))


def draw_valley(axes):
    """Draw the valley: rings of equal loss, and a cross at the minimum."""
    angle = np.linspace(0, 2 * np.pi, 73)
    for radius in (2, 4, 6, 8, 10):
        axes.plot(radius * np.cos(angle), radius / 10 * np.sin(angle), color=GREY, linewidth=0.8)
    axes.plot(0, 0, "+", color=INK, markersize=12)
    axes.set(xlim=(-10.5, 10.5), ylim=(-1.6, 1.6), xticks=(-10, -5, 0, 5, 10), yticks=(-1, 0, 1))
    axes.set(xlabel=_("θ₁, along the valley"), ylabel=_("θ₂, across"))


class MomentumMap(Explorable):
    """How fast momentum converges in a valley of curvatures 1 and 100, for every learning rate and β, and one run."""

    title = _("Momentum: learning rate × β")
    size = (400, 600)
    rate = Slider(label=_("learning rate"), low=0.005, high=5, step=0.05, logarithmic=True, grid=RATES, start=0.1)
    beta = Slider(label="β", low=0, high=0.98, step=0.01, grid=BETAS, start=0.67)

    prediction = Prediction(
        question=_("At the best point: does the distance across the valley shrink at every step?"),
        options={"always": _("yes, at every step"), "later": _("no, at first it grows")},
        answer=lambda result: "later" if result.widest > BEGIN[1] else "always",
    )

    def compute(self, rate, beta):
        # the gradient of (θ₁² + 100 θ₂²) / 2
        path = walk(Momentum(rate, beta), lambda theta: CURVATURES * theta, BEGIN, STEPS)
        return {"path": path, "factors": factors(rate, beta), "widest": float(abs(path[:, 1]).max())}

    def build(self, figure):
        chart, valley, distance = figure.subplots(3, 1, height_ratios=(6, 3, 4))
        draw_map(chart)
        (self.point,) = chart.plot([], [], "D", color=ORANGE, markersize=11, markeredgecolor=PAPER)
        self.handles = [Handle(self.point, x="rate", y="beta", at=lambda c: (np.log10(c.rate), c.beta))]
        draw_valley(valley)
        (self.path,) = valley.plot([], [], ".-", color=BLUE, markersize=6, linewidth=1.2)
        (self.end,) = valley.plot([], [], "D", color=ORANGE, markersize=9)
        distance.set(xlim=(-1, STEPS + 1), ylim=(-4.2, 2.2), xlabel=_("step"))
        distance.set_yticks((-4, -2, 0, 2), ["10⁻⁴", "0.01", "1", "100"])
        distance.set_title(_("distance along (line), across (dots)"))
        (self.along,) = distance.plot([], [], color=BLUE)
        (self.across,) = distance.plot([], [], "o", color=GREEN, markersize=4)
        self.words = distance.text(0.98, 0.95, "", ha="right", va="top", transform=distance.transAxes, weight="bold")
        return [self.point, self.path, self.end, self.along, self.across, self.words]

    def update(self, result):
        path = np.clip(result.path, -40, 40)  # beyond the picture anyway
        self.point.set_data([np.log10(result.rate)], [result.beta])
        self.path.set_data(*path.T)
        self.end.set_data(*path[-1:].T)
        for line, values in zip((self.along, self.across), np.log10(abs(result.path.T) + 1e-99).clip(-9, 9)):
            line.set_data(range(len(values)), values)
        self.words.set_text(fill(_("factor {factor:3}"), factor=result.factors.max()))

    def describe(self, result):
        (flat, steep), steps = result.factors, len(result.path) - 1
        text = _(
            "Learning rate {rate}, β = {beta}: in the long run a step multiplies the distance by {factors[0]:3} along "
            "the valley and by {factors[1]:3} across it."
        )
        end = _n(
            "After {steps} step the point is {distance:~3} from the minimum.",
            "After {steps} steps the point is {distance:~3} from the minimum.",
            steps,
        )
        text = f"{text} {verdict(flat, steep, result.widest)} {end}"
        return self.say(text, result, steps=steps, distance=np.hypot(*result.path[-1]))
