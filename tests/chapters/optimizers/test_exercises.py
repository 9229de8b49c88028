"""The exercises of the chapter *Optimizers* name the slip."""

import numpy as np
import pytest

from nnlib import Adam, BinaryCrossEntropy, datasets, mlp, schedules, train
from nnlib.exercises import check


def adam(
    store=lambda M, V, M_hat, V_hat: (M, V),
    move=lambda M_hat, V_hat, g: M_hat / (np.sqrt(V_hat) + 1e-8),
    power=lambda t: t,
    new_M=lambda M, g: 0.9 * M + 0.1 * g,
    new_V=lambda V, g: 0.999 * V + 0.001 * g**2,
    factor=-1,
):
    """Return an adam_step in which one thing may be otherwise."""

    def adam_step(theta, M, V, g, t, rate):
        M, V = new_M(M, g), new_V(V, g)
        t = power(t)
        M_hat, V_hat = M / (1 - 0.9**t), V / (1 - 0.999**t)
        return (theta + factor * rate * move(M_hat, V_hat, g), *store(M, V, M_hat, V_hat))

    return adam_step


def in_place(theta, M, V, g, t, rate):
    M *= 0.9
    M += 0.1 * g
    return theta, M, V


def planned(steps, first):
    return schedules.warm_up(schedules.cosine(0.1, steps=steps), steps=first)


@pytest.mark.parametrize(
    ("name", "answer", "words"),
    [
        ("adam", 3, "should be a function"),
        ("adam", lambda theta, M, V, g, t, rate: theta, "There should be 3 things: the new θ, the new M, the new V"),
        ("adam", in_place, "Return new ones"),
        ("adam", adam(lambda M, V, M_hat, V_hat: (M_hat, V)), "corrected M"),
        ("adam", adam(lambda M, V, M_hat, V_hat: (M, V_hat)), "corrected V"),
        ("adam", adam(new_M=lambda M, g: 0.9 * M + g), "a sum of gradients"),
        ("adam", adam(new_M=lambda M, g: 0.1 * M + 0.9 * g), "swapped"),
        ("adam", adam(new_M=lambda M, g: M), "Your M stays"),
        ("adam", adam(new_M=lambda M, g: g), "the new M is 0.75; yours is 3."),
        ("adam", adam(new_V=lambda V, g: 0.999 * V + 0.001 * g), "has to be squared"),
        ("adam", adam(new_V=lambda V, g: 0.9 * V + 0.1 * g**2), "a share of its own"),
        ("adam", adam(new_V=lambda V, g: V), "Your V stays"),
        ("adam", adam(new_V=lambda V, g: V + g**2), "the new V is 0.3087; yours is 9.3"),
        ("adam", adam(power=lambda t: np.inf), "without bias correction"),
        ("adam", adam(power=lambda t: 1), "not by 1 − β"),
        ("adam", adam(power=lambda t: t + 1), "that of step 4"),
        ("adam", adam(move=lambda M_hat, V_hat, g: M_hat / (V_hat + 1e-8)), "should be its root"),
        ("adam", adam(move=lambda M_hat, V_hat, g: g / np.sqrt(V_hat)), "along g instead"),
        ("adam", adam(move=lambda M_hat, V_hat, g: M_hat), "does not divide"),
        ("adam", adam(factor=1), "climbs"),
        ("adam", adam(factor=-10), "lacks the learning rate"),
        ("adam", adam(factor=-2), "the new θ is 0.9"),
        ("adam", adam(move=lambda M_hat, V_hat, g: M_hat / np.sqrt(V_hat + 1e-8)), "All right but ε"),
        ("translate", 0.02, "Two conventions"),
        ("translate", 0.4, "sum over 50 examples"),
        ("translate", 1, "memory of the recipe"),
        ("translate", 0.05, "so divide"),
        ("translate", 0.008, "must grow"),
        ("translate", 0.00002, "turned round"),
        ("translate", 3, "Your 3 is not"),
        ("plan", 0.1, "should be a schedule"),
        ("plan", lambda step: "fast", "should be a number"),
        ("plan", planned(20, 2), "counts steps; an epoch here has 20"),
        ("plan", planned(300, 40), "before the run is over"),
        ("plan", schedules.cosine(0.1, steps=360), "the warm-up is gone"),
        ("plan", planned(400, 40), "The run has 400"),
        ("plan", planned(360, 2), "epochs still"),
        ("plan", planned(380, 20), "At step 0 the rate should be 0.0025; yours is 0.005"),
    ],
)
def test_wrong_answers_hear_why(name, answer, words):
    feedback = check(f"optimizers.{name}", answer)
    assert feedback.text.startswith("✗") and words in feedback.text, feedback.text


def test_right_answers_in_other_forms_pass():
    assert check("optimizers.adam", adam()).passed
    assert check("optimizers.translate", 20).passed
    assert check("optimizers.plan", lambda step: planned(360, 40)(step)).passed


def test_the_run_of_the_exercise_stands_still_and_the_repaired_one_does_not():
    X, y = datasets.moons(200, noise=0.25, rng=0)
    ends = {}
    for steps, first in ((20, 2), (360, 40)):
        history = train(mlp([2, 8, 8, 1], rng=0), BinaryCrossEntropy(), Adam(planned(steps, first)), X, y, epochs=20,
                        batch_size=10, rng=0, validation=(X, y))  # fmt: skip
        assert history.validation_loss is not None
        ends[steps] = history.validation_loss
    assert len(set(np.round(ends[20][2:], 12))) == 1 and ends[20][-1] > 1.3 * ends[360][-1]
