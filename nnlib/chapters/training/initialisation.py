"""The figure `Initialisation` of the chapter *Training a network*."""

from functools import lru_cache
from types import SimpleNamespace

import numpy as np
from matplotlib.collections import PolyCollection

from nnlib import BinaryCrossEntropy, initializers, mlp
from nnlib.diagnosis import FLAT
from nnlib.layers import Activation, Dense
from nnlib.live import Choice, Explorable, Slider
from nnlib.numerals import number, power_of_ten
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE
from nnlib.words import _


@lru_cache(maxsize=16)  # a move of one control looks at the same networks again
def _before_training(scheme, activation, depth):
    """Return, layer by layer: outputs, their standard deviation, the sizes of dZ and dW, and the share of flat units."""
    rng = np.random.default_rng(1)
    X = rng.normal(size=(Initialisation.examples, Initialisation.width))
    sizes = [Initialisation.width] * (depth + 1) + [1]
    net = mlp(sizes, activation, initializer=Initialisation.schemes.get(scheme, scheme), rng=rng)
    outputs = net.outputs(X)
    gradient, back = BinaryCrossEntropy().gradient(outputs[-1], X[:, 0] > 0), []
    for layer in reversed(net.layers):
        if isinstance(layer, Dense):
            back.append(np.sqrt(np.mean(gradient**2)))
        gradient = layer.backward(gradient)
    blocks = [(layer, Z, A) for layer, Z, A in zip(net.layers, outputs, outputs[1:]) if isinstance(layer, Activation)]
    slope = blocks[-1][0].function.derivative(blocks[-1][1])
    return SimpleNamespace(
        outputs=[A for _layer, _Z, A in blocks],
        spread=np.array([A.std() for _layer, _Z, A in blocks]),
        dZ=np.array(back[::-1][:-1]),
        dW=np.array([np.sqrt(np.mean(layer.dW**2)) for layer in net.layers if isinstance(layer, Dense)][:-1]),
        flat=float(np.mean(np.abs(slope) < FLAT)) if activation == "tanh" else 0.0,
    )


