"""The figure `OneDimension` of the chapter *Gradient descent*."""

import numpy as np

from nnlib import SGD
from nnlib.chapters.gradient_descent.runs import _size
from nnlib.live import Choice, Explorable, Slider, Step
from nnlib.numerals import number
from nnlib.optimizers import FAR, walk
from nnlib.plots.palette import BLUE, GREEN, GREY, ORANGE
from nnlib.words import _


class OneDimension(Explorable):
    """Gradient descent with one parameter: each step goes against the slope, and the learning rate says how far."""

    title = _("Downhill in one dimension")
    size = (400, 400)
    function = Choice(
        label=_("loss L(θ)"),
        options={"parabola": _("parabola θ²"), "valleys": _("two valleys"), "plateau": _("plateau")},
        start="parabola",
    )
    start = Slider(label=_("start"), low=-3, high=3, step=0.1, grid=(-2.5, 0.5, 2.5), start=-2.5)
    rate = Slider(
        label=_("learning rate"), low=0.01, high=1.2, step=0.01,
        grid=(0.03, 0.1, 0.2, 0.3, 0.5, 0.8, 0.95, 1, 1.05, 1.2), start=0.3,
    )  # fmt: skip
    step = Step(label=_("step"), stages=(*range(11), 12, 15, 20, 25, 30), grid_every=1, start=5, interval=500)

    compared = {0.03: "-", 0.3: "--", 1.05: ":"}
    """Learning rates whose losses stand behind the reader's: one that is too small, a good one, one that is too large."""

    functions = {  # loss, slope, the lowest point
        "parabola": (lambda x: x**2, lambda x: 2 * x, 0.0),
        "valleys": (lambda x: x**4 / 8 - x**2 / 2 + x / 5 + 0.8, lambda x: x**3 / 2 - x + 0.2, -1.506),
        "plateau": (lambda x: 3 - 3 * np.exp(-(x**2) / 1.5), lambda x: 4 * x * np.exp(-(x**2) / 1.5), 0.0),
    }

    def compute(self, function, start, rate, step):
        loss, slope, lowest = self.functions[function]
        whole = walk(SGD(rate), slope, [start], 30)[:, 0]
        seen = whole[: int(step) + 1]
        return {
            "x": np.linspace(-3.5, 3.5, 141),
            "theta": seen,
            "loss": loss(seen),
            "slope": float(slope(seen[-1])),
            "others": [loss(walk(SGD(other), slope, [start], 30)[:, 0]) for other in self.compared],
            "taken": len(seen) - 1,
            "verdict": self.judge(function, whole, rate, lowest),
        }

    def judge(self, function, path, rate, lowest):
        """Say in a word or two how the run of 30 steps goes."""
        slope = self.functions[function][1]
        last_slope, moves = slope(path[-1]), np.diff(path[:12])
        if abs(slope(path[0])) < 1e-9:
            return _("it starts where the slope is 0, and stays")
        begins_flat = function != "parabola" and abs(slope(path[0])) < 0.3
        turns = bool((moves[1:] * moves[:-1] < -1e-12).any())
        if abs(path[-1]) > max(FAR, 1.5 * abs(path[0])) or (function == "parabola" and rate > 1):
            return _("too large: it diverges")
        if abs(last_slope) > 0.02:
            if not turns:
                return _("slow: it starts on flat ground") if begins_flat else _("too small: still on its way")
            jumps = abs(np.diff(walk(SGD(rate), slope, path[-1:], 1000)[:, 0]))
            slowly = jumps[-20:].max() < 0.3 * abs(path[-1] - path[-2])
            return _("overshoots, settles slowly") if slowly else _("too large: it jumps to and fro without settling")
        if abs(path[-1] - lowest) > 0.1:
            return _("it settles, but not at the lowest point")
        return _("overshoots, yet settles") if turns else _("good: it settles")

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, height_ratios=(2, 1))
        upper.set(xlim=(-3.5, 3.5), ylim=(-0.6, 10.5), xlabel=_("parameter θ"), ylabel=_("loss"))
        lower.set(xlim=(-0.5, 30.5), ylim=(-0.6, 10.5), xlabel=_("step"), ylabel=_("loss"), yticks=(0, 5, 10))
        (self.curve,) = upper.plot([], [], color=GREY)
        (self.tangent,) = upper.plot([], [], color=GREEN, linestyle="--")
        (self.path,) = upper.plot([], [], "o-", color=BLUE, markersize=5, linewidth=1)
        (self.now,) = upper.plot([], [], "D", color=ORANGE, markersize=10)
        self.others = [
            lower.plot([], [], color=GREY, linestyle=dash, linewidth=1.5, label=number(rate))[0]
            for rate, dash in self.compared.items()
        ]
        lower.legend(title=_("learning rate, same start"), loc="upper right", ncols=3, title_fontsize=11, borderpad=0)
        (self.history,) = lower.plot([], [], "o-", color=BLUE, markersize=4, linewidth=1)
        upper.set_title(" ")  # keeps a line free for the verdict
        self.verdict = upper.text(0.5, 1.06, "", ha="center", transform=upper.transAxes, weight="bold")
        figure.legend(
            [self.path, self.now, self.tangent], [_("steps"), _("now"), _("slope")], loc="outside upper center", ncols=3
        )
        return [self.curve, self.tangent, self.path, self.now, *self.others, self.history, self.verdict]

    def update(self, result):
        self.curve.set_data(result.x, self.functions[result.function][0](result.x))
        theta, loss = np.clip(result.theta, -30, 30), np.clip(result.loss, 0, 100)  # beyond the picture anyway
        self.path.set_data(theta, loss)
        self.now.set_data(theta[-1:], loss[-1:])
        ends = theta[-1] + np.array([-0.8, 0.8])
        self.tangent.set_data(ends, loss[-1] + result.slope * (ends - theta[-1]))
        self.tangent.set_visible(abs(result.theta[-1]) < 4)
        self.history.set_data(np.arange(len(loss)), loss)
        for line, other in zip(self.others, result.others):
            line.set_data(np.arange(len(other)), np.clip(other, 0, 100))
        self.verdict.set_text(result.verdict)

    def describe(self, result):
        parts = [_("{name}, start {start}, learning rate {rate}: {verdict}.")]
        if result.function == "parabola":
            parts.append(_("Each step multiplies θ by 1 − 2 · {rate} = {factor}; the bound is 2 / curvature = 1."))
        if result.taken < result.step:
            parts.append(_("The run was stopped before step {step}, at step {taken}: θ is beyond ±100."))
        else:
            parts.append(_("After {step} steps: θ = {theta}, slope {slope}, loss {loss}."))
        return " ".join(parts).format(
            name=self.function.text(result.function).capitalize(),
            start=number(result.start),
            rate=number(result.rate),
            verdict=result.verdict,
            factor=number(1 - 2 * result.rate),
            step=number(result.step),
            taken=result.taken,
            theta=_size(result.theta[-1]),
            slope=_size(result.slope),
            loss=_size(result.loss[-1]),
        )
