"""The figure `Neuron` of the chapter *Neurons*."""

import numpy as np

from nnlib import activations
from nnlib.live import Choice, Explorable, Handle, Prediction, Slider
from nnlib.numerals import number
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE
from nnlib.words import _, fill

FUNCTIONS = {"step": _("step"), "sigmoid": _("sigmoid"), "relu": _("ReLU"), "identity": _("identity")}


def level(output, activation):
    """Write an output; a sigmoid is only near to 0, to 1 and to its rounded value."""
    if activation != "sigmoid" or output == 0.5:
        return number(output)
    nearly = _("almost 0") if output < 0.005 else _("almost 1") if output > 0.995 else _("about {output}")
    return fill(nearly, output=output)


def panels(figure):
    """Return the axes of the sum and of the output, one above the other."""
    upper, lower = figure.subplots(2, 1, sharex=True)
    upper.set(xlim=(-4, 4), ylim=(-6, 6), ylabel=_("sum z"), yticks=(-5, 0, 5))
    upper.axhline(0, color=GREY, linewidth=0.8)
    lower.set(ylim=(-1.2, 1.2), xlabel=_("input x"), yticks=(-1, 0, 1), yticklabels=("", "", ""))
    lower.set_ylabel(_("output a"), labelpad=24)
    for height in (-1, 0, 1):
        lower.axhline(height, color=GREY, linewidth=0.8, linestyle="-" if height == 0 else ":")
    return upper, lower


def on_line(c):
    """Return a point of the line z = w x + b, to the right and inside the picture."""
    z = max(-5.3, min(1.5 * c.weight + c.bias, 5.3))
    return (z - c.bias) / c.weight if c.weight else 1.5, z


class Neuron(Explorable):
    """One neuron with one input: the sum z = w x + b, the output a = f(z), and where it fires."""

    title = _("One neuron, one input")
    size = (400, 380)
    weight = Slider(label=_("weight w"), low=-4, high=4, step=0.1, grid_step=0.5, start=2)
    bias = Slider(label=_("bias b"), low=-4, high=4, step=0.1, grid_step=0.5, start=-1)
    activation = Choice(label=_("activation f"), options=FUNCTIONS, start="sigmoid")

    ticks = {"step": (0, 0.5, 1), "sigmoid": (0, 0.5, 1), "relu": (-5, 0, 5), "identity": (-5, 0, 5)}
    """What the lower panel shows at its bottom, middle and top, so that every activation fills it."""

    prediction = Prediction(
        question=_("Weight 2, bias −1: where does the neuron begin to fire?"),
        x=Slider(label=_("input x"), low=-4, high=4, step=0.1, start=-2),
        answer=lambda result: result.boundary,
    )

    def compute(self, weight, bias, activation):
        x = np.linspace(-4, 4, 161)
        z = weight * x + bias
        boundary = -bias / weight if weight else None
        return {"x": x, "z": z, "output": activations.get(activation)(z), "boundary": boundary}

    def build(self, figure):
        upper, lower = panels(figure)
        style = {"ha": "right", "va": "center", "fontsize": 11, "color": INK, "in_layout": False}
        self.levels = [lower.text(-4.25, height, "", **style) for height in (-1, 0, 1)]
        self.regions = [axes.fill([], [], color=GREEN, alpha=0.18, linewidth=0)[0] for axes in (upper, lower)]
        (self.sum,) = upper.plot([], [], color=BLUE)
        (self.output,) = lower.plot([], [], color=ORANGE, linewidth=3)
        self.boundaries = [axes.axvline(0, color=INK, linestyle="--", linewidth=1) for axes in (upper, lower)]
        # where the neuron fires the sum is above 0, so there is room for a word below it; and the other way round
        self.fires = upper.text(0, -4.6, _("fires"), color=INK, ha="center", va="center")
        self.silent = upper.text(0, 4.6, _("silent"), color=INK, ha="center", va="center")
        self.handles = [Handle(upper, along="weight", at=on_line)]
        for line in self.boundaries:
            self.handles.append(Handle(line, x="bias", at=lambda c: (-c.bias / c.weight, 0) if c.weight else None))
        self.asked_in = lower
        return [*self.regions, *self.levels, self.sum, self.output, *self.boundaries, self.fires, self.silent]

    def update(self, result):
        bottom, middle, top = ticks = self.ticks[result.activation]
        for text, tick in zip(self.levels, ticks):
            text.set_text("½" if tick == 0.5 else number(tick))
        self.sum.set_data(result.x, result.z)
        self.output.set_data(result.x, (result.output - middle) / (top - middle))
        boundary = -4.0 if result.boundary is None else float(np.clip(result.boundary, -4, 4))
        sides = ((-4.0, boundary), (boundary, 4.0))
        rises = result.weight > 0 or (result.weight == 0 and result.bias > 0)
        for text, (left, right) in zip((self.silent, self.fires), sides if rises else sides[::-1]):
            text.set(x=(left + right) / 2, visible=right - left > 1.2)
        for region, height in zip(self.regions, (6, 1.2)):
            region.set_xy([(left, -height), (right, -height), (right, height), (left, height)])
        for line in self.boundaries:
            line.set(visible=result.boundary is not None and abs(result.boundary) <= 4, xdata=[boundary] * 2)

    def describe(self, result):
        if result.boundary is None:
            where = _("It fires at every input.") if result.bias > 0 else _("It fires at no input.")
        else:
            where = _("It fires above x = {boundary}.") if result.weight > 0 else _("It fires below x = {boundary}.")
        message = _(
            "Weight {weight}, bias {bias}, {activation}. {where} The output is {low} at x = −4 and {high} at x = 4."
        )
        low, high = (level(output, result.activation) for output in result.output[[0, -1]])
        return self.say(message, result, where=self.say(where, result), low=low, high=high)
