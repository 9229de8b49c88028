"""The explorables of the chapter *Backpropagation*."""

import functools

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from nnlib import BinaryCrossEntropy, activations, autodiff, gradcheck, mlp
from nnlib.explorables.controls import Choice, Slider, Step
from nnlib.explorables.explorable import Explorable
from nnlib.plots.backpropagation import power_of_ten
from nnlib.plots.graphs import graph_layout
from nnlib.plots.palette import BLUE, GOLD, GREEN, GREY, INK, ORANGE, PAPER
from nnlib.words import _, number

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
        self.backwards = axes.add_collection(LineCollection([], colors=ORANGE, linewidths=4.5, linestyles=(0, (1.2, 0.8))))
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
            (e.source, e.target, e.value, f"{number(e.local)} · {factor(graph.nodes[e.target].gradient)} = {number(e.gradient)}")
            for e in graph.edges
        ]
        rows.append((last, last + 1, graph.nodes[last].value, "1"))
        forwards, backwards = [], []
        for ends, value, gradient, (source, target, size, product) in zip(
            self.ends, self.values, self.gradients, rows
        ):
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


class ThroughNetwork(Explorable):
    """The orange sorter with a number on every edge: forwards to the loss, backwards to every gradient, each one measured too."""

    title = _("One fruit through the orange sorter")
    size = (400, 488)
    example = Choice(
        label=_("fruit"), options={"tomato": _("tomato"), "orange": _("orange"), "lemon": _("lemon")}, start="orange"
    )
    activation = Choice(
        label=_("activation f"), options={"sigmoid": _("sigmoid"), "tanh": _("tanh"), "relu": _("ReLU")}, start="sigmoid"
    )
    slopes = Choice(
        label=_("slopes"),
        options={"gradients": _("∂ by backpropagation"), "measured": _("≈ measured, by small moves")},
        start="gradients",
    )
    step = Step(label=_("step"), stages=tuple(range(9)), start=8, interval=1800)

    colours = {"tomato": (0.8, 0.2, 0.1), "orange": (1, 0.5, 0.1), "lemon": (1, 0.9, 0.2)}
    theta = np.array([-4, 7, 10, -10, 0, 0, 0, 0, 4, 4, -6], float)  # W1 row by row, b1, W2, b2

    # what each step does, and the numbers that it fills in
    steps = (
        (_("the colour of a fruit arrives"), ("x",)),
        (_("→ forwards: z = x W + b"), ("z",)),
        (_("→ forwards: a = f(z)"), ("a",)),
        (_("→ forwards: z of the output, ŷ = σ(z), loss L"), ("out",)),
        (_("← backwards: dz = ŷ − y"), ("dz2", "db2")),
        (_("← backwards: dW = aᵀ dz for the last weights"), ("dW2",)),
        (_("← backwards: da = dz Wᵀ"), ("da",)),
        (_("← backwards: dz = da · f′(z)"), ("dz", "db1")),
        (_("← backwards: dW = xᵀ dz for the first weights"), ("dW1",)),
    )

    def compute(self, example, activation, slopes, step):
        return dict(self.passes(example, activation))

    @classmethod
    @functools.cache  # neither the step nor the kind of slopes changes a number
    def passes(cls, example, activation):
        """Take a fruit forwards and backwards, and measure every slope."""
        net, loss = mlp([3, 2, 1], activation=activation), BinaryCrossEntropy()
        net.parameters = cls.theta
        x, y = np.array([cls.colours[example]]), np.array([[float(example == "orange")]])
        _x, z, a, z2 = net.outputs(x)
        flows = [loss.gradient(z2, y)]
        for layer in reversed(net.layers):
            flows.append(layer.backward(flows[-1]))
        dz2, da, dz, _dx = flows
        gradients = {"dz2": dz2, "da": da, "dz": dz} | cls.by_parameters(net.gradient.copy())

        def after(count, values):
            """The loss as a function of what comes out of the first `count` layers."""
            for layer in net.layers[count:]:
                values = layer.forward(values)
            return loss(values, y)

        def by_theta(theta):
            net.parameters = theta
            return after(0, x)

        measured = {
            name: gradcheck.numerical_gradient(functools.partial(after, count), values)
            for name, count, values in (("dz2", 3, z2), ("da", 2, a), ("dz", 1, z))
        }
        measured |= cls.by_parameters(gradcheck.numerical_gradient(by_theta, cls.theta))
        y_hat = activations.get("sigmoid")(z2)[0, 0]
        return {
            "values": {"x": x[0], "z": z[0], "a": a[0], "out": [z2[0, 0], y_hat, loss(z2, y)]},
            "target": y[0, 0],
            "gradients": gradients,
            "measured": measured,
            "gap": max(float(np.abs(gradients[name] - measured[name]).max()) for name in gradients),
            # the path of one weight, from green into hidden neuron 1, back from the loss
            "factors": [y_hat - y[0, 0], cls.theta[8], activations.get(activation).derivative(z)[0, 0], x[0, 1]],
        }

    @staticmethod
    def by_parameters(vector):
        """Cut a vector such as θ into the parts of the two layers."""
        W1, b1, W2, b2 = np.split(vector, [6, 8, 10])
        return {"dW1": W1, "db1": b1, "dW2": W2, "db2": b2}

    inputs, hidden, output = [(30, 52), (30, 205), (30, 358)], [(202, 128), (202, 282)], (346, 205)

    def build(self, figure):
        axes = page(figure)
        self.heading = axes.text(200, 16, "", fontsize=12, weight="bold", **CENTRED)
        wires = [[(p, q) for p in self.inputs for q in self.hidden], [(p, self.output) for p in self.hidden]]
        path = [wires[0][2], wires[1][0]]
        axes.add_collection(LineCollection(path, colors=GOLD, linewidths=13, alpha=0.3))
        axes.add_collection(LineCollection(wires[0] + wires[1], colors=GREY, linewidths=1.2))
        self.wires: list[list[np.ndarray]] = [sum((self.pieces(*wire, share) for wire in row), []) for row, share in zip(wires, (1 / 3, 0.38))]
        self.active = axes.add_collection(LineCollection([], colors=BLUE, linewidths=3))
        for name, places in (("RGB", self.inputs), ("12", self.hidden), ("ŷ", [self.output])):
            for letter, place in zip(name, places):
                axes.plot(*place, "o", markersize=29, markerfacecolor=PAPER, markeredgecolor=INK, markeredgewidth=1.5)
                axes.text(*place, letter, fontsize=13, zorder=6, **CENTRED)
        (self.dots,) = axes.plot([], [], "o", markersize=29, markerfacecolor="none", markeredgewidth=4, zorder=5)

        # a label: the value of the way forward, and under or beside it the gradient on an orange ground
        self.values: dict[str, list[Text]] = {}
        self.gradients: dict[str, list[Text]] = {}
        self.bands: dict[str, list[Rectangle]] = {}
        self.grounds: dict[str, list[Rectangle]] = {}

        def value(name, x, y, text="", **alignment):
            style = {"ha": "center", "va": "center"} | alignment
            artist = axes.text(x, y, text, fontsize=12, zorder=8, **style)
            if not text:
                self.values.setdefault(name, []).append(artist)

        def gradient(name, x, y):
            for boxes, color, order in ((self.grounds, PAPER, 6), (self.bands, ORANGE, 7)):
                box = Rectangle((x - 28, y - 8), 56, 16, color=color, linewidth=0, zorder=order)
                boxes.setdefault(name, []).append(axes.add_patch(box))
            self.gradients.setdefault(name, []).append(axes.text(x, y, "", fontsize=12, zorder=8, **CENTRED))

        for name, ends, weights, share in (("dW1", wires[0], self.theta[:6], 1 / 3), ("dW2", wires[1], self.theta[8:10], 0.38)):
            for (start, end), weight in zip(ends, weights):
                x, y = (1 - share) * np.array(start) + share * np.array(end)
                ground = {"facecolor": PAPER, "edgecolor": "none", "pad": 1}
                axes.text(x, y - 9, number(weight), fontsize=12, zorder=8, bbox=ground, **CENTRED)
                gradient(name, x, y + 8)
        for x, y in self.inputs:
            value("x", x, y + 27)
        for (x, _y), top, bias in zip(self.hidden, (54, 314), self.theta[6:8]):
            for row, (letter, name, slope) in enumerate((("b", "", "db1"), ("z", "z", "dz"), ("a", "a", "da"))):
                y = top + 19 * row
                axes.text(x - 42, y, letter, fontsize=12, style="italic", **CENTRED)
                value(name, x - 33, y, "" if name else number(bias), ha="left")
                gradient(slope, x + 42, y)
        for row, (letter, name, slope) in enumerate((("b", "", "db2"), ("z", "out", "dz2"), ("ŷ", "out", ""), ("L", "out", ""))):
            y = 252 + 19 * row
            axes.text(292, y, letter, fontsize=12, style="italic", **CENTRED)
            value(name, 301, y, "" if name else number(self.theta[10]), ha="left")
            if slope:
                gradient(slope, 370, y)
        self.answer = axes.text(370, 290, "", fontsize=12, **CENTRED)

        axes.text(6, 404, _("The marked path, from the loss back to one weight:"), va="center", fontsize=12)
        self.products = []
        for x, words in zip((34, 112, 190, 262, 350), (_("ŷ − y"), _("weight to ŷ"), _("f′(z)"), _("green"), _("∂L/∂w"))):
            axes.text(x, 430, words, fontsize=11, **CENTRED)
            self.products.append(axes.text(x, 452, "", fontsize=13, weight="bold", **CENTRED))
        for x, sign in zip((72, 156, 228, 302), "···="):
            axes.text(x, 452, sign, fontsize=13, **CENTRED)
        axes.text(200, 476, _("∂ or ≈: how fast the loss changes with the number above or beside"), fontsize=11, **CENTRED)
        self.band = axes.add_patch(Rectangle((0, 0), 1, 1, color=BLUE, alpha=0.3, linewidth=0, zorder=7))
        self.band2 = axes.add_patch(Rectangle((0, 0), 1, 1, color=BLUE, alpha=0.3, linewidth=0, zorder=7))
        return [
            self.active, self.dots, *sum(self.grounds.values(), []), *sum(self.bands.values(), []), self.band, self.band2, self.heading, self.answer,
            *sum(self.values.values(), []), *sum(self.gradients.values(), []), *self.products,
        ]  # fmt: skip

    def pieces(self, start, end, share):
        """Cut an edge where it meets the circles at its ends and the label on it."""
        start, along = np.array(start, float), np.subtract(end, start)
        t = np.linspace(0, 1, 401)
        length = np.hypot(*along)
        dx, dy = np.outer(np.abs(t - share), np.abs(along)).T
        free = (t * length > 16) & ((1 - t) * length > 16)
        before, behind = (t[free & ((dx > 29) | (dy > 18)) & side] for side in (t < share, t > share))
        return [start + np.outer(part[[0, -1]], along) for part in (before, behind) if len(part)]

    def update(self, result):
        stage = int(result.step)
        shown = {name for _words, names in self.steps[: stage + 1] for name in names}
        now = self.steps[stage][1]
        self.heading.set_text(self.steps[stage][0])
        self.answer.set_text(_("y = {y}").format(y=number(result.target)))
        for name, texts in self.values.items():
            for text, value in zip(texts, result.values[name]):
                text.set_text(number(value, 3) if name in shown else "")
        slopes, sign = (result.gradients, "∂ ") if result.slopes == "gradients" else (result.measured, "≈ ")
        for name, texts in self.gradients.items():
            for text, ground, band, value in zip(texts, self.grounds[name], self.bands[name], np.ravel(slopes[name])):
                text.set_text(sign + number(value, 3) if name in shown else "")
                ground.set_visible(name in shown)
                band.set_visible(name in shown)
                band.set_alpha(0.55 if name in now else 0.2)
        boxes = {1: [(150, 64, 68, 18), (150, 324, 68, 18)], 2: [(150, 83, 68, 18), (150, 343, 68, 18)], 3: [(285, 262, 58, 56)]}
        for band, box in zip((self.band, self.band2), boxes.get(stage, []) + [None, None]):
            band.set_visible(box is not None)
            if box:
                band.set_bounds(*box)
        first = [[], self.wires[0], [], self.wires[1], [], self.wires[1], self.wires[1], [], self.wires[0]]
        nodes = [self.inputs, self.hidden, self.hidden, [self.output], [self.output], self.hidden, self.hidden, self.hidden, self.inputs]
        color = BLUE if stage < 4 else ORANGE
        self.active.set_segments(first[stage])
        self.active.set_color(color)
        self.active.set_linestyle("-" if stage < 4 else "--")
        self.dots.set_data(*np.transpose(nodes[stage]))
        self.dots.set_markeredgecolor(color)
        for text, value, known in zip(self.products, [*result.factors, float(np.prod(result.factors))], (4, 6, 7, 8, 8)):
            text.set_text(number(value, 3) if stage >= known else "")

    def describe(self, result):
        _z, y_hat, loss = result.values["out"]
        stage = int(result.step)
        if stage < 3:
            told = _("The answer should be {y}.")
        elif stage < 4:
            told = _("ŷ = {y_hat} where {y} is right; the loss is {loss}.")
        else:
            told = _("ŷ − y = {error}. {shown}")
            if stage == 8:
                told = _("ŷ − y = {error}; for the weight from green to neuron 1 the gradient is {gradient}. {shown}")
        shown = (
            _("Measured slopes are shown; they differ from the gradients by less than {gap}.")
            if result.slopes == "measured"
            else _("Gradients are shown; the measured slopes differ from them by less than {gap}.")
        )
        gap = power_of_ten(3 * int(np.ceil(np.log10(max(result.gap, 1e-10)) / 3)))
        return _("{example}, {f}, step {step} of 8, {what}. {told}").format(
            example=self.example.text(result.example).capitalize(),
            f=self.activation.text(result.activation),
            step=stage,
            what=self.steps[stage][0].lstrip("←→ "),
            told=told.format(
                y=number(result.target), y_hat=number(y_hat, 3), loss=number(loss, 3), error=number(y_hat - result.target, 3),
                gradient=number(float(np.prod(result.factors)), 3), shown=shown.format(gap=gap),
            ),
        )  # fmt: skip


