"""What the figures of the chapter *Losses* share: a bar for each class, and how probabilities are written."""

from nnlib import datasets
from nnlib.numerals import number, size
from nnlib.plots.notes import CENTRED
from nnlib.words import _

VEHICLES = (_("car"), _("bus"), _("bicycle"))
FRUITS = tuple(_(name) for name in datasets.FRUITS)


def class_bars(axes, names, colours):
    """Make a bar and a text for each class; `set_bars` moves them."""
    axes.set(xticks=range(3), xticklabels=names, xlim=(-0.6, 2.6))
    bars = axes.bar(range(3), [0, 0, 0], width=0.7, color=colours)
    return list(bars), [axes.text(i, 0, "", **CENTRED) for i in range(3)]


def set_bars(bars, texts, heights, gap, write):
    """Give the bars their heights and write these beyond the ends."""
    for bar, text, height in zip(bars, texts, heights):
        bar.set_height(height)
        text.set_y(height + (gap if height >= 0 else -gap))
        text.set_text(write(height))


def probability(p):
    """Write a probability with three decimals; never as 0 or 1: no softmax or sigmoid of a finite logit is that.

    >>> probability(0.00481), probability(1e-7), probability(0.9997)
    ('0.005', '<0.001', '>0.999')
    """
    text = number(p, 3)
    return {"0": "<0.001", "1": ">0.999"}.get(text, text)


def factor(ratio):
    """Write from one probability to the next: by how much to multiply or to divide, short where it is large.

    >>> factor(2.718), factor(1 / 2.718), factor(1), factor(1e-26)
    ('× 2.7', '÷ 2.7', '× 1', '÷ 1·10²⁶')
    """
    sign, ratio = ("×", ratio) if ratio >= 1 else ("÷", 1 / ratio)
    return f"{sign} {size(ratio, 2 if ratio < 1000 else 1)}"


def listed(names, values):
    """Write a value behind each name."""
    return ", ".join(f"{name} {value}" for name, value in zip(names, values))
