"""The figure `ThroughNetwork` of the chapter *Backpropagation*."""

from typing import NamedTuple

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from nnlib.chapters.backpropagation.page import page
from nnlib.chapters.backpropagation.sorter import THETA, by_parameters, passes
from nnlib.live import Choice, Explorable, Prediction, Step
from nnlib.numerals import number, power_of_ten
from nnlib.plots.notes import CENTRED, brief
from nnlib.plots.palette import BLUE, GOLD, GREY, INK, ORANGE, PAPER
from nnlib.words import _

# Where everything stands on the page, in pixels. The names of numbers are those of `sorter.passes`.
INPUTS, HIDDEN, OUTPUT = ((30, 52), (30, 205), (30, 358)), ((202, 128), (202, 282)), ((346, 205),)
WIRES = {"dW1": [(p, q) for p in INPUTS for q in HIDDEN], "dW2": [(p, q) for p in HIDDEN for q in OUTPUT]}
SHARES = {"dW1": 1 / 3, "dW2": 0.38}  # how far along a wire its weight is written
WEIGHTS = {
    name: [tuple((1 - SHARES[name]) * np.array(start) + SHARES[name] * np.array(end)) for start, end in wires]
    for name, wires in WIRES.items()
}
BLOCKS = ((160, 54, "bza"), (160, 314, "bza"), (292, 252, "bzŷL"))  # left, top and rows of the numbers of a neuron
BIASES = ((169, 54), (169, 314), (301, 252))
VALUES = {
    "x": [(x, y + 27) for x, y in INPUTS],
    "z": [(169, 73), (169, 333)],
    "a": [(169, 92), (169, 352)],
    "out": [(301, 271), (301, 290), (301, 309)],
}
GRADIENTS = {
    "dW1": [(x, y + 8) for x, y in WEIGHTS["dW1"]],
    "dW2": [(x, y + 8) for x, y in WEIGHTS["dW2"]],
    "db1": [(244, 54), (244, 314)],
    "dz": [(244, 73), (244, 333)],
    "da": [(244, 92), (244, 352)],
    "db2": [(370, 252)],
    "dz2": [(370, 271)],
}
FACTORS = (  # of the marked path: place, name, and the step that shows it
    (34, _("ŷ − y"), 4),
    (112, _("weight to ŷ"), 6),
    (190, _("f′(z)"), 7),
    (262, _("green"), 8),
    (350, _("∂L/∂w"), 8),
)


class Stage(NamedTuple):
    """One step: what it does, the numbers that it fills in, the circles, wires and values that are marked."""

    words: str
    names: tuple[str, ...]
    circles: tuple[tuple[int, int], ...]
    wires: str = ""
    boxes: tuple[tuple[int, int, int, int], ...] = ()


STAGES = (
    Stage(_("the colour of a fruit arrives"), ("x",), INPUTS),
    Stage(_("→ forwards: z = x W + b"), ("z",), HIDDEN, "dW1", ((150, 64, 68, 18), (150, 324, 68, 18))),
    Stage(_("→ forwards: a = f(z)"), ("a",), HIDDEN, "", ((150, 83, 68, 18), (150, 343, 68, 18))),
    Stage(_("→ forwards: z of the output, ŷ = σ(z), loss L"), ("out",), OUTPUT, "dW2", ((285, 262, 58, 56),)),
    Stage(_("← backwards: dz = ŷ − y"), ("dz2", "db2"), OUTPUT),
    Stage(_("← backwards: dW = aᵀ dz for the last weights"), ("dW2",), HIDDEN, "dW2"),
    Stage(_("← backwards: da = dz Wᵀ"), ("da",), HIDDEN, "dW2"),
    Stage(_("← backwards: dz = da · f′(z)"), ("dz", "db1"), HIDDEN),
    Stage(_("← backwards: dW = xᵀ dz for the first weights"), ("dW1",), INPUTS, "dW1"),
)


