"""Let pages load what they use, let nothing wait for a script, and ship the mathematics that the book uses."""

import importlib.resources
import re
import shutil
from pathlib import Path
from textwrap import shorten
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

MATHJAX_PARTS = (
    "startup.js",
    "core.js",
    "input/tex.js",
    "input/tex/extensions",  # rare macros load when a page uses one
    "output/chtml.js",
    "output/chtml/fonts",
    "a11y/assistive-mml.js",
)

# What the theme brings and no page loads.
UNUSED = (
    "scripts/fontawesome.js*",
    "scripts/*.map",
    "scripts/*.txt",
    "styles/*.map",
    "styles/theme.css",
    "vendor",
    "locales",
    "*webpack-macros.html",
)

# The scripts that every page loads.
OWN = ("book.js", "drawing.js", "explorable.js", "handles.js", "predict.js", "python.js")
COMMENT = re.compile(r"^[ \t]*(?://.*\n)?|(?<=[;{},])[ \t]+// .*$", re.MULTILINE)

SETTING = "DOCUMENTATION_OPTIONS."

FOLD = re.compile(r'<summary aria-label="Toggle hidden content">(.*?)</summary>', re.DOTALL)
LINE = re.compile(r'<p class="(collapsed|expanded) admonition-title">(.*?)</p>')
SPAN = r'<span class="\1">\2</span>'


def choose_scripts(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Let the page show before its scripts run, in their order, and leave out those that have nothing to do.

    The search page is left alone: its template calls the scripts while the page is read.
    """
    if app.builder.format != "html" or pagename == "search":
        return
    # Sphinx also sends mathematics to the parents of pages that have some.
    has_mathematics = app.env.domaindata["math"]["has_equations"].get(pagename, False)
    chosen = []
    for script in context["script_files"]:
        line = script.attributes.get("body") or ""
        mathjax = "mathjax/" in str(script.filename or "") or line.startswith("window.MathJax")
        # The theme's own settings are for parts that this book does not have, and they would not wait for their object.
        if (mathjax and not has_mathematics) or line.startswith(SETTING):
            continue
        if script.filename:
            script = type(script)(script.filename, priority=script.priority, **script.attributes | {"defer": "defer"})
        chosen.append(script)
    context["script_files"] = chosen


def describe(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Let search engines and link previews show the page's first paragraph."""
    paragraphs = doctree.findall(nodes.paragraph) if doctree else ()
    first = next((text for paragraph in paragraphs if (text := " ".join(paragraph.astext().split()))), "")
    context["page_description"] = shorten(first, 160, placeholder=" …") or app.config.html_title


def name_folds(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Let the line that unfolds a cell's code be called what it says, not "Toggle hidden content" as MyST-NB has it.

    HTML allows no paragraphs there.
    """
    if body := context.get("body"):
        context["body"] = FOLD.sub(lambda fold: f"<summary>{LINE.sub(SPAN, fold[1])}</summary>", body)


def copy_mathjax(app: Sphinx, exception: Exception | None) -> None:
    """Copy the parts of MathJax that pages load, about a tenth of it."""
    if exception or app.builder.format != "html":
        return
    target = Path(app.outdir) / "_static" / "mathjax"
    mathjax = importlib.resources.files("sphinx-mathjax-offline") / "static" / "mathjax"
    with importlib.resources.as_file(mathjax) as source:
        for part in MATHJAX_PARTS:
            (target / part).parent.mkdir(parents=True, exist_ok=True)
            if (source / part).is_dir():
                shutil.copytree(source / part, target / part, dirs_exist_ok=True)
            else:
                shutil.copyfile(source / part, target / part)


def remove_unused(app: Sphinx, exception: Exception | None) -> None:
    """Remove the files of the theme that no page loads."""
    if exception or app.builder.format != "html":
        return
    for pattern in UNUSED:
        for path in (Path(app.outdir) / "_static").glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def without_comments(script: str) -> str:
    """Take the comments and what indents the lines out of a script.

    >>> without_comments("// What for.\\nif (late) {\\n  // why\\n  stop(); // now\\n}\\n")
    'if (late) {\\nstop();\\n}\\n'
    """
    return COMMENT.sub("", script)


def shorten_scripts(app: Sphinx, exception: Exception | None) -> None:
    """Let pages load the book's own scripts without what only their authors read: a fifth of them."""
    if exception or app.builder.format != "html":
        return
    for name in OWN:
        script = Path(app.outdir) / "_static" / name
        script.write_text(without_comments(script.read_text(encoding="utf-8")), encoding="utf-8")


def setup(app: Sphinx) -> None:
    app.add_config_value("comments_config", {}, "")  # Jupyter Book sets it, also without its extension for comments
    app.connect("html-page-context", choose_scripts, priority=900)
    app.connect("html-page-context", describe, priority=900)
    app.connect("html-page-context", name_folds, priority=900)
    app.connect("build-finished", copy_mathjax)
    app.connect("build-finished", remove_unused)
    app.connect("build-finished", shorten_scripts)
