"""Whatever a reader sees can be translated: in a pseudo-language, no word stands outside its brackets."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nnlib import explorables, plots
from nnlib.exercises import names

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SCRIPT = HERE / "pseudo_language.py"

_spec = importlib.util.spec_from_file_location("pseudo_language", SCRIPT)
pseudo_language = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(pseudo_language)

THE_SAME_EVERYWHERE = {
    "names of methods": {"SGD", "Momentum", "Nesterov", "Adagrad", "RMSProp", "Adadelta", "Adam", "ReLU"},
    "names of libraries": {"nnlib", "PyTorch"},
    "gradients": {"dW", "dZ", "dA", "db"},
    "functions in formulas": {"min", "max", "log", "tanh", "arctan", "dt"},
    "functions of logic": {"AND", "OR", "NAND", "XOR"},
    "number types, and what they write": {"float", "NaN"},
    "names that the reader writes in code": {"relu", "sigmoid", "train", "test", "rate", "beta", "True"},
    "units": {"ms"},
}
"""Words that no language translates, and why."""


@pytest.fixture(scope="module")
def texts():
    """Every text that a reader can meet, in the pseudo-language: pairs of place and text."""
    environment = {name: value for name, value in os.environ.items() if name != "NNLIB_EDITION"}
    environment |= {"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, SCRIPT, ROOT / "nnlib" / "locale" / "nnlib.pot"]
    output = subprocess.run(command, env=environment, check=True, capture_output=True, encoding="utf-8").stdout
    return json.loads(output)


def test_no_word_is_left_untranslated(texts):
    same = set().union(*THE_SAME_EVERYWHERE.values())
    left = {
        (place.split(",")[0], word): text
        for place, text in texts
        for word in pseudo_language.words_outside(text)
        if word not in same
    }
    assert left == {}


def test_every_word_that_needs_no_translation_is_met(texts):
    met = {word for _place, text in texts for word in pseudo_language.words_outside(text)}
    assert set().union(*THE_SAME_EVERYWHERE.values()) <= met


def test_every_figure_picture_and_exercise_was_read(texts):
    places = {place.split(",")[0] for place, _text in texts}
    wanted = [figure.__name__ for figure in explorables.catalogue()] + [f"check {name}" for name in names()]
    assert set(wanted) <= places
    not_drawn = {name for name in plots.__all__ if name.startswith("plot_")} - places
    assert not not_drawn, f"picture_calls in tests/live/pseudo_language.py wants a line for {', '.join(not_drawn)}"


@pytest.mark.parametrize(
    ("message", "fields", "left"),
    [
        ("{n} steps", {"n": 3}, []),
        ("{n} steps of {name}", {"n": 3, "name": "SGD"}, ["SGD"]),
        ("not in the catalogue", {}, ["not", "in", "the", "catalogue"]),
        ("loss {loss[0]:.3f}", {"loss": [0.5]}, []),
    ],
)
def test_words_outside_the_brackets_are_found(message, fields, left):
    known = ["{n} steps", ("{n} step of {name}", "{n} steps of {name}"), "loss {loss[0]:.3f}"]
    language = pseudo_language.Pseudo([type("Message", (), {"id": id}) for id in known])
    assert pseudo_language.words_outside(language.gettext(message).format(**fields)) == left


def test_the_form_for_one_is_translated_too():
    language = pseudo_language.Pseudo([type("Message", (), {"id": ("{n} step", "{n} steps")})])
    assert language.ngettext("{n} step", "{n} steps", 1) == "{n}⟦ step⟧"
    assert language.ngettext("{n} step", "{n} steps", 2) == "{n}⟦ steps⟧"
