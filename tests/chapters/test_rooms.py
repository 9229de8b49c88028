"""One chapter, one room: what a chapter's folder may import, and that nothing outside lists what is in it."""

import ast
from pathlib import Path

import pytest

from nnlib import chapters, exercises, explorables, plots

ROOT = Path(chapters.__path__[0])
ROOMS = sorted(path.name for path in ROOT.iterdir() if (path / "__init__.py").is_file())


def imported(path):
    """Return the modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("room", ROOMS)
def test_a_chapter_imports_no_other_chapter(room):
    for path in (ROOT / room).rglob("*.py"):
        for module in imported(path):
            if module.startswith("nnlib.chapters"):
                assert module.startswith(f"nnlib.chapters.{room}."), f"{path.name} imports {module}"
            assert not module.startswith("nnlib.explorables"), f"{path.name}: the engine is nnlib.live"


def test_core_engine_and_shared_drawing_import_no_chapter():
    finders = {"exercises.py", "explorables.py", "plots/__init__.py"}  # they find what is there, by no name
    for path in ROOT.parent.rglob("*.py"):
        name = path.relative_to(ROOT.parent).as_posix()
        for module in imported(path):
            allowed = "nnlib.chapters" if name in finders else None
            assert name.startswith("chapters/") or not module.startswith("nnlib.chapters") or module == allowed, name


def test_nothing_outside_names_what_is_in_a_room():
    """A new chapter or figure touches its folder and nothing else."""
    text = "".join(
        (ROOT.parent / name).read_text(encoding="utf-8")
        for name in ("__init__.py", "exercises.py", "explorables.py", "live/__init__.py", "plots/__init__.py")
    )
    assert [room for room in ROOMS if f"chapters.{room}" in text] == []


@pytest.mark.parametrize(
    "look", [lambda: plots.plot_members, lambda: explorables.Members, lambda: exercises.check("members.mean", 1)]
)
def test_a_folder_without_init_is_named_by_whatever_looks_for_its_content(look, tmp_path, monkeypatch):
    (tmp_path / "members").mkdir()
    (tmp_path / "members" / "pictures.py").write_text("def plot_members(axes): ...\n", encoding="utf-8")
    (tmp_path / "left_over" / "__pycache__").mkdir(parents=True)  # as of a chapter of another branch
    monkeypatch.setattr(chapters, "__path__", [*chapters.__path__, str(tmp_path)])
    for finder in (chapters.modules, plots._pictures, explorables._figures):
        finder.cache_clear()
    with pytest.raises(ImportError, match=r"^nnlib/chapters/members has no __init__\.py, so nothing in it is found"):
        look()
