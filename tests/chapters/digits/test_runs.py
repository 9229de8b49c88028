"""What the chapter *Recognising digits* says of its runs: the tables are those recorded, and parts are run again."""

import json
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from nnlib import Adam, CrossEntropy, datasets, evaluate, mlp, train
from nnlib.chapters.digits.kept import kept_network, recorded
from nnlib.schedules import cosine

ROOT = Path(__file__).parents[3]
IMAGES = datasets.digits()
LOSS = CrossEntropy()
NAMES = {"sigmoid": "sigmoid", "tanh": "tanh", "ReLU": "relu", "GELU": "gelu", "SiLU": "silu", "Mish": "mish"}


def fit(X, y, seed, *, rate=0.003, epochs=15, activation="relu", sizes=(784, 50, 100, 10)):
    net = mlp(list(sizes), activation, rng=seed, dtype="float32")
    steps = epochs * -(-len(X) // 32)
    train(net, LOSS, Adam(cosine(rate, steps=steps)), X, y, epochs=epochs, l2=0.001, rng=seed)
    return net


def accuracy(net):
    return evaluate(net, LOSS, IMAGES.X_test, IMAGES.y_test)[1]


@pytest.fixture(scope="module")
def nets():
    return [fit(IMAGES.X_train, IMAGES.y_train, seed) for seed in range(3)]


@pytest.fixture(scope="module")
def text():
    cells = nbformat.read(ROOT / "chapters" / "digits.ipynb", as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def rows(text, head):
    """Return the rows of the table whose first column is called `head`."""
    table = re.search(rf"^\| {head} \|.*\n\|[-| ]+\n((?:\|.*\n?)+)", text, re.MULTILINE)
    return [[field.strip() for field in line.strip(" |").split("|")] for line in table[1].strip().splitlines()]


def spread(values):
    return f"{min(values):.3f} … {max(values):.3f}"


def test_three_seeds_reach_0_93(nets):
    assert min(map(accuracy, nets)) >= 0.93


def test_the_kept_network_is_the_run_with_seed_0(nets):
    """On another processor rounding leads to slightly other weights."""
    X, y = IMAGES.X_test, IMAGES.y_test
    kept = kept_network()
    assert (kept.forward(X).argmax(axis=1) == y).sum() == 936
    again = nets[0].forward(X).argmax(axis=1)
    assert np.mean(again == kept.forward(X).argmax(axis=1)) > 0.95


def test_the_recorded_accuracies_can_be_had_again(nets):
    ours = recorded()["comparison"]["nnlib"]["accuracy"]
    assert len(ours) == 10 and min(ours) > 0.93
    assert np.allclose([accuracy(net) for net in nets], ours[:3], atol=0.012)


def test_nearest_neighbour_needs_no_package():
    """The recorded figures of scikit-learn's, from three lines."""
    X, T = IMAGES.X_test, IMAGES.X_train
    nearest = ((T**2).sum(axis=1) - 2 * X @ T.T).argmin(axis=1)
    right = np.mean(IMAGES.y_train[nearest] == IMAGES.y_test)
    assert np.isclose(right, recorded()["comparison"]["KNeighborsClassifier"]["accuracy"][0], atol=0.002)
    assert recorded()["comparison"]["k"] == 1


def test_few_examples_give_the_recorded_accuracy():
    chosen = np.random.default_rng(0).permutation(5000)[:50]
    net = fit(IMAGES.X_train[chosen], IMAGES.y_train[chosen], 0, epochs=1178)
    assert np.isclose(accuracy(net), recorded()["examples"]["network"][0][0], atol=0.03)


def test_sixteen_layers_are_harder_to_train():
    deep = fit(IMAGES.X_train[:4000], IMAGES.y_train[:4000], 0, rate=0.001, sizes=[784, *[34] * 16, 10])
    assert accuracy(deep) < 0.925
    assert deep.parameters.size == recorded()["depth"]["16"]["parameters"]


def test_shuffled_pixels_are_read_as_well(nets):
    order = np.random.default_rng(100).permutation(784)
    net = fit(IMAGES.X_train[:, order], IMAGES.y_train, 0)
    assert evaluate(net, LOSS, IMAGES.X_test[:, order], IMAGES.y_test)[1] >= 0.93


def test_tables_are_those_recorded(text):
    runs = recorded()
    for (_setting, median, span), values in zip(rows(text, "setting"), runs["tuning"].values(), strict=True):
        assert (median, span) == (f"{np.median(values):.3f}", spread(values))
    models = {name: entry for name, entry in runs["comparison"].items() if isinstance(entry, dict)}
    table = rows(text, "model")
    assert len(table) == len(models) == 6
    for _model, median, span, seconds in table:
        assert any(
            median == f"{np.median(entry['accuracy']):.3f}"
            and span in (spread(entry["accuracy"]), "–")
            and seconds == str(entry.get("seconds", "–"))
            for entry in models.values()
        ), median
    for name, rate, median, span, epochs, time in rows(text, "activation"):
        entry = runs["activations"][NAMES[name]]
        values = entry["accuracy"]
        assert (rate, median, span) == (str(entry["rate"]), f"{np.median(values):.3f}", spread(values))
        assert (epochs, time) == (f"{np.median(entry['epochs']):.0f}", f"{entry['microseconds']:.0f}")
    for depth, _units, parameters, rate, training, median, span in rows(text, "hidden layers"):
        entry = runs["depth"][depth]
        values = entry["accuracy"]
        assert (parameters, rate) == (f"{entry['parameters']:,}", str(entry["rate"]))
        assert (training, median) == (f"{np.median(entry['training']):.3f}", f"{np.median(values):.3f}")
        assert span == spread(values)
    for number, (shift, before, after) in enumerate(rows(text, "moved right by")):
        assert shift == str(number)
        for seen, name in ((before, "moved by up to 0"), (after, "moved by up to 2")):
            assert seen == f"{np.median([row[number] for row in runs['moved'][name]]):.3f}"


def test_what_other_networks_say_of_the_changed_images():
    opinions = recorded()["opinions"]
    assert opinions["84"] == {"before": [9] * 9, "after": [9] * 9}
    assert opinions["273"]["before"] == [4] * 9 and opinions["273"]["after"].count(7) == 7


def change(net, image, wanted):
    """Do what the chapter's cell does."""
    image, changed = image.copy(), []
    while (answer := net.forward(image[None])[0].argmax()) != wanted:
        dZ = np.zeros((1, 10))
        dZ[0, wanted], dZ[0, answer] = 1, -1
        slope = net.backward(dZ)[0]
        changed.append(int(np.where(slope > 0, slope * (1 - image), -slope * image).argmax()))
        image[changed[-1]] = slope[changed[-1]] > 0
    return changed


def test_the_gradient_with_respect_to_the_pixels_is_that_of_differences():
    net, image = kept_network(), IMAGES.X_test[84].astype(float)
    net.forward(image[None])
    dZ = np.zeros((1, 10))
    dZ[0, 4], dZ[0, 9] = 1, -1
    slope = net.backward(dZ)[0]
    for pixel in (7 * 28 + 14, 300, 400):
        moved = [image.copy(), image.copy()]
        moved[0][pixel] += 0.01
        moved[1][pixel] -= 0.01
        z = net.forward(np.array(moved))
        lead = z[:, 4] - z[:, 9]
        assert np.isclose((lead[0] - lead[1]) / 0.02, slope[pixel], atol=0.02)


def test_a_clear_digit_gets_another_answer_after_some_nine_pixels():
    net, X = kept_network(), IMAGES.X_test
    z = net.forward(X)
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    clear = np.flatnonzero((z.argmax(axis=1) == IMAGES.y_test) & (p.max(axis=1) > 0.99))[:60]
    counts = [len(change(net, X[i], int(z[i].argsort()[-2]))) for i in clear]
    assert 8 <= np.median(counts) <= 10


def test_the_records_name_their_script():
    assert (ROOT / json.loads((ROOT / "nnlib/data/digits.json").read_text(encoding="utf-8"))["script"]).exists()
