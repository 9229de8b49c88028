"""The figure `VanishingGradient` of the chapter *Activations*."""

import numpy as np

from nnlib import Activation, Dense, Network, initializers
from nnlib.chapters.activations.labels import LABELS, power, some
from nnlib.live import Choice, Explorable, Slider
from nnlib.numerals import number, power_of_ten
from nnlib.plots.palette import BLUE, GREY, ORANGE
from nnlib.words import _


class VanishingGradient(Explorable):
    """How large the gradient is in each layer of a deep network, from one forward and one backward."""

    title = _("The gradient on its way back through the layers")
    size = (400, 330)
    depth = Slider(label=_("hidden layers"), low=2, high=16, step=1, grid=(2, 4, 7, 10, 13, 16), start=10)
    activation = Choice(
        label=_("activation"),
        options=some("sigmoid", "tanh", "relu", "leaky_relu", "gelu", "silu", "identity"),
        start="sigmoid",
    )
    scale = Slider(label=_("weight scale"), low=0.5, high=3, step=0.1, grid=(0.5, 1, 1.4, 2, 2.5, 3), start=1)

    width, examples = 32, 32
    lowest, highest = -15, 8  # powers of ten in the picture

    def compute(self, depth, activation, scale):
        rng = np.random.default_rng(0)
        weights = initializers.normal(scale / np.sqrt(self.width))
        layers = []
        for _number in range(int(depth)):
            layers += [Dense(self.width, self.width, weights, rng=rng), Activation(activation)]
        net = Network([*layers, Dense(self.width, 1, weights, rng=rng)])
        output = net.forward(rng.normal(size=(self.examples, self.width)))
        gradient = np.ones_like(output)
        sizes: list[float] = []
        for layer in reversed(net.layers):
            gradient = layer.backward(gradient)
            if isinstance(layer, Activation):
                sizes.insert(0, float(np.sqrt(np.mean(gradient**2))))
        relative = np.array(sizes) / sizes[-1]
        return {"layers": np.arange(1, len(sizes) + 1), "relative": relative,
                "factor": float(relative[0] ** (1 / (len(sizes) - 1)))}  # fmt: skip

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(0.5, 16.5), ylim=(self.lowest, self.highest), xlabel=_("layer, counted from the input"))
        axes.set_ylabel(_("gradient, last layer = 1"))
        axes.set_xticks((1, 4, 7, 10, 13, 16))
        ticks = (-12, -8, -4, 0, 4, 8)
        axes.set_yticks(ticks, [*map(power_of_ten, ticks)])
        axes.set_title("\n")  # room for a line of text
        axes.axhline(0, color=GREY, linewidth=0.8)
        self.text = axes.text(0, 1.05, "", transform=axes.transAxes, in_layout=False)
        (self.line,) = axes.plot([], [], "o-", color=BLUE, markersize=7)
        (self.last,) = axes.plot([], [], "s", color=ORANGE, markersize=9)
        self.note = axes.text(0, 0, _("← backward"), ha="right", va="bottom", fontsize=11, in_layout=False)
        return [self.line, self.last, self.text, self.note]

    def update(self, result):
        powers = np.log10(result.relative)
        self.line.set_data(result.layers, powers)
        self.last.set_data(result.layers[-1:], [0])
        self.note.set_position((max(result.layers[-1] - 0.3, 4.2), 0.8 if powers[0] < 0 else -2))
        self.text.set_text(
            _("layer 1 = {relative} × last layer (× {factor} a layer)").format(
                relative=power(result.relative[0]), factor=power(result.factor)
            )
        )

    def describe(self, result):
        return _(
            "Hidden layers: {depth}, {name}, weight scale {scale}. The gradient in layer 1 is {relative} times that in "
            "the last hidden layer: a factor of {factor} for each layer that it passes."
        ).format(
            depth=number(result.depth),
            name=LABELS[result.activation],
            scale=number(result.scale),
            relative=power(result.relative[0]),
            factor=power(result.factor),
        )
