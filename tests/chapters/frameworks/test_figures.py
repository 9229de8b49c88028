"""The figures of the chapter *From nnlib to frameworks*."""

import numpy as np
import pytest

from nnlib.chapters.frameworks.momentum_conventions import MomentumConventions
from nnlib.chapters.frameworks.small_group import SmallGroup, group


def as_pytorch_does(rate, beta, steps):
    """Momentum as a sum of gradients, on the parabola θ² / 2 from 10: the rule as PyTorch documents it."""
    theta, v, path = 10.0, 0.0, [10.0]
    for _step in range(steps):
        v = beta * v + theta
        theta -= rate * v
        path.append(theta)
    return path


@pytest.mark.parametrize("state", [{}, {"pytorch": "translated"}, {"beta": 0}, {"rate": 1, "beta": 0.95}])
def test_the_second_program_is_pytorchs_rule(state):
    result = MomentumConventions(**state).result
    expected = as_pytorch_does(result.theirs, result.beta, MomentumConventions.steps)
    np.testing.assert_allclose(result.paths[1], expected, rtol=1e-9, atol=1e-12)


def test_its_steps_reach_the_rate_over_one_minus_beta():
    result = MomentumConventions(rate=0.2, beta=0.8).result
    v, lengths = 0.0, [0.0]
    for _step in range(60):
        v = 0.8 * v + 1
        lengths.append(0.2 * v)
    np.testing.assert_allclose(result.steps_taken[1], lengths)
    np.testing.assert_allclose(result.steps_taken[1][1:], 5 * result.steps_taken[0][1:])


def test_translated_the_two_are_one_run_and_so_they_are_without_momentum():
    for state in ({"pytorch": "translated"}, {"beta": 0}):
        figure = MomentumConventions(**state)
        np.testing.assert_allclose(*figure.result.paths)
        assert "the same steps" in figure.sentence
    assert "10 times as long" in MomentumConventions().sentence


def test_what_the_text_says_of_momentum():
    lengths = [MomentumConventions(beta=beta).result.steps_taken for beta in (0.9, 0.95)]
    assert [round(each[0][-1], 1) for each in lengths] == [0.1, 0.1]
    assert [round(each[1][-1]) for each in lengths] == [1, 2]

    def turns(path):
        return int((np.diff(np.sign(path)) != 0).sum())

    ours, theirs = MomentumConventions(rate=1).result.paths
    assert turns(theirs) > 2 * turns(ours)


def test_the_rule_of_a_group_is_turned():
    X, y = group(500, 90, np.random.default_rng(0))
    assert ((X[:, 1] > 0) == y).all()
    X, y = group(500, 0, np.random.default_rng(0))
    assert ((X[:, 0] > 0) == y).all()


def test_all_are_a_mean_of_both_groups_by_their_shares():
    result = SmallGroup(share=20).result
    everyone, a, b = result.right
    assert everyone == pytest.approx(0.8 * a + 0.2 * b)
    assert [len(X) for X, _y in result.points] == [320, 80]


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ({}, (0.95, 0.98, 0.50)),
        ({"told": True}, (0.97, 0.99, 0.63)),
        ({"share": 10, "told": True}, (0.97, 0.98, 0.92)),
        ({"turn": 0}, (1.0, 1.0, 1.0)),
    ],
)
def test_what_the_text_says_of_the_small_group(state, shown):
    assert SmallGroup(**state).result.right == pytest.approx(shown, abs=0.006)


def test_with_equal_shares_an_ignorant_network_is_wrong_for_a_quarter_of_both():
    _all, a, b = SmallGroup(share=50).result.right
    assert 0.68 < a < 0.8 and 0.68 < b < 0.8


@pytest.mark.parametrize("told", [False, True])
def test_the_line_is_where_the_network_changes_its_mind(told):
    """A's line is upright; with the group told, B has one of its own, which lies."""
    figure = SmallGroup(share=30, told=told)
    first, second = (np.vstack(lines) for lines in figure.result.lines)
    assert np.abs(first[:, 0]).mean() < 0.6
    assert np.array_equal(first, second) == (not told)
    assert figure.cuts[1].get_visible() == told
    if told:
        assert np.abs(second[np.abs(second[:, 0]) < 1, 1]).mean() < 0.6
