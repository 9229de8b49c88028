"""The figure `TwoCuts` of the chapter *Activations*."""

from typing import Any

import numpy as np
from matplotlib.patches import Polygon

from nnlib import activations, datasets
from nnlib.chapters.activations.lines import clip
from nnlib.live import Choice, Explorable, Handle, Slider
from nnlib.plots.notes import note, room_above
from nnlib.plots.palette import BLUE, GOLD, INK, ORANGE, PURPLE
from nnlib.words import _

N = 90
fruit, kinds = datasets.fruit(N, rng=0)
POINTS, ORANGES = fruit[:, :2], kinds == 1
LOOKS = ((_("tomato"), PURPLE, "s"), (_("orange"), ORANGE, "o"), (_("lemon"), GOLD, "^"))
W, CUTS = np.array([[-0.4, 0.7], [1.0, -1.0]]), (0.4, 0.7)  # G − 0.4 R and 0.7 R − G
LEFT, RIGHT, BOTTOM, TOP = 0.2, 1.1, 0.0, 0.95  # the window of the picture
WEIGHTS: dict[str, Any] = {"low": -2, "high": 2, "step": 0.1, "grid_step": 0.5, "start": 1}


class TwoCuts(Explorable):
    """Two neurons see on which side of a cut a fruit lies; a third joins them, with a step in between or nothing."""

    title = _("Two neurons and a third that joins them")
    size = (400, 380)
    between = Choice(
        label=_("between the layers"), options={"identity": _("nothing"), "step": _("a step")}, start="identity"
    )
    v1 = Slider(label=_("weight of “greener”"), **WEIGHTS)
    v2 = Slider(label=_("weight of “less green”"), **WEIGHTS)
    b = Slider(
        label=_("bias of the third"),
        low=-2,
        high=2,
        step=0.05,
        grid=(-1.5, -1, -0.5, -0.25, 0, 0.25, 0.5, 1),
        start=-0.25,
    )

    def compute(self, between, v1, v2, b):
        v, f = np.array([v1, v2]), activations.get(between)
        fires = f(POINTS @ W) @ v + b > 0
        pieces = []
        for wedge in WEDGES:
            # in a wedge the third sum is a plane: with a step a level one, as high as in any point of it
            level = f(wedge.mean(axis=0) @ W) @ v + b
            pieces.append(clip(wedge, W @ v, b) if between == "identity" else clip(wedge, (0, 0), level))
        counts = {"right": fires == ORANGES, "oranges": fires & ORANGES, "others": fires & ~ORANGES}
        return {"pieces": pieces, **{name: int(counted.sum()) for name, counted in counts.items()}}

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(LEFT, RIGHT), ylim=(BOTTOM, TOP), xlabel=_("red R"), ylabel=_("green G"))
        room_above(axes)
        shade: dict[str, Any] = {"facecolor": BLUE, "alpha": 0.28, "edgecolor": "none"}
        self.regions = [axes.add_patch(Polygon(wedge, **shade)) for wedge in WEDGES]
        self.fruit = []  # among the moving artists, so that it lies on top of the regions
        for kind, (name, color, marker) in enumerate(LOOKS):
            self.fruit += axes.plot(*POINTS[kinds == kind].T, marker, color=color, markersize=6, label=name)
        for cut in CUTS:
            axes.plot([LEFT, RIGHT], [cut * LEFT, cut * RIGHT], color=INK, linewidth=1, linestyle="--")
        axes.text(0.22, 0.43, _("less green than\na lemon ↓"), fontsize=11, va="center")
        axes.text(0.22, 0.04, _("↑ greener than a tomato"), fontsize=11, va="center")
        figure.legend(loc="outside upper center", ncols=3, handletextpad=0.2)
        self.text = note(axes, 0, 1.04, fontsize=11)
        self.handles = [Handle(axes, along="b", at=on_border)]
        return [*self.regions, *self.fruit, self.text]

    def update(self, result):
        for region, corners in zip(self.regions, result.pieces):
            region.set_visible(len(corners) > 2)
            if region.get_visible():
                region.set_xy(corners)
        self.text.set_text(self.say(_("the third neuron fires where it is blue: {right} of {n} right"), result, n=N))

    def describe(self, result):
        message = _(
            "With {between} between the layers, weights {v1} and {v2} and bias {b}, the third neuron fires for "
            "{oranges} of {each} oranges and for {others} of {rest} other fruits: {right} of {n} right."
        )
        return self.say(message, result, each=N // 3, rest=N - N // 3, n=N)


def on_border(c):
    """Return the point of the straight border that is nearest to the middle; with a step there is no such border."""
    normal, middle = W @ (c.v1, c.v2), np.array([(LEFT + RIGHT) / 2, (BOTTOM + TOP) / 2])
    if c.between == "step" or not normal.any():
        return None
    return tuple(middle - normal * (middle @ normal + c.b) / (normal @ normal))


def wedges():
    """Return the corners of the three pieces into which the two cuts divide the window."""
    window = np.array([[LEFT, BOTTOM], [RIGHT, BOTTOM], [RIGHT, TOP], [LEFT, TOP]])
    shares = (-1.0, *CUTS, 9.0)
    return [clip(clip(window, (-low, 1), 0), (high, -1), 0) for low, high in zip(shares, shares[1:])]


WEDGES = wedges()