class ThroughNetwork(Explorable):
    """The orange sorter with a number on every edge: forwards to the loss, back to all gradients, each measured too."""

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

    prediction = Prediction(
        question=_("Blue has the weight 0 into both neurons. Are the gradients of these weights 0 too?"),
        options={"both": _("both are 0"), "one": _("one of them"), "neither": _("neither of them")},
        answer=lambda result: ("neither", "one", "both")[int((result.gradients["dW1"][4:] == 0).sum())],
    )

    def run(self, example, activation):
        return passes(example, activation)

    def compute(self, run, example, activation, slopes, step):
        return run

    def build(self, figure):
        axes = page(figure)
        draw_network(axes)
        draw_numbers(axes)
        self.active = axes.add_collection(LineCollection([], colors=BLUE, linewidths=3))
        (self.dots,) = axes.plot([], [], "o", markersize=29, markerfacecolor="none", markeredgewidth=4)
        self.pieces = {name: [piece for wire in WIRES[name] for piece in free_pieces(wire, name)] for name in WIRES}
        # a gradient stands on an orange ground, which hides the line behind it
        self.grounds, self.bands = (boxes_behind_gradients(axes, color) for color in (PAPER, ORANGE))
        self.boxes = [axes.add_patch(Rectangle((0, 0), 1, 1, color=BLUE, alpha=0.3, linewidth=0)) for _i in range(2)]
        self.heading = axes.text(200, 16, "", fontsize=12, weight="bold", **CENTRED)
        self.answer = axes.text(370, 290, "", fontsize=12, **CENTRED)
        self.values = {
            name: [axes.text(*place, "", ha="center" if name == "x" else "left", va="center") for place in places]
            for name, places in VALUES.items()
        }
        self.gradients = {name: [axes.text(*place, "", **CENTRED) for place in GRADIENTS[name]] for name in GRADIENTS}
        self.products = [axes.text(x, 452, "", fontsize=13, weight="bold", **CENTRED) for x, _name, _step in FACTORS]
        rows = (self.grounds, self.bands, self.values, self.gradients)
        grounds, bands, values, gradients = ([artist for part in row.values() for artist in part] for row in rows)
        numbers = [*values, *gradients, *self.products]
        return [self.active, self.dots, *grounds, *bands, *self.boxes, self.heading, self.answer, *numbers]

    def update(self, result):
        stage, backwards = STAGES[int(result.step)], result.step >= 4
        shown = {name for passed in STAGES[: int(result.step) + 1] for name in passed.names}
        self.heading.set_text(stage.words)
        self.answer.set_text(_("y = {y}").format(y=number(result.target)))
        for name, texts in self.values.items():
            for text, value in zip(texts, result.values[name]):
                text.set_text(brief(value) if name in shown else "")
        slopes, sign = (result.gradients, "∂ ") if result.slopes == "gradients" else (result.measured, "≈ ")
        for name, texts in self.gradients.items():
            for text, ground, band, value in zip(texts, self.grounds[name], self.bands[name], np.ravel(slopes[name])):
                text.set_text(sign + brief(value) if name in shown else "")
                ground.set_visible(name in shown)
                band.set(visible=name in shown, alpha=0.55 if name in stage.names else 0.2)
        for i, box in enumerate(self.boxes):
            box.set_visible(i < len(stage.boxes))
            if box.get_visible():
                box.set_bounds(*stage.boxes[i])
        color = ORANGE if backwards else BLUE
        self.active.set(segments=self.pieces.get(stage.wires, []), color=color, linestyle="--" if backwards else "-")
        self.dots.set(data=np.transpose(stage.circles), markeredgecolor=color)
        for text, value, (_x, _name, known) in zip(self.products, (*result.factors, result.product), FACTORS):
            text.set_text(brief(value) if result.step >= known else "")

    def describe(self, result):
        parts = [_("{example}, {activation}, step {step} of 8, {what}.")]
        if result.step < 3:
            parts.append(_("The answer should be {target}."))
        elif result.step < 4:
            parts.append(_("ŷ = {values[out][1]:3} where {target} is right; the loss is {values[out][2]:3}."))
        elif result.step < 8:
            parts.append(_("ŷ − y = {error:3}."))
        else:
            parts.append(_("ŷ − y = {error:3}; for the weight from green to neuron 1 the gradient is {product}."))
        if result.step >= 4:
            measured = _("Measured slopes are shown; they differ from the gradients by less than {bound}.")
            gradients = _("Gradients are shown; the measured slopes differ from them by less than {bound}.")
            parts.append(measured if result.slopes == "measured" else gradients)
        return self.say(
            " ".join(parts),
            result,
            example=self.example.text(result.example).capitalize(),
            error=result.factors[0],
            product=brief(result.product),
            what=STAGES[int(result.step)].words.lstrip("←→ "),
            bound=power_of_ten(3 * int(np.ceil(np.log10(max(result.gap, 1e-10)) / 3))),
        )


