"""The exercises of every chapter: each stub is told "not yet", each solution on the page passes its check."""

import re
from pathlib import Path

import nbformat
import pytest

CHAPTERS = Path(__file__).parents[2] / "chapters"
SOLUTION = re.compile(r"<summary>Solution</summary>.*?```python\n(.*?)```.*?</details>", re.DOTALL)


def exercises():
    """Yield for each exercise cell: its name, the code that comes before it, the cell and the solution after it."""
    for path in sorted(CHAPTERS.glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        before = []
        for cell, following in zip(cells, cells[1:] + [None]):
            if cell.cell_type != "code":
                continue
            if "exercise" in cell.metadata.get("tags", []):
                name = re.search(r'check\("([\w.-]+)"', cell.source)[1]
                solution = SOLUTION.search(following.source)
                assert solution, f"{name}: the text after the cell has no solution"
                yield pytest.param("\n".join(before), cell.source, solution[1], id=name)
            before.append(cell.source)


EXERCISES = list(exercises())


def feedback(before, cell, solution=""):
    """Run the chapter up to the exercise, the stub, the solution over it, and the check."""
    *stub, call = cell.rstrip().splitlines()
    assert call.startswith("check("), "the last line of an exercise is its check"
    names = {}
    for code in (before, "\n".join(stub), solution):
        exec(compile(code, "<chapter>", "exec"), names)
    return eval(call, names)


@pytest.mark.parametrize(("before", "cell", "solution"), EXERCISES)
def test_stub_is_not_yet_right(before, cell, solution):
    result = feedback(before, cell)
    assert not result.passed and result.text.startswith("○ Not yet")


@pytest.mark.parametrize(("before", "cell", "solution"), EXERCISES)
def test_solution_passes(before, cell, solution):
    result = feedback(before, cell, solution)
    assert result.passed, result.text


def test_every_chapter_has_three_to_six_exercises():
    for path in CHAPTERS.glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert 3 <= len(re.findall(r'"exercise"', text)) <= 6, path.name


def test_every_exercise_of_the_library_is_on_a_page():
    from nnlib import exercises as library

    pages = "".join(path.read_text(encoding="utf-8") for path in CHAPTERS.glob("*.ipynb"))
    assert [name for name in library.names() if f'check(\\"{name}\\"' not in pages] == []
