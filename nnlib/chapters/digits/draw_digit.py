"""The figure `DrawDigit` of the chapter *Recognising digits*."""

import numpy as np

from nnlib import softmax
from nnlib.chapters.digits.drawn import examples, prepared
from nnlib.chapters.digits.kept import kept_network
from nnlib.chapters.digits.shades import bars, crosses, squares
from nnlib.live import Choice, Drawing, Explorable
from nnlib.numerals import number
from nnlib.plots.dots import Shape
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE, PURPLE
from nnlib.plots.shades import enlarged, shade
from nnlib.words import _, fill


def contributions(network, x, winner, other):
    """Split the lead of one sum over another into what each pixel adds, and the rest, which the biases add.

    A network of dense layers and ReLU is piecewise linear: as long as the same units answer, z_winner − z_other is
    g · x plus a number. So g · x, pixel by pixel, is exact, and the number is what the biases of all layers bring.

    Parameters
    ----------
    network : nnlib.network.Network
        Dense layers with ReLU between them.
    x : array, shape (784,)
    winner, other : int

    Returns
    -------
    array, shape (784,)
        Input times gradient; a pixel without ink adds nothing.
    float
        What the biases add.
    """
    *hidden, last = network.layers[::2]
    outputs = network.outputs(x[None])
    slope = (last.W[:, winner] - last.W[:, other]).astype(float)
    rest = float(last.b[winner] - last.b[other])
    for layer, activity in zip(reversed(hidden), (outputs[4][0], outputs[2][0])):
        slope = slope * (activity > 0)
        rest += float(layer.b @ slope)
        slope = layer.W @ slope
    return slope * x, rest


class DrawDigit(Explorable):
    """A digit that the reader draws, scaled and centred, on its way through the network; and why it is read so."""

    title = _("Draw a digit")
    size = (400, 235)
    drawing = Drawing(label=_("drawing"), examples=examples(), start="three")
    over = Choice(
        label=_("over the image"), options={"nothing": _("nothing"), "why": _("for and against")}, start="nothing"
    )

    def compute(self, drawing, over):
        image = prepared(type(self).drawing.levels(drawing))
        network = kept_network()
        outputs = network.outputs(image.reshape(1, -1))
        z = outputs[-1][0].astype(float)
        winner, other = (int(k) for k in z.argsort()[::-1][:2])
        added, rest = contributions(network, image.ravel(), winner, other)
        return {
            "image": image,
            "first": outputs[2][0],
            "second": outputs[4][0],
            "z": z,
            "p": softmax(z),
            "winner": winner,
            "other": other,
            "added": added,
            "rest": rest,
        }

    def build(self, figure):
        left, right = figure.subfigures(1, 2, width_ratios=(19, 21))
        upper, lower = right.subfigures(2, 1, height_ratios=(11, 10))
        seen, (first, second) = left.subplots(), upper.subplots(1, 2, width_ratios=(1, 2))
        for axes, title, columns, rows in (
            (seen, "", 28, 28), (first, _("50 units"), 5, 10), (second, _("100 units"), 10, 10),
        ):  # fmt: skip
            axes.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5), xticks=(), yticks=(), aspect="equal")
            axes.set_title(title)
            axes.spines[:].set(visible=True, color=GREY)
        self.seen = seen.imshow(np.zeros((28, 28, 4)), interpolation="none", extent=(-0.5, 27.5, 27.5, -0.5))
        self.pro = seen.add_patch(Shape(facecolor=BLUE, edgecolor="none"))
        self.contra = seen.add_patch(Shape(fill=False, edgecolor=ORANGE, linewidth=1.2, capstyle="butt"))
        self.name = seen.text(0, 1.03, _("scaled and centred"), transform=seen.transAxes)  # a title would move back
        places = np.divmod(np.arange(50), 5), np.divmod(np.arange(100), 10)
        self.places = [np.column_stack([column, row]) for row, column in places]
        self.units = [
            axes.add_patch(Shape(facecolor=colour, edgecolor="none"))
            for axes, colour in ((first, BLUE), (second, PURPLE))
        ]
        chances = lower.subplots()
        chances.set(xlim=(-0.6, 9.6), ylim=(0, 1.25), yticks=(0, 0.5, 1))
        chances.set_title(_("probability"))
        chances.set_xticks(range(10))
        self.others, self.best = (
            chances.add_patch(Shape(facecolor=colour, edgecolor="none")) for colour in (BLUE, ORANGE)
        )
        (self.mark,) = chances.plot([], [], "v", color=INK, markersize=7)
        self.pixels = np.column_stack([np.arange(784) % 28, np.arange(784) // 28])
        return [self.seen, self.pro, self.contra, self.name, *self.units, self.others, self.best, self.mark]

    def update(self, result):
        why = result.over == "why" and result.image.any()
        self.seen.set_data(enlarged(shade(0.4 * result.image if why else result.image, GREY if why else BLUE), 4))
        sizes = np.sqrt(np.abs(result.added) / max(np.abs(result.added).max(), 1e-9)) if why else np.zeros(784)
        self.pro.set_path(squares(self.pixels, sizes * (result.added > 0)))
        self.contra.set_path(crosses(self.pixels, sizes * (result.added < 0)))
        key = fill(_("■ for the {winner}, × against it"), winner=result.winner)
        self.name.set_text(key if why else _("scaled and centred"))
        for patch, places, outputs in zip(self.units, self.places, (result.first, result.second)):
            patch.set_path(squares(places, 0.9 * np.sqrt(outputs / max(outputs.max(), 1e-9))))
        wins = np.arange(10) == result.winner
        self.others.set_path(bars(result.p * ~wins))
        self.best.set_path(bars(result.p * wins))
        self.mark.set_data([result.winner], [float(result.p[result.winner]) + 0.12])

    def describe(self, result):
        def odds(k):
            p = float(result.p[k])
            return _("more than 0.999") if p > 0.9995 else _("less than 0.001") if p < 0.0005 else number(p, 3)

        fields = {
            "best": odds(result.winner),
            "next": odds(result.other),
            "on": int((result.first > 0).sum()),
            "on2": int((result.second > 0).sum()),
        }
        if not result.image.any():
            return self.say(
                _(
                    "Nothing is drawn. From an image without ink the network still makes ten probabilities, by its "
                    "biases alone; the largest, of the {winner}, is {best}."
                ),
                result,
                **fields,
            )
        read = _(
            "{drawing}: {on} of 50 units answer, then {on2} of 100. The network says {winner}, with probability "
            "{best}; next comes the {other} with {next}."
        )
        text = self.say(read, result, **fields)
        if result.over == "why":
            text += " " + self.say(
                _(
                    "Why {winner} and not {other}? Pixels for the {winner} add {plus:2} to its lead, pixels against it "
                    "take {minus:2} away, and the biases bring {rest:2}: a lead of {lead:2}."
                ),
                result,
                plus=float(result.added[result.added > 0].sum()),
                minus=float(-result.added[result.added < 0].sum()),
                lead=float(result.z[result.winner] - result.z[result.other]),
            )
        return text[0].upper() + text[1:]
