"""The explorables of the chapter *Losses*."""

import functools

import numpy as np
from matplotlib.patches import Rectangle

from nnlib import activations, datasets
from nnlib.activations import softmax
from nnlib.explorables.controls import Choice, Slider
from nnlib.explorables.explorable import Explorable
from nnlib.losses import BinaryCrossEntropy, MeanSquaredError
from nnlib.plots.backpropagation import power_of_ten
from nnlib.plots.palette import BLUE, GOLD, GREEN, GREY, INK, ORANGE, PAPER, PURPLE
from nnlib.words import _, number

VEHICLES = (_("car"), _("bus"), _("bicycle"))
FRUITS = tuple(_(name) for name in datasets.FRUITS)

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


def _short(value, digits=2):
    """Write a number of any size in few characters, and a small one never as 0.

    >>> _short(np.float32(0.13533528)), _short(np.float16(np.inf)), _short(5e-324), _short(-0.00012, 3), _short(0)
    ('0.14', '∞', '5·10⁻³²⁴', '−1·10⁻⁴', '0')
    """
    if np.isinf(value):
        return "∞"
    if value == 0 or 10**-digits <= abs(value) < 10_000:
        return number(float(value), digits if abs(value) < 10 else 0)
    mantissa, exponent = f"{float(value):.0e}".split("e")
    return f"{number(float(mantissa))}·{power_of_ten(int(exponent))}"


def _probability(p):
    """Write a probability with three decimals, and as 0 or 1 never: no softmax and no sigmoid of a finite logit is that.

    >>> _probability(0.00481), _probability(1e-7), _probability(0.9997)
    ('0.005', '<0.001', '>0.999')
    """
    text = number(p, 3)
    return {"0": "<0.001", "1": ">0.999"}.get(text, text)


def _listed(names, values):
    return ", ".join(f"{name} {value}" for name, value in zip(names, values))


def class_bars(axes, names, colours):
    """Make a bar and a text for each class; `set_bars` moves them."""
    axes.set(xticks=range(3), xticklabels=names, xlim=(-0.6, 2.6))
    bars = axes.bar(range(3), [0, 0, 0], width=0.7, color=colours)
    return list(bars), [axes.text(i, 0, "", ha="center", va="center") for i in range(3)]


def set_bars(bars, texts, heights, gap, write):
    """Give the bars their heights and write these beyond the ends."""
    for bar, text, height in zip(bars, texts, heights):
        bar.set_height(height)
        text.set_y(height + (gap if height >= 0 else -gap))
        text.set_text(write(height))


class SoftmaxBars(Explorable):
    """Three logits become three probabilities: differences become factors, and the temperature says how large."""

    title = _("Softmax: from three logits to three probabilities")
    size = (400, 290)
    tomato = Slider(label=_("logit of tomato"), low=-3, high=3, step=0.1, grid=(-3, -1, 0, 1, 2, 3), start=2)
    orange = Slider(label=_("logit of orange"), low=-3, high=3, step=0.1, grid=(-3, -1, 0, 1, 2, 3), start=1)
    lemon = Slider(label=_("logit of lemon"), low=-3, high=3, step=0.1, grid=(-3, -1, 0, 1, 2, 3), start=0)
    temperature = Slider(
        label=_("temperature T"), low=0.1, high=10, step=0.1, grid=(0.1, 0.2, 0.5, 1, 2, 10), start=1
    )

    def compute(self, tomato, orange, lemon, temperature):
        z = np.array([tomato, orange, lemon])
        return {"z": z, "probabilities": softmax(z / temperature), "ratios": np.exp(np.diff(z) / temperature)}

    def build(self, figure):
        left, right = figure.subplots(1, 2)
        colours = (ORANGE, GOLD, GREEN)
        left.set(ylim=(-4, 5.6), yticks=(-3, 0, 3), title=_("logits z: differences"))
        left.axhline(0, color=GREY, linewidth=0.8)
        right.set(ylim=(0, 1.42), yticks=(0, 0.5, 1), title=_("softmax(z / T): factors"))
        self.logits, self.logit_texts = class_bars(left, FRUITS, colours)
        self.bars, self.texts = class_bars(right, FRUITS, colours)
        self.steps = [left.text(x, 5, "", ha="center", va="center") for x in (0.5, 1.5)]
        self.factors = [right.text(x, 1.32, "", ha="center", va="center") for x in (0.4, 1.6)]
        return [*self.logits, *self.bars, *self.logit_texts, *self.texts, *self.steps, *self.factors]

    def update(self, result):
        set_bars(self.logits, self.logit_texts, result.z, gap=0.5, write=lambda z: number(z, 1))
        set_bars(self.bars, self.texts, result.probabilities, gap=0.07, write=_probability)
        for i in range(2):
            step = result.z[i + 1] - result.z[i]
            self.steps[i].set_text((_("+{n}") if step >= 0 else _("−{n}")).format(n=number(abs(step), 1)))
            self.factors[i].set_text(_factor(result.ratios[i]))

    def describe(self, result):
        return _("Logits {z} at temperature {T}: the probabilities are {p}; together 1.").format(
            z=_listed(FRUITS, [number(z, 1) for z in result.z]), T=number(result.temperature),
            p=_listed(FRUITS, map(_probability, result.probabilities)),
        )  # fmt: skip


