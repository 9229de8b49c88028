"""Make one PDF of the whole book: `make pdf`, `_build/pdf/neural-networks-live.pdf`.

Chromium prints the pages of the built book as one document, with a cover, a list of contents, bookmarks, page numbers
and links that lead to other pages of the same file. The document is printed twice: only then the numbers of the pages
are known that the list of contents names.

    python -m tools.pdf
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Page
from pypdf import PdfReader

from tools.browser import running_chromium, running_site

ROOT = Path(__file__).parents[1]
HTML = ROOT / "_build" / "html"
PDF = ROOT / "_build" / "pdf" / "neural-networks-live.pdf"
MINUTES = 10
"""So long the mathematics of the whole book may take, on a busy machine."""


def parts_of(contents: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the parts of the book, each with its `caption` and its `pages`, from what stands in `_toc.yml`.

    >>> parts_of({"root": "index", "parts": [{"caption": "Chapters", "chapters": [{"file": "chapters/neurons"}]}]})
    [{'caption': '', 'pages': ['index']}, {'caption': 'Chapters', 'pages': ['chapters/neurons']}]
    """
    parts = [
        {"caption": part["caption"], "pages": [page["file"] for page in part["chapters"]]} for part in contents["parts"]
    ]
    return [{"caption": "", "pages": [contents["root"]]}, *parts]


def made_on() -> str:
    """Return the date for the cover: that of SOURCE_DATE_EPOCH, if it is set, so that a book can be made again."""
    moment = os.environ.get("SOURCE_DATE_EPOCH")
    day = datetime.fromtimestamp(int(moment), UTC) if moment else datetime.now(UTC)
    return f"{day.day} {day:%B %Y}"


def page_numbers(pdf: Path) -> dict[str, int]:
    """Return the page of each place that a link of the PDF leads to, by its name, counted from 1."""
    reader = PdfReader(pdf)
    found = {}
    for name, place in reader.named_destinations.items():
        number = reader.get_destination_page_number(place)
        if number is not None:
            found[name.removeprefix("/")] = number + 1
    return found


def print_book(page: Page, address: str, parts: list[dict[str, Any]], pdf: Path, settings: dict[str, Any]) -> None:
    """Print these parts of the book that is served at `address`, from a fresh page of the browser."""
    page.set_default_timeout(MINUTES * 60_000)
    # a page with mathematics has all that the others need
    page.goto(f"{address}{parts[1]['pages'][0]}.html", wait_until="load")
    page.emulate_media(media="print", color_scheme="light")
    asked = {
        "root": address,
        "parts": parts,
        "title": settings["title"],
        "author": settings["author"],
        "date": made_on(),
        "words": {"contents": "Contents"},
    }
    contents = page.evaluate((ROOT / "tools" / "pdf.js").read_text(encoding="utf-8"), asked)
    page.add_style_tag(content=(ROOT / "tools" / "pdf.css").read_text(encoding="utf-8"))

    def write() -> None:
        page.pdf(path=pdf, prefer_css_page_size=True, print_background=True, outline=True, tagged=True)

    pdf.parent.mkdir(parents=True, exist_ok=True)
    write()
    numbers = page_numbers(pdf)
    missing = [entry["text"] for entry in contents if entry["id"] not in numbers]
    if missing:
        raise RuntimeError(f"The PDF has no place for {', '.join(missing)}.")
    page.evaluate(
        "numbers => Object.entries(numbers).forEach(([id, number]) =>"
        " (document.getElementById('page-of--' + id).textContent = number))",
        {entry["id"]: numbers[entry["id"]] for entry in contents},
    )
    write()


def main() -> int:
    if not (HTML / "index.html").is_file():
        print("The book is not built: run `make book` first.", file=sys.stderr)
        return 1
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    parts = parts_of(yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8")))
    with running_site(HTML) as address, running_chromium() as browser:
        print_book(browser.new_page(), address, parts, PDF, settings)
    print(f"{PDF.relative_to(ROOT)}: {len(PdfReader(PDF).pages)} pages, {PDF.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
