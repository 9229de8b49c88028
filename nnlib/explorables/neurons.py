"""The explorables of the chapter *Neurons*."""

import numpy as np
from matplotlib.collections import PatchCollection
from matplotlib.patches import Rectangle

from nnlib import activations, datasets
from nnlib.explorables.controls import Choice, Slider, Step
from nnlib.explorables.explorable import Explorable
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE, PAPER, PURPLE
from nnlib.words import _, linear, number


class Neuron(Explorable):
    """One neuron with one input: the sum z = w x + b, the output a = f(z), and where it fires."""

    title = _("One neuron, one input")
    size = (400, 360)
    weight = Slider(label=_("weight w"), low=-4, high=4, step=0.1, grid_step=0.5, start=2)
    bias = Slider(label=_("bias b"), low=-4, high=4, step=0.1, grid_step=0.5, start=-1)
    activation = Choice(
        label=_("activation f"),
        options={
            "step": _("step"),
            "sigmoid": _("sigmoid"),
            "tanh": _("tanh"),
            "relu": _("ReLU"),
            "identity": _("identity"),
        },
        start="sigmoid",
    )

    def compute(self, weight, bias, activation):
        x = np.linspace(-4, 4, 161)
        z = weight * x + bias
        boundary = -bias / weight if weight else None
        return {"x": x, "z": z, "output": activations.get(activation)(z), "boundary": boundary}

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, sharex=True)
        upper.set(xlim=(-4, 4), ylim=(-6, 6), ylabel=_("sum z"), yticks=(-5, 0, 5))
        lower.set(ylim=(-1.4, 3), ylabel=_("output a"), xlabel=_("input x"), yticks=(-1, 0, 1, 2, 3))
        for axes in (upper, lower):
            axes.axhline(0, color=GREY, linewidth=0.8)
        (self.sum,) = upper.plot([], [], color=BLUE)
        (self.output,) = lower.plot([], [], color=ORANGE, linewidth=3)
        (self.fires,) = upper.plot([], [], color=GREEN, linewidth=6, solid_capstyle="butt")
        self.boundaries = [axes.axvline(0, color=INK, linestyle="--", linewidth=1) for axes in (upper, lower)]
        self.label = upper.text(0, 0.7, _("fires"), color=INK, ha="center")
        return [self.fires, self.sum, self.output, *self.boundaries, self.label]

    def update(self, result):
        self.sum.set_data(result.x, result.z)
        self.output.set_data(result.x, result.output)
        firing = result.x[result.z > 0]
        edges = [firing.min(), firing.max()] if firing.size else []
        if firing.size and result.boundary is not None and -4 < result.boundary < 4:
            edges[0 if result.weight > 0 else 1] = result.boundary
        self.fires.set_data(edges, [0] * len(edges))
        self.label.set_visible(len(edges) > 0 and edges[1] - edges[0] > 1)
        if edges:
            self.label.set_x((edges[0] + edges[1]) / 2)
            # keep clear of the line that rises or falls through the label's place
            self.label.set_y(0.7 if result.weight * self.label.get_position()[0] + result.bias > 2 else -1.7)
        for line in self.boundaries:
            line.set_visible(result.boundary is not None and abs(result.boundary) <= 4)
            line.set_xdata([result.boundary or 0] * 2)

    def describe(self, result):
        fields = {
            "weight": number(result.weight),
            "bias": number(result.bias),
            "name": self.activation.text(result.activation),
            "low": number(result.output[0]),
            "high": number(result.output[-1]),
        }
        if result.boundary is None:
            where = _("It fires at every input.") if result.bias > 0 else _("It fires at no input.")
        else:
            fields["boundary"] = number(result.boundary)
            where = (
                _("It fires above x = {boundary}.") if result.weight > 0 else _("It fires below x = {boundary}.")
            )
        return _(
            "Weight {weight}, bias {bias}, {name}. {where} The output goes from {low} at x = −4 to {high} at x = 4."
        ).format(where=where.format(**fields), **fields)


