"""Data sets: rules, shapes, randomness."""

import hashlib
import re
from pathlib import Path

import numpy as np
import pytest

from nnlib import datasets

DRAWN = {
    "house_prices": (datasets.house_prices, 3),
    "colours": (datasets.colours, 3),
    "fruit": (datasets.fruit, 3),
    "demand": (datasets.demand, 4),
    "circles": (datasets.circles, 2),
    "moons": (datasets.moons, 2),
    "spirals": (datasets.spirals, 2),
    "xor": (datasets.xor, 2),
    "wave": (datasets.wave, 1),
    "noisy_line": (datasets.noisy_line, 1),
}
NUMBERS = {"house_prices": 200, "colours": 200, "fruit": 300, "demand": 400, "circles": 200, "moons": 200,
           "spirals": 200, "xor": 200, "wave": 100, "noisy_line": 50}  # fmt: skip
NOISE = {"circles": 0.08, "moons": 0.1, "spirals": 0.03, "xor": 0, "wave": 0.1, "noisy_line": 0.3}
every = pytest.mark.parametrize(("draw", "features"), DRAWN.values(), ids=DRAWN.keys())


@every
@pytest.mark.parametrize("n", [1, 2, 51])
def test_shapes(draw, features, n):
    X, y = draw(n, rng=0)
    assert X.shape == (n, features) and X.dtype == np.float64 and np.isfinite(X).all()
    assert y.shape == (n,) and np.isfinite(y).all()


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_drawn_if_nothing_is_said(name):
    X, y = DRAWN[name][0]()
    assert len(X) == len(y) == NUMBERS[name]
    np.testing.assert_array_equal(X, DRAWN[name][0](NUMBERS[name], rng=0)[0])


@pytest.mark.parametrize("name", NOISE)
def test_noise_is_the_standard_deviation_of_what_is_added(name):
    draw = DRAWN[name][0]
    exact, default, loud = draw(5000, noise=0, rng=0), draw(5000, rng=0), draw(5000, noise=0.5, rng=0)
    moved = 1 if name in ("wave", "noisy_line") else 0  # y of a curve, else X
    for noisy, noise in ((default, NOISE[name]), (loud, 0.5)):
        added = noisy[moved] - exact[moved]
        assert added.std() == pytest.approx(noise, rel=0.03) and abs(added.mean()) <= 0.05 * noise
        np.testing.assert_array_equal(noisy[1 - moved], exact[1 - moved])


@every
def test_the_rng_decides(draw, features):
    one, other = draw(30, rng=3), draw(30, rng=4)
    for rng in (3, np.random.default_rng(3)):
        for a, b in zip(one, draw(30, rng=rng), strict=True):
            np.testing.assert_array_equal(a, b)
    assert (one[0] != other[0]).any()


@every
@pytest.mark.parametrize("n", [0, -1, 2.5, "ten", True])
def test_refuses_a_count(draw, features, n):
    with pytest.raises(ValueError, match=f"n, the number of examples, must be a whole number from 1, not {n!r}"):
        draw(n, rng=0)


@every
def test_refuses_an_rng(draw, features):
    with pytest.raises(TypeError, match="rng must be a seed"):
        draw(5, rng=None)


@pytest.mark.parametrize("name", ["circles", "moons", "spirals", "xor", "wave", "noisy_line"])
def test_refuses_noise_below_zero(name):
    with pytest.raises(ValueError, match="noise must be a finite number of at least 0, not -1"):
        DRAWN[name][0](10, noise=-1, rng=0)


@pytest.mark.parametrize("name", ["circles", "moons", "spirals", "xor", "demand", "colours"])
def test_two_classes_of_about_the_same_size(name):
    _, y = DRAWN[name][0](1000, rng=0)
    assert y.dtype.kind == "i" and set(y) == {0, 1}
    assert 0.44 < y.mean() < 0.56


@pytest.mark.parametrize("name", ["circles", "moons", "spirals"])
def test_the_first_of_two_classes_gets_the_odd_one_and_both_are_mixed(name):
    _, y = DRAWN[name][0](101, rng=0)
    assert np.bincount(y).tolist() == [51, 50]
    assert 30 < np.count_nonzero(np.diff(y)) < 70  # drawn by lot it changes at half of the places


