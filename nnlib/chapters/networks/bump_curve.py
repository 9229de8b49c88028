"""The figure `BumpCurve` of the chapter *Layers and networks*."""

import numpy as np
from matplotlib.collections import LineCollection

from nnlib.chapters.networks.forward_pass import _network
from nnlib.live import Choice, Explorable, Slider
from nnlib.numerals import number
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE, PURPLE
from nnlib.words import _

CURVES = {"wave": lambda x: np.sin(3 * x) * (1 - x**2 / 4), "peak": lambda x: np.maximum(0, 1 - np.abs(x))}


def bump_network(curve, bumps, steepness, low=-2.0, high=2.0):
    """Return a 1-2n-1 network, built and not trained: n bumps side by side, each as high as the curve in its middle.

    Hidden unit 2i rises at the left end of bump i, hidden unit 2i + 1 at its right end; the output adds the first and
    subtracts the second, times the height.
    """
    ends = np.linspace(low, high, bumps + 1)
    heights = curve((ends[:-1] + ends[1:]) / 2)
    rises = np.column_stack([ends[:-1], ends[1:]]).ravel()
    hidden = (np.full((1, 2 * bumps), steepness), -steepness * rises)
    output = (np.column_stack([heights, -heights]).reshape(-1, 1), np.zeros(1))
    return _network([hidden, output], "sigmoid")


class BumpCurve(Explorable):
    """Two sigmoids make a bump, bumps side by side make a curve; more units and steeper ones, and the largest error."""

    title = _("A curve built from bumps")
    size = (400, 400)
    units = Slider(
        label=_("hidden units"), low=4, high=64, step=4, grid=(4, 8, 12, 16, 20, 24, 32, 40, 48, 64), start=16
    )
    steepness = Slider(
        label=_("steepness k"), low=2, high=100, step=1, grid=(2, 4, 6, 8, 10, 15, 20, 30, 50, 100), start=20
    )
    curve = Choice(label=_("curve to build"), options={"wave": _("wave"), "peak": _("peak")}, start="wave")

    x = np.linspace(-2, 2, 201)
    between = np.linspace(-2, 2, 2001)
    """Where the largest error is looked for: at the jumps of steep bumps it falls between the points that are drawn."""

    def compute(self, units, steepness, curve):
        bumps = int(units) // 2
        net = bump_network(CURVES[curve], bumps, steepness)
        built = net.forward(self.between[:, None])[:, 0]
        chosen = bumps // 2  # the bump to the right of the middle
        rise, fall = net.outputs(self.x[:, None])[2][:, 2 * chosen : 2 * chosen + 2].T
        ends = np.linspace(-2, 2, bumps + 1)
        heights = CURVES[curve]((ends[:-1] + ends[1:]) / 2)
        return {
            "wanted": CURVES[curve](self.x),
            "built": built[::10],
            "rise": rise,
            "fall": fall,
            "ends": ends,
            "heights": heights,
            "height": float(heights[chosen]),
            "width": 4 / bumps,
            "error": float(np.abs(built - CURVES[curve](self.between)).max()),
        }

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        upper.set(xlim=(-2, 2), ylim=(-1.25, 1.25), yticks=(-1, 0, 1), ylabel=_("output"))
        lower.set(ylim=(-0.1, 1.15), yticks=(0, 1), xlabel=_("input x"), ylabel=_("two hidden units"))
        self.boxes = upper.add_collection(LineCollection([], color=GREY, linewidth=1))
        (self.share,) = upper.fill([], [], color=PURPLE, alpha=0.3, linewidth=0)
        (self.wanted,) = upper.plot([], [], color=INK, linestyle="--", linewidth=1.5)
        (self.built,) = upper.plot([], [], color=BLUE, linewidth=2.5)
        (self.rise,) = lower.plot([], [], color=GREEN, linestyle=":", linewidth=2.5)
        (self.fall,) = lower.plot([], [], color=ORANGE, linestyle="--")
        (self.bump,) = lower.fill([], [], color=PURPLE, alpha=0.3, linewidth=0)
        figure.legend(
            [self.wanted, self.built, self.boxes, self.share],
            [_("wanted"), _("network"), _("heights"), _("one bump")],
            loc="outside upper center", ncols=4, handlelength=1.4, columnspacing=1, handletextpad=0.4,
        )  # fmt: skip
        figure.legend(
            [self.rise, self.fall, self.bump],
            [_("one rises"), _("one is subtracted"), _("a bump is left")],
            loc="outside lower center", ncols=3, handlelength=1.4, columnspacing=1, handletextpad=0.4,
        )  # fmt: skip
        return [self.boxes, self.share, self.wanted, self.built, self.rise, self.fall, self.bump]

    def update(self, result):
        left, right, height = result.ends[:-1], result.ends[1:], result.heights
        corners = ((left, 0 * height), (left, height), (right, height), (right, 0 * height))
        self.boxes.set_segments(np.stack([np.column_stack(corner) for corner in corners], axis=1))
        outline = np.column_stack([self.x, result.rise - result.fall])[::2]
        seen = np.abs(outline[:, 1]) > 0.005
        outline = outline[seen]
        base = outline[::-1] * [1, 0]
        self.share.set_xy(np.vstack([outline * [1, result.height], base]))
        self.bump.set_xy(np.vstack([outline, base]))
        self.wanted.set_data(self.x, result.wanted)
        self.built.set_data(self.x, result.built)
        self.rise.set_data(self.x, result.rise)
        self.fall.set_data(self.x, result.fall)

    def describe(self, result):
        return _(
            "{curve}: {units} hidden units of steepness {steepness} make {bumps} bumps, each {width} wide. "
            "The network is off by {error} at most."
        ).format(
            curve=self.curve.text(result.curve).capitalize(),
            units=number(result.units),
            steepness=number(result.steepness),
            bumps=int(result.units) // 2,
            width=number(result.width, 3),
            error=number(result.error, 3),
        )
