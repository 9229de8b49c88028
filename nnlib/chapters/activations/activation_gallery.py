"""The figure `ActivationGallery` of the chapter *Activations*."""

from typing import Any

import numpy as np

from nnlib import activations
from nnlib.chapters.activations.labels import FORMULAS, LABELS
from nnlib.live import Choice, Explorable, Handle, Slider
from nnlib.plots.notes import brief, keyed_note, room_above
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE
from nnlib.words import _, fill

LOOKS = ((1.17, BLUE, "-", "o"), (1.06, ORANGE, "--", "s"))  # height of the text, colour, dash and marker


class ActivationGallery(Explorable):
    """Any two activations above their derivatives, read off at a cursor."""

    title = _("Two activations and their derivatives")
    size = (400, 420)
    first = Choice(label=_("first"), options=LABELS, start="sigmoid")
    second = Choice(label=_("second"), options=LABELS, start="relu")
    cursor = Slider(label=_("sum z"), low=-4, high=4, step=0.1, grid=(-3, 0, 3), start=3)

    def compute(self, first, second, cursor):
        z, result = np.linspace(-4, 4, 161), {}
        for place, f in (("first", activations.get(first)), ("second", activations.get(second))):
            result[f"{place}_curves"] = np.array([f(z), f.derivative(z)])
            result[f"{place}_there"] = np.array([f(cursor), f.derivative(cursor)])
        return {"z": z, **result}

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(1.3, 1))
        upper.set(xlim=(-4, 4), ylim=(-2.1, 4.1), ylabel=_("a = f(z)"), yticks=(-2, -1, 0, 1, 2, 3, 4))
        lower.set(ylim=(-0.25, 1.85), ylabel=_("derivative f′(z)"), xlabel=_("sum z"), yticks=(0, 0.5, 1, 1.5))
        room_above(upper, lines=2)
        for axes in (upper, lower):
            axes.axhline(0, color=GREY, linewidth=0.8)
        self.cursors = [axes.axvline(0, color=INK, linewidth=1, linestyle=":") for axes in (upper, lower)]
        self.handles = [Handle(axes, x="cursor", at=at) for axes, at in ((upper, below), (lower, above))]
        self.shown = []
        for height, color, dash, marker in LOOKS:
            style: dict[str, Any] = {"color": color, "linestyle": dash, "linewidth": 2.5}
            text = keyed_note(upper, height, **style)
            lines = [axes.plot([], [], **style)[0] for axes in (upper, lower)]
            dots = [axes.plot([], [], marker, color=color, markersize=8)[0] for axes in (upper, lower)]
            self.shown.append((text, lines, dots))
        return [*self.cursors, *(artist for text, lines, dots in self.shown for artist in (text, *lines, *dots))]

    def update(self, result):
        for line in self.cursors:
            line.set_xdata([result.cursor] * 2)
        for place, (text, lines, dots) in zip(("first", "second"), self.shown):
            curves, there = getattr(result, f"{place}_curves"), getattr(result, f"{place}_there")
            for line, dot, curve, height in zip(lines, dots, curves, there):
                line.set_data(result.z, curve)
                dot.set_data([result.cursor], [height])
            message, name = _("{name}:  f = {value},  f′ = {slope}"), LABELS[getattr(result, place)]
            text.set_text(fill(message, name=name, value=brief(there[0]), slope=brief(there[1])))

    def describe(self, result):
        return self.say(
            _("At z = {cursor}: {first}; {second}."),
            result,
            first=reading(result.first, *result.first_there),
            second=reading(result.second, *result.second_there),
        )


def below(c):
    """Return a place on the cursor that few curves reach, in the upper panel."""
    return c.cursor, -1.5


def above(c):
    """Return one in the lower panel."""
    return c.cursor, 1.5


def reading(name, value, slope):
    """Say what an activation and its derivative are at the cursor."""
    message = _("{name}, f(z) = {formula}, is {value} with derivative {slope}")
    formula = FORMULAS.get(name, activations.get(name).formula)
    return fill(message, name=LABELS[name], formula=formula, value=brief(value), slope=brief(slope))
