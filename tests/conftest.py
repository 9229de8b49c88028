"""What the tests share: where the built book is, which pages it has, and which tests belong together."""

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


TOGETHER = ("explorable", "page", "chapter", "notebook")
"""Parameters whose tests share what is made for one value, and nothing with those of another value."""


@pytest.hookimpl(tryfirst=True)  # before xdist looks for the groups
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Say which tests one process runs: those of a file, or in it those of one value of these parameters."""
    if not config.pluginmanager.hasplugin("xdist"):
        return
    for item in items:
        parameters = getattr(getattr(item, "callspec", None), "params", {})
        values = [getattr(parameters[name], "__name__", parameters[name]) for name in TOGETHER if name in parameters]
        item.add_marker(pytest.mark.xdist_group(" ".join([item.nodeid.partition("::")[0], *map(str, values)])))


@pytest.fixture(scope="session")
def book() -> Path:
    """The folder of the built book."""
    if not (HTML / "index.html").is_file():
        pytest.fail("The book is not built: run `make book` first.", pytrace=False)
    return HTML
