"""nnlib's own tests pass in the Python of the pages, and none of them is skipped in silence."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.in_pyodide import LEFT_OUT
from tools.test_in_pyodide import TESTS

ROOT = Path(__file__).parents[2]


def test_nnlib_passes_its_tests_in_pyodide() -> None:
    command = [sys.executable, "-m", "tools.test_in_pyodide"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
    assert done.returncode == 0, done.stdout[-20_000:]
    assert "platform emscripten" in done.stdout
    for name, reason in LEFT_OUT.items():
        assert f"left out: {name} ({reason})" in done.stdout


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_left_out_is_there_to_leave_out(name: str) -> None:
    file, _, test = name.partition("::")
    assert file.startswith(TESTS)
    assert f"def {test}(" in (ROOT / file).read_text(encoding="utf-8") if test else (ROOT / file).is_file()


@pytest.mark.parametrize(
    ("body", "code"),
    [("assert True", 0), ("assert False", 1), ("pytest.skip('not here')", 1), ("pytest.importorskip('nowhere')", 1)],
)
def test_a_test_that_skips_itself_fails_the_run(tmp_path: Path, body: str, code: int) -> None:
    (tmp_path / "test_one.py").write_text(f"import pytest\n\n\ndef test_one():\n    {body}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tools.in_pyodide", "--rootdir", str(tmp_path)]
    done = subprocess.run([*command, str(tmp_path)], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert done.returncode == code, done.stdout + done.stderr
