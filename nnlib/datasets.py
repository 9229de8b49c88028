"""Data sets: small ones drawn at random from rules you can read, and 6,000 handwritten digits.

Every function returns X, with one example in each row, and y, with one answer for each row.

>>> X, y = circles(100, rng=0)
>>> X.shape, y.shape, sorted(set(y.tolist()))
((100, 2), (100,), [0, 1])

Introduced in chapter *Neurons*, where the first four are used.
"""

import math
from pathlib import Path
from typing import NamedTuple, TypeAlias

import numpy as np

from nnlib import activations
from nnlib.checks import as_rng, check_count, check_positive, choose
from nnlib.types import Array, Rng

Examples: TypeAlias = tuple[Array, Array]  # X and y


def _begin(n: int, rng: Rng, **sizes: float) -> tuple[int, np.random.Generator]:
    """Refuse what makes no sense, before anything is drawn."""
    for name, size in sizes.items():
        check_positive(size, name, zero=True)
    return check_count(n, "n, the number of examples,"), as_rng(rng)


# For a single neuron ------------------------------------------------------------------------------------------------

# fmt: off
#: The answers of each logic gate to (0, 0), (0, 1), (1, 0) and (1, 1).
GATES = {"and": (0, 0, 0, 1), "or": (0, 1, 1, 1), "nand": (1, 1, 1, 0),
         "nor": (1, 0, 0, 0), "xor": (0, 1, 1, 0), "xnor": (1, 0, 0, 1)}
# fmt: on


def gate(name: str) -> Examples:
    """Return the truth table of a logic gate.

    Parameters
    ----------
    name : str
        One of `GATES`, such as "and".

    Returns
    -------
    X : array, shape (4, 2)
        The inputs (0, 0), (0, 1), (1, 0), (1, 1).
    y : array of int, shape (4,)
        What the gate answers.

    Examples
    --------
    >>> X, y = gate("and")
    >>> [(int(a), int(b), int(answer)) for (a, b), answer in zip(X, y)]
    [(0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 1)]

    Introduced in chapter *Neurons*.
    """
    return np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float), np.array(GATES[choose(name, GATES, "gate")])


HOUSE_PRICE_BASE = 40.0
HOUSE_PRICE_WEIGHTS = (2.5, 15.0, 30.0)
#: Standard deviation of what the three features do not explain, in thousands of euros.
HOUSE_NOISE = 20.0


def house_prices(n: int = 200, *, rng: Rng = 0) -> Examples:
    """Return houses and their prices, from a linear rule plus Gaussian noise.

    ``price = 40 + 2.5 · area + 15 · location + 30 · sun + noise`` in thousands of euros; the rule is invented.

    Parameters
    ----------
    n : int
        Number of houses.
    rng : int or Generator
        Where they are drawn from.

    Returns
    -------
    X : array, shape (n, 3)
        Area in m² (40 to 200), location score (0 to 10), aspect as the share of sun (0 faces north, 1 faces south).
    y : array, shape (n,)
        Price in thousands of euros.

    Examples
    --------
    >>> X, y = house_prices(1000, rng=0)
    >>> noise = y - (HOUSE_PRICE_BASE + X @ HOUSE_PRICE_WEIGHTS)
    >>> bool(abs(noise.std() - HOUSE_NOISE) < 1)
    True

    Introduced in chapter *Neurons*.
    """
    n, rng = _begin(n, rng)
    X = np.column_stack([rng.uniform(40, 200, n), rng.uniform(0, 10, n), rng.uniform(0, 1, n)])
    return X, HOUSE_PRICE_BASE + X @ HOUSE_PRICE_WEIGHTS + rng.normal(0, HOUSE_NOISE, n)


def colours(n: int = 200, *, rng: Rng = 0) -> Examples:
    """Return colours and whether each is warm (1) or cool (0).

    A colour is warm if its hue lies within 90° of orange, which stands at 30°. With the hue as the angle of (α, β),
    α = R − (G + B)/2 and β = √3/2 · (G − B), that is exactly **R > B**, a rule for one neuron:

    ``cos(hue − 30°) > 0``  ⟺  ``α cos 30° + β sin 30° = √3/2 · (R − B) > 0``.

    Parameters
    ----------
    n : int
        Number of colours.
    rng : int or Generator
        Where they are drawn from, all of the RGB cube alike.

    Returns
    -------
    X : array, shape (n, 3)
        Red, green and blue, each from 0 to 1.
    y : array of int, shape (n,)
        1 for warm, 0 for cool.

    Examples
    --------
    >>> X, y = colours(3, rng=1)
    >>> (y == (X[:, 0] > X[:, 2])).all()
    np.True_

    Introduced in chapter *Neurons*.
    """
    n, rng = _begin(n, rng)
    X = rng.uniform(0, 1, (n, 3))
    return X, (X[:, 0] > X[:, 2]).astype(int)


FRUITS = ("tomato", "orange", "lemon")


