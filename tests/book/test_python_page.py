"""What a page needs to run Python is assembled from official files, whole or not at all, and is small."""

import functools
import gzip
import http.server
import json
import os
import re
import tarfile
import threading
import zipfile
from pathlib import Path

import pytest

from tools import python_page

NEEDED = (
    *("numpy/__init__.pyc", "numpy/linalg/_linalg.pyc", "matplotlib/figure.pyc", "matplotlib/pyplot.pyc"),
    *("matplotlib/backends/backend_svg.pyc", "matplotlib/backends/backend_agg.pyc", "matplotlib/fontlist.json"),
    *("matplotlib/mpl-data/matplotlibrc", "matplotlib/mpl-data/fonts/ttf/DejaVuSans-Bold.ttf"),
    *("PIL/PngImagePlugin.pyc", "contourpy/__init__.pyc", "dateutil/parser/__init__.pyc", "six.pyc"),
)
NOT_NEEDED = (
    *("numpy/f2py/__init__.py", "numpy/linalg/tests/test_linalg.py", "numpy/__init__.pyi", "pylab.py"),
    *("mpl_toolkits/mplot3d/axes3d.py", "matplotlib/backends/backend_qtagg.py", "PIL/PdfImagePlugin.py"),
    *("matplotlib/mpl-data/sample_data/topobathy.npz", "matplotlib/mpl-data/images/home.png"),
    *("matplotlib/mpl-data/fonts/ttf/STIXGeneral.ttf", "matplotlib/mpl-data/fonts/afm/phvr8a.afm"),
)


@pytest.fixture
def release(tmp_path, monkeypatch):
    """A folder with a small release of two files, a recipe for it, and nothing that compiles."""
    folder = tmp_path / "release"
    folder.mkdir()
    (folder / "core.js").write_text("core", encoding="utf-8")
    with zipfile.ZipFile(folder / "six-1.whl", "w") as wheel:
        wheel.writestr("six.py", "six = 6\n")
        wheel.writestr("pylab.py", "from matplotlib.pylab import *\n")
    sums = {name: python_page.digest((folder / name).read_bytes()) for name in ("core.js", "six-1.whl")}
    recipe = tmp_path / "recipe.json"
    kinds = {"core": {"core.js": sums["core.js"]}, "packages": {"six-1.whl": sums["six-1.whl"]}}
    recipe.write_text(json.dumps({"lock": {"version": "1"}, "wheel": {}, "release": "", **kinds}), encoding="utf-8")
    monkeypatch.setattr(python_page, "RECIPE", recipe)
    monkeypatch.setattr(python_page, "ROOT", tmp_path)
    monkeypatch.setattr(python_page, "FOLDER", tmp_path / ".python")
    monkeypatch.setattr(python_page, "compile_all", lambda *arguments: None)
    monkeypatch.setattr(
        python_page, "make_editor", lambda target: target.exists() or target.write_text("editor", encoding="utf-8")
    )
    monkeypatch.setenv("NNLIVE_PYODIDE", str(folder))
    monkeypatch.setenv("NNLIVE_LITE", "required")
    library = tmp_path / "nnlib"
    library.mkdir()
    (library / "__init__.py").write_text("number = 1\n", encoding="utf-8")
    monkeypatch.setattr(python_page.make_nnlib, "__defaults__", (library,))
    return folder


def unpacked(archive: Path) -> dict[str, bytes]:
    """Return the files of an archive."""
    with tarfile.open(archive) as packed:
        return {name: packed.extractfile(name).read() for name in packed.getnames()}


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_files_of_a_folder_are_assembled(release):
    assert python_page.main() == 0
    made = ["editor.js", "made.json", "nnlib.bin", "packages.bin", "pyodide/core.js", "pyodide/pyodide-lock.json"]
    assert files(python_page.FOLDER) == made
    assert list(unpacked(python_page.FOLDER / "packages.bin")) == ["six.py"]
    assert (python_page.FOLDER / "pyodide" / "core.js").read_text(encoding="utf-8") == "core"


