"""The figure `OneDimension` of the chapter *Gradient descent*."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from nnlib import SGD
from nnlib.chapters.gradient_descent.verdicts import verdict_line, verdict_of_path
from nnlib.live import Choice, Explorable, Handle, Slider, Step
from nnlib.numerals import number
from nnlib.optimizers import walk
from nnlib.plots.palette import BLUE, GREEN, GREY, ORANGE
from nnlib.words import _, _n


class Ground(NamedTuple):
    """A loss over one parameter, its slope, where it is least and, if it is a parabola, its curvature."""

    name: str
    loss: Callable[..., Any]
    slope: Callable[..., Any]
    lowest: float
    curvature: float | None = None


GROUNDS = {
    "parabola": Ground(_("parabola θ²"), lambda x: x**2, lambda x: 2 * x, 0.0, 2.0),
    "valleys": Ground(
        _("two valleys"), lambda x: x**4 / 8 - x**2 / 2 + x / 5 + 0.8, lambda x: x**3 / 2 - x + 0.2, -1.506
    ),
    "plateau": Ground(
        _("plateau"), lambda x: -3 * np.expm1(-(x**2) / 1.5), lambda x: 4 * x * np.exp(-(x**2) / 1.5), 0.0
    ),
}
COMPARED = {0.03: "-", 0.3: "--", 1.05: ":"}
"""Learning rates whose losses stand behind the reader's, with their dashes: too small, good and too large."""
RATES = (0.03, 0.1, 0.2, 0.3, 0.5, 0.8, 0.95, 1, 1.05, 1.2)
STEPS = (*range(11), 12, 15, 20, 25, 30)


class OneDimension(Explorable):
    """Gradient descent with one parameter: each step goes against the slope, and the learning rate says how far."""

    title = _("Downhill in one dimension")
    size = (400, 400)
    function = Choice(
        label=_("loss L(θ)"), options={key: ground.name for key, ground in GROUNDS.items()}, start="parabola"
    )
    start = Slider(label=_("start"), low=-3, high=3, step=0.1, grid=(-2.5, 0.5, 2.5), start=-2.5)
    rate = Slider(label=_("learning rate"), low=0.01, high=1.2, step=0.01, grid=RATES, start=0.3)
    step = Step(label=_("step"), stages=STEPS, start=5, interval=500)

    def run(self, function, start, rate):
        ground = GROUNDS[function]
        path, *others = (walk(SGD(each), ground.slope, [start], STEPS[-1])[:, 0] for each in (rate, *COMPARED))
        verdict = verdict_of_path(path, ground.slope, rate, ground.lowest, ground.curvature)
        return {"path": path, "others": [ground.loss(other) for other in others], "verdict": verdict}

    def compute(self, run, function, start, rate, step):
        theta, ground = run["path"][: step + 1], GROUNDS[function]
        return {**run, "theta": theta, "loss": ground.loss(theta), "slope": float(ground.slope(theta[-1]))}

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, height_ratios=(2, 1))
        upper.set(xlim=(-3.5, 3.5), ylim=(-0.6, 10.5), xlabel=_("parameter θ"), ylabel=_("loss"))
        lower.set(xlim=(-0.5, 30.5), ylim=(-0.6, 10.5), xlabel=_("step"), ylabel=_("loss"), yticks=(0, 5, 10))
        (self.curve,) = upper.plot([], [], color=GREY)
        (self.tangent,) = upper.plot([], [], color=GREEN, linestyle="--")
        (self.path,) = upper.plot([], [], "o-", color=BLUE, markersize=5, linewidth=1)
        (self.now,) = upper.plot([], [], "D", color=ORANGE, markersize=10)
        grey = {"color": GREY, "linewidth": 1.5}
        self.others = [lower.plot([], [], dash, label=number(rate), **grey)[0] for rate, dash in COMPARED.items()]
        lower.legend(title=_("learning rate, same start"), loc="upper right", ncols=3, title_fontsize=11, borderpad=0)
        (self.history,) = lower.plot([], [], "o-", color=BLUE, markersize=4, linewidth=1)
        names = [_("steps"), _("now"), _("slope")]
        figure.legend([self.path, self.now, self.tangent], names, loc="outside upper center", ncols=3)
        (self.last,) = lower.plot([], [], "D", color=ORANGE, markersize=8)
        self.verdict = verdict_line(upper, in_layout=True)
        start = Handle(upper, x="start", at=lambda c: (c.start, GROUNDS[c.function].loss(c.start)))
        self.handles = [start, Handle(self.last, x="step")]
        return [self.curve, self.tangent, self.path, self.now, *self.others, self.history, self.last, self.verdict]

    def update(self, result):
        x = np.linspace(-3.5, 3.5, 141)
        self.curve.set_data(x, GROUNDS[result.function].loss(x))
        theta, loss = np.clip(result.theta, -30, 30), np.clip(result.loss, 0, 100)  # beyond the picture anyway
        self.path.set_data(theta, loss)
        self.now.set_data(theta[-1:], loss[-1:])
        ends = theta[-1] + np.array([-0.8, 0.8])
        self.tangent.set_data(ends, loss[-1] + result.slope * (ends - theta[-1]))
        self.tangent.set_visible(abs(result.theta[-1]) < 4)
        for line, losses in zip((self.history, *self.others), (loss, *result.others)):
            line.set_data(np.arange(len(losses)), np.clip(losses, 0, 100))
        self.last.set_data([result.step], loss[-1:])
        self.verdict.set_text(result.verdict)

    def describe(self, result):
        taken = len(result.theta) - 1
        text = _("{name}, start {start}, learning rate {rate}: {verdict}.") + " "
        if result.function == "parabola":
            text += _("Each step multiplies θ by 1 − 2 · {rate} = {factor}; the bound is 2 / curvature = 1.") + " "
        if taken < result.step:
            text += _("The run was stopped before step {step}, at step {taken}: θ is beyond ±100.")
        else:
            text += _n(
                "After {step} step: θ = {theta:~3}, slope {slope:~3}, loss {loss:~3}.",
                "After {step} steps: θ = {theta:~3}, slope {slope:~3}, loss {loss:~3}.",
                taken,
            )
        name = GROUNDS[result.function].name.capitalize()
        slope = round(result.slope, 12)  # where its terms cancel, what is left is rounding
        now = {"theta": result.theta[-1], "slope": slope, "loss": result.loss[-1]}
        return self.say(text, result, name=name, factor=1 - 2 * result.rate, taken=taken, **now)
