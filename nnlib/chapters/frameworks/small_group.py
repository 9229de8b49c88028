"""The figure `SmallGroup` of the chapter *From nnlib to frameworks*."""

import numpy as np

from nnlib import Adam, BinaryCrossEntropy, evaluate, mlp, train
from nnlib.live import Explorable, Handle, Prediction, Slider, Toggle
from nnlib.numerals import number
from nnlib.plots.dots import add_dots, add_marks
from nnlib.plots.palette import BLUE, GREY, INK, ORANGE
from nnlib.plots.regions import Raster
from nnlib.words import _

PEOPLE, NEW = 400, 1000
RASTER = Raster((-2.6, 2.6), (-2.6, 2.6), 41)


def group(m, turn, rng):
    """Draw two measurements of m people and the right answers, which lie on either side of a line turned by `turn`."""
    X, angle = rng.normal(size=(m, 2)), np.deg2rad(turn)
    return X, (X @ [np.cos(angle), np.sin(angle)] > 0).astype(int)


def direction(turn):
    """Return the direction of the line that parts no from yes in group B."""
    angle = np.deg2rad(turn)
    return np.array([np.sin(angle), -np.cos(angle)])


class SmallGroup(Explorable):
    """A network learns from two groups for which the same measurements mean something else, one of them rarely seen."""

    title = _("A group that is rarely seen")
    size = (400, 300)
    share = Slider(
        label=_("group B"), low=2, high=50, step=1, grid=(2, 5, 10, 20, 30, 40, 50), start=5, unit=" %"
    )  # fmt: skip
    turn = Slider(label=_("its rule is turned by"), low=0, high=90, step=15, grid_step=30, start=90, unit="°")
    told = Toggle(label=_("the network is told the group"))

    prediction = Prediction(
        question=_("With 5 % of B among the examples: how many of B does the network get right?"),
        y=Slider(label=_("right of B"), low=0, high=100, step=2, start=80, unit=" %"),
        answer=lambda result: round(100 * result.right[2]),
    )

    def compute(self, share, turn, told):
        rng, rare = np.random.default_rng(0), round(PEOPLE * share / 100)
        sets = [group(PEOPLE - rare, 0, rng), group(rare, turn, rng)]
        new = [group(NEW, 0, np.random.default_rng(1)), group(NEW, turn, np.random.default_rng(2))]

        def seen(X, number):
            return np.column_stack([X, np.full(len(X), number)]) if told else X

        net, loss = mlp([2 + told, 8, 1], "tanh", rng=1), BinaryCrossEntropy()
        X = np.vstack([seen(X, number) for number, (X, _labels) in enumerate(sets)])
        train(net, loss, Adam(0.1), X, np.hstack([y for _X, y in sets]), epochs=60, batch_size=None)
        right = [evaluate(net, loss, seen(X, number), y)[1] for number, (X, y) in enumerate(new)]
        lines = [RASTER.lines_at_zero(net.forward(seen(RASTER.points, number))) for number in range(2)]
        everyone = np.dot([100 - share, share], right) / 100
        return {"points": sets, "lines": lines, "right": np.array([everyone, *right])}

    def build(self, figure):
        plane, bars = figure.subplots(1, 2, width_ratios=(1.4, 1))
        plane.set(xlim=RASTER.xlim, ylim=RASTER.ylim, aspect="equal", xticks=(), yticks=())
        plane.set_title(_("where it turns to yes\n(grey: the rule of B)"))
        (self.rule,) = plane.plot([], [], color=GREY, linewidth=2, linestyle="--")
        self.handles = [Handle(plane, along="turn", at=lambda c: tuple(-2.2 * direction(c.turn)))]
        self.dots, keys = [], []
        for hollow, answers in ((False, (_("A: no"), _("A: yes"))), (True, (_("B: no"), _("B: yes")))):
            for marker, colour, label in zip("so", (BLUE, ORANGE), answers):
                size = 6.5 if hollow else 4
                self.dots.append(add_dots(plane, marker, colour, size, hole=3 * hollow))
                keys.append(add_marks(plane, marker, colour, size - 1, hollow=hollow, label=label))
        self.cuts = plane.plot([], [], color=INK, linewidth=2.5) + plane.plot(
            [], [], color=INK, linewidth=2.5, linestyle=":"
        )
        names = (_("all"), "A", "B")
        self.bars = [bars.plot([], [], color=GREY if name == names[0] else INK, linewidth=22, solid_capstyle="butt")[0]
                     for name in names]  # fmt: skip
        self.labels = [bars.text(place, 0, "", ha="center", va="bottom", fontsize=11) for place in range(3)]
        bars.set(xlim=(-0.6, 2.6), ylim=(0, 112), xticks=range(3), yticks=(), title=_("right on new, in %"))
        bars.set_xticks(range(3), names)
        bars.axhline(50, color=GREY, linewidth=0.8, linestyle="--")
        figure.legend(handles=keys, loc="outside lower center", ncols=4, handletextpad=0.2, columnspacing=1)
        no_a, yes_a, no_b, yes_b = self.dots
        self.asked_in = bars
        return [self.rule, *no_a, *yes_a, *self.cuts, *no_b, *yes_b, *self.bars, *self.labels]

    def update(self, result):
        kinds = [X[y == label] for X, y in result.points for label in (0, 1)]
        for layers, places in zip(self.dots, kinds, strict=True):
            for dots in layers:
                dots.set_places(places[:60])  # a part of A is enough to see
        self.rule.set_data(*np.outer(direction(result.turn), (-3, 3)))
        gap = np.full((1, 2), np.nan)
        for cut, lines in zip(self.cuts, result.lines):
            cut.set_data(*np.vstack([gap, *[part for line in lines for part in (line[::2], line[-1:], gap)]]).T)
        self.cuts[1].set_visible(result.told)
        for place, (bar, label, share) in enumerate(zip(self.bars, self.labels, result.right)):
            bar.set_data([place, place], [0, 100 * share])
            label.set_text(number(100 * share, 0))
            label.set_position((place, 100 * share + 1))

    def describe(self, result):
        known = _("is told") if result.told else _("is not told")
        message = _(
            "Group B is {share} of the 400 people, its rule is turned by {turn}, and the network {known} who belongs "
            "to it. On new people it is right for {right[0]:%} of all: {right[1]:%} of A and {right[2]:%} of B."
        )
        return self.say(message, result, known=known)
