"""The form of a chapter: its parts are there, code stays short, words outnumber code."""

import re
import statistics
from pathlib import Path

import nbformat
import pytest

CHAPTERS = sorted((Path(__file__).parents[2] / "chapters").glob("*.ipynb"))
SECTIONS = ("Check yourself", "Exercises", "Summary", "Where this goes wrong in practice", "References")


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def cells(request):
    return nbformat.read(request.param, as_version=4).cells


def text(cells):
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def code_lines(cell):
    return sum(bool(line.strip()) for line in cell.source.splitlines())


def test_parts_are_there(cells):
    prose = text(cells)
    assert len(re.findall(r"^# ", prose, re.MULTILINE)) == 1
    headings = re.findall(r"^## (.+)$", prose, re.MULTILINE)
    assert tuple(headings[-len(SECTIONS) :]) == SECTIONS
    for part in ("**You will learn**", "**Before you start.**", "**Time:**", "**Predict.**", "**Try this.**"):
        assert part in prose, part
    assert prose.count("**Predict.**") >= prose.count("**Try this.**")


def test_three_to_five_questions_each_with_a_right_option_and_a_wrong_one(cells):
    questions = text(cells).split("## Check yourself")[1].split("## Exercises")[0]
    asked = re.split(r"^\*\*\d+\. ", questions, flags=re.MULTILINE)[1:]
    assert 3 <= len(asked) <= 5
    assert all(question.count("<details>") >= 2 for question in asked)


def test_code_is_short_and_words_outnumber_it(cells):
    lengths = [code_lines(cell) for cell in cells if cell.cell_type == "code"]
    assert statistics.median(lengths) <= 5
    assert max(lengths) <= 25
    assert len(text(cells).split()) >= 15 * sum(lengths)


def test_a_chapter_fits_one_sitting(cells):
    assert len(text(cells).split()) <= 5200


def test_no_code_is_kept_from_the_readers_of_the_page(cells):
    """A cell that only draws is folded (hide-input): the names that it makes can then be looked up."""
    tags = {tag for cell in cells for tag in cell.metadata.get("tags", ())}
    assert tags <= {"exercise", "hide-input"}


def test_a_sentence_stands_between_two_code_cells(cells):
    assert not any(a.cell_type == b.cell_type == "code" for a, b in zip(cells, cells[1:]))


def test_details_open_and_close_with_blank_lines(cells):
    """Without them, JupyterLab shows the Markdown inside as it is written."""
    for cell in cells:
        if cell.cell_type == "markdown":
            assert cell.source.count("<details>") == cell.source.count("</details>")
            assert not re.search(r"</summary>\n(?!\n)", cell.source)
            assert not re.search(r"[^\n]\n</details>", cell.source)


def test_no_formula_stands_in_a_line_to_open(cells):
    """The book does not typeset mathematics inside <summary>: it would show its dollars."""
    assert [line for line in re.findall(r"<summary>(.*?)</summary>", text(cells)) if "$" in line] == []


def test_every_column_of_a_table_has_a_word_in_its_head(cells):
    """A formula alone, or nothing, leaves readers who listen to the page without a name for the column."""
    lines = text(cells).splitlines()
    heads = [head for head, rule in zip(lines, lines[1:]) if re.fullmatch(r"\|(\s*:?-+:?\s*\|)+", rule.strip())]
    names = [name for head in heads for name in re.sub(r"\$[^$]*\$", "", head).strip().strip("|").split("|")]
    assert all(name.strip() for name in names), heads


def test_every_cited_reference_has_an_entry(cells):
    entries = (Path(__file__).parents[2] / "references.md").read_text(encoding="utf-8")
    known = {heading.lower().replace(" ", "-") for heading in re.findall(r"^## (.+)$", entries, re.MULTILINE)}
    assert set(re.findall(r"references\.md#([\w-]+)", text(cells))) <= known


def test_every_reference_stands_once():
    text = (Path(__file__).parents[2] / "references.md").read_text(encoding="utf-8")
    entries = [section.strip().split("\n\n") for section in re.split(r"(?m)^## ", text)[1:]]
    headings = [entry[0].lower() for entry in entries]
    assert headings == sorted(headings) and len(set(headings)) == len(headings)
    assert [entry[0] for entry in entries if len(entry) != 2] == []
