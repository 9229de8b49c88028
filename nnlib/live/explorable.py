"""The explorable: a pure function from its controls to a picture.

A new explorable is a subclass with controls as class attributes and four methods. This is a whole one:

>>> from nnlib.live import Explorable, Slider
>>> class Square(Explorable):
...     title = "A number and its square"
...     x = Slider(label="x", low=-2, high=2, step=0.1, grid_step=0.5, start=1)
...
...     def compute(self, x):
...         return {"square": x * x}
...
...     def build(self, figure):
...         axes = figure.subplots()
...         axes.set(xlim=(-2, 2), ylim=(0, 4), xlabel="x", ylabel="x²")
...         (self.dot,) = axes.plot([], [], "o")
...         return [self.dot]
...
...     def update(self, result):
...         self.dot.set_data([result.x], [result.square])
...
...     def describe(self, result):
...         return self.say("The square of {x} is {square}.", result)
>>> figure = Square(x=2)
>>> figure.result.square
4.0
>>> figure.set(x=-1.5)
>>> figure
Square(x=-1.5)
The square of −1.5 is 2.25.

There is no SVG, HTML or widget in it. The live edition (`nnlib.live.notebook`) and the static one
(`nnlib.live.page`) are made of the same object.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType, SimpleNamespace
from typing import Any, ClassVar

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nnlib.live import page, svg
from nnlib.live.controls import Control
from nnlib.live.handles import Handle
from nnlib.live.predictions import Prediction
from nnlib.words import _n, fill

EDITION_VARIABLE = "NNLIB_EDITION"
"""Set to `static` by the book's build: explorables then show themselves as data for a page that needs no kernel."""


def building_static() -> bool:
    """Say whether a book is being built."""
    return os.environ.get(EDITION_VARIABLE) == "static"


KEPT_RUNS = 64
"""So many runs a figure keeps for the next time, those used last."""