def draw_network(axes):
    """Draw the circles, the wires and the marked path."""
    path = [WIRES["dW1"][2], WIRES["dW2"][0]]
    axes.add_collection(LineCollection(path, colors=GOLD, linewidths=13, alpha=0.3))
    axes.add_collection(LineCollection(WIRES["dW1"] + WIRES["dW2"], colors=GREY, linewidths=1.2))
    for letter, place in zip("RGB12ŷ", (*INPUTS, *HIDDEN, *OUTPUT)):
        axes.plot(*place, "o", markersize=29, markerfacecolor=PAPER, markeredgecolor=INK, markeredgewidth=1.5)
        axes.text(*place, letter, fontsize=13, zorder=6, **CENTRED)


def draw_numbers(axes):
    """Write the numbers that stay, the weights and biases, and the words beside those that change."""
    theta = by_parameters(THETA)
    ground = {"facecolor": PAPER, "edgecolor": "none", "pad": 1}  # hides the wire
    for name, places in WEIGHTS.items():
        for (x, y), weight in zip(places, theta[name]):
            axes.text(x, y - 9, number(weight), zorder=8, bbox=ground, **CENTRED)
    for place, bias in zip(BIASES, (*theta["db1"], *theta["db2"])):
        axes.text(*place, number(bias), va="center", zorder=8)
    for left, top, letters in BLOCKS:
        for row, letter in enumerate(letters):
            axes.text(left, top + 19 * row, letter, style="italic", **CENTRED)
    axes.text(6, 404, _("The marked path, from the loss back to one weight:"), va="center")
    for x, name, _step in FACTORS:
        axes.text(x, 430, name, fontsize=11, **CENTRED)
    for x, sign in zip((72, 156, 228, 302), "···="):
        axes.text(x, 452, sign, fontsize=13, **CENTRED)
    axes.text(200, 476, _("∂ or ≈: how fast the loss changes with the number above or beside"), fontsize=11, **CENTRED)


def boxes_behind_gradients(axes, color):
    """Make a box for each gradient."""
    return {
        name: [axes.add_patch(Rectangle((x - 28, y - 8), 56, 16, color=color, linewidth=0)) for x, y in places]
        for name, places in GRADIENTS.items()
    }


def free_pieces(wire, name):
    """Cut a wire where it meets the circles at its ends and the weight on it."""
    start, along = np.array(wire[0], float), np.subtract(wire[1], wire[0])
    t, share = np.linspace(0, 1, 401), SHARES[name]
    length = np.hypot(*along)
    dx, dy = np.outer(np.abs(t - share), np.abs(along)).T
    free = (t * length > 16) & ((1 - t) * length > 16)
    before, behind = (t[free & ((dx > 29) | (dy > 18)) & side] for side in (t < share, t > share))
    return [start + np.outer(part[[0, -1]], along) for part in (before, behind) if len(part)]
