"""The exercises of the chapter *Optimizers* name the slip."""

import numpy as np
import pytest

from nnlib.exercises import check


def stepping(new_m, direction=lambda m, old, g, beta: m, factor=-1):
    """Return a momentum_step with a rule for the new m and one for the direction."""

    def momentum_step(theta, m, g, rate, beta):
        new = new_m(m, g, rate, beta)
        return theta + factor * rate * direction(new, m, g, beta), new

    return momentum_step


def mean(m, g, rate, beta):
    return beta * m + (1 - beta) * g


def in_place(theta, m, g, rate, beta):
    m *= beta
    m += (1 - beta) * g
    theta -= rate * m
    return theta, m


def planned(climb, fall):
    return lambda step: climb(step) if step < 10 else fall(step)


def climb(step):
    return 0.02 * (step + 1)


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("momentum", 3, "should be a function"),
        ("momentum", lambda theta, m, g, rate, beta: theta, "two things"),
        ("momentum", in_place, "Return new ones"),
        ("momentum", stepping(lambda m, g, rate, beta: beta * m + g), "a sum of gradients"),
        ("momentum", stepping(lambda m, g, rate, beta: (1 - beta) * m + beta * g), "swapped"),
        ("momentum", stepping(lambda m, g, rate, beta: m), "stays as it was"),
        ("momentum", stepping(lambda m, g, rate, beta: beta * m + (1 - beta) * rate * g), "does not belong into m"),
        ("momentum", stepping(lambda m, g, rate, beta: g), "the new m is 1.125; yours is [3.0]"),
        ("momentum", stepping(mean, lambda m, old, g, beta: old), "uses the old one"),
        ("momentum", stepping(mean, lambda m, old, g, beta: g), "still uses the gradient"),
        ("momentum", stepping(mean, factor=1), "climbs"),
        ("momentum", stepping(mean, factor=-5), "lacks the learning rate"),
        ("momentum", stepping(mean, lambda m, old, g, beta: beta * m + (1 - beta) * g), "Nesterov"),
        ("momentum", stepping(mean, factor=-2), "the new θ is 0.775"),
        ("adam", (0.1, 0.316), "sign is turned"),
        ("adam", (-0.1, 0.316), "sign is turned"),
        ("adam", (-0.5, -0.5), "step of SGD"),
        ("adam", (-0.316, -0.1), "second answer"),
        ("adam", (-0.01, -0.316), "not m"),
        ("adam", (-0.2, -0.316), "you have −0.2"),
        ("adam", (-0.1, -0.1), "not 0.1 again"),
        ("adam", (-0.1, -2), "should be its root"),
        ("adam", (-0.1, -0.05), "V is missing"),
        ("adam", (-0.1, -0.4), "you have −0.4"),
        ("adam", -0.1, "2 numbers"),
        ("translate", 0.02, "Two conventions"),
        ("translate", 0.4, "sum over 50 examples"),
        ("translate", 1, "memory of the recipe"),
        ("translate", 0.05, "so divide"),
        ("translate", 0.008, "must grow"),
        ("translate", 0.00002, "turned round"),
        ("translate", 3, "Your 3 is not"),
        ("plan", 0.2, "should be a function"),
        ("plan", lambda step: "fast", "should be a number"),
        ("plan", planned(lambda step: 0.02 * step, lambda step: 0.2), "would do nothing"),
        ("plan", planned(lambda step: 0.2, lambda step: 0.2), "Step 0 of the climb should have 0.02; yours has 0.2"),
        ("plan", planned(climb, lambda step: 0.2), "stays at 0.2"),
        ("plan", planned(climb, lambda step: 0.2 * (100 - step) / 100), "90 steps, not 100"),
        ("plan", planned(climb, lambda step: 0.1 * (1 + np.cos(np.pi * (step - 10) / 90))), "not a cosine"),
        ("plan", planned(climb, lambda step: 0.2 * 10 / step), "Step 55 of the fall should have 0.1; yours has 0.0364"),
        ("plan", planned(lambda step: climb(step) + 0.01 * (step == 2), lambda step: 0.2 * (100 - step) / 90), "same amount"),
    ],
)
def test_wrong_answers_hear_why(name, answer, words):
    feedback = check(f"optimizers.{name}", answer)
    assert feedback.text.startswith("✗") and words in feedback.text, feedback.text


def test_right_answers_in_other_forms_pass():
    assert check("optimizers.momentum", stepping(mean)).passed
    assert check("optimizers.adam", (-0.1, -0.3162)).passed
    assert check("optimizers.translate", 20).passed
    assert check("optimizers.plan", planned(climb, lambda step: 0.2 - 0.2 * (step - 10) / 90)).passed
