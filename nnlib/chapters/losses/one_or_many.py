"""The figure `OneOrMany` of the chapter *Losses*."""

import numpy as np

from nnlib import activations
from nnlib.activations import softmax
from nnlib.chapters.losses.bars import VEHICLES, class_bars, listed, probability, set_bars
from nnlib.live import Explorable, Handle, Prediction, Slider
from nnlib.plots.notes import CENTRED
from nnlib.plots.palette import BLUE, GREEN, INK, ORANGE
from nnlib.words import _, fill

sigmoid = activations.get("sigmoid")


class OneOrMany(Explorable):
    """The same three logits through one softmax and through three sigmoids: one label, or as many as apply."""

    title = _("One label or many")
    size = (400, 300)
    car = Slider(label=_("logit of car"), low=-4, high=4, step=0.1, grid_step=1, start=3)
    bus = Slider(label=_("logit of bus"), low=-4, high=4, step=0.1, grid_step=1, start=2)
    bicycle = Slider(label=_("logit of bicycle"), low=-4, high=4, step=0.1, grid_step=1, start=-2)

    prediction = Prediction(
        question=_("Which gives the bus more than one half?"),
        options={
            "softmax": _("softmax only"), "sigmoid": _("the sigmoid only"), "both": _("both"), "neither": _("neither"),
        },
        answer=lambda result: {
            (True, False): "softmax", (False, True): "sigmoid", (True, True): "both", (False, False): "neither",
        }[bool(result.one[1] > 0.5), bool(result.many[1] > 0.5)],
    )  # fmt: skip

    def compute(self, car, bus, bicycle):
        z = np.array([car, bus, bicycle])
        one, many = softmax(z), sigmoid(z)
        return {"one": one, "many": many, "total": many.sum(), "chosen": z == z.max(), "yes": many > 0.5}

    def build(self, figure):
        left, right = figure.subplots(1, 2, sharey=True)
        left.set(ylim=(0, 1.64), yticks=(0, 0.5, 1), title=_("softmax: which one?"))
        right.set(title=_("sigmoids: which apply?"))
        right.axhline(0.5, color=INK, linestyle="--", linewidth=1)
        self.bars, self.texts = class_bars(left, VEHICLES, (BLUE, ORANGE, GREEN))
        self.many_bars, self.many_texts = class_bars(right, VEHICLES, (BLUE, ORANGE, GREEN))
        (self.chosen,) = left.plot([], [], "*", color=INK, markersize=12)
        (self.yes,) = right.plot([], [], "*", color=INK, markersize=12)
        self.answers = [axes.text(1, 1.53, "", weight="bold", **CENTRED) for axes in (left, right)]
        self.sums = [axes.text(1, -0.3, "", in_layout=False, **CENTRED) for axes in (left, right)]
        for axes in (left, right):
            axes.tick_params("x", pad=10)  # a ring around the end of a low bar stays above the names
            axes.set_xlabel(" \n")  # room for the sums
        sides = ((left, softmax), (right, sigmoid))
        self.handles = [pulled(axes, f, i, name) for axes, f in sides for i, name in enumerate(self.declared)]
        bars, texts = [*self.bars, *self.many_bars], [*self.texts, *self.many_texts]
        return [*bars, *texts, self.chosen, self.yes, *self.answers, *self.sums]

    def update(self, result):
        set_bars(self.bars, self.texts, result.one, gap=0.19, write=probability)
        set_bars(self.many_bars, self.many_texts, result.many, gap=0.19, write=probability)
        self.chosen.set_data(np.flatnonzero(result.chosen), [1.36] * result.chosen.sum())
        self.yes.set_data(np.flatnonzero(result.yes), [1.36] * result.yes.sum())
        self.answers[0].set_text(_("a tie") if result.chosen.sum() > 1 else names(result.chosen))
        self.answers[1].set_text(names(result.yes))
        for text, total in zip(self.sums, (1, result.total)):
            text.set_text(fill(_("together {total}"), total=total))

    def describe(self, result):
        return self.say(
            _(
                "Logits {car}, {bus}, {bicycle}. Softmax: {one}; together 1; answer {chosen}{tie}. "
                "Sigmoids: {many}; together {total}; answer {yes}."
            ),
            result,
            one=listed(VEHICLES, map(probability, result.one)),
            chosen=names(result.chosen),
            tie=_(" (a tie)") if result.chosen.sum() > 1 else "",
            many=listed(VEHICLES, map(probability, result.many)),
            yes=names(result.yes),
        )


def pulled(axes, function, i, name):
    """Return the handle at the end of a bar, which sets its logit."""
    return Handle(axes, y=name, at=lambda c: (i, float(function(np.array([c.car, c.bus, c.bicycle]))[i])))


def names(which):
    """Name the chosen ones."""
    return " + ".join(name for name, is_in in zip(VEHICLES, which) if is_in) or _("none")
