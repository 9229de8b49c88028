"""The explorables of the chapter *Optimizers*."""

import functools

import numpy as np

from nnlib import Adam, Momentum, datasets, mlp, optimizers, schedules
from nnlib.explorables.controls import Choice, Slider, Step, Toggle
from nnlib.explorables.explorable import Explorable
from nnlib.explorables.gradient_descent import FAR, walk
from nnlib.plots.backpropagation import power_of_ten
from nnlib.plots.optimizers import OPTIMIZER_STYLES
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE, PAPER
from nnlib.plots.surfaces import plot_loss_surface
from nnlib.words import _, number


def short(value):
    """Write a positive number of any size with one or two digits: 12, 0.034, 2·10⁻⁷."""
    if value == 0 or 0.001 <= value < 1000:
        return number(value, 0 if value >= 10 else 2 if value >= 0.1 else 4)
    digit, power = f"{value:.0e}".split("e")
    return f"{digit}·{power_of_ten(int(power))}"


def turn(x, y, sign=1):
    """Turn a point by 45°, anticlockwise or, with sign −1, clockwise."""
    return np.array([x - sign * y, sign * x + y]) / np.sqrt(2)


def valley_loss(x, y):
    return (x**2 + 20 * y**2) / 2


def valley_gradient(x, y):
    return np.array([x, 20 * y])


SURFACES = {  # loss, gradient, start; the lowest loss is 0
    "valley": (valley_loss, valley_gradient, (-2.0, 1.0)),
    "turned": (
        lambda x, y: valley_loss(*turn(x, y, -1)),
        lambda x, y: turn(*valley_gradient(*turn(x, y, -1))),
        tuple(turn(-2.0, 1.0)),
    ),
    "bent": (
        lambda x, y: (1 - x) ** 2 + 10 * (y - x**2) ** 2,
        lambda x, y: np.array([2 * (x - 1) - 40 * x * (y - x**2), 20 * (y - x**2)]),
        (-1.2, 1.0),
    ),
    "saddle": (
        lambda x, y: x**2 / 2 + (y**2 - 1) ** 2 / 4,
        lambda x, y: np.array([x, y**3 - y]),
        (1.8, 0.001),
    ),
}


def one_line(axes, contours):
    """Draw contour lines as a single broken line, which takes a fraction of the time, and remove them."""
    pieces = [np.vstack([piece, [np.nan, np.nan]]) for level in contours.allsegs for piece in level]
    contours.remove()
    (line,) = axes.plot(*np.vstack(pieces).T, color=GREY, linewidth=0.8)
    return line


RACERS = ("SGD", "Momentum", "Nesterov", "Adagrad", "RMSProp", "Adadelta", "Adam")
"""Who runs: without a weight that should decay, AdamW is Adam."""

RATES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
"""The learning rates of the sweep behind `BEST_RATES`."""

BEST_RATES = {
    "valley": (0.05, 0.05, 0.05, 0.5, 0.02, 20, 0.05),
    "turned": (0.05, 0.05, 0.05, 0.5, 0.05, 50, 0.1),
    "bent": (0.02, 0.05, 0.05, 2, 0.2, 20, 0.2),
    "saddle": (0.05, 0.05, 0.05, 0.2, 0.02, 20, 0.05),
}
"""For each surface, the rate of each racer with the lowest median loss after 100 steps with noise."""

NOISE = np.random.default_rng(0).normal(size=(100, 2, 64))
"""What is added to the gradient: step by step, the same for every racer, in 64 runs at once."""


@functools.lru_cache(maxsize=512)
def race(name, surface, rate, noise=False):
    """The paths of one optimizer: array (101, 2, runs), with one run where the gradients have no noise.

    What diverges stays at the edge of a square far beyond the picture.
    """
    _loss, gradient, start = SURFACES[surface]
    disturb = NOISE if noise else np.zeros((100, 2, 1))
    theta = np.repeat(np.array(start)[:, None], disturb.shape[2], axis=1)
    optimizer, path = optimizers.CATALOGUE[name](rate), [theta.copy()]
    for disturbance in disturb:
        optimizer.step(theta, gradient(*theta) + disturbance)
        np.clip(theta, -1e4, 1e4, out=theta)
        path.append(theta.copy())
    return np.array(path)


