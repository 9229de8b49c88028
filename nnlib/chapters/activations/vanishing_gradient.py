"""The figure `VanishingGradient` of the chapter *Activations*."""

import numpy as np

from nnlib import Activation, Dense, Network, initializers
from nnlib.chapters.activations.labels import some
from nnlib.live import Choice, Explorable, Handle, Prediction, Slider
from nnlib.numerals import power_of_ten
from nnlib.plots.notes import note, room_above
from nnlib.plots.palette import BLUE, GREY, ORANGE
from nnlib.words import _

WIDTH, EXAMPLES = 32, 32


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

    lowest, highest = -15, 8  # powers of ten in the picture

    prediction = Prediction(
        question=_("Ten sigmoid layers, scale 1: how much of the gradient arrives in layer 1?"),
        options={"1e-1": _("a tenth"), "1e-3": _("a thousandth"), "1e-6": _("a millionth")},
        answer=lambda result: min(
            ("1e-1", "1e-3", "1e-6"), key=lambda share: abs(np.log(float(share) / result.relative[0]))
        ),
    )

    def compute(self, depth, activation, scale):
        sizes = gradient_sizes(int(depth), activation, scale)
        relative = sizes / sizes[-1]
        return {"relative": relative, "factor": float(relative[0] ** (1 / (len(sizes) - 1)))}

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(0.5, 16.5), ylim=(self.lowest, self.highest), xlabel=_("layer, counted from the input"))
        axes.set(ylabel=_("gradient, last layer = 1"), xticks=(1, 4, 7, 10, 13, 16))
        axes.set_yticks(range(-12, 9, 4), [*map(power_of_ten, range(-12, 9, 4))])
        room_above(axes)
        axes.axhline(0, color=GREY, linewidth=0.8)
        self.text = note(axes, 0, 1.05)
        (self.line,) = axes.plot([], [], "o-", color=BLUE, markersize=7)
        (self.last,) = axes.plot([], [], "s", color=ORANGE, markersize=9)
        self.note = axes.text(0, 0, _("← backward"), ha="right", va="bottom", fontsize=11, in_layout=False)
        self.handles = [Handle(self.last, x="depth")]
        return [self.line, self.last, self.text, self.note]

    def update(self, result):
        powers = np.log10(result.relative)
        self.line.set_data(np.arange(1, result.depth + 1), powers)
        self.last.set_data([result.depth], [0])
        self.note.set_position((max(result.depth - 0.9, 4.2), 0.8 if powers[0] < 0 else -2))
        message = _("layer 1 = {relative[0]:~} × last layer (× {factor:~} a layer)")
        self.text.set_text(self.say(message, result))

    def describe(self, result):
        message = _(
            "Hidden layers: {depth}, {activation}, weight scale {scale}. The gradient in layer 1 is {relative[0]:~} "
            "times that in the last hidden layer: a factor of {factor:~} for each layer that it passes."
        )
        return self.say(message, result)


def gradient_sizes(depth, activation, scale):
    """Return the root mean square of dZ in each hidden layer, from first to last."""
    rng = np.random.default_rng(0)
    weights = initializers.normal(scale / np.sqrt(WIDTH))
    layers = []
    for _layer in range(depth):
        layers += [Dense(WIDTH, WIDTH, weights, rng=rng), Activation(activation)]
    net = Network([*layers, Dense(WIDTH, 1, weights, rng=rng)])
    gradient = np.ones_like(net.forward(rng.normal(size=(EXAMPLES, WIDTH))))
    sizes = []
    for layer in reversed(net.layers):
        gradient = layer.backward(gradient)
        if isinstance(layer, Activation):
            sizes.append(np.sqrt(np.mean(gradient**2)))
    return np.array(sizes[::-1])
