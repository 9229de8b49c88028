"""Optimizers: rules that turn a gradient into a step, from the simplest to the most elaborate.

All of them are one form. Each remembers at most a mean of past gradients, M, and a mean of past squares, V, and does

``θ ← θ − lr · M / (√V + ε)``

==================  =====================================  ==============================
optimizer           M                                      V
==================  =====================================  ==============================
SGD                 g                                      1
Momentum            mean of g                              1
Nesterov            mean of g, one step ahead              1
Adagrad             g                                      sum of g²
RMSProp             g                                      mean of g²
Adam, AdamW         mean of g, corrected                   mean of g², corrected
==================  =====================================  ==============================

Corrected means: for their start at 0. AdamW is Adam that also lets the parameters shrink a little at every step.
(Adadelta measures the step by past steps too, and keeps ε inside its roots, as in its paper.) A "mean" is exponential:
``M ← β M + (1 − β) g``. A step changes the parameters in place, so the very same object can train a network or draw a
path on a surface of two parameters.

>>> theta = np.array([1.0, 2.0])
>>> optimizer = SGD(learning_rate=0.5)
>>> optimizer.step(theta, gradient=2 * theta)  # the gradient of θ₁² + θ₂²
>>> theta
array([0., 0.])

The updates are written with few passes over the memory, in place and in slices that stay in the processor's cache.

Introduced in chapter *Optimizers*; SGD in chapter *Gradient descent*.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from nnlib.checks import check_fraction, check_positive, choose
from nnlib.schedules import Schedule
from nnlib.types import Array, ArrayLike

#: A long vector is worked through in slices of so many numbers.
SLICE = 65_536


@dataclass(eq=False)
class Optimizer:
    """What all optimizers have in common.

    An optimizer of your own overrides `step`. The numbers that an optimizer is made with are fields of a dataclass.

    Parameters
    ----------
    learning_rate : float or Schedule
        The step size, or a function from the number of steps taken to it.

    Attributes
    ----------
    steps : int
        How many steps were taken.
    last_rate : float
        The learning rate of the last step.
    state : tuple of array
        What the optimizer remembers, each array of the shape of the parameters; empty before the first step.
    parameters : array or None
        What `state` belongs to.
    remembers : tuple of str
        The names of the arrays in `state`, such as M and V.

    Raises
    ------
    ValueError
        If the learning rate is not positive, or another of these numbers is out of its range.
    """

    learning_rate: float | Schedule = 0.1

    remembers: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if name.startswith("beta"):
                check_fraction(value, name)
            elif name != "bias_correction" and not callable(value):
                check_positive(value, name, zero=name == "weight_decay")
        self.reset()

    def reset(self) -> None:
        """Forget everything, as if newly made."""
        self.steps, self.last_rate = 0, math.nan
        self.state: tuple[Array, ...] = ()
        self.parameters: Array | None = None

    def step(self, parameters: Array, gradient: Array) -> None:
        """Change `parameters` in place by one step.

        Parameters
        ----------
        parameters : array of float
            θ, of any shape.
        gradient : array of the same shape
            The gradient of the loss with respect to θ.

        Raises
        ------
        TypeError
            If the parameters are not an array of floats.
        ValueError
            If the shapes differ, or differ from those of earlier steps, or a schedule gives no positive number.
            Nothing has changed then.
        """
        if not isinstance(gradient, np.ndarray) or gradient.shape != getattr(parameters, "shape", gradient.shape):
            came = f"a {type(gradient).__name__} of shape {np.shape(gradient)}"
            raise ValueError(f"gradient must be an array of the parameters' shape, {np.shape(parameters)}, not {came}")
        rate = self.learning_rate
        lr = check_positive(rate(self.steps), "the schedule's learning rate", zero=True) if callable(rate) else rate
        if parameters is not self.parameters or parameters is None:
            self._prepare(parameters)
        self.last_rate, self.steps = lr, self.steps + 1
        arrays = (parameters, gradient, *self.state, self._scratch)
        if parameters.size <= SLICE:
            self._update(lr, *arrays)
        else:
            for start in range(0, parameters.size, SLICE):
                self._update(lr, *(array.reshape(-1)[start : start + SLICE] for array in arrays))

    def _prepare(self, parameters: Array) -> None:
        """Make what is needed for parameters of this shape, or refuse a shape other than before."""
        if not isinstance(parameters, np.ndarray) or parameters.dtype.kind != "f":
            raise TypeError(f"parameters must be an array of floats that can be changed in place, not {parameters!r}")
        if parameters.size > SLICE and not parameters.flags.c_contiguous:
            raise ValueError("so many parameters must lie side by side in memory; these do not")
        if self.parameters is None or not self.remembers:
            self.state = tuple(np.zeros_like(parameters) for _ in self.remembers)
            self._scratch = np.empty_like(parameters)
        elif parameters.shape != self.parameters.shape:
            memory = f"this {type(self).__name__} remembers parameters of shape {self.parameters.shape}"
            raise ValueError(f"{memory}, but got {parameters.shape}; make a new one or call reset()")
        self.parameters = parameters

    # changes θ in place, given lr, θ, g, what is remembered, and an array that is free for intermediate results
    _update: ClassVar[Callable[..., None]]


def _blend(mean: Array, new: Array, beta: float, scratch: Array) -> None:
    """``mean ← β mean + (1 − β) new``, in place; `scratch` may be `new`."""
    mean *= beta
    mean += np.multiply(new, 1 - beta, out=scratch)


def _descend(theta: Array, lr: float, M: Array, scratch: Array, V: Array | None = None, epsilon: float = 0.0) -> None:
    """``θ ← θ − lr · M / (√V + ε)``, in place; without V it is ``θ ← θ − lr · M``."""
    if V is not None:
        np.sqrt(V, out=scratch)
        scratch += epsilon
        M = np.divide(M, scratch, out=scratch)
    theta -= np.multiply(M, lr, out=scratch)


class SGD(Optimizer):
    """Gradient descent: ``θ ← θ − lr · g``. Stochastic when the gradient comes from a few examples.

    Raises
    ------
    ValueError
        If the learning rate is not positive.

    References
    ----------
    H. Robbins and S. Monro, *A stochastic approximation method*, 1951.

    Examples
    --------
    >>> theta = np.array([3.0])
    >>> SGD(0.1).step(theta, np.array([10.0]))
    >>> theta
    array([2.])

    Introduced in chapter *Gradient descent*.
    """

    def _update(self, lr: float, theta: Array, g: Array, scratch: Array) -> None:
        _descend(theta, lr, g, scratch)


@dataclass(eq=False)
class Momentum(Optimizer):
    """Momentum, a heavy ball: ``M ← β M + (1 − β) g``, ``θ ← θ − lr · M``.

    It is ``torch.optim.SGD(lr · (1 − β), momentum=β)``: there M is a sum of gradients, here a mean.

    Raises
    ------
    ValueError
        If the learning rate is not positive or beta is outside [0, 1).

    References
    ----------
    B. Polyak, *Some methods of speeding up the convergence of iteration methods*, 1964.

    Examples
    --------
    >>> theta = np.array([0.0])
    >>> optimizer = Momentum(learning_rate=1.0, beta=0.5)
    >>> for _ in range(2):
    ...     optimizer.step(theta, np.array([1.0]))
    >>> theta  # −(0.5 + 0.75)
    array([-1.25])

    Introduced in chapter *Optimizers*.
    """

    remembers = ("M",)

    beta: float = 0.9

    def _update(self, lr: float, theta: Array, g: Array, M: Array, scratch: Array) -> None:
        _blend(M, g, self.beta, scratch)
        _descend(theta, lr, M, scratch)


class Nesterov(Momentum):
    """Momentum that looks ahead: ``M ← β M + (1 − β) g``, ``θ ← θ − lr · (β M + (1 − β) g)``.

    It is ``torch.optim.SGD(lr · (1 − β), momentum=β, nesterov=True)``.

    Raises
    ------
    ValueError
        If the learning rate is not positive or beta is outside [0, 1).

    References
    ----------
    Y. Nesterov, *A method of solving a convex programming problem with convergence rate O(1/k²)*, 1983; for networks
    I. Sutskever, J. Martens, G. Dahl and G. Hinton, *On the importance of initialization and momentum*, 2013.

    Examples
    --------
    >>> theta = np.array([0.0])
    >>> Nesterov(learning_rate=1.0, beta=0.5).step(theta, np.array([1.0]))
    >>> theta  # −(0.5 · 0.5 + 0.5)
    array([-0.75])

    Introduced in chapter *Optimizers*.
    """

    def _update(self, lr: float, theta: Array, g: Array, M: Array, scratch: Array) -> None:
        _blend(M, g, self.beta, scratch)
        _descend(theta, lr * self.beta, M, scratch)
        _descend(theta, lr * (1 - self.beta), g, scratch)


@dataclass(eq=False)
class Adagrad(Optimizer):
    """A step size for each parameter, which only shrinks: ``V ← V + g²``, ``θ ← θ − lr · g / (√V + ε)``.

    Raises
    ------
    ValueError
        If the learning rate or epsilon is not positive.

    References
    ----------
    J. Duchi, E. Hazan and Y. Singer, *Adaptive subgradient methods for online learning and stochastic optimization*,
    2011.

    Examples
    --------
    >>> theta = np.array([0.0, 0.0])
    >>> Adagrad(0.1).step(theta, np.array([5.0, -0.01]))  # the first step is as long for both
    >>> theta.round(6)
    array([-0.1,  0.1])

    Introduced in chapter *Optimizers*.
    """

    remembers = ("V",)

    learning_rate: float | Schedule = 0.01
    epsilon: float = 1e-10

    def _update(self, lr: float, theta: Array, g: Array, V: Array, scratch: Array) -> None:
        V += np.multiply(g, g, out=scratch)
        _descend(theta, lr, g, scratch, V, self.epsilon)


@dataclass(eq=False)
class RMSProp(Optimizer):
    """A step size for each parameter from recent gradients: ``V ← β V + (1 − β) g²``, ``θ ← θ − lr · g / (√V + ε)``.

    Raises
    ------
    ValueError
        If the learning rate or epsilon is not positive or beta is outside [0, 1).

    References
    ----------
    T. Tieleman and G. Hinton, *Lecture 6.5: RMSProp*, course *Neural Networks for Machine Learning*, 2012.

    Examples
    --------
    >>> theta = np.array([0.0])
    >>> RMSProp(0.1, beta=0.75).step(theta, np.array([5.0]))  # 0.1 · 5 / √(0.25 · 25)
    >>> theta.round(6)
    array([-0.2])

    Introduced in chapter *Optimizers*.
    """

    remembers = ("V",)

    learning_rate: float | Schedule = 0.01
    beta: float = 0.99
    epsilon: float = 1e-8

    def _update(self, lr: float, theta: Array, g: Array, V: Array, scratch: Array) -> None:
        _blend(V, np.multiply(g, g, out=scratch), self.beta, scratch)
        _descend(theta, lr, g, scratch, V, self.epsilon)


@dataclass(eq=False)
class Adadelta(Optimizer):
    """Steps measured by past steps: ``V ← β V + (1 − β) g²``, ``Δ = √(U + ε) / √(V + ε) · g``, ``θ ← θ − lr · Δ``.

    Here U, the mean of the Δ² so far, gives the step the unit of θ, so that a learning rate is hardly needed.

    Raises
    ------
    ValueError
        If the learning rate or epsilon is not positive or beta is outside [0, 1).

    References
    ----------
    M. Zeiler, *ADADELTA: an adaptive learning rate method*, 2012.

    Examples
    --------
    >>> theta = np.array([0.0])
    >>> Adadelta(epsilon=1e-6).step(theta, np.array([1.0]))  # √(1e-6 / (0.1 + 1e-6))
    >>> theta.round(6)
    array([-0.003162])

    Introduced in chapter *Optimizers*.
    """

    remembers = ("V", "U")

    learning_rate: float | Schedule = 1.0
    beta: float = 0.9
    epsilon: float = 1e-6

    def _update(self, lr: float, theta: Array, g: Array, V: Array, U: Array, scratch: Array) -> None:
        _blend(V, g * g, self.beta, scratch)
        delta = np.sqrt((U + self.epsilon) / (V + self.epsilon)) * g
        theta -= lr * delta
        _blend(U, delta * delta, self.beta, scratch)


@dataclass(eq=False)
class Adam(Optimizer):
    """Momentum and RMSProp together: ``M ← β₁ M + (1 − β₁) g``, ``V ← β₂ V + (1 − β₂) g²``.

    Both begin at 0 and are too small at first, so step t divides them by ``1 − βᵗ`` before the common form
    ``θ ← θ − lr · M̂ / (√V̂ + ε)``.

    Parameters
    ----------
    learning_rate : float or Schedule
        About the length of a step, for each parameter, whatever the size of the gradient.
    beta1, beta2 : float
        How much of the past the two means keep.
    epsilon : float
        Keeps the division finite.
    bias_correction : bool
        Whether to divide by ``1 − βᵗ``; without it you can see why it is there.

    Raises
    ------
    ValueError
        If the learning rate or epsilon is not positive or a beta is outside [0, 1).

    References
    ----------
    D. Kingma and J. Ba, *Adam: a method for stochastic optimization*, 2015.

    Examples
    --------
    >>> theta = np.array([0.0, 0.0])
    >>> Adam(learning_rate=0.1).step(theta, np.array([5.0, -0.01]))
    >>> theta.round(6)
    array([-0.1,  0.1])

    Introduced in chapter *Optimizers*.
    """

    remembers = ("M", "V")

    learning_rate: float | Schedule = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    bias_correction: bool = True

    def _update(self, lr: float, theta: Array, g: Array, M: Array, V: Array, scratch: Array) -> None:
        _blend(M, g, self.beta1, scratch)
        _blend(V, np.multiply(g, g, out=scratch), self.beta2, scratch)
        # lr · (M/c₁) / (√(V/c₂) + ε) = (lr √c₂ / c₁) · M / (√V + ε √c₂): the corrections are numbers, not passes
        t = self.steps if self.bias_correction else math.inf  # 1 − β^∞ = 1 corrects nothing
        c1, root_c2 = 1 - self.beta1**t, math.sqrt(1 - self.beta2**t)
        _descend(theta, lr * root_c2 / c1, M, scratch, V, self.epsilon * root_c2)


@dataclass(eq=False)
class AdamW(Adam):
    """Adam with weight decay apart from the gradient: first ``θ ← θ − lr · λ · θ``, then Adam's step.

    Parameters
    ----------
    learning_rate, beta1, beta2, epsilon, bias_correction
        As in `Adam`.
    weight_decay : float
        λ, from 0.

    Raises
    ------
    ValueError
        If the learning rate or epsilon is not positive, a beta is outside [0, 1) or the weight decay is negative.

    References
    ----------
    I. Loshchilov and F. Hutter, *Decoupled weight decay regularization*, 2019.

    Examples
    --------
    >>> theta = np.array([1.0])
    >>> AdamW(learning_rate=0.1, weight_decay=0.5).step(theta, np.array([0.0]))
    >>> theta
    array([0.95])

    Introduced in chapter *Optimizers*.
    """

    weight_decay: float = 0.01

    def _update(self, lr: float, theta: Array, g: Array, M: Array, V: Array, scratch: Array) -> None:
        theta *= 1 - lr * self.weight_decay
        super()._update(lr, theta, g, M, V, scratch)


_KINDS = (SGD, Momentum, Nesterov, Adagrad, RMSProp, Adadelta, Adam, AdamW)
_TABLE: dict[str, type[Optimizer]] = {kind.__name__: kind for kind in _KINDS}


def names() -> tuple[str, ...]:
    """Return the names of all optimizers, in order of complexity.

    >>> names()[:3]
    ('SGD', 'Momentum', 'Nesterov')
    """
    return tuple(_TABLE)


def get(name: str | type[Optimizer]) -> type[Optimizer]:
    """Return the optimizer of that name, a class to be called with a learning rate; a class is passed through.

    Raises
    ------
    ValueError
        If there is none; the message lists the names.

    Examples
    --------
    >>> get("Momentum")(0.1)
    Momentum(learning_rate=0.1, beta=0.9)

    Introduced in chapter *Optimizers*.
    """
    return name if isinstance(name, type) else _TABLE[choose(name, _TABLE, "optimizer")]


#: A walk that leaves this distance behind has diverged and is stopped.
FAR = 100.0


def walk(optimizer: Optimizer, gradient: Callable[[Array], ArrayLike], start: ArrayLike, steps: int) -> Array:
    """Let an optimizer take steps on a surface, and return its path.

    Parameters
    ----------
    optimizer : Optimizer
        Goes on from where it is.
    gradient : function
        From the parameters to the gradient of the surface.
    start : array, shape (n,)
        Where the path begins; is not changed.
    steps : int
        How many steps to take; fewer, once a parameter is farther out than `FAR`.

    Returns
    -------
    array, shape (steps + 1, n)

    Examples
    --------
    >>> walk(SGD(0.25), lambda theta: 2 * theta, [1.0, 2.0], steps=2)  # down θ₁² + θ₂²
    array([[1.  , 2.  ],
           [0.5 , 1.  ],
           [0.25, 0.5 ]])

    Introduced in chapter *Optimizers*.
    """
    theta, path = np.array(start, dtype=float), [np.array(start, dtype=float)]
    while len(path) <= steps and np.abs(theta).max() <= FAR:
        optimizer.step(theta, np.asarray(gradient(theta)))
        path.append(theta.copy())
    return np.array(path)
