"""Python behind the pages: copy what runs it, and give the pages the bar that starts it and the buttons of their cells.

`tools/python_page.py` has assembled Pyodide, its packages and nnlib in the folder `.python`. If they are there, the
book gets them as `_python/`. Nothing of it is loaded before a reader asks for it.
"""

import gzip
import hashlib
import json
import os
import shutil
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from sphinx.application import Sphinx

from nnlib.live import markup
from nnlib.words import _

SCRIPTS = Path(__file__).parent / "python"
FOLDER = "_python"
PARTS = ("pyodide", "data", "packages.bin", "nnlib.bin", "editor.js")
ARCHIVES = ("packages.bin", "nnlib.bin")
STARTED_FROM = ("pyodide/*", *ARCHIVES, "boot.js", "keep.js", "memory.js")
"""What shows in the memory of a Python that has started."""
CELL = '<div class="cell_input docutils container">'
"""How MyST-NB begins the code of a cell."""


def made(app: Sphinx) -> Path | None:
    """Return the folder with what runs Python, or None where the book is built without it."""
    folder = Path(app.srcdir) / ".python"
    wanted = os.environ.get("NNLIVE_LITE", "1") != "0"
    return folder if wanted and all((folder / name).exists() for name in PARTS) else None


def count_exercises(path: Path) -> int:
    """Return how many cells of a notebook mark themselves."""
    cells = nbformat.read(path, as_version=4).cells
    return sum("exercise" in cell.metadata.get("tags", ()) for cell in cells)


def add(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Give a notebook's page the bar that starts Python, and its cells their buttons; tell the landing page how many.

    They stand in the page, and no script puts them there, because a page must not move while it is read.
    """
    if app.builder.format != "html" or made(app) is None or pagename not in app.env.found_docs:
        return
    if pagename == app.config.root_doc:
        pages = {page: Path(app.env.doc2path(page)) for page in sorted(app.env.found_docs)}
        counts = {page: count_exercises(path) for page, path in pages.items() if path.suffix == ".ipynb"}
        told = " ".join(f"{page}:{count}" for page, count in counts.items() if count)
        words = escape(_("{done} of {total} exercises done"))
        context["metatags"] += f'<meta name="exercises" content="{told}" data-words="{words}">\n'
    elif context.get("page_source_suffix") == ".ipynb":
        bar = markup.python_bar(count_exercises(Path(app.env.doc2path(pagename))))
        body = context["body"].replace("</h1>", f"</h1>\n{bar}", 1)
        context["body"] = body.replace(CELL, CELL + markup.cell_tools())


def copy(app: Sphinx, exception: Exception | None) -> None:
    """Copy the worker, its scripts and what they load; without them, remove what an earlier build left."""
    if exception or app.builder.format != "html":
        return
    target = Path(app.outdir) / FOLDER
    source = made(app)
    if source is None:
        shutil.rmtree(target, ignore_errors=True)
        return
    target.mkdir(exist_ok=True)
    for name in PARTS:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, dirs_exist_ok=True)
        elif (source / name).is_file():
            shutil.copyfile(source / name, target / name)
    for script in SCRIPTS.glob("*.*"):
        shutil.copyfile(script, target / script.name)
    text = f"export default {json.dumps(version(target))};\n"
    (target / "version.js").write_text(text, encoding="utf-8")


def version(folder: Path) -> dict[str, Any]:
    """Return what tells one set of the files that start Python from another.

    `archives` are the SHA-256 sums of the archives, unpacked, in the order in which they are loaded, and `files` is one
    of all files in the folder that have a part in what Python's memory holds after its start.
    """
    files = sorted(path for part in STARTED_FROM for path in folder.glob(part))
    sums = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    archives = [hashlib.sha256(gzip.decompress((folder / name).read_bytes())).hexdigest() for name in ARCHIVES]
    return {"archives": archives, "files": hashlib.sha256(json.dumps(sums).encode()).hexdigest()}


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", add, priority=900)
    app.connect("build-finished", copy)
