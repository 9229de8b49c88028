"""The explorables of the chapter *Losses*."""

import functools

import numpy as np

from nnlib import activations
from nnlib.activations import softmax
from nnlib.explorables.controls import Choice, Slider
from nnlib.explorables.explorable import Explorable
from nnlib.losses import BinaryCrossEntropy, MeanSquaredError
from nnlib.plots.backpropagation import power_of_ten
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE
from nnlib.words import _, number

CLASSES = (_("car"), _("bus"), _("bicycle"))
COLOURS = (BLUE, ORANGE, GREEN)

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
        upper.set(xlim=(-8.4, 8.4), ylim=(-0.5, 9), ylabel=_("loss"), yticks=(0, 2, 4, 6, 8))
        lower.set(ylim=(-1.55, 1.55), ylabel=_("slope of the loss"), xlabel=_("logit z"), yticks=(-1, 0, 1))
        lower.axhline(0, color=GREY, linewidth=0.8)
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
        return [*self.lines, *self.slope_lines, *self.tangents, *self.dots, *self.slope_dots, *self.texts]

    def update(self, result):
        z, outwards = result.logit, -1 if result.label == "1" else 1
        for i in range(2):
            loss, slope = result.losses[i], result.slopes[i]
            self.lines[i].set_data(result.z, result.curves[i])
            self.slope_lines[i].set_data(result.z, result.slope_curves[i])
            reach = 1.6 / np.hypot(1, slope)
            self.tangents[i].set_data([z - reach, z + reach], [loss - slope * reach, loss + slope * reach])
            self.dots[i].set_data([z], [loss])
            self.slope_dots[i].set_data([z], [slope])
            # the number of the steeper loss, cross-entropy, goes beyond its dot, the other one across the line of zero
            self.texts[i].set_position((np.clip(z, -7.4, 7.4), outwards * (abs(slope) + 0.32 if i else -0.32)))
            self.texts[i].set_text(number(slope, 3))

    def describe(self, result):
        return _(
            "z = {z}, so p = {p}; the label is {label}. Squared error {mse} with slope {mse_slope}; "
            "cross-entropy {bce} with slope {bce_slope}."
        ).format(
            z=number(result.logit), p=number(result.probability, 4), label=result.label,
            mse=number(result.losses[0], 3), mse_slope=number(result.slopes[0], 4),
            bce=number(result.losses[1], 3), bce_slope=number(result.slopes[1], 4),
        )  # fmt: skip


def class_bars(axes):
    """Make a bar and a text for each class; `set_bars` moves them."""
    axes.set(xticks=range(3), xticklabels=CLASSES, xlim=(-0.6, 2.6))
    bars = axes.bar(range(3), [0, 0, 0], width=0.7, color=COLOURS)
    return list(bars), [axes.text(i, 0, "", ha="center", va="center") for i in range(3)]


def set_bars(bars, texts, heights, gap, digits):
    """Give the bars their heights and write these beyond the ends."""
    for bar, text, height in zip(bars, texts, heights):
        bar.set_height(height)
        text.set_y(height + (gap if height >= 0 else -gap))
        text.set_text(number(height, digits))