def _factor(ratio):
    """Write from one probability to the next: by how much to multiply or to divide.

    >>> _factor(np.e), _factor(1 / np.e), _factor(1), _factor(1e-26)
    ('× 2.7', '÷ 2.7', '× 1', '÷ 1·10²⁶')
    """
    sign, size = ("×", ratio) if ratio >= 1 else ("÷", 1 / ratio)
    if size < 1000:
        return f"{sign} {number(size, 1 if size < 10 else 0)}"
    mantissa, exponent = f"{size:.0e}".split("e")
    return f"{sign} {mantissa}·{power_of_ten(int(exponent))}"


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
        for "is not NaN". In the last eight units before the first whole number that fails, every 128th is tried.
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
        near = (sign * (failing[0] - 8 + np.arange(1025) / 128)).astype(dtype)  # a fraction may fail earlier
        return float(near[np.flatnonzero(fails(run(near)))[0] - 1])

    return tuple(last_before(fails, sign) for fails in (is_wrong, is_nan) for sign in (-1, 1))


@functools.cache
def softmax_curves(dtype, method):
    """Run softmax in `dtype` for 1,153 largest logits from −21 to 15; return these and what came out, NaN included."""
    largest = np.linspace(-21, 15, 1153)  # steps of 1/32: exact in float16
    z = largest.astype(dtype)[:, None] + LOGITS.astype(dtype)
    p = naive_softmax(z)[1] if method == "naive" else softmax(z)
    return largest, p.astype(float).T


