"""What the figures of the chapter *Losses* share."""

import numpy as np

from nnlib import datasets
from nnlib.numerals import number, power_of_ten
from nnlib.words import _

VEHICLES = (_("car"), _("bus"), _("bicycle"))
FRUITS = tuple(_(name) for name in datasets.FRUITS)


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
