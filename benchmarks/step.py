"""How long one optimisation step takes: nnlib beside PyTorch, scikit-learn and the bare matrix products.

Run it with two threads in an environment that has NumPy, PyTorch and scikit-learn:

    python benchmarks/step.py

All do the same work side by side in one run: forward, loss, backward, Adam. They take turns in short rounds, and the
table shows the median of the rounds, so that a busy machine slows down all of them alike.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

THREADS = 2
PAUSE = 0.25  # seconds before a round: threads of the library before go on spinning for a while and would be in the way
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, str(THREADS))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np  # noqa: E402

import nnlib  # noqa: E402
from nnlib.fast import passes  # noqa: E402

CASES = [
    ([2, 8, 8, 1], 200, "float64"),
    ([2, 8, 8, 1], 200, "float32"),
    ([2, 25, 50, 50, 25, 1], 32, "float64"),
    ([2, 25, 50, 50, 25, 1], 900, "float32"),
    ([784, 50, 100, 10], 100, "float32"),
    ([784, 50, 100, 10], 100, "float64"),
    ([784, 512, 512, 10], 256, "float32"),
]
Step = Callable[[], object]


def examples(sizes: list[int], m: int, dtype: str) -> tuple[np.ndarray, np.ndarray]:
    """Return inputs and class numbers that a network does not learn to the last digit in a few thousand steps."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(m, sizes[0])).astype(dtype)
    y = rng.integers(0, max(sizes[-1], 2), m)
    return X, y


def nnlib_step(sizes: list[int], m: int, dtype: str) -> Step:
    """Return what `nnlib.train` does for each batch."""
    X, y = examples(sizes, m, dtype)
    net = nnlib.mlp(sizes, rng=0, dtype=dtype)
    loss = nnlib.BinaryCrossEntropy() if sizes[-1] == 1 else nnlib.CrossEntropy()
    optimizer = nnlib.Adam(1e-4)
    runner, theta, gradient = passes(net), net.parameters, net.gradient
    X1, target = runner.prepare(X), loss.as_target(y, (m, sizes[-1]), net.dtype)

    def step() -> None:
        output = runner.forward(X1)
        value, dL_doutput = loss.value_and_gradient(output, target)
        runner.backward(dL_doutput)
        optimizer.step(theta, gradient)

    return step


def torch_step(sizes: list[int], m: int, dtype: str) -> Step:
    """Return the usual five lines of PyTorch, eager."""
    import torch

    torch.set_num_threads(THREADS)
    torch.manual_seed(0)
    X, y = examples(sizes, m, dtype)
    blocks: list[torch.nn.Module] = []
    for n_in, n_out in zip(sizes, sizes[1:]):
        blocks += [torch.nn.Linear(n_in, n_out), torch.nn.ReLU()]
    net = torch.nn.Sequential(*blocks[:-1]).to(getattr(torch, dtype))
    inputs, target = torch.from_numpy(X), torch.from_numpy(y)
    loss: torch.nn.Module = torch.nn.CrossEntropyLoss()
    if sizes[-1] == 1:
        loss, target = torch.nn.BCEWithLogitsLoss(), target.to(inputs.dtype)[:, None]
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-4)

    def step() -> None:
        optimizer.zero_grad()
        loss(net(inputs), target).backward()
        optimizer.step()

    return step


def sklearn_step(sizes: list[int], m: int, dtype: str) -> Step:
    """Return one epoch of one batch of scikit-learn's MLPClassifier."""
    from sklearn.neural_network import MLPClassifier

    X, y = examples(sizes, m, dtype)
    model = MLPClassifier(tuple(sizes[1:-1]), batch_size=m, learning_rate_init=1e-4, alpha=0, shuffle=False)
    classes = np.arange(max(sizes[-1], 2))
    model.partial_fit(X, y, classes=classes)
    return lambda: model.partial_fit(X, y)


def products_step(sizes: list[int], m: int, dtype: str) -> Step:
    """Return nothing but the matrix products of the step, into arrays made before."""
    rng = np.random.default_rng(0)
    products = []
    for number, (n_in, n_out) in enumerate(zip(sizes, sizes[1:])):
        H, dZ = rng.normal(size=(m, n_in)).astype(dtype), rng.normal(size=(m, n_out)).astype(dtype)
        W = rng.normal(size=(n_in, n_out)).astype(dtype)
        products += [(H, W, np.empty_like(dZ)), (H.T, dZ, np.empty_like(W))]
        if number:
            products.append((dZ, W.T, np.empty_like(H)))

    def step() -> None:
        for a, b, out in products:
            np.dot(a, b, out=out)

    return step


MAKERS = {"nnlib": nnlib_step, "PyTorch": torch_step, "scikit-learn": sklearn_step, "products": products_step}


def medians(steps: dict[str, Step], rounds: int, seconds: float) -> dict[str, float]:
    """Return the median time of each step in microseconds; they take turns in rounds of about `seconds`."""
    counts = {}
    for name, step in steps.items():
        for _ in range(5):
            step()
        start = time.perf_counter()
        step()
        counts[name] = max(1, int(seconds / max(time.perf_counter() - start, 1e-7)))
    times: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            time.sleep(PAUSE)
            step()
            start = time.perf_counter()
            for _ in range(counts[name]):
                step()
            times[name].append((time.perf_counter() - start) / counts[name] * 1e6)
    return {name: statistics.median(values) for name, values in times.items()}


def whole_run(rounds: int) -> float:
    """Return the median time in milliseconds of `train` for 200 epochs of all 200 examples with 2-8-8-1."""
    X, y = nnlib.datasets.circles(200, rng=0)
    times = []
    for _ in range(rounds):
        net = nnlib.mlp([2, 8, 8, 1], rng=0)
        start = time.perf_counter()
        nnlib.train(net, nnlib.BinaryCrossEntropy(), nnlib.Adam(0.01), X, y, epochs=200, batch_size=None)
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def main(arguments: list[str] | None = None) -> dict[str, Any]:
    """Measure, print the table and return the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=0.05, help="length of a round for each of them")
    parser.add_argument("--only", default="", help="comma-separated names: nnlib, PyTorch, scikit-learn, products")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    chosen = options.only.split(",") if options.only else list(MAKERS)
    report = []
    print(f"{'network':22}{'batch':>6} {'dtype':8}" + "".join(f"{name:>14}" for name in chosen) + f"{'ratios':>10}")
    for sizes, m, dtype in CASES:
        figures = medians({name: MAKERS[name](sizes, m, dtype) for name in chosen}, options.rounds, options.seconds)
        ratios = ", ".join(f"{figures[name] / figures['nnlib']:.2f}" for name in chosen if name != "nnlib")
        shown = "".join(f"{figures[name]:11.0f} µs" for name in chosen)
        print(f"{'-'.join(map(str, sizes)):22}{m:6} {dtype:8}{shown}    {ratios}", flush=True)
        report.append({"sizes": sizes, "batch": m, "dtype": dtype, "microseconds": figures})
    run = whole_run(options.rounds)
    print(f"\nA whole run, 2-8-8-1, 200 epochs of 200 examples: {run:.1f} ms")
    figures_of_all = {"steps": report, "whole_run_ms": run}
    if options.json:
        options.json.write_text(json.dumps(figures_of_all, indent=2) + "\n", encoding="utf-8")
    return figures_of_all


if __name__ == "__main__":
    main()
