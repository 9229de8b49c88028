"""The book's own Sphinx extension: what `_config.yml` cannot say.

execution   notebooks run as the static edition, and again when nnlib has changed
frames      an explorable becomes a figure on its page, with its frames in a file that loads when they are needed
assets      pages load what they use, nothing waits for a script, mathematics comes with the book
styles      one style sheet for all pages, of the rules that they use
places      listings say how large they are, so that those off the screen are drawn later
launch      the buttons above a page: its notebook, printing, and where else it runs
python_page the bar that starts Python on a page, the buttons of its cells, and what they load
reference   the reference page links its entries to the chapters
raw         HTML in Markdown cannot bring a script into a page
sharing     the card of a link, and the list of pages for search engines
policy      the headers that a web server may send: a content-security policy, and how long each file is kept
unfinished  a build after one that was killed begins afresh
solutions   a book for a class can come without the solutions of its exercises
"""

from importlib import import_module
from pathlib import Path

from sphinx.application import Sphinx

from .execution import digest

PARTS = (
    *("execution", "frames", "assets", "styles", "places", "launch", "python_page"),
    *("raw", "reference", "sharing", "solutions", "policy", "unfinished"),
)


def setup(app: Sphinx) -> dict[str, bool]:
    # Sphinx writes every page afresh when a value of the kind "html" changes, here: when this extension does.
    app.add_config_value("live_book_extension", digest(Path(__file__).parent.rglob("*.py")), "html")
    for part in PARTS:
        import_module(f"{__name__}.{part}").setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
