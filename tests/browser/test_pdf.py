"""Pages on paper, and the whole book as one PDF, of which two pages are printed here."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error
from pypdf import PdfReader

from tools.browser import running_site
from tools.pdf import page_numbers, print_book

PARTS = [{"caption": "", "pages": ["index"]}, {"caption": "Chapters", "pages": ["chapters/neurons"]}]
SETTINGS = {"title": "Neural Networks, Live", "author": "the authors"}


@pytest.fixture(scope="module")
def printed(chromium: Browser, book: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    pdf = tmp_path_factory.mktemp("pdf") / "book.pdf"
    with running_site(book) as address:
        tab = chromium.new_page()
        print_book(tab, address, PARTS, pdf, SETTINGS)
        tab.close()
    yield pdf


def titles(outline: list[Any]) -> Iterator[str]:
    for entry in outline:
        yield from titles(entry) if isinstance(entry, list) else [entry["/Title"]]


def test_bookmarks(printed: Path) -> None:
    found = list(titles(PdfReader(printed).outline))
    assert found[:2] == ["Neural Networks, Live", "Contents"]
    assert {"Neurons", "Why one neuron cannot do XOR", "Exercises"} <= set(found)


def test_contents_name_the_right_pages(printed: Path) -> None:
    texts = [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(printed).pages]
    entries = re.findall(r"(?:^| )([A-Z][^\d]*?) (\d+)(?= |$)", texts[1].partition("Contents ")[2])
    assert len(entries) > 15
    for title, number in entries:
        title = title.removeprefix("Chapters ")
        assert title in texts[int(number) - 1], f"{title!r} is not on page {number}"


def test_links_stay_in_the_file(printed: Path) -> None:
    links = [[annotation.get_object() for annotation in page.get("/Annots", [])] for page in PdfReader(printed).pages]
    outside = [link["/A"]["/URI"] for page in links for link in page if "/URI" in link.get("/A", {})]
    assert outside and not [address for address in outside if "127.0.0.1" in address]
    assert "at--chapters-neurons" in page_numbers(printed)
    places = page_numbers(printed)
    first, after = places["at--index"] - 1, places["at--chapters-neurons"] - 1
    targets = [str(link.get("/Dest")) for page in links[first:after] for link in page]
    assert "/at--chapters-neurons" in targets, "the table of chapters does not lead to them"


def test_answers_are_printed(printed: Path) -> None:
    text = "".join(page.extract_text() for page in PdfReader(printed).pages)
    assert text.count("What you should have seen") == 4
    assert "Solution" in text and "neuron.W, neuron.b" in text


def test_missing_page_is_an_error(chromium: Browser, book: Path, tmp_path: Path) -> None:
    with running_site(book) as address:
        tab = chromium.new_page()
        parts = [*PARTS, {"caption": "", "pages": ["no-such-page"]}]
        with pytest.raises(Error, match="no-such-page.html: 404"):
            print_book(tab, address, parts, tmp_path / "book.pdf", SETTINGS)
        tab.close()


def test_one_page_on_paper(chromium: Browser, book: Path, tmp_path: Path) -> None:
    """It begins with its text and not with a list of contents, the answers are open, and closed on the screen again."""
    tab = chromium.new_page()
    tab.goto((book / "chapters/neurons.html").as_uri())
    tab.pdf(path=tmp_path / "page.pdf", format="A4")
    pages = [page.extract_text() for page in PdfReader(tmp_path / "page.pdf").pages]
    assert "On this page" not in pages[0] and "You will learn" in pages[0]
    tab.emulate_media(media="print")
    closed = "document.querySelectorAll('article details:not([open], .hide, .explorable-code)').length"
    tab.wait_for_function(f"{closed} === 0")
    tab.emulate_media(media="screen")
    tab.wait_for_function(f"{closed} > 0")
    tab.close()
