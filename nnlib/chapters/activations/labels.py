"""What the figures of the chapter *Activations* share."""

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
FORMULAS = {
    "step": _("1 if z > 0, else 0"),
    "leaky_relu": _("z if z > 0, else 0.01 z"),
    "elu": _("z if z > 0, else e^z − 1"),
    "selu": _("1.0507 z if z > 0, else 1.0507 · 1.6733 (e^z − 1)"),
}
"""The formulas of `nnlib.activations` that have words in them; the others are the same in every language."""


def some(*names):
    """Return the options of a choice between a few activations."""
    return {name: LABELS[name] for name in names}
