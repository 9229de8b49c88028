"""Words that a reader sees: translated first, filled in afterwards.

Every label, sentence and piece of feedback that comes from Python goes through `_`, or `_n` where a number decides
between one and many. `fill` puts the fields in *after* translation, by name, so that a translator may reorder them, and
writes numbers as people do:

>>> fill(_("weight {weight}, loss {loss:~}, {right:%} right"), weight=-1.5, loss=0.0000312, right=0.975)
'weight −1.5, loss 3.1·10⁻⁵, 98 % right'
>>> fill(_n("after {n} epoch", "after {n} epochs", 1), n=1)
'after 1 epoch'

A translation is a standard gettext catalogue in `nnlib/locale/<language>/LC_MESSAGES/nnlib.mo`; the language is the
one of the environment (`LANGUAGE`, `LC_ALL`, `LC_MESSAGES`, `LANG`).
"""

import gettext
import re
import string
from pathlib import Path
from typing import Any

import numpy as np

from nnlib import numerals

_translation = gettext.translation("nnlib", Path(__file__).parent / "locale", fallback=True)


def _(message: str) -> str:
    """Return `message` in the reader's language."""
    return _translation.gettext(message)


def _n(one: str, many: str, count: float) -> str:
    """Return the form of a message that goes with a number, in the reader's language."""
    return _translation.ngettext(one, many, int(count) if count == int(count) else 2)


class _Writer(string.Formatter):
    """What stands behind the colon of a field, read as `fill` says; it knows which field it is at."""

    field = ""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        self.field = field_name
        name = re.split(r"[.[]", field_name)[0]
        if name not in kwargs:
            raise ValueError(f"there is no {name!r}, only {', '.join(kwargs)}")
        return super().get_field(field_name, args, kwargs)

    def format_field(self, value: Any, spec: str) -> Any:
        if isinstance(value, (bool, str)) or np.ndim(value):
            return super().format_field(value, spec)
        if not re.fullmatch(r"~?\d*|\d*%", spec):
            raise ValueError(f"a number is written {{x}}, {{x:3}}, {{x:~3}} or {{x:1%}}, not with {spec!r}")
        if spec.startswith("~"):
            return numerals.size(float(value), int(spec[1:] or 2))
        if spec.endswith("%"):
            return numerals.number(100 * float(value), int(spec[:-1] or 0)) + " %"
        return numerals.number(value, int(spec or 2))


def fill(message: str, **fields: Any) -> str:
    """Fill a translated message; numbers are written as people write them.

    Parameters
    ----------
    message : str
        With named fields: `{x}` has at most two decimals, `{x:4}` at most four; `{x:~}` has two digits, whatever its
        size, and `{x:~3}` three; `{x:%}` is a percentage, `{x:1%}` one with a decimal. Words are put in as they are.
    **fields
        Numbers and words.

    Raises
    ------
    ValueError
        If a field has no such name or cannot be written as it asks for.

    Examples
    --------
    >>> fill("from {path[0]} to {path[1]}", path=[1, -0.5])
    'from 1 to −0.5'
    """
    writer = _Writer()
    try:
        return writer.vformat(message, (), fields)
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise ValueError(f"{message!r} cannot be filled in at the field {{{writer.field}}}: {error}") from error
