"""The exercises of the chapter *Training a network*."""

from __future__ import annotations

from typing import Any

import numpy as np

from nnlib import SGD, Adam, BinaryCrossEntropy, datasets, mlp, train
from nnlib.exercises import Wrong, as_answer, as_parts, call, exercise, shown
from nnlib.history import History
from nnlib.layers import Activation, Dense, Dropout, Layer
from nnlib.network import Network
from nnlib.numerals import number
from nnlib.optimizers import Optimizer
from nnlib.words import _


@exercise("training.split")
def split(answer: Any) -> str:
    """A function split(X, y, n_test, rng): shuffled, apart, scaled by the training examples alone."""
    X = np.column_stack([np.arange(30.0), 100 + np.arange(30.0) ** 2])
    y = (np.arange(30) >= 15).astype(int)
    result = call(answer, X.copy(), y.copy(), 10, np.random.default_rng(0))
    shapes = {"X_train": (20, 2), "y_train": (20,), "X_test": (10, 2), "y_test": (10,)}
    parts = zip(shapes.items(), as_parts(result, *shapes))
    X_train, y_train, X_test, y_test = (as_answer(part, shape, name=name) for (name, shape), part in parts)
    if len(set(y_test)) == 1 or sorted(set(np.diff(X_test[:, 0]).round(9))) == sorted(
        {np.diff(X_test[:, 0])[0].round(9)}
    ):
        raise Wrong("Your test examples stand in the order of the data, which is sorted by class. Shuffle first.")
    if np.allclose(X_train.mean(axis=0), 0) and np.allclose(X_test.mean(axis=0), 0):
        raise Wrong("You scaled the test examples by their own mean. Use that of the training examples for both.")
    together = np.vstack([X_train, X_test])
    if np.allclose(together.mean(axis=0), 0) and not np.allclose(X_train.mean(axis=0), 0):
        raise Wrong(
            "Mean and standard deviation come from all examples, so the test examples leaked in. "
            "Compute them on X_train alone."
        )
    if not np.allclose(X_train.mean(axis=0), 0) or not np.allclose(X_train.std(axis=0), 1):
        raise Wrong("The training examples should have mean 0 and standard deviation 1 in each column.")
    place = np.argsort(np.argsort(together[:, 0]))
    labels = np.concatenate([y_train, y_test])
    if len(set(together[:, 0].round(9))) != 30:
        raise Wrong("Some examples are in both parts, or twice in one; each should be in exactly one.")
    if not np.array_equal(labels, (place >= 15).astype(int)):
        raise Wrong("Inputs and labels no longer belong together. Use one order for both.")
    return _("Shuffled together, cut once, scaled by the training examples.")


def unlabelled() -> dict[str, History]:
    """Return six runs, each with a trait of its own, under letters that say nothing."""
    loss = BinaryCrossEntropy()
    circles, held = datasets.circles(200, noise=0.1, rng=0), datasets.circles(300, noise=0.1, rng=5)
    moons, few, watched = (datasets.moons(m, noise=0.3, rng=rng) for m, rng in ((200, 0), (60, 0), (300, 5)))
    mixed = watched[0], np.random.default_rng(3).permutation(watched[1])
    blocks: list[Layer] = []
    for n in (2, 50):
        blocks += [Dense(n, 50, rng=0), Activation("relu"), Dropout(0.5, rng=0)]
    runs: tuple[tuple[str, Network, Optimizer, Any, Any, int], ...] = (
        ("A", mlp([2, 8, 8, 1], "tanh", rng=0), SGD(0.04), circles, held, 32),
        ("B", mlp([2, 20, 1], "tanh", rng=0), Adam(0.01), moons, mixed, 32),
        ("C", mlp([2, 50, 50, 1], rng=0), Adam(0.003), few, watched, 32),
        ("D", Network([*blocks, Dense(50, 1, rng=0)]), Adam(0.003), moons, watched, 32),
        ("E", mlp([2, 1], rng=0), Adam(0.03), circles, held, 32),
        ("F", mlp([2, 20, 1], "tanh", rng=0), SGD(3), moons, watched, 8),
    )
    return {
        letter: train(net, loss, optimizer, *examples, epochs=100, batch_size=size, rng=0, validation=validation)
        for letter, net, optimizer, examples, validation, size in runs
    }


_CURVES = {  # what is right for each letter, and what to look at in the panel that belongs to a statement
    1: (
        "C",
        _(
            "Statement 1, overfitting: the validation loss falls, turns and rises while the training loss goes "
            "on falling."
        ),
    ),
    2: (
        "E",
        _("Statement 2, underfitting: both losses lie high, close together and level, and time will not change it."),
    ),
    3: ("F", _("Statement 3, steps too long: both curves jump up and down without coming to rest.")),
    4: (
        "A",
        _("Statement 4, not finished: both losses are high still, but their slope at the end is steepest of all."),
    ),
    5: (
        "D",
        _("Statement 5, dropout: the training loss, measured with units missing, lies above the validation loss."),
    ),
    6: ("B", _("Statement 6, wrong labels: the validation loss rises from the first epoch and stays far above ln 2.")),
}


