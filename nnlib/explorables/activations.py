"""The explorables of the chapter *Activations*."""

import numpy as np

from nnlib import SGD, Activation, BinaryCrossEntropy, Dense, Network, activations, datasets, initializers, train
from nnlib.diagnosis import dead_share
from nnlib.explorables.controls import Choice, Slider
from nnlib.explorables.explorable import Explorable
from nnlib.plots.backpropagation import power_of_ten
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE, PAPER, PURPLE
from nnlib.words import _, number

LABELS = {
    "identity": _("identity"),
    "step": _("step"),
    "sigmoid": _("sigmoid"),
    "tanh": _("tanh"),
    "arctan": _("arctan"),
    "softsign": _("softsign"),
    "erf": _("erf"),
    "algebraic": _("algebraic"),
    "hard_sigmoid": _("hard sigmoid"),
    "hard_tanh": _("hard tanh"),
    "relu": _("ReLU"),
    "leaky_relu": _("leaky ReLU"),
    "elu": _("ELU"),
    "selu": _("SELU"),
    "softplus": _("softplus"),
    "gelu": _("GELU"),
    "gelu_sigmoid": _("GELU, sigmoid form"),
    "gelu_tanh": _("GELU, tanh form"),
    "silu": _("SiLU"),
    "mish": _("Mish"),
}
"""Every activation as a reader sees its name."""


def some(*names):
    """Return the options of a choice between a few activations."""
    return {name: LABELS[name] for name in names}


def power(value):
    """Write a positive number for people, whatever its size: 0.25, 31, 4.1 · 10⁻⁶."""
    if 0.01 <= value < 10_000:
        return f"{value:.2g}" if value < 100 else f"{value:.0f}"
    exponent = int(np.floor(np.log10(value)))
    mantissa = value / 10.0**exponent
    return f"{mantissa:.1f} · {power_of_ten(exponent)}"


class ActivationGallery(Explorable):
    """Any two activations above their derivatives, read off at a cursor."""

    title = _("Two activations and their derivatives")
    size = (400, 420)
    first = Choice(label=_("first"), options=LABELS, start="sigmoid")
    second = Choice(label=_("second"), options=LABELS, start="relu")
    cursor = Slider(label=_("sum z"), low=-4, high=4, step=0.1, grid=(-3, 0, 3), start=3)

    def compute(self, first, second, cursor):
        z = np.linspace(-4, 4, 161)
        f, g = activations.get(first), activations.get(second)
        return {
            "z": z,
            "first_curves": np.array([f(z), f.derivative(z)]),
            "second_curves": np.array([g(z), g.derivative(z)]),
            "first_there": np.array([f(cursor), f.derivative(cursor)]),
            "second_there": np.array([g(cursor), g.derivative(cursor)]),
        }

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(1.3, 1))
        upper.set(xlim=(-4, 4), ylim=(-2.1, 4.1), ylabel=_("a = f(z)"), yticks=(-2, -1, 0, 1, 2, 3, 4))
        lower.set(ylim=(-0.25, 1.85), ylabel=_("derivative f′(z)"), xlabel=_("sum z"), yticks=(0, 0.5, 1, 1.5))
        upper.set_title("\n\n")  # room for the two lines of text
        for axes in (upper, lower):
            axes.axhline(0, color=GREY, linewidth=0.8)
        self.cursors = [axes.axvline(0, color=INK, linewidth=1, linestyle=":") for axes in (upper, lower)]
        self.shown = []
        for height, color, dash, marker in ((1.17, BLUE, "-", "o"), (1.06, ORANGE, "--", "s")):
            style = {"color": color, "linestyle": dash, "linewidth": 2.5}
            upper.plot([0, 0.08], [height + 0.02] * 2, transform=upper.transAxes, clip_on=False, **style)
            text = upper.text(0.1, height, "", transform=upper.transAxes, fontsize=11, in_layout=False)
            lines = [axes.plot([], [], **style)[0] for axes in (upper, lower)]
            dots = [axes.plot([], [], marker, color=color, markersize=8)[0] for axes in (upper, lower)]
            self.shown.append((text, lines, dots))
        return [*self.cursors, *(artist for text, lines, dots in self.shown for artist in (text, *lines, *dots))]

    def update(self, result):
        for line in self.cursors:
            line.set_xdata([result.cursor] * 2)
        for place, (text, lines, dots) in zip(("first", "second"), self.shown):
            curves, there = getattr(result, f"{place}_curves"), getattr(result, f"{place}_there")
            for line, dot, curve, height in zip(lines, dots, curves, there):
                line.set_data(result.z, curve)
                dot.set_data([result.cursor], [height])
            text.set_text(
                _("{name}:  f = {value},  f′ = {slope}").format(
                    name=LABELS[getattr(result, place)], value=number(there[0], 3), slope=number(there[1], 3)
                )
            )

    def describe(self, result):
        parts = [
            _("{name}, f(z) = {formula}, is {value} with derivative {slope}").format(
                name=LABELS[name],
                formula=activations.get(name).formula,
                value=number(there[0], 3),
                slope=number(there[1], 3),
            )
            for name, there in ((result.first, result.first_there), (result.second, result.second_there))
        ]
        return _("At z = {cursor}: {first}; {second}.").format(
            cursor=number(result.cursor), first=parts[0], second=parts[1]
        )