class Overflow(Explorable):
    """Softmax run in float16, float32 or float64, as the formula stands or with the largest logit subtracted first."""

    title = _("Where softmax overflows")
    size = (400, 400)
    shift = Slider(
        label=_("largest logit"), low=-20, high=14, step=0.1, start=12,
        grid=(-20, -19, -18, -17, -16, -15, -14, -12, -10, -5, 0, 5, 8, 9, 10, 10.5, 11, 11.5, 12, 13, 13.5, 14),
    )  # fmt: skip
    precision = Choice(
        label=_("number type"),
        options={"float16": "float16", "float32": "float32", "float64": "float64"},
        start="float16",
    )
    method = Choice(
        label=_("method"), options={"naive": _("as it stands"), "stable": _("largest subtracted")}, start="naive"
    )

    def compute(self, shift, precision, method):
        z = np.array(shift, precision) + LOGITS.astype(precision)
        used = z if method == "naive" else z - z.max()
        e, naive = naive_softmax(used)
        p = naive if method == "naive" else softmax(z)
        with np.errstate(over="ignore"):
            total = e.sum()
        return {
            "exponents": used.astype(float),
            "powers": [_short(value) for value in [*e, total]],
            "answers": ["NaN" if np.isnan(value) else "0" if value == 0 else number(value, 3) for value in p],
            "is_number": bool(np.isfinite(p).all()),
            "probabilities": np.where(np.isfinite(p), p, 0).astype(float),
            "range": np.array(measured_range(precision, method)),
        }

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, height_ratios=(1, 1.15))
        upper.set(xlim=(0, 10), ylim=(-0.5, 4))
        upper.set_axis_off()
        columns, rows = (4.0, 5.65, 7.3, 9.1), (2.9, 1.9, 0.9, 0)
        self.head = upper.text(0, rows[0], "", va="center")
        upper.text(0, rows[1], _("exponentials"), va="center")
        upper.text(0, rows[2], _("what comes out"), va="center")
        upper.text(0, rows[3], _("what should"), va="center")
        upper.text(columns[3], rows[0], _("sum"), ha="center", va="center")
        for x, p in zip(columns, softmax(LOGITS)):
            upper.text(x, rows[3], number(p, 3), ha="center", va="center")
        self.boxes, self.cells = [], []
        for y in rows[:3]:
            for x in columns[: 4 if y == rows[1] else 3]:
                box = Rectangle((x - 0.78, y - 0.4), 1.56, 0.8, facecolor="none", edgecolor=PURPLE, linewidth=2)
                self.boxes.append(upper.add_patch(box))
                self.cells.append(upper.text(x, y, "", ha="center", va="center"))
        self.verdict = upper.text(0, 3.75, "", va="center", weight="bold")
        lower.set(xlim=(-21, 15), ylim=(-0.05, 1.24), yticks=(0, 0.5, 1), xticks=range(-20, 15, 5))
        lower.set(xlabel=_("largest of the three logits"), ylabel=_("what comes out"))
        self.bands = [
            lower.axvspan(0, 0, facecolor="none", edgecolor=GREY, hatch="///", linewidth=0) for _i in range(2)
        ] + [lower.axvspan(0, 0, color=PURPLE, alpha=0.3, linewidth=0) for _i in range(2)]
        paper = {"facecolor": PAPER, "edgecolor": "none", "pad": 1}  # words that stand on the hatching
        self.names = [lower.text(0, 1.15, "", ha="center", va="center", bbox=paper) for _i in range(2)]
        self.names += [lower.text(0, 1.15, "", ha=side, va="center") for side in ("left", "right")]
        (self.here,) = lower.plot([], [], color=INK, linewidth=1.2)
        (self.handle,) = lower.plot([], [], "v", color=INK, markersize=8)
        looks = ((BLUE, "-"), (ORANGE, "--"), (GREEN, "-."))
        self.curves = [lower.plot([], [], dash, color=color)[0] for color, dash in looks]
        moving = [*self.bands, *self.curves, self.here, self.handle, *self.names]
        return [*self.boxes, *self.cells, self.head, self.verdict, *moving]

    def update(self, result):
        naive = result.method == "naive"
        self.head.set_text(_("logits z") if naive else _("z − largest"))
        self.verdict.set_text(self.outcome(result))
        exact = softmax(LOGITS)
        bad_power = [text == "∞" or (text == "0" and naive) for text in result.powers]
        wrong = [text == "NaN" or abs(p - q) > 0.01 for text, p, q in zip(result.answers, result.probabilities, exact)]
        texts = [*(number(z) for z in result.exponents), *result.powers, *result.answers]
        for box, cell, text, bad in zip(self.boxes, self.cells, texts, [*[False] * 3, *bad_power, *wrong]):
            cell.set_text(text)
            box.set_visible(bad)
        low, high, lowest, highest = np.clip(result.range, -21, 15)
        edges = ((-21, lowest), (highest, 15), (lowest, low), (high, highest))
        for band, name, (left, right), word in zip(self.bands, self.names, edges, ("NaN", "NaN", _("← unsafe"), "0, 0, 0 →")):
            band.set_x(left)
            band.set_width(right - left)
            name.set_text(word if right > left else "")
            name.set_x((left + right) / 2)
        self.names[2].set_x(low + 0.3)
        self.names[3].set_x(high - 0.3)
        largest, curves = softmax_curves(result.precision, result.method)
        for curve, p in zip(self.curves, curves):
            curve.set_data(largest, p)
        self.here.set_data([result.shift] * 2, [-0.05, 1.02])
        self.handle.set_data([result.shift], [1.02])

    def outcome(self, result):
        """Say in a few words what happened."""
        if not result.is_number:
            return _("an exponential is ∞") if "∞" in result.powers[:3] else _("every exponential is 0")
        if result.powers[3] == "∞":
            return _("only the sum is ∞")
        return _("right") if np.abs(result.probabilities - softmax(LOGITS)).max() <= 0.01 else _("digits are lost")

    def describe(self, result):
        low, high, lowest, highest = result.range
        limits = _(
            "NaN appears above {highest} and below {lowest}; the result is right to 0.01 from {low} to {high}."
        ) if result.method == "naive" else _("It is right at every logit tried, from {low} to {high}.")  # fmt: skip
        return _("Softmax ({method}) in {precision} of {z} gives {p}: {outcome}. {limits}").format(
            method=self.method.text(result.method),
            precision=result.precision,
            z=", ".join(number(result.shift + z) for z in LOGITS),
            p=", ".join(result.answers),
            outcome=self.outcome(result),
            limits=limits.format(
                low=number(low), high=number(high), lowest=number(lowest), highest=number(highest),
            ),
        )  # fmt: skip


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
        left.set(ylim=(0, 1.5), yticks=(0, 0.5, 1), title=_("softmax: which one?"))
        right.set(title=_("sigmoids: which apply?"))
        right.axhline(0.5, color=INK, linestyle="--", linewidth=1)
        self.bars, self.texts = class_bars(left, VEHICLES, (BLUE, ORANGE, GREEN))
        self.many_bars, self.many_texts = class_bars(right, VEHICLES, (BLUE, ORANGE, GREEN))
        (self.chosen,) = left.plot([], [], "*", color=INK, markersize=12)
        (self.yes,) = right.plot([], [], "*", color=INK, markersize=12)
        self.answers = [axes.text(1, 1.4, "", ha="center", va="center", weight="bold") for axes in (left, right)]
        self.sums = [axes.text(1, -0.3, "", ha="center", va="center") for axes in (left, right)]
        for axes in (left, right):
            axes.set_xlabel(" \n")  # room for the sums
        for text in self.sums:
            text.set_in_layout(False)
        return [*self.bars, *self.many_bars, *self.texts, *self.many_texts, self.chosen, self.yes,
                *self.answers, *self.sums]  # fmt: skip

    def update(self, result):
        set_bars(self.bars, self.texts, result.one, gap=0.06, write=_probability)
        set_bars(self.many_bars, self.many_texts, result.many, gap=0.06, write=_probability)
        self.chosen.set_data(np.flatnonzero(result.chosen), [1.2] * result.chosen.sum())
        self.yes.set_data(np.flatnonzero(result.yes), [1.2] * result.yes.sum())
        self.answers[0].set_text(_("a tie") if result.chosen.sum() > 1 else self.names(result.chosen))
        self.answers[1].set_text(self.names(result.yes))
        for text, total in zip(self.sums, (1, result.many.sum())):
            text.set_text(_("together {total}").format(total=number(total)))

    def names(self, which):
        """Name the chosen ones."""
        return " + ".join(name for name, is_in in zip(VEHICLES, which) if is_in) or _("none")

    def describe(self, result):
        tie = _(" (a tie)") if result.chosen.sum() > 1 else ""
        return _(
            "Logits {z}. Softmax: {one}; together 1; answer {chosen}{tie}. "
            "Sigmoids: {many}; together {total}; answer {yes}."
        ).format(
            z=", ".join(number(z, 1) for z in (result.car, result.bus, result.bicycle)),
            one=_listed(VEHICLES, map(_probability, result.one)), chosen=self.names(result.chosen), tie=tie,
            many=_listed(VEHICLES, map(_probability, result.many)),
            total=number(result.many.sum()), yes=self.names(result.yes),
        )  # fmt: skip
