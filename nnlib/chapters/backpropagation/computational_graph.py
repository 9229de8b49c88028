"""The figure `ComputationalGraph` of the chapter *Backpropagation*."""

from functools import partial
from typing import NamedTuple

import numpy as np
from matplotlib.collections import LineCollection

from nnlib import autodiff
from nnlib.chapters.backpropagation.page import page
from nnlib.live import Explorable, Handle, Slider, Step
from nnlib.numerals import number
from nnlib.plots.graphs import graph_layout
from nnlib.plots.notes import CENTRED
from nnlib.plots.palette import BLUE, GREEN, GREY, ORANGE, PAPER
from nnlib.words import _

INPUTS = ("x", "y", "z")
TRACK = 20  # half the length of the line below an input on which its value is dragged
EXIT = 396  # where the line that leaves the last node ends
SAID = (
    _("The three inputs are known, nothing else."),
    _("Forwards: the sum is {sum}."),
    _("Forwards: the product is f = {f}."),
    _("Backwards begins at f itself: the gradient of f with respect to itself is 1."),
    _("Backwards through ×: the gradient is {z} · 1 = {z} for the sum and {sum} · 1 = {sum} for z."),
    _("Backwards through +: the gradient is {by_x} for x and {by_y} for y; z has {by_z} already."),
)


class ComputationalGraph(Explorable):
    """The graph of f = (x + y) z: values flow forwards; gradients flow back, each a local derivative times the last."""

    title = _("The graph of f = (x + y) z")
    size = (400, 300)
    x = Slider(label=_("input x"), low=-4, high=4, step=0.5, grid_step=2, start=-2)
    y = Slider(label=_("input y"), low=-3, high=5, step=0.5, grid_step=2, start=5)
    z = Slider(label=_("input z"), low=-4, high=4, step=0.5, grid_step=2, start=-4)
    step = Step(label=_("step"), stages=(0, 1, 2, 3, 4, 5), start=5, interval=1500)

    def compute(self, x, y, z, step):
        x, y, z = autodiff.Var(x, "x"), autodiff.Var(y, "y"), autodiff.Var(z, "z")
        total = x + y
        f = total * z
        f.backward()
        values = {"sum": float(total.value), "f": float(f.value), "gradients": [float(v.gradient) for v in (x, y, z)]}
        graph = autodiff.graph(f)
        return {**values, "graph": graph, "flows": flows(graph)}

    def build(self, figure):
        axes = page(figure)
        places = [(36 + 146 * x, 40 - 94 * y) for x, y in graph_layout(self.result.graph)]
        self.ends = lines_between(self.result.graph, places)
        axes.add_collection(LineCollection(self.ends, colors=GREY, linewidths=1.5))
        self.forwards = axes.add_collection(LineCollection([], colors=BLUE, linewidths=4.5))
        dashed = LineCollection([], colors=ORANGE, linewidths=4.5, linestyles=(0, (1.2, 0.8)))
        self.backwards = axes.add_collection(dashed)
        for node, place in zip(self.result.graph.nodes, places):
            color = GREEN if node.symbol else BLUE
            axes.plot(*place, "o", markersize=32, markerfacecolor=PAPER, markeredgewidth=2.5, markeredgecolor=color)
            axes.text(*place, node.symbol or node.name, fontsize=15, zorder=4, **CENTRED)
        self.knobs = [axes.plot([], [], "o", color=BLUE, markersize=9)[0] for _name in INPUTS]
        middles = [(x - 4, y + 33) for _name, (x, y) in zip(INPUTS, places)]
        for x, y in middles:
            axes.plot([x - TRACK, x + TRACK], [y, y], color=GREY, linewidth=2)
        self.tracks = [partial(on_track, self.declared[name], name, middle) for name, middle in zip(INPUTS, middles)]
        self.handles = [Handle(knob, x=name, at=at) for knob, name, at in zip(self.knobs, INPUTS, self.tracks)]
        self.values = [text_along(axes, ends, 12) for ends in self.ends]
        self.gradients = [text_along(axes, ends, -13) for ends in self.ends]
        words = [_("above a line, forwards: the value"), _("below it, backwards: local · from above = gradient")]
        figure.legend([self.forwards, self.backwards], words, loc="lower center", ncols=1, handlelength=2.4)
        return [self.forwards, self.backwards, *self.knobs, *self.values, *self.gradients]

    def update(self, result):
        for knob, at in zip(self.knobs, self.tracks):
            knob.set_data(*np.transpose([at(result)]))
        for text, gradient, flow in zip(self.values, self.gradients, result.flows):
            text.set(text=flow.value, visible=result.step >= flow.known)
            gradient.set(text=flow.product, visible=result.step >= flow.back)
        lines = list(zip(self.ends, result.flows))
        self.forwards.set_segments([ends for ends, flow in lines if result.step == flow.used])
        self.backwards.set_segments([ends for ends, flow in lines if result.step == flow.back])

    def describe(self, result):
        where = _("x = {x}, y = {y}, z = {z}; step {step} of 5.")
        gradients = dict(zip(("by_x", "by_y", "by_z"), result.gradients))
        return self.say(f"{where} {SAID[int(result.step)]}", result, **gradients)


def on_track(slider, name, middle, c):
    """Return where the knob of an input stands, on the line with this middle."""
    share = (getattr(c, name) - slider.low) / (slider.high - slider.low)
    return middle[0] + TRACK * (2 * share - 1), middle[1]


class Flow(NamedTuple):
    """What is written at a line, and the steps at which its value is known and used, and its gradient comes back."""

    value: str
    product: str
    known: int
    used: int
    back: int


def flows(graph):
    """Return the flow of each edge, and of the line that leaves the product; nodes are the inputs 0 to 2, + and ×."""
    edges = [(edge.source, edge.target, edge.value, product(graph, edge)) for edge in graph.edges]
    edges.append((4, 5, graph.nodes[4].value, "1"))
    return [
        Flow(number(value), written, known=max(0, source - 2), used=min(target - 2, 2), back=8 - target)
        for source, target, value, written in edges
    ]


def product(graph, edge):
    """Write the gradient of an edge as the product that it is; a negative factor stands in brackets."""
    above = graph.nodes[edge.target].gradient
    factor = f"({number(above)})" if above < 0 else number(above)
    return f"{number(edge.local)} · {factor} = {number(edge.gradient)}"


def lines_between(graph, places, radius=18):
    """Return both ends of each edge, cut where it touches the circles, and of the line that leaves the last node."""
    ways = [(places[edge.source], places[edge.target]) for edge in graph.edges]
    lines = []
    for start, end in np.array([*ways, (places[-1], (EXIT, places[-1][1]))], float):
        gap = radius * (end - start) / np.hypot(*(end - start))
        lines.append((start + gap, end - (gap if end[0] < EXIT else 0)))
    return lines


def text_along(axes, ends, distance):
    """Make a text at the middle of a line, turned as it is, so far to the left of the way forward: above it."""
    start, end = ends
    along = (end - start) / np.hypot(*(end - start))
    place = (start + end) / 2 + distance * np.array([along[1], -along[0]])
    turn = -np.degrees(np.arctan2(along[1], along[0]))
    return axes.text(*place, "", fontsize=12, zorder=5, rotation=turn, rotation_mode="anchor", **CENTRED)
