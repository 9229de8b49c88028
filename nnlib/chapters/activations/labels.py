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


def some(*names):
    """Return the options of a choice between a few activations."""
    return {name: LABELS[name] for name in names}
