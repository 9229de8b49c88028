"""The explorables of the chapter *Gradient descent*."""

import numpy as np

from nnlib import SGD, MeanSquaredError, datasets, minibatches, mlp
from nnlib.explorables.controls import Choice, Slider, Step
from nnlib.explorables.explorable import Explorable
from nnlib.plots.palette import BLUE, GREEN, GREY, INK, ORANGE
from nnlib.plots.surfaces import plot_loss_surface, plot_paths
from nnlib.words import _, number

FAR = 100
"""A run that leaves this distance behind has diverged and is stopped."""


def walk(optimizer, gradient, start, steps):
    """Let an optimizer take steps from a start; return its path (steps + 1, n), which ends early where it diverges."""
    theta = np.array(start, dtype=float)
    path = [theta.copy()]
    while len(path) <= steps and abs(theta).max() <= FAR:
        optimizer.step(theta, gradient(theta))
        path.append(theta.copy())
    return np.array(path)


def _size(value):
    """Write a number that may have grown beyond all reading."""
    return number(value, digits=3) if abs(value) < 10_000 else _("more than 10,000")


class OneDimension(Explorable):
    """Gradient descent with one parameter: each step goes against the slope, and the learning rate says how far."""

    title = _("Downhill in one dimension")
    size = (400, 400)
    function = Choice(
        label=_("loss L(θ)"),
        options={"parabola": _("parabola θ²"), "valleys": _("two valleys"), "plateau": _("plateau")},
        start="parabola",
    )
    start = Slider(label=_("start"), low=-3, high=3, step=0.1, grid=(-2.5, 0.5, 2.5), start=-2.5)
    rate = Slider(
        label=_("learning rate"), low=0.01, high=1.2, step=0.01,
        grid=(0.03, 0.1, 0.2, 0.3, 0.5, 0.8, 0.95, 1, 1.05, 1.2), start=0.3,
    )  # fmt: skip
    step = Step(label=_("step"), stages=(*range(11), 12, 15, 20, 25, 30), grid_every=1, start=5, interval=500)

    compared = {0.03: "-", 0.3: "--", 1.05: ":"}
    """Learning rates whose losses stand behind the reader's: one that is too small, a good one, one that is too large."""

    functions = {  # loss, slope, the lowest point
        "parabola": (lambda x: x**2, lambda x: 2 * x, 0.0),
        "valleys": (lambda x: x**4 / 8 - x**2 / 2 + x / 5 + 0.8, lambda x: x**3 / 2 - x + 0.2, -1.506),
        "plateau": (lambda x: 3 - 3 * np.exp(-(x**2) / 1.5), lambda x: 4 * x * np.exp(-(x**2) / 1.5), 0.0),
    }

    def compute(self, function, start, rate, step):
        loss, slope, lowest = self.functions[function]
        whole = walk(SGD(rate), slope, [start], 30)[:, 0]
        seen = whole[: int(step) + 1]
        return {
            "x": np.linspace(-3.5, 3.5, 141),
            "theta": seen,
            "loss": loss(seen),
            "slope": float(slope(seen[-1])),
            "others": [loss(walk(SGD(other), slope, [start], 30)[:, 0]) for other in self.compared],
            "taken": len(seen) - 1,
            "verdict": self.judge(function, whole, rate, lowest),
        }

    def judge(self, function, path, rate, lowest):
        """Say in a word or two how the run of 30 steps goes."""
        slope = self.functions[function][1]
        last_slope, moves = slope(path[-1]), np.diff(path[:12])
        if abs(slope(path[0])) < 1e-9:
            return _("it starts where the slope is 0, and stays")
        begins_flat = function != "parabola" and abs(slope(path[0])) < 0.3
        turns = bool((moves[1:] * moves[:-1] < -1e-12).any())
        if abs(path[-1]) > max(FAR, 1.5 * abs(path[0])) or (function == "parabola" and rate > 1):
            return _("too large: it diverges")
        if abs(last_slope) > 0.02:
            if not turns:
                return _("slow: it starts on flat ground") if begins_flat else _("too small: still on its way")
            jumps = abs(np.diff(walk(SGD(rate), slope, path[-1:], 1000)[:, 0]))
            slowly = jumps[-20:].max() < 0.3 * abs(path[-1] - path[-2])
            return _("overshoots, settles slowly") if slowly else _("too large: it jumps to and fro without settling")
        if abs(path[-1] - lowest) > 0.1:
            return _("it settles, but not at the lowest point")
        return _("overshoots, yet settles") if turns else _("good: it settles")

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, height_ratios=(2, 1))
        upper.set(xlim=(-3.5, 3.5), ylim=(-0.6, 10.5), xlabel=_("parameter θ"), ylabel=_("loss"))
        lower.set(xlim=(-0.5, 30.5), ylim=(-0.6, 10.5), xlabel=_("step"), ylabel=_("loss"), yticks=(0, 5, 10))
        (self.curve,) = upper.plot([], [], color=GREY)
        (self.tangent,) = upper.plot([], [], color=GREEN, linestyle="--")
        (self.path,) = upper.plot([], [], "o-", color=BLUE, markersize=5, linewidth=1)
        (self.now,) = upper.plot([], [], "D", color=ORANGE, markersize=10)
        self.others = [
            lower.plot([], [], color=GREY, linestyle=dash, linewidth=1.5, label=number(rate))[0]
            for rate, dash in self.compared.items()
        ]
        lower.legend(title=_("learning rate, same start"), loc="upper right", ncols=3, title_fontsize=11, borderpad=0)
        (self.history,) = lower.plot([], [], "o-", color=BLUE, markersize=4, linewidth=1)
        upper.set_title(" ")  # keeps a line free for the verdict
        self.verdict = upper.text(0.5, 1.06, "", ha="center", transform=upper.transAxes, weight="bold")
        figure.legend(
            [self.path, self.now, self.tangent],
            [_("steps"), _("now"), _("slope")],
            loc="outside upper center",
            ncols=3,
        )
        return [self.curve, self.tangent, self.path, self.now, *self.others, self.history, self.verdict]

    def update(self, result):
        self.curve.set_data(result.x, self.functions[result.function][0](result.x))
        theta, loss = np.clip(result.theta, -30, 30), np.clip(result.loss, 0, 100)  # beyond the picture anyway
        self.path.set_data(theta, loss)
        self.now.set_data(theta[-1:], loss[-1:])
        ends = theta[-1] + np.array([-0.8, 0.8])
        self.tangent.set_data(ends, loss[-1] + result.slope * (ends - theta[-1]))
        self.tangent.set_visible(abs(result.theta[-1]) < 4)
        self.history.set_data(np.arange(len(loss)), loss)
        for line, other in zip(self.others, result.others):
            line.set_data(np.arange(len(other)), np.clip(other, 0, 100))
        self.verdict.set_text(result.verdict)

    def describe(self, result):
        parts = [_("{name}, start {start}, learning rate {rate}: {verdict}.")]
        if result.function == "parabola":
            parts.append(_("Each step multiplies θ by 1 − 2 · {rate} = {factor}; the bound is 2 / curvature = 1."))
        if result.taken < result.step:
            parts.append(_("The run was stopped before step {step}, at step {taken}: θ is beyond ±100."))
        else:
            parts.append(_("After {step} steps: θ = {theta}, slope {slope}, loss {loss}."))
        return " ".join(parts).format(
            name=self.function.text(result.function).capitalize(),
            start=number(result.start),
            rate=number(result.rate),
            verdict=result.verdict,
            factor=number(1 - 2 * result.rate),
            step=number(result.step),
            taken=result.taken,
            theta=_size(result.theta[-1]),
            slope=_size(result.slope),
            loss=_size(result.loss[-1]),
        )


