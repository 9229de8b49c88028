"""What the figures of the chapter *Activations* share."""

import numpy as np

from nnlib.numerals import power_of_ten
from nnlib.words import _

LABELS = {
    "identity": _("identity"),
    "step": _("step"),
    "sigmoid": _("sigmoid"),
    "tanh": _("tanh"),
    "arctan": _("arctan"),
    "softsign": _("softsign"),
    "erf": _("erf"),
    "algebraic": _("algebraic"),
    "hard_sigmoid": _("hard sigmoid"),
    "hard_tanh": _("hard tanh"),
    "relu": _("ReLU"),
    "leaky_relu": _("leaky ReLU"),
    "elu": _("ELU"),
    "selu": _("SELU"),
    "softplus": _("softplus"),
    "gelu": _("GELU"),
    "gelu_sigmoid": _("GELU, sigmoid form"),
    "gelu_tanh": _("GELU, tanh form"),
    "silu": _("SiLU"),
    "mish": _("Mish"),
}
"""Every activation as a reader sees its name."""


def some(*names):
    """Return the options of a choice between a few activations."""
    return {name: LABELS[name] for name in names}


def power(value):
    """Write a positive number for people, whatever its size: 0.25, 31, 4.1 · 10⁻⁶."""
    if 0.01 <= value < 10_000:
        return f"{value:.2g}" if value < 100 else f"{value:.0f}"
    exponent = int(np.floor(np.log10(value)))
    mantissa = value / 10.0**exponent
    return f"{mantissa:.1f} · {power_of_ten(exponent)}"
