"""The figure `ComputationalGraph` of the chapter *Backpropagation*."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.text import Text

from nnlib import autodiff
from nnlib.live import Explorable, Slider, Step
from nnlib.numerals import number
from nnlib.plots.graphs import graph_layout
from nnlib.plots.palette import BLUE, GREEN, GREY, ORANGE, PAPER
from nnlib.words import _

CENTRED = {"ha": "center", "va": "center"}


def page(figure):
    """Return axes whose unit is a pixel, with (0, 0) at the top left: for pictures made of words and boxes."""
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, figure.bbox.width), ylim=(figure.bbox.height, 0))
    axes.axis("off")
    return axes


def factor(value):
    """Write a number as a factor: a negative one in brackets."""
    return f"({number(value)})" if value < 0 else number(value)


class ComputationalGraph(Explorable):
    """The graph of f = (x + y) z: values flow forwards; gradients flow back, each a local derivative times the last."""

    title = _("The graph of f = (x + y) z")
    size = (400, 300)
    x = Slider(label=_("input x"), low=-4, high=4, step=0.5, grid_step=2, start=-2)
    y = Slider(label=_("input y"), low=-3, high=5, step=0.5, grid_step=2, start=5)
    z = Slider(label=_("input z"), low=-4, high=4, step=0.5, grid_step=2, start=-4)
    step = Step(label=_("step"), stages=(0, 1, 2, 3, 4, 5), start=5, interval=1500)

    said = (
        _("The three inputs are known, nothing else."),
        _("Forwards: the sum is {sum}."),
        _("Forwards: the product is f = {f}."),
        _("Backwards begins at f itself: the gradient of f with respect to itself is 1."),
        _("Backwards through ×: the gradient is {z} · 1 = {z} for the sum and {sum} · 1 = {sum} for z."),
        _("Backwards through +: the gradient is {by_x} for x and {by_y} for y; z has {by_z} already."),
    )

    def compute(self, x, y, z, step):
        x, y, z = autodiff.Var(x, "x"), autodiff.Var(y, "y"), autodiff.Var(z, "z")
        f = (x + y) * z
        f.backward()
        return {"graph": autodiff.graph(f), "f": float(f.value), "gradients": [float(v.gradient) for v in (x, y, z)]}

    def build(self, figure):
        axes = page(figure)
        graph = self.result.graph
        places = [(36 + 146 * column, 40 + 94 * row) for column, row in ((x, -y) for x, y in graph_layout(graph))]
        ends = [(places[edge.source], places[edge.target]) for edge in graph.edges]
        ends.append((places[-1], (396, places[-1][1])))
        ends = [self.between(np.array(start), np.array(end)) for start, end in ends]
        axes.add_collection(LineCollection(ends, colors=GREY, linewidths=1.5))
        self.forwards = axes.add_collection(LineCollection([], colors=BLUE, linewidths=4.5))
        self.backwards = axes.add_collection(
            LineCollection([], colors=ORANGE, linewidths=4.5, linestyles=(0, (1.2, 0.8)))
        )
        for node, (x, y) in zip(graph.nodes, places):
            axes.plot(x, y, "o", markersize=32, markerfacecolor=PAPER, markeredgewidth=2.5,
                      markeredgecolor=GREEN if node.symbol else BLUE)  # fmt: skip
            axes.text(x, y, node.symbol or node.name, fontsize=15, zorder=4, **CENTRED)
        self.ends = ends
        self.values: list[Text] = []
        self.gradients: list[Text] = []
        for start, end in ends:
            along = (end - start) / np.hypot(*(end - start))
            beside = np.array([along[1], -along[0]])  # to the left of the way forward: above the line
            turned = {"rotation": -np.degrees(np.arctan2(along[1], along[0])), "rotation_mode": "anchor", **CENTRED}
            for texts, distance in ((self.values, 12), (self.gradients, -13)):
                texts.append(axes.text(*((start + end) / 2 + distance * beside), "", fontsize=12, zorder=5, **turned))
        figure.legend(
            [self.forwards, self.backwards],
            [_("above a line, forwards: the value"), _("below it, backwards: local · from above = gradient")],
            loc="lower center", ncols=1, handlelength=2.4,
        )  # fmt: skip
        return [self.forwards, self.backwards, *self.values, *self.gradients]

    def between(self, start, end, radius=18):
        """Cut a line between two nodes where it touches their circles."""
        gap = radius * (end - start) / np.hypot(*(end - start))
        return start + gap, end - (gap if end[0] < 390 else 0)

    def update(self, result):
        graph, stage = result.graph, result.step
        first = sum(not node.symbol for node in graph.nodes)  # the inputs come first
        last = len(graph.nodes) - 1
        # each edge: where it starts, where it ends, its value, and the product that is its gradient
        rows = [
            (
                e.source,
                e.target,
                e.value,
                f"{number(e.local)} · {factor(graph.nodes[e.target].gradient)} = {number(e.gradient)}",
            )
            for e in graph.edges
        ]
        rows.append((last, last + 1, graph.nodes[last].value, "1"))
        forwards, backwards = [], []
        for ends, value, gradient, (source, target, size, product) in zip(self.ends, self.values, self.gradients, rows):
            known, way_back = max(0, source - first + 1), 3 + last + 1 - target
            value.set_text(number(size) if stage >= known else "")
            gradient.set_text(product if stage >= way_back else "")
            if stage == min(target - first + 1, 2):
                forwards.append(ends)
            if stage == way_back:
                backwards.append(ends)
            for text in (value, gradient):
                text.set_visible(bool(text.get_text()))
        self.forwards.set_segments(forwards)
        self.backwards.set_segments(backwards)

    def describe(self, result):
        by_x, by_y, by_z = map(number, result.gradients)
        fields = {"x": number(result.x), "y": number(result.y), "z": number(result.z), "f": number(result.f)}
        at = _("x = {x}, y = {y}, z = {z}; step {step} of 5.").format(step=result.step, **fields)
        said = self.said[int(result.step)].format(
            sum=number(result.x + result.y), by_x=by_x, by_y=by_y, by_z=by_z, **fields
        )
        return f"{at} {said}"
