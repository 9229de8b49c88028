"""The explorables of the chapter *Backpropagation*."""

import functools

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from nnlib import BinaryCrossEntropy, activations, autodiff, gradcheck, mlp
from nnlib.explorables.controls import Choice, Slider, Step
from nnlib.explorables.explorable import Explorable
from nnlib.plots.backpropagation import power_of_ten
from nnlib.plots.graphs import graph_layout
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE, PAPER
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
    size = (400, 284)
    x = Slider(label=_("input x"), low=-4, high=4, step=0.5, grid_step=2, start=-2)
    y = Slider(label=_("input y"), low=-3, high=5, step=0.5, grid_step=2, start=5)
    z = Slider(label=_("input z"), low=-4, high=4, step=0.5, grid_step=2, start=-4)
    step = Step(label=_("step"), stages=(0, 1, 2, 3, 4, 5), start=5, interval=1500)

    said = (
        _("The three inputs are known, nothing else."),
        _("Forwards: the sum is {sum}."),
        _("Forwards: the product is f = {f}."),
        _("Backwards begins at f itself: the gradient of f by f is 1."),
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
        places = [(36 + 148 * column, 34 - 92 * row) for column, row in graph_layout(graph)]
        ends = [(places[edge.source], places[edge.target]) for edge in graph.edges]
        ends.append((places[-1], (396, places[-1][1])))
        ends = [self.between(np.array(start), np.array(end)) for start, end in ends]
        axes.add_collection(LineCollection(ends, colors=GREY, linewidths=1.5))
        self.forwards = axes.add_collection(LineCollection([], colors=BLUE, linewidths=5, alpha=0.6))
        self.backwards = axes.add_collection(LineCollection([], colors=ORANGE, linewidths=5, linestyles=(0, (1.2, 0.8))))
        for node, (x, y) in zip(graph.nodes, places):
            axes.plot(x, y, "o", markersize=32, markerfacecolor=PAPER, markeredgewidth=2.5,
                      markeredgecolor=GREEN if node.symbol else BLUE)  # fmt: skip
            axes.text(x, y, node.symbol or node.name, fontsize=15, zorder=4, **CENTRED)
        self.ends, self.values, self.gradients = ends, [], []
        for (x1, y1), (x2, y2) in ends:
            x, y = (x1 + x2) / 2, (y1 + y2) / 2
            back = {"facecolor": PAPER, "edgecolor": "none", "pad": 1}
            self.values.append(axes.text(x, y - 10, "", fontsize=12, zorder=5, bbox=back, **CENTRED))
            self.gradients.append(axes.text(x, y + 10, "", fontsize=11, zorder=5, bbox=back, **CENTRED))
        figure.legend(
            [self.forwards, self.backwards],
            [_("forwards: value"), _("backwards: local · from above = gradient")],
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
    """A 3-4-1 classifier with every number: forwards to the loss, backwards to every gradient, each one measured too."""

    title = _("Forwards and backwards through a 3-4-1 network")
    size = (400, 606)
    example = Choice(
        label=_("example"),
        options={"orange": _("orange"), "yellow": _("yellow"), "violet": _("violet"), "green": _("sea green")},
        start="orange",
    )
    activation = Choice(
        label=_("activation f"), options={"relu": _("ReLU"), "tanh": _("tanh"), "sigmoid": _("sigmoid")}, start="relu"
    )
    step = Step(label=_("step"), stages=tuple(range(10)), start=9, interval=1800)

    colours = {"orange": (1, 0.5, 0), "yellow": (1, 1, 0), "violet": (0.5, 0, 1), "green": (0, 1, 0.5)}
    W1 = ((0.5, -0.4, 0.8, -0.6), (0.2, 0.6, -0.5, 0.3), (-0.7, 0.3, 0.4, 0.5))
    b1, W2, b2 = (0.1, 0.4, 0.2, -0.1), (-0.9, 0.5, 0.7, 0.8), 0.1

    # what each step does, and the rows of numbers that it fills in
    steps = (
        (_("the example arrives"), ("x",)),
        (_("↓ forwards: z = x W + b"), ("z",)),
        (_("↓ forwards: a = f(z)"), ("a",)),
        (_("↓ forwards: z = a W + b of the output"), ("z2",)),
        (_("↓ forwards: ŷ = σ(z), then the loss L"), ("loss",)),
        (_("↑ backwards: dz = ŷ − y"), ("dz2",)),
        (_("↑ backwards: dW = aᵀ dz, db = dz"), ("dW2", "db2")),
        (_("↑ backwards: da = dz Wᵀ"), ("da",)),
        (_("↑ backwards: dz = da · f′(z)"), ("dz",)),
        (_("↑ backwards: dW = xᵀ dz, db = dz"), ("dW1", "db1")),
    )

    def compute(self, example, activation, step):
        net, loss = mlp([3, 4, 1], activation=activation), BinaryCrossEntropy()
        net.parameters = np.concatenate([np.ravel(self.W1), self.b1, self.W2, [self.b2]])
        x = np.array([self.colours[example]])
        y = (x[:, 0] > x[:, 2]).astype(float)  # warm: more red than blue
        _x, z, a, z2 = net.outputs(x)
        flows = [loss.gradient(z2, y)]
        for layer in reversed(net.layers):
            flows.append(layer.backward(flows[-1]))
        dz2, da, dz, _dx = flows
        gradients = {"dz2": dz2, "da": da, "dz": dz} | self.by_parameters(net.gradient)

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
        measured |= self.by_parameters(gradcheck.numerical_gradient(by_theta, net.parameters))
        return {
            "values": {"x": x[0], "z": z[0], "a": a[0], "z2": z2[0], "loss": [activations.get("sigmoid")(z2)[0, 0], loss(z2, y)]},
            "target": y[0],
            "gradients": gradients,
            "measured": measured,
            "gap": max(float(np.abs(gradients[name] - measured[name]).max()) for name in gradients),
        }  # fmt: skip

    def by_parameters(self, vector):
        """Cut a vector such as θ into the parts of the two layers."""
        W1, b1, W2, b2 = np.split(vector, [12, 16, 20])
        return {"dW1": W1.reshape(3, 4), "db1": b1, "dW2": W2, "db2": b2}

    columns = [128, 204, 280, 356]
    rows = {"dW1": [162, 210, 258], "db1": [306], "dz": [354], "da": [402], "dW2": [450]}

    def build(self, figure):
        axes = page(figure)
        self.heading = axes.text(200, 12, "", fontsize=12, weight="bold", **CENTRED)
        nodes = [
            [(60, 44 + 24 * i) for i in range(3)], [(200, 32 + 24 * j) for j in range(4)], [(340, 68)],
        ]  # fmt: skip
        wires = [[(p, q) for p in before for q in behind] for before, behind in zip(nodes, nodes[1:])]
        axes.add_collection(LineCollection(wires[0] + wires[1], colors=GREY, linewidths=1))
        self.wires, self.nodes = wires, nodes
        self.active = axes.add_collection(LineCollection([], colors=BLUE, linewidths=2.5))
        for place in sum(nodes, []):
            axes.plot(*place, "o", markersize=16, markerfacecolor=PAPER, markeredgecolor=INK, markeredgewidth=1.5)
        (self.dots,) = axes.plot([], [], "o", markersize=11, color=BLUE, zorder=5)
        for i, (x, y) in enumerate(nodes[0]):
            axes.text(x - 14, y, "x" + "₁₂₃"[i], ha="right", va="center", fontsize=11)
        axes.text(354, 68, "ŷ", ha="left", va="center", fontsize=12)

        axes.text(4, 136, _("hidden neuron"), va="center", fontsize=11)
        for j, x in enumerate(self.columns):
            axes.text(x, 136, "1234"[j], fontsize=12, weight="bold", **CENTRED)
        for y in (146, 489):
            axes.plot([4, 396], [y, y], color=GREY, linewidth=1)
        for name, words in (("db1", _("bias b")), ("dz", _("sum z")), ("da", _("output a")), ("dW2", _("weight to ŷ"))):
            axes.text(4, self.rows[name][0], words, va="center", fontsize=11)
        axes.text(4, 520, _("neuron ŷ"), va="center", fontsize=11)
        for x, words in zip(self.columns, (_("bias b"), _("sum z"), _("output ŷ"), _("loss L"))):
            axes.text(x, 502, words, fontsize=11, **CENTRED)
        for name, values in (("dW1", self.W1), ("db1", (self.b1,)), ("dW2", (self.W2,))):
            for y, row in zip(self.rows[name], values):
                for x, value in zip(self.columns, row):
                    axes.text(x, y, number(value), fontsize=12, **CENTRED)
        axes.text(self.columns[0], 520, number(self.b2), fontsize=12, **CENTRED)

        def numbers(xs, ys, size=12):
            return [axes.text(x, y, "", fontsize=size, **CENTRED) for y in ys for x in xs]

        self.inputs = [axes.text(4, y, "", va="center", fontsize=11) for y in self.rows["dW1"]]
        self.values = {
            "z": numbers(self.columns, self.rows["dz"]),
            "a": numbers(self.columns, self.rows["da"]),
            "z2": numbers(self.columns[1:2], (520,)),
            "loss": numbers(self.columns[2:], (520,)),
        }
        cells = {name: (self.columns, ys) for name, ys in self.rows.items()}
        cells |= {"db2": (self.columns[:1], [520]), "dz2": (self.columns[1:2], [520])}
        self.gradients = {name: numbers(xs, [y + 14 for y in ys], 11) for name, (xs, ys) in cells.items()}
        self.measured = {name: numbers(xs, [y + 27 for y in ys], 11) for name, (xs, ys) in cells.items()}
        self.bands = {
            name: [
                axes.add_patch(Rectangle((xs[0] - 37, y + 7.5), 76 * len(xs) - 2, 26, color=ORANGE, alpha=0.22, linewidth=0))
                for y in ys
            ]
            for name, (xs, ys) in cells.items()
        }
        self.band = axes.add_patch(Rectangle((90, 0), 1, 17, color=BLUE, alpha=0.3, linewidth=0))
        axes.text(4, 568, _("∂ gradient of L, by backpropagation"), va="center", fontsize=11)
        axes.text(4, 586, _("≈ the same slope, measured by moving this one number"), va="center", fontsize=11)
        self.answer = axes.text(396, 568, "", ha="right", va="center", fontsize=11)
        return [
            *sum(self.bands.values(), []), self.band, self.active, self.dots, self.heading, *self.inputs, self.answer,
            *sum(self.values.values(), []), *sum(self.gradients.values(), []), *sum(self.measured.values(), []),
        ]  # fmt: skip

    def update(self, result):
        stage = int(result.step)
        shown = {name for _words, names in self.steps[: stage + 1] for name in names}
        self.heading.set_text(self.steps[stage][0])
        for text, name, value in zip(self.inputs, (_("red"), _("green"), _("blue")), result.values["x"]):
            text.set_text(f"{name} {number(value)}")
        self.answer.set_text(_("should be y = {y}").format(y=number(result.target)))
        for name, texts in self.values.items():
            for text, value in zip(texts, result.values[name]):
                text.set_text(number(value, 3) if name in shown else "")
        for name, texts in self.gradients.items():
            for band in self.bands[name]:
                band.set_visible(name in shown)
                band.set_alpha(0.5 if name in self.steps[stage][1] else 0.2)
            pairs = zip(np.ravel(result.gradients[name]), np.ravel(result.measured[name]))
            for gradient, measured, (a, n) in zip(texts, self.measured[name], pairs):
                gradient.set_text("∂ " + number(a, 3) if name in shown else "")
                measured.set_text("≈ " + number(n, 3) if name in shown else "")
        fresh = self.values.get(self.steps[stage][1][0])  # what a step forwards has filled in
        self.band.set_visible(fresh is not None)
        if fresh:
            (left, y), (right, _y) = fresh[0].get_position(), fresh[-1].get_position()
            self.band.set_bounds(left - 37, y - 9, right - left + 74, 17)
        first = [[], self.wires[0], [], self.wires[1], [], [], self.wires[1], self.wires[1], [], self.wires[0]]
        nodes = [0, 1, 1, 2, 2, 2, 2, 1, 1, 1]
        color = BLUE if stage < 5 else ORANGE
        self.active.set_segments(first[stage])
        self.active.set_color(color)
        self.active.set_linestyle("-" if stage < 5 else "--")
        self.dots.set_data(*np.transpose(self.nodes[nodes[stage]]))
        self.dots.set_color(color)
        self.dots.set_marker("o" if stage < 5 else "s")

    def describe(self, result):
        y_hat, loss = result.values["loss"]
        stage = int(result.step)
        if stage < 4:
            told = _("The answer should be {y}.")
        elif stage < 5:
            told = _("ŷ = {y_hat} where {y} is right; the loss is {loss}.")
        else:
            told = _("ŷ − y = {error}. Gradients and measured slopes differ by less than {gap}.")
        gap = power_of_ten(3 * int(np.ceil(np.log10(max(result.gap, 1e-15)) / 3)))
        return _("{example}, {f}, step {step} of 9, {what}. {told}").format(
            example=self.example.text(result.example).capitalize(),
            f=self.activation.text(result.activation),
            step=stage,
            what=self.steps[stage][0].lstrip("↓↑ "),
            told=told.format(
                y=number(result.target), y_hat=number(y_hat, 3), loss=number(loss, 3),
                error=number(y_hat - result.target, 3), gap=gap,
            ),
        )  # fmt: skip


class ForwardOrReverse(Explorable):
    """What a whole Jacobian costs in forward and in reverse mode: passes, operations, numbers kept."""

    title = _("All derivatives of a network with n inputs and k outputs: what they cost")
    size = (400, 290)
    inputs = Slider(label=_("inputs n"), low=1, high=40, step=1, grid=(1, 2, 5, 10, 20, 40), start=20)
    outputs = Slider(label=_("outputs k"), low=1, high=40, step=1, grid=(1, 2, 5, 10, 20, 40), start=1)
    layers = Slider(label=_("hidden layers of 8"), low=1, high=4, step=1, start=2)

    def compute(self, inputs, outputs, layers):
        n, k = int(inputs), int(outputs)
        sizes = [n, *[8] * int(layers), k]
        rng = np.random.default_rng(0)
        weights = [rng.normal(0, 1 / np.sqrt(a), (a, b)) for a, b in zip(sizes, sizes[1:])]

        def network(x):
            a = x.reshape(1, n)
            for W in weights:
                a = autodiff.activation("tanh", a @ W)
            return a.reshape(k)

        costs = [autodiff.jacobian(network, np.ones(n), mode)[1] for mode in ("forward", "reverse")]
        return {name: np.array([getattr(cost, name) for cost in costs]) for name in ("passes", "operations", "stored")}

    def build(self, figure):
        panels = (
            ("passes", _("passes"), 41),
            ("operations", _("operations"), 960),
            ("stored", _("numbers kept"), 235),
        )
        self.bars, self.labels = {}, {}
        for axes, (name, title, top) in zip(figure.subplots(1, 3), panels):
            axes.set(xlim=(-0.6, 1.6), ylim=(0, 1.12 * top), xticks=(0, 1), yticks=())
            axes.set_xticklabels([_("forward"), _("reverse")], fontsize=12)
            axes.set_title(title)
            axes.spines["left"].set_visible(False)
            self.bars[name] = list(axes.bar([0, 1], [0, 0], color=[BLUE, ORANGE], width=0.7))
            self.labels[name] = [axes.text(x, 0, "", ha="center", va="bottom", fontsize=12) for x in (0, 1)]
            self.bars[name][1].set_hatch("//")
            self.bars[name][1].set_edgecolor(PAPER)
        return [*sum(self.bars.values(), []), *sum(self.labels.values(), [])]

    def update(self, result):
        for name, bars in self.bars.items():
            for bar, label, height in zip(bars, self.labels[name], getattr(result, name)):
                bar.set_height(height)
                label.set_y(height)
                label.set_text(str(height))

    def describe(self, result):
        forward, reverse = result.operations
        return _(
            "n = {n}, k = {k}, hidden layers: {layers}. Passes: forward {n}, reverse {passes}. Operations: forward {forward}, reverse "
            "{reverse}. Numbers kept: forward 0, reverse {stored}. {verdict}"
        ).format(
            n=number(result.inputs), k=number(result.outputs), layers=number(result.layers), forward=forward,
            reverse=reverse, passes=result.passes[1], stored=result.stored[1],
            verdict=_("Reverse mode needs fewer operations.") if reverse < forward
            else _("Forward mode needs fewer operations.") if forward < reverse
            else _("Both need as many operations."),
        )  # fmt: skip


EXPONENTS = np.arange(-12, 0.25, 0.5)


@functools.cache
def errors(precision, activation):
    """The largest relative error of a gradient check, for each ε = 10^exponent."""
    net = mlp([3, 4, 1], activation=activation, dtype=precision)
    net.parameters = np.concatenate(
        [np.ravel(ThroughNetwork.W1), ThroughNetwork.b1, ThroughNetwork.W2, [ThroughNetwork.b2]]
    )
    # the blue of this colour brings the sum of the first neuron to 0.001: a ReLU bends close by
    X, y = np.array([[1, 0.5, 0.699 / 0.7]], precision), [1]
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
    exponent = Slider(label=_("exponent of ε = 10ᵏ, k"), low=-12, high=0, step=0.5, grid_step=1, start=-5)
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
        (self.curve,) = axes.plot([], [], "o-", color=BLUE, markersize=4)
        (self.drop,) = axes.plot([], [], color=INK, linestyle=":", linewidth=1.2)
        (self.dot,) = axes.plot([], [], "D", color=ORANGE, markersize=10)
        return [self.curve, self.drop, self.dot]

    def update(self, result):
        self.curve.set_data(10.0**EXPONENTS, np.maximum(result.curve, 1e-12))
        at = 10.0**result.exponent
        self.drop.set_data([at, at], [1e-12, max(result.error, 1e-12)])
        self.dot.set_data([at], [max(result.error, 1e-12)])

    def describe(self, result):
        return _(
            "{precision}, {activation}, ε = {epsilon}: the largest relative error is about {error}, {verdict}. "
            "The least error on this curve is about {least}."
        ).format(
            precision=self.precision.text(result.precision),
            activation=self.activation.text(result.activation),
            epsilon=power_of_ten(result.exponent),
            error=about(result.error),
            verdict=_("which passes") if result.error <= 1e-6 else _("which does not pass"),
            least=about(float(result.curve.min())),
        )


def about(value):
    """Write an error for people: one digit, or the next power of ten where rounding makes the digits."""
    return number(value, 1) if value >= 0.05 else power_of_ten(round(np.log10(value)))
