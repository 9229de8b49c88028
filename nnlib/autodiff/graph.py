"""The recorded graph as data, for pictures and tables.

Introduced in chapter *Backpropagation*.
"""

from typing import NamedTuple

from nnlib.autodiff.values import Var
from nnlib.types import Array


class Node(NamedTuple):
    """A value in the graph: an input, a constant or the result of an operation (`symbol`; "" for the others).

    `depth` is the length of the longest way from an input.
    """

    name: str
    symbol: str
    value: Array
    gradient: Array | None
    depth: int


class Edge(NamedTuple):
    """The way of a value into an operation: `value` flows from `source` to `target`, `gradient` flows back.

    `local` is the derivative of the target with respect to the source, if the operation works element by element.
    """

    source: int
    target: int
    value: Array
    local: Array | None
    gradient: Array | None


class Graph(NamedTuple):
    """Nodes, each after those it came from, and the edges between them by node number."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph(result: Var) -> Graph:
    """Return the graph that a result came from, with the gradients of its last `backward`.

    >>> x, y, z = Var(-2.0, "x"), Var(5.0, "y"), Var(-4.0, "z")
    >>> f = (x + y) * z
    >>> f.backward()
    >>> for node in graph(f).nodes:
    ...     print(node.name or node.symbol, float(node.value), float(node.gradient), node.depth)
    x -2.0 -4.0 0
    y 5.0 -4.0 0
    z -4.0 3.0 0
    + 3.0 -4.0 1
    × -12.0 1.0 2
    """
    history = result.history()
    place = {node.number: index for index, node in enumerate(history)}
    nodes: list[Node] = []
    edges: list[Edge] = []
    for index, node in enumerate(history):
        sources = [place[operand.number] for operand in node.operands]
        depth = 1 + max(nodes[source].depth for source in sources) if sources else 0
        symbol, partials = (node.operation.symbol, node.operation.partials) if node.operation else ("", None)
        nodes.append(Node(node.name or "", symbol, node.value, node.gradient, depth))
        x = [operand.value for operand in node.operands]
        for i, (source, flow) in enumerate(zip(sources, node.flow())):
            local = None if partials is None else partials[i](*x, node.value) + 0 * node.value
            edges.append(Edge(source, index, x[i], local, flow))
    return Graph(tuple(nodes), tuple(edges))