class Race(Explorable):
    """Seven optimizers from one start: the paths of two or three, and the loss of all at this step."""

    title = _("The race: each at its best learning rate, or all at one")
    size = (400, 520)
    surface = Choice(
        label=_("surface"),
        options={
            "valley": _("narrow valley"), "turned": _("the same valley, turned"), "bent": _("bent valley"),
            "saddle": _("saddle"),
        },
        start="valley",
    )  # fmt: skip
    rate = Choice(
        label=_("learning rate"),
        options={"best": _("each its best"), "0.01": _("0.01 for all"), "0.1": _("0.1 for all"), "1": _("1 for all")},
        start="best",
    )
    noise = Toggle(label=_("noise in the gradients"), start=True)
    shown = Choice(
        label=_("paths"),
        options={"main": "SGD, Momentum, Adam", "ahead": "Momentum, Nesterov", "scaled": "Adagrad, RMSProp, Adadelta"},
        start="main",
    )
    step = Step(label=_("step"), stages=(0, 5, 10, 20, 50, 100), start=100, interval=900)

    def compute(self, surface, rate, noise, shown, step):
        loss, taken = SURFACES[surface][0], int(step)
        rates = dict(zip(RACERS, BEST_RATES[surface] if rate == "best" else (float(rate),) * len(RACERS)))
        paths = {name: race(name, surface, rates[name], noise)[: taken + 1] for name in RACERS}
        return {
            "rates": rates,
            "paths": {name: paths[name][..., 0] for name in self.shown.text(shown).split(", ")},
            "losses": {name: float(np.median(loss(*path[-1]))) for name, path in paths.items()},
            "diverged": [name for name, path in paths.items() if np.median(abs(path[-1]).max(axis=0)) > FAR],
        }

    def build(self, figure):
        plane, board = figure.subplots(2, 1, height_ratios=(3, 2))
        self.contours = {}
        for name, (loss, _gradient, _start) in SURFACES.items():
            self.contours[name] = one_line(plane, plot_loss_surface(plane, loss, (-2.4, 2.4), (-1.7, 1.7), levels=9)[0])
        plane.set(aspect="equal", xticks=(-2, -1, 0, 1, 2), yticks=(-1, 0, 1))
        (self.start_mark,) = plane.plot([], [], "o", color=PAPER, markeredgecolor=INK, markersize=7)
        board.set(xlim=(-6.3, 4.2), ylim=(6.6, -1.2), xlabel=_("loss at this step (filled: path above)"), yticks=range(7))
        board.set_xticks((-6, -4, -2, 0, 2), ["≤ 10⁻⁶", "10⁻⁴", "0.01", "1", "≥ 100"])
        board.set_yticklabels(RACERS)
        board.spines["left"].set_visible(False)
        board.tick_params(axis="y", length=0)
        board.hlines(range(7), -6.3, 2.3, color=GREY, linewidth=0.5)
        board.text(4.2, -0.85, _("learning rate"), va="center", ha="right", fontsize=11)
        self.lines, self.ends, self.marks, self.words, self.rates = {}, {}, {}, {}, {}
        for row, name in enumerate(RACERS):
            style = OPTIMIZER_STYLES[name]
            mark = {"marker": style["marker"], "color": style["color"], "markersize": 9, "linestyle": "none"}
            (self.lines[name],) = plane.plot([], [], color=style["color"], linestyle=style["linestyle"], linewidth=1.5)
            (self.ends[name],) = plane.plot([], [], **mark, markeredgecolor=PAPER, markeredgewidth=0.7)
            (self.marks[name],) = board.plot([0], [row], **mark)
            self.words[name] = board.text(2.2, row, "", va="center", ha="right", fontsize=11)
            self.rates[name] = board.text(4.2, row, "", va="center", ha="right", fontsize=11)
        moving = (self.contours, self.lines, self.ends, self.marks, self.words, self.rates)
        return [self.start_mark, *(artist for artists in moving for artist in artists.values())]

    def update(self, result):
        self.start_mark.set_data(*np.array(SURFACES[result.surface][2])[:, None])
        for name, contours in self.contours.items():
            contours.set_visible(name == result.surface)
        for name in RACERS:
            shown, gone = name in result.paths, name in result.diverged
            inside = np.clip(result.paths[name], -9, 9) if shown else np.zeros((1, 2))  # beyond the picture anyway
            self.lines[name].set_data(*inside.T)
            self.ends[name].set_data(*inside[-1:].T)
            self.lines[name].set_visible(shown)
            self.ends[name].set_visible(shown and not gone)
            self.marks[name].set_data([np.clip(np.log10(result.losses[name] + 1e-99), -6, 2)], self.marks[name].get_ydata())
            self.marks[name].set_visible(not gone)
            self.marks[name].set_markerfacecolor(OPTIMIZER_STYLES[name]["color"] if shown else PAPER)
            self.words[name].set_text(_("diverged") if gone else "")
            self.rates[name].set_text(number(result.rates[name]))

    def describe(self, result):
        running = sorted((loss, name) for name, loss in result.losses.items() if name not in result.diverged)
        text = _("{surface}, {noise}, learning rate {rate}, step {step}. Losses: {ranking}.")
        if result.step == 0:
            text = _("{surface}, {noise}, learning rate {rate}, step {step}: all start with the loss {first}.")
        if result.diverged:
            text += " " + _("Diverged: {diverged}.")
        return (text + " " + _("Paths drawn: {shown}.")).format(
            surface=self.surface.text(result.surface).capitalize(),
            noise=_("gradients with noise (medians of 64 runs)") if result.noise else _("exact gradients"),
            rate=self.rate.text(result.rate),
            step=number(result.step),
            ranking=", ".join(f"{name} {short(loss)}" for loss, name in running),
            first=short(result.losses["SGD"]),
            diverged=", ".join(result.diverged),
            shown=self.shown.text(result.shown),
        )


