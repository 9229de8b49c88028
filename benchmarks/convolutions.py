"""What the chapter *A first look at convolutions* reports from runs that are too long for a page.

    python -m benchmarks.convolutions            everything, a quarter of an hour
    python -m benchmarks.convolutions deep       this part only, the others stay

Writes `nnlib/data/convolutions.json`, one entry for each part, and `nnlib/data/convolutions_network.npz`, the network
that the chapter looks into. Accuracies hardly depend on the machine; times, which are those of the processor on one
thread, do. Settings were chosen with the last 1,000 of the 5,000 training images, which are then not trained on; the
1,000 test images only report. `BatchNorm` is taken from the chapter itself.
"""

import functools
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import nbformat  # noqa: E402
import numpy as np  # noqa: E402

import nnlib  # noqa: E402
from nnlib import (  # noqa: E402
    Activation,
    Adam,
    Conv2D,
    CrossEntropy,
    Dense,
    Flatten,
    MaxPool2D,
    Network,
    datasets,
    evaluate,
    mlp,
    train,
)  # fmt: skip
from nnlib.chapters.convolutions.kept import small_network  # noqa: E402
from nnlib.schedules import cosine  # noqa: E402

DATA = Path(nnlib.__file__).parent / "data"
TARGET, NETWORK = DATA / "convolutions.json", DATA / "convolutions_network.npz"
CHAPTER = DATA.parents[1] / "chapters" / "convolutions.ipynb"

RATE, L2, EPOCHS, BATCH = 0.01, 0.001, 5, 32
SEEDS, MANY = range(5), range(10)
RATES = (0.003, 0.01, 0.03)
DEEP_RATES = (0.001, 0.003, 0.01, 0.03)
DEPTH, WIDTH, DEEP_EPOCHS = 16, 34, 15
SHIFTS = tuple(range(7))

IMAGES = datasets.digits()
FIRST = IMAGES.X_train[:4000], IMAGES.y_train[:4000]
WATCHED = IMAGES.X_train[4000:], IMAGES.y_train[4000:]
ALL = IMAGES.X_train, IMAGES.y_train
TEST = IMAGES.X_test, IMAGES.y_test


def as_images(X: np.ndarray) -> np.ndarray:
    """Return rows of 784 numbers as images with one channel."""
    return X.reshape(-1, 1, 28, 28)


def dense_network(seed: int) -> Network:
    """Return the network of the chapter *Recognising digits*."""
    return mlp([784, 50, 100, 10], rng=seed, dtype="float32")


def anywhere_network(seed: int) -> Network:
    """Return a network that keeps, of each kernel of its second layer, only the largest answer."""
    start: dict[str, Any] = {"rng": np.random.default_rng(seed), "dtype": "float32"}
    return Network(
        [
            Conv2D(1, 8, 5, **start), Activation("relu"), MaxPool2D(2),
            Conv2D(8, 32, 5, **start), Activation("relu"), MaxPool2D(8), Flatten(), Dense(32, 10, **start),
        ]
    )  # fmt: skip


def strided_network(seed: int) -> Network:
    """Return the small network with strides of 2 in place of both poolings."""
    start: dict[str, Any] = {"rng": np.random.default_rng(seed), "dtype": "float32"}
    return Network(
        [
            Conv2D(1, 8, 5, stride=2, **start), Activation("relu"),
            Conv2D(8, 16, 5, stride=2, **start), Activation("relu"), Flatten(), Dense(256, 10, **start),
        ]
    )  # fmt: skip