def fruit(n: int = 300, *, rng: Rng = 0) -> Examples:
    """Return the colours of ripe fruit on a sorting belt, and which fruit each is.

    Lit strongly or weakly, a fruit sends back a fixed *share* of green for its red: about 0.25 for a tomato, 0.55 for
    an orange, 0.85 for a lemon. With a brightness r between 0.6 and 1, ``R = r``, ``G = share · r``,
    ``B = (0.05 … 0.25) · r``. An orange lies between the two others, so no single neuron can pick it out:
    it takes **G > 0.4 R** and **G < 0.7 R**. The rule is invented.

    Parameters
    ----------
    n : int
        Number of fruits, as many of each kind as can be.
    rng : int or Generator
        Where they are drawn from; the share of green has a standard deviation of 0.05.

    Returns
    -------
    X : array, shape (n, 3)
        Red, green and blue, each from 0 to 1.
    y : array of int, shape (n,)
        The number of its kind in `FRUITS`: 0 for a tomato, 1 for an orange, 2 for a lemon.

    Examples
    --------
    >>> X, y = fruit(300, rng=0)
    >>> red, green, blue = X.T
    >>> orange = (green > 0.4 * red) & (green < 0.7 * red)
    >>> float((orange == (y == 1)).mean().round(2))
    1.0

    Introduced in chapter *Neurons*.
    """
    n, rng = _begin(n, rng)
    y = rng.permutation(np.arange(n) % len(FRUITS))
    shares = np.column_stack([np.ones(n), rng.normal(0.25 + 0.3 * y, 0.05), rng.uniform(0.05, 0.25, n)])
    return rng.uniform(0.6, 1, (n, 1)) * shares, y


def demand(n: int = 400, *, rng: Rng = 0) -> Examples:
    """Return offers of a T-shirt and whether each was bought, decided by three hidden quantities.

    ``affordability = σ((40 − price − shipping) / 5)``, ``awareness = σ(marketing − 5)``,
    ``quality = σ(material − 5 + (price − 30) / 10)``, and it is bought with the probability
    ``σ(10 (affordability + awareness + quality − 1.6))``. The rule is invented.

    Parameters
    ----------
    n : int
        Number of offers.
    rng : int or Generator
        Where they are drawn from.

    Returns
    -------
    X : array, shape (n, 4)
        Price (10 to 50 €), shipping (0 to 10 €), marketing and material (0 to 10).
    y : array of int, shape (n,)
        1 if bought.

    Examples
    --------
    >>> X, y = demand(1000, rng=0)
    >>> X.shape, bool(0.4 < y.mean() < 0.6)
    ((1000, 4), True)

    Introduced in chapter *Layers and networks*.
    """
    n, rng = _begin(n, rng)
    price, shipping, marketing, material = rng.uniform(10, 50, n), *rng.uniform(0, 10, (3, n))
    sigmoid = activations.get("sigmoid")
    affordability = sigmoid((40 - price - shipping) / 5)
    awareness = sigmoid(marketing - 5)
    quality = sigmoid(material - 5 + (price - 30) / 10)
    bought = rng.random(n) < sigmoid(10 * (affordability + awareness + quality - 1.6))
    return np.column_stack([price, shipping, marketing, material]), bought.astype(int)


# Two classes in the plane -------------------------------------------------------------------------------------------


def _planar(X: Array, y: Array, noise: float, rng: np.random.Generator) -> Examples:
    """Blur and shuffle points."""
    X, order = X + rng.normal(0, noise, X.shape), rng.permutation(len(y))
    return X[order], y[order]