class FitLine(Explorable):
    """A line is fitted to points: the data on the left, the path of its two parameters over the loss on the right.

    In grey, the full batch after as many epochs: it has read the same number of examples.
    """

    title = _("Fitting a line, batch by batch")
    size = (400, 320)
    rate = Slider(
        label=_("learning rate"), low=0.01, high=1.2, step=0.01, grid=(0.02, 0.05, 0.1, 0.2, 0.3, 0.6, 0.9, 1.1), start=0.1
    )
    batch_size = Slider(label=_("batch size"), low=1, high=32, step=1, grid=(1, 4, 8, 32), start=4)
    epoch = Step(label=_("epoch"), stages=tuple(range(13)), start=12, interval=600)

    X, y = datasets.noisy_line(32, noise=0.5, rng=1)
    begin = (-2.0, -1.0)

    def loss(self, w, b):
        """Return the mean squared error of each line y = w x + b."""
        errors = np.multiply.outer(self.X[:, 0], w) + b - self.y.reshape(-1, *[1] * np.ndim(w))
        return (errors**2).mean(axis=0)

    def compute(self, rate, batch_size, epoch):
        path = self.descend(rate, int(batch_size), int(epoch))
        full = self.descend(rate, len(self.X), int(epoch))
        return {
            "path": path, "loss": float(self.loss(*path[-1])),
            "full": full, "full_loss": float(self.loss(*full[-1])),
        }  # fmt: skip

    def descend(self, rate, batch_size, epochs):
        """Return the path of (w, b), one row for each step and the start; it ends early where it diverges."""
        net, error, optimizer = mlp([1, 1]), MeanSquaredError(), SGD(rate)
        theta, rng = net.parameters, np.random.default_rng(0)
        theta[:] = self.begin
        path = [theta.copy()]
        for _epoch in range(epochs):
            for X, y in minibatches(self.X, self.y, batch_size, rng=rng):
                net.backward(error.gradient(net.forward(X), y))
                optimizer.step(theta, net.gradient)
                path.append(theta.copy())
                if abs(theta).max() > FAR:
                    return np.array(path)
        return np.array(path)

    def build(self, figure):
        data, surface = figure.subplots(1, 2)
        data.set(xlim=(-1.1, 1.1), ylim=(-3.5, 4.5), xlabel=_("input x"), ylabel=_("output y"))
        data.plot(self.X[:, 0], self.y, "s", markerfacecolor="none", markeredgecolor=INK, markersize=5)
        (self.full_line,) = data.plot([], [], color=GREY, linewidth=2.5, linestyle="--")
        (self.line,) = data.plot([], [], color=ORANGE, linewidth=3)
        plot_loss_surface(surface, self.loss, (-3.2, 4.2), (-2.2, 3.4), levels=9)
        surface.set(xlabel=_("weight w"), ylabel=_("bias b"), xticks=(-2, 0, 2, 4))
        surface.plot(*self.best()[:2], "+", color=INK, markersize=14)
        self.full_path, self.full_end = plot_paths(surface, {"full": [self.begin]})
        self.full_path.set(color=GREY, linewidth=1.5, linestyle="--", marker=".", markersize=5)
        self.full_end.set(color=GREY, markersize=10, marker="^", markerfacecolor="none", markeredgewidth=2.5)
        self.path, self.end = plot_paths(surface, {"path": [self.begin]})
        self.path.set(linewidth=0.8, marker=".", markersize=4)
        self.end.set(color=ORANGE, markersize=10, marker="D", markerfacecolor="none", markeredgewidth=2.5)
        self.words = figure.text(0.02, 0.995, "", va="top", weight="bold", in_layout=False)
        self.full_words = figure.text(0.02, 0.94, "", va="top", in_layout=False)
        data.set_title(" \n ")  # keeps two lines free for the words above
        return [
            self.full_line, self.line, self.full_path, self.full_end, self.path, self.end, self.words, self.full_words,
        ]  # fmt: skip

    def best(self):
        """Return the weight and the bias with the least loss, and that loss."""
        w, b = np.polyfit(self.X[:, 0], self.y, 1)
        return w, b, float(self.loss(w, b))

    def update(self, result):
        alone = result.batch_size == len(self.X)
        for path, line, trace, end in (
            (result.full, self.full_line, self.full_path, self.full_end),
            (result.path, self.line, self.path, self.end),
        ):
            seen = np.clip(path, -30, 30)  # beyond the picture anyway
            w, b = seen[-1]
            line.set_data([-1.1, 1.1], [b - 1.1 * w, b + 1.1 * w])
            trace.set_data(*seen.T)
            end.set_data(*seen[-1:].T)
        for artist in (self.full_line, self.full_path, self.full_end, self.full_words):
            artist.set_visible(not alone)
        sizes = _("◇ full batch: {words}") if alone else _("◇ batch size {size}: {words}")
        words = self.in_words(result.path, result.loss)
        self.words.set_text(sizes.format(size=number(result.batch_size), words=words))
        self.full_words.set_text(
            _("△ full batch, dashed: {words}").format(words=self.in_words(result.full, result.full_loss))
        )

    def in_words(self, path, loss):
        """Say how many steps a path has and where they lead."""
        if abs(path[-1]).max() > FAR:
            text = _("diverges, stopped after {steps} steps")
        elif len(path) == 2:
            text = _("1 step, loss {loss}")
        else:
            text = _("{steps} steps, loss {loss}")
        return text.format(steps=len(path) - 1, loss=_size(loss))

    def describe(self, result):
        text = _("Learning rate {rate}, batch size {size}, epoch {epoch}: {steps} steps.") + " "
        start = float(self.loss(*self.begin))
        if abs(result.path[-1]).max() > FAR:
            text += _("It diverges: a parameter is beyond ±100, so the run was stopped.")
        elif result.loss > start:
            text += _("The line is y = {formula} with loss {loss}, more than the {start} at the start.")
        else:
            text += _("The line is y = {formula} with loss {loss}; the best line has {best}.")
        if result.batch_size < len(self.X) and result.epoch:
            text += " " + _("The full batch: {full}.")
        w, b = result.path[-1]
        return text.format(
            rate=number(result.rate),
            size=number(result.batch_size),
            epoch=number(result.epoch),
            steps=len(result.path) - 1,
            formula=f"{number(w)} x {'−' if b < 0 else '+'} {number(abs(b))}",
            loss=_size(result.loss),
            best=number(self.best()[2], 3),
            start=number(start),
            full=self.in_words(result.full, result.full_loss),
        )


