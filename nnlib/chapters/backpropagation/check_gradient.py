"""The figure `CheckGradient` of the chapter *Backpropagation*."""

import numpy as np

from nnlib import BinaryCrossEntropy, gradcheck
from nnlib.chapters.backpropagation.sorter import sorter
from nnlib.live import Choice, Explorable, Handle, Prediction, Slider
from nnlib.numerals import power_of_ten
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE
from nnlib.words import _, fill

EXPONENTS = np.arange(-12, 0.25, 0.5)
LEAST = 1e-12  # what is smaller is drawn as this
KINK = 1e-3  # how far the sum of the first neuron is above 0
BEND = {"tanh": 0.66, "relu": 2.65}  # the curve makes an error of this times ε²
NOISE = {"tanh": 150, "relu": 5}  # rounding makes one of about this times the machine epsilon, divided by ε,
SPREAD = 10  # on one processor or another up to so many times more or less


class CheckGradient(Explorable):
    """How far a gradient check misses, by the move ε: rounding on the left; the curve, or a kink, on the right."""

    title = _("Which ε shows the true slope?")
    size = (400, 320)
    exponent = Slider(label=_("k in ε = 10ᵏ"), low=-12, high=0, step=0.5, grid_step=1, start=-5)
    precision = Choice(
        label=_("precision"), options={"float64": _("float64"), "float32": _("float32")}, start="float64"
    )
    activation = Choice(
        label=_("activation"), options={"tanh": _("tanh (smooth)"), "relu": _("ReLU (a kink nearby)")}, start="tanh"
    )

    prediction = Prediction(
        question=_("Where is the curve ragged: left or right of its lowest point?"),
        options={"left": _("on the left, where ε is small"), "right": _("on the right, where ε is large")},
        answer="left",
    )

    def run(self, precision, activation):
        return np.array([check_error(precision, activation, epsilon=10.0**exponent) for exponent in EXPONENTS])

    def compute(self, curve, exponent, precision, activation):
        return {"curve": curve, "error": float(curve[nearest(exponent)])}

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(10**-12.4, 10**0.4), ylim=(LEAST, 10), xscale="log", yscale="log")
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_ticks([10.0**k for k in range(-12, 1, 3)], [power_of_ten(k) for k in range(-12, 1, 3)])
            axis.set_ticks([], minor=True)
        axes.set(xlabel=_("← too small   |   move ε   |   too large →"), ylabel=_("largest relative error"))
        axes.axhline(1e-6, color=GREY, linestyle="--", linewidth=1.2)
        axes.text(10**-12.2, 1.3e-6, _("allowed: 10⁻⁶"), fontsize=11, va="bottom")
        causes = [
            axes.text(10**-8.5, 0.3, _("rounding"), fontsize=12, in_layout=False),
            axes.text(10**-4.2, 0.03, _("curve or kink"), fontsize=12, ha="center", in_layout=False),
        ]
        (self.curve,) = axes.plot([], [], "o-", color=BLUE, markersize=4)
        (self.drop,) = axes.plot([], [], color=INK, linestyle=":", linewidth=1.2)
        (self.dot,) = axes.plot([], [], "D", color=ORANGE, markersize=10)
        self.handles = [Handle(self.dot, x="exponent", at=self.dot_at)]
        return [*causes, self.curve, self.drop, self.dot]

    def update(self, result):
        self.curve.set_data(10.0**EXPONENTS, np.maximum(result.curve, LEAST))
        at, error = 10.0**result.exponent, max(result.error, LEAST)
        self.drop.set_data([at, at], [LEAST, error])
        self.dot.set_data([at], [error])

    def dot_at(self, c):
        return 10.0**c.exponent, max(self.result.curve[nearest(c.exponent)], LEAST)

    def is_reproducible(self, _result):
        """Say no: a part of every curve is rounding noise."""
        return False

    def describe(self, result):
        """Say what holds on every processor: what makes the error, and whether it passes, if noise does not decide."""
        start = _("{precision}, {activation}, ε = {epsilon}:")
        return self.say(
            f"{start} {reason(result)} {verdict(result)}",
            result,
            epsilon=power_of_ten(result.exponent),
            error=about(max(result.error, LEAST)),
        )


def nearest(exponent):
    """Return the index of an exponent."""
    return int(np.abs(EXPONENTS - exponent).argmin())


def check_error(precision, activation, epsilon):
    """Return the largest relative error of a gradient check of the sorter."""
    # the colour lies almost on the cut between tomatoes and oranges: the sum of the first neuron is 0.001
    X, y = np.array([[1, 0.4001, 0.1]], precision), [1]
    with np.errstate(invalid="ignore"):
        try:
            net = sorter(activation, precision)
            return gradcheck.check(net, BinaryCrossEntropy(), X, y, epsilon=epsilon, tolerance=np.inf)
        except gradcheck.GradientError:  # not a number: the move was lost in rounding, no digit is right
            return 1.0


def expected(result):
    """Return the error that the curve should make, and that of rounding."""
    epsilon = 10.0**result.exponent
    rounding = float(np.finfo(result.precision).eps)
    return BEND[result.activation] * epsilon**2, NOISE[result.activation] * rounding / epsilon


def reason(result):
    """Say what makes the error."""
    curve, noise = expected(result)
    if result.activation == "relu" and 10.0**result.exponent > 1.1 * KINK:
        return _("the kink lies within the move and makes an error of {error}.")
    if curve < noise / 100:
        return _("the move is so small that rounding makes the error.")
    if curve < noise * 100:
        return _("close to the lowest point.")
    return _("the move is so large that the curve makes the error, {error}.")


def verdict(result):
    """Say whether the check passes, if noise cannot change that."""
    curve, noise = expected(result)
    if curve + noise * SPREAD <= 1e-6:
        return _("The check passes.")
    if max(curve, noise / SPREAD) <= 1e-6:
        return _("The last digits decide whether the check passes.")
    return _("The check does not pass.")


def about(error):
    """Write an error in a way that rounding does not change: one digit, or a power of ten that it is below."""
    if error >= 0.01:
        return fill(_("about {error:~1}"), error=error)
    return fill(_("below {bound}"), bound=power_of_ten(int(np.ceil(np.log10(error)))))
