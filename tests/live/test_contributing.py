"""The figure and the exercise that CONTRIBUTING shows are whole ones: they run as they stand there."""

import re
from pathlib import Path

import pytest

from nnlib import exercises
from nnlib.live import Explorable, page

TEXT = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_example_draws_every_state_and_says_what_it_shows():
    (code,) = [block for block in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL) if "(Explorable)" in block]
    names = {}
    exec(compile(code, "CONTRIBUTING.md", "exec"), names)
    (kind,) = [
        value
        for value in names.values()
        if isinstance(value, type) and issubclass(value, Explorable) and value is not Explorable
    ]
    frames = page.frames(kind())
    assert len(frames["frames"]) == len(list(kind.grid())) > 10
    assert len(set(frames["sentences"])) == len(frames["sentences"])
    assert f"{kind.__name__}()" in TEXT
    assert kind(frequency=2, shape="cos").sentence.startswith("cosine of frequency 2; at x = 1 its value is ")
    assert [handle.moves for handle in kind().handles] == [{"place": "x"}]


@pytest.mark.parametrize(
    ("answer", "passed", "words"),
    [
        (3.14, False, "You have 3.14."),
        (3.14159265, True, "After π"),
        (6.2831853, False, "the period of sin x"),
        (float("nan"), False, "The answer should be a number; this is nan."),
        (None, False, "Not yet"),
    ],
)
def test_the_exercise_answers_right_and_wrong_ones(monkeypatch, answer, passed, words):
    monkeypatch.setattr(exercises, "_EXERCISES", dict(exercises._EXERCISES))
    (code,) = [block for block in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL) if "@exercise" in block]
    exec(compile(code, "CONTRIBUTING.md", "exec"), {})
    result = exercises.check("waves.period", answer)
    assert result.passed == passed and words in result.text