class LinearCollapse(Explorable):
    """A chain of neurons, one to a layer: without a bend between them it is one line, whose slope is their product."""

    title = _("A chain of layers, and the line it may collapse to")
    size = (400, 350)
    depth = Slider(label=_("layers"), low=1, high=6, step=1, start=3)
    activation = Choice(
        label=_("between the layers"),
        options=some("identity", "relu", "leaky_relu", "tanh", "sigmoid", "gelu"),
        start="identity",
    )
    w1 = Slider(label=_("weight of layer 1"), low=-2, high=2, step=0.1, grid_step=0.5, start=1)

    weights, biases = (1, -1.5, 0.8, 2, -1, 0.5), (0.5, 1, 0.5, -1, 0.5, 0)

    def compute(self, depth, activation, w1):
        weights = [w1, *self.weights[1 : int(depth)]]
        layers = []
        for w, b in zip(weights, self.biases):
            dense = Dense(1, 1, rng=0)
            dense.W, dense.b = [[w]], [b]
            layers += [dense, Activation(activation)]
        net = Network(layers[:-1])  # no activation after the last layer
        x = np.linspace(-3, 3, 241)
        output = net.forward(x[:, None])[:, 0]
        slopes = net.backward(np.ones((len(x), 1)))[:, 0]
        product = float(np.prod(weights))
        line = product * x + output[len(x) // 2]  # through the network's point at x = 0
        return {
            "x": x,
            "weights": np.array(weights),
            "output": output,
            "line": line,
            "product": product,
            "flattest": float(slopes.min()),
            "steepest": float(slopes.max()),
        }

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(-3, 3), ylim=(-4, 4), xlabel=_("input x"), ylabel=_("output of the last layer"))
        axes.set_title("\n\n")  # room for two lines of text
        axes.axhline(0, color=GREY, linewidth=0.8)
        (self.curve,) = axes.plot([], [], color=BLUE, linewidth=7, alpha=0.65)
        (self.line,) = axes.plot([], [], color=ORANGE, linestyle="--", linewidth=2)
        self.texts = []
        for height, style in ((1.15, {"color": ORANGE, "linestyle": "--", "linewidth": 2}),
                              (1.05, {"color": BLUE, "linewidth": 7, "alpha": 0.65})):  # fmt: skip
            axes.plot([-0.08, 0], [height + 0.02] * 2, transform=axes.transAxes, clip_on=False, **style)
            self.texts.append(axes.text(0.03, height, "", transform=axes.transAxes, fontsize=11, in_layout=False))
        return [self.curve, self.line, *self.texts]

    def update(self, result):
        self.curve.set_data(result.x, result.output)
        self.line.set_data(result.x, result.line)
        product, slope = self.numbers(result)
        self.texts[0].set_text(_("product of weights: {product}").format(product=product))
        self.texts[1].set_text(_("slope of the network: {slope}").format(slope=slope))

    def numbers(self, result):
        """Write the product of the weights and the slope of the network."""
        factors = [number(w) if w >= 0 or i == 0 else f"({number(w)})" for i, w in enumerate(result.weights)]
        value = number(result.product, 3)
        product = " · ".join(factors) + (f" = {value}" if len(factors) > 1 else "")
        low, high = number(result.flattest, 3), number(result.steepest, 3)
        if low == high:
            return product, _("{slope} everywhere").format(slope=low)
        return product, _("from {low} to {high}").format(low=low, high=high)

    def describe(self, result):
        product, slope = self.numbers(result)
        return _(
            "Layers: {depth}, {name} between them. The product of the weights is {product}; the slope of the network is "
            "{slope}."
        ).format(depth=number(result.depth), name=LABELS[result.activation], product=product, slope=slope)


