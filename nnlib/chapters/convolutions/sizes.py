"""The figure `Sizes` of the chapter *A first look at convolutions*."""

import numpy as np
from matplotlib.path import Path

from nnlib.convolution import output_size
from nnlib.live import Explorable, Handle, Slider
from nnlib.plots.dots import Shape
from nnlib.plots.palette import BLUE, GREEN, GREY, ORANGE
from nnlib.words import _, _n

WIDEST = 16  # pixels with padding
BOTTOM = 11.8  # where the outputs stand


def boxes(lefts, widths, tops, height):
    """Return rectangles as one path."""
    lefts, widths, tops = np.broadcast_arrays(lefts, widths, tops)
    x = lefts[:, None] + np.array([0, 1, 1, 0, 0]) * widths[:, None]
    y = tops[:, None] + np.array([0, 0, 1, 1, 0]) * height
    codes = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY] * len(lefts)
    return Path(np.dstack([x, y]).reshape(-1, 2), codes) if len(lefts) else Path([(-9, -9)])


def windows(c):
    """Return how many places the kernel has."""
    return output_size(round(c.pixels), round(c.kernel), round(c.stride), round(c.padding))


def left_end(c):
    """Return where the row begins, with its padding."""
    return (WIDEST - c.pixels - 2 * c.padding) / 2


def pitch_of(count):
    """Return how far below one another so many windows stand."""
    return min(2.2, 9.4 / count)


def top(count, index):
    """Return where a window of so many begins."""
    return 1.5 + pitch_of(count) * index


def middle(c, index):
    """Return the height of the middle of a window."""
    count = windows(c)
    return top(count, index) + min(0.7, 0.5 * pitch_of(count)) / 2


class Sizes(Explorable):
    """A row of pixels, every place where the kernel fits, and the outputs that come of them."""

    title = _("How large is the output?")
    size = (400, 340)
    pixels = Slider(label=_("pixels in a row"), low=5, high=12, step=1, start=7)
    kernel = Slider(label=_("width of the kernel"), low=1, high=5, step=1, start=3)
    stride = Slider(label=_("stride"), low=1, high=4, step=1, start=2)
    padding = Slider(label=_("padding on each side"), low=0, high=2, step=1, start=0)

    def compute(self, pixels, kernel, stride, padding):
        n, k, s, p = (round(value) for value in (pixels, kernel, stride, padding))
        count = output_size(n, k, s, p)
        starts = s * np.arange(count)
        reached = np.zeros(n + 2 * p, bool)
        for start in starts:
            reached[start : start + k] = True
        return {"starts": starts, "count": count, "left_over": np.flatnonzero(~reached)}

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(-0.3, WIDEST + 0.3), ylim=(14.1, -1.4), xticks=(), yticks=())
        axes.spines[:].set_visible(False)
        self.inputs = axes.add_patch(Shape(facecolor=BLUE, edgecolor="none", alpha=0.6))
        self.zeros = axes.add_patch(Shape(facecolor="none", edgecolor=GREY, linestyle=(0, (2, 2)), linewidth=1.2))
        self.lines = axes.add_patch(Shape(fill=False, edgecolor=GREY, linewidth=1))
        self.places = axes.add_patch(Shape(facecolor=GREEN, edgecolor="none"))
        self.outputs = axes.add_patch(Shape(facecolor="none", edgecolor=GREEN, linewidth=2))
        (self.missed,) = axes.plot([], [], "x", color=ORANGE, markersize=11, markeredgewidth=2.5)
        axes.text(WIDEST / 2, -0.35, _("the pixels, with padding"), ha="center", va="bottom", in_layout=False)
        self.words = axes.text(WIDEST / 2, BOTTOM + 2.1, "", ha="center", va="bottom", in_layout=False)
        self.handles = [
            Handle(axes, x="pixels", at=lambda c: ((WIDEST + c.pixels) / 2, 0.45)),
            Handle(axes, x="padding", at=lambda c: (left_end(c), 0.45)),
            Handle(axes, x="kernel", at=lambda c: (left_end(c) + c.kernel, middle(c, 0))),
            Handle(axes, x="stride", at=lambda c: (left_end(c) + c.stride, middle(c, 1)) if windows(c) > 1 else None),
        ]
        return [self.inputs, self.zeros, self.lines, self.places, self.outputs, self.missed, self.words]

    def update(self, result):
        n, k, p, count = round(result.pixels), round(result.kernel), round(result.padding), result.count
        left, right = left_end(result), (WIDEST - count) / 2
        self.inputs.set_path(boxes(left + p + 0.06 + np.arange(n), 0.88, 0.0, 0.9))
        pads = np.concatenate([np.arange(p), p + n + np.arange(p)])
        self.zeros.set_path(boxes(left + 0.06 + pads, 0.88, 0.0, 0.9))
        pitch, tops = pitch_of(count), top(count, np.arange(count))
        self.places.set_path(boxes(left + result.starts + 0.06, k - 0.12, tops, min(0.7, 0.5 * pitch)))
        self.outputs.set_path(boxes(right + 0.06 + np.arange(count), 0.88, BOTTOM, 0.9))
        middles = np.column_stack([left + result.starts + k / 2, tops + 0.3 * min(1, pitch)])
        ends = np.column_stack([right + 0.5 + np.arange(count), np.full(count, BOTTOM)])
        self.lines.set_path(Path(np.stack([middles, ends], axis=1).reshape(-1, 2), [Path.MOVETO, Path.LINETO] * count))
        self.missed.set_data(left + result.left_over + 0.5, np.full(len(result.left_over), 0.45))
        self.words.set_text(_n("{n} window, {n} output", "{n} windows, {n} outputs", count).format(n=count))

    def describe(self, result):
        missed = len(result.left_over)
        rest = _n("{n} place is never looked at", "{n} places are never looked at", missed).format(n=missed)
        return self.say(
            _(
                "{pixels} pixels, kernel {kernel}, stride {stride}, padding {padding}: ⌊({pixels} + 2 · {padding} − "
                "{kernel}) / {stride}⌋ + 1 = {count}; {rest}."
            ),
            result,
            rest=rest if missed else _("every place is looked at"),
        )