class DecisionLine(Explorable):
    """A neuron with two inputs cuts the plane: the line w₁ x₁ + w₂ x₂ + b = 0, its normal, and four points to separate."""

    title = _("A neuron with two inputs draws a line")
    size = (400, 400)
    w1 = Slider(label=_("weight w₁"), low=-2, high=2, step=0.1, grid_step=1, start=1)
    w2 = Slider(label=_("weight w₂"), low=-2, high=2, step=0.1, grid_step=1, start=1)
    bias = Slider(label=_("bias b"), low=-3, high=3, step=0.1, grid_step=0.5, start=-1.5)
    gate = Choice(
        label=_("points"), options={"and": "AND", "or": "OR", "nand": "NAND", "xor": "XOR"}, start="and"
    )

    low, high = -0.75, 1.75

    def compute(self, w1, w2, bias, gate):
        points, wanted = datasets.gate(gate)
        weights = np.array([w1, w2])
        fires = activations.get("step")(points @ weights + bias)
        region, line = self.cut(weights, bias)
        return {
            "points": points,
            "wanted": wanted,
            "right": fires == wanted,
            "region": region,
            "line": line,
            "foot": -bias * weights / (weights @ weights) if weights.any() else None,
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
        axes.set(
            xlim=(self.low, self.high), ylim=(self.low, self.high), aspect="equal", xticks=(0, 1), yticks=(0, 1)
        )
        axes.set_xlabel(_("input x₁"))
        axes.set_ylabel(_("input x₂"))
        (self.region,) = axes.fill([], [], color=BLUE, alpha=0.2, linewidth=0)
        (self.line,) = axes.plot([], [], color=BLUE)
        (self.normal,) = axes.plot([], [], color=PURPLE, linewidth=2)
        (self.tip,) = axes.plot([], [], color=PURPLE, marker=(3, 0, 0), markersize=10, linestyle="")
        (self.ones,) = axes.plot([], [], "o", color=ORANGE, markersize=15)
        (self.zeros,) = axes.plot([], [], "s", markerfacecolor=PAPER, markeredgecolor=INK, markersize=13)
        (self.wrong,) = axes.plot([], [], "x", color=INK, markersize=24, markeredgewidth=2.5)
        figure.legend(
            [self.ones, self.zeros, self.wrong, self.normal],
            [_("should be 1"), _("should be 0"), _("wrong"), _("weight vector")],
            loc="outside upper center",
            ncols=4,
            markerscale=0.6,
            handlelength=1.2,
            columnspacing=1.2,
            handletextpad=0.4,
        )
        return [self.region, self.line, self.normal, self.tip, self.ones, self.zeros, self.wrong]

    def update(self, result):
        self.region.set_xy(result.region if len(result.region) else np.full((1, 2), self.low))
        self.line.set_data(*result.line.T)
        self.ones.set_data(*result.points[result.wanted == 1].T)
        self.zeros.set_data(*result.points[result.wanted == 0].T)
        self.wrong.set_data(*result.points[~result.right].T)
        arrow = result.foot is not None and bool(np.all((self.low < result.foot) & (result.foot < self.high)))
        for artist in (self.normal, self.tip):
            artist.set_visible(arrow)
        if arrow:
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


class WarmOrCool(Explorable):
    """A neuron with the inputs red, green, blue sorts colours; the boundary z = 0 divides warm from cool."""

    title = _("A neuron sorts colours from cool to warm")
    size = (400, 210)
    red = Slider(label=_("weight of red"), low=-2, high=2, step=0.1, grid_step=1, start=2)
    green = Slider(label=_("weight of green"), low=-2, high=2, step=0.1, grid_step=1, start=0)
    blue = Slider(label=_("weight of blue"), low=-2, high=2, step=0.1, grid_step=1, start=-2)
    bias = Slider(label=_("bias b"), low=-2, high=2, step=0.1, grid_step=0.5, start=0)

    colours, warm = datasets.colours(40, rng=3)

    def compute(self, red, green, blue, bias):
        z = self.colours @ np.array([red, green, blue]) + bias
        order = np.argsort(z, kind="stable")
        fires = activations.get("step")(z)
        return {
            "colours": self.colours[order],
            "warm": self.warm[order] == 1,
            "right": (fires == self.warm)[order],
            "boundary": int((z <= 0).sum()),
        }

    def build(self, figure):
        axes = figure.subplots()
        count = len(self.colours)
        axes.set(xlim=(-0.5, count + 0.5), ylim=(-1.9, 2), xticks=(), yticks=())
        axes.spines[:].set_visible(False)
        axes.text(0, -1.2, _("← lower z"), ha="left", va="top")
        axes.text(count, -1.2, _("higher z →"), ha="right", va="top")
        strip = [Rectangle((i, 0), 1, 1) for i in range(count)]
        self.strip = axes.add_collection(PatchCollection(strip, linewidth=0))
        (self.warm_marks,) = axes.plot([], [], "^", color=ORANGE, markersize=6)
        (self.cool_marks,) = axes.plot([], [], "s", color=BLUE, markersize=5)
        (self.wrong,) = axes.plot([], [], "x", color=INK, markersize=7, markeredgewidth=2)
        (self.boundary,) = axes.plot([], [], color=INK, linewidth=2, linestyle="--")
        self.cool_side = axes.text(0, 1.7, _("neuron says cool"), ha="right", va="center")
        self.warm_side = axes.text(0, 1.7, _("neuron says warm"), ha="left", va="center")
        figure.legend(
            [self.warm_marks, self.cool_marks, self.wrong],
            [_("is warm"), _("is cool"), _("neuron is wrong")],
            loc="outside lower center",
            ncols=3,
            handletextpad=0.2,
        )
        return [
            self.strip,
            self.warm_marks,
            self.cool_marks,
            self.wrong,
            self.boundary,
            self.cool_side,
            self.warm_side,
        ]

    def update(self, result):
        middle = np.arange(len(result.warm)) + 0.5
        self.strip.set_facecolor(result.colours)
        self.warm_marks.set_data(middle[result.warm], np.full(result.warm.sum(), -0.45))
        self.cool_marks.set_data(middle[~result.warm], np.full((~result.warm).sum(), -0.45))
        self.wrong.set_data(middle[~result.right], np.full((~result.right).sum(), -0.95))
        self.boundary.set_data([result.boundary] * 2, [-1.2, 2])
        self.cool_side.set_x(result.boundary - 0.4)
        self.warm_side.set_x(result.boundary + 0.4)
        room = 15  # colours that a label is wide
        self.cool_side.set_visible(result.boundary > room)
        self.warm_side.set_visible(result.boundary < len(result.warm) - room)

    def describe(self, result):
        return _(
            "z = {formula}: {right} of {count} colours right; the neuron calls {called} of them warm."
        ).format(
            formula=linear({_("red"): result.red, _("green"): result.green, _("blue"): result.blue}, result.bias),
            right=int(result.right.sum()),
            count=len(result.right),
            called=len(result.right) - result.boundary,
        )


class StepToSigmoid(Explorable):
    """From a step to a sigmoid: the steeper, the surer; a decision threshold turns a probability into a verdict."""

    title = _("From a hard verdict to a probability")
    size = (400, 310)
    steepness = Step(
        label=_("steepness k"), stages=(0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 32), start=2, interval=700
    )
    threshold = Slider(label=_("decision threshold"), low=0.05, high=0.95, step=0.05, start=0.5)

    def __init__(self, *args, **controls):
        # thirty examples whose labels follow the sigmoid of steepness 2: close to zero either label occurs
        rng = np.random.default_rng(5)
        self.examples = np.sort(rng.uniform(-3, 3, 30))
        self.labels = rng.random(30) < activations.get("sigmoid")(2 * self.examples)
        super().__init__(*args, **controls)

    def compute(self, steepness, threshold):
        sigmoid = activations.get("sigmoid")
        x = np.linspace(-3, 3, 241)
        says_yes = sigmoid(steepness * self.examples) >= threshold
        return {
            "x": x,
            "probability": sigmoid(steepness * x),
            "cut": float(np.log(threshold / (1 - threshold)) / steepness),
            "at_one": float(sigmoid(np.array(steepness))),
            "false_alarms": self.examples[says_yes & ~self.labels],
            "misses": self.examples[~says_yes & self.labels],
        }

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(-3, 3), ylim=(-0.15, 1.15), xlabel=_("input x"), yticks=(0, 0.25, 0.5, 0.75, 1))
        axes.set_ylabel(_("output a: probability of 1"))
        axes.plot([-3, 0, 0, 3], [0, 0, 1, 1], color=GREY, linestyle=":", linewidth=1.5)
        yes, no = self.examples[self.labels], self.examples[~self.labels]
        (ones,) = axes.plot(yes, np.ones_like(yes), "o", color=ORANGE, markersize=7, alpha=0.8)
        (zeros,) = axes.plot(no, np.zeros_like(no), "s", markerfacecolor="none", markeredgecolor=BLUE, markersize=7)
        (self.curve,) = axes.plot([], [], color=GREEN, linewidth=3)
        (self.level,) = axes.plot([], [], color=INK, linestyle="--", linewidth=1)
        (self.cut,) = axes.plot([], [], color=INK, linestyle="--", linewidth=1)
        (self.wrong,) = axes.plot([], [], "x", color=INK, markersize=12, markeredgewidth=2)
        figure.legend(
            [ones, zeros, self.wrong],
            [_("label 1"), _("label 0"), _("wrong verdict")],
            loc="outside upper center",
            ncols=3,
            handletextpad=0.2,
        )
        return [self.curve, self.level, self.cut, self.wrong]

    def update(self, result):
        self.curve.set_data(result.x, result.probability)
        cut = float(np.clip(result.cut, -3, 3))
        self.level.set_data([-3, cut], [result.threshold] * 2)
        self.cut.set_data([cut] * 2, [-0.15, result.threshold])
        wrong = np.concatenate([result.false_alarms, result.misses])
        level = [0] * len(result.false_alarms) + [1] * len(result.misses)
        self.wrong.set_data(wrong, level)

    def describe(self, result):
        return _(
            "Steepness {steepness}: at x = 1 the probability is {at_one}. With the decision threshold {threshold} the "
            "verdict is 1 above x = {cut}. Among 30 examples, false alarms: {false_alarms}, misses: {misses}."
        ).format(
            steepness=number(result.steepness),
            at_one=number(result.at_one, digits=3),
            threshold=number(result.threshold),
            cut=number(result.cut),
            false_alarms=len(result.false_alarms),
            misses=len(result.misses),
        )
