"""Two builds of the same book have the same bytes, also if a build before was killed half-way."""

import os
import signal
import subprocess
from pathlib import Path

import nbformat
import pytest

from tests import small_book

# What a build says when it begins to run the notebooks, to write pages, and to bring in what the pages load.
STAGES = ("running notebooks", "writing output", "copying static files", "dumping search index")


def make(folder: Path) -> Path:
    """Write a book of two chapters, one with a figure and one with text."""
    folder.mkdir()
    markdown, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    figure = [markdown("# A figure"), code("from nnlib.explorables import WarmOrCool\nWarmOrCool()")]
    text = [markdown("# Text\n\nWith $x^2$ and a [link](figure.ipynb)."), code("print({'a': 1})"), code("{3, 1, 2}")]
    small_book.make(folder, {"figure": figure, "text": text}, more=["nnlib"])
    return folder


def build(folder: Path) -> dict[str, bytes]:
    """Build a book; return its files."""
    result = small_book.build(folder, "-n", "-W", "--keep-going", NNLIVE_LITE="0")
    assert result.returncode == 0, result.stdout + result.stderr
    html = folder / "_build" / "html"
    return {file.relative_to(html).as_posix(): file.read_bytes() for file in html.rglob("*") if file.is_file()}


def kill_build(folder: Path, stage: str) -> None:
    """Begin to build a book, and kill all of it as soon as it says that it is so far."""
    command = small_book.command(folder, "-n", "-W", "--keep-going")
    environment = small_book.environment(NNLIVE_LITE="0", PYTHONUNBUFFERED="1")
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8", "start_new_session": True}
    said = []
    with subprocess.Popen(command, env=environment, **options) as process:
        assert process.stdout
        for line in process.stdout:
            said.append(line)
            if stage in line:
                break
        os.killpg(process.pid, signal.SIGKILL)
    assert stage in said[-1], f"the build never said {stage!r}: {''.join(said)}"
    assert process.returncode == -signal.SIGKILL


def different(files: dict[str, bytes], others: dict[str, bytes]) -> list[str]:
    """Return the names of the files that two books do not have alike."""
    return sorted(name for name in files.keys() | others.keys() if files.get(name) != others.get(name))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("first") / "book")


@pytest.fixture(scope="module")
def built(first: Path) -> dict[str, bytes]:
    return build(first)


def test_two_builds_are_the_same(built: dict[str, bytes], tmp_path: Path) -> None:
    """In another folder, at another time, with another seed for the order of sets."""
    assert any(name.startswith("_explorables/") for name in built) and "chapters/text.html" in built
    assert different(built, build(make(tmp_path / "another-name"))) == []


@pytest.mark.parametrize("stage", STAGES)
def test_a_killed_build_leaves_nothing_behind(built: dict[str, bytes], tmp_path: Path, stage: str) -> None:
    folder = make(tmp_path / "book")
    kill_build(folder, stage)
    assert different(built, build(folder)) == []


def test_half_a_page_is_written_again(first: Path, built: dict[str, bytes]) -> None:
    """As a build leaves it that was killed in the middle of a page: its mark is there still."""
    (first / "_build" / "html" / "chapters" / "text.html").write_bytes(built["chapters/text.html"][:1000])
    (first / "_build" / ".html-unfinished").touch()
    assert different(built, build(first)) == []
    assert not (first / "_build" / ".html-unfinished").exists()
