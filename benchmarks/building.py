"""Measure what the book costs to build and to check, with its chapters once, twice and four times.

    python -m benchmarks building

Each book lies in a folder of its own and has the real settings, pages and nnlib; what is more in it is copies of the
chapters. It is built cold, then after a cell of one chapter has changed. At last all its notebooks are run and compared
with their stored outputs, as `make test` does it. (A change in nnlib runs all notebooks again, as a cold build does.)
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat
import yaml

ROOT = Path(__file__).parents[1]
TIMES = (1, 2, 4)
OWN = ("chapters", "_toc.yml")  # what a book has of its own; all else of the repository it shares
NBVAL = ("-q", "--nbval", "--nbval-cell-timeout=600", "-n", "auto", "--dist", "loadscope", "-p", "no:cacheprovider")


def make(folder: Path, times: int) -> int:
    """Write a book with its chapters this many times; return how many it has."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    for name in {file.split("/")[0] for file in tracked} - {*OWN}:
        (folder / name).symlink_to(ROOT / name)
    (folder / ".python").symlink_to(ROOT / ".python")
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    chapters = contents["parts"][0]["chapters"]
    (folder / "chapters").mkdir()
    copies = []
    for number in range(1, times + 1):
        for chapter in chapters:
            name = chapter["file"] if number == 1 else f"{chapter['file']}-{number}"
            shutil.copy(ROOT / f"{chapter['file']}.ipynb", folder / f"{name}.ipynb")
            copies.append({"file": name})
    contents["parts"][0]["chapters"] = copies
    (folder / "_toc.yml").write_text(yaml.safe_dump(contents), encoding="utf-8")
    return len(copies)


def change_a_cell(chapter: Path) -> None:
    """Add a comment to the first cell of code."""
    notebook = nbformat.read(chapter, as_version=4)
    next(cell for cell in notebook.cells if cell.cell_type == "code").source += "\n# changed"
    nbformat.write(notebook, chapter)


def taken(folder: Path, program: str, *arguments: str) -> float:
    """Run a program of this environment in the folder; return the seconds that it took."""
    command = [str(Path(sys.executable).with_name(program)), *arguments]
    began = time.perf_counter()
    ran = subprocess.run(command, cwd=folder, env={**os.environ, "PYTHONPATH": str(folder)}, capture_output=True)
    if ran.returncode:
        raise RuntimeError(ran.stdout[-2000:].decode() + ran.stderr[-2000:].decode())
    return time.perf_counter() - began


def costs(times: int) -> dict[str, Any]:
    """Return the seconds for each thing to do with a book that has its chapters this many times."""
    with tempfile.TemporaryDirectory() as name:
        folder, build = Path(name), ("jupyter-book", "build", "-n", ".")
        measured: dict[str, Any] = {"chapters": make(folder, times), "cold": taken(folder, *build)}
        change_a_cell(folder / "chapters" / "neurons.ipynb")
        measured["chapter"] = taken(folder, *build)
        measured["notebooks"] = taken(folder, "pytest", *NBVAL, "chapters")
    return measured


def main() -> dict[str, Any]:
    """Measure, print the table and return the figures."""
    print("Seconds: a cold build, one after a change in a chapter, and all notebooks checked")
    building = []
    for times in TIMES:
        building.append(costs(times))
        print("  " + "   ".join(f"{name} {value:.0f}" for name, value in building[-1].items()), flush=True)
    return {"building_s": building}


if __name__ == "__main__":
    main()