class SoftmaxBars(Explorable):
    """Three logits become three probabilities; the temperature says how decided they are."""

    title = _("Softmax: from three logits to three probabilities")
    size = (400, 260)
    car = Slider(label=_("logit of car"), low=-3, high=3, step=0.1, grid=(-3, -1, 0, 1, 2, 3), start=2)
    bus = Slider(label=_("logit of bus"), low=-3, high=3, step=0.1, grid=(-3, -1, 0, 1, 2, 3), start=1)
    bicycle = Slider(label=_("logit of bicycle"), low=-3, high=3, step=0.1, grid=(-3, -1, 0, 1, 2, 3), start=0)
    temperature = Slider(
        label=_("temperature T"), low=0.1, high=10, step=0.1, grid=(0.1, 0.2, 0.5, 1, 2, 10), start=1
    )

    def compute(self, car, bus, bicycle, temperature):
        z = np.array([car, bus, bicycle])
        return {"z": z, "probabilities": softmax(z / temperature)}

    def build(self, figure):
        left, right = figure.subplots(1, 2)
        left.set(ylim=(-4, 4), yticks=(-3, 0, 3), title=_("logits z"))
        left.axhline(0, color=GREY, linewidth=0.8)
        right.set(ylim=(0, 1.15), yticks=(0, 0.5, 1), title=_("softmax(z / T)"))
        self.logits, self.logit_texts = class_bars(left)
        self.bars, self.texts = class_bars(right)
        return [*self.logits, *self.bars, *self.logit_texts, *self.texts]

    def update(self, result):
        set_bars(self.logits, self.logit_texts, result.z, gap=0.45, digits=1)
        set_bars(self.bars, self.texts, result.probabilities, gap=0.06, digits=3)

    def describe(self, result):
        return _(
            "Logits {z} at temperature {T}: the probabilities are {p}; together 1."
        ).format(z=_listed(result.z, 1), T=number(result.temperature), p=_listed(result.probabilities, 3))  # fmt: skip


def _listed(values, digits):
    return ", ".join(f"{name} {number(value, digits)}" for name, value in zip(CLASSES, values))


LOGITS = np.array([0.0, -1.0, -2.0])
"""The three logits of `Overflow` before the shift; their softmax is about 0.665, 0.245 and 0.090."""


def naive_softmax(z):
    """The formula as it stands, which nnlib rightly lacks: return e^z and e^z / Σ e^z in the dtype of z."""
    with np.errstate(over="ignore", invalid="ignore"):  # that it overflows is what the figure is about
        e = np.exp(z)
        return e, e / e.sum(axis=-1, keepdims=True)


@functools.cache
def measured_range(dtype, method):
    """Run softmax in `dtype` with larger and larger logits, and smaller and smaller, until it fails.

    Returns
    -------
    tuple
        The lowest and the highest largest logit, from −800 to 800, up to which it is right (to 0.01), then the same
        for "is not NaN". Between the last whole number that holds and the first that fails, every 128th is tried.
    """
    def run(shifts):
        z = shifts.astype(dtype)[:, None] + LOGITS.astype(dtype)
        return naive_softmax(z)[1] if method == "naive" else softmax(z)

    def is_nan(p):
        return ~np.isfinite(p).all(axis=1)

    def is_wrong(p):
        return ~(np.abs(p - softmax(LOGITS)).max(axis=1) <= 0.01)

    def last_before(fails, sign):
        failing = np.flatnonzero(fails(run(sign * np.arange(801.0))))
        if not failing.size:
            return sign * 800.0
        near = (sign * (failing[0] - 1 + np.arange(129) / 128)).astype(dtype)
        return float(near[np.flatnonzero(fails(run(near)))[0] - 1])

    return tuple(last_before(fails, sign) for fails in (is_wrong, is_nan) for sign in (-1, 1))


