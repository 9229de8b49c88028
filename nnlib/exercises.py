"""Exercises that answer in words.

A chapter's code exercise ends with `check("chapter.name", answer)`. The check never only says "wrong": it names the
case that went wrong, what came out and what was wanted, or the slip that leads there.

A new exercise is a function in the chapter's `exercises.py`, under `@exercise`, that takes the answer, raises `Wrong`
with a sentence, and returns the sentence for a right answer:

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

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from nnlib import chapters
from nnlib.types import Array
from nnlib.words import _, _n

__all__ = ["Feedback", "Wrong", "as_answer", "as_parts", "call", "check", "exercise", "names", "shape_of", "shown"]

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
        chapter = name.partition(".")[0]
        near = [known for known in _EXERCISES if known.startswith(f"{chapter}.")]
        raise ValueError(
            f"there is no exercise {name!r}; "
            + (f"the exercises of {chapter} are " if near else "the chapters with exercises are ")
            + ", ".join(near or dict.fromkeys(known.partition(".")[0] for known in _EXERCISES))
            + f'; a new one is a function under @exercise("{name}") in nnlib/chapters/<chapter>/exercises.py'
        )
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


def as_answer(value: Any, shape: tuple[int, ...] = (), *, name: str = "", finite: bool = True) -> Array:
    """Return an answer, or what a reader's function returned, as an array of floats, or say what it is instead.

    Parameters
    ----------
    value : object
        Whatever the reader gave.
    shape : tuple of int
        The shape that it must have: () is a number, for which an array with a single one passes too.
    name : str
        What the sentence calls it, such as "dW1"; "the answer" by default.
    finite : bool
        Whether infinity and NaN are refused.

    Examples
    --------
    >>> as_answer([1, 2.5], (2,))
    array([1. , 2.5])
    >>> as_answer("three")
    Traceback (most recent call last):
    nnlib.exercises.Wrong: The answer should be a number; this is 'three'.
    """
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "fiub":
            raise TypeError
        array = array.astype(float)
    except (TypeError, ValueError, OverflowError):  # words, ragged rows, numbers of 400 digits
        array = np.empty((0, 0, 0))
    if shape == () and array.size == 1:
        array = array.reshape(())
    subject = name or _("The answer")
    if array.ndim > 1 and array.size and array.shape != shape:
        raise Wrong(
            "{name} should be {wanted}; this is an array of the shape {shape}.",
            name=subject,
            wanted=_wanted(shape),
            shape=array.shape,
        )
    if array.shape != shape or (finite and not np.isfinite(array).all()):
        raise Wrong(
            "{name} should be {wanted}; this is {what}.", name=subject, wanted=_wanted(shape), what=shown(value)
        )
    return array


def shape_of(value: Any) -> tuple[int, ...] | None:
    """Return the shape of an answer as an array; None if its rows differ in length.

    >>> shape_of([[1, 2], [3, 4]]), shape_of(5), shape_of([[1], [2, 3]])
    ((2, 2), (), None)
    """
    try:
        shape: tuple[int, ...] = np.shape(value)
    except ValueError:
        return None
    return shape


def as_parts(value: Any, *names: str) -> tuple[Any, ...]:
    """Return the parts of an answer that has several, or say what they should be.

    >>> as_parts([1, 2], "w", "b")
    (1, 2)
    >>> as_parts(3, "w", "b")
    Traceback (most recent call last):
    nnlib.exercises.Wrong: There should be 2 things: w, b; this is 3.
    """
    parts = value if isinstance(value, (tuple, list)) else None
    if parts is None or len(parts) != len(names):
        given = shown(value) if parts is None else _n("{n} thing", "{n} things", len(parts)).format(n=len(parts))
        raise Wrong(
            "There should be {n} things: {names}; this is {given}.", n=len(names), names=", ".join(names), given=given
        )
    return tuple(parts)


def _wanted(shape: tuple[int, ...]) -> str:
    if len(shape) > 1:
        return _("an array of the shape {shape}").format(shape=shape)
    return _n("{n} number", "{n} numbers", shape[0]).format(n=shape[0]) if shape else _("a number")


def cut(text: str) -> str:
    """Return a text that is too long to be repeated without its end."""
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"


def shown(answer: Any) -> str:
    """Return how Python writes the answer, on one line that is not too long.

    >>> shown([1, 2])
    '[1, 2]'
    """
    if inspect.isfunction(answer):
        return _("the function {name}").format(name=answer.__name__)
    try:
        return cut(" ".join(repr(answer).split()))
    except Exception:  # a number of thousands of digits, or a reader's own __repr__
        return _("an object of type {kind}").format(kind=type(answer).__name__)


def _refuse_stub(answer: Any) -> None:
    parts = answer if isinstance(answer, (tuple, list)) else [answer]
    if any(part is ... or part is None for part in parts):
        raise NotYet
