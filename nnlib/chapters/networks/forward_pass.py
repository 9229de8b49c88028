"""The figure `ForwardPass` of the chapter *Layers and networks*."""

import numpy as np
from matplotlib.path import Path

from nnlib.layers import Activation, Dense
from nnlib.live import Choice, Explorable, Slider, Step
from nnlib.network import Network
from nnlib.numerals import number
from nnlib.plots.diagrams import plot_network
from nnlib.plots.palette import INK
from nnlib.words import _


def _row(values):
    """Write numbers as one would a point: (1, −2)."""
    return f"({', '.join(number(value) for value in values)})"


def _network(layers, activation):
    """Return a network with given weights and biases, a pair (W, b) for each layer; no activation after the last."""
    blocks = []
    for W, b in layers:
        dense = Dense(*np.shape(W), rng=0)
        dense.W, dense.b = W, b
        blocks += [dense, Activation(activation)]
    return Network(blocks[:-1])


class ForwardPass(Explorable):
    """A 2-3-2 network with every weight, bias, sum and output in sight, stage by stage; one weight can be changed."""

    title = _("A forward pass, number by number")
    size = (400, 400)
    x1 = Slider(label=_("input x₁"), low=-2, high=2, step=0.1, grid=(-1, 0, 1), start=1)
    x2 = Slider(label=_("input x₂"), low=-2, high=2, step=0.1, grid=(0, 1, 2), start=2)
    chosen = Choice(
        label=_("number to change"),
        options={
            "x2-h3": _("x₂ → hidden 3"),
            "x1-h1": _("x₁ → hidden 1"),
            "h2-y1": _("hidden 2 → output 1"),
            "h3-y2": _("hidden 3 → output 2"),
            "b1": _("bias of output 1"),
        },
        start="x2-h3",
    )
    change = Slider(label=_("add to it"), low=-2, high=2, step=0.1, grid_step=1, start=0)
    edges = Choice(
        label=_("numbers on the lines"),
        options={"weight": _("weights"), "product": _("weight × what comes in")},
        start="weight",
    )
    layer = Step(label=_("computed up to layer"), stages=(0, 1, 2), start=2, interval=1500)

    weights = (np.array([[1, -1, 2], [1, 2, -1]]), np.array([[2, 1], [-1, 1], [1, -3]]))
    biases = (np.array([0, 1, -1]), np.array([1, -2]))
    places = {"x1-h1": (0, 0, 0), "x2-h3": (0, 1, 2), "h2-y1": (1, 1, 0), "h3-y2": (1, 2, 1)}
    """The layer that a weight leaves, its row and its column."""

    def compute(self, x1, x2, chosen, change, edges, layer):
        weights, biases = [W.astype(float) for W in self.weights], [b.astype(float) for b in self.biases]
        if chosen == "b1":
            biases[1][0] += change
            value = biases[1][0]
        else:
            leaves, row, column = self.places[chosen]
            weights[leaves][row, column] += change
            value = weights[leaves][row, column]
        outputs = [output[0] for output in _network(zip(weights, biases), "relu").outputs([[x1, x2]])]
        arriving = (outputs[0], outputs[2])
        return {
            "sums": (outputs[1], outputs[3]),
            "outputs": (outputs[0], outputs[2], outputs[3]),
            "weights": tuple(weights),
            "products": tuple(a[:, None] * W for a, W in zip(arriving, weights)),
            "biases": tuple(biases),
            "value": float(value),
        }

    def build(self, figure):
        axes = figure.subplots()
        titles = (_("layer 0: inputs"), _("layer 1: hidden"), _("layer 2: outputs"))
        self.network = plot_network(axes, (2, 3, 2), titles=titles)
        corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)])
        # what frames the chosen number: one frame for the weights, one for the bias, which stands above its unit
        self.frames = [
            axes.plot(
                [], [], linestyle="", marker=Path(corners * [1, height]), markersize=width, markerfacecolor="none",
                markeredgecolor=INK, markeredgewidth=1.5, transform=text.get_transform(), clip_on=False, in_layout=False,
            )[0]
            for text, width, height in ((self.network.labels[0][0, 0], 34, 0.56), (self.network.above[2][0], 48, 0.4))
        ]  # fmt: skip
        return [*self.network.artists, *self.frames]

    def update(self, result):
        for layer in (0, 1):
            shown = result.edges == "product" and result.layer > layer
            self.network.set_edges(layer, result.products[layer] if shown else result.weights[layer])
        done = [result.layer >= layer for layer in range(3)]
        self.network.set_words(
            inside=[[number(a) if done[layer] else "?" for a in result.outputs[layer]] for layer in range(3)],
            above=[["x₁", "x₂"], *[[_("b = {b}").format(b=number(b)) for b in row] for row in result.biases]],
            # the outputs are their own sums, so only the hidden layer has two numbers
            below=[["", ""], [_("z = {z}").format(z=number(z) if done[1] else "?") for z in result.sums[0]], ["", ""]],
        )
        bias = result.chosen == "b1"
        if bias:
            text = self.network.above[2][0]
        else:
            leaves, row, column = self.places[result.chosen]
            text = self.network.labels[leaves][row, column]
        for frame, here in zip(self.frames, (not bias, bias)):
            frame.set_data(*([place] if here else [] for place in text.get_position()))

    def describe(self, result):
        fields = {
            "x": _row(result.outputs[0]),
            "chosen": self.chosen.text(result.chosen),
            "value": number(result.value),
            "usual": ""
            if result.change == 0
            else _(" instead of {old}").format(old=number(result.value - result.change)),
            "edges": self.edges.text(result.edges),
            "z": _row(result.sums[0]),
            "a": _row(result.outputs[1]),
            "y": _row(result.outputs[2]),
        }
        stages = (
            _("Inputs {x}; nothing is computed yet."),
            _("Inputs {x}: ReLU turns the hidden sums {z} into {a}."),
            _("Inputs {x}: ReLU turns the hidden sums {z} into {a}; the outputs are {y}."),
        )
        sentence = stages[int(result.layer)] + _(" In the frame: {chosen}, {value}{usual}. On the lines: {edges}.")
        return sentence.format(**fields)
