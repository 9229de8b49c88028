"""A Chromium for the tests: the one of the system."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tools.browser import find_chromium, running_chromium


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A running Chromium; without one the tests fail with the line that says how to get it."""
    try:
        find_chromium()
    except FileNotFoundError as missing:
        pytest.fail(str(missing), pytrace=False)
    with running_chromium() as browser:
        yield browser
