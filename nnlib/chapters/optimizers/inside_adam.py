"""The figure `InsideAdam` of the chapter *Optimizers*."""

import numpy as np

from nnlib import Adam
from nnlib.live import Choice, Explorable, Step
from nnlib.numerals import number
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE
from nnlib.words import _


class InsideAdam(Explorable):
    """One parameter, a stream of gradients, and what Adam makes of it: M, V and the step, with bias correction and without."""

    title = _("Inside Adam: from gradients to steps")
    size = (400, 500)
    stream = Choice(
        label=_("gradients"),
        options={
            "constant": _("all 1"), "noisy": _("1, with noise"), "spike": _("one of 10 at t = 21"),
            "sparse": _("1 at every tenth step"), "flipping": _("1, −1, 1, −1, …"),
        },
        start="constant",
    )  # fmt: skip
    beta2 = Choice(label="β₂", options={"0.9": "0.9", "0.99": "0.99", "0.999": "0.999"}, start="0.999")
    step = Step(label=_("step t"), stages=(1, 2, 3, 5, 10, 20, 21, 22, 25, 30, 31, 40, 60), start=60, interval=700)

    beta1 = 0.9
    t = np.arange(1, 61)
    streams = {
        "constant": np.ones(60),
        "noisy": 1 + np.random.default_rng(0).normal(0, 1, 60),
        "spike": np.where(t == 21, 10.0, 1.0),
        "sparse": np.where(t % 10 == 1, 1.0, 0.0),
        "flipping": np.where(t % 2 == 1, 1.0, -1.0),
    }

    def compute(self, stream, beta2, step):
        gradients = self.streams[stream][: int(step)]
        moved = {}
        for correction in (True, False):
            optimizer = Adam(1.0, self.beta1, float(beta2), bias_correction=correction)
            theta, places, memory = np.zeros(1), [0.0], []
            for g in gradients:
                optimizer.step(theta, np.array([g]))
                places.append(theta[0])
                memory.append([array[0] for array in optimizer.state])
            moved[correction] = -np.diff(places)
        M, V = np.array(memory).T
        t = self.t[: len(M)]
        return {
            "g": gradients, "moved": moved[True], "moved_raw": moved[False], "M_raw": M, "root_V_raw": np.sqrt(V),
            "M": M / (1 - self.beta1**t), "root_V": np.sqrt(V / (1 - float(beta2) ** t)),
        }  # fmt: skip

    def build(self, figure):
        means, sizes, steps = figure.subplots(3, 1, sharex=True, height_ratios=(4, 3, 5))
        means.set(xlim=(0, 61.5), ylim=(-1.9, 4.4), yticks=(-1, 0, 1, 2, 3, 4))
        means.set_title(_("gradient g (dots) and its mean M"))
        sizes.set(ylim=(-0.2, 3.8), yticks=(0, 1, 2, 3))
        sizes.set_title(_("typical size of a gradient, √V"))
        steps.set(ylim=(-3.6, 7.2), yticks=(-3, 0, 1, 3, 6), xlabel=_("step t"))
        steps.set_title(_("how far θ moves, in learning rates"))
        for axes in (means, sizes, steps):
            axes.axhline(0, color=GREY, linewidth=0.8)
        steps.axhline(1, color=GREY, linewidth=0.8, linestyle=":")
        (self.g,) = means.plot([], [], "o", color=INK, markersize=3.5)
        self.beyond = means.text(21, 4.3, _("10 ▲"), ha="right", va="top", fontsize=11)
        self.lines = {}
        for suffix, style in (("_raw", {"color": ORANGE, "linestyle": "--"}), ("", {"color": BLUE})):
            for name, axes in (("M", means), ("root_V", sizes), ("moved", steps)):
                (self.lines[name + suffix],) = axes.plot([], [], linewidth=2, **style)
        handles = [self.lines["moved"], self.lines["moved_raw"]]
        names = [_("with bias correction"), _("without")]
        figure.legend(handles, names, loc="outside upper center", ncols=2, handlelength=2.6)
        return [self.g, self.beyond, *self.lines.values()]

    def update(self, result):
        t = self.t[: len(result.g)]
        self.g.set_data(t, result.g)
        self.beyond.set_visible(bool(result.g.max() > 4.4))
        for name, line in self.lines.items():
            line.set_data(t, getattr(result, name))

    def describe(self, result):
        return _(
            "Gradients: {stream}; β₁ = 0.9, β₂ = {beta2}, t = {t}. With bias correction M = {M} and √V = {root}, so θ moves "
            "by {moved} times the learning rate; without, M = {M_raw}, √V = {root_raw} and θ moves by "
            "{moved_raw}. Longest step so far: {largest} with correction, {largest_raw} without."
        ).format(
            stream=self.stream.text(result.stream),
            beta2=result.beta2,
            t=number(result.step),
            M=number(result.M[-1], 3),
            root=number(result.root_V[-1], 3),
            moved=number(result.moved[-1], 3),
            M_raw=number(result.M_raw[-1], 3),
            root_raw=number(result.root_V_raw[-1], 3),
            moved_raw=number(result.moved_raw[-1], 3),
            largest=number(abs(result.moved).max(), 3),
            largest_raw=number(abs(result.moved_raw).max(), 3),
        )
