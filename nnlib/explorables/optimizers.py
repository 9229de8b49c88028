"""The explorables of the chapter *Optimizers*."""

import functools

import numpy as np

from nnlib import Adam, BinaryCrossEntropy, Momentum, datasets, mlp, optimizers, schedules, train
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


@functools.lru_cache(maxsize=256)
def race(surface, rate, steps=100):
    """The path of every optimizer: array (steps, 2) by name; it ends early where the run diverges."""
    _loss, gradient, start = SURFACES[surface]
    return {
        name: walk(kind(rate), lambda theta: gradient(*theta), start, steps) for name, kind in optimizers.CATALOGUE.items()
    }


class Race(Explorable):
    """All eight optimizers from one start with one learning rate: their paths, and the loss of each at this step."""

    title = _("Eight optimizers, one learning rate")
    size = (400, 500)
    surface = Choice(
        label=_("surface"),
        options={
            "valley": _("narrow valley"), "turned": _("the same valley, turned"), "bent": _("bent valley"),
            "saddle": _("saddle"),
        },
        start="valley",
    )  # fmt: skip
    rate = Slider(
        label=_("learning rate"), low=0.003, high=1, step=0.05, logarithmic=True, grid=(0.003, 0.01, 0.03, 0.1, 0.3, 1), start=0.1
    )
    step = Step(label=_("step"), stages=(0, 1, 2, 3, 5, 10, 20, 30, 50, 70, 100), start=30, interval=700)

    def compute(self, surface, rate, step):
        loss, taken = SURFACES[surface][0], int(step)
        paths = {name: path[: taken + 1] for name, path in race(surface, rate).items()}
        return {
            "paths": paths,
            "losses": {name: float(loss(*path[-1])) for name, path in paths.items()},
            "diverged": [name for name, path in paths.items() if len(path) <= taken or abs(path[-1]).max() > FAR],
        }

    def build(self, figure):
        plane, board = figure.subplots(2, 1, height_ratios=(3, 2))
        self.contours = {}
        for name, (loss, _gradient, _start) in SURFACES.items():
            self.contours[name] = one_line(plane, plot_loss_surface(plane, loss, (-2.4, 2.4), (-1.7, 1.7), levels=9)[0])
        plane.set(aspect="equal", xticks=(-2, -1, 0, 1, 2), yticks=(-1, 0, 1))
        board.set(xlim=(-6.3, 3), ylim=(7.6, -0.6), xlabel=_("loss, from small to large"), yticks=range(8))
        board.set_xticks((-6, -4, -2, 0, 2), ["≤ 10⁻⁶", "10⁻⁴", "0.01", "1", "≥ 100"])
        board.set_yticklabels(OPTIMIZER_STYLES)
        board.spines["left"].set_visible(False)
        board.tick_params(axis="y", length=0)
        board.hlines(range(8), -6.3, 3, color=GREY, linewidth=0.5)
        self.lines, self.ends, self.marks, self.words = {}, {}, {}, {}
        for row, (name, style) in enumerate(OPTIMIZER_STYLES.items()):
            mark = {"marker": style["marker"], "color": style["color"], "markersize": 9, "linestyle": "none"}
            (self.lines[name],) = plane.plot([], [], color=style["color"], linestyle=style["linestyle"], linewidth=1.6)
            (self.ends[name],) = plane.plot([], [], **mark, markeredgecolor=PAPER, markeredgewidth=0.7)
            (self.marks[name],) = board.plot([0], [row], **mark)
            self.words[name] = board.text(2.3, row, "", va="center", ha="right", fontsize=11)
        return [*self.contours.values(), *self.lines.values(), *self.ends.values(), *self.marks.values(), *self.words.values()]

    def update(self, result):
        for name, contours in self.contours.items():
            contours.set_visible(name == result.surface)
        for name, path in result.paths.items():
            inside = np.clip(path, -9, 9)  # beyond the picture anyway
            gone = name in result.diverged
            self.lines[name].set_data(*inside.T)
            self.ends[name].set_data(*inside[-1:].T)
            self.ends[name].set_visible(not gone)
            self.marks[name].set_data([np.clip(np.log10(result.losses[name] + 1e-99), -6, 2)], self.marks[name].get_ydata())
            self.marks[name].set_visible(not gone)
            self.words[name].set_text(_("diverged") if gone else "")

    def describe(self, result):
        running = sorted((loss, name) for name, loss in result.losses.items() if name not in result.diverged)
        ranking = ", ".join(f"{name} {short(loss)}" for loss, name in running)
        text = _("{surface}, learning rate {rate}, step {step}. Losses: {ranking}.")
        if result.step == 0:
            text = _("{surface}, learning rate {rate}, step {step}: all start with the loss {first}.")
        if result.diverged:
            text += " " + _("Diverged: {diverged}.")
        return text.format(
            surface=self.surface.text(result.surface).capitalize(),
            rate=number(result.rate, 3),
            step=number(result.step),
            ranking=ranking,
            first=short(result.losses["SGD"]),
            diverged=", ".join(result.diverged),
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
    size = (400, 470)
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
        return {"path": path, "factors": factors(rate, beta)}

    def build(self, figure):
        chart, valley = figure.subplots(2, 1, height_ratios=(3, 2))
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
        chart.text(0.1, 0.3, _("diverges:\nfactor above 1"), ha="center", fontsize=12)
        chart.set_title(_("factor of a step: darker is faster"))
        (self.point,) = chart.plot([], [], "D", color=ORANGE, markersize=11, markeredgecolor=PAPER)

        angle = np.linspace(0, 2 * np.pi, 73)
        for radius in (2, 4, 6, 8, 10):
            valley.plot(radius * np.cos(angle), radius / 10 * np.sin(angle), color=GREY, linewidth=0.8)
        valley.plot(0, 0, "+", color=INK, markersize=12)
        valley.set(xlim=(-10.5, 10.5), ylim=(-1.6, 1.6), xticks=(-10, -5, 0, 5, 10), yticks=(-1, 0, 1))
        valley.set(xlabel=_("θ₁ (curvature 1)"), ylabel=_("θ₂ (100)"))
        (self.path,) = valley.plot([], [], ".-", color=BLUE, markersize=6, linewidth=1.2)
        (self.end,) = valley.plot([], [], "D", color=ORANGE, markersize=9)
        self.words = valley.text(0.98, 0.95, "", ha="right", va="top", transform=valley.transAxes, weight="bold")
        return [self.point, self.path, self.end, self.words]

    def update(self, result):
        path = np.clip(result.path, -40, 40)  # beyond the picture anyway
        self.point.set_data([np.log10(result.rate)], [result.beta])
        self.path.set_data(*path.T)
        self.end.set_data(*path[-1:].T)
        self.words.set_text(_("factor {factor}").format(factor=number(result.factors.max(), 3)))

    def describe(self, result):
        flat, steep = result.factors
        slowest = max(flat, steep)
        if slowest > 1 + 1e-9:
            verdict = _("It diverges across the valley.")
        elif np.isclose(slowest, 1):
            verdict = _("It bounces for ever.")
        elif np.isclose(flat, steep):
            verdict = _("Both swing at the same pace; a step shrinks the distance to {slowest} in the long run.")
        else:
            verdict = _("{where} sets the pace: a step shrinks the distance to {slowest} in the long run.")
        return (
            _("Learning rate {rate}, β = {beta}: factor {flat} along the valley, {steep} across. ")
            + verdict
            + " "
            + _("After {steps} steps the point is {distance} from the minimum.")
        ).format(
            rate=number(result.rate, 4),
            beta=number(result.beta),
            flat=number(flat, 3),
            steep=number(steep, 3),
            where=_("Along the valley") if flat > steep else _("Across the valley"),
            slowest=number(slowest, 3),
            steps=len(result.path) - 1,
            distance=short(float(np.hypot(*result.path[-1]))),
        )


class InsideAdam(Explorable):
    """One parameter, a stream of gradients, and what Adam makes of it: m, V and the step."""

    title = _("Inside Adam: from gradients to steps")
    size = (400, 470)
    stream = Choice(
        label=_("gradients"),
        options={
            "constant": _("all 1"), "noisy": _("1, with noise"), "spike": _("one of 10 at t = 21"),
            "sparse": _("1 at every tenth step"), "flipping": _("1, −1, 1, −1, …"),
        },
        start="noisy",
    )  # fmt: skip
    correction = Toggle(label=_("bias correction"), start=True)
    beta1 = Choice(label="β₁", options={"0": "0", "0.9": "0.9"}, start="0.9")
    beta2 = Choice(label="β₂", options={"0.9": "0.9", "0.99": "0.99", "0.999": "0.999"}, start="0.999")
    step = Step(label=_("step t"), stages=(1, 2, 3, 5, 10, 20, 21, 22, 25, 30, 31, 40, 60), start=60, interval=700)

    t = np.arange(1, 61)
    streams = {
        "constant": np.ones(60),
        "noisy": 1 + np.random.default_rng(0).normal(0, 1, 60),
        "spike": np.where(t == 21, 10.0, 1.0),
        "sparse": np.where(t % 10 == 1, 1.0, 0.0),
        "flipping": np.where(t % 2 == 1, 1.0, -1.0),
    }

    def compute(self, stream, correction, beta1, beta2, step):
        optimizer = Adam(1.0, float(beta1), float(beta2), bias_correction=correction)
        theta, rows = np.zeros(1), []
        gradients = self.streams[stream][: int(step)]
        for g in gradients:
            before = theta[0]
            optimizer.step(theta, np.array([g]))
            m, V = optimizer.state
            rows.append((m[0], V[0], theta[0] - before))
        m, V, moved = np.array(rows).T
        t = self.t[: len(m)] if correction else np.inf  # what the step divides by: 1 − βᵗ, or nothing
        return {
            "g": gradients, "moved": moved,
            "m": m / (1 - float(beta1) ** t), "root_V": np.sqrt(V / (1 - float(beta2) ** t)),
        }  # fmt: skip

    def build(self, figure):
        first, second, third = figure.subplots(3, 1, sharex=True, height_ratios=(5, 3, 6))
        first.set(xlim=(0, 61.5), ylim=(-2.3, 12))
        first.set_yscale("symlog", linthresh=2, linscale=1.2)
        first.set_yticks((-2, -1, 0, 1, 2, 10), ["−2", "−1", "0", "1", "2", "10"])
        first.set_yticks([], minor=True)
        first.set_title(_("gradient g (dots) and m, as used"))
        second.set(ylim=(0, 3.8), yticks=(0, 1, 2, 3))
        second.set_title(_("√V, as used"))
        third.set(ylim=(-45, 12), xlabel=_("step t"))
        third.set_yscale("symlog", linthresh=1, linscale=1)
        third.set_yticks((-30, -10, -3, -1, 0, 1, 10), ["−30", "−10", "−3", "−1", "0", "1", "10"])
        third.set_yticks([], minor=True)
        third.set_title(_("step, in units of the learning rate"))
        for axes in (first, third):
            axes.axhline(0, color=GREY, linewidth=0.8)
        third.axhline(-1, color=GREY, linewidth=0.8, linestyle="--")
        (self.g,) = first.plot([], [], "o", color=INK, markersize=4)
        (self.m,) = first.plot([], [], color=BLUE)
        (self.root_V,) = second.plot([], [], color=ORANGE, linestyle="--")
        (self.moved,) = third.plot([], [], color=GREEN, marker="s", markersize=3, linewidth=1.2)
        self.now = [axes.plot([], [], "D", color=color, markersize=8)[0]
                    for axes, color in ((first, BLUE), (second, ORANGE), (third, GREEN))]  # fmt: skip
        return [self.g, self.m, self.root_V, self.moved, *self.now]

    def update(self, result):
        t = self.t[: len(result.g)]
        for line, values in ((self.g, result.g), (self.m, result.m), (self.root_V, result.root_V), (self.moved, result.moved)):
            line.set_data(t, values)
        for dot, values in zip(self.now, (result.m, result.root_V, result.moved)):
            dot.set_data(t[-1:], values[-1:])

    def describe(self, result):
        return _(
            "Gradients: {stream}; bias correction {state}, β₁ = {beta1}, β₂ = {beta2}, t = {t}. "
            "m = {m} and √V = {root}, so the step is {moved} times the learning rate. Largest step so far: {largest}."
        ).format(
            stream=self.stream.text(result.stream),
            state=_("on") if result.correction else _("off"),
            beta1=result.beta1,
            beta2=result.beta2,
            t=number(result.step),
            m=number(result.m[-1], 3),
            root=number(result.root_V[-1], 3),
            moved=number(result.moved[-1], 3),
            largest=number(abs(result.moved).max(), 3),
        )


class Schedules(Explorable):
    """A learning rate that changes with the step, and the loss of a real run that follows it."""

    title = _("A schedule and the run that follows it")
    size = (400, 380)
    kind = Choice(
        label=_("schedule"),
        options={"constant": _("constant"), "step": _("steps down"), "cosine": _("cosine")},
        start="cosine",
    )
    rate = Slider(
        label=_("base rate"), low=0.003, high=1, step=0.05, logarithmic=True, grid=(0.003, 0.01, 0.03, 0.1, 0.3, 1), start=0.3
    )
    warm_up = Slider(label=_("warm-up steps"), low=0, high=100, step=1, grid=(0, 10, 30, 60), start=30)
    seed = Slider(label=_("seed"), low=0, high=9, step=1, grid=(0, 1, 2, 3, 4), start=0)

    X, y = datasets.moons(200, noise=0.25, rng=0)
    epochs, batch = 10, 10
    total = epochs * 200 // batch

    def schedule(self, kind, rate, warm_up):
        """Return the schedule that the controls describe."""
        left = self.total - warm_up
        decay = {
            "constant": lambda: schedules.constant(rate),
            "step": lambda: schedules.step_decay(rate, factor=0.3, every=-(-left // 3)),
            "cosine": lambda: schedules.cosine(rate, steps=left),
        }[kind]()
        return schedules.warm_up(decay, steps=warm_up) if warm_up else decay

    def compute(self, kind, rate, warm_up, seed):
        schedule = self.schedule(kind, rate, int(warm_up))
        net = mlp([2, 8, 8, 1], rng=int(seed))
        before = BinaryCrossEntropy()(net.forward(self.X), self.y)
        history = train(
            net, BinaryCrossEntropy(), Adam(schedule), self.X, self.y, epochs=self.epochs, batch_size=self.batch,
            rng=int(seed), validation=(self.X, self.y),
        )  # fmt: skip
        assert history.validation_loss is not None
        return {
            "rates": np.array([schedule(step) for step in range(self.total)]),
            "loss": np.hstack([before, history.validation_loss]),
        }

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, height_ratios=(2, 3), sharex=True)
        upper.set(xlim=(-4, self.total + 6), ylim=(0.0008, 2), yscale="log", ylabel=_("learning rate"))
        lower.set(ylim=(0, 1.02), xlabel=_("step"), ylabel=_("loss"))
        upper.yaxis.set_major_formatter("{x:g}")
        upper.set_yticks([], minor=True)
        (self.rates,) = upper.plot([], [], color=ORANGE, linestyle="--")
        (self.loss,) = lower.plot([], [], "o-", color=BLUE, markersize=5)
        self.words = lower.text(0.98, 0.95, "", ha="right", va="top", transform=lower.transAxes, weight="bold")
        return [self.rates, self.loss, self.words]

    def update(self, result):
        self.rates.set_data(np.arange(self.total), np.maximum(result.rates, 1e-5))
        self.loss.set_data(np.arange(len(result.loss)) * self.total / self.epochs, np.minimum(result.loss, 3))
        self.words.set_text(_("at the end: {loss}").format(loss=number(result.loss[-1], 3)))

    def describe(self, result):
        return _(
            "{kind}, base rate {rate}, warm-up {warm_up} steps, seed {seed}. The loss begins at {first} and ends at "
            "{last}; its highest value in the last five epochs is {highest}. The last learning rate is {rate_at_end}."
        ).format(
            kind=self.kind.text(result.kind).capitalize(),
            rate=number(result.rate, 3),
            warm_up=number(result.warm_up),
            seed=number(result.seed),
            first=number(result.loss[0], 3),
            last=number(result.loss[-1], 3),
            highest=number(result.loss[-5:].max(), 3),
            rate_at_end=number(result.rates[-1], 3) if result.rates[-1] >= 0.001 else _("almost 0"),
        )
