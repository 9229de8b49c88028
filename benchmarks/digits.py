"""What the chapter *Recognising digits* reports from runs that are too long for a page.

    python -m benchmarks.digits                 everything; needs scikit-learn (benchmarks/requirements.txt)
    python -m benchmarks.digits activations     this part only, the others stay

Writes `nnlib/data/digits.json`, one entry for each part, and `nnlib/data/digits_network.npz`, the network that the
chapter looks into. Accuracies hardly depend on the machine; times,
which are those of the processor on one thread, do. All settings were chosen with the last 1,000 of
the 5,000 training images, which are then not trained on; the 1,000 test images only report.
"""

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np  # noqa: E402

import nnlib  # noqa: E402
from nnlib import Adam, CrossEntropy, datasets, evaluate, mlp, train  # noqa: E402
from nnlib.chapters.digits.kept import shifted  # noqa: E402
from nnlib.fast import passes  # noqa: E402
from nnlib.schedules import cosine  # noqa: E402

DATA = Path(nnlib.__file__).parent / "data"
TARGET, NETWORK = DATA / "digits.json", DATA / "digits_network.npz"

SIZES = [784, 50, 100, 10]
RATE, L2, EPOCHS, BATCH = 0.003, 0.001, 15, 32
SEEDS = range(5)
RATES = (0.001, 0.003, 0.01)
ACTIVATIONS = ("sigmoid", "tanh", "relu", "gelu", "silu", "mish")
COUNTS = (50, 100, 200, 500, 1000, 2000, 5000)
HIDDEN = {"1": [57], "2": [50, 100], "4": [48] * 4, "8": [41] * 8, "16": [34] * 16}
ROUNDS, SECONDS = 21, 0.02

IMAGES = datasets.digits()
FIRST = IMAGES.X_train[:4000], IMAGES.y_train[:4000]
WATCHED = IMAGES.X_train[4000:], IMAGES.y_train[4000:]
TEST = IMAGES.X_test, IMAGES.y_test


