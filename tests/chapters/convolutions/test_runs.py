"""What the chapter *A first look at convolutions* says of its runs: tables as recorded, and parts that run again."""

import functools
import json
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from nnlib import Adam, CrossEntropy, Layer, Network, datasets, evaluate, gradcheck, layers, mlp, schedules, train
from nnlib.chapters.convolutions.kept import kept_network, recorded, small_network
from nnlib.convolution import Conv2D
from nnlib.layers import Activation, Dense

ROOT = Path(__file__).parents[3]
X, Y, X_TEST, Y_TEST = datasets.digits()
LOSS = CrossEntropy()


@pytest.fixture(scope="module")
def cells():
    return {
        cell.id: cell.source for cell in nbformat.read(ROOT / "chapters" / "convolutions.ipynb", as_version=4).cells
    }


@pytest.fixture(scope="module")
def text(cells):
    return "\n\n".join(cells.values())


@pytest.fixture(scope="module")
def blocks(cells):
    """The two layers that the chapter writes."""
    names = {"np": np, "Layer": Layer, "WeightedLayer": layers.WeightedLayer}
    for name in ("cv-branches-class", "cv-batchnorm"):
        exec(cells[name], names)
    return names["Branches"], names["BatchNorm"]


@functools.cache
def fitted(seed):
    net = small_network(seed)
    rate = schedules.cosine(0.01, steps=5 * 157)
    train(net, LOSS, Adam(rate), X.reshape(-1, 1, 28, 28), Y, epochs=5, l2=0.001, rng=seed)
    return net


def rows(text, head):
    """Return the rows of the table whose first column is called `head`."""
    table = re.search(rf"^\| {head} \|.*\n\|[-| ]+\n((?:\|.*\n?)+)", text, re.MULTILINE)
    return [[field.strip() for field in line.strip(" |").split("|")] for line in table[1].strip().splitlines()]


def summary(values):
    return [f"{np.median(values):.3f}", f"{min(values):.3f} … {max(values):.3f}"]


def test_it_beats_the_dense_network_with_fewer_parameters():
    """On the same split, in every recorded seed; and once more, now, in one."""
    runs = recorded()["comparison"]
    assert min(runs["convolutional"]["accuracy"]) > max(runs["dense"]["accuracy"])
    assert len(runs["convolutional"]["accuracy"]) == len(runs["dense"]["accuracy"]) == 10
    assert runs["convolutional"]["parameters"] == small_network(0).parameters.size == 5994
    assert runs["dense"]["parameters"] == mlp([784, 50, 100, 10], rng=0).parameters.size == 45360
    assert runs["convolutional"]["seconds"] < 60
    again = evaluate(fitted(0), LOSS, X_TEST.reshape(-1, 1, 28, 28), Y_TEST)[1]
    assert again > max(runs["dense"]["accuracy"]) and np.isclose(
        again, runs["convolutional"]["accuracy"][0], atol=0.012
    )


def test_the_dense_network_is_that_of_the_digits_chapter():
    digits = json.loads((ROOT / "nnlib" / "data" / "digits.json").read_text(encoding="utf-8"))
    assert digits["comparison"]["nnlib"]["accuracy"] == recorded()["comparison"]["dense"]["accuracy"]


def test_the_kept_network_is_the_run_with_seed_0():
    images = X_TEST.reshape(-1, 1, 28, 28)
    kept = kept_network().forward(images).argmax(axis=1)
    assert np.isclose(np.mean(kept == Y_TEST), recorded()["comparison"]["convolutional"]["accuracy"][0], atol=0.002)
    assert np.mean(kept == fitted(0).forward(images).argmax(axis=1)) > 0.95


def test_moved_digits_are_read_as_recorded():
    images = np.zeros((1000, 1, 28, 28), np.float32)
    images[:, 0, 4:] = X_TEST.reshape(-1, 28, 28)[:, :24]
    assert np.isclose(evaluate(kept_network(), LOSS, images, Y_TEST)[1], 0.359, atol=0.005)


def test_tables_are_those_recorded(text):
    runs = recorded()
    assert [row[1:] for row in rows(text, "learning rate, falling to 0")] == [*map(summary, runs["tuning"].values())]
    for row, entry in zip(rows(text, "network"), (runs["comparison"][name] for name in
                          ("dense", "convolutional", "strided", "anywhere")), strict=True):  # fmt: skip
        assert row[1:] == [f"{entry['parameters']:,}", *summary(entry["accuracy"]), f"{entry['seconds']:.1f}"]
    others = [runs[part][name] for part in ("shuffled", "few") for name in ("dense", "convolutional")]
    assert [row[2:] for row in rows(text, "images")] == [*map(summary, others)]
    for row in rows(text, "learning rate"):
        without, with_it = (runs["deep"][name][row[0]]["test"] for name in ("without", "with"))
        assert row[1:] == [*summary(without), *summary(with_it)]
    for row, (count, entry) in zip(rows(text, "kernels"), runs["kernels"].items(), strict=True):
        median = f"{np.median(entry['accuracy']):.3f}"
        assert row == [f"{count} and {2 * int(count)}", f"{entry['parameters']:,}", median]
    frozen = [
        np.median(values)
        for values in (runs["frozen"]["accuracy"], runs["comparison"]["convolutional"]["accuracy"][:5])
    ]
    assert "{:.3f}, against {:.3f}".format(*frozen) in text


