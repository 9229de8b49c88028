"""Words that a reader sees can be translated without a change of code."""

import ast
import gettext
import importlib.util
from pathlib import Path

import numpy as np
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from nnlib import words
from nnlib.numerals import linear, number, power_of_ten, size


@pytest.mark.parametrize(
    ("value", "text"), [(2.0, "2"), (-0.126, "−0.13"), (-0.001, "0"), (100, "100"), (0.5, "0.5"), (-10, "−10")]
)
def test_number(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0, 2, "0"),
        (9.97e-6, 2, "1·10⁻⁵"),
        (-9.97e-6, 3, "−9.97·10⁻⁶"),
        (0.000999, 2, "0.001"),
        (0.00094, 1, "9·10⁻⁴"),
        (0.5, 2, "0.5"),
        (99.6, 2, "100"),
        (9999.4, 2, "9999"),
        (9999.7, 2, "1·10⁴"),
        (12345, 3, "1.23·10⁴"),
        (12345, 5, "1.2345·10⁴"),
        (float("inf"), 2, "∞"),
        (float("-inf"), 2, "−∞"),
        (5e-324, 1, "5·10⁻³²⁴"),
    ],
)
def test_size_writes_any_number(value, digits, text):
    assert size(value, digits) == text


def test_powers_of_ten():
    assert [power_of_ten(power) for power in (-12, 0, 1, 3, 1.25)] == ["10⁻¹²", "1", "10", "10³", "10¹·²"]


def test_fill_writes_numbers_and_leaves_words():
    assert words.fill("{a} {a:0} {a:~3} {b:%} {b:1%} {c} {d[1]}", a=-1.256, b=0.1234, c="x", d=[0, 2]) == (
        "−1.26 −1 −1.26 12 % 12.3 % x 2"
    )
    assert words.fill("{a} {a:3}", a=np.float32(0.0625)) == "0.06 0.062"
    assert words.fill("{a}", a=np.array(0.5)) == "0.5"
    assert words.fill("{a}", a=True) == "True"
    assert words.fill("{a}", a=[1, 2]) == "[1, 2]"


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ("off by {eror}", "the field {eror}: there is no 'eror', only error, path, kind"),
        ("off by {}", "the field {0}: there is no '0', only error, path, kind"),
        ("from {path[7]}", "the field {path[7]}: list index out of range"),
        ("from {path.start}", "the field {path.start}: 'list' object has no attribute 'start'"),
        ("a {kind:f}", "the field {kind}: Unknown format code 'f' for object of type 'str'"),
        ("off by {error:.3f}", "the field {error}: a number is written {x}, {x:3}, {x:~3} or {x:1%}, not with '.3f'"),
        ("off by {error", "the field {}: expected '}' before end of string"),
    ],
)
def test_a_message_that_cannot_be_filled_says_at_which_field_and_why(message, why):
    with pytest.raises(ValueError) as error:
        words.fill(message, error=0.25, path=[1, 2], kind="dot")
    assert str(error.value) == f"{message!r} cannot be filled in at {why}"


@pytest.mark.parametrize(("count", "text"), [(0, "0 steps"), (1, "1 step"), (2, "2 steps"), (1.5, "1.5 steps")])
def test_a_number_chooses_between_one_and_many(count, text):
    assert words.fill(words._n("{n} step", "{n} steps", count), n=count) == text


def test_linear_writes_sums_as_by_hand():
    assert linear({"x₁": -1, "x₂": 2}, 0) == "−x₁ + 2 x₂"
    assert linear({"x": 0}, -3) == "−3"
    assert linear({"x": 0.001}, 0) == "0"
    assert linear({"x₁": 0.5, "x₂": 0.5}, 0.5) == "0.5 x₁ + 0.5 x₂ + 0.5"


def test_a_catalogue_translates_labels_sentences_and_plurals(tmp_path, monkeypatch):
    catalogue = Catalog("pl")  # Polish has three forms: for one, for 2 to 4, for 5 to 21
    catalogue.add("Pinned:", "Przypięte:")
    catalogue.add("{count} left", "zostało {count}")
    catalogue.add(("{n} step", "{n} steps"), ("{n} krok", "{n} kroki", "{n} kroków"))
    file = tmp_path / "pl" / "LC_MESSAGES" / "nnlib.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as output:
        write_mo(output, catalogue)
    monkeypatch.setattr(words, "_translation", gettext.translation("nnlib", tmp_path, languages=["pl"]))
    assert words._("Pinned:") == "Przypięte:"
    assert words._("{count} left").format(count=3) == "zostało 3"
    assert words._("unknown") == "unknown"
    steps = [words.fill(words._n("{n} step", "{n} steps", n), n=n) for n in (1, 3, 5)]
    assert steps == ["1 krok", "3 kroki", "5 kroków"]


_spec = importlib.util.spec_from_file_location("messages", Path(__file__).parents[2] / "tools" / "messages.py")
messages = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(messages)


def test_the_collected_messages_are_those_of_the_code():
    assert messages.POT.read_text(encoding="utf-8") == messages.text(), "run `make messages`"


def test_messages_are_collected_with_wrong_answers_and_plurals():
    collected = {message.id for message in messages.catalogue()}
    assert "Pinned:" in collected and ("{n} number", "{n} numbers") in collected
    assert "The answer should be a function; this is {what}." in collected


def test_no_message_hides_in_an_f_string():
    """Whether Babel looks into one depends on the version of Python."""
    for file in (messages.ROOT / "nnlib").rglob("*.py"):
        for written in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(written, ast.JoinedStr):
                called = [node.func for node in ast.walk(written) if isinstance(node, ast.Call)]
                names = {function.id for function in called if isinstance(function, ast.Name)}
                assert not names & set(messages.KEYWORDS), f"{file.name}, line {written.lineno}"
