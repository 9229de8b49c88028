"""The figure `Initialisation` of the chapter *Training a network*."""

import numpy as np
from matplotlib.collections import PolyCollection

from nnlib import BinaryCrossEntropy, initializers, mlp
from nnlib.diagnosis import FLAT
from nnlib.layers import Activation, Dense
from nnlib.live import Choice, Explorable, Handle, Prediction, Slider
from nnlib.numerals import power_of_ten
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE
from nnlib.words import _, fill

WIDTH, EXAMPLES = 64, 100
SCHEMES = {"small": initializers.normal(0.01), "large": initializers.normal(1.0)}
CHOICES = {"zeros": _("zeros"), "small": _("small: 0.01"), "large": _("large: 1"), "xavier": _("Xavier"), "he": _("He")}
NAMES = {"small": _("small"), "large": _("large"), "xavier": _("Xavier"), "he": _("He")}
"""Of the lines in the picture: zeros have none."""

BINS = np.linspace(-3.5, 3.5, 57)
ZERO = 28  # the bin that begins at 0

FORWARD, BACK = (-3.4, 3.4), (-7.5, 1.5)
"""The powers of ten that the upper and the lower panel show; lines leave them."""


def first_pass(scheme, activation, depth):
    """Run a fresh network once forward and once backward; return, layer by layer, what comes of it.

    That is the outputs, their standard deviation, the sizes of dZ and dW, and the share of the last layer that is flat.
    """
    rng = np.random.default_rng(1)
    X = rng.normal(size=(EXAMPLES, WIDTH))
    net = mlp([WIDTH] * (depth + 1) + [1], activation, initializer=SCHEMES.get(scheme, scheme), rng=rng)
    outputs = net.outputs(X)
    gradient, back = BinaryCrossEntropy().gradient(outputs[-1], X[:, 0] > 0), []
    for layer in reversed(net.layers):
        if isinstance(layer, Dense):
            back.append(np.sqrt(np.mean(gradient**2)))
        gradient = layer.backward(gradient)
    hidden = [(layer, Z, A) for layer, Z, A in zip(net.layers, outputs, outputs[1:]) if isinstance(layer, Activation)]
    slope = hidden[-1][0].function.derivative(hidden[-1][1])
    weights = [layer.dW for layer in net.layers if isinstance(layer, Dense)]
    return {
        "outputs": [A for _layer, _Z, A in hidden],
        "spread": np.array([A.std() for _layer, _Z, A in hidden]),
        "dZ": np.array(back[:0:-1]),
        "gradient": np.array([np.sqrt(np.mean(dW**2)) for dW in weights[:-1]]),
        "flat": float(np.mean(np.abs(slope) < FLAT)) if activation == "tanh" else 0.0,
    }


def verdict(spread, flat):
    """Say in a few words what becomes of the signal."""
    if spread[-1] == 0:
        return _("no signal: every output is 0")
    if flat > 0.5:
        return fill(_("saturated: {flat:%} of the last layer is flat"), flat=flat)
    factor = (spread[-1] / spread[0]) ** (1 / (len(spread) - 1))
    words = _("fades") if factor < 0.95 else _("explodes") if factor > 1.25 else _("keeps its size")
    return fill(_("the signal {words}: × {factor} in each layer"), words=words, factor=factor)


def outlines(shape):
    """Return what surrounds the histogram of each layer, drawn to both sides of the layer's place."""
    edges, surrounded = np.repeat(BINS, 2)[1:-1], []
    for layer, counts in enumerate(shape, start=1):
        filled = np.flatnonzero(counts)
        part = slice(2 * filled[0], 2 * filled[-1] + 2)  # nothing is drawn where there is nothing
        widest = np.delete(counts, ZERO).max() or counts.max()  # half of what ReLU gives is exactly 0
        half = np.repeat(0.43 * np.minimum(counts / widest, 1), 2)[part]
        sides = np.r_[layer - half, (layer + half)[::-1]]
        surrounded.append(np.column_stack([sides, np.r_[edges[part], edges[part][::-1]]]))
    return surrounded


def forward_names(lines):
    """Return the place and the text of each line's name: behind its last layer, and not on another name.

    The name of a line that leaves the picture stands where it leaves, with an arrow.
    """
    names, lowest, (bottom, top) = {}, -np.inf, FORWARD
    for name, powers in sorted(lines.items(), key=lambda line: line[1][-1]):
        outside = np.flatnonzero((powers <= bottom) | (powers >= top))
        if len(outside):
            up, last_seen = powers[outside[-1]] > top, max(len(powers) - len(outside), 1)
            place = min(last_seen + 1.2, 10.4), top - 0.35 if up else bottom + 0.35
            names[name] = place, NAMES[name] + (" ↑" if up else " ↓")
        else:
            lowest = max(powers[-1], lowest + 0.75)
            names[name] = (len(powers) + 0.3, lowest), NAMES[name]
    return names


def back_names(lines):
    """Return the heights at which the names of two lines end, apart and inside the picture, and their arrows."""
    bottom, top = BACK
    ends = [powers[-1] for powers in lines]
    arrows = ["" if bottom < end < top else " ↓" if end < 0 else " ↑" for end in ends]
    first, second = np.clip(ends, bottom + 0.6, top - 0.6)
    if abs(first - second) < 1.4:
        middle, half = np.clip((first + second) / 2, bottom + 1.3, top - 1.3), 0.7 if first >= second else -0.7
        first, second = middle + half, middle - half
    return (first, second), arrows


