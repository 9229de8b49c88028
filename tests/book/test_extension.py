"""The book's Sphinx extension, without a book."""

import importlib
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import tinycss2
from nbformat import NotebookNode
from sphinx.errors import ExtensionError

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "_ext"))
execution, launch, places, styles = (
    importlib.import_module(f"live_book.{name}") for name in ("execution", "launch", "places", "styles")
)


@pytest.mark.parametrize(
    ("sheet", "kept"),
    [
        ("p, .used, .unused, #used, #unused {margin: 0}", "p,.used,#used{margin: 0}"),
        (".used .unused {margin: 0}", ""),
        (".used:not(.unused), .used:is(.unused, p) {margin: 0}", ".used:not(.unused),.used:is(.unused, p){margin: 0}"),
        ('a[href=".unused"], a[title="#,"] {margin: 0}', 'a[href=".unused"],a[title="#,"]{margin: 0}'),
        (".bs-tooltip-auto {margin: 0}", ".bs-tooltip-auto{margin: 0}"),
        (".sm\\:used {margin: 0}", ""),
        ("@media print {.unused {margin: 0} .used {margin: 0}}", "@media print {.used{margin: 0}}"),
        ("@media print {.unused {margin: 0}}", ""),
        ("@keyframes turn {to {rotate: 1turn}}", "@keyframes turn {to {rotate: 1turn}}"),
        ('@charset "utf-8"; p {margin: 0}', "p{margin: 0}"),
    ],
)
def test_rules_without_use_are_left_out(sheet: str, kept: str) -> None:
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    assert styles.prune(rules, {"used"}) == kept


def test_names_in_pages_and_scripts_are_in_use(tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_static" / "scripts").mkdir(parents=True)
    (tmp_path / "chapters" / "page.html").write_text('<p class="one two" id="three">four</p>', encoding="utf-8")
    (tmp_path / "_static" / "scripts" / "menu.js").write_text('page.classList.add("five-six")', encoding="utf-8")
    used = styles.names_used(tmp_path)
    assert {"one", "two", "three", "five-six"} <= used and "four" not in used


def test_listings_get_their_places() -> None:
    listing = '<div class="highlight"><pre>{}<span></span>one\n\n<b>a &lt; b</b>\n{}</pre></div>'
    other = '<div class="explorable-picture"></div><pre>words</pre>'
    assert places.give_places(listing.format("", "") + other) == (
        listing.format('<span style="--lines: 3; --columns: 5">', "</span>") + other
    )


def test_cache_depends_on_the_library_and_its_data(tmp_path: Path) -> None:
    (tmp_path / "nnlib" / "data").mkdir(parents=True)
    (tmp_path / "benchmarks").mkdir()
    names = ("nnlib/a.py", "nnlib/data/b.npz", "requirements.txt", "benchmarks/results.json")
    files = [tmp_path / name for name in names]
    seen = set()
    for changed in files:
        for file in files:
            file.write_bytes(b"after" if file == changed else b"before")
        seen.add(execution.digest(execution.ingredients(tmp_path)))
    assert len(seen) == len(files)
    compiled = tmp_path / "nnlib/__pycache__/a.pyc"
    compiled.parent.mkdir()
    compiled.write_bytes(b"anything")
    assert execution.digest(execution.ingredients(tmp_path)) in seen


def test_a_kernel_that_does_not_start_is_waited_for_and_its_page_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And notebooks that have not begun yet do not begin any more."""
    begun = []

    def run(*_arguments: Any, cwd: str, startup_timeout: int, **_options: Any) -> SimpleNamespace:
        begun.append(cwd)
        if cwd.endswith("members"):
            raise RuntimeError(f"Kernel didn't respond in {startup_timeout} seconds")
        time.sleep(0.05)
        return SimpleNamespace(err="as a cell that fails")

    settings = SimpleNamespace(execution_cache_path=str(tmp_path), execution_timeout=60)
    env = SimpleNamespace(mystnb_config=settings, doc2path=lambda page: str(tmp_path / page / "page.ipynb"))
    monkeypatch.setattr(execution, "single_nb_execution", run)
    monkeypatch.setattr(execution, "stale", lambda _env, pages: [(page, NotebookNode(), {}) for page in pages])
    pages = ["members", *map(str, range(50 * execution.os.cpu_count()))]
    with pytest.raises(ExtensionError) as error:
        execution.run_notebooks(SimpleNamespace(verbosity=0), env, pages)
    assert str(error.value) == (
        "the notebook of members could not be run; RuntimeError: Kernel didn't respond in 300 seconds"
    )
    assert len(begun) < len(pages)


@pytest.mark.parametrize(
    ("address", "repository"),
    [
        ("https://github.com/owner/name", "owner/name"),
        ("https://github.com/owner/name.git", "owner/name"),
        ("git@github.com:owner/name.git", "owner/name"),
        ("ssh://git@github.com/owner/na.me", "owner/na.me"),
        ("owner/name", "owner/name"),
        ("/somewhere/owner/name", ""),
        ("https://example.org/owner/name", ""),
        ("", ""),
    ],
)
def test_repository_addresses(address: str, repository: str) -> None:
    assert launch.parse_repository(address) == repository


def test_buttons_without_an_address_lead_nowhere_else() -> None:
    found = launch.buttons("chapters/neurons", ".ipynb", "", "../")
    assert [button.get("url") for button in found] == ["../_sources/chapters/neurons.ipynb", None]
    assert launch.buttons("index", ".md", "", "./")[0]["tooltip"] == "Print"


def test_buttons_with_an_address() -> None:
    found = launch.buttons("chapters/neurons", ".ipynb", "owner/name", "../")
    assert [button["url"] for button in found[0]["buttons"]] == [
        "https://mybinder.org/v2/gh/owner/name/HEAD?urlpath=lab/tree/chapters/neurons.ipynb",
        "https://colab.research.google.com/github/owner/name/blob/gh-pages/colab/neurons.ipynb",
    ]
    assert found[1]["url"] == "https://github.com/owner/name/blob/HEAD/chapters/neurons.ipynb"