class Curvature(Explorable):
    """A valley with two curvatures: the path of gradient descent in it, and the factor of each direction."""

    title = _("One learning rate, two curvatures")
    size = (400, 335)
    condition = Slider(label=_("condition number κ"), low=1, high=50, step=0.5, grid=(1, 2, 5, 10, 20, 50), start=10)
    rate = Slider(
        label=_("learning rate"), low=0.01, high=2.2, step=0.01,
        grid=(0.02, 0.03, 0.04, 0.05, 0.08, 0.1, 0.12, 0.15, 0.18, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.67, 0.8, 1, 1.5, 1.9, 2, 2.1),
        start=0.18,
    )  # fmt: skip

    begin = (9.0, 2.0)
    circle = np.linspace(0, 2 * np.pi, 73)

    def compute(self, condition, rate):
        curvatures = np.array([1, condition])
        path = walk(SGD(rate), lambda theta: curvatures * theta, self.begin, 40)  # the gradient of (θ₁² + κ θ₂²) / 2
        return {"path": path, "factors": 1 - rate * curvatures, "bound": 2 / condition}

    def build(self, figure):
        surface, line = figure.subplots(2, 1, height_ratios=(3, 1))
        surface.set(xlim=(-10.5, 10.5), ylim=(-4.5, 4.5), aspect="equal", yticks=(-4, 0, 4), xticks=(-10, -5, 0, 5, 10))
        surface.set_xlabel(_("● θ₁, flat: curvature 1"))
        surface.set_ylabel(_("◆ θ₂, steep: κ"))
        surface.set_title(" ")  # keeps a line free for the verdict
        self.verdict = surface.text(0.5, 1.06, "", ha="center", transform=surface.transAxes, weight="bold", in_layout=False)
        self.contours = [surface.plot([], [], color=GREY, linewidth=0.8)[0] for _level in range(5)]
        surface.plot(0, 0, "+", color=INK, markersize=12)
        self.path, self.end = plot_paths(surface, {"path": [self.begin]})
        self.path.set(marker=".", markersize=6, linewidth=1.2)
        line.set(xlim=(-2.2, 1.4), ylim=(-1, 1), yticks=(), xticks=(-2, -1, 0, 1), xlabel=_("factor in one step"))
        line.spines["left"].set_visible(False)
        line.axvspan(-1, 1, color=GREEN, alpha=0.15, linewidth=0)
        line.text(0, 0.62, _("shrinks"), ha="center", va="center")
        line.text(-1.6, 0.62, _("grows"), ha="center", va="center")
        (self.flat,) = line.plot([], [], "o", color=BLUE, markersize=11)
        (self.steep,) = line.plot([], [], "D", color=ORANGE, markersize=10)
        self.flat_words = line.text(0, 0, "", va="center", in_layout=False)
        self.steep_words = line.text(0, -0.6, "", va="center", in_layout=False)
        return [
            *self.contours, self.path, self.end, self.flat, self.steep, self.flat_words, self.steep_words, self.verdict,
        ]  # fmt: skip

    def update(self, result):
        for i, contour in enumerate(self.contours):
            radius = 2.2 * (i + 1)
            contour.set_data(
                radius * np.cos(self.circle), radius * np.sin(self.circle) / np.sqrt(result.condition)
            )
        path = np.clip(result.path, -40, 40)  # beyond the picture anyway
        self.path.set_data(*path.T)
        self.end.set_data(*path[-1:].T)
        flat, steep = np.clip(result.factors, -2.1, 1.4)
        self.flat.set_data([flat], [0])
        self.steep.set_data([steep], [-0.6])
        for words, place, name, factor in zip(
            (self.flat_words, self.steep_words), (flat, steep), (_("θ₁ × {factor}"), _("θ₂ × {factor}")), result.factors
        ):
            to_the_left = place > 0.2
            words.set_x(place - 0.13 if to_the_left else place + 0.13)
            words.set_ha("right" if to_the_left else "left")
            words.set_text(name.format(factor=number(factor)))
        self.verdict.set_text(self.judge(*result.factors))

    def judge(self, flat, steep):
        """Say what a path with these two factors does."""
        if max(abs(flat), abs(steep)) > 1 + 1e-9:
            return _("It diverges across the valley.") if flat > -1 - 1e-9 else _("It diverges in both directions.")
        if np.isclose(max(abs(flat), abs(steep)), 1):
            return _("It bounces to and fro for ever.")
        if flat < 0:
            return _("It overshoots in both directions and converges.")
        if steep < 0:
            return _("It zigzags across the valley and converges.")
        return _("It converges without overshooting.")

    def describe(self, result):
        flat, steep = result.factors
        return _(
            "Condition number {condition}, learning rate {rate}: each step multiplies θ₁ by {flat} and θ₂ by {steep}. "
            "{verdict} The bound is 2/κ = {bound}; after {steps} steps the point is {distance} from the minimum."
        ).format(
            condition=number(result.condition),
            rate=number(result.rate),
            flat=number(flat),
            steep=number(steep),
            verdict=self.judge(flat, steep),
            bound=number(result.bound, 3),
            steps=len(result.path) - 1,
            distance=_size(float(np.hypot(*result.path[-1]))),
        )
