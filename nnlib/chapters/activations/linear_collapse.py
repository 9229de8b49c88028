"""The figure `LinearCollapse` of the chapter *Activations*."""

import numpy as np

from nnlib import activations
from nnlib.chapters.activations.labels import some
from nnlib.live import Choice, Explorable, Handle, Prediction, Slider
from nnlib.plots.notes import brief, note
from nnlib.plots.palette import BLUE, GREEN, GREY, ORANGE, PURPLE
from nnlib.words import _, _n

# 1-3-3-1: the first neuron of layer 1 has the weight `first`, the first of layer 2 counts `last` in the output
W1, B1 = np.array([1.0, -1.0, 0.75]), np.array([1.0, 1.5, 1.5])
W2, B2 = np.array([[-0.5, -0.5, 0.75], [0.25, 0.75, 0.25], [-0.5, -0.25, -0.75]]), np.array([-0.25, -0.5, 0.25])
V, B3 = np.array([3.0, -3.0, 4.0]), 0.0
AT_ZERO = B1 @ W2 + B2  # what the neurons of layer 2 give for the input 0 with nothing in between
INPUTS = np.linspace(-3, 3, 61)
BESIDE = np.linspace(-3, 3, 1200) + 1e-4  # beside the corners, where a slope is undecided
BETWEEN = some("relu", "leaky_relu", "tanh", "sigmoid", "gelu")
NEURONS = ((BLUE, "-"), (ORANGE, "--"), (GREEN, "-."))


class LinearCollapse(Explorable):
    """One network twice, layer by layer: nothing between its layers, all stays straight; a bend, and bends add up."""

    title = _("The same weights without a bend and with one")
    size = (400, 430)
    activation = Choice(label=_("between the layers, on the right"), options=BETWEEN, start="relu")
    first = Slider(label=_("weight, layer 1, neuron 1"), low=-2, high=2, step=0.1, grid_step=0.5, start=1)
    last = Slider(label=_("weight, output, neuron 1"), low=-4, high=4, step=0.1, grid_step=1, start=3)

    prediction = Prediction(
        question=_("On the right, in how many places can a neuron of layer 1 bend?"),
        options={"none": _("nowhere"), "one": _("in one place"), "more": _("in several places")},
        answer="one",
    )

    def compute(self, activation, first, last):
        bent = slopes(activation, first, last, BESIDE)
        return {
            "straight": np.hstack(outputs("identity", first, last, INPUTS[[0, -1]])),
            "bent": np.hstack(outputs(activation, first, last, INPUTS)),
            "slope": float(slopes("identity", first, last, INPUTS[:1])[0]),
            "bends": int((np.abs(np.diff(bent)) > 1e-9).sum()),
            "flattest": float(bent.min()),
            "steepest": float(bent.max()),
        }

    def build(self, figure):
        grid = figure.subplots(3, 2, sharex=True, sharey="row")
        draw_axes(grid)
        self.name = note(grid[0, 1], 0, 1.06)
        self.lines = []
        for layer1, layer2, output in grid.T:
            for axes in (layer1, layer2):
                self.lines += [axes.plot([], [], color=color, linestyle=dash)[0] for color, dash in NEURONS]
            self.lines += output.plot([], [], color=PURPLE, linewidth=3.5)
        self.notes = [note(axes, 0.02, 0.88, fontsize=11) for axes in grid[2]]
        self.handles = [
            Handle(grid[0, 0], y="first", at=lambda c: (1.5, 1.5 * c.first + B1[0])),
            Handle(grid[2, 0], y="last", at=lambda c: (0, c.last * AT_ZERO[0] + AT_ZERO[1:] @ V[1:] + B3)),
        ]
        return [*self.lines, self.name, *self.notes]

    def update(self, result):
        for line, values in zip(self.lines[:7], result.straight.T):
            line.set_data([-3, 3], values)
        for line, values in zip(self.lines[7:], result.bent.T):
            line.set_data(INPUTS, values)
        bends, curve = _n("{bends} bend", "{bends} bends", result.bends), _("slope {low} … {high}")
        shape = bends if is_piecewise(result.activation) else curve
        for text, message in zip((self.name, *self.notes), (_("{activation} in between"), _("slope {slope}"), shape)):
            text.set_text(self.say(message, result, **range_of_slopes(result)))

    def describe(self, result):
        straight = _(
            "First weights: {first} in layer 1, {last} in the output. With nothing between the layers every neuron "
            "draws a straight line, the output one of slope {slope}."
        )
        bends = _n(
            "With {activation} in between the output bends {bends} time.",
            "With {activation} in between the output bends {bends} times.",
            result.bends,
        )
        curve = _("With {activation} in between the slope of the output runs from {low} to {high}.")
        told = bends if is_piecewise(result.activation) else curve
        return self.say(f"{straight} {told}", result, **range_of_slopes(result))


def draw_axes(grid):
    """Name the layers from top to bottom, and what lies between them from left to right."""
    names = _("layer 1:\n3 neurons"), _("layer 2:\n3 neurons"), _("output")
    for panels, name, limit in zip(grid, names, (4.6, 4.6, 6)):
        panels[0].set(xlim=(-3, 3), ylim=(-limit, limit), ylabel=name, yticks=(-4, 0, 4))
        for axes in panels:
            axes.axhline(0, color=GREY, linewidth=0.8)
    grid[0, 0].set_title(_("nothing in between"))
    grid[0, 1].set_title(" ")  # room for the name of the activation
    for axes in grid[2]:
        axes.set(xlabel=_("input x"), xticks=(-2, 0, 2))


def is_piecewise(activation):
    """Say whether an activation is made of straight pieces, so that bends can be counted."""
    return activation in ("relu", "leaky_relu")


def range_of_slopes(result):
    """Write the least and the largest slope of the output."""
    return {"low": brief(result.flattest, 2), "high": brief(result.steepest, 2)}


def outputs(activation, first, last, x):
    """Return what the neurons of layer 1, those of layer 2 and the output give for each input."""
    f = activations.get(activation)
    a1 = f(np.outer(x, [first, *W1[1:]]) + B1)
    a2 = f(a1 @ W2 + B2)
    return a1, a2, (a2 @ [last, *V[1:]] + B3)[:, None]


def slopes(activation, first, last, x):
    """Return the slope of the output at each input, by the chain rule."""
    f = activations.get(activation)
    z1 = np.outer(x, [first, *W1[1:]]) + B1
    z2 = f(z1) @ W2 + B2
    return f.derivative(z2) * ((f.derivative(z1) * [first, *W1[1:]]) @ W2) @ [last, *V[1:]]