def test_house_prices_follow_the_rule():
    X, y = datasets.house_prices(5000, rng=0)
    design = np.column_stack([np.ones(5000), X])
    found = np.linalg.lstsq(design, y, rcond=None)[0]
    np.testing.assert_allclose(found, [datasets.HOUSE_PRICE_BASE, *datasets.HOUSE_PRICE_WEIGHTS], atol=2.5)
    noise = y - datasets.HOUSE_PRICE_BASE - X @ datasets.HOUSE_PRICE_WEIGHTS
    assert abs(noise.mean()) < 0.9 and noise.std() == pytest.approx(datasets.HOUSE_NOISE, rel=0.05)
    assert (X.min(axis=0) >= [40, 0, 0]).all() and (X.max(axis=0) <= [200, 10, 1]).all()
    np.testing.assert_allclose([X.min(axis=0), X.max(axis=0)], [[40, 0, 0], [200, 10, 1]], rtol=0, atol=0.1)


def test_warm_means_a_hue_within_90_degrees_of_orange():
    X, y = datasets.colours(5000, rng=0)
    red, green, blue = X.T
    hue = np.degrees(np.arctan2(np.sqrt(3) / 2 * (green - blue), red - (green + blue) / 2))
    away = np.abs((hue - 30 + 180) % 360 - 180)
    assert ((away < 90) == y).all()
    assert X.min() >= 0 and X.max() <= 1


def test_pure_hues():
    """Red, yellow and orange are warm; cyan and blue are cool: the angles are the usual ones."""
    pure = {0: (1, 0, 0), 60: (1, 1, 0), 120: (0, 1, 0), 180: (0, 1, 1), 240: (0, 0, 1)}
    for angle, (red, green, blue) in pure.items():
        hue = np.degrees(np.arctan2(np.sqrt(3) / 2 * (green - blue), red - (green + blue) / 2)) % 360
        assert hue == pytest.approx(angle)


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("and", lambda a, b: a and b),
        ("or", lambda a, b: a or b),
        ("nand", lambda a, b: not (a and b)),
        ("nor", lambda a, b: not (a or b)),
        ("xor", lambda a, b: a != b),
        ("xnor", lambda a, b: a == b),
    ],
)
def test_gates(name, rule):
    X, y = datasets.gate(name)
    assert X.dtype == float and y.dtype.kind == "i"
    assert [bool(answer) for answer in y] == [bool(rule(bool(a), bool(b))) for a, b in X]


def test_an_unknown_gate():
    with pytest.raises(ValueError, match="no gate 'not'; choose one of: and, or, nand, nor, xor, xnor"):
        datasets.gate("not")


def test_shapes_in_the_plane_without_noise():
    X, y = datasets.circles(100, noise=0, rng=0)
    np.testing.assert_allclose(np.hypot(*X.T), np.where(y, 1, 0.5))
    X, y = datasets.moons(100, noise=0, rng=0)
    centre = np.where(y[:, None], [0.5, 0.25], [-0.5, -0.25])
    np.testing.assert_allclose(np.hypot(*(X - centre).T), 1)
    X, y = datasets.spirals(100, noise=0, turns=1.5, rng=0)
    radius = np.hypot(*X.T)
    turn = np.exp(1j * (3 * np.pi * radius + np.pi * y))
    np.testing.assert_allclose(X[:, 0] + 1j * X[:, 1], radius * turn, atol=1e-12)
    np.testing.assert_array_equal(datasets.spirals(9, rng=0)[0], datasets.spirals(9, turns=1, rng=0)[0])


