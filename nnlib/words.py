"""Words that a reader sees: one function to translate them and one to write numbers.

Every label, sentence and piece of feedback that comes from Python goes through `_`. Fields are filled in *after*
translation, by name, so that a translator may reorder them:

>>> _("weight {weight}").format(weight=number(-1.5))
'weight −1.5'

A translation is a standard gettext catalogue in `nnlib/locale/<language>/LC_MESSAGES/nnlib.mo`; the language is the
one of the environment (`LANGUAGE`, `LC_ALL`, `LC_MESSAGES`, `LANG`).
"""

import gettext
from pathlib import Path

_translation = gettext.translation("nnlib", Path(__file__).parent / "locale", fallback=True)


def _(message: str) -> str:
    """Return `message` in the reader's language."""
    return _translation.gettext(message)


def number(value: float, digits: int = 2) -> str:
    """Write a number for people: at most `digits` decimals, no trailing zeros, a true minus sign.

    >>> number(2.0), number(-0.126), number(-0.001)
    ('2', '−0.13', '0')
    """
    text = f"{value:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace("-", "−")


def linear(terms: dict[str, float], constant: float) -> str:
    """Write a weighted sum as one would by hand: names and their factors, then the constant.

    >>> linear({"x₁": 1, "x₂": -2.5, "x₃": 0}, -1.5)
    'x₁ − 2.5 x₂ − 1.5'
    >>> linear({"x": 0}, 0)
    '0'
    """
    written = ""
    for name, factor in [*terms.items(), ("", constant)]:
        size = number(abs(factor))
        if size == "0":
            continue
        sign = "−" if factor < 0 else "+"
        item = size if not name else name if size == "1" else f"{size} {name}"
        written += f" {sign} {item}" if written else item if factor > 0 else f"−{item}"
    return written or "0"
