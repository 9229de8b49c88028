"""Schedules: learning rates that change while training goes on.

A schedule is a function from the number of steps already taken to a learning rate; every optimizer takes one in place
of a number.

>>> rate = warm_up(cosine(0.1, steps=100), steps=10)
>>> [round(rate(step), 4) for step in (0, 9, 10, 60, 110, 500)]
[0.01, 0.1, 0.1, 0.05, 0.0, 0.0]

Introduced in chapter *Optimizers*.
"""

import math
from collections.abc import Callable
from typing import TypeAlias

from nnlib.checks import check_count, check_positive

#: A function from the number of steps already taken to a learning rate.
Schedule: TypeAlias = Callable[[int], float]


def constant(learning_rate: float) -> Schedule:
    """Return the schedule that always says `learning_rate`.

    >>> constant(0.1)(1000)
    0.1
    """
    check_positive(learning_rate, "learning_rate")
    return lambda step: learning_rate


def step_decay(learning_rate: float, *, factor: float = 0.5, every: int) -> Schedule:
    """Return the schedule that multiplies the learning rate by `factor` after each `every` steps.

    >>> rate = step_decay(0.4, factor=0.5, every=10)
    >>> rate(9), rate(10), rate(25)
    (0.4, 0.2, 0.1)
    """
    check_positive(learning_rate, "learning_rate")
    check_positive(factor, "factor")
    check_count(every, "every")
    return lambda step: learning_rate * factor ** (step // every)


def cosine(learning_rate: float, *, steps: int, final: float = 0.0) -> Schedule:
    """Return the schedule that falls from `learning_rate` to `final` on half a cosine wave, and stays there.

    References
    ----------
    I. Loshchilov and F. Hutter, *SGDR: stochastic gradient descent with warm restarts*, 2017.

    Examples
    --------
    >>> cosine(1.0, steps=10)(5)
    0.5
    """
    check_positive(learning_rate, "learning_rate")
    check_positive(final, "final", zero=True)
    check_count(steps, "steps")
    return lambda step: final + (learning_rate - final) * (1 + math.cos(math.pi * min(step / steps, 1))) / 2


def warm_up(schedule: float | Schedule, *, steps: int) -> Schedule:
    """Return the schedule that climbs evenly for `steps` steps to where `schedule` begins, then follows it.

    >>> rate = warm_up(0.4, steps=4)
    >>> rate(0), rate(3), rate(4)
    (0.1, 0.4, 0.4)
    """
    after = schedule if callable(schedule) else constant(schedule)
    check_count(steps, "steps")
    return lambda step: after(0) * (step + 1) / steps if step < steps else after(step - steps)
