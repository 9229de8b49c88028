"""The figure `OneDigit` of the chapter *Recognising digits*."""

import numpy as np

from nnlib import softmax
from nnlib.chapters.digits.kept import held_out, kept_network
from nnlib.chapters.digits.shades import squares
from nnlib.live import Choice, Explorable, Prediction, Step
from nnlib.numerals import number
from nnlib.plots.dots import Shape
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE, PURPLE
from nnlib.plots.shades import enlarged, shade
from nnlib.words import _


class OneDigit(Explorable):
    """An image on its way: 784 pixels, 50 and 100 hidden units, ten sums, ten probabilities."""

    title = _("One digit through the network")
    size = (400, 420)
    image = Choice(
        label=_("image"),
        options={
            "13": _("a 0"),
            "14": _("a 1"),
            "11": _("a 2"),
            "24": _("a 3"),
            "3": _("a 4"),
            "25": _("a 5"),
            "20": _("a 6"),
            "22": _("a 7"),
            "34": _("another 7"),
            "273": _("a 7 with a bar"),
            "15": _("an 8"),
            "36": _("a 9"),
            "71": _("a doubtful 9"),
        },
        start="22",
    )
    layer = Step(label=_("stage"), stages=(0, 1, 2, 3, 4), start=4, interval=1500)

    prediction = Prediction(
        question=_("How many of the 50 units of the first hidden layer answer to a 7?"),
        options={"one": _("only one"), "half": _("about half"), "all": _("all")},
        answer=lambda result: {0: "one", 1: "half", 2: "all"}[round(2 * np.mean(result.first > 0))],
    )

    def compute(self, image, layer):
        X, y = held_out()
        outputs = kept_network().outputs(X[int(image)][None])
        z = outputs[-1][0]
        return {
            "pixels": shade(X[int(image)], BLUE),
            "first": outputs[2][0],
            "second": outputs[4][0],
            "z": z,
            "p": softmax(z),
            "digit": int(y[int(image)]),
        }

    def build(self, figure):
        upper, lower = figure.subfigures(2, 1, height_ratios=(5, 6))
        seen, first, second = upper.subplots(1, 3)
        for axes, title, columns in (
            (seen, _("784 pixels"), 28), (first, _("50 units"), 5), (second, _("100 units"), 10),
        ):  # fmt: skip
            side = 28 if axes is seen else 10
            axes.set(xlim=(-0.5, columns - 0.5), ylim=(side - 0.5, -0.5), xticks=(), yticks=(), aspect="equal")
            axes.set_title(title, loc="center")
            axes.spines[:].set(visible=True, color=GREY)
        self.given = [seen]
        self.seen = seen.imshow(np.zeros((28, 28, 4)), interpolation="none", extent=(-0.5, 27.5, 27.5, -0.5))
        grids = [(axes, *np.divmod(np.arange(10 * columns), columns)) for axes, columns in ((first, 5), (second, 10))]
        self.places = [np.column_stack([column, row]) for _axes, row, column in grids]
        self.units = [
            axes.add_patch(Shape(facecolor=colour, edgecolor="none"))
            for (axes, _row, _column), colour in zip(grids, (BLUE, PURPLE))
        ]
        sums, chances = lower.subplots(2, 1, sharex=True)
        sums.set(ylim=(-16, 21), ylabel=_("sum z"), yticks=(-10, 0, 10))
        sums.axhline(0, color=GREY, linewidth=0.8)
        chances.set(ylim=(0, 1.25), ylabel=_("probability p"), yticks=(0, 0.5, 1), xlabel=_("digit"))
        chances.set_xticks(range(10))
        for axes in (sums, chances):
            axes.set_xlim(-0.6, 9.6)
        self.sums, self.chances = (
            list(axes.bar(range(10), np.zeros(10), color=BLUE, width=0.7)) for axes in (sums, chances)
        )
        (self.winner,) = chances.plot([], [], "v", color=INK, markersize=7)
        return [self.seen, *self.units, *self.sums, *self.chances, self.winner]

    def update(self, result):
        self.seen.set_data(enlarged(result.pixels, 4))
        for stage, patch, places, outputs in zip((1, 2), self.units, self.places, (result.first, result.second)):
            shares = outputs / outputs.max() if result.layer >= stage else np.zeros(len(outputs))
            patch.set_path(squares(places, 0.9 * np.sqrt(shares)))
        winner = int(result.z.argmax())
        for stage, bars, values in ((3, self.sums, result.z), (4, self.chances, result.p)):
            for k, (bar, value) in enumerate(zip(bars, values)):
                bar.set_height(float(value) if result.layer >= stage else 0)
                bar.set_facecolor(ORANGE if k == winner else BLUE)
        p = float(result.p[winner])
        self.winner.set_data(*([winner], [p + 0.12]) if result.layer >= 4 else ([], []))

    def describe(self, result):
        shown = {
            "ink": int((result.pixels[..., 3] > 0.5).sum()),
            "on": int((result.first > 0).sum()),
            "on2": int((result.second > 0).sum()),
            "winner": int(result.z.argmax()),
            "best": number(np.sort(result.z)[-1], 1),
            "next": int(result.z.argsort()[-2]),
            "next_z": number(np.sort(result.z)[-2], 1),
            "p": number(result.p.max(), 3) if result.p.max() < 0.9995 else _("more than 0.999"),
        }
        sentences = (
            _("{image}: 784 numbers from 0 to 1, {ink} of them above one half."),
            _("{image}, first hidden layer: {on} of 50 units answer; the others give 0."),
            _("{image}, second hidden layer: {on2} of 100 units answer; the others give 0."),
            _("{image}, last layer: the largest sum is {best}, of the {winner}; next comes the {next} with {next_z}."),
            _("{image}: {on} of 50 units answer, then {on2} of 100. The network says {winner}, with probability {p}."),
        )
        text = self.say(sentences[int(result.layer)], result, **shown)
        if result.layer == 4 and shown["winner"] != result.digit:
            text += " " + _("It is wrong.")
        return text[0].upper() + text[1:]
