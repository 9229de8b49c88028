"""The figure `LinearCollapse` of the chapter *Activations*."""

import numpy as np

from nnlib import activations
from nnlib.chapters.activations.labels import LABELS, some
from nnlib.live import Choice, Explorable, Slider
from nnlib.numerals import number
from nnlib.plots.palette import BLUE, GREEN, GREY, ORANGE, PURPLE
from nnlib.words import _


class LinearCollapse(Explorable):
    """One network twice, layer by layer: nothing between its layers, so all stays straight; a bend, and bends add up."""

    title = _("The same weights without a bend and with one")
    size = (400, 430)
    activation = Choice(
        label=_("between the layers, on the right"),
        options=some("relu", "leaky_relu", "tanh", "sigmoid", "gelu"),
        start="relu",
    )
    first = Slider(label=_("weight, layer 1, neuron 1"), low=-2, high=2, step=0.1, grid_step=0.5, start=1)
    last = Slider(label=_("weight, output, neuron 1"), low=-4, high=4, step=0.1, grid_step=1, start=3)

    # 1-3-3-1: the first neuron of layer 1 has the weight `first`, the first of layer 2 counts `last` in the output
    W1, b1 = np.array([1.0, -1.0, 0.75]), np.array([1.0, 1.5, 1.5])
    W2, b2 = np.array([[-0.5, -0.5, 0.75], [0.25, 0.75, 0.25], [-0.5, -0.25, -0.75]]), np.array([-0.25, -0.5, 0.25])
    v, b3 = np.array([3.0, -3.0, 4.0]), 0.0
    x = np.linspace(-3, 3, 61)
    fine = np.linspace(-3, 3, 1200) + 1e-4  # beside the corners, where a slope is undecided
    looks = ((BLUE, "-"), (ORANGE, "--"), (GREEN, "-."))

    def layers(self, name, first, last, x):
        """Return what the neurons of layer 1, those of layer 2 and the output give for each input."""
        f = activations.get(name)
        a1 = f(np.outer(x, [first, *self.W1[1:]]) + self.b1)
        a2 = f(a1 @ self.W2 + self.b2)
        return a1, a2, (a2 @ [last, *self.v[1:]] + self.b3)[:, None]

    def slopes(self, name, first, last):
        """Return the slope of the output at each of many inputs, by the chain rule."""
        f = activations.get(name)
        z1 = np.outer(self.fine, [first, *self.W1[1:]]) + self.b1
        z2 = f(z1) @ self.W2 + self.b2
        return f.derivative(z2) * ((f.derivative(z1) * [first, *self.W1[1:]]) @ self.W2) @ [last, *self.v[1:]]

    def compute(self, activation, first, last):
        straight = self.layers("identity", first, last, self.x[[0, -1]])
        slopes = self.slopes(activation, first, last)
        return {
            "straight": np.hstack(straight),
            "bent": np.hstack(self.layers(activation, first, last, self.x)),
            "slope": float(np.array([first, *self.W1[1:]]) @ self.W2 @ [last, *self.v[1:]]),
            "bends": int((np.abs(np.diff(slopes)) > 1e-9).sum()),
            "flattest": float(slopes.min()),
            "steepest": float(slopes.max()),
        }

    def build(self, figure):
        grid = figure.subplots(3, 2, sharex=True, sharey="row")
        names = _("layer 1:\n3 neurons"), _("layer 2:\n3 neurons"), _("output")
        for panels, name, limit in zip(grid, names, (4.6, 4.6, 6)):
            panels[0].set(xlim=(-3, 3), ylim=(-limit, limit), ylabel=name, yticks=(-4, 0, 4))
            for axes in panels:
                axes.axhline(0, color=GREY, linewidth=0.8)
        grid[0, 0].set_title(_("nothing in between"), fontsize=12)
        grid[0, 1].set_title(" ", fontsize=12)  # room for the name of the activation
        for axes in grid[2]:
            axes.set(xlabel=_("input x"), xticks=(-2, 0, 2))
        self.name = grid[0, 1].text(0, 1.06, "", transform=grid[0, 1].transAxes, fontsize=12, in_layout=False)
        self.notes = [
            axes.text(0.02, 0.88, "", transform=axes.transAxes, fontsize=11, in_layout=False) for axes in grid[2]
        ]
        self.lines = []
        for column in (0, 1):
            for row in (0, 1):
                for color, dash in self.looks:
                    self.lines += grid[row, column].plot([], [], color=color, linestyle=dash)
            self.lines += grid[2, column].plot([], [], color=PURPLE, linewidth=3.5)
        return [*self.lines, self.name, *self.notes]

    def update(self, result):
        for line, values in zip(self.lines[:7], result.straight.T):
            line.set_data([-3, 3], values)
        for line, values in zip(self.lines[7:], result.bent.T):
            line.set_data(self.x, values)
        self.name.set_text(_("{name} in between").format(name=LABELS[result.activation]))
        self.notes[0].set_text(_("slope {slope}").format(slope=number(result.slope)))
        self.notes[1].set_text(self.shape(result))

    def shape(self, result):
        """Say how the output with the activation runs: in straight pieces, or in a curve from one slope to another."""
        if result.activation in ("relu", "leaky_relu"):
            return _("{bends} bends").format(bends=result.bends)
        return _("slope {low} … {high}").format(low=number(result.flattest), high=number(result.steepest))

    def describe(self, result):
        piecewise = _("With {name} in between the output bends {bends} times.")
        curved = _("With {name} in between the slope of the output runs from {low} to {high}.")
        first = _(
            "First weights: {first} in layer 1, {last} in the output. With nothing between the layers every neuron draws a "
            "straight line, the output one of slope {slope}."
        ).format(first=number(result.first), last=number(result.last), slope=number(result.slope))
        second = (piecewise if result.activation in ("relu", "leaky_relu") else curved).format(
            name=LABELS[result.activation],
            bends=result.bends,
            low=number(result.flattest),
            high=number(result.steepest),
        )
        return f"{first} {second}"
