"""The figure `ForwardPass` of the chapter *Layers and networks*."""

import numpy as np
from matplotlib.path import Path

from nnlib.chapters.networks.by_hand import given_network, row
from nnlib.live import Choice, Explorable, Handle, Slider, Step
from nnlib.numerals import number
from nnlib.plots.diagrams import plot_network
from nnlib.plots.palette import GREY, INK, PAPER
from nnlib.words import _, fill

CHANGEABLE = {
    "x2-h3": (_("x₂ → hidden 3"), "weights", 0, (1, 2)),
    "x1-h1": (_("x₁ → hidden 1"), "weights", 0, (0, 0)),
    "h2-y1": (_("hidden 2 → output 1"), "weights", 1, (1, 0)),
    "h3-y2": (_("hidden 3 → output 2"), "weights", 1, (2, 1)),
    "b1": (_("bias of output 1"), "biases", 1, (0,)),
}
"""The numbers that can be changed: what each is called, and where it is, the layer before it first."""

SAID = (
    _("Inputs {x}; nothing is computed yet."),
    _("Inputs {x}: ReLU turns the hidden sums {z} into {a}."),
    _("Inputs {x}: ReLU turns the hidden sums {z} into {a}; the outputs are {y}."),
)


BEADS = (0.625 + 0.44, -0.625 - 0.44)
"""How high the beads are that set the inputs: above the first one, below the second one, where no line passes."""


def beads(c):
    """Return where the beads of the inputs are, and that of the chosen number: on its line, or left of a bias."""
    inputs = [(0.13 * x, height) for x, height in zip((c.x1, c.x2), BEADS)]
    at = 0.62 + 0.06 * c.change
    ends = {"x2-h3": (0, -0.625, -1), "x1-h1": (0, 0.625, 1), "h2-y1": (1, 0, 0.625), "h3-y2": (1, -1, -0.625)}
    if c.chosen == "b1":
        return [*inputs, (1 + at, 0.86)]
    column, start, end = ends[c.chosen]
    return [*inputs, (column + at, start + at * (end - start))]


def frame(axes, text, width, ratio):
    """Return a frame, yet without a place, for a number that stands where `text` does: so many pixels wide."""
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]) * [1, ratio]
    style = {"marker": Path(corners), "markersize": width, "markerfacecolor": "none", "markeredgecolor": INK}
    place = {"transform": text.get_transform(), "clip_on": False, "in_layout": False}
    return axes.plot([], [], linestyle="", markeredgewidth=1.5, **style, **place)[0]


class ForwardPass(Explorable):
    """A 2-3-2 network with every weight, bias, sum and output in sight, stage by stage; one weight can be changed."""

    title = _("A forward pass, number by number")
    size = (400, 400)
    x1 = Slider(label=_("input x₁"), low=-2, high=2, step=0.1, grid=(-1, 0, 1), start=1)
    x2 = Slider(label=_("input x₂"), low=-2, high=2, step=0.1, grid=(0, 1, 2), start=2)
    names = {chosen: name for chosen, (name, *_place) in CHANGEABLE.items()}
    chosen = Choice(label=_("number to change"), options=names, start="x2-h3")
    change = Slider(label=_("add to it"), low=-2, high=2, step=0.1, grid_step=1, start=0)
    shown = {"weight": _("weights"), "product": _("weight × what comes in")}
    edges = Choice(label=_("numbers on the lines"), options=shown, start="weight")
    layer = Step(label=_("computed up to layer"), stages=(0, 1, 2), start=2, interval=1500)

    weights = (np.array([[1, -1, 2], [1, 2, -1]]), np.array([[2, 1], [-1, 1], [1, -3]]))
    biases = (np.array([0, 1, -1]), np.array([1, -2]))

    def compute(self, x1, x2, chosen, change, edges, layer):
        given = {"weights": [W.astype(float) for W in self.weights], "biases": [b.astype(float) for b in self.biases]}
        _name, kind, before, place = CHANGEABLE[chosen]
        given[kind][before][place] += change
        value = float(given[kind][before][place])
        x, z, a, y = (found[0] for found in given_network(zip(*given.values()), "relu").outputs([[x1, x2]]))
        products = tuple(arriving[:, None] * W for arriving, W in zip((x, a), given["weights"]))
        return {"sums": (z, y), "outputs": (x, a, y), "products": products, "value": value, **given}

    def build(self, figure):
        axes = figure.subplots()
        titles = (_("layer 0: inputs"), _("layer 1: hidden"), _("layer 2: outputs"))
        self.network = plot_network(axes, (2, 3, 2), titles=titles)
        weight, bias = self.network.labels[0][0, 0], self.network.above[2][0]
        self.frames = [frame(axes, weight, 34, 0.56), frame(axes, bias, 48, 0.4)]  # a bias stands above its unit
        axes.set_xlim(-0.4, 2.3)
        for height in BEADS:
            axes.plot([-0.26, 0.26], [height] * 2, "|-", color=GREY, linewidth=1, markersize=5, zorder=1)
        style = {"color": INK, "markersize": 8, "markeredgecolor": PAPER, "zorder": 4}
        (self.beads,) = axes.plot([], [], "o", **style)
        self.handles = [
            Handle(axes, x="x1", at=lambda c: beads(c)[0]),
            Handle(axes, x="x2", at=lambda c: beads(c)[1]),
            Handle(axes, x="change", at=lambda c: beads(c)[2]),
        ]
        return [*self.network.artists, *self.frames, self.beads]

    def update(self, result):
        for layer, (weights, products) in enumerate(zip(result.weights, result.products)):
            self.network.set_edges(layer, products if result.edges == "product" and result.layer > layer else weights)
        self.beads.set_data(*np.transpose(beads(result)))
        known = [[number(a) if result.layer >= layer else "?" for a in A] for layer, A in enumerate(result.outputs)]
        sums = [fill(_("z = {z}"), z=z if result.layer >= 1 else "?") for z in result.sums[0]]
        biases = [[fill(_("b = {b}"), b=b) for b in layer] for layer in result.biases]
        # the outputs are their own sums, so only the hidden layer has two numbers
        self.network.set_words(inside=known, above=[["x₁", "x₂"], *biases], below=[["", ""], sums, ["", ""]])
        _name, kind, before, place = CHANGEABLE[result.chosen]
        i, j = place[0], place[-1]
        text = self.network.labels[before][i, j] if kind == "weights" else self.network.above[before + 1][i]
        for framed, here in zip(self.frames, (kind == "weights", kind == "biases")):
            framed.set_data(*([at] if here else [] for at in text.get_position()))

    def describe(self, result):
        x, a, y = map(row, result.outputs)
        computed = self.say(SAID[int(result.layer)], result, x=x, z=row(result.sums[0]), a=a, y=y)
        usual = fill(_(" instead of {old}"), old=result.value - result.change) if result.change else ""
        framed = _("{computed} In the frame: {chosen}, {value}{usual}. On the lines: {edges}.")
        return self.say(framed, result, computed=computed, usual=usual)
