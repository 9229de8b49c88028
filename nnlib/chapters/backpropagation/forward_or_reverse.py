"""The figure `ForwardOrReverse` of the chapter *Backpropagation*."""

from typing import Any

import numpy as np

from nnlib.live import Explorable, Handle, Prediction, Slider
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE
from nnlib.words import _, fill

COUNTS: dict[str, Any] = {"low": 1, "high": 1e6, "step": 0.05, "logarithmic": True}


class ForwardOrReverse(Explorable):
    """What all derivatives cost: forward mode takes a pass for each input, reverse mode one for each output."""

    title = _("What all derivatives cost, with n inputs and k outputs")
    size = (400, 330)
    inputs = Slider(label=_("inputs n"), grid=(1, 11, 100, 1000, 10_000, 45_360, 1e6), start=45_360, **COUNTS)
    outputs = Slider(label=_("outputs k"), grid=(1, 10, 100, 1000, 10_000, 100_000, 1e6), start=1, **COUNTS)

    prediction = Prediction(
        question=_("45,360 parameters, one loss, a pass takes a millisecond. How long does reverse mode take?"),
        options={"2": _("2 milliseconds"), "300": _("0.3 seconds"), "45361": _("45 seconds")},
        answer=lambda result: str(result.reverse),
    )

    def compute(self, inputs, outputs):
        return {"forward": 1 + round(inputs), "reverse": 1 + round(outputs)}

    def build(self, figure):
        axes = figure.subplots()
        draw_costs(axes)
        (self.level,) = axes.plot([], [], color=ORANGE, linestyle="--")
        self.name = axes.text(1, 1, _("reverse: 1 + k"), fontsize=12, in_layout=False)
        (self.gap,) = axes.plot([], [], color=INK, linewidth=1.5)
        (self.forward,) = axes.plot([], [], "o", color=BLUE, markersize=9)
        (self.reverse,) = axes.plot([], [], "s", color=ORANGE, markersize=9)
        self.handles = [
            Handle(self.forward, x="inputs", at=lambda c: (c.inputs, 1 + round(c.inputs))),
            Handle(self.reverse, x="inputs", y="outputs", at=lambda c: (c.inputs, 1 + round(c.outputs))),
        ]
        self.times = axes.text(1, 1, "", fontsize=13, weight="bold", va="center", in_layout=False)
        return [self.level, self.gap, self.forward, self.reverse, self.name, self.times]

    def update(self, result):
        n, forward, reverse = result.inputs, result.forward, result.reverse
        self.level.set_data([0.8, 1.5e6], [reverse, reverse])
        # where neither the blue line nor the gap passes, nor another word stands
        at_left, below = result.outputs > 300, reverse < forward or reverse > 3e5
        x = (n * 2.2 if n < 40 else 1) if at_left else (n / 2.2 if n > 2e4 else 1.4e6)  # beside the handle
        self.name.set_position((x, reverse / 1.35 if below else reverse * 1.35))
        self.name.set(ha="left" if at_left else "right", va="top" if below else "bottom")
        self.gap.set_data([n, n], [forward, reverse])
        self.forward.set_data([n], [forward])
        self.reverse.set_data([n], [reverse])
        ratio, right = max(forward, reverse) / min(forward, reverse), n < 3e3
        self.times.set_text(fill(_("× {ratio}"), ratio=f"{ratio:,.0f}") if ratio > 3 else "")
        self.times.set(position=(n * 1.25 if right else n / 1.25, (forward * reverse) ** 0.5))
        self.times.set_ha("left" if right else "right")

    def describe(self, result):
        counted = _("n = {inputs}, k = {outputs}: forward mode takes {forward} passes, reverse mode {reverse}.")
        if result.reverse < result.forward:
            verdict = _("Reverse mode needs fewer passes.")
        elif result.forward < result.reverse:
            verdict = _("Forward mode needs fewer passes.")
        else:
            verdict = _("Both need equally many.")
        counts = {name: f"{vars(result)[name]:,.0f}" for name in ("inputs", "outputs", "forward", "reverse")}
        return fill(f"{counted} {verdict}", **counts)


def draw_costs(axes):
    """Draw what does not move: the line of forward mode, the times that passes take, and two examples."""
    axes.set(xscale="log", yscale="log", xlim=(0.8, 1.5e6), ylim=(0.5, 4e6))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks([10.0**e for e in range(7)], ["1", "10", "100", "1 000", "10⁴", "10⁵", "10⁶"])
        axis.set_ticks([], minor=True)
    axes.set_xlabel(_("inputs n (parameters, if the function is a loss)"))
    axes.set_ylabel(_("passes through the function"))
    n = np.geomspace(1, 1e6, 200)
    axes.plot(n, 1 + n, color=BLUE)
    axes.text(1.2e3, 5e3, _("forward: 1 + n"), fontsize=12, ha="right")
    times = axes.secondary_yaxis("right")
    times.set_ticks([1, 1e3, 6e4, 3.6e6], ["1 ms", "1 s", _("1 min"), _("1 h")])
    times.yaxis.set_ticks([], minor=True)
    times.set_ylabel(_("time, if a pass takes 1 ms"))
    for x, words, side, shift in ((11, _("orange sorter"), "left", 1.12), (45_360, _("digits"), "right", 1 / 1.12)):
        axes.axvline(x, color=GREY, linewidth=1, linestyle=":")
        axes.text(x * shift, 2.2e6, words, fontsize=11, va="center", ha=side)
