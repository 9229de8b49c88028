"""What `make lab` opens, and where the links of a chapter lead in JupyterLab."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tools.browser import TOKEN, running_lab

ROOT = Path(__file__).parents[2]
FIRST = re.search(r"default_url=/lab/tree/(\S+)", (ROOT / "Makefile").read_text("utf-8"))[1]
CURRENT = "window.jupyterapp.shell.currentWidget"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab that works in a copy of the book's pages and library."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("chapters", "nnlib"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for page in (*ROOT.glob("*.md"), *ROOT.glob("*.ipynb")):
        shutil.copy(page, folder)
    with running_lab(folder) as address:
        yield address


def follow(tab: Page, target: str) -> None:
    """Press the first link to a page, and wait until it is open."""
    link = tab.locator(f".jp-RenderedMarkdown a[href*='/files/{target}']:visible").first
    for _ in range(60):  # cells off the screen are drawn when they come near it
        if link.count():
            break
        tab.evaluate(f"{CURRENT}.node.querySelector('.jp-WindowedPanel-outer').scrollBy(0, 600)")
        tab.wait_for_timeout(200)
    link.click()
    tab.wait_for_function(f"{CURRENT}?.context?.path === '{target}'")


def test_links_lead_from_page_to_page(lab: str, chromium: Browser) -> None:
    tab = chromium.new_page(viewport={"width": 1280, "height": 1000})
    tab.goto(f"{lab}/lab/tree/{FIRST}?reset&token={TOKEN}")
    tab.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
    assert tab.evaluate(f"{CURRENT}.context.path") == FIRST
    follow(tab, "chapters/activations.ipynb")
    expect(tab.locator(".jp-Notebook:visible h1")).to_contain_text("Activations")
    follow(tab, "glossary.md")
    expect(tab.locator(".jp-MarkdownViewer:visible h1")).to_contain_text("Glossary")  # to be read, not to be edited
    follow(tab, "chapters/losses.ipynb")
    expect(tab.locator(".jp-Notebook:visible h1")).to_contain_text("Losses")
    assert len(tab.context.pages) == 1, "the links open within JupyterLab"
    tab.close()
