"""The page for teachers: each link opens its figure in a state that the page can show."""

import html
import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from bs4 import BeautifulSoup

from nnlib import explorables

TEXT = (Path(__file__).parents[2] / "teachers.md").read_text(encoding="utf-8")
LINKS = re.findall(r'<a href="([^"#]+)#([\w-]+)\?([^"]+)">', TEXT)


def test_every_chapter_of_the_table_has_a_link():
    chapters = set(re.findall(r"\| \[[^]]+\]\((chapters/[\w-]+)\.ipynb\)", TEXT))
    assert len(chapters) >= 8
    assert chapters <= {page.removesuffix(".html") for page, _, _ in LINKS}


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
