"""Run nnlib's own tests with every Python that it is for and that is found on this machine.

    python -m tools.check_pythons [ARGUMENT OF PYTEST …]

A Python is found on the PATH, or by `uv python find`; none is downloaded. Each gets an environment of its own in
`.venv-pythons`, with the versions of requirements.txt. This says which were found, and fails if one fails or there are
none.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.test_in_pyodide import NEEDED, TESTS

ROOT = Path(__file__).parents[1]
PLACE = ROOT / ".venv-pythons"
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
PACKAGES = ("numpy", "matplotlib", "contourpy", "pillow", "ipython", "tqdm", "nbformat", *NEEDED)
UV = (sys.executable, "-m", "uv")
NEVER = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}


def find(version: str) -> str | None:
    """Return the path of a Python of this version that starts, or None: a name on the PATH may lead nowhere."""
    folders = os.environ.get("PATH", "").split(os.pathsep)
    candidates = [path for folder in folders if (path := shutil.which(f"python{version}", path=folder))]
    asked = subprocess.run([*UV, "python", "find", "--system", version], env=NEVER, capture_output=True, text=True)
    for path in [*candidates, asked.stdout.strip()]:
        if path and _version(path) == version:
            return path
    return None


def _version(python: str) -> str:
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run([python, "-c", code], capture_output=True, text=True).stdout.strip()


def passes(version: str, python: str, arguments: Sequence[str]) -> bool:
    """Run pytest with one Python, in an environment that has what the tests need."""
    place = PLACE / version
    bin = place / ("Scripts" if os.name == "nt" else "bin")
    pins = PLACE / "pins.txt"
    place.mkdir(parents=True, exist_ok=True)
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines(keepends=True)
    pins.write_text("".join(line for line in lines if not line.startswith("-e")), encoding="utf-8")
    if _version(python) != (_version(str(bin / "python")) if (bin / "python").exists() else ""):
        subprocess.run([*UV, "venv", "--quiet", "--clear", "--python", python, str(place)], env=NEVER, check=True)
    install = [*UV, "pip", "install", "--quiet", "--python", str(bin / "python"), "--constraint", str(pins), *PACKAGES]
    subprocess.run(install, env=NEVER, check=True)
    command = [str(bin / "python"), "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": ""}).returncode == 0


def main(arguments: Sequence[str]) -> int:
    found = {version: python for version in VERSIONS if (python := find(version))}
    for version in VERSIONS:
        print(f"Python {version}: {found.get(version, 'not found here')}", flush=True)
    results = {}
    for version, python in found.items():
        print(f"\nPython {version}", flush=True)
        results[version] = passes(version, python, arguments or TESTS)
    print()
    for version, passed in results.items():
        print(f"Python {version}: nnlib's tests {'pass' if passed else 'FAIL'}")
    return 0 if results and all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
