"""The figure `StepToSigmoid` of the chapter *Neurons*."""

import numpy as np

from nnlib import activations
from nnlib.live import Explorable, Slider, Step
from nnlib.numerals import number
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE
from nnlib.words import _

sigmoid = activations.get("sigmoid")


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
            at_one=number(result.at_one, decimals=3) if result.at_one < 0.9995 else _("almost 1"),
            threshold=number(result.threshold),
            cut=number(result.cut),
            false_alarms=len(result.false_alarms),
            misses=len(result.misses),
        )
