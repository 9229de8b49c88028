"""The playground as a program: it does what the figure does. `make check-frameworks` runs the programs for PyTorch."""

import contextlib
import io

import pytest

from nnlib.chapters.training.as_code import LIBRARIES, as_code
from nnlib.chapters.training.playground import Playground

SETTINGS = (  # each option of each control at least once, and a learning rate between the stops of the page
    {},
    {"data": "moons", "hidden": "none", "rate": 0.1},
    {"data": "xor", "hidden": "4", "activation": "tanh", "optimizer": "adam", "rate": 0.0631},
    {"data": "spirals", "optimizer": "adam", "rate": 0.01},
)


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_program_ends_where_the_figure_ends(setting):
    figure, names, printed = Playground(**setting), {}, io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(figure.code(), "<program>", "exec"), names)
    assert printed.getvalue().count("\n") == 2
    for words in printed.getvalue().splitlines():
        loss, accuracy = (float(word) for word in words.replace(",", "").split()[1::2])
        assert 0 <= loss < 2 and 0.3 < accuracy <= 1
    losses, accuracies = figure.result.losses, figure.result.accuracies
    for (loss, accuracy), by_epoch, right in zip(
        (names["evaluate"](names["net"], names["loss"], *names[data]) for data in ("examples", "held_out")),
        losses,
        accuracies,
    ):
        assert loss == pytest.approx(by_epoch[-1], rel=1e-9)
        assert accuracy == right[-1]


def test_every_setting_is_a_program_for_each_library():
    for library in LIBRARIES:
        programs = {as_code(state, library) for state in Playground.grid() if state["epoch"] == 0}
        # without a hidden layer there is no activation, and the two states are one program
        assert len(programs) == 4 * (2 * 2 + 1) * 2 * 4
        for program in programs:
            compile(program, "<program>", "exec")
            assert max(map(len, program.splitlines())) <= 80


def test_the_figure_gives_its_present_setting():
    figure = Playground()
    figure.set(data="moons", rate=0.1)
    assert figure.code("torch") == as_code(figure.controls, "torch")
    assert "moons" in figure.code("torch") and "lr=0.1)" in figure.code("torch") and "SGD(0.1)" in figure.code()


def test_an_unknown_library_is_refused():
    with pytest.raises(ValueError, match="one of nnlib, torch, not 'jax'"):
        as_code(Playground().controls, "jax")
