"""The figure `CheckGradient` of the chapter *Backpropagation*."""

import functools

import numpy as np

from nnlib import BinaryCrossEntropy, gradcheck, mlp
from nnlib.chapters.backpropagation.through_network import ThroughNetwork
from nnlib.live import Choice, Explorable, Slider
from nnlib.numerals import power_of_ten
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE
from nnlib.words import _

EXPONENTS = np.arange(-12, 0.25, 0.5)
KINK = 1e-3  # how far the sum of the first neuron is above 0
BEND = {"tanh": 0.66, "relu": 2.65}  # the curve makes an error of this times ε²
NOISE = {"tanh": 150, "relu": 5}  # rounding makes one of about this times the machine epsilon, divided by ε,
SPREAD = 10  # on one processor or another up to so many times more or less


@functools.cache
def errors(precision, activation):
    """The largest relative error of a gradient check, for each ε = 10^exponent."""
    net = mlp([3, 2, 1], activation=activation, dtype=precision)
    net.parameters = ThroughNetwork.theta
    # the colour lies almost on the cut between tomatoes and oranges: the sum of the first neuron is 0.001
    X, y = np.array([[1, 0.4001, 0.1]], precision), [1]
    result = []
    with np.errstate(invalid="ignore"):
        for e in EXPONENTS:
            try:
                result.append(gradcheck.check(net, BinaryCrossEntropy(), X, y, epsilon=10.0**e, tolerance=np.inf))
            except gradcheck.GradientError:  # not a number: the move was lost in rounding, no digit is right
                result.append(1.0)
    return np.array(result)


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

    def compute(self, exponent, precision, activation):
        curve = errors(precision, activation)
        return {"curve": curve, "error": float(curve[np.abs(EXPONENTS - exponent).argmin()])}

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(10**-12.4, 10**0.4), ylim=(1e-12, 10), xscale="log", yscale="log")
        for axis, low in ((axes.xaxis, -12), (axes.yaxis, -12)):
            axis.set_ticks([10.0**k for k in range(low, 1, 3)], [power_of_ten(k) for k in range(low, 1, 3)])
            axis.set_ticks([], minor=True)
        axes.set_xlabel(_("← too small   |   move ε   |   too large →"))
        axes.set_ylabel(_("largest relative error"))
        axes.axhline(1e-6, color=GREY, linestyle="--", linewidth=1.2)
        axes.text(10**-12.2, 1.3e-6, _("allowed: 10⁻⁶"), fontsize=11, va="bottom")
        axes.text(10**-8.5, 0.3, _("rounding"), fontsize=12)
        axes.text(10**-4.2, 0.03, _("curve or kink"), fontsize=12, ha="center")
        (self.curve,) = axes.plot([], [], "o-", color=BLUE, markersize=4)
        (self.drop,) = axes.plot([], [], color=INK, linestyle=":", linewidth=1.2)
        (self.dot,) = axes.plot([], [], "D", color=ORANGE, markersize=10)
        return [self.curve, self.drop, self.dot]

    def update(self, result):
        self.curve.set_data(10.0**EXPONENTS, np.maximum(result.curve, 1e-12))
        at = 10.0**result.exponent
        self.drop.set_data([at, at], [1e-12, max(result.error, 1e-12)])
        self.dot.set_data([at], [max(result.error, 1e-12)])

    def is_reproducible(self, _result):
        """Say no: a part of every curve is rounding noise."""
        return False

    def describe(self, result):
        """Say what holds on every processor: what makes the error, and whether it passes, if noise cannot change that."""
        epsilon = 10.0**result.exponent
        curve = BEND[result.activation] * epsilon**2
        noise = NOISE[result.activation] * float(np.finfo(result.precision).eps) / epsilon
        if result.activation == "relu" and epsilon > 1.1 * KINK:
            reason = _("the kink lies within the move and makes an error of {error}").format(error=about(result.error))
        elif curve < noise / 100:
            reason = _("the move is so small that rounding makes the error")
        elif curve < noise * 100:
            reason = _("close to the lowest point")
        else:
            reason = _("the move is so large that the curve makes the error, {error}").format(error=about(result.error))
        if curve + noise * SPREAD <= 1e-6:
            verdict = _("The check passes.")
        elif max(curve, noise / SPREAD) <= 1e-6:
            verdict = _("The last digits decide whether the check passes.")
        else:
            verdict = _("The check does not pass.")
        return _("{precision}, {activation}, ε = {epsilon}: {reason}. {verdict}").format(
            precision=self.precision.text(result.precision), activation=self.activation.text(result.activation),
            epsilon=power_of_ten(result.exponent), reason=reason, verdict=verdict,
        )  # fmt: skip


def about(value):
    """Write an error for people: one digit, or a power of ten that it is below."""
    if value >= 0.01:
        return _("about {value}").format(value=f"{value:.1g}")
    return _("below {value}").format(value=power_of_ten(int(np.ceil(np.log10(value)))))
