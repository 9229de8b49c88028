"""A setting of the playground as a program: what the figure does, ready to copy."""

from collections.abc import Mapping
from typing import Any

from nnlib.chapters.training.playground_run import EPOCHS, HIDDEN, OPTIMIZERS, SEED

LIBRARIES = {"nnlib": "nnlib", "torch": "PyTorch"}

_DATA = {
    "circles": "circles({m}, noise=0.1, rng={seed})",
    "moons": "moons({m}, noise=0.15, rng={seed})",
    "xor": "xor({m}, noise=0.08, rng={seed})",
    "spirals": "spirals({m}, noise=0.04, rng={seed})",
}
_UNITS = {"relu": "ReLU", "tanh": "Tanh"}

_NNLIB = """\
from nnlib import {optimizer}, BinaryCrossEntropy, datasets, evaluate, mlp, train

examples = datasets.{examples}
held_out = datasets.{held_out}
net = mlp({sizes}, "{activation}", rng={seed})
loss = BinaryCrossEntropy()
history = train(
    net, loss, {optimizer}({rate}), *examples, epochs={epochs}, batch_size=None
)
for data in (examples, held_out):
    print("loss {{:.3f}}, accuracy {{:.2f}}".format(*evaluate(net, loss, *data)))
"""

_TORCH = """\
import torch
from torch import nn
from nnlib import datasets, mlp

def tensors(X, y):
    return torch.from_numpy(X), torch.from_numpy(y[:, None]).double()

examples = tensors(*datasets.{examples})
held_out = tensors(*datasets.{held_out})
net = nn.Sequential(
{layers}
).double()

# The figure's initial weights. Without these lines PyTorch draws its own.
start = mlp({sizes}, "{activation}", rng={seed})
for linear, dense in zip(net[::2], start.layers[::2]):
    linear.weight.data = torch.from_numpy(dense.W.T.copy())
    linear.bias.data = torch.from_numpy(dense.b.copy())

loss = nn.BCEWithLogitsLoss()
optimizer = torch.optim.{optimizer}(net.parameters(), lr={rate})
X, y = examples
for epoch in range({epochs}):
    optimizer.zero_grad()
    loss(net(X), y).backward()
    optimizer.step()

with torch.no_grad():
    for X, y in (examples, held_out):
        z = net(X)
        right = ((z > 0) == (y > 0)).double().mean()
        print("loss {{:.3f}}, accuracy {{:.2f}}".format(loss(z, y), right))
"""


def as_code(setting: Mapping[str, Any], library: str) -> str:
    """Return the program of a training run of the playground.

    Both programs start from the figure's weights, so they end where it ends.

    Parameters
    ----------
    setting : mapping
        The controls of the figure: data, hidden, activation, optimizer, rate; an epoch is ignored, since the program
        trains for all 200.
    library : str
        "nnlib" or "torch".

    Raises
    ------
    ValueError
        If there is no such library.

    Examples
    --------
    >>> setting = {"data": "moons", "hidden": "4", "activation": "tanh", "optimizer": "adam", "rate": 0.1}
    >>> print(as_code(setting, "nnlib").splitlines()[4])
    net = mlp([2, 4, 1], "tanh", rng=11)
    >>> print(as_code(setting, "torch").splitlines()[10])
        nn.Linear(2, 4), nn.Tanh(),
    """
    if library not in LIBRARIES:
        raise ValueError(f"library must be one of {', '.join(LIBRARIES)}, not {library!r}")
    hidden = HIDDEN[setting["hidden"]]
    sizes = [2, *hidden, 1]
    lines = [f"    nn.Linear({a}, {b}), nn.{_UNITS[setting['activation']]}()," for a, b in zip(sizes, hidden)]
    draw = _DATA[setting["data"]]
    return (_NNLIB if library == "nnlib" else _TORCH).format(
        examples=draw.format(m=200, seed=0),
        held_out=draw.format(m=100, seed=1),
        sizes=sizes,
        activation=setting["activation"] if hidden else "identity",  # which also chooses the initial weights
        layers="\n".join([*lines, f"    nn.Linear({sizes[-2]}, 1),"]),
        optimizer=OPTIMIZERS[setting["optimizer"]].__name__,
        rate=f"{setting['rate']:g}",
        epochs=EPOCHS,
        seed=SEED,
    )
