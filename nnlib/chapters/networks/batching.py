"""The figure `Batching` of the chapter *Layers and networks*."""

import json
from pathlib import Path as File

import numpy as np

from nnlib import datasets
from nnlib.live import Choice, Explorable, Step
from nnlib.numerals import number
from nnlib.plots.palette import BLUE, GREEN, ORANGE, PURPLE
from nnlib.words import _

BATCHING = json.loads((File(datasets.__file__).parent / "data" / "batching.json").read_text(encoding="utf-8"))
"""Medians recorded by benchmarks/batching.py: microseconds for one image, by network, number type and batch size."""


class Batching(Explorable):
    """The batch size against the recorded time for one image, and what is counted: multiplications and weights read."""

    title = _("Many images at once")
    size = (400, 400)
    batch = Step(label=_("batch size"), stages=tuple(BATCHING["batches"]), start=100, interval=700)
    network = Choice(
        label=_("network"), options={name: name for name in BATCHING["microseconds"]}, start="784-50-100-10"
    )
    dtype = Choice(
        label=_("numbers"),
        options={"float32": _("float32: 4 bytes"), "float64": _("float64: 8 bytes")},
        start="float32",
    )

    batches = np.array(BATCHING["batches"])

    def compute(self, batch, network, dtype):
        sizes = [int(n) for n in network.split("-")]
        times = np.array(BATCHING["microseconds"][network][dtype])
        weights = sum(n_in * n_out for n_in, n_out in zip(sizes, sizes[1:]))
        return {
            "shapes": " → ".join(f"({number(batch)}, {n})" for n in sizes),
            "times": times,
            "time": float(times[self.batches == batch][0]),
            "multiplications": np.full(len(times), weights),
            "reads": weights / self.batches,
        }

    def build(self, figure):
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        for axes, high, ticks in ((upper, 900, (1, 10, 100)), (lower, 3e6, (100, 10_000, 1_000_000))):
            axes.set(xscale="log", yscale="log", xlim=(0.8, 1300), ylim=(0.5 if axes is upper else 20, high))
            axes.set_yticks(ticks, [f"{tick:,}" for tick in ticks])
            axes.minorticks_off()
        lower.set_xticks((1, 10, 100, 1000), ["1", "10", "100", "1,000"])
        lower.set_xlabel(_("batch size m"))
        upper.set_ylabel(_("µs for one image"))
        lower.set_ylabel(_("count for one image"))
        (self.curve,) = upper.plot([], [], "o-", color=BLUE, markersize=4)
        (self.dot,) = upper.plot([], [], "o", color=ORANGE, markersize=11)
        self.label = upper.annotate("", (1, 1), (0, 17), textcoords="offset pixels", ha="center")
        (self.flat,) = lower.plot([], [], color=GREEN)
        (self.falling,) = lower.plot([], [], color=PURPLE, linestyle="--")
        (self.counts,) = lower.plot([], [], "o", color=ORANGE, markersize=8)
        self.counted = [
            lower.annotate("", (1, 1), (0, 13), textcoords="offset pixels", va="center", in_layout=False)
            for _line in range(2)
        ]
        figure.legend(
            [self.flat, self.falling], [_("multiplications"), _("weights read")], loc="outside lower center", ncols=2
        )
        self.shapes = upper.text(0.5, 1.02, "", transform=upper.transAxes, ha="center", va="bottom", fontsize=11)
        return [self.curve, self.flat, self.falling, self.dot, self.counts, self.label, self.shapes, *self.counted]

    def update(self, result):
        self.curve.set_data(self.batches, result.times)
        self.flat.set_data(self.batches, result.multiplications)
        self.falling.set_data(self.batches, result.reads)
        self.dot.set_data([result.batch], [result.time])
        here = self.batches == result.batch
        counts = [result.multiplications[here][0], result.reads[here][0]]
        self.counts.set_data([result.batch] * 2, counts)
        for label, count in zip(self.counted, counts if result.batch > 1 else counts[:1] + [0]):
            label.xy = (result.batch, max(count, 20))
            label.set_text(f"{count:,.0f}" if count else "")  # one by one the two are the same
            label.stale = True  # a new place alone does not say so
        self.label.xy = (result.batch, result.time)
        self.label.set_text(_("{time} µs").format(time=number(result.time)))
        side = "left" if result.batch < 3 else "right" if result.batch > 400 else "center"
        for label in (self.label, *self.counted):
            label.set_horizontalalignment(side)
        self.shapes.set_text(result.shapes)

    def describe(self, result):
        return _(
            "{network}, {dtype}, batch size {batch}: {time} µs for one image were recorded, {ratio} times as fast as one by "
            "one. For one image: {multiplications} multiplications, {reads} weights read."
        ).format(
            network=result.network,
            dtype=result.dtype,
            batch=number(result.batch),
            time=number(result.time),
            ratio=number(result.times[0] / result.time, 1),
            multiplications=f"{result.multiplications[0]:,}",
            reads=f"{result.reads[self.batches == result.batch][0]:,.0f}",
        )
