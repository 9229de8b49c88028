"""The figure `Overflow` of the chapter *Losses*."""

import functools

import numpy as np
from matplotlib.patches import Rectangle

from nnlib.activations import softmax
from nnlib.chapters.losses.bars import _short
from nnlib.live import Choice, Explorable, Slider
from nnlib.numerals import number
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE, PAPER, PURPLE
from nnlib.words import _

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
        for band, name, (left, right), word in zip(
            self.bands, self.names, edges, ("NaN", "NaN", _("← unsafe"), "0, 0, 0 →")
        ):
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
