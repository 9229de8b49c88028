"""Whatever a control is set to or asked for is one of its values, or refused with a sentence that names the control."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlib.explorables import WarmOrCool
from nnlib.live.controls import Choice, Slider, Step, Toggle

few = settings(max_examples=80, deadline=None)
CONTROLS = {
    "even": Slider(label="even", low=-1, high=4, step=0.1, grid_step=0.5),
    "factors": Slider(label="factors", low=0.001, high=10, step=0.05, logarithmic=True, grid=(0.001, 0.1, 1, 10)),
    "choice": Choice(label="choice", options={"x": "one", "constructor": "two"}),
    "toggle": Toggle(label="toggle"),
    "step": Step(label="step", stages=(0, 1, 2.5, 10)),
}
every = pytest.mark.parametrize("name", CONTROLS)

numbers = st.integers() | st.floats() | st.fractions() | st.sampled_from([10**400, np.int64(1), np.float32(2.5)])
things = st.one_of(
    numbers, st.none(), st.booleans(), st.text(max_size=5), st.binary(max_size=3), st.complex_numbers(),
    st.decimals(), st.sampled_from([..., object(), [], {}, {1}]),
    st.sampled_from([np.zeros(2), np.ones((1, 1)), np.array(["x", "x"]), np.True_]),
)  # fmt: skip
# what float() reads and people do not write, and what only looks like one of the values
ODD = [
    "nan",
    "-inf",
    "1e999",
    "１",
    "1_0",
    " 1 ",
    "0x1",
    "True",
    "1.",
    "1e0",
    "+1",
    "x ",
    "X",
    "",
    "\0",
    "__proto__",
    "٣",
]
texts = st.text(max_size=8) | st.sampled_from(ODD) | st.floats().map(str)


def taken(call, argument, name):
    """Return in a list what a control makes of this, or nothing if it is refused with a sentence."""
    try:
        return [call(argument)]
    except (ValueError, TypeError) as refusal:
        assert str(refusal).startswith(f"{name} must be "), refusal
        return []


def is_a_value(control, value):
    """Return whether a control can have this value, in its own type."""
    if isinstance(control, Slider):
        return type(value) is float and control.low <= value <= control.high
    return any(type(value) is type(stop) and value == stop for stop in control.stops)


@every
@few
@given(thing=things)
def test_a_control_is_set_to_a_value_of_its_own(name, thing):
    control = CONTROLS[name]
    for value in taken(control.check, thing, name):
        assert is_a_value(control, value)
        assert control.text(value) and control.nearest(value) in control.grid


@every
@few
@given(text=texts)
def test_an_address_asks_for_a_value_of_its_own(name, text):
    control = CONTROLS[name]
    for value in taken(control.read, text, name):
        assert is_a_value(control, value)


@every
def test_every_stop_is_read_from_what_is_written(name):
    control = CONTROLS[name]
    for stop in control.stops:
        assert control.read(control.key(stop)) == stop


@pytest.mark.parametrize("control", WarmOrCool().controls)
@few
@given(thing=things)
def test_a_figure_starts_with_values_of_its_controls(control, thing):
    for figure in taken(lambda value: WarmOrCool(**{control: value}), thing, control):
        assert is_a_value(figure.declared[control], figure.controls[control])