class Overflow(Explorable):
    """Softmax run in float16, float32 or float64, as the formula stands or with the largest logit taken off first."""

    title = _("Where softmax overflows")
    size = (400, 430)
    shift = Slider(
        label=_("largest logit"), low=-800, high=800, step=1, start=12,
        grid=(-800, -746, -745, -400, -200, -104, -103, -100, -50, -20, -18, -17, -16, -14, -12, -10, -5,
              0, 5, 10, 11, 12, 20, 50, 88, 89, 100, 200, 400, 709, 710, 800),
    )  # fmt: skip
    precision = Choice(
        label=_("number type"),
        options={"float16": "float16", "float32": "float32", "float64": "float64"},
        start="float16",
    )
    method = Choice(
        label=_("method"), options={"naive": _("naive"), "stable": _("stable")}, start="naive"
    )

    def compute(self, shift, precision, method):
        z = np.array(shift, precision) + LOGITS.astype(precision)
        used = z if method == "naive" else z - z.max()
        e, naive = naive_softmax(used)
        p = naive if method == "naive" else softmax(z)
        return {
            "exponents": used,
            "powers": [_short(value) for value in e],
            "is_number": bool(np.isfinite(p).all()),
            "probabilities": np.where(np.isfinite(p), p, 0).astype(float),
            "ranges": np.array([measured_range(name, method) for name in self.precision.options]),
        }

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, height_ratios=(1.25, 1))
        upper.set(xlim=(-0.9, 2.6), ylim=(-0.45, 1.2), yticks=(0, 0.5, 1), xticks=(), ylabel=_("softmax"))
        upper.spines["bottom"].set_position(("data", 0))  # below it: what goes into the bars
        upper.spines["left"].set_bounds(0, 1.2)
        (true,) = upper.plot(range(3), softmax(LOGITS), "_", color=INK, markersize=44, markeredgewidth=1.5)
        self.bars = list(upper.bar(range(3), [0, 0, 0], width=0.5, color=BLUE))
        self.texts, self.cells = [], []
        for i in range(3):
            self.texts.append(upper.text(i, 1.1, "", ha="center", va="center"))
            for depth in (-0.16, -0.36):
                self.cells.append(upper.text(i, depth, "", ha="center", va="center"))
        self.heads = [upper.text(-0.85, depth, "", va="center") for depth in (-0.16, -0.36)]
        lower.set_xscale("symlog", linthresh=10)
        ticks = (-800, -100, -10, 0, 10, 100, 800)
        lower.set(xlim=(-1100, 1100), xticks=ticks, xticklabels=[number(tick) for tick in ticks])
        lower.set(ylim=(2.6, -0.7), yticks=range(3), yticklabels=self.precision.options, xlabel=_("largest logit"))
        lower.minorticks_off()
        self.wrong, self.right, self.ends = [], [], []
        for row in range(3):
            (nan,) = lower.plot([-1100, 1100], [row, row], ":", color=GREY, linewidth=1.5)
            self.wrong += lower.plot([], [], "--", color=ORANGE, linewidth=4)
            self.right += lower.plot([], [], color=GREEN, linewidth=10, solid_capstyle="butt")
            self.ends += [lower.text(0, row - 0.4, "", ha=side, va="center") for side in ("left", "right")]
        (self.here,) = lower.plot([], [], "D", color=INK, markersize=8)
        figure.legend(
            [true, self.right[0], self.wrong[0], nan], [_("exact"), _("right"), _("wrong"), "NaN"],
            loc="outside upper center", ncols=4, handlelength=1.6, columnspacing=1.2, markerscale=0.5,
        )  # fmt: skip
        moving = [*self.bars, *self.texts, *self.cells, *self.heads]
        return [*moving, *self.wrong, *self.right, *self.ends, self.here]

    def update(self, result):
        naive = result.method == "naive"
        self.heads[0].set_text("z" if naive else _("z − max"))
        self.heads[1].set_text("e^z" if naive else _("e^(z − max)"))
        for i in range(3):
            self.bars[i].set_height(result.probabilities[i])
            self.texts[i].set_text(number(result.probabilities[i], 3) if result.is_number else "NaN")
            self.cells[2 * i].set_text(number(result.exponents[i]))
            self.cells[2 * i + 1].set_text(result.powers[i])
            low, high, lowest, highest = result.ranges[i]
            self.right[i].set_data([low, high], [i, i])
            self.wrong[i].set_data([lowest, highest], [i, i])
            for text, end in zip(self.ends[2 * i : 2 * i + 2], (lowest, highest)):
                text.set_x(end)
                text.set_text(number(end))
                text.set_visible(naive)
        self.here.set_data([result.shift], [list(self.precision.options).index(result.precision)])

    def describe(self, result):
        low, high, lowest, highest = result.ranges[list(self.precision.options).index(result.precision)]
        outcome = _("gives {p}").format(p=", ".join(number(p, 3) for p in result.probabilities))
        limits = _(
            "Over the whole axis it gives NaN above {highest} and below {lowest}; "
            "it is right to 0.01 from {low} to {high}."
        ) if result.method == "naive" else _("It is right at every logit tried, from {low} to {high}.")  # fmt: skip
        return _("{method} softmax in {precision} of {z} {outcome}. {limits}").format(
            method=_("Naive") if result.method == "naive" else _("Stable"),
            precision=result.precision,
            z=", ".join(number(result.shift + z) for z in LOGITS),
            outcome=outcome if result.is_number else _("gives NaN"),
            limits=limits.format(low=number(low), high=number(high), lowest=number(lowest), highest=number(highest)),
        )


