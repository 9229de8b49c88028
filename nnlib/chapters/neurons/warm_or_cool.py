"""The figure `WarmOrCool` of the chapter *Neurons*."""

import numpy as np

from nnlib import activations, datasets
from nnlib.live import Explorable, Handle, Slider
from nnlib.numerals import linear
from nnlib.plots.dots import add_marks
from nnlib.plots.palette import INK
from nnlib.words import _, fill

ROWS = 4
LABEL = 3
"""So many columns a label is wide."""


def places(order, cool, columns_left):
    """Return where the swatches stand: column by column in the order of z, the first warm one on top of a column."""
    slot = np.arange(len(order)) + columns_left * ROWS - cool
    place = np.empty((len(order), 2))
    place[order] = np.column_stack([slot // ROWS + 0.5, ROWS - 0.5 - slot % ROWS])
    return place


def scattered(axes, count, marker, size, **style):
    """Add markers of a size in pixels to an axes, yet all in one place; they stay whole where they leave it."""
    return axes.scatter(*np.zeros((2, count)), size**2, marker=marker, in_layout=False, clip_on=False, **style)


class WarmOrCool(Explorable):
    """A neuron with the inputs red, green, blue sorts colours; the boundary z = 0 divides warm from cool."""

    title = _("A neuron sorts colours from cool to warm")
    size = (400, 250)
    red = Slider(label=_("weight of red"), low=-2, high=2, step=0.1, grid_step=1, start=2)
    green = Slider(label=_("weight of green"), low=-2, high=2, step=0.1, grid_step=1, start=0)
    blue = Slider(label=_("weight of blue"), low=-2, high=2, step=0.1, grid_step=1, start=-2)
    bias = Slider(label=_("bias b"), low=-2, high=2, step=0.1, grid_step=0.5, start=0)

    colours, warm = datasets.colours(40, rng=3)
    columns = len(colours) // ROWS + 1  # the first and the last may not be full
    # lines on a swatch have to be seen on its own colour
    lines = np.where((colours @ [0.299, 0.587, 0.114] < 0.5)[:, None], 0.97, 0.03) * np.ones(3)

    def cool(self, c):
        """Count the colours that it calls cool."""
        return int((self.colours @ (c.red, c.green, c.blue) + c.bias <= 0).sum())

    def compute(self, red, green, blue, bias):
        z = self.colours @ np.array([red, green, blue]) + bias
        order = np.argsort(z, kind="stable")
        right, cool = (activations.get("step")(z) == self.warm)[order], int((z <= 0).sum())
        return {"order": order, "right": right, "boundary": cool, "says_warm": len(z) - cool, "count": len(z)}

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(-0.1, self.columns + 0.1), ylim=(-1, ROWS + 1.9), xticks=(), yticks=())
        axes.spines[:].set_visible(False)
        self.swatches = []
        for kind, marker, size in ((self.warm == 1, "o", 27), (self.warm == 0, "s", 25)):
            colours = {"c": self.colours[kind], "edgecolors": self.lines[kind]}
            self.swatches.append(scattered(axes, kind.sum(), marker, size, **colours))
        self.crosses = scattered(axes, len(self.warm), "x", 19, c=self.lines, linewidths=2.5)
        (self.boundary,) = axes.plot([], [], color=INK, linewidth=2, linestyle="--", in_layout=False, clip_on=False)
        label = {"va": "center", "color": INK, "in_layout": False}
        self.score = axes.text(self.columns / 2, ROWS + 1.5, "", ha="center", fontsize=14, fontweight="bold", **label)
        self.cool_side, self.warm_side = (axes.text(0, ROWS + 0.45, "", ha=side, **label) for side in ("right", "left"))
        self.zero = axes.text(0, -0.65, _("z = 0"), ha="center", **label)
        self.lower = axes.text(0, -0.65, _("← lower z"), ha="left", **label)
        self.higher = axes.text(self.columns, -0.65, _("higher z →"), ha="right", **label)
        names = (("o", _("is warm")), ("s", _("is cool")), ("x", _("neuron is wrong")))
        keys = [add_marks(axes, marker, INK, 11, markerfacecolor="none", label=name) for marker, name in names]
        figure.legend(handles=keys, loc="outside lower center", ncols=3, handletextpad=0.2)
        self.handles = [Handle(axes, x="bias", at=lambda c: (-(-self.cool(c) // ROWS), ROWS + 0.45))]
        texts = [self.score, self.cool_side, self.warm_side, self.zero, self.lower, self.higher]
        return [*self.swatches, self.crosses, self.boundary, *texts]

    def update(self, result):
        cool, warm = result.boundary, result.says_warm
        left, right = -(-cool // ROWS), -(-warm // ROWS)  # columns on each side
        place = places(result.order, cool, left)
        for swatches, kind in zip(self.swatches, (self.warm == 1, self.warm == 0)):
            swatches.set_offsets(place[kind])
        wrong = np.sort(result.order[~result.right])
        self.crosses.set(offsets=place[wrong], edgecolor=self.lines[wrong])
        self.boundary.set_data([left] * 2, [-0.2, ROWS + 0.9])
        self.score.set_text(self.say(_("{score} of {count} right"), result, score=result.right.sum()))
        self.cool_side.set(x=left - 0.65, text=fill(_("says cool: {count}"), count=cool), visible=left >= LABEL)
        self.warm_side.set(x=left + 0.65, text=fill(_("says warm: {count}"), count=warm), visible=right >= LABEL)
        self.zero.set_x(float(np.clip(left, 0.6, self.columns - 0.6)))  # whole, also where all are on one side
        self.lower.set_visible(left >= LABEL)
        self.higher.set_visible(right >= LABEL)

    def describe(self, result):
        formula = linear({_("red"): result.red, _("green"): result.green, _("blue"): result.blue}, result.bias)
        message = _("z = {formula}: {score} of {count} colours right; the neuron calls {says_warm} of them warm.")
        return self.say(message, result, formula=formula, score=result.right.sum())
