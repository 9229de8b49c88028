"""Run the chapters and store them clean, or check that they are stored clean.

    python tools/notebooks.py               run every chapter in a live kernel and store it
    python tools/notebooks.py --check       say which chapter is not stored clean, and why

A clean notebook keeps the texts that its cells print and nothing that differs from run to run or that only a program
can read: no images, widgets, times or addresses in memory. So a change in a chapter is a change in its
text, and nbval can compare the outputs. Execution counts are those of one run from top to bottom, 1, 2, 3 and so on:
nbval takes a cell without one for a cell that never ran.
"""

import argparse
import os
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

ROOT = Path(__file__).parents[1]
NOTEBOOKS = [*sorted((ROOT / "chapters").glob("*.ipynb")), ROOT / "corrections.ipynb"]

NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}
CELL_METADATA = ("tags", "mystnb")  # what the book reads
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def clean_output(output: NotebookNode, count: int) -> NotebookNode | None:
    """Return the part of an output that is worth storing, or None."""
    if output.output_type == "stream":
        return nbformat.v4.new_output("stream", name=output.name, text=output.text) if output.name == "stdout" else None
    if output.output_type == "error":
        return None
    text = output.data.get("text/plain", "")
    if not text or ADDRESS.search(text):
        return None
    counted = {"execution_count": count} if output.output_type == "execute_result" else {}
    return nbformat.v4.new_output(output.output_type, data={"text/plain": text}, **counted)


def clean(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of `notebook` with nothing in it but words, code and the texts that the code prints."""
    cells = []
    count = 0
    for cell in notebook.cells:
        metadata = {key: cell.metadata[key] for key in CELL_METADATA if key in cell.metadata}
        kept = NotebookNode(cell_type=cell.cell_type, id=cell.id, metadata=metadata, source=cell.source)
        if cell.cell_type == "code":
            count += 1
            outputs = [clean_output(output, count) for output in cell.outputs]
            kept |= {"execution_count": count, "outputs": [output for output in outputs if output]}
        cells.append(nbformat.from_dict(kept))
    return nbformat.from_dict({"cells": cells, "metadata": NOTEBOOK_METADATA, "nbformat": 4, "nbformat_minor": 5})


def text_of(notebook: NotebookNode) -> str:
    """Return the text that is stored for `notebook`."""
    return nbformat.writes(notebook, version=4) + "\n"


def problems(path: Path) -> list[str]:
    """Say in words what keeps the notebook at `path` from being clean."""
    stored = path.read_text(encoding="utf-8")
    notebook = nbformat.reads(stored, as_version=4)
    found = []
    if notebook.metadata != NOTEBOOK_METADATA:
        found.append("the notebook's metadata are not the usual ones")
    for number, (cell, kept) in enumerate(zip(notebook.cells, clean(notebook).cells), start=1):
        place = f"cell {number} ({cell.source.splitlines()[0][:40] if cell.source else 'empty'})"
        if extra := set(cell.metadata) - set(kept.metadata):
            found.append(f"{place} has metadata {', '.join(sorted(extra))}")
        if cell.cell_type != "code":
            continue
        if cell.execution_count != kept.execution_count:
            found.append(f"{place} has the count {cell.execution_count}, in one run it is {kept.execution_count}")
        if any(output.output_type == "error" for output in cell.outputs):
            found.append(f"{place} stores an error")
        elif cell.outputs != kept.outputs:
            found.append(f"{place} stores more than text in its outputs")
    if not found and stored != text_of(clean(notebook)):
        found.append("the file is written in another form (indentation, order of keys or line ends)")
    return found


def run(path: Path) -> None:
    """Run the notebook at `path` as a reader would, and store it clean."""
    notebook = nbformat.read(path, as_version=4)
    folder = {"metadata": {"path": path.parent}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", coalesce_streams=True, resources=folder).execute()
    path.write_text(text_of(clean(notebook)), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="only say which notebook is not clean, and why")
    parser.add_argument("notebooks", nargs="*", type=Path, help="the notebooks (all, if none is named)")
    arguments = parser.parse_args()
    os.environ.pop("NNLIB_EDITION", None)  # the live edition, whatever the shell says
    failed = False
    for path in arguments.notebooks or NOTEBOOKS:
        if not arguments.check:
            run(path)
        for problem in problems(path):
            failed = True
            print(f"{path.name}: {problem}", file=sys.stderr)
    if failed and arguments.check:
        print("`make notebooks` stores them clean.", file=sys.stderr)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
