"""The network that the chapter *Recognising digits* looks into, the runs it reports, and digits moved or disturbed.

Both files come from `benchmarks/digits.py`; kept weights answer alike on every machine.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import numpy as np

from nnlib import datasets
from nnlib.network import Network
from nnlib.types import Array

DATA = Path(datasets.__file__).parent / "data"
HARMS = ("noise", "right", "down")


@functools.cache
def kept_network() -> Network:
    """Return the network 784-50-100-10 of the chapter, trained with seed 0; do not train it on."""
    return Network.load(DATA / "digits_network.npz")


@functools.cache
def recorded() -> dict[str, Any]:
    """Return what `benchmarks/digits.py` recorded."""
    return dict(json.loads((DATA / "digits.json").read_text(encoding="utf-8")))


@functools.cache
def held_out() -> tuple[Array, Array]:
    """Return the 1,000 test images and their digits."""
    return datasets.digits()[2:]


def shifted(X: Array, right: int = 0, down: int = 0) -> Array:
    """Move images of 28 × 28 pixels; what leaves one side is lost, and empty pixels come in at the other.

    Parameters
    ----------
    X : array, shape (m, 784)
    right, down : int
        By so many pixels, from −28 to 28; negative is left and up.

    Examples
    --------
    >>> image = np.zeros((1, 784))
    >>> image[0, 0] = 1
    >>> int(shifted(image, right=2, down=1).argmax())  # second row, third column
    30
    """
    images, moved = X.reshape(-1, 28, 28), np.zeros((len(X), 28, 28), X.dtype)
    moved[:, max(down, 0) : 28 + min(down, 0), max(right, 0) : 28 + min(right, 0)] = images[
        :, max(-down, 0) : 28 - max(down, 0), max(-right, 0) : 28 - max(right, 0)
    ]
    return moved.reshape(len(X), 784)


def noisy(X: Array, amount: float, rng: int = 0) -> Array:
    """Add normal noise of the standard deviation `amount` to each pixel, and cut at 0 and 1."""
    noise = np.random.default_rng(rng).normal(0, 1, X.shape).astype(X.dtype)
    return np.clip(X + X.dtype.type(amount) * noise, 0, 1)


def harmed(X: Array, harm: str, amount: float, rng: int = 0) -> Array:
    """Return images with noise, or moved right or down: by `amount` pixels, or noise of `amount` tenths."""
    if harm == "noise":
        return noisy(X, amount / 10, rng)
    return shifted(X, **{harm: round(amount)})