def _halves(n: int) -> Array:
    """Return class 0 for the first half of n points (the larger, if n is odd) and 1 for the rest."""
    return np.repeat([0, 1], [n - n // 2, n // 2])


def _polar(radius: Array | float, angle: Array) -> Array:
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def circles(n: int = 200, *, noise: float = 0.08, rng: Rng = 0) -> Examples:
    """Return points on two circles about the origin, of radius 0.5 (class 0) and 1 (class 1).

    Parameters
    ----------
    n : int
        Number of points.
    noise : float
        Standard deviation of what is added to both coordinates.
    rng : int or Generator
        Where they are drawn from.

    Returns
    -------
    X : array, shape (n, 2)
    y : array of int, shape (n,)

    Examples
    --------
    >>> X, y = circles(100, noise=0, rng=0)
    >>> np.hypot(X[:, 0], X[:, 1])[y == 0].round(6).max()
    np.float64(0.5)

    Introduced in chapter *Layers and networks*.
    """
    n, rng = _begin(n, rng, noise=noise)
    y = _halves(n)
    return _planar(_polar(np.where(y, 1.0, 0.5), rng.uniform(0, 2 * math.pi, n)), y, noise, rng)


def moons(n: int = 200, *, noise: float = 0.1, rng: Rng = 0) -> Examples:
    """Return points on two half-circles that reach into each other.

    The arguments and results are those of `circles`.

    Examples
    --------
    >>> X, y = moons(100, rng=0)
    >>> X.shape, int(y.sum())
    ((100, 2), 50)

    Introduced in chapter *Training a network*.
    """
    n, rng = _begin(n, rng, noise=noise)
    y = _halves(n)
    half_circles = _polar(1.0, rng.uniform(math.pi * y, math.pi * (y + 1)))  # the upper of class 0, the lower of 1
    return _planar(half_circles + np.where(y, 1, -1)[:, None] * [0.5, 0.25], y, noise, rng)


def spirals(n: int = 200, *, turns: float = 1.0, noise: float = 0.03, rng: Rng = 0) -> Examples:
    """Return points on two spirals, one turned by half a circle against the other.

    The arguments and results are those of `circles`; `turns` is how often each winds round.

    Examples
    --------
    >>> X, y = spirals(100, turns=1.5, rng=0)
    >>> X.shape, int(y.sum())
    ((100, 2), 50)

    Introduced in chapter *Layers and networks*.
    """
    check_positive(turns, "turns")
    n, rng = _begin(n, rng, noise=noise)
    y, radii = _halves(n), np.sqrt(rng.uniform(0.01, 1, n))  # the root spreads the points evenly along the arm
    return _planar(_polar(radii, 2 * math.pi * turns * radii + math.pi * y), y, noise, rng)


def xor(n: int = 200, *, noise: float = 0.0, rng: Rng = 0) -> Examples:
    """Return points in the square from −1 to 1, of class 1 where the signs of the two coordinates differ.

    The arguments and results are those of `circles`. Noise moves points after their class is settled.

    Examples
    --------
    >>> X, y = xor(100, rng=0)
    >>> ((X[:, 0] * X[:, 1] < 0) == y).all()
    np.True_

    Introduced in chapter *Neurons*.
    """
    n, rng = _begin(n, rng, noise=noise)
    X = rng.uniform(-1, 1, (n, 2))
    y = (X[:, 0] * X[:, 1] < 0).astype(int)
    order = y.argsort(kind="stable")
    return _planar(X[order], y[order], noise, rng)


# Curves -------------------------------------------------------------------------------------------------------------


def wave(n: int = 100, *, noise: float = 0.1, rng: Rng = 0) -> Examples:
    """Return points near the curve y = sin(3 x) + x / 2 for x from −2 to 2, in the order of x.

    Parameters
    ----------
    n : int
        Number of points.
    noise : float
        Standard deviation of what is added to y.
    rng : int or Generator
        Where they are drawn from.

    Returns
    -------
    X : array, shape (n, 1)
    y : array, shape (n,)

    Examples
    --------
    >>> X, y = wave(50, noise=0, rng=0)
    >>> np.allclose(y, np.sin(3 * X[:, 0]) + X[:, 0] / 2)
    True

    Introduced in chapter *Activations*.
    """
    n, rng = _begin(n, rng, noise=noise)
    x = np.sort(rng.uniform(-2, 2, n))
    return x[:, None], np.sin(3 * x) + x / 2 + rng.normal(0, noise, n)


def noisy_line(n: int = 50, *, slope: float = 2, intercept: float = 1, noise: float = 0.3, rng: Rng = 0) -> Examples:
    """Return points near the line y = slope · x + intercept for x from −1 to 1.

    The other arguments and the results are those of `wave`.

    Examples
    --------
    >>> X, y = noisy_line(5, slope=3, intercept=0, noise=0, rng=0)
    >>> np.allclose(y, 3 * X[:, 0])
    True

    Introduced in chapter *Losses*.
    """
    n, rng = _begin(n, rng, noise=noise)
    x = rng.uniform(-1, 1, n)
    return x[:, None], slope * x + intercept + rng.normal(0, noise, n)


# Handwritten digits -------------------------------------------------------------------------------------------------


class Digits(NamedTuple):
    """Handwritten digits for training and for testing."""

    X_train: Array
    y_train: Array
    X_test: Array
    y_test: Array


def digits(*, raw: bool = False) -> Digits:
    """Return 5,000 handwritten digits for training and 1,000 for testing, from MNIST.

    Parameters
    ----------
    raw : bool
        True gives the images as they are stored: 28 × 28 whole numbers from 0 (background) to 255 (ink). False gives
        them ready for a network: rows of 784 numbers from 0 to 1, float32.

    Returns
    -------
    Digits
        A tuple (X_train, y_train, X_test, y_test); the y are whole numbers from 0 to 9.

    References
    ----------
    Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, *Gradient-based learning applied to document recognition*, 1998.

    Examples
    --------
    >>> X_train, y_train, X_test, y_test = digits()
    >>> X_train.shape, X_test.shape, float(X_train.max())
    ((5000, 784), (1000, 784), 1.0)

    Introduced in chapter *Recognising digits*.
    """
    with np.load(Path(__file__).parent / "data" / "mnist6k.npz", allow_pickle=False) as file:
        images, labels = file["images"], file["labels"].astype(int)
    X = images if raw else images.reshape(len(images), 784).astype(np.float32) / np.float32(255)
    return Digits(X[:5000], labels[:5000], X[5000:], labels[5000:])
