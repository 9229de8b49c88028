"""The page for teachers: each link opens its figure in a state that the page can show."""

import html
import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import yaml
from bs4 import BeautifulSoup

from nnlib import explorables

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "teachers.md").read_text(encoding="utf-8")
CHAPTERS = re.findall(r"^\| \[[^]]+\]\((chapters/[\w-]+)\.ipynb\)", TEXT, re.MULTILINE)
"""The chapters of the table that says what a class can do after each."""
LINKS = re.findall(r'<a href="([^"#]+)#([\w-]+)\?([^"]+)">', TEXT)


def test_the_table_has_every_chapter_in_the_order_of_the_book():
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    files = [entry["file"] for part in contents["parts"] for entry in part["chapters"]]
    assert [file for file in files if file.startswith("chapters/")] == CHAPTERS


def test_every_chapter_has_a_link():
    assert set(CHAPTERS) <= {page.removesuffix(".html") for page, _, _ in LINKS}


@pytest.mark.parametrize(("address", "figure", "state"), LINKS, ids=lambda part: part[:40])
def test_the_state_is_one_of_the_page(address, figure, state, book):
    page = BeautifulSoup((book / address).read_text(encoding="utf-8"), "html.parser")
    found = page.find("figure", id=figure)
    assert found, f"{address} has no figure {figure}"
    kind = getattr(explorables, found["data-explorable"])
    for name, value in parse_qsl(html.unescape(state), strict_parsing=True):
        assert value in [kind.declared[name].key(known) for known in kind.declared[name].grid], (name, value)


def test_each_state_shows_something_of_its_own():
    assert len({(page, figure) for page, figure, _ in LINKS}) == len(LINKS) > 15