def test_files_of_an_address_are_assembled(release, monkeypatch):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=release)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("NNLIVE_PYODIDE", f"http://127.0.0.1:{server.server_port}/")
        assert python_page.main() == 0
        monkeypatch.setenv("NNLIVE_PYODIDE", f"http://127.0.0.1:{server.server_port}/nowhere")
        with pytest.raises(python_page.Unavailable, match=r"/nowhere does not give core.js \(HTTP Error 404"):
            python_page.fetch(
                json.loads(python_page.RECIPE.read_text(encoding="utf-8")), release, python_page.sources({})
            )
        server.shutdown()


def test_a_file_with_a_wrong_sum_is_told_in_one_sentence_and_nothing_stays(release, capsys):
    (release / "core.js").write_text("another core", encoding="utf-8")
    assert python_page.main() == 1
    told = capsys.readouterr().err
    wrong = "core.js is not the official file: its SHA-256 sum is not that in recipe.json"
    assert told == f"The pages get no Python: {wrong}.\n"
    assert not python_page.FOLDER.exists()


def test_a_source_without_a_file_is_told_and_what_was_there_stays(release, capsys):
    assert python_page.main() == 0
    before = {name: (python_page.FOLDER / name).read_bytes() for name in files(python_page.FOLDER)}
    python_page.RECIPE.write_text(
        python_page.RECIPE.read_text(encoding="utf-8") + "\n", encoding="utf-8"
    )  # so that all is made anew
    (release / "six-1.whl").unlink()
    assert python_page.main() == 1
    assert f"{release} has no six-1.whl (No such file or directory)." in capsys.readouterr().err
    assert {name: (python_page.FOLDER / name).read_bytes() for name in files(python_page.FOLDER)} == before


def test_the_book_is_built_without_python_unless_it_is_required(release, monkeypatch, capsys):
    (release / "core.js").unlink()
    monkeypatch.setenv("NNLIVE_LITE", "1")
    assert python_page.main() == 0
    assert capsys.readouterr().err.startswith("The pages get no Python: ")
    monkeypatch.setenv("NNLIVE_LITE", "0")
    assert python_page.main() == 0
    assert capsys.readouterr() == ("", "")


def test_the_next_source_is_asked_where_one_fails(release, tmp_path):
    recipe = json.loads(python_page.RECIPE.read_text(encoding="utf-8"))
    empty = python_page.from_folder(tmp_path / "empty")
    python_page.fetch(recipe, tmp_path, [empty, python_page.from_folder(release)])
    assert (tmp_path / "core.js").is_file()
    with pytest.raises(python_page.Unavailable, match="core.js.*; .*core.js"):
        python_page.fetch(recipe, tmp_path, [empty, empty])


