"""The figure `Schedules` of the chapter *Optimizers*."""

import numpy as np

from nnlib.chapters.optimizers.schedule_runs import EPOCHS, STEPS, losses_of_runs, planned
from nnlib.live import Choice, Explorable, Handle, Slider
from nnlib.plots.palette import BLUE, GREY, ORANGE
from nnlib.words import _

RATES = (0.01, 0.03, 0.1, 0.3, 1)


def ends(result):
    """Return where each curve of the picture ends."""
    return {name: getattr(result, name)[-1] for name in ("low", "middle", "high", "plain", "rates")}


class Schedules(Explorable):
    """A learning rate that changes with the step, and 16 real runs that follow it, beside 16 at a constant rate."""

    title = _("A schedule, and 16 runs that follow it")
    size = (400, 450)
    kind = Choice(
        label=_("schedule"),
        options={"constant": _("constant"), "step": _("steps down"), "cosine": _("cosine")},
        start="cosine",
    )
    rate = Slider(label=_("base rate"), low=0.01, high=1, step=0.05, logarithmic=True, grid=RATES, start=0.3)
    warm_up = Slider(label=_("warm-up steps"), low=0, high=60, step=10, grid=(0, 30, 60), start=30)

    def compute(self, kind, rate, warm_up):
        schedule = planned(kind, rate, int(warm_up))
        low, middle, high = np.quantile(losses_of_runs(kind, rate, int(warm_up)), (0.25, 0.5, 0.75), axis=1)
        rates, plain = np.array([schedule(step) for step in range(STEPS)]), losses_of_runs("constant", rate, 0)
        return {"rates": rates, "low": low, "middle": middle, "high": high, "plain": np.median(plain, axis=1)}

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, height_ratios=(2, 3), sharex=True)
        upper.set(xlim=(-4, STEPS + 6), ylim=(-0.03, 1.1), ylabel=_("rate"))
        upper.set_yticks((0, 1), ["0", _("base")])
        lower.set(ylim=(0, 1.05), yticks=(0, 0.2, 0.4, 0.6, 0.8, 1), xlabel=_("step"), ylabel=_("loss"))
        (self.rates,) = upper.plot([], [], color=ORANGE)
        upper.axhline(1, color=GREY, linewidth=1.5, linestyle=":")
        (self.corner,) = upper.plot([], [], "o", color=ORANGE, markersize=8)
        self.handles = [Handle(self.corner, x="warm_up", at=lambda c: (c.warm_up, 1))]
        (self.band,) = lower.fill([0, 0, 0], [0, 0, 0], color=BLUE, alpha=0.25, linewidth=0)
        (self.plain,) = lower.plot([], [], color=GREY, linestyle=":")
        (self.middle,) = lower.plot([], [], "o-", color=BLUE, markersize=5)
        names = [_("median of 16 runs"), _("middle half of them"), _("constant, no warm-up")]
        figure.legend([self.middle, self.band, self.plain], names, loc="outside upper center", ncols=2, handlelength=2)
        self.words = lower.text(0.98, 0.97, "", ha="right", va="top", transform=lower.transAxes, weight="bold")
        return [self.rates, self.corner, self.band, self.plain, self.middle, self.words]

    def update(self, result):
        steps = np.linspace(0, STEPS, EPOCHS + 1)
        self.rates.set_data(np.arange(STEPS), result.rates / result.rate)
        self.corner.set_data([result.warm_up], [1])
        self.band.set_xy(np.column_stack([np.hstack([steps, steps[::-1]]), np.hstack([result.low, result.high[::-1]])]))
        self.plain.set_data(steps, result.plain)
        self.middle.set_data(steps, result.middle)
        self.words.set_text(self.say(_("at the end: {middle}\nconstant rate: {plain}"), result, **ends(result)))

    def is_reproducible(self, result):
        # Warmed up to a large rate that then stays, single runs are chaotic: the band may move by a few pixels, its
        # numbers do not. Without warm-up, or if the rate falls, every machine draws the same.
        return not (result.kind == "constant" and result.warm_up and result.rate > 0.7)

    def describe(self, result):
        text = _(
            "{name}, base rate {rate}, warm-up {warm_up} steps: the median loss of 16 runs ends at {middle}, the "
            "middle half of them from {low} to {high}. At a constant rate without warm-up the median ends at {plain}. "
            "The last learning rate is {rates:~}."
        )
        return self.say(text, result, name=self.kind.text(result.kind).capitalize(), **ends(result))
