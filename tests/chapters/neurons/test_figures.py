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


def test_neuron_does_not_tell_a_rounded_output_as_exact():
    assert "almost 0 at x = −4 and almost 1 at x = 4" in Neuron(weight=2, bias=-1, activation="sigmoid").sentence
    assert "is about 0.27 at x = −4" in Neuron(weight=0, bias=-1, activation="sigmoid").sentence
    assert "is 0.5 at x = −4" in Neuron(weight=0, bias=0, activation="sigmoid").sentence
    assert "is 0 at x = −4 and 1 at x = 4" in Neuron(weight=2, bias=-1, activation="step").sentence


@pytest.mark.parametrize(("activation", "ticks"), [("sigmoid", "0 ½ 1"), ("step", "0 ½ 1"), ("relu", "−5 0 5")])
def test_every_activation_fills_its_panel(activation, ticks):
    figure = Neuron(weight=1, bias=0, activation=activation)
    assert [text.get_text() for text in figure.levels] == ticks.split()
    x, level = figure.output.get_data()
    bottom, middle, top = Neuron.ticks[activation]
    assert np.allclose(middle + level * (top - middle), figure.result.output)
    assert level.max() > 0.75 and (level.min() < -0.75 or activation == "relu")


def test_the_word_fires_stands_on_the_side_that_fires():
    for weight in (-2, 2):
        figure = Neuron(weight=weight, bias=-1)
        assert weight * figure.fires.get_position()[0] - 1 > 0 > weight * figure.silent.get_position()[0] - 1
    assert not Neuron(weight=0, bias=0).fires.get_visible()


@pytest.mark.parametrize(("gate", "controls"), [("and", (1, 1, -1.5)), ("or", (1, 1, -0.5)), ("nand", (-1, -1, 1.5))])
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


@pytest.mark.parametrize(("gate", "controls"), [("and", (1, 1, -1.5)), ("or", (1, 1, -0.5)), ("nand", (-1, -1, 1.5))])
def test_the_weight_vector_stays_clear_of_the_points(gate, controls):
    figure = DecisionLine(gate=gate, **dict(zip(("w1", "w2", "bias"), controls)))
    arrow = np.linspace(*np.transpose(figure.normal.get_data()), 20)
    gaps = np.linalg.norm(arrow[:, None] - figure.result.points, axis=2)
    assert gaps.min() > 0.2


def test_red_minus_blue_sorts_all_colours():
    assert WarmOrCool(red=1, green=0, blue=-1, bias=0).result.right.all()
    assert not WarmOrCool(red=1, green=1, blue=1, bias=-1.5).result.right.all()


@pytest.mark.parametrize(("weights", "bias"), [((2, 1, -1), -0.5), ((1, 1, 1), -1.5), ((1, 0, 0), 2), ((0, 0, -1), 0)])
def test_swatches_stand_in_the_order_of_z_and_are_cut_at_zero(weights, bias):
    figure = WarmOrCool(**dict(zip(("red", "green", "blue"), weights)), bias=bias)
    z = figure.colours[figure.result.order] @ weights + bias
    boundary = figure.result.boundary
    assert (np.diff(z) >= 0).all()
    assert (z[:boundary] <= 0).all() and (z[boundary:] > 0).all()
    (line, _line), _heights = figure.boundary.get_data()
    warm, cool = figure.swatches
    for swatches, kind in ((warm, figure.warm == 1), (cool, figure.warm == 0)):
        says_warm = figure.colours[kind] @ weights + bias > 0
        assert np.array_equal(swatches.get_offsets()[:, 0] > line, says_warm)
    assert len(np.unique(np.vstack([warm.get_offsets(), cool.get_offsets()]), axis=0)) == len(z)


def test_crosses_lie_on_the_mistakes():
    figure = WarmOrCool(red=1, green=1, blue=1, bias=-1.5)
    warm, cool = figure.swatches
    (line, _line), _heights = figure.boundary.get_data()
    wrong = [place for place in warm.get_offsets() if place[0] < line]
    wrong += [place for place in cool.get_offsets() if place[0] > line]
    assert sorted(map(tuple, wrong)) == sorted(map(tuple, figure.crosses.get_offsets()))
    assert len(wrong) == 17 and figure.score.get_text() == "23 of 40 right"


@pytest.mark.parametrize(
    ("controls", "right"),
    [((1, 1, 1, -1.5), 23), ((1, 1, -1, -1.5), 18), ((1, 0, -1, -1.5), 16), ((1, 0, -1, 0), 40), ((2, 0, -1, 0), 32)],
)
def test_the_scores_that_the_text_tells(controls, right):
    names = ("red", "green", "blue", "bias")
    assert WarmOrCool(**dict(zip(names, controls))).result.right.sum() == right
    assert WarmOrCool.warm.sum() == 24


def test_low_threshold_trades_misses_for_false_alarms():
    low, high = StepToSigmoid(threshold=0.1).result, StepToSigmoid(threshold=0.9).result
    assert len(low.misses) < len(high.misses)
    assert len(low.false_alarms) > len(high.false_alarms)
    assert np.isclose(high.cut, np.log(9) / 2)
    figure = StepToSigmoid(threshold=0.1)
    assert figure.misses.get_text() == f"misses: {len(low.misses)}"
    assert figure.false_alarms.get_text() == f"false alarms: {len(low.false_alarms)}"


@pytest.mark.parametrize(("steepness", "said"), [(6, "0.998"), (8, "almost 1"), (32, "almost 1")])
def test_sigmoid_is_never_said_to_reach_1(steepness, said):
    assert f"at x = 1 the probability is {said}." in StepToSigmoid(steepness=steepness).sentence
