"""What would go wrong on Windows or macOS, as far as it can be seen on any system. Workflow *systems* runs the rest."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("_ext", "benchmarks", "deploy", "nnlib", "tests", "tools")
# Modules and functions that Windows lacks, in what runs without make; `hasattr` before it allows one.
POSIX = {"crypt", "fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty"}
POSIX_ONLY = re.compile(
    r"\b(os\.(fork|get[ep]?[ug]id|kill|killpg|mkfifo|nice|setsid|uname|wait\w*)|signal\.(SIGKILL|SIGHUP|SIGALRM|alarm))\b"
)
TEXT = {"read_text": 0, "write_text": 1}  # where the encoding stands in these calls


def sources(*folders: str) -> Iterator[Path]:
    return (file for folder in folders for file in sorted((ROOT / folder).rglob("*.py")))


def is_in_text_mode(call: ast.Call, position: int) -> bool:
    """Return whether a call of `open`, with its mode at this position, opens a file of text."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "mode"]
    mode = (named or call.args[position : position + 1] or [ast.Constant("r")])[0]
    return isinstance(mode, ast.Constant) and isinstance(mode.value, str) and re.fullmatch("[rwax+t]+", mode.value)


def without_encoding(source: str) -> list[int]:
    """Return the lines that read or write text in the encoding of the machine, which on Windows is another one.

    >>> without_encoding('path.read_text()\\nopen(path, "rb")\\npath.open("w")\\nopen(path, encoding="utf-8")')
    [1, 3]
    """
    found = []
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if name in TEXT:
            opens_text, named = True, len(call.args) > TEXT[name]
        elif name == "open":
            is_method = isinstance(call.func, ast.Attribute)
            takes_path = is_method and not any(isinstance(argument, ast.Constant) for argument in call.args[:1])
            opens_text = not (takes_path and call.args) and is_in_text_mode(call, 0 if is_method else 1)
            named = False
        else:
            continue
        if opens_text and not named and not any(keyword.arg in ("encoding", "fileobj") for keyword in call.keywords):
            found.append(call.lineno)
    return sorted(found)


@pytest.mark.parametrize("folder", FOLDERS)
def test_text_has_an_encoding(folder: str) -> None:
    assert [
        f"{file.relative_to(ROOT)}:{line}"
        for file in sources(folder)
        for line in without_encoding(file.read_text(encoding="utf-8"))
    ] == []


@pytest.mark.parametrize("folder", ["_ext", "nnlib", "tools"])
def test_nothing_needs_a_system_of_the_family_of_unix(folder: str) -> None:
    for file in sources(folder):
        source = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
            module = [node.module] if isinstance(node, ast.ImportFrom) else []
            assert not POSIX & {*names, *module}, file
        for line in source.splitlines():
            assert not POSIX_ONLY.search(line) or "hasattr(os, " in line, f"{file}: {line}"


def committed() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return listed.stdout.decode("utf-8").split("\0")[:-1]


def test_every_system_can_hold_the_files() -> None:
    """Windows knows no difference between a and A, no device as a name, and by default no path beyond 260 letters."""
    names = committed()
    assert len(names) > 300 and len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert re.fullmatch(r"[\w.,+@ /-]+", name, re.ASCII) and len(name) < 120, name
        for part in name.split("/"):
            assert not part.endswith((".", " ")), name
            assert not re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", part), name


def test_lines_end_alike_everywhere() -> None:
    """Git hands text out with the line ends that it has stored, also on Windows."""
    listed = subprocess.run(["git", "ls-files", "--eol"], cwd=ROOT, capture_output=True, check=True)
    for line in listed.stdout.decode("utf-8").splitlines():
        stored, _here, *attributes = line.partition("\t")[0].split()
        assert stored == "i/-text" or (
            stored in ("i/lf", "i/none") and "attr/text=auto eol=lf" in " ".join(attributes)
        ), line
