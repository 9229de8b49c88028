"""Predictions: what a reader is asked before the figure shows it.

A figure whose start state answers a prompt of its chapter declares the question next to its controls. It then starts
under a veil: its axes stand, what moves in them and the sentence do not, until the reader has committed to an answer
or moved a control. `predict.js` does that, on the pages of the book and in a notebook; a page without scripts, paper
and a link to a state show the figure as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from nnlib.live.controls import Slider
from nnlib.live.handles import Handle
from nnlib.words import _

if TYPE_CHECKING:
    from nnlib.live.explorable import Explorable

_OPTIONS = {
    "said": _("You said “{said}”."),
    "right": _("You said “{said}”, and that is right."),
    "wrong": _("You said “{said}”; it is “{answer}”."),
}
_NUMBERS = {
    "said": _("You said {said}."),
    "right": _("You said {said}, and that is right."),
    "close": _("You said {said}. That is close: it is {answer}."),
    "wrong": _("You said {said}; it is {answer}."),
}


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """A question that the start state of a figure answers.

    Parameters
    ----------
    question : str
        One short line that repeats what the prompt in the chapter asks.
    options : dict, optional
        Answers to choose from: of each its key and the words for people.
    x, y : Slider, optional
        Instead, a number on an axis of the picture, or with both a spot, where the reader puts a mark. `build` says in
        which axes: `self.asked_in = axes`.
    answer : str or callable, optional
        The key of the right option, or what returns it, or the right number or pair of numbers, from the result. Where
        it is missing, the figure does not say whether the reader was right.
    at : dict, optional
        Controls that the chapter sets to another value than that of the class: the question is of this state.

    A prediction with neither options nor an axis is a look: the reader presses a button when ready.
    """

    question: str
    options: Mapping[str, str] = field(default_factory=dict)
    x: Slider | None = None
    y: Slider | None = None
    answer: str | Callable[[Any], Any] | None = None
    at: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.options and self.ranges:
            raise ValueError("a prediction has options or a place, not both")
        if len(self.options) == 1 or len(set(self.options.values())) < len(self.options):
            raise ValueError("the options of a prediction differ")
        if self.answer is not None and not (self.options or self.ranges):
            raise ValueError("a look has no answer")
        if isinstance(self.answer, str) and self.answer not in self.options:
            raise ValueError(f"the answer {self.answer!r} is not among the options")

    @property
    def ranges(self) -> dict[str, Slider]:
        """The axes on which the reader puts a mark, each with the values that it can take."""
        return {way: slider for way in ("x", "y") if (slider := getattr(self, way))}

    def answered(self, result: Any) -> Any:
        """Return the right answer at this result: the key of an option, or a number for each axis; None if unknown."""
        answer = self.answer(result) if callable(self.answer) else self.answer
        if answer is None or self.options:
            return answer
        return {way: float(value) for way, value in zip(self.ranges, np.atleast_1d(answer), strict=True)}


def asked(explorable: Explorable) -> dict[str, Any] | None:
    """Return what a page needs to ask the question of a figure, as plain data; None if its present state has none.

    Returns
    -------
    dict
        `id`, the name of the figure and the version of its question; `question`, `options`, `answer`; `ranges`: of each
        axis its `label`, `keys`, `texts` and `at`, the place of the mark at first; `handle`: `moves`, `box` and
        `places` of the mark, as in `nnlib.live.handles.offered`; `given`: the share of the picture, from each of its
        sides, around what stays seen, in per cent; `words` of what is said in the end.
    """
    prediction = explorable.prediction
    start = {name: control.start for name, control in explorable.declared.items()}
    if not prediction or explorable.controls != {**start, **prediction.at}:
        return None
    ranges = {
        way: {
            "label": slider.label,
            "keys": [slider.key(stop) for stop in slider.stops],
            "texts": [slider.text(stop) for stop in slider.stops],
            "at": slider.stops.index(slider.start),
        }
        for way, slider in prediction.ranges.items()
    }
    version = hashlib.sha256(json.dumps([prediction.question, dict(prediction.options), ranges]).encode())
    return {
        "id": f"{explorable.id}-{version.hexdigest()[:8]}",
        "question": prediction.question,
        "options": list(map(list, prediction.options.items())),  # a list keeps its order on the way
        "answer": _right(prediction, explorable.result),
        "ranges": ranges,
        "handle": _mark(explorable, prediction) if ranges else None,
        "given": _given(explorable),
        "words": {"you": _("you"), **(_NUMBERS if ranges else _OPTIONS)},
    }


def _right(prediction: Prediction, result: Any) -> Any:
    """Return the right answer: the key of an option, or for each axis the nearest stop and the answer in words."""
    answer = prediction.answered(result)
    if answer is None or prediction.options:
        return answer
    sliders = prediction.ranges
    return {
        way: {"at": sliders[way].stops.index(_nearest(sliders[way], value)), "text": sliders[way].text(value)}
        for way, value in answer.items()
    }


def _nearest(slider: Slider, value: float) -> float:
    scale = np.log if slider.logarithmic else float
    return min(slider.stops, key=lambda stop: abs(scale(stop) - scale(value)))


def _mark(explorable: Explorable, prediction: Prediction) -> dict[str, Any]:
    """Return the handle of the mark; the axes stand for its controls."""
    handle = Handle(explorable.asked_in, x="x" if prediction.x else None, y="y" if prediction.y else None)
    start = {way: slider.start for way, slider in prediction.ranges.items()}
    places = {
        way: dict(zip(map(slider.key, slider.stops), handle.places([{**start, way: stop} for stop in slider.stops])))
        for way, slider in prediction.ranges.items()
    }
    return {**handle.kept, "places": places}


def _given(explorable: Explorable) -> list[float] | None:
    """Return how far the axes that stay seen are from the upper, right, lower and left side, in per cent."""
    if not explorable.given:
        return None
    boxes = np.array([axes.bbox.extents for axes in explorable.given])
    whole = explorable.given[0].figure.figure.bbox  # of the picture, also where the axes are in a part of it
    left, lower = boxes[:, :2].min(axis=0)
    right, upper = boxes[:, 2:].max(axis=0)
    sides = [1 - upper / whole.height, 1 - right / whole.width, lower / whole.height, left / whole.width]
    return [round(100 * float(side), 1) for side in sides]
