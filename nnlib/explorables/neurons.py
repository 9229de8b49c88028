"""The explorables of the chapter *Neurons*."""

from typing import Any

import numpy as np
from matplotlib.lines import Line2D

from nnlib import activations, datasets
from nnlib.explorables.controls import Choice, Slider, Step
from nnlib.explorables.explorable import Explorable
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE, PAPER, PURPLE
from nnlib.words import _, linear, number


class Neuron(Explorable):
    """One neuron with one input: the sum z = w x + b, the output a = f(z), and where it fires."""

    title = _("One neuron, one input")
    size = (400, 380)
    weight = Slider(label=_("weight w"), low=-4, high=4, step=0.1, grid_step=0.5, start=2)
    bias = Slider(label=_("bias b"), low=-4, high=4, step=0.1, grid_step=0.5, start=-1)
    activation = Choice(
        label=_("activation f"),
        options={"step": _("step"), "sigmoid": _("sigmoid"), "relu": _("ReLU"), "identity": _("identity")},
        start="sigmoid",
    )

    ticks = {"step": (0, 0.5, 1), "sigmoid": (0, 0.5, 1), "relu": (-5, 0, 5), "identity": (-5, 0, 5)}
    """What the lower panel shows at its bottom, middle and top, so that every activation fills it."""

    def compute(self, weight, bias, activation):
        x = np.linspace(-4, 4, 161)
        z = weight * x + bias
        boundary = -bias / weight if weight else None
        return {"x": x, "z": z, "output": activations.get(activation)(z), "boundary": boundary}

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, sharex=True)
        upper.set(xlim=(-4, 4), ylim=(-6, 6), ylabel=_("sum z"), yticks=(-5, 0, 5))
        upper.axhline(0, color=GREY, linewidth=0.8)
        lower.set(ylim=(-1.2, 1.2), xlabel=_("input x"), yticks=(-1, 0, 1), yticklabels=("", "", ""))
        lower.set_ylabel(_("output a"), labelpad=24)
        for level in (-1, 0, 1):
            lower.axhline(level, color=GREY, linewidth=0.8, linestyle="-" if level == 0 else ":")
        style = {"ha": "right", "va": "center", "fontsize": 11, "color": INK, "in_layout": False}
        self.levels = [lower.text(-4.25, level, "", **style) for level in (-1, 0, 1)]
        self.regions = [axes.fill([], [], color=GREEN, alpha=0.18, linewidth=0)[0] for axes in (upper, lower)]
        (self.sum,) = upper.plot([], [], color=BLUE)
        (self.output,) = lower.plot([], [], color=ORANGE, linewidth=3)
        self.boundaries = [axes.axvline(0, color=INK, linestyle="--", linewidth=1) for axes in (upper, lower)]
        # where the neuron fires the sum is above 0, so there is room for a word below it; and the other way round
        self.fires = upper.text(0, -4.6, _("fires"), color=INK, ha="center", va="center")
        self.silent = upper.text(0, 4.6, _("silent"), color=INK, ha="center", va="center")
        return [*self.regions, *self.levels, self.sum, self.output, *self.boundaries, self.fires, self.silent]

    def update(self, result):
        bottom, middle, top = ticks = self.ticks[result.activation]
        for text, tick in zip(self.levels, ticks):
            text.set_text("½" if tick == 0.5 else number(tick))
        self.sum.set_data(result.x, result.z)
        self.output.set_data(result.x, (result.output - middle) / (top - middle))
        boundary = -4.0 if result.boundary is None else float(np.clip(result.boundary, -4, 4))
        below, above = (-4.0, boundary), (boundary, 4.0)
        rises = result.weight > 0 or (result.weight == 0 and result.bias > 0)
        fires, silent = (above, below) if rises else (below, above)
        for region, height in zip(self.regions, (6, 1.2)):
            left, right = fires
            region.set_xy([(left, -height), (right, -height), (right, height), (left, height)])
        for text, (left, right) in ((self.fires, fires), (self.silent, silent)):
            text.set_x((left + right) / 2)
            text.set_visible(right - left > 1.2)
        for line in self.boundaries:
            line.set_visible(result.boundary is not None and abs(result.boundary) <= 4)
            line.set_xdata([boundary] * 2)

    def describe(self, result):
        fields = {
            "weight": number(result.weight),
            "bias": number(result.bias),
            "name": self.activation.text(result.activation),
            "low": self.level(result.output[0], result.activation),
            "high": self.level(result.output[-1], result.activation),
        }
        if result.boundary is None:
            where = _("It fires at every input.") if result.bias > 0 else _("It fires at no input.")
        else:
            fields["boundary"] = number(result.boundary)
            where = (
                _("It fires above x = {boundary}.") if result.weight > 0 else _("It fires below x = {boundary}.")
            )
        return _(
            "Weight {weight}, bias {bias}, {name}. {where} The output is {low} at x = −4 and {high} at x = 4."
        ).format(where=where.format(**fields), **fields)

    @staticmethod
    def level(output, activation):
        """Write an output; a sigmoid is only near to 0, to 1 and to its rounded value."""
        if activation != "sigmoid" or output == 0.5:
            return number(output)
        if output < 0.005:
            return _("almost 0")
        if output > 0.995:
            return _("almost 1")
        return _("about {output}").format(output=number(output))


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