def _short(value):
    """Write a number of any size in few characters.

    >>> _short(np.float32(0.13533528)), _short(np.float16(np.inf)), _short(5e-324), _short(0)
    ('0.14', '∞', '5·10⁻³²⁴', '0')
    """
    if np.isinf(value):
        return "∞"
    if value == 0 or 0.01 <= value < 10_000:
        return number(float(value), 2 if value < 10 else 0)
    mantissa, exponent = f"{float(value):.0e}".split("e")
    return f"{mantissa}·{power_of_ten(int(exponent))}"


class OneOrMany(Explorable):
    """The same three logits through one softmax and through three sigmoids: one label, or as many as apply."""

    title = _("One label or many")
    size = (400, 280)
    car = Slider(label=_("logit of car"), low=-4, high=4, step=0.1, grid_step=1, start=3)
    bus = Slider(label=_("logit of bus"), low=-4, high=4, step=0.1, grid_step=1, start=2)
    bicycle = Slider(label=_("logit of bicycle"), low=-4, high=4, step=0.1, grid_step=1, start=-2)

    def compute(self, car, bus, bicycle):
        z = np.array([car, bus, bicycle])
        one, many = softmax(z), sigmoid(z)
        return {"one": one, "many": many, "chosen": z == z.max(), "yes": many > 0.5}

    def build(self, figure):
        left, right = figure.subplots(1, 2, sharey=True)
        left.set(ylim=(0, 1.28), yticks=(0, 0.5, 1), title=_("softmax: which one?"))
        right.set(title=_("sigmoids: which apply?"))
        right.axhline(0.5, color=INK, linestyle="--", linewidth=1)
        self.bars, self.texts = class_bars(left)
        self.many_bars, self.many_texts = class_bars(right)
        (self.chosen,) = left.plot([], [], "*", color=INK, markersize=13)
        (self.yes,) = right.plot([], [], "*", color=INK, markersize=13)
        figure.legend([self.chosen], [_("answer")], loc="outside lower center", handletextpad=0.2)
        return [*self.bars, *self.many_bars, *self.texts, *self.many_texts, self.chosen, self.yes]

    def update(self, result):
        set_bars(self.bars, self.texts, result.one, gap=0.06, digits=2)
        set_bars(self.many_bars, self.many_texts, result.many, gap=0.06, digits=2)
        self.chosen.set_data(np.flatnonzero(result.chosen), [1.18] * result.chosen.sum())
        self.yes.set_data(np.flatnonzero(result.yes), [1.18] * result.yes.sum())

    def describe(self, result):
        def names(which):
            return " + ".join(name for name, is_in in zip(CLASSES, which) if is_in) or _("none")

        tie = _(" (a tie)") if result.chosen.sum() > 1 else ""
        return _(
            "Logits {z}. Softmax: {one}; together 1; answer {chosen}{tie}. "
            "Sigmoids: {many}; together {total}; answer {yes}."
        ).format(
            z=", ".join(number(z, 1) for z in (result.car, result.bus, result.bicycle)),
            one=_listed(result.one, 2), chosen=names(result.chosen), tie=tie,
            many=_listed(result.many, 2), total=number(result.many.sum()), yes=names(result.yes),
        )  # fmt: skip