class ForwardOrReverse(Explorable):
    """What all derivatives cost: forward mode takes a pass for each input, reverse mode one for each output."""

    title = _("What all derivatives cost, with n inputs and k outputs")
    size = (400, 330)
    inputs = Slider(
        label=_("inputs n"), low=1, high=1e6, step=0.05, logarithmic=True,
        grid=(1, 11, 100, 1000, 10_000, 45_360, 1e6), start=45_360,
    )  # fmt: skip
    outputs = Slider(
        label=_("outputs k"), low=1, high=1e6, step=0.05, logarithmic=True,
        grid=(1, 10, 100, 1000, 10_000, 100_000, 1e6), start=1,
    )  # fmt: skip

    def compute(self, inputs, outputs):
        n, k = round(inputs), round(outputs)
        return {"forward": 1 + n, "reverse": 1 + k}

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xscale="log", yscale="log", xlim=(0.8, 1.5e6), ylim=(0.5, 4e6))
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_ticks([10.0**e for e in range(7)], ["1", "10", "100", "1 000", "10⁴", "10⁵", "10⁶"])
            axis.set_ticks([], minor=True)
        axes.set_xlabel(_("inputs n (parameters, if the function is a loss)"))
        axes.set_ylabel(_("passes through the function"))
        n = np.geomspace(1, 1e6, 200)
        axes.plot(n, 1 + n, color=BLUE)
        axes.text(1.2e3, 5e3, _("forward: 1 + n"), fontsize=12, ha="right")
        (self.level,) = axes.plot([], [], color=ORANGE, linestyle="--")
        self.name = axes.text(1, 1, _("reverse: 1 + k"), fontsize=12, va="bottom", in_layout=False)
        times = axes.secondary_yaxis("right")
        times.set_ticks([1, 1e3, 6e4, 3.6e6], ["1 ms", "1 s", _("1 min"), _("1 h")])
        times.yaxis.set_ticks([], minor=True)
        times.set_ylabel(_("time, if a pass takes 1 ms"))
        for size, words in ((11, _("orange sorter")), (45_360, _("digits"))):
            axes.axvline(size, color=GREY, linewidth=1, linestyle=":")
            axes.text(size * 1.12 if size < 100 else size / 1.12, 2.2e6, words, fontsize=11, va="center",
                      ha="left" if size < 100 else "right")  # fmt: skip
        (self.gap,) = axes.plot([], [], color=INK, linewidth=1.5)
        (self.forward,) = axes.plot([], [], "o", color=BLUE, markersize=9, zorder=4)
        (self.reverse,) = axes.plot([], [], "s", color=ORANGE, markersize=9, zorder=4)
        self.times = axes.text(1, 1, "", fontsize=13, weight="bold", va="center", in_layout=False)
        return [self.level, self.gap, self.forward, self.reverse, self.name, self.times]

    def update(self, result):
        n, forward, reverse = result.inputs, result.forward, result.reverse
        self.level.set_data([0.8, 1.5e6], [reverse, reverse])
        at_left, below = result.outputs > 300, reverse < forward  # where neither the blue line nor the gap passes
        self.name.set_position((1 if at_left else 1.4e6, reverse / 1.35 if below else reverse * 1.35))
        self.name.set_ha("left" if at_left else "right")
        self.name.set_va("top" if below else "bottom")
        self.gap.set_data([n, n], [forward, reverse])
        self.forward.set_data([n], [forward])
        self.reverse.set_data([n], [reverse])
        ratio = max(forward, reverse) / min(forward, reverse)
        self.times.set_text(_("× {ratio}").format(ratio=thousands(ratio)) if ratio > 3 else "")
        right = n < 3e3
        self.times.set_position((n * 1.25 if right else n / 1.25, (forward * reverse) ** 0.5))
        self.times.set_ha("left" if right else "right")

    def describe(self, result):
        forward, reverse = result.forward, result.reverse
        verdict = (
            _("Reverse mode needs fewer passes.")
            if reverse < forward
            else _("Forward mode needs fewer passes.")
            if forward < reverse
            else _("Both need equally many.")
        )
        return _("n = {n}, k = {k}: forward mode takes {forward} passes, reverse mode {reverse}. {verdict}").format(
            n=thousands(result.inputs), k=thousands(result.outputs), forward=thousands(forward),
            reverse=thousands(reverse), verdict=verdict,
        )  # fmt: skip


