"""Join the style sheets of a page into one, without the rules for parts that no page has.

The theme, Sphinx and the extensions bring nine sheets, and one of them asks for the last only when it is read. A page
shows nothing before all are there: on a phone that took longer than everything else. Four fifths of their rules are
for parts that this book does not have, and a browser works through them whenever it styles a page.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tinycss2
from sphinx.application import Sphinx
from tinycss2.ast import Node

SHEET = "_static/every-page.css"  # in the folder of the sheets whose pictures have relative addresses

# What the theme asks for in its own template, which leaves it out here: `_templates/static/webpack-macros.html`.
FIRST = ("_static/basic.css", "_static/styles/pydata-sphinx-theme.css")

# These keep every rule: colours of code that a reader may write, and the book's own styles.
WHOLE = (
    "_static/pygments.css",
    "_static/book.css",
    "_static/explorable.css",
    "_static/predict.css",
    "_static/python.css",
)

# The theme's icon font: `_static/book.css` draws the icons.
ICON_RULE = re.compile(r"\.fa[srb]?[,{:.\s]|\.fa-|@font-face|@(-webkit-)?keyframes fa-|:host,:root\{--fa")

NAMES = re.compile(r'\s(?:class|id)="([^"]*)"')
WORD = re.compile(r"[\w-]+")
PUT_TOGETHER = "bs-"  # Bootstrap makes names like bs-tooltip-auto while it runs

CONDITIONAL = ("media", "supports")  # at-rules that hold rules


def names_used(folder: Path) -> set[str]:
    """Return the classes and identifiers in the built pages, and every word of the scripts, which may set one."""
    used: set[str] = set()
    for page in folder.rglob("*.html"):
        used.update(*(names.split() for names in NAMES.findall(page.read_text("utf-8"))))
    for script in [*folder.glob("_static/*.js"), *folder.glob("_static/scripts/*.js")]:
        used.update(WORD.findall(script.read_text("utf-8")))
    return used


def names_needed(selector: list[Node]) -> Iterator[str]:
    """Return the classes and identifiers without which a selector selects nothing; what stands in `:not()` is none."""
    before = None
    for token in selector:
        if token.type == "hash" or (token.type == "ident" and before == "."):
            yield token.value
        before = token.value if token.type == "literal" else None


def selectors(prelude: list[Node]) -> Iterator[list[Node]]:
    """Split a rule's prelude at its commas."""
    selector: list[Node] = []
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            yield selector
            selector = []
        else:
            selector.append(token)
    yield selector


def prune(rules: list[Node], used: set[str]) -> str:
    """Return the rules as text, without the selectors that need a name which is not in use.

    >>> rules = tinycss2.parse_stylesheet("a.x, .y:not(.z) {margin: 0}@media print {#z {margin: 0}}")
    >>> prune(rules, {"y"})
    '.y:not(.z){margin: 0}'
    """
    kept = []
    for rule in rules:
        if rule.type == "qualified-rule":
            chosen = [
                tinycss2.serialize(selector).strip()
                for selector in selectors(rule.prelude)
                if all(name in used or name.startswith(PUT_TOGETHER) for name in names_needed(selector))
            ]
            if chosen:
                kept.append(f"{','.join(chosen)}{{{tinycss2.serialize(rule.content).strip()}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword in CONDITIONAL:
            inner = prune(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True), used)
            if inner:
                kept.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}")
        elif not (rule.type == "at-rule" and rule.lower_at_keyword == "charset"):  # valid at the start of a file only
            kept.append(rule.serialize())
    return "\n".join(kept)


def join(folder: Path, names: list[str]) -> str:
    """Return the text of the sheets, in their order."""
    used = names_used(folder)
    parts = []
    for name in names:
        text = (folder / name).read_text("utf-8")
        if name not in WHOLE:
            rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
            text = prune([rule for rule in rules if not ICON_RULE.match(rule.serialize())], used)
        parts.append(text)
    return "\n".join(parts)


def choose_sheet(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Let the page ask for the one sheet, and note what goes into it."""
    if app.builder.format != "html":
        return
    sheets = context["css_files"]
    app.config.live_book_sheets = [*FIRST, *(str(sheet.filename) for sheet in sheets)]
    context["css_files"] = [type(sheets[0])(SHEET)]


def write_sheet(app: Sphinx, exception: Exception | None) -> None:
    """Write the sheet, let the pages ask for this version of it, and remove what went into it."""
    names = app.config.live_book_sheets  # none when no page was written
    if exception or app.builder.format != "html" or not names:
        return
    folder = Path(app.outdir)
    text = join(folder, names)
    (folder / SHEET).write_text(text, encoding="utf-8")
    # What is in the sheet hangs on all pages, so its version is known only after the last of them.
    version = hashlib.sha256(text.encode()).hexdigest()[:8]
    address = re.compile(rf'(?<={re.escape(SHEET)})(\?v=\w*)?(?=")')
    for page in folder.rglob("*.html"):
        old = page.read_text("utf-8")
        if (new := address.sub(f"?v={version}", old)) != old:
            page.write_text(new, encoding="utf-8")
    for name in names:
        (folder / name).unlink()


def setup(app: Sphinx) -> None:
    app.add_config_value("live_book_sheets", [], "")
    app.connect("html-page-context", choose_sheet, priority=900)
    app.connect("build-finished", write_sheet, priority=900)  # after the extensions have written their sheets
