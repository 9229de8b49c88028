"""Exercises that answer in words.

A chapter's code exercise ends with `check("chapter.name", answer)`. The check never only says "wrong": it names the
case that went wrong, what came out and what was wanted, or the slip that leads there.

A new exercise is a function in the chapter's `exercises.py` that takes the answer, raises `Wrong` with a sentence, and
returns the sentence for a right answer:

>>> @exercise("neurons.example")
... def example(answer):
...     if answer != 4:
...         raise Wrong("2 + 2 is not {answer}.", answer=answer)
...     return "2 + 2 is 4."
>>> check("neurons.example", 5)
✗ Not quite. 2 + 2 is not 5.
>>> check("neurons.example", ...)
○ Not yet. Replace the ... with your answer, then run the cell again.
>>> check("neurons.example", 4)
✓ Right. 2 + 2 is 4.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlib import chapters
from nnlib.words import _

__all__ = ["Feedback", "Wrong", "call", "check", "exercise", "names", "numbers", "shown"]

LONGEST = 160
"""Characters of an answer or an error that are worth repeating."""

_EXERCISES: dict[str, Callable[[Any], str]] = {}


@dataclass(frozen=True)
class Feedback:
    """What `check` says: whether the answer passed, and a sentence that the notebook shows."""

    passed: bool
    text: str

    def __repr__(self) -> str:
        return self.text


class Wrong(Exception):
    """An answer is wrong; the sentence says where. Its fields are filled in after translation."""

    def __init__(self, sentence: str, **fields: object) -> None:
        short = {name: cut(value) if isinstance(value, str) else value for name, value in fields.items()}
        super().__init__(_(sentence).format(**short))


class NotYet(Exception):
    """The stub was not filled in."""


def exercise(name: str) -> Callable[[Callable[[Any], str]], Callable[[Any], str]]:
    """Register a function as the check of the exercise `name`, such as `neurons.nand`."""

    def register(function: Callable[[Any], str]) -> Callable[[Any], str]:
        _EXERCISES[name] = function
        return function

    return register


def names() -> tuple[str, ...]:
    """Return the names of all exercises of all chapters."""
    chapters.modules()  # importing one registers its exercises
    return tuple(_EXERCISES)


def check(name: str, answer: Any) -> Feedback:
    """Look at the answer to an exercise and say in words what is right or wrong with it.

    Parameters
    ----------
    name : str
        Name of the exercise, `chapter.exercise`.
    answer : object
        What the exercise asks for: a number, a tuple of numbers, a function.

    Raises
    ------
    ValueError
        If there is no exercise of that name.
    """
    if name not in names():
        raise ValueError(f"there is no exercise {name!r}; the exercises are {', '.join(_EXERCISES)}")
    try:
        _refuse_stub(answer)
        return Feedback(True, _("✓ Right. {reason}").format(reason=_EXERCISES[name](answer)))
    except NotYet:
        return Feedback(False, _("○ Not yet. Replace the ... with your answer, then run the cell again."))
    except Wrong as wrong:
        return Feedback(False, _("✗ Not quite. {reason}").format(reason=wrong))
    except Exception as error:  # whatever comes: a reader gets a sentence, not the inside of the check
        reason = _(
            "The check cannot read this answer, {what}. Is it of the kind and shape that the exercise asks for? {why}"
        )
        why = cut(f"{type(error).__name__}: {error}")
        return Feedback(
            False, _("✗ Not quite. {reason}").format(reason=reason.format(what=shown(answer), why=f"({why})"))
        )


def call(function: Any, *arguments: Any) -> Any:
    """Call the reader's function; what it raises becomes a sentence, what it leaves open is "not yet"."""
    if not callable(function):
        raise Wrong("The answer should be a function; this is {what}.", what=shown(function))
    try:
        result = function(*arguments)
    except Exception as error:
        raise Wrong(
            "Your function stopped with {kind}: {error}", kind=type(error).__name__, error=str(error)
        ) from error
    _refuse_stub(result)
    return result


def numbers(answer: Any, count: int) -> tuple[float, ...]:
    """Return the answer as `count` finite numbers, or say that it is something else.

    >>> numbers((1, 2.5), 2)
    (1.0, 2.5)
    """
    try:
        values = tuple(float(value) for value in np.atleast_1d(answer))
    except (TypeError, ValueError, OverflowError):
        values = ()
    if len(values) != count or not np.all(np.isfinite(values)):
        wanted = _("a number") if count == 1 else _("{n} numbers").format(n=count)
        raise Wrong("The answer should be {wanted}; this is {what}.", wanted=wanted, what=shown(answer))
    return values


def cut(text: str) -> str:
    """Return a text that is too long to be repeated without its end."""
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"


def shown(answer: Any) -> str:
    """Return how Python writes the answer, on one line that is not too long.

    >>> shown([1, 2])
    '[1, 2]'
    """
    try:
        return cut(" ".join(repr(answer).split()))
    except Exception:  # a number of thousands of digits, or a reader's own __repr__
        return _("an object of type {kind}").format(kind=type(answer).__name__)


def _refuse_stub(answer: Any) -> None:
    parts = answer if isinstance(answer, (tuple, list)) else [answer]
    if any(part is ... or part is None for part in parts):
        raise NotYet
