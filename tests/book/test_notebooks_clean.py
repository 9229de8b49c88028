"""Chapters are committed clean and in plain Markdown, so that every program shows them right."""

import importlib.util
import re
import shutil
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]

_spec = importlib.util.spec_from_file_location("notebooks", ROOT / "tools" / "notebooks.py")
notebooks = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(notebooks)

# Directives, roles, targets, block attributes and substitutions: only MyST understands them.
MYST = re.compile(
    r"^\s*(?:`{3,}|~{3,}|:{3,})\{|(?<![`\w_^])\{[a-zA-Z][\w:-]*\}`[^`]|^\([\w-]+\)=\s*$|^\{[.#%][^}]*\}\s*$|^\+\+\+",
    re.MULTILINE,
)


@pytest.mark.parametrize("path", notebooks.NOTEBOOKS, ids=lambda path: path.stem)
def test_stored_clean(path: Path) -> None:
    assert notebooks.problems(path) == [], "run `make notebooks`"


@pytest.mark.parametrize("path", notebooks.NOTEBOOKS, ids=lambda path: path.stem)
def test_plain_markdown(path: Path) -> None:
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            assert MYST.findall(cell.source) == [], cell.source


@pytest.mark.parametrize(
    "source", ["```{note}\nwords\n```", ":::{tip}\n:::", "see {doc}`index`", "{math}`x`", "(a-target)=", "{#id .class}"]
)
def test_myst_is_recognised(source: str) -> None:
    assert MYST.search(source)


@pytest.mark.parametrize(
    "source", ["```python\nx = {1}\n```", r"$\frac{a}{b}$ and `{x}`", "$w_{i}$ `code`", "$f^{`a`}$", "(see above)"]
)
def test_plain_markdown_is_left_alone(source: str) -> None:
    assert not MYST.search(source)


def test_cleaning_keeps_texts_only(tmp_path: Path) -> None:
    """A notebook with everything that a session leaves behind, run and stored."""
    v4 = nbformat.v4
    source = [
        "print('words')",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
        "object()",
        "import sys\nprint('noise', file=sys.stderr)",
        "6 * 7",
    ]
    notebook = v4.new_notebook(cells=[v4.new_code_cell(text, metadata={"collapsed": True}) for text in source])
    path = tmp_path / "untidy.ipynb"
    nbformat.write(notebook, path)
    assert notebooks.problems(path)
    notebooks.run(path)
    assert notebooks.problems(path) == []
    outputs = [cell.outputs for cell in nbformat.read(path, as_version=4).cells]
    assert outputs[0][0].text == "words\n"
    assert outputs[1][0].data == {"text/plain": "<Figure size 640x480 with 1 Axes>"}
    assert outputs[2] == outputs[3] == []
    assert outputs[4][0].data == {"text/plain": "42"}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda cell: cell.update(execution_count=33), "has the count 33"),
        (lambda cell: cell.metadata.update(scrolled=True), "metadata scrolled"),
        (
            lambda cell: cell.outputs.append(nbformat.v4.new_output("display_data", {"image/png": "aGVsbG8="})),
            "more than text",
        ),
        (
            lambda cell: cell.outputs.append(nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])),
            "an error",
        ),
    ],
)
def test_what_is_not_clean_is_named(tmp_path: Path, change, complaint: str) -> None:
    path = tmp_path / "chapter.ipynb"
    shutil.copy(notebooks.NOTEBOOKS[0], path)
    notebook = nbformat.read(path, as_version=4)
    change(next(cell for cell in notebook.cells if cell.cell_type == "code"))
    nbformat.write(notebook, path)
    assert any(complaint in problem for problem in notebooks.problems(path))
