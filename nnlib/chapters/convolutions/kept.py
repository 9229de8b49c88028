"""The convolutional network that the chapter *A first look at convolutions* looks into, and the runs it reports.

Both files come from `benchmarks/convolutions.py`; kept weights answer alike on every machine.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from nnlib import datasets
from nnlib.checks import as_rng
from nnlib.convolution import Conv2D, MaxPool2D
from nnlib.layers import Activation, Dense, Flatten
from nnlib.network import Network
from nnlib.types import Rng

DATA = Path(datasets.__file__).parent / "data"


def small_network(rng: Rng) -> Network:
    """Return the chapter's network before training: two convolutions with pooling, and ten answers.

    >>> small_network(0).parameters.size
    5994
    """
    start: dict[str, Any] = {"rng": as_rng(rng), "dtype": "float32"}
    return Network(
        [
            Conv2D(1, 8, 5, **start), Activation("relu"), MaxPool2D(2),
            Conv2D(8, 16, 5, **start), Activation("relu"), MaxPool2D(2),
            Flatten(), Dense(256, 10, **start),
        ]
    )  # fmt: skip


@functools.cache
def kept_network() -> Network:
    """Return the chapter's network, trained with seed 0; do not train it on."""
    return Network.load(DATA / "convolutions_network.npz")


@functools.cache
def recorded() -> dict[str, Any]:
    """Return what `benchmarks/convolutions.py` recorded."""
    return dict(json.loads((DATA / "convolutions.json").read_text(encoding="utf-8")))
