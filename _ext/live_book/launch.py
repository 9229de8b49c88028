"""The buttons above a page: its notebook, printing, and where else it runs.

Binder, Colab and the source need the address of the repository: the environment variable `NNLIVE_REPOSITORY`
(`https://github.com/owner/name` or `owner/name`) or else the git remote `origin`. Without an address no page has a link
to them.
"""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import nbformat
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

BINDER = "https://mybinder.org/v2/gh/{repository}/HEAD?urlpath=lab/tree/{page}.ipynb"
# Colab opens the copy that `write_colab_copies` makes, from the branch that the book is published to.
COLAB = "https://colab.research.google.com/github/{repository}/blob/gh-pages/colab/{name}.ipynb"
SOURCE = "https://github.com/{repository}/blob/HEAD/{page}{suffix}"

COLAB_FIRST_WORDS = "*Colab starts without the library of this book: run the next cell first. It takes some seconds.*"
COLAB_FIRST_CELL = "%pip install -q git+https://github.com/{repository}"


def parse_repository(address: str) -> str:
    """Return `owner/name` of a GitHub address, or the empty text if it is none.

    >>> parse_repository("git@github.com:someone/book.git"), parse_repository("someone/book")
    ('someone/book', 'someone/book')
    >>> parse_repository("/home/someone/book.git"), parse_repository("https://example.org/someone/book")
    ('', '')
    """
    match = re.fullmatch(
        r"(?:(?:(?:https?|ssh|git)://)?(?:[^@/\s]+@)?github\.com[/:])?([\w-]+/[\w.-]+?)(?:\.git)?/?", address.strip()
    )
    return match[1] if match else ""


def find_repository(root: Path) -> str:
    """Return `owner/name` of the book's repository on GitHub, or the empty text if it is not known."""
    address = os.environ.get("NNLIVE_REPOSITORY", "")
    if address:
        if not (repository := parse_repository(address)):
            raise ConfigError(f"NNLIVE_REPOSITORY is {address!r}, expected https://github.com/owner/name or owner/name")
        return repository
    try:
        remote = subprocess.run(
            ["git", "remote", "get-url", "origin"], cwd=root, capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):  # no git here, or no remote
        return ""
    return parse_repository(remote) if "github.com" in remote else ""


def buttons(page: str, suffix: str, repository: str, root: str) -> list[dict[str, Any]]:
    """Return the buttons above a page, as the theme describes them."""
    is_notebook = suffix == ".ipynb"
    name = page.rsplit("/", 1)[-1]
    found: list[dict[str, Any]] = []
    if repository and is_notebook:
        places = (
            ("Binder", BINDER.format(repository=repository, page=page), "_static/images/logo_binder.svg"),
            ("Colab", COLAB.format(repository=repository, name=name), "_static/images/logo_colab.png"),
        )
        links = [
            {"type": "link", "text": place, "tooltip": f"Run on {place}", "url": url, "icon": icon}
            for place, url, icon in places
        ]
        found.append(
            {"type": "group", "tooltip": "Run this chapter elsewhere", "icon": "fas fa-rocket", "buttons": links}
        )
    if repository:
        url = SOURCE.format(repository=repository, page=page, suffix=suffix)
        found.append({"type": "link", "tooltip": "Source of this page", "url": url, "icon": "fas fa-code"})
    if is_notebook:
        url = f"{root}_sources/{page}.ipynb"
        found.append({"type": "link", "tooltip": "Download the notebook", "url": url, "icon": "fas fa-download"})
    found.append({"type": "javascript", "javascript": "print()", "tooltip": "Print", "icon": "fas fa-print"})
    return found


def add_buttons(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Put the buttons before those of the theme."""
    suffix = context.get("page_source_suffix")  # none on the search page
    if app.builder.format == "html" and suffix:
        root = context["pathto"]("", resource=True)
        context["header_buttons"][:0] = buttons(pagename, suffix, app.config.live_book_repository, root)


def write_colab_copies(app: Sphinx, exception: Exception | None) -> None:
    """Write a copy of each chapter that begins by installing nnlib."""
    repository = app.config.live_book_repository
    if exception or app.builder.format != "html" or not repository:
        return
    folder = Path(app.outdir) / "colab"
    folder.mkdir(exist_ok=True)
    for page in sorted(app.env.found_docs):
        source = Path(app.env.doc2path(page))
        if source.suffix != ".ipynb":
            continue
        notebook = nbformat.read(source, as_version=4)
        notebook.cells[:0] = [
            nbformat.v4.new_markdown_cell(COLAB_FIRST_WORDS, id="colab-words"),
            nbformat.v4.new_code_cell(COLAB_FIRST_CELL.format(repository=repository), id="colab-install"),
        ]
        nbformat.write(notebook, folder / source.name)


def setup(app: Sphinx) -> None:
    def remember(app: Sphinx, config: Config) -> None:
        config.live_book_repository = find_repository(Path(app.srcdir))

    app.add_config_value("live_book_repository", "", "html")  # "html": when it changes, every page is written afresh
    app.connect("config-inited", remember)
    app.connect("html-page-context", add_buttons, priority=600)  # the theme adds its own at 501
    app.connect("build-finished", write_colab_copies)
