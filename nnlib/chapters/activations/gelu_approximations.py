"""The figure `GeluApproximations` of the chapter *Activations*."""

import numpy as np

from nnlib import activations
from nnlib.live import Choice, Explorable, Slider
from nnlib.numerals import number
from nnlib.plots.palette import BLUE, GREEN, GREY, INK
from nnlib.words import _


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
        lower.set(
            ylim=(-0.058, 0.058), yticks=(-0.04, -0.02, 0, 0.02, 0.04), ylabel=_("form − GELU"), xlabel=_("sum z")
        )
        for axes in (upper, lower):
            axes.axhline(0, color=GREY, linewidth=0.8)
        upper.plot(z, activations.get("gelu")(z), color=GREY, linewidth=5, alpha=0.6, label=_("GELU"))
        (self.form,) = upper.plot([], [], color=BLUE, label=_("sigmoid form"))
        upper.plot(z, activations.get("gelu_tanh")(z), color=GREEN, linestyle="--", linewidth=1.5, label=_("tanh form"))
        figure.legend(loc="outside upper center", ncols=3, handlelength=2)
        lower.set_title("\n\n")  # room for two lines of text
        self.curves = [
            lower.plot([], [], color=color, linestyle=dash)[0] for color, dash in ((BLUE, "-"), (GREEN, "--"))
        ]
        (self.worst,) = lower.plot([], [], "v", color=INK, markersize=8)
        self.texts = []
        for height, color, dash in ((1.18, BLUE, "-"), (1.06, GREEN, "--")):
            lower.plot(
                [0, 0.07], [height + 0.025] * 2, transform=lower.transAxes, clip_on=False, color=color, linestyle=dash
            )
            self.texts.append(lower.text(0.09, height, "", transform=lower.transAxes, fontsize=11, in_layout=False))
        return [self.form, *self.curves, self.worst, *self.texts]

    def update(self, result):
        self.form.set_data(result.z, result.form)
        for curve, error in zip(self.curves, result.errors):
            curve.set_data(result.z, error)
        self.worst.set_data(result.worst_at[:1], result.worst[:1])
        self.worst.set_marker("v" if result.worst[0] > 0 else "^")
        tanh = (
            _("tanh form: at most {worst}")
            if result.magnified == "1"
            else _("tanh form: at most {worst}, drawn × {times}")
        )
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
