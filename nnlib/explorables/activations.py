"""The explorables of the chapter *Activations*."""

import numpy as np
from matplotlib.patches import Polygon

from nnlib import SGD, Activation, BinaryCrossEntropy, Dense, Network, activations, datasets, initializers, train
from nnlib.explorables.controls import Choice, Slider, Step
from nnlib.explorables.explorable import Explorable
from nnlib.plots.backpropagation import power_of_ten
from nnlib.plots.palette import BLUE, GOLD, GREEN, GREY, INK, ORANGE, PURPLE
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


class TwoCuts(Explorable):
    """Two neurons see on which side of a cut a fruit lies; a third joins them, with a step in between or with nothing."""

    title = _("Two neurons and a third that joins them")
    size = (400, 380)
    between = Choice(
        label=_("between the layers"), options={"identity": _("nothing"), "step": _("a step")}, start="identity"
    )
    v1 = Slider(label=_("weight of “greener”"), low=-2, high=2, step=0.1, grid_step=0.5, start=1)
    v2 = Slider(label=_("weight of “less green”"), low=-2, high=2, step=0.1, grid_step=0.5, start=1)
    b = Slider(
        label=_("bias of the third"), low=-2, high=2, step=0.05, grid=(-1.5, -1, -0.5, -0.25, 0, 0.25, 0.5, 1), start=-0.25
    )

    n = 90
    W, cuts = np.array([[-0.4, 0.7], [1.0, -1.0]]), (0.4, 0.7)  # G − 0.4 R and 0.7 R − G
    left, right, bottom, top = 0.2, 1.1, 0.0, 0.95

    def __init__(self, *args, **controls):
        X, self.kind = datasets.fruit(self.n, rng=0)
        self.points = X[:, :2]
        super().__init__(*args, **controls)

    def compute(self, between, v1, v2, b):
        v, f = np.array([v1, v2]), activations.get(between)
        fires = f(self.points @ self.W) @ v + b > 0
        orange = self.kind == 1
        shares = (-1.0, *self.cuts, 9.0)  # the two lines cut the picture into three wedges
        pieces = []
        for low, high in zip(shares, shares[1:]):
            wedge = self.clip(self.clip(self.window(), (-low, 1), 0), (high, -1), 0)
            inside = np.mean(wedge, axis=0) @ self.W
            # in a wedge the third sum is a plane: with a step a level one, as high as in any point of it
            normal, level = (self.W @ v, b) if between == "identity" else (np.zeros(2), f(inside) @ v + b)
            pieces.append(self.clip(wedge, normal, level))
        return {
            "pieces": pieces,
            "right": int((fires == orange).sum()),
            "oranges": int((fires & orange).sum()),
            "others": int((fires & ~orange).sum()),
        }

    def window(self):
        """Return the corners of the picture."""
        return np.array([[self.left, self.bottom], [self.right, self.bottom], [self.right, self.top], [self.left, self.top]])

    def clip(self, corners, normal, level):
        """Return the corners of the part of a convex polygon where normal · x + level > 0."""
        kept = []
        height = np.round(corners @ np.asarray(normal, float) + level, 9)  # a corner on the line is on it everywhere
        for i in range(len(corners)):
            here, there = height[i - 1], height[i]
            if (here > 0) != (there > 0):
                kept.append(corners[i - 1] + (corners[i] - corners[i - 1]) * here / (here - there))
            if there > 0:
                kept.append(corners[i])
        return np.array(kept).reshape(-1, 2)

    def build(self, figure):
        axes = figure.subplots()
        axes.set(xlim=(self.left, self.right), ylim=(self.bottom, self.top), xlabel=_("red R"), ylabel=_("green G"))
        axes.set_title("\n")  # room for a line of text
        self.regions = [Polygon(np.zeros((1, 2)), facecolor=BLUE, alpha=0.28, edgecolor="none") for _wedge in range(3)]
        for region in self.regions:
            axes.add_patch(region)
        self.fruit = []  # among the moving artists, so that it lies on top of the regions
        for kind, (color, marker, name) in enumerate(
            ((PURPLE, "s", _("tomato")), (ORANGE, "o", _("orange")), (GOLD, "^", _("lemon")))
        ):
            self.fruit += axes.plot(*self.points[self.kind == kind].T, marker, color=color, markersize=6, label=name)
        for share in self.cuts:
            ends = np.array([self.left, self.right])
            axes.plot(ends, share * ends, color=INK, linewidth=1, linestyle="--")
        axes.text(0.22, 0.43, _("less green than\na lemon ↓"), fontsize=11, va="center")
        axes.text(0.22, 0.04, _("↑ greener than a tomato"), fontsize=11, va="center")
        figure.legend(loc="outside upper center", ncols=3, handletextpad=0.2)
        self.text = axes.text(0, 1.04, "", transform=axes.transAxes, fontsize=11, in_layout=False)
        return [*self.regions, *self.fruit, self.text]

    def update(self, result):
        for region, corners in zip(self.regions, result.pieces):
            region.set_visible(len(corners) > 2)
            if len(corners) > 2:
                region.set_xy(corners)
        self.text.set_text(
            _("the third neuron fires where it is blue: {right} of {n} right").format(right=result.right, n=self.n)
        )

    def describe(self, result):
        return _(
            "With {between} between the layers, weights {v1} and {v2} and bias {b}, the third neuron fires for {oranges} of "
            "{each} oranges and for {others} of {rest} other fruits: {right} of {n} right."
        ).format(
            between=self.between.text(result.between),
            v1=number(result.v1),
            v2=number(result.v2),
            b=number(result.b),
            oranges=result.oranges,
            each=self.n // 3,
            others=result.others,
            rest=self.n - self.n // 3,
            right=result.right,
            n=self.n,
        )


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
    """One network twice, layer by layer: nothing between its layers, so all stays straight; a bend, and bends add up."""

    title = _("The same weights without a bend and with one")
    size = (400, 430)
    activation = Choice(
        label=_("between the layers, on the right"),
        options=some("relu", "leaky_relu", "tanh", "sigmoid", "gelu"),
        start="relu",
    )
    first = Slider(label=_("weight, layer 1, neuron 1"), low=-2, high=2, step=0.1, grid_step=0.5, start=1)
    last = Slider(label=_("weight, output, neuron 1"), low=-4, high=4, step=0.1, grid_step=1, start=3)

    # 1-3-3-1: the first neuron of layer 1 has the weight `first`, the first of layer 2 counts `last` in the output
    W1, b1 = np.array([1.0, -1.0, 0.75]), np.array([1.0, 1.5, 1.5])
    W2, b2 = np.array([[-0.5, -0.5, 0.75], [0.25, 0.75, 0.25], [-0.5, -0.25, -0.75]]), np.array([-0.25, -0.5, 0.25])
    v, b3 = np.array([3.0, -3.0, 4.0]), 0.0
    x = np.linspace(-3, 3, 61)
    fine = np.linspace(-3, 3, 1200) + 1e-4  # beside the corners, where a slope is undecided
    looks = ((BLUE, "-"), (ORANGE, "--"), (GREEN, "-."))

    def layers(self, name, first, last, x):
        """Return what the neurons of layer 1, those of layer 2 and the output give for each input."""
        f = activations.get(name)
        a1 = f(np.outer(x, [first, *self.W1[1:]]) + self.b1)
        a2 = f(a1 @ self.W2 + self.b2)
        return a1, a2, (a2 @ [last, *self.v[1:]] + self.b3)[:, None]

    def slopes(self, name, first, last):
        """Return the slope of the output at each of many inputs, by the chain rule."""
        f = activations.get(name)
        z1 = np.outer(self.fine, [first, *self.W1[1:]]) + self.b1
        z2 = f(z1) @ self.W2 + self.b2
        return f.derivative(z2) * ((f.derivative(z1) * [first, *self.W1[1:]]) @ self.W2) @ [last, *self.v[1:]]

    def compute(self, activation, first, last):
        straight = self.layers("identity", first, last, self.x[[0, -1]])
        slopes = self.slopes(activation, first, last)
        return {
            "straight": np.hstack(straight),
            "bent": np.hstack(self.layers(activation, first, last, self.x)),
            "slope": float(np.array([first, *self.W1[1:]]) @ self.W2 @ [last, *self.v[1:]]),
            "bends": int((np.abs(np.diff(slopes)) > 1e-9).sum()),
            "flattest": float(slopes.min()),
            "steepest": float(slopes.max()),
        }

    def build(self, figure):
        grid = figure.subplots(3, 2, sharex=True, sharey="row")
        names = _("layer 1:\n3 neurons"), _("layer 2:\n3 neurons"), _("output")
        for panels, name, limit in zip(grid, names, (4.6, 4.6, 6)):
            panels[0].set(xlim=(-3, 3), ylim=(-limit, limit), ylabel=name, yticks=(-4, 0, 4))
            for axes in panels:
                axes.axhline(0, color=GREY, linewidth=0.8)
        grid[0, 0].set_title(_("nothing in between"), fontsize=12)
        grid[0, 1].set_title(" ", fontsize=12)  # room for the name of the activation
        for axes in grid[2]:
            axes.set(xlabel=_("input x"), xticks=(-2, 0, 2))
        self.name = grid[0, 1].text(0, 1.06, "", transform=grid[0, 1].transAxes, fontsize=12, in_layout=False)
        self.notes = [axes.text(0.02, 0.88, "", transform=axes.transAxes, fontsize=11, in_layout=False) for axes in grid[2]]
        self.lines = []
        for column in (0, 1):
            for row in (0, 1):
                for color, dash in self.looks:
                    self.lines += grid[row, column].plot([], [], color=color, linestyle=dash)
            self.lines += grid[2, column].plot([], [], color=PURPLE, linewidth=3.5)
        return [*self.lines, self.name, *self.notes]

    def update(self, result):
        for line, values in zip(self.lines[:7], result.straight.T):
            line.set_data([-3, 3], values)
        for line, values in zip(self.lines[7:], result.bent.T):
            line.set_data(self.x, values)
        self.name.set_text(_("{name} in between").format(name=LABELS[result.activation]))
        self.notes[0].set_text(_("slope {slope}").format(slope=number(result.slope)))
        self.notes[1].set_text(self.shape(result))

    def shape(self, result):
        """Say how the output with the activation runs: in straight pieces, or in a curve from one slope to another."""
        if result.activation in ("relu", "leaky_relu"):
            return _("{bends} bends").format(bends=result.bends)
        return _("slope {low} … {high}").format(low=number(result.flattest), high=number(result.steepest))

    def describe(self, result):
        piecewise = _("With {name} in between the output bends {bends} times.")
        curved = _("With {name} in between the slope of the output runs from {low} to {high}.")
        first = _(
            "First weights: {first} in layer 1, {last} in the output. With nothing between the layers every neuron draws a "
            "straight line, the output one of slope {slope}."
        ).format(first=number(result.first), last=number(result.last), slope=number(result.slope))
        second = (piecewise if result.activation in ("relu", "leaky_relu") else curved).format(
            name=LABELS[result.activation],
            bends=result.bends,
            low=number(result.flattest),
            high=number(result.steepest),
        )
        return f"{first} {second}"


