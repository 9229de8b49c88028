"""Networks with given weights and biases, and vectors as one writes them by hand."""

from nnlib.layers import Activation, Dense
from nnlib.network import Network
from nnlib.numerals import number


def given_network(layers, activation):
    """Return a network with a pair (W, b) for each layer; there is no activation after the last."""
    blocks = []
    for W, b in layers:
        dense = Dense(*W.shape, rng=0)
        dense.W, dense.b = W, b
        blocks += [dense, Activation(activation)]
    return Network(blocks[:-1])


def row(values):
    """Write numbers as one would a point: (1, −2)."""
    return f"({', '.join(map(number, values))})"