def test_all_of_a_shape_is_drawn_evenly():
    X, y = datasets.circles(4000, noise=0, rng=0)
    angle = np.arctan2(*X.T)
    for kind in (0, 1):
        np.testing.assert_allclose(np.histogram(angle[y == kind], 8, (-np.pi, np.pi))[0], 250, rtol=0.2)
    X, y = datasets.moons(4000, noise=0, rng=0)
    right, up = (X - np.where(y[:, None], [0.5, 0.25], [-0.5, -0.25])).T
    assert (up * np.where(y, -1, 1) >= 0).all()  # class 0 above, class 1 below
    for kind in (0, 1):
        np.testing.assert_allclose(np.histogram(np.arccos(right[y == kind]), 8, (0, np.pi))[0], 250, rtol=0.2)
    X, y = datasets.spirals(4000, noise=0, rng=0)
    squared_radius = (X**2).sum(axis=1)
    assert squared_radius.min() >= 0.01 and squared_radius.max() <= 1
    np.testing.assert_allclose(np.histogram(squared_radius, 8, (0.01, 1))[0], 500, rtol=0.15)


def test_where_points_without_a_shape_lie():
    X, _ = datasets.xor(4000, rng=0)
    for x in (*X.T, datasets.wave(4000, rng=0)[0][:, 0] / 2, datasets.noisy_line(4000, rng=0)[0][:, 0]):
        np.testing.assert_allclose(np.histogram(x, 8, (-1, 1))[0], 500, rtol=0.15)
    assert (np.diff(datasets.wave(50, rng=0)[0][:, 0]) >= 0).all()


def test_a_line_of_slope_2_through_1():
    X, y = datasets.noisy_line(noise=0, rng=0)
    np.testing.assert_allclose(y, 2 * X[:, 0] + 1)


def test_shirts_are_bought_as_often_as_the_rule_says():
    X, y = datasets.demand(200_000, rng=0)
    price, shipping, marketing, material = X.T
    np.testing.assert_allclose(X.min(axis=0), [10, 0, 0, 0], atol=0.01)
    np.testing.assert_allclose(X.max(axis=0), [50, 10, 10, 10], atol=0.01)
    affordability = 1 / (1 + np.exp(-(40 - price - shipping) / 5))
    awareness = 1 / (1 + np.exp(5 - marketing))
    quality = 1 / (1 + np.exp(-(material - 5 + (price - 30) / 10)))
    probability = 1 / (1 + np.exp(-10 * (affordability + awareness + quality - 1.6)))
    variance = probability * (1 - probability)
    for feature in (np.ones(len(y)), *(X - X.mean(axis=0)).T, affordability, awareness, quality, quality * price):
        assert abs((y - probability) @ feature) < 4 * np.sqrt(variance @ feature**2)  # no more than chance


@pytest.mark.parametrize(
    ("call", "message"), [(lambda: datasets.spirals(10, turns=0, rng=0), "turns must be .* not 0")]
)
def test_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_digits():
    data = datasets.digits()
    assert data.X_train.shape == (5000, 784) and data.X_test.shape == (1000, 784)
    assert data.X_train.dtype == np.float32 and data.X_train.min() == 0 and data.X_train.max() == 1
    for y, n in ((data.y_train, 5000), (data.y_test, 1000)):
        assert y.shape == (n,) and y.dtype.kind == "i" and set(y) == set(range(10))
    raw = datasets.digits(raw=True)
    assert raw.X_train.shape == (5000, 28, 28) and raw.X_train.dtype == np.uint8
    np.testing.assert_allclose(raw.X_test.reshape(1000, 784) / 255, data.X_test, atol=1e-7)


def test_the_digits_are_the_file_that_the_readme_describes():
    folder = Path(datasets.__file__).parent / "data"
    said = re.search(r"SHA-256: `([0-9a-f]{64})`", (folder / "README.md").read_text(encoding="utf-8"))
    assert said and said[1] == hashlib.sha256((folder / "mnist6k.npz").read_bytes()).hexdigest()


def test_an_orange_lies_between_two_planes_and_no_single_plane_picks_it_out():
    X, y = datasets.fruit(3000, rng=0)
    assert ((X >= 0) & (X <= 1)).all() and np.bincount(y).tolist() == [1000] * 3
    red, green, _ = X.T
    kind = (green > 0.4 * red).astype(int) + (green > 0.7 * red)
    assert (kind == y).mean() > 0.99
    rng = np.random.default_rng(1)
    weights, biases = rng.normal(size=(3, 3000)), rng.normal(0, 0.7, 3000)
    assert ((X @ weights + biases > 0) == (y == 1)[:, None]).mean(axis=0).max() < 0.75
