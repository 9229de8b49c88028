"""The figure `StepToSigmoid` of the chapter *Neurons*."""

import numpy as np

from nnlib import activations
from nnlib.live import Explorable, Handle, Slider, Step
from nnlib.numerals import number
from nnlib.plots.dots import add_marks
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE
from nnlib.words import _

sigmoid = activations.get("sigmoid")


def labelled(m):
    """Return m examples whose labels follow the sigmoid of steepness 2: close to zero either label occurs."""
    rng = np.random.default_rng(5)
    examples = np.sort(rng.uniform(-3, 3, m))
    return examples, rng.random(m) < sigmoid(2 * examples)


def cut(c):
    """Return where the sigmoid reaches the decision threshold."""
    return float(np.log(c.threshold / (1 - c.threshold)) / c.steepness)


class StepToSigmoid(Explorable):
    """From a step to a sigmoid: the steeper, the surer; a decision threshold turns a probability into a verdict."""

    title = _("From a hard verdict to a probability")
    size = (400, 310)
    stages = (0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 32)
    steepness = Step(label=_("steepness k"), stages=stages, start=2, interval=700)
    threshold = Slider(label=_("decision threshold"), low=0.05, high=0.95, step=0.05, start=0.5)

    examples, labels = labelled(30)
    x = np.linspace(-3, 3, 241)

    def compute(self, steepness, threshold):
        says_yes = sigmoid(steepness * self.examples) >= threshold
        return {
            "probability": sigmoid(steepness * self.x),
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
        (self.region,) = axes.fill([], [], color=GREEN, alpha=0.18, linewidth=0, label=_("says yes"))
        ones = add_marks(axes, "o", ORANGE, 7, alpha=0.8, label=_("label 1"))
        zeros = add_marks(axes, "s", BLUE, 7, markerfacecolor="none", label=_("label 0"))
        for marks, chosen, height in ((ones, self.labels, 1), (zeros, ~self.labels, 0)):
            marks.set_data(self.examples[chosen], np.full(chosen.sum(), height))
        (self.curve,) = axes.plot([], [], color=GREEN, linewidth=3)
        self.level, self.cut = (axes.plot([], [], color=INK, linestyle="--", linewidth=1)[0] for _line in range(2))
        self.wrong = add_marks(axes, "x", INK, 12, markeredgewidth=2, label=_("wrong"))
        spacing = {"columnspacing": 1.2, "handlelength": 1.2, "handletextpad": 0.3}
        figure.legend(handles=[ones, zeros, self.wrong, self.region], loc="outside upper center", ncols=4, **spacing)
        # a miss stands at the upper left, a false alarm at the lower right: there the counts stand too
        self.misses = axes.text(-2.95, 1.13, "", ha="left", va="center", fontweight="bold", color=INK)
        self.false_alarms = axes.text(2.95, -0.13, "", ha="right", va="center", fontweight="bold", color=INK)
        self.handles = [Handle(axes, along="threshold", at=lambda c: (max(-3, min(cut(c), 3)), c.threshold))]
        return [self.region, self.curve, self.level, self.cut, self.wrong, self.misses, self.false_alarms]

    def update(self, result):
        self.curve.set_data(self.x, result.probability)
        cut = float(np.clip(result.cut, -3, 3))
        self.level.set_data([-3, cut], [result.threshold] * 2)
        self.cut.set_data([cut] * 2, [-0.2, result.threshold])
        self.region.set_xy([(cut, -0.2), (3, -0.2), (3, 1.2), (cut, 1.2)])
        alarms, misses = result.false_alarms, result.misses
        self.misses.set_text(self.say(_("misses: {count}"), result, count=len(misses)))
        self.false_alarms.set_text(self.say(_("false alarms: {count}"), result, count=len(alarms)))
        self.wrong.set_data([*alarms, *misses], [0] * len(alarms) + [1] * len(misses))

    def describe(self, result):
        message = _(
            "Steepness {steepness}: at x = 1 the probability is {sure}. With the decision threshold {threshold} the "
            "verdict is 1 above x = {cut}. Among 30 examples, false alarms: {alarms}, misses: {missed}."
        )
        sure = number(result.at_one, 3) if result.at_one < 0.9995 else _("almost 1")
        return self.say(message, result, sure=sure, alarms=len(result.false_alarms), missed=len(result.misses))
