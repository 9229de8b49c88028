"""Link the first use of each term in a chapter to the glossary.

    python tools/glossary.py                            all chapters
    python tools/glossary.py chapters/neurons.ipynb     this one

A use is a word in running text: not in a heading, a table, code, a formula, a line to open, or another link. An entry
of `glossary.md` may list other forms in a comment, `% also: batches; mini-batch`; one marked `% linked by hand` has
everyday meanings too and is left to the author, who links the first place where the word has the sense of the entry.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import nbformat

ROOT = Path(__file__).resolve().parents[1]

NOT_PROSE = re.compile(
    r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$|^#.*?$|^\|.*?$|<summary>.*?</summary>|</?\w+>|!?\[[^\]]*\]\([^)]*\)",
    re.DOTALL | re.MULTILINE,
)
LINK = re.compile(r"\[([^\]]*)\]\(\.\./glossary\.md#([\w-]+)\)")


class Entry(NamedTuple):
    """A term of the glossary: where links lead, the forms in which the text uses it, whether links are automatic."""

    anchor: str
    forms: tuple[str, ...]
    automatic: bool


def entries(text: str) -> list[Entry]:
    """Return the terms of the glossary's text."""
    found = []
    for section in text.split("\n## ")[1:]:
        name = section.splitlines()[0]
        also = re.search(r"^% also: (.*)$", section, re.MULTILINE)
        forms = (name, *(also[1].split("; ") if also else ()))
        found.append(Entry(name.lower().replace(" ", "-"), forms, "% linked by hand" not in section))
    return found


def uses(cells: list[str], terms: list[Entry]) -> Iterator[tuple[Entry, int, re.Match[str], str]]:
    """Yield each first use: the term, the number of the cell, where it is, and the anchor it is linked to or ''."""
    seen: set[str] = set()
    for use in all_uses(cells, [term for term in terms if term.automatic]):
        if use[0].anchor not in seen:
            seen.add(use[0].anchor)
            yield use


def all_uses(cells: list[str], terms: list[Entry]) -> Iterator[tuple[Entry, int, re.Match[str], str]]:
    """Yield every use of the terms, in the order of the text, as `uses` does."""
    by_form = {form.lower(): term for term in terms for form in term.forms}
    longest_first = sorted(by_form, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE)
    for number, cell in enumerate(cells):
        linked = {place: match[2] for match in LINK.finditer(cell) for place in range(*match.span(1))}
        prose = LINK.sub(lambda match: f" {match[1]}{' ' * (len(match[0]) - len(match[1]) - 1)}", cell)
        prose = NOT_PROSE.sub(lambda match: " " * len(match[0]), prose)
        for match in pattern.finditer(prose):
            yield by_form[match[0].lower()], number, match, linked.get(match.start(), "")


def link(cells: list[str], terms: list[Entry]) -> list[str]:
    """Return the cells with every first use linked, and no later one."""
    cells = [LINK.sub(lambda match: match[1] if automatic(match[2], terms) else match[0], cell) for cell in cells]
    for term, number, match, _anchor in sorted(uses(cells, terms), key=lambda use: -use[2].start()):
        start, end = match.span()
        cell = cells[number]
        cells[number] = f"{cell[:start]}[{cell[start:end]}](../glossary.md#{term.anchor}){cell[end:]}"
    return cells


def automatic(anchor: str, terms: list[Entry]) -> bool:
    """Say whether links to this anchor are made here."""
    return any(term.automatic for term in terms if term.anchor == anchor)


def main() -> None:
    terms = entries((ROOT / "glossary.md").read_text(encoding="utf-8"))
    for path in map(Path, sys.argv[1:] or sorted((ROOT / "chapters").glob("*.ipynb"))):
        notebook = nbformat.read(path, as_version=4)
        prose = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
        for cell, source in zip(prose, link([cell.source for cell in prose], terms)):
            cell.source = source
        path.write_text(nbformat.writes(notebook, version=4) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