class Result(SimpleNamespace):
    """What an explorable shows at present: its controls and everything that `compute` returned, by name."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"there is no {name!r} in what the figure shows, only {', '.join(vars(self))}")


class Explorable:
    """A picture that answers when touched.

    Parameters
    ----------
    id : str, optional
        Name of the figure on its page, for links such as `#neuron?weight=2`. By default the class name in lower case.
    **controls
        Start values that differ from the declared ones.

    Raises
    ------
    TypeError, ValueError
        A control that does not exist, or a value that it cannot take.
    """

    title: ClassVar[str]
    size: ClassVar[tuple[float, float]] = (400, 280)
    """Width and height in pixels, at the width of a phone; every edition scales it."""

    declared: ClassVar[dict[str, Control]] = {}

    run: ClassVar[Callable[..., Any] | None] = None
    """A figure that looks at a training run in many ways defines `run(self, <some controls>)`, a pure function too.

    What it returns is passed to `compute` first and kept: it is called again only when one of the controls that it
    names takes a new value, so that moving an epoch never trains anew.
    """

    libraries: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """A figure whose setting can be written down as a program defines `code`, and says here for which libraries.

    Keys are what `code` takes, values are the names for people. Every edition then shows the program of the present
    setting, ready to copy.
    """

    handles: Sequence[Handle] = ()
    """What can be dragged in the picture; `build` sets them."""

    prediction: ClassVar[Prediction | None] = None
    """What is asked before the start state is seen, if it answers a prompt of the chapter."""

    asked_in: Axes | None = None
    """The axes in which the reader places the mark of a prediction; `build` sets them."""

    given: Sequence[Axes] = ()
    """Axes that are seen whole from the start, because the question is about what they show; `build` sets them."""

    id: str
    result: Result
    artists: list[Artist]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Control)}
        if taken := sorted(set(own) & {*dir(Explorable), *Explorable.__annotations__}):
            raise TypeError(f"{cls.__name__}: a control cannot be called {taken[0]!r}, every explorable has that name")
        cls.declared = {**cls.declared, **own}
        unknown = [name for name in cls._run_controls() if name not in cls.declared]
        if unknown:
            raise TypeError(f"{cls.__name__}.run asks for {unknown[0]!r}, which is not a control of the figure")
        run = ["run"] if cls.run else []
        try:
            inspect.signature(cls.compute).bind(None, *run, **cls.declared)
        except TypeError as error:
            parameters = ", ".join(["self", *run, *cls.declared])
            raise TypeError(f"{cls.__name__}.compute should be compute({parameters}): {error}") from None

    def __init__(self, id: str | None = None, /, **controls: Any) -> None:
        self.id = id or re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(self).__name__).lower()
        self._controls = {name: control.start for name, control in self.declared.items()}
        self._views: list[Any] = []
        self._kept_run = functools.lru_cache(KEPT_RUNS)(self._safe_run) if self.run else None
        self._controls = self._checked(controls)
        self.result = self._computed(self._controls)
        self.artists = []
        self._pieces: dict[Artist, str] = {}
        self._definitions: dict[str, str] = {}
        self._figure = svg.compose(self.size, self._compose)
        if hidden := sorted(set(vars(self)) & set(self.declared)):
            raise TypeError(
                f"{type(self).__name__}: build gives {hidden[0]!r} a meaning of its own, but it is a control"
            )
        if unknown := sorted({name for handle in self.handles for name in handle.moves} - set(self.declared)):
            raise TypeError(f"{type(self).__name__}: a handle sets {unknown[0]!r}, which is not a control")
        if self.prediction and self.prediction.ranges and not self.asked_in:
            raise TypeError(f"{type(self).__name__}: build does not say in which axes the prediction is placed")
        self._sentence = self.describe(self.result)

    # What a subclass defines ---------------------------------------------------------------------------------------

    def compute(self, *run: Any, **controls: Any) -> dict[str, Any]:
        """Return everything the picture shows, as plain numbers and arrays, by name. A pure function.

        Where the figure has a `run`, what that returned comes first.
        """
        raise NotImplementedError

    def build(self, figure: Figure) -> list[Artist]:
        """Draw the axes and make the moving artists, once. Return the artists, back to front."""
        raise NotImplementedError

    def update(self, result: Result) -> None:
        """Set the data of the moving artists; make nothing new."""
        raise NotImplementedError

    def describe(self, result: Result) -> str:
        """Say in one or two plain sentences what the picture shows."""
        raise NotImplementedError

    def code(self, library: str) -> str:
        """Return the present setting as a program for one of the `libraries`."""
        raise NotImplementedError

    def say(self, message: str, result: Result, **more: Any) -> str:
        """Fill a translated message with the controls, written as their own labels are, and what `compute` returned.

        Fields are filled as `nnlib.words.fill` says: `{loss:~3}`, `{accuracy:%}`. What is neither comes in `more`.
        """
        controls = {name: control.text(vars(result)[name]) for name, control in self.declared.items()}
        try:
            return fill(message, **{**vars(result), **controls, **more})
        except ValueError as error:
            raise ValueError(f"{type(self).__name__}: {error}") from None

    def is_reproducible(self, _result: Result) -> bool:
        """Say whether every processor draws this state alike, to the eye.

        Not where a run is chaotic, so that its end hangs on the last digits of its numbers, or where rounding itself is
        shown. The sentence must then say only what holds everywhere.
        """
        return True

    # What everybody uses -------------------------------------------------------------------------------------------

    @property
    def controls(self) -> Mapping[str, Any]:
        """The present value of each control, by name."""
        return MappingProxyType(self._controls)

    def set(self, **controls: Any) -> None:
        """Change some controls. If a value does not fit or something fails, nothing changes."""
        checked = self._checked(controls)
        result = self._computed(checked)
        try:
            self.update(result)
            sentence = self.describe(result)
        except Exception:
            self.update(self.result)  # leave no half-drawn picture behind
            raise
        self._controls, self.result, self._sentence = checked, result, sentence
        for view in self._views:
            view.show()

    def add_view(self, view: Any) -> None:
        """Keep `view` in step: its `show()` is called after every change."""
        self._views.append(view)

    def remove_view(self, view: Any) -> None:
        """Leave `view` alone from now on."""
        self._views = [other for other in self._views if other is not view]

    @property
    def sentence(self) -> str:
        """What the picture shows, in words."""
        return self._sentence

    @property
    def programs(self) -> dict[str, str]:
        """The present setting as a program for each of the `libraries`, by their keys."""
        return {library: self.code(library) for library in self.libraries}

    def draw(self) -> svg.Layer:
        """Draw the moving artists as they are now; what has not been touched since the last time is not drawn again."""
        stale = [artist for artist in self.artists if artist.stale or artist not in self._pieces]
        layer = svg.draw(self._figure, stale, self.id)
        self._pieces |= zip(stale, layer.parts)
        parts = tuple(self._pieces[artist] for artist in self.artists)
        self._definitions = svg.used(parts, self._definitions | layer.definitions)
        return svg.Layer(parts, self._definitions)

    def draw_base(self) -> svg.Layer:
        """Draw everything that does not move."""
        return svg.draw_base(self._figure, self.artists, self.id)

    @classmethod
    def corners(cls) -> Iterator[dict[str, Any]]:
        """Every combination of the controls' extreme values; those that need Python are all low or all high."""
        live = {name: control.corners for name, control in cls.declared.items() if control.needs_python}
        ends = [{name: values[end] for name, values in live.items()} for end in (0, -1)]
        corners = _product({name: control.corners for name, control in cls.declared.items()})
        return (corner for corner in corners if {name: corner[name] for name in live} in ends)

    @classmethod
    def grid(cls) -> Iterator[dict[str, Any]]:
        """Every state of the static page, the last control changing fastest."""
        return _product({name: control.grid for name, control in cls.declared.items()})

    # How Jupyter shows it ------------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        values = ", ".join(
            f"{name}={value:g}" if isinstance(value, float) else f"{name}={value!r}"
            for name, value in self._controls.items()
        )
        return f"{type(self).__name__}({values})\n{self.sentence}"

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        if building_static():
            return {**page.bundle(self), "text/plain": repr(self)}
        from nnlib.live.notebook import LiveEdition  # ipywidgets only where it is needed

        view = self._views[0] if self._views else LiveEdition(self)
        view.shown()
        return {**view.widget._repr_mimebundle_(), "text/plain": repr(self)}

    # How it works --------------------------------------------------------------------------------------------------

    def _compose(self, figure: Figure) -> None:
        self.artists = self.build(figure)
        self.update(self.result)

    def _checked(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        for name in changes:
            if name not in self.declared:
                known = _n("its only control is {names}", "its controls are {names}", len(self.declared))
                known = fill(known, names=", ".join(self.declared))
                raise TypeError(f"{type(self).__name__} has no control {name!r}; {known}")
        return {**self._controls, **{name: self.declared[name].check(value) for name, value in changes.items()}}

    def _computed(self, controls: dict[str, Any]) -> Result:
        run = [self._kept_run(*(controls[name] for name in self._run_controls()))] if self._kept_run else []
        computed = self.compute(*run, **controls)
        if not isinstance(computed, dict):
            raise TypeError(f"{type(self).__name__}.compute should return a dictionary, not {type(computed).__name__}")
        if repeated := sorted(set(computed) & set(controls)):
            raise TypeError(f"{type(self).__name__}.compute returns {repeated[0]!r}, which is the name of a control")
        return Result(**controls, **_read_only(computed))

    def _safe_run(self, *values: Any) -> Any:
        assert self.run
        return _read_only(self.run(*values))

    @classmethod
    def _run_controls(cls) -> tuple[str, ...]:
        return tuple(inspect.signature(cls.run).parameters)[1:] if cls.run else ()


def _read_only(value: Any) -> Any:
    """Return the same data in a form that cannot change what `compute` may keep for the next time."""
    if isinstance(value, np.ndarray):
        value = value.view()
        value.flags.writeable = False
    elif isinstance(value, dict):
        return {key: _read_only(item) for key, item in value.items()}
    elif isinstance(value, list):
        return [_read_only(item) for item in value]
    elif isinstance(value, tuple):
        items = map(_read_only, value)
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    return value


def _product(values: dict[str, tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    return (dict(zip(values, state)) for state in itertools.product(*values.values()))
