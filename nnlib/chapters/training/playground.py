"""The playground of the chapter *Training a network*: a whole training run for every setting, from the same seed."""

import numpy as np

from nnlib import activations
from nnlib.chapters.training.as_code import LIBRARIES, as_code
from nnlib.chapters.training.playground_run import DATA, EPOCHS, HIDDEN, loss_of_one_answer, playground_run
from nnlib.history import diverged
from nnlib.live import Choice, Explorable, Handle, Slider, Step
from nnlib.plots.dots import add_dots, add_marks, add_probe
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE
from nnlib.plots.regions import Raster
from nnlib.words import _, _n, fill

RASTER = Raster((-1.75, 1.75), (-1.75, 1.75))

STAGES = (0, 1, 2, 3, 5, 7, 10, 15, 20, 25, 30, 40, 50, 65, 80, 100, 130, 160, EPOCHS)


def thinned(line):
    """Leave out every other corner of a line; its ends stay."""
    return np.vstack([line[:-1:2], line[-1:]])


def joined(lines):
    """Return lines as one that is broken between them."""
    gap = np.full((1, 2), np.nan)
    return np.vstack([gap, *[part for line in lines for part in (line, gap)]])


def verdicts(data, loss, diagnosis):
    """Say in words whether the steps of a whole run are too long, or too short, and what is wrong."""
    risen = [epoch for epoch, value in enumerate(loss) if diverged(value, start=loss[0], growth=1.3)]
    if len(risen) and loss[-1] > 0.95 * min(loss[0], loss_of_one_answer(data)):
        message = _(
            "The steps are too long: in epoch {epoch} the loss rises to {then:3}, from {start:3} at the start, and it "
            "ends at {end:3}."
        )
        yield fill(message, epoch=risen[0], then=loss[risen[0]], start=loss[0], end=loss[-1])
    elif len(risen):
        message = _("The steps are nearly too long: in epoch {at} the loss jumps to {high:3}, then it comes back.")
        yield fill(message, at=loss.argmax(), high=loss.max())
    elif loss[-1] > 0.1 and loss[-1] < 0.97 * loss[len(loss) // 2]:
        yield fill(_("The steps are short: after {epochs} epochs the loss is still falling."), epochs=len(loss) - 1)
        return
    if diagnosis and loss[-1] > 0.1:  # dead units that are not missed need no word
        yield diagnosis


def in_words(probe, said):
    """Say what the network puts out for the probe."""
    message = _("At the probe ({x1}, {x2}) the network says {said:~3}: class {kind}.")
    return fill(message, x1=probe[0], x2=probe[1], said=said, kind=int(said > 0.5))


def panels(figure):
    """Return the axes of the plane, of the loss and of the accuracy."""
    axes = figure.subplot_mosaic([["plane", "loss"], ["plane", "accuracy"]], width_ratios=(1.45, 1))
    plane, loss, accuracy = axes["plane"], axes["loss"], axes["accuracy"]
    plane.set(xlabel=_("x₁"), ylabel=_("x₂"), xticks=(-1, 0, 1), yticks=(-1, 0, 1), title=_("decision boundary"))
    loss.set(yscale="log", ylim=(0.01, 30), yticks=(0.01, 0.1, 1, 10), title=_("loss"))
    loss.yaxis.set_major_formatter("{x:g}")
    loss.minorticks_off()
    accuracy.set(ylim=(0, 1.05), yticks=(0, 0.5, 1), yticklabels=("0", "50 %", "100 %"))
    accuracy.set(title=_("accuracy"), xlabel=_("epoch"))
    for panel in (loss, accuracy):
        panel.set(xlim=(0, EPOCHS), xticks=(0, 100, 200))
    return plane, loss, accuracy


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
    epoch = Step(label=_("epoch"), stages=STAGES, grid_every=3, start=EPOCHS, interval=500)
    probe1 = Slider(label=_("probe x₁"), low=-1.75, high=1.75, step=0.05, grid=(0,))
    probe2 = Slider(label=_("probe x₂"), low=-1.75, high=1.75, step=0.05, grid=(0,))

    libraries = LIBRARIES
    places = RASTER.points

    def run(self, data, hidden, activation, optimizer, rate):
        return playground_run(data, hidden, activation, optimizer, rate)

    def compute(self, run, epoch, probe1, probe2, **_setting):
        now, net = min(int(epoch), len(run["parameters"]) - 1), run["net"]
        net.parameters = run["parameters"][now]
        z, sigmoid = net.forward(self.places)[:, 0], activations.get("sigmoid")
        probe = np.array([probe1, probe2])
        return {
            "probe": probe if probe.any() else None,  # where it starts it is not drawn
            "said": float(sigmoid(net.forward(probe[None]))[0, 0]),
            "probabilities": sigmoid(z),
            "boundaries": [thinned(line) for line in RASTER.lines_at_zero(z)],
            "now": now,
            **{name: run[name] for name in ("losses", "accuracies", "diagnosis", "erratic")},
        }

    def build(self, figure):
        plane, *curve_panels = panels(figure)
        self.image = RASTER.image(plane)
        (self.boundary,) = plane.plot([], [], color=INK, linewidth=1.5)
        self.points, self.pointed, keys = [], None, []
        for marker, colour, known, new in (
            ("s", BLUE, _("class 0"), _("0, held out")),
            ("o", ORANGE, _("class 1"), _("1, held out")),
        ):
            self.points += add_dots(plane, marker, colour, 3.5) + add_dots(plane, marker, colour, 5.8, hole=2.6)
            for label, hollow in ((known, False), (new, True)):
                keys.append(add_marks(plane, marker, colour, 4.5, hollow=hollow, markeredgewidth=1.3, label=label))
        self.curves, self.dots = [], []
        for panel in curve_panels:
            self.curves += panel.plot([], [], color=INK, linewidth=1.8, label=_("training"))
            self.curves += panel.plot([], [], color=GREY, linewidth=1.8, linestyle="--", label=_("held out"))
            self.dots += panel.plot([], [], "o", color=INK, markersize=6)
        self.probe = add_probe(plane)
        self.handles = [*(Handle(dot, x="epoch") for dot in self.dots), Handle(plane, x="probe1", y="probe2")]
        keys += self.curves[:2]
        figure.legend(handles=keys, loc="outside lower center", ncols=3, columnspacing=1.2, handletextpad=0.4)
        return [self.image, self.boundary, *self.points, *self.curves, *self.dots, self.probe]

    def update(self, result):
        self.image.set_data(RASTER.colours(result.probabilities))
        self.boundary.set_data(*joined(result.boundaries).T)
        if self.pointed != result.data:  # 300 points are half of the drawing, and what is not set is not drawn again
            self.pointed = result.data
            (X, y), (test_X, test_y) = DATA[result.data]
            groups = [group for label in (0, 1) for group in (X[y == label], *[test_X[test_y == label]] * 2)]
            for dots, places in zip(self.points, groups, strict=True):
                dots.set_places(places)
        for curve, values in zip(self.curves, (*result.losses, *result.accuracies), strict=True):
            curve.set_data(np.arange(len(values)), np.clip(values, 0.009, 31))
        for dot, values in zip(self.dots, (result.losses, result.accuracies), strict=True):
            dot.set_data([result.now], np.clip(values[0][[result.now]], 0.01, 30))
        self.probe.ask(result.probe, result.said > 0.5)

    def code(self, library="nnlib"):
        """Return the present setting as a program for "nnlib" or "torch", ready to copy."""
        return as_code(self.controls, library)

    def is_reproducible(self, result):
        return not result.erratic

    def describe(self, result):
        activation = ", " + self.activation.text(result.activation) if HIDDEN[result.hidden] else ""
        message = _("{data}, hidden layers: {hidden}{activation}, {optimizer} with learning rate {rate}")
        setting = self.say(message, result, activation=activation)
        if result.erratic:
            message = _(
                "{setting}, epoch {epoch}. The steps are too long and the run is erratic: its loss jumps up and down, "
                "and where it stands hangs on the last digits of the numbers, so another computer soon draws another "
                "picture. Try a learning rate ten times smaller."
            )
            return self.say(message, result, setting=setting)
        after = self.say(_n("After {epoch} epoch", "After {epoch} epochs", result.epoch), result)
        message = _(
            "{setting}. {after}: loss {loss[0]:~3}, accuracy {right[0]:%}; on held-out points loss {loss[1]:~3}, "
            "accuracy {right[1]:%}."
        )
        loss, right = ([values[result.now] for values in pair] for pair in (result.losses, result.accuracies))
        said = self.say(message, result, setting=setting, after=after, loss=loss, right=right)
        probed = [] if result.probe is None else [in_words(result.probe, result.said)]
        return " ".join([said, *verdicts(result.data, result.losses[0], result.diagnosis), *probed])
