"""What stands behind the playground: examples, a training run for every setting, and whether it is chaotic."""

import numpy as np

from nnlib import SGD, Adam, BinaryCrossEntropy, datasets, mlp, train
from nnlib.diagnosis import diagnose
from nnlib.training import evaluate

EPOCHS = 200
SEED = 11
"""For the initial weights. The outcome at a learning rate of 1 hangs on it; with this one most runs are calm there."""

DATA = {
    name: (draw(200, rng=0), draw(100, rng=1))  # training and held out
    for name, draw in {
        "circles": lambda n, rng: datasets.circles(n, noise=0.1, rng=rng),
        "moons": lambda n, rng: datasets.moons(n, noise=0.15, rng=rng),
        "xor": lambda n, rng: datasets.xor(n, noise=0.08, rng=rng),
        "spirals": lambda n, rng: datasets.spirals(n, noise=0.04, rng=rng),
    }.items()
}
HIDDEN = {"none": (), "4": (4,), "8-8": (8, 8)}
OPTIMIZERS = {"sgd": SGD, "adam": Adam}


def trained(data, hidden, activation, optimizer, rate, *, disturbance=0.0, **options):
    """Train a network for 200 epochs with all examples in each step, from weights that are slightly off on demand."""
    activation = activation if HIDDEN[hidden] else "identity"  # which also chooses the initial weights
    net = mlp([2, *HIDDEN[hidden], 1], activation=activation, rng=SEED)
    net.parameters *= 1 + disturbance * np.cos(np.arange(net.parameters.size))
    loss, (X, y) = BinaryCrossEntropy(), DATA[data][0]
    return net, train(net, loss, OPTIMIZERS[optimizer](rate), X, y, epochs=EPOCHS, batch_size=None, **options)


def is_erratic(losses, *setting):
    """Say whether a run is chaotic: whether a twin whose weights are off by one part in 10⁹ ends up elsewhere.

    Only a loss that jumps up can be, so most runs are spared their twin.
    """
    if not (losses[6:] > 1.02 * losses[5:-1]).any():
        return False
    twin = trained(*setting, disturbance=1e-9)[1].loss
    return len(twin) != len(losses) or bool((np.abs(twin - losses) > 1e-3 * losses).any())


def loss_of_one_answer(data):
    """Return the loss of the best answer that is the same for every training example."""
    y = DATA[data][0][1]
    share = y.mean()
    return BinaryCrossEntropy()(np.full((len(y), 1), np.log(share / (1 - share))), y)


def playground_run(*setting):
    """Train a network; return it, its parameters, losses and accuracies by epoch, and what is wrong with the run.

    Losses and accuracies are pairs, of the training and of the held-out examples. In training each epoch is measured
    before its step, in validation after it: the ends are added to make the two agree.
    """
    loss, (examples, held_out) = BinaryCrossEntropy(), DATA[setting[0]]
    net, history = trained(*setting, validation=held_out, record=True)
    after = evaluate(net, loss, *examples)
    losses = np.append(history.loss, after[0])
    one_answer = loss_of_one_answer(setting[0])
    diagnosis = diagnose(net, examples[0], losses, history.stopped, EPOCHS, EPOCHS, one_answer)  # of what is shown
    net.parameters[:] = history.parameters[0]
    before = evaluate(net, loss, *held_out)
    return {
        "net": net,
        "parameters": history.parameters,
        "losses": (losses, np.append(before[0], history.validation_loss)),
        "accuracies": (np.append(history.accuracy, after[1]), np.append(before[1], history.validation_accuracy)),
        "diagnosis": diagnosis or "",
        "erratic": is_erratic(history.loss, *setting),
    }