class Initialisation(Explorable):
    """What the first forward and the first backward pass of a deep network give, layer by layer, before any training."""

    title = _("Before the first step")
    size = (400, 470)
    scheme = Choice(
        label=_("initial weights"),
        options={
            "zeros": _("zeros"),
            "small": _("small: 0.01"),
            "large": _("large: 1"),
            "xavier": _("Xavier"),
            "he": _("He"),
        },
        start="xavier",
    )
    depth = Slider(label=_("hidden layers"), low=2, high=10, step=1, grid=(2, 4, 6, 8, 10), start=10)
    activation = Choice(label=_("activation"), options={"tanh": _("tanh"), "relu": _("ReLU")}, start="relu")

    width, examples = 64, 100
    schemes = {"small": initializers.normal(0.01), "large": initializers.normal(1.0)}
    names = {"small": _("small"), "large": _("large"), "xavier": _("Xavier"), "he": _("He")}
    bins = np.linspace(-3.5, 3.5, 57)
    zero = 28  # the bin that begins at 0
    forward, back = (-3.4, 3.4), (-7.5, 1.5)
    """The powers of ten that the upper and the lower panel show; lines leave them."""

    def compute(self, scheme, depth, activation):
        layers = int(depth)
        run = _before_training(scheme, activation, layers)
        sizes = [np.sqrt(np.mean(A**2)) or 1 for A in run.outputs]
        shapes = [np.histogram(A / size, self.bins)[0] for A, size in zip(run.outputs, sizes)]
        return {
            "spread": run.spread,
            "shape": np.array(shapes),
            "dZ": run.dZ,
            "gradient": run.dW,
            "flat": run.flat,
            "others": {name: _before_training(name, activation, 10).spread[:layers] for name in self.names},
        }

    def verdict(self, result):
        """Say in a few words what becomes of the signal."""
        first, last = result.spread[0], result.spread[-1]
        if last == 0:
            return _("no signal: every output is 0")
        if result.flat > 0.5:
            return _("saturated: {share} % of the last layer is flat").format(share=number(100 * result.flat, 0))
        factor = (last / first) ** (1 / (len(result.spread) - 1))
        words = _("fades") if factor < 0.95 else _("explodes") if factor > 1.25 else _("keeps its size")
        return _("the signal {words}: × {factor} in each layer").format(words=words, factor=number(factor))

    def build(self, figure):
        upper, middle, lower = figure.subplots(3, 1, sharex=True, height_ratios=(10, 6, 8))
        upper.set(xlim=(0.4, 12.4), ylim=self.forward, ylabel=_("spread of a"))
        upper.set_title("\n")  # keeps room for a line of words
        self.words = upper.text(0.5, 1.09, "", ha="center", transform=upper.transAxes, weight="bold", in_layout=False)
        upper.axhline(0, color=GREY, linewidth=0.8)
        self.ghosts = [upper.plot([], [], color=GREY, linewidth=1.5, linestyle="--")[0] for _name in self.names]
        self.labels = [
            upper.text(0, 0, name, va="center", fontsize=11, in_layout=False) for name in self.names.values()
        ]
        (self.spreads,) = upper.plot([], [], "o-", color=BLUE, markersize=6, linewidth=2.5)
        middle.set(ylim=(-3.7, 3.7), yticks=(0,), ylabel=_("shape of a"))
        self.shapes = middle.add_collection(PolyCollection([], facecolor=BLUE, edgecolor="none"))
        lower.set(ylim=self.back, xlabel=_("hidden layer"), ylabel=_("gradient"))
        lower.set_xticks(range(1, 11))
        (self.dZ,) = lower.plot([], [], "s-", color=ORANGE, markersize=5, linewidth=2)
        (self.dW,) = lower.plot([], [], "D--", color=INK, markersize=4, linewidth=1.5)
        for axes, ticks in ((upper, (-2, 0, 2)), (lower, (-6, -4, -2, 0))):
            axes.set_yticks(ticks, map(power_of_ten, ticks))
        self.ends = [lower.text(0, 0, name, va="center", fontsize=11, in_layout=False) for name in ("dZ", "dW")]
        return [*self.ghosts, *self.labels, self.shapes, self.spreads, self.dZ, self.dW, *self.ends, self.words]

    def name_line(self, text, powers, limits):
        """Put the name of a line behind its last layer, or where it leaves the picture, with an arrow."""
        inside = np.flatnonzero((powers > limits[0]) & (powers < limits[1]))
        if len(inside) == len(powers):
            at, height, arrow = len(powers) + 0.3, powers[-1], ""
        else:
            up = powers[np.setdiff1d(np.arange(len(powers)), inside)[-1]] > limits[1]
            edge = limits[1] - 0.35 if up else limits[0] + 0.35
            at, height, arrow = min(max(len(inside), 1) + 1.2, 10.4), edge, " ↑" if up else " ↓"
        text.set_position((at, height))
        text.set_text(text.get_text().rstrip(" ↑↓") + arrow)
        return height

    def update(self, result):
        layers = np.arange(1, len(result.spread) + 1)
        placed = []
        for name, ghost, label in zip(self.names, self.ghosts, self.labels):
            powers = np.log10(result.others[name])
            ghost.set_data(layers, powers)
            height = self.name_line(label, powers, self.forward)
            label.set_weight("bold" if name == result.scheme else "normal")
            if label.get_text()[-1] not in "↑↓":
                placed.append((height, label))
        lowest = -np.inf
        for height, label in sorted(placed, key=lambda pair: pair[0]):  # names do not stand on each other
            lowest = max(height, lowest + 0.75)
            label.set_position((len(layers) + 0.3, lowest))
        self.spreads.set_data(layers, np.log10(np.maximum(result.spread, 1e-30)))
        middles, outlines = np.repeat(self.bins, 2)[1:-1], []
        for layer, counts in enumerate(result.shape, start=1):
            filled = np.flatnonzero(counts)
            part = slice(2 * filled[0], 2 * filled[-1] + 2)  # nothing is drawn where there is nothing
            widest = np.delete(counts, self.zero).max() or counts.max()  # half of what ReLU gives is exactly 0
            half = np.repeat(0.43 * np.minimum(counts / widest, 1), 2)[part]
            outlines.append(np.column_stack([np.r_[layer - half, (layer + half)[::-1]], np.tile(middles[part], 2)]))
            outlines[-1][len(half) :, 1] = middles[part][::-1]
        self.shapes.set_verts(outlines)
        ends = []
        for line, text, sizes in ((self.dZ, self.ends[0], result.dZ), (self.dW, self.ends[1], result.gradient)):
            powers = np.log10(np.maximum(sizes, 1e-30))
            line.set_data(layers, powers)
            outside = not self.back[0] < powers[-1] < self.back[1]
            ends.append(np.clip(powers[-1], self.back[0] + 0.6, self.back[1] - 0.6))
            text.set_text(text.get_text()[:2] + (" ↓" if outside and powers[-1] < 0 else " ↑" if outside else ""))
        if abs(ends[0] - ends[1]) < 1.4:
            up = 1 if ends[0] >= ends[1] else -1
            middle = np.clip(sum(ends) / 2, self.back[0] + 1.3, self.back[1] - 1.3)
            ends = [middle + 0.7 * up, middle - 0.7 * up]
        for text, height in zip(self.ends, ends):
            text.set_position((len(layers) + 0.3, height))
        self.words.set_text(self.verdict(result))

    def short(self, value):
        """Write a standard deviation in few characters."""
        return number(value) if value == 0 or 0.01 <= value < 100 else power_of_ten(round(np.log10(value)))

    def describe(self, result):
        return _(
            "{scheme}; hidden layers: {depth}; {activation}: {verdict}. The standard deviation of the outputs is {first} "
            "in layer 1 and {last} in layer {depth}; on the way back dZ has the size {dz_last} in layer {depth} and "
            "{dz_first} in layer 1, dW {dw_last} and {dw_first}."
        ).format(
            scheme=self.scheme.text(result.scheme).capitalize(),
            depth=number(result.depth),
            activation=self.activation.text(result.activation),
            verdict=self.verdict(result),
            first=self.short(result.spread[0]),
            last=self.short(result.spread[-1]),
            dz_first=self.short(result.dZ[0]),
            dz_last=self.short(result.dZ[-1]),
            dw_first=self.short(result.gradient[0]),
            dw_last=self.short(result.gradient[-1]),
        )
