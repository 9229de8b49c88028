"""A small book with and without the address of its repository, really built."""

from pathlib import Path

import nbformat
import pytest

from tests.small_book import build, make

STRICT = ("-n", "-W", "--keep-going")


@pytest.fixture(scope="module")
def small_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with the real settings and one short chapter."""
    folder = tmp_path_factory.mktemp("book")
    source = "import os, runpy\nprint(os.environ['NNLIB_EDITION'], runpy.run_path('../nnlib/answer.py')['ANSWER'])"
    make(folder, {"short": [nbformat.v4.new_markdown_cell("# Short"), nbformat.v4.new_code_cell(source)]})
    (folder / "nnlib").mkdir()
    (folder / "nnlib" / "answer.py").write_text("ANSWER = 1\n", encoding="utf-8")
    return folder


def chapter_of(folder: Path) -> str:
    return (folder / "_build/html/chapters/short.html").read_text(encoding="utf-8")


def test_life_of_a_book(small_book: Path) -> None:
    """One test, because each step starts from the book that the one before has built."""
    html = small_book / "_build" / "html"

    result = build(small_book, *STRICT)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "static 1" in chapter_of(small_book)
    for place in ("mybinder.org", "colab", "github.com/owner"):
        assert place not in chapter_of(small_book), "no address, no link"
    assert not (html / "colab").exists()
    assert '<meta property="og:title" content="Short"/>' in chapter_of(small_book)
    assert "og:image" not in chapter_of(small_book) and not (html / "sitemap.xml").exists()

    (small_book / "nnlib" / "answer.py").write_text("ANSWER = 2\n", encoding="utf-8")
    assert build(small_book, *STRICT).returncode == 0
    assert "static 2" in chapter_of(small_book), "a change in nnlib runs the notebooks again"
    assert len(list((small_book / "_build" / ".jupyter_cache").iterdir())) == 1, "the cache of the old one is gone"

    published = {"NNLIVE_REPOSITORY": "https://github.com/owner/name", "NNLIVE_ADDRESS": "https://example.org/live"}
    assert build(small_book, *STRICT, **published).returncode == 0
    assert '<link rel="canonical" href="https://example.org/live/chapters/short.html"' in chapter_of(small_book)
    assert 'og:image" content="https://example.org/live/_static/card.png"' in chapter_of(small_book)
    assert (html / "_static" / "card.png").is_file()
    assert "<loc>https://example.org/live/chapters/short.html</loc>" in (html / "sitemap.xml").read_text("utf-8")
    assert "https://mybinder.org/v2/gh/owner/name/HEAD?urlpath=lab/tree/chapters/short.ipynb" in chapter_of(small_book)
    assert "https://colab.research.google.com/github/owner/name/blob/gh-pages/colab/short.ipynb" in chapter_of(
        small_book
    )
    cells = nbformat.read(html / "colab" / "short.ipynb", as_version=4).cells
    assert cells[1].source == "%pip install -q git+https://github.com/owner/name"
    assert cells[2].source == "# Short"

    result = build(small_book, *STRICT, NNLIVE_REPOSITORY="not an address")
    assert result.returncode != 0
    assert "NNLIVE_REPOSITORY is 'not an address'" in result.stdout + result.stderr

    result = build(small_book, *STRICT, NNLIVE_ADDRESS="example.org/live")
    assert result.returncode != 0
    assert "NNLIVE_ADDRESS is 'example.org/live'" in result.stdout + result.stderr

    (small_book / "nnlib" / "answer.py").write_text("raise RuntimeError('broken on purpose')\n", encoding="utf-8")
    result = build(small_book, *STRICT)
    assert result.returncode != 0, "a failing cell fails the build"
    assert "broken on purpose" in result.stdout + result.stderr
