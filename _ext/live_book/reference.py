"""The reference page: nnlib's own docstrings, each linked to the chapter that introduces it."""

import re
from pathlib import Path
from typing import Any

import nbformat
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

INTRODUCED = re.compile(r"\*(?P<title>[^*]+)\*")


def chapter_pages(source: Path, pages: set[str]) -> dict[str, str]:
    """Return the page of each chapter that is written, by its title."""
    titles = {}
    for page in sorted(pages):
        file = source / f"{page}.ipynb"
        if file.is_file():
            first = nbformat.read(file, as_version=4).cells[0].source
            titles[first.splitlines()[0].lstrip("# ")] = page
    return titles


def link_chapters(line: str, titles: dict[str, str]) -> str:
    """Turn the titles in an "Introduced in chapter *Neurons*." into links, where the chapter is written.

    >>> link_chapters("Introduced in chapter *Neurons*; more in *Losses*.", {"Neurons": "chapters/neurons"})
    'Introduced in chapter :doc:`Neurons </chapters/neurons>`; more in *Losses*.'
    """
    if not line.startswith("Introduced in chapter"):
        return line

    def link(match: re.Match[str]) -> str:
        page = titles.get(match["title"])
        return f":doc:`{match['title']} </{page}>`" if page else match[0]

    return INTRODUCED.sub(link, line)


def setup(app: Sphinx) -> None:
    titles: dict[str, str] = {}

    def read(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
        """Look at the chapters once, not for every docstring."""
        titles.update(chapter_pages(Path(app.srcdir), set(env.found_docs)))

    def process(app: Sphinx, what: str, name: str, obj: object, options: Any, lines: list[str]) -> None:
        """Link the chapters in every docstring that the reference page shows."""
        lines[:] = [link_chapters(line, titles) for line in lines]

    app.connect("env-before-read-docs", read)
    app.connect("autodoc-process-docstring", process, priority=400)  # before numpydoc lays the docstring out
