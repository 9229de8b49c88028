"""The figure `InsideAdam` of the chapter *Optimizers*."""

import numpy as np

from nnlib import Adam
from nnlib.live import Choice, Explorable, Handle, Prediction, Step
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE
from nnlib.words import _

T = np.arange(1, 61)
STREAMS = {  # what each is called, and its gradients
    "constant": (_("all 1"), np.ones(60)),
    "noisy": (_("1, with noise"), 1 + np.random.default_rng(0).normal(0, 1, 60)),
    "spike": (_("one of 10 at t = 21"), np.where(T == 21, 10.0, 1.0)),
    "sparse": (_("1 at every tenth step"), np.where(T % 10 == 1, 1.0, 0.0)),
    "flipping": (_("1, −1, 1, −1, …"), np.where(T % 2 == 1, 1.0, -1.0)),
}
BETA1 = 0.9


def run_of_adam(gradients, beta2, correction):
    """Return how far each step of Adam moves one parameter at learning rate 1, and its raw M and V after each."""
    optimizer, theta = Adam(1.0, BETA1, beta2, bias_correction=correction), np.zeros(1)
    places, memory = [0.0], []
    for gradient in gradients:
        optimizer.step(theta, np.array([gradient]))
        places.append(theta[0])
        memory.append([array[0] for array in optimizer.state])
    return -np.diff(places), *np.transpose(memory)


class InsideAdam(Explorable):
    """One parameter, a stream of gradients, and what Adam makes of it: M, V and the step, bias-corrected and raw."""

    title = _("Inside Adam: from gradients to steps")
    size = (400, 500)
    stream = Choice(
        label=_("gradients"), options={key: name for key, (name, _gradients) in STREAMS.items()}, start="constant"
    )
    beta2 = Choice(label="β₂", options={"0.9": "0.9", "0.99": "0.99", "0.999": "0.999"}, start="0.999")
    step = Step(label=_("step t"), stages=(1, 2, 3, 5, 10, 20, 21, 22, 25, 30, 31, 40, 60), start=60, interval=700)

    prediction = Prediction(
        question=_("All gradients are 1. What is the first step without the correction?"),
        options={
            "shorter": _("shorter than the learning rate"), "worst": _("longer, and the longest of all"),
            "longer": _("longer, but not the longest"),
        },
        answer=lambda result: first_step(result.moved_raw),
    )  # fmt: skip

    def run(self, stream, beta2):
        _name, gradients = STREAMS[stream]
        moved, M, V = run_of_adam(gradients, float(beta2), correction=True)
        moved_raw, _M, _V = run_of_adam(gradients, float(beta2), correction=False)
        corrected = {"M": M / (1 - BETA1**T), "root_V": np.sqrt(V / (1 - float(beta2) ** T)), "moved": moved}
        return {"M_raw": M, "root_V_raw": np.sqrt(V), "moved_raw": moved_raw, **corrected, "g": gradients}

    def compute(self, run, stream, beta2, step):
        return {name: values[:step] for name, values in run.items()}

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
        panels = {"M": means, "root_V": sizes, "moved": steps}
        raw = {f"{name}_raw": axes.plot([], [], color=ORANGE, linestyle="--")[0] for name, axes in panels.items()}
        self.lines = raw | {name: axes.plot([], [], color=BLUE)[0] for name, axes in panels.items()}
        self.ends = {name: axes.plot([], [], "o", color=BLUE, markersize=7)[0] for name, axes in panels.items()}
        self.handles = [Handle(end, x="step") for end in self.ends.values()]
        keys, names = [self.lines["moved"], raw["moved_raw"]], [_("with bias correction"), _("without")]
        figure.legend(keys, names, loc="outside upper center", ncols=2, handlelength=2.6)
        return [self.g, self.beyond, *self.lines.values(), *self.ends.values()]

    def update(self, result):
        for name, line in {"g": self.g, **self.lines}.items():
            line.set_data(T[: result.step], getattr(result, name))
        for name, end in self.ends.items():
            end.set_data([result.step], getattr(result, name)[-1:])
        self.beyond.set_visible(bool(result.g.max() > 4.4))

    def describe(self, result):
        now = {name: getattr(result, name)[-1] for name in self.lines}
        longest = {name: abs(getattr(result, name)).max() for name in ("moved", "moved_raw")}
        text = _(
            "Gradients: {stream}; β₁ = 0.9, β₂ = {beta2}, t = {step}. With bias correction M = {M:3} and √V = "
            "{root_V:3}, so θ moves by {moved:3} times the learning rate; without, M = {M_raw:3}, √V = {root_V_raw:3} "
            "and θ moves by {moved_raw:3}. Longest step so far: {longest[moved]:3} with correction, "
            "{longest[moved_raw]:3} without."
        )
        return self.say(text, result, longest=longest, **now)


def first_step(moved):
    """Say how the first of these steps compares with the learning rate, and with the others."""
    if abs(moved[0]) < 1:
        return "shorter"
    return "worst" if abs(moved[0]) == abs(moved).max() else "longer"
