"""The playground of the chapter *Training a network*: a whole training run for every setting, from the same seed."""

from functools import lru_cache
from types import SimpleNamespace

import contourpy
import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from nnlib import SGD, Adam, BinaryCrossEntropy, activations, datasets, mlp, train
from nnlib.diagnosis import diagnose
from nnlib.live import Choice, Explorable, Slider, Step
from nnlib.numerals import number
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE, PAPER
from nnlib.plots.regions import grid_points, region_colours
from nnlib.training import evaluate
from nnlib.words import _

EPOCHS = 200
SEED = 11
"""For the initial weights. The outcome at a learning rate of 1 hangs on it; with this one most runs are calm there."""

REACH = 1.75
"""The picture shows the plane from −1.75 to 1.75 in both directions."""

SIDE = 40
SHADES = 16
"""The regions are 40 × 40 squares in 16 shades, so that a frame takes a few hundred bytes."""

DATA = {
    name: (draw(200, rng=0), draw(100, rng=1))  # training and held out
    for name, draw in {
        "circles": lambda n, rng: datasets.circles(n, noise=0.1, rng=rng),
        "moons": lambda n, rng: datasets.moons(n, noise=0.15, rng=rng),
        "xor": lambda n, rng: datasets.xor(n, noise=0.08, rng=rng),
        "spirals": lambda n, rng: datasets.spirals(n, noise=0.04, rng=rng),
    }.items()
}
HIDDEN = {"none": (), "4": (4,), "8-8": (8, 8)}
OPTIMIZERS = {"sgd": SGD, "adam": Adam}


def _small(loss):
    """Write a loss, which may be too small for its digits."""
    return number(loss, 3) if loss >= 0.001 else _("below 0.001")


def _thinned(line):
    """Leave out every other corner of a line; its ends stay."""
    return np.vstack([line[:-1:2], line[-1:]])


def _dots(places):
    """Return a path of lines without length: drawn with a cap they are dots, in one element where markers need 100."""
    path = Path(np.repeat(places, 2, axis=0), [Path.MOVETO, Path.LINETO] * len(places))
    path.should_simplify = False
    return path


def _joined(*parts):
    return np.hstack(parts)


def _trained(data, hidden, activation, optimizer, rate, *, disturbance=0.0, **options):
    """Train a network for 200 epochs with all examples in each step, from weights off by one part in 1 / disturbance."""
    activation = activation if HIDDEN[hidden] else "identity"  # which also chooses the initial weights
    net = mlp([2, *HIDDEN[hidden], 1], activation=activation, rng=SEED)
    net.parameters *= 1 + disturbance * np.cos(np.arange(net.parameters.size))
    X, y = DATA[data][0]
    history = train(
        net, BinaryCrossEntropy(), OPTIMIZERS[optimizer](rate), X, y, epochs=EPOCHS, batch_size=None, **options
    )
    return net, history


def _loss_of_one_answer(y):
    """Return the loss of the best answer that is the same for every example."""
    share = y.mean()
    return BinaryCrossEntropy()(np.full((len(y), 1), np.log(share / (1 - share))), y)


def _is_erratic(losses, *setting):
    """Say whether a run is chaotic: whether a twin whose weights are off by one part in 10⁹ ends up elsewhere.

    Only a loss that jumps up can be, so most runs are spared their twin.
    """
    if not (losses[6:] > 1.02 * losses[5:-1]).any():
        return False
    twin = _trained(*setting, disturbance=1e-9)[1].loss
    return len(twin) != len(losses) or bool((np.abs(twin - losses) > 1e-3 * losses).any())


@lru_cache(maxsize=4)  # a move of the epoch looks at the same run again
def _run(data, hidden, activation, optimizer, rate):
    """Train a network; return it, whether the run is erratic, and its parameters, losses and accuracies by epoch."""
    setting, (examples, held_out) = (data, hidden, activation, optimizer, rate), DATA[data]
    net, history = _trained(*setting, validation=held_out, record=True)
    after = evaluate(net, BinaryCrossEntropy(), *examples)
    losses = _joined(history.loss, after[0])
    diagnosis = diagnose(net, examples[0], losses, history.stopped, EPOCHS, EPOCHS, _loss_of_one_answer(examples[1]))
    net.parameters[:] = history.parameters[0]
    before = evaluate(net, BinaryCrossEntropy(), *held_out)
    # In training each epoch is measured before its step, in validation after it: the ends are added to make them agree.
    return SimpleNamespace(
        net=net,
        parameters=history.parameters,
        diagnosis=diagnosis,  # with the loss after the last step, as it is shown
        erratic=_is_erratic(history.loss, *setting),
        loss=(losses, _joined(before[0], history.validation_loss)),
        accuracy=(_joined(history.accuracy, after[1]), _joined(before[1], history.validation_accuracy)),
    )