def test_pip_that_gives_nothing_is_told(tmp_path):
    wheel = {"requirement": "no-such-file @ file:///nowhere/no_such_file-1-py3-none-any.whl", "sha256": "0" * 64}
    with pytest.raises(python_page.Unavailable, match="^pip does not give no-such-file"):
        python_page.from_pip({**wheel, "folder": ""})(["core.js"], tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_second_run_does_nothing(release, monkeypatch):
    assert python_page.main() == 0
    times = {name: os.stat(python_page.FOLDER / name).st_mtime_ns for name in files(python_page.FOLDER)}
    monkeypatch.setattr(python_page, "fetch", None)
    assert python_page.main() == 0
    assert {name: os.stat(python_page.FOLDER / name).st_mtime_ns for name in files(python_page.FOLDER)} == times


def test_a_change_in_nnlib_makes_only_its_archive_anew(release, monkeypatch):
    assert python_page.main() == 0
    monkeypatch.setattr(python_page, "fetch", None)
    (python_page.ROOT / "nnlib" / "__init__.py").write_text("number = 2\n", encoding="utf-8")
    assert python_page.main() == 0
    assert unpacked(python_page.FOLDER / "nnlib.bin")["nnlib/__init__.py"] == b"number = 2\n"


def test_a_lost_file_is_made_again(release):
    assert python_page.main() == 0
    (python_page.FOLDER / "pyodide" / "core.js").unlink()
    assert python_page.main() == 0
    assert (python_page.FOLDER / "pyodide" / "core.js").is_file()


def test_the_same_files_give_the_same_archive(tmp_path):
    for place, stamp in (("one", 1), ("two", 2_000_000_000)):
        for name in ("b", "a") if stamp == 1 else ("a", "b"):
            (tmp_path / place).mkdir(exist_ok=True)
            (tmp_path / place / name).write_text(name * 100, encoding="utf-8")
            os.utime(tmp_path / place / name, (stamp, stamp))
        python_page.pack(tmp_path / place, tmp_path / f"{place}.bin")
    assert (tmp_path / "one.bin").read_bytes() == (tmp_path / "two.bin").read_bytes()


def test_the_start_knows_every_file_of_large_data():
    boot = (python_page.ROOT / "_ext" / "live_book" / "python" / "boot.js").read_text(encoding="utf-8")
    known = json.loads(re.search(r"const DATA = (\[.*?\]);", boot)[1])
    assert known == sorted(path.name for path in (python_page.ROOT / "nnlib" / "data").glob("*.npz"))


@pytest.mark.parametrize("name", NOT_NEEDED)
def test_what_no_page_needs_is_left_out(name):
    assert not python_page.is_needed(name)


# What was really made -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def assembled():
    """The folder with Python for the pages."""
    if not (python_page.FOLDER / "nnlib.bin").is_file():
        pytest.fail("Python for the pages is not assembled: run `make book` first.", pytrace=False)
    return python_page.FOLDER


def test_the_core_is_the_official_one(assembled):
    python_page.check(assembled / "pyodide", json.loads(python_page.RECIPE.read_text(encoding="utf-8"))["core"])


def test_the_archive_has_what_it_must_and_nothing_else(assembled):
    names = list(unpacked(assembled / "packages.bin"))
    assert set(NEEDED) <= set(names)
    made_here = {"matplotlib/fontlist.json"}
    assert not [name for name in names if name.endswith(".py")]
    sources = {name.removesuffix("c") if name.endswith(".pyc") else name for name in names}
    assert not [name for name in sources - made_here if not python_page.is_needed(name)]
    assert "nnlib/live/page.pyc" in unpacked(assembled / "nnlib.bin")
    for package in json.loads(python_page.RECIPE.read_text(encoding="utf-8"))["packages"]:
        distribution = "-".join(package.split("-")[:2]) + ".dist-info/"
        assert any(name.startswith(distribution) for name in names), f"no licence of {package}"


def test_bytecode_is_read_without_a_look_at_its_source(assembled):
    archive = unpacked(assembled / "packages.bin")
    for name, content in archive.items():
        if name.endswith(".pyc"):
            assert content[4:8] == b"\1\0\0\0", name  # made from a source by its hash, which is not checked


def test_the_list_of_fonts_is_the_one_matplotlib_would_make(assembled):
    archive = unpacked(assembled / "packages.bin")
    fonts = json.loads(archive["matplotlib/fontlist.json"])
    there = {name.removeprefix("matplotlib/mpl-data/") for name in archive if name.endswith(".ttf")}
    assert {font["fname"] for font in fonts["ttflist"]} == there


def test_two_runs_compile_to_the_same_bytes(assembled, tmp_path):
    made = []
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "module.py").write_text(
            "def f(x):\n    return x in {'a', 'b', 'c', 'd', 'e', 'f'}\n", encoding="utf-8"
        )
        python_page.compile_all(tmp_path / place, assembled / "pyodide", "nnlib")
        made.append((tmp_path / place / "module.pyc").read_bytes())
        assert not (tmp_path / place / "module.py").exists()
    assert made[0] == made[1]


def test_first_use_transfers_at_most_12_megabytes(assembled):
    """As a static host sends it: scripts and WebAssembly compressed by gzip, archives as they are."""
    scripts = [path for path in (assembled / "pyodide").iterdir() if path.suffix != ".zip"]
    scripts += [assembled / "editor.js", *(python_page.ROOT / "_ext" / "live_book" / "python").glob("*.*")]
    compressed = sum(len(gzip.compress(path.read_bytes(), 6)) for path in scripts)
    archives = [assembled / "pyodide" / "python_stdlib.zip", assembled / "packages.bin", assembled / "nnlib.bin"]
    assert compressed + sum(path.stat().st_size for path in archives) <= 12_000_000