class WarmOrCool(Explorable):
    """A neuron with the inputs red, green, blue sorts colours; the boundary z = 0 divides warm from cool."""

    title = _("A neuron sorts colours from cool to warm")
    size = (400, 250)
    red = Slider(label=_("weight of red"), low=-2, high=2, step=0.1, grid_step=1, start=2)
    green = Slider(label=_("weight of green"), low=-2, high=2, step=0.1, grid_step=1, start=0)
    blue = Slider(label=_("weight of blue"), low=-2, high=2, step=0.1, grid_step=1, start=-2)
    bias = Slider(label=_("bias b"), low=-2, high=2, step=0.1, grid_step=0.5, start=0)

    colours, warm = datasets.colours(40, rng=3)
    rows = 4
    columns = len(colours) // rows + 1  # the first and the last may not be full
    # lines on a swatch have to be seen on its own colour
    lines = np.where((colours @ [0.299, 0.587, 0.114] < 0.5)[:, None], 0.97, 0.03) * np.ones(3)

    def compute(self, red, green, blue, bias):
        z = self.colours @ np.array([red, green, blue]) + bias
        order = np.argsort(z, kind="stable")
        fires = activations.get("step")(z)
        return {
            "order": order,
            "right": (fires == self.warm)[order],
            "boundary": int((z <= 0).sum()),
        }

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(-0.1, self.columns + 0.1), ylim=(-1, self.rows + 1.9), xticks=(), yticks=())
        axes.spines[:].set_visible(False)
        shapes = [(self.warm == 1, "o", 27), (self.warm == 0, "s", 25)]
        self.swatches = [
            axes.scatter(
                *np.zeros((2, kind.sum())), size**2, self.colours[kind], marker=shape, edgecolors=self.lines[kind]
            )
            for kind, shape, size in shapes
        ]
        self.crosses = axes.scatter(*np.zeros((2, len(self.warm))), 19**2, self.lines, marker="x", linewidths=2.5)
        (self.boundary,) = axes.plot([], [], color=INK, linewidth=2, linestyle="--")
        for artist in (*self.swatches, self.crosses, self.boundary):
            artist.set(in_layout=False, clip_on=False)
        label = {"va": "center", "color": INK, "in_layout": False}
        self.score = axes.text(
            self.columns / 2, self.rows + 1.5, "", ha="center", fontsize=14, fontweight="bold", **label
        )
        self.cool_side = axes.text(0, self.rows + 0.45, "", ha="right", **label)
        self.warm_side = axes.text(0, self.rows + 0.45, "", ha="left", **label)
        self.zero = axes.text(0, -0.65, _("z = 0"), ha="center", **label)
        self.ends = [
            axes.text(0, -0.65, _("← lower z"), ha="left", **label),
            axes.text(self.columns, -0.65, _("higher z →"), ha="right", **label),
        ]
        empty: dict[str, Any] = {"linestyle": "", "markersize": 11, "markerfacecolor": "none", "markeredgecolor": INK}
        figure.legend(
            [Line2D([], [], marker=shape, **empty) for shape in "osx"],
            [_("is warm"), _("is cool"), _("neuron is wrong")],
            loc="outside lower center",
            ncols=3,
            handletextpad=0.2,
        )
        return [*self.swatches, self.crosses, self.boundary, self.score, self.cool_side, self.warm_side, self.zero,
                *self.ends]  # fmt: skip

    def update(self, result):
        count, cool = len(result.order), result.boundary
        left, right = -(-cool // self.rows), -(-(count - cool) // self.rows)  # columns on each side
        # column by column in the order of z, begun so that the boundary falls between two columns
        slot = np.arange(count) + left * self.rows - cool
        place = np.empty((count, 2))
        place[result.order] = np.column_stack([slot // self.rows + 0.5, self.rows - 0.5 - slot % self.rows])
        for swatches, kind in zip(self.swatches, (self.warm == 1, self.warm == 0)):
            swatches.set_offsets(place[kind])
        wrong = np.sort(result.order[~result.right])
        self.crosses.set_offsets(place[wrong])
        self.crosses.set_edgecolor(self.lines[wrong])
        self.boundary.set_data([left] * 2, [-0.2, self.rows + 0.9])
        self.score.set_text(_("{right} of {count} right").format(right=int(result.right.sum()), count=count))
        self.cool_side.set_text(_("says cool: {count}").format(count=cool))
        self.warm_side.set_text(_("says warm: {count}").format(count=count - cool))
        self.cool_side.set_x(left - 0.2)
        self.warm_side.set_x(left + 0.2)
        self.zero.set_x(float(np.clip(left, 0.6, self.columns - 0.6)))  # whole, also where all are on one side
        room = 3  # columns that a label is wide
        for columns, texts in ((left, (self.cool_side, self.ends[0])), (right, (self.warm_side, self.ends[1]))):
            for text in texts:
                text.set_visible(columns >= room)

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
        axes.set(xlim=(-3, 3), ylim=(-0.2, 1.2), xlabel=_("input x"), yticks=(0, 0.25, 0.5, 0.75, 1))
        axes.set_ylabel(_("output a: probability of 1"))
        axes.plot([-3, 0, 0, 3], [0, 0, 1, 1], color=GREY, linestyle=":", linewidth=1.5)
        (self.region,) = axes.fill([], [], color=GREEN, alpha=0.18, linewidth=0)
        yes, no = self.examples[self.labels], self.examples[~self.labels]
        (ones,) = axes.plot(yes, np.ones_like(yes), "o", color=ORANGE, markersize=7, alpha=0.8)
        (zeros,) = axes.plot(no, np.zeros_like(no), "s", markerfacecolor="none", markeredgecolor=BLUE, markersize=7)
        (self.curve,) = axes.plot([], [], color=GREEN, linewidth=3)
        (self.level,) = axes.plot([], [], color=INK, linestyle="--", linewidth=1)
        (self.cut,) = axes.plot([], [], color=INK, linestyle="--", linewidth=1)
        (self.wrong,) = axes.plot([], [], "x", color=INK, markersize=12, markeredgewidth=2)
        figure.legend(
            [ones, zeros, self.wrong, self.region],
            [_("label 1"), _("label 0"), _("wrong"), _("says yes")],
            loc="outside upper center",
            ncols=4,
            columnspacing=1.2,
            handlelength=1.2,
            handletextpad=0.3,
        )
        # a miss stands at the upper left, a false alarm at the lower right: there the counts stand too
        self.misses = axes.text(-2.95, 1.13, "", ha="left", va="center", fontweight="bold", color=INK)
        self.false_alarms = axes.text(2.95, -0.13, "", ha="right", va="center", fontweight="bold", color=INK)
        return [self.region, self.curve, self.level, self.cut, self.wrong, self.misses, self.false_alarms]

    def update(self, result):
        self.curve.set_data(result.x, result.probability)
        cut = float(np.clip(result.cut, -3, 3))
        self.level.set_data([-3, cut], [result.threshold] * 2)
        self.cut.set_data([cut] * 2, [-0.2, result.threshold])
        self.region.set_xy([(cut, -0.2), (3, -0.2), (3, 1.2), (cut, 1.2)])
        self.misses.set_text(_("misses: {count}").format(count=len(result.misses)))
        self.false_alarms.set_text(_("false alarms: {count}").format(count=len(result.false_alarms)))
        wrong = np.concatenate([result.false_alarms, result.misses])
        level = [0] * len(result.false_alarms) + [1] * len(result.misses)
        self.wrong.set_data(wrong, level)

    def describe(self, result):
        return _(
            "Steepness {steepness}: at x = 1 the probability is {at_one}. With the decision threshold {threshold} the "
            "verdict is 1 above x = {cut}. Among 30 examples, false alarms: {false_alarms}, misses: {misses}."
        ).format(
            steepness=number(result.steepness),
            at_one=number(result.at_one, digits=3) if result.at_one < 0.9995 else _("almost 1"),
            threshold=number(result.threshold),
            cut=number(result.cut),
            false_alarms=len(result.false_alarms),
            misses=len(result.misses),
        )
