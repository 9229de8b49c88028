"""What the explorables of the chapter *Neurons* compute."""

import numpy as np
import pytest

from nnlib.explorables import DecisionLine, Neuron, StepToSigmoid, WarmOrCool


def test_neuron_fires_beyond_its_boundary():
    result = Neuron(weight=2, bias=-1, activation="step").result
    assert result.boundary == 0.5
    assert np.array_equal(result.output, (result.x > 0.5).astype(float))
    assert "below x = 0.5" in Neuron(weight=-2, bias=1).sentence


def test_neuron_with_weight_zero_has_no_boundary():
    assert Neuron(weight=0, bias=1).result.boundary is None
    assert "at every input" in Neuron(weight=0, bias=1).sentence
    assert "at no input" in Neuron(weight=0, bias=0).sentence


@pytest.mark.parametrize(
    ("gate", "controls"), [("and", (1, 1, -1.5)), ("or", (1, 1, -0.5)), ("nand", (-1, -1, 1.5))]
)
def test_decision_line_solves_the_gates(gate, controls):
    w1, w2, bias = controls
    result = DecisionLine(w1=w1, w2=w2, bias=bias, gate=gate).result
    assert result.right.all()


def test_no_state_of_the_page_solves_xor():
    figure = DecisionLine(gate="xor")
    best = 0
    for state in DecisionLine.grid():
        if state["gate"] == "xor":
            best = max(best, int(figure.compute(**state)["right"].sum()))
    assert best == 3


def test_decision_line_is_where_the_sum_is_zero_and_the_region_where_it_is_positive():
    result = DecisionLine(w1=1.5, w2=-0.5, bias=-0.3).result
    sums = result.line @ [1.5, -0.5] - 0.3
    assert len(sums) == 2 and np.allclose(sums, 0)
    assert (result.region @ [1.5, -0.5] - 0.3 > -1e-12).all()
    assert np.isclose(result.foot @ [1.5, -0.5], 0.3)
    direction = result.line[1] - result.line[0]
    assert np.isclose(direction @ [1.5, -0.5], 0)


def test_red_minus_blue_sorts_all_colours():
    assert WarmOrCool(red=1, green=0, blue=-1, bias=0).result.right.all()
    assert not WarmOrCool(red=1, green=1, blue=1, bias=-1.5).result.right.all()


def test_strip_is_sorted_and_cut_at_zero():
    result = WarmOrCool(red=2, green=1, blue=-1, bias=-0.5).result
    z = result.colours @ [2, 1, -1] - 0.5
    assert (np.diff(z) >= 0).all()
    assert (z[: result.boundary] <= 0).all() and (z[result.boundary :] > 0).all()


def test_low_threshold_trades_misses_for_false_alarms():
    low, high = StepToSigmoid(threshold=0.1).result, StepToSigmoid(threshold=0.9).result
    assert len(low.misses) < len(high.misses)
    assert len(low.false_alarms) > len(high.false_alarms)
    assert np.isclose(high.cut, np.log(9) / 2)
