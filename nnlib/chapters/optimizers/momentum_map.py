"""The figure `MomentumMap` of the chapter *Optimizers*."""

import numpy as np

from nnlib import Momentum
from nnlib.chapters.optimizers.surfaces import short
from nnlib.live import Explorable, Slider
from nnlib.numerals import number
from nnlib.optimizers import walk
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE, PAPER
from nnlib.words import _

CURVATURES = np.array([1.0, 100.0])


def factors(rate, beta, curvatures=CURVATURES):
    """By what each step of momentum multiplies the distance in the long run, for each curvature.

    A step maps (θ, m) to a new (θ, m) by a 2 × 2 matrix. The factor is its spectral radius, the largest absolute
    value of its eigenvalues.
    """
    rate, beta, c = np.broadcast_arrays(np.expand_dims(rate, -1), np.expand_dims(beta, -1), curvatures)
    pull = (1 - beta) * c  # what θ puts into m
    matrix = np.array([[1 - rate * pull, -rate * beta], [pull, beta]])
    return abs(np.linalg.eigvals(np.moveaxis(matrix, (0, 1), (-2, -1)))).max(axis=-1)


class MomentumMap(Explorable):
    """How fast momentum converges in a valley of curvatures 1 and 100, for every learning rate and β, and one run."""

    title = _("Momentum: learning rate × β")
    size = (400, 600)
    rate = Slider(
        label=_("learning rate"), low=0.005, high=5, step=0.05, logarithmic=True,
        grid=(0.005, 0.01, 0.0198, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 2, 3, 5), start=0.1,
    )  # fmt: skip
    beta = Slider(
        label=_("β"), low=0, high=0.98, step=0.01,
        grid=(0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.67, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98), start=0.67,
    )  # fmt: skip

    begin = (9.0, 0.3)
    steps = 60

    def compute(self, rate, beta):
        # the gradient of (θ₁² + 100 θ₂²) / 2
        path = walk(Momentum(rate, beta), lambda theta: CURVATURES * theta, self.begin, self.steps)
        return {"path": path, "factors": factors(rate, beta), "widest": float(abs(path[:, 1]).max())}

    def build(self, figure):
        chart, valley, distance = figure.subplots(3, 1, height_ratios=(6, 3, 4))
        exponents, betas = np.linspace(np.log10(0.004), np.log10(6.3), 241), np.linspace(0, 0.98, 148)
        slowest = factors(10 ** exponents[None, :], betas[:, None]).max(axis=-1)
        pixels = np.zeros((*slowest.shape, 4))
        pixels[..., :3] = [int(BLUE[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        pixels[..., 3] = np.clip((1 - slowest) / 0.18, 0, 1) ** 0.5 * 0.75
        extent = (exponents[0], exponents[-1], 0, 0.98)
        chart.imshow(pixels, origin="lower", extent=extent, aspect="auto", interpolation="nearest")
        levels = (0.85, 0.9, 0.95, 0.98, 1)
        lines = chart.contour(exponents, betas, slowest, levels=levels, colors=INK, linewidths=(0.8,) * 4 + (2,))
        chart.clabel(lines, levels[1:4], fontsize=11, manual=[(-1.25, 0.8), (-1.5, 0.62), (-1.8, 0.4)])
        chart.set_xticks(np.log10([0.005, 0.02, 0.1, 0.5, 2, 5]), ["0.005", "0.02", "0.1", "0.5", "2", "5"])
        chart.set(ylim=(-0.04, 0.98), xlabel=_("learning rate"), ylabel="β", yticks=(0, 0.2, 0.4, 0.6, 0.8))
        chart.text(0.1, 0.4, _("diverges:\nfactor above 1"), ha="center", fontsize=12)
        chart.text(np.log10(0.027), 0, _("β = 0 is SGD"), va="center", fontsize=11)
        chart.set_title(_("factor of a step: the bluer, the faster"))
        (self.point,) = chart.plot([], [], "D", color=ORANGE, markersize=11, markeredgecolor=PAPER)

        angle = np.linspace(0, 2 * np.pi, 73)
        for radius in (2, 4, 6, 8, 10):
            valley.plot(radius * np.cos(angle), radius / 10 * np.sin(angle), color=GREY, linewidth=0.8)
        valley.plot(0, 0, "+", color=INK, markersize=12)
        valley.set(xlim=(-10.5, 10.5), ylim=(-1.6, 1.6), xticks=(-10, -5, 0, 5, 10), yticks=(-1, 0, 1))
        valley.set(xlabel=_("θ₁, along the valley"), ylabel=_("θ₂, across"))
        (self.path,) = valley.plot([], [], ".-", color=BLUE, markersize=6, linewidth=1.2)
        (self.end,) = valley.plot([], [], "D", color=ORANGE, markersize=9)

        distance.set(xlim=(-1, self.steps + 1), ylim=(-4.2, 2.2), xlabel=_("step"))
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
        self.words.set_text(_("factor {factor}").format(factor=number(result.factors.max(), 3)))

    def describe(self, result):
        flat, steep = result.factors
        slowest = max(flat, steep)
        if slowest > 1 + 1e-9:
            verdict = _("It diverges across the valley.")
        elif np.isclose(slowest, 1):
            verdict = _("Across, it bounces to and fro for ever.")
        elif abs(flat - steep) < 0.0005:
            verdict = _("Both shrink at the same rate.")
        else:
            verdict = _("The distance {where} the valley is the slower one to shrink.")
        if slowest < 1 and result.widest > 1.05 * abs(self.begin[1]):
            verdict += " " + _("Across, the path first swings out to {widest}.")
        return (
            _("Learning rate {rate}, β = {beta}: in the long run a step multiplies the distance by {flat} along the valley and by "
              "{steep} across it. ")
            + verdict
            + " "
            + _("After {steps} steps the point is {distance} from the minimum.")
        ).format(
            rate=number(result.rate, 4),
            beta=number(result.beta),
            flat=number(flat, 3),
            steep=number(steep, 3),
            where=_("along") if flat > steep else _("across"),
            widest=number(result.widest, 2),
            steps=len(result.path) - 1,
            distance=short(float(np.hypot(*result.path[-1]))),
        )  # fmt: skip
