"""A book for a class: no solution in its pages or in the notebooks that it offers."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from live_book import solutions

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))


def prose(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def exercises(text):
    return text.split("\n## Exercises")[1].split("\n## ")[0]


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_only_the_solutions_go(path):
    notebook = nbformat.read(path, as_version=4)
    before = prose(notebook)
    after = prose(solutions.without_solutions(notebook))
    assert "<summary>Solution</summary>" in before
    assert set(re.findall("<summary>(.*?)</summary>", exercises(after))) <= {"Hint"}
    assert after.count("<details>") == after.count("</details>")
    assert exercises(before).count("<summary>Hint</summary>") == exercises(after).count("<summary>Hint</summary>")
    assert before.split("\n## Exercises")[0] == after.split("\n## Exercises")[0]
    assert (
        before.split("\n## Exercises")[1].split("\n## ", 1)[1] == after.split("\n## Exercises")[1].split("\n## ", 1)[1]
    )


def test_a_class_gets_a_book_without_them(tmp_path):
    """A chapter's text, built: neither its page nor a notebook that the site offers holds a solution."""
    for name in ("_config.yml", "_ext", "_static", "_templates", "requirements.txt"):
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / "_toc.yml").write_text("format: jb-book\nroot: losses\n", encoding="utf-8")
    notebook = nbformat.read(ROOT / "chapters" / "losses.ipynb", as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "markdown"]
    nbformat.write(notebook, tmp_path / "losses.ipynb")
    built = {}
    for solutions_too in ("1", "0"):
        env = os.environ | {"NNLIVE_SOLUTIONS": solutions_too, "NNLIVE_REPOSITORY": "someone/book"}
        command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", "-q", "."]
        subprocess.run(command, cwd=tmp_path, env=env, check=True, capture_output=True)
        site = tmp_path / "_build" / "html"
        built[solutions_too] = {
            path.relative_to(site).as_posix(): path.read_text(encoding="utf-8")
            for path in site.rglob("*")
            if path.suffix in {".html", ".ipynb"}
        }
    copies = ("losses.html", "_sources/losses.ipynb", "colab/losses.ipynb")
    for name in copies:
        assert "<summary>Solution</summary>" in built["1"][name].replace('\\"', '"')
    for name, text in built["0"].items():
        assert "Solution</summary>" not in text, name
    for name in copies:
        assert "Hint</summary>" in built["0"][name], name
