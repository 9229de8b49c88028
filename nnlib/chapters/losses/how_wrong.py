"""The figure `HowWrong` of the chapter *Losses*."""

import numpy as np

from nnlib import activations
from nnlib.live import Choice, Explorable, Handle, Prediction, Slider
from nnlib.losses import BinaryCrossEntropy, MeanSquaredError
from nnlib.plots.notes import CENTRED, brief
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE
from nnlib.plots.regions import band
from nnlib.words import _

sigmoid = activations.get("sigmoid")
LOOKS = ((_("squared error of σ(z)"), BLUE, "--", "s"), (_("cross-entropy"), ORANGE, "-", "o"))


class HowWrong(Explorable):
    """A logit and its label: the two losses of σ(z), squared error and cross-entropy, and their slopes in z."""

    title = _("How wrong, and how strong the pull back")
    size = (400, 390)
    logit = Slider(label=_("logit z"), low=-8, high=8, step=0.1, grid_step=0.5, start=-5)
    label = Choice(label=_("label y"), options={"1": "1", "0": "0"}, start="1")

    prediction = Prediction(
        question=_("Label 1, logit −5: how steep is the squared error, compared with cross-entropy?"),
        options={"larger": _("steeper"), "half": _("half as steep"), "smaller": _("far less steep")},
        answer=lambda result: "larger" if result.ratio < 1 else "half" if result.ratio < 5 else "smaller",
    )

    def run(self, label):
        z = np.linspace(-8, 8, 101)
        curves, slope_curves = np.array([losses_and_slopes(value, int(label)) for value in z]).transpose(1, 2, 0)
        return {"z": z, "curves": curves, "slope_curves": slope_curves}

    def compute(self, run, logit, label):
        losses, slopes = losses_and_slopes(logit, int(label))
        ratio = slopes[1] / slopes[0]
        return {**run, "losses": losses, "slopes": slopes, "ratio": ratio, "probability": float(sigmoid(logit))}

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, sharex=True)
        upper.set(xlim=(-8.4, 8.4), ylim=(-0.5, 11), ylabel=_("loss"), yticks=(0, 2, 4, 6, 8))
        lower.set(ylim=(-1.65, 1.65), ylabel=_("slope of the loss"), xlabel=_("logit z"), yticks=(-1, 0, 1))
        lower.axhline(0, color=GREY, linewidth=0.8)
        self.sides = [band(axes, -8.4, 0, color=GREY, alpha=0.2, linewidth=0) for axes in (upper, lower)]
        (self.lines, self.dots), (self.slope_lines, self.slope_dots) = lines_and_dots(upper), lines_and_dots(lower)
        self.tangents = [upper.plot([], [], color=INK, linewidth=1.2)[0] for _look in LOOKS]
        self.texts = [lower.text(0, 0, "", **CENTRED) for _look in LOOKS]
        self.side = lower.text(0, 0, _("wrong verdict"), **CENTRED)
        self.headline = upper.text(0, 10, "", **CENTRED)
        figure.legend(self.lines, [name for name, *_look in LOOKS], loc="outside upper center", ncols=2)
        self.handles = [Handle(dots[1], x="logit") for dots in (self.dots, self.slope_dots)]
        lines = [*self.lines, *self.slope_lines, *self.tangents, *self.dots, *self.slope_dots]
        return [*self.sides, *lines, *self.texts, self.side, self.headline]

    def update(self, result):
        z, outwards = result.logit, -1 if result.label == "1" else 1
        for side in self.sides:
            side.set_x(-8.4 if result.label == "1" else 0)
        self.side.set_position((4.2 * outwards, -1.25 * outwards))
        self.headline.set_text(self.say(_("cross-entropy pulls {ratio:~} times as hard"), result))
        for i, (loss, slope) in enumerate(zip(result.losses, result.slopes)):
            self.lines[i].set_data(result.z, result.curves[i])
            self.slope_lines[i].set_data(result.z, result.slope_curves[i])
            reach = 1.6 / np.hypot(1, slope)
            self.tangents[i].set_data([z - reach, z + reach], [loss - slope * reach, loss + slope * reach])
            self.dots[i].set_data([z], [loss])
            self.slope_dots[i].set_data([z], [slope])
            # the number of cross-entropy, the steeper loss, goes beyond its dot, the other one across the line of zero
            self.texts[i].set_position((np.clip(z, -6.9, 6.9), outwards * (abs(slope) + 0.42 if i else -0.32)))
            self.texts[i].set_text(brief(slope, 4))

    def describe(self, result):
        message = _(
            "z = {logit}, so p = {probability:4}; the label is {label}. Squared error {mse} with slope {mse_slope}; "
            "cross-entropy {bce} with slope {bce_slope}."
        )
        mse, bce = (brief(loss) for loss in result.losses)
        mse_slope, bce_slope = (brief(slope, 4) for slope in result.slopes)
        return self.say(message, result, mse=mse, mse_slope=mse_slope, bce=bce, bce_slope=bce_slope)


def lines_and_dots(axes):
    """Make a curve for each loss, and a dot for the place on it."""
    lines = [axes.plot([], [], dash, color=color)[0] for _name, color, dash, _shape in LOOKS]
    dots = [axes.plot([], [], shape, color=color, markersize=9)[0] for _name, color, _dash, shape in LOOKS]
    return lines, dots


def losses_and_slopes(z, label):
    """Return for one logit the squared error of σ(z) and the cross-entropy, and the slopes of both in z: (2, 2)."""
    mse, bce = MeanSquaredError(), BinaryCrossEntropy()
    output, target = np.array([[z]]), np.array([[label]])
    p = sigmoid(output)
    slopes = mse.gradient(p, target) * sigmoid.derivative(output), bce.gradient(output, target)
    return np.array([[mse(p, target), bce(output, target)], [slope.item() for slope in slopes]])
