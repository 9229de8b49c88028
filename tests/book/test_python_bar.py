"""What a page with cells has for running them, and that a book can do without."""

import json
from types import SimpleNamespace

import nbformat
import pytest
from bs4 import BeautifulSoup
from live_book import python_page

from nnlib.live import markup


def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def test_every_notebook_has_one_bar_and_every_cell_its_buttons(book, page):
    source = python_page.SCRIPTS.parents[2] / f"{page}.ipynb"
    html = soup(book / f"{page}.html")
    bars = html.select(".python-bar")
    if not source.is_file():
        assert not bars and not html.select(".cell-tools")
        return
    cells = [cell for cell in nbformat.read(source, as_version=4).cells if cell.cell_type == "code"]
    assert len(bars) == 1 and len(html.select("div.cell .cell_input .cell-tools")) == len(cells)
    assert bars[0].find_previous_sibling("h1") and json.loads(bars[0]["data-words"])["ready"]
    exercises = sum("exercise" in cell.metadata.get("tags", ()) for cell in cells)
    totals = [count["data-total"] for count in bars[0].select(".python-exercises")]
    assert totals == ([str(exercises)] if exercises else [])


def test_nothing_that_runs_python_is_loaded_with_a_page(book, page):
    html = soup(book / f"{page}.html")
    loaded = [tag.get("src") or tag.get("href") for tag in html.select("script[src], link[href]")]
    assert not [address for address in loaded if python_page.FOLDER in address]


def test_the_landing_page_knows_the_exercises_of_every_chapter(book):
    told = soup(book / "index.html").select_one("meta[name=exercises]")["content"].split()
    root = python_page.SCRIPTS.parents[2]
    chapters = sorted(f"chapters/{path.stem}" for path in (root / "chapters").glob("*.ipynb"))
    assert [entry.split(":")[0] for entry in told] == chapters
    for entry in told:
        name, count = entry.split(":")
        assert python_page.count_exercises(root / f"{name}.ipynb") == int(count) >= 2


@pytest.fixture
def app(tmp_path):
    for part in python_page.PARTS:
        (tmp_path / ".python" / part).mkdir(parents=True)
    return SimpleNamespace(srcdir=tmp_path, outdir=tmp_path / "html", builder=SimpleNamespace(format="html"))


def test_a_book_can_be_built_without(app, monkeypatch):
    monkeypatch.delenv("NNLIVE_LITE", raising=False)
    assert python_page.made(app) == app.srcdir / ".python"
    monkeypatch.setenv("NNLIVE_LITE", "0")
    assert python_page.made(app) is None
    (app.outdir / python_page.FOLDER).mkdir(parents=True)
    python_page.copy(app, None)
    assert not (app.outdir / python_page.FOLDER).exists()  # what an earlier build left
    context = {"body": f"<h1>Title</h1>{python_page.CELL}", "metatags": "", "page_source_suffix": ".ipynb"}
    app.env = SimpleNamespace(found_docs={"page"})
    python_page.add(app, "page", "", context, None)
    assert "python-bar" not in context["body"] and "cell-tools" not in context["body"]


def test_a_part_that_is_missing_leaves_it_all_out(app, monkeypatch):
    monkeypatch.delenv("NNLIVE_LITE", raising=False)
    (app.srcdir / ".python" / "editor.js").rmdir()
    assert python_page.made(app) is None


def test_a_page_without_exercises_counts_none():
    assert "python-exercises" not in markup.python_bar(0) and 'data-total="2"' in markup.python_bar(2)
