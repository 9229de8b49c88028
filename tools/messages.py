"""Collect what there is to translate: every message of nnlib, into nnlib/locale/nnlib.pot.

    python tools/messages.py

The file has no line numbers and no date, and its messages are in alphabetical order, so that it changes when a message
does and at no other time.
"""

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

ROOT = Path(__file__).parents[1]
POT = ROOT / "nnlib" / "locale" / "nnlib.pot"
KEYWORDS = {"_": None, "_n": (1, 2), "Wrong": (1,)}
"""What is called with a message, and which of its arguments are one: those of `nnlib.words`, and wrong answers."""


def catalogue() -> Catalog:
    """Return all messages of nnlib."""
    found = Catalog(project="Neural Networks, Live", header_comment="# Messages of Neural Networks, Live.", fuzzy=False)
    for _file, _line, message, comments, _context in extract_from_dir(ROOT / "nnlib", keywords=KEYWORDS):
        found.add(message, auto_comments=comments)
    return found


def text() -> str:
    """Return what the file should hold."""
    file = io.BytesIO()
    write_po(file, catalogue(), no_location=True, sort_output=True)
    changing = ("POT-Creation-Date", "Generated-By")
    lines = file.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.lstrip('"').startswith(changing))


if __name__ == "__main__":
    POT.parent.mkdir(exist_ok=True)
    POT.write_text(text(), encoding="utf-8")
    print(f"{len(catalogue())} messages in {POT.relative_to(ROOT)}")