class Playground(Explorable):
    """A network is trained before your eyes: its regions, and loss and accuracy on training and held-out examples."""

    title = _("A training run to play with")
    size = (400, 285)
    data = Choice(
        label=_("data"),
        options={"circles": _("Circles"), "moons": _("Moons"), "xor": _("XOR"), "spirals": _("Spirals")},
        start="circles",
    )
    hidden = Choice(
        label=_("hidden layers"),
        options={"none": _("none"), "4": _("one of 4 units"), "8-8": _("two of 8 units")},
        start="8-8",
    )
    activation = Choice(label=_("activation"), options={"relu": _("ReLU"), "tanh": _("tanh")}, start="relu")
    optimizer = Choice(label=_("optimizer"), options={"sgd": _("SGD"), "adam": _("Adam")}, start="sgd")
    rate = Slider(
        label=_("learning rate"), low=0.01, high=10, step=0.05, logarithmic=True, grid=(0.01, 0.1, 1, 10), start=1
    )
    epoch = Step(
        label=_("epoch"),
        stages=(0, 1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 40, 50, 65, 80, 100, 130, 160, EPOCHS),
        grid_every=3,
        start=EPOCHS,
        interval=500,
    )

    places = grid_points((-REACH, REACH), (-REACH, REACH), SIDE)
    ticks = np.linspace(-REACH, REACH, SIDE + 1)[:-1] + REACH / SIDE

    def compute(self, data, hidden, activation, optimizer, rate, epoch):
        run = _run(data, hidden, activation, optimizer, rate)
        now = min(int(epoch), len(run.loss[0]) - 1)
        run.net.parameters[:] = run.parameters[now]
        z = run.net.forward(self.places)[:, 0]
        boundaries = contourpy.contour_generator(self.ticks, self.ticks, z.reshape(SIDE, SIDE)).lines(0.0)
        return {
            "probabilities": activations.get("sigmoid")(z),
            "boundaries": [_thinned(line) for line in boundaries],
            "now": now,
            "losses": run.loss,
            "accuracies": run.accuracy,
            "diagnosis": run.diagnosis or "",
            "erratic": run.erratic,
        }

    def build(self, figure):
        axes = figure.subplot_mosaic([["plane", "loss"], ["plane", "accuracy"]], width_ratios=(1.45, 1))
        plane, loss, accuracy = axes["plane"], axes["loss"], axes["accuracy"]
        plane.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), aspect="equal", xlabel=_("x₁"), ylabel=_("x₂"))
        plane.set(xticks=(-1, 0, 1), yticks=(-1, 0, 1), title=_("decision boundary"))
        loss.set(yscale="log", ylim=(0.01, 30), yticks=(0.01, 0.1, 1, 10), title=_("loss"))
        loss.yaxis.set_major_formatter("{x:g}")
        loss.minorticks_off()
        accuracy.set(
            ylim=(0, 1.05),
            yticks=(0, 0.5, 1),
            yticklabels=("0", "50 %", "100 %"),
            title=_("accuracy"),
            xlabel=_("epoch"),
        )
        self.image = plane.imshow(
            np.zeros((SIDE, SIDE, 4)), extent=(-REACH, REACH, -REACH, REACH), origin="lower", interpolation="none"
        )
        (self.boundary,) = plane.plot([], [], color=INK, linewidth=1.5)
        self.points, self.pointed, keys = [], None, []
        for marker, cap, colour in (("s", "projecting", BLUE), ("o", "round", ORANGE)):
            for colours, widths in (
                ((colour,), (3.5,)),
                ((colour, PAPER), (5.8, 2.6)),
            ):  # filled, and open: a hole on top
                for stroke, width in zip(colours, widths):
                    dots = PathPatch(Path([(0, 0)]), fill=False, edgecolor=stroke, linewidth=width, capstyle=cap)
                    self.points.append(plane.add_patch(dots))
                keys += plane.plot(
                    [],
                    [],
                    marker,
                    markerfacecolor=colours[-1],
                    markeredgecolor=colour,
                    markersize=4.5,
                    markeredgewidth=1.3,
                )
        self.curves, self.dots = [], []
        for panel in (loss, accuracy):
            panel.set(xlim=(0, EPOCHS), xticks=(0, 100, 200))
            self.curves += panel.plot([], [], color=INK, linewidth=1.8)
            self.curves += panel.plot([], [], color=GREY, linewidth=1.8, linestyle="--")
            self.dots += panel.plot([], [], "o", color=INK, markersize=6)
        figure.legend(
            [*keys, *self.curves[:2]],
            [_("class 0"), _("0, held out"), _("class 1"), _("1, held out"), _("training"), _("held out")],
            loc="outside lower center",
            ncols=3,
            columnspacing=1.2,
            handletextpad=0.4,
        )
        return [self.image, self.boundary, *self.points, *self.curves, *self.dots]

    def update(self, result):
        self.image.set_data(region_colours(result.probabilities, SHADES).reshape(SIDE, SIDE, 4))
        gap = np.full((1, 2), np.nan)
        self.boundary.set_data(*np.vstack([gap, *[part for line in result.boundaries for part in (line, gap)]]).T)
        if self.pointed != result.data:  # 300 points are half of the drawing, and what is not set is not drawn again
            self.pointed = result.data
            (X, y), (test_X, test_y) = DATA[result.data]
            groups = [group for label in (0, 1) for group in (X[y == label], *[test_X[test_y == label]] * 2)]
            for dots, places in zip(self.points, groups, strict=True):
                dots.set_path(_dots(places))
                dots.stale = True  # Matplotlib forgets to say so
        for curve, values in zip(self.curves, (*result.losses, *result.accuracies), strict=True):
            curve.set_data(np.arange(len(values)), np.clip(values, 0.009, 31))
        for dot, values in zip(self.dots, (result.losses, result.accuracies), strict=True):
            dot.set_data([result.now], np.clip(values[0][[result.now]], 0.01, 30))

    def is_reproducible(self, result):
        return not result.erratic

    def describe(self, result):
        setting = {
            "data": self.data.text(result.data),
            "hidden": self.hidden.text(result.hidden),
            "activation": ", " + self.activation.text(result.activation) if HIDDEN[result.hidden] else "",
            "optimizer": self.optimizer.text(result.optimizer),
            "rate": number(result.rate, 3),
            "epoch": number(result.epoch),
        }
        if result.erratic:
            return _(
                "{data}, hidden layers: {hidden}{activation}, {optimizer} with learning rate {rate}, epoch {epoch}. The "
                "steps are too long and the run is erratic: its loss jumps up and down, and where it stands hangs on the "
                "last digits of the numbers, so another computer soon draws another picture. Try a learning rate ten times "
                "smaller."
            ).format(**setting)
        loss, test_loss = (_small(values[result.now]) for values in result.losses)
        run = _(
            "{data}, hidden layers: {hidden}{activation}, {optimizer} with learning rate {rate}. After {epoch} epochs: "
            "loss {loss}, accuracy {right:.0%}; on held-out points loss {test_loss}, accuracy {test_right:.0%}."
        ).format(
            **setting,
            loss=loss,
            right=result.accuracies[0][result.now],
            test_loss=test_loss,
            test_right=result.accuracies[1][result.now],
        )
        return " ".join([run, *self.verdict(result)])

    def verdict(self, result):
        """Say in words whether the steps of the whole run are too long, from which epoch on, or too short."""
        loss = result.losses[0]
        risen = np.flatnonzero(loss > 1.3 * loss[0])
        fields = {"epochs": len(loss) - 1, "high": number(loss.max(), 3), "at": loss.argmax()}
        if len(risen) and loss[-1] > 0.95 * min(loss[0], _loss_of_one_answer(DATA[result.data][0][1])):
            yield _(
                "The steps are too long: in epoch {epoch} the loss rises to {then}, from {start} at the "
                "start, and it ends at {end}."
            ).format(epoch=risen[0], then=number(loss[risen[0]], 3), start=number(loss[0], 3), end=number(loss[-1], 3))
        elif len(risen):
            yield _(
                "The steps are nearly too long: in epoch {at} the loss jumps to {high}, then it comes back."
            ).format(**fields)
        elif loss[-1] > 0.1 and loss[-1] < 0.97 * loss[len(loss) // 2]:
            yield _("The steps are short: after {epochs} epochs the loss is still falling.").format(**fields)
            return
        if result.diagnosis and loss[-1] > 0.1:  # dead units that are not missed need no word
            yield result.diagnosis
