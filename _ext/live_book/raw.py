"""Let no text of a page bring in a script: of HTML in Markdown, a few plain elements pass, all else is shown as text.

Not every web server sends the content-security policy, and a page that was opened as a file has none. What a code cell
puts out is not looked at: code that runs in the build could do anything.
"""

import re
from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

# Elements without attributes but a class, and links within the book; in an address there is no colon, so no scheme.
PLAIN = r'(?:details|summary|br|b|i|em|strong|kbd|sub|sup|div|p)(?: class="[\w -]*")?(?: open)? ?/?'
LINK = r'a href="(?:[\w./#?=,%+-]|&amp;)*"'
OTHER = re.compile(rf"<(?!(?:{PLAIN}|{LINK}|/[a-z]+)>|!--)")


def is_plain(html: str) -> bool:
    """Return whether HTML holds only elements that cannot run anything.

    >>> is_plain('<details>\\n<summary>Hint</summary>'), is_plain('<a href="chapters/neurons.html#neuron?weight=2">')
    (True, True)
    >>> is_plain("<b onclick=run()>"), is_plain('<a href="javascript:run()">'), is_plain("<!--><script>")
    (False, False, False)
    """
    return not OTHER.search(html)


class KeepRawHtmlPlain(SphinxTransform):
    """Show as text what is in Markdown and is no plain HTML, and warn of it: in `make book` that is an error."""

    default_priority = 400  # after the text was read, before titles are collected

    def apply(self, **options: object) -> None:
        for node in list(self.document.findall(nodes.raw)):
            if "html" in node.get("format", "") and not is_output(node) and not is_plain(node.astext()):
                message = "this HTML is shown as text, since a page runs no scripts but the book's own: %s"
                logging.getLogger(__name__).warning(message, node.astext().strip(), location=node)
                text = nodes.Text(node.astext())
                node.replace_self(text if isinstance(node.parent, nodes.TextElement) else nodes.paragraph("", "", text))


def is_output(node: nodes.Node) -> bool:
    """Return whether a code cell has put this out."""
    while node := node.parent:
        if isinstance(node, nodes.Element) and node.get("nb_element") == "cell_code_output":
            return True
    return False


def escape_title(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Escape the title that the theme puts on the printed page, as text, where HTML belongs."""
    if "pagetitle" in context:
        context["pagetitle"] = escape(context["pagetitle"])


def setup(app: Sphinx) -> None:
    app.add_transform(KeepRawHtmlPlain)
    app.connect("html-page-context", escape_title, priority=900)  # after the theme
