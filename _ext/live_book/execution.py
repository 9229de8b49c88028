"""Run the notebooks as the static edition, and again whenever something that they run on has changed.

The cache of executed notebooks knows their text only. It therefore lives in a folder named after everything else that
decides an output: nnlib, with its data, and the pinned requirements. The path is part of Sphinx's configuration, and a
changed configuration makes Sphinx read every page again, so that it asks the new cache.

Sphinx reads one page after the other. Their notebooks run before that, as many at a time as there are processors, and
each page then finds its outputs in the cache.
"""

import concurrent.futures
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from myst_nb.core.read import create_nb_reader
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util.display import status_iterator

CACHE = ".jupyter_cache"
START = 300
"""Seconds in which a kernel has to start: many start at once, and the machine may be busy with other things."""


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


def stale(env: BuildEnvironment, pages: Iterable[str]) -> Iterator[tuple[str, NotebookNode, dict[str, Any]]]:
    """Yield the name, the notebook and its format of each page that is one, and whose outputs are not in the cache."""
    cache = get_cache(env.mystnb_config.execution_cache_path)
    for page in pages:
        path = env.doc2path(page)
        text = Path(path).read_text(encoding="utf-8")
        if reader := create_nb_reader(path, env.myst_config, env.mystnb_config, text):
            notebook = reader.read(text)
            try:
                cache.match_cache_notebook(notebook)
            except KeyError:
                yield page, notebook, {"read_data": reader.read_fmt} if reader.read_fmt else {}


def run_notebooks(app: Sphinx, env: BuildEnvironment, pages: list[str]) -> None:
    """Run the notebooks among the pages that will be read, and put their outputs into the cache.

    Nothing is said of a cell that fails: it fails once more when the page is read, which then says where.
    """
    settings, waiting = env.mystnb_config, list(stale(env, pages))
    cache = get_cache(settings.execution_cache_path)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:

        def start(page: str, notebook: NotebookNode) -> concurrent.futures.Future[ExecutionResult]:
            limits = {"timeout": settings.execution_timeout, "startup_timeout": START}
            folder = str(Path(env.doc2path(page)).parent)
            return pool.submit(single_nb_execution, notebook, cwd=folder, allow_errors=False, **limits)

        running = {start(page, notebook): (page, form) for page, notebook, form in waiting}
        ready = concurrent.futures.as_completed(running)
        say = {"length": len(running), "verbosity": app.verbosity, "stringify_func": lambda done: running[done][0]}
        try:
            for future in status_iterator(ready, "running notebooks... ", **say):
                page, form = running[future]
                try:
                    result = future.result()
                except Exception as error:  # no cell failed, but the kernel
                    why = f"{type(error).__name__}: {error}"
                    raise ExtensionError(f"the notebook of {page} could not be run; {why}") from None
                if not result.err:
                    stored = cache.add_nb_to_project(env.doc2path(page), **form)
                    made = CacheBundleIn(result.nb, stored.uri, data={"execution_seconds": result.time})
                    cache.cache_notebook_bundle(made, check_validity=False, overwrite=True)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # after a failure, or Ctrl-C, the others need not begin


def setup(app: Sphinx) -> None:
    os.environ["NNLIB_EDITION"] = "static"  # kernels inherit it, and nnlib shows explorables as data
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the notebooks share the processors already
    app.connect("config-inited", choose_cache)
    app.connect("env-before-read-docs", run_notebooks)