@exercise("training.curves")
def curves(answer: Any) -> str:
    """The letters of the panels that belong to statements 1 to 6: CEFADB."""
    if not isinstance(answer, str) or sorted(answer.upper()) != list("ABCDEF"):
        raise Wrong(
            "The answer should be a string with each of the letters A to F once; this is {what}.", what=shown(answer)
        )
    for letter, (right, reason) in zip(answer.upper(), _CURVES.values()):
        if letter != right:
            raise Wrong("{reason} Panel {letter} does not do that.", reason=reason, letter=letter)
    return _("Six diagnoses from nothing but two curves each.")


BROKEN: dict[str, dict[str, Any]] = {
    "A": {"activation": "relu", "hidden": (8, 8), "rate": 5},
    "B": {"hidden": (50, 50), "shift": 50},
    "C": {"hidden": ()},
    "D": {"hidden": (50, 50), "l2": 0.1},
    "E": {"hidden": (50, 50), "examples": 12},
}
"""What is unusual in each of the five runs of the project; the other settings are those of `broken_run`."""


def broken_run(name: str, **changes: Any) -> History:
    """Train one of the five broken runs of the project on two circles, with your changes, and return its history.

    Parameters
    ----------
    name : str
        "A" to "E".
    changes
        Settings to replace: `examples`, `shift` (added to every input), `hidden` (units of each hidden layer),
        `activation`, `rate` (the learning rate of SGD), `l2`, `epochs`.

    Examples
    --------
    >>> broken_run("A").stopped
    'finished'
    """
    if name not in BROKEN:
        raise ValueError(f"the broken runs are {', '.join(BROKEN)}, not {name!r}")
    usual: dict[str, Any] = {
        "examples": 200,
        "shift": 0,
        "hidden": (20,),
        "activation": "tanh",
        "rate": 0.5,
        "l2": 0.0,
        "epochs": 100,
    }
    unknown = set(changes) - set(usual)
    if unknown:
        raise ValueError(f"there is no setting {', '.join(sorted(unknown))}; the settings are {', '.join(usual)}")
    setting = usual | BROKEN[name] | changes
    (X, y), (new_X, new_y) = (
        datasets.circles(m, noise=0.1, rng=rng) for m, rng in ((setting["examples"], 0), (500, 1))
    )
    net = mlp([2, *setting["hidden"], 1], setting["activation"], rng=0)
    return train(
        net,
        BinaryCrossEntropy(),
        SGD(setting["rate"]),
        X + setting["shift"],
        y,
        epochs=setting["epochs"],
        rng=0,
        l2=setting["l2"],
        validation=(new_X + setting["shift"], new_y),
    )


_LOOK = {
    "A": _("Its diagnosis says what became of the units; ask what threw them there."),
    "B": _("Its diagnosis says where the units stand; ask where the sums come from: look at the inputs."),
    "C": _("Both losses stay together at ln 2. What shape of boundary can this network draw?"),
    "D": _("Both losses stay together at ln 2, though the network is large. What keeps its weights small?"),
    "E": _("Compare the two losses at the end: what does the network know, and what does it not?"),
}


@exercise("training.repair")
def repair(answer: Any) -> str:
    """Five dictionaries with one changed setting each, which repair the runs A to E."""
    if not isinstance(answer, (list, tuple)) or len(answer) != 5 or not all(isinstance(part, dict) for part in answer):
        raise Wrong('The answer should be a list of five dictionaries, such as {{"rate": 0.1}}, for the runs A to E.')
    for name, changes in zip(BROKEN, answer):
        if len(changes) != 1:
            raise Wrong(
                "Run {name}: change one setting, the one that is the cause; you change {n}.", name=name, n=len(changes)
            )
        (setting,) = changes
        if setting == "epochs":
            raise Wrong(
                "Run {name}: more epochs do not repair it; something keeps it from learning. {look}",
                name=name,
                look=_LOOK[name],
            )
        try:
            history = broken_run(name, **changes)
        except (ValueError, TypeError) as error:
            kind = type(error).__name__
            raise Wrong("Run {name} stopped with {kind}: {error}", name=name, kind=kind, error=error) from error
        reached = history.validation_accuracy[-1] if history.epochs and history.validation_accuracy is not None else 0
        if reached < 0.95:
            raise Wrong(
                "Run {name} with {changes}: accuracy {reached} % on new points, it should be 95 % or more. {look}",
                name=name,
                changes=changes,
                reached=number(100 * reached, 0),
                look=_LOOK[name],
            )
    return _("Five causes, five repairs, each by one setting.")
