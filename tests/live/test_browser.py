"""Python on the page, without a page: cells, their outputs, and the figures behind the controls."""

import json

import numpy as np
import pytest

from nnlib.explorables import Neuron
from nnlib.live import page
from nnlib.live.browser import LONGEST, Session
from nnlib.live.handles import offered


@pytest.fixture
def outputs():
    return []


@pytest.fixture
def session(outputs):
    return Session(lambda output: outputs.append(json.loads(json.dumps(output))))


def kinds(outputs):
    return [output["kind"] for output in outputs]


def test_cells_share_their_names_and_show_the_last_value(session, outputs):
    assert session.run("1", "import numpy as np\nx = np.array([1, 2])") == {"status": "done", "passed": None}
    assert outputs == []
    session.run("2", "print('sum')\nx.sum()")
    assert outputs == [{"kind": "stream", "text": "sum\n"}, {"kind": "text", "text": repr(np.array([1, 2]).sum())}]


@pytest.mark.parametrize("source", ["", "# nothing", "None", "3;", "x = 3"])
def test_nothing_is_shown_where_a_notebook_shows_nothing(session, outputs, source):
    assert session.run("1", source)["status"] == "done"
    assert outputs == []


def test_what_is_printed_last_without_a_line_end_is_shown(session, outputs):
    session.run("1", "print('a', end='')")
    assert outputs == [{"kind": "stream", "text": "a"}]


def test_a_long_container_has_an_item_a_line(session, outputs):
    session.run("1", "{'name': 'x' * 50, 'other': 'y' * 50}")
    assert outputs[0]["text"].splitlines() == ["{'name': '" + "x" * 50 + "',", " 'other': '" + "y" * 50 + "'}"]


def test_display_and_plots_come_in_their_order(session, outputs):
    session.run("1", "print(1)\ndisplay(2, 3)\nprint(4)")
    assert [output["text"] for output in outputs] == ["1\n", "2", "3", "4\n"]
    outputs.clear()
    session.run("2", "import matplotlib\nmatplotlib.use('svg')\nimport matplotlib.pyplot as plt\n_ = plt.plot([1, 2])")
    assert kinds(outputs) == ["html"] and outputs[0]["html"].strip().startswith("<svg")
    outputs.clear()
    session.run("3", "1")
    assert kinds(outputs) == ["text"]  # the plot was closed


def test_an_error_names_the_reader_s_line_and_nothing_of_the_library(session, outputs):
    session.run("4", "def f(x):\n    return 1 / x")
    result = session.run("5", "a = 1\nf(0)")
    assert result == {"status": "failed", "passed": None}
    text = outputs[0]["text"]
    assert "This cell, line 2\n    f(0)" in text
    assert "An earlier cell, line 2, in f\n    return 1 / x" in text
    assert text.endswith("ZeroDivisionError: division by zero")
    assert ".py" not in text


def test_an_error_within_a_library_shows_only_the_cell(session, outputs):
    session.run("1", "import numpy as np\nnp.ones((2, 3)) @ np.ones(2)")
    assert "This cell, line 2" in outputs[0]["text"] and "site-packages" not in outputs[0]["text"]


def test_a_slip_of_the_pen_points_at_its_place(session, outputs):
    assert session.run("1", "x = (1\ny = 2")["status"] == "failed"
    assert "This cell, line 1" in outputs[0]["text"] and "SyntaxError: '(' was never closed" in outputs[0]["text"]


def test_a_cell_cannot_end_the_session(session, outputs):
    assert session.run("1", "import sys\nsys.exit(3)")["status"] == "failed"
    assert session.run("2", "1")["status"] == "done"


def test_what_follows_a_raised_error_is_the_next_cell(session, outputs):
    session.run("1", "print('before')\nraise ValueError('no')\nprint('after')")
    assert [output["text"].splitlines()[-1] for output in outputs] == ["before", "ValueError: no"]


def test_a_loop_that_prints_does_not_fill_the_page(session, outputs):
    session.run("1", "for i in range(200_000): print(i)")
    printed = "".join(output["text"] for output in outputs)
    assert LONGEST < len(printed) < LONGEST + 100 and printed.endswith("… The rest is left out.\n")


def test_input_says_that_it_cannot_ask(session, outputs):
    session.run("1", "input('name?')")
    assert "input() cannot ask" in outputs[0]["text"]


def test_a_check_says_whether_the_answer_is_right(session, outputs):
    source = "from nnlib.exercises import check\ncheck('neurons.{}', {})"
    from nnlib import exercises

    name = next(name for name in exercises.names() if name.startswith("neurons.")).partition(".")[2]
    assert session.run("1", source.format(name, "...")) == {"status": "done", "passed": False}
    assert outputs[0]["kind"] == "feedback" and outputs[0]["text"].startswith("○ Not yet")


def test_a_figure_is_shown_with_its_controls_and_answers(session, outputs):
    session.run("1", "from nnlib.explorables import Neuron\nfigure = Neuron(weight=2)\nfigure")
    (shown,) = outputs
    assert shown["kind"] == "figure" and '<figure class="explorable" id="neuron"' in shown["html"]
    assert shown["text"] == repr(Neuron(weight=2))
    weight = next(control for control in session.controls(shown["figure"]) if control["name"] == "weight")
    assert weight["keys"] == [Neuron.declared["weight"].key(value) for value in Neuron.declared["weight"].stops]
    keys = {name: control.key(control.start) for name, control in Neuron.declared.items()}
    drawn = session.state(shown["figure"], {**keys, "weight": "1.3"})
    assert drawn.pop("handles") == json.loads(json.dumps(offered(Neuron(weight=1.3))))
    assert drawn == json.loads(json.dumps(page.draw_state(Neuron(), {"weight": 1.3})))
    outputs.clear()
    session.run("2", "figure.controls['weight']")
    assert outputs == [{"kind": "text", "text": "1.3"}]


def test_a_cell_moves_a_figure_that_is_shown(session, outputs):
    session.run("1", "from nnlib.explorables import Neuron\nfigure = Neuron()\nfigure")
    name = outputs.pop()["figure"]
    session.run("2", "figure.set(weight=-1)")
    assert kinds(outputs) == ["moved"] and outputs[0]["figure"] == name and outputs[0]["keys"]["weight"] == "-1"
    outputs.clear()
    session.run("3", "1")
    assert kinds(outputs) == ["text"]


def test_a_figure_of_a_cell_that_runs_again_is_let_go(session, outputs):
    session.run("1", "from nnlib.explorables import Neuron\nNeuron()")
    session.run("1", "Neuron()")
    first, second = (output["figure"] for output in outputs)
    assert first != second and session.controls(second)
    with pytest.raises(AttributeError, match="no attribute"):
        session.controls(first)


def test_a_figure_of_the_built_page_answers_under_its_name_and_brings_its_still_layer_once(session):
    keys = {name: control.key(control.start) for name, control in Neuron.declared.items()}
    drawn = session.state("Neuron#neuron", keys)
    assert drawn["sentence"] == Neuron().sentence
    assert drawn["base"][1] == "".join(Neuron().draw_base().parts)
    assert "base" not in session.state("Neuron#neuron", keys)


def test_a_typed_value_is_read_as_people_write_it(session):
    assert session.value("Neuron#neuron", "weight", " −1,25 ") == {"key": "-1.25", "text": "−1.25"}
    for typed in ("many", "1000", "nan", ""):
        with pytest.raises(ValueError, match="weight must be a number from"):
            session.value("Neuron#neuron", "weight", typed)
