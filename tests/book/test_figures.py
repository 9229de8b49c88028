"""An explorable on its way from the kernel into a page: through the cache, MyST-NB and the extension."""

import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
CONFIGURATION = f"""
import os, sys
sys.path.append({str(ROOT / "_ext")!r})
os.environ["NNLIB_EDITION"] = "static"
extensions = ["myst_nb"]
nb_execution_mode = "cache"
nb_execution_raise_on_error = True
html_theme = "basic"
exclude_patterns = ["_build"]

def setup(app):
    from live_book import frames
    frames.setup(app)
"""

SQUARE = """
from nnlib.live import Explorable, Slider

class Square(Explorable):
    title = "A square"
    z = Slider(label="z", low=0, high=2, step=1)
    a = Slider(label="a", low=0, high=1, step=1)

    def compute(self, z, a):
        return {"square": 4 / z if FAILS else z * z}

    def build(self, figure):
        (self.dot,) = figure.subplots().plot([], [], "o")
        return [self.dot]

    def update(self, result):
        self.dot.set_data([result.z], [result.square])

    def describe(self, result):
        return self.say("{square} at {z} and {a}.", result)
"""


class SmallBook:
    """A book of one page in a folder, built by Sphinx as often as asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "conf.py").write_text(CONFIGURATION, encoding="utf-8")
        (folder / "index.md").write_text("# A book\n\n```{toctree}\nparts/page\n```\n", encoding="utf-8")
        (folder / "parts").mkdir()

    def write(self, *cells: str) -> None:
        v4 = nbformat.v4
        found = [v4.new_markdown_cell("# A page", id="title")]
        found += [v4.new_code_cell(source, id=f"cell-{i}") for i, source in enumerate(cells)]
        nbformat.write(v4.new_notebook(cells=found), self.folder / "parts" / "page.ipynb")

    def build(self, *options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "sphinx", "-W", *options, str(self.folder), str(self.folder / "_build/html")]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    def page(self) -> str:
        """Return the page without its head: MyST-NB's style sheet gets another address from the second build on."""
        return (self.folder / "_build/html/parts/page.html").read_text(encoding="utf-8").partition("</head>")[2]

    def side_files(self) -> dict[str, str]:
        folder = self.folder / "_build/html/_explorables"
        return {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def small_book(tmp_path_factory: pytest.TempPathFactory) -> SmallBook:
    return SmallBook(tmp_path_factory.mktemp("book"))


def test_life_of_a_figure(small_book: SmallBook) -> None:
    """One test, because each step starts from the book that the one before has built."""
    small_book.write("FAILS = False" + SQUARE, "Square()", 'Square("second", z=2)')
    result = small_book.build()
    assert result.returncode == 0, result.stdout + result.stderr
    before, files = small_book.page(), small_book.side_files()
    addresses = re.findall(r'<figure class="explorable" id="(\S+)"[^>]* data-frames="([^"]+)"', before)
    assert [id for id, _ in addresses] == ["square", "second"]
    for (id, address), (name, text) in zip(addresses, sorted(files.items(), reverse=True), strict=True):
        assert address == f"../_explorables/{name}" and name.startswith(f"parts-page-{id}-")
        content = re.fullmatch(r'explorableFrames\("([^"]+)", (.*)\);\n', text, re.DOTALL)
        assert content[1] == name.removesuffix(".js")
        data = json.loads(content[2])
        assert list(data["controls"]) == ["z", "a"] and data["sentences"][-1] == "4 at 2 and 1."
    assert "0 at 0 and 0." in before and "4 at 2 and 0." in before
    assert "sentences" not in before and "Square(z=" not in before, "no frames and no plain text"

    result = small_book.build("-E")  # read again, from the cache of executed notebooks, where keys are sorted
    assert result.returncode == 0 and "Using cached notebook" in result.stdout, result.stdout + result.stderr
    assert small_book.page() == before and small_book.side_files() == files

    small_book.write("FAILS = False" + SQUARE, 'Square("second", z=2)')
    assert small_book.build().returncode == 0
    assert list(small_book.side_files()) == [name for name in files if "second" in name], "what no page has is gone"

    result = small_book.build("-b", "text")
    assert result.returncode == 0, result.stdout + result.stderr
    text = (small_book.folder / "_build/html/parts/page.txt").read_text(encoding="utf-8")
    assert "Square(z=2, a=0)" in text and "4 at 2 and 0." in text, "a page without HTML has the words"


def test_a_figure_that_cannot_be_drawn_stops_the_build(small_book: SmallBook) -> None:
    small_book.write("FAILS = True" + SQUARE, "figure = Square(z=2)\nfigure.sentence", "figure")
    for _ in range(2):  # the second time from the cache
        result = small_book.build()
        assert result.returncode != 0
        sentence = "parts/page: Square cannot be drawn at z=0.0, a=0.0: ZeroDivisionError: float division by zero"
        assert sentence in result.stdout + result.stderr
        assert "in compute" in result.stdout + result.stderr
