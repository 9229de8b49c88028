"""The exercises of every chapter: each stub is told "not yet", each solution on the page passes its check."""

import functools
import re
from pathlib import Path

import nbformat
import pytest

CHAPTERS = Path(__file__).parents[2] / "chapters"
SOLUTION = re.compile(r"<summary>Solution</summary>.*?```python\n(.*?)```.*?</details>", re.DOTALL)


def exercises():
    """Yield for each exercise its chapter, its code, the exercise cells before it, its cell and the solution."""
    for path in sorted(CHAPTERS.glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        text, earlier = [], []
        for cell, following in zip(cells, cells[1:] + [None]):
            if cell.cell_type != "code":
                continue
            if "exercise" in cell.metadata.get("tags", []):
                name = re.search(r'check\("([\w.-]+)"', cell.source)[1]
                solution = SOLUTION.search(following.source)
                assert solution, f"{name}: the text after the cell has no solution"
                yield pytest.param(path.stem, "\n".join(text), "\n".join(earlier), cell.source, solution[1], id=name)
                earlier.append(cell.source)
            else:
                assert not earlier, f"{path.name}: the code of the text comes before the exercises"
                text.append(cell.source)


EXERCISES = list(exercises())


@functools.cache
def names_after(text):
    """Run the code of a chapter's text, once for all its exercises, and return its names."""
    names = {}
    exec(compile(text, "<chapter>", "exec"), names)
    return names


def feedback(text, earlier, cell, solution=""):
    """Run the chapter up to the exercise, the stub, the solution over it, and the check."""
    *stub, call = cell.rstrip().splitlines()
    assert call.startswith("check("), "the last line of an exercise is its check"
    names = dict(names_after(text))
    for code in (earlier, "\n".join(stub), solution):
        exec(compile(code, "<chapter>", "exec"), names)
    return eval(call, names)


@pytest.mark.parametrize(("chapter", "text", "earlier", "cell", "solution"), EXERCISES)
def test_stub_is_not_yet_right(chapter, text, earlier, cell, solution):
    result = feedback(text, earlier, cell)
    assert not result.passed and result.text.startswith("○ Not yet")


@pytest.mark.parametrize(("chapter", "text", "earlier", "cell", "solution"), EXERCISES)
def test_solution_passes(chapter, text, earlier, cell, solution):
    result = feedback(text, earlier, cell, solution)
    assert result.passed, result.text


def test_every_chapter_has_three_to_six_exercises_and_checks_at_least_two():
    """The others are proofs, decisions and experiments."""
    for path in CHAPTERS.glob("*.ipynb"):
        cells = nbformat.read(path, as_version=4).cells
        text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
        numbers = re.findall(r"^\*\*(\d)\. ", text.split("## Exercises")[1], re.MULTILINE)
        assert numbers == [str(n) for n in range(1, len(numbers) + 1)] and 3 <= len(numbers) <= 6, path.name
        assert sum("exercise" in cell.metadata.get("tags", ()) for cell in cells) >= 2, path.name


def test_every_exercise_of_the_library_is_on_a_page():
    from nnlib import exercises as library

    pages = "".join(path.read_text(encoding="utf-8") for path in CHAPTERS.glob("*.ipynb"))
    assert [name for name in library.names() if f'check(\\"{name}\\"' not in pages] == []
