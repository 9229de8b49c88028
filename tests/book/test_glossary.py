"""Every term is defined once, and its first use in each chapter links to the glossary."""

import re
from pathlib import Path

import nbformat
import pytest

from tools import glossary

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "glossary.md").read_text(encoding="utf-8")
TERMS = glossary.entries(TEXT)
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))


def prose(path):
    return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]


def test_terms_are_in_order_and_no_form_belongs_to_two():
    names = [term.forms[0].lower() for term in TERMS]
    assert names == sorted(names) and len(names) > 80
    forms = [form.lower() for term in TERMS for form in term.forms]
    assert sorted(set(forms)) == sorted(forms)


def test_every_entry_names_the_chapter_that_explains_it():
    sections = TEXT.split("\n## ")[1:]
    assert all(
        re.search(r" See \[[^]]+\]\(chapters/[\w-]+\.ipynb\)\.\n?$", section.rstrip("\n")) for section in sections
    )


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_first_uses_are_linked(path):
    """`python tools/glossary.py` does it."""
    missing = [match[0] for term, _, match, anchor in glossary.uses(prose(path), TERMS) if anchor != term.anchor]
    assert missing == []


EVERYDAY = {
    ("convolutions", "feature"): 1,  # a feature map
    ("convolutions", "normalisation"): 1,  # batch normalisation, which has an entry of its own
    ("networks", "step"): 2,  # the second step of an explanation; the button *Step*
    ("neurons", "fires"): 2,  # nerve cells do
    ("optimizers", "linear"): 1,  # linear algebra
    ("training", "label"): 1,  # six runs without labels
}
"""How often a chapter uses the word in another sense, before it first has that of the glossary."""


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_words_with_everyday_meanings_are_linked_by_hand(path):
    """Once, at the first use in the sense of the glossary; the uses before it are counted above."""
    uses = {}
    for term, _, match, anchor in glossary.all_uses(prose(path), [term for term in TERMS if not term.automatic]):
        if anchor in ("", term.anchor):  # else it is part of another term, such as test examples
            uses.setdefault(term.anchor, []).append((match[0], bool(anchor)))
    for name, found in uses.items():
        before = EVERYDAY.get((path.stem, name), 0)
        assert [linked for _, linked in found] == [index == before for index in range(len(found))], (
            f"{name}: {before} uses have another sense, so number {before + 1} of {len(found)} is linked and no other"
        )


def test_every_term_is_linked_from_some_chapter():
    linked = {anchor for path in CHAPTERS for _, anchor in glossary.LINK.findall("\n".join(prose(path)))}
    assert {term.anchor for term in TERMS} - linked == set()


def test_only_running_text_is_linked_and_the_longest_term_wins():
    terms = glossary.entries("# Glossary\n\n## Gradient\n\n% also: gradients\n\nA.\n\n## Gradient descent\n\nB.\n")
    cells = ["# Gradient\n\n`gradient` $gradient$ [a gradient](x.md)\n\nGradient descent needs gradients, a gradient."]
    linked = glossary.link(cells, terms)
    assert linked[0].endswith(
        "[Gradient descent](../glossary.md#gradient-descent) needs [gradients](../glossary.md#gradient), a gradient."
    )
    assert linked[0].startswith(cells[0][:50])
    assert glossary.link(linked, terms) == linked
