"""Diagnosis: what went wrong in training, in words, and what to try.

Introduced in chapter *Training a network*.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from nnlib.activations import ActivationFunction
from nnlib.history import diverged
from nnlib.layers import Activation
from nnlib.network import Network
from nnlib.types import Array
from nnlib.words import _

#: From this share of a layer's units on, dead or saturated units are worth a word.
MANY = 0.5

#: A unit is saturated where its derivative is below this part of the largest that its activation has.
FLAT = 0.01

# What is told, in the order in which it is looked for.
DIVERGED = _("""Training diverged in epoch {epoch}: numbers grew until they overflowed. The network has its last \
finite parameters. Try a learning rate ten times smaller, or scale the inputs to about −1 … 1.""")
GREW = _("The loss grew from {first:.3g} to {last:.3g} in {epoch} epochs. Try a learning rate ten times smaller.")
STEP = _("""The step function in layer {layer} has derivative 0 everywhere, so no gradient passes it and nothing \
before it learns. Try sigmoid or relu.""")
DEAD = _("""{share:.0%} of the units in layer {layer} ({activation}) are dead after epoch {epoch}: their derivative is \
0 for every example, so they no longer learn. Try a smaller learning rate, He initialisation or leaky_relu.""")
SATURATED = _("""{share:.0%} of the units in layer {layer} ({activation}) are saturated after epoch {epoch}: they \
stand where the activation is flat and hardly learn. Try smaller initial weights, scaled inputs or a smaller \
learning rate.""")
STUCK = _("""After {epoch} epochs the loss, {end:.3g}, is little or no better than that of the same answer for every \
example ({baseline:.3g}). Try a larger learning rate (a smaller one if it jumps), initial weights other than zero or \
more hidden units.""")


def dead_share(net: Network, X: Array) -> list[float | None]:
    """Return, for each layer, the share of units whose derivative is 0 for every example; None if it has no activation.

    A dead unit passes no gradient, so nothing before it learns through it.

    >>> from nnlib import mlp
    >>> net = mlp([1, 2, 1], rng=0)
    >>> net.layers[0].b = [-100.0, 100.0]  # the first can never fire, the second always does
    >>> dead_share(net, np.array([[0.0], [1.0]]))
    [None, 0.5, None]

    Introduced in chapter *Activations*.
    """
    return _share(net, X, lambda f, Z: f.derivative(Z) == 0)


def saturated_share(net: Network, X: Array) -> list[float | None]:
    """Return, for each layer, the share of units that are flat, or nearly so, for every example.

    >>> from nnlib import mlp
    >>> net = mlp([1, 2, 1], activation="tanh", rng=0)
    >>> net.layers[0].b = [10.0, 0.0]
    >>> saturated_share(net, np.array([[0.0], [1.0]]))
    [None, 0.5, None]

    Introduced in chapter *Activations*.
    """
    steps = np.linspace(-5, 5, 201)
    return _share(net, X, lambda f, Z: np.abs(f.derivative(Z)) < FLAT * np.abs(f.derivative(steps)).max())


def _share(net: Network, X: Array, flat: Callable[[ActivationFunction, Array], Any]) -> list[float | None]:
    """Return, for each layer, the share of units that are flat for every example; None if it has no activation."""
    return [
        float(flat(layer.function, Z).all(axis=0).mean()) if isinstance(layer, Activation) and Z.ndim == 2 else None
        for layer, Z in zip(net.layers, net.outputs(X))
    ]


def diagnose(net: Network, X: Array, loss: Array, stopped: str, epoch: int, steps: int, baseline: float) -> str | None:
    """Return in a few words what went wrong in training, or None if nothing strikes the eye.

    Parameters
    ----------
    net, X
        The network as it is now and examples to try it on.
    loss : array
        By epoch.
    stopped, epoch
        Why training ended, and in which epoch (from 1).
    steps : int
        How many steps the optimizer took.
    baseline : float
        The loss of the best answer that is the same for every example.
    """
    if stopped == "diverged":
        return DIVERGED.format(epoch=epoch)
    if len(loss) > 1 and diverged(loss[-1], start=max(loss[0], baseline)):
        return GREW.format(first=loss[0], last=loss[-1], epoch=epoch)
    for number, (layer, dead, saturated) in enumerate(zip(net.layers, dead_share(net, X), saturated_share(net, X)), 1):
        if isinstance(layer, Activation) and dead is not None and saturated is not None:
            told, share = (STEP if layer.name == "step" else DEAD, dead) if dead >= MANY else (SATURATED, saturated)
            if share >= MANY:
                return told.format(share=share, layer=number, activation=layer.name, epoch=epoch)
    if steps >= 20 and len(loss) and loss[-1] > 0.98 * baseline > 0:
        return STUCK.format(end=loss[-1], baseline=baseline, epoch=epoch)
    return None
