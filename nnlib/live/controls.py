"""What a reader can turn: sliders, choices, toggles and steps.

A control is declared once, as a class attribute of an explorable, and is whole and checked as soon as it is made. It
knows every value that the live edition allows and the coarser grid that the static page gets, how to check a value and
how to write it for people. It knows nothing of widgets or HTML: the two editions read these few attributes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from numbers import Real
from typing import Any

import numpy as np

from nnlib.numerals import number, size

DECIMALS = 4
"""So many decimals a value has at most, unless others of its control need more."""


def written(value: float, decimals: int = DECIMALS) -> str:
    """Write a value with at most so many decimals, or with three digits if they would leave nothing of it."""
    text = number(value, decimals)
    return size(value, 3) if text == "0" and value else text


def decimals_of(*values: float) -> int:
    """Return how many decimals, up to ten, are needed to write all of these values exactly."""
    return max(len(f"{value:.10f}".rstrip("0").partition(".")[2]) for value in values)


@dataclass(kw_only=True)
class Control:
    """What all controls share: a label, a start value and the values of the static page (`grid`).

    A grid of one value is for what would multiply the frames: the page shows the control once Python answers for it.
    Where no start is given, it is the first value of the grid. A control is called by its label until it belongs to a
    class; then its `name` is that of the attribute.
    """

    label: str
    start: Any = None
    grid: tuple[Any, ...] = ()
    name: str = field(default="", init=False, compare=False)

    def __post_init__(self) -> None:
        self.name = self.label
        self.grid = tuple(self.check(value) for value in self.grid or self.default_grid())
        if not self.grid:
            raise ValueError(f"control {self.name!r} has no values")
        self.start = self.check(self.grid[0] if self.start is None else self.start)
        if self.start not in self.grid:
            raise ValueError(
                f"control {self.name!r}: the start value {self.start!r} is not on the static grid {self.grid}"
            )

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def default_grid(self) -> tuple[Any, ...]:
        """Return the values of the static page where none are given: those that the control is made of."""
        raise NotImplementedError

    @property
    def corners(self) -> tuple[Any, ...]:
        """The values a test must visit: the ends of a range, every one of a choice."""
        raise NotImplementedError

    @property
    def needs_python(self) -> bool:
        """Whether the stored frames cannot move it, because its `grid` has one value: it waits for Python."""
        return len(self.grid) == 1

    @property
    def stops(self) -> tuple[Any, ...]:
        """Where the live edition stops."""
        return self.default_grid()

    def check(self, value: Any) -> Any:
        """Return `value` in the control's own type; raise a sentence where it does not fit."""
        raise NotImplementedError

    def nearest(self, value: Any) -> Any:
        """Return the value of the static grid that is nearest to `value`."""
        return value

    def text(self, value: Any) -> str:
        """Write `value` for people."""
        raise NotImplementedError

    def key(self, value: Any) -> str:
        """Write `value` for an address: `#neuron?weight=2`."""
        raise NotImplementedError

    def read(self, key: str) -> Any:
        """Return the value that `key` writes; raise a sentence where there is none."""
        return self.check({self.key(stop): stop for stop in self.stops}.get(key, key))


