"""The figure `MomentumConventions` of the chapter *From nnlib to frameworks*."""

import numpy as np

from nnlib import Momentum
from nnlib.live import Choice, Explorable, Handle, Slider
from nnlib.optimizers import walk
from nnlib.plots.palette import BLUE, GREY, ORANGE
from nnlib.words import _


def summed(c, steps):
    """Return how long PyTorch's step is after so many slopes of 1, at the same rate."""
    return c.rate * (1 - c.beta**steps) / (1 - c.beta)


class MomentumConventions(Explorable):
    """The same learning rate and β in two programs, one with a mean of gradients and one with their sum."""

    title = _("Momentum in two programs")
    size = (400, 420)
    rate = Slider(
        label=_("learning rate"), low=0.01, high=1, step=0.05, logarithmic=True,
        grid=(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1), start=0.1,
    )  # fmt: skip
    beta = Slider(label=_("β"), low=0, high=0.95, step=0.05, grid=(0, 0.5, 0.8, 0.9, 0.95), start=0.9)
    pytorch = Choice(
        label=_("rate in PyTorch"), options={"copied": _("the same"), "translated": _("times 1 − β")}, start="copied"
    )

    steps, begin = 60, 10.0
    grips = 40, 56  # the steps at which a reader takes hold of the upper lines: PyTorch's and nnlib's

    def compute(self, rate, beta, pytorch):
        theirs = rate if pytorch == "copied" else rate * (1 - beta)
        rates = (rate, theirs / (1 - beta))  # a sum of gradients is their mean over 1 − β
        paths = [walk(Momentum(each, beta), lambda theta: theta, (self.begin,), self.steps)[:, 0] for each in rates]
        mean = 1 - beta ** np.arange(self.steps + 1)  # of slopes that are all 1
        return {
            "paths": paths,
            "steps_taken": [rate * mean, theirs * mean / (1 - beta)],
            "theirs": theirs,
            "factor": rates[1] / rate,
            "ends": [float(path[-1]) for path in paths],
        }

    def build(self, figure):
        length, place = figure.subplots(2, 1, sharex=True)
        length.set(
            ylim=(0.004, 40), yscale="log", yticks=(0.01, 0.1, 1, 10), title=_("length of a step, slope always 1")
        )
        length.set_yticks((0.01, 0.1, 1, 10), ("0.01", "0.1", "1", "10"))
        length.minorticks_off()
        place.set(xlim=(0, self.steps), ylim=(-20, 20), xlabel=_("step"), title=_("θ on the parabola θ² / 2"))
        place.axhline(0, color=GREY, linewidth=0.8)
        lines = []
        for axes in (length, place):
            lines += axes.plot([], [], color=BLUE, linewidth=4.5, label=_("nnlib: a mean"))
            lines += axes.plot([], [], color=ORANGE, linestyle=(0, (3, 2)), label=_("PyTorch: a sum"))
        figure.legend(lines[:2], [line.get_label() for line in lines[:2]], loc="outside lower center", ncols=2)
        self.lines = lines
        late, last = self.grips
        self.handles = [
            Handle(length, y="rate", at=lambda c: (last, c.rate * (1 - c.beta**last))),
            Handle(length, y="beta", at=lambda c: (late, summed(c, late)) if c.pytorch == "copied" else None),
        ]
        return lines

    def update(self, result):
        for line, values in zip(self.lines, (*result.steps_taken, *result.paths), strict=True):
            drawn = np.where(values == 0, np.nan, values) if line in self.lines[:2] else np.clip(values, -30, 30)
            line.set_data(np.arange(len(values)), drawn)

    def describe(self, result):
        if np.isclose(result.factor, 1):
            message = _(
                "β = {beta}, learning rate {rate} in nnlib and {theirs:~3} in PyTorch ({pytorch}): the two take the "
                "same steps and end at {ends[0]:~}."
            )
        else:
            message = _(
                "β = {beta}, learning rate {rate} in both: PyTorch takes steps {factor:~} times as long. After {steps} "
                "steps nnlib is at {ends[0]:~} and PyTorch at {ends[1]:~}."
            )
        return self.say(message, result, steps=self.steps)
