"""Drawings of networks: circles for neurons, lines for weights, and a place for every number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import ScaledTranslation, Transform
from numpy.typing import ArrayLike

from nnlib.numerals import number
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE, PAPER, PURPLE

__all__ = ["NetworkDrawing", "plot_network"]

Words = Sequence[Sequence[str]]


@dataclass
class NetworkDrawing:
    """The artists of a drawn network, by layer; numbers and words are set on them afterwards.

    Attributes
    ----------
    nodes : list
        For each layer, from the inputs on: its circles, one artist.
    inside, above, below : list of lists
        For each layer and each unit: the text in its circle, and those over and under it.
    edges, labels : list of dicts
        For each pair of neighbouring layers: the line and its text by (i, j), from unit i to unit j.
    grounds : list
        What hides the lines behind numbers and words: one artist for all numbers, one for each row of words.
    """

    nodes: list[Line2D]
    inside: list[list[Text]]
    above: list[list[Text]]
    below: list[list[Text]]
    edges: list[dict[tuple[int, int], Line2D]]
    labels: list[dict[tuple[int, int], Text]]
    grounds: list[Line2D]

    @property
    def artists(self) -> list[Artist]:
        """Everything that can change, back to front."""
        edges = [artist for layer in self.edges for artist in layer.values()]
        labels = [artist for layer in self.labels for artist in layer.values()]
        words = [text for texts in (self.inside, self.above, self.below) for row in texts for text in row]
        return [*edges, *self.grounds, *labels, *self.nodes, *words]

    def set_edges(self, layer: int, values: ArrayLike, *, text: bool = True) -> None:
        """Show a matrix on the edges from `layer` to the next: blue above 0, orange and dashed below, wide where large.

        Parameters
        ----------
        layer : int
            The layer that the edges leave; 0 is the inputs.
        values : array, shape (n of this layer, n of the next)
            Weights, or whatever else belongs to an edge.
        text : bool
            Whether to write the numbers.
        """
        values = np.asarray(values, float)
        expected = (len(self.inside[layer]), len(self.inside[layer + 1]))
        if values.shape != expected:
            raise ValueError(f"the edges from layer {layer} need values of shape {expected}, not {values.shape}")
        for (i, j), edge in self.edges[layer].items():
            value = values[i, j]
            edge.set_color(GREY if value == 0 else BLUE if value > 0 else ORANGE)
            edge.set_linestyle(":" if value == 0 else "-" if value > 0 else "--")
            edge.set_linewidth(1 + min(float(abs(value)), 6) / 2)
            self.labels[layer][i, j].set_text(number(value) if text else "")
        shown = [label.get_position() for row in self.labels for label in row.values() if label.get_text()]
        self.grounds[0].set_data(*np.reshape(shown, (-1, 2)).T)

    def set_words(self, *, inside: Words | None = None, above: Words | None = None, below: Words | None = None) -> None:
        """Write into, over and under the units; each argument has one list of texts for each layer."""
        for texts, words in ((self.inside, inside), (self.above, above), (self.below, below)):
            for row, row_words in zip(texts, words or [], strict=words is not None):
                for text, word in zip(row, row_words, strict=True):
                    text.set_text(word)
        for ground, texts in zip(self.grounds[1:], (self.above, self.below)):
            worded = [text.get_position() for row in texts for text in row if text.get_text()]
            ground.set_data(*np.reshape(worded, (-1, 2)).T)


def plot_network(
    axes: Axes,
    sizes: Sequence[int],
    *,
    weights: Sequence[ArrayLike] | None = None,
    inside: Words | None = None,
    above: Words | None = None,
    below: Words | None = None,
    titles: Sequence[str] = (),
    radius: float = 19,
    label_at: float = 0.3,
    word_width: float = 52,
) -> NetworkDrawing:
    """Draw a network, inputs on the left.

    Parameters
    ----------
    sizes : sequence of int
        Number of units of each layer, the inputs first, as for `nnlib.mlp`.
    weights : sequence of arrays, optional
        One matrix of shape (n_in, n_out) for each pair of neighbouring layers, written on the edges.
    inside, above, below : lists of lists of str, optional
        Texts for each unit of each layer.
    titles : sequence of str
        Written over the layers.
    radius : float
        Of the circles, in pixels.
    label_at : float
        Where on an edge its number stands: 0 is the unit it leaves, 1 the one it reaches.
    word_width : float
        How wide the lines are hidden behind a text over or under a unit, in pixels.

    Returns
    -------
    NetworkDrawing
        Its `set_edges` and `set_words` change what is shown.
    """
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"sizes must name at least the inputs and the outputs, each 1 or more, not {list(sizes)!r}")
    tallest = max(max(sizes), 2)
    gaps = [min(1.25, (tallest - 1) / max(n - 1, 1)) for n in sizes]
    places = [[(column, gap * ((n - 1) / 2 - k)) for k in range(n)] for column, (n, gap) in enumerate(zip(sizes, gaps))]
    top = (tallest - 1) / 2
    axes.set(xlim=(-0.3, len(sizes) - 0.7), ylim=(-top - 0.5, top + (0.75 if titles else 0.5)))
    axes.axis("off")

    def write(x: float, y: float, size: float, zorder: float, place: Transform) -> Text:
        return axes.text(x, y, "", transform=place, ha="center", va="center", fontsize=size, color=INK, zorder=zorder)

    def ground(place: Transform, width: float, height: float, zorder: float) -> Line2D:
        """Make a row of rectangles in the colour of the page, yet without places."""
        marker = Path(np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]) * [1, height / width])
        return axes.plot([], [], linestyle="", marker=marker, markersize=width, color=PAPER, markeredgewidth=0,
                         transform=place, zorder=zorder)[0]  # fmt: skip

    edges: list[dict[tuple[int, int], Line2D]] = []
    labels: list[dict[tuple[int, int], Text]] = []
    for left, right in zip(places, places[1:]):
        edges.append({})
        labels.append({})
        for i, (x0, y0) in enumerate(left):
            for j, (x1, y1) in enumerate(right):
                (edges[-1][i, j],) = axes.plot([x0, x1], [y0, y1], color=BLUE, linewidth=1.5, zorder=1)
                middle = (x0 + label_at * (x1 - x0), y0 + label_at * (y1 - y0))
                labels[-1][i, j] = write(*middle, 11, 1.5, axes.transData)
    colours = [BLUE, *[PURPLE] * (len(sizes) - 2), ORANGE]
    nodes = [
        axes.plot(*np.transpose(layer), "o", markersize=2 * radius, markerfacecolor=PAPER, markeredgecolor=colour,
                  markeredgewidth=2, zorder=2, clip_on=False)[0]
        for layer, colour in zip(places, colours)
    ]  # fmt: skip
    over, under = (
        axes.transData + ScaledTranslation(0, side * (radius + 9) / 72, axes.figure.dpi_scale_trans) for side in (1, -1)
    )
    inside_texts, above_texts, below_texts = (
        [[write(x, y, size, 3, place) for x, y in layer] for layer in places]
        for size, place in ((12, axes.transData), (11, over), (11, under))
    )
    grounds = [ground(axes.transData, 27, 14, 1.2), *(ground(place, word_width, 14, 1.8) for place in (over, under))]
    for column, title in enumerate(titles):
        axes.text(column, top + 0.65, title, ha="center", va="center")
    drawing = NetworkDrawing(nodes, inside_texts, above_texts, below_texts, edges, labels, grounds)
    drawing.set_words(inside=inside, above=above, below=below)
    for layer, matrix in enumerate(weights or []):
        drawing.set_edges(layer, matrix)
    return drawing
