"""A small library to learn neural networks with: every line is meant to be read.

A good order, which is also the order of the chapters that introduce them:

| module | holds | chapter |
|---|---|---|
| `datasets` | examples to learn from | *Neurons* |
| `activations` | what a neuron makes of its sum | *Activations* |
| `layers`, `network` | forward and backward; all parameters in one vector | *Layers and networks* |
| `losses` | how wrong a network is | *Losses* |
| `optimizers`, `schedules` | from gradients to steps | *Gradient descent*, *Optimizers* |
| `autodiff`, `gradcheck` | the chain rule by machine, and how to check it | *Backpropagation* |
| `training`, `initializers`, `diagnosis` | the loop, its start, and what can go wrong | *Training a network* |
| `convolution` | layers for images | *A first look at convolutions* |
| `fast` | the same forward and backward, arranged for speed | – |

>>> import nnlib
>>> X, y = nnlib.datasets.moons(200, rng=0)
>>> net = nnlib.mlp([2, 16, 16, 1], rng=0)
>>> history = nnlib.train(net, nnlib.BinaryCrossEntropy(), nnlib.Adam(0.02), X, y, epochs=50)
>>> print(f"{history.accuracy[-1]:.0%} right")
100% right

Importing it loads NumPy and nothing else.
"""

from nnlib import activations, autodiff, datasets, gradcheck, initializers, schedules
from nnlib.activations import log_softmax, logsumexp, softmax
from nnlib.convolution import Conv2D, MaxPool2D
from nnlib.history import History
from nnlib.layers import Activation, Dense, Dropout, Flatten, Layer
from nnlib.losses import BinaryCrossEntropy, CrossEntropy, MeanSquaredError
from nnlib.network import Network, mlp
from nnlib.optimizers import SGD, Adadelta, Adagrad, Adam, AdamW, Momentum, Nesterov, RMSProp
from nnlib.training import evaluate, minibatches, train

__all__ = [
    "Activation", "Adadelta", "Adagrad", "Adam", "AdamW", "BinaryCrossEntropy", "Conv2D", "CrossEntropy", "Dense",
    "Dropout", "Flatten", "History", "Layer", "MaxPool2D", "MeanSquaredError", "Momentum", "Nesterov", "Network",
    "RMSProp", "SGD", "activations", "autodiff", "datasets", "evaluate", "gradcheck", "initializers", "log_softmax",
    "logsumexp", "minibatches", "mlp", "schedules", "softmax", "train",
]  # fmt: skip

__version__ = "0.1.0"