def test_sentences_about_the_tables_hold(text):
    runs = recorded()
    median = {name: np.median(entry["accuracy"]) for name, entry in runs["comparison"].items() if name != "shifts"}
    assert (
        0.4 < (median["convolutional"] - median["dense"]) / (1 - median["dense"]) < 0.5
    )  # nearly half of the mistakes
    moved = {name: np.median(runs["comparison"][name]["moved"], axis=0).round(2) for name in median}
    assert [moved["dense"][by] for by in (2, 4)] == [0.62, 0.12]
    assert [moved["convolutional"][by] for by in (0, 2, 4)] == [0.97, 0.84, 0.36]
    assert moved["anywhere"][4] == 0.64 and 0.45 < moved["anywhere"][6] < 0.5
    whole = ~X_TEST.reshape(-1, 28, 28)[:, 24:].any(axis=(1, 2))  # nothing would leave the image
    assert runs["whole"]["images"] == whole.sum() and 0.48 < whole.mean() < 0.52
    assert round(float(np.median(runs["whole"]["accuracy"])), 2) == 0.76
    sizes = [runs["comparison"][name]["parameters"] for name in ("convolutional", "dense")]
    assert 7 * sizes[0] < sizes[1] < 8 * sizes[0]
    assert f"40 epochs bring it to {np.median(runs['patient']['accuracy']):.3f}" in text
    few = {name: np.median(values) for name, values in runs["few"].items()}
    assert 0.055 < few["convolutional"] - few["dense"] < 0.065
    best = [max(np.median(run["test"]) for run in runs["deep"][name].values()) for name in ("without", "with")]
    assert 0.01 < best[1] - best[0] < 0.02


def test_numbers_of_products():
    """Of the first and the second convolution and the last layer; the dense network uses each weight once."""
    products = 576 * 200 + 64 * 3200 + 2560
    assert products == 322_560 and 7 < products / (784 * 50 + 50 * 100 + 100 * 10) < 7.5
    assert 192 * 32 * 25 == 153_600 and 192 * 16 + 16 * 25 * 32 == 15_872


def test_a_block_with_branches_is_the_branches_one_by_one(blocks):
    rng = np.random.default_rng(0)
    branches = [Conv2D(2, 2, 1, rng=rng), Conv2D(2, 3, 3, padding=1, rng=rng)]
    images, block = rng.normal(size=(3, 2, 6, 6)), blocks[0](*branches)
    apart = [branch.forward(images) for branch in branches]
    Y = block.forward(images)
    assert np.array_equal(Y[:, :2], apart[0]) and np.array_equal(Y[:, 2:], apart[1])
    dY = rng.normal(size=Y.shape)
    dX = block.backward(dY)
    slopes = gradcheck.numerical_gradient(lambda X: float((block.forward(X) * dY).sum()), images)
    assert np.allclose(dX, slopes, atol=1e-6)


def test_batch_normalisation_in_training_and_in_use(blocks):
    rng = np.random.default_rng(0)
    net = Network([Dense(3, 4, rng=rng), blocks[1](4, dtype="float64"), Activation("tanh"), Dense(4, 2, rng=rng)])
    inputs, target = rng.normal(2, 3, (50, 3)), rng.integers(0, 2, 50)
    net.training = True
    for _step in range(200):
        net.forward(inputs)
    Z = net.layers[0].forward(inputs)
    assert np.allclose(net.layers[1].mean, Z.mean(axis=0)) and np.allclose(net.layers[1].variance, Z.var(axis=0))
    net.training = False
    assert np.allclose(net.forward(inputs)[:1], net.forward(inputs[:1]))  # in use, every example by itself
    assert gradcheck.check(net, LOSS, inputs, target) < 1e-6


def test_deep_networks_learn_at_a_large_rate_only_with_it(blocks):
    right = []
    for normalise in (False, True):
        rng, row = np.random.default_rng(0), []
        for n_in in [784] + 15 * [34]:
            row += [
                Dense(n_in, 34, rng=rng, dtype="float32"),
                *([blocks[1](34)] if normalise else []),
                Activation("relu"),
            ]
        net = Network([*row, Dense(34, 10, rng=rng, dtype="float32")])
        train(net, LOSS, Adam(schedules.cosine(0.03, steps=6 * 157)), X, Y, epochs=6, rng=0)
        right.append(evaluate(net, LOSS, X_TEST, Y_TEST)[1])
    assert right[0] < 0.3 and right[1] > 0.75


def test_the_network_of_the_page_is_that_of_the_benchmark(cells):
    names = {
        name: value for name, value in globals().items() if name in ("np", "Network", "Conv2D", "Dense", "Flatten")
    }
    names |= {"MaxPool2D": __import__("nnlib").MaxPool2D}
    exec(cells["cv-small"].split("net = small")[0], names)
    assert np.array_equal(names["small"](3).parameters, small_network(3).parameters)


def test_the_record_says_where_it_comes_from():
    assert (ROOT / recorded()["script"]).exists()
    assert json.loads((ROOT / "nnlib" / "data" / "convolutions.json").read_text(encoding="utf-8")) == recorded()
