"""The figure `Overfitting` of the chapter *Training a network*."""

import numpy as np
from matplotlib.collections import LineCollection

from nnlib import Adam, BinaryCrossEntropy, activations, datasets, mlp
from nnlib.chapters.training.runs import networks
from nnlib.live import Explorable, Handle, Slider, Step
from nnlib.plots.dots import add_marks
from nnlib.plots.palette import BLUE, INK, ORANGE
from nnlib.plots.regions import Raster
from nnlib.training import evaluate
from nnlib.words import _, _n

RASTER = Raster((-2.2, 2.2), (-2.2, 2.2))
EXAMPLES = datasets.moons(200, noise=0.3, rng=0)
NEW = datasets.moons(300, noise=0.3, rng=1)
STAGES = np.unique(np.geomspace(1, 150, 18).round().astype(int))

sigmoid = activations.get("sigmoid")


def confidence(probability, chosen):
    """Return how sure a network is on average of its answers to the chosen examples; 0.5 if there are none."""
    return float(np.maximum(probability, 1 - probability)[chosen].mean()) if chosen.any() else 0.5


def panels(figure):
    """Return the axes of the plane and of the losses."""
    plane, curves = figure.subplots(1, 2, width_ratios=(5, 4))
    plane.set(xlabel=_("input x₁"), ylabel=_("input x₂"), xticks=(-2, 0, 2), yticks=(-2, 0, 2))
    plane.set_title("\n", pad=10)  # keeps two lines free for words
    curves.set(xscale="log", xlim=(1, 190), ylim=(0, 1), xlabel=_("epoch"), ylabel=_("loss"), yticks=(0, 0.5, 1))
    curves.set_xticks((1, 10, 100), ["1", "10", "100"])
    curves.minorticks_off()
    plane.yaxis.labelpad, curves.yaxis.labelpad = 0, 3
    return plane, curves


class Overfitting(Explorable):
    """How confident a network becomes with few examples: its regions and losses, and the new ones it gets wrong."""

    title = _("Learning the rule or the examples")
    size = (400, 330)
    units = Slider(label=_("hidden units"), low=1, high=30, step=1, grid=(1, 3, 8, 30), start=30)
    l2 = Slider(label=_("L2 strength λ"), low=0, high=0.1, step=0.001, grid=(0, 0.001, 0.003, 0.01, 0.1), start=0)
    examples = Slider(label=_("training examples"), low=20, high=200, step=10, grid=(20, 50, 100, 200), start=20)
    epoch = Step(label=_("epoch"), stages=tuple(map(int, STAGES)), grid_every=2, start=150, interval=500)

    stages = STAGES

    def run(self, units, l2, examples):
        known, loss = tuple(part[: int(examples)] for part in EXAMPLES), BinaryCrossEntropy()
        net, found = mlp([2, int(units), 1], "tanh", rng=0), []
        for now in networks(net, loss, Adam(0.1), known, STAGES, l2=l2):
            losses, right = zip(*(evaluate(now, loss, *points) for points in (known, NEW)))
            z, probability = now.forward(RASTER.points)[:, 0], sigmoid(now.forward(NEW[0])[:, 0])
            found.append({"losses": losses, "right": right, "z": z, "answers": probability})
        return {"known": known, **{name: np.array([stage[name] for stage in found]) for name in found[0]}}

    def compute(self, run, units, l2, examples, epoch):
        index = int(np.searchsorted(STAGES, epoch))
        z, probability = run["z"][index], run["answers"][index]
        wrong = (probability > 0.5) != NEW[1]
        regions = {"probabilities": sigmoid(z), "boundary": RASTER.lines_at_zero(z)}
        answers = {"right": run["right"][index], "wrong": wrong, "confidence": confidence(probability, wrong)}
        return {"known": run["known"], "losses": run["losses"], "now": run["losses"][index], **regions, **answers}

    def build(self, figure):
        plane, curves = panels(figure)
        self.image = RASTER.image(plane, aspect="auto")
        self.boundary = plane.add_collection(LineCollection([], color=INK, linewidth=1.5))
        self.points = [
            add_marks(plane, "s", BLUE, 6, hollow=True, markeredgewidth=1.5, label=_("class 0")),
            add_marks(plane, "o", ORANGE, 6, markeredgecolor=INK, markeredgewidth=0.7, label=_("class 1")),
            add_marks(plane, "x", INK, 5, markeredgewidth=1.3, label=_("new, wrong")),
        ]
        self.lines = curves.plot([], [], color=BLUE, linewidth=2.5, label=_("training"))
        self.lines += curves.plot([], [], color=ORANGE, linestyle="--", linewidth=2.5, label=_("new examples"))
        self.dots = [curves.plot([], [], "o", color=color, markersize=7)[0] for color in (BLUE, ORANGE)]
        self.handles = [Handle(dot, x="epoch") for dot in self.dots]
        self.words = figure.text(0.5, 0.99, "", ha="center", va="top", weight="bold", in_layout=False)
        spacing = {"handlelength": 1.6, "columnspacing": 1.5, "handletextpad": 0.3}
        figure.legend(handles=[*self.points, *self.lines], loc="outside lower center", ncols=3, **spacing)
        return [self.image, self.boundary, *self.points, *self.lines, *self.dots, self.words]

    def update(self, result):
        X, y = result.known
        self.image.set_data(RASTER.colours(result.probabilities))
        self.boundary.set_segments(result.boundary)
        for points, places in zip(self.points, (X[y == 0], X[y == 1], NEW[0][result.wrong])):
            points.set_data(*places.T)
        for line, losses in zip(self.lines, result.losses.T):
            line.set_data(self.stages, np.minimum(losses, 2))  # what is higher is beyond the picture anyway
        for dot, loss in zip(self.dots, result.now):
            dot.set_data([result.epoch], [min(loss, 2)])
        words = _("accuracy on new examples {right[1]:%};\nwhere it is wrong, it is {confidence:%} confident")
        self.words.set_text(self.say(words, result))

    def describe(self, result):
        now, least = result.now, int(np.argmin(result.losses[:, 1]))
        after = self.say(_n("After {epoch} epoch", "After {epoch} epochs", result.epoch), result)
        more = {"gap": now[1] - now[0], "least": result.losses[least, 1], "stage": STAGES[least], "after": after}
        message = _(
            "Hidden units: {units}; λ = {l2}; training examples: {examples}. {after} the accuracy is "
            "{right[0]:%} on them and {right[1]:%} on 300 new ones; where it is wrong there, the network is "
            "{confidence:%} confident on average. The losses are {now[0]:3} and {now[1]:3}, a gap of {gap:3}; that on "
            "new examples is least, {least}, around epoch {stage}."
        )
        return self.say(message, result, **more)
