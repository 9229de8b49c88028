"""The figure `DeadUnits` of the chapter *Activations*."""

from typing import Any

import numpy as np

from nnlib import SGD, Activation, BinaryCrossEntropy, Dense, Network, activations, datasets, train
from nnlib.chapters.activations.labels import some
from nnlib.chapters.activations.lines import one_path, zero_lines
from nnlib.live import Choice, Explorable, Handle, Prediction, Slider, Step
from nnlib.plots.notes import keyed_note, room_above
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE, PURPLE
from nnlib.words import _, _n

UNITS, EPOCHS = 30, 40
REACH = 3.2, 2.4  # half the width and half the height of the picture
X, y = datasets.moons(60, rng=0)
DASHED: dict[str, Any] = {"color": GREY, "linestyle": (0, (2, 2))}


class DeadUnits(Explorable):
    """The lines that thirty hidden units draw through the data, epoch by epoch, and which of the units are dead."""

    title = _("Units that die in training")
    size = (400, 440)
    rate = Slider(label=_("learning rate"), low=0.1, high=20, step=0.1, grid=(0.1, 1, 2, 5, 10, 20), start=10)
    bias = Slider(label=_("bias at the start"), low=-2, high=2, step=0.1, grid_step=2, start=0)
    activation = Choice(label=_("activation"), options=some("relu", "leaky_relu"), start="relu")
    epoch = Step(label=_("epoch (one step each)"), stages=(0, 1, 2, 3, 5, 10, 40), start=40, interval=900)

    prediction = Prediction(
        question=_("Learning rate 10: how many of the 30 units are dead after 40 steps?"),
        y=Slider(label=_("dead units"), low=0, high=UNITS, step=1, start=15),
        answer=lambda result: result.dead,
    )

    def run(self, rate, bias, activation):
        parameters = trained(rate, bias, activation)
        return parameters, np.array([is_dead(activation, *hidden_layer(theta)) for theta in parameters])

    def compute(self, run, rate, bias, activation, epoch):
        theta, dead = run[0][int(epoch)], run[1][int(epoch)]
        W, b = hidden_layer(theta)
        output = activations.get(activation)(X @ W + b) @ theta[3 * UNITS : -1] + theta[-1]
        return {
            "share": run[1].mean(axis=1),
            "accuracy": BinaryCrossEntropy().accuracy(output[:, None], y),
            "alive_lines": zero_lines(W[:, ~dead], b[~dead], REACH),
            "dead_lines": zero_lines(W[:, dead], b[dead], REACH),
            "dead": int(dead.sum()),
            "alive": int((~dead).sum()),
        }

    def build(self, figure):
        axes, below = figure.subplots(2, 1, height_ratios=(4, 1))
        draw_points(axes)
        (self.dead,) = axes.plot([], [], linewidth=1.3, **DASHED)
        (self.alive,) = axes.plot([], [], color=BLUE, linewidth=1.6)
        self.texts = [keyed_note(axes, 1.12, color=BLUE, linewidth=2), keyed_note(axes, 1.03, linewidth=2, **DASHED)]
        below.set(xlim=(0, EPOCHS), ylim=(-1, UNITS + 1), xlabel=_("epoch"), ylabel=_("dead"), yticks=(0, 15, 30))
        (self.curve,) = below.plot([], [], color=INK, linewidth=2, clip_on=False)
        (self.now,) = below.plot([], [], "X", color=INK, markersize=10, clip_on=False)
        self.handles = [Handle(self.now, x="epoch")]
        self.asked_in = below
        return [self.dead, self.alive, *self.texts, self.curve, self.now]

    def update(self, result):
        self.dead.set_data(*one_path(result.dead_lines))
        self.alive.set_data(*one_path(result.alive_lines))
        self.curve.set_data(np.arange(EPOCHS + 1), UNITS * result.share)
        self.now.set_data([result.epoch], [result.dead])
        for text, message in zip(self.texts, counts(result)):
            text.set_text(self.say(message, result))

    def describe(self, result):
        before, after = (round(UNITS * share) for share in result.share[[0, -1]])
        lines = {"solid": len(result.alive_lines), "dashed": len(result.dead_lines)}
        return self.say(" ".join(sentences(result)), result, units=UNITS, before=before, after=after, **lines)


def draw_points(axes):
    """Draw the two moons, with room for two lines of text above them."""
    axes.set(xlim=(-REACH[0], REACH[0]), ylim=(-REACH[1], REACH[1]), xlabel="x₁", ylabel="x₂")
    room_above(axes, lines=2)
    for label, color, marker in ((0, ORANGE, "s"), (1, PURPLE, "o")):
        axes.plot(*X[y == label].T, marker, color=color, markersize=5, zorder=1)


def counts(result):
    """Yield what to write of the units that can learn, and of those that are dead."""
    yield _n("{alive} unit can learn", "{alive} units can learn", result.alive)
    yield _n(
        "{dead} is dead; {accuracy:%} of the points right",
        "{dead} are dead; {accuracy:%} of the points right",
        result.dead,
    )


def sentences(result):
    """Yield what is said of a state, sentence by sentence."""
    yield _("{activation}, learning rate {rate}, bias {bias} at the start.")
    yield _n(
        "Epoch {epoch}: of {units} hidden units {dead} is dead, and {accuracy:%} of the points are right.",
        "Epoch {epoch}: of {units} hidden units {dead} are dead, and {accuracy:%} of the points are right.",
        result.dead,
    )
    yield _("A line shows where the sum of one unit is 0; {solid} solid and {dashed} dashed lines cross the picture.")
    yield _("Dead before training: {before}, in the end: {after}.")


def trained(rate, bias, activation):
    """Train a network on the two moons, one step an epoch; return its parameters at the start and after each."""
    rng = np.random.default_rng(1)
    hidden = Dense(2, UNITS, rng=rng)
    hidden.b = np.full(UNITS, bias)
    net = Network([hidden, Activation(activation), Dense(UNITS, 1, rng=rng)])
    history = train(net, BinaryCrossEntropy(), SGD(rate), X, y, epochs=EPOCHS, batch_size=None, record=True)
    return history.parameters


def hidden_layer(theta):
    """Return the weights and the biases of the hidden layer."""
    return theta[: 2 * UNITS].reshape(2, UNITS), theta[2 * UNITS : 3 * UNITS]


def is_dead(activation, W, b):
    """Say of each unit whether its slope is 0 at every point."""
    return (activations.get(activation).derivative(X @ W + b) == 0).all(axis=0)
