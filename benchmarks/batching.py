"""How long one image takes in batches of different size: what the figure *Batching* shows.

    python -m benchmarks.batching

Runs the forward pass of `nnlib.Network` on one thread and writes the medians to `nnlib/data/batching.json`. The batch
sizes take turns in short rounds, so that a busy machine slows down all of them alike.
"""

import json
import os
import platform
import statistics
import time
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # noqa: E402

import nnlib  # noqa: E402

NETWORKS = ((784, 50, 100, 10), (784, 512, 512, 10))
DTYPES = ("float32", "float64")
BATCHES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
ROUNDS = 15
SECONDS = 0.03  # length of a round for each batch size

TARGET = Path(nnlib.__file__).parent / "data" / "batching.json"


def medians(sizes: tuple[int, ...], dtype: str) -> list[float]:
    """Return the median time for one image in microseconds, for each batch size."""
    net = nnlib.mlp(sizes, rng=0, dtype=dtype)
    images = np.random.default_rng(0).random((max(BATCHES), sizes[0])).astype(dtype)
    times: dict[int, list[float]] = {m: [] for m in BATCHES}
    for _round in range(ROUNDS):
        for m in BATCHES:
            X = images[:m]
            net.forward(X)
            passes, start = 0, time.perf_counter()
            while (taken := time.perf_counter() - start) < SECONDS:
                net.forward(X)
                passes += 1
            times[m].append(taken / passes / m * 1e6)
    return [float(f"{statistics.median(times[m]):.3g}") for m in BATCHES]


def main() -> None:
    recorded = {"-".join(map(str, sizes)): {dtype: medians(sizes, dtype) for dtype in DTYPES} for sizes in NETWORKS}
    figures = {
        "what": "median time for one image in a forward pass, in microseconds, one thread",
        "machine": f"{platform.system()} {platform.machine()}, NumPy {np.__version__}",
        "script": "benchmarks/batching.py",
        "batches": BATCHES,
        "microseconds": recorded,
    }
    TARGET.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    for network, rows in recorded.items():
        for dtype, row in rows.items():
            print(f"{network:18} {dtype}", *row)


if __name__ == "__main__":
    main()
