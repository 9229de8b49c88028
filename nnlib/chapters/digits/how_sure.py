"""The figure `HowSure` of the chapter *Recognising digits*."""

import numpy as np

from nnlib import softmax
from nnlib.chapters.digits.kept import harmed, held_out, kept_network
from nnlib.live import Choice, Explorable, Handle, Prediction, Slider
from nnlib.plots.palette import BLUE, INK, ORANGE
from nnlib.plots.shades import enlarged, shade
from nnlib.words import _


class HowSure(Explorable):
    """A digit disturbed more and more: its probabilities, and how right and how sure the network is on all images."""

    title = _("How sure is it?")
    size = (400, 430)
    image = Choice(
        label=_("image"),
        options={"14": _("a 1"), "11": _("a 2"), "24": _("a 3"), "20": _("a 6"), "22": _("a 7"), "36": _("a 9")},
        start="22",
    )
    harm = Choice(
        label=_("what happens to it"),
        options={"down": _("moved down"), "right": _("moved right"), "noise": _("noise")},
        start="down",
    )
    amount = Slider(label=_("pixels, or tenths of noise"), low=0, high=8, step=1, start=4)

    amounts = np.arange(9)

    prediction = Prediction(
        question=_("All images are moved down by 4 pixels. What is the accuracy?"),
        options={"0.9": "0.9", "0.6": "0.6", "0.2": _("below 0.2")},
        answer=lambda result: min(("0.9", "0.6", "0.2"), key=lambda key: abs(float(key) - result.right[4])),
    )

    def run(self, harm):
        X, y = held_out()
        P = [softmax(kept_network().forward(harmed(X, harm, amount))) for amount in range(9)]
        return {
            "right": np.array([np.mean(p.argmax(axis=1) == y) for p in P]),
            "sure": np.array([p.max(axis=1).mean() for p in P]),
        }

    def compute(self, run, image, harm, amount):
        X, y = held_out()
        seen = harmed(X[int(image)][None], harm, amount)
        return {
            "pixels": shade(seen, BLUE),
            "p": softmax(kept_network().forward(seen))[0],
            "digit": int(y[int(image)]),
            **run,
        }

    def build(self, figure):
        upper, lower = figure.subfigures(2, 1, height_ratios=(1, 1))
        seen, bars = upper.subplots(1, 2, width_ratios=(2, 3))
        seen.set(xticks=(), yticks=(), aspect="equal")
        seen.spines[:].set(visible=True, color=INK)
        self.given = [seen]
        self.seen = seen.imshow(np.zeros((28, 28, 4)), interpolation="none")
        bars.set(xlim=(-0.6, 9.6), ylim=(0, 1.2), yticks=(0, 0.5, 1), xlabel=_("digit"))
        bars.set_title(_("probability"))
        bars.set_xticks(range(10))
        self.bars = list(bars.bar(range(10), np.zeros(10), color=BLUE, width=0.7))
        (self.truth,) = bars.plot([], [], "v", color=INK, markersize=7)
        axes = lower.subplots()
        axes.set(xlim=(-0.3, 8.3), ylim=(0, 1.05), xlabel=_("pixels, or tenths of noise"))
        axes.set_title(_("all 1,000 test images"))
        (self.right,) = axes.plot([], [], "o-", color=BLUE, markersize=5, label=_("accuracy"))
        (self.sure,) = axes.plot([], [], "s--", color=ORANGE, markersize=5, label=_("mean confidence"))
        (self.here,) = axes.plot([], [], color=INK, linewidth=1, linestyle=":")
        (self.now,) = axes.plot([], [], "o", color=BLUE, markersize=9)
        (self.edge,) = seen.plot([], [], color=INK, linewidth=1, linestyle=":")
        self.handles = [
            Handle(self.now, x="amount"),
            Handle(seen, y="amount", at=lambda c: (13.5, c.amount - 0.5) if c.harm == "down" else None),
            Handle(seen, x="amount", at=lambda c: (c.amount - 0.5, 13.5) if c.harm == "right" else None),
        ]
        axes.legend(loc="lower left")
        return [self.seen, *self.bars, self.truth, self.here, self.right, self.sure, self.now, self.edge]

    def update(self, result):
        self.seen.set_data(enlarged(result.pixels, 4))
        winner = int(result.p.argmax())
        for k, (bar, p) in enumerate(zip(self.bars, result.p)):
            bar.set_height(float(p))
            bar.set_facecolor(ORANGE if k == winner else BLUE)
        self.truth.set_data([result.digit], [float(result.p[result.digit]) + 0.1])
        self.right.set_data(self.amounts, result.right)
        self.sure.set_data(self.amounts, result.sure)
        self.here.set_data([result.amount] * 2, [0, 1])
        self.now.set_data([result.amount], [result.right[round(result.amount)]])
        edge, across = [result.amount - 0.5] * 2, [-0.5, 27.5]  # where the moved image begins
        self.edge.set_data(*((across, edge) if result.harm == "down" else (edge, across)))
        self.edge.set_visible(result.harm != "noise")

    def describe(self, result):
        at = round(result.amount)
        text = self.say(
            _(
                "{image}, {harm} by {amount}: the network says {winner}, with probability {best:2}. Of all 1,000 test "
                "images so disturbed {right_here:%} are read right; the mean confidence is {sure_here:%}."
            ),
            result,
            winner=int(result.p.argmax()),
            best=float(result.p.max()),
            right_here=result.right[at],
            sure_here=result.sure[at],
        )
        return text[0].upper() + text[1:]
