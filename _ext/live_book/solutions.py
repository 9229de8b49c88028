"""Leave the solutions of the exercises out of the book: `make book SOLUTIONS=0`, for teachers who set them.

A solution is every text to open in the section *Exercises* that is not a hint: also a proof, or what an experiment
found. The page, the notebook that it offers for download and the copy for Colab are all without them.
"""

import os
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.config import Config

VARIABLE = "NNLIVE_SOLUTIONS"

DETAILS = re.compile(r"<details>\n<summary>(?P<name>.*?)</summary>\n.*?</details>\n*", re.DOTALL)


def without_solutions(notebook: NotebookNode) -> NotebookNode:
    """Remove the solutions from a notebook, and return it."""
    in_exercises = False
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        # a cell may hold the end of one section and the beginning of the next
        parts = re.split(r"(?m)^(?=## )", cell.source)
        for number, part in enumerate(parts):
            if part.startswith("## "):
                in_exercises = part.splitlines()[0].strip() == "## Exercises"
            if in_exercises:
                parts[number] = DETAILS.sub(lambda match: match[0] if match["name"] == "Hint" else "", part).rstrip(
                    "\n"
                )
        cell.source = "".join(parts)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type != "markdown" or cell.source.strip()]
    return notebook


def strip_source(app: Sphinx, docname: str, content: list[str]) -> None:
    """Take the solutions out of a chapter before it is parsed."""
    if not app.config.live_book_solutions and app.env.doc2path(docname).endswith(".ipynb"):
        content[0] = nbformat.writes(without_solutions(nbformat.reads(content[0], as_version=4)))


def strip_copies(app: Sphinx, exception: Exception | None) -> None:
    """Take the solutions out of the notebooks that the book offers."""
    if exception or app.builder.format != "html" or app.config.live_book_solutions:
        return
    for path in Path(app.outdir).rglob("*.ipynb"):
        nbformat.write(without_solutions(nbformat.read(path, as_version=4)), path)


def setup(app: Sphinx) -> None:
    def remember(app: Sphinx, config: Config) -> None:
        config.live_book_solutions = os.environ.get(VARIABLE, "1") != "0"

    app.add_config_value("live_book_solutions", True, "env")  # "env": when it changes, every page is read afresh
    app.connect("config-inited", remember)
    app.connect("source-read", strip_source)
    app.connect("build-finished", strip_copies, priority=900)  # after the copies for Colab are written
