"""The figure `DecisionLine` of the chapter *Neurons*."""

import numpy as np

from nnlib import activations, datasets
from nnlib.live import Choice, Explorable, Slider
from nnlib.numerals import linear, number
from nnlib.plots.palette import BLUE, INK, ORANGE, PAPER, PURPLE
from nnlib.words import _


class DecisionLine(Explorable):
    """A neuron with two inputs cuts the plane: the line w₁ x₁ + w₂ x₂ + b = 0, its normal, and four points to separate."""

    title = _("A neuron with two inputs draws a line")
    size = (400, 400)
    w1 = Slider(label=_("weight w₁"), low=-2, high=2, step=0.1, grid_step=1, start=1)
    w2 = Slider(label=_("weight w₂"), low=-2, high=2, step=0.1, grid_step=1, start=1)
    bias = Slider(label=_("bias b"), low=-3, high=3, step=0.1, grid_step=0.5, start=-1.5)
    gate = Choice(label=_("points"), options={"and": "AND", "or": "OR", "nand": "NAND", "xor": "XOR"}, start="and")

    low, high = -0.75, 1.75

    def compute(self, w1, w2, bias, gate):
        points, wanted = datasets.gate(gate)
        weights = np.array([w1, w2])
        fires = activations.get("step")(points @ weights + bias)
        region, line = self.cut(weights, bias)
        foot = line[0] + 0.35 * (line[1] - line[0]) if len(line) == 2 else None  # clear of the points of the gates
        return {
            "points": points,
            "wanted": wanted,
            "right": fires == wanted,
            "region": region,
            "line": line,
            "foot": foot,
        }

    def cut(self, weights, bias):
        """Cut the picture where w · x + b = 0: return the corners of the side that fires, and the ends of the cut."""
        low, high = self.low, self.high
        corners = np.array([[low, low], [high, low], [high, high], [low, high]])
        values = corners @ weights + bias
        region, line = [], []
        for p, q, at_p, at_q in zip(corners, np.roll(corners, -1, axis=0), values, np.roll(values, -1)):
            if at_p > 0:
                region.append(p)
            if (at_p > 0) != (at_q > 0):
                line.append(p + (q - p) * at_p / (at_p - at_q))
                region.append(line[-1])
        return np.reshape(region, (-1, 2)), np.reshape(line, (-1, 2))

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(self.low, self.high), ylim=(self.low, self.high), aspect="equal", xticks=(0, 1), yticks=(0, 1))
        axes.set_xlabel(_("input x₁"))
        axes.set_ylabel(_("input x₂"))
        (self.region,) = axes.fill([], [], color=BLUE, alpha=0.2, linewidth=0)
        (self.line,) = axes.plot([], [], color=BLUE)
        (self.normal,) = axes.plot([], [], color=PURPLE, linewidth=2)
        (self.tip,) = axes.plot([], [], color=PURPLE, marker=(3, 0, 0), markersize=10, linestyle="")
        (self.ones,) = axes.plot([], [], "o", color=ORANGE, markersize=15)
        (self.zeros,) = axes.plot([], [], "s", markerfacecolor=PAPER, markeredgecolor=INK, markersize=13)
        (self.wrong,) = axes.plot([], [], "x", color=INK, markersize=24, markeredgewidth=2.5)
        self.score = axes.text(self.low + 0.08, self.low + 0.1, "", fontsize=14, fontweight="bold", color=INK)
        figure.legend(
            [self.ones, self.region, self.zeros, self.normal, self.wrong],
            [_("should be 1"), _("here it fires"), _("should be 0"), _("weight vector"), _("wrong")],
            loc="outside upper center",
            ncols=3,
            markerscale=0.6,
            handlelength=1.2,
            columnspacing=1.2,
            handletextpad=0.4,
        )
        return [self.region, self.line, self.normal, self.tip, self.ones, self.zeros, self.wrong, self.score]

    def update(self, result):
        self.region.set_xy(result.region if len(result.region) else np.full((1, 2), self.low))
        self.line.set_data(*result.line.T)
        self.ones.set_data(*result.points[result.wanted == 1].T)
        self.zeros.set_data(*result.points[result.wanted == 0].T)
        self.wrong.set_data(*result.points[~result.right].T)
        self.score.set_text(_("{right} of 4 right").format(right=int(result.right.sum())))
        for artist in (self.normal, self.tip):
            artist.set_visible(result.foot is not None)
        if result.foot is not None:
            direction = np.array([result.w1, result.w2])
            end = result.foot + 0.3 * direction
            self.normal.set_data(*np.array([result.foot, end]).T)
            self.tip.set_data(*end[:, None])
            self.tip.set_marker((3, 0, float(np.degrees(np.arctan2(direction[1], direction[0]))) - 90))

    def describe(self, result):
        wrong = [f"({number(x1)}, {number(x2)})" for x1, x2 in result.points[~result.right]]
        return _("{gate}: the neuron fires where {formula} > 0. {right} of 4 points right{wrong}.").format(
            gate=self.gate.text(result.gate),
            formula=linear({"x₁": result.w1, "x₂": result.w2}, result.bias),
            right=int(result.right.sum()),
            wrong=_("; wrong at {points}").format(points=", ".join(wrong)) if wrong else "",
        )
