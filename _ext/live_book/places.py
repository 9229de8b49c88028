"""Say in the page how large its listings are.

The style sheet lets the browser put off drawing listings and pictures that are off the screen (`content-visibility`).
They are most of a page: a drawing has hundreds of elements, a listing one for every word. Put off, they take up no time
of the reader who opens the page, and because the page says how large they are, nothing moves when they come. Pictures
say it themselves (`nnlib.live.svg.place`).
"""

import re
from html import unescape
from typing import Any

from sphinx.application import Sphinx

LISTING = re.compile(r'(?<=<div class="highlight">)<pre>(?P<text>.*?)</pre>', re.DOTALL)
TAG = re.compile(r"<[^>]*>")


def give_places(body: str) -> str:
    """Give what is in each listing the number of its lines and columns.

    The columns too: the theme measures when the page opens whether a listing is too wide, so that the keyboard has to
    reach it.
    """

    def measure(match: re.Match[str]) -> str:
        lines = unescape(TAG.sub("", match["text"])).removesuffix("\n").split("\n")
        columns = max(len(line) for line in lines)
        return f'<pre><span style="--lines: {len(lines)}; --columns: {columns}">{match["text"]}</span></pre>'

    return LISTING.sub(measure, body)


def write_places(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    if app.builder.format == "html" and "body" in context:
        context["body"] = give_places(context["body"])


def setup(app: Sphinx) -> None:
    app.connect("html-page-context", write_places, priority=900)
