"""Numbers that know their derivatives: Var remembers how it came about, Dual carries its change along.

Introduced in chapter *Backpropagation*.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any, ClassVar, TypeAlias

import numpy as np

from nnlib.autodiff.operations import TABLE, Operation, reshape, select, sum_over
from nnlib.checks import as_floats, check_shape
from nnlib.types import Array, ArrayLike


def _both_ways(name: str) -> tuple[Callable[[Value, Operand], Any], Callable[[Value, Operand], Any]]:
    """Return a row of the table as the operators `x ∘ other` and `other ∘ x`."""
    row = TABLE[name]
    return lambda self, other: apply(row, self, other), lambda self, other: apply(row, other, self)


class Value:
    """The arithmetic that Var and Dual share: every operator is a row of the table."""

    __array_ufunc__: ClassVar[None] = None  # makes `array * var` ask us, not NumPy

    value: Array

    __add__, __radd__ = _both_ways("add")
    __sub__, __rsub__ = _both_ways("subtract")
    __mul__, __rmul__ = _both_ways("multiply")
    __truediv__, __rtruediv__ = _both_ways("divide")
    __pow__, __rpow__ = _both_ways("power")
    __matmul__, __rmatmul__ = _both_ways("matmul")

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the value."""
        return self.value.shape

    def __neg__(self) -> Any:
        return apply(TABLE["negative"], self)

    def __abs__(self) -> Any:
        return apply(TABLE["absolute"], self)

    def __getitem__(self, index: Any) -> Any:
        return apply(select(index), self)

    def sum(self, axis: int | None = None, keepdims: bool = False) -> Any:
        """Return the sum over an axis, or over everything."""
        return apply(sum_over(axis, keepdims), self)

    def mean(self, axis: int | None = None, keepdims: bool = False) -> Any:
        """Return the mean over an axis, or over everything."""
        return self.sum(axis, keepdims) * (1 / np.size(self.value, axis))

    def reshape(self, *shape: int) -> Any:
        """Return the same numbers in another shape."""
        return apply(reshape(shape), self)

    @property
    def T(self) -> Any:
        """Rows and columns swapped."""
        return apply(TABLE["transpose"], self)


class Var(Value):
    """A value that remembers the operation and the operands it came from, for the way back (reverse mode).

    Parameters
    ----------
    value : array
        A number or an array of any shape.
    name : str, optional
        For pictures of the graph.
    is_constant : bool
        Whether it is a plain number in a formula; nobody asks for its gradient.

    Attributes
    ----------
    value : array
        What was computed.
    gradient : array or None
        After `backward` of a result, the gradient of that result with respect to this value; None if it does not
        depend on it.
    operation : Operation or None
        Where it came from; None for an input.
    operands : tuple of Var
        What it came from.

    Examples
    --------
    >>> x, y, z = Var(-2.0), Var(5.0), Var(-4.0)
    >>> f = (x + y) * z
    >>> f.backward()
    >>> f, x.gradient, y.gradient, z.gradient
    (Var(-12.0), array(-4.), array(-4.), array(3.))

    Introduced in chapter *Backpropagation*.
    """

    gradient: Array | None = None
    operation: Operation | None = None
    operands: tuple[Var, ...] = ()
    _numbers = itertools.count()

    def __init__(self, value: ArrayLike, name: str | None = None, *, is_constant: bool = False) -> None:
        self.value, self.name, self.is_constant = as_floats(value, "a Var"), name, is_constant
        self.number = next(Var._numbers)  # an operand is always older than a result

    def backward(self, seed: ArrayLike | None = None) -> None:
        """Go back from this result and set the `gradient` of everything that it came from.

        Gradients of an earlier `backward` are replaced, not added to.

        Parameters
        ----------
        seed : array, optional
            The gradient with respect to this result itself; 1 for a single number.

        Raises
        ------
        ValueError
            If this is an array and no seed says which of its numbers is meant.
        """
        if seed is None and self.value.size != 1:
            raise ValueError(f"backward starts from one number, not shape {self.shape}; take its sum, or pass a seed")
        start = np.ones_like(self.value) if seed is None else as_floats(seed, "seed")
        check_shape(start, self.shape, "seed")
        nodes = self.history()
        for node in nodes:
            node.gradient = None
        self.gradient = start.astype(self.value.dtype)
        for node in reversed(nodes):
            for operand, gradient in zip(node.operands, node.flow()):
                if gradient is not None:  # several uses add up, into an array of its own: the flow may be shared
                    operand.gradient = np.array(gradient) if operand.gradient is None else operand.gradient + gradient

    def flow(self) -> list[Array | None]:
        """Return what this value's gradient sends back to each operand; None to a constant."""
        if self.operation is None or self.gradient is None:
            return [None] * len(self.operands)
        back, gy, x = self.operation.backward, self.gradient, [operand.value for operand in self.operands]
        return [None if o.is_constant else back(gy, x, self.value, i) for i, o in enumerate(self.operands)]

    def history(self) -> list[Var]:
        """Return everything this value came from and itself, operands before results."""
        found, waiting = {self.number: self}, [self]
        while waiting:  # a list of what is left to visit, not a recursion: graphs may be deep
            for operand in waiting.pop().operands:
                if operand.number not in found:
                    found[operand.number] = operand
                    waiting.append(operand)
        return [found[number] for number in sorted(found)]

    def __repr__(self) -> str:
        return f"Var({self.value})"


class Dual(Value):
    """A value together with its change: how fast it moves when the input moves at a given speed (forward mode).

    Parameters
    ----------
    value : array
        A number or an array of any shape.
    change : array
        Of the same shape; 1 for the input that is moved, 0 for the others.

    Examples
    --------
    >>> x, y = Dual(3.0, 1.0), Dual(4.0, 0.0)
    >>> x * x * y  # and its derivative with respect to x, 2 x y
    Dual(36.0, 24.0)

    Introduced in chapter *Backpropagation*.
    """

    def __init__(self, value: ArrayLike, change: ArrayLike = 0.0) -> None:
        self.value = as_floats(value, "a Dual")
        self.change = np.broadcast_to(as_floats(change, "change", self.value.dtype), self.value.shape)

    def __repr__(self) -> str:
        return f"Dual({self.value}, {self.change})"


Operand: TypeAlias = Value | ArrayLike


def apply(operation: Operation, *operands: Operand) -> Any:
    """Compute an operation: on plain arrays an array, with a Var among the operands a Var, with a Dual a Dual."""
    kinds = {type(operand) for operand in operands if isinstance(operand, Value)}
    if len(kinds) > 1:
        raise TypeError("Var and Dual do not mix: one differentiates backwards, the other forwards")
    known = [operand.value for operand in operands if isinstance(operand, Value)]
    dtype = np.result_type(*known) if known else None  # plain numbers take the dtype of the others
    x = [o.value if isinstance(o, Value) else np.asarray(as_floats(o, "an operand"), dtype) for o in operands]
    y = np.asarray(operation.value(*x))
    if not kinds:
        return y
    if Var in kinds:
        parents = tuple(o if isinstance(o, Var) else Var(v, is_constant=True) for o, v in zip(operands, x))
        result = Var(y)  # after its operands, see `number`
        result.operation, result.operands = operation, parents
        return result
    changes = (operation.forward(o.change, x, y, i) for i, o in enumerate(operands) if isinstance(o, Dual))
    return Dual(y, sum(changes, np.zeros_like(y)))
