"""The figure `Batching` of the chapter *Layers and networks*."""

import json
from pathlib import Path as File

import numpy as np

from nnlib import datasets
from nnlib.live import Choice, Explorable, Handle, Prediction, Slider, Step
from nnlib.plots.palette import BLUE, GREEN, ORANGE, PURPLE
from nnlib.words import _

BATCHING = json.loads((File(datasets.__file__).parent / "data" / "batching.json").read_text(encoding="utf-8"))
"""Medians recorded by benchmarks/batching.py: microseconds for one image, by network, number type and batch size."""


def panels(figure):
    """Return the axes of times and of counts, both logarithmic."""
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    for axes, limits, ticks in ((upper, (0.5, 900), (1, 10, 100)), (lower, (20, 3e6), (100, 10_000, 1_000_000))):
        axes.set(xscale="log", yscale="log", xlim=(0.8, 1300), ylim=limits)
        axes.set_yticks(ticks, [f"{tick:,}" for tick in ticks])
        axes.minorticks_off()
    lower.set_xticks((1, 10, 100, 1000), ["1", "10", "100", "1,000"])
    lower.set_xlabel(_("batch size m"))
    upper.set_ylabel(_("µs for one image"))
    lower.set_ylabel(_("count for one image"))
    return upper, lower


class Batching(Explorable):
    """The batch size against the recorded time for one image, and what is counted: multiplications and weights read."""

    title = _("Many images at once")
    size = (400, 400)
    batch = Step(label=_("batch size"), stages=tuple(BATCHING["batches"]), start=100, interval=700)
    networks = {name: name for name in BATCHING["microseconds"]}
    network = Choice(label=_("network"), options=networks, start="784-50-100-10")
    types = {"float32": _("float32: 4 bytes"), "float64": _("float64: 8 bytes")}
    dtype = Choice(label=_("numbers"), options=types, start="float32")

    batches = np.array(BATCHING["batches"])

    prediction = Prediction(
        question=_("One by one an image took 14 µs. How long in batches of 100?"),
        y=Slider(
            label=_("for one image"), low=0.6, high=100, step=0.05, logarithmic=True, grid=(0.6, 14, 100), start=14,
            unit=_(" µs"),
        ),
        answer=lambda result: result.time,
    )  # fmt: skip

    def compute(self, batch, network, dtype):
        sizes, here = [int(n) for n in network.split("-")], self.batches == batch
        times, weights = np.array(BATCHING["microseconds"][network][dtype]), np.dot(sizes[:-1], sizes[1:])
        counts = {"multiplications": np.full(len(times), weights), "reads": weights / self.batches}
        now = {"time": float(times[here][0]), "counts": [float(count[here][0]) for count in counts.values()]}
        return {"sizes": sizes, "times": times, **counts, **now}

    def build(self, figure):
        upper, lower = panels(figure)
        (self.curve,) = upper.plot([], [], "o-", color=BLUE, markersize=4)
        (self.dot,) = upper.plot([], [], "o", color=ORANGE, markersize=11)
        (self.flat,) = lower.plot([], [], color=GREEN, label=_("multiplications"))
        (self.falling,) = lower.plot([], [], color=PURPLE, linestyle="--", label=_("weights read"))
        (self.counts,) = lower.plot([], [], "o", color=ORANGE, markersize=8)
        self.label = upper.annotate("", (1, 1), (0, 17), textcoords="offset pixels", ha="center")
        beside = {"textcoords": "offset pixels", "va": "center", "in_layout": False}
        self.counted = [lower.annotate("", (1, 1), (0, 13), **beside) for _line in range(2)]
        figure.legend(handles=[self.flat, self.falling], loc="outside lower center", ncols=2)
        self.shapes = upper.text(0.5, 1.02, "", transform=upper.transAxes, ha="center", va="bottom", fontsize=11)
        self.handles = [Handle(self.dot, x="batch")]
        self.asked_in = upper
        return [self.curve, self.flat, self.falling, self.dot, self.counts, self.label, self.shapes, *self.counted]

    def update(self, result):
        for line, values in zip(
            (self.curve, self.flat, self.falling), (result.times, result.multiplications, result.reads)
        ):
            line.set_data(self.batches, values)
        self.dot.set_data([result.batch], [result.time])
        self.counts.set_data([result.batch] * 2, result.counts)
        self.label.set_text(self.say(_("{time} µs"), result))
        texts = [f"{count:,.0f}" for count in result.counts]
        self.counted[0].set_text(texts[0])
        self.counted[1].set_text(texts[1] if result.batch > 1 else "")  # one by one the two are the same
        side = "left" if result.batch < 3 else "right" if result.batch > 400 else "center"
        for label, height in zip((self.label, *self.counted), (result.time, *np.maximum(result.counts, 20))):
            label.xy = (result.batch, height)
            label.set_horizontalalignment(side)
            label.stale = True  # a new place alone does not say so
        self.shapes.set_text(" → ".join(self.say("({batch}, {n})", result, n=n) for n in result.sizes))

    def describe(self, result):
        message = _(
            "{network}, {dtype}, batch size {batch}: {time} µs for one image were recorded, {ratio:1} times as fast as "
            "one by one. For one image: {multiplied} multiplications, {read} weights read."
        )
        multiplied, read = (f"{count:,.0f}" for count in result.counts)
        ratio = result.times[0] / result.time
        return self.say(message, result, dtype=result.dtype, ratio=ratio, multiplied=multiplied, read=read)
