"""The environment is the one that requirements.txt describes, whole; Binder's is a part of it."""

import importlib.util
from importlib.metadata import distributions
from pathlib import Path

from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
NOT_OURS = {"pip", "setuptools", "wheel", "nnlib"}  # what every environment begins with, and the book's own library

_spec = importlib.util.spec_from_file_location("binder", ROOT / "tools" / "binder.py")
binder = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(binder)


def test_every_requirement_is_pinned() -> None:
    for requirement in binder.pins().values():
        assert [specifier.operator for specifier in requirement.specifier] == ["=="], str(requirement)


def test_every_installed_package_is_pinned() -> None:
    pinned = binder.pins()
    for distribution in distributions():
        name = canonicalize_name(distribution.metadata["Name"])
        if name not in NOT_OURS:
            assert name in pinned, f"{name} {distribution.version} is installed, and requirements.txt does not pin it"
            assert pinned[name].specifier.contains(distribution.version, prereleases=True), (
                f"{name} {distribution.version} is installed, requirements.txt says {pinned[name]}"
            )


def test_binder_has_the_same_versions() -> None:
    assert binder.FILE.read_text(encoding="utf-8") == binder.text(), "run `python tools/binder.py`"


def test_binder_leaves_the_tool_chain_out() -> None:
    assert binder.needed_packages().isdisjoint({"sphinx", "jupyter-book", "pytest", "playwright", "mypy"})
