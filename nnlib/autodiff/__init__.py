"""Automatic differentiation: the chain rule, done by the machine while it computes.

`Var` records what is computed and then goes back through it (reverse mode, which is backpropagation). `Dual` carries
the derivative along on the way (forward mode). Both read one table of operations.

>>> x = Var([1.0, 2.0, 3.0])
>>> loss = (x * x).sum()
>>> loss.backward()
>>> x.gradient
array([2., 4., 6.])

Introduced in chapter *Backpropagation*.
"""

from nnlib.autodiff.functions import activation, cos, exp, gradient, jacobian, log, maximum, sin, sqrt
from nnlib.autodiff.graph import Edge, Graph, Node, graph
from nnlib.autodiff.operations import TABLE, Operation
from nnlib.autodiff.values import Dual, Var

__all__ = [
    "Dual", "Edge", "Graph", "Node", "Operation", "TABLE", "Var", "activation", "cos", "exp", "gradient",
    "graph", "jacobian", "log", "maximum", "sin", "sqrt",
]  # fmt: skip
