"""The figure `DecisionLine` of the chapter *Neurons*."""

import numpy as np

from nnlib import activations, datasets
from nnlib.live import Choice, Explorable, Handle, Slider
from nnlib.numerals import linear, number
from nnlib.plots.dots import add_marks
from nnlib.plots.palette import BLUE, INK, ORANGE, PURPLE
from nnlib.words import _, fill

LOW, HIGH = -0.75, 1.75
MIDDLE = (LOW + HIGH) / 2
REACH = 0.2
"""How far the tip of the weight vector is from the middle for each unit of a weight: short of the points."""
CORNERS = np.array([[LOW, LOW], [HIGH, LOW], [HIGH, HIGH], [LOW, HIGH]])


def cut(weights, bias):
    """Cut the picture where w · x + b = 0: return the corners of the side that fires, and the ends of the cut."""
    values = CORNERS @ weights + bias
    region, line = [], []
    for p, q, at_p, at_q in zip(CORNERS, np.roll(CORNERS, -1, axis=0), values, np.roll(values, -1)):
        if at_p > 0:
            region.append(p)
        if (at_p > 0) != (at_q > 0):
            line.append(p + (q - p) * at_p / (at_p - at_q))
            region.append(line[-1])
    return np.reshape(region, (-1, 2)), np.reshape(line, (-1, 2))


def tip(c):
    """Return the end of the weight vector, which starts in the middle of the picture."""
    return MIDDLE + REACH * c.w1, MIDDLE + REACH * c.w2


def on_line(c):
    """Return a point of the line that is clear of the points of the gates, or None where there is no line."""
    weights = np.array([c.w1, c.w2])
    ends = cut(weights, c.bias)[1]
    if len(ends) < 2:
        return None
    up = 1 if (c.w1, -c.w2) > (0, 0) else -1  # towards the upper end of the line, or else its right one
    start, end = sorted(ends.tolist(), key=lambda point: up * (point[1] * c.w1 - point[0] * c.w2))
    return start[0] + 0.8 * (end[0] - start[0]), start[1] + 0.8 * (end[1] - start[1])


class DecisionLine(Explorable):
    """A neuron with two inputs cuts the plane where w₁ x₁ + w₂ x₂ + b = 0: the line, its normal, four points."""

    title = _("A neuron with two inputs draws a line")
    size = (400, 400)
    w1 = Slider(label=_("weight w₁"), low=-2, high=2, step=0.1, grid_step=1, start=1)
    w2 = Slider(label=_("weight w₂"), low=-2, high=2, step=0.1, grid_step=1, start=1)
    bias = Slider(label=_("bias b"), low=-3, high=3, step=0.1, grid_step=0.5, start=-1.5)
    gate = Choice(label=_("points"), options={"and": "AND", "or": "OR", "nand": "NAND", "xor": "XOR"}, start="and")

    def compute(self, w1, w2, bias, gate):
        (points, wanted), weights = datasets.gate(gate), np.array([w1, w2])
        region, line = cut(weights, bias)
        foot = MIDDLE - weights * (MIDDLE * weights.sum() + bias) / max(weights @ weights, 1e-9)
        right = activations.get("step")(points @ weights + bias) == wanted
        return {"points": points, "wanted": wanted, "right": right, "region": region, "line": line, "foot": foot}

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(LOW, HIGH), ylim=(LOW, HIGH), aspect="equal", xticks=(0, 1), yticks=(0, 1))
        axes.set(xlabel=_("input x₁"), ylabel=_("input x₂"))
        (self.region,) = axes.fill([], [], color=BLUE, alpha=0.2, linewidth=0, label=_("here it fires"))
        (self.line,) = axes.plot([], [], color=BLUE)
        (self.across,) = axes.plot([], [], color=PURPLE, linewidth=1, linestyle=":")
        (self.normal,) = axes.plot([], [], color=PURPLE, linewidth=2, label=_("weight vector"))
        (self.tip,) = axes.plot([], [], color=PURPLE, marker=(3, 0, 0), markersize=10, linestyle="")
        self.ones = add_marks(axes, "o", ORANGE, 15, label=_("should be 1"))
        self.zeros = add_marks(axes, "s", INK, 13, hollow=True, label=_("should be 0"))
        self.wrong = add_marks(axes, "x", INK, 24, markeredgewidth=2.5, label=_("wrong"))
        self.score = axes.text(LOW + 0.08, LOW + 0.1, "", fontsize=14, fontweight="bold", color=INK)
        keys = [self.ones, self.region, self.zeros, self.normal, self.wrong]
        spacing = {"markerscale": 0.6, "handlelength": 1.2, "columnspacing": 1.2, "handletextpad": 0.4}
        figure.legend(handles=keys, loc="outside upper center", ncols=3, **spacing)
        self.handles = [Handle(self.tip, x="w1", y="w2", at=tip), Handle(axes, along="bias", at=on_line)]
        lines = [self.region, self.line, self.across, self.normal, self.tip]
        return [*lines, self.ones, self.zeros, self.wrong, self.score]

    def update(self, result):
        self.region.set_xy(result.region if len(result.region) else np.full((1, 2), LOW))
        self.line.set_data(*result.line.T)
        chosen = (result.wanted == 1, result.wanted == 0, ~result.right)
        for marks, these in zip((self.ones, self.zeros, self.wrong), chosen):
            marks.set_data(*result.points[these].T)
        self.score.set_text(self.say(_("{count} of 4 right"), result, count=result.right.sum()))
        x, y = tip(result)
        self.across.set_data([MIDDLE, result.foot[0]], [MIDDLE, result.foot[1]])
        self.across.set_visible(len(result.line) == 2)
        self.normal.set_data([MIDDLE, x], [MIDDLE, y])
        self.tip.set_data([x], [y])
        turned = (3, 0, float(np.degrees(np.arctan2(result.w2, result.w1))) - 90)
        self.tip.set_marker(turned if result.w1 or result.w2 else "o")

    def describe(self, result):
        points = ", ".join(f"({number(x1)}, {number(x2)})" for x1, x2 in result.points[~result.right])
        wrong = fill(_("; wrong at {points}"), points=points) if points else ""
        message = _("{gate}: the neuron fires where {formula} > 0. {count} of 4 points right{wrong}.")
        formula = linear({"x₁": result.w1, "x₂": result.w2}, result.bias)
        return self.say(message, result, formula=formula, count=result.right.sum(), wrong=wrong)
