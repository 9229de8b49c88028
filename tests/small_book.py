"""A small book with the real settings and short chapters, really built: for tests that cannot use the whole one."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import nbformat
import yaml

ROOT = Path(__file__).parents[1]
SHARED = ("_ext", "_templates", "_static", "_config.yml", "requirements.txt", ".github")


def make(folder: Path, chapters: Mapping[str, Sequence[nbformat.NotebookNode]], more: Sequence[str] = ()) -> None:
    """Write a book: a landing page, and for each name of a chapter the cells of its notebook.

    `more` names what else of the repository the book shares, such as nnlib.
    """
    for name in (*SHARED, *more):
        (folder / name).symlink_to(ROOT / name)
    contents = {"format": "jb-book", "root": "index", "chapters": [{"file": f"chapters/{name}"} for name in chapters]}
    (folder / "_toc.yml").write_text(yaml.safe_dump(contents), encoding="utf-8")
    (folder / "index.md").write_text("# A book\n\nIts first words.\n", encoding="utf-8")
    (folder / "chapters").mkdir()
    for name, cells in chapters.items():
        for number, cell in enumerate(cells):
            cell.id = f"cell-{number}"  # by default a random one
        nbformat.write(nbformat.v4.new_notebook(cells=list(cells)), folder / "chapters" / f"{name}.ipynb")


def command(folder: Path, *options: str) -> list[str]:
    """Return the command that builds a book, as a list of words."""
    return [str(Path(sys.executable).with_name("jupyter-book")), "build", *options, str(folder)]


def environment(**variables: str) -> dict[str, str]:
    """Return the environment of a build: that of the test, these variables, and no address of a repository."""
    return {**os.environ, "NNLIVE_REPOSITORY": "", **variables}


def build(folder: Path, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Build a book and return the finished process, whatever came of it."""
    called = command(folder, *options)
    return subprocess.run(called, capture_output=True, text=True, env=environment(**variables), check=False)
