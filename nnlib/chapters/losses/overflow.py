"""The figure `Overflow` of the chapter *Losses*."""

import numpy as np
from matplotlib.patches import Rectangle

from nnlib.chapters.losses.number_types import LOGITS, RIGHT, measured_range, naive_softmax, softmax_curves
from nnlib.live import Choice, Explorable, Handle, Prediction, Slider
from nnlib.numerals import number, size
from nnlib.plots.notes import CENTRED
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE, PAPER, PURPLE
from nnlib.plots.regions import band
from nnlib.words import _

COLUMNS, ROWS = (4.0, 5.65, 7.3, 9.1), (2.9, 1.9, 0.9, 0)
LOW, HIGH = -21, 15  # the logits that the lower picture shows


class Overflow(Explorable):
    """Softmax run in float16, float32 or float64, as the formula stands or with the largest logit subtracted first."""

    title = _("Where softmax overflows")
    size = (400, 400)
    shift = Slider(
        label=_("largest logit"), low=-20, high=14, step=0.1, start=12,
        grid=(-20, -19, -18, -17, -16, -15, -14, -12, -10, -5, 0, 5, 8, 9, 10, 10.5, 11, 11.5, 12, 13, 13.5, 14),
    )  # fmt: skip
    precision = Choice(
        label=_("number type"), options={name: name for name in ("float16", "float32", "float64")}, start="float16"
    )
    method = Choice(
        label=_("method"), options={"naive": _("as it stands"), "stable": _("largest subtracted")}, start="naive"
    )

    prediction = Prediction(
        question=_("Logits 12, 11 and 10 in float16: how often does NaN come out?"),
        options={"0": _("never"), "1": _("once"), "3": _("three times")},
        answer=lambda result: str(result.answers.count("NaN")),
    )

    def run(self, precision, method):
        return measured_range(precision, method), softmax_curves(precision, method)

    def compute(self, run, shift, precision, method):
        z = np.array(shift, precision) + LOGITS.astype(precision)
        used = z if method == "naive" else z - z.max()
        e, p = naive_softmax(used)
        with np.errstate(over="ignore"):
            powers = [size(value) for value in (*e, e.sum())]
        answers = ["NaN" if np.isnan(value) else number(value, 3) for value in p]
        return {
            "exponents": used.astype(float),
            "powers": powers,
            "answers": answers,
            "is_number": bool(np.isfinite(p).all()),
            "probabilities": np.where(np.isfinite(p), p, 0).astype(float),
            "outcome": outcome(powers, p),
            "range": np.array(run[0]),
            "curves": run[1],
        }

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, height_ratios=(1, 1.15))
        draw_table(upper)
        places = [(x, y) for y in ROWS[:3] for x in COLUMNS[: 4 if y == ROWS[1] else 3]]
        self.boxes = [upper.add_patch(frame(x, y)) for x, y in places]
        self.cells = [upper.text(x, y, "", **CENTRED) for x, y in places]
        self.head = upper.text(0, ROWS[0], "", va="center")
        self.verdict = upper.text(0, 3.75, "", va="center", weight="bold")
        lower.set(xlim=(LOW, HIGH), ylim=(-0.05, 1.32), yticks=(0, 0.5, 1), xticks=range(-20, 15, 5))
        lower.set(xlabel=_("largest of the three logits"), ylabel=_("what comes out"))
        hatched = {"facecolor": "none", "edgecolor": GREY, "hatch": "///"}
        shaded = {"color": PURPLE, "alpha": 0.3}
        self.bands = [band(lower, 0, 0, linewidth=0, **style) for style in (hatched, hatched, shaded, shaded)]
        paper = {"facecolor": PAPER, "edgecolor": "none", "pad": 1}  # words that stand on the hatching
        self.names = [lower.text(0, 1.21, "", bbox=paper, **CENTRED) for _side in (LOW, HIGH)]
        self.names += [lower.text(0, 1.21, "", ha=side, va="center") for side in ("left", "right")]
        (self.here,) = lower.plot([], [], color=INK, linewidth=1.2)
        (self.top,) = lower.plot([], [], "v", color=INK, markersize=8)
        looks = ((BLUE, "-"), (ORANGE, "--"), (GREEN, "-."))
        self.curves = [lower.plot([], [], dash, color=color)[0] for color, dash in looks]
        self.handles = [Handle(self.top, x="shift")]
        moving = [*self.bands, *self.curves, self.here, self.top, *self.names]
        return [*self.boxes, *self.cells, self.head, self.verdict, *moving]

    def update(self, result):
        naive = result.method == "naive"
        self.head.set_text(_("logits z") if naive else _("z − largest"))
        self.verdict.set_text(result.outcome)
        bad_power = [text == "∞" or (text == "0" and naive) for text in result.powers]
        wrong = [text == "NaN" or bad for text, bad in zip(result.answers, np.abs(result.probabilities - RIGHT) > 0.01)]
        texts = [*map(number, result.exponents), *result.powers, *result.answers]
        for box, cell, text, bad in zip(self.boxes, self.cells, texts, [*[False] * 3, *bad_power, *wrong]):
            cell.set_text(text)
            box.set_visible(bad)
        low, high, lowest, highest = np.clip(result.range, LOW, HIGH)
        ends = ((LOW, lowest), (highest, HIGH), (lowest, low), (high, highest))
        words = ("NaN", "NaN", _("← unsafe"), "0, 0, 0 →")
        for side, name, (left, right), word in zip(self.bands, self.names, ends, words):
            side.set(x=left, width=right - left)
            name.set_text(word if right > left else "")
            name.set_x((left + right) / 2)
        self.names[2].set_x(low + 0.3)
        self.names[3].set_x(high - 0.3)
        for curve, p in zip(self.curves, result.curves[1]):
            curve.set_data(result.curves[0], p)
        self.here.set_data([result.shift] * 2, [-0.05, 1.02])
        self.top.set_data([result.shift], [1.02])

    def describe(self, result):
        naive = _("NaN appears above {highest} and below {lowest}; the result is right to 0.01 from {low} to {high}.")
        stable = _("It is right at every logit tried, from {low} to {high}.")
        limits = dict(zip(("low", "high", "lowest", "highest"), result.range))
        return self.say(
            _("Softmax ({method}) in {precision} of {logits} gives {came}: {outcome}.")
            + " "
            + (naive if result.method == "naive" else stable),
            result,
            logits=", ".join(number(result.shift + z) for z in LOGITS),
            came=", ".join(result.answers),
            **limits,
        )


def outcome(powers, p):
    """Say in a few words what happened."""
    if not np.isfinite(p).all():
        return _("an exponential is ∞") if "∞" in powers[:3] else _("every exponential is 0")
    if powers[3] == "∞":
        return _("only the sum is ∞")
    return _("right") if np.abs(p.astype(float) - RIGHT).max() <= 0.01 else _("digits are lost")


def draw_table(axes):
    """Write the words of the table and what should come out."""
    axes.set(xlim=(0, 10), ylim=(-0.5, 4))
    axes.set_axis_off()
    for y, words in zip(ROWS[1:], (_("exponentials"), _("what comes out"), _("what should"))):
        axes.text(0, y, words, va="center")
    axes.text(COLUMNS[3], ROWS[0], _("sum"), **CENTRED)
    for x, p in zip(COLUMNS, RIGHT):
        axes.text(x, ROWS[3], number(p, 3), **CENTRED)


def frame(x, y):
    """Return the box around a cell of the table, for what is wrong in it."""
    return Rectangle((x - 0.78, y - 0.4), 1.56, 0.8, facecolor="none", edgecolor=PURPLE, linewidth=2)