def fit(
    net: Network, examples: tuple[np.ndarray, np.ndarray], seed: int, *, rate: float = RATE, epochs: int = EPOCHS,
    l2: float = L2,
) -> Network:  # fmt: skip
    """Train a network as the chapter does."""
    X, y = examples
    X = X if isinstance(net.layers[0], Dense) else as_images(X)
    steps = epochs * -(-len(X) // BATCH)
    train(net, CrossEntropy(), Adam(cosine(rate, steps=steps)), X, y, epochs=epochs, batch_size=BATCH, l2=l2, rng=seed)
    return net


def fit_dense(examples: tuple[np.ndarray, np.ndarray], seed: int, epochs: int = 15) -> Network:
    """Train the dense network as its chapter does."""
    return fit(dense_network(seed), examples, seed, rate=0.003, epochs=epochs)


def right(net: Network, examples: tuple[np.ndarray, np.ndarray]) -> float:
    """Return the share of right answers, with the three digits that a thousand images give."""
    X, y = examples
    X = X if isinstance(net.layers[0], Dense) else as_images(X)
    return round(evaluate(net, CrossEntropy(), X, y)[1], 4)


def moved_down(X: np.ndarray, by: int) -> np.ndarray:
    """Move images down; empty rows come in at the top."""
    moved = np.zeros((len(X), 28, 28), X.dtype)
    moved[:, by:] = X.reshape(-1, 28, 28)[:, : 28 - by]
    return moved.reshape(len(X), 784)


def tuning() -> dict[str, Any]:
    """Learning rates against the accuracy on the watched images, trained on the first 4,000."""
    return {str(rate): [right(fit(small_network(s), FIRST, s, rate=rate), WATCHED) for s in SEEDS] for rate in RATES}


def comparison() -> dict[str, Any]:
    """The dense and the convolutional networks on the same split, and on test images that are moved down."""
    found: dict[str, Any] = {"shifts": SHIFTS}
    kinds: dict[str, tuple[Callable[[int], Network], range]] = {
        "dense": (lambda seed: fit_dense(ALL, seed), MANY),
        "convolutional": (lambda seed: fit(small_network(seed), ALL, seed), MANY),
        "strided": (lambda seed: fit(strided_network(seed), ALL, seed), SEEDS),
        "anywhere": (lambda seed: fit(anywhere_network(seed), ALL, seed), SEEDS),
    }
    for name, (make, seeds) in kinds.items():
        accuracy, seconds, moved = [], [], []
        for seed in seeds:
            start = time.process_time()
            net = make(seed)
            seconds.append(time.process_time() - start)
            accuracy.append(right(net, TEST))
            if seed in SEEDS:
                moved.append([right(net, (moved_down(TEST[0], by), TEST[1])) for by in SHIFTS])
            if name == "convolutional" and seed == 0:
                net.save(NETWORK)
        found[name] = {
            "parameters": net.parameters.size,
            "accuracy": accuracy,
            "seconds": round(float(np.median(seconds)), 2),
            "moved": moved,
        }
        print(name, found[name], flush=True)
    return found


def whole() -> dict[str, Any]:
    """The network without places on the images that keep all of their ink when they are moved down by four pixels."""
    keep = ~TEST[0].reshape(-1, 28, 28)[:, 24:].any(axis=(1, 2))
    moved = moved_down(TEST[0], 4)[keep], TEST[1][keep]
    accuracy = [right(fit(anywhere_network(seed), ALL, seed), moved) for seed in SEEDS]
    return {"images": int(keep.sum()), "accuracy": accuracy}


def shuffled() -> dict[str, Any]:
    """Both networks on images whose pixels are all put into one random order."""
    order = np.random.default_rng(100).permutation(784)
    training, test = (ALL[0][:, order], ALL[1]), (TEST[0][:, order], TEST[1])
    return {
        "dense": [right(fit_dense(training, seed), test) for seed in SEEDS],
        "convolutional": [right(fit(small_network(seed), training, seed), test) for seed in SEEDS],
    }


def few() -> dict[str, Any]:
    """Both networks trained on 500 images, for as many steps as on 5,000; each seed draws others."""
    found: dict[str, Any] = {"dense": [], "convolutional": []}
    for seed in SEEDS:
        chosen = np.random.default_rng(seed).permutation(5000)[:500]
        some = ALL[0][chosen], ALL[1][chosen]
        found["dense"].append(right(fit_dense(some, seed, epochs=147), TEST))
        found["convolutional"].append(right(fit(small_network(seed), some, seed, epochs=49), TEST))
    return found


def wider(seed: int, first: int) -> Network:
    """Return the small network with so many kernels in its first layer and twice as many in its second."""
    start: dict[str, Any] = {"rng": np.random.default_rng(seed), "dtype": "float32"}
    return Network(
        [
            Conv2D(1, first, 5, **start), Activation("relu"), MaxPool2D(2),
            Conv2D(first, 2 * first, 5, **start), Activation("relu"), MaxPool2D(2),
            Flatten(), Dense(32 * first, 10, **start),
        ]
    )  # fmt: skip


def kernels() -> dict[str, Any]:
    """The small network with fewer and with more kernels, three seeds each."""
    found: dict[str, Any] = {}
    for first in (1, 2, 4, 8, 16):
        nets = [fit(wider(seed, first), ALL, seed) for seed in SEEDS[:3]]
        accuracy = [right(net, TEST) for net in nets]
        found[str(first)] = {"parameters": nets[0].parameters.size, "accuracy": accuracy}
    return found


def frozen() -> dict[str, Any]:
    """The small network with the first layer left as it was drawn: only what comes after it is trained."""
    accuracy = []
    for seed in SEEDS:
        first, start = small_network(seed).layers[0], {"rng": np.random.default_rng(seed), "dtype": "float32"}
        maps = [first.forward(as_images(X)) for X in (ALL[0], TEST[0])]
        rest = [Activation("relu"), MaxPool2D(2), Conv2D(8, 16, 5, **start), Activation("relu"), MaxPool2D(2)]
        net = Network([*rest, Flatten(), Dense(256, 10, **start)])
        steps = EPOCHS * -(-len(maps[0]) // BATCH)
        train(net, CrossEntropy(), Adam(cosine(RATE, steps=steps)), maps[0], ALL[1], epochs=EPOCHS, l2=L2, rng=seed)
        accuracy.append(round(evaluate(net, CrossEntropy(), maps[1], TEST[1])[1], 4))
    return {"accuracy": accuracy}


@functools.cache
def batch_norm() -> Any:
    """Return the layer that the chapter writes."""
    cells = {cell.id: cell.source for cell in nbformat.read(CHAPTER, as_version=4).cells}
    names: dict[str, Any] = {"np": np, "WeightedLayer": nnlib.layers.WeightedLayer}
    exec(cells["cv-batchnorm"], names)
    return names["BatchNorm"]


def deep_network(seed: int, normalise: bool) -> Network:
    """Return sixteen hidden layers of 34 units, with or without a normalisation of their sums."""
    rng, layers, kind = np.random.default_rng(seed), [], batch_norm()
    for n_in in [784] + [WIDTH] * (DEPTH - 1):
        layers += [Dense(n_in, WIDTH, rng=rng, dtype="float32")]
        layers += [kind(WIDTH)] if normalise else []
        layers += [Activation("relu")]
    return Network([*layers, Dense(WIDTH, 10, rng=rng, dtype="float32")])


def deep() -> dict[str, Any]:
    """Deep networks with and without batch normalisation, each at four learning rates."""
    found: dict[str, Any] = {}
    for normalise in (False, True):
        rows = {}
        for rate in DEEP_RATES:
            nets = [
                fit(deep_network(seed, normalise), FIRST, seed, rate=rate, epochs=DEEP_EPOCHS, l2=0) for seed in SEEDS
            ]
            rows[str(rate)] = {name: [right(net, part) for net in nets]
                               for name, part in (("validation", WATCHED), ("test", TEST))}  # fmt: skip
            print(normalise, rate, rows[str(rate)], flush=True)
        found["with" if normalise else "without"] = rows
    return found


def patient() -> dict[str, Any]:
    """Deep networks with batch normalisation at the smallest rate, for forty epochs."""
    nets = [fit(deep_network(seed, True), FIRST, seed, rate=min(DEEP_RATES), epochs=40, l2=0) for seed in SEEDS]
    return {"accuracy": [right(net, TEST) for net in nets]}


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "tuning": tuning,
    "comparison": comparison,
    "whole": whole,
    "shuffled": shuffled,
    "few": few,
    "kernels": kernels,
    "frozen": frozen,
    "deep": deep,
    "patient": patient,
}


def main(names: list[str]) -> None:
    for name in names or PARTS:
        part = PARTS[name]()
        print(name, json.dumps(part), flush=True)
        recorded = json.loads(TARGET.read_text(encoding="utf-8")) if TARGET.exists() else {}
        recorded |= {
            "what": "runs of the chapter A first look at convolutions: accuracies by seed, processor times",
            "machine": f"{platform.system()} {platform.machine()}, NumPy {np.__version__}",
            "script": "benchmarks/convolutions.py",
            name: part,
        }
        TARGET.write_text(json.dumps(recorded, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
