"""Words that a reader sees can be translated without a change of code."""

import gettext
import struct

import numpy as np
import pytest

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
        (float("inf"), 2, "∞"),
        (float("-inf"), 2, "−∞"),
        (5e-324, 1, "5·10⁻³²⁴"),
    ],
)
def test_size_writes_any_number(value, digits, text):
    assert size(value, digits) == text


def test_powers_of_ten():
    assert [power_of_ten(power) for power in (-12, 0, 1, 3)] == ["10⁻¹²", "1", "10", "10³"]


def test_fill_writes_numbers_and_leaves_words():
    assert words.fill("{a} {a:0} {a:~3} {b:%} {b:1%} {c} {d[1]}", a=-1.256, b=0.1234, c="x", d=[0, 2]) == (
        "−1.26 −1 −1.26 12 % 12.3 % x 2"
    )
    assert words.fill("{a} {a:3}", a=np.float32(0.0625)) == "0.06 0.062"
    assert words.fill("{a}", a=np.array(0.5)) == "0.5"
    assert words.fill("{a}", a=True) == "True"


@pytest.mark.parametrize(("count", "text"), [(0, "0 steps"), (1, "1 step"), (2, "2 steps"), (1.5, "1.5 steps")])
def test_a_number_chooses_between_one_and_many(count, text):
    assert words.fill(words._n("{n} step", "{n} steps", count), n=count) == text


def test_linear_writes_sums_as_by_hand():
    assert linear({"x₁": -1, "x₂": 2}, 0) == "−x₁ + 2 x₂"
    assert linear({"x": 0}, -3) == "−3"
    assert linear({"x": 0.001}, 0) == "0"


def test_a_catalogue_translates_labels_and_sentences(tmp_path, monkeypatch):
    folder = tmp_path / "xx" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "nnlib.mo").write_bytes(compiled({"Pinned:": "Gemerkt:", "{count} left": "noch {count}"}))
    monkeypatch.setattr(words, "_translation", gettext.translation("nnlib", tmp_path, languages=["xx"]))
    assert words._("Pinned:") == "Gemerkt:"
    assert words._("{count} left").format(count=3) == "noch 3"
    assert words._("unknown") == "unknown"


def compiled(messages):
    """Return a gettext catalogue in its binary form (GNU gettext manual, section 10.3)."""
    messages = {"": "Content-Type: text/plain; charset=UTF-8\n", **messages}
    keys, values = ([text.encode() for text in texts] for texts in zip(*sorted(messages.items())))
    start = 28 + 16 * len(keys)
    tables, blob = [], b""
    for texts in (keys, values):
        for text in texts:
            tables.append(struct.pack("<II", len(text), start + len(blob)))
            blob += text + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, start)
    return head + b"".join(tables) + blob
