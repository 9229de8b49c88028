"""The figure `HowWrong` of the chapter *Losses*."""

import functools

import numpy as np

from nnlib import activations
from nnlib.chapters.losses.bars import _short
from nnlib.live import Choice, Explorable, Slider
from nnlib.losses import BinaryCrossEntropy, MeanSquaredError
from nnlib.numerals import number
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE
from nnlib.words import _

sigmoid = activations.get("sigmoid")


def binary_losses(z, label):
    """Return for one logit: MSE of σ(z) and its slope in z, BCE and its slope in z."""
    mse, bce = MeanSquaredError(), BinaryCrossEntropy()
    output, target = np.array([[z]]), np.array([[label]])
    p = sigmoid(output)
    mse_slope = (mse.gradient(p, target) * sigmoid.derivative(output)).item()
    return mse(p, target), mse_slope, bce(output, target), bce.gradient(output, target).item()


@functools.cache
def binary_curves(label):
    """Return 101 logits and, in four rows, what `binary_losses` says for each."""
    z = np.linspace(-8, 8, 101)
    return z, np.array([binary_losses(value, label) for value in z]).T


class HowWrong(Explorable):
    """A logit and its label: the two losses of σ(z), squared error and cross-entropy, and their slopes in z."""

    title = _("How wrong, and how strong the pull back")
    size = (400, 390)
    logit = Slider(label=_("logit z"), low=-8, high=8, step=0.1, grid_step=0.5, start=-5)
    label = Choice(label=_("label y"), options={"1": "1", "0": "0"}, start="1")

    def compute(self, logit, label):
        z, (mse, mse_slope, bce, bce_slope) = binary_curves(int(label))
        return {
            "z": z, "curves": np.array([mse, bce]), "slope_curves": np.array([mse_slope, bce_slope]),
            "losses": np.array(binary_losses(logit, int(label))[::2]),
            "slopes": np.array(binary_losses(logit, int(label))[1::2]),
            "probability": float(sigmoid(logit)),
        }  # fmt: skip

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, sharex=True)
        upper.set(xlim=(-8.4, 8.4), ylim=(-0.5, 11), ylabel=_("loss"), yticks=(0, 2, 4, 6, 8))
        lower.set(ylim=(-1.55, 1.55), ylabel=_("slope of the loss"), xlabel=_("logit z"), yticks=(-1, 0, 1))
        lower.axhline(0, color=GREY, linewidth=0.8)
        self.sides = [axes.axvspan(-8.4, 0, color=GREY, alpha=0.2, linewidth=0) for axes in (upper, lower)]
        self.headline = upper.text(0, 10, "", ha="center", va="center")
        self.side = lower.text(0, 0, _("wrong verdict"), ha="center", va="center")
        looks = ((BLUE, "--", "s", _("squared error of σ(z)")), (ORANGE, "-", "o", _("cross-entropy")))
        self.lines, self.slope_lines, self.dots, self.slope_dots, self.tangents, self.texts = ([] for _i in range(6))
        for color, dash, shape, name in looks:
            self.lines += upper.plot([], [], dash, color=color, label=name)
            self.slope_lines += lower.plot([], [], dash, color=color)
            self.tangents += upper.plot([], [], color=INK, linewidth=1.2)
            self.dots += upper.plot([], [], shape, color=color, markersize=9)
            self.slope_dots += lower.plot([], [], shape, color=color, markersize=9)
            self.texts.append(lower.text(0, 0, "", ha="center", va="center"))
        figure.legend(self.lines, [look[3] for look in looks], loc="outside upper center", ncols=2)
        lines = [*self.lines, *self.slope_lines, *self.tangents, *self.dots, *self.slope_dots]
        return [*self.sides, *lines, *self.texts, self.side, self.headline]

    def update(self, result):
        z, outwards = result.logit, -1 if result.label == "1" else 1
        for side in self.sides:
            side.set_x(-8.4 if result.label == "1" else 0)
        self.side.set_position((4.2 * outwards, -1.25 * outwards))
        ratio = result.slopes[1] / result.slopes[0]
        self.headline.set_text(
            _("cross-entropy pulls {ratio} times as hard").format(ratio=number(ratio, 0 if ratio > 10 else 1))
        )
        for i in range(2):
            loss, slope = result.losses[i], result.slopes[i]
            self.lines[i].set_data(result.z, result.curves[i])
            self.slope_lines[i].set_data(result.z, result.slope_curves[i])
            reach = 1.6 / np.hypot(1, slope)
            self.tangents[i].set_data([z - reach, z + reach], [loss - slope * reach, loss + slope * reach])
            self.dots[i].set_data([z], [loss])
            self.slope_dots[i].set_data([z], [slope])
            # the number of the steeper loss, cross-entropy, goes beyond its dot, the other one across the line of zero
            self.texts[i].set_position((np.clip(z, -6.9, 6.9), outwards * (abs(slope) + 0.32 if i else -0.32)))
            self.texts[i].set_text(_short(slope, 4))

    def describe(self, result):
        return _(
            "z = {z}, so p = {p}; the label is {label}. Squared error {mse} with slope {mse_slope}; "
            "cross-entropy {bce} with slope {bce_slope}."
        ).format(
            z=number(result.logit), p=_short(result.probability, 4), label=result.label,
            mse=_short(result.losses[0], 3), mse_slope=_short(result.slopes[0], 4),
            bce=_short(result.losses[1], 3), bce_slope=_short(result.slopes[1], 4),
        )  # fmt: skip
