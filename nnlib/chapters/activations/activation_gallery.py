"""The figure `ActivationGallery` of the chapter *Activations*."""

import numpy as np

from nnlib import activations
from nnlib.chapters.activations.labels import LABELS
from nnlib.live import Choice, Explorable, Slider
from nnlib.numerals import number
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE
from nnlib.words import _


class ActivationGallery(Explorable):
    """Any two activations above their derivatives, read off at a cursor."""

    title = _("Two activations and their derivatives")
    size = (400, 420)
    first = Choice(label=_("first"), options=LABELS, start="sigmoid")
    second = Choice(label=_("second"), options=LABELS, start="relu")
    cursor = Slider(label=_("sum z"), low=-4, high=4, step=0.1, grid=(-3, 0, 3), start=3)

    def compute(self, first, second, cursor):
        z = np.linspace(-4, 4, 161)
        f, g = activations.get(first), activations.get(second)
        return {
            "z": z,
            "first_curves": np.array([f(z), f.derivative(z)]),
            "second_curves": np.array([g(z), g.derivative(z)]),
            "first_there": np.array([f(cursor), f.derivative(cursor)]),
            "second_there": np.array([g(cursor), g.derivative(cursor)]),
        }

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(1.3, 1))
        upper.set(xlim=(-4, 4), ylim=(-2.1, 4.1), ylabel=_("a = f(z)"), yticks=(-2, -1, 0, 1, 2, 3, 4))
        lower.set(ylim=(-0.25, 1.85), ylabel=_("derivative f′(z)"), xlabel=_("sum z"), yticks=(0, 0.5, 1, 1.5))
        upper.set_title("\n\n")  # room for the two lines of text
        for axes in (upper, lower):
            axes.axhline(0, color=GREY, linewidth=0.8)
        self.cursors = [axes.axvline(0, color=INK, linewidth=1, linestyle=":") for axes in (upper, lower)]
        self.shown = []
        for height, color, dash, marker in ((1.17, BLUE, "-", "o"), (1.06, ORANGE, "--", "s")):
            style = {"color": color, "linestyle": dash, "linewidth": 2.5}
            upper.plot([0, 0.08], [height + 0.02] * 2, transform=upper.transAxes, clip_on=False, **style)
            text = upper.text(0.1, height, "", transform=upper.transAxes, fontsize=11, in_layout=False)
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
            text.set_text(
                _("{name}:  f = {value},  f′ = {slope}").format(
                    name=LABELS[getattr(result, place)], value=number(there[0], 3), slope=number(there[1], 3)
                )
            )

    def describe(self, result):
        parts = [
            _("{name}, f(z) = {formula}, is {value} with derivative {slope}").format(
                name=LABELS[name],
                formula=activations.get(name).formula,
                value=number(there[0], 3),
                slope=number(there[1], 3),
            )
            for name, there in ((result.first, result.first_there), (result.second, result.second_there))
        ]
        return _("At z = {cursor}: {first}; {second}.").format(
            cursor=number(result.cursor), first=parts[0], second=parts[1]
        )
