"""The figure `WarmOrCool` of the chapter *Neurons*."""

from typing import Any

import numpy as np
from matplotlib.lines import Line2D

from nnlib import activations, datasets
from nnlib.live import Explorable, Slider
from nnlib.numerals import linear
from nnlib.plots.palette import INK
from nnlib.words import _


class WarmOrCool(Explorable):
    """A neuron with the inputs red, green, blue sorts colours; the boundary z = 0 divides warm from cool."""

    title = _("A neuron sorts colours from cool to warm")
    size = (400, 250)
    red = Slider(label=_("weight of red"), low=-2, high=2, step=0.1, grid_step=1, start=2)
    green = Slider(label=_("weight of green"), low=-2, high=2, step=0.1, grid_step=1, start=0)
    blue = Slider(label=_("weight of blue"), low=-2, high=2, step=0.1, grid_step=1, start=-2)
    bias = Slider(label=_("bias b"), low=-2, high=2, step=0.1, grid_step=0.5, start=0)

    colours, warm = datasets.colours(40, rng=3)
    rows = 4
    columns = len(colours) // rows + 1  # the first and the last may not be full
    # lines on a swatch have to be seen on its own colour
    lines = np.where((colours @ [0.299, 0.587, 0.114] < 0.5)[:, None], 0.97, 0.03) * np.ones(3)

    def compute(self, red, green, blue, bias):
        z = self.colours @ np.array([red, green, blue]) + bias
        order = np.argsort(z, kind="stable")
        fires = activations.get("step")(z)
        return {"order": order, "right": (fires == self.warm)[order], "boundary": int((z <= 0).sum())}

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(-0.1, self.columns + 0.1), ylim=(-1, self.rows + 1.9), xticks=(), yticks=())
        axes.spines[:].set_visible(False)
        shapes = [(self.warm == 1, "o", 27), (self.warm == 0, "s", 25)]
        self.swatches = [
            axes.scatter(
                *np.zeros((2, kind.sum())), size**2, self.colours[kind], marker=shape, edgecolors=self.lines[kind]
            )
            for kind, shape, size in shapes
        ]
        self.crosses = axes.scatter(*np.zeros((2, len(self.warm))), 19**2, self.lines, marker="x", linewidths=2.5)
        (self.boundary,) = axes.plot([], [], color=INK, linewidth=2, linestyle="--")
        for artist in (*self.swatches, self.crosses, self.boundary):
            artist.set(in_layout=False, clip_on=False)
        label = {"va": "center", "color": INK, "in_layout": False}
        self.score = axes.text(
            self.columns / 2, self.rows + 1.5, "", ha="center", fontsize=14, fontweight="bold", **label
        )
        self.cool_side = axes.text(0, self.rows + 0.45, "", ha="right", **label)
        self.warm_side = axes.text(0, self.rows + 0.45, "", ha="left", **label)
        self.zero = axes.text(0, -0.65, _("z = 0"), ha="center", **label)
        self.ends = [
            axes.text(0, -0.65, _("← lower z"), ha="left", **label),
            axes.text(self.columns, -0.65, _("higher z →"), ha="right", **label),
        ]
        empty: dict[str, Any] = {"linestyle": "", "markersize": 11, "markerfacecolor": "none", "markeredgecolor": INK}
        figure.legend(
            [Line2D([], [], marker=shape, **empty) for shape in "osx"],
            [_("is warm"), _("is cool"), _("neuron is wrong")],
            loc="outside lower center",
            ncols=3,
            handletextpad=0.2,
        )
        return [*self.swatches, self.crosses, self.boundary, self.score, self.cool_side, self.warm_side, self.zero,
                *self.ends]  # fmt: skip

    def update(self, result):
        count, cool = len(result.order), result.boundary
        left, right = -(-cool // self.rows), -(-(count - cool) // self.rows)  # columns on each side
        # column by column in the order of z, begun so that the boundary falls between two columns
        slot = np.arange(count) + left * self.rows - cool
        place = np.empty((count, 2))
        place[result.order] = np.column_stack([slot // self.rows + 0.5, self.rows - 0.5 - slot % self.rows])
        for swatches, kind in zip(self.swatches, (self.warm == 1, self.warm == 0)):
            swatches.set_offsets(place[kind])
        wrong = np.sort(result.order[~result.right])
        self.crosses.set_offsets(place[wrong])
        self.crosses.set_edgecolor(self.lines[wrong])
        self.boundary.set_data([left] * 2, [-0.2, self.rows + 0.9])
        self.score.set_text(_("{right} of {count} right").format(right=int(result.right.sum()), count=count))
        self.cool_side.set_text(_("says cool: {count}").format(count=cool))
        self.warm_side.set_text(_("says warm: {count}").format(count=count - cool))
        self.cool_side.set_x(left - 0.2)
        self.warm_side.set_x(left + 0.2)
        self.zero.set_x(float(np.clip(left, 0.6, self.columns - 0.6)))  # whole, also where all are on one side
        room = 3  # columns that a label is wide
        for columns, texts in ((left, (self.cool_side, self.ends[0])), (right, (self.warm_side, self.ends[1]))):
            for text in texts:
                text.set_visible(columns >= room)

    def describe(self, result):
        return _("z = {formula}: {right} of {count} colours right; the neuron calls {called} of them warm.").format(
            formula=linear({_("red"): result.red, _("green"): result.green, _("blue"): result.blue}, result.bias),
            right=int(result.right.sum()),
            count=len(result.right),
            called=len(result.right) - result.boundary,
        )
