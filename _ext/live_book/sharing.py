"""What others show of a page: the card of a link, and the list of pages for search engines.

A card needs no more than a title and a sentence; its picture, the page's one true address and `sitemap.xml` need the
address that the book is published at, which the environment variable `NNLIVE_ADDRESS` gives (`https://example.org/live/`).
"""

import os
import shutil
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

VARIABLE = "NNLIVE_ADDRESS"
CARD = ".github/page.png"  # the picture of the README
PLACE = "_static/card.png"


def parse_address(address: str) -> str:
    """Return the address of the published book with a slash at its end, or the empty text if there is none.

    >>> parse_address("https://example.org/live"), parse_address("")
    ('https://example.org/live/', '')
    """
    if not address:
        return ""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ConfigError(f"{VARIABLE} is {address!r}, expected an address such as https://example.org/live/")
    return address.rstrip("/") + "/"


def card(title: str, description: str, book: str, address: str, page: str) -> str:
    """Return the tags that tell what a link to a page looks like.

    >>> print(card("Neurons", "A <nerve> cell", "Live", "https://example.org/live/", "chapters/neurons"))
    <meta property="og:type" content="article"/>
    <meta property="og:site_name" content="Live"/>
    <meta property="og:title" content="Neurons"/>
    <meta property="og:description" content="A &lt;nerve&gt; cell"/>
    <meta property="og:url" content="https://example.org/live/chapters/neurons.html"/>
    <meta property="og:image" content="https://example.org/live/_static/card.png"/>
    <meta name="twitter:card" content="summary_large_image"/>
    """
    tags = {"type": "article", "site_name": book, "title": title, "description": description}
    if address:
        tags |= {"url": urljoin(address, f"{page}.html"), "image": urljoin(address, PLACE)}
    lines = [f'<meta property="og:{name}" content="{escape(text)}"/>' for name, text in tags.items()]
    size = "summary_large_image" if address else "summary"
    return "\n".join([*lines, f'<meta name="twitter:card" content="{size}"/>'])


def add_card(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Add the card to the head of a page."""
    if app.builder.format == "html" and "page_description" in context:
        book, title = app.config.html_title, context.get("pagetitle") or context.get("title", "")
        tags = card(title, context["page_description"], book, app.config.html_baseurl, pagename)
        context["metatags"] = context.get("metatags", "") + tags + "\n"


def write_sitemap(app: Sphinx, exception: Exception | None) -> None:
    """Write the list of pages, and copy the picture of the card."""
    address = app.config.html_baseurl
    if exception or app.builder.format != "html" or not address:
        return
    pages = "".join(
        f"<url><loc>{escape(urljoin(address, page))}.html</loc></url>\n" for page in sorted(app.env.found_docs)
    )
    text = f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{pages}</urlset>\n'
    Path(app.outdir, "sitemap.xml").write_text(text, encoding="utf-8")
    shutil.copyfile(Path(app.srcdir, CARD), Path(app.outdir, PLACE))


def setup(app: Sphinx) -> None:
    def remember(app: Sphinx, config: Config) -> None:
        config.html_baseurl = parse_address(os.environ.get(VARIABLE, ""))

    app.connect("config-inited", remember, priority=400)  # before Sphinx and the theme look at it
    app.connect("html-page-context", add_card, priority=950)  # after the description is made
    app.connect("build-finished", write_sitemap)
