"""The figure `FirstLayer` of the chapter *A first look at convolutions*."""

import numpy as np
from matplotlib.patches import Rectangle

from nnlib.chapters.convolutions.images import coloured, held_out, marks
from nnlib.chapters.convolutions.kept import kept_network, small_network
from nnlib.live import Choice, Explorable, Prediction, Slider, Toggle
from nnlib.plots.dots import Shape
from nnlib.plots.palette import BLUE, GREEN, GREY, ORANGE
from nnlib.words import _

PANELS = ((0, 28), (36, 24), (0, 24), (36, 24))
"""Left edge and width of the four panels."""


class FirstLayer(Explorable):
    """A kernel of the first layer, and what it finds in a digit: before the pooling and after it."""

    title = _("What the first layer learned")
    size = (400, 420)
    kernel = Slider(label=_("kernel"), low=1, high=8, step=1, start=1)
    image = Choice(
        label=_("image"),
        options={"22": _("a 7"), "13": _("a 0"), "14": _("a 1"), "11": _("a 2"), "3": _("a 4"), "15": _("an 8")},
        start="22",
    )
    trained = Toggle(label=_("after training"), start=True)

    prediction = Prediction(
        question=_("Which part of the 7 will kernel 5 find?"),
        options={"bar": _("the bar at the top"), "stem": _("the stem"), "all": _("all of it")},
        at={"kernel": 5},
        answer="bar",
    )

    def run(self, image, trained):
        net = kept_network() if trained else small_network(0)
        outputs = net.outputs(held_out()[0][int(image)].reshape(1, 1, 28, 28))
        return {"W": net.parameters[:200].reshape(8, 5, 5), "map": outputs[2][0], "pooled": outputs[3][0]}

    def compute(self, run, kernel, image, trained):
        k = round(kernel) - 1
        return {
            "pixels": held_out()[0][int(image)].reshape(28, 28),
            "weights": run["W"][k],
            "map": run["map"][k],
            "pooled": run["pooled"][k],
            "largest": float(np.abs(run["W"]).max()),
            "strongest": float(run["map"].max()),
        }

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, height_ratios=(32, 28))
        names = (_("the image"), _("the kernel"), _("where it answers"), _("after pooling"))
        for axes, height in ((upper, 28), (lower, 24)):
            axes.set(xlim=(-0.5, 64.5), ylim=(height + 0.5, -3.5), xticks=(), yticks=(), aspect="equal")
            axes.spines[:].set_visible(False)
        for (left, width), name, axes in zip(PANELS, names, (upper, upper, lower, lower)):
            axes.add_patch(Rectangle((left, 0), width, width, facecolor="none", edgecolor=GREY))
            axes.text(left + width / 2, -0.8, name, ha="center", va="bottom", in_layout=False)
        self.seen, self.map, self.pooled = (
            axes.imshow(np.zeros((1, 1, 4)), extent=(left, left + width, width, 0), interpolation="none")
            for axes, (left, width) in ((upper, PANELS[0]), (lower, PANELS[2]), (lower, PANELS[3]))
        )
        self.plus = upper.add_patch(Shape(facecolor=BLUE, edgecolor="none"))
        self.minus = upper.add_patch(Shape(facecolor="none", edgecolor=ORANGE, linewidth=2))
        self.given = [upper]
        return [self.seen, self.plus, self.minus, self.map, self.pooled]

    def update(self, result):
        self.seen.set_data(coloured(result.pixels, BLUE))
        plus, minus = marks(result.weights, result.largest, (PANELS[1][0], 0), PANELS[1][1])
        self.plus.set_path(plus)
        self.minus.set_path(minus)
        most = result.map.max() or 1
        self.map.set_data(coloured(result.map / most, GREEN))
        self.pooled.set_data(coloured(result.pooled / most, GREEN, 4))

    def describe(self, result):
        message = _(
            "Kernel {kernel}, {when}, on {image}: {plus} of its 25 weights are above 0, as filled squares, the others "
            "hollow. More than half of its strongest answer it gives at {on} of 576 places, and after pooling at "
            "{pooled_on} of 144. That answer is {share:%} of the strongest of all eight."
        )
        return self.say(
            message,
            result,
            when=_("after training") if result.trained else _("before training"),
            plus=int((result.weights > 0).sum()),
            on=int((result.map > result.map.max() / 2).sum()),
            pooled_on=int((result.pooled > result.map.max() / 2).sum()),
            share=float(result.map.max() / result.strongest),
        )
