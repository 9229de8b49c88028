"""The headers that are written with the book are those of its pages, and the guide for those who publish it says so."""

import importlib
import re
import sys
from pathlib import Path

from bs4 import BeautifulSoup

from tools.browser import parse_headers

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "_ext"))
policy = importlib.import_module("live_book.policy")
GUIDE = (ROOT / "deploy" / "publishing.md").read_text("utf-8")


def test_the_policy_names_the_scripts_of_the_pages_and_no_others(book: Path) -> None:
    pages = [BeautifulSoup(page.read_text("utf-8"), "html.parser") for page in book.rglob("*.html")]
    scripts = {script.string for page in pages for script in page.find_all("script", src=False)}
    rules = dict(parse_headers((book / "_headers").read_text("utf-8")))
    named = re.findall(r"'sha256-[^']*'", rules["/*"]["Content-Security-Policy"])
    assert sorted(named) == sorted(map(policy.hashed, scripts))
    assert len(named) < 10, "scripts belong into files"


def test_no_page_has_code_in_an_attribute(book: Path, page: str) -> None:
    soup = BeautifulSoup((book / f"{page}.html").read_text("utf-8"), "html.parser")
    found = [(tag.name, name) for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert found == []
    assert soup.select("[href^='javascript:']") == []


def test_no_file_gets_a_header_twice(book: Path) -> None:
    """Hosts send both then, and a browser takes neither."""
    (everywhere, always), *others = parse_headers((book / "_headers").read_text("utf-8"))
    assert everywhere == "/*"
    assert all(not set(always) & set(headers) for _, headers in others)


def test_nginx_sends_the_same(book: Path) -> None:
    folder = book.parent / "nginx"
    always = dict(parse_headers((book / "_headers").read_text("utf-8")))["/*"]
    sent = dict(re.findall(r'add_header (\S+) "(.*)";\n', (folder / "headers.conf").read_text("utf-8")))
    assert sent == always
    kept = dict(re.findall(r'"~(.*)" "(.*)";\n', (folder / "kept.conf").read_text("utf-8")))
    assert kept == policy.KEPT


def test_the_guide_shows_the_policy_as_it_is() -> None:
    assert f"\n{policy.policy(['HASHES'])}\n" in GUIDE