@dataclass(kw_only=True)
class Slider(Control):
    """A number between `low` and `high`: every `step` in the live edition, every `grid_step` on the static page.

    A grid that is not even is given as a tuple, `grid=(0.1, 1, 10)`, instead of `grid_step`. A `logarithmic` slider,
    for what spans powers of ten, moves by factors: its `step` is one of the exponent, so 0.05 makes 20 a decade.
    """

    low: float
    high: float
    step: float
    grid_step: float | None = None
    logarithmic: bool = False
    unit: str = ""

    def __post_init__(self) -> None:
        if not (self.low < self.high and self.step > 0):
            raise ValueError(f"a slider cannot go from {self.low:g} to {self.high:g} in steps of {self.step:g}")
        if self.logarithmic and (self.low <= 0 or not self.grid):
            raise ValueError("a logarithmic slider needs a low end above 0 and a grid")
        super().__post_init__()

    def default_grid(self) -> tuple[float, ...]:
        spacing = self.grid_step or self.step
        count = round((self.high - self.low) / spacing)
        if not math.isclose(self.low + count * spacing, self.high):
            raise ValueError(f"steps of {spacing:g} from {self.low:g} miss the high end, {self.high:g}")
        return tuple(round(self.low + i * spacing, 10) for i in range(count + 1))

    @property
    def corners(self) -> tuple[float, ...]:
        return (float(self.low), float(self.high))

    @property
    def stops(self) -> tuple[float, ...]:
        """Where the live edition stops: on the grid and at every step, with three digits if it moves by factors."""
        if self.logarithmic:
            count = round(math.log10(self.high / self.low) / self.step)
            steps = [float(f"{self.low * 10 ** (i * self.step):.3g}") for i in range(count + 1)]
        else:
            steps = [round(self.low + i * self.step, 10) for i in range(round((self.high - self.low) / self.step) + 1)]
        return tuple(sorted({self.low, self.high, *self.grid, *(value for value in steps if value < self.high)}))

    @property
    def decimals(self) -> int:
        """How many decimals the values of a slider that moves by steps have."""
        return decimals_of(self.low, self.step)

    def check(self, value: Any) -> float:
        is_number = isinstance(value, Real) and not isinstance(value, bool)
        if not is_number:
            raise TypeError(f"{self.name} must be a number from {self.low} to {self.high}, not {value!r}")
        if not self.low <= value <= self.high:  # before it becomes a float: a whole number may be too large for one
            raise ValueError(f"{self.name} must be from {self.low} to {self.high}, not {value!r}")
        return float(value)

    def nearest(self, value: float) -> float:
        """Return the value of the static grid that is nearest to `value`, in factors if the slider moves by factors."""
        scale = math.log if self.logarithmic else float
        nearest: float = min(self.grid, key=lambda candidate: abs(scale(candidate) - scale(value)))
        return nearest

    def read(self, key: str) -> float:
        try:
            return self.check(float(key))
        except ValueError:
            raise ValueError(f"{self.name} must be a number from {self.low:g} to {self.high:g}, not {key!r}") from None

    def text(self, value: float) -> str:
        if self.logarithmic and value < 0.1:  # from here on four decimals may be less than the three digits of a stop
            return size(value, 3) + self.unit
        return written(value, max(DECIMALS, self.decimals)) + self.unit

    def key(self, value: float) -> str:
        return f"{value:g}".replace("+", "")  # 1e+06: in an address a plus is a space


@dataclass(kw_only=True)
class Choice(Control):
    """One of a few named values: `options` maps each value to the label that the reader sees."""

    options: dict[str, str]

    def default_grid(self) -> tuple[str, ...]:
        return tuple(self.options)

    @property
    def corners(self) -> tuple[str, ...]:
        return tuple(self.options)

    def check(self, value: Any) -> str:
        if not isinstance(value, str) or value not in self.options:
            raise ValueError(f"{self.name} must be one of {', '.join(self.options)}, not {value!r}")
        return str(value)

    def text(self, value: str) -> str:
        return self.options[value]

    def key(self, value: str) -> str:
        return value


@dataclass(kw_only=True)
class Toggle(Control):
    """Something that is on or off."""

    start: bool = False

    def default_grid(self) -> tuple[bool, ...]:
        return (False, True)

    @property
    def corners(self) -> tuple[bool, ...]:
        return (False, True)

    def check(self, value: Any) -> bool:
        if not isinstance(value, Real | np.bool_) or value not in (False, True):
            raise TypeError(f"{self.name} must be True or False, not {value!r}")
        return bool(value)

    def text(self, value: bool) -> str:
        return "✓" if value else "–"

    def key(self, value: bool) -> str:
        return str(int(value))


@dataclass(kw_only=True)
class Step(Control):
    """A row of stages that play one after the other, such as the epochs of a training run.

    `stages` lists every stage of the live edition; the static page gets every `grid_every`-th and the last one.
    `interval` is the time a stage stays while it plays, in milliseconds.
    """

    stages: tuple[float, ...]
    grid_every: int = 1
    interval: int = 400

    def default_grid(self) -> tuple[float, ...]:
        some = self.stages[:: self.grid_every]
        return some if some[-1:] == self.stages[-1:] else some + self.stages[-1:]

    @property
    def corners(self) -> tuple[float, ...]:
        return (self.stages[0], self.stages[-1])

    @property
    def stops(self) -> tuple[float, ...]:
        return self.stages

    def nearest(self, value: float) -> float:
        """Return the stage of the static grid that is nearest to `value`."""
        nearest: float = min(self.grid, key=lambda stage: abs(stage - value))
        return nearest

    def check(self, value: Any) -> float:
        for stage in self.stages if isinstance(value, Real) else ():
            if stage == value:
                return stage
        raise ValueError(f"{self.name} must be one of {', '.join(map(str, self.stages))}, not {value!r}")

    def text(self, value: float) -> str:
        return written(value)

    def key(self, value: float) -> str:
        return f"{value:g}".replace("+", "")  # 1e+06: in an address a plus is a space