def thousands(value):
    """Write a count for people.

    >>> thousands(45361.2)
    '45,361'
    """
    return f"{round(value):,}"


EXPONENTS = np.arange(-12, 0.25, 0.5)
KINK = 1e-3  # how far the sum of the first neuron is above 0
BEND = {"tanh": 0.66, "relu": 2.65}  # the curve makes an error of this times ε²
NOISE = {"tanh": 150, "relu": 5}  # rounding makes one of about this times the machine epsilon, divided by ε,
SPREAD = 10  # on one processor or another up to so many times more or less


@functools.cache
def errors(precision, activation):
    """The largest relative error of a gradient check, for each ε = 10^exponent."""
    net = mlp([3, 2, 1], activation=activation, dtype=precision)
    net.parameters = ThroughNetwork.theta
    # the colour lies almost on the cut between tomatoes and oranges: the sum of the first neuron is 0.001
    X, y = np.array([[1, 0.4001, 0.1]], precision), [1]
    result = []
    with np.errstate(invalid="ignore"):
        for e in EXPONENTS:
            try:
                result.append(gradcheck.check(net, BinaryCrossEntropy(), X, y, epsilon=10.0**e, tolerance=np.inf))
            except gradcheck.GradientError:  # not a number: the move was lost in rounding, no digit is right
                result.append(1.0)
    return np.array(result)


