"""A page knows by `version.js` whether the memory of Python that a browser keeps was made of the same files."""

import gzip
import hashlib
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from live_book import python_page


@pytest.fixture
def built(tmp_path: Path) -> Any:
    """A book whose Python is a few words in each file, as an application of Sphinx would say it."""
    source = tmp_path / ".python"
    for part in python_page.PARTS:
        file = source / part / "file" if "." not in part else source / part
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(gzip.compress(part.encode(), mtime=0))
    (tmp_path / "out").mkdir()
    return SimpleNamespace(srcdir=tmp_path, outdir=tmp_path / "out", builder=SimpleNamespace(format="html"))


def version_of(app: Any) -> dict[str, Any]:
    """Copy what runs Python, and return what its version.js says."""
    python_page.copy(app, None)
    script = (app.outdir / python_page.FOLDER / "version.js").read_text("utf-8")
    return dict(json.loads(script.removeprefix("export default ").removesuffix(";\n")))


def test_the_same_files_are_the_same_version(built: Any) -> None:
    assert version_of(built) == version_of(built)


def test_the_archives_are_known_by_what_is_in_them(built: Any) -> None:
    sums = [hashlib.sha256(name).hexdigest() for name in (b"packages.bin", b"nnlib.bin")]
    assert version_of(built)["archives"] == sums


@pytest.mark.parametrize("name", ["pyodide/file", "packages.bin", "nnlib.bin"])
def test_another_file_is_another_version(built: Any, name: str) -> None:
    before = version_of(built)
    (built.srcdir / ".python" / name).write_bytes(gzip.compress(b"another"))
    assert version_of(built) != before


@pytest.mark.parametrize("name", ["boot.js", "memory.js", "keep.js"])
def test_another_start_is_another_version(built: Any, name: str, tmp_path: Path, monkeypatch: Any) -> None:
    before = version_of(built)
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    for script in python_page.SCRIPTS.glob("*.js"):
        changed = "// another\n" if script.name == name else ""
        (scripts / script.name).write_text(changed + script.read_text("utf-8"), encoding="utf-8")
    monkeypatch.setattr(python_page, "SCRIPTS", scripts)
    assert version_of(built) != before


def test_the_editor_and_large_data_are_not_part_of_it(built: Any) -> None:
    before = version_of(built)
    (built.srcdir / ".python" / "editor.js").write_text("another", encoding="utf-8")
    (built.srcdir / ".python" / "data" / "file").write_text("another", encoding="utf-8")
    assert version_of(built) == before
