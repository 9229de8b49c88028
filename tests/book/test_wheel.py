"""What is released: nnlib as pip makes it from the repository, with its data, and without the rest of the book.

Colab installs the same wheel.
"""

import email
import fnmatch
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml
from packaging.metadata import Metadata

import nnlib

ROOT = Path(__file__).parents[2]
USE = """
import sys
sys.path.insert(0, sys.argv[1])
import nnlib
from nnlib import datasets
from nnlib.explorables import WarmOrCool
assert nnlib.__file__.startswith(sys.argv[1]), nnlib.__file__
assert "application/vnd.jupyter.widget-view+json" in WarmOrCool()._repr_mimebundle_()
print(len(datasets.digits()[0]))
"""
# Every file is of one of these kinds, and there is at least one of each.
LIBRARY = (
    "nnlib/*.py", "nnlib/py.typed", "nnlib/autodiff/*.py", "nnlib/plots/*.py", "nnlib/live/*.py", "nnlib/live/*.js",
    "nnlib/live/*.css",
    "nnlib/chapters/*.py", "nnlib/chapters/*/*.py", "nnlib/data/*.npz", "nnlib/data/*.json",
)  # fmt: skip
ABOUT = tuple(f"nnlib-*.dist-info/{name}" for name in ("METADATA", "WHEEL", "RECORD", "top_level.txt"))
LICENCES = ("LICENSE", "nnlib/data/README.md")
WHEEL = (*LIBRARY, *ABOUT, *(f"nnlib-*.dist-info/licenses/{name}" for name in LICENCES))
MADE = ("README.md", "setup.cfg", "PKG-INFO", "nnlib.egg-info/*")  # setuptools adds these to every source archive
SOURCE = (*LIBRARY, *LICENCES, "nnlib/README.md", "pyproject.toml", *MADE)
CATALOGUES = "nnlib/locale/*/LC_MESSAGES/*.mo"  # once there are translations


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wheel and a source archive, made from a clone of what is committed."""
    folder = tmp_path_factory.mktemp("release")
    subprocess.run(["git", "clone", "--quiet", "--depth=1", ROOT.as_uri(), str(folder / "clone")], check=True)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder)]
    subprocess.run([*pip, str(folder / "clone")], check=True)
    uv = [sys.executable, "-m", "uv", "build", "--quiet", "--sdist", "--out-dir", str(folder)]
    subprocess.run([*uv, str(folder / "clone")], check=True)
    return folder


@pytest.fixture(scope="module")
def installed(folder: Path) -> Path:
    """A folder with what the wheel holds."""
    (wheel,) = folder.glob("nnlib-*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "installed")
    return folder / "installed"


@pytest.fixture(scope="module")
def source(folder: Path) -> set[str]:
    """The files of the source archive, without the folder that they are all in."""
    (archive,) = folder.glob("nnlib-*.tar.gz")
    with tarfile.open(archive) as file:
        return {name.partition("/")[2] for name in file.getnames() if not file.getmember(name).isdir()}


def matches(name: str, pattern: str) -> bool:
    """Return whether the name of a file has this pattern, part by part: * crosses no slash."""
    parts, wanted = name.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(map(fnmatch.fnmatchcase, parts, wanted))


def compare(names: Iterable[str], patterns: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return the files that have none of the patterns, and the patterns that no file has."""
    names = sorted(names)
    strange = [name for name in names if not any(matches(name, pattern) for pattern in (*patterns, CATALOGUES))]
    return strange, [pattern for pattern in patterns if not any(matches(name, pattern) for name in names)]


def files_in(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def test_the_wheel_holds_the_library_and_nothing_else(installed: Path) -> None:
    there = files_in(installed)
    assert compare(there, WHEEL) == ([], [])
    committed = {name for name in files_in(installed.parent / "clone") if compare([name], LIBRARY)[0] == []}
    assert {name for name in there if ".dist-info/" not in name} == committed


def test_the_source_archive_holds_what_makes_the_wheel_and_nothing_else(source: set[str], installed: Path) -> None:
    assert compare(source, SOURCE) == ([], [])
    assert {name for name in files_in(installed) if ".dist-info/" not in name} <= source


def test_the_licences_come_with_the_wheel(installed: Path) -> None:
    for name in LICENCES:
        (copy,) = installed.glob(f"nnlib-*.dist-info/licenses/{name}")
        assert copy.read_text(encoding="utf-8") == (ROOT / name).read_text(encoding="utf-8")


def test_the_metadata_are_valid_and_say_what_this_is(installed: Path) -> None:
    (file,) = installed.glob("nnlib-*.dist-info/METADATA")
    metadata = Metadata.from_email(file.read_bytes(), validate=True)
    assert metadata.license_expression == "MIT AND CC-BY-SA-3.0" and metadata.license_files == list(LICENCES)
    assert metadata.description_content_type == "text/markdown"
    assert metadata.description == (ROOT / "nnlib" / "README.md").read_text(encoding="utf-8")
    assert "](" not in metadata.description, "a link of a package's page leads nowhere if it is relative"
    assert metadata.requires_python == ">=3.11"
    assert email.message_from_bytes(file.read_bytes())["Metadata-Version"] == "2.4"


def test_the_wheel_draws_a_figure_and_has_the_digits(installed: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-c", USE, str(installed)]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout == "5000\n"


def test_the_examples_of_its_description_run(installed: Path, tmp_path: Path) -> None:
    text = (ROOT / "nnlib" / "README.md").read_text(encoding="utf-8")
    code = "\n".join(re.findall(r"```python\n(.*?)```", text, re.DOTALL))
    command = [sys.executable, "-I", "-c", f"import sys\nsys.path.insert(0, {str(installed)!r})\n{code}"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout == "100% right\n"


def test_there_is_one_version(installed: Path) -> None:
    """The package, its metadata, the citation and the newest entry of the changelog agree."""
    (file,) = installed.glob("nnlib-*.dist-info/METADATA")
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    released = re.findall(r"^## \[(\d[^]]*)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    versions = {email.message_from_bytes(file.read_bytes())["Version"], citation["version"], released[0]}
    assert versions == {nnlib.__version__}
