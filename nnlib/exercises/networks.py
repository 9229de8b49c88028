"""The exercises of the chapter *Layers and networks*."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib import activations, datasets, mlp
from nnlib.exercises import Wrong, call, exercise, numbers
from nnlib.words import _, number


@exercise("networks.parameters")
def parameters(answer: Any) -> str:
    """The number of parameters of a dense network 3-5-4-2: 54."""
    value = numbers(answer, 1)[0]
    right = mlp([3, 5, 4, 2], rng=0).parameters.size
    if value == right:
        return _("20 + 24 + 10 = 54.")
    slips = {
        43: "43 is the number of weights. Each neuron also has a bias.",
        57: "57 counts a bias for each input too. Inputs compute nothing and have none.",
        11: "11 is the number of biases. Add the weights between neighbouring layers.",
        14: "14 is the number of inputs and neurons. Parameters are the weights and the biases.",
        44: "44 leaves out the last layer, from 4 to 2; it has weights and biases as well.",
    }
    if value in slips:
        raise Wrong(slips[int(value)])
    raise Wrong("{value} is not right. A layer from n to k has n · k weights and k biases.", value=number(value))


@exercise("networks.forward")
def forward(answer: Any) -> str:
    """A function forward(X, layers) for a list of pairs (W, b): ReLU between the layers, nothing after the last."""
    rng = np.random.default_rng(3)
    relu = activations.get("relu")
    for sizes in ([3, 4, 2], [3, 5, 4, 2]):
        layers = [(rng.normal(size=shape), rng.normal(size=shape[1])) for shape in zip(sizes, sizes[1:])]
        X = rng.normal(size=(6, 3))
        output = np.asarray(call(answer, X.copy(), list(layers)))
        wanted = _pass(X, layers, relu)
        if output.shape != wanted.shape:
            raise Wrong(
                "Through a network {sizes}, X of shape (6, 3) should become {wanted}; yours has the shape {shape}.",
                sizes="-".join(map(str, sizes)), wanted=wanted.shape, shape=output.shape,
            )  # fmt: skip
        if np.allclose(output, wanted):
            continue
        if np.allclose(output, relu(wanted)):
            raise Wrong("The last layer has no ReLU: its outputs may be negative.")
        if np.allclose(output, _pass(X, layers, lambda Z: Z)):
            raise Wrong("There is no ReLU between the layers, so the whole network is one linear layer.")
        if np.allclose(output, _pass(X, [(W, 0 * b) for W, b in layers], relu)):
            raise Wrong("The biases are missing.")
        raise Wrong(
            "For a network {sizes} the first output is {value}; it should be {wanted}. Each layer is relu(X @ W + b).",
            sizes="-".join(map(str, sizes)), value=number(output.flat[0], 4), wanted=number(wanted.flat[0], 4),
        )  # fmt: skip
    return _("One function runs networks of two layers and of three.")


def _pass(X: Any, layers: Any, activation: Any) -> Any:
    *hidden, (W, b) = layers
    for V, c in hidden:
        X = activation(X @ V + c)
    return X @ W + b


@exercise("networks.xor")
def xor(answer: Any) -> str:
    """Output weights and bias that make XOR of ReLU(x₁ + x₂) and ReLU(x₁ + x₂ − 1): 1, −2, 0."""
    v1, v2, c = numbers(answer, 3)
    for (x1, x2), wanted in zip(*datasets.gate("xor")):
        a1, a2 = max(0, x1 + x2), max(0, x1 + x2 - 1)
        output = v1 * a1 + v2 * a2 + c
        if not np.isclose(output, wanted):
            raise Wrong(
                "({x1}, {x2}) lands on ({a1}, {a2}), and your output there is {output}; XOR is {wanted}.",
                x1=number(x1), x2=number(x2), a1=number(a1), a2=number(a2), output=number(output), wanted=int(wanted),
            )  # fmt: skip
    return _("Two ReLU neurons bend the plane so that one linear output does the rest.")


@exercise("networks.bump")
def bump(answer: Any) -> str:
    """Biases and output weights of two sigmoids of weight 50: a bump of height 2 from −1 to 0.5."""
    b_left, b_right, v_left, v_right = numbers(answer, 4)
    if (b_left, b_right) == (-50, 25):
        raise Wrong("Your neurons rise at x = 1 and x = −0.5. A neuron that rises at c has the bias −k c, with the minus.")
    if (b_left, b_right) in ((1, -0.5), (-1, 0.5)):
        raise Wrong("The weight is 50, so a bias of 1 moves the rise by only 1/50. The bias is −k c with k = 50.")
    if v_left > 0 and v_right > 0:
        raise Wrong("Both output weights are positive, so you have two steps up. The second one has to be subtracted.")
    x = np.array([-2, -1.2, -0.8, -0.25, 0.3, 0.7, 2])
    sigmoid = activations.get("sigmoid")
    output = v_left * sigmoid(50 * x + b_left) + v_right * sigmoid(50 * x + b_right)
    for place, value, wanted in zip(x, output, [0, 0, 2, 2, 2, 0, 0]):
        if abs(value - wanted) > 0.02:
            raise Wrong(
                "At x = {x} your network says {value}; it should be about {wanted}.",
                x=number(place), value=number(value), wanted=wanted,
            )  # fmt: skip
    return _("It rises at −1 and falls at 0.5.")
