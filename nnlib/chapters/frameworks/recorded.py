"""What `make check-frameworks` recorded of PyTorch and Keras: the chapter shows it where neither is installed."""

import functools
import json
from pathlib import Path
from typing import Any

import nnlib

FILE = Path(nnlib.__file__).parent / "data" / "frameworks.json"


@functools.cache
def recorded() -> dict[str, Any]:
    """Return the record; `benchmarks/frameworks.py` says what is in it."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found
