"""The figure `TwoCuts` of the chapter *Activations*."""

import numpy as np
from matplotlib.patches import Polygon

from nnlib import activations, datasets
from nnlib.live import Choice, Explorable, Slider
from nnlib.numerals import number
from nnlib.plots.palette import BLUE, GOLD, INK, ORANGE, PURPLE
from nnlib.words import _


class TwoCuts(Explorable):
    """Two neurons see on which side of a cut a fruit lies; a third joins them, with a step in between or with nothing."""

    title = _("Two neurons and a third that joins them")
    size = (400, 380)
    between = Choice(
        label=_("between the layers"), options={"identity": _("nothing"), "step": _("a step")}, start="identity"
    )
    v1 = Slider(label=_("weight of “greener”"), low=-2, high=2, step=0.1, grid_step=0.5, start=1)
    v2 = Slider(label=_("weight of “less green”"), low=-2, high=2, step=0.1, grid_step=0.5, start=1)
    b = Slider(
        label=_("bias of the third"),
        low=-2,
        high=2,
        step=0.05,
        grid=(-1.5, -1, -0.5, -0.25, 0, 0.25, 0.5, 1),
        start=-0.25,
    )

    n = 90
    W, cuts = np.array([[-0.4, 0.7], [1.0, -1.0]]), (0.4, 0.7)  # G − 0.4 R and 0.7 R − G
    left, right, bottom, top = 0.2, 1.1, 0.0, 0.95

    def __init__(self, *args, **controls):
        X, self.kind = datasets.fruit(self.n, rng=0)
        self.points = X[:, :2]
        super().__init__(*args, **controls)

    def compute(self, between, v1, v2, b):
        v, f = np.array([v1, v2]), activations.get(between)
        fires = f(self.points @ self.W) @ v + b > 0
        orange = self.kind == 1
        shares = (-1.0, *self.cuts, 9.0)  # the two lines cut the picture into three wedges
        pieces = []
        for low, high in zip(shares, shares[1:]):
            wedge = self.clip(self.clip(self.window(), (-low, 1), 0), (high, -1), 0)
            inside = np.mean(wedge, axis=0) @ self.W
            # in a wedge the third sum is a plane: with a step a level one, as high as in any point of it
            normal, level = (self.W @ v, b) if between == "identity" else (np.zeros(2), f(inside) @ v + b)
            pieces.append(self.clip(wedge, normal, level))
        return {
            "pieces": pieces,
            "right": int((fires == orange).sum()),
            "oranges": int((fires & orange).sum()),
            "others": int((fires & ~orange).sum()),
        }

    def window(self):
        """Return the corners of the picture."""
        return np.array(
            [[self.left, self.bottom], [self.right, self.bottom], [self.right, self.top], [self.left, self.top]]
        )

    def clip(self, corners, normal, level):
        """Return the corners of the part of a convex polygon where normal · x + level > 0."""
        kept = []
        height = np.round(corners @ np.asarray(normal, float) + level, 9)  # a corner on the line is on it everywhere
        for i in range(len(corners)):
            here, there = height[i - 1], height[i]
            if (here > 0) != (there > 0):
                kept.append(corners[i - 1] + (corners[i] - corners[i - 1]) * here / (here - there))
            if there > 0:
                kept.append(corners[i])
        return np.array(kept).reshape(-1, 2)

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(self.left, self.right), ylim=(self.bottom, self.top), xlabel=_("red R"), ylabel=_("green G"))
        axes.set_title("\n")  # room for a line of text
        self.regions = [Polygon(np.zeros((1, 2)), facecolor=BLUE, alpha=0.28, edgecolor="none") for _wedge in range(3)]
        for region in self.regions:
            axes.add_patch(region)
        self.fruit = []  # among the moving artists, so that it lies on top of the regions
        for kind, (color, marker, name) in enumerate(
            ((PURPLE, "s", _("tomato")), (ORANGE, "o", _("orange")), (GOLD, "^", _("lemon")))
        ):
            self.fruit += axes.plot(*self.points[self.kind == kind].T, marker, color=color, markersize=6, label=name)
        for share in self.cuts:
            ends = np.array([self.left, self.right])
            axes.plot(ends, share * ends, color=INK, linewidth=1, linestyle="--")
        axes.text(0.22, 0.43, _("less green than\na lemon ↓"), fontsize=11, va="center")
        axes.text(0.22, 0.04, _("↑ greener than a tomato"), fontsize=11, va="center")
        figure.legend(loc="outside upper center", ncols=3, handletextpad=0.2)
        self.text = axes.text(0, 1.04, "", transform=axes.transAxes, fontsize=11, in_layout=False)
        return [*self.regions, *self.fruit, self.text]

    def update(self, result):
        for region, corners in zip(self.regions, result.pieces):
            region.set_visible(len(corners) > 2)
            if len(corners) > 2:
                region.set_xy(corners)
        self.text.set_text(
            _("the third neuron fires where it is blue: {right} of {n} right").format(right=result.right, n=self.n)
        )

    def describe(self, result):
        return _(
            "With {between} between the layers, weights {v1} and {v2} and bias {b}, the third neuron fires for {oranges} of "
            "{each} oranges and for {others} of {rest} other fruits: {right} of {n} right."
        ).format(
            between=self.between.text(result.between),
            v1=number(result.v1),
            v2=number(result.v2),
            b=number(result.b),
            oranges=result.oranges,
            each=self.n // 3,
            others=result.others,
            rest=self.n - self.n // 3,
            right=result.right,
            n=self.n,
        )
