"""What the tests of the built book share: where it is and which pages it has."""

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
HTML = ROOT / "_build" / "html"


def book_pages() -> list[str]:
    """Return the name of every page, from the table of contents, so that all test workers know the same ones."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    chapters = [chapter["file"] for part in contents["parts"] for chapter in part["chapters"]]
    return [contents["root"], *chapters, "search"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "page" in metafunc.fixturenames:
        metafunc.parametrize("page", book_pages(), scope="module")  # page by page, so that tests can share one


@pytest.fixture(scope="session")
def book() -> Path:
    """The folder of the built book."""
    if not (HTML / "index.html").is_file():
        pytest.fail("The book is not built: run `make book` first.", pytrace=False)
    return HTML