CURVATURES = np.array([1.0, 100.0])


def factors(rate, beta, curvatures=CURVATURES):
    """By what each step of momentum multiplies the distance in the long run, for each curvature.

    A step maps (θ, m) to a new (θ, m) by a 2 × 2 matrix. The factor is its spectral radius, the largest absolute
    value of its eigenvalues.
    """
    rate, beta, c = np.broadcast_arrays(np.expand_dims(rate, -1), np.expand_dims(beta, -1), curvatures)
    pull = (1 - beta) * c  # what θ puts into m
    matrix = np.array([[1 - rate * pull, -rate * beta], [pull, beta]])
    return abs(np.linalg.eigvals(np.moveaxis(matrix, (0, 1), (-2, -1)))).max(axis=-1)


class MomentumMap(Explorable):
    """How fast momentum converges in a valley of curvatures 1 and 100, for every learning rate and β, and one run."""

    title = _("Momentum: learning rate × β")
    size = (400, 600)
    rate = Slider(
        label=_("learning rate"), low=0.005, high=5, step=0.05, logarithmic=True,
        grid=(0.005, 0.01, 0.0198, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 2, 3, 5), start=0.1,
    )  # fmt: skip
    beta = Slider(
        label=_("β"), low=0, high=0.98, step=0.01,
        grid=(0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.67, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98), start=0.67,
    )  # fmt: skip

    begin = (9.0, 0.3)
    steps = 60

    def compute(self, rate, beta):
        # the gradient of (θ₁² + 100 θ₂²) / 2
        path = walk(Momentum(rate, beta), lambda theta: CURVATURES * theta, self.begin, self.steps)
        return {"path": path, "factors": factors(rate, beta), "widest": float(abs(path[:, 1]).max())}

    def build(self, figure):
        chart, valley, distance = figure.subplots(3, 1, height_ratios=(6, 3, 4))
        exponents, betas = np.linspace(np.log10(0.004), np.log10(6.3), 241), np.linspace(0, 0.98, 148)
        slowest = factors(10 ** exponents[None, :], betas[:, None]).max(axis=-1)
        pixels = np.zeros((*slowest.shape, 4))
        pixels[..., :3] = [int(BLUE[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        pixels[..., 3] = np.clip((1 - slowest) / 0.18, 0, 1) ** 0.5 * 0.75
        extent = (exponents[0], exponents[-1], 0, 0.98)
        chart.imshow(pixels, origin="lower", extent=extent, aspect="auto", interpolation="nearest")
        levels = (0.85, 0.9, 0.95, 0.98, 1)
        lines = chart.contour(exponents, betas, slowest, levels=levels, colors=INK, linewidths=(0.8,) * 4 + (2,))
        chart.clabel(lines, levels[1:4], fontsize=11, manual=[(-1.25, 0.8), (-1.5, 0.62), (-1.8, 0.4)])
        chart.set_xticks(np.log10([0.005, 0.02, 0.1, 0.5, 2, 5]), ["0.005", "0.02", "0.1", "0.5", "2", "5"])
        chart.set(ylim=(-0.04, 0.98), xlabel=_("learning rate"), ylabel="β", yticks=(0, 0.2, 0.4, 0.6, 0.8))
        chart.text(0.1, 0.4, _("diverges:\nfactor above 1"), ha="center", fontsize=12)
        chart.text(np.log10(0.027), 0, _("β = 0 is SGD"), va="center", fontsize=11)
        chart.set_title(_("factor of a step: the bluer, the faster"))
        (self.point,) = chart.plot([], [], "D", color=ORANGE, markersize=11, markeredgecolor=PAPER)

        angle = np.linspace(0, 2 * np.pi, 73)
        for radius in (2, 4, 6, 8, 10):
            valley.plot(radius * np.cos(angle), radius / 10 * np.sin(angle), color=GREY, linewidth=0.8)
        valley.plot(0, 0, "+", color=INK, markersize=12)
        valley.set(xlim=(-10.5, 10.5), ylim=(-1.6, 1.6), xticks=(-10, -5, 0, 5, 10), yticks=(-1, 0, 1))
        valley.set(xlabel=_("θ₁, along the valley"), ylabel=_("θ₂, across"))
        (self.path,) = valley.plot([], [], ".-", color=BLUE, markersize=6, linewidth=1.2)
        (self.end,) = valley.plot([], [], "D", color=ORANGE, markersize=9)

        distance.set(xlim=(-1, self.steps + 1), ylim=(-4.2, 2.2), xlabel=_("step"))
        distance.set_yticks((-4, -2, 0, 2), ["10⁻⁴", "0.01", "1", "100"])
        distance.set_title(_("distance along (line), across (dots)"))
        (self.along,) = distance.plot([], [], color=BLUE)
        (self.across,) = distance.plot([], [], "o", color=GREEN, markersize=4)
        self.words = distance.text(0.98, 0.95, "", ha="right", va="top", transform=distance.transAxes, weight="bold")
        return [self.point, self.path, self.end, self.along, self.across, self.words]

    def update(self, result):
        path = np.clip(result.path, -40, 40)  # beyond the picture anyway
        self.point.set_data([np.log10(result.rate)], [result.beta])
        self.path.set_data(*path.T)
        self.end.set_data(*path[-1:].T)
        for line, values in zip((self.along, self.across), np.log10(abs(result.path.T) + 1e-99).clip(-9, 9)):
            line.set_data(range(len(values)), values)
        self.words.set_text(_("factor {factor}").format(factor=number(result.factors.max(), 3)))

    def describe(self, result):
        flat, steep = result.factors
        slowest = max(flat, steep)
        if slowest > 1 + 1e-9:
            verdict = _("It diverges across the valley.")
        elif np.isclose(slowest, 1):
            verdict = _("Across, it bounces to and fro for ever.")
        elif abs(flat - steep) < 0.0005:
            verdict = _("Both shrink at the same rate.")
        else:
            verdict = _("The distance {where} the valley is the slower one to shrink.")
        if slowest < 1 and result.widest > 1.05 * abs(self.begin[1]):
            verdict += " " + _("Across, the path first swings out to {widest}.")
        return (
            _("Learning rate {rate}, β = {beta}: in the long run a step multiplies the distance by {flat} along the valley and by "
              "{steep} across it. ")
            + verdict
            + " "
            + _("After {steps} steps the point is {distance} from the minimum.")
        ).format(
            rate=number(result.rate, 4),
            beta=number(result.beta),
            flat=number(flat, 3),
            steep=number(steep, 3),
            where=_("along") if flat > steep else _("across"),
            widest=number(result.widest, 2),
            steps=len(result.path) - 1,
            distance=short(float(np.hypot(*result.path[-1]))),
        )  # fmt: skip


class InsideAdam(Explorable):
    """One parameter, a stream of gradients, and what Adam makes of it: M, V and the step, with bias correction and without."""

    title = _("Inside Adam: from gradients to steps")
    size = (400, 500)
    stream = Choice(
        label=_("gradients"),
        options={
            "constant": _("all 1"), "noisy": _("1, with noise"), "spike": _("one of 10 at t = 21"),
            "sparse": _("1 at every tenth step"), "flipping": _("1, −1, 1, −1, …"),
        },
        start="constant",
    )  # fmt: skip
    beta2 = Choice(label="β₂", options={"0.9": "0.9", "0.99": "0.99", "0.999": "0.999"}, start="0.999")
    step = Step(label=_("step t"), stages=(1, 2, 3, 5, 10, 20, 21, 22, 25, 30, 31, 40, 60), start=60, interval=700)

    beta1 = 0.9
    t = np.arange(1, 61)
    streams = {
        "constant": np.ones(60),
        "noisy": 1 + np.random.default_rng(0).normal(0, 1, 60),
        "spike": np.where(t == 21, 10.0, 1.0),
        "sparse": np.where(t % 10 == 1, 1.0, 0.0),
        "flipping": np.where(t % 2 == 1, 1.0, -1.0),
    }

    def compute(self, stream, beta2, step):
        gradients = self.streams[stream][: int(step)]
        moved = {}
        for correction in (True, False):
            optimizer = Adam(1.0, self.beta1, float(beta2), bias_correction=correction)
            theta, places, memory = np.zeros(1), [0.0], []
            for g in gradients:
                optimizer.step(theta, np.array([g]))
                places.append(theta[0])
                memory.append([array[0] for array in optimizer.state])
            moved[correction] = -np.diff(places)
        M, V = np.array(memory).T
        t = self.t[: len(M)]
        return {
            "g": gradients, "moved": moved[True], "moved_raw": moved[False], "M_raw": M, "root_V_raw": np.sqrt(V),
            "M": M / (1 - self.beta1**t), "root_V": np.sqrt(V / (1 - float(beta2) ** t)),
        }  # fmt: skip

    def build(self, figure):
        means, sizes, steps = figure.subplots(3, 1, sharex=True, height_ratios=(4, 3, 5))
        means.set(xlim=(0, 61.5), ylim=(-1.9, 4.4), yticks=(-1, 0, 1, 2, 3, 4))
        means.set_title(_("gradient g (dots) and its mean M"))
        sizes.set(ylim=(-0.2, 3.8), yticks=(0, 1, 2, 3))
        sizes.set_title(_("typical size of a gradient, √V"))
        steps.set(ylim=(-3.6, 7.2), yticks=(-3, 0, 1, 3, 6), xlabel=_("step t"))
        steps.set_title(_("how far θ moves, in learning rates"))
        for axes in (means, sizes, steps):
            axes.axhline(0, color=GREY, linewidth=0.8)
        steps.axhline(1, color=GREY, linewidth=0.8, linestyle=":")
        (self.g,) = means.plot([], [], "o", color=INK, markersize=3.5)
        self.beyond = means.text(21, 4.3, _("10 ▲"), ha="right", va="top", fontsize=11)
        self.lines = {}
        for suffix, style in (("_raw", {"color": ORANGE, "linestyle": "--"}), ("", {"color": BLUE})):
            for name, axes in (("M", means), ("root_V", sizes), ("moved", steps)):
                (self.lines[name + suffix],) = axes.plot([], [], linewidth=2, **style)
        handles = [self.lines["moved"], self.lines["moved_raw"]]
        names = [_("with bias correction"), _("without")]
        figure.legend(handles, names, loc="outside upper center", ncols=2, handlelength=2.6)
        return [self.g, self.beyond, *self.lines.values()]

    def update(self, result):
        t = self.t[: len(result.g)]
        self.g.set_data(t, result.g)
        self.beyond.set_visible(bool(result.g.max() > 4.4))
        for name, line in self.lines.items():
            line.set_data(t, getattr(result, name))

    def describe(self, result):
        return _(
            "Gradients: {stream}; β₁ = 0.9, β₂ = {beta2}, t = {t}. With bias correction M = {M} and √V = {root}, so θ moves "
            "by {moved} times the learning rate; without, M = {M_raw}, √V = {root_raw} and θ moves by "
            "{moved_raw}. Longest step so far: {largest} with correction, {largest_raw} without."
        ).format(
            stream=self.stream.text(result.stream),
            beta2=result.beta2,
            t=number(result.step),
            M=number(result.M[-1], 3),
            root=number(result.root_V[-1], 3),
            moved=number(result.moved[-1], 3),
            M_raw=number(result.M_raw[-1], 3),
            root_raw=number(result.root_V_raw[-1], 3),
            moved_raw=number(result.moved_raw[-1], 3),
            largest=number(abs(result.moved).max(), 3),
            largest_raw=number(abs(result.moved_raw).max(), 3),
        )


class ManyRuns:
    """As many networks 2-8-8-1 as there are seeds, trained side by side: each as `train` trains a single one.

    The parameters of all are one array, a network in each row, so that one optimizer steps for all of them.
    """

    sizes = (2, 8, 8, 1)

    def __init__(self, seeds):
        self.theta = np.array([mlp(list(self.sizes), rng=seed).parameters for seed in seeds])
        self.gradient = np.empty_like(self.theta)
        self.layers = list(zip(self._views(self.theta), self._views(self.gradient)))
        self.generators = [np.random.default_rng(seed) for seed in seeds]

    def _views(self, flat):
        """Split rows of parameters into weights (runs, n_in, n_out) and biases (runs, 1, n_out), layer by layer."""
        views, start = [], 0
        for n_in, n_out in zip(self.sizes, self.sizes[1:]):
            middle, end = start + n_in * n_out, start + (n_in + 1) * n_out
            views.append((flat[:, start:middle].reshape(-1, n_in, n_out), flat[:, None, middle:end]))
            start = end
        return views

    def forward(self, A):
        """Keep the outputs of all layers and return the last, the logits (runs, examples)."""
        self.outputs = [A]
        for (W, b), _gradients in self.layers:
            A = self.outputs[-1] @ W
            A += b
            if len(self.outputs) < len(self.layers):
                np.maximum(A, 0, out=A)
            self.outputs.append(A)
        return A[..., 0]

    def losses(self, X, y):
        """Return the binary cross-entropy of each network on all examples."""
        z = self.forward(X)
        return (np.logaddexp(0, z) - y * z).mean(axis=1)

    def epoch(self, optimizer, X, y, batch):
        """Take one step for each batch, in an order of its own for each network."""
        orders = np.array([generator.permutation(len(X)) for generator in self.generators])
        for start in range(0, len(X), batch):
            chosen = orders[:, start : start + batch]
            z = self.forward(X[chosen])
            dZ = ((1 / (1 + np.exp(-z)) - y[chosen]) / batch)[..., None]
            for index in reversed(range(len(self.layers))):
                (W, _b), (dW, db) = self.layers[index]
                np.matmul(self.outputs[index].transpose(0, 2, 1), dZ, out=dW)
                dZ.sum(axis=1, keepdims=True, out=db)
                if index:
                    dZ = dZ @ W.transpose(0, 2, 1) * (self.outputs[index] > 0)
            optimizer.step(self.theta, self.gradient)


DATA = datasets.moons(200, noise=0.25, rng=0)
EPOCHS, BATCH, SEEDS = 10, 10, range(16)
STEPS = EPOCHS * 200 // BATCH


def planned(kind, rate, warm_up):
    """Return the schedule that the controls of `Schedules` describe."""
    left = STEPS - warm_up
    decay = {
        "constant": lambda: schedules.constant(rate),
        "step": lambda: schedules.step_decay(rate, factor=0.3, every=-(-left // 3)),
        "cosine": lambda: schedules.cosine(rate, steps=left),
    }[kind]()
    return schedules.warm_up(decay, steps=warm_up) if warm_up else decay


@functools.lru_cache(maxsize=256)
def losses_of_runs(kind, rate, warm_up):
    """The losses of 16 runs with Adam, before the first and after each epoch: array (epochs + 1, 16)."""
    runs, optimizer = ManyRuns(SEEDS), Adam(planned(kind, rate, warm_up))
    losses = [runs.losses(*DATA)]
    for _epoch in range(EPOCHS):
        runs.epoch(optimizer, *DATA, BATCH)
        losses.append(runs.losses(*DATA))
    return np.array(losses)


class Schedules(Explorable):
    """A learning rate that changes with the step, and 16 real runs that follow it, beside 16 at a constant rate."""

    title = _("A schedule, and 16 runs that follow it")
    size = (400, 450)
    kind = Choice(
        label=_("schedule"),
        options={"constant": _("constant"), "step": _("steps down"), "cosine": _("cosine")},
        start="cosine",
    )
    rate = Slider(
        label=_("base rate"), low=0.01, high=1, step=0.05, logarithmic=True, grid=(0.01, 0.03, 0.1, 0.3, 1), start=0.3
    )
    warm_up = Slider(label=_("warm-up steps"), low=0, high=60, step=10, grid=(0, 30, 60), start=30)

    def compute(self, kind, rate, warm_up):
        losses, plain = losses_of_runs(kind, rate, int(warm_up)), losses_of_runs("constant", rate, 0)
        schedule = planned(kind, rate, int(warm_up))
        low, middle, high = np.quantile(losses, (0.25, 0.5, 0.75), axis=1)
        return {
            "rates": np.array([schedule(step) for step in range(STEPS)]),
            "low": low, "middle": middle, "high": high, "plain": np.median(plain, axis=1),
        }  # fmt: skip

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, height_ratios=(2, 3), sharex=True)
        upper.set(xlim=(-4, STEPS + 6), ylim=(-0.03, 1.1), yticks=(0, 1), ylabel=_("rate"))
        upper.set_yticklabels(["0", _("base")])
        lower.set(ylim=(0, 1.05), yticks=(0, 0.2, 0.4, 0.6, 0.8, 1), xlabel=_("step"), ylabel=_("loss"))
        (self.rates,) = upper.plot([], [], color=ORANGE)
        upper.axhline(1, color=GREY, linewidth=1.5, linestyle=":")
        (self.band,) = lower.fill([0, 0, 0], [0, 0, 0], color=BLUE, alpha=0.25, linewidth=0)
        (self.plain,) = lower.plot([], [], color=GREY, linestyle=":")
        (self.middle,) = lower.plot([], [], "o-", color=BLUE, markersize=5)
        names = [_("median of 16 runs"), _("middle half of them"), _("constant, no warm-up")]
        figure.legend([self.middle, self.band, self.plain], names, loc="outside upper center", ncols=2, handlelength=2)
        self.words = lower.text(0.98, 0.97, "", ha="right", va="top", transform=lower.transAxes, weight="bold")
        return [self.rates, self.band, self.plain, self.middle, self.words]

    def update(self, result):
        steps = np.linspace(0, STEPS, EPOCHS + 1)
        self.rates.set_data(np.arange(STEPS), result.rates / result.rate)
        self.band.set_xy(np.column_stack([np.hstack([steps, steps[::-1]]), np.hstack([result.low, result.high[::-1]])]))
        self.plain.set_data(steps, result.plain)
        self.middle.set_data(steps, result.middle)
        self.words.set_text(
            _("at the end: {loss}\nconstant rate: {plain}").format(
                loss=number(result.middle[-1], 2), plain=number(result.plain[-1], 2)
            )
        )

    def is_reproducible(self, result):
        return result.rate < 1  # at 1 single runs are chaotic: the band may move by a few pixels, its numbers do not

    def describe(self, result):
        return _(
            "{kind}, base rate {rate}, warm-up {warm_up} steps: the median loss of 16 runs ends at {last}, the middle half of "
            "them from {low} to {high}. At a constant rate without warm-up the median ends at {plain}. "
            "The last learning rate is {rate_at_end}."
        ).format(
            kind=self.kind.text(result.kind).capitalize(),
            rate=number(result.rate, 3),
            warm_up=number(result.warm_up),
            last=number(result.middle[-1], 2),
            low=number(result.low[-1], 2),
            high=number(result.high[-1], 2),
            plain=number(result.plain[-1], 2),
            rate_at_end=number(result.rates[-1], 3) if result.rates[-1] >= 0.001 else _("almost 0"),
        )