class GeluApproximations(Explorable):
    """How far z σ(k z) and the tanh form are from GELU, and where they are worst."""

    title = _("GELU and the errors of its approximations")
    size = (400, 390)
    constant = Slider(
        label=_("constant k"),
        low=1.5,
        high=2,
        step=0.001,
        grid=(1.5, 1.6, 1.65, 1.702, 1.75, 1.773, 1.8, 1.9, 2),
        start=1.702,
    )
    cursor = Slider(label=_("sum z"), low=-4, high=4, step=0.05, grid_step=0.5, start=-2)

    def compute(self, constant, cursor):
        gelu, tanh_form, sigmoid = (activations.get(name) for name in ("gelu", "gelu_tanh", "sigmoid"))
        z = np.linspace(-5, 5, 1001)
        errors = z * sigmoid(constant * z) - gelu(z), tanh_form(z) - gelu(z)
        worst = [int(np.abs(error).argmax()) for error in errors]
        there = np.array(cursor)
        return {
            "z": z[::4],
            "sigmoid_error": errors[0][::4],
            "tanh_error": errors[1][::4],
            "worst_at": z[worst],
            "worst": np.array([error[i] for error, i in zip(errors, worst)]),
            "exact": float(gelu(there)),
            "there": np.array([there * sigmoid(constant * there), tanh_form(there)]) - gelu(there),
        }

    def build(self, figure):
        panels = figure.subplots(2, 1, sharex=True)
        panels[0].set(xlim=(-5, 5), ylim=(-0.06, 0.06), yticks=(-0.04, -0.02, 0, 0.02, 0.04))
        panels[1].set(ylim=(-0.00075, 0.00075), yticks=(-0.0005, 0, 0.0005), xlabel=_("sum z"))
        panels[1].set_yticklabels(["−0.0005", "0", "0.0005"])
        figure.supylabel(_("approximation − GELU"), fontsize=12)
        self.cursors = [axes.axvline(0, color=INK, linestyle=":", linewidth=1) for axes in panels]
        self.panels = []
        for axes, color, marker in ((panels[0], BLUE, "o"), (panels[1], GREEN, "s")):
            axes.set_title("\n")  # room for a line of text
            axes.axhline(0, color=GREY, linewidth=0.8)
            title = axes.text(0, 1.06, "", transform=axes.transAxes, in_layout=False)
            (curve,) = axes.plot([], [], color=color)
            (worst,) = axes.plot([], [], "v", color=INK, markersize=9)
            (there,) = axes.plot(
                [], [], marker, markerfacecolor=PAPER, markeredgecolor=color, markeredgewidth=2, markersize=8
            )
            self.panels.append((curve, worst, there, title))
        return [*self.cursors, *(artist for panel in self.panels for artist in panel)]

    def update(self, result):
        for line in self.cursors:
            line.set_xdata([result.cursor] * 2)
        titles = (
            _("z σ({constant} z): largest error {worst}").format(
                constant=number(result.constant, 3), worst=number(abs(result.worst[0]), 4)
            ),
            _("tanh form: largest error {worst}").format(worst=number(abs(result.worst[1]), 5)),
        )
        curves = result.sigmoid_error, result.tanh_error
        for i, (curve, worst, there, title) in enumerate(self.panels):
            curve.set_data(result.z, curves[i])
            worst.set_data([result.worst_at[i]], [result.worst[i]])
            worst.set_marker("v" if result.worst[i] > 0 else "^")
            there.set_data([result.cursor], [result.there[i]])
            title.set_text(titles[i])

    def describe(self, result):
        return _(
            "Largest error of z σ({constant} z): {sigmoid} at z = {where}; of the tanh form: {tanh}, "
            "{times} times smaller. At z = {cursor} GELU is {exact}, the errors are {first} and {second}."
        ).format(
            constant=number(result.constant, 3),
            sigmoid=number(abs(result.worst[0]), 4),
            where=number(result.worst_at[0]),
            tanh=number(abs(result.worst[1]), 5),
            times=number(abs(result.worst[0] / result.worst[1]), 0),
            cursor=number(result.cursor),
            exact=number(result.exact, 4),
            first=number(result.there[0], 5),
            second=number(result.there[1], 5),
        )


