"""What hangs on the last digits is found, what does not is left in peace."""

import importlib.util
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest

TOOLS = Path(__file__).parents[2] / "tools"


@pytest.fixture(scope="module")
def steady():
    sys.path.insert(0, str(TOOLS))
    try:
        spec = importlib.util.spec_from_file_location("steady", TOOLS / "steady.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield module
    finally:
        sys.path.remove(str(TOOLS))


def notebook(path, *cells):
    """Store a chapter that has been run once, undisturbed."""
    v4 = nbformat.v4
    imports = "import numpy as np\nx = abs(np.random.default_rng(0).normal()) % 1"
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell(source) for source in (imports, *cells)]), path)
    return path


CHAOTIC = "for _ in range(200):\n    x = 3.9 * x * (1 - x)\nprint(round(x, 2))"
ROBUST = "print(round(x, 3))"


def test_a_cell_that_hangs_on_the_last_digits_is_found(steady, tmp_path):
    path = notebook(tmp_path / "chapter.ipynb", ROBUST, CHAOTIC)
    steady.notebooks.run(path)
    assert steady.run_chapter(path, steady.Machine("", 1, seed=0)) == []
    (problem,) = steady.run_chapter(path, steady.Machine("", 1, seed=1))
    assert "chapter chapter, cell 2" in problem and "disturbance 1" in problem


def test_draws_are_disturbed_by_one_part_in_a_million_million(steady, monkeypatch):
    drawn = [np.random.default_rng(5).normal(size=1000), np.random.default_rng(5).uniform(size=1000)]
    whole = np.random.default_rng(5).integers(10, size=1000)
    monkeypatch.setattr(np.random, "default_rng", np.random.default_rng)  # put back after the test
    steady.disturb.disturb(3)
    for before, now in zip(
        drawn, (np.random.default_rng(5).normal(size=1000), np.random.default_rng(5).uniform(size=1000))
    ):
        assert 1e-13 < np.abs(now / before - 1).max() <= 1.01e-12
    np.testing.assert_array_equal(np.random.default_rng(5).integers(10, size=1000), whole)


def frames(parts, sentence="It is so.", reproducible=True):
    return {
        "states": [{"x": 1}],
        "reproducible": [reproducible],
        "frames": [[0]],
        "parts": [[parts]],
        "sentences": [sentence],
    }


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (frames('<path d="M 1.5 20.4"/>'), ""),
        (frames('<path d="M 1.5 22.3"/>'), "2.0 pixels"),
        (frames('<path d="M 1.5 20.3 L 3 4"/>'), "another outline"),
        (frames('<path d="M 1.5 20.3"/>', "It was so."), "It was so."),
        (frames('<path d="M 9.5 20.3"/>', reproducible=False), ""),
        (frames('<path d="M 1.5 20.3"/>', "It was so.", reproducible=False), "It was so."),
    ],
)
def test_frames_may_differ_by_less_than_the_eye_sees(steady, now, found):
    before = frames('<path d="M 1.5 20.3"/>')
    problems = list(steady.compare_frames("Figure", steady.HERE, before, now))
    assert len(problems) == bool(found) and found in "".join(problems)
