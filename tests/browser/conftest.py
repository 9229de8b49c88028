"""A Chromium for the tests: the one of the system."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tools.browser import find_chromium, running_chromium, running_site


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running Chromium; without one the tests fail with the line that says how to get it."""
    try:
        find_chromium()
    except FileNotFoundError as missing:
        pytest.fail(str(missing), pytrace=False)
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def site(book: Path) -> Iterator[str]:
    """The address of the book, served below a path and under its policy."""
    if not (book / "_python").is_dir():
        pytest.fail("The book is built without Python on its pages: run `make book` first.", pytrace=False)
    with running_site(book) as address:
        yield address