class GeluApproximations(Explorable):
    """How far z σ(k z) and the tanh form are from GELU, both errors on one scale."""

    title = _("GELU and the errors of its approximations")
    size = (400, 410)
    constant = Slider(
        label=_("constant k"),
        low=1.5,
        high=2,
        step=0.001,
        grid=(1.5, 1.55, 1.6, 1.65, 1.702, 1.75, 1.773, 1.8, 1.85, 1.9, 2),
        start=1.702,
    )
    magnified = Choice(
        label=_("error of the tanh form"),
        options={"1": _("as it is"), "10": _("10 times as large"), "40": _("40 times as large")},
        start="1",
    )

    def compute(self, constant, magnified):
        gelu, tanh_form, sigmoid = (activations.get(name) for name in ("gelu", "gelu_tanh", "sigmoid"))
        z = np.linspace(-5, 5, 1001)
        form = z * sigmoid(constant * z)
        errors = form - gelu(z), tanh_form(z) - gelu(z)
        worst = [int(np.abs(error).argmax()) for error in errors]
        return {
            "z": z[::8],
            "form": form[::8],
            "errors": np.array([errors[0][::8], float(magnified) * errors[1][::8]]),
            "worst_at": z[worst],
            "worst": np.array([error[i] for error, i in zip(errors, worst)]),
        }

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(1, 1.2))
        z = np.linspace(-5, 1, 121)
        upper.set(xlim=(-5, 5), ylim=(-0.21, 0.31), yticks=(-0.2, 0, 0.2), ylabel=_("output"))
        lower.set(ylim=(-0.058, 0.058), yticks=(-0.04, -0.02, 0, 0.02, 0.04), ylabel=_("form − GELU"), xlabel=_("sum z"))
        for axes in (upper, lower):
            axes.axhline(0, color=GREY, linewidth=0.8)
        upper.plot(z, activations.get("gelu")(z), color=GREY, linewidth=5, alpha=0.6, label=_("GELU"))
        (self.form,) = upper.plot([], [], color=BLUE, label=_("sigmoid form"))
        upper.plot(z, activations.get("gelu_tanh")(z), color=GREEN, linestyle="--", linewidth=1.5, label=_("tanh form"))
        figure.legend(loc="outside upper center", ncols=3, handlelength=2)
        lower.set_title("\n\n")  # room for two lines of text
        self.curves = [lower.plot([], [], color=color, linestyle=dash)[0] for color, dash in ((BLUE, "-"), (GREEN, "--"))]
        (self.worst,) = lower.plot([], [], "v", color=INK, markersize=8)
        self.texts = []
        for height, color, dash in ((1.18, BLUE, "-"), (1.06, GREEN, "--")):
            lower.plot([0, 0.07], [height + 0.025] * 2, transform=lower.transAxes, clip_on=False, color=color, linestyle=dash)
            self.texts.append(lower.text(0.09, height, "", transform=lower.transAxes, fontsize=11, in_layout=False))
        return [self.form, *self.curves, self.worst, *self.texts]

    def update(self, result):
        self.form.set_data(result.z, result.form)
        for curve, error in zip(self.curves, result.errors):
            curve.set_data(result.z, error)
        self.worst.set_data(result.worst_at[:1], result.worst[:1])
        self.worst.set_marker("v" if result.worst[0] > 0 else "^")
        tanh = _("tanh form: at most {worst}") if result.magnified == "1" else _("tanh form: at most {worst}, drawn × {times}")
        sigmoid, fields = _("z σ({constant} z): at most {worst}"), self.fields(result)
        self.texts[0].set_text(sigmoid.format(constant=fields["constant"], worst=fields["sigmoid"]))
        self.texts[1].set_text(tanh.format(worst=fields["tanh"], times=result.magnified))

    def fields(self, result):
        """Return the numbers that the picture and the sentence share, written for people."""
        return {
            "constant": number(result.constant, 3),
            "sigmoid": number(abs(result.worst[0]), 4),
            "tanh": number(abs(result.worst[1]), 5),
        }

    def describe(self, result):
        shown = self.magnified.text(result.magnified)
        return _(
            "z σ({constant} z) is off by {sigmoid} at most, at z = ±{where}; the tanh form by {tanh}, {times} times less. "
            "Its error is drawn {shown}."
        ).format(
            where=number(abs(result.worst_at[0])),
            times=number(abs(result.worst[0] / result.worst[1]), 0),
            shown=shown,
            **self.fields(result),
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
    """The lines that thirty hidden units draw through the data, epoch by epoch, and which of the units are dead."""

    title = _("Units that die in training")
    size = (400, 440)
    rate = Slider(label=_("learning rate"), low=0.1, high=20, step=0.1, grid=(0.1, 1, 2, 5, 10, 20), start=10)
    bias = Slider(label=_("bias at the start"), low=-2, high=2, step=0.1, grid_step=2, start=0)
    activation = Choice(label=_("activation"), options=some("relu", "leaky_relu"), start="relu")
    epoch = Step(label=_("epoch (one step each)"), stages=(0, 1, 2, 3, 5, 10, 40), start=40, interval=900)

    units, epochs, reach = 30, 40, (3.2, 2.4)

    def __init__(self, *args, **controls):
        self.X, self.y = datasets.moons(60, rng=0)
        super().__init__(*args, **controls)

    def compute(self, rate, bias, activation, epoch):
        rng = np.random.default_rng(1)
        hidden = Dense(2, self.units, rng=rng)
        hidden.b = np.full(self.units, bias)
        net = Network([hidden, Activation(activation), Dense(self.units, 1, rng=rng)])
        loss = BinaryCrossEntropy()
        history = train(net, loss, SGD(rate), self.X, self.y, epochs=self.epochs, batch_size=None, record=True)
        assert history.parameters is not None  # record=True keeps them
        theta = np.array(history.parameters)[:, : 3 * self.units]  # of the hidden layer: two rows of weights, the biases
        W, b = theta[:, : 2 * self.units].reshape(-1, 2, self.units), theta[:, None, 2 * self.units :]
        dead = (activations.get(activation).derivative(self.X @ W + b) == 0).all(axis=1)
        net.parameters = history.parameters[int(epoch)]
        lines = self.ends(hidden.W, hidden.b)
        return {
            "share": dead.mean(axis=1),
            "accuracy": loss.accuracy(net.forward(self.X), self.y),
            "alive_lines": self.joined(lines[~dead[int(epoch)]]),
            "dead_lines": self.joined(lines[dead[int(epoch)]]),
            "dead": int(dead[int(epoch)].sum()),
        }

    def ends(self, W, b):
        """Return two points of each line w · x + b = 0, so far apart that it crosses the picture: (units, 2, 2)."""
        square = (W**2).sum(axis=0)
        foot, along = -b * W / square, np.array([-W[1], W[0]]) / np.sqrt(square)
        half = np.hypot(*self.reach) + np.hypot(*foot)
        return np.stack([foot - half * along, foot + half * along]).transpose(2, 0, 1)

    def joined(self, lines):
        """Clip the lines to the picture; return those that cross it as one path, two points each: (2 · lines, 2)."""
        cut = []
        for start, end in lines:
            way, low, high = end - start, 0.0, 1.0
            for axis, reach in enumerate(self.reach):
                if way[axis]:
                    stops = sorted(((-reach - start[axis]) / way[axis], (reach - start[axis]) / way[axis]))
                    low, high = max(low, stops[0]), min(high, stops[1])
                elif abs(start[axis]) > reach:
                    low, high = 1.0, 0.0
            if low < high:
                cut += [start + low * way, start + high * way]
        return np.array(cut).reshape(-1, 2)

    def build(self, figure):
        axes, below = figure.subplots(2, 1, height_ratios=(4, 1))
        axes.set(xlim=(-self.reach[0], self.reach[0]), ylim=(-self.reach[1], self.reach[1]), xlabel="x₁", ylabel="x₂")
        axes.set_title("\n\n")  # room for two lines of text
        for label, color, marker in ((0, ORANGE, "s"), (1, PURPLE, "o")):
            axes.plot(*self.X[self.y == label].T, marker, color=color, markersize=5, zorder=1)
        (self.dead,) = axes.plot([], [], color=GREY, linestyle=(0, (2, 2)), linewidth=1.3)
        (self.alive,) = axes.plot([], [], color=BLUE, linewidth=1.6)
        self.texts = []
        for height, style in ((1.12, {"color": BLUE, "linewidth": 2}),
                              (1.03, {"color": GREY, "linestyle": (0, (2, 2)), "linewidth": 2})):  # fmt: skip
            axes.plot([0, 0.08], [height + 0.02] * 2, transform=axes.transAxes, clip_on=False, **style)
            self.texts.append(axes.text(0.1, height, "", transform=axes.transAxes, fontsize=11, in_layout=False))
        below.set(xlim=(0, self.epochs), ylim=(-1, self.units + 1), xlabel=_("epoch"), ylabel=_("dead"), yticks=(0, 15, 30))
        (self.curve,) = below.plot([], [], color=INK, linewidth=2, clip_on=False)
        (self.now,) = below.plot([], [], "X", color=INK, markersize=10, clip_on=False)
        return [self.dead, self.alive, *self.texts, self.curve, self.now]

    def update(self, result):
        for line, ends in ((self.dead, result.dead_lines), (self.alive, result.alive_lines)):
            pairs = ends.reshape(-1, 2, 2)
            gaps = np.full((len(pairs), 1, 2), np.nan)  # between one line and the next
            line.set_data(*np.concatenate([pairs, gaps], axis=1).reshape(-1, 2).T)
        counts = self.units * result.share
        self.curve.set_data(np.arange(len(counts)), counts)
        self.now.set_data([result.epoch], [result.dead])
        self.texts[0].set_text(_("{alive} units can learn").format(alive=self.units - result.dead))
        self.texts[1].set_text(
            _("{dead} are dead; {accuracy} % of the points right").format(
                dead=result.dead, accuracy=number(100 * result.accuracy, 0)
            )
        )

    def describe(self, result):
        return _(
            "{name}, learning rate {rate}, bias {bias} at the start. Epoch {epoch}: of {units} hidden units {dead} are dead, "
            "and {accuracy} % of the points are right. A line shows where the sum of one unit is 0; {alive} solid and {grey} "
            "dashed lines cross the picture. Dead before training: {before}, in the end: {after}."
        ).format(
            name=LABELS[result.activation],
            rate=number(result.rate),
            bias=number(result.bias),
            epoch=int(result.epoch),
            units=self.units,
            dead=result.dead,
            accuracy=number(100 * result.accuracy, 0),
            alive=len(result.alive_lines) // 2,
            grey=len(result.dead_lines) // 2,
            before=round(self.units * result.share[0]),
            after=round(self.units * result.share[-1]),
        )
