"""The exercises of the chapter *Backpropagation*."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib import BinaryCrossEntropy, mlp
from nnlib.exercises import Wrong, as_answer, as_parts, call, exercise
from nnlib.words import _


@exercise("backpropagation.signs")
def signs(answer: Any) -> str:
    """Which way one step moves the weight from green to neuron 1 for each fruit, and which fruit moves it least."""
    *directions, least = as_parts(answer, _("tomato"), _("orange"), _("lemon"), _("the fruit that moves it least"))
    if any(direction not in ("up", "down") for direction in directions):
        raise Wrong('The first three answers should each be "up" or "down".')
    if least not in ("tomato", "orange", "lemon"):
        raise Wrong('The last answer should be "tomato", "orange" or "lemon".')
    tomato, orange, lemon = directions
    if (tomato, orange, lemon) == ("up", "down", "up"):
        raise Wrong(
            "All three are the signs of the gradient. The step goes against it: where the gradient is negative, up."
        )
    if orange == "down":
        raise Wrong(
            "The orange: ŷ − 1 is negative and the other three factors are positive, so the gradient is negative."
        )
    if tomato == "up":
        raise Wrong(
            "The tomato: ŷ − 0 is positive, and so are the other three factors. The step goes against the gradient."
        )
    if lemon == "up":
        raise Wrong(
            "The lemon: neuron 1 is right to fire, but the gradient does not ask who is right. ŷ − 0 is positive, "
            "the other "
            "factors too, so a smaller weight would lower the loss."
        )
    if least != "lemon":
        raise Wrong(
            "It is not the {fruit} that moves it least. Compare the slopes f′(z) = a (1 − a): one of the three has "
            "z = 5.",
            fruit=_(least),
        )
    return _("The sign is that of ŷ − y; and for the lemon neuron 1 is saturated, so next to nothing comes through.")


@exercise("backpropagation.repair")
def repair(answer: Any) -> str:
    """The names of the two wrong lines, dZ1 and db1, and the function repaired."""
    culprits, backward = as_parts(answer, _("the names of the two lines"), _("the function"))
    names = set(culprits) if isinstance(culprits, (set, list, tuple)) else {culprits}
    lines = ("dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1")
    if not names <= set(lines):
        raise Wrong("Name two of {lines}.", lines=", ".join(lines))
    if "dW1" in names:
        raise Wrong("dW1 comes out wrong, but its own line, X.T @ dZ1, is right. Look at what goes into it.")
    if names & {"dZ2", "dW2", "db2", "dA1"}:
        raise Wrong(
            "dW2 and db2 agree with the measured slopes, and dA1 is right as well: the faults are in the layer before."
        )
    if len(names) != 2:
        raise Wrong("There are two wrong lines, and you name {n}.", n=len(names))
    rng = np.random.default_rng(5)
    X, y = rng.normal(size=(6, 3)), rng.integers(0, 2, (6, 1)).astype(float)
    net, loss = mlp([3, 2, 1], "sigmoid", rng=6), BinaryCrossEntropy()
    _x, Z1, A1, Z2 = net.outputs(X)
    net.backward(loss.gradient(net.forward(X), y))
    result = call(backward, X, y, Z1, A1, 1 / (1 + np.exp(-Z2)), net.parameters[8:10].reshape(2, 1))
    dW1, db1, dW2, db2 = np.split(net.gradient, [6, 8, 10])
    wanted = {"dW1": dW1.reshape(3, 2), "db1": db1, "dW2": dW2.reshape(2, 1), "db2": db2}
    parts = zip(wanted.items(), as_parts(result, *wanted))
    given = {name: as_answer(part, right.shape, name=name) for (name, right), part in parts}
    if not np.allclose(given["dW2"], wanted["dW2"]) or not np.allclose(given["db2"], wanted["db2"]):
        raise Wrong("The lines are the right ones, but dW2 or db2, which was right, is wrong now.")
    if not np.allclose(given["dW1"], wanted["dW1"]):
        raise Wrong(
            "The lines are the right ones, but dW1 still differs from the measured slopes: the slope of the "
            "sigmoid is "
            "a (1 − a), with a its output."
        )
    if np.allclose(given["db1"], wanted["db1"] / len(X)):
        raise Wrong(
            "The lines are the right ones and dW1 is mended, but db1 is divided by the number of examples twice."
        )
    if not np.allclose(given["db1"], wanted["db1"]):
        raise Wrong("The lines are the right ones and dW1 is mended, but db1 still differs from the measured slopes.")
    return _("All four agree with the measured slopes. Both faults kept every shape, so no error told of them.")
