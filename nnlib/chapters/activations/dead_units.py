"""The figure `DeadUnits` of the chapter *Activations*."""

import numpy as np

from nnlib import SGD, Activation, BinaryCrossEntropy, Dense, Network, activations, datasets, train
from nnlib.chapters.activations.labels import LABELS, some
from nnlib.live import Choice, Explorable, Slider, Step
from nnlib.numerals import number
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE, PURPLE
from nnlib.words import _


class DeadUnits(Explorable):
    """The lines that thirty hidden units draw through the data, epoch by epoch, and which of the units are dead."""

    title = _("Units that die in training")
    size = (400, 440)
    rate = Slider(label=_("learning rate"), low=0.1, high=20, step=0.1, grid=(0.1, 1, 2, 5, 10, 20), start=10)
    bias = Slider(label=_("bias at the start"), low=-2, high=2, step=0.1, grid_step=2, start=0)
    activation = Choice(label=_("activation"), options=some("relu", "leaky_relu"), start="relu")
    epoch = Step(label=_("epoch (one step each)"), stages=(0, 1, 2, 3, 5, 10, 40), start=40, interval=900)

    units, epochs, reach = 30, 40, (3.2, 2.4)

    def __init__(self, *args, **controls):
        self.X, self.y = datasets.moons(60, rng=0)
        super().__init__(*args, **controls)

    def compute(self, rate, bias, activation, epoch):
        rng = np.random.default_rng(1)
        hidden = Dense(2, self.units, rng=rng)
        hidden.b = np.full(self.units, bias)
        net = Network([hidden, Activation(activation), Dense(self.units, 1, rng=rng)])
        loss = BinaryCrossEntropy()
        history = train(net, loss, SGD(rate), self.X, self.y, epochs=self.epochs, batch_size=None, record=True)
        assert history.parameters is not None  # record=True keeps them
        theta = np.array(history.parameters)[
            :, : 3 * self.units
        ]  # of the hidden layer: two rows of weights, the biases
        W, b = theta[:, : 2 * self.units].reshape(-1, 2, self.units), theta[:, None, 2 * self.units :]
        dead = (activations.get(activation).derivative(self.X @ W + b) == 0).all(axis=1)
        net.parameters = history.parameters[int(epoch)]
        lines = self.ends(hidden.W, hidden.b)
        return {
            "share": dead.mean(axis=1),
            "accuracy": loss.accuracy(net.forward(self.X), self.y),
            "alive_lines": self.joined(lines[~dead[int(epoch)]]),
            "dead_lines": self.joined(lines[dead[int(epoch)]]),
            "dead": int(dead[int(epoch)].sum()),
        }

    def ends(self, W, b):
        """Return two points of each line w · x + b = 0, so far apart that it crosses the picture: (units, 2, 2)."""
        square = (W**2).sum(axis=0)
        foot, along = -b * W / square, np.array([-W[1], W[0]]) / np.sqrt(square)
        half = np.hypot(*self.reach) + np.hypot(*foot)
        return np.stack([foot - half * along, foot + half * along]).transpose(2, 0, 1)

    def joined(self, lines):
        """Clip the lines to the picture; return those that cross it as one path, two points each: (2 · lines, 2)."""
        cut = []
        for start, end in lines:
            way, low, high = end - start, 0.0, 1.0
            for axis, reach in enumerate(self.reach):
                if way[axis]:
                    stops = sorted(((-reach - start[axis]) / way[axis], (reach - start[axis]) / way[axis]))
                    low, high = max(low, stops[0]), min(high, stops[1])
                elif abs(start[axis]) > reach:
                    low, high = 1.0, 0.0
            if low < high:
                cut += [start + low * way, start + high * way]
        return np.array(cut).reshape(-1, 2)

    def build(self, figure):
        axes, below = figure.subplots(2, 1, height_ratios=(4, 1))
        axes.set(xlim=(-self.reach[0], self.reach[0]), ylim=(-self.reach[1], self.reach[1]), xlabel="x₁", ylabel="x₂")
        axes.set_title("\n\n")  # room for two lines of text
        for label, color, marker in ((0, ORANGE, "s"), (1, PURPLE, "o")):
            axes.plot(*self.X[self.y == label].T, marker, color=color, markersize=5, zorder=1)
        (self.dead,) = axes.plot([], [], color=GREY, linestyle=(0, (2, 2)), linewidth=1.3)
        (self.alive,) = axes.plot([], [], color=BLUE, linewidth=1.6)
        self.texts = []
        for height, style in ((1.12, {"color": BLUE, "linewidth": 2}),
                              (1.03, {"color": GREY, "linestyle": (0, (2, 2)), "linewidth": 2})):  # fmt: skip
            axes.plot([0, 0.08], [height + 0.02] * 2, transform=axes.transAxes, clip_on=False, **style)
            self.texts.append(axes.text(0.1, height, "", transform=axes.transAxes, fontsize=11, in_layout=False))
        below.set(
            xlim=(0, self.epochs), ylim=(-1, self.units + 1), xlabel=_("epoch"), ylabel=_("dead"), yticks=(0, 15, 30)
        )
        (self.curve,) = below.plot([], [], color=INK, linewidth=2, clip_on=False)
        (self.now,) = below.plot([], [], "X", color=INK, markersize=10, clip_on=False)
        return [self.dead, self.alive, *self.texts, self.curve, self.now]

    def update(self, result):
        for line, ends in ((self.dead, result.dead_lines), (self.alive, result.alive_lines)):
            pairs = ends.reshape(-1, 2, 2)
            gaps = np.full((len(pairs), 1, 2), np.nan)  # between one line and the next
            line.set_data(*np.concatenate([pairs, gaps], axis=1).reshape(-1, 2).T)
        counts = self.units * result.share
        self.curve.set_data(np.arange(len(counts)), counts)
        self.now.set_data([result.epoch], [result.dead])
        self.texts[0].set_text(_("{alive} units can learn").format(alive=self.units - result.dead))
        self.texts[1].set_text(
            _("{dead} are dead; {accuracy} % of the points right").format(
                dead=result.dead, accuracy=number(100 * result.accuracy, 0)
            )
        )

    def describe(self, result):
        return _(
            "{name}, learning rate {rate}, bias {bias} at the start. Epoch {epoch}: of {units} hidden units {dead} are dead, "
            "and {accuracy} % of the points are right. A line shows where the sum of one unit is 0; {alive} solid and {grey} "
            "dashed lines cross the picture. Dead before training: {before}, in the end: {after}."
        ).format(
            name=LABELS[result.activation],
            rate=number(result.rate),
            bias=number(result.bias),
            epoch=int(result.epoch),
            units=self.units,
            dead=result.dead,
            accuracy=number(100 * result.accuracy, 0),
            alive=len(result.alive_lines) // 2,
            grey=len(result.dead_lines) // 2,
            before=round(self.units * result.share[0]),
            after=round(self.units * result.share[-1]),
        )