class VanishingGradient(Explorable):
    """How large the gradient is in each layer of a deep network, from one forward and one backward."""

    title = _("The gradient on its way back through the layers")
    size = (400, 330)
    depth = Slider(label=_("hidden layers"), low=2, high=16, step=1, grid=(2, 4, 7, 10, 13, 16), start=10)
    activation = Choice(
        label=_("activation"),
        options=some("sigmoid", "tanh", "relu", "leaky_relu", "gelu", "silu", "identity"),
        start="sigmoid",
    )
    scale = Slider(label=_("weight scale"), low=0.5, high=3, step=0.1, grid=(0.5, 1, 1.4, 2, 2.5, 3), start=1)

    width, examples = 32, 32
    lowest, highest = -15, 8  # powers of ten in the picture

    def compute(self, depth, activation, scale):
        rng = np.random.default_rng(0)
        weights = initializers.normal(scale / np.sqrt(self.width))
        layers = []
        for _number in range(int(depth)):
            layers += [Dense(self.width, self.width, weights, rng=rng), Activation(activation)]
        net = Network([*layers, Dense(self.width, 1, weights, rng=rng)])
        output = net.forward(rng.normal(size=(self.examples, self.width)))
        gradient = np.ones_like(output)
        sizes: list[float] = []
        for layer in reversed(net.layers):
            gradient = layer.backward(gradient)
            if isinstance(layer, Activation):
                sizes.insert(0, float(np.sqrt(np.mean(gradient**2))))
        relative = np.array(sizes) / sizes[-1]
        return {"layers": np.arange(1, len(sizes) + 1), "relative": relative,
                "factor": float(relative[0] ** (1 / (len(sizes) - 1)))}  # fmt: skip

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(0.5, 16.5), ylim=(self.lowest, self.highest), xlabel=_("layer, counted from the input"))
        axes.set_ylabel(_("gradient, last layer = 1"))
        axes.set_xticks((1, 4, 7, 10, 13, 16))
        ticks = (-12, -8, -4, 0, 4, 8)
        axes.set_yticks(ticks, [*map(power_of_ten, ticks)])
        axes.set_title("\n")  # room for a line of text
        axes.axhline(0, color=GREY, linewidth=0.8)
        self.text = axes.text(0, 1.05, "", transform=axes.transAxes, in_layout=False)
        (self.line,) = axes.plot([], [], "o-", color=BLUE, markersize=7)
        (self.last,) = axes.plot([], [], "s", color=ORANGE, markersize=9)
        self.note = axes.text(0, 0, _("← backward"), ha="right", va="bottom", fontsize=11, in_layout=False)
        return [self.line, self.last, self.text, self.note]

    def update(self, result):
        powers = np.log10(result.relative)
        self.line.set_data(result.layers, powers)
        self.last.set_data(result.layers[-1:], [0])
        self.note.set_position((max(result.layers[-1] - 0.3, 4.2), 0.8 if powers[0] < 0 else -2))
        self.text.set_text(
            _("layer 1 = {relative} × last layer (× {factor} a layer)").format(
                relative=power(result.relative[0]), factor=power(result.factor)
            )
        )

    def describe(self, result):
        return _(
            "Hidden layers: {depth}, {name}, weight scale {scale}. The gradient in layer 1 is {relative} times that in "
            "the last hidden layer: a factor of {factor} for each layer that it passes."
        ).format(
            depth=number(result.depth),
            name=LABELS[result.activation],
            scale=number(result.scale),
            relative=power(result.relative[0]),
            factor=power(result.factor),
        )