class CheckGradient(Explorable):
    """How far a gradient check misses, by the move ε: rounding on the left; the curve, or a kink, on the right."""

    title = _("Which ε shows the true slope?")
    size = (400, 320)
    exponent = Slider(label=_("k in ε = 10ᵏ"), low=-12, high=0, step=0.5, grid_step=1, start=-5)
    precision = Choice(
        label=_("precision"), options={"float64": _("float64"), "float32": _("float32")}, start="float64"
    )
    activation = Choice(
        label=_("activation"), options={"tanh": _("tanh (smooth)"), "relu": _("ReLU (a kink nearby)")}, start="tanh"
    )

    def compute(self, exponent, precision, activation):
        curve = errors(precision, activation)
        return {"curve": curve, "error": float(curve[np.abs(EXPONENTS - exponent).argmin()])}

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(10**-12.4, 10**0.4), ylim=(1e-12, 10), xscale="log", yscale="log")
        for axis, low in ((axes.xaxis, -12), (axes.yaxis, -12)):
            axis.set_ticks([10.0**k for k in range(low, 1, 3)], [power_of_ten(k) for k in range(low, 1, 3)])
            axis.set_ticks([], minor=True)
        axes.set_xlabel(_("← too small   |   move ε   |   too large →"))
        axes.set_ylabel(_("largest relative error"))
        axes.axhline(1e-6, color=GREY, linestyle="--", linewidth=1.2)
        axes.text(10**-12.2, 1.3e-6, _("allowed: 10⁻⁶"), fontsize=11, va="bottom")
        axes.text(10**-8.5, 0.3, _("rounding"), fontsize=12)
        axes.text(10**-4.2, 0.03, _("curve or kink"), fontsize=12, ha="center")
        (self.curve,) = axes.plot([], [], "o-", color=BLUE, markersize=4)
        (self.drop,) = axes.plot([], [], color=INK, linestyle=":", linewidth=1.2)
        (self.dot,) = axes.plot([], [], "D", color=ORANGE, markersize=10)
        return [self.curve, self.drop, self.dot]

    def update(self, result):
        self.curve.set_data(10.0**EXPONENTS, np.maximum(result.curve, 1e-12))
        at = 10.0**result.exponent
        self.drop.set_data([at, at], [1e-12, max(result.error, 1e-12)])
        self.dot.set_data([at], [max(result.error, 1e-12)])

    def is_reproducible(self, _result):
        """Say no: a part of every curve is rounding noise."""
        return False

    def describe(self, result):
        """Say what holds on every processor: what makes the error, and whether it passes, if noise cannot change that."""
        epsilon = 10.0**result.exponent
        curve = BEND[result.activation] * epsilon**2
        noise = NOISE[result.activation] * float(np.finfo(result.precision).eps) / epsilon
        if result.activation == "relu" and epsilon > 1.1 * KINK:
            reason = _("the kink lies within the move and makes an error of {error}").format(error=about(result.error))
        elif curve < noise / 100:
            reason = _("the move is so small that rounding makes the error")
        elif curve < noise * 100:
            reason = _("close to the lowest point")
        else:
            reason = _("the move is so large that the curve makes the error, {error}").format(error=about(result.error))
        if curve + noise * SPREAD <= 1e-6:
            verdict = _("The check passes.")
        elif max(curve, noise / SPREAD) <= 1e-6:
            verdict = _("The last digits decide whether the check passes.")
        else:
            verdict = _("The check does not pass.")
        return _("{precision}, {activation}, ε = {epsilon}: {reason}. {verdict}").format(
            precision=self.precision.text(result.precision), activation=self.activation.text(result.activation),
            epsilon=power_of_ten(result.exponent), reason=reason, verdict=verdict,
        )  # fmt: skip


def about(value):
    """Write an error for people: one digit, or a power of ten that it is below."""
    if value >= 0.01:
        return _("about {value}").format(value=f"{value:.1g}")
    return _("below {value}").format(value=power_of_ten(int(np.ceil(np.log10(value)))))
