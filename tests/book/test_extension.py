"""The book's Sphinx extension, without a book."""

import importlib
import json
import sys
from pathlib import Path

import pytest
import tinycss2

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "_ext"))
execution, frames, launch, places, styles = (
    importlib.import_module(f"live_book.{name}") for name in ("execution", "frames", "launch", "places", "styles")
)

DATA = {"frames": [[0], [1]], "sentences": ["a <b", "c"]}
FIGURE = """<p>before</p><figure class="explorable" id="{id}" data-explorable="Neuron">
<p>words</p><script type="application/json" class="explorable-frames">{json}</script>
</figure><p>after</p>"""


def test_frames_move_into_a_script() -> None:
    body, files = frames.move_frames(FIGURE.format(id="neuron", json=json.dumps(DATA)), "chapters/neurons", "../")
    ((file, text),) = files.items()
    name = file.removesuffix(".js")
    assert name.startswith("chapters-neurons-neuron-")
    assert text == f'explorableFrames("{name}", {json.dumps(DATA)});\n'
    assert f'data-frames="../_explorables/{file}"' in body
    assert "<script" not in body
    assert body.replace(f' data-frames="../_explorables/{file}"', "") == (
        '<p>before</p><figure class="explorable" id="neuron" data-explorable="Neuron">\n<p>words</p>\n</figure><p>after</p>'
    )


def test_each_figure_keeps_its_own_frames() -> None:
    """Also next to a figure that has none."""
    still = '<figure class="explorable" id="still"><p>no frames</p></figure>'
    page = still + FIGURE.format(id="one", json="[1]") + FIGURE.format(id="two", json="[2]")
    body, files = frames.move_frames(page, "index", "./")
    assert [text.split(", ")[1] for text in files.values()] == ["[1]);\n", "[2]);\n"]
    assert still in body
    for id in ("one", "two"):
        assert f'id="{id}" data-explorable="Neuron" data-frames="./_explorables/index-{id}-' in body


def test_changed_frames_have_another_name() -> None:
    names = [next(iter(frames.move_frames(FIGURE.format(id="x", json=data), "p", "")[1])) for data in ("[1]", "[2]")]
    assert names[0] != names[1]


@pytest.mark.parametrize(
    ("sheet", "kept"),
    [
        ("p, .used, .unused, #used, #unused {margin: 0}", "p,.used,#used{margin: 0}"),
        (".used .unused {margin: 0}", ""),
        (".used:not(.unused), .used:is(.unused, p) {margin: 0}", ".used:not(.unused),.used:is(.unused, p){margin: 0}"),
        ('a[href=".unused"], a[title="#,"] {margin: 0}', 'a[href=".unused"],a[title="#,"]{margin: 0}'),
        (".bs-tooltip-auto {margin: 0}", ".bs-tooltip-auto{margin: 0}"),
        (".sm\\:used {margin: 0}", ""),
        ("@media print {.unused {margin: 0} .used {margin: 0}}", "@media print {.used{margin: 0}}"),
        ("@media print {.unused {margin: 0}}", ""),
        ("@keyframes turn {to {rotate: 1turn}}", "@keyframes turn {to {rotate: 1turn}}"),
        ('@charset "utf-8"; p {margin: 0}', "p{margin: 0}"),
    ],
)
def test_rules_without_use_are_left_out(sheet: str, kept: str) -> None:
    rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    assert styles.prune(rules, {"used"}) == kept


def test_names_in_pages_and_scripts_are_in_use(tmp_path: Path) -> None:
    (tmp_path / "chapters").mkdir()
    (tmp_path / "_static" / "scripts").mkdir(parents=True)
    (tmp_path / "chapters" / "page.html").write_text('<p class="one two" id="three">four</p>', encoding="utf-8")
    (tmp_path / "_static" / "scripts" / "menu.js").write_text('page.classList.add("five-six")', encoding="utf-8")
    used = styles.names_used(tmp_path)
    assert {"one", "two", "three", "five-six"} <= used and "four" not in used


def test_pictures_and_listings_get_their_places() -> None:
    still = '<div class="explorable-still"{}><svg viewBox="0 0 400 260"><path/></svg></div>'
    listing = '<div class="highlight"><pre>{}<span></span>one\n\n<b>a &lt; b</b>\n{}</pre></div>'
    other = '<div class="explorable-picture"></div><pre>words</pre>'
    assert places.give_places(still.format("") + listing.format("", "") + other) == (
        still.format(' style="aspect-ratio: 400 / 260"')
        + listing.format('<span style="--lines: 3; --columns: 5">', "</span>")
        + other
    )


def test_cache_depends_on_the_library_and_its_data(tmp_path: Path) -> None:
    (tmp_path / "nnlib" / "data").mkdir(parents=True)
    (tmp_path / "benchmarks").mkdir()
    names = ("nnlib/a.py", "nnlib/data/b.npz", "requirements.txt", "benchmarks/results.json")
    files = [tmp_path / name for name in names]
    seen = set()
    for changed in files:
        for file in files:
            file.write_bytes(b"after" if file == changed else b"before")
        seen.add(execution.digest(execution.ingredients(tmp_path)))
    assert len(seen) == len(files)
    compiled = tmp_path / "nnlib/__pycache__/a.pyc"
    compiled.parent.mkdir()
    compiled.write_bytes(b"anything")
    assert execution.digest(execution.ingredients(tmp_path)) in seen


@pytest.mark.parametrize(
    ("address", "repository"),
    [
        ("https://github.com/owner/name", "owner/name"),
        ("https://github.com/owner/name.git", "owner/name"),
        ("git@github.com:owner/name.git", "owner/name"),
        ("ssh://git@github.com/owner/na.me", "owner/na.me"),
        ("owner/name", "owner/name"),
        ("/somewhere/owner/name", ""),
        ("https://example.org/owner/name", ""),
        ("", ""),
    ],
)
def test_repository_addresses(address: str, repository: str) -> None:
    assert launch.parse_repository(address) == repository


def test_buttons_without_an_address_lead_nowhere_else() -> None:
    found = launch.buttons("chapters/neurons", ".ipynb", "", "../")
    assert [button.get("url") for button in found] == ["../_sources/chapters/neurons.ipynb", None]
    assert launch.buttons("index", ".md", "", "./")[0]["tooltip"] == "Print"


def test_buttons_with_an_address() -> None:
    found = launch.buttons("chapters/neurons", ".ipynb", "owner/name", "../")
    assert [button["url"] for button in found[0]["buttons"]] == [
        "https://mybinder.org/v2/gh/owner/name/HEAD?urlpath=lab/tree/chapters/neurons.ipynb",
        "https://colab.research.google.com/github/owner/name/blob/gh-pages/colab/neurons.ipynb",
    ]
    assert found[1]["url"] == "https://github.com/owner/name/blob/HEAD/chapters/neurons.ipynb"
