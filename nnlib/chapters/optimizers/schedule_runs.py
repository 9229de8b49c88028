"""Sixteen networks trained side by side, for the figure `Schedules` of the chapter *Optimizers*."""

import functools

import numpy as np

from nnlib import Adam, datasets, mlp, schedules


class ManyRuns:
    """As many networks 2-8-8-1 as there are seeds, trained side by side: each as `train` trains a single one.

    The parameters of all are one array, a network in each row, so that one optimizer steps for all of them.
    """

    sizes = (2, 8, 8, 1)

    def __init__(self, seeds):
        self.theta = np.array([mlp(list(self.sizes), rng=seed).parameters for seed in seeds])
        self.gradient = np.empty_like(self.theta)
        self.layers = list(zip(self._views(self.theta), self._views(self.gradient)))
        self.generators = [np.random.default_rng(seed) for seed in seeds]

    def _views(self, flat):
        """Split rows of parameters into weights (runs, n_in, n_out) and biases (runs, 1, n_out), layer by layer."""
        views, start = [], 0
        for n_in, n_out in zip(self.sizes, self.sizes[1:]):
            middle, end = start + n_in * n_out, start + (n_in + 1) * n_out
            views.append((flat[:, start:middle].reshape(-1, n_in, n_out), flat[:, None, middle:end]))
            start = end
        return views

    def forward(self, A):
        """Keep the outputs of all layers and return the last, the logits (runs, examples)."""
        self.outputs = [A]
        for (W, b), _gradients in self.layers:
            A = self.outputs[-1] @ W
            A += b
            if len(self.outputs) < len(self.layers):
                np.maximum(A, 0, out=A)
            self.outputs.append(A)
        return A[..., 0]

    def losses(self, X, y):
        """Return the binary cross-entropy of each network on all examples."""
        z = self.forward(X)
        return (np.logaddexp(0, z) - y * z).mean(axis=1)

    def epoch(self, optimizer, X, y, batch):
        """Take one step for each batch, in an order of its own for each network."""
        orders = np.array([generator.permutation(len(X)) for generator in self.generators])
        for start in range(0, len(X), batch):
            chosen = orders[:, start : start + batch]
            z = self.forward(X[chosen])
            with np.errstate(over="ignore"):  # beyond all numbers the probability is 0
                dZ = ((1 / (1 + np.exp(-z)) - y[chosen]) / batch)[..., None]
            for index in reversed(range(len(self.layers))):
                (W, _b), (dW, db) = self.layers[index]
                np.matmul(self.outputs[index].transpose(0, 2, 1), dZ, out=dW)
                dZ.sum(axis=1, keepdims=True, out=db)
                if index:
                    dZ = dZ @ W.transpose(0, 2, 1) * (self.outputs[index] > 0)
            optimizer.step(self.theta, self.gradient)


DATA = datasets.moons(200, noise=0.25, rng=0)
EPOCHS, BATCH, SEEDS = 10, 10, range(16)
STEPS = EPOCHS * 200 // BATCH


def planned(kind, rate, warm_up):
    """Return the schedule that the controls of `Schedules` describe."""
    left = STEPS - warm_up
    decay = {
        "constant": lambda: schedules.constant(rate),
        "step": lambda: schedules.step_decay(rate, factor=0.3, every=-(-left // 3)),
        "cosine": lambda: schedules.cosine(rate, steps=left),
    }[kind]()
    return schedules.warm_up(decay, steps=warm_up) if warm_up else decay


@functools.lru_cache(maxsize=256)
def losses_of_runs(kind, rate, warm_up):
    """The losses of 16 runs with Adam, before the first and after each epoch: array (epochs + 1, 16).

    They are kept here and not by the figure's own `run`, because a state shows two of them: those that follow the
    schedule and, whatever the schedule, those at the constant rate.
    """
    runs, optimizer = ManyRuns(SEEDS), Adam(planned(kind, rate, warm_up))
    losses = [runs.losses(*DATA)]
    for _epoch in range(EPOCHS):
        runs.epoch(optimizer, *DATA, BATCH)
        losses.append(runs.losses(*DATA))
    return np.array(losses)
