"""What Colab installs: nnlib as pip makes it from the repository, with its data, and without the rest of the book."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

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


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel holds, made from a clone of what is committed."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(["git", "clone", "--quiet", "--depth=1", ROOT.as_uri(), str(folder / "clone")], check=True)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder)]
    subprocess.run([*pip, str(folder / "clone")], check=True)
    (wheel,) = folder.glob("nnlib-*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "installed")
    return folder / "installed"


def test_the_wheel_holds_the_library_and_nothing_else(installed: Path) -> None:
    clone = installed.parent / "clone"
    here = {str(file.relative_to(clone)) for file in (clone / "nnlib").rglob("*") if file.is_file()}
    there = {str(file.relative_to(installed)) for file in installed.rglob("*") if file.is_file()}
    assert {file for file in there if ".dist-info/" not in file} <= here
    assert {file for file in here if file.endswith((".py", ".npz", ".json", "py.typed"))} <= there


def test_the_wheel_draws_a_figure_and_has_the_digits(installed: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-c", USE, str(installed)]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout == "5000\n"
