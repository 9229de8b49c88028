"""Words that a reader sees can be translated without a change of code."""

import gettext
import struct

import pytest

from nnlib import words
from nnlib.words import linear, number


@pytest.mark.parametrize(
    ("value", "text"), [(2.0, "2"), (-0.126, "−0.13"), (-0.001, "0"), (100, "100"), (0.5, "0.5"), (-10, "−10")]
)
def test_number(value, text):
    assert number(value) == text


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
