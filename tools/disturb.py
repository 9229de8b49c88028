"""Disturb every random number with digits behind the point by one part in 10¹², as another processor might.

Loaded into a kernel or a process by `tools/steady.py`, before anything is drawn. What a reader may see must not change.
"""

import numpy as np

SIZE = 1e-12


class Disturbed(np.random.Generator):
    """A generator whose floating-point draws (initial weights, points, noise) are off by about one part in 10¹²."""

    def __init__(self, bit_generator: np.random.BitGenerator, seed: int) -> None:
        super().__init__(bit_generator)
        self._other = np.random.Generator(np.random.PCG64(seed))

    def _disturb(self, drawn):
        return drawn * (1 + SIZE * self._other.uniform(-1, 1, np.shape(drawn)))

    def normal(self, *arguments, **options):
        return self._disturb(super().normal(*arguments, **options))

    def standard_normal(self, *arguments, **options):
        return self._disturb(super().standard_normal(*arguments, **options))

    def uniform(self, *arguments, **options):
        return self._disturb(super().uniform(*arguments, **options))


def disturb(seed: int) -> None:
    """From now on `numpy.random.default_rng` returns disturbed generators; seed 0 leaves them as they are."""
    made = np.random.default_rng

    def default_rng(of=None):
        rng = made(of)
        return rng if isinstance(of, np.random.Generator) else Disturbed(rng.bit_generator, seed)

    if seed:
        np.random.default_rng = default_rng