def fit(
    X: np.ndarray,
    y: np.ndarray,
    seed: int,
    *,
    sizes: list[int] = SIZES,
    activation: str = "relu",
    rate: float = RATE,
    falling: bool = True,
    l2: float = L2,
    epochs: int = EPOCHS,
    validation: Any = None,
) -> tuple[nnlib.Network, nnlib.History]:
    """Train as the chapter does and return network and history."""
    net = mlp(sizes, activation, rng=seed, dtype="float32")
    steps = epochs * -(-len(X) // BATCH)
    optimizer = Adam(cosine(rate, steps=steps) if falling else rate)
    history = train(net, CrossEntropy(), optimizer, X, y, epochs=epochs, batch_size=BATCH, l2=l2, rng=seed,
                    validation=validation)  # fmt: skip
    return net, history


def right(net: nnlib.Network, examples: tuple[np.ndarray, np.ndarray]) -> float:
    """Return the share of right answers, with the three digits that a thousand images give."""
    return round(evaluate(net, CrossEntropy(), *examples)[1], 4)


def tuning() -> dict[str, Any]:
    """Settings against the accuracy on the watched images, trained on the first 4,000."""
    settings: dict[str, dict[str, Any]] = {
        "Adam(0.001)": {"rate": 0.001, "falling": False, "l2": 0.0},
        "Adam(0.003)": {"falling": False, "l2": 0.0},
        "Adam(0.003), falling": {"l2": 0.0},
        "Adam(0.003), falling, l2=0.001": {},
        "Adam(0.003), falling, l2=0.01": {"l2": 0.01},
    }
    return {
        name: [right(fit(*FIRST, seed, **chosen)[0], WATCHED) for seed in SEEDS] for name, chosen in settings.items()
    }


def comparison() -> dict[str, Any]:
    """Test accuracy and seconds of training beside scikit-learn; all 5,000 images."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.neural_network import MLPClassifier

    X, y = IMAGES.X_train, IMAGES.y_train

    def watched(model: Any) -> float:
        return float(model.fit(*FIRST).score(*WATCHED))

    chosen_C = max((0.01, 0.03, 0.1, 0.3, 1), key=lambda C: watched(LogisticRegression(C=C, max_iter=2000)))
    chosen_k = max((1, 3, 5), key=lambda k: watched(KNeighborsClassifier(k)))
    models: dict[str, tuple[range, Callable[[int], Any]]] = {
        "MLPClassifier, as it comes": (range(5), lambda seed: MLPClassifier((50, 100), random_state=seed)),
        "MLPClassifier, our batches": (
            range(5),
            lambda seed: MLPClassifier(
                (50, 100), batch_size=BATCH, max_iter=EPOCHS, alpha=L2 * BATCH, random_state=seed
            ),  # its penalty is divided by the batch
        ),
        "LogisticRegression": (range(1), lambda _: LogisticRegression(C=chosen_C, max_iter=2000)),
        "KNeighborsClassifier": (range(1), lambda _: KNeighborsClassifier(chosen_k)),
    }
    found: dict[str, Any] = {"C": chosen_C, "k": chosen_k}
    ours = []
    for seed in range(10):
        start = time.process_time()
        net, _history = fit(X, y, seed)
        ours.append((right(net, TEST), time.process_time() - start))
        if seed == 0:
            net.save(NETWORK)
    plain = [right(fit(X, y, seed, rate=0.001, falling=False, l2=0.0)[0], TEST) for seed in range(10)]
    found["nnlib, Adam(0.001)"] = {"accuracy": plain}
    found["nnlib"] = {"accuracy": [a for a, _ in ours], "seconds": round(statistics.median(s for _, s in ours), 2)}
    for name, (seeds, make) in models.items():
        scores = []
        for seed in seeds:
            start = time.process_time()
            model = make(seed).fit(X, y)
            taken = time.process_time() - start
            scores.append((round(float(model.score(*TEST)), 4), taken))
        found[name] = {"accuracy": [a for a, _ in scores], "seconds": round(statistics.median(s for _, s in scores), 2)}
    return found


def activation_runs() -> dict[str, Any]:
    """Each activation with the best of three learning rates: test accuracy, epochs to 0.9, µs a step."""
    found: dict[str, Any] = {}
    for name in ACTIVATIONS:
        rate, runs = best_rate(activation=name)
        found[name] = {
            "rate": rate,
            "validation": [round(float(history.validation_accuracy[-1]), 4) for _net, history in runs],
            "accuracy": [right(net, TEST) for net, _history in runs],
            "epochs": [int(np.argmax(history.validation_accuracy >= 0.9)) + 1 for _net, history in runs],
        }
    for name, microseconds in step_times().items():
        found[name]["microseconds"] = microseconds
    return found


def best_rate(**settings: Any) -> tuple[float, list[tuple[nnlib.Network, nnlib.History]]]:
    """Return the learning rate with the best mean validation accuracy over three seeds, and its runs with all five."""

    def run(seed: int, rate: float) -> tuple[nnlib.Network, nnlib.History]:
        return fit(*FIRST, seed, rate=rate, validation=WATCHED, **settings)

    tried = {rate: [run(seed, rate) for seed in SEEDS[:3]] for rate in RATES}
    rate = max(tried, key=lambda rate: np.mean([history.validation_accuracy[-1] for _net, history in tried[rate]]))
    return rate, tried[rate] + [run(seed, rate) for seed in SEEDS[3:]]


def step_times() -> dict[str, float]:
    """Return the median time of a step with 32 images, in microseconds; the activations take turns in short rounds."""
    X, y = FIRST[0][:BATCH], FIRST[1][:BATCH]
    loss = CrossEntropy()

    def stepper(name: str) -> Callable[[], None]:
        net = mlp(SIZES, name, rng=0, dtype="float32")
        runner, optimizer = passes(net), Adam(1e-7)  # what is learned by heart has gradients too small to be fast
        X1, target = runner.prepare(X), loss._check((BATCH, 10), y, net.dtype)

        def step() -> None:
            _value, dZ = loss._value_and_gradient(runner.forward(X1), target)
            runner.backward(dZ)
            optimizer.step(net.parameters, net.gradient)

        return step

    steps, times = {name: stepper(name) for name in ACTIVATIONS}, {name: [] for name in ACTIVATIONS}  # type: ignore[var-annotated]
    for _round in range(ROUNDS):
        for name, step in steps.items():
            step()
            count, start = 0, time.process_time()
            while (taken := time.process_time() - start) < SECONDS:
                step()
                count += 1
            times[name].append(taken / count * 1e6)
    return {name: float(f"{statistics.median(values):.3g}") for name, values in times.items()}


def examples_needed() -> dict[str, Any]:
    """Test accuracy against the number of training images, five draws each; the network takes equally many steps."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.neighbors import KNeighborsClassifier

    C = json.loads(TARGET.read_text(encoding="utf-8"))["comparison"]["C"]
    found: dict[str, Any] = {name: [] for name in ("network", "logistic regression", "nearest neighbour")}
    for count in COUNTS:
        rows: dict[str, list[float]] = {name: [] for name in found}
        for seed in SEEDS:
            chosen = np.random.default_rng(seed).permutation(5000)[:count]
            X, y = IMAGES.X_train[chosen], IMAGES.y_train[chosen]
            epochs = round(EPOCHS * -(-5000 // BATCH) / -(-count // BATCH))
            rows["network"].append(right(fit(X, y, seed, epochs=epochs)[0], TEST))
            if count < 5000 or seed == 0:  # with all of them there is nothing to draw
                model = LogisticRegression(C=C, max_iter=2000).fit(X, y)
                rows["logistic regression"].append(round(float(model.score(*TEST)), 4))
                nearest = KNeighborsClassifier(1).fit(X, y)
                rows["nearest neighbour"].append(round(float(nearest.score(*TEST)), 4))
        for name, row in rows.items():
            found[name].append(row)
        print(count, {name: np.median(row) for name, row in rows.items()}, flush=True)
    return {"counts": COUNTS, **found}


def deep_or_wide() -> dict[str, Any]:
    """Networks of 1 to 16 hidden layers with about as many parameters, each with the best of three learning rates."""
    found: dict[str, Any] = {}
    for depth, hidden in HIDDEN.items():
        sizes = [784, *hidden, 10]
        rate, runs = best_rate(sizes=sizes)
        found[depth] = {
            "hidden": hidden,
            "parameters": runs[0][0].parameters.size,
            "rate": rate,
            "training": [right(net, FIRST) for net, _history in runs],
            "accuracy": [right(net, TEST) for net, _history in runs],
        }
        print(depth, found[depth], flush=True)
    return found


def moved_copies() -> dict[str, Any]:
    """Right answers on test images moved right, with training images that are moved at random in each epoch or not."""
    found: dict[str, Any] = {"right_by": [0, 1, 2, 3, 4]}
    for most, epochs in ((0, EPOCHS), (2, 2 * EPOCHS)):
        rows = []
        for seed in SEEDS[:3]:
            rng, loss = np.random.default_rng(seed), CrossEntropy()
            net = mlp(SIZES, rng=seed, dtype="float32")
            optimizer = Adam(cosine(RATE, steps=epochs * -(-5000 // BATCH)))
            for _epoch in range(epochs):
                X = IMAGES.X_train.copy()
                places = rng.integers(-most, most, (5000, 2), endpoint=True)
                for right_by, down_by in np.unique(places, axis=0):
                    chosen = (places == (right_by, down_by)).all(axis=1)
                    X[chosen] = shifted(X[chosen], int(right_by), int(down_by))
                train(net, loss, optimizer, X, IMAGES.y_train, epochs=1, batch_size=BATCH, l2=L2, rng=rng)
            rows.append([right(net, (shifted(TEST[0], right_by), TEST[1])) for right_by in found["right_by"]])
        found[f"moved by up to {most}"] = rows
    return found


def second_opinions() -> dict[str, Any]:
    """What nine other networks read in two test images before and after the changes that turn the answer of seed 0."""
    changes = {
        "84": {(7, 14): 0, (7, 15): 0, (6, 15): 0, (7, 13): 0},
        "273": {(16, 7): 0, (14, 11): 0, (14, 12): 0, (25, 10): 1, (16, 8): 0, (25, 11): 1, (15, 9): 0, (17, 15): 1},
    }
    found: dict[str, Any] = {name: {"before": [], "after": []} for name in changes}
    for seed in range(1, 10):
        net = fit(IMAGES.X_train, IMAGES.y_train, seed)[0]
        for name, pixels in changes.items():
            image = TEST[0][int(name)].copy()
            found[name]["before"].append(int(net.forward(image[None]).argmax()))
            for (row, column), ink in pixels.items():
                image[28 * row + column] = ink
            found[name]["after"].append(int(net.forward(image[None]).argmax()))
    return found


PARTS: dict[str, Callable[[], dict[str, Any]]] = {
    "tuning": tuning,
    "comparison": comparison,
    "activations": activation_runs,
    "examples": examples_needed,
    "depth": deep_or_wide,
    "moved": moved_copies,
    "opinions": second_opinions,
}


def main(names: list[str]) -> None:
    for name in names or PARTS:
        part = PARTS[name]()
        print(name, json.dumps(part), flush=True)
        recorded = json.loads(TARGET.read_text(encoding="utf-8")) if TARGET.exists() else {}
        recorded |= {
            "what": "runs of the chapter Recognising digits: accuracies by seed, processor times on one thread",
            "machine": f"{platform.system()} {platform.machine()}, NumPy {np.__version__}",
            "script": "benchmarks/digits.py",
            name: part,
        }
        TARGET.write_text(json.dumps(recorded, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
