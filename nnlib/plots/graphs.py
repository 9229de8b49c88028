"""Computational graphs: values forwards, gradients backwards, a number on every edge."""

from __future__ import annotations

from collections import Counter

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Circle

from nnlib.autodiff import Graph
from nnlib.numerals import number
from nnlib.plots.palette import BLUE, GREEN, INK, PAPER
from nnlib.types import Array
from nnlib.words import _

__all__ = ["graph_layout", "plot_graph"]


def graph_layout(graph: Graph) -> list[tuple[float, float]]:
    """Return a place for each node: inputs in the left column, each result one column right of what it needs.

    A result stands at the mean height of its operands, moved down where that place is taken.
    """
    operands: dict[int, list[int]] = {}
    for edge in graph.edges:
        operands.setdefault(edge.target, []).append(edge.source)
    taken: Counter[int] = Counter()
    places: list[tuple[float, float]] = []
    lowest: dict[int, float] = {}
    for index, node in enumerate(graph.nodes):
        if index in operands:
            heights = [places[source][1] for source in operands[index]]
            y = sum(heights) / len(heights)
        else:
            y = -float(taken[node.depth])
        y = min(y, lowest.get(node.depth, float("inf")))
        taken[node.depth] += 1
        lowest[node.depth] = y - 1
        places.append((float(node.depth), y))
    return places


def plot_graph(axes: Axes, graph: Graph, *, gradients: bool = True) -> list[Artist]:
    """Draw a recorded graph with the value (above the line) and the gradient (below) on every edge.

    Parameters
    ----------
    graph : Graph
        From `autodiff.graph(result)`, after `result.backward()` if gradients are wanted.
    gradients : bool
        Whether to write the gradients.

    Returns
    -------
    list of Artist
        Lines, circles and texts.
    """
    places = graph_layout(graph)
    artists: list[Artist] = []
    for edge in graph.edges:
        (x1, y1), (x2, y2) = places[edge.source], places[edge.target]
        artists += axes.plot([x1, x2], [y1, y2], color=INK, linewidth=1, zorder=1)
        gradient = edge.gradient if gradients else None
        artists += _edge_numbers(axes, (x1 + x2) / 2, (y1 + y2) / 2, edge.value, gradient)
    for node, (x, y) in zip(graph.nodes, places):
        color = GREEN if node.symbol else BLUE
        artists.append(axes.add_patch(Circle((x, y), 0.2, facecolor=PAPER, edgecolor=color, linewidth=2, zorder=2)))
        name = node.symbol or node.name or _written(node.value)
        artists.append(axes.text(x, y, name, ha="center", va="center", zorder=3))
    x, y = places[-1]
    result = graph.nodes[-1]
    artists += axes.plot([x, x + 0.8], [y, y], color=INK, linewidth=1, zorder=1)
    artists += _edge_numbers(axes, x + 0.55, y, result.value, result.gradient if gradients else None)
    heights = [y for _x, y in places]
    axes.set(xlim=(-0.35, x + 1), ylim=(min(heights) - 0.5, max(heights) + 0.5), aspect="equal")
    axes.axis("off")
    return artists


def _edge_numbers(axes: Axes, x: float, y: float, value: Array, gradient: Array | None) -> list[Artist]:
    artists: list[Artist] = [axes.text(x, y + 0.06, _written(value), ha="center", va="bottom", fontsize=11)]
    if gradient is not None:
        text = _("∂ {gradient}").format(gradient=_written(gradient))
        artists.append(axes.text(x, y - 0.06, text, ha="center", va="top", fontsize=11))
    return artists


def _written(value: Array) -> str:
    return number(float(value)) if value.size == 1 else "×".join(map(str, value.shape))
