"""Write `.binder/requirements.txt`: what the chapters need to run, and no more, at the versions that were tested.

    python tools/binder.py

It lists everything that the packages below pull in, because Binder installs nothing but this file before it copies the
repository: that keeps the slow step in its cache as long as no version changes.
"""

import re
from importlib.metadata import requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
FILE = ROOT / ".binder" / "requirements.txt"
NEEDED = ("numpy", "matplotlib", "ipywidgets", "tqdm", "jupyterlab")
HEADER = "# What the chapters need to run, written by tools/binder.py from the versions in requirements.txt.\n"
# Where Binder runs, whatever this machine is.
BINDER = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "python_version": "3.11"}


def pins() -> dict[str, Requirement]:
    """Return the pinned packages of the book by name."""
    lines = (re.sub(r"\s+#.*", "", line) for line in (ROOT / "requirements.txt").read_text().splitlines())
    found = [Requirement(line) for line in lines if line and not line.startswith(("#", "-"))]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


def needed_packages() -> set[str]:
    """Return what `NEEDED` pulls in, as the installed packages say."""
    found: set[str] = set()
    waiting = [Requirement(name) for name in NEEDED]
    while waiting:
        requirement = waiting.pop()
        environments = [BINDER | {"extra": extra} for extra in ("", *requirement.extras)]
        name = canonicalize_name(requirement.name)
        if name in found and not requirement.extras:
            continue
        found.add(name)
        for dependency in map(Requirement, requires(name) or ()):
            if dependency.marker is None or any(map(dependency.marker.evaluate, environments)):
                waiting.append(dependency)
    return found


def text() -> str:
    """Return what the file should hold."""
    pinned = pins()
    packages = sorted(needed_packages() & pinned.keys())  # an installed setuptools is no part of the book
    return HEADER + "".join(f"{pinned[name].name}{pinned[name].specifier}\n" for name in packages)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