class DeadUnits(Explorable):
    """Which share of the hidden units is dead after each epoch, for a learning rate and a bias to start from."""

    title = _("Units that die in training")
    size = (400, 310)
    rate = Slider(label=_("learning rate"), low=0.1, high=20, step=0.1, grid=(0.1, 1, 2, 3, 5, 7, 10, 14, 20), start=10)
    bias = Slider(label=_("bias at the start"), low=-2, high=2, step=0.1, grid_step=0.5, start=0)
    activation = Choice(label=_("activation"), options=some("relu", "leaky_relu", "tanh"), start="relu")

    units, epochs = 30, 40

    def __init__(self, *args, **controls):
        self.X, self.y = datasets.moons(60, rng=0)
        super().__init__(*args, **controls)

    def compute(self, rate, bias, activation):
        rng = np.random.default_rng(1)
        hidden = Dense(2, self.units, rng=rng)
        hidden.b = np.full(self.units, bias)
        net = Network([hidden, Activation(activation), Dense(self.units, 1, rng=rng)])
        loss = BinaryCrossEntropy()
        history = train(net, loss, SGD(rate), self.X, self.y, epochs=self.epochs, batch_size=None, record=True)
        accuracy = loss.accuracy(net.forward(self.X), self.y)
        shares = []
        assert history.parameters is not None  # record=True keeps them
        for parameters in history.parameters:
            net.parameters = parameters
            shares.append(dead_share(net, self.X)[1])
        return {"share": np.array(shares), "accuracy": accuracy}

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(0, self.epochs), ylim=(-4, 104), xlabel=_("epoch (one step each)"), yticks=(0, 25, 50, 75, 100))
        axes.set_ylabel(_("dead units, %"))
        axes.set_title("\n")  # room for a line of text
        self.text = axes.text(0, 1.05, "", transform=axes.transAxes, in_layout=False)
        (self.curve,) = axes.plot([], [], color=PURPLE, linewidth=3, clip_on=False)
        (self.start,) = axes.plot([], [], "o", markerfacecolor=PAPER, markeredgecolor=INK, markersize=9, clip_on=False)
        (self.end,) = axes.plot([], [], "X", color=INK, markersize=10, clip_on=False)
        return [self.curve, self.start, self.end, self.text]

    def update(self, result):
        percent = 100 * result.share
        self.curve.set_data(np.arange(len(percent)), percent)
        self.start.set_data([0], percent[:1])
        self.end.set_data([len(percent) - 1], percent[-1:])
        self.text.set_text(
            _("dead: {before} → {after} of {units} units").format(units=self.units, **self.counts(result))
        )

    def counts(self, result):
        """Return how many units are dead before training, after the first step and at the end."""
        before, first, after = (round(self.units * result.share[i]) for i in (0, 1, -1))
        return {"before": before, "first": first, "after": after}

    def describe(self, result):
        return _(
            "{name}, learning rate {rate}, bias {bias}: of {units} hidden units {before} are dead before training, "
            "{first} after the first step and {after} after {epochs} epochs; {accuracy} % of the examples are then right."
        ).format(
            name=LABELS[result.activation],
            rate=number(result.rate),
            bias=number(result.bias),
            units=self.units,
            epochs=self.epochs,
            accuracy=number(100 * result.accuracy, 0),
            **self.counts(result),
        )
