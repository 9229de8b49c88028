"""The figure `SoftmaxBars` of the chapter *Losses*."""

import numpy as np

from nnlib.activations import softmax
from nnlib.chapters.losses.bars import FRUITS, class_bars, factor, listed, probability, set_bars
from nnlib.live import Explorable, Handle, Slider
from nnlib.numerals import number
from nnlib.plots.notes import CENTRED
from nnlib.plots.palette import GOLD, GREEN, GREY, ORANGE
from nnlib.words import _, fill


class SoftmaxBars(Explorable):
    """Three logits become three probabilities: differences become factors, and the temperature says how large."""

    title = _("Softmax: from three logits to three probabilities")
    size = (400, 290)
    tomato = Slider(label=_("logit of tomato"), low=-3, high=3, step=0.1, grid=(-3, -1, 0, 1, 2, 3), start=2)
    orange = Slider(label=_("logit of orange"), low=-3, high=3, step=0.1, grid=(-3, -1, 0, 1, 2, 3), start=1)
    lemon = Slider(label=_("logit of lemon"), low=-3, high=3, step=0.1, grid=(-3, -1, 0, 1, 2, 3), start=0)
    temperature = Slider(label=_("temperature T"), low=0.1, high=10, step=0.1, grid=(0.1, 0.2, 0.5, 1, 2, 10), start=1)

    def compute(self, tomato, orange, lemon, temperature):
        z = np.array([tomato, orange, lemon])
        return {"z": z, "probabilities": softmax(z / temperature), "ratios": np.exp(np.diff(z) / temperature)}

    def build(self, figure):
        left, right = figure.subplots(1, 2)
        left.set(ylim=(-4.6, 5.8), yticks=(-3, 0, 3), title=_("logits z: differences"))
        left.axhline(0, color=GREY, linewidth=0.8)
        right.set(ylim=(0, 1.42), yticks=(0, 0.5, 1), title=_("softmax(z / T): factors"))
        self.logits, self.logit_texts = class_bars(left, FRUITS, (ORANGE, GOLD, GREEN))
        self.bars, self.texts = class_bars(right, FRUITS, (ORANGE, GOLD, GREEN))
        self.steps = [left.text(x, 5.2, "", **CENTRED) for x in (0.5, 1.5)]
        self.factors = [right.text(x, 1.32, "", **CENTRED) for x in (0.4, 1.6)]
        self.handles = [
            Handle(left, y="tomato", at=lambda c: (0, c.tomato)),
            Handle(left, y="orange", at=lambda c: (1, c.orange)),
            Handle(left, y="lemon", at=lambda c: (2, c.lemon)),
        ]
        return [*self.logits, *self.bars, *self.logit_texts, *self.texts, *self.steps, *self.factors]

    def update(self, result):
        set_bars(self.logits, self.logit_texts, result.z, gap=1.1, write=lambda z: number(z, 1))
        set_bars(self.bars, self.texts, result.probabilities, gap=0.07, write=probability)
        for text, step in zip(self.steps, np.diff(result.z)):
            text.set_text(fill(_("+{n:1}") if step >= 0 else _("−{n:1}"), n=abs(step)))
        for text, ratio in zip(self.factors, result.ratios):
            text.set_text(factor(ratio))

    def describe(self, result):
        return self.say(
            _("Logits {logits} at temperature {temperature}: the probabilities are {each}; together 1."),
            result,
            logits=listed(FRUITS, [number(z, 1) for z in result.z]),
            each=listed(FRUITS, map(probability, result.probabilities)),
        )
