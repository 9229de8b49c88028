"""The figure `ThroughNetwork` of the chapter *Backpropagation*."""

import functools

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from nnlib import BinaryCrossEntropy, activations, gradcheck, mlp
from nnlib.chapters.backpropagation.computational_graph import CENTRED, page
from nnlib.live import Choice, Explorable, Step
from nnlib.numerals import number, power_of_ten
from nnlib.plots.palette import BLUE, GOLD, GREY, INK, ORANGE, PAPER
from nnlib.words import _


class ThroughNetwork(Explorable):
    """The orange sorter with a number on every edge: forwards to the loss, backwards to every gradient, each one measured too."""

    title = _("One fruit through the orange sorter")
    size = (400, 488)
    example = Choice(
        label=_("fruit"), options={"tomato": _("tomato"), "orange": _("orange"), "lemon": _("lemon")}, start="orange"
    )
    activation = Choice(
        label=_("activation f"),
        options={"sigmoid": _("sigmoid"), "tanh": _("tanh"), "relu": _("ReLU")},
        start="sigmoid",
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
        self.wires: list[list[np.ndarray]] = [
            sum((self.pieces(*wire, share) for wire in row), []) for row, share in zip(wires, (1 / 3, 0.38))
        ]
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

        for name, ends, weights, share in (
            ("dW1", wires[0], self.theta[:6], 1 / 3),
            ("dW2", wires[1], self.theta[8:10], 0.38),
        ):
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
        for row, (letter, name, slope) in enumerate(
            (("b", "", "db2"), ("z", "out", "dz2"), ("ŷ", "out", ""), ("L", "out", ""))
        ):
            y = 252 + 19 * row
            axes.text(292, y, letter, fontsize=12, style="italic", **CENTRED)
            value(name, 301, y, "" if name else number(self.theta[10]), ha="left")
            if slope:
                gradient(slope, 370, y)
        self.answer = axes.text(370, 290, "", fontsize=12, **CENTRED)

        axes.text(6, 404, _("The marked path, from the loss back to one weight:"), va="center", fontsize=12)
        self.products = []
        for x, words in zip(
            (34, 112, 190, 262, 350), (_("ŷ − y"), _("weight to ŷ"), _("f′(z)"), _("green"), _("∂L/∂w"))
        ):
            axes.text(x, 430, words, fontsize=11, **CENTRED)
            self.products.append(axes.text(x, 452, "", fontsize=13, weight="bold", **CENTRED))
        for x, sign in zip((72, 156, 228, 302), "···="):
            axes.text(x, 452, sign, fontsize=13, **CENTRED)
        axes.text(
            200, 476, _("∂ or ≈: how fast the loss changes with the number above or beside"), fontsize=11, **CENTRED
        )
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
        boxes = {
            1: [(150, 64, 68, 18), (150, 324, 68, 18)],
            2: [(150, 83, 68, 18), (150, 343, 68, 18)],
            3: [(285, 262, 58, 56)],
        }
        for band, box in zip((self.band, self.band2), boxes.get(stage, []) + [None, None]):
            band.set_visible(box is not None)
            if box:
                band.set_bounds(*box)
        first = [[], self.wires[0], [], self.wires[1], [], self.wires[1], self.wires[1], [], self.wires[0]]
        nodes = [
            self.inputs,
            self.hidden,
            self.hidden,
            [self.output],
            [self.output],
            self.hidden,
            self.hidden,
            self.hidden,
            self.inputs,
        ]
        color = BLUE if stage < 4 else ORANGE
        self.active.set_segments(first[stage])
        self.active.set_color(color)
        self.active.set_linestyle("-" if stage < 4 else "--")
        self.dots.set_data(*np.transpose(nodes[stage]))
        self.dots.set_markeredgecolor(color)
        for text, value, known in zip(
            self.products, [*result.factors, float(np.prod(result.factors))], (4, 6, 7, 8, 8)
        ):
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
