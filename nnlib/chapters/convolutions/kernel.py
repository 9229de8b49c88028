"""The figure `Kernel` of the chapter *A first look at convolutions*."""

import numpy as np
from matplotlib.patches import Rectangle

from nnlib.chapters.convolutions.images import SIDE, coloured, house, seven, slide, two_sided
from nnlib.live import Choice, Explorable, Prediction
from nnlib.numerals import number
from nnlib.plots.palette import BLUE, GREY, INK
from nnlib.words import _

ROWS = {
    "zeros": (0, 0, 0),
    "one": (0, 1, 0),
    "right": (0, 0, 1),
    "ones": (1, 1, 1),
    "minus": (-1, -1, -1),
    "edge": (-1, 0, 1),
    "line": (-1, 2, -1),
    "dot": (-1, 8, -1),
}
"""What a row of the kernel can be."""

OPTIONS = {name: "  ".join(map(number, row)) for name, row in ROWS.items()}
OUT = SIDE - 2


class Kernel(Explorable):
    """A 3 × 3 kernel, put together row by row, laid on every place of an image."""

    title = _("A kernel slides over an image")
    size = (400, 430)
    image = Choice(label=_("image"), options={"house": _("a house"), "seven": _("a 7")}, start="house")
    top = Choice(label=_("upper row"), options=OPTIONS, start="edge")
    middle = Choice(label=_("middle row"), options=OPTIONS, start="edge")
    bottom = Choice(label=_("lower row"), options=OPTIONS, start="edge")

    prediction = Prediction(
        question=_("The door has a left and a right edge. How does the kernel answer to the two?"),
        options={"alike": _("alike"), "opposite": _("with opposite signs"), "one": _("to one of them only")},
        answer="opposite",
    )

    def compute(self, image, top, middle, bottom):
        pixels = {"house": house, "seven": seven}[image]()
        kernel = np.array([ROWS[top], ROWS[middle], ROWS[bottom]], float)
        return {"pixels": pixels, "kernel": kernel, "answer": slide(pixels, kernel), "total": float(kernel.sum())}

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, height_ratios=(SIDE + 3, OUT + 3))
        for axes, side in ((upper, SIDE), (lower, OUT)):
            axes.set(xlim=(-0.5, 2 * SIDE + 1.5), ylim=(side + 0.2, -2.8), xticks=(), yticks=(), aspect="equal")
            axes.spines[:].set_visible(False)
        for axes, left, side in ((upper, 0, SIDE), (lower, 0, OUT), (lower, SIDE + 1, OUT)):
            axes.add_patch(Rectangle((left, 0), side, side, facecolor="none", edgecolor=GREY))
        cell, left = 5, SIDE + 4
        for i, j in np.ndindex(3, 3):
            place = (left + cell * j, 3 + cell * i)
            upper.add_patch(Rectangle(place, cell, cell, facecolor="none", edgecolor=INK, linewidth=1))
        for axes, middle, text in (
            (upper, SIDE / 2, _("the image")),
            (upper, left + 1.5 * cell, _("the kernel")),
            (lower, OUT / 2, _("answers above 0")),
            (lower, SIDE + 1 + OUT / 2, _("answers below 0")),
        ):
            axes.text(middle, -0.8, text, ha="center", va="bottom", in_layout=False)
        self.seen = upper.imshow(np.zeros((1, 1, 4)), extent=(0, SIDE, SIDE, 0), interpolation="none")
        self.found = lower.imshow(np.zeros((1, 1, 4)), extent=(0, SIDE + 1 + OUT, OUT, 0), interpolation="none")
        self.numbers = [
            upper.text(left + cell * (j + 0.5), 3 + cell * (i + 0.5), "", ha="center", va="center", in_layout=False)
            for i, j in np.ndindex(3, 3)
        ]
        self.given = [upper]
        return [self.seen, self.found, *self.numbers]

    def update(self, result):
        self.seen.set_data(coloured(result.pixels, BLUE))
        self.found.set_data(two_sided(result.answer, SIDE + 1 - OUT))
        for text, weight in zip(self.numbers, result.kernel.ravel()):
            text.set_text(number(weight))

    def describe(self, result):
        return self.say(
            _(
                "{image}; kernel {top} / {middle} / {bottom}, in sum {total:~}. The largest answer is {most:2}, the "
                "smallest {least:2}; {positive} of 400 are above 0, {negative} below."
            ),
            result,
            image=self.image.text(result.image).capitalize(),
            most=float(result.answer.max()),
            least=float(result.answer.min()),
            positive=int((result.answer > 1e-9).sum()),
            negative=int((result.answer < -1e-9).sum()),
        )