def panels(figure):
    """Return the axes of the spread, of the shapes and of the gradient, one above the other."""
    upper, middle, lower = figure.subplots(3, 1, sharex=True, height_ratios=(10, 6, 8))
    upper.set(xlim=(0.4, 12.4), ylim=FORWARD, ylabel=_("spread of a"))
    upper.set_title("\n")  # keeps room for a line of words
    upper.axhline(0, color=GREY, linewidth=0.8)
    middle.set(ylim=(-3.7, 3.7), yticks=(0,), ylabel=_("shape of a"))
    lower.set(ylim=BACK, xlabel=_("hidden layer"), ylabel=_("gradient"), xticks=range(1, 11))
    for axes, ticks in ((upper, (-2, 0, 2)), (lower, (-6, -4, -2, 0))):
        axes.set_yticks(ticks, map(power_of_ten, ticks))
    return upper, middle, lower


class Initialisation(Explorable):
    """What the first forward and backward pass of a deep network give, layer by layer, before any training."""

    title = _("Before the first step")
    size = (400, 470)
    scheme = Choice(label=_("initial weights"), options=CHOICES, start="xavier")
    depth = Slider(label=_("hidden layers"), low=2, high=10, step=1, grid=(2, 4, 6, 8, 10), start=10)
    activation = Choice(label=_("activation"), options={"tanh": _("tanh"), "relu": _("ReLU")}, start="relu")

    prediction = Prediction(
        question=_("Xavier with ReLU: by which factor does the standard deviation shrink in each layer?"),
        options={"0.9": "0.9", "0.7": "0.7", "0.5": "0.5"},
        answer=lambda result: min(
            ("0.9", "0.7", "0.5"),
            key=lambda key: abs(float(key) - (result.spread[-1] / result.spread[0]) ** (1 / (len(result.spread) - 1))),
        ),
    )

    def run(self, activation):
        return {name: np.log10(first_pass(name, activation, 10)["spread"]) for name in NAMES}

    def compute(self, run, scheme, depth, activation):
        layers = int(depth)
        found = first_pass(scheme, activation, layers)
        sizes = [np.sqrt(np.mean(A**2)) or 1 for A in found["outputs"]]
        return {
            **found,
            "shape": np.array([np.histogram(A / size, BINS)[0] for A, size in zip(found["outputs"], sizes)]),
            "others": {name: powers[:layers] for name, powers in run.items()},
            "last": {name: found[name][-1] for name in ("spread", "dZ", "gradient")},
            "verdict": verdict(found["spread"], found["flat"]),
        }

    def build(self, figure):
        upper, middle, lower = panels(figure)
        self.words = upper.text(0.5, 1.09, "", ha="center", transform=upper.transAxes, weight="bold", in_layout=False)
        name = {"va": "center", "fontsize": 11, "in_layout": False}
        self.ghosts = [upper.plot([], [], color=GREY, linewidth=1.5, linestyle="--")[0] for _name in NAMES]
        self.labels = [upper.text(0, 0, "", **name) for _name in NAMES]
        (self.spreads,) = upper.plot([], [], "o-", color=BLUE, markersize=6, linewidth=2.5)
        self.shapes = middle.add_collection(PolyCollection([], facecolor=BLUE, edgecolor="none"))
        (self.stop,) = middle.plot([], [], color=GREY, linewidth=2)
        self.handles = [Handle(self.stop, x="depth", at=lambda c: (c.depth + 0.8, 0))]
        self.back = lower.plot([], [], "s-", color=ORANGE, markersize=5, linewidth=2)
        self.back += lower.plot([], [], "D--", color=INK, markersize=4, linewidth=1.5)
        self.ends = [lower.text(0, 0, "", **name) for _name in self.back]
        return [*self.ghosts, *self.labels, self.shapes, self.stop, self.spreads, *self.back, *self.ends, self.words]

    def update(self, result):
        layers = np.arange(1, len(result.spread) + 1)
        spread, *back = (np.log10(np.maximum(size, 1e-30)) for size in (result.spread, result.dZ, result.gradient))
        names = forward_names(result.others)
        for name, ghost, label in zip(NAMES, self.ghosts, self.labels):
            ghost.set_data(layers, result.others[name])
            place, text = names[name]
            label.set(position=place, text=text, weight="bold" if name == result.scheme else "normal")
        self.spreads.set_data(layers, spread)
        self.stop.set_data([len(layers) + 0.8] * 2, [-3, 3])  # where the network ends
        self.shapes.set_verts(outlines(result.shape))
        for line, powers, end, name, height, arrow in zip(self.back, back, self.ends, ("dZ", "dW"), *back_names(back)):
            line.set_data(layers, powers)
            end.set(position=(len(layers) + 0.3, height), text=name + arrow)
        self.words.set_text(result.verdict)

    def describe(self, result):
        message = _(
            "{name}; hidden layers: {depth}; {activation}: {verdict}. The standard deviation of the outputs is "
            "{spread[0]:~} in layer 1 and {last[spread]:~} in layer {depth}; on the way back dZ has the size "
            "{last[dZ]:~} in layer {depth} and {dZ[0]:~} in layer 1, dW {last[gradient]:~} and {gradient[0]:~}."
        )
        return self.say(message, result, name=self.scheme.text(result.scheme).capitalize())
