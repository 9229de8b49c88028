"""The built pages: what they load, what they weigh, where they lead, and words for every picture."""

import gzip
import hashlib
import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup

FIRST_VISIT = 1_000_000  # bytes after gzip, everything a page loads but the frames
NEXT_PAGE = 150_000  # the same, for what the page before has not loaded already
STYLES = 32_000  # bytes after gzip of the style sheet, without which a page shows nothing
DRAWN_AT_ONCE = 1_800  # elements of a chapter that are not put off until they come near the screen
MOST_FRAMES = 1_500
FIGURE = 150_000  # bytes after gzip of the frames of one figure
FIGURE_WITH_IMAGES = 600_000

LOADING_RELATIONS = {
    "stylesheet",
    "preload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "modulepreload",
    "icon",
    "manifest",
}


@cache
def soup_of(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


def is_foreign(address: str) -> bool:
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme not in ("", "data")


def css_addresses(text: str) -> list[str]:
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    pairs = re.findall(r"url\(\s*(?:\"([^\"]*)\"|'([^']*)'|([^)\"']*))\s*\)|@import\s+[\"']([^\"']+)", text)
    return ["".join(pair).strip() for pair in pairs]


def loaded_addresses(soup: BeautifulSoup) -> list[str]:
    """Return every address that a browser asks for by itself when it opens the page."""
    found = [str(tag[name]) for name in ("src", "data", "poster") for tag in soup.find_all(attrs={name: True})]
    found += [part.split()[0] for tag in soup.find_all(srcset=True) for part in str(tag["srcset"]).split(",")]
    found += [
        str(tag["href"]) for tag in soup.find_all("link", href=True) if LOADING_RELATIONS & set(tag.get("rel", []))
    ]
    found += [str(tag["href"]) for tag in soup.find_all(["use", "image"], href=True)]
    found += [a for tag in soup.find_all("style") for a in css_addresses(tag.get_text())]
    found += [a for tag in soup.find_all(style=True) for a in css_addresses(str(tag["style"]))]
    return [address for address in found if not address.startswith(("#", "data:"))]


def file_at(book: Path, page: Path, address: str) -> Path:
    return (page.parent / unquote(urlsplit(address).path)).resolve() if urlsplit(address).path else page


def files_loaded_by(book: Path, page: Path) -> set[Path]:
    """Return the page and every file that opening it loads: also what its style sheets and MathJax load in turn."""
    soup = soup_of(page)
    files = {page} | {file_at(book, page, address) for address in loaded_addresses(soup)}
    for sheet in [file for file in files if file.suffix == ".css"]:
        addresses = [a for a in css_addresses(sheet.read_text(encoding="utf-8")) if not a.startswith(("data:", "#"))]
        files |= {file_at(book, sheet, address) for address in addresses}
    if any(file.parent.name == "mathjax" for file in files):
        folder = book / "_static" / "mathjax"
        files |= {folder / name for name in ("core.js", "input/tex.js", "output/chtml.js", "output/chtml/fonts/tex.js")}
        files |= {folder / "a11y/assistive-mml.js", *(folder / "output/chtml/fonts/woff-v2").glob("*Main-*.woff")}
        files |= set((folder / "output/chtml/fonts/woff-v2").glob("*Math-*.woff"))
    return files


def weight(files: set[Path]) -> int:
    return sum(len(gzip.compress(file.read_bytes(), mtime=0)) for file in files)


def test_nothing_is_loaded_from_elsewhere(book: Path, page: str) -> None:
    file = book / f"{page}.html"
    assert [address for address in loaded_addresses(soup_of(file)) if is_foreign(address)] == []


def test_style_sheets_load_nothing_from_elsewhere(book: Path) -> None:
    for sheet in book.rglob("*.css"):
        addresses = css_addresses(sheet.read_text(encoding="utf-8"))
        assert [address for address in addresses if is_foreign(address)] == [], sheet.name


def test_everything_loaded_is_there(book: Path, page: str) -> None:
    missing = {
        str(file.relative_to(book)) for file in files_loaded_by(book, book / f"{page}.html") if not file.is_file()
    }
    assert missing == set()


def test_nothing_useless_is_loaded(book: Path, page: str) -> None:
    """Thebe, the theme's icon script and RequireJS are for things that no page has."""
    scripts = " ".join(loaded_addresses(soup_of(book / f"{page}.html"))).lower()
    for name in ("thebe", "fontawesome", "require", "togglebutton", "jquery"):
        assert name not in scripts


def test_links_lead_somewhere(book: Path, page: str) -> None:
    file = book / f"{page}.html"
    broken = []
    for link in soup_of(file).find_all("a", href=True):
        address = str(link["href"])
        if is_foreign(address):
            continue
        target, fragment = file_at(book, file, address), unquote(urlsplit(address).fragment)
        if (
            not target.is_file()
            or fragment
            and target.suffix == ".html"
            and soup_of(target).find(id=fragment.split("?")[0]) is None
        ):
            broken.append(address)
    assert broken == []


def test_ids_are_unique(book: Path, page: str) -> None:
    counts = Counter(str(tag["id"]) for tag in soup_of(book / f"{page}.html").find_all(id=True))
    assert [id for id, count in counts.items() if count > 1] == []


def test_every_picture_has_words(book: Path, page: str) -> None:
    soup = soup_of(book / f"{page}.html")
    silent = [str(image.get("src")) for image in soup.find_all("img") if not str(image.get("alt", "")).strip()]
    # Without alt text in the cell's metadata, MyST-NB uses the name of the image's file.
    silent += [str(image["alt"]) for image in soup.find_all("img", alt=re.compile(r"_images/|_build/|\.png$"))]
    silent += [
        str(figure.get("id"))
        for figure in soup.find_all("figure", class_="explorable")
        if not (sentence := figure.find(class_="explorable-sentence")) or len(sentence.get_text().split()) < 3
    ]
    for drawing in soup.find_all("svg"):
        hidden = drawing.find_parent(attrs={"aria-hidden": "true"}) or drawing.get("aria-hidden") == "true"
        named = drawing.get("aria-label") or drawing.get("aria-labelledby") or drawing.find("title")
        if not hidden and not named:
            silent.append(str(drawing)[:100])
    assert silent == []


def test_the_code_of_a_folded_cell_is_there_and_its_line_is_called_what_it_says(book: Path, page: str) -> None:
    for fold in soup_of(book / f"{page}.html").select("details.hide"):
        assert fold.find("pre") is not None
        assert not fold.find("summary").has_attr("aria-label")


def test_the_reference_links_each_entry_to_the_chapter_that_introduces_it(book: Path) -> None:
    page = soup_of(book / "reference.html")
    linked = {link["href"] for link in page.select("dd a") if "Introduced in" in link.parent.get_text()}
    chapters = {str(file.relative_to(book)) for file in (book / "chapters").glob("*.html")}
    introducing_nothing = {"chapters/frameworks.html"}
    assert {address.split("#")[0] for address in linked} == chapters - introducing_nothing


def test_every_page_is_described(book: Path, page: str) -> None:
    soup = soup_of(book / f"{page}.html")
    (description,) = soup.find_all("meta", attrs={"name": "description"})
    assert 10 <= len(description["content"]) <= 200
    assert "<" not in description["content"]
    assert soup.title.get_text().strip()


def test_first_visit_is_light(book: Path, page: str) -> None:
    assert weight(files_loaded_by(book, book / f"{page}.html")) <= FIRST_VISIT


def test_next_page_is_light(book: Path, page: str) -> None:
    """Whichever page with mathematics came before."""
    before = files_loaded_by(book, book / "notation.html") | files_loaded_by(book, book / "index.html")
    assert weight(files_loaded_by(book, book / f"{page}.html") - before) <= NEXT_PAGE


def test_one_small_style_sheet(book: Path, page: str) -> None:
    """A page waits for every sheet before it shows anything, and for a sheet inside a sheet once more."""
    file = book / f"{page}.html"
    (link,) = soup_of(file).find_all("link", rel="stylesheet")
    sheet = file_at(book, file, str(link["href"]))
    assert len(gzip.compress(sheet.read_bytes(), mtime=0)) <= STYLES
    assert "@import" not in sheet.read_text(encoding="utf-8")
    # A sheet that has changed is not taken from the browser's cache.
    assert urlsplit(str(link["href"])).query == f"v={hashlib.sha256(sheet.read_bytes()).hexdigest()[:8]}"


def test_pictures_say_how_large_they_are(book: Path, page: str) -> None:
    for picture in soup_of(book / f"{page}.html").select(".explorable-picture, .explorable-still"):
        for drawing in picture.find_all("svg", recursive=False):
            _left, _top, width, height = str(drawing["viewbox"]).split()  # the parser writes names small
            assert picture.get("style") == f"aspect-ratio: {width} / {height}"


def test_listings_say_how_long_they_are(book: Path, page: str) -> None:
    for listing in soup_of(book / f"{page}.html").select(".highlight > pre"):
        (content,) = listing.find_all(True, recursive=False)
        lines = listing.get_text().removesuffix("\n").split("\n")
        assert content.get("style") == f"--lines: {len(lines)}; --columns: {max(map(len, lines))}"


def test_a_chapter_draws_little_at_once(book: Path, page: str) -> None:
    """Pictures and listings off the screen, and what is folded, wait; the rest is drawn when the page opens."""
    if page.startswith("chapters/"):
        soup = soup_of(book / f"{page}.html")
        late = soup.select(
            "pre > [style], .explorable-picture[style], .explorable-still[style], details > :not(summary)"
        )
        waiting = {id(element) for part in late for element in part.find_all(True)}
        assert len(soup.find_all(True)) - len(waiting) <= DRAWN_AT_ONCE


def test_frames_are_light(book: Path) -> None:
    files = list((book / "_explorables").glob("*.js"))
    assert files, "there is an explorable in the book"
    for file in files:
        text = file.read_text(encoding="utf-8")
        match = re.fullmatch(r'explorableFrames\("([^"]+)", (.*)\);\n', text, re.DOTALL)
        assert match and match[1] == file.stem
        assert len(json.loads(match[2])["frames"]) <= MOST_FRAMES, file.name
        budget = FIGURE_WITH_IMAGES if "data:image/" in text else FIGURE
        assert len(gzip.compress(text.encode(), mtime=0)) <= budget, file.name


def test_every_explorable_has_its_frames(book: Path, page: str) -> None:
    file = book / f"{page}.html"
    for figure in soup_of(file).find_all("figure", class_="explorable"):
        assert figure.find("script") is None
        assert file_at(book, file, str(figure["data-frames"])).is_file()


def test_no_side_file_is_left_over(book: Path) -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in book.rglob("*.html"))
    assert [file.name for file in (book / "_explorables").glob("*.js") if file.name not in pages] == []
