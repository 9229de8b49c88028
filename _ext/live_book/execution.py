"""Run the notebooks as the static edition, and again whenever something that they run on has changed.

The cache of executed notebooks knows their text only. It therefore lives in a folder named after everything else that
decides an output: nnlib, with its data, and the pinned requirements. The path is part of Sphinx's configuration, and a
changed configuration makes Sphinx read every page again, so that it asks the new cache.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

CACHE = ".jupyter_cache"


def digest(files: Iterable[Path]) -> str:
    """Return a short name for the present content of `files`."""
    content = hashlib.sha256()
    for file in sorted(files):
        content.update(file.name.encode() + b"\0" + file.read_bytes())
    return content.hexdigest()[:16]


def ingredients(root: Path) -> list[Path]:
    """Return the files that decide what a notebook prints, apart from the notebook itself."""
    library = [file for file in (root / "nnlib").rglob("*") if file.is_file() and "__pycache__" not in file.parts]
    return [*library, root / "requirements.txt", *(root / "benchmarks").glob("*.json")]


def choose_cache(app: Sphinx, config: Config) -> None:
    """Point MyST-NB to the cache for the present nnlib, and remove the caches for earlier ones."""
    folder = Path(app.outdir).parent / CACHE
    current = folder / digest(ingredients(Path(app.srcdir)))
    for other in folder.glob("*"):
        if other != current:
            shutil.rmtree(other) if other.is_dir() else other.unlink()
    config.nb_execution_cache_path = str(current)


def setup(app: Sphinx) -> None:
    os.environ["NNLIB_EDITION"] = "static"  # kernels inherit it, and nnlib shows explorables as data
    app.connect("config-inited", choose_cache)
