"""The figure `BumpCurve` of the chapter *Layers and networks*."""

import numpy as np
from matplotlib.collections import LineCollection

from nnlib.chapters.networks.by_hand import given_network
from nnlib.live import Choice, Explorable, Handle, Slider
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE, PURPLE
from nnlib.words import _

CURVES = {"wave": lambda x: np.sin(3 * x) * (1 - x**2 / 4), "peak": lambda x: np.maximum(0, 1 - np.abs(x))}


def bumps_of(curve, count, low=-2.0, high=2.0):
    """Return the ends of so many bumps side by side, and their heights: that of the curve in the middle of each."""
    ends = np.linspace(low, high, count + 1)
    return ends, CURVES[curve]((ends[:-1] + ends[1:]) / 2)


def bump_network(ends, heights, steepness):
    """Return a 1-2n-1 network for n bumps, built and not trained.

    Hidden unit 2i rises at the left end of bump i, hidden unit 2i + 1 at its right end; the output adds the first and
    subtracts the second, times the height.
    """
    rises = np.column_stack([ends[:-1], ends[1:]]).ravel()
    hidden = (np.full((1, len(rises)), steepness), -steepness * rises)
    output = (np.column_stack([heights, -heights]).reshape(-1, 1), np.zeros(1))
    return given_network([hidden, output], "sigmoid")


class BumpCurve(Explorable):
    """Two sigmoids make a bump, bumps side by side make a curve; more units and steeper ones, and the largest error."""

    title = _("A curve built from bumps")
    size = (400, 400)
    counts, slopes = (4, 8, 12, 16, 20, 24, 32, 40, 48, 64), (2, 4, 6, 8, 10, 15, 20, 30, 50, 100)
    units = Slider(label=_("hidden units"), low=4, high=64, step=4, grid=counts, start=16)
    steepness = Slider(label=_("steepness k"), low=2, high=100, step=1, grid=slopes, start=20)
    curve = Choice(label=_("curve to build"), options={"wave": _("wave"), "peak": _("peak")}, start="wave")

    x = np.linspace(-2, 2, 201)
    between = np.linspace(-2, 2, 2001)
    """Where the largest error is looked for: at the jumps of steep bumps it falls between the points that are drawn."""

    def compute(self, units, steepness, curve):
        bumps = int(units) // 2
        ends, heights = bumps_of(curve, bumps)
        net, chosen = bump_network(ends, heights, steepness), bumps // 2  # the bump to the right of the middle
        wanted, built = CURVES[curve](self.between), net.forward(self.between[:, None])[:, 0]
        rise, fall = net.outputs(self.x[:, None])[2][:, 2 * chosen : 2 * chosen + 2].T
        lines = {"wanted": wanted[::10], "built": built[::10], "rise": rise, "fall": fall}
        error = float(np.abs(built - wanted).max())
        return {**lines, "bumps": bumps, "ends": ends, "heights": heights, "height": heights[chosen], "error": error}

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        upper.set(xlim=(-2, 2), ylim=(-1.25, 1.25), yticks=(-1, 0, 1), ylabel=_("output"))
        lower.set(ylim=(-0.1, 1.15), yticks=(0, 1), xlabel=_("input x"), ylabel=_("two hidden units"))
        self.boxes = upper.add_collection(LineCollection([], color=GREY, linewidth=1, label=_("heights")))
        (self.share,) = upper.fill([], [], color=PURPLE, alpha=0.3, linewidth=0, label=_("one bump"))
        (wanted,) = upper.plot([], [], color=INK, linestyle="--", linewidth=1.5, label=_("wanted"))
        (built,) = upper.plot([], [], color=BLUE, linewidth=2.5, label=_("network"))
        (rise,) = lower.plot([], [], color=GREEN, linestyle=":", linewidth=2.5, label=_("one rises"))
        (fall,) = lower.plot([], [], color=ORANGE, linestyle="--", label=_("one is subtracted"))
        (self.bump,) = lower.fill([], [], color=PURPLE, alpha=0.3, linewidth=0, label=_("a bump is left"))
        for side, keys in (("upper", [wanted, built, self.boxes, self.share]), ("lower", [rise, fall, self.bump])):
            spacing = {"ncols": len(keys), "handlelength": 1.4, "columnspacing": 1, "handletextpad": 0.4}
            figure.legend(handles=keys, loc=f"outside {side} center", **spacing)
        self.handles = [
            Handle(lower, x="units", at=lambda c: (8 / c.units, 0.5)),  # where the bump to the right of the middle ends
            Handle(lower, y="steepness", at=lambda c: (0.05, 1 / (1 + np.exp(-0.05 * c.steepness)))),
        ]
        self.lines = [wanted, built, rise, fall]
        return [self.boxes, self.share, *self.lines, self.bump]

    def update(self, result):
        left, right, height = result.ends[:-1], result.ends[1:], result.heights
        corners = ((left, 0 * height), (left, height), (right, height), (right, 0 * height))
        self.boxes.set_segments(np.stack([np.column_stack(corner) for corner in corners], axis=1))
        for line, values in zip(self.lines, (result.wanted, result.built, result.rise, result.fall)):
            line.set_data(self.x, values)
        outline = np.column_stack([self.x, result.rise - result.fall])[::2]
        outline = outline[np.abs(outline[:, 1]) > 0.005]  # where the bump can be seen
        self.share.set_xy(np.vstack([outline * [1, result.height], outline[::-1] * [1, 0]]))
        self.bump.set_xy(np.vstack([outline, outline[::-1] * [1, 0]]))

    def describe(self, result):
        message = _(
            "{name}: {units} hidden units of steepness {steepness} make {bumps} bumps, each {width:3} wide. "
            "The network is off by {error:3} at most."
        )
        name = self.curve.text(result.curve).capitalize()
        return self.say(message, result, name=name, width=4 / result.bumps)
