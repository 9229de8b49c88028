"""The figure `HiddenUnit` of the chapter *Recognising digits*."""

import numpy as np
from matplotlib.patches import Rectangle

from nnlib import mlp
from nnlib.chapters.digits.kept import held_out, kept_network
from nnlib.chapters.digits.shades import bars, row_of
from nnlib.live import Explorable, Prediction, Slider, Toggle
from nnlib.plots.dots import Shape
from nnlib.plots.palette import BLUE, GREY, ORANGE
from nnlib.plots.shades import enlarged, shade
from nnlib.words import _


class HiddenUnit(Explorable):
    """The 784 weights of one unit as two images, the test images that it answers most, and its answer to each digit."""

    title = _("What a hidden unit looks for")
    size = (400, 440)
    unit = Slider(label=_("hidden unit"), low=1, high=50, step=1, start=8)
    trained = Toggle(label=_("after training"), start=True)

    examples = 4

    prediction = Prediction(
        question=_("What do the weights of a unit look like?"),
        options={"digit": _("like a digit"), "stroke": _("like a stroke"), "noise": _("like noise")},
    )

    def run(self, trained):
        X, y = held_out()
        net = kept_network() if trained else mlp([784, 50, 100, 10], rng=0, dtype="float32")
        A = net.outputs(X)[2]
        return {
            "W": net.parameters[: 784 * 50].reshape(784, 50),
            "A": A,
            "answers": np.array([A[y == digit].mean(axis=0) for digit in range(10)]),
        }

    def compute(self, run, unit, trained):
        X, y = held_out()
        j = round(unit) - 1
        w, a = run["W"][:, j], run["A"][:, j]
        best = np.argsort(-a, kind="stable")[: self.examples]
        largest = max(np.abs(w).max(), 0.03)  # those of a dead unit go to 0
        return {
            "for_it": shade(w / largest, BLUE),
            "against": shade(-w / largest, ORANGE),
            "images": np.array([shade(X[i], BLUE) for i in best]),
            "answers": run["answers"][:, j],
            "share": float(np.mean(a > 0)),
            "best": y[best],
        }

    def build(self, figure):
        upper, middle, lower = figure.subplots(3, 1, height_ratios=(14, 8, 8))
        for axes, count in ((upper, 2), (middle, self.examples)):
            width = 32 * count - 4
            axes.set(xlim=(-1, width + 1), ylim=(29, -1), xticks=(), yticks=(), aspect="equal")
            axes.spines[:].set_visible(False)
            for left in range(0, width, 32):
                axes.add_patch(Rectangle((left - 0.5, -0.5), 29, 29, facecolor="none", edgecolor=GREY))
        self.weights, self.best = (
            axes.imshow(np.zeros((28, 32 * count - 4, 4)), extent=(0, 32 * count - 4, 28, 0), interpolation="none")
            for axes, count in ((upper, 2), (middle, self.examples))
        )
        for left, title in ((14, _("ink here: for")), (46, _("ink here: against"))):
            upper.text(left, -2, title, ha="center", va="bottom")
        middle.set_title(_("the test images that it answers most"), loc="center")
        lower.set(xlim=(-0.6, 9.6), ylim=(0, 1.1), yticks=(0, 1), xlabel=_("digit"))
        lower.set_yticks((0, 1), ("0", _("most")))
        lower.set_title(_("its mean answer to each digit"), loc="center")
        lower.set_xticks(range(10))
        self.bars = lower.add_patch(Shape(facecolor=BLUE, edgecolor="none"))
        return [self.weights, self.best, self.bars]

    def update(self, result):
        self.weights.set_data(enlarged(row_of((result.for_it, result.against)), 3))
        self.best.set_data(enlarged(row_of(result.images), 2))
        self.bars.set_path(bars(result.answers / max(result.answers.max(), 1e-9)))

    def describe(self, result):
        when = _("after training") if result.trained else _("before training")
        if result.share == 0:
            return self.say(_("Unit {unit}, {when}: it answers to none of the 1,000 test images."), result, when=when)
        order = np.argsort(-result.answers, kind="stable")
        strong = [str(k) for k in order if result.answers[k] > result.answers[order[0]] / 2]
        if strong[1:]:
            text = _("most strongly to the digit {first}, and more than half as strongly to {strong}")
        else:
            text = _("most strongly to the digit {first}, and less than half as strongly to any other")
        text = self.say(text, result, first=strong[0], strong=", ".join(strong[1:]))
        return self.say(
            _(
                "Unit {unit}, {when}: it answers to {share:%} of the test images, {text}. The four at the top "
                "are {best}."
            ),
            result,
            when=when,
            text=text,
            best=", ".join(map(str, result.best)),
        )
