"""The orange sorter of the chapter *Backpropagation*: forwards to the loss, backwards to every gradient."""

from functools import partial

import numpy as np

from nnlib import BinaryCrossEntropy, activations, mlp
from nnlib.gradcheck import numerical_gradient

THETA = np.array([-4, 7, 10, -10, 0, 0, 0, 0, 4, 4, -6], float)  # W1 row by row, b1, W2, b2
COLOURS = {"tomato": (0.8, 0.2, 0.1), "orange": (1, 0.5, 0.1), "lemon": (1, 0.9, 0.2)}


def sorter(activation, dtype="float64"):
    """Return the network: three inputs, two hidden neurons, one output."""
    net = mlp([3, 2, 1], activation=activation, dtype=dtype)
    net.parameters = THETA
    return net


def by_parameters(vector):
    """Cut a vector such as θ into the parts of the two layers."""
    return dict(zip(("dW1", "db1", "dW2", "db2"), np.split(vector, [6, 8, 10])))


def passes(example, activation):
    """Take a fruit forwards and backwards through the sorter, and measure every slope by small moves too."""
    net, loss = sorter(activation), BinaryCrossEntropy()
    x, y = np.array([COLOURS[example]]), np.array([[float(example == "orange")]])
    _x, z, a, z2 = net.outputs(x)
    y_hat = activations.get("sigmoid")(z2)[0, 0]
    dz2 = loss.gradient(z2, y)
    da = net.layers[2].backward(dz2)
    dz = net.layers[1].backward(da)
    net.layers[0].backward(dz)
    gradients = {"dz2": dz2, "da": da, "dz": dz} | by_parameters(net.gradient.copy())

    def loss_after(values, layers):
        for layer in layers:
            values = layer.forward(values)
        return loss(values, y)

    def loss_with(theta):
        net.parameters = theta
        return loss_after(x, net.layers)

    behind = {"dz2": (z2, ()), "da": (a, net.layers[2:]), "dz": (z, net.layers[1:])}
    measured = {
        name: numerical_gradient(partial(loss_after, layers=layers), values)
        for name, (values, layers) in behind.items()
    } | by_parameters(numerical_gradient(loss_with, THETA))
    # the path of one weight, from green into hidden neuron 1, back from the loss
    factors = [y_hat - y[0, 0], THETA[8], activations.get(activation).derivative(z)[0, 0], x[0, 1]]
    return {
        "values": {"x": x[0], "z": z[0], "a": a[0], "out": [z2[0, 0], y_hat, loss(z2, y)]},
        "target": y[0, 0],
        "gradients": gradients,
        "measured": measured,
        "gap": max(float(np.abs(gradients[name] - measured[name]).max()) for name in gradients),
        "factors": factors,
        "product": float(np.prod(factors)),
    }
