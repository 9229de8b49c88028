"""The figure `GeluApproximations` of the chapter *Activations*."""

import numpy as np

from nnlib import activations
from nnlib.live import Choice, Explorable, Handle, Prediction, Slider
from nnlib.plots.notes import keyed_note, room_above
from nnlib.plots.palette import BLUE, GREEN, GREY, INK
from nnlib.words import _

gelu, tanh_form, sigmoid = (activations.get(name) for name in ("gelu", "gelu_tanh", "sigmoid"))


HELD = 1.4
"""Where the error hangs most on the constant."""


class GeluApproximations(Explorable):
    """How far z σ(k z) and the tanh form are from GELU, both errors on one scale."""

    title = _("GELU and the errors of its approximations")
    size = (400, 410)
    constant = Slider(
        label=_("constant k"), low=1.5, high=2, step=0.001, start=1.702,
        grid=(1.5, 1.55, 1.6, 1.65, 1.702, 1.75, 1.773, 1.8, 1.85, 1.9, 2),
    )  # fmt: skip
    magnified = Choice(
        label=_("error of the tanh form"),
        options={"1": _("as it is"), "10": _("10 times as large"), "40": _("40 times as large")},
        start="1",
    )

    prediction = Prediction(
        question=_("The gates are at most 0.0095 apart. How large is the largest error of z times the gate?"),
        options={"smaller": _("smaller"), "same": _("the same"), "larger": _("larger")},
        answer=lambda result: "larger" if abs(result.worst[0]) > 0.01 else "smaller",
    )

    def compute(self, constant, magnified):
        z = np.linspace(-5, 5, 1001)
        form = z * sigmoid(constant * z)
        errors = np.array([form - gelu(z), tanh_form(z) - gelu(z)])
        at = np.abs(errors).argmax(axis=1)
        drawn = {"z": z[::8], "form": form[::8], "errors": errors[:, ::8] * [[1], [float(magnified)]]}
        return {**drawn, "worst_at": z[at], "worst": errors[[0, 1], at]}

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(1, 1.2))
        upper.set(xlim=(-5, 5), ylim=(-0.21, 0.31), yticks=(-0.2, 0, 0.2), ylabel=_("output"))
        lower.set(ylim=(-0.058, 0.058), yticks=(-0.04, -0.02, 0, 0.02, 0.04))
        lower.set(ylabel=_("form − GELU"), xlabel=_("sum z"))
        for axes in (upper, lower):
            axes.axhline(0, color=GREY, linewidth=0.8)
        z = np.linspace(-5, 1, 121)
        upper.plot(z, gelu(z), color=GREY, linewidth=5, alpha=0.6, label=_("GELU"))
        (self.form,) = upper.plot([], [], color=BLUE, label=_("sigmoid form"))
        upper.plot(z, tanh_form(z), color=GREEN, linestyle="--", linewidth=1.5, label=_("tanh form"))
        figure.legend(loc="outside upper center", ncols=3, handlelength=2)
        room_above(lower, lines=2)
        looks = {"color": BLUE, "linestyle": "-"}, {"color": GREEN, "linestyle": "--"}
        self.curves = [lower.plot([], [], **look)[0] for look in looks]
        (self.worst,) = lower.plot([], [], "v", color=INK, markersize=8)
        self.texts = [keyed_note(lower, y, width=0.07, lift=0.025, **look) for y, look in zip((1.18, 1.06), looks)]
        at_most = float(gelu(np.array(HELD)))
        self.handles = [
            Handle(lower, y="constant", at=lambda c: (HELD, HELD / (1 + np.exp(-c.constant * HELD)) - at_most))
        ]
        return [self.form, *self.curves, self.worst, *self.texts]

    def update(self, result):
        self.form.set_data(result.z, result.form)
        for curve, error in zip(self.curves, result.errors):
            curve.set_data(result.z, error)
        self.worst.set_data(result.worst_at[:1], result.worst[:1])
        self.worst.set_marker("v" if result.worst[0] > 0 else "^")
        as_it_is, magnified = _("tanh form: at most {off[1]:5}"), _("tanh form: at most {off[1]:5}, drawn × {times}")
        messages = _("z σ({constant} z): at most {off[0]:4}"), as_it_is if result.magnified == "1" else magnified
        for text, message in zip(self.texts, messages):
            text.set_text(self.say(message, result, off=np.abs(result.worst), times=result.magnified))

    def describe(self, result):
        message = _(
            "z σ({constant} z) is off by {off[0]:4} at most, at z = ±{where}; the tanh form by {off[1]:5}, {times:0} "
            "times less. Its error is drawn {magnified}."
        )
        off = np.abs(result.worst)
        return self.say(message, result, off=off, where=abs(result.worst_at[0]), times=off[0] / off[1])
