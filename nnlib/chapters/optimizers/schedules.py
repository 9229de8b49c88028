"""The figure `Schedules` of the chapter *Optimizers*."""

import numpy as np

from nnlib.chapters.optimizers.schedule_runs import EPOCHS, STEPS, losses_of_runs, planned
from nnlib.live import Choice, Explorable, Slider
from nnlib.numerals import number
from nnlib.plots.palette import BLUE, GREY, ORANGE
from nnlib.words import _


class Schedules(Explorable):
    """A learning rate that changes with the step, and 16 real runs that follow it, beside 16 at a constant rate."""

    title = _("A schedule, and 16 runs that follow it")
    size = (400, 450)
    kind = Choice(
        label=_("schedule"),
        options={"constant": _("constant"), "step": _("steps down"), "cosine": _("cosine")},
        start="cosine",
    )
    rate = Slider(
        label=_("base rate"), low=0.01, high=1, step=0.05, logarithmic=True, grid=(0.01, 0.03, 0.1, 0.3, 1), start=0.3
    )
    warm_up = Slider(label=_("warm-up steps"), low=0, high=60, step=10, grid=(0, 30, 60), start=30)

    def compute(self, kind, rate, warm_up):
        losses, plain = losses_of_runs(kind, rate, int(warm_up)), losses_of_runs("constant", rate, 0)
        schedule = planned(kind, rate, int(warm_up))
        low, middle, high = np.quantile(losses, (0.25, 0.5, 0.75), axis=1)
        return {
            "rates": np.array([schedule(step) for step in range(STEPS)]),
            "low": low, "middle": middle, "high": high, "plain": np.median(plain, axis=1),
        }  # fmt: skip

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, height_ratios=(2, 3), sharex=True)
        upper.set(xlim=(-4, STEPS + 6), ylim=(-0.03, 1.1), yticks=(0, 1), ylabel=_("rate"))
        upper.set_yticklabels(["0", _("base")])
        lower.set(ylim=(0, 1.05), yticks=(0, 0.2, 0.4, 0.6, 0.8, 1), xlabel=_("step"), ylabel=_("loss"))
        (self.rates,) = upper.plot([], [], color=ORANGE)
        upper.axhline(1, color=GREY, linewidth=1.5, linestyle=":")
        (self.band,) = lower.fill([0, 0, 0], [0, 0, 0], color=BLUE, alpha=0.25, linewidth=0)
        (self.plain,) = lower.plot([], [], color=GREY, linestyle=":")
        (self.middle,) = lower.plot([], [], "o-", color=BLUE, markersize=5)
        names = [_("median of 16 runs"), _("middle half of them"), _("constant, no warm-up")]
        figure.legend([self.middle, self.band, self.plain], names, loc="outside upper center", ncols=2, handlelength=2)
        self.words = lower.text(0.98, 0.97, "", ha="right", va="top", transform=lower.transAxes, weight="bold")
        return [self.rates, self.band, self.plain, self.middle, self.words]

    def update(self, result):
        steps = np.linspace(0, STEPS, EPOCHS + 1)
        self.rates.set_data(np.arange(STEPS), result.rates / result.rate)
        self.band.set_xy(np.column_stack([np.hstack([steps, steps[::-1]]), np.hstack([result.low, result.high[::-1]])]))
        self.plain.set_data(steps, result.plain)
        self.middle.set_data(steps, result.middle)
        self.words.set_text(
            _("at the end: {loss}\nconstant rate: {plain}").format(
                loss=number(result.middle[-1], 2), plain=number(result.plain[-1], 2)
            )
        )

    def is_reproducible(self, result):
        return result.rate < 1  # at 1 single runs are chaotic: the band may move by a few pixels, its numbers do not

    def describe(self, result):
        return _(
            "{kind}, base rate {rate}, warm-up {warm_up} steps: the median loss of 16 runs ends at {last}, the middle half of "
            "them from {low} to {high}. At a constant rate without warm-up the median ends at {plain}. "
            "The last learning rate is {rate_at_end}."
        ).format(
            kind=self.kind.text(result.kind).capitalize(),
            rate=number(result.rate, 3),
            warm_up=number(result.warm_up),
            last=number(result.middle[-1], 2),
            low=number(result.low[-1], 2),
            high=number(result.high[-1], 2),
            plain=number(result.plain[-1], 2),
            rate_at_end=number(result.rates[-1], 3) if result.rates[-1] >= 0.001 else _("almost 0"),
        )
