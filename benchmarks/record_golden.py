"""Record what PyTorch computes, as the golden values that `tests/nnlib` compares with.

Run it in an environment with PyTorch; the tests themselves never import it:

    python benchmarks/record_golden.py
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

GOLDEN = Path(__file__).resolve().parents[1] / "tests" / "nnlib" / "golden"
Parameters = list[torch.nn.Parameter]
torch.set_default_dtype(torch.float64)

OPTIMIZERS: dict[str, Callable[[Parameters], torch.optim.Optimizer]] = {
    "SGD": lambda p: torch.optim.SGD(p, lr=0.05),
    "Momentum": lambda p: torch.optim.SGD(p, lr=0.05 * (1 - 0.8), momentum=0.8),
    "Nesterov": lambda p: torch.optim.SGD(p, lr=0.05 * (1 - 0.8), momentum=0.8, nesterov=True),
    "Adagrad": lambda p: torch.optim.Adagrad(p, lr=0.05, eps=1e-6),
    "RMSProp": lambda p: torch.optim.RMSprop(p, lr=0.05, alpha=0.95, eps=1e-6),
    "Adadelta": lambda p: torch.optim.Adadelta(p, lr=0.5, rho=0.95, eps=1e-5),
    "Adam": lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.95), eps=1e-6),
    "AdamW": lambda p: torch.optim.AdamW(p, lr=0.05, betas=(0.8, 0.95), eps=1e-6, weight_decay=0.1),
}

ACTIVATIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softsign": torch.nn.functional.softsign,
    "erf": torch.erf,
    # not hardsigmoid: its derivative is the float32 number nearest to 1/6, in float64 too
    "hard_tanh": torch.nn.functional.hardtanh,
    "relu": torch.relu,
    "leaky_relu": torch.nn.functional.leaky_relu,
    "elu": torch.nn.functional.elu,
    "selu": torch.selu,
    "softplus": lambda z: torch.nn.functional.softplus(z, threshold=1000),
    "gelu": torch.nn.functional.gelu,
    "gelu_tanh": lambda z: torch.nn.functional.gelu(z, approximate="tanh"),
    "silu": torch.nn.functional.silu,
    "mish": torch.nn.functional.mish,
}


def record_optimizers() -> None:
    """Ten steps on a badly scaled bowl with a ripple, from one start."""
    start, scales = np.array([1.0, -2.0, 0.5, 3.0]), np.array([1.0, 10.0, 0.1, 3.0])
    paths = {}
    for name, make in OPTIMIZERS.items():
        theta = torch.nn.Parameter(torch.from_numpy(start.copy()))
        optimizer = make([theta])
        path = [start]
        for _ in range(10):
            optimizer.zero_grad()
            (torch.from_numpy(scales) * theta**2 / 2 + torch.sin(theta)).sum().backward()
            optimizer.step()
            path.append(theta.detach().numpy().copy())
        paths[name] = np.array(path)
    np.savez(GOLDEN / "optimizers.npz", scales=scales, **paths)


def record_activations() -> None:
    """Values and derivatives."""
    z = np.concatenate([np.linspace(-6, 6, 49) + 0.01, [-50.0, 50.0]])
    arrays = {"z": z}
    for name, function in ACTIVATIONS.items():
        t = torch.tensor(z, requires_grad=True)
        a = function(t)
        a.sum().backward()
        assert t.grad is not None
        arrays[name], arrays[f"{name}_derivative"] = a.detach().numpy(), t.grad.numpy()
    np.savez(GOLDEN / "activations.npz", **arrays)


def record_losses() -> None:
    """Values and gradients by the raw output."""
    rng = np.random.default_rng(1)
    z = 5 * rng.normal(size=(7, 3))
    classes, labels, numbers = rng.integers(0, 3, 7), rng.integers(0, 2, (7, 3)), rng.normal(size=(7, 3))
    rows = rng.dirichlet(np.ones(3), 7)
    cases = {
        "MeanSquaredError": (torch.nn.MSELoss(), numbers),
        "CrossEntropy": (torch.nn.CrossEntropyLoss(), classes),
        "CrossEntropy_rows": (torch.nn.CrossEntropyLoss(), rows),
        # PyTorch divides by the number of labels as well; ours adds an example's labels up
        "BinaryCrossEntropy": (lambda a, b: 3 * torch.nn.BCEWithLogitsLoss()(a, b), labels * 1.0),
    }
    arrays = {"z": z}
    for name, (loss, target) in cases.items():
        t = torch.tensor(z, requires_grad=True)
        value = loss(t, torch.from_numpy(target))
        value.backward()
        assert t.grad is not None
        arrays[f"{name}_target"], arrays[name] = target, np.array(value.item())
        arrays[f"{name}_gradient"] = t.grad.numpy()
    np.savez(GOLDEN / "losses.npz", **arrays)


def record_network() -> None:
    """Ten Adam steps of 3-5-4-2 with cross-entropy: output, loss and parameters."""
    rng = np.random.default_rng(2)
    sizes = [3, 5, 4, 2]
    X, y = rng.normal(size=(6, 3)), rng.integers(0, 2, 6)
    start = rng.normal(size=sum((a + 1) * b for a, b in zip(sizes, sizes[1:])))
    layers: list[torch.nn.Module] = []
    place = 0
    for n_in, n_out in zip(sizes, sizes[1:]):
        linear = torch.nn.Linear(n_in, n_out)
        W = start[place : place + n_in * n_out].reshape(n_in, n_out)
        b = start[place + n_in * n_out : place + (n_in + 1) * n_out]
        place += (n_in + 1) * n_out
        linear.weight.data, linear.bias.data = torch.from_numpy(W.T.copy()), torch.from_numpy(b.copy())
        layers += [linear, torch.nn.Tanh()]
    net = torch.nn.Sequential(*layers[:-1])
    optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
    output = net(torch.from_numpy(X)).detach().numpy()
    losses = []
    for _ in range(10):
        optimizer.zero_grad()
        value = torch.nn.functional.cross_entropy(net(torch.from_numpy(X)), torch.from_numpy(y))
        value.backward()
        optimizer.step()
        losses.append(value.item())
    pieces = []
    for layer in net:
        if isinstance(layer, torch.nn.Linear):
            pieces += [layer.weight.detach().numpy().T.ravel(), layer.bias.detach().numpy()]
    np.savez(
        GOLDEN / "network.npz", X=X, y=y, start=start, output=output, losses=losses, parameters=np.concatenate(pieces)
    )


def record_convolution() -> None:
    """Forward and backward of convolutions and poolings."""
    rng = np.random.default_rng(3)
    X, W, b = rng.normal(size=(2, 3, 7, 6)), rng.normal(size=(4, 3, 3, 3)), rng.normal(size=4)
    arrays = {"X": X, "W": W, "b": b}
    for stride in (1, 2):
        for padding in (0, 1):
            tensors = [torch.tensor(a, requires_grad=True) for a in (X, W, b)]
            Z = torch.nn.functional.conv2d(*tensors, stride=stride, padding=padding)
            (Z**2).sum().backward()
            key = f"conv_{stride}_{padding}"
            arrays[key] = Z.detach().numpy()
            for letter, tensor in zip("XWb", tensors):
                assert tensor.grad is not None
                arrays[f"{key}_d{letter}"] = tensor.grad.numpy()
    for kernel, stride in ((2, 2), (3, 1), (2, 1)):
        t = torch.tensor(X, requires_grad=True)
        Y = torch.nn.functional.max_pool2d(t, kernel, stride)
        (Y**2).sum().backward()
        assert t.grad is not None
        arrays[f"pool_{kernel}_{stride}"], arrays[f"pool_{kernel}_{stride}_dX"] = Y.detach().numpy(), t.grad.numpy()
    np.savez(GOLDEN / "convolution.npz", **arrays)


if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for record in (record_optimizers, record_activations, record_losses, record_network, record_convolution):
        record()
    print(f"recorded with PyTorch {torch.__version__}")
